"""Focuses: what runners want to get better at, which asks their coaches until one of them answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.audience import MessageKind
from bot.domain.checkups.focus_area import Area
from bot.domain.words import storable
from bot.errors import UserError
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.coaches import coaches_of
from bot.services.runners import Enrolment
from db.database import Database
from db.unit_of_work import UnitOfWork

QUESTION_LIMIT: Final = 300
"""Characters of a question."""


@dataclass(frozen=True, slots=True)
class SetFocus:
    """A focus that was set: its question, how many coaches hear of it, and which it takes the place of.

    `is_known` for one that was just so before, of which nobody hears again.
    """

    area: Area
    question: str | None
    coaches: int
    before: Area | None = None
    is_known: bool = False


class FocusService:
    """Keeps what a runner wants to get better at, and asks their coaches."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def set(self, asker: Asker, area: Area, question: str | None = None) -> SetFocus:
        """Set the asker's focus in place of the one there was, and owe the coaches the request.

        A new question about the same area asks again, and the focus is as old as it was. Raises `UserError` for a
        question that is too long.
        """
        words = storable(question or "")
        if words is not None and len(words) > QUESTION_LIMIT:
            raise UserError("focus_question_too_long", limit=QUESTION_LIMIT)
        return await self._database.write(lambda uow: self._set(uow, asker, area, words))

    async def clear(self, asker: Asker) -> Area:
        """Clear the asker's focus, and return what it was; raises `UserError` when there is none."""
        return await self._database.write(lambda uow: self._clear(uow, asker))

    def _set(self, uow: UnitOfWork, asker: Asker, area: Area, question: str | None) -> SetFocus:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        present = uow.focuses.present(runner.runner_id)
        coaches = [coach for coach in coaches_of(uow, asker.team_id) if coach != asker.user_id]
        if present is not None and present.area == area:
            if question in (None, present.question):
                return SetFocus(area, present.question, len(coaches), is_known=True)
            focus_id = present.focus_id
            uow.focuses.change(focus_id, question=question, asked_at=now, answered_at=None, answerer_id=None)
        else:
            if present is not None:
                uow.focuses.change(present.focus_id, cleared_at=now)
            focus_id = uow.focuses.add(asker.team_id, runner.runner_id, area, question, now)
        for coach in coaches:
            uow.outbox.owe(
                team_id=asker.team_id,
                kind=MessageKind.FOCUS_REQUEST,
                key=f"{focus_id}:{int(now.timestamp())}:{coach}",
                payload={"focus_id": focus_id, "asked_at": now.isoformat()},
                now=now,
                runner_id=runner.runner_id,
                recipient_id=coach,
            )
        before = None if present is None or present.area == area else Area(present.area)
        return SetFocus(area, question, len(coaches), before)

    def _clear(self, uow: UnitOfWork, asker: Asker) -> Area:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        present = uow.focuses.present(runner.runner_id)
        if present is None:
            raise UserError("no_focus")
        uow.focuses.change(present.focus_id, cleared_at=now)
        return Area(present.area)


def answer_open(uow: UnitOfWork, runner_id: int, coach_user_id: int, now: datetime) -> None:
    """Note that a coach's words to a runner answer what that one asked, if something is open."""
    uow.focuses.answer(runner_id, coach_user_id, now)
