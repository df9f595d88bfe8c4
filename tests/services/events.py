"""A server's events as the port of the event board sees them, and ways for Discord and the process to fail."""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.services.ports import EventOutcome, Removed, Shown, TakenDown
from bot.services.race_event_pages import RaceEvent


class Killed(BaseException):
    """The process is gone: nothing of ours may catch this and go on."""


@dataclass(frozen=True, slots=True)
class Died:
    """The process ends, before Discord does anything or right after."""

    after: bool


class Events:
    """Fulfils `bot.services.ports.EventBoard` with the promises that it makes, and remembers what it was asked.

    `trouble` comes first come, first served; `meanwhile` happens while Discord is asked.
    """

    def __init__(self) -> None:
        self.standing: dict[int, RaceEvent] = {}
        self.asked = 0
        self.trouble: deque[EventOutcome | Died] = deque()
        self.meanwhile: Callable[[], Awaitable[object]] | None = None
        self._newest = 7_000

    async def put(self, event: RaceEvent) -> EventOutcome:
        """See `bot.services.ports.EventBoard`."""
        return await self._answer(lambda: self._put(event))

    async def remove(self, team_id: int, race_id: int, event_id: int | None) -> EventOutcome:
        """See `bot.services.ports.EventBoard`."""
        return await self._answer(lambda: self._remove(race_id, event_id))

    async def _answer(self, act: Callable[[], EventOutcome]) -> EventOutcome:
        self.asked += 1
        if self.meanwhile is not None:
            await self.meanwhile()
        trouble = self.trouble.popleft() if self.trouble else None
        if trouble == Died(after=False):
            raise Killed
        if trouble is not None and not isinstance(trouble, Died):
            return trouble
        outcome = act()
        if trouble is not None:
            raise Killed
        return outcome

    def _put(self, event: RaceEvent) -> EventOutcome:
        event_id = event.event_id or (self._left_behind(event.race_id) if event.tried else None)
        if event_id is None:
            self._newest += 1
            event_id = self._newest
        elif event_id not in self.standing:
            return TakenDown()
        elif event.has_begun and self.standing[event_id].starts_at > event.starts_at:
            del self.standing[event_id]
            return Removed()
        self.standing[event_id] = event
        return Shown(event_id)

    def _remove(self, race_id: int, event_id: int | None) -> EventOutcome:
        self.standing.pop(event_id or self._left_behind(race_id) or 0, None)
        return Removed()

    def _left_behind(self, race_id: int) -> int | None:
        return next((key for key, event in self.standing.items() if event.race_id == race_id), None)
