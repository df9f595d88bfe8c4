"""Scoring: rebuild a runner's weeks from the log and move every total by the difference, in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from types import MappingProxyType

from bot.domain.audience import on_boards
from bot.domain.bests import Record
from bot.domain.dates import WINDOW_KEY, PeriodKind, Week, period_keys
from bot.domain.doubts import Verdict, stands
from bot.domain.leaderboards import Board
from bot.domain.pauses import PauseReason
from bot.domain.planned_points import PlannedSession
from bot.domain.plans import OTHER_SPORT
from bot.domain.point_rules import POINTS_V1, PointRules, Rule
from bot.domain.points import RECORD_DAYS, Award, KindWord, RunEntry, ScoringProfile, score_week, scoring
from bot.domain.runs import RunKind
from bot.services.following import came_in_time, planned_session, rematch_week
from bot.services.runners import subject_of, today_of, zone_of
from db.repositories.planned import SessionRow
from db.repositories.points import AwardRow, TotalChange
from db.repositories.runners import PauseRow, RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Rescored:
    """What a change of the log did to its week: points by rule before and after, and whether records score elsewhere.

    `records_moved` tells that the week's record is worth points now and was not, or the other way round.
    """

    before: Counter[Rule]
    after: Counter[Rule]
    records_moved: bool = False

    @property
    def gained(self) -> tuple[tuple[Rule, int], ...]:
        """Rules that are worth more than before, in the order of the rules."""
        return tuple(
            (rule, self.after[rule] - self.before[rule]) for rule in Rule if self.after[rule] > self.before[rule]
        )

    @property
    def rest_lost(self) -> int:
        """Points of rest days, and of a week kept with them, that are there no more."""
        return sum(max(0, self.before[rule] - self.after[rule]) for rule in (Rule.REST, Rule.FULL_WEEK))

    @property
    def total(self) -> int:
        """The week's points now."""
        return self.after.total()


