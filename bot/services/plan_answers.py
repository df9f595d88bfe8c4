"""What runners answer to their week: that it looks good, a question, or a day on which they cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from bot.domain.audience import MessageKind
from bot.domain.dates import Week
from bot.domain.plans import REST
from bot.domain.words import storable
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.coaches import coach_name, coaches_of
from bot.services.feedback import clean
from bot.services.feedback_sending import Given, write_to_coach
from bot.services.plan_letters import PlannedSession, PlanWeek, plan_week, revise_week, sessions_of, week_of_runner
from bot.services.plan_posts import follow_sharing
from bot.services.plan_replies import coaches_told, owe_cannot, redraw_cannot
from bot.services.runners import today_of
from db.database import Database
from db.repositories.planned import PlanWeekRow, SessionRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

CANNOT_LIMIT: Final = 300
"""Characters of what a runner says who cannot on a day."""


@dataclass(frozen=True, slots=True)
class CannotNoted:
    """What a runner reads who cannot on a day; `told`: how many coaches hear of it, the name that of a single one.

    `is_coached` tells whether any coach is known, which may be the runner. `after_all`: they can, and take it back.
    """

    day: date
    coach_name: str | None
    told: int
    is_coached: bool = True
    after_all: bool = False


class PlanAnswerService:
    """Takes what runners answer to their week; every method raises `NotAllowed` for a week that is another's."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def mine(self, asker: Asker, week: Week) -> PlanWeek:
        """Return the asker's own week; raises `NotFound` when none is out for them."""
        return await self._database.read(lambda uow: self._mine(uow, asker, week))

    async def agree(
        self, user_id: int, runner_id: int, week: Week, team_id: int | None = None, marker: int | None = None
    ) -> PlanWeek:
        """Note that a week looks good to its runner, and return it as the letter with this `marker` has it.

        `team_id` is the server in which they say so, None in the bot's direct messages.
        """
        return await self._database.write(lambda uow: self._agree(uow, user_id, runner_id, week, team_id, marker))

    async def days_left(
        self, user_id: int, runner_id: int, week: Week, team_id: int | None = None
    ) -> tuple[PlannedSession, ...]:
        """Return the sessions on which a runner may say that they cannot: of today and the days to come.

        Raises `UserError` when there are none.
        """
        return await self._database.read(lambda uow: self._days_left(uow, user_id, runner_id, week, team_id))

    async def cannot(
        self, user_id: int, runner_id: int, day: date, words: str, team_id: int | None = None
    ) -> CannotNoted:
        """Note that a runner cannot on a day, and owe their coach the news; said again, what is new of it.

        Raises `UserError` for a day on which nothing is planned any more, and for words that are too many.
        """
        said = storable(words)
        if said is not None and len(said) > CANNOT_LIMIT:
            raise UserError("cannot_too_long", limit=CANNOT_LIMIT)
        return await self._database.write(lambda uow: self._cannot(uow, user_id, runner_id, day, said, team_id))

    async def can_after_all(self, user_id: int, runner_id: int, day: date, team_id: int | None = None) -> CannotNoted:
        """Take back that a runner cannot on a day; what their coach read of it is redrawn.

        Raises `UserError` for a day on which nothing is planned any more.
        """
        return await self._database.write(lambda uow: self._can_after_all(uow, user_id, runner_id, day, team_id))

    async def coach_of(self, user_id: int, runner_id: int, week: Week, team_id: int | None = None) -> str | None:
        """Return the name of the coach whom a question about a week goes to, which may not be known.

        Raises `NotFound` when there is nobody to ask.
        """
        return await self._database.read(lambda uow: self._asked(uow, user_id, runner_id, week, team_id)[2])

    async def ask(self, user_id: int, runner_id: int, week: Week, message: str, team_id: int | None = None) -> Given:
        """Keep a runner's question about a week as private words to the coach who planned it, and owe it."""
        words = clean(message)
        return await self._database.write(lambda uow: self._ask(uow, user_id, runner_id, week, words, team_id))

    def _mine(self, uow: UnitOfWork, asker: Asker, week: Week) -> PlanWeek:
        runner = uow.runners.find(asker.team_id, asker.user_id)
        found = None if runner is None else week_of_runner(uow, runner, week.key, self._clock.now())
        if found is None:
            raise NotFound("plan_week_none")
        return found

    def _agree(
        self, uow: UnitOfWork, user_id: int, runner_id: int, week: Week, team_id: int | None, marker: int | None
    ) -> PlanWeek:
        now = self._clock.now()
        runner, followed = _own(uow, user_id, runner_id, week, team_id, lock=True)
        if followed.agreed_at is None:
            uow.planned.agree(runner_id, followed.plan_id, now)
            revise_week(uow, runner, week.key, now)
        found = plan_week(uow, runner, _payload(uow, runner, week, marker), now)
        if found is None:
            raise NotFound("plan_week_none")
        return found

    def _days_left(
        self, uow: UnitOfWork, user_id: int, runner_id: int, week: Week, team_id: int | None
    ) -> tuple[PlannedSession, ...]:
        now = self._clock.now()
        runner, _ = _own(uow, user_id, runner_id, week, team_id)
        found = week_of_runner(uow, runner, week.key, now)
        sessions = () if found is None else found.sessions
        left = tuple(one for one in sessions if one.day >= today_of(runner, now) and one.kind != REST)
        if not left:
            raise UserError("plan_days_over")
        return left

    def _cannot(
        self, uow: UnitOfWork, user_id: int, runner_id: int, day: date, words: str | None, team_id: int | None
    ) -> CannotNoted:
        now = self._clock.now()
        runner, followed, sessions = self._of_day(uow, user_id, runner_id, day, team_id, now)
        coaches = coaches_told(uow, runner, followed)
        if any(one.cannot_at is None or one.cannot_words != words for one in sessions):
            for one in sessions:
                uow.planned.change(one.session_id, cannot_at=one.cannot_at or now, cannot_words=words)
            follow_sharing(uow, runner, followed.week, day, now)
            for coach_id in coaches:
                owe_cannot(uow, runner, day, coach_id, now)
        is_coached = bool(coaches_of(uow, runner.team_id))
        return CannotNoted(day, _only(uow, runner, followed, coaches), len(coaches), is_coached=is_coached)

    def _can_after_all(
        self, uow: UnitOfWork, user_id: int, runner_id: int, day: date, team_id: int | None
    ) -> CannotNoted:
        now = self._clock.now()
        runner, followed, sessions = self._of_day(uow, user_id, runner_id, day, team_id, now)
        if any(one.cannot_at is not None for one in sessions):
            for one in sessions:
                uow.planned.change(one.session_id, cannot_at=None, cannot_words=None)
            follow_sharing(uow, runner, followed.week, day, now)
            redraw_cannot(uow, runner, day, now)
        coaches = coaches_told(uow, runner, followed)
        return CannotNoted(day, _only(uow, runner, followed, coaches), len(coaches), after_all=True)

    def _of_day(
        self, uow: UnitOfWork, user_id: int, runner_id: int, day: date, team_id: int | None, now: datetime
    ) -> tuple[RunnerRow, PlanWeekRow, list[SessionRow]]:
        """Return whose day it is, their plan, and its sessions of a day that is not over."""
        week = Week.of(day)
        runner, followed = _own(uow, user_id, runner_id, week, team_id, lock=True)
        sessions = [one for one in sessions_of(uow, runner_id, week.key) if one.day == day and one.kind != REST]
        if not sessions or day < today_of(runner, now):
            raise UserError("plan_days_over")
        return runner, followed, sessions

    def _asked(
        self, uow: UnitOfWork, user_id: int, runner_id: int, week: Week, team_id: int | None, *, lock: bool = False
    ) -> tuple[RunnerRow, int, str | None]:
        runner, followed = _own(uow, user_id, runner_id, week, team_id, lock=lock)
        coaches = coaches_told(uow, runner, followed)
        if not coaches:
            raise NotFound("no_coach_known")
        return runner, coaches[0], _name(uow, runner, followed, coaches[0])

    def _ask(
        self, uow: UnitOfWork, user_id: int, runner_id: int, week: Week, message: str, team_id: int | None
    ) -> Given:
        runner, coach_id, name = self._asked(uow, user_id, runner_id, week, team_id, lock=True)
        return write_to_coach(uow, runner, coach_id, name, message, self._clock.now())


