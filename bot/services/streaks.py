"""Streaks: a runner's weeks in a row, read from their weekly totals."""

from collections.abc import Sequence
from datetime import date

from bot.domain.dates import Week
from bot.domain.streaks import Streak, week_letter, weekly_streak


def streak_of(weeks: Sequence[tuple[str, int]], target: int, today: date) -> Streak:
    """Return the streak from (ISO week, run days) pairs in order.

    Weeks without a row are weeks without a run. The present week counts once it qualifies and never against.
    """
    # A run logged too late to count leaves a week without run days; nobody's streak begins there.
    run_days = {week: days for week, days in weeks if days > 0}
    if not run_days:
        return weekly_streak("")
    present = Week.of(today)
    letters = []
    week = Week.parse(min(run_days))
    while week < present:
        letters.append(week_letter(run_days.get(week.key, 0), target, paused=False))
        week = week.next()
    now = week_letter(run_days.get(present.key, 0), target, paused=False)
    if now == "Q":
        letters.append(now)
    return weekly_streak("".join(letters))
