"""What a coach reads of a plan: the week as it was understood, and what is worth a second look."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.attention import PAIN_DAYS
from bot.domain.audience import LogDetail, Sharing, Subject, log_detail
from bot.domain.availability import Room
from bot.domain.dates import Week, local_today
from bot.domain.load import LEAPS, SPIKE_DAYS, is_anew, spike
from bot.domain.notation import read_workout
from bot.domain.plan_warnings import RaceDay, plan_warnings, week_length
from bot.domain.planned_weeks import PlannedSession, PlannedWeek
from bot.domain.plans import PAST, REST, Scope, Target
from bot.domain.runs import RunSource
from bot.domain.seasons import Measure, measure_of
from bot.domain.units import Unit
from bot.errors import UserError
from bot.services.asker import Asker
from bot.services.attention import aches_of
from bot.services.availability import availability_of
from bot.services.plan_pages import (
    Aching,
    Anew,
    Clash,
    FilledPlan,
    KnownOfWeek,
    PlanPage,
    PlanState,
    Spiking,
    UnderstoodSession,
    Whom,
)
from bot.services.plan_posts import publishes_at
from bot.services.plan_reading import read_plan
from bot.services.plan_weeks import Session, everybody
from bot.services.runners import today_of, unit_of, unit_of_team
from bot.services.stats import pace_score
from db.repositories.planned import PlanWeekRow
from db.repositories.plans import PlanRow
from db.repositories.runners import NameRow, RunnerRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

SEEN_BY_COACH: Final = tuple(
    sharing for sharing in Sharing if log_detail(Subject(sharing=sharing), sharing, by_coach=True) is LogDetail.FULL
)
"""The choices of a runner whose figures coaches may read."""


class WrittenMeanwhile(UserError):
    """A week reads differently by now, by another's hand or by another form of one's own; `version` is the one told."""

    def __init__(self, plan: PlanRow, asker: Asker) -> None:
        by_id, by_name = writer_of(plan)
        code = "plan_meanwhile_own" if by_id == asker.user_id else "plan_meanwhile"
        super().__init__(code, name=by_name or "", text=plan.draft or plan.text or "")
        self.version = version_of(plan)


def plan_page(uow: UnitOfWork, team: TeamRow, plan: PlanRow, reader_id: int, now: datetime) -> PlanPage:
    """Return a plan as a coach, the user `reader_id`, reads it."""
    week = Week.parse(plan.week)
    read = read_plan(plan.draft or plan.text or "", week)
    runner = _runner_of(uow, plan)
    whom = whom_among({} if runner is None else {runner.runner_id: runner.name}, plan)
    weeks = uow.planned.weeks(team.team_id, week.key)
    rows = uow.planned.weeks_of_plan(plan.plan_id)
    here = {one.runner_id: one for one in uow.runners.of_team(team.team_id) if not one.has_left}
    names = {key: one.name for key, one in here.items()}
    today = local_today(now, ZoneInfo(team.time_zone))
    runner_ids = [row.runner_id for row in rows if row.runner_id in names]
    # A score is made of figures, so it is theirs who keep their figures.
    shown = runner is not None and Sharing(runner.sharing) in SEEN_BY_COACH
    score = pace_score(uow, runner, today_of(runner, now)) if runner is not None and shown else None
    said = availability_of(uow, runner_ids, week)
    sessions = _sessions(uow, plan, read.sessions, weeks, today if runner is None else today_of(runner, now))
    holding = _holding(week, sessions)
    return PlanPage(
        plan_id=plan.plan_id,
        version=version_of(plan),
        whom=whom,
        week=week,
        state=state_of(plan),
        changed_by=None if writer_of(plan)[0] == reader_id else writer_of(plan)[1],
        goes_out_at=publishes_at(uow, team.team_id, week.key),
        sessions=sessions,
        unplaced=read.unplaced,
        length=week_length(holding, score),
        outline=None if runner is None else _outline(uow, runner, week),
        warnings=plan_warnings(
            holding,
            score,
            () if runner is None else _races(uow, runner.runner_id, week),
        ),
        spikes=_spikes(uow, read.sessions, runner_ids, names, today),
        anew=_anew(uow, read.sessions, {key: here[key] for key in runner_ids}, today),
        clashes=_clashes(read.sessions, {key: value.days for key, value in said.items()}, names),
        cannot=cannot_of(
            uow,
            team.team_id,
            week,
            [one.day for one in read.sessions if one.kind != REST],
            {key: names[key] for key in runner_ids},
        ),
        aches=_aching(uow, team.team_id, {key: here[key] for key in runner_ids}, today),
        notes=tuple((names[key], value.note) for key, value in said.items() if value.note),
        resting=_resting(uow, team.team_id, week, {key: names[key] for key in runner_ids}),
        runners=len(runner_ids),
        keep_own=_keeping(plan, rows, weeks, names),
        unit=_unit(team, runner),
        score=score,
        next_up=_next_up(without_plan(names, everybody(uow, team.team_id), weeks), whom),
    )


def whom_of(uow: UnitOfWork, plan: PlanRow) -> Whom:
    """Return for whom a plan is, by name."""
    runner = _runner_of(uow, plan)
    return whom_among({} if runner is None else {runner.runner_id: runner.name}, plan)


def whom_among(names: Mapping[int, str], plan: PlanRow) -> Whom:
    """Return for whom a plan is, by the names of those who run, or ran, in its team."""
    target = Target.parse(plan.target)
    return Whom(target, names.get(target.id, "") if target.scope is Scope.RUNNER else plan.group_name or "")


def _runner_of(uow: UnitOfWork, plan: PlanRow) -> RunnerRow | None:
    target = Target.parse(plan.target)
    return uow.runners.find_by_id(target.id) if target.scope is Scope.RUNNER else None


def state_of(plan: PlanRow) -> PlanState:
    """Return where a plan is on its way."""
    if plan.published_at is None:
        return PlanState.WAITING
    return PlanState.OUT if plan.draft is None else PlanState.CHANGED


def writer_of(plan: PlanRow) -> tuple[int | None, str | None]:
    """Return the user who wrote what a plan reads, and their name; None of whom is erased."""
    if plan.draft is not None:
        return plan.draft_author_id, plan.draft_author_name
    return plan.author_id, plan.author_name


def version_of(plan: PlanRow) -> int:
    """Return what tells one state of a plan from the next: when it was written, in milliseconds."""
    return int(plan.saved_at.timestamp() * 1_000)


def without_plan(names: Mapping[int, str], runner_ids: Collection[int], weeks: Iterable[PlanWeekRow]) -> list[Whom]:
    """Return whom of these runners a week has no plan of any kind for yet, by name; `weeks` are the team's in it."""
    planned = {row.runner_id for row in weeks if row.target != PAST.key}
    return _by_name(names, {*runner_ids} - planned)


