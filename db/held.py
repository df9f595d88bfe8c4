"""A kind of rows about a member: how they are found, what of them is handed out, and how they are erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Column, ColumnElement, Delete, Select, Table, Update, and_, bindparam, delete, select, update

from db.models import runners, runs

OF_TEAM, OF_USER, OF_RUNNER = "of_team", "of_user", "of_runner"
"""The parameters of every statement here: the team, the member's Discord id, and their row in `runners`."""


class Erasure(Enum):
    """What becomes of a row when the member whom it names is forgotten."""

    GOES_ALONG = "deleted by the database together with the runner"
    DELETE = "deleted"
    CLEAR = "kept without the member"
    LET_GO = "kept; the database clears the runner"


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of rows about a member: those whose column `by` is them, their row in `runners`, or one of their runs.

    `shown` is what an export tells of it, by readable name; `also` are further columns that lead to the same rows.
    `narrowed` leaves out what another entry has. Rows that hang on other rows about the member are found by `whose`.
    """

    name: str
    table: Table
    by: Column[Any]
    shown: Mapping[str, ColumnElement[Any]]
    erasure: Erasure
    also: tuple[Column[Any], ...] = ()
    cleared: tuple[Column[Any], ...] = ()
    narrowed: ColumnElement[bool] | None = None
    whose: ColumnElement[bool] | None = None

    @property
    def is_of_a_team(self) -> bool:
        """Whether its rows say which team they are of; those that do not are shown and erased in whichever."""
        return "team_id" in self.table.c

    @property
    def condition(self) -> ColumnElement[bool]:
        """Tell which rows are the member's."""
        if self.whose is not None:
            return self.whose
        refers_to = {key.column.table for key in self.by.foreign_keys}
        if runners in refers_to:
            found: ColumnElement[bool] = self.by == bindparam(OF_RUNNER)
        elif runs in refers_to:
            found = self.by.in_(select(runs.c.run_id).where(runs.c.runner_id == bindparam(OF_RUNNER)))
        elif self.is_of_a_team:
            found = and_(self.by == bindparam(OF_USER), self.table.c.team_id == bindparam(OF_TEAM))
        else:
            found = self.by == bindparam(OF_USER)
        return found if self.narrowed is None else and_(found, self.narrowed)


def reading(held: Held) -> Select[Any]:
    """Return the statement that reads a member's rows for them, in the order of their keys."""
    columns = [column.label(name) for name, column in held.shown.items()]
    return select(*columns).where(held.condition).order_by(*held.table.primary_key.columns)


def erasing(held: Held) -> Delete | Update | None:
    """Return the statement that erases a member's rows, or them from the rows; None where the database does it."""
    match held.erasure:
        case Erasure.DELETE:
            return delete(held.table).where(held.condition)
        case Erasure.CLEAR:
            return update(held.table).where(held.condition).values(dict.fromkeys(held.cleared))
        case Erasure.GOES_ALONG | Erasure.LET_GO:
            return None
