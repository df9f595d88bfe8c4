"""Imports: put a list of many runs into a runner's log, a part at a time, each exactly once."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.audience import MessageKind
from bot.domain.connections import Service
from bot.domain.runs import RunSource
from bot.domain.units import Unit
from bot.domain.words import storable
from bot.errors import NotFound, UserError
from bot.files import Activities, Sport
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.deriving import follow
from bot.services.doubles import merge_into
from bot.services.entries import Entry, put_down_many
from bot.services.import_lists import KeptList, packed, unpacked, unreadable_rows
from bot.services.import_parts import LogNear, admit, is_possible, known_origins, with_room
from bot.services.run_outcomes import RunFacts, facts_of, unsaved
from bot.services.runners import Enrolment, today_of, unit_of, zone_of
from db.database import Database
from db.repositories.imports import ImportRow
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

CHUNK: Final = 200
"""Runs in one transaction: what follows from them is derived once, and nobody waits long for it."""
MERGED_AT_ONCE: Final = 50
PAIRS: Final = 5
"""Pairs that may be one run each, shown at once."""
NAME_LIMIT: Final = 100
GRACE: Final = timedelta(minutes=1)
"""How long the summary as a direct message waits for the one in the answer, which makes it needless."""


class ImportState(StrEnum):
    """Where a list is on its way."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far a list has come, in runs; `others` are rows that hold no run, `rows` some of those not readable."""

    import_id: int
    name: str
    state: ImportState
    total: int
    done: int
    added: int
    known: int
    unsure: int
    others: int
    unreadable: int
    rows: tuple[int, ...] = ()
    service: Service | None = None
    """Who told of the runs, if they are of no file."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it by itself."""
        return self.state is not ImportState.RUNNING


@dataclass(frozen=True, slots=True)
class UnsurePair:
    """A run of a list and the entry of the log that it looks like; `index` is its place in the list."""

    index: int
    run: RunFacts
    other: RunFacts


@dataclass(frozen=True, slots=True)
class UnsurePage:
    """The first pairs that its runner has not decided about, how many there are, and how the whole list stands."""

    pairs: tuple[UnsurePair, ...]
    left: int
    unit: Unit
    today: date
    progress: ImportProgress


