"""The stage: one thing happens to the world at a time, and after each everything it caused is carried out."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.app import Application
from bot.playground.chat import Chat
from bot.playground.ledger import Ledger, OutboxLine
from bot.playground.passage import Passage
from bot.playground.strava_side import StravaSide
from bot.playground.world import World
from bot.services.cheers import CALM


@dataclass(frozen=True, slots=True)
class Jump:
    """What came of moving the clock; instants are aware UTC."""

    since: datetime
    until: datetime
    sent: Sequence[OutboxLine]
    """What went out on the way, oldest first."""


class Changes:
    """Wakes everybody who shows the world when it has changed."""

    def __init__(self) -> None:
        self._number = 0
        self._happened = asyncio.Condition()

    @property
    def number(self) -> int:
        """How many changes there have been."""
        return self._number

    async def announce(self) -> None:
        """Tell that something has changed."""
        async with self._happened:
            self._number += 1
            self._happened.notify_all()

    async def after(self, number: int) -> int:
        """Wait for a change later than `number` and return its number."""
        async with self._happened:
            await self._happened.wait_for(lambda: self._number > number)
            return self._number


class Stage:
    """Guards the world: SimCord does one operation at a time and refuses a second one."""

    def __init__(
        self,
        world: World,
        chat: Chat,
        application: Application,
        ledger: Ledger,
        passage: Passage,
        strava: StravaSide,
    ) -> None:
        self.world = world
        self.chat = chat
        self.ledger = ledger
        self.strava = strava
        self.changes = Changes()
        self._application = application
        self._passage = passage
        self._free = asyncio.Lock()

    @asynccontextmanager
    async def scene(self) -> AsyncIterator[None]:
        """Have the world to oneself; whatever the scene caused is sent and shown before anybody else's turn."""
        async with self._free:
            try:
                yield
            finally:
                await self._application.import_lists()
                await self.strava.look()
                await self._application.see_to_events()
                await self._application.deliver_outbox()
                await self._let_calm_pass()
                await self.chat.refresh()
        await self.changes.announce()

    async def _let_calm_pass(self) -> None:
        """Let the moments pass that a card waits before it shows further cheers; nobody would move the clock for it."""
        now = self.world.now()
        due = await self.ledger.next_due(now)
        if due is not None and due - now <= CALM:
            await self._passage.move_to(due)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Have the world to oneself for something that changes nothing in it."""
        async with self._free:
            yield

    async def open(self, place: str, who: str) -> web.Response:
        """Show a place in the chat and return its page for `who` (keys of the world's places and its viewers)."""
        async with self.turn():
            await self.chat.open(self.world.places[place])
            page = await self.chat.page(who)
        await self.changes.announce()
        return page

    async def jump(self, target: datetime) -> Jump:
        """Move the clock to `target` (aware UTC) and tell what went out on the way."""
        since = self.world.now()
        before = await self.ledger.sent_ids()
        async with self.scene():
            await self._passage.move_to(target)
        return Jump(since, self.world.now(), await self.ledger.sent_after(before, since))