def with_others(names: Mapping[int, str], weeks: Iterable[PlanWeekRow]) -> list[Whom]:
    """Return the runners whose week is planned with others' alone, by name: each may have one of their own yet."""
    rows = [row for row in weeks if row.target != PAST.key]
    own = {row.runner_id for row in rows if Target.parse(row.target).scope is Scope.RUNNER}
    return _by_name(names, {row.runner_id for row in rows} - own)


def _by_name(names: Mapping[int, str], runner_ids: Collection[int]) -> list[Whom]:
    ordered = sorted((names[key].casefold(), key) for key in runner_ids if key in names)
    return [Whom(Target(Scope.RUNNER, key), names[key]) for _, key in ordered]


def _next_up(without: Sequence[Whom], whom: Whom) -> Whom | None:
    """Return who comes after somebody, by name, among those without a plan; round again at the end."""
    after = [one for one in without if one.name.casefold() > whom.name.casefold()]
    return next(iter(after or without), None)


def _unit(team: TeamRow, runner: RunnerRow | None) -> Unit:
    if runner is not None:
        return unit_of(runner)
    return unit_of_team(team.units)


def _keeping(
    plan: PlanRow, rows: Iterable[PlanWeekRow], weeks: Iterable[PlanWeekRow], names: Mapping[int, str]
) -> tuple[str, ...]:
    """Return who is in a plan, whose `rows` these are, and has another that is more their own."""
    closeness = Target.parse(plan.target).closeness
    own = {row.runner_id for row in rows}
    return tuple(
        dict.fromkeys(
            names[row.runner_id]
            for row in weeks
            if row.runner_id in own and row.runner_id in names and Target.parse(row.target).closeness > closeness
        )
    )


