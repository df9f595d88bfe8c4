"""Points: the rules with their limits, and what a week of runs earns; the same log always earns the same."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from bot.domain.dates import Week
from bot.domain.planned_points import PlannedSession, PlannedWeek, Source, planned_week
from bot.domain.point_rules import LATE_AFTER_DAYS, POINTS_V1, TIMES, WEEK_CAP, PointRules, Rule
from bot.domain.runs import PAIN_STOPS_FROM, counts

WEEKLY_TARGETS: Final = range(2, 7)
"""The run days a week that a runner may aim for."""
STREAK_TARGETS: Final = range(1, 8)


RECORDS_IN_FOUR_WEEKS: Final = 2
"""Personal records that score within `RECORD_DAYS` days."""
RECORD_DAYS: Final = 28


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """How often each rule applies in a week, before its limit. Raises ValueError for a negative count."""

    run_days: int = 0
    detailed_runs: int = 0
    green: int = 0
    yellow: int = 0
    rest_honoured: int = 0
    full_week: bool = False
    streak_week: bool = False
    shoutouts_given: int = 0
    shoutouts_received: int = 0
    attended: int = 0
    prs: int = 0

    def __post_init__(self) -> None:
        """Refuse what could take points away."""
        if any(getattr(self, field.name) < 0 for field in fields(self)):
            raise ValueError("nothing happens less than zero times")


@dataclass(frozen=True, slots=True)
class WeekPoints:
    """A week's points by rule, their sum, and what the week's cap leaves of it."""

    parts: Mapping[Rule, int]
    raw: int
    total: int


def points_week(week: WeekCounts, rules: PointRules = POINTS_V1) -> WeekPoints:
    """Return the points of a week's counts, every rule with its limit (running-science 3.3)."""
    kept = min(week.green, TIMES[Rule.SESSIONS])
    partly = min(week.yellow, TIMES[Rule.SESSIONS] - kept)
    times = {
        Rule.LOG: week.run_days,
        Rule.DETAIL: week.detailed_runs,
        Rule.SESSIONS: kept,
        Rule.REST: week.rest_honoured,
        Rule.FULL_WEEK: int(week.full_week),
        Rule.STREAK: int(week.streak_week),
        Rule.SHOUTOUT_GIVEN: week.shoutouts_given,
        Rule.SHOUTOUT_RECEIVED: week.shoutouts_received,
        Rule.ATTENDED: week.attended,
        Rule.PR: week.prs,
    }
    parts = {rule: rules.values[rule] * min(count, TIMES[rule]) for rule, count in times.items()}
    parts[Rule.SESSIONS] += rules.partly_kept * partly
    raw = sum(parts.values())
    return WeekPoints(MappingProxyType(parts), raw, min(raw, rules.week_cap))


@dataclass(frozen=True, slots=True)
class RunEntry:
    """A run as the rules see it: metres, seconds, local dates, and whether it has an effort or a note.

    `doubted` is a run that waits for a coach's word, `left_out` one that got it; `race` one that was run as a race;
    `record` a personal record, or a first time at a distance; `pain_level` 1 to 10.
    """

    run_id: int
    local_date: date
    logged_on: date
    distance_m: int
    moving_s: int
    detailed: bool = False
    doubted: bool = False
    race: bool = False
    record: bool = False
    pain_level: int | None = None
    left_out: bool = False

    @property
    def hurt(self) -> bool:
        """Whether it hurt so much that getting well comes first."""
        return self.pain_level is not None and self.pain_level >= PAIN_STOPS_FROM

    @property
    def late(self) -> bool:
        """Whether it was logged too long after it was run."""
        return (self.logged_on - self.local_date).days > LATE_AFTER_DAYS


@dataclass(frozen=True, slots=True)
class KindWord:
    """A shoutout as the rules see it, on the side of who gave it or of who received it; `day` is the team's.

    Such as earn something: the first of a week between the same two (`bot.domain.shoutouts`). `points` are those that
    a coach gave with it, and its rule is `Rule.COACH` then.
    """

    word_id: int
    day: date
    rule: Rule
    points: int | None = None


