"""Column types that keep wrong values out of the database."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect
from sqlalchemy.types import TypeDecorator

Snowflake = BigInteger
"""A Discord id: 64 bits, so `Integer` would be too small on PostgreSQL."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: only aware datetimes go in, and UTC comes out on both engines.

    SQLite has no zones and would hand back naive values, so they are stored as UTC and marked on the way out.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive datetimes with `ValueError`; turn the others to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Mark what SQLite returns as the UTC it is."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def process_literal_param(self, value: datetime | None, dialect: Dialect) -> str:
        """Literals are only for reading SQL aloud."""
        return repr(value)

    @property
    def python_type(self) -> type[Any]:
        """The Python type of a value."""
        return datetime
