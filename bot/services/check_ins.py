"""Check-ins: five taps a week, kept one by one, told to coaches when they are worth a look."""

from datetime import datetime
from typing import Any

from bot.domain.check_ins import (
    BEST,
    OPEN_FOR,
    PAIN_FOR_A_PAUSE,
    WORST,
    Item,
    flags,
    next_item,
    offers_pause,
    pain_level,
)
from bot.domain.pauses import PauseReason
from bot.domain.runs import PainArea
from bot.errors import NotFound, UserError
from bot.services.check_in_letters import CheckInPage, answers_of, check_in_page, owe_flag, past_answers
from bot.services.clock import Clock
from bot.services.pauses import pause_runner
from bot.services.profiles import Profile, profile_of
from db.database import Database
from db.repositories.check_ins import CheckInRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


class CheckInService:
    """Takes answers under a letter, which knows its runner: whoever has several teams may have another one in mind.

    `team_id` is the server in which somebody presses, None in the bot's direct messages. All of it raises `NotFound`
    for anybody else's check-in.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def page(self, user_id: int, team_id: int | None, check_in_id: int) -> CheckInPage:
        """Return a check-in as it stands; raises `UserError` for one that is over."""
        return await self._database.read(lambda uow: self._shown(uow, user_id, team_id, check_in_id))

    async def tap(self, user_id: int, team_id: int | None, check_in_id: int, item: Item, answer: int) -> CheckInPage:
        """Keep one answer, 1 to 5; the fifth makes the check-in whole, and from then on it stays as it is.

        An item is answered when its turn has come, and once more while others are open: who presses twice means one.
        """
        return await self._database.write(lambda uow: self._tap(uow, user_id, team_id, check_in_id, item, answer))

    async def back(self, user_id: int, team_id: int | None, check_in_id: int) -> CheckInPage:
        """Ask again what was answered before; a whole check-in stays as it is."""
        return await self._database.write(lambda uow: self._back(uow, user_id, team_id, check_in_id))

    async def name_area(self, user_id: int, team_id: int | None, check_in_id: int, area: PainArea) -> CheckInPage:
        """Keep where it hurts, of a check-in that has pain."""
        return await self._database.write(lambda uow: self._name_area(uow, user_id, team_id, check_in_id, area))

    async def pause(self, user_id: int, team_id: int | None, check_in_id: int, until: str) -> Profile:
        """Let streak and nudges of the runner rest, for an injury where they told of pain; raises as a pause does."""
        return await self._database.write(lambda uow: self._pause(uow, user_id, team_id, check_in_id, until))

    def _shown(self, uow: UnitOfWork, user_id: int, team_id: int | None, check_in_id: int) -> CheckInPage:
        runner, row = self._own(uow, user_id, team_id, check_in_id)
        return check_in_page(uow, runner, row, self._clock.now())

    def _tap(
        self, uow: UnitOfWork, user_id: int, team_id: int | None, check_in_id: int, item: Item, answer: int
    ) -> CheckInPage:
        if not WORST <= answer <= BEST:
            raise UserError("component_stale")
        now = self._clock.now()
        runner, row = self._own(uow, user_id, team_id, check_in_id, lock=True)
        answers = answers_of(row)
        if row.done_at is None and (item in answers or item is next_item(answers)):
            row = self._answer(uow, runner, row, item, answer, now)
        return check_in_page(uow, runner, row, now)

    def _answer(
        self, uow: UnitOfWork, runner: RunnerRow, row: CheckInRow, item: Item, answer: int, now: datetime
    ) -> CheckInRow:
        row = self._set(uow, row, {item.value: answer})
        answers = answers_of(row)
        if next_item(answers) is None:
            flagged = bool(flags(answers, past_answers(uow, row)))
            row = self._set(uow, row, {"done_at": now, "flagged": flagged})
            if flagged:
                owe_flag(uow, runner, row.check_in_id, now)
        return row

    @staticmethod
    def _set(uow: UnitOfWork, row: CheckInRow, columns: dict[str, Any]) -> CheckInRow:
        uow.check_ins.change(row.check_in_id, **columns)
        return row._replace(**columns)

    def _back(self, uow: UnitOfWork, user_id: int, team_id: int | None, check_in_id: int) -> CheckInPage:
        runner, row = self._own(uow, user_id, team_id, check_in_id, lock=True)
        answered = [item for item in Item if item in answers_of(row)]
        if row.done_at is None and answered:
            row = self._set(uow, row, {answered[-1].value: None})
        return check_in_page(uow, runner, row, self._clock.now())

    def _name_area(
        self, uow: UnitOfWork, user_id: int, team_id: int | None, check_in_id: int, area: PainArea
    ) -> CheckInPage:
        runner, row = self._own(uow, user_id, team_id, check_in_id, lock=True)
        if row.done_at is not None and pain_level(answers_of(row)):
            row = self._set(uow, row, {"pain_area": area})
        return check_in_page(uow, runner, row, self._clock.now())

    def _pause(self, uow: UnitOfWork, user_id: int, team_id: int | None, check_in_id: int, until: str) -> Profile:
        now = self._clock.now()
        runner, row = self._own(uow, user_id, team_id, check_in_id, lock=True)
        answers = answers_of(row)
        if row.done_at is None or not offers_pause(answers):
            raise UserError("component_stale")
        reason = PauseReason.INJURED if pain_level(answers) >= PAIN_FOR_A_PAUSE else None
        return profile_of(uow, pause_runner(uow, runner, until, reason, now), now)

    def _own(
        self, uow: UnitOfWork, user_id: int, team_id: int | None, check_in_id: int, *, lock: bool = False
    ) -> tuple[RunnerRow, CheckInRow]:
        """Return who checks in, locked if need be, and the check-in, if it is theirs and still open."""
        found = uow.check_ins.find(check_in_id)
        if found is None:
            raise NotFound("check_in_gone")
        runner = uow.runners.lock(found.runner_id) if lock else uow.runners.find_by_id(found.runner_id)
        row = uow.check_ins.find(check_in_id)
        if runner is None or row is None or runner.user_id != user_id or runner.left_at is not None:
            raise NotFound("check_in_gone")
        if team_id not in (None, runner.team_id):
            raise NotFound("check_in_gone")
        if self._clock.now() - row.asked_at > OPEN_FOR:
            raise UserError("check_in_over")
        return runner, row
