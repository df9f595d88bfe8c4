"""Questions about who runs or cheers at a race."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import BigInteger, Integer, Update, bindparam, case, delete, func, select, update

from db.connection import Connection
from db.models.races import entrants, race_distances, races
from db.models.runners import runners
from db.models.runs import runs
from db.models.teams import teams
from db.repositories.statements import Upsert
from db.types import UtcDateTime


class EntrantRow(NamedTuple):
    """Somebody at a race, with what decides who may know of it."""

    race_id: int
    runner_id: int
    part: str
    distance_id: int | None
    goal_s: int | None
    goal: str | None
    shows_goal: bool
    joined_at: datetime
    remind_at: datetime | None
    remind_days: int | None
    outcome: str | None
    place: int | None
    run_id: int | None
    result_at: datetime | None
    user_id: int
    name: str
    praise: str
    sharing: str
    nudges: bool
    paused_until: date | None
    time_zone: str | None
    left_at: datetime | None


class FinishRow(NamedTuple):
    """A run that is its runner's result at a race, with what decides who may know of it."""

    distance_id: int
    result_praise: str | None
    run_event: str | None
    record: str | None
    doubt: str | None
    verdict: str | None
    moving_s: int
    elapsed_s: int | None
    source: str
    run_sharing: str
    name: str
    praise: str
    sharing: str
    left_at: datetime | None


class DueReminder(NamedTuple):
    """A runner whose reminder of a race is due; `start` is what the wall shows there, as `09:00`."""

    entrant: EntrantRow
    team_id: int
    team_time_zone: str
    race_day: date
    time_zone: str
    start: str | None


class Retiming(NamedTuple):
    """When a runner is to be reminded of a race, which changes with the day and the clock that they live by."""

    race_id: int
    runner_id: int
    race_day: date
    remind_days: int


