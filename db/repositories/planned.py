"""Questions about what runners have planned: which plan each week follows, and its sessions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, delete, insert, select, update

from db.connection import Connection
from db.models.plans import plan_weeks, planned_sessions, plans
from db.models.runners import runners
from db.repositories.statements import Change, Upsert
from db.types import UtcDateTime


class PlanWeekRow(NamedTuple):
    """A plan that is for a runner: whether it holds, and since when they see one for the week."""

    plan_id: int
    runner_id: int
    team_id: int
    week: str
    holds: bool
    published_at: datetime | None
    agreed_at: datetime | None
    target: str
    author_id: int | None
    author_name: str | None


class SessionRow(NamedTuple):
    """A planned session of a runner; metres and seconds where the words tell them, and the run that it was.

    `spared`: it is excused as points see it.
    """

    session_id: int
    team_id: int
    runner_id: int
    plan_id: int
    week: str
    day: date
    position: int
    text: str
    shared_key: str
    kind: str
    distance_m: int | None
    duration_s: int | None
    excused: str | None
    spared: bool
    cannot_at: datetime | None
    cannot_words: str | None
    run_id: int | None
    percent: int | None
    done_at: datetime | None


class SharedRow(NamedTuple):
    """Somebody who has a session, with what decides who may know of it; `target`: for whom their plan is."""

    plan_id: int
    day: date
    shared_key: str
    text: str
    kind: str
    target: str
    runner_id: int
    user_id: int
    name: str
    praise: str
    sharing: str
    left_at: datetime | None


_OWN_WEEK = PlanWeekRow._fields[:7]
_WEEKS = select(
    *(plan_weeks.c[name] for name in _OWN_WEEK),
    plans.c.target,
    plans.c.author_id,
    plans.c.author_name,
).join_from(plan_weeks, plans, plans.c.plan_id == plan_weeks.c.plan_id)
_WEEK = _WEEKS.where(
    plan_weeks.c.runner_id == bindparam("runner_id"), plan_weeks.c.week == bindparam("week"), plan_weeks.c.holds
)
_WEEKS_OF_TEAM = _WEEKS.where(
    plan_weeks.c.team_id == bindparam("team_id"), plan_weeks.c.week == bindparam("week")
).order_by(plan_weeks.c.runner_id, plan_weeks.c.plan_id)
_WEEKS_OF_PLAN = _WEEKS.where(plan_weeks.c.plan_id == bindparam("plan_id")).order_by(plan_weeks.c.runner_id)
_PUT = Upsert(
    plan_weeks,
    lambda added: added.on_conflict_do_update(
        index_elements=["plan_id", "runner_id"],
        set_={name: added.excluded[name] for name in ("holds", "published_at", "agreed_at")},
    ),
)
_DROP_WEEKS = delete(plan_weeks).where(
    plan_weeks.c.plan_id == bindparam("plan_id"), plan_weeks.c.runner_id.in_(bindparam("runner_ids", expanding=True))
)
_DROP_SESSIONS_OF = delete(planned_sessions).where(
    planned_sessions.c.plan_id == bindparam("plan_id"),
    planned_sessions.c.runner_id.in_(bindparam("runner_ids", expanding=True)),
)
_AGREE = (
    update(plan_weeks)
    .where(plan_weeks.c.runner_id == bindparam("of_runner"), plan_weeks.c.plan_id == bindparam("of_plan"))
    .values(agreed_at=bindparam("at", type_=UtcDateTime()))
)
_SESSIONS = select(*(planned_sessions.c[name] for name in SessionRow._fields))
_ORDER = (planned_sessions.c.runner_id, planned_sessions.c.day, planned_sessions.c.position)
_BY_ID = _SESSIONS.where(
    # The id comes from a button, so it may be any number.
    planned_sessions.c.session_id == bindparam("session_id", type_=BigInteger())
)
_HELD = (plan_weeks.c.runner_id == planned_sessions.c.runner_id) & (plan_weeks.c.plan_id == planned_sessions.c.plan_id)
# What a runner has not been shown yet is their coach's still.
_BETWEEN = (
    _SESSIONS.join(plan_weeks, _HELD)
    .where(
        plan_weeks.c.holds,
        planned_sessions.c.runner_id == bindparam("runner_id"),
        planned_sessions.c.day.between(bindparam("first"), bindparam("last")),
    )
    .order_by(*_ORDER)
)
_OF_TEAM = (
    _SESSIONS.join(plan_weeks, _HELD)
    .where(
        plan_weeks.c.holds,
        planned_sessions.c.team_id == bindparam("team_id"),
        planned_sessions.c.week == bindparam("week"),
    )
    .order_by(*_ORDER)
)
_HELD_WEEKS = (
    select(plan_weeks.c.week, plan_weeks.c.published_at)
    .where(plan_weeks.c.runner_id == bindparam("runner_id"), plan_weeks.c.holds)
    .order_by(plan_weeks.c.week)
)
_HELD_SINCE = (
    _SESSIONS.join(plan_weeks, _HELD)
    .where(
        plan_weeks.c.holds,
        planned_sessions.c.runner_id.in_(bindparam("runner_ids", expanding=True)),
        planned_sessions.c.day >= bindparam("first"),
    )
    .order_by(*_ORDER)
)
_OF_PLAN = _SESSIONS.where(planned_sessions.c.plan_id == bindparam("plan_id")).order_by(*_ORDER)
_ALL_SHARED = (
    select(
        planned_sessions.c.plan_id,
        planned_sessions.c.day,
        planned_sessions.c.shared_key,
        planned_sessions.c.text,
        planned_sessions.c.kind,
        plans.c.target,
        *(runners.c[name] for name in SharedRow._fields[6:]),
    )
    .join_from(planned_sessions, runners, runners.c.runner_id == planned_sessions.c.runner_id)
    .join(plan_weeks, _HELD)
    .join(plans, plans.c.plan_id == planned_sessions.c.plan_id)
    .where(
        planned_sessions.c.team_id == bindparam("team_id"),
        planned_sessions.c.week == bindparam("week"),
        planned_sessions.c.excused.is_(None),
        planned_sessions.c.cannot_at.is_(None),
        runners.c.left_at.is_(None),
    )
    .order_by(planned_sessions.c.day, planned_sessions.c.position, runners.c.runner_id)
)
_SHARED = _ALL_SHARED.where(plan_weeks.c.holds)
_own = planned_sessions.alias("own")
_own_week = plan_weeks.alias("own_week")
_BESIDE = (
    _SHARED.join(
        _own,
        (_own.c.team_id == planned_sessions.c.team_id)
        & (_own.c.day == planned_sessions.c.day)
        & (_own.c.shared_key == planned_sessions.c.shared_key),
    )
    .join(_own_week, (_own_week.c.runner_id == _own.c.runner_id) & (_own_week.c.plan_id == _own.c.plan_id))
    .where(
        _own_week.c.holds,
        _own.c.runner_id == bindparam("runner_id"),
        _own.c.week == bindparam("week"),
        runners.c.runner_id != _own.c.runner_id,
    )
)
_ADD = insert(planned_sessions)
_CHANGE = Change(planned_sessions.c.session_id)
_DROP = delete(planned_sessions).where(planned_sessions.c.session_id.in_(bindparam("session_ids", expanding=True)))


class PlannedRepository:
    """Reads and writes `plan_weeks` and `planned_sessions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def week(self, runner_id: int, week: str) -> PlanWeekRow | None:
        """Return the plan that holds for a runner's week; None while they see none."""
        row = self._connection.execute(_WEEK, {"runner_id": runner_id, "week": week}).one_or_none()
        return None if row is None else PlanWeekRow._make(row)

    def weeks(self, team_id: int, week: str) -> list[PlanWeekRow]:
        """Return all plans for runners of a team in a week, those that hold and those that wait, by runner."""
        found = self._connection.execute(_WEEKS_OF_TEAM, {"team_id": team_id, "week": week})
        return [PlanWeekRow._make(row) for row in found]

    def weeks_of_plan(self, plan_id: int) -> list[PlanWeekRow]:
        """Return whom a plan is for."""
        return [PlanWeekRow._make(row) for row in self._connection.execute(_WEEKS_OF_PLAN, {"plan_id": plan_id})]

    def put_weeks(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Note for whom plans are, and which of them hold; the columns are those of `PlanWeekRow` up to `agreed_at`."""
        if rows:
            self._connection.execute(_PUT.on(self._connection), list(rows))

    def drop_weeks(self, plan_id: int, runner_ids: Collection[int]) -> None:
        """Let a plan be for these runners no more, its sessions included."""
        if runner_ids:
            parameters = {"plan_id": plan_id, "runner_ids": list(runner_ids)}
            self._connection.execute(_DROP_SESSIONS_OF, parameters)
            self._connection.execute(_DROP_WEEKS, parameters)

    def session(self, session_id: int) -> SessionRow | None:
        """Return one session of anybody's."""
        row = self._connection.execute(_BY_ID, {"session_id": session_id}).one_or_none()
        return None if row is None else SessionRow._make(row)

    def between(self, runner_id: int, first: date, last: date) -> list[SessionRow]:
        """Return a runner's sessions of some days, both included, by day and position: those that hold."""
        parameters = {"runner_id": runner_id, "first": first, "last": last}
        return [SessionRow._make(row) for row in self._connection.execute(_BETWEEN, parameters)]

    def held_weeks(self, runner_id: int) -> dict[str, datetime | None]:
        """Return the ISO weeks for which a runner sees a plan, each with the instant since which they do."""
        return {row[0]: row[1] for row in self._connection.execute(_HELD_WEEKS, {"runner_id": runner_id})}

    def held_since(self, runner_ids: Collection[int], first: date) -> list[SessionRow]:
        """Return the sessions of some runners from a day on, by runner, day and position: those that hold."""
        found = self._connection.execute(_HELD_SINCE, {"runner_ids": list(runner_ids), "first": first})
        return [SessionRow._make(row) for row in found]

    def of_team(self, team_id: int, week: str) -> list[SessionRow]:
        """Return all sessions that hold in a team's week, by runner, day and position."""
        return [SessionRow._make(row) for row in self._connection.execute(_OF_TEAM, {"team_id": team_id, "week": week})]

    def of_plan(self, plan_id: int) -> list[SessionRow]:
        """Return all sessions of a plan, by runner, day and position, whether it holds or waits."""
        return [SessionRow._make(row) for row in self._connection.execute(_OF_PLAN, {"plan_id": plan_id})]

    def shared(self, team_id: int, week: str, *, holding: bool = True) -> list[SharedRow]:
        """Return who is to do which session of a team's week: nothing excuses them, and they did not say they cannot.

        Of plans that hold, or of all there are, those that wait included.
        """
        statement = _SHARED if holding else _ALL_SHARED
        return [SharedRow._make(row) for row in self._connection.execute(statement, {"team_id": team_id, "week": week})]

    def beside(self, team_id: int, runner_id: int, week: str) -> list[SharedRow]:
        """Return who else is to do the sessions of a runner's week, of plans that hold."""
        parameters = {"team_id": team_id, "runner_id": runner_id, "week": week}
        return [SharedRow._make(row) for row in self._connection.execute(_BESIDE, parameters)]

    def agree(self, runner_id: int, plan_id: int, at: datetime | None) -> None:
        """Note since when a runner's week looks good to them; None takes that back."""
        self._connection.execute(_AGREE, {"of_runner": runner_id, "of_plan": plan_id, "at": at})

    def add(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Add sessions; points wait for them unless they are `spared`."""
        if rows:
            self._connection.execute(_ADD, [{"spared": False} | dict(row) for row in rows])

    def change(self, session_id: int, **columns: object) -> None:
        """Set columns of one session."""
        _CHANGE.run(self._connection, session_id, columns)

    def change_many(self, changes: Mapping[int, Mapping[str, object]]) -> None:
        """Set columns of many sessions, by their keys."""
        _CHANGE.run_many(self._connection, changes)

    def drop(self, session_ids: Collection[int]) -> None:
        """Remove sessions."""
        if session_ids:
            self._connection.execute(_DROP, {"session_ids": list(session_ids)})
