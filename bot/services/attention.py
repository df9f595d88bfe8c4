"""Attention: what a team's coaches may know of each runner, and who of them needs a word first.

Each source of reasons is a function of its own, asked once for the whole team.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.attention import (
    CHECK_IN_FOR,
    DONE_FROM_PERCENT,
    MESSAGE_FOR,
    PAIN_DAYS,
    PAIN_FROM,
    PLAN_WEEKS,
    SPAN_WEEKS,
    Ache,
    Attention,
    Known,
    Need,
    Planning,
    Request,
    RequestKind,
    attention,
    coming_week,
    is_usual,
    urgency,
)
from bot.domain.audience import LogDetail, Sharing, Subject, log_detail
from bot.domain.checkups.thresholds import thresholds_with
from bot.domain.dates import Week, local_today
from bot.domain.following import counts_in_week, week_sum
from bot.domain.runs import PainArea, RunSource
from bot.services.check_in_letters import answered_of
from bot.services.coaches import coaches_of
from db.repositories.rosters import RosterRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Attended:
    """A runner and why they need a word; days are their own. `run_on` is the day of their newest run."""

    runner_id: int
    user_id: int
    name: str
    attention: Attention
    today: date
    run_on: date | None

    def place(self, need: Need | None = None) -> tuple[tuple[tuple[int, int], ...], str, int]:
        """Return by what a list of them is ordered, of one kind of reason or of all."""
        return urgency(self.attention, self.today, need), self.name.casefold(), self.runner_id


def attended(
    uow: UnitOfWork, team: TeamRow, unheard_weeks: int, now: datetime, *, but: int | None = None
) -> list[Attended]:
    """Return a team's runners, who needs a word most urgently first; who never ran is there while there is a reason.

    What a runner keeps from coaches is no reason for anything. `but` is the Discord id of whom to leave out.
    """
    zone = ZoneInfo(team.time_zone)
    rows = [row for row in uow.rosters.runners(team.team_id) if row.user_id != but]
    today = local_today(now, zone)
    weeks = _weeks(uow, team, today)
    pauses = _pauses(uow, team, today)
    aches = aches_of(uow, team.team_id, today, {row.runner_id: Sharing(row.sharing) for row in rows})
    requests = _requests(uow, team, zone, now, rows)
    plans = _plans(uow, team, today, pauses)
    coaches = set(coaches_of(uow, team.team_id))
    limits = thresholds_with(uow.checkups.thresholds(team.team_id))
    found = []
    for row in rows:
        own = zone if row.time_zone is None else ZoneInfo(row.time_zone)
        written_at = None if row.feedback_at is None else row.feedback_at.astimezone(own)
        heard_at = max((at for at in (row.shoutout_at, row.feedback_at) if at is not None), default=None)
        known = Known(
            today=local_today(now, own),
            joined_on=local_today(row.joined_at, own),
            last_run=row.run_on,
            weeks=weeks.get(row.runner_id),
            pauses=tuple(pauses.get(row.runner_id, ())),
            aches=tuple(aches.get(row.runner_id, ())),
            requests=tuple(requests.get(row.runner_id, ())),
            planning=plans.get(row.runner_id),
            heard_on=None if heard_at is None else local_today(heard_at, own),
            written_at=written_at,
            coaches=row.user_id in coaches,
        )
        reasons = attention(known, unheard_weeks, limits)
        if reasons.reasons or row.run_on is not None:
            found.append(Attended(row.runner_id, row.user_id, row.name, reasons, known.today, row.run_on))
    found.sort(key=Attended.place)
    return found


def _weeks(uow: UnitOfWork, team: TeamRow, today: date) -> Mapping[int, dict[date, int]]:
    monday = Week.of(today).monday
    # Somewhere on earth the next week has begun.
    span = (monday - timedelta(weeks=back) for back in range(-1, SPAN_WEEKS))
    mondays = {Week.of(day).key: day for day in span}
    found: defaultdict[int, dict[date, int]] = defaultdict(dict)
    for runner_id, week, runs in uow.rosters.week_runs(team.team_id, list(mondays)):
        found[runner_id][mondays[week]] = runs
    return found


def _pauses(uow: UnitOfWork, team: TeamRow, today: date) -> Mapping[int, list[tuple[date, date]]]:
    found: defaultdict[int, list[tuple[date, date]]] = defaultdict(list)
    for runner_id, first, last in uow.rosters.pauses(team.team_id, today - timedelta(weeks=SPAN_WEEKS)):
        found[runner_id].append((first, last))
    return found


def aches_of(uow: UnitOfWork, team_id: int, today: date, sharing: Mapping[int, Sharing]) -> Mapping[int, list[Ache]]:
    """Return the aches of `PAIN_DAYS` that coaches may know of: sharing as it is now, and as it was with the run.

    `today` is the team's; runners' own day may be the one before or after it, so there is a day more on either side.
    """
    days = range(-1, PAIN_DAYS + 1)
    first = today - timedelta(days=days[-1])
    weeks = sorted({Week.of(today - timedelta(days=back)).key for back in days})
    found: defaultdict[int, list[Ache]] = defaultdict(list)
    for row in uow.rosters.aches(team_id, weeks, PAIN_FROM):
        if row.runner_id not in sharing or row.local_date < first:
            continue
        subject = Subject(sharing=sharing[row.runner_id])
        detail = log_detail(subject, Sharing(row.sharing), RunSource(row.source), by_coach=True)
        if detail is LogDetail.FULL:
            found[row.runner_id].append(Ache(row.local_date, PainArea(row.pain_area), row.pain_level, row.logged_at))
    return found


def _requests(
    uow: UnitOfWork, team: TeamRow, zone: ZoneInfo, now: datetime, rows: list[RosterRow]
) -> Mapping[int, list[Request]]:
    """Return what runners wait for: whatever is asked of coaches has its line here."""
    found: defaultdict[int, list[Request]] = defaultdict(list)
    for row in uow.rosters.waiting_reviews(team.team_id):
        found[row.runner_id].append(Request(RequestKind.REVIEW, local_today(row.asked_at, zone)))
    for asked in uow.focuses.open_of_team(team.team_id):
        found[asked.runner_id].append(Request(RequestKind.FOCUS, local_today(asked.asked_at, zone), asked.area))
    for word in uow.rosters.unanswered(team.team_id, now - MESSAGE_FOR):
        # What it says is between the two of them.
        found[word.runner_id].append(Request(RequestKind.MESSAGE, local_today(word.sent_at, zone), word.coach_name))
    written_on = {row.runner_id: local_today(row.feedback_at, zone) for row in rows if row.feedback_at is not None}
    for check_in in uow.check_ins.flagged_since(team.team_id, local_today(now - CHECK_IN_FOR, zone)):
        # Whoever was written to since has had the coach's look.
        if written_on.get(check_in.runner_id, date.min) < check_in.day:
            found[check_in.runner_id].append(
                Request(RequestKind.CHECK_IN, check_in.day, answered=answered_of(check_in))
            )
    return found


def _plans(
    uow: UnitOfWork, team: TeamRow, today: date, pauses: Mapping[int, list[tuple[date, date]]]
) -> Mapping[int, Planning]:
    """Return how runners' plans stand; one that waits for its day is there already, and a pause asks for nothing."""
    coming = coming_week(today)
    before = Week.of(today).previous()
    with_plan: Counter[int] = Counter()
    for back in range(1, PLAN_WEEKS + 1):
        week = Week.of(coming - timedelta(weeks=back))
        with_plan.update({row.runner_id for row in uow.planned.weeks(team.team_id, week.key) if row.holds})
    has_coming = {row.runner_id for row in uow.planned.weeks(team.team_id, Week.of(coming).key)}
    # How much of each session was done, by the weeks that are over, the newest first.
    done: list[defaultdict[int, list[int]]] = []
    for back in range(PLAN_WEEKS):
        done.append(defaultdict(list))
        for row in uow.planned.of_team(team.team_id, Week.of(before.monday - timedelta(weeks=back)).key):
            resting = pauses.get(row.runner_id, ())
            if counts_in_week(row.kind, row.day, excused=row.excused is not None, pauses=resting):
                done[-1][row.runner_id].append(row.percent or 0)
    found = {}
    for runner_id in {*with_plan, *done[0]}:
        percents = done[0][runner_id]
        found[runner_id] = Planning(
            coming=coming,
            past=before.monday,
            planned=len(percents),
            done=sum(percent >= DONE_FROM_PERCENT for percent in percents),
            has_coming=runner_id in has_coming,
            usually=is_usual(with_plan[runner_id]),
            week=week_sum((percent, True) for percent in percents),
            lately=week_sum((percent, True) for one in done for percent in one[runner_id]),
        )
    return found
