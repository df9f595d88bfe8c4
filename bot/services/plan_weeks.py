"""Whose week follows which plan: the one that is most their own, once it is out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.dates import Week
from bot.domain.plans import EVERYBODY, PAST, REST, Target
from bot.services.plan_days import Standing, bring, hold_fast, standing
from db.repositories.planned import PlanWeekRow, SessionRow
from db.repositories.plans import PlanRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it is kept: its day and place in it, the coach's words, and what it is held to, if they tell.

    `kind` is a `RunKind`'s value, or `REST` or `OTHER_SPORT` of `bot.domain.plans`.
    """

    day: date
    position: int
    text: str
    shared_key: str
    kind: str
    distance_m: int | None = None
    duration_s: int | None = None


def give(
    uow: UnitOfWork, plan: PlanRow, runner_ids: Collection[int], sessions: Sequence[Session], now: datetime
) -> None:
    """Let a plan be for these runners, with these sessions, and for nobody else.

    Where it holds already, what stands of a week under way stays (`plan_days`). A session that says what it said before
    keeps what is known of it: an excuse, a run. A day on which a runner cannot stays one, whatever is planned for it
    now. Whoever is new to a plan that is out sees it from `put_up` on. The team's row is locked, so no two do this at
    once.
    """
    before = {row.runner_id: row for row in uow.planned.weeks_of_plan(plan.plan_id)}
    gone = [row for row in before.values() if row.runner_id not in runner_ids]
    _let_go(uow, plan, [row for row in gone if row.holds], now)
    uow.planned.drop_weeks(plan.plan_id, [row.runner_id for row in gone if not row.holds])
    uow.planned.put_weeks([_week(plan, runner_id) for runner_id in sorted(runner_ids) if runner_id not in before])
    held = {row.runner_id: row for row in before.values() if row.holds and row.runner_id in runner_ids}
    stands = standing(uow, held, Week.parse(plan.week), now)
    known: dict[int, list[SessionRow]] = {}
    for row in uow.planned.of_plan(plan.plan_id):
        known.setdefault(row.runner_id, []).append(row)
    for runner_id in sorted(runner_ids):
        stay = stands.get(runner_id)
        _replace(
            uow,
            plan,
            runner_id,
            [row for row in known.get(runner_id, []) if stay is None or not stay.has(row.day, row.position)],
            [one for one in sessions if stay is None or not stay.has(one.day, one.position)],
        )
    late = [_columns(held[key], holds=True) | {"published_at": now} for key, one in stands.items() if not one.decides]
    uow.planned.put_weeks(late)
    hold_fast(uow, stands.values(), now)


def lacked(uow: UnitOfWork, team_id: int, runner_id: int, week: str) -> PlanRow | None:
    """Return everybody's plan of a week, where it is out and a runner has none: they came once it was."""
    if uow.planned.week(runner_id, week) is not None:
        return None
    plan = uow.plans.find(team_id, week, EVERYBODY.key)
    if plan is None or plan.published_at is None or runner_id not in everybody(uow, team_id):
        return None
    return plan


def give_late(uow: UnitOfWork, plan: PlanRow, runner_id: int, sessions: Sequence[Session], now: datetime) -> None:
    """Let one more runner have what is to come of a plan that is out, as these sessions are.

    Of the week before that they had no plan. The team's row is locked.
    """
    uow.planned.put_weeks([_week(plan, runner_id) | {"holds": True, "published_at": now}])
    _replace(uow, plan, runner_id, [], sessions)


def put_up(uow: UnitOfWork, plan: PlanRow, now: datetime) -> tuple[int, ...]:
    """Note that a plan is out: it holds for those it is for, but for whoever has one that is more their own.

    Returns for whom it holds.
    A week that had a plan before keeps the instant at which it first did, and what stands of it.
    """
    if plan.published_at is None:
        uow.plans.change(plan.plan_id, published_at=now)
    of_plan = {row.runner_id: row for row in uow.planned.weeks_of_plan(plan.plan_id)}
    holding = _holding(uow.planned.weeks(plan.team_id, plan.week))
    closeness = Target.parse(plan.target).closeness
    others = {
        runner_id: holding[runner_id]
        for runner_id in of_plan
        if runner_id in holding and holding[runner_id].plan_id != plan.plan_id
    }
    giving_way = {key: other for key, other in others.items() if Target.parse(other.target).closeness <= closeness}
    stands = standing(uow, giving_way, Week.parse(plan.week), now)
    changed: list[Mapping[str, object]] = []
    holds: list[int] = []
    for runner_id, row in of_plan.items():
        other = giving_way.get(runner_id)
        if other is not None:
            changed.append(_columns(other, holds=False))
        elif runner_id in others:
            continue
        since = row.published_at if other is None else _since(other.published_at, stands.get(runner_id), now)
        holds.append(runner_id)
        if not row.holds:
            changed.append(_columns(row, holds=True) | {"published_at": since or now})
    uow.planned.put_weeks(changed)
    bring(uow, dict.fromkeys(stands, plan.plan_id), stands)
    hold_fast(uow, stands.values(), now)
    left = {row.plan_id for row in holding.values()} - {plan.plan_id}
    moved = [one for plan_id in sorted(left) for one in uow.planned.of_plan(plan_id) if one.runner_id in holds]
    _carry(uow, [one for one in moved if holding[one.runner_id].plan_id == one.plan_id], [plan.plan_id])
    return tuple(holds)