@dataclass
class Scorer:
    """Scores weeks of one runner, whose row is locked, and gathers by how much totals move; `save` moves them."""

    uow: UnitOfWork
    runner: RunnerRow
    today: date
    _sums: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    _window_moved: bool = False
    _sessions: dict[str, list[SessionRow]] = field(default_factory=dict)

    def rematch(self, week: Week, runs: Iterable[RunRow]) -> int:
        """Match a week's runs with the sessions planned for it, if there are any; returns how many changed by it."""
        if week.key not in self.plan_weeks:
            return 0
        self._sessions[week.key], changed = rematch_week(self.uow, self.runner, week, runs)
        return changed

    def rescore(
        self, week: Week, before: Sequence[RunRow], after: Sequence[RunRow], was: ScoringProfile | None = None
    ) -> Rescored:
        """Replace the awards of a week; `before` and `after` are its entries without and with the change.

        `was` is the `run_profile` that held before, where it is that which changed.
        """
        points = self.uow.points
        stored = points.awards_of_week(self.runner.runner_id, week.key)
        profile = self.profile(week, after)
        rules = self._rules(week)
        words = words_of(self.uow, self.runner, week)
        entries = [entry_of(run) for run in after]
        awards = score_week(week, entries, profile, self.today, rules, words, self.plan(week))
        # As sets: what stands already stays, so that a third run of the week writes two rows and not all of them.
        obsolete, new = _award_changes(stored, awards)
        points.delete_awards([award.award_id for award in obsolete])
        points.add_awards([_columns(self.runner, week, award, rules) for award in new])
        changed_days = {run.local_date for run in ({*before} ^ {*after} if was is None else before)}
        self._add(-1, [run for run in before if run.local_date in changed_days], obsolete, was or profile)
        self._add(+1, [run for run in after if run.local_date in changed_days], new, profile)
        return Rescored(
            before=_by_rule((Rule(award.rule), award.points) for award in stored),
            after=_by_rule((award.rule, award.points) for award in awards),
            records_moved=Rule.PR in {*(award.rule for award in obsolete), *(award.rule for award in new)},
        )

    def plan(self, week: Week) -> tuple[PlannedSession, ...] | None:
        """Return the runs and days of rest that decide a week's points; None where the runner's own target does."""
        published_at = self.plan_weeks.get(week.key)
        if published_at is None or not came_in_time(self.runner, week, published_at):
            return None
        if week.key not in self._sessions:
            found = self.uow.planned.between(self.runner.runner_id, week.monday, week.sunday)
            self._sessions[week.key] = found
        pauses = [(one.first_day, one.last_day) for one in self._pauses]
        # Another sport earns nothing, and a day of it waits for no run.
        rows = [row for row in self._sessions[week.key] if row.kind != OTHER_SPORT]
        plan = tuple(planned_session(row, self.runner, pauses) for row in rows)
        # A plan without a run leaves the week to the runner.
        return plan if any(not one.rest for one in plan) else None

    @property
    def sessions_by_run(self) -> Mapping[int, SessionRow]:
        """The planned sessions that runs are, of the weeks that were matched."""
        return {row.run_id: row for rows in self._sessions.values() for row in rows if row.run_id is not None}

    @cached_property
    def plan_weeks(self) -> Mapping[str, datetime | None]:
        """The ISO weeks for which the runner sees a plan, and since when."""
        return self.uow.planned.held_weeks(self.runner.runner_id)

    def move_window(self, window_from: date, gone: Sequence[RunRow] = (), come: Sequence[RunRow] = ()) -> None:
        """Let the runner's thirty days begin on this day; they never go back.

        The total knows the log as it was before a change: `gone` are entries as they were, `come` as they are already.
        """
        runner, held_from = self.runner, self.runner.window_from
        if held_from is not None and held_from >= window_from:
            return
        self.uow.runners.change(runner.runner_id, window_from=window_from)
        self.runner = runner._replace(window_from=window_from)
        self._window_moved = True
        # From none they are filled; else what they leave behind goes out.
        sign, first, last = (
            (+1, window_from, date.max) if held_from is None else (-1, held_from, window_from - timedelta(days=1))
        )
        changed = {run.run_id for run in (*gone, *come)}
        runs = [run for run in self.uow.runs.between(runner.runner_id, first, last) if run.run_id not in changed]
        runs += [run for run in gone if first <= run.local_date <= last]
        awards = self.uow.points.awards_between(runner.runner_id, first, last)
        for brought in _brought(runs, awards, self.run_profile).values():
            _into(self._sums, (PeriodKind.WINDOW, WINDOW_KEY), sign, brought)

    def save(self) -> None:
        """Move the runner's totals, and the team's with them, by what was gathered."""
        self.move([TotalChange(period, kind, *moved) for (kind, period), moved in sorted(self._sums.items())])
        self._sums = {}
        if self._window_moved:
            self.uow.points.forget_empty_totals(self.runner.team_id, self.runner.runner_id)

    def move(self, changes: Sequence[TotalChange]) -> None:
        """Move the runner's totals, and the team's with them, by these differences."""
        boards = on_boards(subject_of(self.runner))
        self.uow.points.move_totals(
            self.runner.team_id,
            self.runner.runner_id,
            changes,
            shows_points=Board.POINTS in boards,
            shows_distance=Board.DISTANCE in boards,
        )

    def _add(
        self, sign: int, runs: Iterable[RunRow], awards: Iterable[AwardRow | Award], profile: ScoringProfile
    ) -> None:
        """Add what runs and awards bring to each period; a week can touch two months and two seasons."""
        held_from = self.runner.window_from
        for day, brought in _brought(runs, awards, profile).items():
            for period in period_keys(day).items():
                _into(self._sums, period, sign, brought)
            if held_from is not None and day >= held_from:
                _into(self._sums, (PeriodKind.WINDOW, WINDOW_KEY), sign, brought)

    def _rules(self, week: Week) -> PointRules:
        return rules_in(self._chosen_rules, week)

    @cached_property
    def _chosen_rules(self) -> Sequence[tuple[str, PointRules]]:
        # One team in a hundred has rules of its own, so nobody else pays for asking.
        return chosen_rules(self.uow, self.runner.team_id) if self.runner.rules_version > 1 else ()

    @cached_property
    def _pauses(self) -> Sequence[PauseRow]:
        return self.uow.runners.pauses(self.runner.runner_id) if self.runner.paused_until is not None else ()

    @cached_property
    def run_profile(self) -> ScoringProfile:
        """What tells whether a run scores at all, whatever week it lies in."""
        runner = self.runner
        pauses = self._pauses
        return ScoringProfile(
            weekly_target=runner.weekly_target,
            streak_target=runner.streak_target,
            since=runner.joined_at.astimezone(zone_of(runner)).date(),
            injured=tuple((one.first_day, one.last_day) for one in pauses if one.reason == PauseReason.INJURED),
        )

    def profile(self, week: Week, entries: Iterable[RunRow]) -> ScoringProfile:
        """Return what the points rules need to know of the runner in a week: the target that held in it, above all."""
        runner, common = self.runner, self.run_profile
        target = target_in(runner, week, lambda: self._past_targets)
        records: tuple[date, ...] = ()
        if any(run.record is not None for run in entries):
            first = week.monday - timedelta(days=RECORD_DAYS - 1)
            last = week.monday - timedelta(days=1)
            records = tuple(self.uow.points.record_days(runner.runner_id, first, last))
        return ScoringProfile(target, common.streak_target, common.since, common.injured, records)

    @cached_property
    def _past_targets(self) -> Sequence[tuple[str, int]]:
        return self.uow.runners.past_targets(self.runner.runner_id)


