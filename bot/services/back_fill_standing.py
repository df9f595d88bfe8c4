"""Back-fills that stand: what was found further back in an account, who is told of it, and its end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.domain.audience import MessageKind
from bot.domain.back_fills import OFFERED_FOR, BackFillState
from bot.domain.connections import Service
from bot.domain.units import Unit
from bot.services.imports import ImportState
from bot.services.runners import today_of, unit_of
from db.repositories.back_fills import BackFillRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

GRACE: Final = timedelta(minutes=1)
"""How long the direct message waits for the answer that shows the same, which makes it needless."""


@dataclass(frozen=True, slots=True)
class BackFill:
    """How far looking further back in an account has come, and what was found that is not in the log.

    `reached` is the day back to which it was done, `goes_at` when what was found is kept no more, and `rests_until`
    when the service may be asked again.
    """

    back_fill_id: int
    service: Service
    state: BackFillState
    first_day: date
    reached: date
    runs: int
    distance_m: int
    unit: Unit
    today: date
    goes_at: datetime | None = None
    rests_until: datetime | None = None
    in_trouble: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it by itself."""
        return self.state is BackFillState.OFFERED


def back_fill_of(
    uow: UnitOfWork, runner: RunnerRow, row: BackFillRow, now: datetime, rests_until: datetime | None = None
) -> BackFill:
    """Return how one stands."""
    runs, distance_m = uow.back_fills.sums(row.back_fill_id)
    return BackFill(
        back_fill_id=row.back_fill_id,
        service=Service(row.service),
        state=BackFillState(row.state),
        first_day=row.first_day,
        reached=max(row.first_day, row.reached.date()),
        runs=runs,
        distance_m=distance_m,
        unit=unit_of(runner),
        today=today_of(runner, now),
        goes_at=None if row.kept_since is None else row.kept_since + OFFERED_FOR,
        rests_until=rests_until,
        in_trouble=row.failures > 0,
    )


def owe_offer(uow: UnitOfWork, runner: RunnerRow, row: BackFillRow, now: datetime) -> None:
    """Owe a runner the word on what was found further back."""
    uow.outbox.owe(
        team_id=runner.team_id,
        kind=MessageKind.CONNECTION_NEWS,
        key=_key(row),
        payload={"back_fill_id": row.back_fill_id},
        now=now,
        due_at=now + GRACE,
        runner_id=runner.runner_id,
        recipient_id=runner.user_id,
    )


def untold_offer(uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any], now: datetime) -> BackFill | None:
    """Return what was found, for a direct message; None when its runner has seen it, or it is over."""
    row = uow.back_fills.find(payload["back_fill_id"])
    if row is None or row.told_at is not None or row.runner_id != reader.runner_id or reader.left_at is not None:
        return None
    return back_fill_of(uow, reader, row, now)


def drop_back_fill(uow: UnitOfWork, row: BackFillRow, now: datetime) -> None:
    """Forget what was found further back, and have the letter that says it taken down."""
    runner = uow.runners.find_by_id(row.runner_id)
    if runner is not None:
        uow.outbox.revise_letters(runner.team_id, MessageKind.CONNECTION_NEWS, now, [_key(row)])
    uow.back_fills.drop(row.back_fill_id)


def forget_found(uow: UnitOfWork, row: BackFillRow, now: datetime) -> None:
    """Keep what was found no longer; where the service is still asked, that begins anew."""
    if row.state != BackFillState.ASKING:
        drop_back_fill(uow, row, now)
        return
    uow.back_fills.drop_runs(row.back_fill_id)
    uow.back_fills.change(row.back_fill_id, reached=now, kept_since=None)


def let_go_of_list(uow: UnitOfWork, import_id: int, now: datetime) -> None:
    """Keep nothing more of a list that a service told: what is in the log is its runner's own, the rest is not."""
    row = uow.imports.find(import_id, for_update=True)
    if row is None:
        return
    ending = {"state": ImportState.STOPPED, "ended_at": now, "told_at": now} if row.ended_at is None else {}
    uow.imports.change(import_id, entries=None, unsure=0, **ending)


def _key(row: BackFillRow) -> str:
    return f"{row.connection_id}:looked_back:{row.back_fill_id}"
