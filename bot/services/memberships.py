"""Memberships: which team a member means in the bot's direct messages."""

from dataclasses import dataclass

from bot.errors import NotFound
from bot.services.asker import Asker
from db.database import Database
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class TeamChoice:
    """A team that a member can mean."""

    team_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Memberships:
    """A member's teams, and as whom they ask in direct messages; `asker` is None while they have not said which."""

    teams: tuple[TeamChoice, ...]
    asker: Asker | None


class MembershipService:
    """Knows a member's teams, and remembers the one they chose."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, user_id: int, *, ever: bool = False) -> Memberships:
        """Return a member's teams: the only one is meant without asking, else the one chosen before.

        With `ever` also teams that they, or the bot, have left, and that hold their data still.
        """
        return await self._database.read(lambda uow: _memberships(uow, user_id, ever=ever))

    async def choose(self, user_id: int, team_id: int) -> Memberships:
        """Remember which team is meant from now on; raises `NotFound` for one they never were in."""
        return await self._database.write(lambda uow: _choose(uow, user_id, team_id))

    async def of_runner(self, runner_id: int) -> int:
        """Return the team that a runner is of; raises `NotFound` for nobody."""
        runner = await self._database.read(lambda uow: uow.runners.find_by_id(runner_id))
        if runner is None:
            raise NotFound("runner_gone")
        return runner.team_id


def _memberships(uow: UnitOfWork, user_id: int, *, ever: bool = False) -> Memberships:
    rows = uow.runners.of_user(user_id, ever=ever)
    teams = tuple(TeamChoice(row.team_id, row.team_name) for row in rows)
    if len(rows) == 1:
        return Memberships(teams, _asker(rows[0]))
    chosen = uow.runners.chosen_team(user_id)
    return Memberships(teams, next((_asker(row) for row in rows if row.team_id == chosen), None))


def _choose(uow: UnitOfWork, user_id: int, team_id: int) -> Memberships:
    if all(row.team_id != team_id for row in uow.runners.of_user(user_id, ever=True)):
        raise NotFound("team_gone")
    uow.runners.choose_team(user_id, team_id)
    return _memberships(uow, user_id)


def _asker(row: RunnerRow) -> Asker:
    return Asker(row.team_id, row.user_id, row.name, in_server=False)
