"""Age grading: what the best in the world run at each distance.

Road age-grading tables by Alan Jones and contributors, github.com/AlanLyttonJones/Age-Grade-Tables (CC0 1.0; 2015
edition also marked CC BY 4.0).
"""

from bisect import bisect_left
from math import log
from typing import Final

from bot.domain.profiles import AgeTable

EDITION: Final = 2025

_OPEN: Final = {
    AgeTable.MALE: (
        (1609.344, 227),
        (5000.0, 769),
        (6000.0, 930),
        (6437.376, 1000),
        (8000.0, 1255),
        (8046.72, 1264),
        (10000.0, 1584),
        (11265.408, 1790),
        (12000.0, 1915),
        (15000.0, 2415),
        (16093.44, 2595),
        (20000.0, 3260),
        (21097.5, 3451),
        (25000.0, 4110),
        (30000.0, 4980),
        (42195.0, 7235),
        (50000.0, 8820),
        (80467.2, 16080),
        (100000.0, 21360),
        (150000.0, 36300),
        (160934.4, 39790),
        (200000.0, 52800),
    ),
    AgeTable.FEMALE: (
        (1609.344, 253),
        (5000.0, 834),
        (6000.0, 1010),
        (6437.376, 1087),
        (8000.0, 1365),
        (8046.72, 1375),
        (10000.0, 1726),
        (11265.408, 1950),
        (12000.0, 2084),
        (15000.0, 2629),
        (16093.44, 2832),
        (20000.0, 3557),
        (21097.5, 3772),
        (25000.0, 4500),
        (30000.0, 5450),
        (42195.0, 7796),
        (50000.0, 9390),
        (80467.2, 17100),
        (100000.0, 23591),
        (150000.0, 39700),
        (160934.4, 43500),
        (200000.0, 57600),
    ),
}


def open_standard_at(table: AgeTable, distance_m: float, edition: int = EDITION) -> float:
    """Return the open standard in seconds at any distance, between listed ones by the logarithm of the distance.

    Below the shortest and beyond the longest their pace holds. Raises ValueError for an edition that is not here.
    """
    if edition != EDITION:
        raise ValueError("no such edition")
    standards = _OPEN[table]
    at = bisect_left(standards, (distance_m, 0))
    if at == 0 or at == len(standards):
        near_m, near_s = standards[min(at, len(standards) - 1)]
        return distance_m * near_s / near_m
    (short_m, short_s), (long_m, long_s) = standards[at - 1], standards[at]
    share = log(distance_m / short_m) / log(long_m / short_m)
    pace = short_s / short_m + share * (long_s / long_m - short_s / short_m)
    return distance_m * pace
