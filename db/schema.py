"""The schema's version: which one the code needs, which one the database has, and the way from one to the other."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from db.unavailable import DatabaseUnavailable

HEAD = "0030"
"""The newest migration; a test holds this to the files, so that the running bot need not load Alembic to know it."""

MIGRATIONS = Path(__file__).parent / "migrations"


def version_of(connection: Connection) -> str | None:
    """Return the database's schema version, or None when there is no schema yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def is_new_sqlite(url: str) -> bool:
    """Tell whether the SQLite file at `url` is still to be made."""
    path = Path(make_url(url).database or "")
    return not path.exists() or path.stat().st_size == 0


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at `url` to a revision ("head", "base", "0001"), up or down."""
    # Imported here: Alembic costs 25 MB that the running bot has no use for.
    from alembic import command
    from alembic.config import Config

    def move(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        step = command.downgrade if _is_older(revision, version_of(connection)) else command.upgrade
        step(config, revision)

    _run_on(make_url(url), move)


def differences(url: str) -> list[object]:
    """Return what tables in code and tables in the database disagree about; empty when they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    import db.models  # noqa: F401  (registers every table)
    from db.base import metadata

    found: list[object] = []

    def compare(connection: Connection) -> None:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found.extend(compare_metadata(context, metadata))

    _run_on(make_url(url), compare)
    return found


def _is_older(revision: str, current: str | None) -> bool:
    return revision == "base" or (current is not None and revision != "head" and revision < current)


def _run_on(url: URL, run: Callable[[Connection], None]) -> None:
    try:
        _run_in_transaction(url, run)
    except (OSError, SQLAlchemyError) as error:
        reason = getattr(error, "orig", None) or error
        raise DatabaseUnavailable(str(reason).strip().partition("\n")[0]) from error


def _run_in_transaction(url: URL, run: Callable[[Connection], None]) -> None:
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(URL.create("sqlite", database=str(path)))

        @event.listens_for(engine, "connect")
        def _own_transactions(connection: object, _record: object) -> None:
            # Otherwise the driver commits before every CREATE TABLE and a broken migration leaves half of itself.
            connection.isolation_level = None  # type: ignore[attr-defined]

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

        try:
            with engine.begin() as connection:
                run(connection)
        finally:
            engine.dispose()
        return

    async def on_postgres() -> None:
        from sqlalchemy.ext.asyncio import create_async_engine

        engine = create_async_engine(url)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(run)
        finally:
            await engine.dispose()

    asyncio.run(on_postgres())
