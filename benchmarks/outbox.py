"""`python -m benchmarks.outbox`: how fast what is owed is sent, with Discord's 50 requests a second and without.

Cards of many teams and letters to their runners are owed in the database before the program starts, so it has nothing
to do but to send them. A letter is two requests: its reader's direct messages are opened first. What is measured is the
stretch between the first tenth and the last tenth of all requests. "far" is a Discord that takes a tenth of a second
for each answer, as it does from most places.
"""

import argparse
import asyncio
import contextlib
import json
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.contestants import migrate
from benchmarks.postgres import postgres
from bot.jobs.timetable import TIMETABLE
from bot.reader.process import ChildFileReader
from bot.services.asker import Asker
from bot.services.clock import SystemClock
from bot.services.container import Services, build_services
from bot.services.reading import RunDraft
from bot.services.run_outcomes import LoggedRun
from bot.services.teams import SeenTeam, TeamDefaults, TeamUnits
from db.engine import database_at
from tests.loopback import Guild, LoopbackDiscord, Trouble
from tests.loopback.process import BotProcess

RESULTS = Path(__file__).parent / "results" / "outbox.json"
ENGINES = ("sqlite", "postgresql")
TEAMS, CARDS_EACH, LETTERS_EACH = 60, 20, 5
LIMIT = 50
FAR_S = 0.1
KEPT_BUSY, CPU_SHARE, UNLIMITED = 48.0, 0.40, 300.0
PATIENCE_S = 300.0


@dataclass(frozen=True, slots=True)
class Kind:
    """A Discord to be measured against, and what is wanted there."""

    name: str
    is_limited: bool
    answers_after: float
    requests: float = 0.0
    messages: float = 0.0
    core_share: float = 1.0

    @property
    def wanted(self) -> str:
        """The targets in words."""
        if self.messages:
            return f"≥ {self.messages:.0f} messages/s"
        return f"≥ {self.requests:.0f} requests/s, ≤ {self.core_share:.0%}"

    def is_reached(self, found: dict[str, Any]) -> bool:
        """Tell whether the figures are as wanted."""
        fast = found["requests_per_second"] >= self.requests and found["messages_per_second"] >= self.messages
        return bool(fast and found["core_share"] <= self.core_share)


KINDS = (
    Kind("limited", True, 0.0, requests=KEPT_BUSY, core_share=CPU_SHARE),
    Kind("limited, far", True, FAR_S, requests=KEPT_BUSY, core_share=CPU_SHARE),
    Kind("unlimited", False, 0.0, messages=UNLIMITED),
)


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outbox", description=__doc__)
    parser.add_argument("--teams", type=int, default=TEAMS, help="teams, each with a channel of its own")
    parser.add_argument("--engine", choices=ENGINES, help="only this database")
    parser.add_argument("--only", choices=[kind.name for kind in KINDS], help="only this kind of Discord")
    parser.add_argument("--output", type=Path, default=RESULTS, help="where the JSON goes")
    return parser.parse_args(arguments)


async def owe(url: str, guilds: Sequence[Guild]) -> None:
    """Let runners of every team log a run, and their coach write to some of them."""
    database, reader = database_at(url), ChildFileReader()
    services = build_services(database, SystemClock(), TeamDefaults("UTC", TeamUnits.KM, TIMETABLE), reader)
    await database.open()
    try:
        for guild in guilds:
            await _owe_of(services, guild)
    finally:
        await reader.close()
        await database.close()


async def _owe_of(services: Services, guild: Guild) -> None:
    feed = next(iter(guild.channels))
    await services.teams.welcome(SeenTeam(guild.id, guild.name, feed, feed))
    coach = Asker(guild.id, guild.owner.id, guild.owner.name, is_admin=True)
    await services.team_settings.choose_quiet_hours(coach, "off")
    people = [one for one in guild.members.values() if one.user.name.startswith("Runner")]
    for number, person in enumerate(people):
        asker = Asker(guild.id, person.id, person.user.name)
        logged = await services.runs.log(asker, RunDraft(distance=f"{8 + number / 10:.1f}k", time="52:10"))
        assert isinstance(logged, LoggedRun), logged
        if number < LETTERS_EACH:
            reader = await services.feedback.member(coach, person.id, person.user.name, is_bot=False)
            await services.feedback.give(coach, reader.runner_id, "Well paced from the first kilometre to the last.")


