"""Points: a runner's week, rule by rule."""

from dataclasses import dataclass

from bot.domain.dates import Week
from bot.domain.points import Rule
from bot.domain.streaks import Streak
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.runners import Enrolment, today_of
from bot.services.scoring import chosen_rules, rescore_week, rules_in
from bot.services.streaks import streak_of
from db.database import Database
from db.unit_of_work import UnitOfWork

RULES_TODAY = (
    Rule.LOG,
    Rule.DETAIL,
    Rule.SESSIONS,
    Rule.REST,
    Rule.FULL_WEEK,
    Rule.STREAK,
    Rule.ATTENDED,
    Rule.PR,
)
"""The rules that something can earn points by so far."""


@dataclass(frozen=True, slots=True)
class PointsWeek:
    """This week's points; `parts` holds (rule, points, most possible in a week) for every rule in force."""

    week: Week
    parts: tuple[tuple[Rule, int, int], ...]
    total: int
    cap: int
    streak: Streak
    run_days: int
    weekly_target: int


class PointService:
    """Explains points."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def this_week(self, asker: Asker) -> PointsWeek:
        """Return the asker's present week, scored as of this moment."""
        return await self._database.write(lambda uow: self._this_week(uow, asker))

    def _this_week(self, uow: UnitOfWork, asker: Asker) -> PointsWeek:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        today = today_of(runner, now)
        week = Week.of(today)
        runs = uow.runs.in_week(runner.runner_id, week.key)
        points = rescore_week(uow, runner, week, runs, runs, today).after
        rules = rules_in(chosen_rules(uow, runner.team_id), week)
        total = uow.points.total(runner.team_id, week.key, runner.runner_id)
        return PointsWeek(
            week=week,
            parts=tuple((rule, points[rule], rules.cap(rule)) for rule in RULES_TODAY),
            total=points.total(),
            cap=min(rules.week_cap, sum(rules.cap(rule) for rule in RULES_TODAY)),
            streak=streak_of(uow, runner, today),
            run_days=total.run_days,
            weekly_target=runner.weekly_target,
        )
