"""`python -m benchmarks.latency`: Baton's speed, start and memory beside a bare bot's, in one run."""

import argparse
import asyncio
import contextlib
import dataclasses
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.contestants import (
    bare,
    baton,
    cast_of,
    echo,
    log_a_run,
    migrate,
    python,
    see_the_board,
)
from benchmarks.measure import Entry, at_once, at_rest, one_after_another, starts
from benchmarks.postgres import postgres
from benchmarks.seed import Cast, seed

RESULTS = Path(__file__).parent / "results" / "latency.json"
ENGINES = ("sqlite", "postgresql")
TEAM = 1_000
TEAM_RUNS = 36_000
LARGE = 10_000
LARGE_RUNS = 1_000_000


def options_of(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and a smaller large team")
    parser.add_argument("--engine", choices=ENGINES, help="only this database")
    parser.add_argument("--skip-large", action="store_true", help="leave out the team of 10,000")
    parser.add_argument("--output", type=Path, default=RESULTS, help="where the JSON goes")
    return parser.parse_args(arguments)


async def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Measure everything that was asked for; returns what goes into the JSON."""
    found: dict[str, Any] = {"about": about(options), "engines": {}}
    for engine in [options.engine] if options.engine else ENGINES:
        place = folder / engine
        place.mkdir()
        async with databases(engine, place) as url:
            report.say(f"\n{engine}: a team of {TEAM:,} runners with {TEAM_RUNS:,} runs")
            figures = await beside_the_bare_bot(options, place, await url("team"))
            if not options.skip_large:
                runners, runs = (LARGE // 10, LARGE_RUNS // 10) if options.quick else (LARGE, LARGE_RUNS)
                report.say(f"\n{engine}: {runners:,} runners and {runs:,} runs beside an empty team")
                urls = (await url("empty"), await url("large"))
                figures["growth"] = await as_the_team_grows(options, place, urls, runners, runs)
        found["engines"][engine] = figures
    return found


async def beside_the_bare_bot(options: argparse.Namespace, folder: Path, url: str) -> dict[str, Any]:
    """Compare Baton with the bare bot: starts, memory, latency, throughput."""
    rounds, size, crowd = (8, 25, 250) if options.quick else (30, 50, 500)
    async with (
        bare(folder / "bare", TEAM) as stock,
        bare(folder / "uvloop", TEAM, uvloop=True) as faster,
        baton("Baton", folder / "baton", TEAM, url) as ours,
    ):
        await fill(url, cast_of(ours), TEAM_RUNS)
        entries = [
            Entry(report.BARE, stock, echo),
            Entry("/run log", ours, log_a_run),
            Entry("/leaderboard", ours, see_the_board),
            Entry(report.BARE_UVLOOP, faster, echo),
        ]
        figures: dict[str, Any] = {}
        begun = await starts([entries[0], entries[1], entries[3]], 2 if options.quick else 5)
        figures["starts"] = {
            label: {
                "connected_s": [round(one, 4) for one in sample.connected],
                "answered_s": [round(one, 4) for one in sample.answered],
            }
            for label, sample in begun.items()
        }
        for who, use in ((stock, echo), (ours, log_a_run), (faster, echo)):
            await who.start()
            await use(who, who.next_person())
        figures["memory_mb"] = {who.name: round(await at_rest(who) / 1e6, 1) for who in (stock, ours, faster)}
        await one_after_another(entries, 1, 100)
        figures["latency"] = report.latencies(await one_after_another(entries, rounds, size))
        figures["throughput"] = report.rates(await at_once(entries, 3 if options.quick else 8, crowd))
        figures["memory_after_mb"] = {who.name: round(who.bot.memory_bytes / 1e6, 1) for who in (stock, ours)}
        report.print_comparison(figures)
    return figures


async def as_the_team_grows(
    options: argparse.Namespace, folder: Path, urls: tuple[str, str], runners: int, runs: int
) -> dict[str, Any]:
    """Compare a large team with an empty one, whose members are known but have not run."""
    async with (
        baton("Baton, empty", folder / "empty", runners, urls[0]) as empty,
        baton("Baton, large", folder / "large", runners, urls[1]) as large,
    ):
        await fill(urls[0], dataclasses.replace(cast_of(empty), people=cast_of(empty).people[:TEAM]), 0)
        empty.only_first(TEAM)
        began = time.perf_counter()
        await fill(urls[1], cast_of(large), runs)
        seeded_s = time.perf_counter() - began
        await empty.start()
        await large.start()
        entries = [
            Entry(f"{label}, {who.name}", who, use)
            for label, use in (("/run log", log_a_run), ("/leaderboard", see_the_board))
            for who in (empty, large)
        ]
        await one_after_another(entries, 1, 50)
        rounds, size = (8, 25) if options.quick else (20, 50)
        figures = {"runners": runners, "runs": runs, "seeded_s": round(seeded_s, 1)}
        figures |= report.latencies(await one_after_another(entries, rounds, size))
        report.print_growth(figures)
    return figures


async def fill(url: str, cast: Cast, runs: int) -> None:
    """Seed a database away from this loop, which serves."""
    await asyncio.to_thread(seed, url, cast, runs, datetime.now(UTC).date())


@contextlib.asynccontextmanager
async def databases(engine: str, folder: Path) -> AsyncIterator[Any]:
    """Yield a function that makes a database with the current schema and returns its URL."""

    async def on_sqlite(name: str) -> str:
        url = f"sqlite+aiosqlite:///{folder / name}.db"
        await migrate(url, folder)
        return url

    if engine == "sqlite":
        yield on_sqlite
        return
    # Straight below the temporary folder: started by root, the server runs as another user and must get there.
    place = Path(tempfile.mkdtemp(prefix="baton-postgres-"))
    with postgres(place) as server:

        async def on_postgres(name: str) -> str:
            url = server.database(name)
            await migrate(url, folder)
            return url

        yield on_postgres


def about(options: argparse.Namespace) -> dict[str, Any]:
    """Return what a reader of the figures has to know about the run."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": python(),
        "processors": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
        "quick": options.quick,
    }


def main(arguments: list[str]) -> int:
    """Measure, print, write."""
    options = options_of(arguments)
    with tempfile.TemporaryDirectory(prefix="baton-latency-") as folder:
        found = asyncio.run(measure(options, Path(folder)))
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    report.say(f"\nwritten: {options.output.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
