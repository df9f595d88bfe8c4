"""Scoring: rebuild a runner's week from the log and move every total by the difference, in one transaction."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.audience import on_boards
from bot.domain.dates import Week, period_keys
from bot.domain.leaderboards import Board
from bot.domain.points import RULES_VERSION, Award, Rule, RunEntry, score_week
from bot.domain.runs import counts
from bot.services.runners import scoring_of, subject_of, today_of
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
    awards = score_week(week, [entry_of(run) for run in after], scoring_of(uow, runner, week), today)
    # As sets: what stands already stays, so that a third run of the week writes two rows and not all of them.
    obsolete, new = _award_changes(stored, awards)
    uow.points.delete_awards([award.award_id for award in obsolete])
    uow.points.add_awards([_columns(runner, week, award) for award in new])
    changed_days = {run.local_date for run in {*before} ^ {*after}}
    sums: dict[tuple[str, str], Sums] = {}
    _add(sums, -1, (run for run in before if run.local_date in changed_days), obsolete)
    _add(sums, +1, (run for run in after if run.local_date in changed_days), new)
    boards = on_boards(subject_of(runner))
    uow.points.move_totals(
        runner.team_id,
        runner.runner_id,
        [TotalChange(period, kind, *moved) for (kind, period), moved in sorted(sums.items())],
        shows_points=Board.POINTS in boards,
        shows_distance=Board.DISTANCE in boards,
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


def _award_changes(stored: Sequence[AwardRow], awards: Sequence[Award]) -> tuple[Sequence[AwardRow], Sequence[Award]]:
    """Return what stands and should not, and what should and does not yet."""
    standing = {(row.day, row.rule, row.points, row.run_id): row for row in stored}
    new = [
        award
        for award in awards
        if standing.pop((award.day, award.rule.value, award.points, award.run_id), None) is None
    ]
    return tuple(standing.values()), new


def _columns(runner: RunnerRow, week: Week, award: Award) -> dict[str, object]:
    return {
        "team_id": runner.team_id,
        "runner_id": runner.runner_id,
        "week": week.key,
        "day": award.day,
        "rule": award.rule.value,
        "rules_version": RULES_VERSION,
        "points": award.points,
        "run_id": award.run_id,
    }


Sums = list[int]
"""Points, metres, seconds, runs and run days, as `TotalChange` orders them."""


def _add(
    sums: dict[tuple[str, str], Sums], sign: int, runs: Iterable[RunRow], awards: Iterable[AwardRow | Award]
) -> None:
    """Add what runs and awards bring to each period; a week can touch two months and two seasons."""
    days: dict[date, Sums] = {}
    for run in runs:
        day = days.setdefault(run.local_date, [0, 0, 0, 0, 0])
        day[1] += run.distance_m
        day[2] += run.moving_s
        day[3] += 1
        if counts(run.distance_m, run.moving_s) and not entry_of(run).late:
            day[4] = 1
    for award in awards:
        days.setdefault(award.day, [0, 0, 0, 0, 0])[0] += award.points
    for day_of, brought in days.items():
        for period in period_keys(day_of).items():
            total = sums.setdefault(period, [0, 0, 0, 0, 0])
            for index, value in enumerate(brought):
                total[index] += sign * value


def _by_rule(points: Iterable[tuple[Rule, int]]) -> Counter[Rule]:
    sums: Counter[Rule] = Counter()
    for rule, value in points:
        sums[rule] += value
    return sums
