"""Fixtures for the jobs: a team and its channels on each engine in turn."""

import pytest

from db.database import Database
from tests.db.engines import database, postgres, url
from tests.jobs.company import Company, company
from tests.services.harriers import harriers

__all__ = ["database", "postgres", "url"]


@pytest.fixture
async def berlin(database: Database) -> Company:
    """A team in Berlin, on a Friday morning in week 47."""
    return company(await harriers(database))
