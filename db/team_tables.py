"""Which rows are of a team: every table with the way that leads from it to one, and what is handed to nobody."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, LargeBinary, Select, Table, func, or_, select

from db.base import metadata
from db.models import calendar_feeds, feedback_files, imports, runners, runs, teams
from db.whole import streamed

OF_NO_TEAM: Final = {
    "connection_hints": "what services hint at, for minutes",
    "kept_words": "words that wait for their writer to say for whom they are",
    "revocations": "access that is to be given back",
    "service_calls": "how often services were asked",
}
OF_ITS_RUNNER_ALONE: Final = {
    "back_fill_runs": "what services told of runs",
    "back_fills": "what services told of runs",
    "connection_links": "ways to services' consent pages",
    "connections": "members' accounts elsewhere, and what opens them",
    "found_runs": "what services told of runs",
}
"""What a service told is shown to its runner and to nobody else (docs/strava.md); `/privacy export` has it."""

WITHHELD: Final = (calendar_feeds.c.token, imports.c.entries)
"""Columns that are left out: what opens a calendar, and lists under way, which services may have told."""

WAYS: Final = {"feedback_files": (feedback_files.c.feedback_id,)}
"""Where a table's columns alone do not say which way leads to a team."""


def tables_of_teams() -> list[Table]:
    """Return the tables whose rows are handed out with their team, parents first."""
    return [table for table in metadata.sorted_tables if table.name not in {**OF_NO_TEAM, **OF_ITS_RUNNER_ALONE}]


def is_of(table: Table, team_id: int) -> ColumnElement[bool]:
    """Tell which rows of a table are a team's."""
    if "team_id" in table.c:
        return table.c.team_id == team_id
    ways: list[ColumnElement[bool]] = [way.in_(_keys(way, team_id)) for way in ways_of(table)]
    return or_(*ways)


def ways_of(table: Table) -> tuple[Column[Any], ...]:
    """Return the columns that lead to a table nearer to the team; each row has one of them at least."""
    if table.name in WAYS:
        return WAYS[table.name]
    leading = [column for column in table.c if column.foreign_keys and not column.nullable]
    return tuple(leading[:1])


def handed_out(table: Table) -> list[Column[Any]]:
    """Return the columns of a table that are handed out."""
    return [column for column in table.columns if column not in set(WITHHELD)]


def rows_of(table: Table, team_id: int) -> Select[Any]:
    """Return the statement that reads a team's rows, in the order of their keys."""
    return select(*handed_out(table)).where(is_of(table, team_id)).order_by(*table.primary_key.columns)


class TeamThere(NamedTuple):
    """A team, since when the bot is not in its server any more, and how much there is of it."""

    team_id: int
    name: str
    left_at: datetime | None
    runners: int
    runs: int


@dataclass(frozen=True, slots=True)
class TeamTable:
    """A table's rows of one team, read anew whenever they are asked for; which columns are the key, which are bytes."""

    name: str
    columns: tuple[str, ...]
    key: tuple[int, ...]
    files: tuple[int, ...]
    rows: Callable[[], Iterator[Sequence[Any]]]


def teams_there(connection: Connection) -> list[TeamThere]:
    """Return the teams there are, by name."""
    counts = [
        select(func.count()).select_from(table).where(table.c.team_id == teams.c.team_id).scalar_subquery()
        for table in (runners, runs)
    ]
    found = select(teams.c.team_id, teams.c.name, teams.c.left_at, *counts).order_by(teams.c.name, teams.c.team_id)
    return [TeamThere(*row) for row in connection.execute(found)]


def of_team(connection: Connection, team_id: int) -> Iterator[TeamTable]:
    """Yield what is handed out of a team, table by table."""
    for table in tables_of_teams():
        columns = handed_out(table)
        yield TeamTable(
            table.name,
            tuple(column.name for column in columns),
            tuple(at for at, column in enumerate(columns) if column.primary_key),
            tuple(at for at, column in enumerate(columns) if isinstance(column.type, LargeBinary)),
            partial(_rows, connection, rows_of(table, team_id)),
        )


def _rows(connection: Connection, statement: Select[Any]) -> Iterator[Sequence[Any]]:
    return chain.from_iterable(streamed(connection, statement))


def _keys(way: Column[Any], team_id: int) -> Select[Any]:
    [key] = way.foreign_keys
    return select(key.column).where(is_of(key.column.table, team_id))
