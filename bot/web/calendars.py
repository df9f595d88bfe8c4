"""`/calendar/…`: the feeds of races that calendar programs subscribe to. Tokens are in no log."""

import asyncio
import hashlib
import logging
from datetime import datetime
from typing import Final

from aiohttp import ETag, web

from bot.services.calendars import PATH, CalendarService, RaceCalendar
from bot.ui.calendar_files import races_file

log = logging.getLogger(__name__)

_HEADERS: Final = {
    # A program may keep it, and asks each time whether it still holds; nobody between may.
    "Cache-Control": "private, no-cache",
    "Content-Disposition": 'inline; filename="races.ics"',
}


class CalendarPages:
    """Answers calendar programs."""

    def __init__(self, calendars: CalendarService) -> None:
        self._calendars = calendars
        # Threads share one interpreter: side by side files take as long as in turn, and hold up members meanwhile.
        self._making = asyncio.Semaphore(1)

    def routes(self) -> list[web.RouteDef]:
        """Return what is answered; GET brings HEAD along."""
        return [web.get(PATH, self.calendar)]

    async def calendar(self, request: web.Request) -> web.Response:
        """Send a feed, or word that the program has it as it is; raises `NotFound`.

        `Last-Modified` tells when a race changed. It decides nothing, as a race that somebody left, or that is long
        over, changes the feed as well: the tag alone does.
        """
        calendar = await self._calendars.feed(request.match_info["token"])
        async with self._making:
            written = await asyncio.to_thread(races_file, calendar)
        tag = hashlib.sha256(written).hexdigest()[:32]
        has_it = _names(request.if_none_match, tag)
        log.debug("the calendar of runner %s in team %s was asked for", calendar.runner_id, calendar.team_id)
        if has_it:
            response = web.Response(status=304, headers=_HEADERS)
        else:
            response = web.Response(body=written, content_type="text/calendar", charset="utf-8", headers=_HEADERS)
        response.etag = tag
        response.last_modified = _changed_at(calendar)
        return response


def _names(tags: tuple[ETag, ...] | None, tag: str) -> bool:
    # A proxy that compresses makes the tag a weak one; it is the same feed all the same.
    return any(one.value in ("*", tag) for one in tags or ())


def _changed_at(calendar: RaceCalendar) -> datetime | None:
    return max((one.changed_at for one in calendar.races), default=None)
