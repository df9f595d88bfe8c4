"""Discord's channels as the messenger's port sees them, and a way to die at any step of the work around them."""

import asyncio
from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from bot.domain.audience import MessageKind
from bot.services.clock import Clock
from bot.services.outbox import OutboxMessage
from bot.services.ports import Closed, Delivered, Needless, Outcome
from bot.services.posts import Content
from db.database import Database, Work
from db.unit_of_work import UnitOfWork

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Post:
    """A message that stands in a channel, or in somebody's direct messages."""

    message_id: int
    channel_id: int | None
    recipient_id: int | None
    team_id: int
    outbox_id: int
    kind: MessageKind
    key: str
    content: Content
    at: datetime


class Killed(BaseException):
    """The process is gone: nothing of ours may catch this and go on."""


class Fuse:
    """Burns down step by step and kills the process at the end; without a length it never does."""

    def __init__(self, steps: int | None = None) -> None:
        self._left = steps

    def burn(self) -> None:
        """Take a step; raises `Killed` at the last."""
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise Killed


@dataclass(frozen=True, slots=True)
class AnswerLost:
    """The message stands in its channel, but Discord's answer never came: all we know is this outcome."""

    outcome: Outcome


Trouble = Outcome | AnswerLost | Exception


class Channels:
    """Fulfils `bot.services.ports.Messenger`, honours what it asks for, and remembers everything."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last_id = 1_000
        self.posts: list[Post] = []
        self.tried: list[OutboxMessage] = []
        self.trouble: deque[Trouble] = deque()
        self.trouble_of: dict[MessageKind, Trouble] = {}
        """What the next message of a kind meets with: several are sent at a time, in no order among channels."""
        self.fuse = Fuse()
        self.closed: set[int] = set()
        """Who takes no direct messages."""

    def direct(self, recipient_id: int) -> list[Content]:
        """Return what somebody got by direct message, in the order of sending."""
        return [post.content for post in self.posts if post.recipient_id == recipient_id]

    def boards(self, team_id: int | None = None) -> list[str]:
        """Return the weeks whose board stands in a channel, in the order of posting."""
        return [
            post.key for post in self.posts if post.kind is MessageKind.LEADERBOARD and team_id in (None, post.team_id)
        ]

    async def deliver(self, message: OutboxMessage, content: Content | None) -> Outcome:
        """See `bot.services.ports.Messenger`."""
        self.fuse.burn()
        self.tried.append(message)
        # A real one waits for the network here, and others go on.
        await asyncio.sleep(0)
        trouble = self.trouble_of.pop(message.kind, None) or (self.trouble.popleft() if self.trouble else None)
        if isinstance(trouble, Exception):
            raise trouble
        if trouble is not None and not isinstance(trouble, AnswerLost):
            return trouble
        outcome = self._put(message, content)
        self.fuse.burn()
        return outcome if trouble is None else trouble.outcome

    def _put(self, message: OutboxMessage, content: Content | None) -> Outcome:
        standing = [
            post.message_id
            for post in self.posts
            if post.outbox_id == message.outbox_id and post.channel_id == message.channel_id
        ]
        if message.recipient_id in self.closed:
            return Closed("the direct messages are closed")
        known = message.message_id is not None or message.attempts > 1
        if content is None:
            self.posts = [post for post in self.posts if not known or post.message_id not in standing]
            return Needless()
        if known and standing:
            self.posts = [
                replace(post, content=content) if post.message_id == standing[0] else post for post in self.posts
            ]
            return Delivered(standing[0])
        self._last_id += 1
        self.posts.append(
            Post(
                message_id=self._last_id,
                channel_id=message.channel_id,
                recipient_id=message.recipient_id,
                team_id=message.team_id,
                outbox_id=message.outbox_id,
                kind=message.kind,
                key=message.key,
                content=content,
                at=self._clock.now(),
            )
        )
        return Delivered(self._last_id)


class _Undone(Exception):
    """Ends a transaction that the process did not live to commit."""


class FragileDatabase(Database):
    """A database whose process can die before a transaction, within it, or before it hears of the commit."""

    def __init__(self, inner: Database, fuse: Fuse) -> None:
        super().__init__(inner.url)
        self._inner = inner
        self._fuse = fuse

    async def open(self) -> None:
        """It is open."""

    async def close(self) -> None:
        """Whoever opened it closes it."""

    async def write(self, work: Work[T], *, long: bool = False) -> T:
        """See `Database.write`."""

        def guarded(uow: UnitOfWork) -> T:
            result = work(uow)
            try:
                self._fuse.burn()
            except Killed:
                raise _Undone from None
            return result

        self._fuse.burn()
        try:
            result = await self._inner.write(guarded, long=long)
        except _Undone:
            raise Killed from None
        self._fuse.burn()
        return result

    async def read(self, work: Work[T]) -> T:
        """See `Database.read`."""
        self._fuse.burn()
        return await self._inner.read(work)

    async def schema_version(self) -> str | None:
        """See `Database.schema_version`."""
        return await self._inner.schema_version()
