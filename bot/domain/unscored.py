"""Why a run earns nothing, for those who wonder."""

from collections.abc import Iterable
from enum import StrEnum

from bot.domain.points import RunEntry, ScoringProfile, scoring
from bot.domain.runs import counts


class Unscored(StrEnum):
    """Why a run that stands earns nothing for its day."""

    LATE = "late"
    INJURED = "injured"
    HURT = "hurt"
    """A run of its day hurt."""
    SHORT = "short"
    SAME_DAY = "same_day"
    """An earlier run carries the points of its day."""
    FULL = "full"
    """As many runs as a week pays for, or points as it holds, are there already."""


def unscored(entry: RunEntry, of_day: Iterable[RunEntry], profile: ScoringProfile) -> Unscored:
    """Return why a run brought no points; `of_day` are the runs of its day, itself among them."""
    if entry.late:
        return Unscored.LATE
    if profile.is_injured(entry.local_date):
        return Unscored.INJURED
    of_day = [other for other in of_day if not (other.late or other.doubted or other.left_out)]
    if any(other.hurt for other in of_day):
        return Unscored.HURT
    if not counts(entry.distance_m, entry.moving_s):
        return Unscored.SHORT
    first = scoring(of_day, profile)[:1]
    return Unscored.FULL if [entry] == first else Unscored.SAME_DAY
