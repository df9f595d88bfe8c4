"""A stage: one process with its team under load, so that something can be broken while people go on."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import asyncpg

from bot.ui.text.problems import PROBLEMS
from db.schema import migrate
from tests.e2e.team import BatonProcess
from tests.loopback import Answer, Channel, Guild, LoopbackDiscord, Member, NoAnswer
from tests.reliability.kills import day_before
from tests.reliability.ledger import Ledger

WARM: Final = PROBLEMS["database_away"][0]
ANSWERED_WITHIN_S: Final = 30.0
"""Whether an answer comes is asked here, and not whether this machine is quick enough for Discord."""
SETTLES_WITHIN_S: Final = 90.0
DAYS: Final = 5
CROWD: Final = 4


@dataclass(slots=True)
class Stage:
    """A server, its team and process, and what people have been told so far."""

    server: LoopbackDiscord
    guild: Guild
    general: Channel
    feed: Channel
    baton: BatonProcess
    url: str | None
    dice: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    warm: int = 0
    """How often somebody read that it is a matter of a minute."""
    odd: list[str] = field(default_factory=list)
    """Answers to a run that are neither that nor what was asked for."""
    boards: int = 0
    presses: int = 0
    ahead_s: int = 0
    """How far the process's clock is before ours."""
    resting: bool = False
    """Nobody begins anything."""
    _death: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    async def rows(self, statement: str, *_: object) -> list[tuple[Any, ...]]:
        """Run one SQL statement beside the process and return its rows."""
        if self.url is None:
            return self.baton.rows(statement)
        connection = await asyncpg.connect(self.url.replace("+asyncpg", ""))
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    @asynccontextmanager
    async def load(self) -> AsyncIterator[None]:
        """Let people log runs, ask for boards and press cheers for as long as the block lasts."""
        async with asyncio.TaskGroup() as group:
            for number in range(CROWD):
                group.create_task(self._person(number))
            try:
                yield
            finally:
                self._over.set()

    async def kill(self) -> None:
        """SIGKILL; whoever waits for an answer gives up. What it had claimed lapses, and it starts again."""
        await self.baton.kill_and_vanish()
        self._death.set()
        self._death = asyncio.Event()
        if self.dice.random() < 0.5:
            # Discord remembers a nonce for some minutes; who starts later finds the message itself.
            self.server.store.forget_nonces()
        self.baton.lapse_claims()
        await self.baton.start_and_connect()

    async def settled(self) -> None:
        """Wait until a run is logged again."""
        await self.server.gateway.wait_connected(SETTLES_WITHIN_S)
        before = len(self.ledger.acknowledged)
        await until(lambda: len(self.ledger.acknowledged) > before)

    async def delivered(self) -> None:
        """Wait until nothing is owed any more but what waits for an hour of its own."""
        due = f"datetime('now', '+{60 + self.ahead_s} seconds')" if self.url is None else "now() + interval '60 s'"
        statement = f"SELECT count(*) FROM outbox WHERE state = 'sending' OR state = 'pending' AND due_at < {due}"
        await self.until_rows(statement, [(0,)])

    async def until_rows(self, statement: str, expected: list[tuple[Any, ...]]) -> None:
        """Ask until the rows are as expected."""
        for _ in range(int(SETTLES_WITHIN_S / 0.1)):
            if await self.rows(statement) == expected:
                return
            await asyncio.sleep(0.1)
        raise TimeoutError(f"{statement}: not {expected}")

    async def _person(self, number: int) -> None:
        draw = random.Random(f"{number} {self.dice.random()}")
        member: Member | None = None
        turn = 0
        while not self._over.is_set():
            if self.server.gateway.connected and not self.resting:
                if member is None or turn % DAYS == 0:
                    member = self.guild.member(f"Runner {next(self._numbers)}")
                await self._do(draw, member, day_before(1 + turn % DAYS))
                turn += 1
            await asyncio.sleep(draw.uniform(0.05, 0.3))

    async def _do(self, draw: random.Random, member: Member, day: str) -> None:
        answer = await self._answered(self._typed(member, "run log", distance="10k", time="52:10", when=day))
        if answer is None:
            return
        if "Logged" in answer.text:
            self.ledger.acknowledged.append((member.id, day))
        elif WARM in answer.text:
            self.warm += 1
        else:
            self.odd.append(answer.text)
        if draw.random() < 0.5:
            self.boards += await self._answered(self._typed(member, "leaderboard")) is not None
        cards: Sequence[Any] = [card for card in self.server.messages(self.feed) if card.buttons]
        if cards and self.server.gateway.connected:
            card = draw.choice(cards)
            press = self.server.click(card, next(iter(card.buttons.values())), member, within=ANSWERED_WITHIN_S)
            self.presses += await self._answered(press) is not None

    async def _answered(self, asking: Any) -> Answer | None:
        """Return the answer; None, and a note in the ledger, where none came or the process was killed meanwhile."""
        asked, dying = asyncio.ensure_future(asking), asyncio.ensure_future(self._death.wait())
        await asyncio.wait({asked, dying}, return_when=asyncio.FIRST_COMPLETED)
        dying.cancel()
        if not asked.done():
            # The answer may be on its way from a process that has just ended.
            await asyncio.wait({asked}, timeout=0.2)
        if not asked.done():
            asked.cancel()
            self.ledger.cut_off += 1
            return None
        try:
            answer: Answer = asked.result()
        except NoAnswer:
            self.ledger.unanswered += 1
            return None
        return answer

    async def _typed(self, member: Member, command: str, **options: str) -> Answer:
        """Type a command, and answer the questions if it is the runner's first."""
        answer = await self.server.slash(member, self.general, command, within=ANSWERED_WITHIN_S, **options)
        if answer.message is not None and (done := answer.message.buttons.get("That's me")) is not None:
            return await self.server.click(answer.message, done, member, within=ANSWERED_WITHIN_S)
        return answer


@asynccontextmanager
async def stage(
    commands: list[dict[str, Any]],
    folder: Path,
    seed: int,
    *,
    url: str | None = None,
    wrapper: str | None = None,
) -> AsyncIterator[Stage]:
    """Set up a team on a new database, its process started: through a module of the tests, where one is named."""
    await asyncio.to_thread(folder.mkdir)
    async with LoopbackDiscord() as server:
        server.patience = ANSWERED_WITHIN_S
        server.commands.replace(None, commands)
        guild = server.world.guild("Fell Runners")
        general, feed, _ = (guild.text_channel(name) for name in ("general", "feed", "leaderboard"))
        baton = BatonProcess(server, folder, url)
        if wrapper is not None:
            baton.arguments = [wrapper, *baton.arguments]
        await asyncio.to_thread(migrate, baton.environment["BATON_DATABASE__URL"])
        made = Stage(server, guild, general, feed, baton, url, random.Random(seed))
        try:
            await baton.start_and_connect()
            await made.until_rows("SELECT count(*) FROM teams WHERE feed_channel_id IS NOT NULL", [(1,)])
            yield made
        finally:
            await baton.kill()


async def until(holds: Callable[[], bool], within: float = SETTLES_WITHIN_S) -> None:
    """Wait until something holds; TimeoutError after `within` seconds."""
    for _ in range(int(within / 0.05)):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise TimeoutError
