"""Feedback: private words between a coach and a runner."""

from dataclasses import dataclass
from typing import Final

from bot.domain.audience import Audience, MessageKind, audience
from bot.domain.words import storable
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.access import is_coach, require_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.coaches import still_coaches
from bot.services.feedback_coaches import CoachHere, coach_meant, suggested_coaches
from bot.services.feedback_files import SentFile, keep_files
from bot.services.feedback_letters import Feedback, feedback_of, note_read
from bot.services.feedback_sending import Given, write_to_coach, write_to_runner
from bot.services.runners import subject_of
from bot.services.teammates import named_runner, suggested_runners
from db.database import Database
from db.repositories.feedback import FeedbackRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

FEEDBACK_LIMIT: Final = 2_000
"""Characters of one message: as many as Discord takes of a direct one."""

WORDS_ROOM: Final = 3_000
"""Characters that one message takes where it is shown, of the 4,000 of a layout: there is room for all around it."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A runner whom a coach may write to."""

    runner_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Whom a member answers: a runner by name, or a coach, whose name may not be known.

    `feedback_id` is what of theirs is answered, and `as_coach` tells which of the two the member is.
    """

    feedback_id: int
    team_id: int
    name: str | None
    as_coach: bool


class FeedbackService:
    """Takes coaches' words, runners' word that they read them, and what each answers the other."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def suggestions(self, asker: Asker, typed: str) -> tuple[Recipient, ...]:
        """Return the runners whose names contain what a coach has typed so far, by name.

        Raises `NotAllowed` for anybody else.
        """
        return await self._database.read(lambda uow: _suggestions(uow, asker, typed))

    async def recipient(self, asker: Asker, typed: str) -> Recipient:
        """Return the runner whose key or whole name a coach typed.

        Raises `NotAllowed` for anybody else and for oneself, `NotFound` for nobody, `Unclear` when names are shared.
        """
        return await self._database.read(lambda uow: _reachable(asker, named_runner(uow, asker, typed)))

    async def member(self, asker: Asker, user_id: int, name: str, *, is_bot: bool) -> Recipient:
        """Return the runner that a member of the server is; `name` is what they go by there."""
        return await self._database.read(lambda uow: _reachable(asker, _member(uow, asker, user_id, name, is_bot)))

    async def give(self, asker: Asker, runner_id: int, message: str, files: tuple[SentFile, ...] = ()) -> Given:
        """Keep a coach's words to a runner and owe them as a direct message.

        Raises `NotAllowed` for anybody else and for oneself, `NotFound` when the runner has gone, `UserError` for words
        that are none or too many.
        """
        words = clean(message, files)
        return await self._database.write(lambda uow: self.give_in(uow, asker, runner_id, words, files=files))

    async def got_it(self, user_id: int, feedback_id: int, team_id: int | None = None) -> Feedback:
        """Note that the reader has read a coach's words, however often; raises `NotFound` for anybody else's.

        `team_id` is the server in which they say so, None in the bot's direct messages.
        """
        return await self._database.write(lambda uow: self._got_it(uow, user_id, feedback_id, team_id))

    async def correspondent(self, user_id: int, feedback_id: int, team_id: int | None = None) -> Correspondent:
        """Return whom one of the two would write to under words; raises `NotFound` for anybody else.

        It may be the writer, who adds something. `team_id` is the server in which they ask, None in the bot's direct
        messages.
        """
        return await self._database.read(lambda uow: correspondent_of(uow, user_id, feedback_id, team_id))

    async def may_answer(self, asker: Asker, feedback_id: int) -> None:
        """Find out, before anybody writes, whether `answer` would take words; raises as that does."""
        await self._database.read(lambda uow: require_way(uow, asker, feedback_id))

    async def answer(
        self,
        asker: Asker,
        feedback_id: int,
        message: str,
        written_message_id: int | None = None,
        files: tuple[SentFile, ...] = (),
    ) -> Given:
        """Keep the reply to words, or what their writer adds to them, and owe it to the other of the two.

        `written_message_id` is the direct message to the bot that they were. Raises as `give` does, `NotFound` for
        words between others, and `NotAllowed` for who does not coach any more.
        """
        words = clean(message, files)
        return await self._database.write(
            lambda uow: self.answer_in(uow, asker, feedback_id, words, written_message_id, files=files)
        )

    async def coaches(self, asker: Asker, typed: str) -> tuple[CoachHere, ...]:
        """Return the coaches of the asker's team whose names contain what was typed, who wrote to them newest first."""
        return await self._database.read(lambda uow: suggested_coaches(uow, asker, typed))

    async def reply(self, asker: Asker, message: str, to: str | None = None) -> Given:
        """Keep a runner's words to the coach who wrote to them newest, or to the one whom they name, and owe them.

        Nobody need have written before. Raises as `coach_meant` does.
        """
        words = clean(message)

        def send(uow: UnitOfWork) -> Given:
            runner = own_runner(uow, asker)
            return self.to_coach_in(uow, asker, runner, coach_meant(uow, asker, runner, to), words)

        return await self._database.write(send)

    def give_in(
        self,
        uow: UnitOfWork,
        asker: Asker,
        runner_id: int,
        message: str,
        written_message_id: int | None = None,
        files: tuple[SentFile, ...] = (),
        kept_id: int | None = None,
    ) -> Given:
        """Do as `give` does, in a transaction of the caller's, with words that are clean."""
        require_coach(uow, asker)
        runner = uow.runners.find_by_id(runner_id)
        if runner is None:
            raise NotFound("runner_gone")
        _reachable(asker, runner)
        given = write_to_runner(uow, asker, runner, message, self._clock.now(), written_message_id=written_message_id)
        self._with_files(uow, given, files, kept_id)
        return given

    def answer_in(
        self,
        uow: UnitOfWork,
        asker: Asker,
        feedback_id: int,
        message: str,
        written_message_id: int | None = None,
        files: tuple[SentFile, ...] = (),
        kept_id: int | None = None,
    ) -> Given:
        """Do as `answer` does, in a transaction of the caller's, with words that are clean."""
        to, word, runner = _between(uow, asker.user_id, feedback_id, asker.team_id)
        if to.as_coach:
            _require_known_coach(uow, asker)
            _reachable(asker, runner)
            answers_id = feedback_id if word.by_runner else None
            given = write_to_runner(
                uow,
                asker,
                runner,
                message,
                self._clock.now(),
                answers_id=answers_id,
                written_message_id=written_message_id,
            )
        else:
            given = self._to_coach(uow, runner, word, message, written_message_id)
        if word.by_runner == to.as_coach:
            note_read(uow, word, self._clock.now())
        self._with_files(uow, given, files, kept_id)
        return given

    def to_coach_in(
        self,
        uow: UnitOfWork,
        asker: Asker,
        runner: RunnerRow,
        coach: CoachHere,
        message: str,
        written_message_id: int | None = None,
        files: tuple[SentFile, ...] = (),
        kept_id: int | None = None,
    ) -> Given:
        """Keep a runner's words to a coach of their team in a transaction of the caller's, and owe them.

        They answer what that one wrote newest, if anything.
        """
        if coach.word_id is not None:
            return self.answer_in(uow, asker, coach.word_id, message, written_message_id, files, kept_id)
        now = self._clock.now()
        given = write_to_coach(
            uow, runner, coach.coach_id, coach.name, message, now, written_message_id=written_message_id
        )
        self._with_files(uow, given, files, kept_id)
        return given

    async def coached_in(self, user_id: int, feedback_id: int, team_id: int | None = None) -> int | None:
        """Return the team in which words are for a member as its coach; None for words that are not, or are gone."""

        def look(uow: UnitOfWork) -> int | None:
            word = uow.feedback.find_by_id(feedback_id)
            if word is None or not _is_for_coach(word, user_id) or team_id not in (None, word.team_id):
                return None
            return word.team_id

        return await self._database.read(look)

    async def files(
        self, user_id: int, feedback_id: int, team_id: int | None = None, coach: Asker | None = None
    ) -> tuple[SentFile, ...]:
        """Return the files of words for one of the two; raises `NotFound` for anybody else and where there are none.

        What a runner sent is for who coaches now: `coach` is the member in `coached_in`. Raises `NotAllowed` for who
        coaches no more.
        """

        def look(uow: UnitOfWork) -> tuple[SentFile, ...]:
            word, runner = _word_and_runner(uow, feedback_id, team_id)
            if user_id not in (word.coach_id, runner.user_id):
                raise NotFound("feedback_gone")
            if _is_for_coach(word, user_id):
                if coach is None:
                    raise NotAllowed("coach_only")
                _require_known_coach(uow, coach)
            found = tuple(SentFile(*row) for row in uow.feedback_files.files(feedback_id))
            if not found:
                raise NotFound("files_gone")
            return found

        return await self._database.read(look)

    def _with_files(self, uow: UnitOfWork, given: Given, files: tuple[SentFile, ...], kept_id: int | None) -> None:
        keep_files(uow, files, self._clock.now(), feedback_id=given.feedback_id)
        if kept_id is not None:
            uow.feedback_files.send(kept_id, given.feedback_id)

    def _to_coach(
        self, uow: UnitOfWork, runner: RunnerRow, word: FeedbackRow, message: str, written_message_id: int | None
    ) -> Given:
        """Keep a runner's words to the coach who wrote `word`, or whom it was for, and owe them."""
        if word.coach_id is None or not still_coaches(uow, word.team_id, word.coach_id):
            raise NotFound("coach_no_more")
        return write_to_coach(
            uow,
            runner,
            word.coach_id,
            word.coach_name,
            message,
            self._clock.now(),
            answers_id=None if word.by_runner else word.feedback_id,
            written_message_id=written_message_id,
        )

    def _got_it(self, uow: UnitOfWork, user_id: int, feedback_id: int, team_id: int | None) -> Feedback:
        word, runner = _word_and_runner(uow, feedback_id, team_id)
        if word.by_runner or runner.user_id != user_id:
            raise NotFound("feedback_gone")
        if word.read_at is None:
            word = word._replace(read_at=self._clock.now())
            uow.feedback.change(feedback_id, read_at=word.read_at)
        return feedback_of(uow, word, runner.team_name)


