"""How workouts read: how far, how hard, and what comes between."""

from collections.abc import Mapping
from typing import Final

from bot.domain.runs import RunKind
from bot.domain.workouts import Effort, Manner, Role

REST: Final = "rest"
REPEAT: Final = "{count} × {work}"
TOGETHER: Final = "({work})"
STEPS: Final = ", "
SEGMENTS: Final = " · "
BETWEEN: Final = "{work}, {rest} between"
STRIDES: Final = "{count} strides"
METRES: Final = "{number} m"
KILOMETRES: Final = "{number} km"
MILES: Final = "{number} mi"
BOTH: Final = "{one} ({other})"
RANGE: Final = "{first}–{most}"
HALF_MARATHON: Final = "half marathon"
MARATHON: Final = "marathon"
SECONDS: Final = "{seconds} s"
MINUTES: Final = "{minutes} min"
MINUTES_SECONDS: Final = "{minutes} min {seconds} s"
HOURS: Final = "{hours} h"
HOURS_MINUTES: Final = "{hours} h {minutes} min"
AT: Final = "at {pace}"
AT_RANGE: Final = "at {fast}–{slow}"
PACE: Final = " ({pace})"
PACES: Final = " ({fast}–{slow})"
RPE: Final = "at effort {level} of 10"
ZONE: Final = "in zone {number}"
LABELLED: Final = "{label}, {work}"
LABELS: Final[Mapping[RunKind, str]] = {
    RunKind.LONG: "long run",
    RunKind.RACE: "race",
    RunKind.RECOVERY: "recovery run",
}
ROLES: Final[Mapping[Role, str]] = {Role.WARM_UP: "warm-up", Role.COOL_DOWN: "cool-down"}
MANNERS: Final[Mapping[Manner, str]] = {
    Manner.JOG: "jog",
    Manner.WALK: "walk",
    Manner.STAND: "rest",
    Manner.FLOAT: "float",
}
EFFORTS: Final[Mapping[Effort, str]] = {
    Effort.EASY: "easy",
    Effort.MARATHON: "at marathon pace",
    Effort.THRESHOLD: "at threshold",
    Effort.INTERVAL: "at interval pace",
    Effort.REPETITION: "at repetition pace",
    Effort.STRIDES: "strides",
    Effort.HILLS: "uphill",
    Effort.FARTLEK: "fartlek",
    Effort.PROGRESSION: "progression",
}
"""How hard, after how far."""
ALONE: Final[Mapping[Effort, str]] = {
    Effort.EASY: "easy run",
    Effort.MARATHON: "run at marathon pace",
    Effort.THRESHOLD: "run at threshold",
    Effort.INTERVAL: "run at interval pace",
    Effort.REPETITION: "run at repetition pace",
    Effort.STRIDES: "strides",
    Effort.HILLS: "hills",
    Effort.FARTLEK: "fartlek",
    Effort.PROGRESSION: "progression run",
}
"""The same where nothing says how far."""
RUN: Final = "run {how}"
RACE_PACES: Final[Mapping[str, str]] = {
    "1500m": "at 1500 m pace",
    "1mi": "at mile pace",
    "3k": "at 3 km pace",
    "5k": "at 5 km pace",
    "10k": "at 10 km pace",
    "hm": "at half-marathon pace",
    "m": "at marathon pace",
}
DAY: Final = "{day}: {words}{beside}"
WITH: Final = " With {names}."
WHO: Final = " {names}."
STOP: Final = "."
