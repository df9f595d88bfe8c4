"""Results as services return them, with plain and with hostile values, and ways to read a layout."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from fractions import Fraction
from functools import cache
from itertools import product
from types import MappingProxyType, SimpleNamespace
from typing import Any

import discord

from bot.domain.attention import (
    Attention,
    Need,
    New,
    NoPlan,
    Pain,
    Request,
    RequestKind,
    Silent,
    Slower,
    Undone,
    Unheard,
)
from bot.domain.audience import CardDetail, FeedMode, LogDetail, Praise, Sharing
from bot.domain.bests import Record
from bot.domain.checkups.focus_area import Area
from bot.domain.dates import Week
from bot.domain.doubles import Likeness
from bot.domain.doubts import Doubt, Verdict
from bot.domain.fitness import Effort, fitness_of
from bot.domain.following import WeekSum
from bot.domain.leaderboards import Board, Period, places
from bot.domain.meant import Meant
from bot.domain.pauses import PauseReason
from bot.domain.point_rules import POINTS_V1, VALUES, WEEK_CAP, PointRules, Rule
from bot.domain.profiles import AgeTable
from bot.domain.quiet_hours import QuietHours
from bot.domain.runs import FARTHEST_M, LONGEST_S, NOTE_LIMIT, Oddity, PainArea, RunKind, Surface
from bot.domain.shoutouts import MESSAGE_LIMIT
from bot.domain.spans import Span
from bot.domain.streaks import Streak
from bot.domain.units import STANDARD_EVENTS, Unit
from bot.domain.weekly_asks import Ask
from bot.services.asker import Asker
from bot.services.attention import Attended
from bot.services.cheers import NAMED, Cheered, Cheerers, FeedCard
from bot.services.comments import COMMENT_LIMIT, Comment, Said
from bot.services.deriving import BestSet
from bot.services.digests import FeedDigest
from bot.services.direct_choices import COACHES_SHOWN, CoachChoice, RunnerChoice, Whom
from bot.services.entries import Entry, FeedOutcome
from bot.services.feedback import FEEDBACK_LIMIT
from bot.services.feedback_letters import Feedback, FeedbackAnswer
from bot.services.feedback_sending import Given
from bot.services.feedback_templates import SavedTemplate
from bot.services.feedback_threads import FOUND, Search, ThreadEntry, ThreadPage
from bot.services.help import HelpPage, Topic
from bot.services.inbox import InboxEntry, InboxPage
from bot.services.leaderboards import StandingRow, Standings, TeamTotals, WeeklyPost
from bot.services.letters import CommentNote, DeliveryNote, Hindrance, Letter, RunReview
from bot.services.notices import AdminNotice, Matter
from bot.services.point_rules import COMMON, Choice, TeamRules
from bot.services.points import RULES_TODAY, Chance, Ledger, LedgerEntry, PointsWeek, RuleBook, WaitingRun
from bot.services.privacy import Export, HeldTable, Holding
from bot.services.profiles import Pause, Profile
from bot.services.race_countdowns import RaceCountdown
from bot.services.race_finishes import Meanwhile, RunRace
from bot.services.reading import RunDraft
from bot.services.recaps import MonthRecap
from bot.services.reviews import Pile, Review, ReviewPage
from bot.services.rosters import Reported, Roster
from bot.services.run_lists import ListedRun, RunList
from bot.services.run_outcomes import (
    ChangedRun,
    DeletedRun,
    DoubleRun,
    KeptSession,
    LoggedRun,
    OddRun,
    OwnRun,
    Pending,
    RunFacts,
    UnclearRun,
)
from bot.services.shoutout_lists import ListedShoutout, ShoutoutPage, Which
from bot.services.shoutout_posts import MessageLink, Praised, ShoutoutNote, ShoutoutPost, Wall
from bot.services.shoutouts import Given as ShoutoutGiven
from bot.services.shoutouts import Way, Worth
from bot.services.stats import Best, Look, Stats, WeekBar, WeekChart
from bot.services.team_posts import PostPreview
from bot.services.team_schedule import ScheduledPost, TeamSchedule
from bot.services.team_settings import TeamSettings
from bot.services.teammates import SUGGESTED
from bot.services.teams import ScheduleKind, TeamUnits
from bot.services.weekly_asks import Asking
from bot.ui.cheers import CheerersView, CountedView, FeedCardView
from bot.ui.comments import CommentView, SaidView, TakeDownView
from bot.ui.components import Form, Interaction
from bot.ui.digests import FeedDigestView
from bot.ui.direct_words import SentView, WhomView
from bot.ui.errors import ProblemView
from bot.ui.feedback import GivenView
from bot.ui.feedback_templates import TemplateView
from bot.ui.feedback_threads import SearchView, ThreadView
from bot.ui.help import HelpView, Listed
from bot.ui.inbox import InboxView, OfferView
from bot.ui.leaderboards import StandingsView, WeeklyPostView
from bot.ui.letters import LetterView
from bot.ui.point_rules import PointRulesPanel
from bot.ui.points import LedgerView, PointsView, RulesView
from bot.ui.privacy import ExportView, ForgetQuestionView, ForgottenView, MoreView, NothingHeldView
from bot.ui.profiles import OtherTeamButton, ProfileView, RunnersProfileView, paused_view, resumed_view
from bot.ui.recaps import MonthRecapView
from bot.ui.reviews import ReviewView
from bot.ui.rosters import RosterView
from bot.ui.run_deletion import DeletedRunView, DeleteQuestionView
from bot.ui.run_lists import RunListView
from bot.ui.runs import (
    DoubleRunView,
    NotLoggedView,
    OddRunView,
    RunChangedView,
    RunLoggedView,
    UnclearRunView,
)
from bot.ui.shoutout_lists import ShoutoutListView, ShoutoutView
from bot.ui.shoutouts import GivenShoutoutView, ShoutoutPostView
from bot.ui.stats import Screen, StatsView
from bot.ui.team_panels import FinishedView, SettingsPanel, SetupPanel
from bot.ui.team_schedule import SchedulePanel
from bot.ui.team_status import StatusView
from bot.ui.teams import PostPreviewView
from bot.ui.text import profiles as profile_words
from bot.ui.trying_again import TryAgainView
from tests.ui.availability_samples import availability_views
from tests.ui.celebration_samples import celebration_views
from tests.ui.challenge_samples import challenge_views
from tests.ui.check_in_samples import ANSWERED, CHECK_IN_LETTER, check_in_views
from tests.ui.checkup_samples import checkup_views
from tests.ui.coach_plan_samples import coach_plan_views
from tests.ui.coach_samples import coach_views
from tests.ui.connection_samples import FURTHER_BACK, NUDGE, connection_views
from tests.ui.plan_samples import plan_views
from tests.ui.race_samples import RESULT, race_views
from tests.ui.relay_samples import relay_views
from tests.ui.season_samples import season_views
from tests.ui.status_samples import statuses
from tests.ui.upload_samples import upload_views

TODAY = date(2026, 11, 22)
WEEK = Week(2026, 47)
LONG_NAME = "*" * 32
LONG_NOTE = "_" * NOTE_LIMIT
LISTING = {
    Topic.START: [Listed("help", "The way around")],
    Topic.RUNS: [Listed("run log", "Log a run"), Listed("run list", "Your newest runs")],
    Topic.COACHING: [
        Listed("coach feedback", "A word for one runner"),
        Listed("Private feedback", menu=discord.AppCommandType.user),
        Listed("Thank for this", menu=discord.AppCommandType.message),
    ],
}
LONG_WORDS = "*" * FEEDBACK_LIMIT
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


ASKER = Asker(1, 2, "Ana")
ENTRY = Entry(date(2026, 11, 21), None, 10_000, 1_510)


@dataclass(frozen=True)
class Sample:
    """What a test wants to vary; the rest is ordinary."""

    name: str = "Ana"
    note: str | None = "legs finally awake"
    distance_m: int = 10_000
    moving_s: int = 3_130
    unit: Unit = Unit.KM
    units: TeamUnits = TeamUnits.KM
    words: str = "Negative split in that wind. Textbook."

    def run(self) -> RunFacts:
        return RunFacts(
            7,
            date(2026, 11, 21),
            self.distance_m,
            self.moving_s,
            RunKind.EASY,
            Surface.TRAIL,
            4,
            self.note,
        )

    def logged(
        self,
        reasons: tuple[tuple[Rule, int], ...] = ((Rule.LOG, 10), (Rule.DETAIL, 2)),
        week_points: int = 34,
        streak: int = 6,
        feed: FeedOutcome = FeedOutcome.POSTED,
    ) -> LoggedRun:
        return LoggedRun(self.run(), self.unit, TODAY, reasons, week_points, streak, feed)

    def odd(self, *oddities: Oddity) -> OddRun:
        return OddRun(self.run(), self.unit, oddities or (Oddity.TOO_FAST,), Pending(ENTRY))

    def unclear(self) -> UnclearRun:
        draft = RunDraft(self.words[:100], "45.30", note=self.note)
        readings = tuple((text, replace(draft, distance=text)) for text in ("123456.789 km", "76.7123 mi", "123 m"))
        return UnclearRun("distance_ambiguous", {"text": self.words[:100]}, readings, draft)

    def deleted(self) -> DeletedRun:
        return DeletedRun(self.run(), self.unit, 22)

    def run_list(self, count: int = 8, *, name: str | None = None, span: Span = Span.ALL, page: int = 1) -> RunList:
        line = ListedRun(self.run(), LogDetail.FULL, is_record=True, pain_area=PainArea.HIP_LEFT, pain_level=2)
        total = 128 if count else 0
        return RunList(
            runner_id=7,
            name=name,
            span=span,
            page=page,
            has_older=page < 3,
            runs=(line,) * count,
            unit=self.unit,
            today=TODAY,
            total_runs=total,
            distance_m=self.distance_m * total,
            moving_s=self.moving_s * total,
        )

    def changed(self, **changes: Any) -> ChangedRun:
        return ChangedRun(self.run(), self.unit, TODAY, 34, **changes)

    def double(self, likeness: Likeness = Likeness.SAME_DAY) -> DoubleRun:
        return DoubleRun(self.run(), self.run(), likeness, self.unit, TODAY, Pending(ENTRY))

    def card(self, detail: CardDetail = CardDetail.FULL, cheers: int = 3) -> FeedCard:
        return FeedCard(7, self.name, detail, self.distance_m, self.moving_s, self.units, self.note, cheers)

    def points(self, streak: Streak | None = None) -> PointsWeek:
        parts = tuple((rule, POINTS_V1.cap(rule) // 2, POINTS_V1.cap(rule)) for rule in RULES_TODAY)
        return PointsWeek(WEEK, parts, 58, WEEK_CAP, streak or Streak(6, 8, 1), run_days=2, weekly_target=3)

    def point_views(self) -> dict[str, discord.ui.LayoutView]:
        """Return what is seen of points beside the present week."""
        day = date(2026, 11, 18)
        entries = tuple(
            LedgerEntry(day, rule, value, VALUES[rule], 2, self.distance_m if rule is Rule.LOG else None)
            for rule, value in ((Rule.LOG, 10), (Rule.SESSIONS, 10), (Rule.REST, 10), (Rule.STREAK, 10), (Rule.PR, 5))
        )
        ledger = Ledger(WEEK, entries, 0, 2, 150, WEEK_CAP, 4, 2, 4, self.unit)
        planned = tuple(
            LedgerEntry(day, rule, 10, 10, 1, None, percent=percent)
            for rule, percent in ((Rule.SESSIONS, 100), (Rule.SESSIONS, 60), (Rule.FULL_WEEK, None), (Rule.REST, None))
        )
        waiting = tuple(WaitingRun(7, day, self.distance_m, is_asked=asked) for asked in (False, True))
        before = replace(self.points(), is_present=False, earlier=WEEK.previous(), later=WEEK.next())
        own = PointRules(3, dict.fromkeys(VALUES, 50), 500)
        return {
            "points, week before": PointsView(before),
            "points, all at once": PointsView(
                replace(self.points(), waiting=waiting, chance=Chance(Rule.LOG, 20), unit=self.unit)
            ),
            "points, rest": PointsView(replace(self.points(), chance=Chance(Rule.REST, 10))),
            "ledger": LedgerView(ledger),
            "ledger, planned": LedgerView(replace(ledger, is_planned=True, entries=planned)),
            "points, planned": PointsView(replace(self.points(), plan=WeekSum(5, Fraction(5, 2)))),
            "points, planned before": PointsView(replace(before, plan=WeekSum(5, Fraction(5)))),
            "ledger, empty": LedgerView(replace(ledger, entries=(), pages=1, total=0, run_days=0)),
            "rules": RulesView(RuleBook(POINTS_V1, None, None, 3, 2)),
            "rules, own": RulesView(RuleBook(own, WEEK, WEEK.next(), 6, 2)),
        }

    def rows(self, *values: int) -> tuple[StandingRow, ...]:
        values = values or (116, 116, 96, 91, 80)
        names = (self.name, "Ben", "Chloé", "Mo", "Ida")
        return tuple(
            StandingRow(place, name, value, name == self.name)
            for place, name, value in zip(places(values), names, values, strict=False)
        )

    def totals(self, runs: int = 41) -> TeamTotals:
        return TeamTotals(14 if runs else 0, runs, 412_345 if runs else 0, 900 if runs else 0)

    def standings(self, **changes: Any) -> Standings:
        values: dict[str, Any] = {
            "board": Board.POINTS,
            "period": Period.THIS_WEEK,
            "week": WEEK,
            "rows": self.rows(),
            "own_value": 116,
            "own_place": 1,
            "own_shown": True,
            "previous_value": 98,
            "previous_distance_m": 380_000,
            "totals": self.totals(),
            "unit": self.unit,
        }
        return Standings(**values | changes)

    def weekly(self, rows: tuple[StandingRow, ...] | None = None, runs: int = 41) -> WeeklyPost:
        shown = self.rows() if rows is None else rows
        return WeeklyPost(WEEK, self.name, shown, self.totals(runs), self.units)

    def help_page(self, topic: Topic = Topic.START) -> HelpPage:
        return HelpPage(topic, tuple(Topic))

    def export(self) -> Export:
        runs = HeldTable("runs", ("run", "note"), ((7, self.note),) * 1_200)
        return Export(self.name, NOW, (runs,))

    def feedback(self, *, is_read: bool = False) -> Feedback:
        return Feedback(5, self.name, self.name, self.words, is_read=is_read, sent_at=NOW)

    def answer(self) -> FeedbackAnswer:
        return FeedbackAnswer(6, self.name, self.name, self.words, is_read=False, sent_at=NOW, answered=self.words)

    def thread_entry(self) -> ThreadEntry:
        day = date(2026, 11, 20)
        return ThreadEntry(5, 7, self.name, False, self.words, day, True, True, is_taken_back=False, has_files=True)

    def thread(self) -> ThreadPage:
        taken_back = replace(self.thread_entry(), message="", is_taken_back=True)
        wordless = replace(self.thread_entry(), message="", by_runner=True)
        entries = (self.thread_entry(), replace(taken_back, by_runner=True), taken_back, wordless)
        return ThreadPage(7, self.name, entries, TODAY, is_first=False, older=5)

    def whom(self) -> Whom:
        coaches = tuple(
            CoachChoice(10**18 - 1, 10**19, self.name, self.name, number or None) for number in range(COACHES_SHOWN)
        )
        runners = tuple(RunnerChoice(number, self.name, self.name) for number in range(SUGGESTED))
        return Whom(10**18 - 1, coaches, runners, there_are_more=True, teams=2)

    def comment(self) -> Comment:
        return Comment(5, self.name, self.words[:COMMENT_LIMIT])

    def comment_note(self) -> CommentNote:
        words = self.words[:COMMENT_LIMIT]
        return CommentNote(self.name, self.name, words, date(2026, 11, 21), self.distance_m, self.unit)

    def delivery_note(self, hindrance: Hindrance = Hindrance.CLOSED) -> DeliveryNote:
        return DeliveryNote(self.name, hindrance, self.words)

    def review(self, **changes: Any) -> Review:
        values: dict[str, Any] = {
            "run_id": 7,
            "runner_name": self.name,
            "local_date": date(2026, 11, 21),
            "distance_m": self.distance_m,
            "moving_s": self.moving_s,
            "doubt": Doubt.VERY_FAST,
            "remark": self.note,
            "verdict": None,
            "decided_at": None,
            "decider_name": None,
            "reason": None,
            "own": False,
            "units": self.units,
        }
        return Review(**values | changes)

    def run_review(self, verdict: Verdict = Verdict.COUNTS) -> RunReview:
        reason = self.words[:300]
        day = date(2026, 11, 21)
        return RunReview(self.name, self.name, verdict, reason, day, self.distance_m, self.moving_s, self.unit)

    def review_views(self) -> dict[str, discord.ui.LayoutView]:
        """Return what is seen of runs that wait for a word."""
        decided = self.review(verdict=Verdict.LEFT_OUT, decided_at=NOW, decider_name=self.name, reason=self.words[:300])
        pages = {
            "waiting": ReviewPage(Pile.WAITING, self.review(), 12, 7),
            "own": ReviewPage(Pile.WAITING, self.review(own=True, remark=None), 1, None),
            "nothing": ReviewPage(Pile.WAITING, None, 0, None),
            "decided": ReviewPage(Pile.DECIDED, decided, 0, 7),
            "nothing decided": ReviewPage(Pile.DECIDED, None, 0, None),
        }
        layouts: dict[str, discord.ui.LayoutView] = {f"review: {name}": ReviewView(one) for name, one in pages.items()}
        layouts |= {f"review: {one}": LetterView(self.run_review(one), 16) for one in Verdict}
        return layouts

    def inbox(self, *letters: Letter, older: int | None = None, **changes: bool) -> InboxPage:
        entries = tuple(InboxEntry(letter, date(2026, 11, 21), is_new=True) for letter in letters)
        facts = {"is_first": True, "more_waiting": False} | changes
        return InboxPage(entries, TODAY, facts["is_first"], facts["more_waiting"], older)

    def profile(self, *, said_all: bool = True) -> Profile:
        return Profile(
            name=self.name,
            team_name="Harriers",
            praise=Praise.PUBLIC if said_all else Praise.PRIVATE,
            boards=frozenset((Board.POINTS, Board.DISTANCE)) if said_all else frozenset(),
            sharing=Sharing.TEAM,
            nudges=said_all,
            asks={ask: Asking(True, NOW if said_all else None) for ask in Ask},
            unit=self.unit,
            own_unit=said_all,
            time_zone="America/Argentina/ComodRivadavia",
            own_time_zone=said_all,
            weekly_target=4,
            drives=self.note if said_all else None,
            birth_date=date(1990, 5, 12) if said_all else None,
            age_table=AgeTable.FEMALE if said_all else None,
            pause=Pause(date(2026, 12, 4), PauseReason.TRAVEL) if said_all else None,
            today=TODAY,
        )

    def chart(self, look: Look = Look.DARK) -> WeekChart:
        bars = []
        week = Week(2026, 36)
        for at in range(12):
            metres = ((RunKind.EASY, self.distance_m * (1 + at % 3)), (RunKind.LONG, self.distance_m), (None, 3_000))
            bars.append(WeekBar(week, metres[at % 2 :] if at % 5 else (), self.distance_m * 2.5, at % 5))
            week = week.next()
        return WeekChart(tuple(bars), 3, self.unit, look, self.distance_m * 3)

    def recap(self) -> MonthRecap:
        metres = tuple(self.distance_m * (day % 5) for day in range(30))
        return MonthRecap(date(2026, 11, 1), self.name, self.totals(), metres, self.units)

    def stats(self, name: str | None = None, score_from_s: int = 1_474, **changes: Any) -> Stats:
        race = Effort(date(2026, 11, 14), "5k", 5_020, score_from_s, RunKind.RACE, None, None)
        values: dict[str, Any] = {
            "runner_id": 7,
            "name": name,
            "span": Span.LAST_30_DAYS,
            "unit": self.unit,
            "today": TODAY,
            "detail": LogDetail.FULL,
            "runs": 1_234,
            "distance_m": self.distance_m * 42,
            "moving_s": self.moving_s * 42,
            "bests": tuple(Best(event, date(2025, 9, 27), self.moving_s) for event in STANDARD_EVENTS),
            "streak": Streak(6, 8, 1),
            "chart": self.chart(),
            "fitness": fitness_of([race], TODAY),
        }
        return Stats(**values | changes)

    def shoutout(self, receivers: int = 5, **changes: Any) -> ShoutoutPost:
        values: dict[str, Any] = {
            "giver_name": self.name,
            "by_coach": False,
            "receivers": tuple(Praised(number, self.name) for number in range(receivers)),
            "message": self.words[:MESSAGE_LIMIT],
            "award": None,
            "run": None,
        }
        return ShoutoutPost(**values | changes)

    def shoutout_views(self) -> dict[str, discord.ui.LayoutView]:
        """Return what is seen of shoutouts."""
        words, run = self.words[:MESSAGE_LIMIT], MessageLink(1, 2, 3)
        note = ShoutoutNote(self.name, False, self.name, words, None, run)
        listed = ListedShoutout(5, TODAY, self.name, False, (self.name,) * 5, words, None)
        given = ShoutoutGiven(1, (self.name,) * 5, words, Way.EACH, Worth.POINTS, 2)
        states = {f"given, {way}, {worth}": (way, worth) for way in Way for worth in Worth}
        return {
            "shoutout": ShoutoutPostView(self.shoutout(), 17),
            "shoutout, of one for a run": ShoutoutPostView(self.shoutout(1, run=run, giver_name=None), 17),
            "shoutout, award": ShoutoutPostView(self.shoutout(1, by_coach=True, award=12), 17),
            "shoutout note": LetterView(note, 18),
            "shoutout note, award": LetterView(replace(note, by_coach=True, giver_name=None, award=1), 18),
            **{
                f"shoutout: {which}, {state}": ShoutoutListView(ShoutoutPage(which, entries, before, older, TODAY))
                for which in Which
                for state, entries, before, older in (
                    ("full", (listed, replace(listed, award=30), replace(listed, is_hidden=True), listed), 9, 3),
                    ("empty", (), None, None),
                    ("no older", (), 3, None),
                )
            },
            "shoutout: one": ShoutoutView(listed, TODAY),
            "shoutout: one, reported": ShoutoutView(replace(listed, is_hidden=True, is_reported=True), TODAY),
            "shoutout: one, reported?": ShoutoutView(listed, TODAY, asks=True),
            "shoutout: award given": GivenShoutoutView(replace(given, award=12, worth=Worth.NOTHING)),
            **{
                f"shoutout: {name}": GivenShoutoutView(replace(given, way=way, worth=worth))
                for name, (way, worth) in states.items()
            },
        }

    def roster_views(self) -> dict[str, discord.ui.LayoutView]:
        """Return what coaches see of their runners."""
        day = date(2026, 11, 17)
        reasons = (
            Pain(day, PainArea.HAMSTRING_RIGHT, 10, 12),
            Request(RequestKind.REVIEW, day),
            Request(RequestKind.FOCUS, day, Area.MENTAL),
            Request(RequestKind.MESSAGE, day, self.name),
            Request(RequestKind.CHECK_IN, day, answered=ANSWERED),
            Silent(day, 6.6, 12),
            Slower(1, 3.4),
            NoPlan(date(2026, 11, 23)),
            Undone(date(2026, 11, 16), 6, 2),
            Unheard(day),
        )
        pressing = Attended(7, 8, self.name, Attention(reasons, day), TODAY, day)
        others = (
            replace(pressing, attention=Attention((Unheard(None), New(day, has_run=False)))),
            replace(pressing, attention=Attention(())),
            replace(pressing, attention=Attention((New(day, has_run=True), Pain(day, PainArea.LOWER_BACK, 3, 1)))),
        )
        counts = dict.fromkeys(Need, 12)
        reported = Reported(5, 7, self.name, self.name, self.words[:MESSAGE_LIMIT], TODAY)
        roster = Roster(3, (pressing,) * 2 + others, 500, 1, 3, reported, 2, TODAY, None, 500, 12, counts)
        nobody = replace(roster, entries=(), count=0, page=0, pages=1, reported=None)
        return {
            "roster": RosterView(roster),
            "roster, the end": RosterView(
                replace(roster, page=2, reports=1, reported=replace(reported, giver_name=None))
            ),
            "roster, all well": RosterView(replace(roster, entries=others[1:2], in_need=0)),
            "roster, nobody": RosterView(replace(nobody, runners=0, in_need=0)),
            **{f"roster, {need}": RosterView(replace(roster, need=need)) for need in Need},
            **{f"roster, no {need}": RosterView(replace(nobody, need=need)) for need in Need},
        }

    def stats_views(self) -> dict[str, discord.ui.LayoutView]:
        """Return every screen of the statistics."""
        nothing: dict[str, Any] = {"runs": 0, "bests": (), "streak": Streak(0, 0, 1), "chart": None, "fitness": None}
        states = {
            "": self.stats(),
            ", effort": self.stats(score_from_s=2_400),
            ", nothing": self.stats(**nothing),
            ", rested": self.stats(streak=Streak(0, 8, 1), runs=0),
            " of one": self.stats(self.name, streak=None, chart=None, fitness=None, detail=LogDetail.FIGURES),
            " of one, nothing": self.stats(self.name, **nothing | {"streak": None}),
            " of one, days": self.stats(
                self.name, **nothing | {"streak": None, "days": (TODAY,) * 9, "detail": LogDetail.PRESENCE}
            ),
            " of one, no days": self.stats(self.name, **nothing | {"streak": None, "detail": LogDetail.PRESENCE}),
        }
        return {
            f"stats: {screen}{state}": StatsView(stats, screen, Look.DARK, 0, "weeks.png" if stats.chart else None)
            for state, stats in states.items()
            for screen in Screen
        }

    def digest(self, runs: int = 3) -> FeedDigest:
        return FeedDigest(TODAY, (self.card(), self.card(CardDetail.PRESENCE)) + (self.card(),) * (runs - 2))

    def team_settings(self, **changes: Any) -> TeamSettings:
        values: dict[str, Any] = {
            "name": self.name,
            "time_zone": "America/Argentina/ComodRivadavia",
            "units": self.units,
            "feed_channel_id": 5,
            "feed_chosen": True,
            "leaderboard_channel_id": 6,
            "leaderboard_chosen": False,
            "plan_channel_id": 8,
            "plan_chosen": True,
            "coach_role_id": 7,
            "coach_role_chosen": False,
            "feed_mode": FeedMode.DIGEST,
            "boards_at_start": False,
            "quiet_hours": QuietHours(time(22), time(7)),
            "next_leaderboard_at": MOMENT,
            "next_digest_at": MOMENT,
        }
        return TeamSettings(**values | changes)

    def schedule(self) -> TeamSchedule:
        board = ScheduledPost(ScheduleKind.LEADERBOARD, 0, time(8), True, MOMENT)
        return TeamSchedule(
            "Europe/Berlin",
            FeedMode.EACH,
            (
                ScheduledPost(ScheduleKind.PLAN, 6, time(18), True, MOMENT),
                board,
                ScheduledPost(ScheduleKind.RECAP, None, time(9), True, MOMENT, 1),
                ScheduledPost(ScheduleKind.FEED_DIGEST, None, time(20), False, MOMENT),
            ),
        )

    def team_views(self) -> dict[str, discord.ui.LayoutView]:
        """Return what admins see."""
        nothing_chosen = self.team_settings(
            feed_channel_id=None,
            leaderboard_channel_id=None,
            plan_channel_id=None,
            coach_role_id=None,
            quiet_hours=None,
            next_leaderboard_at=None,
            next_digest_at=None,
        )
        layouts: dict[str, discord.ui.LayoutView] = {
            f"admin: {matter}, {'somewhere' if channel else 'nowhere'}": LetterView(
                AdminNotice(matter, self.name, channel), 12
            )
            for matter, channel in product(Matter, (5, None))
            if channel or matter is not Matter.CHANNEL_BLOCKED
        }
        for name, settings in (("", self.team_settings()), (", nothing chosen", nothing_chosen)):
            layouts[f"admin: setup{name}"] = SetupPanel(settings, BARE_GUILD, discord.Locale.german)
            layouts[f"admin: settings{name}"] = SettingsPanel(settings, BARE_GUILD, None)
            layouts[f"admin: finished{name}"] = FinishedView(settings, BARE_GUILD)
        rules = TeamRules(COMMON, None, None, WEEK.next())
        coming = Choice(dict.fromkeys(VALUES, 0), 500)
        layouts["admin: points"] = PointRulesPanel(rules)
        layouts["admin: points, draft"] = PointRulesPanel(rules, coming)
        layouts["admin: points, coming"] = PointRulesPanel(replace(rules, coming=coming, coming_week=WEEK.next()))
        for name, status in statuses().items():
            layouts[f"admin: status, {name}"] = StatusView(status, BARE_GUILD)
        layouts["admin: schedule"] = SchedulePanel(self.schedule())
        layouts["admin: schedule, chosen"] = SchedulePanel(self.schedule(), ScheduleKind.LEADERBOARD)
        return layouts

    def views(self) -> dict[str, discord.ui.LayoutView]:
        """Return every layout there is, most of them in several states."""
        layouts: dict[str, discord.ui.LayoutView] = {
            "logged": RunLoggedView(self.logged()),
            "logged for nothing": RunLoggedView(self.logged((), 150, 0, FeedOutcome.NO_CHANNEL)),
            "logged, private": RunLoggedView(self.logged(feed=FeedOutcome.PRIVATE)),
            "logged, streak": RunLoggedView(self.logged(((Rule.LOG, 10), (Rule.STREAK, 10)))),
            "delete?": DeleteQuestionView(OwnRun(self.run(), self.unit)),
            "deleted": DeletedRunView(self.deleted()),
            "odd": OddRunView(self.odd(*Oddity), ASKER),
            "odd, with what was meant": OddRunView(
                replace(self.odd(), meant=(Meant(16_093, 86_399), Meant(99_999, self.moving_s))), ASKER
            ),
            "unclear": UnclearRunView(self.unclear(), ASKER),
            "double": DoubleRunView(self.double(), ASKER),
            "changed": RunChangedView(self.changed(best=BestSet("hm", Record.BEST, self.moving_s + 3_599))),
            "merged": RunChangedView(self.changed(merged=True, doubt=Doubt.VERY_FAST)),
            "logged, first": RunLoggedView(replace(self.logged(), best=BestSet("hm", Record.FIRST, None))),
            "logged, a result": RunLoggedView(
                replace(self.logged(), race=RunRace(7, self.words[:100], is_result=True, result=RESULT))
            ),
            **{
                f"changed, no result: {why}": RunChangedView(
                    self.changed(race=RunRace(7, self.words[:100], is_result=False, meanwhile=why))
                )
                for why in Meanwhile
            },
            "logged, a race": RunLoggedView(replace(self.logged(), race=RunRace(7, self.words[:100], is_result=False))),
            "logged, planned": RunLoggedView(
                replace(self.logged(), kept=KeptSession(TODAY, self.words[:200], is_whole=True))
            ),
            "logged, planned in part": RunLoggedView(
                replace(self.logged(), kept=KeptSession(TODAY, "5x1km @ T / 1min jog", is_whole=False))
            ),
            "logged, in doubt": RunLoggedView(replace(self.logged(), doubt=Doubt.VERY_FAST)),
            "list of a runner": RunListView(self.run_list(name=self.name, span=Span.LAST_30_DAYS)),
            "not logged": NotLoggedView(self.odd()),
            "list": RunListView(self.run_list()),
            "empty list": RunListView(self.run_list(0)),
            "digest": FeedDigestView(self.digest(), 12),
            "digest, busy": FeedDigestView(self.digest(60), 12),
            "feedback, at night": GivenView(Given(self.name, self.words, NOW)),
            "preview": PostPreviewView(
                PostPreview(self.weekly(), 5, "0badf00d", stands_already=True), "leaderboard.png"
            ),
            "card": FeedCardView(self.card(), 12),
            "card with a photo": FeedCardView(replace(self.card(), has_photo=True), 12),
            "presence": FeedCardView(self.card(CardDetail.PRESENCE, 0), 12),
            "said": SaidView(Said(5, self.name, self.words[:COMMENT_LIMIT], in_public=True)),
            "said quietly": SaidView(Said(5, self.name, self.words[:COMMENT_LIMIT], in_public=False)),
            "comment": CommentView(self.comment(), 12),
            "take down": TakeDownView(self.comment()),
            "comment note": LetterView(self.comment_note(), 12),
            "counted": CountedView(Cheered(self.card(), given=True, draws=False, revision=2)),
            "taken back": CountedView(Cheered(self.card(), given=False, draws=False, revision=2)),
            "cheerers": CheerersView(Cheerers((self.name,) * NAMED, 1_000, by_reader=True, is_own=False)),
            "cheerers, none": CheerersView(Cheerers((), 0, by_reader=False, is_own=False)),
            "cheerers, none of yours": CheerersView(Cheerers((), 0, by_reader=False, is_own=True)),
            **self.stats_views(),
            "recap": MonthRecapView(self.recap(), "month.png", 13),
            "recap, of one": MonthRecapView(replace(self.recap(), totals=TeamTotals(1, 1, 5_000, 10)), None, 13),
            "points": PointsView(self.points()),
            "points, no streak": PointsView(self.points(Streak(0, 0, 1))),
            "points, best streak": PointsView(self.points(Streak(0, 8, 1))),
            "profile": ProfileView(self.profile(), note=profile_words.QUIETER, more=(OtherTeamButton(),)),
            "profile, quiet": ProfileView(self.profile(said_all=False)),
            "a runner's profile": RunnersProfileView(self.profile()),
            "paused": paused_view(self.profile()),
            "resumed": resumed_view(),
            "standings": StandingsView(self.standings()),
            "distance": StandingsView(self.standings(board=Board.DISTANCE, own_value=0, own_place=None)),
            "week before": StandingsView(
                self.standings(period=Period.LAST_WEEK, own_shown=False, own_place=None, previous_value=300)
            ),
            "few": StandingsView(self.standings(rows=(), own_place=None)),
            "empty week": StandingsView(self.standings(rows=(), totals=self.totals(0))),
            "empty week before": StandingsView(self.standings(rows=(), totals=self.totals(0), period=Period.LAST_WEEK)),
            "weekly": WeeklyPostView(self.weekly(), "board.png", 13),
            "weekly, with a wall": WeeklyPostView(
                replace(self.weekly(), wall=Wall((self.shoutout(),) * 4, 12)), "board.png", 13
            ),
            **{
                f"weekly, {days} days before a race": WeeklyPostView(
                    replace(self.weekly(), countdown=RaceCountdown(self.name, days, runners)), "board.png", 13
                )
                for days, runners in ((139, 1_200), (12, 1), (1, 0), (0, 3))
            },
            "weekly, few": WeeklyPostView(self.weekly(()), None, 13),
            "weekly, nobody": WeeklyPostView(self.weekly((), 0), None, 13),
            "help": HelpView(self.help_page(), LISTING, {"run": 9}),
            "help, to coach": HelpView(self.help_page(Topic.COACHING), LISTING, {}),
            "export": ExportView(self.export(), more=(OtherTeamButton(),)),
            "more of an export": MoreView("my-baton-data-2.zip"),
            "nothing held": NothingHeldView(),
            "forget?": ForgetQuestionView(Holding(self.name, 12_000, is_runner=True), 7, nothing),
            "forget, no runner?": ForgetQuestionView(Holding("", 0, is_runner=False), 7, nothing),
            "forgotten": ForgottenView(True, self.name),
            "forgotten before": ForgottenView(False, self.name),
            "feedback": LetterView(self.feedback(), 14),
            "feedback, read": LetterView(self.feedback(is_read=True), 14),
            "feedback, no name": LetterView(replace(self.feedback(), coach_name=None, can_be_answered=False), 14),
            "feedback, edited": LetterView(replace(self.feedback(), is_edited=True), 14),
            "feedback, taken back": LetterView(replace(self.feedback(), message="", is_taken_back=True), 14),
            "feedback, an answer taken back": LetterView(replace(self.answer(), message="", is_taken_back=True), 14),
            "feedback, with files": LetterView(replace(self.feedback(), files=("1-a.jpg", "2-b.pdf")), 14),
            "feedback, files alone": LetterView(replace(self.answer(), message="", files=("1-a.jpg",)), 14),
            "thread": ThreadView(self.thread()),
            "thread, empty": ThreadView(replace(self.thread(), entries=(), older=None)),
            "thread, found": SearchView(Search(self.words[:100], (self.thread_entry(),) * FOUND, 1_200, TODAY)),
            "thread, nothing found": SearchView(Search(self.words[:100], (), 0, TODAY)),
            "feedback template": TemplateView(SavedTemplate(self.name, is_dropped=False)),
            "feedback template, dropped": TemplateView(SavedTemplate(self.name, is_dropped=True)),
            "whom": WhomView(self.whom()),
            "whom, in place of a coach no more": WhomView(self.whom(), writer_gone=True),
            "whom, searched": WhomView(replace(self.whom(), typed=self.name)),
            "whom, nobody found": WhomView(replace(self.whom(), typed=self.words[:100], runners=())),
            "sent": SentView(Given(self.name, self.words)),
            "feedback, on an answer": LetterView(replace(self.feedback(), answered=self.words), 14),
            "feedback, an answer": LetterView(self.answer(), 14),
            "feedback, an answer given": GivenView(Given(self.name, self.words, to_coach=True)),
            "inbox, of both": InboxView(self.inbox(replace(self.feedback(), message=self.words[:400]), self.answer())),
            "note, closed": LetterView(self.delivery_note(), 15),
            "note, left": LetterView(self.delivery_note(Hindrance.LEFT), 15),
            "note, a coach no more": LetterView(self.delivery_note(Hindrance.NO_COACH), 15),
            "feedback given": GivenView(Given(self.name, self.words)),
            "inbox": InboxView(self.inbox(self.feedback(), *[self.delivery_note()] * 2, older=3)),
            "inbox, asked": InboxView(self.inbox(CHECK_IN_LETTER)),
            "inbox, a run": InboxView(self.inbox(NUDGE)),
            "inbox, runs further back": InboxView(self.inbox(FURTHER_BACK)),
            "inbox, more waits": InboxView(self.inbox(self.feedback(), more_waiting=True)),
            "inbox, older": InboxView(self.inbox(self.feedback(is_read=True), is_first=False, older=3)),
            "inbox, empty": InboxView(self.inbox()),
            "inbox, no older": InboxView(self.inbox(is_first=False)),
            "offer": OfferView(1),
            "offer of many": OfferView(12),
            "problem": ProblemView("**No.**\nTry again.", self.note or ""),
            "problem of a form": TryAgainView(
                "**No.**\nTry again.", self.note or "", lambda: Form(title=""), 1, "not_allowed"
            ),
        }
        files = upload_views(self.name, self.run(), self.unit, ASKER)
        files |= challenge_views(self.name, self.units, TODAY)
        files |= race_views(self.name, self.units, TODAY, self.words)
        files |= coach_plan_views(self.name, self.unit)
        files |= availability_views(self.name, self.words)
        files |= check_in_views(self.name)
        files |= connection_views(self.name, Asker(1, 2, self.name))
        files |= relay_views(self.name, self.units, TODAY)
        files |= plan_views(self.name, self.units, TODAY)
        files |= season_views(self.name, self.unit, self.words)
        files |= checkup_views(self.name, self.unit, TODAY)
        files |= coach_views(self.name, self.run(), self.unit, self.words, TODAY)
        layouts |= celebration_views(self.card(), self.logged(), self.run_review(), name=self.name)
        return (
            layouts
            | files
            | self.team_views()
            | self.review_views()
            | self.point_views()
            | self.shoutout_views()
            | self.roster_views()
        )


MOMENT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BARE_GUILD: Any = SimpleNamespace(
    get_channel=lambda _: None,
    get_role=lambda _: None,
    me=SimpleNamespace(guild_permissions=discord.Permissions.none()),
)
"""A server of which Discord shows nothing."""

HOSTILE = Sample(
    name=LONG_NAME,
    note=LONG_NOTE,
    distance_m=FARTHEST_M,
    moving_s=LONGEST_S,
    unit=Unit.MI,
    units=TeamUnits.BOTH,
    words=LONG_WORDS,
)


async def nothing(_interaction: Interaction) -> None:
    """Stand in for saving a run that no test saves."""


def components_of(view: discord.ui.LayoutView) -> list[dict[str, Any]]:
    """Return what the layout sends to Discord."""
    payload: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]
    return payload


def payloads(component: Any) -> Iterator[dict[str, Any]]:
    """Yield every component of what a layout sends, however deep."""
    if isinstance(component, list):
        for part in component:
            yield from payloads(part)
    elif isinstance(component, dict):
        yield component
        for key in ("components", "accessory"):
            yield from payloads(component.get(key, []))


def sent(view: discord.ui.LayoutView) -> list[dict[str, Any]]:
    """Return every component of the layout, however deep."""
    return list(payloads(components_of(view)))


def written(components: list[dict[str, Any]]) -> str:
    """Return the text of components, buttons and picture descriptions included."""
    lines = []
    for component in payloads(components):
        lines += [component[key] for key in ("content", "label") if component.get(key)]
        lines += [item["description"] for item in component.get("items", ()) if item.get("description")]
    return "\n".join(lines)


def shown(view: discord.ui.LayoutView) -> str:
    """Return all that the layout shows."""
    return written(components_of(view))


def lines(view: discord.ui.LayoutView) -> list[str]:
    """Return the lines of the layout's text, without buttons and pictures."""
    return [line for component in sent(view) for line in component.get("content", "").split("\n") if line]


def buttons(view: discord.ui.LayoutView) -> dict[str, str]:
    """Return the layout's buttons: label and id."""
    return {component["label"]: component["custom_id"] for component in sent(view) if component["type"] == 2}


def ids(view: discord.ui.LayoutView) -> list[str]:
    """Return the ids of everything in the layout that can be pressed or picked from."""
    return [component["custom_id"] for component in sent(view) if "custom_id" in component]


@cache
def views_of(sample: Sample) -> Mapping[str, discord.ui.LayoutView]:
    """Return a sample's layouts, made once for all tests that only read them."""
    return MappingProxyType(sample.views())
