"""Engines: which database a URL means."""

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from db.database import Database
from db.unavailable import DatabaseUnavailable


def database_at(url: str) -> Database:
    """Return the (still closed) database for a SQLAlchemy URL: `sqlite+aiosqlite` or `postgresql+asyncpg`."""
    # Imported here because each engine brings a driver that a team on the other one should not pay for.
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseUnavailable("the database URL cannot be read") from None
    match parsed.get_backend_name():
        case "sqlite":
            from db.sqlite import SqliteDatabase

            return SqliteDatabase(parsed)
        case "postgresql":
            from db.postgres import PostgresDatabase

            return PostgresDatabase(parsed)
        case other:
            raise DatabaseUnavailable(f"there is no support for {other!r}; use SQLite or PostgreSQL")
