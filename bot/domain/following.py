"""Following a plan: which run was which planned session, how much of it that is, and what the week came to.

There is one rule of matching and one of credit (running-science 2.3); points, the runner's page and check-ups share it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from bot.domain.dates import Week
from bot.domain.plans import NO_RUN, REST

WHOLE: Final = range(80, 121)
"""Per cent of what was planned that keep a session."""
HALF_FROM: Final = 50
"""Per cent from which a session is kept in part; so is one of more than `WHOLE`: too much is no lack of zeal."""
FULL_WEEK_UP_TO: Final = 150
"""Per cent beyond which a week is not what the coach had in mind."""
BY_WORD: Final = 100
"""Per cent of a session that its runner says is done, and of one whose words hold it to no amount."""


class Excuse(StrEnum):
    """Why a session is not counted."""

    ILL = "ill"
    INJURED = "injured"
    TRAVEL = "travel"
    COACH = "coach"
    """The coach changed it."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Session:
    """A planned session: its day and place on it, its kind, and metres or seconds planned, as far as the words tell.

    `most`, in the same unit, is up to where it is all of it as well: `8-10 km`, or the room around repeats.
    `kind` is one of `RunKind`, or `REST` or `OTHER_SPORT` of `bot.domain.plans`.
    `run_id` is the run that its runner named themselves; `by_word` tells that they said it is done without a run.
    """

    session_id: int
    day: date
    position: int
    kind: str
    distance_m: int | None = None
    duration_s: int | None = None
    excused: bool = False
    run_id: int | None = None
    by_word: bool = False
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that counts: its local date, its kind where one was said, whole metres and seconds."""

    run_id: int
    day: date
    kind: str | None
    distance_m: int
    moving_s: int


@dataclass(frozen=True, slots=True)
class Match:
    """How a session was kept: by which run, None for by word, and how much of what was planned, in per cent."""

    run_id: int | None
    percent: int


@dataclass(frozen=True, slots=True)
class WeekSum:
    """What a week's sessions came to: those that count, and how many of them were kept, halves included."""

    counted: int
    kept: Fraction

    @property
    def percent(self) -> Fraction | None:
        """How much was followed; None where nothing counts."""
        return 100 * self.kept / self.counted if self.counted else None


def credit(percent: int | Fraction) -> Fraction:
    """Return what a session counts for: 1 for 80 to 120 %, a half from 50 % and beyond 120 %, else nothing."""
    if WHOLE[0] <= percent <= WHOLE[-1]:
        return Fraction(1)
    return Fraction(1, 2) if percent >= HALF_FROM else Fraction(0)


def percent_of(session: Session, run: Ran) -> int:
    """Return how much of a session a run is, in its own unit: metres where they are planned, else seconds.

    Whole per cent away from 100, so that rounding lifts nothing over a border. Where there is room up to `most`,
    what lies between is 100, and what goes beyond is told by that end. Where the words hold it to no amount, any run is
    all of it.
    """
    planned, done = session.distance_m, run.distance_m
    if not planned:
        planned, done = session.duration_s, run.moving_s
    if not planned:
        return BY_WORD
    return _percent(done, min(max(done, planned), max(session.most or 0, planned)))


def match_week(sessions: Iterable[Session], runs: Iterable[Ran]) -> dict[int, Match]:
    """Return which sessions of an ISO week were kept, by their keys; each run and each session is matched once.

    A run that the runner named themselves is its session's alone, and no other run is. Then come runs of the session's
    own day, then those of the day before or after it that are of its kind; of several, first those of the kind, then
    those nearest to the amount. A run whose kind was never said is of the kind that its amount says, so on another day
    it has to be all of a session that tells one. Excused sessions take the runs that no other needs. Another sport
    takes none but the one that its runner named, days of rest none at all. The order of the arguments does not matter.
    """
    active = [session for session in sessions if session.kind != REST]
    known = {run.run_id: run for run in runs}
    found = _said(active, known)
    pairs = [
        (_fit(session, run), session, run)
        for session in active
        if session.kind not in NO_RUN and session.run_id is None and session.session_id not in found
        for run in known.values()
        if _may_be(session, run)
    ]
    for _, session, run in sorted(pairs, key=lambda pair: pair[0]):
        if session.session_id not in found and run.run_id in known:
            found[session.session_id] = Match(run.run_id, percent_of(session, run))
            del known[run.run_id]
    return found


def _said(sessions: Iterable[Session], known: dict[int, Ran]) -> dict[int, Match]:
    """Return what runners said themselves, and take the runs that they named out of those that are known."""
    found: dict[int, Match] = {}
    for session in sorted(sessions, key=_place):
        if session.run_id is not None:
            run = known.pop(session.run_id, None)
            if run is not None:
                found[session.session_id] = Match(run.run_id, percent_of(session, run))
        elif session.by_word:
            found[session.session_id] = Match(None, BY_WORD)
    return found


def week_sum(sessions: Iterable[tuple[int | None, bool]]) -> WeekSum:
    """Return what a week came to; of each session, how much was done, in per cent, and whether it `counts_in_week`."""
    counted = [percent for percent, counts in sessions if counts]
    return WeekSum(len(counted), sum((credit(percent or 0) for percent in counted), Fraction()))


def counts_in_week(kind: str, day: date, *, excused: bool, pauses: Iterable[tuple[date, date]] = ()) -> bool:
    """Tell whether a session counts: a run that is not excused, on no day of a pause; days of these are included."""
    return kind not in NO_RUN and not excused and not any(first <= day <= last for first, last in pauses)


def _percent(done: int, planned: int) -> int:
    down, rest = divmod(100 * done, planned)
    return down + 1 if rest and down >= 100 else down


def _may_be(session: Session, run: Ran) -> bool:
    days = abs((run.day - session.day).days)
    if days == 0:
        return True
    if days > 1 or Week.of(run.day) != Week.of(session.day):
        return False
    if run.kind is None:
        return _has_amount(session) and percent_of(session, run) in WHOLE
    return run.kind == session.kind


def _fit(session: Session, run: Ran) -> tuple[int, ...]:
    """Return how well a run fits, best first; sessions that are held to nothing take what is left."""
    days = abs((run.day - session.day).days)
    kind = 0 if run.kind == session.kind else 1 if run.kind is None else 2
    amount = abs(percent_of(session, run) - 100)
    first = (int(session.excused), days, int(not _has_amount(session)), kind, amount)
    return (*first, *_place(session), run.day.toordinal(), run.run_id)


def _has_amount(session: Session) -> bool:
    return bool(session.distance_m or session.duration_s)


def _place(session: Session) -> tuple[int, int, int]:
    return session.day.toordinal(), session.position, session.session_id
