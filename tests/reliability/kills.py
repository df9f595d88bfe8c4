"""`python -m tests.reliability.kills`: of three processes one is killed at a random moment, again and again.

Runs are logged in every team all the while, and weekly posts fall due. At the end each post stands once, and each run
that was acknowledged is there with its card. What a killed process held others take over once its claims lapse, which
takes a minute; here a claim that has not moved for some seconds counts as lapsed. A seed decides who is killed and
when, as far as a machine repeats it.
"""

import argparse
import asyncio
import itertools
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks.postgres import postgres
from benchmarks.report import say
from db.schema import migrate
from tests.e2e.team import BatonProcess
from tests.loopback import LoopbackDiscord, NoAnswer
from tests.loopback.process import BotProcess
from tests.reliability.fleet import Fleet, Harrier, fleet
from tests.reliability.ledger import Count, Ledger, markers

TEAMS: Final = 6
RUNS_EACH: Final = 5
"""How many runs somebody logs, each on a day of its own, none so long ago that it has no card."""
LONGEST_CALM_S: Final = 1.5
"""After all three run, the next kill comes within so long."""
ANSWERED_WITHIN_S: Final = 30.0
"""Whether an answer comes is asked here, and not whether this machine is quick enough for Discord."""
LAPSES_AFTER_S: Final = 4.0
"""A claim that has not moved for so long is a dead process's: a living one has sent what it holds by then."""


