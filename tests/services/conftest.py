"""Fixtures for the services: a team on each engine in turn."""

import pytest

from db.database import Database
from tests.db.engines import database, postgres, url
from tests.services.harriers import Harriers, harriers

__all__ = ["database", "postgres", "url"]


@pytest.fixture
async def team(database: Database) -> Harriers:
    """A team in Berlin, on a Friday morning in week 47."""
    return await harriers(database)
