"""Questions about who runs or cheers at a race."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import BigInteger, Update, bindparam, delete, func, select, update

from db.connection import Connection
from db.models.races import entrants, races
from db.models.runners import runners
from db.repositories.statements import Upsert


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
    result_s: int | None
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


_OWN = EntrantRow._fields[:15]
_ROWS = select(
    *(entrants.c[name] for name in _OWN),
    *(runners.c[name] for name in EntrantRow._fields[15:]),
).join_from(entrants, runners, runners.c.runner_id == entrants.c.runner_id)
_FIND = _ROWS.where(
    entrants.c.race_id == bindparam("race_id", type_=BigInteger()), entrants.c.runner_id == bindparam("runner_id")
)
_OF_RACE = _ROWS.where(entrants.c.race_id == bindparam("race_id")).order_by(entrants.c.joined_at, entrants.c.runner_id)
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
_AHEAD = (
    _ROWS.join(races, races.c.race_id == entrants.c.race_id)
    .where(
        entrants.c.runner_id == bindparam("runner_id"),
        races.c.race_day >= bindparam("first"),
        races.c.cancelled_at.is_(None),
    )
    .order_by(races.c.race_day, races.c.race_id)
)
_SINCE = (
    _ROWS.join(races, races.c.race_id == entrants.c.race_id)
    .where(entrants.c.runner_id == bindparam("runner_id"), races.c.race_day >= bindparam("first"))
    .order_by(races.c.race_day, races.c.race_id)
)
_RACES_OF = (
    select(entrants.c.race_id).where(entrants.c.runner_id == bindparam("runner_id")).order_by(entrants.c.race_id)
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

    def ahead(self, runner_id: int, first: date) -> list[EntrantRow]:
        """Return a runner's parts in races from a day on that were not called off, by day."""
        rows = self._connection.execute(_AHEAD, {"runner_id": runner_id, "first": first})
        return [EntrantRow._make(row) for row in rows]

    def since(self, runner_id: int, first: date) -> list[EntrantRow]:
        """Return a runner's parts in races from a day on, those that were called off too, by day."""
        rows = self._connection.execute(_SINCE, {"runner_id": runner_id, "first": first})
        return [EntrantRow._make(row) for row in rows]

    def races_of(self, runner_id: int) -> list[int]:
        """Return the keys of all races that a runner is or was in."""
        return list(self._connection.execute(_RACES_OF, {"runner_id": runner_id}).scalars())

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

    def remove(self, race_id: int, runner_id: int) -> bool:
        """Take a runner out of a race; False when they were not in it."""
        removed = self._connection.execute(_REMOVE, {"of_race": race_id, "of_runner": runner_id})
        return removed.one_or_none() is not None