def take_back(uow: UnitOfWork, plan: PlanRow, now: datetime) -> tuple[int, ...]:
    """Remove a plan, but for what stands of it; whoever followed it follows the next one that is out for them.

    Returns who followed it.
    """
    followed = [row for row in uow.planned.weeks_of_plan(plan.plan_id) if row.holds]
    _let_go(uow, plan, followed, now)
    uow.plans.delete(plan.plan_id)
    return tuple(row.runner_id for row in followed)


def _let_go(uow: UnitOfWork, plan: PlanRow, followed: Sequence[PlanWeekRow], now: datetime) -> None:
    """Let a plan be for those no more for whom it holds; the next one that is out does, with what stands of the week.

    Where there is none, what stands is kept by itself, and gives way to whatever comes.
    """
    ids = [row.runner_id for row in followed]
    stands = standing(uow, ids, Week.parse(plan.week), now)
    sessions = [one for one in uow.planned.of_plan(plan.plan_id) if one.runner_id in ids]
    uow.planned.drop_weeks(plan.plan_id, ids)
    out = {row.plan_id for row in uow.plans.of_week(plan.team_id, plan.week) if row.published_at is not None}
    left: dict[int, PlanWeekRow] = {}
    for row in uow.planned.weeks(plan.team_id, plan.week):
        if row.plan_id not in out or row.runner_id not in ids:
            continue
        known = left.get(row.runner_id)
        if known is None or Target.parse(known.target).closeness <= Target.parse(row.target).closeness:
            left[row.runner_id] = row
    rows = {runner_id: _columns(row, holds=True) for runner_id, row in left.items()}
    bare = [key for key, one in stands.items() if key not in left and one.sessions]
    if bare:
        past = _past(uow, plan, now)
        rows |= {runner_id: _week(past, runner_id) | {"holds": True} for runner_id in bare}
    since = {row.runner_id: _since(row.published_at, stands.get(row.runner_id), now) for row in followed}
    uow.planned.put_weeks([row | {"published_at": since[key]} for key, row in sorted(rows.items())])
    plans = {runner_id: row["plan_id"] for runner_id, row in rows.items()}
    stay = {key: one for key, one in stands.items() if key in rows}
    bring(uow, plans, stay)
    _carry(uow, sessions, sorted(set(plans.values())))
    hold_fast(uow, stay.values(), now)


def _past(uow: UnitOfWork, plan: PlanRow, now: datetime) -> PlanRow:
    """Return where a team keeps what stands of a week for those who have no plan any more; no coach sees it."""
    found = uow.plans.find(plan.team_id, plan.week, PAST.key)
    if found is not None:
        return found
    signed = {"author_id": plan.author_id, "author_name": plan.author_name}
    where = {"team_id": plan.team_id, "week": plan.week, "target": PAST.key}
    uow.plans.add(**where, **signed, saved_at=now, published_at=now)
    added = uow.plans.find(plan.team_id, plan.week, PAST.key)
    assert added is not None
    return added


def _since(published_at: datetime | None, stay: Standing | None, now: datetime) -> datetime | None:
    """Return since when a week has a plan: one without a run left a week under way to the runner until now."""
    return published_at if stay is None or stay.decides else now


def everybody(uow: UnitOfWork, team_id: int) -> frozenset[int]:
    """Return the runners of a team, but for coaches who never ran: they plan, and are in no plan."""
    coaches = {row.user_id for row in uow.coaches.of_team(team_id)}
    here = [one for one in uow.runners.of_team(team_id) if not one.has_left]
    return frozenset(
        one.runner_id for one in here if one.user_id not in coaches or uow.runners.longest_m(one.runner_id) is not None
    )


def _holding(rows: Iterable[PlanWeekRow]) -> dict[int, PlanWeekRow]:
    return {row.runner_id: row for row in rows if row.holds}


def _week(plan: PlanRow, runner_id: int) -> dict[str, Any]:
    return {
        "plan_id": plan.plan_id,
        "runner_id": runner_id,
        "team_id": plan.team_id,
        "week": plan.week,
        "holds": False,
        "published_at": None,
        "agreed_at": None,
    }


def _columns(row: PlanWeekRow, *, holds: bool) -> dict[str, Any]:
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
