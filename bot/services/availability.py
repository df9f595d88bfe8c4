"""Availability: on which days of a week runners can run, asked before the week is planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.availability import (
    NO_DAYS,
    NOTE_LIMIT,
    Availability,
    Days,
    Room,
    WhichWeek,
    may_be_told,
    read_days,
    week_meant,
    write_days,
)
from bot.domain.dates import Week
from bot.domain.plans import REST
from bot.domain.words import storable
from bot.errors import NotFound, UserError
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.plan_replies import tell_days
from bot.services.runners import Enrolment, today_of
from db.database import Database
from db.repositories.availability import AvailabilityRow
from db.repositories.planned import SessionRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AvailabilityPage:
    """A week as its runner sees it.

    `said` holds for the week, None before they have said anything; `before` is what one press repeats: what they
    usually say, or said of the latest week.
    """

    runner_id: int
    team_name: str
    week: Week
    said: Availability | None
    before: Availability | None
    today: date


class AvailabilityService:
    """Keeps what runners say, for a week or for every week, until they say something else."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def show(self, asker: Asker, which: WhichWeek = WhichWeek.NEXT) -> AvailabilityPage:
        """Return the asker's week."""
        return await self._database.write(lambda uow: self._show(uow, asker, which))

    # What follows is pressed under a page or a letter, which knows its runner: whoever has several teams may have
    # another one in mind by now. `team_id` is the server in which they press, None in the bot's direct messages.

    async def page(self, user_id: int, team_id: int | None, runner_id: int, week: Week) -> AvailabilityPage:
        """Return a week of the runner who asks; raises `NotFound` for anybody else's, `UserError` for one gone by."""
        return await self._database.read(
            lambda uow: availability_page(
                uow, self._own(uow, user_id, team_id, runner_id, week), week, self._clock.now()
            )
        )

    async def say(
        self,
        user_id: int,
        team_id: int | None,
        runner_id: int,
        week: Week,
        days: Days,
        note: str = "",
        *,
        always: bool = False,
    ) -> AvailabilityPage:
        """Keep what the runner says of a week, and of all that follow with `always`; raises as `page` does."""
        return await self._database.write(
            lambda uow: self._say(
                uow, self._own(uow, user_id, team_id, runner_id, week, lock=True), week, days, note, always
            )
        )

    async def as_before(self, user_id: int, team_id: int | None, runner_id: int, week: Week) -> AvailabilityPage:
        """Keep what the runner usually says, else what they said of the latest week before; raises as `page` does."""
        return await self._database.write(
            lambda uow: self._as_before(uow, self._own(uow, user_id, team_id, runner_id, week, lock=True), week)
        )

    async def not_at_all(self, user_id: int, team_id: int | None, runner_id: int, week: Week) -> AvailabilityPage:
        """Keep that the runner does not run in a week; raises as `page` does."""
        return await self.say(user_id, team_id, runner_id, week, NO_DAYS)

    def _show(self, uow: UnitOfWork, asker: Asker, which: WhichWeek) -> AvailabilityPage:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        return availability_page(uow, runner, week_meant(which, today_of(runner, now)), now)

    def _own(
        self, uow: UnitOfWork, user_id: int, team_id: int | None, runner_id: int, week: Week, *, lock: bool = False
    ) -> RunnerRow:
        runner = uow.runners.lock(runner_id) if lock else uow.runners.find_by_id(runner_id)
        if runner is None or runner.user_id != user_id or runner.left_at is not None:
            raise NotFound("availability_not_yours")
        if team_id not in (None, runner.team_id):
            raise NotFound("availability_not_yours")
        if not may_be_told(week, today_of(runner, self._clock.now())):
            raise UserError("availability_week_over")
        return runner

    def _say(
        self, uow: UnitOfWork, runner: RunnerRow, week: Week, days: Days, note: str, always: bool
    ) -> AvailabilityPage:
        if len(note) > NOTE_LIMIT:
            raise UserError("availability_note_too_long", limit=NOTE_LIMIT)
        now = self._clock.now()
        _keep(uow, runner, week, Availability(days, storable(note)), now, always=always)
        return availability_page(uow, runner, week, now)

    def _as_before(self, uow: UnitOfWork, runner: RunnerRow, week: Week) -> AvailabilityPage:
        before = _before(uow, runner.runner_id, week)
        if before is None:
            raise UserError("availability_nothing_before")
        now = self._clock.now()
        _keep(uow, runner, week, before, now)
        return availability_page(uow, runner, week, now)


def availability_of(uow: UnitOfWork, runner_ids: Sequence[int], week: Week) -> dict[int, Availability]:
    """Return what holds for a week of each of these runners who have said something of it, or of every week."""
    usual = uow.availability.usual(runner_ids)
    said = uow.availability.in_week(runner_ids, week.key)
    return {
        **{runner_id: _availability(row, is_usual=True) for runner_id, row in usual.items()},
        **{runner_id: _availability(row) for runner_id, row in said.items()},
    }


def clashing(uow: UnitOfWork, runner_id: int, week: Week, said: Availability, since: date) -> list[SessionRow]:
    """Return the sessions of a week that is out, from a day on, for which there is no room, or not much.

    Days on which the runner cannot are left out: of those their coach has heard.
    """
    return [
        row
        for row in _to_come(uow, runner_id, week, since)
        if row.kind != REST and row.cannot_at is None and said.on(row.day) is not Room.FREE
    ]


def availability_page(uow: UnitOfWork, runner: RunnerRow, week: Week, now: datetime) -> AvailabilityPage:
    """Return a runner's week as they see it."""
    return AvailabilityPage(
        runner_id=runner.runner_id,
        team_name=runner.team_name,
        week=week,
        said=availability_of(uow, [runner.runner_id], week).get(runner.runner_id),
        before=_before(uow, runner.runner_id, week),
        today=today_of(runner, now),
    )


def _to_come(uow: UnitOfWork, runner_id: int, week: Week, since: date) -> list[SessionRow]:
    return uow.planned.between(runner_id, since, week.sunday)


def _before(uow: UnitOfWork, runner_id: int, week: Week) -> Availability | None:
    usual = uow.availability.usual([runner_id]).get(runner_id)
    if usual is not None:
        return _availability(usual, is_usual=True)
    newest = uow.availability.newest_before(runner_id, week.key)
    return None if newest is None else _availability(newest)


def _keep(
    uow: UnitOfWork, runner: RunnerRow, week: Week, said: Availability, now: datetime, *, always: bool = False
) -> None:
    days = write_days(said.days)
    before = availability_of(uow, [runner.runner_id], week).get(runner.runner_id)
    uow.availability.put(runner.runner_id, week.key, days, said.note, now)
    if always:
        uow.availability.put_usual(runner.runner_id, days, said.note, now)
    if before is None or (before.days, before.note) != (said.days, said.note):
        _tell_coach(uow, runner, week, said, now)


def _tell_coach(uow: UnitOfWork, runner: RunnerRow, week: Week, said: Availability, now: datetime) -> None:
    """Let the coach hear of what comes after the plan is out, where it is of use: for what is still to come."""
    followed = uow.planned.week(runner.runner_id, week.key)
    since = max(week.monday, today_of(runner, now))
    if followed is None or not any(row.kind != REST for row in _to_come(uow, runner.runner_id, week, since)):
        return
    fits = said.note is None and not clashing(uow, runner.runner_id, week, said, since)
    tell_days(uow, runner, followed, week, since, now, fits=fits)


def _availability(row: AvailabilityRow, *, is_usual: bool = False) -> Availability:
    return Availability(read_days(row.days), row.note, is_usual)
