"""Points: the rules with their limits, and what a week of runs earns; the same log always earns the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.domain.dates import Week
from bot.domain.runs import counts

RULES_VERSION: Final = 1
"""Stored with every award, so that weeks scored by other rules can be told apart."""
WEEK_CAP: Final = 150
LATE_AFTER_DAYS: Final = 7
"""A run logged more days than this after it was run is kept in the log and earns nothing."""
WEEKLY_TARGETS: Final = range(2, 7)
"""The run days a week that a runner may aim for."""
STREAK_TARGETS: Final = range(1, 8)


class Rule(StrEnum):
    """What points are given for, in the order in which a day's awards are listed."""

    LOG = "log"
    DETAIL = "detail"
    SESSIONS = "sessions"
    REST = "rest"
    FULL_WEEK = "full_week"
    STREAK = "streak"
    SHOUTOUT_GIVEN = "shoutout_given"
    SHOUTOUT_RECEIVED = "shoutout_received"
    ATTENDED = "attended"
    PR = "pr"


VALUES: Final[Mapping[Rule, int]] = MappingProxyType(
    {
        Rule.LOG: 10,
        Rule.DETAIL: 2,
        Rule.SESSIONS: 10,
        Rule.REST: 10,
        Rule.FULL_WEEK: 20,
        Rule.STREAK: 10,
        Rule.SHOUTOUT_GIVEN: 2,
        Rule.SHOUTOUT_RECEIVED: 3,
        Rule.ATTENDED: 20,
        Rule.PR: 15,
    }
)
"""Points each time (running-science 3.3)."""
PARTLY_KEPT: Final = 5
"""Points of a planned session kept in part (50 to under 80 %, or over 120 %)."""
SESSIONS_A_WEEK: Final = 3
"""Sessions that score, kept and partly kept together; the kept ones first."""
CAPS: Final[Mapping[Rule, int]] = MappingProxyType(
    {
        Rule.LOG: 30,
        Rule.DETAIL: 6,
        Rule.SESSIONS: 30,
        Rule.REST: 20,
        Rule.FULL_WEEK: 20,
        Rule.STREAK: 10,
        Rule.SHOUTOUT_GIVEN: 6,
        Rule.SHOUTOUT_RECEIVED: 9,
        Rule.ATTENDED: 40,
        Rule.PR: 15,
    }
)
"""Most points a rule gives in a week; all together never give more than `WEEK_CAP`."""


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


def points_week(week: WeekCounts) -> WeekPoints:
    """Return the points of a week's counts, every rule with its limit (running-science 3.3)."""
    kept = min(week.green, SESSIONS_A_WEEK)
    partly = min(week.yellow, SESSIONS_A_WEEK - kept)
    earned = {
        Rule.LOG: VALUES[Rule.LOG] * week.run_days,
        Rule.DETAIL: VALUES[Rule.DETAIL] * week.detailed_runs,
        Rule.SESSIONS: VALUES[Rule.SESSIONS] * kept + PARTLY_KEPT * partly,
        Rule.REST: VALUES[Rule.REST] * week.rest_honoured,
        Rule.FULL_WEEK: VALUES[Rule.FULL_WEEK] * week.full_week,
        Rule.STREAK: VALUES[Rule.STREAK] * week.streak_week,
        Rule.SHOUTOUT_GIVEN: VALUES[Rule.SHOUTOUT_GIVEN] * week.shoutouts_given,
        Rule.SHOUTOUT_RECEIVED: VALUES[Rule.SHOUTOUT_RECEIVED] * week.shoutouts_received,
        Rule.ATTENDED: VALUES[Rule.ATTENDED] * week.attended,
        Rule.PR: VALUES[Rule.PR] * week.prs,
    }
    parts = {rule: min(points, CAPS[rule]) for rule, points in earned.items()}
    raw = sum(parts.values())
    return WeekPoints(MappingProxyType(parts), raw, min(raw, WEEK_CAP))


@dataclass(frozen=True, slots=True)
class RunEntry:
    """A run as the rules see it: metres, seconds, local dates, and whether it has an effort or a note."""

    run_id: int
    local_date: date
    logged_on: date
    distance_m: int
    moving_s: int
    detailed: bool = False

    @property
    def late(self) -> bool:
        """Whether it was logged too long after it was run."""
        return (self.logged_on - self.local_date).days > LATE_AFTER_DAYS


@dataclass(frozen=True, slots=True)
class ScoringProfile:
    """What a runner aims for. Raises ValueError outside `WEEKLY_TARGETS` and `STREAK_TARGETS`.

    `paused` takes no points away, so pausing leaves no trace in a week's score; it matters to streaks alone
    (`streaks.week_letter`).
    """

    weekly_target: int = 3
    streak_target: int = 2
    paused: bool = False

    def __post_init__(self) -> None:
        """Refuse targets that no week can hold."""
        if self.weekly_target not in WEEKLY_TARGETS or self.streak_target not in STREAK_TARGETS:
            raise ValueError("no such target")