def target_in(runner: RunnerRow, week: Week, past_targets: Callable[[], Sequence[tuple[str, int]]]) -> int:
    """Return the weekly target that held in a week; `past_targets` is asked for weeks before the present one's."""
    if runner.target_since is None or week.key >= runner.target_since:
        return runner.weekly_target
    return next((held for until, held in past_targets() if week.key <= until), runner.weekly_target)


def rescore_week(
    uow: UnitOfWork,
    runner: RunnerRow,
    week: Week,
    before: Sequence[RunRow],
    after: Sequence[RunRow],
    today: date,
    was: ScoringProfile | None = None,
) -> Rescored:
    """Replace the awards of one runner's week and move totals accordingly.

    `before`, `after` and `was` are those of `Scorer.rescore`; `today` is the runner's calendar day. The runner's row
    must be locked, since the totals move by differences.
    """
    scorer = Scorer(uow, runner, today)
    rescored = scorer.rescore(week, before, after, was)
    scorer.save()
    return rescored


def settle_runner(uow: UnitOfWork, runner_id: int, week: Week, now: datetime) -> None:
    """Rescore a week that changed only because time went by: rest days and full weeks count once they are over."""
    runner = uow.runners.lock(runner_id)
    if runner is None:
        return
    runs = uow.runs.in_week(runner_id, week.key)
    rescore_week(uow, runner, week, runs, runs, today_of(runner, now))


def move_window(uow: UnitOfWork, runner_id: int, window_from: date, now: datetime) -> None:
    """Let a runner's total of thirty days begin on this day."""
    runner = uow.runners.lock(runner_id)
    if runner is None:
        return
    scorer = Scorer(uow, runner, today_of(runner, now))
    scorer.move_window(window_from)
    scorer.save()


def chosen_rules(uow: UnitOfWork, team_id: int) -> Sequence[tuple[str, PointRules]]:
    """Return the rules that a team chose, each with the first ISO week in which it holds, oldest first."""
    return [
        (row.since_week, PointRules(row.version, MappingProxyType(_values(row.points)), row.week_cap))
        for row in uow.points.rules(team_id)
    ]


def rules_in(chosen: Sequence[tuple[str, PointRules]], week: Week) -> PointRules:
    """Return the rules that hold in a week; until a team chose its own, the common ones."""
    holding = [rules for since, rules in chosen if since <= week.key]
    return holding[-1] if holding else POINTS_V1


