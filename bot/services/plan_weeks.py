"""Whose week follows which plan: the one that is most their own, once it is out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.plans import REST, Target
from db.repositories.planned import PlanWeekRow, SessionRow
from db.repositories.plans import PlanRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it is kept: its day and place in it, the coach's words, and what it is held to, if they tell.

    `kind` is a `RunKind`'s value or `bot.domain.plans.REST`.
    """

    day: date
    position: int
    text: str
    shared_key: str
    kind: str
    distance_m: int | None = None
    duration_s: int | None = None


def give(uow: UnitOfWork, plan: PlanRow, runner_ids: Collection[int], sessions: Sequence[Session]) -> None:
    """Let a plan be for these runners, with these sessions, and for nobody else.

    A session that says what it said before keeps what is known of it: an excuse, a run. A day on which a runner cannot
    stays one, whatever is planned for it now. Whoever is new to a plan that
    is out sees it from `put_up` on. The team's row is locked, so no two do this at once.
    """
    before = {row.runner_id: row for row in uow.planned.weeks_of_plan(plan.plan_id)}
    uow.planned.drop_weeks(plan.plan_id, [runner_id for runner_id in before if runner_id not in runner_ids])
    uow.planned.put_weeks([_week(plan, runner_id) for runner_id in sorted(runner_ids) if runner_id not in before])
    known: dict[int, list[SessionRow]] = {}
    for row in uow.planned.of_plan(plan.plan_id):
        known.setdefault(row.runner_id, []).append(row)
    for runner_id in sorted(runner_ids):
        _replace(uow, plan, runner_id, known.get(runner_id, []), sessions)


def put_up(uow: UnitOfWork, plan: PlanRow, now: datetime) -> tuple[int, ...]:
    """Note that a plan is out: it holds for those it is for, but for whoever has one that is more their own.

    Returns for whom it holds.
    A week that had a plan before keeps the instant at which it first did.
    """
    if plan.published_at is None:
        uow.plans.change(plan.plan_id, published_at=now)
    of_plan = {row.runner_id: row for row in uow.planned.weeks_of_plan(plan.plan_id)}
    holding = _holding(uow.planned.weeks(plan.team_id, plan.week))
    changed: list[Mapping[str, object]] = []
    holds: list[int] = []
    for runner_id, row in of_plan.items():
        other = holding.get(runner_id)
        if other is None or other.plan_id == plan.plan_id:
            since = row.published_at
        elif Target.parse(other.target).closeness > Target.parse(plan.target).closeness:
            continue
        else:
            since = other.published_at
            changed.append(_columns(other, holds=False))
        holds.append(runner_id)
        if not row.holds:
            changed.append(_columns(row, holds=True) | {"published_at": since or now})
    uow.planned.put_weeks(changed)
    left = {row.plan_id for row in holding.values()} - {plan.plan_id}
    moved = [one for plan_id in sorted(left) for one in uow.planned.of_plan(plan_id) if one.runner_id in holds]
    _carry(uow, [one for one in moved if holding[one.runner_id].plan_id == one.plan_id], [plan.plan_id])
    return tuple(holds)


def take_back(uow: UnitOfWork, plan: PlanRow) -> tuple[int, ...]:
    """Remove a plan; whoever followed it follows the next one that is out for them. Returns who followed it."""
    followed = [row.runner_id for row in uow.planned.weeks_of_plan(plan.plan_id) if row.holds]
    since = {row.runner_id: row.published_at for row in uow.planned.weeks_of_plan(plan.plan_id)}
    sessions = [one for one in uow.planned.of_plan(plan.plan_id) if one.runner_id in followed]
    uow.plans.delete(plan.plan_id)
    out = {row.plan_id for row in uow.plans.of_week(plan.team_id, plan.week) if row.published_at is not None}
    left: dict[int, PlanWeekRow] = {}
    for row in uow.planned.weeks(plan.team_id, plan.week):
        if row.plan_id not in out or row.runner_id not in followed:
            continue
        known = left.get(row.runner_id)
        if known is None or Target.parse(known.target).closeness <= Target.parse(row.target).closeness:
            left[row.runner_id] = row
    uow.planned.put_weeks(
        [_columns(row, holds=True) | {"published_at": since[runner_id]} for runner_id, row in left.items()]
    )
    _carry(uow, sessions, sorted({row.plan_id for row in left.values()}))
    return tuple(followed)


