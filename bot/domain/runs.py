"""What a run is made of, which runs count, and which values are impossible or odd."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

EFFORT_RANGE: Final = range(1, 11)
"""Rate of perceived exertion, both included."""
PAIN_RANGE: Final = range(1, 11)
"""Level of an ache, both included."""
PAIN_STOPS_FROM: Final = 6
"""A run with an ache of this level or more scores nothing: points shall never make somebody run hurt."""
NOTE_LIMIT: Final = 300
"""Characters of a note, so that a feed card stays a card."""

COUNTS_FROM_M: Final = 1_000
COUNTS_FROM_S: Final = 600

DAY_S: Final = 86_400
FARTHEST_M: Final = 1_000_000
"""No single run is longer than the longest stage races put together."""
LONGEST_S: Final = 7 * DAY_S
"""Six-day races exist; anything beyond a week is a slip of the keyboard."""

ODD_FASTER_S_PER_KM: Final = 143
ODD_SLOWER_S_PER_KM: Final = 1_000
ODD_FARTHER_M: Final = 100_000
ODD_LONGER_S: Final = DAY_S
TWICE_FROM_M: Final = 3_000
"""Below this a doubled distance is how beginners grow, not a slip (as for spikes: running-science 1.6)."""


class RunKind(StrEnum):
    """What a run was for."""

    EASY = "easy"
    LONG = "long"
    WORKOUT = "workout"
    RACE = "race"
    RECOVERY = "recovery"


class RunSource(StrEnum):
    """How a run came into the log."""

    MANUAL = "manual"
    FILE = "file"
    """A file of the runner's own watch or app, or what they kept of a service that is connected no more."""
    ARCHIVE = "archive"
    """The list of runs that a service hands its own user; it is theirs, as a file is."""
    CONFIRMED = "confirmed"
    """What its runner logged when asked about a run that Strava told of: their own word from then on."""
    INTERVALS = "intervals"
    """Likewise, of a run that intervals.icu told of."""
    STRAVA = "strava"
    """Strava's own figures, for the runner alone."""
    SHARED = "shared"
    """Strava's own figures, shown with the runner's express word where the operator may (see `connections.Level`)."""

    @property
    def is_third_party(self) -> bool:
        """Whether the figures are another service's, which its terms let the runner alone see."""
        return self is RunSource.STRAVA


class Surface(StrEnum):
    """What was underfoot."""

    ROAD = "road"
    TRAIL = "trail"
    TRACK = "track"
    TREADMILL = "treadmill"


class PainArea(StrEnum):
    """Where it aches, with its side: left and right are different stories. Discord takes 25 choices."""

    FOOT_LEFT = "foot_left"
    FOOT_RIGHT = "foot_right"
    ANKLE_LEFT = "ankle_left"
    ANKLE_RIGHT = "ankle_right"
    ACHILLES_LEFT = "achilles_left"
    ACHILLES_RIGHT = "achilles_right"
    CALF_LEFT = "calf_left"
    CALF_RIGHT = "calf_right"
    SHIN_LEFT = "shin_left"
    SHIN_RIGHT = "shin_right"
    KNEE_LEFT = "knee_left"
    KNEE_RIGHT = "knee_right"
    QUAD_LEFT = "quad_left"
    QUAD_RIGHT = "quad_right"
    HAMSTRING_LEFT = "hamstring_left"
    HAMSTRING_RIGHT = "hamstring_right"
    GROIN_LEFT = "groin_left"
    GROIN_RIGHT = "groin_right"
    HIP_LEFT = "hip_left"
    HIP_RIGHT = "hip_right"
    GLUTE_LEFT = "glute_left"
    GLUTE_RIGHT = "glute_right"
    LOWER_BACK = "lower_back"
    OTHER = "other"


class Oddity(StrEnum):
    """Why a run is worth a question before it is saved."""

    TOO_FAST = "too_fast"
    TOO_SLOW = "too_slow"
    VERY_FAR = "very_far"
    VERY_LONG = "very_long"
    TWICE_LONGEST = "twice_longest"


class Impossible(ValueError):
    """A run that cannot have been.

    `code` is `not_positive`, `too_far`, `too_long` (more time than its days hold), `future` or `full_day`
    (the runs of a day together exceed it).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def counts(distance_m: int, moving_s: int) -> bool:
    """Tell whether a run counts as one: ten minutes or one kilometre (running-science 3.3)."""
    return distance_m >= COUNTS_FROM_M or moving_s >= COUNTS_FROM_S


def check_possible(distance_m: int, moving_s: int, local_date: date, today: date) -> None:
    """Raise `Impossible` for a run that cannot have been; `today` is the runner's own date.

    A run may last over midnight, but no longer than 24 hours for each day from its own to today.
    """
    if distance_m <= 0 or moving_s <= 0:
        raise Impossible("not_positive")
    if distance_m > FARTHEST_M:
        raise Impossible("too_far")
    if local_date > today:
        raise Impossible("future")
    days_so_far = (today - local_date) // timedelta(days=1) + 1
    if moving_s > min(LONGEST_S, days_so_far * DAY_S):
        raise Impossible("too_long")


def check_day(moving_s: int, others_s: int) -> None:
    """Raise `Impossible` when a run of `moving_s` and the same day's other runs exceed 24 hours together.

    A single run longer than a day is not refused here: it reaches into the next ones and is asked about.
    """
    if others_s > 0 and moving_s <= DAY_S < moving_s + others_s:
        raise Impossible("full_day")


def oddities(distance_m: int, moving_s: int, longest_m: int | None) -> tuple[Oddity, ...]:
    """Return what is worth a question about a possible run; `longest_m` is the runner's longest so far.

    Faster than 2:23/km over a kilometre or more, slower than 16:40/km, over 100 km, over 24 hours, or at
    least twice the longest.
    """
    found = {
        Oddity.TOO_FAST: distance_m >= 1_000 and moving_s * 1_000 < ODD_FASTER_S_PER_KM * distance_m,
        Oddity.TOO_SLOW: moving_s * 1_000 > ODD_SLOWER_S_PER_KM * distance_m,
        Oddity.VERY_FAR: distance_m > ODD_FARTHER_M,
        Oddity.VERY_LONG: moving_s > ODD_LONGER_S,
        Oddity.TWICE_LONGEST: (
            longest_m is not None and distance_m >= TWICE_FROM_M and distance_m >= 2 * longest_m > 0
        ),
    }
    return tuple(oddity for oddity, applies in found.items() if applies)
