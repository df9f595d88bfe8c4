"""intervals.icu over the network: one list call, one activity, and whose key it is."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

import aiohttp

from bot.domain.connections import Usage
from bot.domain.found_runs import FoundRun
from bot.intervals.reading import is_another_sport, is_withheld, read_rows, read_run
from bot.services.ports import (
    Credentials,
    Grant,
    Listing,
    SourceLimited,
    SourceRefused,
    SourceUnreachable,
)

ADDRESS: Final = "https://intervals.icu"
USER: Final = "API_KEY"
"""The name that goes with every member's key."""
SECONDS: Final = 25.0
LARGEST_ANSWER: Final = 8 * 1024 * 1024
_FIELDS: Final = "id,type,source,start_date,start_date_local,distance,moving_time,elapsed_time,trainer,race,device_name"


class IntervalsSource:
    """Fulfils `bot.services.ports.KeyedSource`; `address` is another one for tests, empty for its own."""

    def __init__(self, address: str = "", seconds: float = SECONDS) -> None:
        self._address = (address or ADDRESS).rstrip("/")
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def usage(self) -> Usage | None:
        """See `bot.services.ports.ActivitySource`: it tells nothing of its limits before they are reached."""
        return None

    async def check(self, credentials: Credentials) -> Grant:
        """See `bot.services.ports.KeyedSource`."""
        athlete = await self._get(credentials, "/api/v1/athlete/0")
        name = athlete.get("id") if isinstance(athlete, dict) else None
        if not isinstance(name, str) or not 0 < len(name) <= 64:
            raise SourceUnreachable
        return Grant(credentials, name)

    async def renew(self, credentials: Credentials) -> Credentials:
        """See `bot.services.ports.ActivitySource`: a key holds until its owner makes another."""
        return credentials

    async def runs(self, credentials: Credentials, after: datetime, before: datetime | None = None) -> Listing:
        """See `bot.services.ports.ActivitySource`."""
        # It goes by days of the athlete's own, which begin up to half a day before or after ours.
        query = {"oldest": (after - timedelta(days=1)).date().isoformat(), "fields": _FIELDS}
        if before is not None:
            query["newest"] = (before + timedelta(days=1)).date().isoformat()
        rows = await self._get(credentials, "/api/v1/athlete/0/activities", query)
        if not isinstance(rows, list):
            raise SourceUnreachable
        found = read_rows(rows)
        runs = tuple(run for run in found.runs if _is_between(run, after, before))
        return Listing(runs, found.others, found.unreadable, found.withheld)

    async def run(self, credentials: Credentials, key: str) -> FoundRun | None:
        """See `bot.services.ports.ActivitySource`."""
        try:
            row = await self._get(credentials, f"/api/v1/activity/{quote(key, safe='')}")
        except _Missing:
            return None
        if not isinstance(row, dict):
            raise SourceUnreachable
        if is_withheld(row) or is_another_sport(row):
            return None
        run = read_run(row)
        if run is None:
            # Odd things are no word on whether it is there.
            raise SourceUnreachable
        return run

    async def revoke(self, credentials: Credentials) -> None:
        """See `bot.services.ports.ActivitySource`: there is nobody to tell, the key is its owner's to change."""

    async def _get(self, credentials: Credentials, path: str, query: dict[str, str] | None = None) -> Any:
        """Return what is answered; raises `SourceTrouble` without a word of the request or the answer."""
        try:
            async with asyncio.timeout(self._seconds):
                status, body = await self._asked(credentials, path, query)
        except (aiohttp.ClientError, OSError, TimeoutError):
            raise SourceUnreachable from None
        match status:
            case 200:
                pass
            case 401:
                raise SourceRefused
            case 403 if _is_its_own_word(body):
                raise SourceRefused
            case 404:
                raise _Missing
            case 429:
                raise SourceLimited
            case _:
                raise SourceUnreachable
        if len(body) > LARGEST_ANSWER:
            raise SourceUnreachable
        try:
            # A season of rows takes some milliseconds, for which nobody else need wait.
            return await asyncio.to_thread(json.loads, body)
        except (ValueError, RecursionError):
            raise SourceUnreachable from None

    async def _asked(self, credentials: Credentials, path: str, query: dict[str, str] | None) -> tuple[int, bytes]:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        headers = {"Authorization": aiohttp.encode_basic_auth(USER, credentials.access)}
        address = self._address + path
        async with self._session.get(address, params=query, headers=headers, allow_redirects=False) as response:
            return response.status, await _content(response)


class _Missing(SourceUnreachable):
    """It has no such thing; of a list or an athlete that means that something is wrong there."""


def _is_its_own_word(body: bytes) -> bool:
    """Tell whether a 403 is of intervals.icu itself, which says so in its own form, and not of something before it."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("status") == 403 and isinstance(said.get("error"), str)


async def _content(response: aiohttp.ClientResponse) -> bytes:
    """Return all that comes, in however many pieces, or enough of it to tell that it is too much."""
    content = bytearray()
    async for piece in response.content.iter_any():
        content += piece
        if len(content) > LARGEST_ANSWER:
            break
    return bytes(content)


def _is_between(run: FoundRun, after: datetime, before: datetime | None) -> bool:
    if run.started_at is None:
        return run.local_date >= after.date()
    return run.started_at > after and (before is None or run.started_at < before)
