"""Whether what was planned is what is run (running-science 2.3)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bot.domain import following
from bot.domain.checkups.signs import BLOCK_DAYS, SPAN_DAYS, Status
from bot.domain.checkups.thresholds import Thresholds


class Reason(StrEnum):
    """What there is to say beside the share, in the order in which it is said."""

    GAP = "gap"
    OVERDOING = "overdoing"


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A planned run: how many days ago it was due, done over planned in the plan's own unit, whether it is excused."""

    days_ago: int
    ratio: float | Fraction
    excused: bool = False


@dataclass(frozen=True, slots=True)
class FollowThrough:
    """The sign: sessions that count, how many of them were kept (halves included), and those that were overdone.

    `kept` over `counted` is `adherence_pct`; None with too little to go by.
    """

    status: Status
    counted: int
    excused: int = 0
    kept: Fraction | None = None
    adherence_pct: Fraction | None = None
    overdone: int = 0
    reasons: tuple[Reason, ...] = ()


def credit(ratio: float | Fraction) -> Fraction:
    """Return what a session counts for, done over planned: 1, a half, or nothing."""
    return following.credit(100 * _exact(ratio))


def follow_through(
    plan: Iterable[PlannedSession], run_days_ago: Collection[int], limits: Thresholds | None = None
) -> FollowThrough:
    """Return how the sessions of the last four weeks went; today's is not late yet, so it is left out."""
    limits = limits or Thresholds()
    due = [session for session in plan if 1 <= session.days_ago <= SPAN_DAYS]
    sessions = [session for session in due if not session.excused]
    excused = len(due) - len(sessions)
    blocks = {(session.days_ago - 1) // BLOCK_DAYS for session in sessions}
    if len(sessions) < limits.sessions or len(blocks) < limits.session_blocks:
        return FollowThrough(Status.NEED_DATA, len(sessions), excused)
    kept = sum((credit(session.ratio) for session in sessions), Fraction())
    overdone = sum(1 for session in sessions if _exact(session.ratio) > Fraction(6, 5))
    adherence_pct = 100 * kept / len(sessions)
    gap, overdoing = _gap(sessions, run_days_ago, limits), overdone * 3 >= len(sessions)
    if gap or adherence_pct < limits.follow_watch_pct:
        status = Status.TALK
    else:
        status = Status.WATCH if overdoing or adherence_pct < limits.follow_ok_pct else Status.OK
    reasons = (*([Reason.GAP] if gap else []), *([Reason.OVERDOING] if overdoing else []))
    return FollowThrough(status, len(sessions), excused, kept, adherence_pct, overdone, reasons)


def _gap(sessions: Sequence[PlannedSession], run_days_ago: Collection[int], limits: Thresholds) -> bool:
    """Tell whether enough days without any run, one after the other, hold enough of the sessions."""
    run_days = set(run_days_ago)
    days: list[int] = []
    for day in range(1, SPAN_DAYS + 2):
        if day <= SPAN_DAYS and day not in run_days:
            days.append(day)
            continue
        held = sum(1 for session in sessions if session.days_ago in days)
        if len(days) >= limits.gap_days and held >= limits.gap_sessions:
            return True
        days = []
    return False


def _exact(ratio: float | Fraction) -> Fraction:
    # By its digits: 0.8 as a float lies a little above four fifths, and 1.2 a little below six.
    return ratio if isinstance(ratio, Fraction) else Fraction(str(ratio))
