"""The published running vectors, and which of our functions answers each kind of them."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from bot.domain.age_grading import age_grade
from bot.domain.challenges import Pledge, PledgeUnit, pledged
from bot.domain.cross_country import TieRule, xc_score
from bot.domain.leaderboards import ranks
from bot.domain.load import acwr, monotony, session_load, spike, trimp
from bot.domain.notation import parse_workout
from bot.domain.performance import Zone, cameron, fitness_score, race_time, riegel, training_pace
from bot.domain.points import WeekCounts, points_week
from bot.domain.profiles import AgeTable
from bot.domain.progress import consistency, improvement
from bot.domain.streaks import weekly_streak
from bot.domain.units import (
    DistanceContext,
    ParseError,
    Unit,
    convert_pace,
    duration_text,
    pace_text,
    parse_distance,
    parse_duration,
)
from bot.domain.workouts import totals
from tests.domain import checkup_examples

Fields = Mapping[str, Any]

FILE: Final = Path(os.environ.get("RUNNING_VECTORS") or Path(__file__).parents[1] / "data" / "running-vectors.json")
REQUIRED: Final = (
    "parse_distance",
    "parse_duration",
    "pace_text",
    "duration_text",
    "convert_pace",
    "ranks",
    "points_week",
    "weekly_streak",
    "consistency",
    "improvement",
    "vdot",
    "race_time_from_vdot",
    "training_pace",
    "riegel",
    "cameron",
    "age_grade",
    "pledge",
    "xc_score",
    "session_load",
    "monotony",
    "acwr",
    "spike",
    "trimp",
    "workout_totals",
)

RAN: Final = "vector"
"""The property of a test's report that names the function whose vector it was."""


@dataclass(frozen=True, slots=True)
class Vector:
    """One published case: what goes in, what comes out, and how far each field may be off."""

    id: str
    fn: str
    input: Fields
    expected: Fields
    tolerance: Mapping[str, float]


def load() -> list[Vector]:
    """Read every vector of the file."""
    content = json.loads(FILE.read_text(encoding="utf-8"))
    return [
        Vector(row["id"], row["fn"], row["input"], row["expected"], row.get("tolerance", {}))
        for row in content["vectors"]
    ]


def _points_week(given: Fields) -> Fields:
    points = points_week(WeekCounts(**given))
    return {
        "parts": {rule.value: part for rule, part in points.parts.items()},
        "raw": points.raw,
        "total": points.total,
    }


def _age_grade(given: Fields) -> Fields:
    found = age_grade(AgeTable(given["sex"]), given["age"], given["event"], given["time_s"], given["edition"])
    return {
        "age_grade_pct": found.percent,
        "age_graded_time_s": found.age_graded_s,
        "age_standard_s": found.age_standard_s,
    }


def _pledge(given: Fields) -> Fields:
    unit = PledgeUnit(given["unit"])
    pledge = Pledge(given["rate_minor"], unit, given["cap_minor"], given["flat_minor"])
    return {"total_minor": pledged(pledge, given["distance_m"])}


def _xc_score(given: Fields) -> Fields:
    scores = xc_score(given["finish_order"], TieRule(given["tie_rule"]))
    return {
        "results": [
            {
                "team": result.team,
                "score": result.score,
                "scoring_places": list(result.scoring_places),
                "displacers": list(result.displacers),
            }
            for result in scores.results
        ],
        "incomplete": list(scores.incomplete),
    }


def _workout_totals(given: Fields) -> Fields:
    found = totals(parse_workout(given["text"]))
    parts = {
        "work_distance_m": found.work_m,
        "work_s": found.work_s,
        "rest_distance_m": found.rest_m,
        "rest_s": found.rest_s,
    }
    return {"reps": list(found.reps), **{name: part for name, part in parts.items() if part}}


IMPLEMENTED: Final[Mapping[str, Callable[[Fields], Fields]]] = {
    "parse_distance": lambda given: asdict(parse_distance(given["text"], DistanceContext(given["context"]))),
    "parse_duration": lambda given: {"seconds": parse_duration(given["text"], given["distance_m"])},
    "pace_text": lambda given: {"text": pace_text(given["distance_m"], given["time_s"], Unit(given["unit"]))},
    "duration_text": lambda given: {"text": duration_text(given["time_s"])},
    "convert_pace": lambda given: {"seconds": convert_pace(given["seconds"], Unit(given["from"]), Unit(given["to"]))},
    "ranks": lambda given: {"rows": [[row.place, row.name, row.value] for row in ranks(given["values"])]},
    "points_week": _points_week,
    "weekly_streak": lambda given: asdict(weekly_streak(given["weeks"])),
    "consistency": lambda given: {"score": consistency(given["done"], given["target"])},
    "improvement": lambda given: {"score": improvement(given["baseline_minutes"], given["current_minutes"])},
    "vdot": lambda given: {"vdot": fitness_score(given["distance_m"], given["time_s"])},
    "race_time_from_vdot": lambda given: {"time_s": race_time(given["vdot"], given["distance_m"])},
    "training_pace": lambda given: {"s_per_km": training_pace(given["vdot"], Zone(given["zone"]))},
    "riegel": lambda given: {"time_s": riegel(given["d1_m"], given["t1_s"], given["d2_m"])},
    "cameron": lambda given: {"time_s": cameron(given["d1_m"], given["t1_s"], given["d2_m"])},
    "age_grade": _age_grade,
    "pledge": _pledge,
    "xc_score": _xc_score,
    "session_load": lambda given: {"load": session_load(given["duration_min"], given["rpe"])},
    "monotony": lambda given: asdict(monotony(given["daily_loads"])),
    "acwr": lambda given: asdict(acwr(given["daily_loads"])),
    "spike": lambda given: {"category": spike(given["distance_m"], given["longest_prev_30d_m"])},
    "trimp": lambda given: {"trimp": trimp(**given)},
    # The published file has none of these; other files may, in the form of the worked check-ups.
    **checkup_examples.ANSWERS,
    "workout_totals": _workout_totals,
}


def answer(vector: Vector) -> Fields:
    """Return what our function makes of the vector's input; an error we raise counts as an answer."""
    try:
        return IMPLEMENTED[vector.fn](vector.input)
    except ParseError as error:
        return {"error": error.code}
