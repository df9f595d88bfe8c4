"""Rows to ask questions about: a team, its runners and their runs, with values that a test need not care for."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from zlib import crc32

from bot.domain.dates import Week
from db.repositories.points import TotalChange
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

TEAM = 4_611_686_018_427_387_905
"""As large as Discord's ids can be: it has to fit everywhere."""
OTHER_TEAM = TEAM + 1
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 20)
SECRET = b"sealed"
NOTHING: Mapping[str, object] = {}


def user_of(name: str) -> int:
    """Return the id of the member with this name."""
    return crc32(name.encode())


def add_team(uow: UnitOfWork, *team_ids: int) -> None:
    """Add teams with both channels, `TEAM` unless others are named."""
    for team_id in team_ids or (TEAM,):
        uow.teams.add(TeamRow(team_id, "Harriers", "Europe/Berlin", "km", 11, 12), NOW)


def adding(team_id: int) -> Callable[[UnitOfWork], None]:
    """Return the work that adds a team."""
    return lambda uow: add_team(uow, team_id)


def add_runner(uow: UnitOfWork, name: str, *, team_id: int = TEAM, user_id: int | None = None) -> int:
    """Add a member; `user_id` follows from the name unless given."""
    user_id = user_of(name) if user_id is None else user_id
    uow.runners.add(
        team_id=team_id,
        user_id=user_id,
        name=name,
        weekly_target=3,
        streak_target=2,
        sharing="team",
        joined_at=NOW,
    )
    runner = uow.runners.find(team_id, user_id)
    assert runner is not None
    return runner.runner_id


def add_run(
    uow: UnitOfWork, runner_id: int, *, team_id: int = TEAM, day: date = TODAY, distance_m: int = 10_000
) -> int:
    return uow.runs.add(
        team_id=team_id,
        runner_id=runner_id,
        local_date=day,
        week=Week.of(day).key,
        started_at=None,
        logged_at=NOW,
        logged_on=TODAY,
        distance_m=distance_m,
        moving_s=3_000,
        kind=None,
        surface=None,
        effort=None,
        note=None,
        pain_area=None,
        pain_level=None,
        source="manual",
        sharing="team",
    )


def add_connection(
    uow: UnitOfWork, runner_id: int, athlete: str, due_in_s: float = 0.0, columns: Mapping[str, object] = NOTHING
) -> int:
    """Connect a member's account at Strava, unless `columns` say otherwise."""
    row: dict[str, object] = {
        "runner_id": runner_id,
        "service": "strava",
        "state": "active",
        "athlete": athlete,
        "secret": SECRET,
        "automatic": False,
        "connected_at": NOW,
        "since": NOW,
        "due_at": NOW + timedelta(seconds=due_in_s),
    }
    return uow.connections.add(**row | dict(columns))


def total(
    period: str,
    kind: str = "week",
    *,
    points: int = 0,
    distance_m: int = 0,
    moving_s: int = 0,
    runs: int = 0,
    run_days: int = 0,
) -> TotalChange:
    return TotalChange(period, kind, points, distance_m, moving_s, runs, run_days)
