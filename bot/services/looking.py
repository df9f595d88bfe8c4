"""Looking: ask services which runs their members have, one account in one pair of hands at a time."""

import asyncio
import logging
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from bot.domain.back_fills import fewer_days
from bot.domain.connections import LOOKS_EVERY, Service, Usage
from bot.services.clock import Clock
from bot.services.connection_endings import refuse
from bot.services.connection_letters import ConnectionNews, owe_news
from bot.services.credentials import opened, sealed
from bot.services.filling import fill_in, to_ask
from bot.services.looks import Look, ask_singly, began, new_from, to_ask_singly
from bot.services.ports import (
    ActivitySource,
    Credentials,
    Listing,
    SourceInactive,
    SourceLimited,
    SourceRefused,
    SourceTrouble,
    SourceUnreachable,
    WrongKey,
)
from bot.services.runners import today_of, zone_of
from bot.services.service_calls import note_active, note_inactive, note_limited, note_usage, rests
from bot.services.sources import Sources
from bot.services.taking_in import Answer, take_in
from db.database import Database
from db.repositories.back_fills import BackFillRow
from db.repositories.connections import ConnectionRow
from db.repositories.runners import RunnerRow
from db.unavailable import DatabaseAway
from db.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=5)
"""How long a process may have an account in its hands before another takes it for abandoned; longer than any look."""
AT_ONCE: Final = 4
"""Accounts looked at side by side: one whose answer hangs holds up nobody else's."""
RENEWS_BEFORE: Final = timedelta(minutes=5)
"""How long before access ends it is renewed: a look must not outlive it."""
RELISTS_FROM_HOUR: Final = 3
"""From which hour of the runner's night on the week is listed anew."""
FIRST_RETRY: Final = timedelta(minutes=5)
LONGEST_RETRY: Final = timedelta(hours=2)
SAVES_AGAIN_AFTER: Final = (0.2, 1.0, 2.0, 5.0, 10.0, 20.0, 20.0)
"""Seconds after which renewed access is saved again where the database is away: a server starts anew in less."""
DOUBTED: Final = 2
"""How many looks in a row may find access refused that was renewed with success, or a key, which nobody can renew."""


class _Doubtful(SourceUnreachable):
    """Access is refused that ought to hold: an outage may say so as well, and one such answer ends nothing."""


def _worth(look: Look) -> SourceTrouble:
    """Return what it means that access was refused which ought to hold."""
    # What is old can wait for what a look at what is new finds.
    if look.fill is None and look.row.refusals >= DOUBTED:
        return SourceRefused("access was refused time and again")
    return _Doubtful("access was refused that ought to hold")


