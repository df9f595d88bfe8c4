"""Fixtures: one command as an operator types it, and a PostgreSQL server."""

from tests.command_line import operator
from tests.db.engines import postgres, url

__all__ = ["operator", "postgres", "url"]
