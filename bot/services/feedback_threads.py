"""Threads of feedback as the coach reads them: their own, and nobody else's."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.dates import local_today
from bot.errors import UserError
from bot.services.access import require_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.feedback import WORDS_ROOM, Recipient, recipient_of
from bot.services.runners import zone_of
from bot.services.teammates import named_runner, plain_name
from db.database import Database
from db.repositories.feedback import NEWEST, FeedbackRow
from db.unit_of_work import UnitOfWork

PAGE: Final = 5
"""Words on a page of a thread at most."""

ROOM: Final = 3_400
"""Characters on a page, of the 4,000 that Discord takes."""

AROUND: Final = 150
"""Characters of an entry beside its words."""

FOUND: Final = 8
"""What one search shows at most."""

SEARCH_LIMIT: Final = 100
"""Characters that are searched for at most."""

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """Words of a thread, with the coach's day on which they were written."""

    feedback_id: int
    runner_id: int
    runner_name: str
    by_runner: bool
    message: str
    day: date
    is_read: bool
    is_edited: bool
    is_taken_back: bool
    has_files: bool = False


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """What fits on one page of a thread, newest first; `older` is the key before which the next page begins."""

    runner_id: int
    runner_name: str
    entries: tuple[ThreadEntry, ...]
    today: date
    is_first: bool
    older: int | None


@dataclass(frozen=True, slots=True)
class Search:
    """What was found, newest first, and of how many."""

    typed: str
    entries: tuple[ThreadEntry, ...]
    count: int
    today: date


class FeedbackThreadService:
    """Shows a coach their threads."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def named(self, asker: Asker, typed: str) -> ThreadPage:
        """Return the newest page of the asker's thread with the runner whom they name.

        Raises `NotAllowed` for who does not coach, `NotFound` for nobody, `Unclear` when names are shared.
        """
        return await self._database.read(
            lambda uow: self._page(uow, asker, named_runner(uow, asker, typed).runner_id, None)
        )

    async def page(self, asker: Asker, runner_id: int, before: int | None = None) -> ThreadPage:
        """Return a page of the asker's thread with a runner; with `before`, of words older than that."""
        return await self._database.read(lambda uow: self._page(uow, asker, runner_id, before))

    async def search(self, asker: Asker, typed: str) -> Search:
        """Return what of the asker's own threads has every word in it that they typed, whatever capitals and accents.

        Raises `NotAllowed` for who does not coach, `UserError` for no words at all.
        """
        return await self._database.read(lambda uow: self._search(uow, asker, typed))

    def _page(self, uow: UnitOfWork, asker: Asker, runner_id: int, before: int | None) -> ThreadPage:
        runner = recipient_of(uow, asker, uow.runners.find_by_id(runner_id))
        zone = _zone(uow, asker)
        found = uow.feedback.thread(runner_id, asker.user_id, PAGE + 1, before or NEWEST)
        with_files = uow.feedback_files.names_of(word.feedback_id for word in found[:PAGE])
        entries: list[ThreadEntry] = []
        taken = 0
        for word in found[:PAGE]:
            # Whatever has to be disarmed takes two characters at most for each that was written.
            taken += AROUND + min(2 * len(word.message), WORDS_ROOM)
            if entries and taken > ROOM:
                break
            entries.append(replace(_entry(word, runner, zone), has_files=word.feedback_id in with_files))
        more = len(found) > len(entries)
        return ThreadPage(
            runner_id=runner.runner_id,
            runner_name=runner.name,
            entries=tuple(entries),
            today=local_today(self._clock.now(), zone),
            is_first=before is None,
            older=entries[-1].feedback_id if more and entries else None,
        )

    def _search(self, uow: UnitOfWork, asker: Asker, typed: str) -> Search:
        require_coach(uow, asker)
        wanted = plain_name(typed[:SEARCH_LIMIT]).split()
        if not wanted:
            raise UserError("search_empty")
        zone = _zone(uow, asker)
        names = {one.runner_id: one.name for one in uow.runners.of_team(asker.team_id) if not one.has_left}
        hits: list[FeedbackRow] = []
        count, before = 0, NEWEST
        while words := uow.feedback.of_coach(asker.team_id, asker.user_id, _AT_ONCE, before):
            before = words[-1].feedback_id
            # Names are compared where they are read, and so are words: SQLite knows capitals of ASCII alone.
            here = [one for one in words if one.runner_id in names and _has(one.message, wanted)]
            count += len(here)
            hits += here[: FOUND - len(hits)]
        entries = tuple(_entry(one, Recipient(one.runner_id, names[one.runner_id]), zone) for one in hits)
        return Search(typed, entries, count, local_today(self._clock.now(), zone))


def _has(message: str, wanted: list[str]) -> bool:
    text = plain_name(message)
    return all(word in text for word in wanted)


def _entry(word: FeedbackRow, runner: Recipient, zone: ZoneInfo) -> ThreadEntry:
    return ThreadEntry(
        feedback_id=word.feedback_id,
        runner_id=runner.runner_id,
        runner_name=runner.name,
        by_runner=word.by_runner,
        message=word.message,
        day=local_today(word.sent_at, zone),
        is_read=word.read_at is not None,
        is_edited=word.edited_at is not None,
        is_taken_back=word.taken_back_at is not None,
    )


def _zone(uow: UnitOfWork, asker: Asker) -> ZoneInfo:
    coach = uow.runners.find(asker.team_id, asker.user_id)
    if coach is not None:
        return zone_of(coach)
    team = uow.teams.find(asker.team_id)
    return ZoneInfo("UTC" if team is None else team.time_zone)
