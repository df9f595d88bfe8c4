"""A fleet: several Baton processes on one PostgreSQL and one loopback server, with a team on each one's shard."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg

from tests.e2e.team import BatonProcess
from tests.loopback import Answer, Channel, Guild, LoopbackDiscord, Member

SETTLES_WITHIN_S = 60.0
"""How long what is owed may take on a busy machine, on which discord.py waits between tries."""

CONNECTS_WITHIN_S = 60.0
PAUSE_S = 0.1


@dataclass(slots=True)
class Harrier:
    """A team on one of the shards: its server, the channels that the bot looks for, and those who run."""

    guild: Guild
    general: Channel
    feed: Channel
    board: Channel
    runners: list[Member] = field(default_factory=list)


@dataclass(slots=True)
class Fleet:
    """The processes `0/n` to `n-1/n`, all of which a test may start, end and start again."""

    server: LoopbackDiscord
    url: str
    processes: list[BatonProcess]
    teams: list[Harrier]

    @property
    def total(self) -> int:
        """How many processes there are, each with one shard."""
        return len(self.processes)

    async def start(self, *numbers: int) -> None:
        """Start processes, all unless said which, and wait until their sessions stand."""
        for number in numbers or range(self.total):
            await self.processes[number].start()
        await self.connected(*numbers)

    async def connected(self, *numbers: int) -> None:
        """Wait until these processes' sessions stand."""
        wanted = {(number, self.total) for number in numbers or range(self.total)}
        gateway = self.server.gateway
        await gateway.wait_until(lambda: wanted <= set(gateway.shards_connected), CONNECTS_WITHIN_S)

    async def kill(self, number: int) -> None:
        """SIGKILL, and wait until the server has noticed."""
        await self.processes[number].kill()
        gateway = self.server.gateway
        await gateway.wait_until(lambda: (number, self.total) not in gateway.shards_connected)

    async def welcomed(self) -> None:
        """Wait until every team is known with its channels."""
        await self.until(
            "SELECT count(*) FROM teams WHERE feed_channel_id IS NOT NULL AND left_at IS NULL", len(self.teams)
        )

    async def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one SQL statement beside the processes and return its rows."""
        connection = await asyncpg.connect(self.url.replace("+asyncpg", ""))
        try:
            return [tuple(row) for row in await connection.fetch(statement, *values)]
        finally:
            await connection.close()

    async def until(self, statement: str, expected: object, within: float = SETTLES_WITHIN_S) -> None:
        """Ask for one value until it is as expected."""
        found: object = None
        for _ in range(int(within / PAUSE_S)):
            [(found, *_)] = await self.rows(statement)
            if found == expected:
                return
            await asyncio.sleep(PAUSE_S)
        raise AssertionError(f"{statement}: {found!r} instead of {expected!r}")

    async def lapse_claims(self) -> None:
        """Act as if the minute that a killed sender's claims last were over."""
        await self.rows("UPDATE outbox SET due_at = now() - interval '2 minutes' WHERE state = 'sending'")

    async def delivered(self) -> None:
        """Wait until nothing is owed any more but what waits for an hour of its own."""
        await self.until(
            "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending') AND due_at < now() + interval '60 s'",
            0,
        )

    async def typed(
        self, runner: Member, where: Channel, command: str, *, within: float = 20.0, **options: Any
    ) -> Answer:
        """Type a command, answer the questions if it is the runner's first, and return what the command says."""
        answer = await self.server.slash(runner, where, command, within=within, **options)
        if answer.message is not None and (done := answer.message.buttons.get("That's me")) is not None:
            return await self.server.click(answer.message, done, runner, within=within)
        return answer

    async def log(self, team: Harrier, runner: Member, **options: str) -> None:
        """Log a run and check that it was understood."""
        typed: dict[str, Any] = {"distance": "10k", "time": "52:10", **options}
        answer = await self.typed(runner, team.general, "run log", **typed)
        assert "Logged" in answer.text, answer.text

    async def owe_boards(self, *teams: Harrier) -> None:
        """Move the weekly post of teams, all unless said which, to a moment that has just gone by."""
        due = datetime.now(UTC) - timedelta(minutes=10)
        ids = [team.guild.id for team in teams or self.teams]
        changed = await self.rows(
            "UPDATE schedules SET weekday = $1, at = $2, next_due_at = $3"
            " WHERE kind = 'leaderboard' AND team_id = ANY($4::bigint[]) RETURNING 1",
            *(due.weekday(), due.strftime("%H:%M"), due, ids),
        )
        assert len(changed) == len(ids)

    def traces(self) -> list[str]:
        """Return what processes logged of their defects, the first of each."""
        return [
            process.output[max(0, at - 300) : at + 4_000]
            for process in self.processes
            if (at := process.output.find("Traceback")) >= 0
        ]


@asynccontextmanager
async def fleet(
    url: str, commands: list[dict[str, Any]], folder: Path, *, processes: int = 3, teams: int = 3
) -> AsyncIterator[Fleet]:
    """Set up a fleet on a migrated PostgreSQL database, unstarted, with teams on all shards in turn."""
    async with LoopbackDiscord() as server:
        server.commands.replace(None, commands)
        made = []
        for number in range(teams):
            guild = server.world.guild(f"Team {number}", shard=(number % processes, processes))
            general, feed, board = (guild.text_channel(name) for name in ("general", "feed", "leaderboard"))
            made.append(Harrier(guild, general, feed, board))
        running = []
        for number in range(processes):
            own = folder / f"process-{number}"
            own.mkdir()
            running.append(BatonProcess(server, own, url))
            running[-1].with_settings({"BATON_DISCORD__SHARDS": f"{number}/{processes}"})
        try:
            yield Fleet(server, url, running, made)
        finally:
            for process in running:
                await process.kill()
