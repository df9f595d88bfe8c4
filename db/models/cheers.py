"""Cheers: who cheered which run."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from db.base import metadata
from db.types import UtcDateTime

cheers = Table(
    "cheers",
    metadata,
    Column("run_id", Integer, ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("runner_id", Integer, ForeignKey("runners.runner_id", ondelete="CASCADE"), primary_key=True),
    Column("cheered_at", UtcDateTime, nullable=False),
)
Index("ix_cheers_runner", cheers.c.runner_id)
