"""Questions about a runner's bests and a team's month."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from db.connection import Connection
from db.models.runs import runs
from db.repositories.runs import COUNTS, RESULT


class DayRow(NamedTuple):
    """What a team ran on one day."""

    local_date: date
    runs: int
    distance_m: int


class BestRow(NamedTuple):
    """The fastest of a runner's entries at one standard distance, in seconds."""

    event: str
    local_date: date
    result_s: int


_PLACE = func.row_number().over(partition_by=runs.c.event, order_by=(RESULT, runs.c.local_date, runs.c.run_id))
_ORDERED = (
    select(
        runs.c.event,
        runs.c.local_date,
        RESULT.label("result_s"),
        _PLACE.label("place"),
    )
    .where(
        runs.c.runner_id == bindparam("runner_id"),
        runs.c.event.is_not(None),
        runs.c.sharing.in_(bindparam("sharings", expanding=True)),
        runs.c.source.not_in(bindparam("without", expanding=True)),
    )
    .subquery()
)
_BESTS = select(_ORDERED.c.event, _ORDERED.c.local_date, _ORDERED.c.result_s).where(_ORDERED.c.place == 1)


_DAYS = (
    select(runs.c.local_date, func.count(), func.sum(runs.c.distance_m))
    .where(
        runs.c.team_id == bindparam("team_id"),
        # The index is by week; around the month's ends the weeks hold other days as well.
        runs.c.week.in_(bindparam("weeks", expanding=True)),
        runs.c.local_date >= bindparam("first"),
        runs.c.local_date <= bindparam("last"),
        COUNTS,
    )
    .group_by(runs.c.local_date)
    .order_by(runs.c.local_date)
)


class StatsRepository:
    """Reads `runs` for statistics."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def bests(self, runner_id: int, sharings: Collection[str], without: Collection[str] = ()) -> list[BestRow]:
        """Return the fastest entry at each standard distance, of those logged under one of these choices.

        Entries from the sources in `without` are left out, and those in doubt stand at no distance.
        """
        parameters = {"runner_id": runner_id, "sharings": list(sharings), "without": list(without)}
        return [BestRow._make(row) for row in self._connection.execute(_BESTS, parameters)]

    def team_days(self, team_id: int, weeks: Collection[str], first: date, last: date) -> list[DayRow]:
        """Return what a team ran on each day between two, both included; `weeks` are the ISO weeks of those days."""
        parameters = {"team_id": team_id, "weeks": list(weeks), "first": first, "last": last}
        found = self._connection.execute(_DAYS, parameters)
        return [DayRow(row[0], int(row[1]), int(row[2])) for row in found]
