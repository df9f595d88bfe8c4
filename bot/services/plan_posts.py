"""The plan of a week as a team sees it: its group workouts, with who shares them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.dates import Week, local_today, next_due
from bot.domain.plans import REST, Target
from bot.domain.runs import RunKind
from bot.services.plan_letters import may_be_named_in_plans, revise_week, told_together
from bot.services.plan_standing import revise_plan_posts
from bot.services.race_countdowns import RaceCountdown, race_countdown
from bot.services.teams import ScheduleKind, TeamUnits, rule_of
from db.repositories.planned import SharedRow
from db.repositories.runners import RunnerRow
from db.repositories.schedules import ScheduleRow
from db.unit_of_work import UnitOfWork

LATE_PLAN = timedelta(days=2)
"""A plan of the week missed while the bot was down is still welcome for this long: until Tuesday evening."""
LETTERS_FOLLOW: Final = 30
"""Teammates at most whose letters are edited when one of them cannot; each is a message of its own to Discord."""
FEWEST: Final = 2
"""Runners that make a session a group workout."""
QUIET: Final = frozenset({RunKind.EASY.value, RunKind.RECOVERY.value})
"""What people can run together any day; it is told where they share nothing else."""


@dataclass(frozen=True, slots=True)
class GroupWorkout:
    """A session as typed that several have on one day: some by name, `others` counted."""

    day: date
    text: str
    names: tuple[str, ...]
    others: int


@dataclass(frozen=True, slots=True)
class PlanPost:
    """The group workouts of a week, by day, and the countdown to the race that the team trains for, if there is one."""

    week: Week
    team_name: str
    workouts: tuple[GroupWorkout, ...]
    units: TeamUnits
    countdown: RaceCountdown | None = None


def plan_post(uow: UnitOfWork, team_id: int, week: str, at: datetime, *, waiting: bool = False) -> PlanPost | None:
    """Return the post about a week as profiles allow it now; None when nobody shares anything.

    `at` is when it is posted, from which it counts down to a race. `waiting`: as it is once all is out that waits.
    """
    team = uow.teams.find(team_id)
    workouts = _group_workouts(_rows_by_then(uow, team_id, week) if waiting else uow.planned.shared(team_id, week))
    if team is None or not workouts:
        return None
    return PlanPost(Week.parse(week), team.name, workouts, TeamUnits(team.units), race_countdown(uow, team, at))


def owe_post(
    uow: UnitOfWork, team_id: int, week: str, now: datetime, useful_until: datetime, token: str | None = None
) -> bool:
    """Owe the post about a week, unless there is one or nothing to say; `token` names the press that wanted it."""
    # One that had nothing to say told nobody.
    uow.outbox.forget_dropped(team_id, MessageKind.PLAN_POST, week)
    if plan_post(uow, team_id, week, now) is None:
        return False
    return uow.outbox.owe(
        team_id=team_id,
        kind=MessageKind.PLAN_POST,
        key=week,
        payload={"week": week} if token is None else {"week": week, "token": token},
        now=now,
        useful_until=useful_until,
    )


def owe_due_post(uow: UnitOfWork, row: ScheduleRow, due_at: datetime, now: datetime) -> None:
    """Owe the post that is due, while it helps still."""
    if now - due_at <= LATE_PLAN:
        owe_post(uow, row.team_id, week_planned(row, due_at).key, now, due_at + LATE_PLAN)


def week_planned(row: ScheduleRow, due_at: datetime) -> Week:
    """Return the week that a post due then is about: the one after that day, on the team's wall."""
    return Week.of(local_today(due_at, ZoneInfo(row.time_zone))).next()


def refresh_post(uow: UnitOfWork, team_id: int, week: str, now: datetime) -> None:
    """Let the post about a week be true once something of it has changed.

    Where its hour has come and nobody shared anything then, it is owed now, while it helps still.
    """
    if revise_plan_posts(uow, team_id, week, now):
        return
    row = _schedule(uow, team_id)
    if row is None or not row.enabled:
        return
    due_at = _due_for(row, Week.parse(week))
    if due_at <= now < min(due_at + LATE_PLAN, row.next_due_at):
        owe_post(uow, team_id, week, now, due_at + LATE_PLAN)


def follow_sharing(uow: UnitOfWork, runner: RunnerRow, week: str, day: date, now: datetime) -> None:
    """Let letters and the post be true once a runner cannot on a day, is excused, or is there after all.

    Letters are those of the runner and of who shares that day, while there are at most `LETTERS_FOLLOW` of these:
    in a larger crowd a letter names the first three, and reads the rest when it changes next.
    """
    shared = {row.runner_id for row in uow.planned.beside(runner.team_id, runner.runner_id, week) if row.day == day}
    concerned = {runner.runner_id} | (shared if len(shared) <= LETTERS_FOLLOW else set())
    # In the order of their keys, as everybody who holds several.
    for row in map(uow.runners.find_by_id, sorted(concerned)):
        if row is not None:
            revise_week(uow, row, week, now)
    refresh_post(uow, runner.team_id, week, now)


def publishes_at(uow: UnitOfWork, team_id: int, week: str) -> datetime | None:
    """Return when what waits for a week goes out by itself; None when its hour has passed, or never comes."""
    row = _schedule(uow, team_id)
    if row is None or not row.enabled:
        return None
    coming = week_planned(row, row.next_due_at).key
    if coming == week:
        return row.next_due_at
    return _due_for(row, Week.parse(week)) if coming < week else None


def _schedule(uow: UnitOfWork, team_id: int) -> ScheduleRow | None:
    return next((row for row in uow.schedules.of_team(team_id) if row.kind == ScheduleKind.PLAN), None)


def _due_for(row: ScheduleRow, week: Week) -> datetime:
    """Return when the post about a week is due: in the week before it."""
    zone = ZoneInfo(row.time_zone)
    begins = datetime.combine(week.previous().monday, time(), zone)
    return next_due(rule_of(row), zone, begins - timedelta(seconds=1))


def _rows_by_then(uow: UnitOfWork, team_id: int, week: str) -> list[SharedRow]:
    """Return who is to do what once everything is out: of several plans the one that is most a runner's own."""
    saved = {plan.plan_id for plan in uow.plans.of_week(team_id, week) if plan.text is not None}
    closest: dict[int, tuple[int, int]] = {}
    for row in uow.planned.weeks(team_id, week):
        if row.plan_id in saved:
            mine = (Target.parse(row.target).closeness, row.plan_id)
            closest[row.runner_id] = max(mine, closest.get(row.runner_id, mine))
    return [
        row
        for row in uow.planned.shared(team_id, week, holding=False)
        if row.runner_id in closest and closest[row.runner_id][1] == row.plan_id
    ]


def _group_workouts(rows: Sequence[SharedRow]) -> tuple[GroupWorkout, ...]:
    groups: dict[tuple[date, str], dict[int, SharedRow]] = {}
    for row in rows:
        if row.kind != REST:
            groups.setdefault((row.day, row.shared_key), {}).setdefault(row.runner_id, row)
    told = [told_together(next(iter(group.values())).text, list(group.values())) for group in groups.values()]
    shared = [group for group in told if len(group) >= FEWEST]
    hard = [group for group in shared if any(row.kind not in QUIET for row in group)]
    return tuple(map(_workout, sorted(hard or shared, key=lambda group: group[0].day)))


def _workout(group: Sequence[SharedRow]) -> GroupWorkout:
    names = tuple(row.name for row in group if may_be_named_in_plans(row))
    return GroupWorkout(group[0].day, group[0].text, names, len(group) - len(names))
