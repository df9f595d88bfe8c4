"""Performance: what a race says of fitness, of other distances, and of the paces to train at.

The fitness score follows the equations of J. Daniels and J. Gilbert (1979); see running-science 1.1 to 1.3.
"""

from enum import StrEnum
from math import exp, sqrt
from typing import Final

from bot.domain.units import METRES_PER_MILE, STANDARD_EVENTS

SCORE_FROM_S: Final = 210.0
SCORE_UNTIL_S: Final = 5 * 3_600.0
"""Efforts between these say something of fitness; the equations hold for no others."""
PACES_FROM: Final = 30.0
"""Below this score paces say less than effort does."""
RIEGEL: Final = 1.06
RIEGEL_UNTRAINED: Final = 1.15
"""Exponents for who trained for the longer distance, and for who did not."""

_USUAL: Final = ("5k", "10k", "hm", "m")
_MARATHON_M: Final = STANDARD_EVENTS["m"]
_SLOWEST_S_PER_M: Final = 2.0
_FASTEST_S_PER_M: Final = 0.08


class Zone(StrEnum):
    """A pace to train at."""

    EASY_SLOW = "E_slow"
    EASY = "E_mid"
    EASY_FAST = "E_fast"
    MARATHON = "M"
    THRESHOLD = "T"
    INTERVAL = "I"
    REPETITION = "R"


_SHARES: Final = {
    Zone.EASY_SLOW: 0.59,
    Zone.EASY: 0.67,
    Zone.EASY_FAST: 0.74,
    Zone.THRESHOLD: 0.88,
    Zone.INTERVAL: 0.975,
}


def fitness_score(distance_m: float, time_s: float) -> float:
    """Return the score of an effort. Raises ValueError for one that has no length or no time.

    Meant for efforts of `SCORE_FROM_S` to `SCORE_UNTIL_S` seconds.
    """
    if distance_m <= 0 or time_s <= 0:
        raise ValueError("an effort has a length and a time")
    minutes = time_s / 60
    return _cost(distance_m / minutes) / _fraction(minutes)


def race_time(score: float, distance_m: float) -> float:
    """Return the seconds in which a score runs a distance, by bisection. Raises ValueError for a score below 1."""
    if score < 1 or distance_m <= 0:
        raise ValueError("no such score, or no distance")
    fast, slow = distance_m * _FASTEST_S_PER_M, distance_m * _SLOWEST_S_PER_M
    for _ in range(60):
        middle = (fast + slow) / 2
        # A shorter time is a higher score.
        if fitness_score(distance_m, middle) > score:
            fast = middle
        else:
            slow = middle
    return (fast + slow) / 2


def equivalents(distance_m: float, time_s: float) -> tuple[tuple[str, float], ...]:
    """Return the seconds of equal efforts at the usual distances but for its own; none where the equations fail."""
    if not SCORE_FROM_S <= time_s <= SCORE_UNTIL_S:
        return ()
    score = fitness_score(distance_m, time_s)
    if score < 1:
        return ()
    return tuple(
        (event, race_time(score, STANDARD_EVENTS[event]))
        for event in _USUAL
        if abs(STANDARD_EVENTS[event] - distance_m) >= 1
    )


def training_pace(score: float, zone: Zone) -> float:
    """Return the pace of a zone in seconds a kilometre."""
    match zone:
        case Zone.MARATHON:
            return race_time(score, _MARATHON_M) / _MARATHON_M * 1_000
        case Zone.REPETITION:
            return race_time(score, METRES_PER_MILE) / METRES_PER_MILE * 1_000
        case _:
            return 60_000 / _speed(score * _SHARES[zone])


def riegel(known_m: float, known_s: float, wanted_m: float, exponent: float = RIEGEL) -> float:
    """Return the seconds that a result promises at another distance (P. Riegel 1981), for 3.5 to 230 minutes."""
    if known_m <= 0 or known_s <= 0 or wanted_m <= 0:
        raise ValueError("a result has a length and a time")
    promised: float = known_s * (wanted_m / known_m) ** exponent
    return promised


def cameron(known_m: float, known_s: float, wanted_m: float) -> float:
    """Return the seconds that a result promises at another distance (D. Cameron 1997)."""
    if known_m <= 0 or known_s <= 0 or wanted_m <= 0:
        raise ValueError("a result has a length and a time")
    return known_s * (wanted_m / known_m) * _cameron(known_m) / _cameron(wanted_m)


def _cameron(metres: float) -> float:
    factor: float = 13.49681 - 0.000030363 * metres + 835.7114 / metres**0.7905
    return factor


def _cost(metres_per_minute: float) -> float:
    return -4.60 + 0.182258 * metres_per_minute + 0.000104 * metres_per_minute**2


def _speed(cost: float) -> float:
    return (-0.182258 + sqrt(0.182258**2 + 4 * 0.000104 * (4.60 + cost))) / (2 * 0.000104)


def _fraction(minutes: float) -> float:
    """Return the share of the full score that can be held for so long."""
    return 0.8 + 0.1894393 * exp(-0.012778 * minutes) + 0.2989558 * exp(-0.1932605 * minutes)
