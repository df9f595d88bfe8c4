"""Questions about who coaches a team."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, or_, select, update

from db.connection import Connection
from db.models.coaches import coaches
from db.models.teams import teams
from db.repositories.statements import Upsert


class CoachRow(NamedTuple):
    """When somebody was seen to coach, by which role (None: as an admin), and whether they want Monday's letter.

    What they went by then may not be known.
    """

    user_id: int
    role_id: int | None
    seen_at: datetime
    wants_digest: bool
    name: str | None


_OF_MEMBER = and_(coaches.c.team_id == bindparam("of_team"), coaches.c.user_id == bindparam("of_user"))
_ROW = select(*(coaches.c[name] for name in CoachRow._fields))
_FIND = _ROW.where(_OF_MEMBER)
_OF_TEAM = (
    _ROW.join(teams, teams.c.team_id == coaches.c.team_id)
    .where(
        coaches.c.team_id == bindparam("of_team"),
        or_(
            coaches.c.role_id == teams.c.coach_role_id,
            and_(coaches.c.role_id.is_(None), teams.c.coach_role_id.is_(None)),
        ),
    )
    .order_by(coaches.c.user_id)
)
_COACHED_BY = (
    select(coaches.c.team_id)
    .join(teams, teams.c.team_id == coaches.c.team_id)
    .where(coaches.c.user_id == bindparam("of_user"), teams.c.left_at.is_(None))
    .order_by(coaches.c.seen_at.desc(), coaches.c.team_id)
    .limit(bindparam("limit"))
)
_NOTE = Upsert(
    coaches,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["team_id", "user_id"],
        set_={column: insert.excluded[column] for column in ("role_id", "seen_at", "name")},
    ),
)
_WANT = update(coaches).where(_OF_MEMBER).values(wants_digest=bindparam("wants"))
_FORGET = delete(coaches).where(_OF_MEMBER)


class CoachRepository:
    """Reads and writes `coaches`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, team_id: int, user_id: int) -> CoachRow | None:
        """Return what was noted of a member, whether or not it counts still."""
        row = self._connection.execute(_FIND, {"of_team": team_id, "of_user": user_id}).one_or_none()
        return None if row is None else CoachRow._make(row)

    def of_team(self, team_id: int) -> list[CoachRow]:
        """Return those who coach the team as far as anybody knows, by their Discord ids."""
        return [CoachRow._make(row) for row in self._connection.execute(_OF_TEAM, {"of_team": team_id})]

    def coached_by(self, user_id: int, limit: int) -> list[int]:
        """Return the teams that somebody was seen to coach, of late first."""
        return list(self._connection.execute(_COACHED_BY, {"of_user": user_id, "limit": limit}).scalars())

    def note(self, team_id: int, user_id: int, role_id: int | None, seen_at: datetime, name: str | None = None) -> None:
        """Note that somebody was seen to coach, and under which name; what they chose before stays."""
        values = {
            "team_id": team_id,
            "user_id": user_id,
            "role_id": role_id,
            "seen_at": seen_at,
            "name": name,
            "wants_digest": True,
        }
        self._connection.execute(_NOTE.on(self._connection), values)

    def want_digest(self, team_id: int, user_id: int, *, wants: bool) -> None:
        """Set whether a coach wants Monday's letter."""
        self._connection.execute(_WANT, {"of_team": team_id, "of_user": user_id, "wants": wants})

    def forget(self, team_id: int, user_id: int) -> None:
        """Note that somebody does not coach the team."""
        self._connection.execute(_FORGET, {"of_team": team_id, "of_user": user_id})
