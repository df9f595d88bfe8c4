"""A team's own points: what admins choose holds from a coming Monday on, so that nothing earned is rewritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.domain.dates import Week, local_today
from bot.domain.point_rules import POINTS_V1, VALUE_RANGE, WEEK_CAP_RANGE, PointRules, Rule
from bot.errors import UserError
from bot.services.access import require_admin
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.scoring import chosen_rules, rules_in
from bot.services.team_settings import team_of
from bot.services.teams import TeamDefaults
from db.database import Database
from db.repositories.points import RulesRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Choice:
    """Points of each rule, and the most of a week."""

    values: Mapping[Rule, int]
    week_cap: int


COMMON = Choice(POINTS_V1.values, POINTS_V1.week_cap)


@dataclass(frozen=True, slots=True)
class TeamRules:
    """What holds this week, what was chosen to follow it, and the first week for what is chosen now."""

    now: Choice
    coming: Choice | None
    coming_week: Week | None
    next_week: Week


class PointRulesService:
    """Shows and changes a team's points, for admins; every method raises `NotAllowed` for others."""

    def __init__(self, database: Database, clock: Clock, defaults: TeamDefaults) -> None:
        self._database = database
        self._clock = clock
        self._defaults = defaults

    async def show(self, asker: Asker) -> TeamRules:
        """Return what holds and what is to come."""
        require_admin(asker)
        return await self._database.write(lambda uow: self._show(uow, asker))

    async def choose(self, asker: Asker, choice: Choice) -> TeamRules:
        """Keep what holds from the coming Monday on; what was to come before is replaced.

        Where a runner's calendar is ahead of the team's and that week has begun for them, it is the Monday after.
        Raises `UserError` for points that no rule and no week can have.
        """
        require_admin(asker)
        check(choice)
        return await self._database.write(lambda uow: self._choose(uow, asker, choice))

    def _show(self, uow: UnitOfWork, asker: Asker) -> TeamRules:
        team = team_of(uow, asker, self._defaults, self._clock.now())
        return self._rules(uow, team)

    def _choose(self, uow: UnitOfWork, asker: Asker, choice: Choice) -> TeamRules:
        now = self._clock.now()
        team = team_of(uow, asker, self._defaults, now, for_update=True)
        week = self._next_week(uow, team)
        kept = uow.points.rules(team.team_id)
        newest = kept[-1] if kept else None
        if newest is None:
            version = POINTS_V1.version + 1
        else:
            version = newest.version if newest.since_week >= week.key else newest.version + 1
        points = {rule.value: choice.values[rule] for rule in POINTS_V1.values}
        uow.points.choose_rules(team.team_id, RulesRow(version, week.key, points, choice.week_cap), asker.user_id, now)
        uow.teams.change(team.team_id, rules_version=version, admin_id=asker.user_id)
        return self._rules(uow, team)

    def _rules(self, uow: UnitOfWork, team: TeamRow) -> TeamRules:
        chosen = chosen_rules(uow, team.team_id)
        week = self._present(team)
        to_come = [(since, rules) for since, rules in chosen if since > week.key]
        coming = _choice(to_come[-1][1]) if to_come else None
        coming_week = Week.parse(to_come[-1][0]) if to_come else None
        return TeamRules(_choice(rules_in(chosen, week)), coming, coming_week, self._next_week(uow, team))

    def _present(self, team: TeamRow) -> Week:
        return Week.of(local_today(self._clock.now(), ZoneInfo(team.time_zone)))

    def _next_week(self, uow: UnitOfWork, team: TeamRow) -> Week:
        week = self._present(team).next()
        while uow.points.team_total(team.team_id, week.key).runs > 0:
            week = week.next()
        return week


def check(choice: Choice) -> None:
    """Raise `UserError` for points that no rule and no week can have."""
    if set(choice.values) != set(POINTS_V1.values) or any(value not in VALUE_RANGE for value in choice.values.values()):
        raise UserError("points_range", least=VALUE_RANGE[0], most=VALUE_RANGE[-1])
    if choice.week_cap not in WEEK_CAP_RANGE:
        raise UserError("week_cap_range", least=WEEK_CAP_RANGE[0], most=WEEK_CAP_RANGE[-1])


def _choice(rules: PointRules) -> Choice:
    return Choice(MappingProxyType(dict(rules.values)), rules.week_cap)
