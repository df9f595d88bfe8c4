"""`python -m benchmarks.races`: races of a small team among few teams beside those of a large one among ten thousand.

Both are asked in turn, each in a database of its own, so that the ratios are those of one run: joining a race, one by
one and all at once, drawing its card anew, a page of `/race list`, looking for reminders that are due, and writing a
calendar.
"""

import argparse
import asyncio
import contextlib
import json
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.boards import ENGINES, MEMBER, TEAM, databases_of, open_team
from benchmarks.measure import growths
from benchmarks.seed import gather_statistics
from bot.domain.races import Part
from bot.jobs.timetable import TIMETABLE
from bot.services.asker import Asker
from bot.services.container import Services
from bot.services.race_drafts import RaceDraft
from bot.services.race_pages import race_card
from bot.services.runners import enrol
from bot.services.teams import TeamDefaults, TeamUnits
from bot.ui.calendar_files import races_file
from bot.ui.race_posts import RaceCardView
from db.database import Database
from db.engine import database_at
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

RESULTS = Path(__file__).parent / "results" / "races.json"
ROUNDS = 60
WARM_UP = 10
LOOKS = 20
AT_ONCE = 500
"""Teams that are written in one transaction."""
NEIGHBOUR = TEAM + 10
"""The first of the teams that have a race as well."""

