"""`python -m benchmarks.strava`: what the loop feels of a sync, what a day costs in calls, how soon events are heard.

The real adapter and the real services on SQLite; Strava is the local stand-in, in a process of its own, so that its
work is not taken for ours.
"""

import argparse
import asyncio
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from benchmarks import report
from benchmarks.contestants import python
from benchmarks.files import quantiles, stalls_during
from bot.domain.connections import Level
from bot.jobs.timetable import TIMETABLE
from bot.playground.local_strava import Application, LocalStrava
from bot.secret_box import FernetBox, new_key
from bot.services.asker import Asker
from bot.services.container import build_services
from bot.services.sources import Sources
from bot.services.subscribing import EventAddress
from bot.services.teams import SeenTeam, TeamDefaults, TeamUnits
from bot.strava import StravaSource
from bot.web import StravaPages, WebServer
from db.engine import database_at
from db.schema import migrate
from tests.composed import StandingClock
from tests.loopback.process import BYTECODE, ROOT
from tests.services.harriers import AtOnce

RESULTS = Path(__file__).parent / "results" / "strava.json"
ATHLETES, ACTIVITIES = 10, 200
STALL_P99_MS, CALLS_A_DAY, EVENT_P99_MS, EVENTS_PER_SECOND = 20.0, 500, 50.0, 50
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TEAM = 4_611_686_018_427_387_905
SECRET = "local-client-secret"
EVENTS = EventAddress("/strava/events/benchmark", "word", 120_475)
STAND_IN = "--stand-in"


@dataclass(frozen=True, slots=True)
class Baton:
    """Services on a database, with a clock that stands."""

    services: Any
    source: StravaSource
    clock: StandingClock
    url: str
    athletes: tuple[int, ...]


async def stand_in() -> None:
    """Be Strava until the input ends, with athletes who all agree; one line says where it listens, and their codes."""
    clock = StandingClock(NOW)
    strava = LocalStrava(Application(capacity=ATHLETES), now=clock.now)
    strava.counter.reads = strava.counter.overall = (10**6, 10**6)
    await strava.start()
    athletes = [strava.add_athlete(f"Runner {number}") for number in range(ATHLETES)]
    codes = [strava.authorise(athlete) for athlete in athletes]
    for athlete in athletes:
        for number in range(ACTIVITIES):
            began = NOW - timedelta(hours=11, minutes=50) + timedelta(minutes=3 * number)
            strava.finish_run(athlete, started_at=began, distance_m=900.0 + number, moving_s=150)
    told = {"address": strava.address, "codes": codes, "athletes": [one.athlete_id for one in athletes]}
    report.say(json.dumps(told))
    await asyncio.to_thread(sys.stdin.read)
    await strava.stop()


@asynccontextmanager
async def elsewhere() -> AsyncIterator[dict[str, Any]]:
    """Run the stand-in in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.strava", STAND_IN]
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield json.loads(await process.stdout.readline())
    finally:
        process.stdin.close()
        await process.wait()


@asynccontextmanager
async def baton(folder: Path, address: str, athletes: Sequence[int], codes: Sequence[str]) -> AsyncIterator[Baton]:
    """Put the services together, and connect every athlete."""
    url = f"sqlite+aiosqlite:///{folder / 'baton.db'}"
    await asyncio.to_thread(migrate, url)
    database, clock = database_at(url), StandingClock(NOW)
    await database.open()
    source = StravaSource(client_id=12_345, client_secret=SECRET, address=address)
    await source.warm_up()
    sources = Sources(FernetBox([new_key()]), source, None, Level.NUDGE, ATHLETES, "https://baton.example.org")
    defaults = TeamDefaults("Europe/Berlin", TeamUnits.KM, TIMETABLE)
    services = build_services(database, clock, defaults, AtOnce(), sources.public_url, sources)
    await services.teams.welcome(SeenTeam(TEAM, "Harriers", 501, 502))
    pages = StravaPages(services.connections, services.hints, EVENTS)
    server = WebServer(services.calendars, pages, host="127.0.0.1", port=0)
    here = await server.start()
    for number, code in enumerate(codes):
        consent = await services.connections.begin(Asker(TEAM, 900 + number, f"Runner {number}"))
        state = consent.url.partition("state=")[2].partition("&")[0]
        await services.connections.come_back(state, code, "read,activity:read")
    try:
        yield Baton(services, source, clock, here, tuple(athletes))
    finally:
        await server.stop()
        await source.close()
        await database.close()


async def loop_during_a_sync(folder: Path) -> dict[str, Any]:
    """Watch the loop while nothing is done, and while every athlete's activities are taken in and asked about."""
    async with (
        elsewhere() as strava,
        baton(folder, strava["address"], strava["athletes"], strava["codes"]) as bot,
    ):
        gc.collect()
        gc.freeze()
        looked = 0

        async def sync() -> None:
            nonlocal looked
            looked = await bot.services.looking.look_at_due()

        async def again() -> None:
            for _ in range(10):
                bot.clock.forward(minutes=31)
                await bot.services.looking.look_at_due()

        found = {"nothing": quantiles(await stalls_during(lambda: asyncio.sleep(3)))}
        began = time.perf_counter()
        found[f"{ATHLETES} × {ACTIVITIES} new runs"] = quantiles(await stalls_during(sync))
        took = time.perf_counter() - began
        assert looked == ATHLETES
        found["ten looks at what is known"] = quantiles(await stalls_during(again))
        return {"loop": found, "sync_seconds": round(took, 2)}