def own_runner(uow: UnitOfWork, asker: Asker) -> RunnerRow:
    """Return the asker as a runner of the team; raises `NotFound` for who is none."""
    runner = uow.runners.find(asker.team_id, asker.user_id)
    if runner is None or runner.left_at is not None:
        raise NotFound("no_team")
    return runner


def correspondent_of(uow: UnitOfWork, user_id: int, feedback_id: int, team_id: int | None) -> Correspondent:
    """Return whom one of the two would write to under words; see `FeedbackService.correspondent`."""
    return _between(uow, user_id, feedback_id, team_id)[0]


def _between(
    uow: UnitOfWork, user_id: int, feedback_id: int, team_id: int | None
) -> tuple[Correspondent, FeedbackRow, RunnerRow]:
    """Return whom one of the two would write to under words, with the words and the runner of the two."""
    word, runner = _word_and_runner(uow, feedback_id, team_id)
    if word.coach_id == user_id:
        return Correspondent(feedback_id, word.team_id, runner.name, as_coach=True), word, runner
    if runner.user_id != user_id:
        raise NotFound("feedback_gone")
    if runner.left_at is not None:
        raise NotFound("no_team")
    if word.coach_id is None:
        raise NotFound("coach_gone")
    return Correspondent(feedback_id, word.team_id, word.coach_name, as_coach=False), word, runner


