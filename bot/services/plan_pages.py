"""What coaches see of plans: a week as it was understood, what is worth a second look, and who has none yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.availability import Room
from bot.domain.dates import Week
from bot.domain.plan_warnings import PlanWarning, WeekLength
from bot.domain.plans import Target
from bot.domain.runs import PainArea
from bot.domain.seasons import Measure
from bot.domain.units import Unit


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom a plan is; `name` is the runner's or the role's, empty for everybody."""

    target: Target
    name: str = ""


@dataclass(frozen=True, slots=True)
class KnownOfWeek:
    """What is known of a week before it is written: days on which there is no room for a run, or not much.

    Each with how many said so, that they cannot included. Of a single runner it is also what they noted of it, and
    until when they rest.
    """

    no_room: tuple[tuple[date, int], ...] = ()
    short: tuple[tuple[date, int], ...] = ()
    note: str | None = None
    resting_until: date | None = None


@dataclass(frozen=True, slots=True)
class FilledPlan:
    """A form for a week: for whom it is, and what stands in it.

    `copied_from` is the week whose plan that is, `template` the name of the template. `version` is that of the plan
    that stands, None for none; what somebody else has written since is not overwritten unawares. `known` is what its
    people have said of the week.
    """

    whom: Whom
    week: Week
    text: str = ""
    copied_from: Week | None = None
    template: str | None = None
    version: int | None = None
    known: KnownOfWeek = KnownOfWeek()


@dataclass(frozen=True, slots=True)
class UnderstoodSession:
    """A session with its day; `is_read` tells whether the notation can read it, else it stands as it was typed.

    `is_late`: its day had been when it came, so it holds for nobody. `stands`: it was planned before and holds still.
    """

    day: date
    text: str
    is_read: bool
    is_late: bool = False
    stands: bool = False


@dataclass(frozen=True, slots=True)
class Spiking:
    """A run that is a good deal longer than what some runners ran in thirty days, with the longest of each, metres."""

    day: date
    distance_m: int
    runners: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Anew:
    """The longest run of a week, and the runners who would begin again with it: nothing of theirs in thirty days."""

    day: date
    distance_m: int
    runners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A day on which runners have a session and said that they have no room, or not much."""

    day: date
    room: Room
    runners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aching:
    """An ache that a runner has logged of late, at level 1 to 10."""

    name: str
    day: date
    area: PainArea
    level: int


class PlanState(StrEnum):
    """Where a plan is on its way to its runners."""

    WAITING = "waiting"
    """It goes out with the Sunday post."""
    OUT = "out"
    CHANGED = "changed"
    """It is out, and what was typed since waits for a press."""


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A week as a coach wrote it and as it was understood.

    `changed_by` is who wrote it, None where the reader did. `goes_out_at` is when the next plan post comes, None while
    the team has none or it comes too late for the week. `unplaced` are lines that name no day. `outline` is how much
    the runner's season has for the week, in metres or seconds, None where there is none. `score` is the runner's
    fitness score, for their paces. `cannot` are days with who said that they cannot then. `resting` are those who have
    paused in the week, each until a day. `keep_own` are those whose own plan, or their group's, holds in place of this
    one. `next_up` is who has no plan for the week yet.
    """

    plan_id: int
    version: int
    whom: Whom
    week: Week
    state: PlanState
    changed_by: str | None
    goes_out_at: datetime | None
    sessions: tuple[UnderstoodSession, ...]
    unplaced: tuple[str, ...]
    length: WeekLength
    outline: tuple[int, Measure] | None
    warnings: tuple[PlanWarning, ...]
    spikes: tuple[Spiking, ...]
    anew: Anew | None
    clashes: tuple[Clash, ...]
    cannot: tuple[tuple[date, tuple[str, ...]], ...]
    aches: tuple[Aching, ...]
    notes: tuple[tuple[str, str], ...]
    resting: tuple[tuple[str, date], ...]
    runners: int
    keep_own: tuple[str, ...]
    unit: Unit
    score: float | None
    next_up: Whom | None


@dataclass(frozen=True, slots=True)
class DeskPlan:
    """A plan of the week in few words: for whom, how many runners it is for, and where it is on its way."""

    plan_id: int
    whom: Whom
    state: PlanState
    runners: int


@dataclass(frozen=True, slots=True)
class Desk:
    """A coach's desk for a week: what is planned, who has no plan yet, and who has one with others alone.

    `cannot` are days to come with who said that they cannot then. `copyable` counts the plans of the week before that
    have none for the same people in this one.
    """

    week: Week
    plans: Sequence[DeskPlan]
    without: Sequence[Whom]
    with_others: Sequence[Whom]
    cannot: Sequence[tuple[date, tuple[str, ...]]]
    copyable: int
    goes_out_at: datetime | None
