"""A service that knows members' runs, as its port promises it, with ways to stumble."""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot.domain.connections import Usage
from bot.domain.found_runs import FoundRun
from bot.services.clock import Clock
from bot.services.ports import Credentials, Grant, Listing, SourceRefused

BERLIN = ZoneInfo("Europe/Berlin")
LASTS = timedelta(hours=6)


@dataclass
class Account:
    """An athlete there: the runs that they have, and the pair that opens the account now."""

    athlete: str
    runs: dict[str, FoundRun] = field(default_factory=dict)
    access: str = ""
    refresh: str = ""
    expires_at: datetime | None = None
    is_open: bool = True


class FakeSource:
    """Fulfils `bot.services.ports.AskedSource` and `KeyedSource`; of two pairs of an account only the newest opens it.

    `trouble` comes first come, first served, at each call, `stumbles_over` at each question about these runs alone;
    `meanwhile` happens while it is asked.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = count(1)
        self.accounts: dict[str, Account] = {}
        self.codes: dict[str, str] = {}
        self.asked: list[str] = []
        self.revoked: list[str] = []
        self.trouble: deque[Exception | None] = deque()
        self.meanwhile: Callable[[], Awaitable[object]] | None = None
        self.stumbles_over: dict[str, Exception] = {}
        self.withheld = 0
        self.counted: Usage | None = Usage(1, 200, 1, 2_000)

    def account(self, athlete: str) -> Account:
        """Return an account, opened with the first question after it."""
        return self.accounts.setdefault(athlete, Account(athlete))

    def agree(self, athlete: str) -> str:
        """Let an athlete agree on the consent page; returns the code with which they are sent back."""
        code = f"code-{next(self._numbers)}"
        self.codes[code] = athlete
        self.account(athlete)
        return code

    def finish(
        self, athlete: str, began: datetime, metres: int = 10_000, seconds: int = 3_072, **more: object
    ) -> FoundRun:
        """Let an athlete have a run."""
        key = str(7_000 + next(self._numbers))
        run = FoundRun(key, began.astimezone(BERLIN).date(), began, metres, seconds, seconds, **more)  # type: ignore[arg-type]
        self.account(athlete).runs[key] = run
        return run

    def change(self, athlete: str, key: str, **columns: object) -> None:
        """Let an athlete change a run there."""
        runs = self.account(athlete).runs
        runs[key] = replace(runs[key], **columns)  # type: ignore[arg-type]

    def usage(self) -> Usage | None:
        """See `bot.services.ports.ActivitySource`; `counted` is heard with each answer unless it says when it was."""
        if self.counted is None:
            return None
        return replace(self.counted, heard_at=self.counted.heard_at or self._clock.now())

    def consent_url(self, state: str, redirect_uri: str) -> str:
        """See `bot.services.ports.AskedSource`."""
        return f"https://service.example/authorize?state={state}&redirect_uri={redirect_uri}"

    async def exchange(self, code: str) -> Grant:
        """See `bot.services.ports.AskedSource`."""
        await self._answer("exchange")
        athlete = self.codes.pop(code, None)
        if athlete is None:
            raise SourceRefused
        return Grant(self._new_pair(self.account(athlete)), athlete)

    async def check(self, credentials: Credentials) -> Grant:
        """See `bot.services.ports.KeyedSource`: a key is `key-` and the athlete."""
        await self._answer("check")
        athlete = credentials.access.removeprefix("key-")
        if athlete not in self.accounts:
            raise SourceRefused
        self.accounts[athlete].access = credentials.access
        return Grant(credentials, athlete)

    async def renew(self, credentials: Credentials) -> Credentials:
        """See `bot.services.ports.ActivitySource`."""
        await self._answer("renew")
        for account in self.accounts.values():
            if account.refresh == credentials.refresh and account.is_open:
                return self._new_pair(account)
        raise SourceRefused

    async def runs(self, credentials: Credentials, after: datetime, before: datetime | None = None) -> Listing:
        """See `bot.services.ports.ActivitySource`."""
        await self._answer("runs")
        held = self._opened(credentials).runs.values()
        runs = tuple(
            run
            for run in held
            if run.started_at is None or (run.started_at > after and (before is None or run.started_at < before))
        )
        return Listing(runs, withheld=self.withheld)

    async def run(self, credentials: Credentials, key: str) -> FoundRun | None:
        """See `bot.services.ports.ActivitySource`."""
        await self._answer("run")
        if key in self.stumbles_over:
            raise self.stumbles_over[key]
        return self._opened(credentials).runs.get(key)

    async def revoke(self, credentials: Credentials) -> None:
        """See `bot.services.ports.ActivitySource`."""
        await self._answer("revoke")
        self.revoked.append(credentials.access)
        for account in self.accounts.values():
            if account.access == credentials.access:
                account.is_open = False

    async def _answer(self, what: str) -> None:
        self.asked.append(what)
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        trouble = self.trouble.popleft() if self.trouble else None
        if trouble is not None:
            raise trouble

    def _opened(self, credentials: Credentials) -> Account:
        for account in self.accounts.values():
            in_time = account.expires_at is None or self._clock.now() < account.expires_at
            if account.access == credentials.access and account.is_open and in_time:
                return account
        raise SourceRefused

    def _new_pair(self, account: Account) -> Credentials:
        number = next(self._numbers)
        account.access, account.refresh = f"access-{number}", f"refresh-{number}"
        account.expires_at, account.is_open = self._clock.now() + LASTS, True
        return Credentials(account.access, account.refresh, account.expires_at)