def _spikes(
    uow: UnitOfWork, sessions: Sequence[Session], runner_ids: Sequence[int], names: Mapping[int, str], today: date
) -> tuple[Spiking, ...]:
    """Return the runs that go well beyond what runners ran at once in the thirty days before today."""
    far = [one for one in sessions if one.distance_m]
    if not far:
        return ()
    first = today - timedelta(days=SPIKE_DAYS)
    longest = uow.runs.longest_of(runner_ids, first, [one.value for one in SEEN_BY_COACH], RunSource.STRAVA)
    found = []
    for one in far:
        metres = one.distance_m or 0
        beyond = tuple(
            (names[key], longest[key]) for key in runner_ids if key in longest and spike(metres, longest[key]) in LEAPS
        )
        if beyond:
            found.append(Spiking(one.day, metres, beyond))
    return tuple(found)


def _anew(uow: UnitOfWork, sessions: Sequence[Session], runners: Mapping[int, NameRow], today: date) -> Anew | None:
    """Return the longest run of a week with those who would begin again with it, as far as coaches read their runs."""
    far = max(sessions, key=lambda one: one.distance_m or 0, default=None)
    if far is None or not far.distance_m:
        return None
    newest = uow.rosters.newest_runs([key for key, one in runners.items() if Sharing(one.sharing) in SEEN_BY_COACH])
    names = tuple(runners[key].name for key in runners if is_anew(far.distance_m, newest.get(key), today))
    return Anew(far.day, far.distance_m, names) if names else None


def _aching(uow: UnitOfWork, team_id: int, runners: Mapping[int, NameRow], today: date) -> tuple[Aching, ...]:
    """Return the newest ache of late of each of these, as far as coaches may read it."""
    sharing = {key: Sharing(one.sharing) for key, one in runners.items()}
    found = []
    for runner_id, aches in aches_of(uow, team_id, today, sharing).items():
        newest = max(aches, key=lambda ache: ache.day)
        if (today - newest.day).days < PAIN_DAYS:
            found.append(Aching(runners[runner_id].name, newest.day, newest.area, newest.level))
    return tuple(found)


def _resting(uow: UnitOfWork, team_id: int, week: Week, names: Mapping[int, str]) -> tuple[tuple[str, date], ...]:
    """Return who of these has paused on a day of the week, and until when, by name."""
    found = {
        names[runner_id]: last
        for runner_id, first, last in uow.rosters.pauses(team_id, week.monday)
        if runner_id in names and first <= week.sunday
    }
    return tuple(sorted(found.items()))


def _sessions(
    uow: UnitOfWork, plan: PlanRow, typed: Sequence[Session], weeks: Sequence[PlanWeekRow], today: date
) -> tuple[UnderstoodSession, ...]:
    """Return the sessions of a week as they were typed, by day; of days that have been, with what holds in their place.

    That is told where all whom the plan is for have it.
    """
    said = [UnderstoodSession(one.day, one.text, read_workout(one.text) is not None) for one in typed]
    out = plan.published_at is not None
    of_plan = {row.runner_id for row in weeks if row.plan_id == plan.plan_id}
    followers = {row.runner_id for row in weeks if row.holds and (row.plan_id == plan.plan_id or not out)} & of_plan
    # Whoever had no week until now gets all of one that comes midway.
    if Week.parse(plan.week).monday >= today or not followers or (not out and followers != of_plan):
        return tuple(said)
    held: Counter[tuple[date, str]] = Counter()
    for row in uow.planned.of_team(plan.team_id, plan.week):
        if row.runner_id in followers and row.day < today:
            held[row.day, row.text] += 1
    known = {(one.day, one.text) for one in said}
    standing = [
        UnderstoodSession(day, text, read_workout(text) is not None, stands=True)
        for (day, text), count in held.items()
        if count >= len(followers) and (day, text) not in known
    ]
    said = [replace(one, is_late=one.day < today and (one.day, one.text) not in held) for one in said]
    return tuple(sorted([*standing, *said], key=lambda one: one.day))


