"""Connections: the way to a service's consent page and back, how connections stand, and their end."""

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from urllib.parse import parse_qs, urlsplit

from bot.domain.connections import LINK_OPEN_FOR, ConnectionState, Level, Service, Usage
from bot.errors import NotFound, UserError
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.connection_endings import Ended, end, is_undecided
from bot.services.connection_letters import ConnectionNews, owe_news
from bot.services.connection_pages import Connection, ConnectionPage, connection_of
from bot.services.connection_starts import Connected, rests, seats_taken, start
from bot.services.giving_back import hold_back
from bot.services.ports import (
    AskedSource,
    Credentials,
    Grant,
    KeyedSource,
    SecretBox,
    SourceFull,
    SourceRefused,
    SourceTrouble,
)
from bot.services.runners import Enrolment
from bot.services.service_calls import is_resting, note_trouble, note_usage
from bot.services.sources import Sources
from db.database import Database
from db.repositories.connections import ConnectionRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

NEEDED_SCOPE: Final = "activity:read"
_ASKED_SCOPES: Final = ("read", NEEDED_SCOPE)
LEAVES_THE_WAY_OPEN: Final = frozenset({"address_incomplete", "service_rests"})
"""What may be said to who comes back without closing their way; after anything else a new one is to be opened."""
_FRAME: Final = "<>\"'` \t\r\n"
"""What people put around an address that they copy."""
STATE_BYTES: Final = 32
_STATE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_KEY: Final = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True, slots=True)
class Consent:
    """What a member agrees to before they are sent to Strava, by which address, and whether they paste one back.

    `privacy_url` is where all of it can be read again, `contact` whom they ask.
    """

    url: str
    is_pasted: bool
    level: Level
    privacy_url: str | None = None
    contact: str = ""


