"""The timetable: every recurring thing a team gets, at its own wall-clock time. One table, to be read."""

from datetime import time

from bot.domain.dates import Recurrence
from bot.services.teams import ScheduleKind

MONDAY, SUNDAY = 0, 6
EVERY_DAY = None

TIMETABLE = {
    # Rest days and full weeks are decided once a day is over, so scores settle right after midnight.
    ScheduleKind.SETTLE: Recurrence(weekday=EVERY_DAY, at=time(0, 5)),
    # Before the day begins, and before the board tells everybody of the week.
    ScheduleKind.COACH_DIGEST: Recurrence(weekday=MONDAY, at=time(7, 0)),
    # The plan of the coming week: a post, and a letter to each runner.
    ScheduleKind.PLAN: Recurrence(weekday=SUNDAY, at=time(18, 0)),
    ScheduleKind.LEADERBOARD: Recurrence(weekday=MONDAY, at=time(8, 0)),
    ScheduleKind.RECAP: Recurrence(weekday=None, at=time(9, 0), month_day=1),
    # For teams that want one message a day instead of a card for each run.
    ScheduleKind.FEED_DIGEST: Recurrence(weekday=EVERY_DAY, at=time(20, 0)),
}

ROLL_CALL_SECONDS = 3600
"""How often the process asks Discord whether those not seen for a day are still members."""

FIRST_ROLL_CALL_SECONDS = 300
"""When it first does: by then it has heard of all its servers."""

TICK_SECONDS = 20
"""How often the process asks the database what is due."""

EVENTS_SECONDS = 5
"""How often it asks which events of races are to be put up, changed or taken away: somebody may be looking for one."""

BACKUP_SECONDS = 600
"""How often it looks whether the newest backup is old enough for another."""

FIRST_BACKUP_SECONDS = 300
"""When it first does: a start has better things to do."""