class LookService:
    """Asks services and takes in what they say; services are asked outside of any transaction.

    Whoever asks holds the account meanwhile, so two processes renew no access at once: of two that did, one would hold
    a pair that is void. What is renewed is saved before it is used.
    """

    def __init__(self, database: Database, clock: Clock, sources: Sources) -> None:
        self._database = database
        self._clock = clock
        self._sources = sources
        self._renewals: dict[int, asyncio.Task[Credentials]] = {}
        """By connection."""
        self._tried: dict[int, tuple[date, set[str]]] = {}
        """By connection, the night whose list is being looked into, and the runs asked about one by one."""

    async def look_at_due(self) -> int:
        """Look at every account that is due at this moment; returns how many.

        What falls due meanwhile has its turn next time: events may come faster than an account can be looked at, and
        nobody would get to writing down the next one.
        """
        looked, by = 0, self._clock.now()
        for service in self._sources.services:
            source = self._sources.of(service)
            assert source is not None
            if await self._database.read(partial(self._is_any_due, service=service)):
                looked += sum(await asyncio.gather(*(self._look_in_turn(service, source, by) for _ in range(AT_ONCE))))
        return looked

    def _is_any_due(self, uow: UnitOfWork, service: Service) -> bool:
        """Tell whether a claim is worth a transaction that writes."""
        now = self._clock.now()
        due = (uow.connections.next_due_at(service), uow.back_fills.next_due_at(service))
        if not any(due_at is not None and due_at <= now for due_at in due):
            return False
        return not rests(uow.service_work.calls(service), now)

    async def _look_in_turn(self, service: Service, source: ActivitySource, by: datetime) -> int:
        looked = 0
        while (look := await self._database.write(lambda uow: self._claim(uow, service, by), long=True)) is not None:
            await self._look(look, source)
            looked += 1
        return looked

    def _claim(self, uow: UnitOfWork, service: Service, by: datetime) -> Look | None:
        now = self._clock.now()
        if rests(uow.service_work.calls(service), now):
            return None
        row, fill = uow.connections.due(service, by), None
        if row is None:
            # What is new comes before what is old.
            fill = uow.back_fills.due(service, now)
            row = None if fill is None else uow.connections.find(fill.connection_id, hold=True)
        runner = None if row is None else uow.runners.find_by_id(row.runner_id)
        if row is None or runner is None:
            return None
        row = row._replace(held_until=now + LEASE, claim=row.claim + 1)
        if fill is not None:
            uow.connections.change(row.connection_id, held_until=row.held_until, claim=row.claim)
            uow.back_fills.change(fill.back_fill_id, due_at=row.held_until)
            return Look(row, service, (), (), None, fill)
        uow.connections.change(row.connection_id, held_until=row.held_until, due_at=row.held_until, claim=row.claim)
        today = today_of(runner, now)
        is_night = row.relisted_on is None or (row.relisted_on < today and _hour(runner, now) >= RELISTS_FROM_HOUR)
        return Look(
            row=row,
            service=service,
            told=tuple(uow.found_runs.of_connection(row.connection_id)),
            hints=tuple(uow.service_work.hints_of(service, row.athlete or "")),
            relists_on=today if is_night else None,
        )

    async def _look(self, look: Look, source: ActivitySource) -> None:
        try:
            answer = await self._ask(look, source)
        except SourceTrouble as trouble:
            await self._note_trouble(look, trouble, source.usage())
        except WrongKey:
            # The start refuses keys that do not fit, so somebody changed the database underneath.
            log.error("connection %s cannot be opened with the configured keys", look.row.connection_id)
            await self._database.write(lambda uow: self._wait(uow, look, LONGEST_RETRY))
        except BaseException:
            # A defect, or the end of the process: somebody else may look soon, but not while access is being renewed,
            # with what is void in a moment.
            if look.row.connection_id not in self._renewals:
                await self._database.write(lambda uow: self._wait(uow, look, FIRST_RETRY))
            raise
        else:
            usage = source.usage()
            await self._database.write(lambda uow: self._take_in(uow, look, answer, usage), long=True)

    async def _ask(self, look: Look, source: ActivitySource) -> Answer:
        """Return what the service says; raises `SourceTrouble`."""
        assert self._sources.box is not None
        assert look.row.secret is not None
        credentials = opened(self._sources.box, look.row.secret, look.service, look.row.athlete)
        ends_soon = credentials.expires_at is not None and credentials.expires_at - self._clock.now() < RENEWS_BEFORE
        if not ends_soon:
            try:
                return await self._ask_with(look, source, credentials)
            except SourceRefused:
                # Access ended early, or a clock is wrong: one that is new tells. Of a key there is no new one.
                if not credentials.refresh:
                    raise _worth(look) from None
        credentials = await self._renew(look, source, credentials)
        try:
            return await self._ask_with(look, source, credentials)
        except SourceRefused:
            raise _worth(look) from None

    async def _ask_with(self, look: Look, source: ActivitySource, credentials: Credentials) -> Answer:
        now = self._clock.now()
        if look.fill is not None:
            return Answer(await source.runs(credentials, *to_ask(look.fill)), {}, now)
        since = new_from(look, now)
        after = min([since, *(began(row) for row in look.known)]) if look.relists_on is not None else since
        listing = await source.runs(credentials, after)
        missing = to_ask_singly(look, listing, after)
        tried = self._tried_before(look)
        answers = await ask_singly(source, credentials, sorted(missing, key=tried.__contains__))
        tried |= answers.tried
        is_whole = not answers.is_limited and tried.issuperset(missing)
        unanswered = frozenset(missing) - answers.runs.keys()
        return Answer(listing, answers.runs, since, unanswered, is_whole=is_whole, is_limited=answers.is_limited)

    def _tried_before(self, look: Look) -> set[str]:
        """Return the runs that were asked about already in this night, be it without an answer: others come first."""
        if look.relists_on is None:
            return set()
        day, tried = self._tried.get(look.row.connection_id, (look.relists_on, set()))
        if day != look.relists_on:
            tried = set()
        self._tried[look.row.connection_id] = look.relists_on, tried
        return tried

    async def until_saved(self) -> None:
        """Wait for access that is being renewed: whoever stopped before it is saved would have thrown it away."""
        await asyncio.gather(*self._renewals.values(), return_exceptions=True)

    async def _renew(self, look: Look, source: ActivitySource, credentials: Credentials) -> Credentials:
        """Return renewed access, saved; the old pair is void, so nothing stops this half-way."""
        connection_id = look.row.connection_id
        renewal = asyncio.create_task(self._renew_and_save(look, source, credentials))
        self._renewals[connection_id] = renewal
        renewal.add_done_callback(lambda _: self._renewals.pop(connection_id, None))
        return await asyncio.shield(renewal)

    async def _renew_and_save(self, look: Look, source: ActivitySource, credentials: Credentials) -> Credentials:
        fresh = await source.renew(credentials)
        for pause in (*SAVES_AGAIN_AFTER, None):
            try:
                await self._database.write(lambda uow: self._save(uow, look, fresh))
                break
            except DatabaseAway:
                if pause is None:
                    raise
                # The pair that is stored is void, and this one nobody else has.
                await asyncio.sleep(pause)
        return fresh

    def _save(self, uow: UnitOfWork, look: Look, fresh: Credentials) -> None:
        """Keep renewed access; of a connection that is over it is given back, as what was owed so far is void."""
        assert self._sources.box is not None
        row = uow.connections.find(look.row.connection_id, hold=True)
        if row is None or row.secret_number != look.row.secret_number or row.athlete is None:
            log.info("connection %s has other access by now", look.row.connection_id)
            athlete = look.row.athlete
            if athlete is not None and uow.connections.by_athlete(look.service, athlete) is None:
                secret = sealed(self._sources.box, look.service, athlete, fresh)
                uow.service_work.add_revocation(look.service, secret, self._clock.now())
            return
        secret = sealed(self._sources.box, look.service, row.athlete, fresh)
        uow.connections.change(row.connection_id, secret=secret)

    # --- what came of it --------------------------------------------------------

    def _take_in(self, uow: UnitOfWork, look: Look, answer: Answer, usage: Usage | None) -> None:
        now = self._clock.now()
        runner = uow.runners.lock(look.row.runner_id)
        row = self._own(uow, look)
        note_usage(uow, look.service, usage, now)
        if answer.is_limited:
            note_limited(uow, look.service, usage, now)
        note_active(uow, look.service)
        if runner is None or row is None:
            return
        if answer.listing.unreadable:
            log.warning("connection %s: %s rows say odd things", row.connection_id, answer.listing.unreadable)
        if look.fill is not None:
            self._fill_in(uow, runner, row, look.fill, answer.listing, now)
            return
        last = row.looked_at
        searches = look.relists_on is not None or last is None or uow.found_runs.has_logged_since(row.runner_id, last)
        again_at = take_in(uow, runner, row, answer, look.hints, self._sources, now, searches=searches)
        due_at = now + LOOKS_EVERY if again_at is None else min(again_at, now + LOOKS_EVERY)
        columns: dict[str, object] = {
            "looked_at": now,
            "due_at": due_at,
            "held_until": None,
            "failures": 0,
            "refusals": 0,
        }
        if look.relists_on is not None:
            # What is left to be asked about has its turn in the next look, and not in the next night.
            columns["relisted_on"] = look.relists_on if answer.is_whole else row.relisted_on
            if answer.is_whole:
                self._tried.pop(row.connection_id, None)
            columns["withheld"] = answer.listing.withheld
            if answer.listing.withheld:
                owe_news(uow, runner, look.service, ConnectionNews.WITHHELD, row.connection_id, now)
        if any(hint.tries == 0 for hint in uow.service_work.hints_of(look.service, row.athlete or "")):
            # An event came meanwhile.
            columns["due_at"] = now
        uow.connections.change(row.connection_id, **columns)

    @staticmethod
    def _fill_in(
        uow: UnitOfWork, runner: RunnerRow, row: ConnectionRow, asked: BackFillRow, listing: Listing, now: datetime
    ) -> None:
        uow.connections.change(row.connection_id, held_until=None, refusals=0)
        fill = uow.back_fills.find(asked.back_fill_id)
        # It may have been left meanwhile, or begun anew.
        if fill is not None and fill.reached == asked.reached:
            fill_in(uow, runner, fill, listing, now)

    async def _note_trouble(self, look: Look, trouble: SourceTrouble, usage: Usage | None) -> None:
        log.info("connection %s was not looked at: %s", look.row.connection_id, type(trouble).__name__)
        while not await self._database.write(lambda uow: self._trouble(uow, look, trouble, usage), long=True):
            pass

    def _trouble(self, uow: UnitOfWork, look: Look, trouble: SourceTrouble, usage: Usage | None) -> bool:
        """Follow that a service did not answer; False when there is more to do about it."""
        now = self._clock.now()
        match trouble:
            case SourceRefused():
                runner = uow.runners.lock(look.row.runner_id)
                row = self._own(uow, look)
                if runner is not None and row is not None:
                    return refuse(uow, runner, row, now)
            case SourceLimited():
                self._wait(uow, look, note_limited(uow, look.service, usage, now) - now, failed=False)
            case SourceInactive():
                self._wait(uow, look, note_inactive(uow, look.service, now) - now, failed=False)
            case _:
                is_counted = isinstance(trouble, _Doubtful) and look.fill is None
                if is_counted and self._own(uow, look) is not None:
                    uow.connections.change(look.row.connection_id, refusals=look.row.refusals + 1)
                failures = look.row.failures if look.fill is None else look.fill.failures
                self._wait(uow, look, min(FIRST_RETRY * 2 ** min(failures, 8), LONGEST_RETRY))
        return True

    def _own(self, uow: UnitOfWork, look: Look) -> ConnectionRow | None:
        """Return the connection, held, while it is still in this process's hands."""
        row = uow.connections.find(look.row.connection_id, hold=True)
        return row if row is not None and row.claim == look.row.claim else None

    def _wait(self, uow: UnitOfWork, look: Look, pause: timedelta, *, failed: bool = True) -> None:
        row = self._own(uow, look)
        due_at = self._clock.now() + pause
        if row is not None and look.fill is not None:
            # New runs are looked for all the same.
            uow.connections.change(row.connection_id, held_until=None)
            days = fewer_days(look.fill.days) if failed else look.fill.days
            columns = {"due_at": due_at, "failures": look.fill.failures + failed, "days": days}
            uow.back_fills.change(look.fill.back_fill_id, **columns)
        elif row is not None:
            failures = row.failures + failed
            uow.connections.change(row.connection_id, due_at=due_at, held_until=None, failures=failures)


def _hour(runner: RunnerRow, now: datetime) -> int:
    return now.astimezone(zone_of(runner)).hour