async def a_day_of_polling(folder: Path) -> dict[str, Any]:
    """Let a day pass, a minute at a time, with runs of ten athletes in it; Strava counts."""
    clock = StandingClock(NOW)
    strava = LocalStrava(Application(capacity=ATHLETES), now=clock.now)
    strava.counter.reads, strava.counter.overall = (200, 2_000), (400, 4_000)
    await strava.start()
    athletes = [strava.add_athlete(f"Runner {number}") for number in range(ATHLETES)]
    codes = [strava.authorise(athlete) for athlete in athletes]
    async with baton(folder, strava.address, [one.athlete_id for one in athletes], codes) as bot:
        await bot.services.looking.look_at_due()
        bot.clock.set(datetime(2026, 11, 21, 0, 0, 30, tzinfo=UTC))
        clock.set(bot.clock.now())
        for minute in range(24 * 60 - 1):
            if minute % 60 == 0:
                strava.finish_run(athletes[minute // 60 % ATHLETES], distance_m=5_000.0 + minute)
            await bot.services.looking.look_at_due()
            bot.clock.forward(minutes=1)
            clock.forward(minutes=1)
        reads = strava.counter.used[1]
    await strava.stop()
    return {"reads": reads}


async def events(folder: Path, seconds: float) -> dict[str, Any]:
    """Post fifty events a second, evenly, about ten athletes; returns how long each waits for its answer."""
    async with (
        elsewhere() as strava,
        baton(folder, strava["address"], strava["athletes"], strava["codes"]) as bot,
        ClientSession() as client,
    ):
        await bot.services.looking.look_at_due()
        gc.collect()
        gc.freeze()
        waits: list[float] = []

        async def post(number: int) -> None:
            event: dict[str, Any] = {
                "aspect_type": ("create", "update", "delete")[number % 3],
                "event_time": 1_516_126_040,
                "object_id": 7_000_000 + number,
                "object_type": "activity",
                "owner_id": bot.athletes[number % ATHLETES],
                "subscription_id": EVENTS.number,
                "updates": {},
            }
            began = time.perf_counter()
            async with client.post(bot.url + EVENTS.path, json=event) as response:
                assert response.status == 200
            waits.append(time.perf_counter() - began)

        async def looks() -> None:
            while True:
                await asyncio.sleep(5)
                await bot.services.looking.look_at_due()

        looking = asyncio.create_task(looks())
        posting: set[asyncio.Task[None]] = set()
        began = time.perf_counter()
        for number in range(int(seconds * EVENTS_PER_SECOND)):
            await asyncio.sleep(max(0.0, began + number / EVENTS_PER_SECOND - time.perf_counter()))
            # As time does: with a clock that stands, what an event makes due would be due in the same look still.
            bot.clock.forward(seconds=1 / EVENTS_PER_SECOND)
            posting.add(asyncio.create_task(post(number)))
        await asyncio.gather(*posting)
        looking.cancel()
        return quantiles(waits)


IMPORT = """
import json, os, sys, time
began = time.perf_counter()
import bot.app, bot.config
took = time.perf_counter() - began
settings = bot.config.load_settings(None, os.environ)
application = bot.app.build(settings)
if "--open" in sys.argv:
    import asyncio
    asyncio.run(application.connecting.open())
print(json.dumps({"import_ms": took * 1000, "ready_ms": (time.perf_counter() - began) * 1000,
    "memory_mb": int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20,
    "stravalib": "stravalib" in sys.modules}))
"""


def starts(folder: Path, rounds: int) -> dict[str, dict[str, Any]]:
    """Import and build the program without Strava, with it, and with it loaded, in turns."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}
    # Compiled once, as on an operator's machine.
    bare.pop("PYTHONDONTWRITEBYTECODE", None)
    bare |= {"BATON_DISCORD__TOKEN": "t", "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(BYTECODE)}
    full = bare | {
        "BATON_STRAVA__CLIENT_ID": "12345",
        "BATON_STRAVA__CLIENT_SECRET": SECRET,
        "BATON_SECRETS__KEYS": new_key(),
    }
    cases = {"without": (bare, ()), "set up": (full, ()), "set up and loaded": (full, ("--open",))}
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in cases}
    for _ in range(rounds + 1):
        for name, (environment, more) in cases.items():
            command = [sys.executable, "-c", IMPORT, *more]
            done = subprocess.run(command, env=environment, cwd=folder, check=True, capture_output=True)
            found[name].append(json.loads(done.stdout.splitlines()[-1]))
    return {
        name: {
            "import_ms": round(statistics.median(one["import_ms"] for one in samples[1:]), 1),
            "ready_ms": round(statistics.median(one["ready_ms"] for one in samples[1:]), 1),
            "memory_mb": round(statistics.median(one["memory_mb"] for one in samples[1:]), 1),
            "stravalib": any(one["stravalib"] for one in samples),
        }
        for name, samples in found.items()
    }


def lines(found: dict[str, Any]) -> Iterator[str]:
    """Return the tables with the targets beside them."""
    yield f"\n  {'the loop was late while':38}{'p50':>9}{'p99':>9}{'max':>8}{'target':>9}   (ms)"
    for label, row in found["loop"].items():
        verdict = report.verdict(row["p99_ms"] <= STALL_P99_MS)
        limit = f"≤ {STALL_P99_MS:.0f}"
        yield f"  {label:38}{row['p50_ms']:>9.2f}{row['p99_ms']:>9.2f}{row['max_ms']:>8.2f}{limit:>9}  {verdict}"
    yield f"  {'the sync took, s':38}{found['sync_seconds']:>9.2f}"
    reads = found["day"]["reads"]
    limit, verdict = f"< {CALLS_A_DAY}", report.verdict(reads < CALLS_A_DAY)
    yield f"\n  {'reads in a day of ten athletes':38}{reads:>9}{limit:>26}  {verdict}"
    row, limit = found["events"], f"< {EVENT_P99_MS:.0f}"
    verdict = report.verdict(row["p99_ms"] < EVENT_P99_MS)
    figures = f"{row['p50_ms']:>9.2f}{row['p99_ms']:>9.2f}{row['max_ms']:>8.2f}"
    yield f"\n  {'events, 50 a second, answered in':38}{figures}{limit:>9}  {verdict}"
    yield f"\n  {'start':38}{'import':>9}{'built':>9}{'MB':>8}{'stravalib':>11}"
    for label, row in found["starts"].items():
        loaded = "yes" if row["stravalib"] else "no"
        yield f"  {label:38}{row['import_ms']:>9.1f}{row['ready_ms']:>9.1f}{row['memory_mb']:>8.1f}{loaded:>11}"


def run(work: Callable[[Path], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
    """Do one piece of work on the loop that the bot runs on, where there is one, with the collector as it leaves it."""
    gc.set_threshold(10_000, 20, 20)
    with tempfile.TemporaryDirectory(prefix="baton-strava-") as folder:
        try:
            from uvloop import new_event_loop
        except ImportError:
            return asyncio.run(_awaited(work, Path(folder)))
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            return runner.run(_awaited(work, Path(folder)))


async def _awaited(work: Callable[[Path], Awaitable[dict[str, Any]]], folder: Path) -> dict[str, Any]:
    return await work(folder)


def main(arguments: list[str]) -> int:
    """Measure, print, write."""
    if arguments == [STAND_IN]:
        asyncio.run(stand_in())
        return 0
    parser = argparse.ArgumentParser(prog="python -m benchmarks.strava", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--output", type=Path, default=RESULTS, help="where the JSON goes")
    options = parser.parse_args(arguments)
    found: dict[str, Any] = {
        "about": {
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "python": python(),
            "processors": os.cpu_count(),
            "load_before": round(os.getloadavg()[0], 2),
            "quick": options.quick,
        }
    }
    found |= run(loop_during_a_sync)
    found["events"] = run(lambda folder: events(folder, 5 if options.quick else 20))
    found["day"] = run(a_day_of_polling)
    with tempfile.TemporaryDirectory(prefix="baton-strava-") as folder:
        found["starts"] = starts(Path(folder), 2 if options.quick else 5)
    for line in lines(found):
        report.say(line)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    report.say(f"\nwritten: {options.output.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