async def send(url: str, folder: Path, server: LoopbackDiscord, kind: Kind) -> dict[str, Any]:
    """Let the program send all of it, and return the figures."""
    limit = server.limit("*", "*", LIMIT, 1.0, everything=True) if kind.is_limited else None
    if kind.answers_after:
        server.fault("*", "*", Trouble.SLOW, seconds=kind.answers_after, times=None)
    settings = {
        "BATON_DISCORD__TOKEN": server.token,
        "BATON_DISCORD__API_URL": server.api_url,
        "BATON_DISCORD__GATEWAY_URL": server.gateway_url,
        "BATON_DISCORD__REQUESTS_PER_SECOND": str(LIMIT if kind.is_limited else 0),
        "BATON_DATABASE__URL": url,
    }
    bot = BotProcess(["bot", "run"], settings, folder)
    owed = len(server.world.guilds) * (CARDS_EACH + LETTERS_EACH)
    requests = len(server.world.guilds) * (CARDS_EACH + 2 * LETTERS_EACH)
    await bot.start()
    try:
        began = await _cpu_at(server, bot, requests // 10)
        ended = await _cpu_at(server, bot, requests - requests // 10)
        await _cpu_at(server, bot, requests)
    finally:
        await bot.kill()
    times = [one.at for one in _answered(server)]
    first, last = requests // 10, requests - requests // 10
    seconds = times[last - 1] - times[first - 1]
    posted = [one for one in _answered(server) if one.path.endswith("/messages")]
    assert len(posted) == owed, f"{len(posted)} messages instead of {owed}"
    return {
        "requests_per_second": round((last - first) / seconds, 1),
        "messages_per_second": round((last - first) / seconds * owed / requests, 1),
        "core_share": round((ended - began) / seconds, 3),
        "refused": 0 if limit is None else limit.refused,
    }


def _answered(server: LoopbackDiscord) -> list[Any]:
    return [one for one in server.requests if one.method == "POST" and one.status == 200]


async def _cpu_at(server: LoopbackDiscord, bot: BotProcess, count: int) -> float:
    def is_there() -> bool:
        if not bot.running:
            raise RuntimeError(f"the bot ended:\n{bot.output[-2_000:]}")
        return len(_answered(server)) >= count

    await server.wait_until(is_there, PATIENCE_S)
    return bot.cpu_seconds


@contextlib.asynccontextmanager
async def database_of(engine: str, folder: Path) -> AsyncIterator[str]:
    """Have an empty, migrated database."""
    if engine == "sqlite":
        url = f"sqlite+aiosqlite:///{folder / 'baton.db'}"
        await migrate(url, folder)
        yield url
        return
    with postgres(folder / "postgres") as server:
        url = server.database("outbox")
        await migrate(url, folder)
        yield url


async def measure(engine: str, teams: int, kind: Kind, folder: Path) -> dict[str, Any]:
    """Owe and send once."""
    async with database_of(engine, folder) as url, LoopbackDiscord() as server:
        guilds = []
        for number in range(teams):
            guild = server.world.guild(f"Team {number}")
            guild.text_channel("feed")
            for runner in range(CARDS_EACH):
                guild.member(f"Runner {runner} of {number}")
            guilds.append(guild)
        await owe(url, guilds)
        return await send(url, folder, server, kind)


def main() -> None:
    """Measure and report."""
    options = options_of()
    figures: dict[str, Any] = {"teams": options.teams, "engines": {}}
    for engine in [options.engine] if options.engine else ENGINES:
        for kind in KINDS:
            if options.only not in (None, kind.name):
                continue
            with tempfile.TemporaryDirectory(prefix="baton-outbox-") as folder:
                # Started by root, PostgreSQL runs as another user and must get there.
                Path(folder).chmod(0o755)
                found = asyncio.run(measure(engine, options.teams, kind, Path(folder)))
            figures["engines"].setdefault(engine, {})[kind.name] = found
            report.say(
                f"{engine:12}{kind.name:14}{found['requests_per_second']:>8.1f} requests/s"
                f"{found['messages_per_second']:>8.1f} messages/s{found['core_share']:>6.0%} of a core"
                f"{found['refused']:>5} refused  {kind.wanted:32}{report.verdict(kind.is_reached(found))}"
            )
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
