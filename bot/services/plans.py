"""Plans: coaches write a week for a runner, a group or everybody, read back as it was understood, and put it out."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.availability import WhichWeek, week_meant
from bot.domain.dates import Week, local_today
from bot.domain.plans import PAST, PLAN_LIMIT, Scope, Target
from bot.domain.words import storable
from bot.errors import NotFound, UserError
from bot.services.access import require_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.plan_pages import Desk, DeskPlan, FilledPlan, PlanPage, PlanState, Whom
from bot.services.plan_posts import publishes_at
from bot.services.plan_publishing import publish_plan, tell_weeks
from bot.services.plan_reading import read_plan
from bot.services.plan_reviews import (
    WrittenMeanwhile,
    cannot_of,
    plan_page,
    state_of,
    version_of,
    whom_among,
    whom_of,
    with_known,
    with_others,
    without_plan,
)
from bot.services.plan_templates import EMPTY, template_named
from bot.services.plan_weeks import everybody, give, take_back
from bot.services.teammates import named_runner, suggested_runners
from db.database import Database
from db.repositories.plans import PlanRow
from db.repositories.runners import RunnerRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

ANY_VERSION = -1
"""Stands for whatever a plan says by now."""
Groups = Mapping[int, frozenset[int]]
"""The runners who have roles, by role."""
NOBODY_ASKED: Final[Groups] = {}
LAST_WEEK = ""
"""What a form begins with unless told otherwise: the newest plan for the same people."""


class PlanService:
    """Takes coaches' weeks; every method raises `NotAllowed` for anybody else."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def desk(self, asker: Asker, which: WhichWeek | Week = WhichWeek.NEXT) -> Desk:
        """Return what is planned for a week of the team, and who has no plan yet."""
        return await self._database.read(lambda uow: self._desk(uow, asker, which))

    async def runner(self, asker: Asker, typed: str) -> Whom:
        """Return the runner whom a coach names; see `teammates.named_runner`. Coaches who run may name themselves."""
        return await self._database.read(lambda uow: _runner(named_runner(uow, asker, typed)))

    async def suggestions(self, asker: Asker, typed: str) -> tuple[Whom, ...]:
        """Return the runners whose names contain what was typed, by name."""
        return await self._database.read(
            lambda uow: tuple(
                Whom(Target(Scope.RUNNER, one.runner_id), one.name) for one in suggested_runners(uow, asker, typed)
            )
        )

    async def form(
        self, asker: Asker, whom: Whom, which: WhichWeek | Week = WhichWeek.NEXT, begin_with: str = LAST_WEEK
    ) -> FilledPlan:
        """Return a week to be written: as it stands, else as `begin_with` says.

        That is the newest plan for the same people, the name of a template, or `plan_templates.EMPTY`. Raises
        `NotFound` for a runner who has gone and for a template that there is not.
        """
        return await self._database.read(
            lambda uow: with_known(uow, asker.team_id, self._form(uow, asker, whom, which, begin_with))
        )

    async def write(
        self,
        asker: Asker,
        whom: Whom,
        week: Week,
        text: str,
        members: Collection[int] | None = None,
        version: int | None = ANY_VERSION,
    ) -> PlanPage:
        """Keep a week as it was typed, and return it as it was understood.

        It waits for the Sunday post; one that is out already changes once it is put out again. `members` are the
        runners who have the group's role. Raises `UserError` for a week that is over, for too long a text, for one that
        plans nothing, and `WrittenMeanwhile` where it reads differently since `version`.
        """
        return await self._database.write(lambda uow: self._write(uow, asker, whom, week, text, members, version))

    async def page(self, asker: Asker, plan_id: int) -> PlanPage:
        """Return a plan as it was understood; raises `NotFound` once it is gone."""
        return await self._database.read(lambda uow: self._page(uow, asker, plan_id))

    async def again(self, asker: Asker, plan_id: int) -> FilledPlan:
        """Return a plan to be changed."""
        return await self._database.read(lambda uow: with_known(uow, asker.team_id, self._again(uow, asker, plan_id)))

    async def publish(
        self, asker: Asker, plan_id: int, members: Collection[int] | None = None, version: int | None = ANY_VERSION
    ) -> PlanPage:
        """Put a plan out at once, with what was typed since: its runners see it, and hear of it.

        Raises `UserError` when it does not read any more as in `version`.
        """
        return await self._database.write(lambda uow: self._publish(uow, asker, plan_id, members, version))

    async def publish_all(self, asker: Asker, week: Week, groups: Groups = NOBODY_ASKED) -> Desk:
        """Put out all plans of a week that wait, the closest first, so that each runner hears of their own alone.

        `groups` are the runners who have each role at this moment.
        """
        return await self._database.write(lambda uow: self._publish_all(uow, asker, week, groups))

    async def take_back(self, asker: Asker, plan_id: int) -> Desk:
        """Remove a plan, out or not, and return the desk; a plan beneath it holds again.

        What stands of a week under way stays (`plan_days`). Raises `UserError` for a week that is over.
        """
        return await self._database.write(lambda uow: self._take_back(uow, asker, plan_id))

    async def copy_all(self, asker: Asker, week: Week, groups: Groups = NOBODY_ASKED) -> Desk:
        """Let everybody without a plan have the one of the week before, and groups theirs; nothing goes out by it.

        `groups` are the runners who have each role at this moment.
        """
        return await self._database.write(lambda uow: self._copy_all(uow, asker, week, groups))

    def _desk(self, uow: UnitOfWork, asker: Asker, which: WhichWeek | Week) -> Desk:
        require_coach(uow, asker)
        team = _team(uow, asker)
        now = self._clock.now()
        week = _week(team, which, now)
        rows = [row for row in uow.plans.of_week(team.team_id, week.key) if row.text is not None]
        given = uow.planned.weeks(team.team_id, week.key)
        counts = Counter(one.plan_id for one in given)
        runners = uow.runners.of_team(team.team_id)
        known = {one.runner_id: one.name for one in runners}
        names = {one.runner_id: one.name for one in runners if not one.has_left}
        rows.sort(key=lambda row: (Target.parse(row.target).closeness, row.plan_id))
        return Desk(
            week=week,
            plans=[DeskPlan(row.plan_id, whom_among(known, row), state_of(row), counts[row.plan_id]) for row in rows],
            without=without_plan(names, everybody(uow, team.team_id), given),
            with_others=with_others(names, given),
            cannot=cannot_of(
                uow,
                team.team_id,
                week,
                [day for day in week.days() if day >= local_today(now, ZoneInfo(team.time_zone))],
                names,
            ),
            copyable=len(_copyable(uow, team.team_id, week)),
            goes_out_at=publishes_at(uow, team.team_id, week.key),
        )

    def _form(self, uow: UnitOfWork, asker: Asker, whom: Whom, which: WhichWeek | Week, begin_with: str) -> FilledPlan:
        require_coach(uow, asker)
        team = _team(uow, asker)
        week = _week(team, which, self._clock.now())
        if whom.target.scope is Scope.RUNNER:
            whom = _runner(_found(uow, asker, whom.target.id))
        standing = uow.plans.find(team.team_id, week.key, whom.target.key)
        version = None if standing is None else version_of(standing)
        if begin_with == EMPTY:
            return FilledPlan(whom, week, version=version)
        if begin_with:
            template = template_named(uow, team.team_id, begin_with)
            return FilledPlan(whom, week, template.text, template=template.name, version=version)
        if standing is not None:
            return FilledPlan(whom, week, standing.draft or standing.text or "", version=version)
        before = uow.plans.before(team.team_id, week.key, whom.target.key)
        if before is None:
            return FilledPlan(whom, week)
        return FilledPlan(whom, week, before.text or "", copied_from=Week.parse(before.week))

    def _write(
        self,
        uow: UnitOfWork,
        asker: Asker,
        whom: Whom,
        week: Week,
        text: str,
        members: Collection[int] | None,
        version: int | None,
    ) -> PlanPage:
        now = self._clock.now()
        team = _held_team(uow, asker, week, now)
        text = storable(text) or ""
        if len(text) > PLAN_LIMIT:
            raise UserError("plan_too_long", limit=PLAN_LIMIT)
        if not read_plan(text, week).sessions:
            raise UserError("plan_empty")
        if whom.target.scope is Scope.RUNNER:
            _found(uow, asker, whom.target.id)
        plan = uow.plans.find(team.team_id, week.key, whom.target.key)
        if plan is None:
            plan = _add(uow, asker, whom, week, now)
        elif version not in (ANY_VERSION, version_of(plan)) and text != (plan.draft or plan.text):
            raise WrittenMeanwhile(plan, asker)
        runner_ids = _for_whom(uow, plan, members)
        if plan.published_at is not None:
            # Who signs what is out is whoever put it out.
            writer = {"draft_author_id": asker.user_id, "draft_author_name": asker.name}
            uow.plans.change(plan.plan_id, draft=text, saved_at=now, **writer)
        else:
            uow.plans.change(plan.plan_id, text=text, author_id=asker.user_id, author_name=asker.name, saved_at=now)
            give(uow, plan, runner_ids, read_plan(text, week).sessions, now)
        return self._page(uow, asker, plan.plan_id)

    def _page(self, uow: UnitOfWork, asker: Asker, plan_id: int) -> PlanPage:
        require_coach(uow, asker)
        return plan_page(uow, _team(uow, asker), _plan(uow, asker, plan_id), asker.user_id, self._clock.now())

    def _again(self, uow: UnitOfWork, asker: Asker, plan_id: int) -> FilledPlan:
        require_coach(uow, asker)
        plan = _plan(uow, asker, plan_id)
        return FilledPlan(
            whom_of(uow, plan), Week.parse(plan.week), plan.draft or plan.text or "", version=version_of(plan)
        )

    def _publish(
        self, uow: UnitOfWork, asker: Asker, plan_id: int, members: Collection[int] | None, version: int | None
    ) -> PlanPage:
        require_coach(uow, asker)
        now = self._clock.now()
        _held_team(uow, asker, Week.parse(_plan(uow, asker, plan_id).week), now)
        # Read once more: what another coach did a moment ago is seen by whoever holds the team.
        plan = _plan(uow, asker, plan_id)
        if version not in (ANY_VERSION, version_of(plan)):
            raise UserError("plan_reads_anew")
        _put_out(uow, asker, plan, _for_whom(uow, plan, members), now)
        return self._page(uow, asker, plan_id)

    def _publish_all(self, uow: UnitOfWork, asker: Asker, week: Week, groups: Groups) -> Desk:
        now = self._clock.now()
        team = _held_team(uow, asker, week, now)
        waiting = [row for row in uow.plans.of_week(team.team_id, week.key) if state_of(row) is not PlanState.OUT]
        # The closest first: whoever has one of their own hears of that, and of no other.
        for plan in sorted(waiting, key=lambda row: (-Target.parse(row.target).closeness, row.plan_id)):
            _put_out(uow, asker, plan, _meant(uow, plan, groups), now)
        return self._desk(uow, asker, week)

    def _take_back(self, uow: UnitOfWork, asker: Asker, plan_id: int) -> Desk:
        require_coach(uow, asker)
        now = self._clock.now()
        _held_team(uow, asker, Week.parse(_plan(uow, asker, plan_id).week), now)
        # Read once more: what another coach did a moment ago is seen by whoever holds the team.
        plan = _plan(uow, asker, plan_id)
        tell_weeks(uow, plan.team_id, plan.week, take_back(uow, plan, now), now)
        return self._desk(uow, asker, Week.parse(plan.week))

    def _copy_all(self, uow: UnitOfWork, asker: Asker, week: Week, groups: Groups) -> Desk:
        require_coach(uow, asker)
        now = self._clock.now()
        team = uow.teams.find(asker.team_id, for_update=True)
        assert team is not None
        if week < Week.of(local_today(now, ZoneInfo(team.time_zone))):
            raise UserError("plan_week_over")
        for before in _copyable(uow, team.team_id, week):
            whom = whom_of(uow, before)
            known = {row.runner_id for row in uow.planned.weeks_of_plan(before.plan_id)}
            plan = _add(uow, asker, whom, week, now)
            uow.plans.change(plan.plan_id, text=before.text)
            give(uow, plan, _meant(uow, plan, groups, known), read_plan(before.text or "", week).sessions, now)
        return self._desk(uow, asker, week)


