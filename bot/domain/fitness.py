"""Fitness: which effort of the past weeks speaks for a runner now, and what it promises."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.domain.bests import Record
from bot.domain.performance import (
    PACES_FROM,
    RIEGEL,
    RIEGEL_UNTRAINED,
    SCORE_FROM_S,
    SCORE_UNTIL_S,
    Zone,
    fitness_score,
    race_time,
    riegel,
    training_pace,
)
from bot.domain.runs import RunKind
from bot.domain.units import STANDARD_EVENTS

BASIS_WEEKS: Final = 12
"""What is older says nothing of today."""
HARD_FROM: Final = 8
"""Effort of 10 from which a run at a standard distance was run as hard as a race."""
PROMISED: Final = ("5k", "10k", "hm", "m")
"""The distances that a score is told by."""
LONG_S: Final = 2 * 3_600
"""Beyond two hours the equations are told with a second opinion beside them."""


@dataclass(frozen=True, slots=True)
class Effort:
    """A run at a standard distance: its metres as run, and the seconds that count there."""

    day: date
    event: str
    distance_m: int
    result_s: int
    kind: RunKind | None
    effort: int | None
    record: Record | None


@dataclass(frozen=True, slots=True)
class Promise:
    """What a score promises at a distance.

    `beside_s` are the seconds that P. Riegel's rule gives there, told beyond two hours. Where that stretches a
    shorter race to a marathon it is a range, and `untrained_s` its far end.
    """

    event: str
    time_s: float
    beside_s: float | None = None
    untrained_s: float | None = None


@dataclass(frozen=True, slots=True)
class Fitness:
    """A fitness score, the effort it rests on, and what follows; `paces` (s/km) is empty where effort says more.

    `beside` is the score of the best effort of another day, the second opinion; None when there is none.
    """

    score: float
    basis: Effort
    promises: tuple[Promise, ...]
    paces: tuple[tuple[Zone, float], ...]
    beside: float | None = None


def fitness_of(efforts: Iterable[Effort], today: date) -> Fitness | None:
    """Return what the best race or hard effort of the last twelve weeks says; None without one, never a wish."""
    first = today - timedelta(weeks=BASIS_WEEKS)
    told = [effort for effort in efforts if first <= effort.day <= today and _speaks(effort)]
    if not told:
        return None
    basis = max(told, key=lambda effort: (_score(effort), effort.day))
    score = _score(basis)
    return Fitness(
        score=score,
        basis=basis,
        promises=tuple(_promise(score, basis, event) for event in PROMISED),
        paces=tuple((zone, training_pace(score, zone)) for zone in Zone) if score >= PACES_FROM else (),
        beside=max((_score(effort) for effort in told if effort.day != basis.day), default=None),
    )


def _speaks(effort: Effort) -> bool:
    if not SCORE_FROM_S <= effort.result_s <= SCORE_UNTIL_S:
        return False
    # The first run at a distance is a record, however easy it was.
    hard = effort.effort is not None and effort.effort >= HARD_FROM
    return effort.kind is RunKind.RACE or effort.record is Record.BEST or hard


def _score(effort: Effort) -> float:
    # A course is at least as long as its name; what a watch adds to it was not raced.
    return fitness_score(STANDARD_EVENTS[effort.event], effort.result_s)


def _promise(score: float, basis: Effort, event: str) -> Promise:
    metres = STANDARD_EVENTS[event]
    time_s = race_time(max(score, 1.0), metres)
    if time_s <= LONG_S or basis.event == event:
        return Promise(event, time_s)
    known_m = STANDARD_EVENTS[basis.event]
    beside_s = riegel(known_m, basis.result_s, metres, RIEGEL)
    stretched = event == "m" and known_m <= STANDARD_EVENTS["hm"]
    return Promise(
        event, time_s, beside_s, riegel(known_m, basis.result_s, metres, RIEGEL_UNTRAINED) if stretched else None
    )