def _word_and_runner(uow: UnitOfWork, feedback_id: int, team_id: int | None) -> tuple[FeedbackRow, RunnerRow]:
    """Return words and the runner of the two; `team_id` is the server in which they are asked for, if any."""
    word = uow.feedback.find_by_id(feedback_id)
    runner = None if word is None else uow.runners.find_by_id(word.runner_id)
    if word is None or runner is None or team_id not in (None, word.team_id):
        raise NotFound("feedback_gone")
    return word, runner


def require_way(uow: UnitOfWork, asker: Asker, feedback_id: int) -> None:
    """Check that one of the two may write to the other under words; see `FeedbackService.may_answer`."""
    to, word, runner = _between(uow, asker.user_id, feedback_id, asker.team_id)
    if to.as_coach:
        _require_known_coach(uow, asker)
        _reachable(asker, runner)
    elif word.coach_id is not None and not still_coaches(uow, word.team_id, word.coach_id):
        raise NotFound("coach_no_more")


def _is_for_coach(word: FeedbackRow, user_id: int) -> bool:
    return word.by_runner and word.coach_id == user_id


def _require_known_coach(uow: UnitOfWork, asker: Asker) -> None:
    """Raise `NotAllowed` unless the asker coaches the team; in direct messages Discord may not have told."""
    if is_coach(uow.teams.find(asker.team_id), asker):
        return
    raise NotAllowed("coach_only") if asker.in_server else UserError("coach_unsure")


def _suggestions(uow: UnitOfWork, asker: Asker, typed: str) -> tuple[Recipient, ...]:
    return tuple(Recipient(runner.runner_id, runner.name) for runner in suggested_runners(uow, asker, typed))


def _member(uow: UnitOfWork, asker: Asker, user_id: int, name: str, is_bot: bool) -> RunnerRow:
    require_coach(uow, asker)
    if is_bot:
        raise NotAllowed("feedback_to_bot", name=name)
    if user_id == asker.user_id:
        raise NotAllowed("feedback_to_oneself")
    runner = uow.runners.find(asker.team_id, user_id)
    if runner is None:
        raise NotFound("not_a_runner", name=name)
    return runner


def recipient_of(uow: UnitOfWork, asker: Asker, runner: RunnerRow | None) -> Recipient:
    """Check that the asker may write to the runner at this moment; raises as `FeedbackService.recipient` does."""
    require_coach(uow, asker)
    if runner is None:
        raise NotFound("runner_gone")
    return _reachable(asker, runner)


def _reachable(asker: Asker, runner: RunnerRow) -> Recipient:
    """Check that a coach may write to the runner at this moment."""
    if runner.team_id != asker.team_id:
        raise NotFound("runner_gone")
    if runner.user_id == asker.user_id:
        raise NotAllowed("feedback_to_oneself")
    if audience(MessageKind.FEEDBACK, subject_of(runner)) is Audience.SILENT:
        raise NotFound("runner_left", name=runner.name)
    return Recipient(runner.runner_id, runner.name)


def clean(message: str, files: tuple[SentFile, ...] = ()) -> str:
    """Return words as they are kept, none where there are files; raises `UserError` for none and for too many."""
    words = storable(message)
    if words is None:
        if files:
            return ""
        raise UserError("feedback_empty")
    if len(words) > FEEDBACK_LIMIT:
        raise UserError("feedback_too_long", limit=FEEDBACK_LIMIT)
    return words
