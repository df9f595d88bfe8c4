"""The world of a fault run: two teams, their runners and what they have at Strava, and what a model knows of them."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from bot.domain.connections import LAST_HOURS, ConnectionState, Level, Service
from bot.domain.found_runs import FOLLOWED
from bot.playground.local_strava import Activity, Application, Athlete, LocalStrava
from bot.playground.local_strava.people import Facts
from bot.secret_box import FernetBox, new_key
from bot.services.asker import Asker
from bot.services.credentials import opened
from bot.services.teams import SeenTeam
from db.database import Database
from db.engine import database_at
from db.repositories.back_fills import BackFillRow
from db.repositories.connections import ConnectionRow
from db.repositories.found_runs import FoundRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork
from tests.composed import StandingClock, new_database
from tests.strava.company import NOW
from tests.strava.fault_process import Mailbox, Postman, Process

TEAMS = (4_611_686_018_427_387_905, 4_611_686_018_427_387_906)


class Seen(NamedTuple):
    """What stands in the tables about one runner."""

    runner_id: int | None
    row: ConnectionRow | None
    found: tuple[FoundRow, ...]
    log: tuple[RunRow, ...]


NOBODY = Seen(None, None, (), ())


@dataclass(slots=True, eq=False)
class Known:
    """What the model knows of an activity: since when it is shown, what it was said to be, and what its runner did."""

    activity: Activity
    shown_since: datetime
    looked_before: datetime | None
    distances: set[int]
    entry_deleted: bool = False
    exists: bool = True

    @property
    def key(self) -> str:
        """Strava's number for it."""
        return str(self.activity.activity_id)

    @property
    def facts(self) -> Facts:
        """What it is by now."""
        return self.activity.facts

    @property
    def is_shown(self) -> bool:
        """Whether Baton may see it, as a run."""
        return self.exists and not self.facts.is_private and self.facts.sport_type == "Run" and not self.facts.flagged


@dataclass(slots=True, eq=False)
class Person:
    """A member, their account at Strava, and how they stand with Baton by the model."""

    asker: Asker
    athlete: Athlete
    runs: dict[str, Known] = field(default_factory=dict)
    connected_at: datetime | None = None
    """Since when they are connected; None while they are not."""
    withdrew: bool = False
    """Whether they took access back at Strava since."""
    may_be_void: bool = False
    """Whether a pair that Strava gave may have been lost on its way, by a cut connection or a killed process."""
    refusals: int = 0
    """How often they have to hear that Strava takes their access no more."""
    told: set[str] = field(default_factory=set)
    """What was ever found of their runs since they connected."""
    longest_gap: timedelta = timedelta()
    looked_at: datetime | None = None
    left: bool = False
    in_limbo: bool = False
    """Whether they were sent back in vain, so that Strava may hold access that Baton never got."""

    def free_start(self, rng: random.Random, now: datetime, hours: float) -> datetime | None:
        """Return a start in the last hours at which they did nothing else."""
        for _ in range(20):
            began = now - timedelta(minutes=rng.uniform(130, hours * 60 + 130))
            if all(abs(one.facts.started_at - began) > timedelta(hours=2) for one in self.runs.values()):
                return began.replace(microsecond=0)
        return None


