"""Every number of the check-up that may be chosen, and what it is until somebody does so (running-science 2)."""

from dataclasses import dataclass
from fractions import Fraction

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
