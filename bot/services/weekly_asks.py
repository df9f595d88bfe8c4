"""Weekly asks: which questions a runner has every week, and the asking itself, each once, by their own clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.weekly_asks import FROM_THE_START, Ask, asked_at, due, next_day
from bot.services.availability_letters import owe_question
from bot.services.check_in_letters import owe_check_in
from bot.services.clock import Clock
from bot.services.runners import zone_of
from db.database import Database
from db.repositories.runners import RunnerRow
from db.repositories.weekly_asks import WeeklyAskRow
from db.unit_of_work import UnitOfWork

DUE_AT_ONCE: Final = 50

_OWE: Final = {Ask.AVAILABILITY: owe_question, Ask.CHECK_IN: owe_check_in}


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether a runner wants a question, and when (aware UTC) it comes next; None while nudges are off."""

    wanted: bool
    next_at: datetime | None = None


class WeeklyAskService:
    """Finds who is to be asked, claims that, and owes the letter."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def ask_due(self) -> int:
        """Owe all that is due by now and still helps; returns how many questions were due.

        Claiming a question, owing it under a key of runner and week, and moving on to the next week are one
        transaction: a crash leaves either all of it or none, and no second process can do it again.
        """
        handled = 0
        while await self._is_due() and (claimed := await self._database.write(self._ask_some, long=True)):
            handled += claimed
        return handled

    async def next_due_at(self) -> datetime | None:
        """Return the earliest instant at which anybody is to be asked anything."""
        return await self._database.read(lambda uow: uow.weekly_asks.next_at())

    async def _is_due(self) -> bool:
        due_at = await self.next_due_at()
        return due_at is not None and due_at <= self._clock.now()

    def _ask_some(self, uow: UnitOfWork) -> int:
        now = self._clock.now()
        claimed = uow.weekly_asks.claim_due(now, DUE_AT_ONCE)
        moved = []
        for row in claimed:
            runner = uow.runners.find_by_id(row.runner_id)
            assert runner is not None
            zone, ask = zone_of(runner), Ask(row.ask)
            found = due(ask, zone, now)
            # A clock that was turned back can bring the same evening twice.
            if found is not None and row.next_day is not None and found.day >= row.next_day:
                _OWE[ask](uow, runner, found, now)
            moved.append(_coming(row, ask, zone, now))
        uow.weekly_asks.retime(moved)
        return len(claimed)


def asking(uow: UnitOfWork, runner: RunnerRow) -> dict[Ask, Asking]:
    """Return what a runner is asked every week."""
    rows = uow.weekly_asks.of_runner(runner.runner_id)
    return {
        ask: Asking(FROM_THE_START[ask]) if (row := rows.get(ask)) is None else Asking(row.wanted, row.next_at)
        for ask in Ask
    }


def choose_asks(uow: UnitOfWork, runner: RunnerRow, wanted: Mapping[Ask, bool], now: datetime) -> None:
    """Keep which questions a runner wants, and let those come that they want and whose nudges are on.

    One that comes already keeps its day.
    """
    rows = uow.weekly_asks.of_runner(runner.runner_id)
    zone = zone_of(runner)
    for ask in Ask:
        row = rows.get(ask)
        before = FROM_THE_START[ask] if row is None else row.wanted
        wants = wanted.get(ask, before)
        comes = wants and runner.nudges
        if row is not None and wants == row.wanted and comes == (row.next_at is not None):
            continue
        if row is None and not comes and ask not in wanted:
            continue
        bare = WeeklyAskRow(runner.runner_id, ask, wants, None, None)
        uow.weekly_asks.put(_coming(bare, ask, zone, now) if comes else bare)


def retime_asks(uow: UnitOfWork, runner: RunnerRow) -> None:
    """Let a runner's questions come on the same days, by the clock that they live by now.

    One whose time has come by the new clock is due at once, and one that they have had is not set again.
    """
    uow.weekly_asks.retime(
        _moved(row, zone_of(runner))
        for row in uow.weekly_asks.of_runner(runner.runner_id).values()
        if row.next_day is not None
    )


def retime_asks_of_team(uow: UnitOfWork, team_id: int, zone: ZoneInfo) -> None:
    """Do so for all who live by their team's clock."""
    uow.weekly_asks.retime(_moved(row, zone) for row in uow.weekly_asks.by_team_clock(team_id))


def _moved(row: WeeklyAskRow, zone: ZoneInfo) -> WeeklyAskRow:
    assert row.next_day is not None
    return row._replace(next_at=asked_at(Ask(row.ask), row.next_day, zone))


def _coming(row: WeeklyAskRow, ask: Ask, zone: ZoneInfo, now: datetime) -> WeeklyAskRow:
    day = next_day(ask, zone, now)
    return row._replace(next_day=day, next_at=asked_at(ask, day, zone))
