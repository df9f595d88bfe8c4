"""Feedback: a coach's private words to a runner."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.audience import Audience, MessageKind, audience
from bot.domain.quiet_hours import QuietHours, may_go_at
from bot.domain.words import storable
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.access import require_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.letters import Feedback, feedback_of
from bot.services.runners import subject_of, zone_of
from bot.services.teammates import named_runner, suggested_runners
from db.database import Database
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

FEEDBACK_LIMIT: Final = 1000
"""Characters of one message."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A runner whom a coach may write to."""

    runner_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Given:
    """Words that are on their way; whether they arrive is known once they were sent.

    `waits_until` is when the runner's quiet hours end, if it is in them.
    """

    runner_name: str
    message: str
    waits_until: datetime | None = None


class FeedbackService:
    """Takes coaches' words, and runners' word that they read them."""

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
        return await self._database.read(lambda uow: _recipient(uow, asker, named_runner(uow, asker, typed)))

    async def member(self, asker: Asker, user_id: int, name: str, *, is_bot: bool) -> Recipient:
        """Return the runner that a member of the server is; `name` is what they go by there."""
        return await self._database.read(lambda uow: _recipient(uow, asker, _member(uow, asker, user_id, name, is_bot)))

    async def give(self, asker: Asker, runner_id: int, message: str) -> Given:
        """Keep a coach's words to a runner and owe them as a direct message.

        Raises `NotAllowed` for anybody else and for oneself, `NotFound` when the runner has gone, `UserError` for words
        that are none or too many.
        """
        words = _clean(message)
        return await self._database.write(lambda uow: self._give(uow, asker, runner_id, words))

    async def got_it(self, user_id: int, feedback_id: int, team_id: int | None = None) -> Feedback:
        """Note that the reader has read a coach's words, however often; raises `NotFound` for anybody else's.

        `team_id` is the server in which they say so, None in the bot's direct messages.
        """
        return await self._database.write(lambda uow: self._got_it(uow, user_id, feedback_id, team_id))

    def _give(self, uow: UnitOfWork, asker: Asker, runner_id: int, message: str) -> Given:
        now = self._clock.now()
        runner = uow.runners.find_by_id(runner_id)
        recipient = _recipient(uow, asker, runner)
        assert runner is not None
        feedback_id = uow.feedback.add(
            team_id=asker.team_id,
            runner_id=recipient.runner_id,
            sender_id=asker.user_id,
            sender_name=asker.name,
            message=message,
            sent_at=now,
        )
        uow.outbox.owe(
            team_id=asker.team_id,
            kind=MessageKind.FEEDBACK,
            key=str(feedback_id),
            payload={"feedback_id": feedback_id},
            now=now,
            runner_id=recipient.runner_id,
            recipient_id=runner.user_id,
        )
        return Given(recipient.name, message, _waits_until(uow, runner, now))

    def _got_it(self, uow: UnitOfWork, user_id: int, feedback_id: int, team_id: int | None) -> Feedback:
        word = uow.feedback.find_by_id(feedback_id)
        runner = None if word is None else uow.runners.find_by_id(word.runner_id)
        if word is None or runner is None or runner.user_id != user_id or team_id not in (None, word.team_id):
            raise NotFound("feedback_gone")
        if word.read_at is None:
            word = word._replace(read_at=self._clock.now())
            uow.feedback.change(feedback_id, read_at=word.read_at)
        return feedback_of(word, runner.team_name)


def _waits_until(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> datetime | None:
    """Return when the runner's quiet hours end; None while there are none."""
    team = uow.teams.find(runner.team_id)
    if team is None:
        return None
    goes_at = may_go_at(now, QuietHours.read(team.quiet_from, team.quiet_until), zone_of(runner))
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


def _recipient(uow: UnitOfWork, asker: Asker, runner: RunnerRow | None) -> Recipient:
    """Check that the asker may write to the runner at this moment."""
    require_coach(uow, asker)
    if runner is None or runner.team_id != asker.team_id:
        raise NotFound("runner_gone")
    if runner.user_id == asker.user_id:
        raise NotAllowed("feedback_to_oneself")
    if audience(MessageKind.FEEDBACK, subject_of(runner)) is Audience.SILENT:
        raise NotFound("runner_left", name=runner.name)
    return Recipient(runner.runner_id, runner.name)


def _clean(message: str) -> str:
    words = storable(message)
    if words is None:
        raise UserError("feedback_empty")
    if len(words) > FEEDBACK_LIMIT:
        raise UserError("feedback_too_long", limit=FEEDBACK_LIMIT)
    return words