def _values(points: dict[str, int]) -> dict[Rule, int]:
    # A rule that is younger than the choice has its common value.
    return {rule: points.get(rule.value, POINTS_V1.values[rule]) for rule in POINTS_V1.values}


def words_of(uow: UnitOfWork, runner: RunnerRow, week: Week) -> list[KindWord]:
    """Return the shoutouts of a week that earn a runner points, given and received."""
    found = uow.words.of_week(runner.runner_id, week.key)
    return [KindWord(row.word_id, row.day, Rule(row.rule), row.award) for row in found]


def entry_of(run: RunRow) -> RunEntry:
    """Return what the points rules need to know of a run."""
    return RunEntry(
        run_id=run.run_id,
        local_date=run.local_date,
        logged_on=run.logged_on,
        distance_m=run.distance_m,
        moving_s=run.moving_s,
        detailed=run.effort is not None or bool(run.note),
        doubted=run.verdict is None and run.doubt is not None,
        race=run.kind == RunKind.RACE,
        record=run.record in tuple(Record),
        pain_level=run.pain_level,
        left_out=run.verdict == Verdict.LEFT_OUT,
    )


def _award_changes(stored: Sequence[AwardRow], awards: Sequence[Award]) -> tuple[Sequence[AwardRow], Sequence[Award]]:
    """Return what stands and should not, and what should and does not yet."""
    # Two sessions of a day may be worth the same, and have no run to tell them apart.
    standing: dict[tuple[object, ...], list[AwardRow]] = {}
    for row in stored:
        standing.setdefault((row.day, row.rule, row.points, row.run_id, row.word_id), []).append(row)
    new = []
    for award in awards:
        same = standing.get((award.day, award.rule.value, award.points, award.run_id, award.word_id))
        if same:
            same.pop()
        else:
            new.append(award)
    return [row for rows in standing.values() for row in rows], new


def _columns(runner: RunnerRow, week: Week, award: Award, rules: PointRules) -> dict[str, object]:
    return {
        "team_id": runner.team_id,
        "runner_id": runner.runner_id,
        "week": week.key,
        "day": award.day,
        "rule": award.rule.value,
        "rules_version": rules.version,
        "points": award.points,
        "run_id": award.run_id,
        "word_id": award.word_id,
    }


def _brought(
    runs: Iterable[RunRow], awards: Iterable[AwardRow | Award], profile: ScoringProfile
) -> dict[date, list[int]]:
    """Return what each day brought: points, metres, seconds, runs and run days, as `TotalChange` orders them.

    A run in doubt brings nothing.
    """
    points: Counter[date] = Counter()
    for award in awards:
        points[award.day] += award.points
    return brought_by_day(runs, points, profile)


def brought_by_day(
    runs: Iterable[RunRow], points: Mapping[date, int], profile: ScoringProfile
) -> dict[date, list[int]]:
    """Return what each day brought; see `_brought`. The runs are all of their days."""
    days: dict[date, list[int]] = {}
    for run in runs:
        if not stands(run.doubt, run.verdict):
            continue
        day = days.setdefault(run.local_date, [0, 0, 0, 0, 0])
        day[1] += run.distance_m
        day[2] += run.moving_s
        day[3] += 1
    for entry in scoring(map(entry_of, runs), profile):
        days[entry.local_date][4] = 1
    for day_of, given in points.items():
        days.setdefault(day_of, [0, 0, 0, 0, 0])[0] += given
    return days


def _into(sums: dict[tuple[str, str], list[int]], period: tuple[str, str], sign: int, brought: Sequence[int]) -> None:
    total = sums.setdefault(period, [0, 0, 0, 0, 0])
    for index, value in enumerate(brought):
        total[index] += sign * value


def _by_rule(points: Iterable[tuple[Rule, int]]) -> Counter[Rule]:
    sums: Counter[Rule] = Counter()
    for rule, value in points:
        sums[rule] += value
    return sums
