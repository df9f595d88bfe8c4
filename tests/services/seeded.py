"""Rows of members in every table there is, made from the tables themselves."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    String,
    Table,
    insert,
    select,
)

from db.base import metadata
from db.connection import Connection
from db.models import cheers, feedback, outbox, point_rules, runners, runs, teams
from tests.composed import FRIDAY
from tests.db.test_personal import OF_A_TEAM, names_a_member
from tests.services.harriers import TEAM

Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Member:
    """A member whose ids and name are found again wherever they stand."""

    name: str
    user_id: int
    runner_id: int
    run_id: int
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)

    def is_named_by(self, value: object) -> bool:
        """Tell whether a stored value holds the member: their Discord id, their key, their name, however deep."""
        match value:
            case bool() | None:
                return False
            case int():
                return value in (self.user_id, self.runner_id)
            case str():
                return any(sign in value for sign in (self.name, str(self.user_id), str(self.runner_id)))
            case dict():
                return any(self.is_named_by(part) for pair in value.items() for part in pair)
            case list():
                return any(self.is_named_by(part) for part in value)
        return False


def seed(connection: Connection, member: Member, teammate: Member) -> None:
    """Add a row of the member to every table, and what they have with a teammate to those that have two sides."""
    for table in metadata.sorted_tables:
        if table is teams and connection.execute(select(teams.c.team_id)).scalar() is not None:
            continue
        row = {column.name: _value(column, member) for column in table.columns}
        connection.execute(insert(table).values(row))
        member.keys[table.name] = {column.name: row[column.name] for column in table.primary_key.columns}
    outbox_row = {column.name: _value(column, member) for column in outbox.columns if not column.primary_key}
    # A post says which run it is about, and a row what it is about beside its payload.
    about = {"payload": {"run_id": member.run_id}, "key": str(member.run_id), "state": "sent", "reason": None}
    for more in ({"recipient_id": None, "kind": "card"}, {"recipient_id": teammate.user_id, "kind": "note"}):
        connection.execute(insert(outbox).values(outbox_row | about | more))
    # Words go both ways.
    words = {column.name: _value(column, member) for column in feedback.columns if not column.primary_key}
    connection.execute(insert(feedback).values(words | {"by_runner": False}))


def cheer(connection: Connection, member: Member, teammate: Member) -> None:
    """Let the member cheer the teammate's run."""
    row = {"run_id": teammate.run_id, "runner_id": member.runner_id, "cheered_at": FRIDAY}
    connection.execute(insert(cheers).values(row))


def own_rows(connection: Connection, member: Member) -> Rows:
    """Return the rows that `seed` made for a member, those that are still there, by table."""
    return {
        name: [row for row in rows_of(connection, metadata.tables[name]) if key.items() <= row.items()]
        for name, key in member.keys.items()
        if name != teams.name
    }


def naming(connection: Connection, member: Member) -> Iterator[str]:
    """Yield every place in the database that holds the member."""
    for table in metadata.sorted_tables:
        for row in rows_of(connection, table):
            for column, value in row.items():
                if member.is_named_by(value):
                    yield f"{table.name}.{column}: {value!r}"


def rows_of(connection: Connection, table: Table) -> list[dict[str, Any]]:
    """Return every row of a table."""
    return [dict(zip(table.columns.keys(), row, strict=True)) for row in connection.execute(select(table))]


def _value(column: Column[Any], member: Member) -> Any:
    """Return a value for the member's row; in a table that is about members it may bear their name."""
    table = column.table
    personal = table.name not in OF_A_TEAM and any(map(names_a_member, table.columns))
    for key in column.foreign_keys:
        if key.column.table is teams:
            return TEAM
        if key.column.table is table:
            return None
        return (
            member.keys.get(key.column.table.name, {}).get(key.column.name)
            or {
                runners: member.runner_id,
                runs: member.run_id,
            }[key.column.table]
        )
    if column.table is teams and column.name == "team_id":
        return TEAM
    if column.name in ("runner_id", "run_id"):
        return getattr(member, column.name)
    match column.type:
        case LargeBinary():
            return b"a picture"
        case JSON() if column.table is point_rules:
            return {"log": 12}
        case JSON():
            return {"user_id": member.user_id, "to": [member.runner_id, f"for {member.name}"]}
        case BigInteger():
            return member.user_id if names_a_member(column) else 501
        case Integer():
            return member.run_id + 1 if column.primary_key else 3
        case Boolean():
            return True
        case String():
            # What is shorter holds a week, a unit or a state, and no name.
            long_enough = column.type.length is None or column.type.length > 12
            return member.name if personal and long_enough else "abc"[member.run_id % 3]
        case Date():
            return date(2026, 11, 20)
        case DateTime():
            return FRIDAY
    return FRIDAY
