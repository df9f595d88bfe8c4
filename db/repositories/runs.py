"""Questions about the log."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from db.connection import Connection
from db.models.runners import runners
from db.models.runs import origins, runs
from db.repositories.statements import Change, Upsert


class RunRow(NamedTuple):
    """One entry of the log; metres and seconds are whole. `event`, `record` and `doubt` are derived."""

    run_id: int
    runner_id: int
    local_date: date
    week: str
    started_at: datetime | None
    logged_on: date
    distance_m: int
    moving_s: int
    elapsed_s: int | None
    climb_m: int | None
    kind: str | None
    surface: str | None
    effort: int | None
    note: str | None
    pain_area: str | None
    pain_level: int | None
    source: str
    sharing: str
    event: str | None
    record: str | None
    doubt: str | None
    verdict: str | None


class AttemptRow(NamedTuple):
    """A run at a standard distance; `result_s` is the time that counts there."""

    run_id: int
    week: str
    result_s: int
    record: str | None


_COLUMNS = tuple(runs.c[name] for name in RunRow._fields)
_ADDED = (
    *("team_id", "runner_id", "local_date", "week", "started_at", "logged_at", "logged_on", "distance_m", "moving_s"),
    *("elapsed_s", "climb_m", "kind", "surface", "effort", "note", "pain_area", "pain_level", "source", "sharing"),
)
_AT_ONCE = 25
"""Entries in one statement: a round trip for each would be most of the time that a long list takes."""
_INSERT = insert(runs).returning(runs.c.run_id)
_INSERT_MANY = (
    insert(runs)
    .values([{name: bindparam(f"{name}_{at}", type_=runs.c[name].type) for name in _ADDED} for at in range(_AT_ONCE)])
    .returning(runs.c.run_id)
)
_CHANGE = Change(runs.c.run_id)
# A forged button may name any number; as BIGINT it is compared instead of overflowing.
_BY_ID = select(*_COLUMNS).where(
    runs.c.team_id == bindparam("team_id"), runs.c.run_id == bindparam("run_id", type_=BigInteger())
)
_IN_WEEK = (
    select(*_COLUMNS)
    .where(runs.c.runner_id == bindparam("runner_id"), runs.c.week == bindparam("week"))
    .order_by(runs.c.local_date, runs.c.run_id)
)
_IN_WEEKS = (
    select(*_COLUMNS)
    .where(runs.c.runner_id == bindparam("runner_id"), runs.c.week.in_(bindparam("weeks", expanding=True)))
    .order_by(runs.c.local_date, runs.c.run_id)
)
_BETWEEN = (
    select(*_COLUMNS)
    .where(
        runs.c.runner_id == bindparam("runner_id"),
        runs.c.local_date >= bindparam("first"),
        runs.c.local_date <= bindparam("last"),
    )
    .order_by(runs.c.local_date, runs.c.run_id)
)
# A race's clock does not stop (`bot.domain.bests.result_s`).
RESULT = case((and_(runs.c.kind == "race", runs.c.elapsed_s.is_not(None)), runs.c.elapsed_s), else_=runs.c.moving_s)
_AT_EVENT = (
    select(runs.c.run_id, runs.c.week, RESULT, runs.c.record)
    .where(
        runs.c.runner_id == bindparam("runner_id"),
        runs.c.event == bindparam("event"),
        runs.c.run_id >= bindparam("first_id"),
    )
    .order_by(runs.c.run_id)
)
_BEST_BEFORE = select(func.min(RESULT)).where(
    runs.c.runner_id == bindparam("runner_id"),
    runs.c.event == bindparam("event"),
    runs.c.run_id < bindparam("first_id"),
)
_WEEKS_OF_RECORDS = (
    select(runs.c.week)
    .where(
        runs.c.runner_id == bindparam("runner_id"),
        runs.c.event.is_not(None),
        runs.c.record.is_not(None),
        runs.c.local_date >= bindparam("first"),
        runs.c.local_date <= bindparam("last"),
    )
    .distinct()
)
_WITH_ORIGINS = select(origins.c.run_id).where(
    origins.c.run_id.in_(bindparam("run_ids", expanding=True)), origins.c.key.like(bindparam("origins"))
)
_KNOWN = select(origins.c.key, origins.c.run_id).where(
    origins.c.runner_id == bindparam("runner_id"), origins.c.key.in_(bindparam("keys", expanding=True))
)
_ADD_ORIGIN = Upsert(origins, lambda insert: insert.on_conflict_do_nothing())
_NEWEST = (
    select(*_COLUMNS)
    .where(runs.c.runner_id == bindparam("runner_id"))
    .order_by(runs.c.local_date.desc(), runs.c.run_id.desc())
    .limit(bindparam("limit"))
)
# As `bot.domain.doubts.stands` has it: what a coach left out stays out when nothing is doubtful about it any more.
COUNTS = or_(runs.c.verdict == "counts", and_(runs.c.doubt.is_(None), runs.c.verdict.is_(None)))
_SHOWN = and_(
    runs.c.runner_id == bindparam("runner_id"),
    runs.c.local_date >= bindparam("first"),
    runs.c.local_date <= bindparam("last"),
    runs.c.sharing.in_(bindparam("sharings", expanding=True)),
    or_(COUNTS, bindparam("doubted", type_=Boolean())),
)
_PAGE = (
    select(*_COLUMNS)
    .where(_SHOWN)
    .order_by(runs.c.local_date.desc(), runs.c.run_id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_STANDING = and_(_SHOWN, COUNTS)
_SUMS = select(
    func.count(), func.coalesce(func.sum(runs.c.distance_m), 0), func.coalesce(func.sum(runs.c.moving_s), 0)
).where(_STANDING)
_LONGEST_OF = (
    select(runs.c.runner_id, func.max(runs.c.distance_m))
    .join(runners, runners.c.runner_id == runs.c.runner_id)
    .where(
        runs.c.runner_id.in_(bindparam("runner_ids", expanding=True)),
        runs.c.local_date >= bindparam("first"),
        runs.c.sharing.in_(bindparam("sharings", expanding=True)),
        runners.c.sharing.in_(bindparam("sharings", expanding=True)),
        runs.c.source != bindparam("but_from"),
        COUNTS,
    )
    .group_by(runs.c.runner_id)
)
_OPEN_UP = (
    update(runs)
    .where(runs.c.runner_id == bindparam("of_runner"), runs.c.logged_at >= bindparam("since"))
    .values(sharing=bindparam("sharing"))
)
_COUNT = select(func.count()).select_from(runs).where(runs.c.runner_id == bindparam("runner_id"))
_LOGGED_AT = select(runs.c.logged_at).where(runs.c.runner_id == bindparam("runner_id")).order_by(runs.c.logged_at)
_LOGGED_AT_OF = select(runs.c.logged_at).where(runs.c.run_id == bindparam("run_id"))
_RUNNERS_IN_WEEK = (
    select(runs.c.runner_id)
    .where(runs.c.team_id == bindparam("team_id"), runs.c.week == bindparam("week"))
    .where(runs.c.runner_id > bindparam("after"))
    .distinct()
    .order_by(runs.c.runner_id)
    .limit(bindparam("limit"))
)


class RunRepository:
    """Reads and writes `runs`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        *,
        team_id: int,
        runner_id: int,
        local_date: date,
        week: str,
        started_at: datetime | None,
        logged_at: datetime,
        logged_on: date,
        distance_m: int,
        moving_s: int,
        source: str,
        sharing: str,
        elapsed_s: int | None = None,
        climb_m: int | None = None,
        kind: str | None = None,
        surface: str | None = None,
        effort: int | None = None,
        note: str | None = None,
        pain_area: str | None = None,
        pain_level: int | None = None,
    ) -> int:
        """Add an entry and return its key."""
        values: dict[str, Any] = {
            "team_id": team_id,
            "runner_id": runner_id,
            "local_date": local_date,
            "week": week,
            "started_at": started_at,
            "logged_at": logged_at,
            "logged_on": logged_on,
            "distance_m": distance_m,
            "moving_s": moving_s,
            "elapsed_s": elapsed_s,
            "climb_m": climb_m,
            "kind": kind,
            "surface": surface,
            "effort": effort,
            "note": note,
            "pain_area": pain_area,
            "pain_level": pain_level,
            "source": source,
            "sharing": sharing,
        }
        run_id: int = self._connection.execute(_INSERT, values).scalar_one()
        return run_id

    def add_many(self, entries: Sequence[Mapping[str, Any]]) -> list[int]:
        """Add entries, each with the arguments of `add`, and return their keys, which ascend with their order."""
        run_ids: list[int] = []
        whole = len(entries) - len(entries) % _AT_ONCE
        for first in range(0, whole, _AT_ONCE):
            values = {
                f"{name}_{at}": entry.get(name)
                for at, entry in enumerate(entries[first : first + _AT_ONCE])
                for name in _ADDED
            }
            # Rows of one statement are numbered in its order; nobody promises that they come back in it.
            run_ids += sorted(self._connection.execute(_INSERT_MANY, values).scalars())
        for entry in entries[whole:]:
            run_ids.append(self._connection.execute(_INSERT, {name: entry.get(name) for name in _ADDED}).scalar_one())
        return run_ids

    def change(self, run_id: int, **columns: object) -> None:
        """Set columns of one entry."""
        _CHANGE.run(self._connection, run_id, columns)

    def change_many(self, changes: Mapping[int, Mapping[str, object]]) -> None:
        """Set columns of entries, by their keys."""
        _CHANGE.run_many(self._connection, changes)

    def add_origins(self, runner_id: int, run_id: int, keys: Iterable[str]) -> None:
        """Remember where an entry came from; what is known already stays."""
        self.add_origins_of_many(runner_id, [(run_id, key) for key in keys])

    def add_origins_of_many(self, runner_id: int, origins: Iterable[tuple[int, str]]) -> None:
        """Remember where entries came from, as (entry, origin); what is known already stays."""
        rows = [{"runner_id": runner_id, "run_id": run_id, "key": key} for run_id, key in origins]
        if rows:
            self._connection.execute(_ADD_ORIGIN.on(self._connection), rows)

    def known_origins(self, runner_id: int, keys: Collection[str]) -> dict[str, int]:
        """Return which of these origins a runner's log has, with the entry of each."""
        found = self._connection.execute(_KNOWN, {"runner_id": runner_id, "keys": list(keys)})
        return {row[0]: row[1] for row in found}

    def with_origins(self, run_ids: Collection[int], prefix: str) -> set[int]:
        """Return which of these entries have an origin that begins so."""
        found = self._connection.execute(_WITH_ORIGINS, {"run_ids": list(run_ids), "origins": f"{prefix}%"})
        return set(found.scalars())

    def in_weeks(self, runner_id: int, weeks: Collection[str]) -> list[RunRow]:
        """Return a runner's entries of some ISO weeks, oldest first."""
        rows = self._connection.execute(_IN_WEEKS, {"runner_id": runner_id, "weeks": list(weeks)})
        return [RunRow._make(row) for row in rows]

    def between(self, runner_id: int, first: date, last: date) -> list[RunRow]:
        """Return a runner's entries of some days, both included, oldest first."""
        rows = self._connection.execute(_BETWEEN, {"runner_id": runner_id, "first": first, "last": last})
        return [RunRow._make(row) for row in rows]

    def at_event(self, runner_id: int, event: str, first_id: int) -> list[AttemptRow]:
        """Return a runner's entries at a standard distance, in the order of logging, from a key on."""
        parameters = {"runner_id": runner_id, "event": event, "first_id": first_id}
        rows = self._connection.execute(_AT_EVENT, parameters)
        return [AttemptRow._make(row) for row in rows]

    def best_before(self, runner_id: int, event: str, first_id: int) -> int | None:
        """Return the runner's best seconds at a standard distance of those logged before a key."""
        parameters = {"runner_id": runner_id, "event": event, "first_id": first_id}
        best: int | None = self._connection.execute(_BEST_BEFORE, parameters).scalar()
        return best

    def weeks_of_records(self, runner_id: int, first: date, last: date) -> list[str]:
        """Return the ISO weeks in which the runner had a record on one of these days."""
        parameters = {"runner_id": runner_id, "first": first, "last": last}
        return list(self._connection.execute(_WEEKS_OF_RECORDS, parameters).scalars())

    def open_up(self, runner_id: int, since: datetime, sharing: str) -> None:
        """Let the team see more of the runs that were logged from an instant on."""
        self._connection.execute(_OPEN_UP, {"of_runner": runner_id, "since": since, "sharing": sharing})

    def find(self, team_id: int, run_id: int) -> RunRow | None:
        """Return one entry of a team's log."""
        row = self._connection.execute(_BY_ID, {"team_id": team_id, "run_id": run_id}).one_or_none()
        return None if row is None else RunRow._make(row)

    def in_week(self, runner_id: int, week: str) -> list[RunRow]:
        """Return a runner's entries of one ISO week, oldest first."""
        rows = self._connection.execute(_IN_WEEK, {"runner_id": runner_id, "week": week})
        return [RunRow._make(row) for row in rows]

    def newest(self, runner_id: int, limit: int) -> list[RunRow]:
        """Return a runner's newest entries, newest first."""
        rows = self._connection.execute(_NEWEST, {"runner_id": runner_id, "limit": limit})
        return [RunRow._make(row) for row in rows]

    def page(
        self,
        runner_id: int,
        days: tuple[date, date],
        sharings: Collection[str],
        *,
        doubted: bool,
        limit: int,
        offset: int = 0,
    ) -> list[RunRow]:
        """Return a runner's entries of some days (both included), logged under one of these choices, newest first.

        `doubted` tells whether those that wait for a coach's word, or were left out by it, are among them.
        """
        parameters = {**_shown(runner_id, days, sharings, doubted), "limit": limit, "offset": offset}
        return [RunRow._make(row) for row in self._connection.execute(_PAGE, parameters)]

    def sums(self, runner_id: int, days: tuple[date, date], sharings: Collection[str]) -> tuple[int, int, int]:
        """Return how many of such entries count, with their metres and seconds."""
        row = self._connection.execute(_SUMS, _shown(runner_id, days, sharings, False)).one_or_none()
        assert row is not None
        return int(row[0]), int(row[1]), int(row[2])

    def longest_of(
        self, runner_ids: Collection[int], first: date, sharings: Collection[str], but_from: str
    ) -> dict[int, int]:
        """Return the longest run since a day of each of some runners, in metres, of those shared in one of these ways.

        Runs from `but_from`, and such as wait for a coach's word, are left out.
        """
        parameters = {
            "runner_ids": list(runner_ids),
            "first": first,
            "sharings": list(sharings),
            "but_from": but_from,
        }
        return {row[0]: row[1] for row in self._connection.execute(_LONGEST_OF, parameters)}

    def count(self, runner_id: int) -> int:
        """Return how many entries a runner has."""
        return int(self._connection.execute(_COUNT, {"runner_id": runner_id}).scalar_one())

    def logged_at(self, run_id: int) -> datetime | None:
        """Return when an entry was logged."""
        instant: datetime | None = self._connection.execute(_LOGGED_AT_OF, {"run_id": run_id}).scalar()
        return instant

    def all_logged_at(self, runner_id: int) -> list[datetime]:
        """Return when each of a runner's entries was logged, oldest first."""
        return list(self._connection.execute(_LOGGED_AT, {"runner_id": runner_id}).scalars())

    def delete(self, run_id: int) -> None:
        """Remove an entry; its cheers and awards go with it."""
        self._connection.execute(delete(runs).where(runs.c.run_id == run_id))

    def runners_in_week(self, team_id: int, week: str, *, after: int, limit: int) -> list[int]:
        """Return keys of runners with an entry in the week, ascending, from just above `after`."""
        parameters = {"team_id": team_id, "week": week, "after": after, "limit": limit}
        return list(self._connection.execute(_RUNNERS_IN_WEEK, parameters).scalars())


def _shown(runner_id: int, days: tuple[date, date], sharings: Collection[str], doubted: bool) -> dict[str, Any]:
    first, last = days
    return {"runner_id": runner_id, "first": first, "last": last, "sharings": list(sharings), "doubted": doubted}