Use = Callable[[], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Size:
    """How many run the race that is joined, races that are listed, teams with reminders, and races in a calendar."""

    runners: int
    listed: int
    teams: int
    calendar: int


FEW, MANY = Size(10, 8, 10, 10), Size(500, 200, 10_000, 500)
LIMITS = {
    "join": 5.0,
    "join, all at once, each": 5.0,
    "card": 50.0,
    "list": 1.3,
    "reminders, none due": 3.0,
    "reminders, one due": 2.0,
    "calendar": 50.0,
}
"""By how much each may grow: a list hardly, a look for reminders little, a file and a card with what is in them.

The answer to who joins names who is in, of whom the large race has fifty times as many. For ten teams
PostgreSQL plans a look for reminders in half the time that it takes for thousands; from there on it stays the same.
"""


def options_of() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.races", description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, help="only this database")
    parser.add_argument("--teams", type=int, default=MANY.teams, help="teams of the large database")
    parser.add_argument("--output", type=Path, default=RESULTS, help="where the JSON goes")
    return parser.parse_args()


class Team:
    """A team with its races, among others; every use returns the seconds that it took."""

    def __init__(
        self, services: Services, beside: Database, size: Size, race_id: int = 0, crowd_s: float = 0.0
    ) -> None:
        """`race_id` and `crowd_s` are what filling it came to."""
        self._services = services
        self._beside = beside
        self._size = size
        self._last = self._asker(size.runners)
        self._race_id = race_id
        self._crowd_s = crowd_s

    async def fill(self) -> tuple[int, float]:
        """Add the teams, the races, and who runs them.

        Returns the race that many join at once, and the seconds that each of them took.
        """
        await self._beside.write(lambda uow: self._found(uow, TEAM, self._size.runners + 1), long=True)
        await self._beside.write(lambda uow: self._found(uow, TEAM + 1, 1), long=True)
        page = await self._services.races.add(self._asker(0), RaceDraft("The large one", "in 8 weeks", "10k", "9:00"))
        self._race_id = page.page.race.race_id
        began = time.perf_counter()
        await asyncio.gather(
            *(self._services.entrants.join(self._asker(number), self._race_id) for number in range(self._size.runners))
        )
        self._crowd_s = (time.perf_counter() - began) / self._size.runners
        for team_id, count in ((TEAM, self._size.listed - 1), (TEAM + 1, self._size.calendar)):
            await self._beside.write(partial(self._add_races, team_id=team_id, count=count), long=True)
        for first in range(0, self._size.teams, AT_ONCE):
            some = range(first, min(first + AT_ONCE, self._size.teams))
            await self._beside.write(partial(self._add_neighbours, numbers=some), long=True)
        return self._race_id, self._crowd_s

    def uses(self) -> dict[str, Use]:
        """Return what is measured, by name."""
        return {
            "join": self._join,
            "join, all at once, each": self._joined,
            "card": self._card,
            "list": lambda: _timed(lambda: self._services.race_lists.page(self._asker(0))),
            "reminders, none due": self._look,
            "reminders, one due": self._remind_one,
            "calendar": self._calendar,
        }

    async def _join(self) -> float:
        took = await _timed(lambda: self._services.entrants.join(self._last, self._race_id))
        await self._services.entrants.leave(self._last, self._race_id)
        return took

    async def _joined(self) -> float:
        return self._crowd_s

    async def _card(self) -> float:
        began = time.perf_counter()
        race = await self._beside.read(lambda uow: race_card(uow, TEAM, self._race_id))
        assert race is not None
        RaceCardView(race, 17)
        return time.perf_counter() - began

    async def _look(self) -> float:
        # One look takes so little that whatever else the machine does would be all that shows.
        began = time.perf_counter()
        for _ in range(LOOKS):
            assert await self._services.race_reminders.remind_due() == 0
        return (time.perf_counter() - began) / LOOKS

    async def _remind_one(self) -> float:
        def let_one_be_due(uow: UnitOfWork) -> None:
            row = uow.runners.find(NEIGHBOUR, MEMBER)
            assert row is not None
            [race_id] = uow.entrants.races_of(row.runner_id)
            uow.entrants.change(race_id, row.runner_id, remind_at=datetime.now(UTC) - timedelta(minutes=1))

        await self._beside.write(let_one_be_due)
        began = time.perf_counter()
        assert await self._services.race_reminders.remind_due() == 1
        return time.perf_counter() - began

    async def _calendar(self) -> float:
        began = time.perf_counter()
        calendar = await self._services.calendars.of_team(Asker(TEAM + 1, MEMBER, "Runner 0"))
        assert len(calendar.races) == self._size.calendar
        races_file(calendar)
        return time.perf_counter() - began

    @staticmethod
    def _asker(number: int) -> Asker:
        return Asker(TEAM, MEMBER + number, f"Runner {number}")

    @staticmethod
    def _found(uow: UnitOfWork, team_id: int, members: int) -> None:
        now = datetime.now(UTC)
        row = TeamRow(team_id, "Harriers", "UTC", TeamUnits.KM, None, None)
        TeamDefaults("UTC", TeamUnits.KM, TIMETABLE).add_team(uow, row, now)
        team = uow.teams.find(team_id)
        assert team is not None
        for number in range(members):
            enrol(uow, team, MEMBER + number, f"Runner {number}", now)

    @staticmethod
    def _add_races(uow: UnitOfWork, team_id: int, count: int) -> list[int]:
        now = datetime.now(UTC)
        added = []
        for number in range(count):
            race_id = uow.races.add(
                team_id=team_id,
                name=f"Race {number}",
                plain_name=f"race {number}",
                race_day=now.date() + timedelta(days=10 + number),
                time_zone="Europe/Berlin",
                place="Somewhere nice",
                is_goal=False,
                created_at=now,
                changed_at=now,
                call_at=now + timedelta(days=3 + number),
                call_days=7,
            )
            uow.races.add_distances(race_id, [(10_000, "10k", "09:00"), (21_098, "hm", "10:30")])
            added.append(race_id)
        return added

    def _add_neighbours(self, uow: UnitOfWork, numbers: range) -> None:
        now = datetime.now(UTC)
        for number in numbers:
            team_id = NEIGHBOUR + number
            self._found(uow, team_id, 1)
            [race_id] = self._add_races(uow, team_id, 1)
            runner = uow.runners.find(team_id, MEMBER)
            assert runner is not None
            distance = uow.races.distances([race_id])[race_id][0]
            uow.entrants.put(
                race_id,
                runner.runner_id,
                now,
                part=Part.RUNNING,
                distance_id=distance.distance_id,
                remind_days=7,
                remind_at=now + timedelta(days=3, seconds=number),
            )


async def _timed(ask: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await ask()
    return time.perf_counter() - began


async def measure(urls: tuple[str, str], sizes: tuple[Size, Size]) -> dict[str, Any]:
    """Ask both teams for everything in turn; returns milliseconds and their ratio by use."""
    async with contextlib.AsyncExitStack() as stack:
        both: list[dict[str, Use]] = []
        for url, size in zip(urls, sizes, strict=True):
            beside = database_at(url)
            await beside.open()
            stack.push_async_callback(beside.close)
            began = time.perf_counter()
            async with open_team(url) as services:
                race_id, crowd_s = await Team(services, beside, size).fill()
            await gather_statistics(url)
            # Opened anew: the crowd has left one of them with far more connections than the other.
            team = Team(await stack.enter_async_context(open_team(url)), beside, size, race_id, crowd_s)
            report.say(f"  {size.teams:,} teams filled in {time.perf_counter() - began:.0f} s")
            both.append(team.uses())
        return await growths(both, LIMITS, WARM_UP, ROUNDS)


def main() -> None:
    """Measure and report."""
    options = options_of()
    sizes = (FEW, Size(MANY.runners, MANY.listed, options.teams, MANY.calendar))
    figures: dict[str, Any] = {"engines": {}}
    for engine in [options.engine] if options.engine else ENGINES:
        report.say(f"{engine}:")
        with tempfile.TemporaryDirectory(prefix="baton-races-") as folder:
            Path(folder).chmod(0o755)
            with databases_of(engine, Path(folder)) as urls:
                found = figures["engines"][engine] = asyncio.run(measure(urls, sizes))
        report.say_growths(found)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