def _put_out(uow: UnitOfWork, asker: Asker, plan: PlanRow, runner_ids: frozenset[int], now: datetime) -> None:
    """Let what was typed hold, for these runners."""
    text = plan.draft or plan.text or ""
    if plan.draft is not None:
        signed = {"author_id": asker.user_id, "author_name": asker.name}
        uow.plans.change(plan.plan_id, text=text, draft=None, draft_author_id=None, draft_author_name=None, **signed)
    plan = plan._replace(text=text, draft=None)
    before = {row.runner_id for row in uow.planned.weeks_of_plan(plan.plan_id) if row.holds}
    give(uow, plan, runner_ids, read_plan(text, Week.parse(plan.week)).sessions, now)
    publish_plan(uow, plan, now)
    tell_weeks(uow, plan.team_id, plan.week, before - runner_ids, now)


def _for_whom(uow: UnitOfWork, plan: PlanRow, members: Collection[int] | None) -> frozenset[int]:
    """Return the runners whom a plan is for; without `members` a group keeps those it has."""
    target = Target.parse(plan.target)
    match target.scope:
        case Scope.RUNNER:
            return frozenset({target.id})
        case Scope.TEAM:
            return everybody(uow, plan.team_id)
        case Scope.PAST:
            raise NotFound("plan_gone")
        case Scope.GROUP if members is None:
            return frozenset(row.runner_id for row in uow.planned.weeks_of_plan(plan.plan_id))
        case Scope.GROUP:
            if not members:
                raise UserError("group_empty", name=plan.group_name)
            return frozenset(members)


