"""`python -m benchmarks.imports`: a list of 5,000 runs on its way into a log, and how long the event loop stands still.

What is measured is what a member brings: the bytes of `activities.csv`, read by the child process, kept, put into the
log a part at a time with doubts, records, points and totals, and its summary owed.
"""

import argparse
import asyncio
import contextlib
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.postgres import postgres
from bot.jobs.importer import Importer
from bot.jobs.timetable import TIMETABLE
from bot.reader.process import ChildFileReader
from bot.services.asker import Asker
from bot.services.clock import SystemClock
from bot.services.container import build_services
from bot.services.imports import ImportProgress
from bot.services.teams import SeenTeam, TeamDefaults, TeamUnits
from bot.ui.imports import ProgressBoard
from db.engine import database_at
from db.schema import migrate

RESULTS = Path(__file__).parent / "results" / "imports.json"
ENGINES = ("sqlite", "postgresql")
ROWS = 5_000
ROWS_PER_SECOND, STALL_P99_MS = 2_000, 20.0
TICK_S = 0.001
TEAM, MEMBER = 4_611_686_018_427_387_905, 4_611_686_018_427_390_000
HEADINGS = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Filename,"
    "Elapsed Time,Moving Time,Distance,Competition"
)
DISTANCES_M = (5_000.0, 8_200.0, 10_000.0, 12_400.0, 6_300.0, 21_097.5, 15_000.0)


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imports", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="runs in the list")
    parser.add_argument("--rounds", type=int, default=3, help="lists, each of a runner of its own")
    parser.add_argument("--engine", choices=ENGINES, help="only this database")
    parser.add_argument("--output", type=Path, default=RESULTS, help="where the JSON goes")
    return parser.parse_args(arguments)


def listing(count: int) -> bytes:
    """Return a list with a run a day and now and then a second one, the newest two days ago."""
    newest = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0) - timedelta(days=2)
    lines = [HEADINGS]
    for number in range(count):
        day, second = divmod(number, 5)
        at = newest - timedelta(days=day * 4 + min(second, 3)) + timedelta(hours=9 if second == 4 else 0)
        metres = DISTANCES_M[number % len(DISTANCES_M)] + number % 13
        seconds = metres * (0.33 - 0.00001 * (number % 4_000) / 4)
        date = f"{at:%b} {at.day}, {at.year}, {at.hour % 12 or 12}:{at:%M:%S} {'PM' if at.hour >= 12 else 'AM'}"
        lines.append(
            f'{number + 1},"{date}",Run,Run,"",{seconds:.0f},{metres / 1_000:.2f},,{seconds},{seconds},{metres},0'
        )
    return "\r\n".join(lines).encode()


class Stalls:
    """Seconds by which a tick came late: for so long nobody else was served."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def watch(self) -> None:
        """Tick until cancelled."""
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK_S)
            self.seconds.append(max(time.perf_counter() - before - TICK_S, 0.0))

    def quantile_ms(self, share: float) -> float:
        """Return a quantile in milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1_000


async def at_once(_seconds: float) -> None:
    """Nobody is waiting for an answer."""


async def bring(url: str, rounds: int, data: bytes) -> dict[str, Any]:
    """Bring lists, one after another, and return the figures."""
    database, clock, reader = database_at(url), SystemClock(), ChildFileReader()
    services = build_services(database, clock, TeamDefaults("Europe/Berlin", TeamUnits.KM, TIMETABLE), reader)
    await database.open()
    stalls = Stalls()
    rates: list[float] = []
    try:
        await services.teams.welcome(SeenTeam(TEAM, "Harriers", 501, 502))
        importer = Importer(services.imports, ProgressBoard(), at_once)
        for number in range(rounds):
            asker = Asker(TEAM, MEMBER + number, f"Runner {number}")
            watching = asyncio.create_task(stalls.watch())
            began = time.perf_counter()
            upload = await services.uploads.read("activities.csv", data)
            begun = await services.uploads.take(asker, upload)
            assert isinstance(begun, ImportProgress)
            await importer.work()
            took = time.perf_counter() - began
            watching.cancel()
            ended = await services.imports.progress(begun.import_id)
            assert ended is not None
            assert ended.added == ended.total, ended
            rates.append(ended.added / took)
    finally:
        await reader.close()
        await database.close()
    return {
        "rows_per_second": round(statistics.median(rates), 1),
        "rounds_rows_per_second": [round(rate, 1) for rate in rates],
        "stall_p50_ms": round(stalls.quantile_ms(0.5), 3),
        "stall_p99_ms": round(stalls.quantile_ms(0.99), 3),
        "stall_max_ms": round(stalls.quantile_ms(1.0), 3),
    }


@contextlib.contextmanager
def database_of(engine: str, folder: Path) -> Iterator[str]:
    """Have an empty, migrated database."""
    if engine == "sqlite":
        url = f"sqlite+aiosqlite:///{folder / 'baton.db'}"
        migrate(url)
        yield url
        return
    with postgres(folder / "postgres") as server:
        url = server.database("imports")
        migrate(url)
        yield url


def main() -> None:
    """Measure and report."""
    options = options_of()
    data = listing(options.rows)
    figures: dict[str, Any] = {"rows": options.rows, "engines": {}}
    for engine in [options.engine] if options.engine else ENGINES:
        with tempfile.TemporaryDirectory(prefix="baton-imports-") as folder:
            Path(folder).chmod(0o755)
            with database_of(engine, Path(folder)) as url:
                found = figures["engines"][engine] = asyncio.run(bring(url, options.rounds, data))
        rate, stall = found["rows_per_second"], found["stall_p99_ms"]
        reached = "pass" if rate >= ROWS_PER_SECOND and stall <= STALL_P99_MS else "SHORT"
        report.say(
            f"{engine:12}{rate:>9,.0f} rows/s (at least {ROWS_PER_SECOND:,}){stall:>8.1f} ms p99 of loop stalls "
            f"(at most {STALL_P99_MS:.0f}), p50 {found['stall_p50_ms']:.2f}, max {found['stall_max_ms']:.1f}  {reached}"
        )
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
