"""Events of races: each race that is ahead stands among its server's events, in step with what the team knows of it."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.race_events import EventProblem
from bot.services.clock import Clock
from bot.services.ports import (
    EventBoard,
    EventOutcome,
    Later,
    Refused,
    Removed,
    Shown,
    TakenDown,
)
from bot.services.race_event_pages import RaceEvent, race_event
from db.database import Database
from db.repositories.races import RaceRow
from db.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=60)
"""How long a process may have an event in its hands before another takes it for abandoned."""

SEEN_TO_AT_ONCE: Final = 20
RETRY: Final = timedelta(minutes=5)
"""After Discord could not be reached."""
RETRY_REFUSED: Final = timedelta(days=1)
"""After it refused for lack of a permission or of room; a change of the race tries again at once."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be asked of Discord for a race: an event to put up or keep in step, or none any more.

    `revision` and `day` are those of the race when it was claimed; the claim is known by `held_until`.
    """

    event: RaceEvent
    removes: bool
    revision: int
    day: date
    held_until: datetime


class RaceEventService:
    """Keeps the servers' events in step with the races; the races do as well without.

    Discord is asked outside of any transaction. Whoever asks holds the event meanwhile, so that two processes do not
    put up two, and what changes meanwhile is due anew.
    """

    def __init__(self, database: Database, clock: Clock, board: EventBoard) -> None:
        self._database = database
        self._clock = clock
        self._board = board

    async def see_to_due(self, limit: int = SEEN_TO_AT_ONCE) -> int:
        """See to events that are due, one after the other; returns how many, those with nothing to do included."""
        seen = 0
        while seen < limit and await self._is_any_due():
            row, errand = await self._database.write(self._claim)
            if row is None:
                break
            if errand is not None:
                await self._run(errand)
            seen += 1
        return seen

    async def _is_any_due(self) -> bool:
        due_at = await self._database.read(lambda uow: uow.races.next_event_due_at())
        return due_at is not None and due_at <= self._clock.now()

    def _claim(self, uow: UnitOfWork) -> tuple[RaceRow | None, Errand | None]:
        now = self._clock.now()
        row = uow.races.due_event(now)
        if row is None:
            return None, None
        team = uow.teams.find(row.team_id)
        assert team is not None
        tried = row.event_day is not None and row.event_problem != EventProblem.GONE
        event = race_event(uow, team, row, now, tried=tried)
        may_stand = event.event_id is not None or tried
        if not (may_stand if row.cancelled_at is not None else _is_called_for(row, event, now)):
            uow.races.change(row.race_id, event_due_at=None, event_held_until=None)
            return row, None
        errand = Errand(event, row.cancelled_at is not None, row.revision, row.race_day, held_until=now + LEASE)
        columns: dict[str, object] = {"event_held_until": errand.held_until}
        if not may_stand:
            columns |= {"event_day": row.race_day, "event_problem": None}
        uow.races.change(row.race_id, **columns)
        return row, errand

    async def _run(self, errand: Errand) -> None:
        event = errand.event
        if errand.removes:
            outcome = await self._board.remove(event.team_id, event.race_id, event.event_id)
        else:
            outcome = await self._board.put(event)
        now = self._clock.now()
        await self._database.write(lambda uow: _note(uow, errand, outcome, now))


def _is_called_for(row: RaceRow, event: RaceEvent, now: datetime) -> bool:
    """Tell whether there is anything to ask of Discord for a race that is on."""
    same_day = row.event_day == row.race_day
    if event.event_id is not None:
        return row.event_revision != row.revision and not (same_day and event.ends_at <= now)
    # Whoever took it down had a reason; on another day it is another event.
    taken_down = row.event_problem == EventProblem.GONE and same_day
    return not (taken_down or event.has_begun)


def _note(uow: UnitOfWork, errand: Errand, outcome: EventOutcome, now: datetime) -> None:
    event = errand.event
    row = uow.races.find(event.team_id, event.race_id, hold=True)
    if row is None or row.event_held_until != errand.held_until:
        # Another process has it by now, and looks for what this one put up.
        log.info("the event of race %s is in other hands by now", event.race_id)
        return
    columns, due_at = _noted(errand, outcome, now)
    if row.revision != errand.revision or _goes_up_anew(row, errand, outcome):
        due_at = now
    uow.races.change(event.race_id, event_held_until=None, event_due_at=due_at, **columns)


def _goes_up_anew(row: RaceRow, errand: Errand, outcome: EventOutcome) -> bool:
    """Tell whether an event had to go, or was taken down, that the race needs on its new day or at its new time."""
    if errand.removes or errand.event.has_begun:
        return False
    return isinstance(outcome, Removed) or (isinstance(outcome, TakenDown) and row.event_day != errand.day)


def _noted(errand: Errand, outcome: EventOutcome, now: datetime) -> tuple[dict[str, object], datetime | None]:
    """Return what to note of an answer, and when to see to the event again unless the race has changed meanwhile."""
    race_id = errand.event.race_id
    match outcome:
        case Shown(event_id):
            return {
                "event_id": event_id,
                "event_revision": errand.revision,
                "event_day": errand.day,
                "event_problem": None,
            }, None
        case Removed():
            return _NOTHING_STANDS | {"event_day": None, "event_problem": None}, None
        case TakenDown():
            log.info("the event of race %s was taken down", race_id)
            return _NOTHING_STANDS | {"event_problem": EventProblem.GONE}, None
        case Refused(problem):
            log.info("race %s has no event in step: %s", race_id, problem)
            retry_at = now + RETRY_REFUSED
            helps = problem is not EventProblem.REFUSED and retry_at < errand.event.ends_at
            return {"event_problem": problem}, retry_at if helps else None
        case Later(reason, seconds):
            log.info("the event of race %s waits: %s", race_id, reason)
            return {}, now + (RETRY if seconds is None else timedelta(seconds=seconds))


_NOTHING_STANDS: Final[dict[str, object]] = {"event_id": None, "event_revision": None}
