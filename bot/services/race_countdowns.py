"""The countdown: how long it is until the race that the team trains for, and how many of them run it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.dates import local_today
from bot.domain.races import Part, days_before
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RaceCountdown:
    """The team's next goal race: how many days are left, and how many run it."""

    name: str
    days: int
    runners: int


def race_countdown(uow: UnitOfWork, team: TeamRow, at: datetime) -> RaceCountdown | None:
    """Return the countdown as it is on the team's day at that instant; None without a goal race known by then."""
    today = local_today(at, ZoneInfo(team.time_zone))
    row = uow.races.next_goal(team.team_id, today)
    if row is None or row.created_at > at:
        return None
    counts = uow.entrants.counts([row.race_id], reader_id=0)
    return RaceCountdown(row.name, days_before(row.race_day, today), counts.get((row.race_id, Part.RUNNING.value), 0))
