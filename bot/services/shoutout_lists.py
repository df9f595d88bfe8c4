"""Lists of shoutouts: those a member received, which they may hide or report, and those they gave."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bot.domain.audience import MessageKind
from bot.domain.dates import local_today
from bot.errors import NotFound
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.runners import Enrolment, today_of, zone_of
from bot.services.shoutout_posts import giver_of
from bot.services.standing import revise_board_of_week
from db.database import Database
from db.repositories.runners import RunnerRow
from db.repositories.shoutouts import NEWEST, ReceiverRow, ShoutoutRow
from db.unit_of_work import UnitOfWork

SHOUTOUTS_A_PAGE: Final = 4


class Which(StrEnum):
    """Which of a member's shoutouts."""

    RECEIVED = "received"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class ListedShoutout:
    """A shoutout in a list: on which day of the reader's, from whom, and to whom if the reader gave it.

    No giver's name when theirs was erased. What is hidden is shown to its receiver alone, who is told so.
    """

    shoutout_id: int
    day: date
    giver_name: str | None
    by_coach: bool
    names: tuple[str, ...]
    message: str
    award: int | None
    is_hidden: bool = False
    is_reported: bool = False


@dataclass(frozen=True, slots=True)
class ShoutoutPage:
    """A page of shoutouts, newest first; `older` is before which one the next page begins, None when it is the end."""

    which: Which
    entries: tuple[ListedShoutout, ...]
    before: int | None
    older: int | None
    today: date


class ShoutoutListService:
    """Shows a member's own shoutouts, and obeys what they want of those they received."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def page(self, asker: Asker, which: Which = Which.RECEIVED, before: int | None = None) -> ShoutoutPage:
        """Return a page of the asker's shoutouts; with `before`, those older than that one."""
        return await self._database.write(lambda uow: self._page(uow, asker, which, before))

    async def one(self, asker: Asker, shoutout_id: int) -> tuple[ListedShoutout, date]:
        """Return one that the asker received, and the day it is for them; raises `NotFound` for any other."""
        return await self._database.write(lambda uow: self._one(uow, asker, shoutout_id))

    async def hide(self, asker: Asker, shoutout_id: int, *, hidden: bool) -> tuple[ListedShoutout, date]:
        """Take one that the asker received out of what others see, or show it in their list again. Raises as `one`."""
        now = self._clock.now()
        # Once out of what others see it stays out: showing it again is for their own list.
        columns: dict[str, object] = {"hidden_at": now, "public": False} if hidden else {"hidden_at": None}
        return await self._database.write(lambda uow: self._change(uow, asker, shoutout_id, columns, now))

    async def report(self, asker: Asker, shoutout_id: int) -> tuple[ListedShoutout, date]:
        """Hide one that the asker received, and show it to coaches; its giver is told nothing. Raises as `one`."""
        now = self._clock.now()
        columns: dict[str, object] = {"hidden_at": now, "reported_at": now, "settled_at": None}
        return await self._database.write(lambda uow: self._change(uow, asker, shoutout_id, columns, now))

    def _page(self, uow: UnitOfWork, asker: Asker, which: Which, before: int | None) -> ShoutoutPage:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        read = uow.shoutouts.received if which is Which.RECEIVED else uow.shoutouts.given
        rows = read(runner.runner_id, SHOUTOUTS_A_PAGE + 1, NEWEST if before is None else before)
        shown = rows[:SHOUTOUTS_A_PAGE]
        receivers = uow.shoutouts.receivers([row.shoutout_id for row in shown]) if shown else {}
        return ShoutoutPage(
            which=which,
            entries=tuple(_listed(row, receivers[row.shoutout_id], runner, which) for row in shown),
            before=before,
            older=shown[-1].shoutout_id if len(rows) > SHOUTOUTS_A_PAGE else None,
            today=today_of(runner, now),
        )

    def _one(self, uow: UnitOfWork, asker: Asker, shoutout_id: int) -> tuple[ListedShoutout, date]:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        row = uow.shoutouts.find(asker.team_id, shoutout_id)
        receivers = [] if row is None else uow.shoutouts.receivers([shoutout_id])[shoutout_id]
        if row is None or all(one.runner_id != runner.runner_id for one in receivers):
            raise NotFound("shoutout_gone")
        return _listed(row, receivers, runner, Which.RECEIVED), today_of(runner, now)

    def _change(
        self, uow: UnitOfWork, asker: Asker, shoutout_id: int, columns: dict[str, object], now: datetime
    ) -> tuple[ListedShoutout, date]:
        self._one(uow, asker, shoutout_id)
        runner = self._enrolment.runner(uow, asker, now)
        row = uow.shoutouts.find(asker.team_id, shoutout_id)
        uow.shoutouts.change_receiver(shoutout_id, runner.runner_id, **columns)
        # Its week's post may quote it.
        if row is not None and uow.outbox.revise(asker.team_id, MessageKind.SHOUTOUT, str(shoutout_id), now):
            revise_board_of_week(uow, asker.team_id, row.week, now)
        return self._one(uow, asker, shoutout_id)


def _listed(row: ShoutoutRow, receivers: list[ReceiverRow], reader: RunnerRow, which: Which) -> ListedShoutout:
    own = next((one for one in receivers if one.runner_id == reader.runner_id), None)
    to_others = which is Which.GIVEN
    return ListedShoutout(
        shoutout_id=row.shoutout_id,
        day=local_today(row.given_at, zone_of(reader)),
        giver_name=giver_of(row),
        by_coach=row.by_coach,
        names=tuple(one.name for one in receivers if one.left_at is None) if to_others else (),
        message=row.message or "",
        award=row.award,
        is_hidden=not to_others and own is not None and own.hidden_at is not None,
        is_reported=not to_others and own is not None and own.reported_at is not None,
    )
