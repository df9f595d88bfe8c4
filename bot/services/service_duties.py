"""Duties towards services and those whose runs they tell: what must be deleted, given back or hidden, in time."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from bot.domain.back_fills import OFFERED_FOR
from bot.domain.connections import KEPT_FOR, LINK_OPEN_FOR, ConnectionState, Service, Usage
from bot.domain.found_runs import FOLLOWED, FoundState
from bot.domain.runs import RunSource
from bot.services.back_fill_standing import forget_found, let_go_of_list
from bot.services.clock import Clock
from bot.services.connection_endings import AT_ONCE, end
from bot.services.connection_letters import ConnectionNews, owe_news
from bot.services.credentials import athlete_of, opened
from bot.services.entries import remove_entry
from bot.services.giving_back import LEASE
from bot.services.nudge_standing import revise_nudge
from bot.services.ports import SourceTrouble, WrongKey
from bot.services.runners import is_away
from bot.services.service_calls import is_resting, note_trouble, note_usage
from bot.services.sources import Sources
from bot.services.unsharing import unshare
from db.database import Database
from db.repositories.service_work import RevocationRow
from db.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

FIRST_RETRY: Final = timedelta(minutes=5)
LONGEST_RETRY: Final = timedelta(hours=6)
HINTS_KEPT_FOR: Final = timedelta(days=1)
OWED_FOR: Final = timedelta(days=30)
"""How long access of who has left is kept to be given back; no longer than anything else of theirs (API Policy 7.4)."""
OWED_WITHOUT_WAY_FOR: Final = timedelta(days=7)
"""How long where the operator has taken away what it takes: time to put it back, if that was a slip."""


class ServiceDutyService:
    """Does by the clock what is owed; each part may be done by several processes and is done once."""

    def __init__(self, database: Database, clock: Clock, sources: Sources) -> None:
        self._database = database
        self._clock = clock
        self._sources = sources

    async def see_to_due(self) -> int:
        """Do all that is due; returns how many things that was."""
        done = await self._while_any(self._forget_told)
        done += await self._while_any(self._forget_back_fills)
        done += await self._while_any(self._forget_lists)
        done += await self._while_any(self._end_of_leavers)
        done += await self._while_any(self._forget_logged)
        done += await self._while_any(self._follow_level)
        done += await self.give_back_due()
        for service in Service:
            done += await self._give_up_owed(service)
        await self._database.write(self._sweep)
        return done

    async def give_back_due(self) -> int:
        """Tell services of access that is over, until they have heard it; returns how many heard."""
        heard = 0
        for service in self._sources.reachable:
            heard += await self._give_back_to(service)
        return heard

    async def _give_back_to(self, service: Service) -> int:
        heard = 0
        while (row := await self._database.write(lambda uow: self._claim(uow, service))) is not None:
            heard += await self._give_back(row, service)
        return heard

    async def _while_any(self, work: Callable[[UnitOfWork], int]) -> int:
        """Do a part of the work in each transaction, until nothing is left of it."""
        done = 0
        while some := await self._database.write(work, long=True):
            done += some
        return done

    def _forget_told(self, uow: UnitOfWork) -> int:
        """Forget what services told more than seven days ago, and take down the letters that say it."""
        now = self._clock.now()
        rows = uow.found_runs.told_before(now - KEPT_FOR, FOLLOWED, AT_ONCE)
        for row in rows:
            runner = uow.runners.find_by_id(row.runner_id)
            if runner is not None:
                revise_nudge(uow, runner, row.found_id, now)
        uow.found_runs.drop([row.found_id for row in rows])
        return len(rows)

    def _forget_back_fills(self, uow: UnitOfWork) -> int:
        """Forget what was found further back and is kept for long enough."""
        now = self._clock.now()
        for row in uow.back_fills.kept_before(now - OFFERED_FOR, 1):
            uow.runners.lock(row.runner_id)
            forget_found(uow, row, now)
            return 1
        return 0

    def _forget_lists(self, uow: UnitOfWork) -> int:
        """Forget runs of lists that wait for a word since more than seven days; what was logged stays."""
        now = self._clock.now()
        for import_id, runner_id in uow.imports.told_before(now - KEPT_FOR, 1):
            uow.runners.lock(runner_id)
            let_go_of_list(uow, import_id, now)
            return 1
        return 0

    def _end_of_leavers(self, uow: UnitOfWork) -> int:
        """End the connections of who left their server, or whose server removed the bot.

        What they confirmed waits with the rest of their log.
        """
        now = self._clock.now()
        for row in uow.connections.of_leavers(1):
            runner = uow.runners.lock(row.runner_id)
            held = uow.connections.find(row.connection_id, hold=True)
            if runner is None or held is None or not is_away(uow, runner):
                return 1
            if end(uow, runner, held, now, keep=True).is_over:
                owe_news(uow, runner, Service(row.service), ConnectionNews.ENDED, row.connection_id, now)
            return 1
        return 0

    def _forget_logged(self, uow: UnitOfWork) -> int:
        """Delete runs that were logged from a service which its runner left, and about which they said nothing."""
        now = self._clock.now()
        for row in uow.connections.to_forget(now, 1):
            runner = uow.runners.lock(row.runner_id)
            held = uow.connections.find(row.connection_id, hold=True)
            if runner is None or held is None or held.state != ConnectionState.REFUSED:
                return 1
            if end(uow, runner, held, now, keep=False).is_over:
                owe_news(uow, runner, Service(row.service), ConnectionNews.FORGOTTEN, row.connection_id, now)
            return 1
        return 0

    def _follow_level(self, uow: UnitOfWork) -> int:
        """Take from the teams what was shared where the operator allows it no more: each runner is asked about theirs.

        Sums name no source, so what is hidden from the team leaves the log.
        """
        now = self._clock.now()
        if self._sources.level.may_share:
            return 0
        rows = uow.found_runs.entries_anywhere(RunSource.SHARED, AT_ONCE)
        for run in rows:
            runner = uow.runners.lock(run.runner_id)
            told = [one for one in uow.found_runs.of_run(run.run_id) if one.state == FoundState.LOGGED]
            if runner is not None and told:
                unshare(uow, runner, told[0], run, now, may_share=False)
            elif runner is not None:
                remove_entry(uow, runner, run, now)
        return len(rows)

    def _sweep(self, uow: UnitOfWork) -> None:
        now = self._clock.now()
        uow.connections.close_links(now - LINK_OPEN_FOR)
        uow.service_work.drop_hints_before(now - HINTS_KEPT_FOR)

    # --- access that is given back ----------------------------------------------

    def _claim(self, uow: UnitOfWork, service: Service) -> RevocationRow | None:
        now = self._clock.now()
        if is_resting(uow, service, now) is not None:
            return None
        box = self._sources.box
        assert box is not None
        while (row := uow.service_work.due_revocation(service, now)) is not None:
            athlete = athlete_of(box, row.secret, service)
            if athlete is None or uow.connections.by_athlete(service, athlete) is None:
                uow.service_work.change_revocation(row.revocation_id, due_at=now + LEASE, tries=row.tries + 1)
                return row
            # Its athlete gave it anew.
            uow.service_work.drop_revocation(row.revocation_id)
        return None

    async def _give_back(self, row: RevocationRow, service: Service) -> bool:
        source, box = self._sources.of(service), self._sources.box
        assert source is not None
        assert box is not None
        try:
            await source.revoke(opened(box, row.secret, service))
        except WrongKey:
            log.error("revocation %s cannot be opened with the configured keys", row.revocation_id)
            await self._try_later(row, LONGEST_RETRY)
        except SourceTrouble as trouble:
            log.info("revocation %s waits: %s", row.revocation_id, type(trouble).__name__)
            now = self._clock.now()
            noted = partial(note_trouble, service=service, trouble=trouble, usage=source.usage(), now=now)
            until = await self._database.write(noted)
            pause = min(FIRST_RETRY * 2 ** min(row.tries, 8), LONGEST_RETRY) if until is None else until - now
            await self._try_later(row, pause)
        else:
            now, usage = self._clock.now(), source.usage()
            await self._database.write(lambda uow: self._heard(uow, row, service, usage, now))
            log.info("access was given back to %s", service)
            return True
        return False

    async def _give_up_owed(self, service: Service) -> int:
        """Forget access that could not be given back for long: nobody's is kept who is gone."""
        kept_for = OWED_FOR if service in self._sources.reachable else OWED_WITHOUT_WAY_FOR
        before = self._clock.now() - kept_for
        given_up = await self._database.write(lambda uow: _drop_owed(uow, service, before))
        if given_up:
            log.warning(
                "access to %s is forgotten after %s days without being given back: %s. Its owners can end it there "
                "themselves (docs/strava.md, Taking Strava away)",
                service,
                kept_for.days,
                given_up,
            )
        return given_up

    @staticmethod
    def _heard(uow: UnitOfWork, row: RevocationRow, service: Service, usage: Usage | None, now: datetime) -> None:
        # In the order of `start`, which holds these before it counts who is connected.
        uow.service_work.drop_revocation(row.revocation_id)
        note_usage(uow, service, usage, now)

    async def _try_later(self, row: RevocationRow, pause: timedelta) -> None:
        due_at = self._clock.now() + pause
        await self._database.write(lambda uow: uow.service_work.change_revocation(row.revocation_id, due_at=due_at))


def _drop_owed(uow: UnitOfWork, service: Service, before: datetime) -> int:
    rows = uow.service_work.revocations_before(service, before)
    for row in rows:
        uow.service_work.drop_revocation(row.revocation_id)
    return len(rows)
