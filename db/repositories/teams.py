"""Questions about teams."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select, update

from db.connection import Connection
from db.models.teams import teams
from db.repositories.statements import Change, Upsert


class TeamRow(NamedTuple):
    """A team's settings."""

    team_id: int
    name: str
    time_zone: str
    units: str
    feed_channel_id: int | None
    leaderboard_channel_id: int | None
    feed_chosen: bool = False
    leaderboard_chosen: bool = False
    coach_role_id: int | None = None
    coach_role_chosen: bool = False
    feed_mode: str = "each"
    feed_mode_since: datetime | None = None
    boards_at_start: bool = False
    quiet_from: str | None = "22:00"
    quiet_until: str | None = "07:00"
    owner_id: int | None = None
    admin_id: int | None = None
    left_at: datetime | None = None
    rules_version: int = 1
    plan_channel_id: int | None = None
    plan_chosen: bool = False


_BY_ID = select(*(teams.c[name] for name in TeamRow._fields)).where(teams.c.team_id == bindparam("team_id"))

# Settings are no key: who adds a row that belongs to the team need not wait.
_BY_ID_LOCKED = _BY_ID.with_for_update(key_share=True)
_LEAVE = (
    update(teams)
    .where(teams.c.team_id == bindparam("of_team"), teams.c.left_at.is_(None))
    .values(left_at=bindparam("now"))
)
_LEFT = select(teams.c.team_id).where(teams.c.left_at <= bindparam("left_by")).order_by(teams.c.left_at)
_ALL_IDS = select(teams.c.team_id).order_by(teams.c.team_id)
_PRESENT_IDS = select(teams.c.team_id).where(teams.c.left_at.is_(None))

_ADD = Upsert(teams, lambda insert: insert.on_conflict_do_nothing(index_elements=["team_id"]))
_CHANGE = Change(teams.c.team_id)


class TeamRepository:
    """Reads and writes `teams`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, team_id: int, *, for_update: bool = False) -> TeamRow | None:
        """Return the team's settings, or None for a server never seen; with `for_update` nobody changes them."""
        statement = _BY_ID_LOCKED if for_update else _BY_ID
        row = self._connection.execute(statement, {"team_id": team_id}).one_or_none()
        return None if row is None else TeamRow._make(row)

    def add(self, team: TeamRow, created_at: datetime) -> bool:
        """Add a team; False when somebody else added it a moment ago."""
        values = {**team._asdict(), "created_at": created_at}
        added: bool = self._connection.execute(_ADD.on(self._connection), values).rowcount == 1
        return added

    def all_ids(self) -> list[int]:
        """Return every team, those that the bot has left included."""
        return list(self._connection.execute(_ALL_IDS, {}).scalars())

    def present_ids(self) -> list[int]:
        """Return the keys of all teams that the bot has not left."""
        return list(self._connection.execute(_PRESENT_IDS, {}).scalars())

    def leave(self, team_id: int, now: datetime) -> None:
        """Note since when the bot is not in the server any more."""
        self._connection.execute(_LEAVE, {"of_team": team_id, "now": now})

    def left(self, left_by: datetime) -> list[int]:
        """Return the teams whose servers the bot had left by then, longest first."""
        return list(self._connection.execute(_LEFT, {"left_by": left_by}).scalars())

    def change(self, team_id: int, **columns: object) -> None:
        """Set columns of one team."""
        _CHANGE.run(self._connection, team_id, columns)