def _meant(uow: UnitOfWork, plan: PlanRow, groups: Groups, known: Collection[int] = ()) -> frozenset[int]:
    """Return the runners whom one plan of many is for; a group may be empty by now, and keeps the others waiting not.

    Of a role that is not among `groups`, `known` or who is in the plan already.
    """
    if plan.role_id is None:
        return _for_whom(uow, plan, None)
    return groups[plan.role_id] if plan.role_id in groups else frozenset(known) or _for_whom(uow, plan, None)


def _copyable(uow: UnitOfWork, team_id: int, week: Week) -> list[PlanRow]:
    """Return the plans of the week before whose people have none in this one, and who are here still."""
    there = {row.target for row in uow.plans.of_week(team_id, week.key)}
    before = uow.plans.of_week(team_id, week.previous().key)
    here = {one.runner_id for one in uow.runners.of_team(team_id) if not one.has_left}
    return [
        row
        for row in before
        if row.text is not None and row.target not in there and (row.runner_id is None or row.runner_id in here)
    ]


def _add(uow: UnitOfWork, asker: Asker, whom: Whom, week: Week, now: datetime) -> PlanRow:
    target = whom.target
    plan_id = uow.plans.add(
        team_id=asker.team_id,
        week=week.key,
        target=target.key,
        runner_id=target.id if target.scope is Scope.RUNNER else None,
        role_id=target.id if target.scope is Scope.GROUP else None,
        group_name=whom.name[:100] if target.scope is Scope.GROUP else None,
        author_id=asker.user_id,
        author_name=asker.name,
        saved_at=now,
    )
    return _plan(uow, asker, plan_id)


