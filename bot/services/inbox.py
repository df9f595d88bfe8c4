"""The inbox: words that were written to a member, those first which have not reached them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.dates import local_today
from bot.services.asker import Asker
from bot.services.checkup_letters import CheckupShared, FocusRequest
from bot.services.clock import Clock
from bot.services.coach_digests import CoachDigest
from bot.services.coaches import still_coaches
from bot.services.feedback import WORDS_ROOM
from bot.services.feedback_letters import Feedback, FeedbackAnswer, Files, answer_of, feedback_of
from bot.services.letters import CommentNote, Hindrance, Letter, RunReview, letter_of, tell_sender
from bot.services.outbox import NEEDLESS, MessageState
from bot.services.plan_letters import PlanWeek
from bot.services.race_letters import RaceReminder
from bot.services.runners import zone_of
from db.database import Database
from db.repositories.feedback import NEWEST, FeedbackRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

PAGE: Final = 5
"""Letters on a page at most."""
ROOM: Final = 3_600
"""Characters on a page, of the 4,000 that Discord takes."""
AROUND: Final = 350
"""Characters of a letter beside what a coach wrote: who wrote it, and when, or all of a note."""


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """A letter with the reader's day on which it was written; a new one was never read before.

    `outbox_id` names the direct message by which it was still to come, if it was.
    """

    letter: Letter
    day: date
    is_new: bool
    outbox_id: int | None = None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """What fits on one page. `older` is the key before which the next page begins, if there is one."""

    entries: tuple[InboxEntry, ...]
    today: date
    is_first: bool
    more_waiting: bool
    older: int | None


@dataclass(frozen=True, slots=True)
class Offer:
    """How many messages wait for a member, and which of them they are told of for the first time."""

    count: int
    outbox_ids: tuple[int, ...]


class InboxService:
    """Shows a member's letters, and tells when some wait."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def read(self, asker: Asker, before: int | None = None) -> InboxPage:
        """Return a page of the asker's inbox; with `before`, the words older than that. Once `seen` it is read."""
        return await self._database.write(lambda uow: self._read(uow, asker, before))

    async def seen(self, asker: Asker, page: InboxPage) -> None:
        """Note that a page has been shown to the asker, so that all of it is read.

        What waited for its reader is sent by this, and so is what was still on its way.
        """
        await self._database.write(lambda uow: self._seen(uow, asker, page))

    async def offer(self, asker: Asker) -> Offer | None:
        """Return what waits for the asker, or None when they know of all of it; each message is offered once."""
        if not await self._database.read(lambda uow: uow.outbox.has_unoffered(asker.team_id, asker.user_id)):
            return None
        return await self._database.write(lambda uow: self._offer(uow, asker))

    async def not_offered(self, offer: Offer) -> None:
        """Note that an offer did not reach the member: the next one holds its messages again."""
        await self._database.write(lambda uow: _set_offered(uow, offer.outbox_ids, None))

    def _read(self, uow: UnitOfWork, asker: Asker, before: int | None) -> InboxPage:
        now = self._clock.now()
        runner = uow.runners.find(asker.team_id, asker.user_id)
        zone = _zone(uow, asker, runner)
        page = Page()
        more_waiting = before is None and not _take_unread(uow, asker, page, zone, now)
        older = None if more_waiting else _take_words(uow, asker, runner, page, zone, before or NEWEST)
        return InboxPage(
            entries=tuple(page.entries),
            today=local_today(now, zone),
            is_first=before is None,
            more_waiting=more_waiting,
            older=older,
        )

    def _seen(self, uow: UnitOfWork, asker: Asker, page: InboxPage) -> None:
        now = self._clock.now()
        # One that a worker has taken meanwhile is sent by that.
        unread = {row.outbox_id for row in uow.outbox.unread_by(asker.team_id, asker.user_id)}
        for entry in page.entries:
            if entry.outbox_id in unread:
                uow.outbox.change(entry.outbox_id, state=MessageState.SENT, sent_at=now, reason=None)
            if isinstance(entry.letter, Feedback | FeedbackAnswer) and entry.is_new:
                uow.feedback.change(entry.letter.feedback_id, read_at=now)

    def _offer(self, uow: UnitOfWork, asker: Asker) -> Offer | None:
        waiting = uow.outbox.waiting_for(asker.team_id, asker.user_id)
        fresh = tuple(row.outbox_id for row in waiting if row.offered_at is None)
        _set_offered(uow, fresh, self._clock.now())
        return Offer(len(waiting), fresh) if fresh else None


