"""Runners: a member's place in the team, made on first use, and their own choices."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.audience import Sharing
from bot.domain.dates import local_today
from bot.domain.points import ScoringProfile
from bot.domain.units import Unit
from bot.services.asker import Asker
from bot.services.teams import TeamDefaults, TeamUnits
from db.repositories.runners import RunnerRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

DEFAULT_WEEKLY_TARGET = 3
DEFAULT_STREAK_TARGET = 2


@dataclass(frozen=True, slots=True)
class Enrolment:
    """How a member becomes a runner: the defaults of a team that has none of its own yet."""

    defaults: TeamDefaults

    def runner(self, uow: UnitOfWork, asker: Asker, now: datetime) -> RunnerRow:
        """Return the asker's row, made if this is their first time; nobody else rescores it meanwhile."""
        row = uow.runners.find(asker.team_id, asker.user_id, for_update=True)
        if row is None:
            if uow.teams.find(asker.team_id) is None:
                team = TeamRow(asker.team_id, "", self.defaults.time_zone, self.defaults.units, None, None)
                self.defaults.add_team(uow, team, now)
            uow.runners.add(
                team_id=asker.team_id,
                user_id=asker.user_id,
                name=asker.name,
                weekly_target=DEFAULT_WEEKLY_TARGET,
                streak_target=DEFAULT_STREAK_TARGET,
                sharing=Sharing.TEAM,
                joined_at=now,
            )
            row = uow.runners.find(asker.team_id, asker.user_id, for_update=True)
            assert row is not None
        elif row.name != asker.name:
            uow.runners.change(row.runner_id, name=asker.name)
            row = row._replace(name=asker.name)
        return row


def zone_of(runner: RunnerRow) -> ZoneInfo:
    """Return the runner's own zone, else the team's."""
    return ZoneInfo(runner.time_zone or runner.team_time_zone)


def unit_of(runner: RunnerRow) -> Unit:
    """Return the unit of private answers: the runner's own, else the team's (kilometres where it shows both)."""
    if runner.unit is not None:
        return Unit(runner.unit)
    return Unit.MI if runner.team_units == TeamUnits.MI else Unit.KM


def today_of(runner: RunnerRow, now: datetime) -> date:
    """Return the calendar day it is for the runner."""
    return local_today(now, zone_of(runner))


def scoring_of(runner: RunnerRow) -> ScoringProfile:
    """Return what the points rules need to know of the runner."""
    return ScoringProfile(weekly_target=runner.weekly_target, streak_target=runner.streak_target)
