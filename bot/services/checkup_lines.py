"""Where a team draws the lines of its check-ups: what admins choose holds for every check-up from then on."""

from collections.abc import Mapping

from bot.domain.checkups.thresholds import LINE_RANGES, USUAL, Line, is_possible, lines_of, thresholds_with
from bot.errors import UserError
from bot.services.access import require_admin
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.team_settings import team_of
from bot.services.teams import TeamDefaults
from db.database import Database
from db.unit_of_work import UnitOfWork

Lines = Mapping[Line, int]


class CheckupLineService:
    """Shows and changes a team's lines, for admins; every method raises `NotAllowed` for others."""

    def __init__(self, database: Database, clock: Clock, defaults: TeamDefaults) -> None:
        self._database = database
        self._clock = clock
        self._defaults = defaults

    async def show(self, asker: Asker) -> Lines:
        """Return the lines as they are drawn."""
        require_admin(asker)
        return await self._database.read(lambda uow: _lines(uow, asker.team_id))

    async def choose(self, asker: Asker, changes: Lines) -> Lines:
        """Draw some lines elsewhere. Raises `UserError` for numbers that a line cannot have, or not with another."""
        require_admin(asker)
        for line, value in changes.items():
            check(line, value)
        return await self._database.write(lambda uow: self._choose(uow, asker, changes))

    def _choose(self, uow: UnitOfWork, asker: Asker, changes: Lines) -> Lines:
        team = team_of(uow, asker, self._defaults, self._clock.now(), for_update=True)
        lines = {**_lines(uow, team.team_id), **changes}
        if not is_possible(lines):
            raise UserError("checkup_follow_order")
        # What is usual is left to follow what is usual in later versions.
        chosen = {line.value: value for line, value in lines.items() if value != USUAL[line]}
        uow.checkups.choose_thresholds(team.team_id, chosen)
        uow.teams.change(team.team_id, admin_id=asker.user_id)
        return lines


def check(line: Line, value: int) -> None:
    """Raise `UserError` for a number that a line cannot have."""
    least, most = LINE_RANGES[line][0], LINE_RANGES[line][-1]
    if not least <= value <= most:
        raise UserError(f"checkup_{line}", least=least, most=most)


def _lines(uow: UnitOfWork, team_id: int) -> Lines:
    return lines_of(thresholds_with(uow.checkups.thresholds(team_id)))
