"""Questions about all that is held of one member, and its end."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, bindparam, delete, exists, select, true, tuple_, union

from db.connection import Connection
from db.held import OF_RUNNER, OF_TEAM, OF_USER, erasing, reading
from db.models.runners import runners
from db.models.teams import teams
from db.personal import PERSONAL


class HeldRows(NamedTuple):
    """One kind of rows about a member; `columns` are names to be read by people."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


NOBODY: Final = 0
"""No key of a runner: the member has never been one, and may be named all the same."""

_READING = {held.name: (tuple(held.shown), reading(held)) for held in PERSONAL}
# The runner goes at the end, for the database lets go of what follows them then.
_ERASING = [statement for held in reversed(PERSONAL) if (statement := erasing(held)) is not None]
# Discord itself says who owns a server, and whoever does is in it.
_NAMED = union(
    *(
        select(held.table.c.team_id.label("team_id"), held.by.label("user_id")).where(
            held.by.is_not(None), true() if held.narrowed is None else held.narrowed
        )
        for held in PERSONAL
        if held.is_of_a_team
        and not held.by.foreign_keys
        and held.by.table is not runners
        and held.by is not teams.c.owner_id
    )
).subquery()
_NAMED_ALONE = (
    select(_NAMED.c.team_id, _NAMED.c.user_id)
    .join(teams, teams.c.team_id == _NAMED.c.team_id)
    .where(
        teams.c.left_at.is_(None),
        ~exists().where(runners.c.team_id == _NAMED.c.team_id, runners.c.user_id == _NAMED.c.user_id),
        tuple_(_NAMED.c.team_id, _NAMED.c.user_id)
        > tuple_(bindparam("after_team", type_=BigInteger()), bindparam("after_user", type_=BigInteger())),
    )
    .order_by(_NAMED.c.team_id, _NAMED.c.user_id)
    .limit(bindparam("limit"))
)
_ERASE_TEAM = delete(teams).where(teams.c.team_id == bindparam("team_id"), teams.c.left_at <= bindparam("left_by"))


class PrivacyRepository:
    """Reads and erases what `db.personal` lists."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def held(self, team_id: int, user_id: int, runner_id: int | None) -> list[HeldRows]:
        """Return everything held about a member of a team, kinds without rows included."""
        parameters = _parameters(team_id, user_id, runner_id)
        return [
            HeldRows(name, columns, [tuple(row) for row in self._connection.execute(statement, parameters)])
            for name, (columns, statement) in _READING.items()
        ]

    def named_alone(self, after: tuple[int, int], limit: int) -> list[tuple[int, int]]:
        """Return (team, user) of those who are named without being runners: coaches, admins, readers of messages.

        They come in order, from just above `after`, of teams that the bot is in.
        """
        parameters = {"after_team": after[0], "after_user": after[1], "limit": limit}
        return [(row[0], row[1]) for row in self._connection.execute(_NAMED_ALONE, parameters)]

    def erase(self, team_id: int, user_id: int, runner_id: int | None) -> bool:
        """Erase a member from a team's tables; False when nothing named them."""
        parameters = _parameters(team_id, user_id, runner_id)
        counts: list[int] = [self._connection.execute(statement, parameters).rowcount for statement in _ERASING]
        return sum(counts) > 0

    def erase_team(self, team_id: int, left_by: datetime) -> bool:
        """Erase a team that the bot had left by then, and all that belongs to it; False when it is back, or gone."""
        erased = self._connection.execute(_ERASE_TEAM, {"team_id": team_id, "left_by": left_by})
        return bool(erased.rowcount)


def _parameters(team_id: int, user_id: int, runner_id: int | None) -> dict[str, int]:
    return {OF_TEAM: team_id, OF_USER: user_id, OF_RUNNER: NOBODY if runner_id is None else runner_id}
