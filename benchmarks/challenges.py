"""`python -m benchmarks.challenges`: what challenges cost whoever logs a run, and what looking at one costs.

A run is logged by one runner after the other with no, one, two and five challenges open; a challenge is set over a
month of everybody's runs, and shown, in a small team and in a large one.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.boards import MEMBER, TEAM, databases_of, open_team
from benchmarks.seed import Cast, seed
from bot.services.asker import Asker
from bot.services.challenge_drafts import ChallengeDraft
from bot.services.container import Services
from bot.services.reading import RunDraft
from bot.services.run_outcomes import DoubleRun, LoggedRun, OddRun
from bot.ui.challenges import pictured
from bot.ui.chart_pictures import progress_picture
from db.database import Database
from db.engine import database_at
from db.unit_of_work import UnitOfWork

RESULTS = Path(__file__).parent / "results" / "challenges.json"
ENGINES = ("sqlite", "postgresql")
FEW, MANY = (100, 10_000), (10_000, 1_000_000)
"""Runners and runs of the small and the large team."""
ROUNDS = 60
WARM_UP = 10
OPEN = (0, 1, 2, 5)


def options_of() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.challenges", description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, help="only this database")
    parser.add_argument("--runs", type=int, default=MANY[1], help="runs of the large log")
    parser.add_argument("--output", type=Path, default=RESULTS, help="where the JSON goes")
    return parser.parse_args()


async def measure(urls: tuple[str, str]) -> dict[str, Any]:
    """Measure both teams; returns milliseconds."""
    found: dict[str, Any] = {}
    for url, name, runners in zip(urls, ("few", "many"), (FEW[0], MANY[0]), strict=True):
        beside = database_at(url)
        await beside.open()
        async with open_team(url) as services:
            found[name] = await _team(services, beside, runners)
        await beside.close()
    return found


async def _team(services: Services, beside: Database, runners: int) -> dict[str, float]:
    admin = Asker(TEAM, MEMBER, "Runner 0", is_admin=True)
    today = datetime.now(UTC).date()
    start = (today - timedelta(days=29)).isoformat()
    created, ids = [], []
    for number in range(max(OPEN)):
        draft = ChallengeDraft(f"No. {number}", "9,000,000 km", "4 weeks", start=start)
        began = time.perf_counter()
        page = await services.challenges.create(admin, draft)
        created.append(time.perf_counter() - began)
        ids.append(page.challenge.challenge_id)

    def open_some(count: int) -> Callable[[UnitOfWork], None]:
        def move(uow: UnitOfWork) -> None:
            for at, challenge_id in enumerate(ids):
                day = today - timedelta(days=29) if at < count else today + timedelta(days=7)
                uow.challenges.change(challenge_id, first_day=day)

        return move

    logged: dict[int, list[float]] = {count: [] for count in OPEN}
    for number in range(WARM_UP + ROUNDS):
        # In turn, so that whatever else the machine does falls on all of them alike.
        for count in OPEN:
            await beside.write(open_some(count))
            asker = Asker(TEAM, MEMBER + (number * 7 + count) % runners, f"Runner {number}")
            took = await _logs(services, asker, 5_000 + 100 * number + count)
            if number >= WARM_UP:
                logged[count].append(took)
    found = {"create": _ms(created)} | {f"log, {count} open": _ms(samples) for count, samples in logged.items()}
    found["show"] = await _each(lambda: services.challenges.show(admin))
    shown = pictured((await services.challenges.show(admin)).challenge)
    progress_picture(shown)
    drawn = []
    for number in range(10):
        began = time.perf_counter()
        progress_picture(replace(shown, team=f"Team {number} at {time.time_ns()}"))
        drawn.append(time.perf_counter() - began)
    return found | {"picture": _ms(drawn)}


async def _logs(services: Services, asker: Asker, metres: int) -> float:
    began = time.perf_counter()
    outcome = await services.runs.log(asker, RunDraft(f"{metres / 1_000:.3f} km", "40:00"))
    took = time.perf_counter() - began
    if isinstance(outcome, OddRun | DoubleRun):
        began = time.perf_counter()
        outcome = await services.runs.save(asker, replace(outcome.pending, odd_is_right=True, is_another=True))
        took = time.perf_counter() - began
    assert isinstance(outcome, LoggedRun)
    return took


async def _each(ask: Callable[[], Awaitable[object]]) -> float:
    samples = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await ask()
        samples.append(time.perf_counter() - began)
    return _ms(samples)


def _ms(samples: list[float]) -> float:
    return round(statistics.median(samples) * 1_000, 2)


def main() -> None:
    """Measure and report."""
    options = options_of()
    today = datetime.now(UTC).date()
    figures: dict[str, Any] = {"few": FEW, "many": (MANY[0], options.runs), "engines": {}}
    for engine in [options.engine] if options.engine else ENGINES:
        with tempfile.TemporaryDirectory(prefix="baton-challenges-") as folder:
            Path(folder).chmod(0o755)
            with databases_of(engine, Path(folder)) as urls:
                for url, (runners, runs) in zip(urls, (FEW, (MANY[0], options.runs)), strict=True):
                    people = [(MEMBER + number, f"Runner {number}") for number in range(runners)]
                    seed(url, Cast(TEAM, "Harriers", people), runs, today)
                found = figures["engines"][engine] = asyncio.run(measure(urls))
        for what in found["few"]:
            report.say(f"{engine:12}{what:16}{found['few'][what]:>9.2f} ms{found['many'][what]:>9.2f} ms")
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