@dataclass(slots=True)
class KillRun:
    """One run on a fleet that has started."""

    fleet: Fleet
    random: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    _deaths: dict[int, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    """By process, what tells that it has been killed; each of its lives has one of its own."""
    _numbers: dict[int, Iterator[int]] = field(default_factory=lambda: defaultdict(itertools.count))
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    async def rounds(self, count: int) -> dict[str, Count]:
        """Kill so many times, let everything come to rest, and return what is there."""
        async with asyncio.TaskGroup() as group:
            for team in self.fleet.teams:
                group.create_task(self._log_runs(team))
            lapsing = group.create_task(self._lapse())
            for number in range(count):
                await self._round()
                if (number + 1) % 20 == 0:
                    say(f"{number + 1} kills, {len(self.ledger.acknowledged)} runs acknowledged")
            self._over.set()
            await self.fleet.until("SELECT count(*) FROM schedules WHERE next_due_at <= now()", 0)
            await self.fleet.delivered()
            lapsing.cancel()
        return await self.ledger.check(self.fleet)

    async def _round(self) -> None:
        await self._owe_boards()
        victim = self.random.randrange(self.fleet.total)
        await asyncio.sleep(self.random.uniform(0, LONGEST_CALM_S))
        await self.fleet.kill(victim)
        self._deaths.pop(victim, asyncio.Event()).set()
        if self.random.random() < 0.5:
            # Discord remembers a nonce for some minutes; who starts later finds the message itself.
            self.fleet.server.store.forget_nonces()
        await self.fleet.start(victim)

    async def _owe_boards(self) -> None:
        """Let weekly posts fall due: those of some teams whose last one stands where it belongs."""
        there = markers(self.fleet)
        rows = await self.fleet.rows("SELECT outbox_id, team_id, state FROM outbox WHERE kind = 'leaderboard'")
        waiting = {
            team_id
            for (team_id,) in await self.fleet.rows(
                "SELECT team_id FROM schedules WHERE kind = 'leaderboard' AND next_due_at <= now()"
            )
        }
        owed = {team_id: number for number, team_id, _ in rows}
        standing = {team_id for number, team_id, state in rows if state == "sent" and there[number] == 1}
        ready = [
            team
            for team in self.fleet.teams
            if team.guild.id not in waiting and (team.guild.id not in owed or team.guild.id in standing)
        ]
        chosen = self.random.sample(ready, min(len(ready), 2))
        if not chosen:
            return
        struck = {owed[team.guild.id]: "leaderboard" for team in chosen if team.guild.id in owed}
        deleted = await self.fleet.rows(
            "DELETE FROM outbox WHERE outbox_id = ANY($1::bigint[]) AND state = 'sent' RETURNING outbox_id",
            list(struck),
        )
        self.ledger.told_anew |= {number: struck[number] for (number,) in deleted}
        await self.fleet.owe_boards(*chosen)

    async def _log_runs(self, team: Harrier) -> None:
        """Log one run after the other, each on a day of its own, whenever the team's process is there."""
        shard = (self._shard(team), self.fleet.total)
        while not self._over.is_set():
            if shard in self.fleet.server.gateway.shards_connected:
                await self._log_run(team)
            with suppress(TimeoutError):
                async with asyncio.timeout(self.random.uniform(0.2, 0.8)):
                    await self._over.wait()

    async def _log_run(self, team: Harrier) -> None:
        number = next(self._numbers[team.guild.id])
        if number % RUNS_EACH == 0:
            team.runners.append(team.guild.member(f"Runner {number // RUNS_EACH}"))
        runner, day = team.runners[-1], day_before(1 + number % RUNS_EACH)
        typed: dict[str, Any] = {"distance": "10k", "time": "52:10", "when": day}
        death = self._deaths[self._shard(team)]
        typing = asyncio.create_task(
            self.fleet.typed(runner, team.general, "run log", within=ANSWERED_WITHIN_S, **typed)
        )
        dying = asyncio.create_task(death.wait())
        await asyncio.wait({typing, dying}, return_when=asyncio.FIRST_COMPLETED)
        dying.cancel()
        if not typing.done():
            # The answer may be on its way from a process that has just ended.
            await asyncio.wait({typing}, timeout=0.2)
        if not typing.done():
            typing.cancel()
            self.ledger.cut_off += 1
            return
        try:
            answer = typing.result()
        except NoAnswer:
            self.ledger.unanswered += 1
            return
        assert "Logged" in answer.text, answer.text
        self.ledger.acknowledged.append((runner.id, day))

    def _shard(self, team: Harrier) -> int:
        return self.fleet.teams.index(team) % self.fleet.total

    async def _lapse(self) -> None:
        """Let claims lapse that nobody has moved for a while."""
        seen: dict[tuple[Any, ...], float] = {}
        while True:
            now = time.perf_counter()
            rows = await self.fleet.rows("SELECT outbox_id, claim, due_at FROM outbox WHERE state = 'sending'")
            seen = {row: seen.get(row, now) for row in rows}
            for row, since in seen.items():
                if now - since >= LAPSES_AFTER_S:
                    await self.fleet.rows(
                        "UPDATE outbox SET due_at = now() - interval '2 minutes'"
                        " WHERE outbox_id = $1 AND claim = $2 AND due_at = $3 AND state = 'sending'",
                        *row,
                    )
            await asyncio.sleep(0.5)


def day_before(ago: int) -> str:
    """Return the date so many days ago, as members type it."""
    return (datetime.now(UTC) - timedelta(days=ago)).date().isoformat()


async def run(
    url: str, commands: list[dict[str, Any]], folder: Path, *, rounds: int, seed: int
) -> tuple[dict[str, Count], Ledger, list[str]]:
    """Start a fleet on a migrated database and kill; returns what is there, what happened, and defects logged."""
    async with fleet(url, commands, folder, teams=TEAMS) as started:
        await started.start()
        await started.welcomed()
        killing = KillRun(started, random.Random(seed))
        counts = await killing.rounds(rounds)
        for process in started.processes:
            await process.stop()
        return counts, killing.ledger, started.traces()


def is_well(counts: dict[str, Count], ledger: Ledger, traces: list[str]) -> bool:
    """Tell whether all is as it must be."""
    return all(one.is_well and not one.doubled for one in counts.values()) and not ledger.unanswered and not traces


def table(counts: dict[str, Count], ledger: Ledger, traces: list[str]) -> Iterator[str]:
    """Yield the lines of the table that is printed."""
    yield f"{'':34}{'owed':>8}{'once':>8}{'absent':>8}{'twice':>8}"
    for kind, one in counts.items():
        yield f"{kind:34}{one.owed:>8}{one.once:>8}{one.absent:>8}{one.doubled:>8}"
    yield f"{'commands cut off by a kill':34}{ledger.cut_off:>8}"
    yield f"{'unanswered by a living process':34}{ledger.unanswered:>8}"
    yield f"{'defects logged':34}{len(traces):>8}"


async def commands_of(folder: Path) -> list[dict[str, Any]]:
    """Return the commands as `baton sync` tells them to Discord."""
    async with LoopbackDiscord() as server:
        process = BotProcess(["bot", "sync"], BatonProcess(server, folder).environment, folder)
        await process.start()
        if await process.wait(60.0):
            raise RuntimeError(process.output)
        return server.commands.all(None)


@contextmanager
def _prepared() -> Iterator[tuple[str, Path]]:
    """Give a migrated database on a server of its own, and a folder, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="baton-kills-") as folder, postgres(Path(folder) / "pg") as server:
        url = server.database("baton")
        migrate(url)
        yield url, Path(folder)


def main(arguments: list[str]) -> int:
    """Kill, print what is there, and return 1 where something is not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.kills", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="how often one is killed")
    parser.add_argument("--seed", type=int, default=1, help="decides who and when")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    with _prepared() as (url, folder):
        commands = asyncio.run(commands_of(folder))
        found = asyncio.run(run(url, commands, folder, rounds=options.rounds, seed=options.seed))
    for line in table(*found):
        say(line)
    well = is_well(*found)
    for trace in () if well else found[2]:
        say(trace[-4_000:])
    took = time.monotonic() - began
    say(f"{options.rounds} kills, seed {options.seed}, {took:.0f} s: {'all is well' if well else 'not as it must be'}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
