"""Runs as services hand them out: what comes of one that is logged, changed or deleted, and what is asked before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.domain.celebrations import Celebration
from bot.domain.doubles import Likeness
from bot.domain.doubts import Doubt, Verdict
from bot.domain.following import credit
from bot.domain.meant import Meant
from bot.domain.point_rules import Rule
from bot.domain.races import Finish
from bot.domain.runs import Oddity, RunKind, Surface
from bot.domain.units import Unit
from bot.domain.unscored import Unscored
from bot.services.deriving import BestSet, Derived
from bot.services.entries import Entry, FeedOutcome
from bot.services.photos import NO_CHANGE, PhotoChange
from bot.services.race_finishes import RunRace
from bot.services.reading import RunDraft
from db.repositories.runs import RunRow


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run as its runner sees it; metres and seconds are whole. `run_id` is 0 while it is not saved.

    `in_doubt` is an entry that waits for a coach's word, `left_out` one that got it; neither is in any sum.
    """

    run_id: int
    local_date: date
    distance_m: int
    moving_s: int
    kind: RunKind | None
    surface: Surface | None
    effort: int | None
    note: str | None
    in_doubt: bool = False
    left_out: bool = False
    started_at: datetime | None = None
    elapsed_s: int | None = None
    climb_m: int | None = None


@dataclass(frozen=True, slots=True)
class KeptSession:
    """The planned session that a run is, as typed; kept as a whole, or in part."""

    day: date
    text: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Pending:
    """A run on its way into the log: new, or (`run_id`) in the place of one that is there; and what was said of it.

    `odd_is_right` tells that its values were asked about, `is_another` that it is a second run, whatever it looks like;
    `finish` is the race that it is to be its runner's result at.
    """

    entry: Entry
    run_id: int = 0
    odd_is_right: bool = False
    is_another: bool = False
    photo: PhotoChange = NO_CHANGE
    finish: Finish | None = None


@dataclass(frozen=True, slots=True)
class LoggedRun:
    """A saved run and what it brought.

    `reasons` holds the points this run added to its week, by rule; `week_points` the week's total; `streak` the
    qualified weeks in a row; `unit` is the reader's; `best` the record that it is. `doubt` is why points wait, and
    `unscored` why the run itself earns none. `rest_points` are those that made room since its day is no rest day.
    `celebration` is what it is celebrated for, `race` the one that it is the result of, or may be; `kept` the planned
    session that it is.
    """

    run: RunFacts
    unit: Unit
    today: date
    reasons: tuple[tuple[Rule, int], ...]
    week_points: int
    streak: int
    feed: FeedOutcome
    best: BestSet | None = None
    doubt: Doubt | None = None
    photo: PhotoChange = NO_CHANGE
    unscored: Unscored | None = None
    rest_points: int = 0
    celebration: Celebration | None = None
    race: RunRace | None = None
    kept: KeptSession | None = None


@dataclass(frozen=True, slots=True)
class ChangedRun:
    """A run that was in the log, as it is now, and the points of its week; `merged` took in a second copy of itself.

    `celebration` is what it is celebrated for since the change, and was not before; `race`, `kept` as in `LoggedRun`.
    """

    run: RunFacts
    unit: Unit
    today: date
    week_points: int
    best: BestSet | None = None
    doubt: Doubt | None = None
    merged: bool = False
    photo: PhotoChange = NO_CHANGE
    celebration: Celebration | None = None
    race: RunRace | None = None
    kept: KeptSession | None = None


@dataclass(frozen=True, slots=True)
class UnclearRun:
    """A run typed in words that have several meanings, or none that can be: `code` is the problem, with its `facts`.

    `readings` are what it can mean, as one would type it, each with a draft that says so, today and on any later day.
    `told` is what filled in the form, if anything did.
    """

    code: str
    facts: Mapping[str, Any]
    readings: tuple[tuple[str, RunDraft], ...]
    draft: RunDraft
    told: Entry | None = None


@dataclass(frozen=True, slots=True)
class OddRun:
    """A run that is possible but odd; nothing is saved until the runner says it is right.

    `meant` is what it was probably meant as, the likeliest first.
    """

    run: RunFacts
    unit: Unit
    oddities: tuple[Oddity, ...]
    pending: Pending
    meant: tuple[Meant, ...] = ()


@dataclass(frozen=True, slots=True)
class DoubleRun:
    """A run that looks like `other`, which is in the log; nothing is saved until the runner says which it is."""

    run: RunFacts
    other: RunFacts
    likeness: Likeness
    unit: Unit
    today: date
    pending: Pending


Outcome = LoggedRun | ChangedRun | OddRun | DoubleRun
"""What comes of a run that is to be saved."""


@dataclass(frozen=True, slots=True)
class OwnRun:
    """A run in its runner's log, and the unit they read."""

    run: RunFacts
    unit: Unit


@dataclass(frozen=True, slots=True)
class DeletedRun:
    """A run taken out of the log, and the points of its week now."""

    run: RunFacts
    unit: Unit
    week_points: int


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A run as its runner would type it, to be changed: read again, each text means just what is in the log."""

    run_id: int
    distance: str
    time: str
    when: str
    effort: str
    note: str


@dataclass(frozen=True, slots=True)
class SuggestedRuns:
    """Runs to choose one of, newest first, with what tells them apart."""

    runs: tuple[RunFacts, ...] = ()
    unit: Unit = Unit.KM
    today: date = field(default_factory=date.today)


def facts_of(run: RunRow) -> RunFacts:
    """Return an entry as its runner sees it."""
    return RunFacts(
        run_id=run.run_id,
        local_date=run.local_date,
        distance_m=run.distance_m,
        moving_s=run.moving_s,
        kind=None if run.kind is None else RunKind(run.kind),
        surface=None if run.surface is None else Surface(run.surface),
        effort=run.effort,
        note=run.note,
        in_doubt=run.doubt is not None and run.verdict is None,
        left_out=run.verdict == Verdict.LEFT_OUT,
        started_at=run.started_at,
        elapsed_s=run.elapsed_s,
        climb_m=run.climb_m,
    )


def unsaved(entry: Entry) -> RunFacts:
    """Return an entry that is asked about, and in no log yet, as its runner sees it; its `run_id` is 0."""
    return RunFacts(
        run_id=0,
        local_date=entry.local_date,
        distance_m=entry.distance_m,
        moving_s=entry.moving_s,
        kind=entry.kind,
        surface=entry.surface,
        effort=entry.effort,
        note=entry.note,
        started_at=entry.started_at,
        elapsed_s=entry.elapsed_s,
        climb_m=entry.climb_m,
    )


def kept_session(derived: Derived, run_id: int) -> KeptSession | None:
    """Return the planned session that a run keeps, wholly or in part."""
    row = derived.sessions.get(run_id)
    done = 0 if row is None or row.percent is None else credit(row.percent)
    return KeptSession(row.day, row.text, is_whole=done == 1) if row is not None and done else None
