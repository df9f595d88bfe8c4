"""When runners and channels hear of a race next: kept in its rows, and moved with its day and with their clocks."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.races import Part, next_reminder, reminder_at
from db.repositories.races import RaceRow
from db.repositories.runners import RunnerRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork


def next_call(day: date, team_zone: ZoneInfo, now: datetime) -> dict[str, object]:
    """Return the columns that say when the channel hears of a race next."""
    days, at = next_reminder(day, team_zone, now) or (None, None)
    return {"call_days": days, "call_at": at}


def retime_race(uow: UnitOfWork, row: RaceRow, team: TeamRow, now: datetime) -> None:
    """Let the reminders of all who run a race be those that are still ahead of its new day."""
    reminders = []
    for one in uow.entrants.of_race(row.race_id):
        if one.part == Part.RUNNING:
            zone = ZoneInfo(one.time_zone or team.time_zone)
            days, at = next_reminder(row.race_day, zone, now) or (None, None)
            reminders.append((row.race_id, one.runner_id, days, at))
    uow.entrants.retime(reminders)


def retime_runner(uow: UnitOfWork, runner: RunnerRow) -> None:
    """Let a runner's reminders go by the clock that they live by now.

    One whose time has come by the new clock, and that they have not had, is due at once; one that they have had is
    not set again.
    """
    zone = ZoneInfo(runner.time_zone or runner.team_time_zone)
    uow.entrants.retime(
        (one.race_id, one.runner_id, one.remind_days, reminder_at(one.race_day, one.remind_days, zone))
        for one in uow.entrants.timed(runner.runner_id)
    )


def retime_team(uow: UnitOfWork, team_id: int, zone: ZoneInfo) -> None:
    """Let what the channel hears of races go by the team's new clock, and the reminders of all who live by it."""
    for row in uow.races.to_call(team_id):
        if row.call_days is not None:
            uow.races.change(row.race_id, call_at=reminder_at(row.race_day, row.call_days, zone))
    uow.entrants.retime(
        (one.race_id, one.runner_id, one.remind_days, reminder_at(one.race_day, one.remind_days, zone))
        for one in uow.entrants.timed_by_team(team_id)
    )