def _holding(week: Week, sessions: Iterable[UnderstoodSession]) -> PlannedWeek:
    """Return a week as it holds."""
    days: dict[date, list[PlannedSession]] = {day: [] for day in week.days()}
    for one in sessions:
        if not one.is_late:
            days[one.day].append(PlannedSession.of(one.text))
    return PlannedWeek(tuple(tuple(of_day) for of_day in days.values()), ())


def _outline(uow: UnitOfWork, runner: RunnerRow, week: Week) -> tuple[int, Measure] | None:
    """Return how much the outline of a runner's season has for a week."""
    row = uow.seasons.week(runner.runner_id, week.key)
    if row is None:
        return None
    if row.volume_s is not None:
        return row.volume_s, Measure.HOURS
    return row.volume_m or 0, measure_of(unit_of(runner))


def _races(uow: UnitOfWork, runner_id: int, week: Week) -> list[RaceDay]:
    """Return the races that a runner runs from the week before to the one after."""
    first, last = week.monday - timedelta(days=7), week.sunday + timedelta(days=7)
    return [RaceDay((day - week.monday).days, metres) for day, metres in uow.entrants.raced_on(runner_id, first, last)]


def with_known(uow: UnitOfWork, team_id: int, filled: FilledPlan) -> FilledPlan:
    """Return a form with what those whom the week is for have said of it; of a group, who had its newest plan."""
    target, week = filled.whom.target, filled.week
    match target.scope:
        case Scope.RUNNER:
            runner_ids = [target.id]
        case Scope.TEAM:
            runner_ids = sorted(everybody(uow, team_id))
        case _:
            plan = uow.plans.find(team_id, week.key, target.key) or uow.plans.before(team_id, week.key, target.key)
            runner_ids = [] if plan is None else [row.runner_id for row in uow.planned.weeks_of_plan(plan.plan_id)]
    said = availability_of(uow, runner_ids, week)
    cannot = {(row.runner_id, row.day) for row in uow.planned.of_team(team_id, week.key) if row.cannot_at is not None}

    def days(room: Room) -> tuple[tuple[date, int], ...]:
        counts = {
            day: sum(
                (key in said and said[key].days[day.weekday()] is room) or (room is Room.NONE and (key, day) in cannot)
                for key in runner_ids
            )
            for day in week.days()
        }
        return tuple((day, count) for day, count in counts.items() if count)

    own = said.get(target.id) if target.scope is Scope.RUNNER else None
    resting = dict(_resting(uow, team_id, week, {target.id: ""})) if target.scope is Scope.RUNNER else {}
    known = KnownOfWeek(days(Room.NONE), days(Room.SHORT), None if own is None else own.note, resting.get(""))
    return replace(filled, known=known)


def cannot_of(
    uow: UnitOfWork, team_id: int, week: Week, days: Collection[date], names: Mapping[int, str]
) -> tuple[tuple[date, tuple[str, ...]], ...]:
    """Return the days among these on which some of these runners said that they cannot, with their names."""
    said: dict[date, dict[int, str]] = {}
    for row in uow.planned.of_team(team_id, week.key):
        if row.cannot_at is not None and row.day in days and row.runner_id in names:
            said.setdefault(row.day, {})[row.runner_id] = names[row.runner_id]
    return tuple((day, tuple(said[day].values())) for day in sorted(said))


def _clashes(
    sessions: Sequence[Session], days: Mapping[int, Sequence[Room]], names: Mapping[int, str]
) -> tuple[Clash, ...]:
    """Return the days on which runners have a session and no room for it, or not much."""
    found = []
    for day in dict.fromkeys(one.day for one in sessions if one.kind != REST):
        for room in (Room.NONE, Room.SHORT):
            of_day = tuple(names[key] for key, rooms in days.items() if rooms[day.weekday()] is room)
            if of_day:
                found.append(Clash(day, room, of_day))
    return tuple(found)