class ConnectionService:
    """Connects members' accounts. Services are asked outside of any transaction."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment, sources: Sources) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment
        self._sources = sources

    async def begin(self, asker: Asker) -> Consent:
        """Open a way to Strava's consent page, for ten minutes and once.

        Raises `UserError` where Strava is not set up, has no seat left, or is connected already, and while a word is to
        come on runs from before.
        """
        strava, _ = self._strava()
        state = secrets.token_urlsafe(STATE_BYTES)
        await self._database.write(lambda uow: self._begin(uow, asker, state))
        redirect_uri = self._sources.redirect_uri
        return Consent(
            url=strava.consent_url(state, redirect_uri),
            is_pasted=not self._sources.public_url,
            level=self._sources.level,
            privacy_url=self._sources.privacy_url,
            contact=self._sources.contact,
        )

    async def come_back(self, state: str, code: str, scope: str, error: str = "") -> Connected:
        """Connect the runner to whom this way was shown; it is closed then, whatever comes of it.

        Raises `NotFound` for a way that is closed or nobody's, `UserError` for a refusal, for a consent without runs,
        for an account that another runner has, for want of seats, and while Strava does not answer. While no call may
        be made the way stays open.
        """
        link = await self._database.write(lambda uow: self._take(uow, state, None, code))
        return await self._come_back(link, code, scope, error)

    async def paste(self, asker: Asker, address: str) -> Connected:
        """Do as `come_back` with the address that a member pasted; the way must be their own.

        Raises `UserError` for one that was cut off, whose way stays open.
        """
        try:
            query = parse_qs(urlsplit(address.strip(_FRAME)).query)
        except ValueError:
            query = {}
        state, code, scope, error = (query.get(name, [""])[0] for name in ("state", "code", "scope", "error"))
        if not state or not (code or error) or (not error and _is_cut(scope)):
            raise UserError("address_incomplete")
        link = await self._database.write(lambda uow: self._take(uow, state, asker, code))
        return await self._come_back(link, code, scope, error)

    async def hand_over(self, asker: Asker, key: str) -> Connected:
        """Connect intervals.icu by a key of the asker's own; raises `UserError` for one that opens nothing."""
        source, box = self._sources.intervals, self._sources.box
        if source is None or box is None:
            raise UserError("service_not_set_up", service=Service.INTERVALS)
        key = key.strip()
        if not _KEY.fullmatch(key):
            raise UserError("key_refused")
        grant = await self._checked(source, Credentials(key))
        runner_id = await self._database.write(
            lambda uow: self._enrolment.runner(uow, asker, self._clock.now()).runner_id
        )
        return await self._keep(box, runner_id, Service.INTERVALS, grant)

    async def page(self, asker: Asker) -> ConnectionPage:
        """Return how the asker's connections stand. Asking makes nobody a runner."""
        return await self._database.read(lambda uow: self._page(uow, asker))

    async def require_set_up(self, service: Service) -> None:
        """Raise `UserError` where a service is not set up."""
        if not self.is_set_up(service):
            raise UserError("service_not_set_up", service=service)

    def is_set_up(self, service: Service) -> bool:
        """Tell whether a service can be connected here."""
        return service in self._sources.services

    async def connected(self, asker: Asker, service: Service) -> Connection:
        """Return the asker's connection to a service; raises `NotFound` without one."""
        found = (await self.page(asker)).of(service)
        if found is None:
            raise NotFound("not_connected", service=service)
        return found

    async def undecided(self, asker: Asker) -> Connection | None:
        """Return the connection that is over but for the asker's word on what they logged from it, if there is one.

        That word comes before they connect anew: nothing is kept by which it could be told whether the account is the
        same, and the runs are to be theirs or gone by the day that they were told. Raises `UserError` where Strava is
        not set up.
        """
        self._strava()
        return await self._database.read(lambda uow: self._older(uow, asker))

    async def share_by_itself(self, asker: Asker, *, wished: bool) -> ConnectionPage:
        """Keep whether the asker wants runs from Strava logged and shared by themselves, where the operator may."""
        await self._database.write(lambda uow: self._share_by_itself(uow, asker, wished))
        return await self.page(asker)

    async def disconnect(self, asker: Asker, service: Service, *, keep: bool) -> Ended:
        """Give access back, delete what was told by it, and keep or delete the runs that the asker confirmed.

        Raises `NotFound` without such a connection.
        """
        return await self._to_the_end(lambda uow: self._end(uow, asker, service, keep))

    async def require_open(self, user_id: int, team_id: int | None, connection_id: int) -> None:
        """Raise `NotFound` as `decide` would: what follows can take a while, and a refusal need not."""
        await self._database.write(lambda uow: self._undecided(uow, user_id, team_id, connection_id))

    async def decide(self, user_id: int, team_id: int | None, connection_id: int, *, keep: bool) -> Ended:
        """Take a runner's word on the runs that were logged from a connection which the service refuses.

        `team_id` is the server in which they press, None in the bot's direct messages. Raises `NotFound` for anybody
        else's, and once it was decided.
        """
        return await self._to_the_end(lambda uow: self._decide(uow, user_id, team_id, connection_id, keep))

    async def _to_the_end(self, work: Callable[[UnitOfWork], Ended]) -> Ended:
        deleted = 0
        while True:
            ended = await self._database.write(work, long=True)
            deleted += ended.deleted
            if ended.is_over:
                return replace(ended, deleted=deleted)

    # --- the way there ----------------------------------------------------------

    def _begin(self, uow: UnitOfWork, asker: Asker, state: str) -> None:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        own = uow.connections.of(runner.runner_id, Service.STRAVA)
        if own is not None and own.state == ConnectionState.ACTIVE:
            raise UserError("connected_already", service=Service.STRAVA)
        if own is not None and is_undecided(uow, own):
            raise UserError("older_runs_undecided")
        self._require_seat(uow, runner.runner_id)
        uow.connections.close_links(now - LINK_OPEN_FOR)
        uow.connections.open_link(runner.runner_id, Service.STRAVA, _digest(state), now)

    def _require_seat(self, uow: UnitOfWork, runner_id: int) -> None:
        own = uow.connections.of(runner_id, Service.STRAVA)
        has_one = own is not None and own.secret is not None
        if not has_one and seats_taken(uow) >= self._sources.athletes:
            raise UserError("no_seat", athletes=self._sources.athletes)

    def _take(self, uow: UnitOfWork, state: str, asker: Asker | None, code: str) -> int:
        """Close a way and return whose it was; with a `code`, once Strava may be asked about that."""
        link = uow.connections.take_link(_digest(state)) if _STATE.fullmatch(state) else None
        if link is None or self._clock.now() - link.made_at > LINK_OPEN_FOR:
            raise NotFound("link_closed")
        if asker is not None:
            own = uow.runners.find(asker.team_id, asker.user_id)
            if own is None or own.runner_id != link.runner_id:
                raise NotFound("link_closed")
        now = self._clock.now()
        if code and (until := is_resting(uow, Service.STRAVA, now) or hold_back(uow, Service.STRAVA, now)):
            raise rests(until, now)
        return link.runner_id

    async def _come_back(self, runner_id: int, code: str, scope: str, error: str) -> Connected:
        strava, box = self._strava()
        if error or not code:
            raise UserError("consent_refused")
        if NEEDED_SCOPE not in _scopes(scope):
            raise UserError("consent_without_runs")
        try:
            grant = await strava.exchange(code)
        except SourceFull:
            raise UserError("no_seat", athletes=self._sources.athletes) from None
        except SourceRefused:
            raise NotFound("link_closed") from None
        except SourceTrouble as trouble:
            now = self._clock.now()
            noted = partial(note_trouble, service=Service.STRAVA, trouble=trouble, usage=strava.usage(), now=now)
            if (until := await self._database.write(noted)) is not None:
                raise rests(until, now) from trouble
            raise UserError("service_silent", command=Service.STRAVA.value) from trouble
        return await self._keep(box, runner_id, Service.STRAVA, grant, strava.usage())

    @staticmethod
    async def _checked(source: KeyedSource, credentials: Credentials) -> Grant:
        try:
            return await source.check(credentials)
        except SourceRefused:
            raise UserError("key_refused") from None
        except SourceTrouble as trouble:
            raise UserError("service_silent", command=Service.INTERVALS.value) from trouble

    async def _keep(
        self, box: SecretBox, runner_id: int, service: Service, grant: Grant, usage: Usage | None = None
    ) -> Connected:
        def keep(uow: UnitOfWork) -> Connected | UserError:
            now, athletes = self._clock.now(), self._sources.athletes
            started = start(uow, box, runner_id, service, grant, now, athletes=athletes)
            note_usage(uow, service, usage, now)
            return started

        outcome = await self._database.write(keep)
        if isinstance(outcome, UserError):
            raise outcome
        return outcome

    # --- how it stands, and its end ---------------------------------------------

    def _page(self, uow: UnitOfWork, asker: Asker) -> ConnectionPage:
        runner = uow.runners.find(asker.team_id, asker.user_id)
        rows = [] if runner is None else uow.connections.of_runner(runner.runner_id)
        calls = uow.service_work.calls(Service.STRAVA)
        has_strava = Service.STRAVA in self._sources.services
        now = self._clock.now()
        rests_until = None if calls is None else calls.rests_until
        return ConnectionPage(
            services=self._sources.services,
            connections=() if runner is None else tuple(connection_of(uow, runner, row, now) for row in rows),
            level=self._sources.level,
            seats=(seats_taken(uow), self._sources.athletes) if asker.is_admin and has_strava else None,
            rests_until=rests_until if rests_until is not None and rests_until > now else None,
            is_inactive=calls is not None and calls.inactive_since is not None,
        )

    def _older(self, uow: UnitOfWork, asker: Asker) -> Connection | None:
        runner = uow.runners.find(asker.team_id, asker.user_id)
        row = None if runner is None else uow.connections.of(runner.runner_id, Service.STRAVA)
        if runner is None or row is None or not is_undecided(uow, row):
            return None
        return connection_of(uow, runner, row, self._clock.now())

    def _share_by_itself(self, uow: UnitOfWork, asker: Asker, wished: bool) -> None:
        runner = uow.runners.find(asker.team_id, asker.user_id, for_update=True)
        row = None if runner is None else uow.connections.of(runner.runner_id, Service.STRAVA)
        if row is None or row.state != ConnectionState.ACTIVE:
            raise NotFound("not_connected", service=Service.STRAVA)
        if wished and self._sources.level is not Level.AUTOMATIC:
            raise UserError("component_stale")
        uow.connections.change(row.connection_id, automatic=wished)

    def _end(self, uow: UnitOfWork, asker: Asker, service: Service, keep: bool) -> Ended:
        now = self._clock.now()
        runner = uow.runners.find(asker.team_id, asker.user_id, for_update=True)
        row = None if runner is None else uow.connections.of(runner.runner_id, service)
        if runner is None or row is None:
            raise NotFound("not_connected", service=service)
        ended = end(uow, runner, row, now, keep=keep)
        if ended.is_over:
            owe_news(uow, runner, service, ConnectionNews.ENDED, row.connection_id, now)
        return ended

    def _decide(self, uow: UnitOfWork, user_id: int, team_id: int | None, connection_id: int, keep: bool) -> Ended:
        runner, row = self._undecided(uow, user_id, team_id, connection_id)
        return end(uow, runner, row, self._clock.now(), keep=keep)

    @staticmethod
    def _undecided(
        uow: UnitOfWork, user_id: int, team_id: int | None, connection_id: int
    ) -> tuple[RunnerRow, ConnectionRow]:
        """Return a connection that waits for its runner's word, and the runner, both locked."""
        seen = uow.connections.find(connection_id)
        runner = None if seen is None else uow.runners.lock(seen.runner_id)
        row = uow.connections.find(connection_id, hold=True)
        if row is None or runner is None or runner.user_id != user_id or row.state != ConnectionState.REFUSED:
            raise NotFound("decided_already")
        if team_id not in (None, runner.team_id):
            raise NotFound("decided_already")
        return runner, row

    def _strava(self) -> tuple[AskedSource, SecretBox]:
        if Service.STRAVA not in self._sources.services or self._sources.strava is None or self._sources.box is None:
            raise UserError("service_not_set_up", service=Service.STRAVA)
        return self._sources.strava, self._sources.box


def _scopes(scope: str) -> list[str]:
    return scope.replace(" ", ",").split(",")


def _is_cut(scope: str) -> bool:
    """Tell whether what Strava puts at the end of the address was not copied as a whole."""
    *_, end = scopes = _scopes(scope)
    return NEEDED_SCOPE not in scopes and any(one != end and one.startswith(end) for one in _ASKED_SCOPES)


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
