"""Direct words: what coaches and runners write to the bot in direct messages, on its way to the other of the two.

A reply to one of the bot's letters goes where that came from. Anything else is kept until its writer has said for whom
it is. Edits and deletions of the message are followed.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.domain.audience import MessageKind
from bot.domain.words import storable
from bot.errors import NotFound, UserError
from bot.services.answered_letters import Way, way_of
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.coaches import still_coaches
from bot.services.direct_choices import Whom, choices
from bot.services.feedback import (
    FEEDBACK_LIMIT,
    Correspondent,
    FeedbackService,
    correspondent_of,
    own_runner,
    require_way,
)
from bot.services.feedback_coaches import coach_here
from bot.services.feedback_files import SentFile, keep_files
from bot.services.feedback_letters import revise_letter
from bot.services.feedback_sending import Given
from bot.services.outbox import NEEDLESS, MessageState
from db.database import Database
from db.repositories.feedback import FeedbackRow
from db.repositories.kept_words import KeptRow
from db.unit_of_work import UnitOfWork

KEPT_FOR: Final = timedelta(days=1)
"""How long words wait for their writer to say for whom they are."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of a direct message: whether it came before, and whom it answers, if anybody.

    `way` leads to whom a letter is about, or is from, where it answers no words. `writer_gone` tells that it answers
    somebody who does not coach any more, so that it is for somebody else.
    """

    came_before: bool
    to: Correspondent | None = None
    way: Way | None = None
    writer_gone: bool = False


class DirectWordService:
    """Takes direct messages and sees them on their way."""

    def __init__(self, database: Database, clock: Clock, feedback: FeedbackService) -> None:
        self._database = database
        self._clock = clock
        self._feedback = feedback

    async def look(self, user_id: int, message_id: int, answered: tuple[int, ...] = ()) -> Looked:
        """Return what is known of a member's direct message, which replies to the first of `answered` that is known.

        Raises `NotFound` when whom it would go to is not there any more.
        """
        return await self._database.read(lambda uow: _look(uow, user_id, message_id, answered))

    async def reply(
        self, asker: Asker, feedback_id: int, message: str, message_id: int, files: tuple[SentFile, ...] = ()
    ) -> Given:
        """Send a direct message that replies to words; see `FeedbackService.answer`."""
        return await self._feedback.answer(asker, feedback_id, clean_direct(message, files), message_id, files)

    async def reply_to_letter(
        self, asker: Asker, way: Way, message: str, message_id: int, files: tuple[SentFile, ...] = ()
    ) -> Given:
        """Send a direct message that replies to a letter without words; raises as `FeedbackService.give` does.

        Raises `NotFound` for a coach who coaches there no more.
        """
        words = clean_direct(message, files)

        def send(uow: UnitOfWork) -> Given:
            if way.coach_id is None:
                return self._feedback.give_in(uow, asker, way.runner_id, words, message_id, files)
            runner = own_runner(uow, asker)
            # It answers a letter, and not what they wrote newest.
            coach = replace(coach_here(uow, runner, way.coach_id), word_id=None)
            return self._feedback.to_coach_in(uow, asker, runner, coach, words, message_id, files)

        return await self._database.write(send)

    async def keep(
        self,
        user_id: int,
        message_id: int,
        message: str,
        coaching: tuple[Asker, ...],
        files: tuple[SentFile, ...] = (),
    ) -> Whom | None:
        """Keep a member's words and return who may be meant; None, and nothing kept, when nobody can be.

        `coaching` is the member in each team that they may coach.
        """
        words = clean_direct(message, files)
        return await self._database.write(lambda uow: self._keep(uow, user_id, message_id, words, coaching, files))

    async def whom(self, user_id: int, kept_id: int, coaching: tuple[Asker, ...], typed: str = "") -> Whom:
        """Return who may be meant by kept words, of the runners those whose names contain what was typed.

        Raises `NotFound` for words of somebody else's, and for such as were sent or dropped.
        """
        return await self._database.read(lambda uow: self._whom(uow, user_id, kept_id, coaching, typed))

    async def find(self, user_id: int, kept_id: int) -> str:
        """Return words that the member has kept; raises `NotFound` like `whom`."""
        return await self._database.read(lambda uow: self._own(uow, user_id, kept_id).message)

    async def team_of_runner(self, user_id: int, kept_id: int, runner_id: int) -> int:
        """Return the team of a runner whom the writer of kept words picked; raises `NotFound` for nobody."""

        def look(uow: UnitOfWork) -> int:
            self._own(uow, user_id, kept_id)
            runner = uow.runners.find_by_id(runner_id)
            if runner is None:
                raise NotFound("runner_gone")
            return runner.team_id

        return await self._database.read(look)

    async def team_of_word(self, user_id: int, kept_id: int, feedback_id: int) -> int:
        """Return the team of words that the writer of kept words picked to answer; raises `NotFound` for none."""

        def look(uow: UnitOfWork) -> int:
            self._own(uow, user_id, kept_id)
            return correspondent_of(uow, user_id, feedback_id, None).team_id

        return await self._database.read(look)

    async def send_to_runner(self, asker: Asker, kept_id: int, runner_id: int) -> Given:
        """Send kept words to a runner; raises as `FeedbackService.give` does, and `NotFound` like `whom`."""

        def send(uow: UnitOfWork) -> Given:
            kept = self._own(uow, asker.user_id, kept_id, for_update=True)
            given = self._feedback.give_in(uow, asker, runner_id, kept.message, kept.message_id, kept_id=kept_id)
            uow.kept_words.drop(kept_id)
            return given

        return await self._database.write(send)

    async def send_to_coach(self, asker: Asker, kept_id: int, feedback_id: int) -> Given:
        """Send kept words to the coach who wrote others; raises as `FeedbackService.answer`, and like `whom`."""

        def send(uow: UnitOfWork) -> Given:
            kept = self._own(uow, asker.user_id, kept_id, for_update=True)
            given = self._feedback.answer_in(uow, asker, feedback_id, kept.message, kept.message_id, kept_id=kept_id)
            uow.kept_words.drop(kept_id)
            return given

        return await self._database.write(send)

    async def send_first(self, asker: Asker, kept_id: int, team_id: int, coach_id: int) -> Given:
        """Send kept words to a coach of one of the asker's teams, who need not have written.

        Raises `NotFound` for who coaches there no more, and like `whom`.
        """

        def send(uow: UnitOfWork) -> Given:
            kept = self._own(uow, asker.user_id, kept_id, for_update=True)
            if asker.team_id != team_id:
                raise NotFound("coach_not_here")
            runner = own_runner(uow, asker)
            coach = coach_here(uow, runner, coach_id)
            given = self._feedback.to_coach_in(
                uow, asker, runner, coach, kept.message, kept.message_id, kept_id=kept_id
            )
            uow.kept_words.drop(kept_id)
            return given

        return await self._database.write(send)

    async def discard(self, user_id: int, kept_id: int) -> None:
        """Keep words no longer; raises `NotFound` like `whom`."""

        def drop(uow: UnitOfWork) -> None:
            self._own(uow, user_id, kept_id, for_update=True)
            uow.kept_words.drop(kept_id)

        await self._database.write(drop)

    async def team_of_edit(self, message_id: int, message: str) -> int | None:
        """Return the team where words went whose message says something else now; None where that changes none."""

        def look(uow: UnitOfWork) -> int | None:
            word = uow.feedback.by_message(message_id)
            return None if word is None or _says_already(word, message) else word.team_id

        return await self._database.read(look)

    async def edited(self, message_id: int, message: str, asker: Asker | None) -> bool:
        """Let words say what their message says now, wherever they stand; False for a message that is none of ours.

        `asker` is their writer in `team_of_edit`, None while they wait to be said for whom. Raises as
        `FeedbackService.may_answer` does, and `UserError` for too many words; then they stay as they were.
        """
        if not await self._database.read(lambda uow: _is_known(uow, message_id)):
            return False
        return await self._database.write(lambda uow: self._edited(uow, message_id, message, asker))

    async def deleted(self, message_id: int) -> bool:
        """Take words back whose message was deleted; False for a message that is none of ours."""
        if not await self._database.read(lambda uow: _is_known(uow, message_id)):
            return False
        return await self._database.write(lambda uow: self._deleted(uow, message_id))

    def _keep(
        self,
        uow: UnitOfWork,
        user_id: int,
        message_id: int,
        message: str,
        coaching: tuple[Asker, ...],
        files: tuple[SentFile, ...],
    ) -> Whom | None:
        found = choices(uow, user_id, coaching)
        if not found.coaches and not found.runners:
            return None
        now = self._clock.now()
        uow.kept_words.drop_before(now - KEPT_FOR)
        kept_id = uow.kept_words.add(user_id, message_id, message, now)
        keep_files(uow, files, now, kept_id=kept_id)
        return replace(found, kept_id=kept_id)

    def _whom(self, uow: UnitOfWork, user_id: int, kept_id: int, coaching: tuple[Asker, ...], typed: str) -> Whom:
        self._own(uow, user_id, kept_id)
        return replace(choices(uow, user_id, coaching, typed), kept_id=kept_id)

    def _own(self, uow: UnitOfWork, user_id: int, kept_id: int, *, for_update: bool = False) -> KeptRow:
        kept = uow.kept_words.find(kept_id, for_update=for_update)
        if kept is None or kept.user_id != user_id or kept.kept_at < self._clock.now() - KEPT_FOR:
            raise NotFound("kept_words_gone")
        return kept

    def _edited(self, uow: UnitOfWork, message_id: int, message: str, asker: Asker | None) -> bool:
        now = self._clock.now()
        word = uow.feedback.by_message(message_id, for_update=True)
        kept = uow.kept_words.by_message(message_id, for_update=True) if word is None else None
        says = storable(message) or ""
        if (word is not None and _says_already(word, message)) or (kept is not None and kept.message == says):
            return True
        if not says and not _has_files(uow, word, kept):
            return True
        if word is not None and asker is not None:
            # What was kept and went out in this very moment was looked into there.
            require_way(uow, asker, word.feedback_id)
        words = clean_direct(message) if says else ""
        if kept is not None:
            uow.kept_words.change(kept.kept_id, message=words)
        if word is not None:
            uow.feedback.change(word.feedback_id, message=words, edited_at=now)
            revise_letter(uow, word, now)
        return True

    def _deleted(self, uow: UnitOfWork, message_id: int) -> bool:
        now = self._clock.now()
        kept = uow.kept_words.by_message(message_id, for_update=True)
        if kept is not None:
            uow.kept_words.drop(kept.kept_id)
        word = uow.feedback.by_message(message_id, for_update=True)
        if word is None or word.taken_back_at is not None:
            return True
        uow.feedback.change(word.feedback_id, message="", taken_back_at=now)
        uow.feedback_files.drop(word.feedback_id)
        kind = MessageKind.FEEDBACK_ANSWER if word.by_runner else MessageKind.FEEDBACK
        owed = uow.outbox.find(word.team_id, kind, str(word.feedback_id))
        if owed is None:
            return True
        if owed.message_id is None and owed.state in (MessageState.PENDING, MessageState.WAITING):
            # Nobody has read it, so nobody need know of it.
            uow.outbox.change(owed.outbox_id, state=MessageState.DROPPED, reason=NEEDLESS)
        elif owed.is_to_come or owed.message_id is not None:
            uow.outbox.revise(word.team_id, kind, str(word.feedback_id), now)
        return True


def clean_direct(message: str, files: tuple[SentFile, ...] = ()) -> str:
    """Return words as they are kept; raises `UserError` for none and for too many, which their message still holds."""
    words = storable(message)
    if words is None:
        if files:
            return ""
        raise UserError("feedback_empty")
    if len(words) > FEEDBACK_LIMIT:
        raise UserError("direct_words_too_long", limit=FEEDBACK_LIMIT, length=len(words))
    return words


def _look(uow: UnitOfWork, user_id: int, message_id: int, answered: tuple[int, ...]) -> Looked:
    if _is_known(uow, message_id):
        return Looked(came_before=True)
    for one in answered:
        word = uow.feedback.by_letter(user_id, one) or uow.feedback.by_message(one)
        if word is None:
            way = way_of(uow, user_id, one)
            if way is None:
                continue
            reaches = not way.to_coach or _coaches(uow, way.team_id, way.coach_id)
            return Looked(False, way=way) if reaches else Looked(False, writer_gone=True)
        by_coach = word.coach_id == user_id
        if not by_coach and not _coaches(uow, word.team_id, word.coach_id):
            return Looked(False, writer_gone=True)
        return Looked(False, correspondent_of(uow, user_id, word.feedback_id, None))
    return Looked(False)


def _coaches(uow: UnitOfWork, team_id: int, coach_id: int | None) -> bool:
    return coach_id is not None and still_coaches(uow, team_id, coach_id)


def _has_files(uow: UnitOfWork, word: FeedbackRow | None, kept: KeptRow | None) -> bool:
    """Tell whether files go along with words, which need no text then."""
    if word is not None:
        return bool(uow.feedback_files.names(word.feedback_id))
    return kept is not None and bool(uow.feedback_files.names_kept(kept.kept_id))


def _says_already(word: FeedbackRow, message: str) -> bool:
    """Tell whether there is nothing to follow: Discord tells of more than edits, of a preview under a link for one."""
    return word.taken_back_at is not None or word.message == (storable(message) or "")


def _is_known(uow: UnitOfWork, message_id: int) -> bool:
    return uow.feedback.by_message(message_id) is not None or uow.kept_words.by_message(message_id) is not None
