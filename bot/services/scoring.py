"""Scoring: rebuild a runner's week from the log and move every total by the difference, in one transaction."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.dates import PeriodKind, Week, period_keys
from bot.domain.points import RULES_VERSION, Award, Rule, RunEntry, score_week
from bot.domain.runs import counts
from bot.services.runners import scoring_of, today_of
from db.repositories.points import AwardRow, TotalChange
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Rescored:
    """What a change of the log did to its week: points by rule before and after."""

    before: Counter[Rule]
    after: Counter[Rule]

    @property
    def gained(self) -> tuple[tuple[Rule, int], ...]:
        """Rules that are worth more than before, in the order of the rules."""
        return tuple(
            (rule, self.after[rule] - self.before[rule]) for rule in Rule if self.after[rule] > self.before[rule]
        )

    @property
    def total(self) -> int:
        """The week's points now."""
        return self.after.total()


def rescore_week(
    uow: UnitOfWork,
    runner: RunnerRow,
    week: Week,
    before: Sequence[RunRow],
    after: Sequence[RunRow],
    today: date,
) -> Rescored:
    """Replace the awards of one runner's week and move totals accordingly.

    `before` and `after` are the week's entries without and with the change; `today` is the runner's calendar day.
    The runner's row must be locked, since the totals move by differences.
    """
    stored = uow.points.awards_of_week(runner.runner_id, week.key)
    awards = score_week(week, [entry_of(run) for run in after], scoring_of(runner), today)
    _replace_awards(uow, runner, week, stored, awards)
    old = _contribution(before, [(award.day, award.points) for award in stored])
    new = _contribution(after, [(award.day, award.points) for award in awards])
    uow.points.move_totals(
        runner.team_id,
        runner.runner_id,
        _difference(old, new),
        shows_points=runner.shows_points,
        shows_distance=runner.shows_distance,
    )
    return Rescored(
        before=_by_rule((Rule(award.rule), award.points) for award in stored),
        after=_by_rule((award.rule, award.points) for award in awards),
    )


def settle_runner(uow: UnitOfWork, runner_id: int, week: Week, now: datetime) -> None:
    """Rescore a week that changed only because time went by: rest days and full weeks count once they are over."""
    runner = uow.runners.lock(runner_id)
    if runner is None:
        return
    runs = uow.runs.in_week(runner_id, week.key)
    rescore_week(uow, runner, week, runs, runs, today_of(runner, now))


def entry_of(run: RunRow) -> RunEntry:
    """Return what the points rules need to know of a run."""
    return RunEntry(
        run_id=run.run_id,
        local_date=run.local_date,
        logged_on=run.logged_on,
        distance_m=run.distance_m,
        moving_s=run.moving_s,
        detailed=run.effort is not None or bool(run.note),
    )


def _replace_awards(
    uow: UnitOfWork, runner: RunnerRow, week: Week, stored: Sequence[AwardRow], awards: Sequence[Award]
) -> None:
    # As a set: what stands already stays, so that a third run of the week writes two rows and not all of them.
    wanted = Counter((award.day, award.rule.value, award.points, award.run_id) for award in awards)
    obsolete = []
    for row in stored:
        key = (row.day, row.rule, row.points, row.run_id)
        if wanted[key]:
            wanted[key] -= 1
        else:
            obsolete.append(row.award_id)
    uow.points.delete_awards(obsolete)
    uow.points.add_awards(
        [
            {
                "team_id": runner.team_id,
                "runner_id": runner.runner_id,
                "week": week.key,
                "day": day,
                "rule": rule,
                "rules_version": RULES_VERSION,
                "points": points,
                "run_id": run_id,
            }
            for day, rule, points, run_id in wanted.elements()
        ]
    )


Contribution = dict[tuple[PeriodKind, str], Counter[str]]


def _contribution(runs: Sequence[RunRow], awards: Iterable[tuple[date, int]]) -> Contribution:
    """Return what runs and awards add to each period; a week can touch two months and two seasons."""
    days: dict[date, Counter[str]] = {}
    for run in runs:
        day = days.setdefault(run.local_date, Counter())
        day.update(distance_m=run.distance_m, moving_s=run.moving_s, runs=1)
        if counts(run.distance_m, run.moving_s) and not entry_of(run).late:
            day["run_days"] = 1
    for award_day, points in awards:
        days.setdefault(award_day, Counter())["points"] += points
    periods: Contribution = {}
    for day_of, sums in days.items():
        for period in period_keys(day_of).items():
            periods.setdefault(period, Counter()).update(sums)
    return periods


def _difference(old: Contribution, new: Contribution) -> list[TotalChange]:
    changes = []
    for kind, period in sorted(old.keys() | new.keys()):
        moved = new.get((kind, period), Counter())
        moved = Counter(moved)
        moved.subtract(old.get((kind, period), Counter()))
        changes.append(
            TotalChange(
                period=period,
                kind=kind,
                points=moved["points"],
                distance_m=moved["distance_m"],
                moving_s=moved["moving_s"],
                runs=moved["runs"],
                run_days=moved["run_days"],
            )
        )
    return changes


def _by_rule(points: Iterable[tuple[Rule, int]]) -> Counter[Rule]:
    sums: Counter[Rule] = Counter()
    for rule, value in points:
        sums[rule] += value
    return sums
