"""Fixtures for the tables: both engines, migrated and empty."""

from tests.db.engines import database, empty_url, postgres, url

__all__ = ["database", "empty_url", "postgres", "url"]