def _own(
    uow: UnitOfWork, user_id: int, runner_id: int, week: Week, team_id: int | None, *, lock: bool = False
) -> tuple[RunnerRow, PlanWeekRow]:
    """Return a runner and the plan that holds for their week, which must be the asker's own."""
    runner = uow.runners.lock(runner_id) if lock else uow.runners.find_by_id(runner_id)
    if runner is None or team_id not in (None, runner.team_id):
        raise NotFound("plan_week_none")
    if runner.user_id != user_id:
        raise NotAllowed("not_your_week")
    if runner.left_at is not None:
        raise NotFound("no_team")
    followed = uow.planned.week(runner_id, week.key)
    if followed is None:
        raise NotFound("plan_week_none")
    return runner, followed


def _only(uow: UnitOfWork, runner: RunnerRow, followed: PlanWeekRow, coaches: Sequence[int]) -> str | None:
    """Return the name of who hears of it, where that is a single one."""
    return _name(uow, runner, followed, coaches[0]) if len(coaches) == 1 else None


def _name(uow: UnitOfWork, runner: RunnerRow, followed: PlanWeekRow, coach_id: int) -> str | None:
    """Return what a coach goes by, as far as anybody knows."""
    if coach_id == followed.author_id and followed.author_name is not None:
        return followed.author_name
    return coach_name(uow, runner.team_id, coach_id)


def _payload(uow: UnitOfWork, runner: RunnerRow, week: Week, marker: int | None) -> Mapping[str, Any]:
    """Return which letter it is that a message shows: the whole week, or what has changed of it."""
    kind, key = (None, "") if marker is None else uow.outbox.name_of(runner.team_id, marker)
    owed = uow.outbox.find(runner.team_id, MessageKind.PLAN_WEEK, key) if kind == MessageKind.PLAN_WEEK else None
    own = owed is not None and key.startswith(f"{runner.runner_id}:{week.key}:")
    return owed.payload if owed is not None and own else {"week": week.key, "changed": []}
