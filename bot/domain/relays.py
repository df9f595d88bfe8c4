"""Relays: legs as they are typed, hand-overs that roll on as times come in, and what a team's legs add up to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.races import race_distance, typed_distances, with_units
from bot.domain.units import Distance, ParseError, parse_duration, round_half_up

NAME_LIMIT: Final = 100
MOST_LEGS: Final = 36
"""Twelve runners with three legs each (running-science 5)."""
MOST_SQUADS: Final = 4
"""Teams of one relay, which are called A to D."""
FEWEST: Final = 3
"""Runners who show no figures and from whom on their times are in a sum."""
NEUTRAL_S_PER_KM: Final = 360
"""What a leg is expected to take until somebody says so: one pace for everybody, which tells of nobody."""
FASTEST_S_PER_KM: Final = 90
SLOWEST_S_PER_KM: Final = 3_600
"""What no leg on foot is faster than, and what no relay is planned slower than."""

_COUNTED: Final = re.compile(r"([0-9]{1,3}) ?[x×*] ?(.+)|(.+?) ?[x×*] ?([0-9]{1,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Leg:
    """A leg of a team: metres, whole seconds it is expected to take, and those it took; None while it is to be run.

    `kept_by` is the key of whoever runs it where that one shows the team no figures; None where its time is told.
    """

    number: int
    distance_m: int
    expected_s: int
    run_s: int | None = None
    kept_by: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when a leg is run; `is_known` when every leg up to its end has been, else expected."""

    number: int
    begins_at: datetime
    ends_at: datetime
    is_known: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """What legs that were run add up to, in metres and seconds; `missing` are the numbers of those to be run.

    `kept` are those that were run and are not in the sum, for it would tell a time that is its runner's alone.
    """

    distance_m: int
    run_s: int
    missing: tuple[int, ...]
    kept: tuple[int, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every leg was run: a leg without a time leaves the relay open."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Graded:
    """The age-graded sum in seconds; `as_run` are the numbers of legs that count as they were run."""

    run_s: int
    as_run: tuple[int, ...]


def squad_name(squad: int) -> str:
    """Return the letter of a team, the first of which is 0."""
    return chr(ord("A") + squad)


def read_legs(text: str) -> tuple[Distance, ...]:
    """Read the legs of a relay in their order: `10k, 5k, 5k, half`, `12 x 5k`, `2 x 10k, 5k`.

    Raises ParseError: `too_many` beyond `MOST_LEGS`, else as `parse_distance`.
    """
    counts, parts = [], []
    for part in typed_distances(text):
        counted = _COUNTED.fullmatch(" ".join(part.split()))
        counts.append(1 if counted is None else int(counted[1] or counted[4]))
        parts.append(part if counted is None else counted[2] or counted[3])
    if not all(counts):
        raise ParseError("not_positive", text)
    if sum(counts) > MOST_LEGS:
        raise ParseError("too_many", text)
    distances = [race_distance(part) for part in with_units(parts)]
    return tuple(one for one, count in zip(distances, counts, strict=True) for _ in range(count))


def read_leg_time(text: str, distance_m: int) -> int:
    """Read how long a leg takes, as a time or a pace, in whole seconds.

    Raises ParseError: `implausible` for what nobody runs or walks, else as `parse_duration`.
    """
    seconds = round_half_up(parse_duration(text, distance_m))
    if not FASTEST_S_PER_KM * distance_m <= seconds * 1_000 <= SLOWEST_S_PER_KM * max(distance_m, 1_000):
        raise ParseError("implausible", text)
    return seconds


def neutral_s(distance_m: int) -> int:
    """Return how long a leg is expected to take while nobody has said so, in whole seconds."""
    return round_half_up(distance_m * NEUTRAL_S_PER_KM / 1_000)


def stretches(start: datetime, legs: Sequence[Leg]) -> tuple[Stretch, ...]:
    """Return when each leg is run, one after the other from `start` on: as it was run, else as it is expected.

    All are instants, so midnight and a clock that changes move none of them. A time that its runner keeps moves none
    either: two hand-overs would tell it.
    """
    found: list[Stretch] = []
    at, is_known = start, True
    for leg in legs:
        is_known = is_known and leg.run_s is not None
        told_s = None if leg.kept_by is not None else leg.run_s
        ends_at = at + timedelta(seconds=leg.expected_s if told_s is None else told_s)
        found.append(Stretch(leg.number, at, ends_at, is_known))
        at = ends_at
    return tuple(found)


def tally(legs: Sequence[Leg]) -> Tally:
    """Add up the legs that were run (running-science 5): the sum of their times, and which are missing."""
    counted = summed(legs)
    return Tally(
        distance_m=sum(leg.distance_m for leg in counted),
        run_s=sum(leg.run_s or 0 for leg in counted),
        missing=tuple(leg.number for leg in legs if leg.run_s is None),
        kept=tuple(leg.number for leg in legs if leg.run_s is not None and leg not in counted),
    )


def summed(legs: Sequence[Leg]) -> list[Leg]:
    """Return the legs that a sum may hold, of those that were run.

    Beside all others a time that its runner keeps would be what is left of the sum. So those are in it once every leg
    was run, and at least `FEWEST` runners keep theirs: no two sums differ by one of them, and whoever of them knows
    their own is left with two that stay together.
    """
    run = [leg for leg in legs if leg.run_s is not None]
    keepers = {leg.kept_by for leg in run if leg.kept_by is not None}
    if len(run) == len(legs) and len(keepers) >= FEWEST:
        return run
    return [leg for leg in run if leg.kept_by is None]


def graded(legs: Sequence[tuple[Leg, float | None]]) -> Graded | None:
    """Add up what `summed` holds with each time multiplied by its factor; a leg without one counts as it was run.

    None while no such leg has a factor.
    """
    counted = summed([leg for leg, _ in legs])
    run = [(leg, factor) for leg, factor in legs if leg in counted]
    if all(factor is None for _, factor in run):
        return None
    total = sum((leg.run_s or 0) * (1.0 if factor is None else factor) for leg, factor in run)
    return Graded(round_half_up(total), tuple(leg.number for leg, factor in run if factor is None))