_OWN = EntrantRow._fields[:14]
_ROWS = select(
    *(entrants.c[name] for name in _OWN),
    *(runners.c[name] for name in EntrantRow._fields[14:]),
).join_from(entrants, runners, runners.c.runner_id == entrants.c.runner_id)
_FIND = _ROWS.where(
    entrants.c.race_id == bindparam("race_id", type_=BigInteger()), entrants.c.runner_id == bindparam("runner_id")
)
_OF_RACE = _ROWS.where(entrants.c.race_id == bindparam("race_id")).order_by(entrants.c.joined_at, entrants.c.runner_id)
_BESIDE = (
    _ROWS.where(
        entrants.c.race_id == bindparam("race_id"),
        entrants.c.part == bindparam("part"),
        entrants.c.runner_id != bindparam("reader_id"),
        runners.c.left_at.is_(None),
    )
    .order_by(
        case((entrants.c.distance_id == bindparam("distance_id", type_=Integer()), 0), else_=1),
        entrants.c.joined_at,
        entrants.c.runner_id,
    )
    .limit(bindparam("limit"))
)
_COUNTS = (
    select(entrants.c.race_id, entrants.c.part, func.count())
    .join_from(entrants, runners, runners.c.runner_id == entrants.c.runner_id)
    .where(
        entrants.c.race_id.in_(bindparam("race_ids", expanding=True)),
        entrants.c.runner_id != bindparam("reader_id"),
        runners.c.left_at.is_(None),
    )
    .group_by(entrants.c.race_id, entrants.c.part)
)
_PARTS = select(entrants.c.race_id, entrants.c.part).where(
    entrants.c.race_id.in_(bindparam("race_ids", expanding=True)), entrants.c.runner_id == bindparam("reader_id")
)
_SINCE = (
    _ROWS.join(races, races.c.race_id == entrants.c.race_id)
    .where(entrants.c.runner_id == bindparam("runner_id"), races.c.race_day >= bindparam("first"))
    .order_by(races.c.race_day, races.c.race_id)
)
_RACED_ON = (
    select(races.c.race_day, race_distances.c.distance_m)
    .join_from(entrants, races, races.c.race_id == entrants.c.race_id)
    .join(race_distances, race_distances.c.distance_id == entrants.c.distance_id)
    .where(
        entrants.c.runner_id == bindparam("runner_id"),
        entrants.c.part == "running",
        races.c.race_day.between(bindparam("first"), bindparam("last")),
        races.c.cancelled_at.is_(None),
    )
    .order_by(races.c.race_day, races.c.race_id)
)
_RACES_OF = (
    select(entrants.c.race_id).where(entrants.c.runner_id == bindparam("runner_id")).order_by(entrants.c.race_id)
)
# A team that the bot has left keeps its races, and nothing of them falls due. Who has hold of the runner just now goes
# first, and the next tick finds the rest.
_DUE = (
    select(
        *(entrants.c[name] for name in _OWN),
        *(runners.c[name] for name in EntrantRow._fields[14:]),
        races.c.team_id,
        teams.c.time_zone.label("team_time_zone"),
        races.c.race_day,
        races.c.time_zone.label("race_time_zone"),
        race_distances.c.start,
    )
    .select_from(entrants)
    .join(runners, runners.c.runner_id == entrants.c.runner_id)
    .join(races, races.c.race_id == entrants.c.race_id)
    .join(teams, teams.c.team_id == races.c.team_id)
    .outerjoin(race_distances, race_distances.c.distance_id == entrants.c.distance_id)
    .where(entrants.c.remind_at <= bindparam("now", type_=UtcDateTime()), teams.c.left_at.is_(None))
    .order_by(entrants.c.remind_at, entrants.c.runner_id, entrants.c.race_id)
    .limit(bindparam("limit"))
    .with_for_update(of=(entrants, runners), skip_locked=True)
)
_NEXT = (
    select(entrants.c.remind_at)
    .select_from(entrants)
    .join(races, races.c.race_id == entrants.c.race_id)
    .join(teams, teams.c.team_id == races.c.team_id)
    .where(entrants.c.remind_at.is_not(None), teams.c.left_at.is_(None))
    .order_by(entrants.c.remind_at)
    .limit(1)
)
_TIMED = (
    select(entrants.c.race_id, entrants.c.runner_id, races.c.race_day, entrants.c.remind_days)
    .select_from(entrants)
    .join(races, races.c.race_id == entrants.c.race_id)
    .where(entrants.c.remind_at.is_not(None))
    .order_by(entrants.c.race_id, entrants.c.runner_id)
    # One that is being claimed is set anew from where it has moved on to.
    .with_for_update(of=entrants)
)
_TIMED_OF_RUNNER = _TIMED.where(entrants.c.runner_id == bindparam("runner_id"))
_TIMED_BY_TEAM = _TIMED.join(runners, runners.c.runner_id == entrants.c.runner_id).where(
    runners.c.team_id == bindparam("team_id"), runners.c.time_zone.is_(None)
)
_RETIME = (
    update(entrants)
    .where(entrants.c.race_id == bindparam("of_race"), entrants.c.runner_id == bindparam("of_runner"))
    .values(remind_days=bindparam("days"), remind_at=bindparam("at", type_=UtcDateTime()))
)
_RACES_OF_RUNS = (
    select(entrants.c.race_id)
    .where(entrants.c.run_id.in_(bindparam("run_ids", expanding=True)))
    .order_by(entrants.c.race_id)
    .distinct()
)
_FINISHES = (
    select(
        entrants.c.distance_id,
        entrants.c.result_praise,
        runs.c.event,
        runs.c.record,
        runs.c.doubt,
        runs.c.verdict,
        runs.c.moving_s,
        runs.c.elapsed_s,
        runs.c.source,
        runs.c.sharing,
        runners.c.name,
        runners.c.praise,
        runners.c.sharing,
        runners.c.left_at,
    )
    .select_from(entrants)
    .join(runs, runs.c.run_id == entrants.c.run_id)
    .join(runners, runners.c.runner_id == entrants.c.runner_id)
    .where(entrants.c.race_id == bindparam("race_id"), entrants.c.part == "running", entrants.c.outcome == "finished")
    .order_by(entrants.c.joined_at, entrants.c.runner_id)
)
_PUT = Upsert(
    entrants,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["race_id", "runner_id"],
        set_={
            name: insert.excluded[name]
            for name in ("part", "distance_id", "goal_s", "goal", "shows_goal", "joined_at", "remind_at", "remind_days")
        },
    ),
)
_REMOVE = (
    delete(entrants)
    .where(entrants.c.race_id == bindparam("of_race"), entrants.c.runner_id == bindparam("of_runner"))
    .returning(entrants.c.runner_id)
)


@cache
def _change(names: tuple[str, ...]) -> Update:
    return (
        update(entrants)
        .where(entrants.c.race_id == bindparam("of_race"), entrants.c.runner_id == bindparam("of_runner"))
        .values({name: bindparam(name) for name in names})
    )


