"""`python -m benchmarks.boards`: a page of every board over ten million runs beside the same page over ten thousand.

Both teams have ten thousand runners, each in a database of its own, and pages of the two are asked for in turn.
"""

import argparse
import asyncio
import contextlib
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.postgres import postgres
from benchmarks.seed import Cast, seed
from bot.domain.leaderboards import Board, Period
from bot.jobs.timetable import TIMETABLE
from bot.reader.process import ChildFileReader
from bot.services.asker import Asker
from bot.services.clock import SystemClock
from bot.services.container import Services, build_services
from bot.services.teams import TeamDefaults, TeamUnits
from db.engine import database_at
from db.schema import migrate

RESULTS = Path(__file__).parent / "results" / "boards.json"
ENGINES = ("sqlite", "postgresql")
RUNNERS, FEW_RUNS, MANY_RUNS = 10_000, 10_000, 10_000_000
ROUNDS = 60
GROWTH = 1.3
TEAM, MEMBER = 4_611_686_018_427_387_905, 4_611_686_018_427_390_000
PAGES = (
    (Board.POINTS, Period.THIS_WEEK, ""),
    (Board.POINTS, Period.LAST_30_DAYS, ""),
    (Board.POINTS, Period.ALL, ""),
    (Board.DISTANCE, Period.ALL, ""),
    (Board.DISTANCE, Period.ALL, "1000"),
    (Board.CONSISTENCY, Period.LAST_WEEK, ""),
    (Board.IMPROVEMENT, Period.LAST_WEEK, ""),
    (Board.AGE_GRADED, Period.SEASON, ""),
)
"""Board, period, and the page of five by its number."""


def options_of() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.boards", description=__doc__)
    parser.add_argument("--runs", type=int, default=MANY_RUNS, help="runs of the large log")
    parser.add_argument("--engine", choices=ENGINES, help="only this database")
    parser.add_argument("--output", type=Path, default=RESULTS, help="where the JSON goes")
    return parser.parse_args()


async def turn_pages(urls: tuple[str, str]) -> dict[str, Any]:
    """Ask for every page of both teams in turn; returns milliseconds and their ratio by page."""
    found: dict[str, Any] = {}
    async with contextlib.AsyncExitStack() as stack:
        teams = [await stack.enter_async_context(open_team(url)) for url in urls]
        # Somebody in the middle of the team, who has a line of their own and people around them.
        asker = Asker(TEAM, MEMBER + RUNNERS // 2, f"Runner {RUNNERS // 2}")
        for board, period, page in PAGES:
            samples: tuple[list[float], list[float]] = ([], [])
            for _ in range(ROUNDS):
                for services, taken in zip(teams, samples, strict=True):
                    began = time.perf_counter()
                    standings = await services.leaderboards.standings(asker, board, period, page)
                    taken.append(time.perf_counter() - began)
                    assert standings.rows
            few, many = (statistics.median(one) * 1_000 for one in samples)
            name = f"{board} {period}" + (f" page {page}" if page else "")
            found[name] = {"few_p50_ms": round(few, 3), "many_p50_ms": round(many, 3), "ratio": round(many / few, 2)}
    return found


@contextlib.asynccontextmanager
async def open_team(url: str) -> Any:
    """Open the services of a team."""
    database = database_at(url)
    await database.open()
    try:
        services: Services = build_services(
            database, SystemClock(), TeamDefaults("UTC", TeamUnits.KM, TIMETABLE), ChildFileReader()
        )
        yield services
    finally:
        await database.close()


@contextlib.contextmanager
def databases_of(engine: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Have two empty, migrated databases."""
    if engine == "sqlite":
        urls = (f"sqlite+aiosqlite:///{folder / 'few.db'}", f"sqlite+aiosqlite:///{folder / 'many.db'}")
        for url in urls:
            migrate(url)
        yield urls
        return
    with postgres(folder / "postgres") as server:
        urls = (server.database("few"), server.database("many"))
        for url in urls:
            migrate(url)
        yield urls


def main() -> None:
    """Measure and report."""
    options = options_of()
    people = [(MEMBER + number, f"Runner {number}") for number in range(RUNNERS)]
    today = datetime.now(UTC).date()
    figures: dict[str, Any] = {"runners": RUNNERS, "runs": [FEW_RUNS, options.runs], "engines": {}}
    for engine in [options.engine] if options.engine else ENGINES:
        with tempfile.TemporaryDirectory(prefix="baton-boards-") as folder:
            Path(folder).chmod(0o755)
            with databases_of(engine, Path(folder)) as urls:
                for url, runs in zip(urls, (FEW_RUNS, options.runs), strict=True):
                    began = time.perf_counter()
                    seed(url, Cast(TEAM, "Harriers", people), runs, today)
                    report.say(f"{engine}: seeded {runs:,} runs in {time.perf_counter() - began:.0f} s")
                found = figures["engines"][engine] = asyncio.run(turn_pages(urls))
        for name, one in found.items():
            reached = "pass" if one["ratio"] <= GROWTH else "SHORT"
            report.say(
                f"  {name:28}{one['few_p50_ms']:>8.2f} ms{one['many_p50_ms']:>8.2f} ms{one['ratio']:>7.2f}  {reached}"
            )
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