@dataclass(frozen=True, slots=True)
class ScoringProfile:
    """What the rules need to know of a runner. Raises ValueError outside `WEEKLY_TARGETS` and `STREAK_TARGETS`.

    `since` is the day they joined, None for always: no day before it, and before the week's first run, is a rest day.
    `injured` are pauses for an injury, first and last day; `records` the days of earlier weeks on which a record
    scored. Other pauses take no points away and leave no trace in a week's score; they matter to streaks alone
    (`streaks.week_letter`).
    """

    weekly_target: int = 3
    streak_target: int = 2
    since: date | None = None
    injured: tuple[tuple[date, date], ...] = ()
    records: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        """Refuse targets that no week can hold."""
        if self.weekly_target not in WEEKLY_TARGETS or self.streak_target not in STREAK_TARGETS:
            raise ValueError("no such target")

    def is_injured(self, day: date) -> bool:
        """Tell whether runs of a day score nothing; the day on which a pause was set may have seen a sound run."""
        return any(first < day <= last for first, last in self.injured)


@dataclass(frozen=True, slots=True)
class Award:
    """Points given for a day; `run_id` or `word_id` names the run or the shoutout they came from, if it was one."""

    day: date
    rule: Rule
    points: int
    run_id: int | None = None
    word_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Earned:
    """A runner's week sorted by the rules: on which days, and by which run, each of them applies."""

    run_days: tuple[tuple[date, int], ...]
    detailed: tuple[tuple[date, int], ...]
    kept: Sequence[Source]
    partly: Sequence[Source]
    rests: tuple[date, ...]
    full_week: date | None
    streak: tuple[date, int] | None
    attended: tuple[tuple[date, int], ...]
    record: tuple[date, int] | None
    given: tuple[tuple[date, int], ...]
    received: tuple[tuple[date, int], ...]


def scoring(entries: Iterable[RunEntry], profile: ScoringProfile) -> list[RunEntry]:
    """Return those runs of some whole days that earn something, in the order of days and of logging.

    They are long enough, came in time, nobody doubts them, and nothing hurt on their day nor was the runner injured.
    """
    return [entry for entry in _healthy(_timely(entries), profile) if counts(entry.distance_m, entry.moving_s)]


def run_days(week: Week, entries: Iterable[RunEntry], profile: ScoringProfile) -> int:
    """Return on how many days of the week a run scores; streaks ask for it."""
    return len({entry.local_date for entry in scoring(entries, profile) if _of_week(week, entry)})


def week_counts(
    week: Week,
    entries: Iterable[RunEntry],
    profile: ScoringProfile,
    as_of: date,
    words: Iterable[KindWord] = (),
    plan: Collection[PlannedSession] | None = None,
) -> WeekCounts:
    """Return how often each rule applies to a week; see `score_week`."""
    return _counts(_earned(week, entries, profile, as_of, words, plan))


