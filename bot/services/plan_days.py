"""Days that stand: what no change of a plan touches once its week is under way.

A session of a day that is over for its runner, and one that is done already, stays as it is, with its run and its
credit, whatever becomes of the plan. So no change of a plan takes away what somebody earned before it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.dates import Week
from bot.domain.plans import NO_RUN
from bot.services.following import matched
from bot.services.runners import today_of
from db.repositories.planned import SessionRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of a runner's week on their `today`; `decides`: the week as it was had a run in it."""

    runner_id: int
    week: Week
    today: date
    sessions: tuple[SessionRow, ...]
    decides: bool

    def has(self, day: date, position: int) -> bool:
        """Tell whether a place in the week is taken, by a session that stands or by a day that is over."""
        return day < self.today or any((one.day, one.position) == (day, position) for one in self.sessions)


def standing(uow: UnitOfWork, runner_ids: Iterable[int], week: Week, now: datetime) -> dict[int, Standing]:
    """Return what stands of a week for those of these runners for whom it has begun, and lock them, in their order.

    The plans that are to change must hold for them still.
    """
    # In the first zone of all it is a day later at most.
    if week.monday > now.date() + timedelta(days=1):
        return {}
    found: dict[int, Standing] = {}
    for runner_id in sorted(set(runner_ids)):
        runner = uow.runners.lock(runner_id)
        if runner is None or (today := today_of(runner, now)) < week.monday:
            continue
        rows = uow.planned.between(runner_id, week.monday, week.sunday)
        stay = tuple(row for row in rows if row.day < today or row.percent is not None or row.done_at is not None)
        found[runner_id] = Standing(runner_id, week, today, stay, any(row.kind not in NO_RUN for row in rows))
    return found


def bring(uow: UnitOfWork, plans: Mapping[int, int], standings: Mapping[int, Standing]) -> None:
    """Let the plans that hold for runners from now on, by runner, have what stands of their week."""
    for plan_id in sorted({plans[runner_id] for runner_id in standings}):
        of_plan = {key: one for key, one in standings.items() if plans[key] == plan_id}
        uow.planned.drop(
            [
                row.session_id
                for row in uow.planned.of_plan(plan_id)
                if row.runner_id in of_plan and of_plan[row.runner_id].has(row.day, row.position)
            ]
        )
        uow.planned.add([_columns(row, plan_id) for one in of_plan.values() for row in one.sessions])


def hold_fast(uow: UnitOfWork, standings: Iterable[Standing], now: datetime) -> None:
    """Let sessions that stand keep the runs that they are where a new one would take them.

    They are the runs that their sessions were before, so it is as if the runner had named them.
    """
    for one in standings:
        known = {(row.day, row.position): row for row in one.sessions if row.run_id is not None}
        if not known:
            continue
        rows = uow.planned.between(one.runner_id, one.week.monday, one.week.sunday)
        there = matched(rows, uow.runs.in_week(one.runner_id, one.week.key))
        mine = [(row, known[row.day, row.position]) for row in there if (row.day, row.position) in known]
        if any((row.run_id, row.percent) != (was.run_id, was.percent) for row, was in mine):
            uow.planned.change_many(
                {row.session_id: {"run_id": was.run_id, "done_at": was.done_at or now} for row, was in mine}
            )


def _columns(row: SessionRow, plan_id: int) -> dict[str, object]:
    columns = row._asdict() | {"plan_id": plan_id}
    del columns["session_id"]
    return columns
