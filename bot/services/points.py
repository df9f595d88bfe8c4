"""Points: a runner's weeks, rule by rule and award by award, and the rules themselves."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from bot.domain.dates import Week
from bot.domain.doubts import stands
from bot.domain.following import BY_WORD, WeekSum, credit, week_sum
from bot.domain.planned_points import PlannedSession
from bot.domain.point_rules import PointRules, Rule
from bot.domain.points import RunEntry, score_week
from bot.domain.runs import COUNTS_FROM_M, COUNTS_FROM_S
from bot.domain.streaks import Streak
from bot.domain.units import Unit
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.runners import Enrolment, is_paused, today_of, unit_of
from bot.services.scoring import Scorer, chosen_rules, entry_of, rules_in, target_in, words_of
from bot.services.shoutout_posts import giver_of
from bot.services.streaks import streak_of
from db.database import Database
from db.repositories.points import AwardRow
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

RULES_TODAY = (
    Rule.LOG,
    Rule.DETAIL,
    Rule.SESSIONS,
    Rule.REST,
    Rule.FULL_WEEK,
    Rule.STREAK,
    Rule.SHOUTOUT_GIVEN,
    Rule.SHOUTOUT_RECEIVED,
    Rule.ATTENDED,
    Rule.PR,
)
"""The rules that something can earn points by so far."""
AWARDS_A_PAGE: Final = 5
_TODAYS: Final = sys.maxsize
"""The key of a run that was not run yet."""


@dataclass(frozen=True, slots=True)
class WaitingRun:
    """A run in doubt: whether its runner has called it right, so that a coach has the word; whole metres."""

    run_id: int
    local_date: date
    distance_m: int
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Chance:
    """What a day can bring still: a run today, or a day of rest tomorrow, and the points of it."""

    rule: Rule
    points: int


@dataclass(frozen=True, slots=True)
class PointsWeek:
    """A week's points; `parts` holds (rule, points, most possible in a week) for every rule in force.

    `coach` are points that coaches gave. `earlier` and `later` are the runner's weeks beside it, the present one among
    them; `unit` is the reader's. `plan` is how a coach's plan that decides the week was followed so far.
    """

    week: Week
    parts: tuple[tuple[Rule, int, int], ...]
    total: int
    cap: int
    streak: Streak
    run_days: int
    weekly_target: int
    is_present: bool = True
    plan: WeekSum | None = None
    earlier: Week | None = None
    later: Week | None = None
    waiting: tuple[WaitingRun, ...] = ()
    chance: Chance | None = None
    unit: Unit = Unit.KM
    coach: int = 0


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """An award: its day, and the metres of the run it came from; the how-manieth of its rule that week.

    `full` is what the rule gives where the week's cap leaves it whole. `names` are those who gave the shoutout that it
    came from, or those it was given to. `percent` is how much of a planned session was done.
    """

    day: date
    rule: Rule
    points: int
    full: int
    number: int
    distance_m: int | None
    names: tuple[str, ...] = ()
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of a week's awards; pages count from 0. `run_days` is how many of the week's days score.

    `is_planned`: a coach's plan decides the week, not the runner's own target.
    """

    week: Week
    entries: tuple[LedgerEntry, ...]
    page: int
    pages: int
    total: int
    week_cap: int
    weekly_target: int
    streak_target: int
    run_days: int
    unit: Unit
    is_planned: bool = False


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules as they hold for a team: the first week of its own, if it has any, and that of coming ones."""

    rules: PointRules
    since: Week | None
    coming: Week | None
    weekly_target: int
    streak_target: int


class PointService:
    """Explains points."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def this_week(self, asker: Asker) -> PointsWeek:
        """Return the asker's present week, scored as of this moment."""
        return await self.week(asker)

    async def week(self, asker: Asker, week: Week | None = None, *, back: int = 0) -> PointsWeek:
        """Return one of the asker's weeks, scored as of this moment; without one the present, or so many `back`.

        A week to come is answered with the present one.
        """
        return await self._database.write(lambda uow: self._week(uow, asker, week, back))

    async def ledger(self, asker: Asker, week: Week, page: int = 0) -> Ledger:
        """Return a page of a week's awards, the nearest one when there is no such page."""
        return await self._database.write(lambda uow: self._ledger(uow, asker, week, page))

    async def rules(self, asker: Asker) -> RuleBook:
        """Return the rules that hold for the asker's team this week."""
        return await self._database.write(lambda uow: self._rules(uow, asker))

    def _week(self, uow: UnitOfWork, asker: Asker, wanted: Week | None, back: int) -> PointsWeek:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        today = today_of(runner, now)
        present = week = Week.of(today)
        for _ in range(back):
            week = week.previous()
        if wanted is not None:
            week = min(wanted, present, key=lambda one: one.key)
        runs = uow.runs.in_week(runner.runner_id, week.key)
        scorer = Scorer(uow, runner, today)
        points = scorer.rescore(week, runs, runs).after
        scorer.save()
        rules = _rules_in(uow, runner, week)
        total = uow.points.total(runner.team_id, week.key, runner.runner_id)
        known = {key for key, _ in uow.points.weeks(runner.runner_id)} | {present.key}
        before = [key for key in known if key < week.key]
        after = [key for key in known if week.key < key <= present.key]
        return PointsWeek(
            week=week,
            parts=tuple((rule, points[rule], rules.cap(rule)) for rule in RULES_TODAY if rules.values[rule]),
            coach=points[Rule.COACH],
            total=points.total(),
            cap=min(rules.week_cap, sum(rules.cap(rule) for rule in RULES_TODAY)),
            streak=streak_of(uow, runner, today),
            run_days=total.run_days,
            weekly_target=_target(uow, runner, week),
            is_present=week == present,
            plan=_followed(scorer.plan(week)),
            earlier=Week.parse(max(before)) if before else None,
            later=Week.parse(min(after)) if after else None,
            waiting=tuple(
                WaitingRun(run.run_id, run.local_date, run.distance_m, uow.reviews.is_asked(run.run_id))
                for run in runs
                if run.verdict is None and not stands(run.doubt, run.verdict)
            ),
            chance=_chance(scorer, runs, rules) if week == present else None,
            unit=unit_of(runner),
        )

    def _ledger(self, uow: UnitOfWork, asker: Asker, week: Week, page: int) -> Ledger:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        runs = {run.run_id: run for run in uow.runs.in_week(runner.runner_id, week.key)}
        in_week = tuple(runs.values())
        scorer = Scorer(uow, runner, today_of(runner, now))
        scorer.rescore(week, in_week, in_week)
        scorer.save()
        plan = scorer.plan(week)
        rules = _rules_in(uow, runner, week)
        order = list(Rule)
        rows = sorted(
            uow.points.awards_of_week(runner.runner_id, week.key),
            key=lambda row: (row.day, order.index(Rule(row.rule)), row.award_id),
        )
        entries: list[LedgerEntry] = []
        numbers = dict.fromkeys(Rule, 0)
        for row in rows:
            rule = Rule(row.rule)
            numbers[rule] += 1
            run = None if row.run_id is None else runs.get(row.run_id)
            names, given = _names(uow, runner.team_id, row, rule)
            percent = None if plan is None or rule is not Rule.SESSIONS else _percent(plan, row.run_id)
            entries.append(
                LedgerEntry(
                    day=row.day,
                    rule=rule,
                    points=row.points,
                    full=_full(rules, rule, percent) if given is None else given,
                    number=numbers[rule],
                    distance_m=None if run is None else run.distance_m,
                    names=names,
                    percent=percent,
                )
            )
        pages = max(1, -(-len(entries) // AWARDS_A_PAGE))
        page = min(page, pages - 1)
        return Ledger(
            week=week,
            entries=tuple(entries[page * AWARDS_A_PAGE : (page + 1) * AWARDS_A_PAGE]),
            page=page,
            pages=pages,
            total=sum(one.points for one in entries),
            week_cap=rules.week_cap,
            weekly_target=_target(uow, runner, week),
            streak_target=runner.streak_target,
            run_days=uow.points.total(runner.team_id, week.key, runner.runner_id).run_days,
            unit=unit_of(runner),
            is_planned=plan is not None,
        )

    def _rules(self, uow: UnitOfWork, asker: Asker) -> RuleBook:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        week = Week.of(today_of(runner, now))
        chosen = chosen_rules(uow, runner.team_id)
        held = [since for since, _ in chosen if since <= week.key]
        to_come = [since for since, _ in chosen if since > week.key]
        return RuleBook(
            rules=rules_in(chosen, week),
            since=Week.parse(held[-1]) if held else None,
            coming=Week.parse(to_come[0]) if to_come else None,
            weekly_target=runner.weekly_target,
            streak_target=runner.streak_target,
        )


def _names(uow: UnitOfWork, team_id: int, award: AwardRow, rule: Rule) -> tuple[tuple[str, ...], int | None]:
    """Return who is named with an award for a shoutout, and the points that a coach gave with it, if one did."""
    row = None if award.word_id is None else uow.shoutouts.find(team_id, award.word_id)
    if row is None:
        return (), None
    if rule is Rule.SHOUTOUT_GIVEN:
        to = uow.shoutouts.receivers([row.shoutout_id])[row.shoutout_id]
        return tuple(one.name for one in to if one.left_at is None), None
    giver = giver_of(row)
    return () if giver is None else (giver,), row.award


def _percent(plan: Iterable[PlannedSession], run_id: int | None) -> int:
    """Return how much of a session was done by the run that an award came from; one done by word is whole."""
    found = (one.percent for one in plan if run_id is not None and one.run_id == run_id)
    return next(found, None) or BY_WORD


def _full(rules: PointRules, rule: Rule, percent: int | None) -> int:
    in_part = percent is not None and credit(percent) < 1
    return rules.partly_kept if in_part else rules.values[rule]


def _followed(plan: Iterable[PlannedSession] | None) -> WeekSum | None:
    if plan is None:
        return None
    return week_sum((one.percent, not (one.rest or one.excused)) for one in plan)


def _rules_in(uow: UnitOfWork, runner: RunnerRow, week: Week) -> PointRules:
    return rules_in(chosen_rules(uow, runner.team_id), week)


def _target(uow: UnitOfWork, runner: RunnerRow, week: Week) -> int:
    return target_in(runner, week, lambda: uow.runners.past_targets(runner.runner_id))


def _chance(scorer: Scorer, runs: Sequence[RunRow], rules: PointRules) -> Chance | None:
    """Return what a run today, or a day of rest tomorrow, brings to this week; None for nothing, and in a pause."""
    today = scorer.today
    if is_paused(scorer.runner, today):
        return None
    week = Week.of(today)
    profile = scorer.profile(week, runs)
    entries = [entry_of(run) for run in runs]
    words = words_of(scorer.uow, scorer.runner, week)
    plan = scorer.plan(week)

    def points(log: Sequence[RunEntry], as_of: date) -> int:
        had = plan if plan is None or all(entry.run_id != _TODAYS for entry in log) else _with_todays(plan, as_of)
        return sum(award.points for award in score_week(week, log, profile, as_of, rules, words, had))

    if today in {entry.local_date for entry in entries}:
        rule = Rule.REST
        gained = points(entries, today + timedelta(days=2)) - points(entries, today + timedelta(days=1))
    else:
        rule = Rule.LOG
        gained = points([*entries, _run_of(today)], today) - points(entries, today)
    return Chance(rule, gained) if gained > 0 and (rule is Rule.LOG or today != week.sunday) else None


def _run_of(day: date) -> RunEntry:
    return RunEntry(run_id=_TODAYS, local_date=day, logged_on=day, distance_m=COUNTS_FROM_M, moving_s=COUNTS_FROM_S)


def _with_todays(plan: Sequence[PlannedSession], today: date) -> tuple[PlannedSession, ...]:
    """Return a plan with today's session kept by today's run."""
    waits = next((one for one in plan if one.day == today and not one.rest and one.percent is None), None)
    return tuple(replace(one, run_id=_TODAYS, percent=BY_WORD) if one is waits else one for one in plan)
