"""Feedback: private words between a coach and a runner."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.audience import Audience, MessageKind, audience
from bot.domain.quiet_hours import QuietHours, may_go_at
from bot.domain.words import storable
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.access import is_coach, require_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.coaches import coaches_of, note_coach, still_coaches
from bot.services.feedback_files import SentFile, keep_files
from bot.services.feedback_letters import Feedback, feedback_of, note_read, owe_letter
from bot.services.focuses import answer_open
from bot.services.runners import subject_of, zone_of
from bot.services.teammates import SUGGESTED, key_of, named_runner, plain_name, suggested_runners
from db.database import Database
from db.repositories.feedback import FeedbackRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

FEEDBACK_LIMIT: Final = 1000
"""Characters of one message."""

COACHES: Final = 50
"""Coaches who wrote to a runner, as many as a reply looks through."""


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


@dataclass(frozen=True, slots=True)
class Given:
    """Words that are on their way; whether they arrive is known once they were sent.

    `waits_until` is when the reader's quiet hours end, if they are in them. A coach's name may not be known.
    """

    reader_name: str | None
    message: str
    waits_until: datetime | None = None
    to_coach: bool = False
    feedback_id: int = field(default=0, compare=False)


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
        return await self._database.read(lambda uow: recipient_of(uow, asker, named_runner(uow, asker, typed)))

    async def member(self, asker: Asker, user_id: int, name: str, *, is_bot: bool) -> Recipient:
        """Return the runner that a member of the server is; `name` is what they go by there."""
        return await self._database.read(
            lambda uow: recipient_of(uow, asker, _member(uow, asker, user_id, name, is_bot))
        )

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
        await self._database.read(lambda uow: _may_answer(uow, asker, feedback_id))

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

    async def coaches(self, asker: Asker, typed: str) -> tuple[Recipient, ...]:
        """Return the coaches who wrote to the asker and whose names contain what was typed, who wrote newest first."""
        return await self._database.read(lambda uow: _coaches(uow, asker, typed))

    async def reply(self, asker: Asker, message: str, to: str | None = None) -> Given:
        """Keep a runner's reply to the coach who wrote to them newest, or to the one whom they name, and owe it.

        Raises `NotFound` where no coach has written, and for one who has not.
        """
        words = clean(message)
        return await self._database.write(
            lambda uow: self.answer_in(uow, asker, _newest_word(uow, asker, to).feedback_id, words)
        )

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
        runner = uow.runners.find_by_id(runner_id)
        recipient_of(uow, asker, runner)
        assert runner is not None
        given = self._to_runner(uow, asker, runner, message, written_message_id=written_message_id)
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
        to = correspondent_of(uow, asker.user_id, feedback_id, asker.team_id)
        word = uow.feedback.find_by_id(feedback_id)
        runner = None if word is None else uow.runners.find_by_id(word.runner_id)
        assert word is not None
        assert runner is not None
        if to.as_coach:
            _require_known_coach(uow, asker)
            recipient_of(uow, asker, runner)
            answers_id = feedback_id if word.by_runner else None
            given = self._to_runner(uow, asker, runner, message, answers_id, written_message_id)
        else:
            given = self._to_coach(uow, runner, word, message, written_message_id)
        if word.by_runner == to.as_coach:
            note_read(uow, word, self._clock.now())
        self._with_files(uow, given, files, kept_id)
        return given

    async def files(self, user_id: int, feedback_id: int, team_id: int | None = None) -> tuple[SentFile, ...]:
        """Return the files of words for one of the two; raises `NotFound` for anybody else and where there are none."""

        def look(uow: UnitOfWork) -> tuple[SentFile, ...]:
            word = uow.feedback.find_by_id(feedback_id)
            runner = None if word is None else uow.runners.find_by_id(word.runner_id)
            if word is None or runner is None or team_id not in (None, word.team_id):
                raise NotFound("feedback_gone")
            if user_id not in (word.coach_id, runner.user_id):
                raise NotFound("feedback_gone")
            found = tuple(SentFile(*row) for row in uow.feedback_files.files(feedback_id))
            if not found:
                raise NotFound("files_gone")
            return found

        return await self._database.read(look)

    def _with_files(self, uow: UnitOfWork, given: Given, files: tuple[SentFile, ...], kept_id: int | None) -> None:
        keep_files(uow, files, self._clock.now(), feedback_id=given.feedback_id)
        if kept_id is not None:
            uow.feedback_files.send(kept_id, given.feedback_id)

    def _to_runner(
        self,
        uow: UnitOfWork,
        asker: Asker,
        runner: RunnerRow,
        message: str,
        answers_id: int | None = None,
        written_message_id: int | None = None,
    ) -> Given:
        """Keep a coach's words and owe them; whether the coach may write to the runner has been found out before."""
        now = self._clock.now()
        if asker.in_server:
            note_coach(uow, asker, now)
        feedback_id = uow.feedback.add(
            team_id=runner.team_id,
            runner_id=runner.runner_id,
            coach_id=asker.user_id,
            coach_name=asker.name,
            message=message,
            sent_at=now,
            answers_id=answers_id,
            written_message_id=written_message_id,
        )
        answer_open(uow, runner.runner_id, asker.user_id, now)
        owe_letter(uow, MessageKind.FEEDBACK, feedback_id, runner, runner.user_id, now)
        waits_until = _waits_until(uow, runner.team_id, zone_of(runner), now)
        return Given(runner.name, message, waits_until, feedback_id=feedback_id)

    def _to_coach(
        self, uow: UnitOfWork, runner: RunnerRow, word: FeedbackRow, message: str, written_message_id: int | None
    ) -> Given:
        """Keep a runner's words to the coach who wrote `word`, or whom it was for, and owe them."""
        now = self._clock.now()
        if word.coach_id is None or not still_coaches(uow, word.team_id, word.coach_id):
            raise NotFound("coach_no_more")
        feedback_id = uow.feedback.add(
            team_id=runner.team_id,
            runner_id=runner.runner_id,
            coach_id=word.coach_id,
            coach_name=word.coach_name,
            message=message,
            sent_at=now,
            by_runner=True,
            answers_id=None if word.by_runner else word.feedback_id,
            written_message_id=written_message_id,
        )
        owe_letter(uow, MessageKind.FEEDBACK_ANSWER, feedback_id, runner, word.coach_id, now)
        # A coach need not be a runner, and lives by the team's clock then.
        coach = uow.runners.find(runner.team_id, word.coach_id)
        zone = ZoneInfo(runner.team_time_zone) if coach is None else zone_of(coach)
        waits_until = _waits_until(uow, runner.team_id, zone, now)
        return Given(word.coach_name, message, waits_until, to_coach=True, feedback_id=feedback_id)

    def _got_it(self, uow: UnitOfWork, user_id: int, feedback_id: int, team_id: int | None) -> Feedback:
        word = uow.feedback.find_by_id(feedback_id)
        runner = None if word is None else uow.runners.find_by_id(word.runner_id)
        theirs = word is not None and not word.by_runner and runner is not None and runner.user_id == user_id
        if word is None or runner is None or not theirs or team_id not in (None, word.team_id):
            raise NotFound("feedback_gone")
        if word.read_at is None:
            word = word._replace(read_at=self._clock.now())
            uow.feedback.change(feedback_id, read_at=word.read_at)
        return feedback_of(uow, word, runner.team_name)


