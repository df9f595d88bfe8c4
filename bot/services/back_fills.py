"""Back-fills: a runner has an account looked through further back, and says what becomes of what was found."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.domain.back_fills import BackFillState, Reach
from bot.domain.connections import ConnectionState, Service
from bot.domain.found_runs import CONFIRMED_OF
from bot.errors import NotFound, UserError
from bot.services.asker import Asker
from bot.services.back_fill_standing import BackFill, back_fill_of, drop_back_fill
from bot.services.clock import Clock
from bot.services.filling import begin_filling
from bot.services.found_entries import entry_of_told
from bot.services.import_lists import packed_entries
from bot.services.imports import ImportProgress, ImportState, begin_list
from bot.services.listed_runs import origin_of_listed
from bot.services.service_calls import looks_rest_until
from bot.services.sources import Sources
from db.database import Database
from db.repositories.back_fills import BackFillRow, BackFillRunRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class _Offer:
    """What was found, as it is read before it is written down for the log."""

    service: Service
    runs: list[BackFillRunRow]


class BackFillService:
    """Begins what `LookService` goes on with, and takes the runner's word on what comes of it.

    `team_id` is the server in which somebody presses, None in the bot's direct messages. All that names a back-fill
    raises `NotFound` for anybody else's, and for one that is over.
    """

    def __init__(self, database: Database, clock: Clock, sources: Sources) -> None:
        self._database = database
        self._clock = clock
        self._sources = sources

    async def begin(self, asker: Asker, service: Service, reach: Reach) -> BackFill:
        """Have the asker's account looked through further back; what was found before is let go.

        Raises `NotFound` without a connection that stands.
        """
        return await self._database.write(lambda uow: self._begin(uow, asker, service, reach))

    async def progress(self, back_fill_id: int) -> BackFill | None:
        """Return how far one has come; None once it is over, or gone with its connection."""
        return await self._database.read(lambda uow: self._progress(uow, back_fill_id))

    async def told(self, back_fill_id: int) -> None:
        """Note that its runner has seen what was found, so that no direct message is due."""
        now = self._clock.now()
        await self._database.write(lambda uow: uow.back_fills.change(back_fill_id, told_at=now))

    async def log_all(self, user_id: int, team_id: int | None, back_fill_id: int) -> ImportProgress:
        """Put all that was found into the log, a part at a time, as its runner's own word.

        What looks like an entry is asked about as with any list. Raises `UserError` while the service is still asked.
        """
        offer = await self._database.read(lambda uow: self._offer(uow, user_id, team_id, back_fill_id))
        source = CONFIRMED_OF[offer.service]
        entries = [entry_of_told(run, source, (origin_of_listed(run.number),)) for run in offer.runs]
        # Thousands of runs take a while to write down, and nobody else need wait for it.
        kept, total = await asyncio.to_thread(packed_entries, source, (), entries)
        return await self._database.write(lambda uow: self._log_all(uow, user_id, team_id, back_fill_id, kept, total))

    async def leave(self, user_id: int, team_id: int | None, back_fill_id: int) -> Service:
        """Stop looking, and let go of what was found; returns where."""
        return await self._database.write(lambda uow: self._leave(uow, user_id, team_id, back_fill_id))

    def _begin(self, uow: UnitOfWork, asker: Asker, service: Service, reach: Reach) -> BackFill:
        now = self._clock.now()
        runner = uow.runners.find(asker.team_id, asker.user_id, for_update=True)
        row = None if runner is None else uow.connections.of(runner.runner_id, service)
        if runner is None or row is None or row.state != ConnectionState.ACTIVE:
            raise NotFound("not_connected", service=service)
        if service not in self._sources.services:
            raise UserError("service_not_set_up", service=service)
        return self._shown(uow, runner, begin_filling(uow, runner, row, reach, now), now)

    def _progress(self, uow: UnitOfWork, back_fill_id: int) -> BackFill | None:
        row = uow.back_fills.find(back_fill_id)
        runner = None if row is None else uow.runners.find_by_id(row.runner_id)
        if runner is None:
            return None
        return self._shown(uow, runner, back_fill_id, self._clock.now())

    @staticmethod
    def _shown(uow: UnitOfWork, runner: RunnerRow, back_fill_id: int, now: datetime) -> BackFill:
        row = uow.back_fills.find(back_fill_id)
        assert row is not None
        return back_fill_of(uow, runner, row, now, looks_rest_until(uow, Service(row.service), now))

    def _offer(self, uow: UnitOfWork, user_id: int, team_id: int | None, back_fill_id: int) -> _Offer:
        _, row = self._own(uow, user_id, team_id, back_fill_id)
        if row.state != BackFillState.OFFERED:
            raise UserError("back_fill_goes_on")
        return _Offer(Service(row.service), uow.back_fills.runs(back_fill_id))

    def _log_all(
        self, uow: UnitOfWork, user_id: int, team_id: int | None, back_fill_id: int, kept: bytes, total: int
    ) -> ImportProgress:
        now = self._clock.now()
        runner, row = self._own(uow, user_id, team_id, back_fill_id, lock=True)
        if not total:
            raise NotFound("back_fill_gone")
        drop_back_fill(uow, row, now)
        columns = {
            "name": row.service,
            "service": row.service,
            "state": ImportState.RUNNING,
            "entries": kept,
            "total": total,
            "others": 0,
            "unreadable": 0,
        }
        return begin_list(uow, runner, columns, now)

    def _leave(self, uow: UnitOfWork, user_id: int, team_id: int | None, back_fill_id: int) -> Service:
        _, row = self._own(uow, user_id, team_id, back_fill_id, lock=True)
        drop_back_fill(uow, row, self._clock.now())
        return Service(row.service)

    @staticmethod
    def _own(
        uow: UnitOfWork, user_id: int, team_id: int | None, back_fill_id: int, *, lock: bool = False
    ) -> tuple[RunnerRow, BackFillRow]:
        """Return whose account it is, locked if need be, and the back-fill, if it is theirs."""
        seen = uow.back_fills.find(back_fill_id)
        if seen is None:
            raise NotFound("back_fill_gone")
        runner = uow.runners.lock(seen.runner_id) if lock else uow.runners.find_by_id(seen.runner_id)
        row = uow.back_fills.find(back_fill_id)
        if runner is None or row is None or runner.user_id != user_id or runner.left_at is not None:
            raise NotFound("back_fill_gone")
        if team_id not in (None, runner.team_id):
            raise NotFound("back_fill_gone")
        return runner, row
