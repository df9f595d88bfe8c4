"""Questions about runners."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from db.connection import Connection
from db.models.runners import runners
from db.models.runs import runs
from db.models.teams import teams
from db.repositories.statements import Change, Upsert


class RunnerRow(NamedTuple):
    """A runner with what the team settings add, read together because every command needs both."""

    runner_id: int
    team_id: int
    user_id: int
    name: str
    unit: str | None
    time_zone: str | None
    weekly_target: int
    streak_target: int
    sharing: str
    shows_points: bool
    shows_distance: bool
    team_name: str
    team_time_zone: str
    team_units: str
    feed_channel_id: int | None


_RUNNER = (
    select(
        runners.c.runner_id,
        runners.c.team_id,
        runners.c.user_id,
        runners.c.name,
        runners.c.unit,
        runners.c.time_zone,
        runners.c.weekly_target,
        runners.c.streak_target,
        runners.c.sharing,
        runners.c.shows_points,
        runners.c.shows_distance,
        teams.c.name.label("team_name"),
        teams.c.time_zone.label("team_time_zone"),
        teams.c.units.label("team_units"),
        teams.c.feed_channel_id,
    )
    .select_from(runners)
    .join(teams)
)
_BY_MEMBER = _RUNNER.where(runners.c.team_id == bindparam("team_id"), runners.c.user_id == bindparam("user_id"))
_BY_MEMBER_LOCKED = _BY_MEMBER.with_for_update(of=runners)
_BY_ID_LOCKED = _RUNNER.where(runners.c.runner_id == bindparam("runner_id")).with_for_update(of=runners)
_LONGEST = select(func.max(runs.c.distance_m)).where(runs.c.runner_id == bindparam("runner_id"))

_JOIN = Upsert(runners, lambda insert: insert.on_conflict_do_nothing(index_elements=["team_id", "user_id"]))
_CHANGE = Change(runners.c.runner_id)


class RunnerRepository:
    """Reads and writes `runners`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, team_id: int, user_id: int, *, for_update: bool = False) -> RunnerRow | None:
        """Return the membership; with `for_update` nobody else rescores this runner until the transaction ends."""
        statement = _BY_MEMBER_LOCKED if for_update else _BY_MEMBER
        row = self._connection.execute(statement, {"team_id": team_id, "user_id": user_id}).one_or_none()
        return None if row is None else RunnerRow._make(row)

    def lock(self, runner_id: int) -> RunnerRow | None:
        """Return the runner by key, holding off others who would rescore them."""
        row = self._connection.execute(_BY_ID_LOCKED, {"runner_id": runner_id}).one_or_none()
        return None if row is None else RunnerRow._make(row)

    def add(
        self,
        *,
        team_id: int,
        user_id: int,
        name: str,
        weekly_target: int,
        streak_target: int,
        sharing: str,
        joined_at: datetime,
    ) -> None:
        """Add a membership with nothing shown on any board, unless the member joined a moment ago."""
        self._connection.execute(
            _JOIN.on(self._connection),
            {
                "team_id": team_id,
                "user_id": user_id,
                "name": name,
                "weekly_target": weekly_target,
                "streak_target": streak_target,
                "sharing": sharing,
                "shows_points": False,
                "shows_distance": False,
                "joined_at": joined_at,
            },
        )

    def change(self, runner_id: int, **columns: object) -> None:
        """Set columns of one runner."""
        _CHANGE.run(self._connection, runner_id, columns)

    def longest_m(self, runner_id: int) -> int | None:
        """Return the runner's longest distance in metres, or None before the first run."""
        longest: int | None = self._connection.execute(_LONGEST, {"runner_id": runner_id}).scalar()
        return longest
