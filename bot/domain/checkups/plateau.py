"""Whether racing times stand still (running-science 2.2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.checkups.signs import Status
from bot.domain.checkups.thresholds import Thresholds
from bot.domain.performance import SCORE_FROM_S, SCORE_UNTIL_S, fitness_score, race_time
from bot.domain.units import STANDARD_EVENTS

RECENT_DAYS: Final = 120
PRIOR_DAYS: Final = 365
"""Races of the days below the one are held against those from there to the other."""
TRAINING_DAYS: Final = 84
COURSES: Final = frozenset({"road", "track"})
"""Times on others say too much of the course."""

_SHORTEST_M: Final = STANDARD_EVENTS["1500m"] * 0.997
_LONGEST_M: Final = STANDARD_EVENTS["m"] * 1.003
_COMPARED_M: Final = STANDARD_EVENTS["10k"]
_DECIMALS: Final = 6
"""Of a gain in percent: what lies beyond is the arithmetic's, not the runner's."""


class Trend(StrEnum):
    """Which way racing times go."""

    IMPROVING = "improving"
    EDGING_FORWARD = "edging_forward"
    LITTLE_TRAINING = "little_training"
    PLATEAU = "plateau"
    SLIPPING = "slipping"


@dataclass(frozen=True, slots=True)
class RacedTime:
    """A race that was finished: days ago, metres, seconds; whether its runner went all out, as is taken for granted."""

    days_ago: int
    distance_m: float
    time_s: float
    course: str | None = None
    """What was underfoot; a road where nobody said."""
    all_out: bool = True


@dataclass(frozen=True, slots=True)
class Plateau:
    """The sign: how many races were compared, the best of each span, and its seconds as a 10K of equal worth.

    `gain_pct` is by how many percent the recent one is faster. What was not compared is None.
    """

    status: Status
    recent: int
    prior: int
    runs_last_84d: int
    trend: Trend | None = None
    gain_pct: float | None = None
    best_recent: RacedTime | None = None
    best_prior: RacedTime | None = None
    best_recent_10k_s: float | None = None
    best_prior_10k_s: float | None = None


def plateau(races: Iterable[RacedTime], runs_last_84d: int, limits: Thresholds | None = None) -> Plateau:
    """Return how the best race of four months stands against the best of the eight before."""
    limits = limits or Thresholds()
    told = [race for race in races if _tells(race)]
    recent = [race for race in told if 0 <= race.days_ago < RECENT_DAYS]
    prior = [race for race in told if RECENT_DAYS <= race.days_ago < PRIOR_DAYS]
    if len(recent) < limits.races_each or len(prior) < limits.races_each:
        return Plateau(Status.NEED_DATA, len(recent), len(prior), runs_last_84d)
    best_recent, best_prior = _best(recent), _best(prior)
    recent_s, prior_s = _as_10k(best_recent), _as_10k(best_prior)
    gain_pct = round(100 * (prior_s - recent_s) / prior_s, _DECIMALS)
    status, trend = _judged(gain_pct, runs_last_84d, limits)
    return Plateau(
        status,
        len(recent),
        len(prior),
        runs_last_84d,
        trend,
        gain_pct,
        best_recent,
        best_prior,
        recent_s,
        prior_s,
    )


def _judged(gain_pct: float, runs: int, limits: Thresholds) -> tuple[Status, Trend]:
    if gain_pct >= limits.improving_pct:
        return Status.OK, Trend.IMPROVING
    if gain_pct >= limits.edging_pct:
        return Status.WATCH, Trend.EDGING_FORWARD
    if runs < limits.training_runs:
        return Status.WATCH, Trend.LITTLE_TRAINING
    return Status.TALK, Trend.PLATEAU if gain_pct > limits.slipping_pct else Trend.SLIPPING


def _tells(race: RacedTime) -> bool:
    return (
        race.all_out
        and (race.course is None or race.course in COURSES)
        and _SHORTEST_M <= race.distance_m <= _LONGEST_M
        and SCORE_FROM_S <= race.time_s <= SCORE_UNTIL_S
        # A walk over a short course has no score that the equations can turn into a time.
        and fitness_score(race.distance_m, race.time_s) >= 1
    )


def _best(races: Sequence[RacedTime]) -> RacedTime:
    return max(races, key=lambda race: fitness_score(race.distance_m, race.time_s))


def _as_10k(race: RacedTime) -> float:
    return race_time(fitness_score(race.distance_m, race.time_s), _COMPARED_M)