def correspondent_of(uow: UnitOfWork, user_id: int, feedback_id: int, team_id: int | None) -> Correspondent:
    """Return whom one of the two would write to under words; see `FeedbackService.correspondent`."""
    word = uow.feedback.find_by_id(feedback_id)
    runner = None if word is None else uow.runners.find_by_id(word.runner_id)
    if word is None or runner is None or team_id not in (None, word.team_id):
        raise NotFound("feedback_gone")
    if word.coach_id == user_id:
        return Correspondent(feedback_id, word.team_id, runner.name, as_coach=True)
    if runner.user_id != user_id:
        raise NotFound("feedback_gone")
    if runner.left_at is not None:
        raise NotFound("no_team")
    if word.coach_id is None:
        raise NotFound("coach_gone")
    return Correspondent(feedback_id, word.team_id, word.coach_name, as_coach=False)


def _may_answer(uow: UnitOfWork, asker: Asker, feedback_id: int) -> None:
    to = correspondent_of(uow, asker.user_id, feedback_id, asker.team_id)
    word = uow.feedback.find_by_id(feedback_id)
    if to.as_coach:
        _require_known_coach(uow, asker)
    elif word is not None and word.coach_id is not None and not still_coaches(uow, word.team_id, word.coach_id):
        raise NotFound("coach_no_more")


def _require_known_coach(uow: UnitOfWork, asker: Asker) -> None:
    """Raise `NotAllowed` unless the asker coaches the team; in direct messages Discord may not have told."""
    if not asker.in_server and not is_coach(uow.teams.find(asker.team_id), asker):
        raise UserError("coach_unsure")
    require_coach(uow, asker)


def _coaches(uow: UnitOfWork, asker: Asker, typed: str) -> tuple[Recipient, ...]:
    wanted = plain_name(typed)
    found = [
        Recipient(word.feedback_id, word.coach_name or "")
        for word in _words_of_coaches(uow, asker)
        if wanted in plain_name(word.coach_name or "")
    ]
    return tuple(found[:SUGGESTED])


def _newest_word(uow: UnitOfWork, asker: Asker, to: str | None) -> FeedbackRow:
    """Return what of a coach's a runner's reply is to."""
    words = _words_of_coaches(uow, asker)
    if not words:
        raise NotFound("no_coach_wrote")
    if to is None:
        return words[0]
    picked = [word for word in words if key_of(word.feedback_id) == to]
    named = [word for word in words if plain_name(word.coach_name or "") == plain_name(to)]
    found = next(iter(picked or named), None)
    if found is None:
        raise NotFound("coach_not_found", text=to)
    return found


def _words_of_coaches(uow: UnitOfWork, asker: Asker) -> list[FeedbackRow]:
    """Return the newest words of each coach who wrote to the asker and coaches still, newest first."""
    runner = uow.runners.find(asker.team_id, asker.user_id)
    words = [] if runner is None else uow.feedback.coaches_of(runner.runner_id, COACHES)
    coaches = coaches_of(uow, asker.team_id)
    return [word for word in words if word.coach_id in coaches]


def _waits_until(uow: UnitOfWork, team_id: int, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return when the reader's quiet hours end; None while there are none."""
    team = uow.teams.find(team_id)
    if team is None:
        return None
    goes_at = may_go_at(now, QuietHours.read(team.quiet_from, team.quiet_until), zone)
    return goes_at if goes_at > now else None


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
    if runner is None or runner.team_id != asker.team_id:
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
