"""The database as everybody uses it: whole transactions, one function each.

A transaction is a plain function from a `UnitOfWork` to a result. Nothing inside it can await, so a transaction never
waits for Discord, and the same repositories serve both engines.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.engine import URL

from db.unit_of_work import UnitOfWork

T = TypeVar("T")
Work = Callable[[UnitOfWork], T]


class Database(ABC):
    """A store that is opened once, shared by everybody, and closed last."""

    def __init__(self, url: URL) -> None:
        self.url = url

    @abstractmethod
    async def open(self) -> None:
        """Connect; raises `DatabaseUnavailable`."""

    @abstractmethod
    async def close(self) -> None:
        """Let running transactions end, then disconnect."""

    @abstractmethod
    async def write(self, work: Work[T], *, long: bool = False) -> T:
        """Run `work` in a transaction of its own: commit what it did, or nothing if it raises.

        `long` marks work of more than a few milliseconds, so that nobody waits for it who need not.
        """

    @abstractmethod
    async def read(self, work: Work[T]) -> T:
        """Run `work`, which only reads.

        SQLite shows all of it one snapshot and refuses writing; on PostgreSQL each statement sees its own moment,
        since a snapshot would cost two more round trips for every answer.
        """

    @abstractmethod
    async def schema_version(self) -> str | None:
        """Return the version of the tables, or None when there are none."""