class World:
    """Everything of one sequence. `seed` decides what happens; sockets decide in which order."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.rng = random.Random(seed)
        self.clock = StandingClock(NOW)
        self.url = new_database(folder)
        self.database: Database = database_at(self.url)
        self.box = FernetBox([new_key()])
        self.level = self.rng.choice((Level.NUDGE, Level.NUDGE, Level.SHARE, Level.AUTOMATIC))
        self.strava = LocalStrava(Application(capacity=self.rng.choice((3, 10))), now=self.clock.now, pauses=(0.0, 0.0))
        self.strava.counter.reads = (200, 2_000)
        self.strava.counter.overall = (400, 4_000)
        self.postman = Postman(lambda: self.processes[0] if self.processes else None)
        self.mailbox = Mailbox()
        self.processes: list[Process] = []
        self.people: list[Person] = []
        self.past: list[str] = []
        self.confirmed: set[int] = set()
        """The metres of all that ever stood in a log."""
        self._metres = 5_000

    async def open(self) -> None:
        """Start everything, with two teams and five runners, one of whom is in both."""
        await self.database.open()
        await self.strava.start()
        await self.postman.start()
        await self.start_process()
        for number, team_id in enumerate(TEAMS):
            seen = SeenTeam(team_id, f"Team {number}", 501 + number, 601 + number)
            await self.processes[0].services.teams.welcome(seen)
        for number, (team_id, name) in enumerate(
            [(TEAMS[0], "Ana"), (TEAMS[0], "Ben"), (TEAMS[0], "Chloe"), (TEAMS[1], "Dora"), (TEAMS[1], "Ana")]
        ):
            user_id = {"Ana": 801, "Ben": 802, "Chloe": 803, "Dora": 804}[name]
            person = Person(Asker(team_id, user_id, name), self.strava.add_athlete(f"{name}{number}"))
            await self.processes[0].services.run_lists.first_page(person.asker)
            self.people.append(person)

    async def close(self) -> None:
        """Stop everything."""
        self.strava.faults.clear()
        for process in self.processes:
            await process.stop()
        await self.postman.stop()
        await self.strava.stop()
        await self.database.close()

    async def start_process(self) -> Process:
        """Start a Baton beside those that run."""
        process = Process(self.url, self.strava, self.clock, self.box, self.level, self.postman.url)
        await process.start()
        self.processes.append(process)
        await process.subscriber.subscribe()
        return process

    def metres(self) -> int:
        """Return a distance that no other run has."""
        self._metres += 37
        return self._metres

    def finish(self, person: Person, began: datetime) -> None:
        """Let somebody's run be at Strava from now on."""
        metres = self.metres()
        facts: dict[str, Any] = {"started_at": began, "distance_m": float(metres), "moving_s": metres * 0.31}
        facts["visibility"] = self.rng.choice(("everyone", "everyone", "followers_only"))
        known = Known(self.strava.finish_run(person.athlete, **facts), self.clock.now(), person.looked_at, {metres})
        person.runs[known.key] = known

    async def back_fill(self, person: Person) -> BackFillRow | None:
        """Return how far looking further back has come in somebody's account."""
        row = (await self.seen(person)).row
        if row is None:
            return None
        connection_id = row.connection_id
        return await self.database.read(lambda uow: uow.back_fills.of_connection(connection_id))

    async def seen(self, person: Person) -> Seen:
        """Return what stands in the tables about somebody."""
        return await self.database.read(lambda uow: _seen(uow, person.asker))

    async def observe(self) -> None:
        """Follow what became of each connection, and hold it to what may have become of it."""
        for person in self.people:
            seen = await self.seen(person)
            row = seen.row
            self.confirmed |= {run.distance_m for run in seen.log}
            is_active = row is not None and row.state == ConnectionState.ACTIVE
            if person.connected_at is not None and not is_active:
                assert person.withdrew or person.may_be_void, f"{person.asker.name} was refused for nothing"
                self.end(person)
                person.refusals += 1
            if is_active and row is not None:
                assert person.connected_at is not None, f"{person.asker.name} is connected without having asked"
                self._follow(person, row)
                person.told |= {one.key for one in seen.found}

    def _follow(self, person: Person, row: ConnectionRow) -> None:
        assert row.secret is not None
        assert row.athlete == str(person.athlete.athlete_id)
        pair = self.strava.pair(person.athlete)
        held = opened(self.box, row.secret, Service.STRAVA, row.athlete)
        if pair is not None and (pair.access, pair.refresh) == (held.access, held.refresh):
            person.may_be_void = False
        if row.looked_at is not None and row.looked_at != person.looked_at:
            since = person.looked_at or person.connected_at or row.looked_at
            person.longest_gap = max(person.longest_gap, row.looked_at - since)
            person.looked_at = row.looked_at

    def begin(self, person: Person) -> None:
        """Note that somebody is connected from now on."""
        person.connected_at = self.clock.now()
        person.withdrew = person.may_be_void = person.in_limbo = False
        person.longest_gap = timedelta()
        person.looked_at = None
        person.told = set()

    def end(self, person: Person) -> None:
        """Note that somebody is connected no more; a pair that was lost only Strava knows, so nobody gives it back."""
        person.in_limbo = person.in_limbo or (person.may_be_void and not person.withdrew)
        person.connected_at = None

    def must_be_told(self, person: Person, known: Known, now: datetime) -> bool:
        """Tell whether a run must have been found: it is shown, from since they connected, and came in time."""
        assert person.connected_at is not None
        began = known.facts.started_at
        if not known.is_shown or began < person.connected_at - LAST_HOURS + timedelta(minutes=1):
            return False
        shown_since = max(known.shown_since, person.connected_at)
        last = known.looked_before or person.connected_at
        if began > now - timedelta(days=6, hours=12) or began >= max(last, person.connected_at):
            return True
        return person.longest_gap < timedelta(days=4) and shown_since <= began + timedelta(days=2)


def _seen(uow: UnitOfWork, asker: Asker) -> Seen:
    runner = uow.runners.find(asker.team_id, asker.user_id)
    if runner is None:
        return NOBODY
    row = uow.connections.of(runner.runner_id, Service.STRAVA)
    found = [] if row is None else uow.found_runs.of_connection(row.connection_id)
    return Seen(runner.runner_id, row, tuple(found), tuple(uow.runs.newest(runner.runner_id, 500)))


def followed(log: tuple[RunRow, ...]) -> list[RunRow]:
    """Return entries that stand as Strava has them."""
    return [run for run in log if run.source in FOLLOWED]
