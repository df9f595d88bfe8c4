"""Health: whether Discord and the database answer, and how far the work that they remember is behind."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.services.clock import Clock
from bot.services.outbox import MessageState
from db.database import Database
from db.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

ASK_SECONDS: Final = 5.0
"""How long the database may take; whoever asks for our health waits no longer themselves."""
SCHEDULES_MAY_BE_LATE_S: Final = 180.0
"""A tick comes every 20 seconds, and thousands of teams' posts that fall due together take a while."""
OUTBOX_MAY_BE_LATE_S: Final = 300.0
"""What Discord refuses for a while is due later; what is due longer than that nobody looks after."""


class Part(StrEnum):
    """What can be ill by itself."""

    GATEWAY = "gateway"
    DATABASE = "database"
    SCHEDULES = "schedules"
    OUTBOX = "outbox"


@dataclass(frozen=True, slots=True)
class ShardState:
    """A shard of this process: whether it hears of its servers, and seconds from a heartbeat to its answer."""

    shard_id: int
    is_connected: bool
    latency_s: float | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """How long the database took to answer, and since when the earliest open thing is due; seconds, 0 for not yet.

    `messages` are those that are not done, by state.
    """

    answered_s: float
    schedules_late_s: float
    outbox_late_s: float
    messages: Mapping[MessageState, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """How this process fares. Without a `backlog` the database does not answer."""

    shards: tuple[ShardState, ...]
    servers: int
    backlog: Backlog | None

    @property
    def ill(self) -> tuple[Part, ...]:
        """What is not as it must be."""
        found = []
        if not self.shards or not all(shard.is_connected for shard in self.shards):
            found.append(Part.GATEWAY)
        if self.backlog is None:
            # What the database remembers cannot be told apart from it.
            return (*found, Part.DATABASE)
        if self.backlog.schedules_late_s > SCHEDULES_MAY_BE_LATE_S:
            found.append(Part.SCHEDULES)
        if self.backlog.outbox_late_s > OUTBOX_MAY_BE_LATE_S:
            found.append(Part.OUTBOX)
        return tuple(found)


class HealthService:
    """Asks the database how it fares, as whoever watches over the bot wants to know it."""

    def __init__(self, database: Database, clock: Clock, ask_seconds: float = ASK_SECONDS) -> None:
        self._database = database
        self._clock = clock
        self._ask_seconds = ask_seconds

    async def condition(self, shards: Sequence[ShardState], servers: int) -> Condition:
        """Return how this process fares, whatever the database says; the shards are asked by whoever knows Discord."""
        return Condition(tuple(shards), servers, await self._backlog())

    async def _backlog(self) -> Backlog | None:
        now = self._clock.now()
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self._ask_seconds):
                schedules, outbox, messages = await self._database.read(_asked)
        except Exception:
            # Whatever it is, the answer is that the database is not well; the log says why.
            log.exception("the database did not say how it fares")
            return None
        took = time.perf_counter() - began
        counts = {MessageState(state): count for state, count in messages.items()}
        return Backlog(took, _late(schedules, now), _late(outbox, now), counts)


def _asked(uow: UnitOfWork) -> tuple[datetime | None, datetime | None, dict[str, int]]:
    return uow.schedules.next_due_at(), uow.outbox.next_due_at(), uow.outbox.open_counts()


def _late(due_at: datetime | None, now: datetime) -> float:
    return 0.0 if due_at is None else max(0.0, (now - due_at).total_seconds())