class ImportService:
    """Lists of many runs on their way into the log."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment
        # What is kept in the table, unpacked once and not for every part.
        self._lists: dict[int, KeptList] = {}

    async def begin(self, asker: Asker, name: str, activities: Activities, *, unknown_are_runs: bool) -> ImportProgress:
        """Keep a list, of which `advance` puts a part after the other into the asker's log.

        Runs of files that do not say what they are count as `unknown_are_runs` says. Raises `UserError` for a list
        without a run.
        """
        zone = await self._database.write(lambda uow: zone_of(self._enrolment.runner(uow, asker, self._clock.now())))
        source = RunSource.ARCHIVE if activities.is_list else RunSource.FILE
        runs = [one for one in activities.found if one.sport is Sport.RUN or unknown_are_runs]
        if not runs:
            raise UserError("no_runs_in_list")
        # Twenty thousand runs take a while to write down, and nobody else should wait for it.
        kept, total = await asyncio.to_thread(packed, source, activities.unreadable, runs, zone)
        columns = {
            "name": (storable(name) or "-")[:NAME_LIMIT],
            "state": ImportState.RUNNING,
            "entries": kept,
            "total": total,
            "others": activities.others + len(activities.found) - len(runs),
            "unreadable": len(activities.unreadable) + len(runs) - total,
        }
        return await self._database.write(lambda uow: self._begin(uow, asker, columns))

    async def running(self) -> list[int]:
        """Return the lists to go on with: the oldest of each runner, so that two of one runner do not mix."""
        running = await self._database.read(lambda uow: uow.imports.first_of_each(ImportState.RUNNING))
        # One that ended otherwise, with its connection or its runner, is not to stay in memory.
        self._lists = {import_id: kept for import_id, kept in self._lists.items() if import_id in running}
        return running

    async def advance(self, import_id: int) -> bool:
        """Put the next part of a list into its runner's log; False when there is nothing more to do for it.

        A part is one transaction, which moves `done` on with it: whoever dies in it has done nothing.
        """
        now = self._clock.now()
        more = await self._database.write(lambda uow: self._advance(uow, import_id, now), long=True)
        if not more:
            self._lists.pop(import_id, None)
        return more

    async def give_up(self, import_id: int) -> None:
        """Stop a list that cannot be gone on with; what is in the log stays there."""
        now = self._clock.now()
        await self._database.write(lambda uow: self._give_up(uow, import_id, now))

    async def progress(self, import_id: int) -> ImportProgress | None:
        """Return how far a list has come; None when it was forgotten with its runner."""
        return await self._database.read(lambda uow: _progress(uow, uow.imports.find(import_id)))

    async def told(self, import_id: int) -> None:
        """Note that its runner has seen how a list ended, so that no direct message is due."""
        now = self._clock.now()
        await self._database.write(lambda uow: uow.imports.change(import_id, told_at=now))

    async def stop(self, user_id: int, import_id: int, team_id: int | None = None) -> ImportProgress:
        """Stop a list at its runner's word; what is in the log stays there. Raises `NotFound` for anybody else's.

        `team_id` is the server in which they say so, None in the bot's direct messages.
        """
        return await self._database.write(lambda uow: self._stop(uow, user_id, import_id, team_id))

    async def unsure(self, user_id: int, import_id: int, team_id: int | None = None) -> UnsurePage:
        """Return what its runner is to decide about a list. Raises `NotFound` for anybody else's."""
        return await self._database.write(lambda uow: self._unsure(uow, user_id, import_id, team_id), long=True)

    async def decide(
        self, user_id: int, import_id: int, index: int | None, *, same: bool, team_id: int | None = None
    ) -> UnsurePage:
        """Take a runner's word on one pair of a list, or on all that are left; returns those left then.

        The same run is made one with its double, a different one is added. Raises `NotFound` for anybody else's, and
        `UserError` for a different one on a day that has no room for it; of all that are left such ones stay.
        """
        while await self._database.write(
            lambda uow: self._decide(uow, user_id, import_id, index, same, team_id), long=True
        ):
            continue
        return await self.unsure(user_id, import_id, team_id)

    def _begin(self, uow: UnitOfWork, asker: Asker, columns: dict[str, object]) -> ImportProgress:
        now = self._clock.now()
        return begin_list(uow, self._enrolment.runner(uow, asker, now), columns, now)

    def _advance(self, uow: UnitOfWork, import_id: int, now: datetime) -> bool:
        seen = uow.imports.find(import_id)
        runner = None if seen is None else uow.runners.lock(seen.runner_id)
        row = uow.imports.find(import_id, for_update=True)
        if row is None or runner is None or row.state != ImportState.RUNNING:
            return False
        entries = self._kept(uow, import_id).entries(row.done, CHUNK)
        admitted = admit(uow, runner, entries, now)
        row = row._replace(
            # A list that holds less than it should is over all the same.
            done=row.done + len(entries) if entries else row.total,
            added=row.added + admitted.added,
            known=row.known + admitted.known,
            unsure=row.unsure + admitted.unsure,
            unreadable=row.unreadable + admitted.impossible,
        )
        uow.imports.change(
            import_id, done=row.done, added=row.added, known=row.known, unsure=row.unsure, unreadable=row.unreadable
        )
        if row.done < row.total:
            return True
        self._end(uow, runner, row, ImportState.DONE, now)
        return False

    def _give_up(self, uow: UnitOfWork, import_id: int, now: datetime) -> None:
        seen = uow.imports.find(import_id)
        runner = None if seen is None else uow.runners.lock(seen.runner_id)
        row = uow.imports.find(import_id, for_update=True)
        if row is not None and runner is not None and row.state == ImportState.RUNNING:
            # What could not be gone on with is perhaps what cannot be read.
            uow.imports.change(import_id, entries=None, unsure=0)
            self._end(uow, runner, row._replace(unsure=0), ImportState.STOPPED, now)

    def _stop(self, uow: UnitOfWork, user_id: int, import_id: int, team_id: int | None) -> ImportProgress:
        now = self._clock.now()
        runner, row = self._own(uow, user_id, import_id, team_id)
        if row.state == ImportState.RUNNING:
            self._end(uow, runner, row, ImportState.STOPPED, now)
        uow.imports.change(import_id, told_at=now)
        progress = _progress(uow, uow.imports.find(import_id))
        assert progress is not None
        return progress

    def _end(self, uow: UnitOfWork, runner: RunnerRow, row: ImportRow, state: ImportState, now: datetime) -> None:
        """Note how a list ended, keep no more of it than is needed, and owe its runner the summary."""
        self._lists.pop(row.import_id, None)
        uow.imports.change(row.import_id, state=state, ended_at=now)
        if not row.unsure:
            self._forget_runs(uow, row.import_id)
        uow.outbox.owe(
            team_id=row.team_id,
            kind=MessageKind.IMPORT_SUMMARY,
            key=str(row.import_id),
            payload={"import_id": row.import_id},
            now=now,
            due_at=now + GRACE,
            runner_id=runner.runner_id,
            recipient_id=runner.user_id,
        )

    def _unsure(self, uow: UnitOfWork, user_id: int, import_id: int, team_id: int | None) -> UnsurePage:
        runner, row = self._own(uow, user_id, import_id, team_id)
        pairs = self._pairs(uow, runner, row)
        if not pairs and row.unsure and row.state != ImportState.RUNNING:
            # Runs were deleted or uploaded otherwise meanwhile.
            uow.imports.change(import_id, unsure=0)
            self._forget_runs(uow, import_id)
        progress = _progress(uow, uow.imports.find(import_id))
        assert progress is not None
        shown = tuple(UnsurePair(index, unsaved(entry), facts_of(other)) for index, entry, other in pairs[:PAIRS])
        return UnsurePage(shown, len(pairs), unit_of(runner), today_of(runner, self._clock.now()), progress)

    def _decide(
        self, uow: UnitOfWork, user_id: int, import_id: int, index: int | None, same: bool, team_id: int | None
    ) -> bool:
        """Do what was decided, for some of all that are left at most; tell whether there are more."""
        now = self._clock.now()
        runner, row = self._own(uow, user_id, import_id, team_id)
        pairs = self._pairs(uow, runner, row)
        wanted = [pair for pair in pairs if index in (None, pair[0])][:MERGED_AT_ONCE]
        if not wanted:
            return False
        count = len(wanted)
        if same:
            for _, entry, other in wanted:
                current = uow.runs.find(runner.team_id, other.run_id)
                if current is not None:
                    merge_into(uow, runner, current, entry, now)
        else:
            fresh = with_room(uow, runner, [entry for _, entry, _ in wanted])
            if not fresh and index is not None:
                raise UserError("run_impossible_full_day")
            follow(uow, runner, [], put_down_many(uow, runner, fresh, now), now)
            count = len(fresh)
        uow.imports.change(
            import_id,
            unsure=max(row.unsure - count, 0),
            known=row.known + (count if same else 0),
            added=row.added + (0 if same else count),
        )
        if len(pairs) == count and row.state != ImportState.RUNNING:
            self._forget_runs(uow, import_id)
        return index is None and len(pairs) > count > 0

    def _own(self, uow: UnitOfWork, user_id: int, import_id: int, team_id: int | None) -> tuple[RunnerRow, ImportRow]:
        """Return a list of this member, locked after their own row."""
        seen = uow.imports.find(import_id)
        runner = None if seen is None else uow.runners.lock(seen.runner_id)
        row = uow.imports.find(import_id, for_update=True)
        if row is None or runner is None or runner.user_id != user_id or runner.left_at is not None:
            raise NotFound("import_gone")
        if team_id is not None and team_id != row.team_id:
            raise NotFound("import_gone")
        return runner, row

    def _pairs(self, uow: UnitOfWork, runner: RunnerRow, row: ImportRow) -> list[tuple[int, Entry, RunRow]]:
        """Return the runs of a list that are not in the log, nor made one with another, and what each looks like.

        What was decided shows in the log itself, so nothing else has to remember it.
        """
        if not row.unsure:
            return []
        kept = uow.imports.entries(row.import_id)
        entries = [] if kept is None else unpacked(kept).entries(0, row.done)
        known = known_origins(uow, runner, entries)
        today = today_of(runner, self._clock.now())
        open_ones = [
            (at, one)
            for at, one in enumerate(entries)
            if not any(key in known for key in one.origins) and is_possible(one, today)
        ]
        log = LogNear(uow, runner, [entry for _, entry in open_ones])
        pairs = []
        for at, entry in open_ones:
            found = log.double(entry)
            if found is not None and found[1] in log.rows:
                pairs.append((at, entry, log.rows[found[1]]))
        return pairs

    def _kept(self, uow: UnitOfWork, import_id: int) -> KeptList:
        if import_id not in self._lists:
            kept = uow.imports.entries(import_id)
            self._lists[import_id] = KeptList(RunSource.FILE, (), ()) if kept is None else unpacked(kept)
        return self._lists[import_id]

    def _forget_runs(self, uow: UnitOfWork, import_id: int) -> None:
        """Keep nothing of a list but which rows could not be read."""
        rows = unreadable_rows(uow.imports.entries(import_id))
        uow.imports.change(import_id, entries=packed(RunSource.ARCHIVE, rows, (), UTC)[0] if rows else None)


