"""Every number of the check-up that may be chosen, and what it is until somebody does so (running-science 2)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final

from bot.domain.runs import PAIN_STOPS_FROM


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the five signs draw their lines.

    Shares and gains are in percent. What is measured is compared as fractions, so that a value on the line is on it.
    """

    # Variety.
    variety_runs: int = 8
    variety_blocks: int = 3
    same_distance_pct: Fraction = Fraction(15)
    """Below it, SD over mean of the distances, runs are as long as each other."""
    same_pace_pct: Fraction = Fraction(3)
    pace_runs: int = 6
    """Runs other than races that are needed to speak of pace."""
    same_effort_sd: Fraction = Fraction(4, 5)
    rated_pct: int = 75
    """The share of runs that must have an effort."""
    same_kind_pct: int = 85
    monotony: Fraction = Fraction(2)
    monotonous_blocks: int = 2
    block_runs: int = 3
    """Runs, all of them with an effort, that make a week's monotony known."""
    known_signals: int = 3
    variety_watch: int = 2
    variety_talk: int = 3

    # Plateau.
    races_each: int = 2
    improving_pct: Fraction = Fraction(1)
    edging_pct: Fraction = Fraction(1, 2)
    slipping_pct: Fraction = Fraction(-1)
    training_runs: int = 16
    """Runs in twelve weeks below which a flat line is a lack of training, not a plateau."""

    # Follow-through.
    sessions: int = 6
    session_blocks: int = 2
    follow_ok_pct: int = 80
    follow_watch_pct: int = 60
    gap_days: int = 10
    gap_sessions: int = 3

    # Focus.
    focus_age_days: int = 14
    focus_runs: int = 4
    focus_sessions: int = 3
    """Fitting sessions in four weeks that a focus on speed, endurance or consistency wants."""
    focus_tagged: int = 2
    """Those that any other focus wants."""

    # Pain.
    pain_stop: int = PAIN_STOPS_FROM
    """The level from which the answer is to see a professional, and nothing else."""
    pain_recent_days: int = 14
    episode_gap_days: int = 14
    clean_runs: int = 3
    same_spot_days: int = 180
    episodes_a_year: int = 3
    unsettled_reports: int = 3


class Line(StrEnum):
    """A threshold that a team may choose, by its name among `Thresholds`."""

    SAME_DISTANCE = "same_distance_pct"
    SAME_PACE = "same_pace_pct"
    SAME_KIND = "same_kind_pct"
    IMPROVING = "improving_pct"
    TRAINING_RUNS = "training_runs"
    FOLLOW_OK = "follow_ok_pct"
    FOLLOW_WATCH = "follow_watch_pct"
    FOCUS_SESSIONS = "focus_sessions"
    SAME_SPOT_DAYS = "same_spot_days"
    PAIN_STOP = "pain_stop"


LINE_RANGES: Final[Mapping[Line, range]] = {
    Line.SAME_DISTANCE: range(5, 41),
    Line.SAME_PACE: range(1, 11),
    Line.SAME_KIND: range(60, 101),
    Line.IMPROVING: range(1, 6),
    Line.TRAINING_RUNS: range(4, 41),
    Line.FOLLOW_OK: range(50, 101),
    Line.FOLLOW_WATCH: range(30, 101),
    Line.FOCUS_SESSIONS: range(1, 9),
    Line.SAME_SPOT_DAYS: range(90, 366),
    # A team may be more careful with aches, and never less.
    Line.PAIN_STOP: range(3, PAIN_STOPS_FROM + 1),
}
"""What each can be, in whole numbers."""


def lines_of(limits: Thresholds) -> dict[Line, int]:
    """Return where the lines are that a team may choose."""
    return {line: int(getattr(limits, line.value)) for line in Line}


USUAL: Final[Mapping[Line, int]] = lines_of(Thresholds())


def is_possible(lines: Mapping[Line, int]) -> bool:
    """Tell whether lines go together: watching begins no higher up than all is well."""
    return lines[Line.FOLLOW_WATCH] <= lines[Line.FOLLOW_OK]


def thresholds_with(chosen: Mapping[str, int]) -> Thresholds:
    """Return the usual thresholds but for what was chosen, by name; what no line can be is left out."""
    lines = {
        line.value: Fraction(chosen[line]) if isinstance(getattr(Thresholds(), line.value), Fraction) else chosen[line]
        for line in Line
        if chosen.get(line) in LINE_RANGES[line]
    }
    return replace(Thresholds(), **lines)  # type: ignore[arg-type]
