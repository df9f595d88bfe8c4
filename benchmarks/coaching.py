"""`python -m benchmarks.coaching`: a coach of ten runners beside one of five hundred, in weeks written, roster and log.

Both are asked in turn, each in a database of its own, so that the ratios are those of one run: the desk of a week, a
week for everybody kept and put out, the roster, a runner's log, that runner's own week, and a run logged against a plan
beside one without.
"""

import argparse
import asyncio
import contextlib
import json
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.boards import ENGINES, MEMBER, TEAM, databases_of, open_team
from benchmarks.measure import growths
from benchmarks.seed import gather_statistics
from bot.domain.availability import WhichWeek
from bot.domain.plans import EVERYBODY
from bot.jobs.timetable import TIMETABLE
from bot.services.asker import Asker
from bot.services.container import Services
from bot.services.plan_pages import Whom
from bot.services.reading import RunDraft
from bot.services.run_outcomes import LoggedRun
from bot.services.runners import enrol
from bot.services.teams import TeamDefaults, TeamUnits
from db.database import Database
from db.engine import database_at
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

RESULTS = Path(__file__).parent / "results" / "coaching.json"
ROUNDS = 20
WARM_UP = 3
FEW, MANY = 10, 500
WEEK = "Tue 5x1km @ T / 1min jog\nThu 8 km E\nSat long 16 km\nSun rest"
COACH = Asker(TEAM, MEMBER - 1, "Cleo", is_admin=True)
LIMITS = {
    "desk": 60.0,
    "week for all, kept": 60.0,
    "week for all, put out": 60.0,
    "roster": 40.0,
    "log": 20.0,
    "own week": 6.0,
    "run, with a plan": 2.0,
    "run, without a plan": 2.0,
}
"""By how much each may grow with fifty times the runners: what is about all of them by hardly more than they do.

A runner is found by the name that was typed, so all names are read and compared.
"""

Use = Callable[[], Awaitable[float]]


def options_of() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coaching", description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, help="only this database")
    parser.add_argument("--runners", type=int, default=MANY, help="runners of the large team")
    parser.add_argument("--output", type=Path, default=RESULTS, help="where the JSON goes")
    return parser.parse_args()


class Team:
    """A team whose coach plans for all; every use returns the seconds that it took."""

    def __init__(self, services: Services, runners: int) -> None:
        self._services = services
        self._runners = runners
        self._rounds = 0

    async def fill(self, beside: Database) -> None:
        """Add the runners, a run of each, and a week that is out."""
        await beside.write(lambda uow: _found(uow, self._runners), long=True)
        for number in range(self._runners):
            await self._log(number, "8k", "44:00")
        plans = self._services.plans
        form = await plans.form(COACH, Whom(EVERYBODY), WhichWeek.THIS)
        page = await plans.write(COACH, form.whom, form.week, WEEK)
        await plans.publish(COACH, page.plan_id)

    def uses(self) -> dict[str, Use]:
        """Return what is measured, by name."""
        return {
            "desk": lambda: _timed(lambda: self._services.plans.desk(COACH, WhichWeek.THIS)),
            "week for all, kept": self._keep,
            "week for all, put out": self._put_out,
            "roster": lambda: _timed(lambda: self._services.rosters.page(COACH, 3)),
            "log": lambda: _timed(lambda: self._services.coach_logs.first_page(COACH, "Runner 0")),
            "own week": lambda: _timed(lambda: self._services.planned_weeks.own(_asker(0))),
            "run, with a plan": lambda: self._run(0, "today"),
            "run, without a plan": lambda: self._run(1, "3 weeks ago"),
        }

    async def _keep(self) -> float:
        """Keep another week for next Monday than the one before, so that every session is written anew."""
        self._rounds += 1
        form = await self._services.plans.form(COACH, Whom(EVERYBODY))
        text = WEEK.replace("16", str(14 + self._rounds % 5))
        return await _timed(lambda: self._services.plans.write(COACH, form.whom, form.week, text))

    async def _put_out(self) -> float:
        self._rounds += 1
        form = await self._services.plans.form(COACH, Whom(EVERYBODY), WhichWeek.THIS)
        page = await self._services.plans.write(
            COACH, form.whom, form.week, WEEK.replace("8 km", f"{6 + self._rounds % 5} km")
        )
        return await _timed(lambda: self._services.plans.publish(COACH, page.plan_id))

    async def _run(self, number: int, when: str) -> float:
        began = time.perf_counter()
        run_id = await self._log(number, "5k", "30:00", when)
        took = time.perf_counter() - began
        await self._services.runs.delete(_asker(number), run_id)
        return took

    async def _log(self, number: int, distance: str, taken: str, when: str = "yesterday") -> int:
        logged = await self._services.runs.log(_asker(number), RunDraft(distance=distance, time=taken, when=when))
        assert isinstance(logged, LoggedRun), logged
        return logged.run.run_id


def _asker(number: int) -> Asker:
    return Asker(TEAM, MEMBER + number, f"Runner {number}")


def _found(uow: UnitOfWork, members: int) -> None:
    now = datetime.now(UTC)
    row = TeamRow(TEAM, "Harriers", "UTC", TeamUnits.KM, None, None)
    TeamDefaults("UTC", TeamUnits.KM, TIMETABLE).add_team(uow, row, now)
    team = uow.teams.find(TEAM)
    assert team is not None
    for number in range(members):
        enrol(uow, team, MEMBER + number, f"Runner {number}", now)


async def _timed(ask: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await ask()
    return time.perf_counter() - began


async def measure(urls: tuple[str, str], sizes: tuple[int, int]) -> dict[str, Any]:
    """Ask both teams for everything in turn; returns milliseconds and their ratio by use."""
    async with contextlib.AsyncExitStack() as stack:
        both: list[dict[str, Use]] = []
        for url, size in zip(urls, sizes, strict=True):
            beside = database_at(url)
            await beside.open()
            stack.push_async_callback(beside.close)
            services = await stack.enter_async_context(open_team(url))
            team = Team(services, size)
            began = time.perf_counter()
            await team.fill(beside)
            await gather_statistics(url)
            report.say(f"  {size:,} runners filled in {time.perf_counter() - began:.0f} s")
            both.append(team.uses())
        return await growths(both, LIMITS, WARM_UP, ROUNDS)


def main() -> None:
    """Measure and report."""
    options = options_of()
    figures: dict[str, Any] = {"engines": {}}
    for engine in [options.engine] if options.engine else ENGINES:
        report.say(f"{engine}:")
        with tempfile.TemporaryDirectory(prefix="baton-coaching-") as folder:
            Path(folder).chmod(0o755)
            with databases_of(engine, Path(folder)) as urls:
                found = figures["engines"][engine] = asyncio.run(measure(urls, (FEW, options.runners)))
        report.say_growths(found)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
