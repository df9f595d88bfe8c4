"""The worked check-ups, and how each of the five signs answers what stands in them."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.domain.checkups.focus_area import Area, Focus, focus_area
from bot.domain.checkups.follow_through import PlannedSession, follow_through
from bot.domain.checkups.pain_pattern import PainReport, pain_pattern
from bot.domain.checkups.plateau import RacedTime, plateau
from bot.domain.checkups.signs import TrainingRun, rounded
from bot.domain.checkups.variety import variety

Fields = Mapping[str, Any]

FILE: Final = Path(os.environ.get("CHECKUP_EXAMPLES") or Path(__file__).parents[1] / "data" / "checkup-examples.json")


@dataclass(frozen=True, slots=True)
class Example:
    """One made-up runner: what their log says, and what the sign answers."""

    id: str
    fn: str
    input: Fields
    expected: Fields


def load() -> list[Example]:
    """Read every example of the file."""
    content = json.loads(FILE.read_text(encoding="utf-8"))
    return [Example(row["id"], row["fn"], row["input"], row["expected"]) for row in content["examples"]]


def _runs(given: Fields) -> list[TrainingRun]:
    return [
        TrainingRun(
            row["days_ago"],
            row["distance_m"],
            row["duration_s"],
            row.get("rpe"),
            row.get("kind"),
            frozenset(row.get("tags") or ()),
        )
        for row in given["runs"]
    ]


def _variety(given: Fields) -> Fields:
    found = variety(_runs(given), given.get("phase"))
    return {"status": found.status, "signals": {signal.value: on for signal, on in found.signals.items()}}


def _plateau(given: Fields) -> Fields:
    races = [
        RacedTime(row["days_ago"], row["distance_m"], row["time_s"], row.get("course"), row.get("all_out", True))
        for row in given["races"]
    ]
    found = plateau(races, given["runs_last_84d"])
    if found.gain_pct is None or found.best_recent_10k_s is None or found.best_prior_10k_s is None:
        return {"status": found.status, "recent": found.recent, "prior": found.prior}
    return {
        "status": found.status,
        "reason": found.trend,
        "gain_pct": rounded(found.gain_pct, 2),
        "best_recent_10k_s": rounded(found.best_recent_10k_s, 1),
        "best_prior_10k_s": rounded(found.best_prior_10k_s, 1),
    }


def _follow_through(given: Fields) -> Fields:
    plan = [PlannedSession(row["days_ago"], row["ratio"], row.get("excused", False)) for row in given["plan"]]
    found = follow_through(plan, given["run_days_ago"])
    if found.adherence_pct is None:
        return {"status": found.status, "counted": found.counted}
    return {
        "status": found.status,
        "adherence_pct": rounded(found.adherence_pct, 1),
        "counted": found.counted,
        "overdone": found.overdone,
        "reasons": list(found.reasons),
    }


def _focus_area(given: Fields) -> Fields:
    goal = given["goal"]
    focus = None if goal is None else Focus(Area(goal["area"]), goal["age_days"])
    target = given.get("weekly_target") or (goal or {}).get("weekly_target") or 3
    found = focus_area(focus, _runs(given), given["support_28d"], weekly_target=target)
    if found.matching_sessions is None:
        return {"status": found.status}
    return {
        "status": found.status,
        "matching_sessions": found.matching_sessions,
        "target": found.target,
        "support": found.support,
    }


def _pain_pattern(given: Fields) -> Fields:
    reports = [
        PainReport(row["days_ago"], row["part"], row["level"], row.get("red_flag", False)) for row in given["reports"]
    ]
    found = pain_pattern(reports, given["run_days_ago"])
    return {"status": found.status, "episodes": len(found.episodes), "reasons": list(found.reasons)}


ANSWERS: Final[Mapping[str, Callable[[Fields], Fields]]] = {
    "checkup.variety": _variety,
    "checkup.plateau": _plateau,
    "checkup.follow_through": _follow_through,
    "checkup.focus_area": _focus_area,
    "checkup.pain_pattern": _pain_pattern,
}
"""Each sign by its published name; inputs and answers in the form of the examples."""