def _plan(uow: UnitOfWork, asker: Asker, plan_id: int) -> PlanRow:
    plan = uow.plans.find_by_id(asker.team_id, plan_id)
    if plan is None or plan.target == PAST.key:
        raise NotFound("plan_gone")
    return plan


def _held_team(uow: UnitOfWork, asker: Asker, week: Week, now: datetime) -> TeamRow:
    """Return the coach's team, held, so that nobody else changes its plans; `UserError` for a week that is over."""
    require_coach(uow, asker)
    team = uow.teams.find(asker.team_id, for_update=True)
    assert team is not None
    if week < Week.of(local_today(now, ZoneInfo(team.time_zone))):
        raise UserError("plan_week_over")
    return team


def _team(uow: UnitOfWork, asker: Asker) -> TeamRow:
    team = uow.teams.find(asker.team_id)
    assert team is not None
    return team


def _week(team: TeamRow, which: WhichWeek | Week, now: datetime) -> Week:
    return which if isinstance(which, Week) else week_meant(which, local_today(now, ZoneInfo(team.time_zone)))


def _found(uow: UnitOfWork, asker: Asker, runner_id: int) -> RunnerRow:
    runner = uow.runners.find_by_id(runner_id)
    if runner is None or runner.team_id != asker.team_id or runner.left_at is not None:
        raise NotFound("runner_gone")
    return runner


def _runner(runner: RunnerRow) -> Whom:
    return Whom(Target(Scope.RUNNER, runner.runner_id), runner.name)
