"""The habits: how each made-up runner trains, shares and writes. Data alone; `season` turns it into a log."""

from dataclasses import dataclass
from typing import Final

from bot.domain.audience import Praise, Sharing
from bot.domain.pauses import PauseReason
from bot.domain.units import Unit

Week = int
"""A week of the season, counted from 0."""


@dataclass(frozen=True, slots=True)
class Habit:
    """One runner's ways.

    `days` holds the chance (0 to 1) of a run on each weekday from Monday; a weekday named in `long_day` (0 is Monday)
    brings the long run. Distances are kilometres (low, high) at the start of the season and grow by `growth` a week;
    `pace` is seconds per kilometre of an easy run. `hour` is the local hour at which they set out.
    """

    who: str
    days: tuple[float, float, float, float, float, float, float]
    easy_km: tuple[float, float]
    long_km: tuple[float, float]
    long_day: int
    pace: int
    hour: int
    notes: tuple[str, ...]
    chatty: float = 0.5
    """Chance of a note or an effort beside a run."""
    growth: float = 0.01
    quick_day: int | None = None
    away: range = range(0)
    """Weeks without a run."""
    away_for: PauseReason | None = None
    """What they paused for meanwhile."""
    first_week: Week = 0
    time_zone: str | None = None
    unit: Unit | None = None
    weekly_target: int = 3
    sharing: Sharing = Sharing.TEAM
    on_boards: bool = True
    praise: Praise = Praise.PRIVATE
    nudges: bool = False
    drives: str = ""
    trail: float = 0.0


HABITS: Final = (
    Habit(
        "ana", (0, 0.9, 0, 0.95, 0, 0.8, 0.9), (6, 9), (12, 16), 6, 318, 7, chatty=0.75, growth=0.015,
        quick_day=3, weekly_target=4, praise=Praise.PUBLIC, nudges=True, drives="Company, even from far away",
        notes=(
            "Legs finally awake", "Sunrise over the canal", "Felt strong on the hills", "Chatted the whole way round",
            "Rain, puddles, big grin", "New shoes, happy feet", "Negative split, by accident",
        ),
    ),
    Habit(
        "ben", (0.15, 0.45, 0.2, 0.35, 0.1, 0.5, 0.3), (4, 8), (9, 13), 5, 342, 20, chatty=0.35,
        nudges=True, drives="Half an hour that is mine",
        notes=("Squeezed in after bedtime", "Buggy on board", "Half an hour of peace", "Took the long way to the shop"),
    ),
    Habit(
        "chloe", (0.9, 1, 1, 0.95, 0.97, 1, 1), (9, 14), (24, 30), 6, 254, 6, chatty=0.5, growth=0.012, quick_day=1,
        time_zone="Europe/Paris", weekly_target=6, praise=Praise.PUBLIC, drives="A marathon in under three hours",
        notes=(
            "Marathon pace feels smooth", "6 × 1 km on the track", "Easy shuffle with the dog",
            "Long one, gels rehearsed", "Strides at the end", "Tempo along the Seine",
        ),
    ),
    Habit(
        "mo", (0, 0.75, 0, 0.7, 0, 0.2, 0.7), (2, 2.6), (2.8, 3.4), 6, 462, 18, chatty=0.6, growth=0.05,
        weekly_target=3, on_boards=False, nudges=True, drives="Five kilometres without a walk",
        notes=(
            "Ran ten minutes without a break!", "Week by week", "Couch, you will be fine without me",
            "Two laps of the park",
        ),
    ),
    Habit(
        "freya", (0.9, 0.1, 0.95, 0.9, 0.1, 0.95, 0.9), (7, 10), (14, 17), 6, 305, 12, chatty=0.45, quick_day=2,
        weekly_target=5, sharing=Sharing.COACH_ONLY, on_boards=False, away=range(11, 14),
        notes=("Lunch break loop", "HR steady throughout", "Threshold, controlled"),
    ),
    Habit(
        "jonas", (0, 0.8, 0, 0.8, 0, 0.7, 0.6), (5, 8), (10, 13), 5, 331, 17, chatty=0.5,
        away=range(4, 7), away_for=PauseReason.INJURED, time_zone="Europe/Berlin",
        notes=("Calf is happy", "Easy does it", "Back on the forest loop", "Soft ground, soft legs"), trail=0.4,
    ),
    Habit(
        "priya", (0, 0.9, 0.6, 0.9, 0, 0.95, 0.7), (8, 11), (19, 25), 5, 329, 6, chatty=0.45, growth=0.02,
        time_zone="America/New_York", unit=Unit.MI, weekly_target=4, praise=Praise.PUBLIC,
        notes=("Bridge repeats", "Cold hands, warm coffee after", "Long run, good company", "Central Park, both loops"),
    ),
    Habit(
        "tomas", (0, 0, 0.1, 0, 0, 0.95, 0.9), (11, 15), (17, 24), 6, 372, 9, chatty=0.6, weekly_target=2,
        time_zone="Europe/Madrid", praise=Praise.PUBLIC, drives="Hills. All of them",
        notes=("800 m of climbing", "Mud up to the knees", "Goats cheered me on", "Ridge in the fog"), trail=0.9,
    ),
    Habit(
        "yuki", (0.1, 0.8, 0, 0.75, 0, 0.85, 0.2), (4, 6), (7, 9), 5, 345, 6, chatty=0.5, first_week=9,
        time_zone="Asia/Tokyo", growth=0.03, nudges=True,
        notes=("Cherry trees along the river", "Hello, team!", "Early train, earlier run"),
    ),
    Habit(
        "zanele", (0.6, 0.1, 0.75, 0.1, 0.7, 0.6, 0), (6, 9), (10, 12), 5, 324, 5, chatty=0.2,
        sharing=Sharing.RAN_TODAY, on_boards=False, time_zone="Africa/Johannesburg",
        notes=("Before the sun", "With the club"),
    ),
)  # fmt: skip
