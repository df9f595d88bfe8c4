"""Contestants: a bot as its own process, the Discord it talks to, and the people who use it."""

import asyncio
import contextlib
import itertools
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.seed import Cast
from tests.loopback import Answer, Channel, LoopbackDiscord, Member
from tests.loopback.process import BotProcess

START_LIMIT_S = 60.0
FEED_LIMIT_S = 300.0


@dataclass(slots=True, eq=False)
class Contestant:
    """A bot with its own server; `use` is what a person does in one interaction."""

    name: str
    server: LoopbackDiscord
    bot: BotProcess
    channel: Channel
    feed: Channel
    people: list[Member]
    _turns: Iterator[Member] = field(init=False)

    def __post_init__(self) -> None:
        """Let everybody take turns."""
        self.only_first(len(self.people))

    def only_first(self, count: int) -> None:
        """Let the first `count` people take turns; the others stay members."""
        self._turns = itertools.cycle(self.people[:count])

    def next_person(self) -> Member:
        """Return whose turn it is."""
        return next(self._turns)

    async def start(self) -> None:
        """Start the process and wait until its gateway session stands and has settled."""
        await self.bot.start()
        await self.connected()

    async def connected(self) -> None:
        """Wait until READY and GUILD_CREATE are sent; RuntimeError with its output if the bot ends first."""
        waiting = asyncio.create_task(self.server.gateway.wait_connected(START_LIMIT_S))
        while not waiting.done():
            if not self.bot.running:
                waiting.cancel()
                raise RuntimeError(f"{self.name} ended:\n{self.bot.output[-2_000:]}")
            await asyncio.wait({waiting}, timeout=0.002)
        await waiting

    async def stop(self) -> None:
        """End the process at once and wait until the server has noticed."""
        await self.bot.kill()
        await self.server.gateway.wait_until(lambda: not self.server.gateway.connected)

    async def feed_holds(self, count: int) -> None:
        """Wait until the feed holds so many cards, so that no block pays for the one before it."""
        await self.server.wait_until(lambda: len(self.server.messages(self.feed)) >= count, FEED_LIMIT_S)


Use = Callable[[Contestant, Member], Awaitable[Answer]]


async def echo(who: Contestant, person: Member) -> Answer:
    """Use the bare bot."""
    return await who.server.slash(person, who.channel, "echo", text="hello")


async def log_a_run(who: Contestant, person: Member) -> Answer:
    """Log the run that everybody logs here; RuntimeError when the bot does not take it."""
    answer = await who.server.slash(person, who.channel, "run log", distance="10k", time="52:10")
    if "10.0 km" not in answer.text or "Log it" in " ".join(answer.message.buttons if answer.message else ()):
        raise RuntimeError(f"the run was not logged: {answer.text!r}\n{who.bot.output[-2_000:]}")
    return answer


async def see_the_board(who: Contestant, person: Member) -> Answer:
    """Look at the leaderboard."""
    return await who.server.slash(person, who.channel, "leaderboard")


@contextlib.asynccontextmanager
async def contestant(
    name: str,
    run: list[str],
    register: list[str],
    environment: Callable[[LoopbackDiscord], dict[str, str]],
    folder: Path,
    people: int,
) -> AsyncIterator[Contestant]:
    """Build a contestant with its commands registered and its process not yet started."""
    os.makedirs(folder)
    async with LoopbackDiscord(name, keep_log=False) as server:
        guild = server.world.guild("Fell Runners")
        channel, feed = guild.text_channel("general"), guild.text_channel("feed")
        members = [guild.member(f"Runner {number}") for number in range(people)]
        settings = environment(server)
        registering = BotProcess(register, settings, folder)
        await registering.start()
        if await registering.wait(START_LIMIT_S) != 0:
            raise RuntimeError(f"{name} could not register its commands:\n{registering.output[-2_000:]}")
        built = Contestant(name, server, BotProcess(run, settings, folder), channel, feed, members)
        try:
            yield built
        finally:
            await built.bot.kill()


def bare(folder: Path, people: int, *, uvloop: bool = False) -> contextlib.AbstractAsyncContextManager[Contestant]:
    """Build the yardstick."""
    module = "benchmarks.bare_bot"
    return contestant(
        "bare + uvloop" if uvloop else "bare",
        [module, "--uvloop"] if uvloop else [module],
        [module, "--sync"],
        lambda server: {
            "BARE_TOKEN": server.token,
            "BARE_API_URL": server.api_url,
            "BARE_GATEWAY_URL": server.gateway_url,
        },
        folder,
        people,
    )


def baton(
    name: str, folder: Path, people: int, database_url: str
) -> contextlib.AbstractAsyncContextManager[Contestant]:
    """Build Baton on a database whose schema stands."""
    return contestant(
        name,
        ["bot", "run"],
        ["bot", "sync"],
        lambda server: {
            "BATON_DISCORD__TOKEN": server.token,
            "BATON_DISCORD__API_URL": server.api_url,
            "BATON_DISCORD__GATEWAY_URL": server.gateway_url,
            "BATON_DATABASE__URL": database_url,
        },
        folder,
        people,
    )


def cast_of(who: Contestant) -> Cast:
    """Return the people of a contestant as the seeding wants them."""
    guild = who.people[0].guild
    return Cast(guild.id, guild.name, [(one.id, one.user.name) for one in who.people], who.feed.id)


async def migrate(database_url: str, folder: Path) -> None:
    """Bring a database to the current schema, as an operator would."""
    process = BotProcess(["bot", "migrate"], {"BATON_DATABASE__URL": database_url}, folder)
    await process.start()
    if await process.wait(START_LIMIT_S) != 0:
        raise RuntimeError(f"the database could not be migrated:\n{process.output[-2_000:]}")


def python() -> str:
    """Return which Python runs here."""
    return sys.version.split()[0]