class Page:
    """A page that is being filled."""

    def __init__(self) -> None:
        self.entries: list[InboxEntry] = []

    def has_room(self, letter: Letter) -> bool:
        """Tell whether the letter still fits; the first one always does."""
        taken = sum(_length(one) for one in (*(entry.letter for entry in self.entries), letter))
        return not self.entries or (len(self.entries) < PAGE and taken <= ROOM)


def _length(letter: Letter) -> int:
    # Whatever has to be disarmed takes two characters at most for each that was written.
    match letter:
        case (
            Feedback(message=written)
            | FeedbackAnswer(message=written)
            | CommentNote(message=written)
            | RunReview(reason=written)
        ):
            return AROUND + min(2 * len(written), WORDS_ROOM)
        case PlanWeek():
            # As many days as it has, each with room for whoever shares it.
            return ROOM
        case CheckupShared():
            return AROUND + len(letter.words)
        case FocusRequest():
            return AROUND + 2 * len(letter.question or "")
        case CoachDigest(entries=entries):
            return AROUND + 150 * len(entries)
        case RaceReminder():
            # Name, place, goal and teammates are as long as people made them.
            return 3 * AROUND
        case _:
            return AROUND


def _take_unread(uow: UnitOfWork, asker: Asker, page: Page, zone: ZoneInfo, now: datetime) -> bool:
    """Put what has not reached the asker onto the page, oldest first; tell whether all of it fits."""
    for row in uow.outbox.unread_by(asker.team_id, asker.user_id):
        letter = letter_of(uow, asker.team_id, MessageKind(row.kind), row.payload, asker.user_id, now)
        if letter is None:
            uow.outbox.change(row.outbox_id, state=MessageState.DROPPED, reason=NEEDLESS)
            if row.kind == MessageKind.FEEDBACK_ANSWER:
                tell_sender(uow, row.outbox_id, row.kind, row.key, Hindrance.NO_COACH, now)
            continue
        if not page.has_room(letter):
            return False
        page.entries.append(InboxEntry(letter, local_today(row.created_at, zone), True, row.outbox_id))
    return True


def _take_words(
    uow: UnitOfWork, asker: Asker, runner: RunnerRow | None, page: Page, zone: ZoneInfo, before: int
) -> int | None:
    """Fill the page with what coaches and runners wrote to the asker, newest first.

    Returns before which one the next page begins.
    """
    coaches = still_coaches(uow, asker.team_id, asker.user_id)
    there = {entry.letter.feedback_id for entry in page.entries if isinstance(entry.letter, Feedback | FeedbackAnswer)}
    runner_id = None if runner is None else runner.runner_id
    words = uow.feedback.newest_to(asker.team_id, asker.user_id, runner_id, PAGE + len(there) + 1, before)
    files = uow.feedback_files.names_of(word.feedback_id for word in words)
    for word in words:
        # What runners write is for who coaches now: some of it may have reached nobody.
        letter = None if word.by_runner and not coaches else _letter(uow, word, runner, files)
        if letter is None or word.feedback_id in there:
            before = word.feedback_id
            continue
        if not page.has_room(letter):
            return before
        page.entries.append(InboxEntry(letter, local_today(word.sent_at, zone), is_new=word.read_at is None))
        before = word.feedback_id
    return None


def _letter(uow: UnitOfWork, word: FeedbackRow, runner: RunnerRow | None, files: Files) -> Letter | None:
    if word.by_runner:
        return answer_of(uow, word, files)
    return None if runner is None else feedback_of(uow, word, runner.team_name, files)


def _zone(uow: UnitOfWork, asker: Asker, runner: RunnerRow | None) -> ZoneInfo:
    if runner is not None:
        return zone_of(runner)
    team = uow.teams.find(asker.team_id)
    return ZoneInfo("UTC" if team is None else team.time_zone)


def _set_offered(uow: UnitOfWork, outbox_ids: Iterable[int], at: datetime | None) -> None:
    for outbox_id in outbox_ids:
        uow.outbox.change(outbox_id, offered_at=at)
