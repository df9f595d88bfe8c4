"""What repositories speak to: the little of a connection that they need, whichever engine is behind it."""

from typing import Any, Protocol

from sqlalchemy import Dialect, Executable


class Connection(Protocol):
    """A connection inside a transaction; SQLAlchemy's own is one."""

    @property
    def dialect(self) -> Dialect:
        """The engine's dialect."""
        ...

    def execute(self, statement: Executable, parameters: Any = None, /) -> Any:
        """Run a statement and return its rows; a list of mappings runs it once for each.

        Repositories use of the result: iteration, `one_or_none`, `scalar`, `scalar_one`, `scalars` and `rowcount`.
        """
        ...