def everybody(uow: UnitOfWork, team_id: int) -> frozenset[int]:
    """Return the runners of a team, but for coaches who never ran: they plan, and are in no plan."""
    coaches = {row.user_id for row in uow.coaches.of_team(team_id)}
    here = [one for one in uow.runners.of_team(team_id) if not one.has_left]
    return frozenset(
        one.runner_id for one in here if one.user_id not in coaches or uow.runners.longest_m(one.runner_id) is not None
    )


def _holding(rows: Iterable[PlanWeekRow]) -> dict[int, PlanWeekRow]:
    return {row.runner_id: row for row in rows if row.holds}


def _week(plan: PlanRow, runner_id: int) -> Mapping[str, object]:
    return {
        "plan_id": plan.plan_id,
        "runner_id": runner_id,
        "team_id": plan.team_id,
        "week": plan.week,
        "holds": False,
        "published_at": None,
        "agreed_at": None,
    }


def _columns(row: PlanWeekRow, *, holds: bool) -> dict[str, object]:
    own = ("plan_id", "runner_id", "team_id", "week", "published_at", "agreed_at")
    return {name: getattr(row, name) for name in own} | {"holds": holds}


def _carry(uow: UnitOfWork, followed: Iterable[SessionRow], plan_ids: Iterable[int]) -> None:
    """Let what runners said of days, in plans that they followed, hold in those that they follow now."""
    said = _said(followed)
    if not said:
        return
    uow.planned.change_many(
        {
            row.session_id: {"cannot_at": at, "cannot_words": words}
            for plan_id in plan_ids
            for row in uow.planned.of_plan(plan_id)
            if row.kind != REST and (row.runner_id, row.day) in said
            for at, words in [said[row.runner_id, row.day]]
            if (row.cannot_at, row.cannot_words) != (at, words)
        }
    )


def _said(rows: Iterable[SessionRow]) -> dict[tuple[int, date], tuple[datetime | None, str | None]]:
    """Return since when runners cannot on days on which something was planned, and their words; None where they can."""
    said: dict[tuple[int, date], tuple[datetime | None, str | None]] = {}
    for row in rows:
        if row.kind != REST and said.get((row.runner_id, row.day), (None, None))[0] is None:
            said[row.runner_id, row.day] = (row.cannot_at, row.cannot_words)
    return said


def _replace(
    uow: UnitOfWork, plan: PlanRow, runner_id: int, known: Sequence[SessionRow], sessions: Sequence[Session]
) -> None:
    """Let a runner have these sessions of a plan."""
    same = {(row.day, row.position, row.shared_key): row for row in known}
    kept = {row.session_id: one for one in sessions if (row := same.get((one.day, one.position, one.shared_key)))}
    uow.planned.drop([row.session_id for row in known if row.session_id not in kept])
    uow.planned.change_many(
        {
            session_id: {
                "text": one.text,
                "kind": one.kind,
                "distance_m": one.distance_m,
                "duration_s": one.duration_s,
            }
            for session_id, one in kept.items()
        }
    )
    new = [one for one in sessions if one not in kept.values()]
    said = _said(known)
    uow.planned.add(
        [
            {
                "team_id": plan.team_id,
                "runner_id": runner_id,
                "plan_id": plan.plan_id,
                "week": plan.week,
                "day": one.day,
                "position": one.position,
                "text": one.text,
                "shared_key": one.shared_key,
                "kind": one.kind,
                "distance_m": one.distance_m,
                "duration_s": one.duration_s,
                "cannot_at": at,
                "cannot_words": words,
            }
            for one in new
            for at, words in [(None, None) if one.kind == REST else said.get((runner_id, one.day), (None, None))]
        ]
    )