def begin_list(uow: UnitOfWork, runner: RunnerRow, columns: dict[str, object], now: datetime) -> ImportProgress:
    """Keep a list that is on its way into a runner's log from now on."""
    # Whoever brings a list again begins anew with what was left open of the one before.
    uow.imports.drop_entries(runner.runner_id, but_of=ImportState.RUNNING)
    import_id = uow.imports.add(team_id=runner.team_id, runner_id=runner.runner_id, begun_at=now, **columns)  # type: ignore[arg-type]
    progress = _progress(uow, uow.imports.find(import_id))
    assert progress is not None
    return progress


def untold(uow: UnitOfWork, import_id: int) -> ImportProgress | None:
    """Return how a list ended, for a direct message; None when its runner has seen it, or forgot it."""
    row = uow.imports.find(import_id)
    return None if row is None or row.told_at is not None else _progress(uow, row)


def _progress(uow: UnitOfWork, row: ImportRow | None) -> ImportProgress | None:
    if row is None:
        return None
    return ImportProgress(
        import_id=row.import_id,
        name=row.name,
        state=ImportState(row.state),
        total=row.total,
        done=row.done,
        added=row.added,
        known=row.known,
        unsure=row.unsure,
        others=row.others,
        unreadable=row.unreadable,
        rows=unreadable_rows(uow.imports.entries(row.import_id)) if row.unreadable else (),
        service=None if row.service is None else Service(row.service),
    )