def score_week(
    week: Week,
    entries: Iterable[RunEntry],
    profile: ScoringProfile,
    as_of: date,
    rules: PointRules = POINTS_V1,
    words: Iterable[KindWord] = (),
    plan: Collection[PlannedSession] | None = None,
) -> tuple[Award, ...]:
    """Return the week's awards, ordered by day and rule; `as_of` is the runner's local date today.

    `plan` are the sessions of a coach's plan that was there before the week began; `planned_week` tells what they
    earn. Without one the runner's own target is the plan: each run day up to it is a session kept, and the full week
    is target to target + 1 run days with a rest day. It is given on Sunday once the week is over. A rest day is a
    day that is over, saw no run and waits for no session; a week has no more of them than run days. The
    streak's points belong to the day that reached the streak's target. A run logged too late, or left out by
    a coach, changes nothing, in either direction: it earns no points and takes no rest day back; one in doubt
    earns nothing either, but its day is no rest. On a day on which a run hurt, no run earns any. Of several
    runs on a day the first logged carries the day's points. A race is attended once a day, however far it went.
    Shoutouts earn whether somebody ran or not; what a coach gave has no limit but that of the week.
    """
    words = tuple(words)
    earned = _earned(week, entries, profile, as_of, words, plan)
    parts = points_week(_counts(earned), rules).parts
    awards = [
        *_spread(Rule.LOG, rules, parts, earned.run_days),
        *_spread(Rule.DETAIL, rules, parts, earned.detailed),
        *_sessions(earned, rules),
        *_spread(Rule.REST, rules, parts, [(day, None) for day in earned.rests]),
        *_spread(Rule.FULL_WEEK, rules, parts, [(earned.full_week, None)] if earned.full_week else []),
        *_spread(Rule.STREAK, rules, parts, [earned.streak] if earned.streak else []),
        *_of_words(_spread(Rule.SHOUTOUT_GIVEN, rules, parts, earned.given)),
        *_of_words(_spread(Rule.SHOUTOUT_RECEIVED, rules, parts, earned.received)),
        *_spread(Rule.ATTENDED, rules, parts, earned.attended),
        *_spread(Rule.PR, rules, parts, [earned.record] if earned.record else []),
        *(Award(word.day, Rule.COACH, word.points or 0, word_id=word.word_id) for word in _coached(week, words)),
    ]
    return cap_week(awards, rules.week_cap)


def cap_week(awards: Iterable[Award], week_cap: int = WEEK_CAP) -> tuple[Award, ...]:
    """Return a week's awards in their order (day, rule, run or shoutout), cut where they reach the week's cap.

    The latest give way first, so an award once earned does not shrink when a later day brings more.
    """
    order = list(Rule)
    kept: list[Award] = []
    left = week_cap
    for award in sorted(
        awards, key=lambda one: (one.day, order.index(one.rule), one.run_id or one.word_id or 0, one.points)
    ):
        points = min(award.points, left)
        if points > 0:
            kept.append(replace(award, points=points))
            left -= points
    return tuple(kept)


def _of_week(week: Week, entry: RunEntry) -> bool:
    return week.monday <= entry.local_date <= week.sunday


def _earned(
    week: Week,
    entries: Iterable[RunEntry],
    profile: ScoringProfile,
    as_of: date,
    words: Iterable[KindWord],
    plan: Collection[PlannedSession] | None,
) -> _Earned:
    """Sort the week's runs and shoutouts by the rules that they fulfil."""
    said = _said(week, words)
    of_week = [entry for entry in entries if _of_week(week, entry)]
    earning = scoring(of_week, profile)
    days = _first_of_day(earning)
    ran_at_all = {entry.local_date for entry in of_week if not (entry.late or entry.left_out)}
    # Who joined on Friday did not rest from Monday on, unless they ran since.
    since = week.monday if profile.since is None else min((profile.since, *ran_at_all))
    rests = [day for day in week.days() if since <= day < as_of and day not in ran_at_all]
    kept: Sequence[Source] = days[: profile.weekly_target]
    partly: Sequence[Source] = ()
    if plan is None:
        full = profile.weekly_target <= len(days) <= profile.weekly_target + 1 and len(rests) > 0
    else:
        planned = _planned(plan, of_week, earning, profile)
        kept, partly = planned.kept, planned.partly
        rests = [day for day in rests if day not in planned.open_days]
        full = planned.full and len(days) > 0
    reached = len(days) >= profile.streak_target
    return _Earned(
        run_days=days,
        detailed=tuple((entry.local_date, entry.run_id) for entry in earning if entry.detailed),
        kept=kept,
        partly=partly,
        rests=tuple(rests[: len(days)]),
        full_week=week.sunday if full and as_of > week.sunday else None,
        streak=days[profile.streak_target - 1] if reached else None,
        # Who did not finish was there all the same.
        attended=_first_of_day(entry for entry in _healthy(_timely(of_week), profile) if entry.race),
        record=_record(earning, profile),
        given=tuple((word.day, word.word_id) for word in said if word.rule is Rule.SHOUTOUT_GIVEN),
        received=tuple((word.day, word.word_id) for word in said if word.rule is Rule.SHOUTOUT_RECEIVED),
    )