class EntrantRepository:
    """Reads and writes `entrants`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, race_id: int, runner_id: int) -> EntrantRow | None:
        """Return one runner's part in a race."""
        row = self._connection.execute(_FIND, {"race_id": race_id, "runner_id": runner_id}).one_or_none()
        return None if row is None else EntrantRow._make(row)

    def of_race(self, race_id: int) -> list[EntrantRow]:
        """Return everybody at a race, those who have left the team too, in the order in which they joined."""
        return [EntrantRow._make(row) for row in self._connection.execute(_OF_RACE, {"race_id": race_id})]

    def beside(self, own: EntrantRow, part: str, limit: int) -> list[EntrantRow]:
        """Return others with a part in a runner's race, those of the same distance first, without who left the team."""
        parameters = {"race_id": own.race_id, "part": part, "reader_id": own.runner_id}
        rows = self._connection.execute(_BESIDE, {**parameters, "distance_id": own.distance_id, "limit": limit})
        return [EntrantRow._make(row) for row in rows]

    def since(self, runner_id: int, first: date) -> list[EntrantRow]:
        """Return a runner's parts in races from a day on, those that were called off too, by day."""
        rows = self._connection.execute(_SINCE, {"runner_id": runner_id, "first": first})
        return [EntrantRow._make(row) for row in rows]

    def raced_on(self, runner_id: int, first: date, last: date) -> list[tuple[date, int]]:
        """Return day and metres of the races that a runner runs on some days, both included, by day."""
        parameters = {"runner_id": runner_id, "first": first, "last": last}
        return [(row[0], row[1]) for row in self._connection.execute(_RACED_ON, parameters)]

    def races_of(self, runner_id: int) -> list[int]:
        """Return the keys of all races that a runner is or was in."""
        return list(self._connection.execute(_RACES_OF, {"runner_id": runner_id}).scalars())

    def races_of_runs(self, run_ids: Collection[int]) -> list[int]:
        """Return the keys of the races of which these runs are their runners' results."""
        if not run_ids:
            return []
        return list(self._connection.execute(_RACES_OF_RUNS, {"run_ids": list(run_ids)}).scalars())

    def finishes(self, race_id: int) -> list[FinishRow]:
        """Return the results at a race that are runs in a log, in the order in which their runners joined."""
        return [FinishRow._make(row) for row in self._connection.execute(_FINISHES, {"race_id": race_id})]

    def counts(self, race_ids: Collection[int], reader_id: int) -> dict[tuple[int, str], int]:
        """Return how many others than the reader are at each race, by (race, part)."""
        if not race_ids:
            return {}
        rows = self._connection.execute(_COUNTS, {"race_ids": list(race_ids), "reader_id": reader_id})
        return {(race_id, part): count for race_id, part, count in rows}

    def parts(self, race_ids: Collection[int], runner_id: int) -> dict[int, str]:
        """Return the parts that one runner has in these races."""
        if not race_ids:
            return {}
        rows = self._connection.execute(_PARTS, {"race_ids": list(race_ids), "reader_id": runner_id})
        return {row[0]: row[1] for row in rows}

    def put(self, race_id: int, runner_id: int, joined_at: datetime, **columns: object) -> None:
        """Add a runner to a race, or change their part in it, which keeps how it went."""
        row = {
            "goal_s": None,
            "goal": None,
            "shows_goal": False,
            "remind_at": None,
            "remind_days": None,
            **columns,
            "race_id": race_id,
            "runner_id": runner_id,
            "joined_at": joined_at,
        }
        self._connection.execute(_PUT.on(self._connection), row)

    def change(self, race_id: int, runner_id: int, **columns: object) -> None:
        """Set columns of one runner's part in a race."""
        self._connection.execute(_change(tuple(columns)), {**columns, "of_race": race_id, "of_runner": runner_id})

    def claim_due(self, now: datetime, limit: int) -> list[DueReminder]:
        """Return reminders that are due, earliest first; rows that another process holds are left to it."""
        width = len(EntrantRow._fields)
        rows = self._connection.execute(_DUE, {"now": now, "limit": limit})
        return [DueReminder(EntrantRow._make(row[:width]), *row[width:]) for row in rows]

    def next_due_at(self) -> datetime | None:
        """Return when the next reminder is due, or None when nobody is to be reminded."""
        earliest: datetime | None = self._connection.execute(_NEXT, {}).scalar()
        return earliest

    def timed(self, runner_id: int) -> list[Retiming]:
        """Return when a runner is to be reminded of each of their races, and hold that."""
        return [Retiming._make(row) for row in self._connection.execute(_TIMED_OF_RUNNER, {"runner_id": runner_id})]

    def timed_by_team(self, team_id: int) -> list[Retiming]:
        """Return the same of all who live by their team's clock."""
        return [Retiming._make(row) for row in self._connection.execute(_TIMED_BY_TEAM, {"team_id": team_id})]

    def retime(self, reminders: Iterable[tuple[int, int, int | None, datetime | None]]) -> None:
        """Set (race, runner, days before, instant) of reminders; nothing for who is not to be reminded again."""
        rows = [
            {"of_race": race_id, "of_runner": runner_id, "days": days, "at": at}
            for race_id, runner_id, days, at in reminders
        ]
        if rows:
            self._connection.execute(_RETIME, rows[0] if len(rows) == 1 else rows)

    def remove(self, race_id: int, runner_id: int) -> bool:
        """Take a runner out of a race; False when they were not in it."""
        removed = self._connection.execute(_REMOVE, {"of_race": race_id, "of_runner": runner_id})
        return removed.one_or_none() is not None
