"""Questions about feeds of races that calendars subscribe to."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert, or_, select

from db.connection import Connection
from db.models.races import calendar_feeds
from db.models.runners import runners
from db.models.teams import teams


class FeedRow(NamedTuple):
    """Whose races a feed has: those of one runner, or the whole team's."""

    team_id: int
    runner_id: int | None


# Who left keeps the address for when they are back, and meanwhile it is none.
_READABLE = (
    select(calendar_feeds.c.team_id, calendar_feeds.c.runner_id)
    .join(teams, teams.c.team_id == calendar_feeds.c.team_id)
    .outerjoin(runners, runners.c.runner_id == calendar_feeds.c.runner_id)
    .where(
        calendar_feeds.c.token == bindparam("token"),
        teams.c.left_at.is_(None),
        or_(calendar_feeds.c.runner_id.is_(None), runners.c.left_at.is_(None)),
    )
)
_OF_RUNNER = calendar_feeds.c.runner_id == bindparam("of_runner")
_OF_TEAM = (calendar_feeds.c.team_id == bindparam("of_team")) & calendar_feeds.c.runner_id.is_(None)
_OLDEST = (calendar_feeds.c.created_at, calendar_feeds.c.token)
_TOKEN_OF_RUNNER = select(calendar_feeds.c.token).where(_OF_RUNNER).order_by(*_OLDEST).limit(1)
_TOKEN_OF_TEAM = select(calendar_feeds.c.token).where(_OF_TEAM).order_by(*_OLDEST).limit(1)
_DROP_OF_RUNNER = delete(calendar_feeds).where(_OF_RUNNER)
_DROP_OF_TEAM = delete(calendar_feeds).where(_OF_TEAM)
_ADD = insert(calendar_feeds)


class CalendarFeedRepository:
    """Reads and writes `calendar_feeds`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def readable(self, token: str) -> FeedRow | None:
        """Return the feed that this token opens; None for an unknown one, and while runner or team have left."""
        row = self._connection.execute(_READABLE, {"token": token}).one_or_none()
        return None if row is None else FeedRow._make(row)

    def token(self, team_id: int, runner_id: int | None) -> str | None:
        """Return the token of a runner's feed, or without a runner of the whole team's."""
        if runner_id is None:
            found = self._connection.execute(_TOKEN_OF_TEAM, {"of_team": team_id})
        else:
            found = self._connection.execute(_TOKEN_OF_RUNNER, {"of_runner": runner_id})
        token: str | None = found.scalar()
        return token

    def put(self, team_id: int, runner_id: int | None, token: str, now: datetime) -> None:
        """Give a feed a token, in place of the one it has."""
        if runner_id is None:
            self._connection.execute(_DROP_OF_TEAM, {"of_team": team_id})
        else:
            self._connection.execute(_DROP_OF_RUNNER, {"of_runner": runner_id})
        row = {"token": token, "team_id": team_id, "runner_id": runner_id, "created_at": now}
        self._connection.execute(_ADD, row)