def _planned(
    plan: Collection[PlannedSession],
    of_week: Sequence[RunEntry],
    earning: Iterable[RunEntry],
    profile: ScoringProfile,
) -> PlannedWeek:
    sore = {entry.local_date for entry in _timely(of_week) if entry.hurt}
    return planned_week(
        plan,
        {entry.run_id: entry.local_date for entry in earning},
        [(entry.local_date, entry.run_id) for entry in of_week if not (entry.late or entry.left_out)],
        lambda day: day not in sore and not profile.is_injured(day),
    )


def _timely(entries: Iterable[RunEntry]) -> list[RunEntry]:
    sound = (entry for entry in entries if not (entry.late or entry.doubted or entry.left_out))
    return sorted(sound, key=lambda entry: (entry.local_date, entry.run_id))


def _healthy(entries: Sequence[RunEntry], profile: ScoringProfile) -> list[RunEntry]:
    sore = {entry.local_date for entry in entries if entry.hurt}
    return [entry for entry in entries if entry.local_date not in sore and not profile.is_injured(entry.local_date)]


def _first_of_day(entries: Iterable[RunEntry]) -> tuple[tuple[date, int], ...]:
    first: dict[date, int] = {}
    for entry in entries:
        first.setdefault(entry.local_date, entry.run_id)
    return tuple(first.items())


def _record(earning: Iterable[RunEntry], profile: ScoringProfile) -> tuple[date, int] | None:
    """Return the week's first record that has room beside those of the weeks before."""
    for entry in earning:
        if entry.record:
            near = sum((entry.local_date - day).days < RECORD_DAYS for day in profile.records)
            if near < RECORDS_IN_FOUR_WEEKS:
                return entry.local_date, entry.run_id
    return None


def _counts(earned: _Earned) -> WeekCounts:
    return WeekCounts(
        run_days=len(earned.run_days),
        detailed_runs=len(earned.detailed),
        green=len(earned.kept),
        yellow=len(earned.partly),
        rest_honoured=len(earned.rests),
        full_week=earned.full_week is not None,
        streak_week=earned.streak is not None,
        attended=len(earned.attended),
        prs=1 if earned.record is not None else 0,
        shoutouts_given=len(earned.given),
        shoutouts_received=len(earned.received),
    )


def _said(week: Week, words: Iterable[KindWord]) -> list[KindWord]:
    of_week = (word for word in words if week.monday <= word.day <= week.sunday)
    return sorted(of_week, key=lambda word: (word.day, word.word_id))


def _coached(week: Week, words: Iterable[KindWord]) -> list[KindWord]:
    return [word for word in _said(week, words) if word.rule is Rule.COACH]


def _of_words(awards: Iterable[Award]) -> list[Award]:
    """Return awards as those of shoutouts: what `_spread` took for their run is their word."""
    return [replace(award, run_id=None, word_id=award.run_id) for award in awards]


def _sessions(earned: _Earned, rules: PointRules) -> list[Award]:
    """Hand out the points of sessions, those kept first; each limit is that of `points_week`."""
    kept = earned.kept[: TIMES[Rule.SESSIONS]]
    partly = earned.partly[: TIMES[Rule.SESSIONS] - len(kept)]
    worth = [*((source, rules.values[Rule.SESSIONS]) for source in kept), *((one, rules.partly_kept) for one in partly)]
    return [Award(day, Rule.SESSIONS, points, run_id) for (day, run_id), points in worth if points > 0]


def _spread(
    rule: Rule, rules: PointRules, parts: Mapping[Rule, int], sources: Iterable[tuple[date, int | None]]
) -> list[Award]:
    """Hand the rule's points out to the days that earned them, earliest first, until they are gone."""
    awards: list[Award] = []
    left = parts[rule]
    for day, run_id in sources:
        points = min(rules.values[rule], left)
        if points > 0:
            awards.append(Award(day, rule, points, run_id))
            left -= points
    return awards