@dataclass(frozen=True, slots=True)
class Award:
    """Points given for a day; `run_id` names the run they came from, where it was one."""

    day: date
    rule: Rule
    points: int
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Earned:
    """A runner's week sorted by the rules: on which days, and by which run, each of them applies."""

    run_days: tuple[tuple[date, int], ...]
    detailed: tuple[tuple[date, int], ...]
    sessions: tuple[tuple[date, int], ...]
    rests: tuple[date, ...]
    full_week: date | None
    streak: tuple[date, int] | None


def run_days(week: Week, entries: Iterable[RunEntry]) -> int:
    """Return on how many days of the week a run counts and was not logged too late; streaks ask for it."""
    return len({entry.local_date for entry in entries if _of_week(week, entry) and _scores(entry)})


def week_counts(week: Week, entries: Iterable[RunEntry], profile: ScoringProfile, as_of: date) -> WeekCounts:
    """Return how often each rule applies to a week that has runs and no coach's plan; see `score_week`."""
    return _counts(_earned(week, entries, profile, as_of))


def score_week(week: Week, entries: Iterable[RunEntry], profile: ScoringProfile, as_of: date) -> tuple[Award, ...]:
    """Return the week's awards, ordered by day and rule; `as_of` is the runner's local date today.

    Without a coach's plan the runner's own target is the plan: each run day up to it is a session kept,
    and the full week is target to target + 1 run days with a rest day, given on Sunday once the week is
    over. A rest day is a day that is over and saw no run; a week has no more of them than run days. The
    streak's points belong to the day that reached the streak's target. A run logged too late changes
    nothing, in either direction: it earns no points and takes no rest day back. Of several runs on a day
    the first logged carries the day's points.
    """
    earned = _earned(week, entries, profile, as_of)
    parts = points_week(_counts(earned)).parts
    awards = [
        *_spread(Rule.LOG, parts, earned.run_days),
        *_spread(Rule.DETAIL, parts, earned.detailed),
        *_spread(Rule.SESSIONS, parts, earned.sessions),
        *_spread(Rule.REST, parts, [(day, None) for day in earned.rests]),
        *_spread(Rule.FULL_WEEK, parts, [(earned.full_week, None)] if earned.full_week else []),
        *_spread(Rule.STREAK, parts, [earned.streak] if earned.streak else []),
    ]
    return cap_week(awards)


def cap_week(awards: Iterable[Award]) -> tuple[Award, ...]:
    """Return a week's awards in their order (day, rule, run), cut where they reach `WEEK_CAP`.

    The latest give way first, so an award once earned does not shrink when a later day brings more.
    """
    order = list(Rule)
    kept: list[Award] = []
    left = WEEK_CAP
    for award in sorted(awards, key=lambda one: (one.day, order.index(one.rule), one.run_id or 0, one.points)):
        points = min(award.points, left)
        if points > 0:
            kept.append(Award(award.day, award.rule, points, award.run_id))
            left -= points
    return tuple(kept)


def _of_week(week: Week, entry: RunEntry) -> bool:
    return week.monday <= entry.local_date <= week.sunday


def _scores(entry: RunEntry) -> bool:
    return counts(entry.distance_m, entry.moving_s) and not entry.late


def _earned(week: Week, entries: Iterable[RunEntry], profile: ScoringProfile, as_of: date) -> _Earned:
    """Sort the week's runs by the rules that they fulfil."""
    timely = sorted(
        (entry for entry in entries if _of_week(week, entry) and not entry.late),
        key=lambda entry: (entry.local_date, entry.run_id),
    )
    scoring = [entry for entry in timely if _scores(entry)]
    first_of_day: dict[date, int] = {}
    for entry in scoring:
        first_of_day.setdefault(entry.local_date, entry.run_id)
    days = tuple(first_of_day.items())
    ran_at_all = {entry.local_date for entry in timely}
    rests = [day for day in week.days() if day < as_of and day not in ran_at_all]
    on_target = profile.weekly_target <= len(days) <= profile.weekly_target + 1
    full = as_of > week.sunday and on_target and len(rests) > 0
    reached = len(days) >= profile.streak_target
    return _Earned(
        run_days=days,
        detailed=tuple((entry.local_date, entry.run_id) for entry in scoring if entry.detailed),
        sessions=days[: profile.weekly_target],
        rests=tuple(rests[: len(days)]),
        full_week=week.sunday if full else None,
        streak=days[profile.streak_target - 1] if reached else None,
    )


def _counts(earned: _Earned) -> WeekCounts:
    return WeekCounts(
        run_days=len(earned.run_days),
        detailed_runs=len(earned.detailed),
        green=len(earned.sessions),
        rest_honoured=len(earned.rests),
        full_week=earned.full_week is not None,
        streak_week=earned.streak is not None,
    )


def _spread(rule: Rule, parts: Mapping[Rule, int], sources: Iterable[tuple[date, int | None]]) -> list[Award]:
    """Hand the rule's points out to the days that earned them, earliest first, until they are gone."""
    awards: list[Award] = []
    left = parts[rule]
    for day, run_id in sources:
        points = min(VALUES[rule], left)
        if points > 0:
            awards.append(Award(day, rule, points, run_id))
            left -= points
    return awards
