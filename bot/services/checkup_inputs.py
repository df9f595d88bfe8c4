"""What a check-up reads from a runner's log, on their own calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.bests import result_s
from bot.domain.check_ins import pain_level
from bot.domain.checkups.focus_area import Area, Focus, FocusArea, GoalRace, areas_in, focus_area
from bot.domain.checkups.follow_through import FollowThrough, PlannedSession, follow_through
from bot.domain.checkups.pain_pattern import YEAR_DAYS, PainPattern, PainReport, pain_pattern
from bot.domain.checkups.plateau import TRAINING_DAYS, Plateau, RacedTime, plateau
from bot.domain.checkups.signs import SPAN_DAYS, TrainingRun
from bot.domain.checkups.thresholds import Thresholds, thresholds_with
from bot.domain.checkups.variety import Variety, variety
from bot.domain.dates import Week
from bot.domain.doubts import stands
from bot.domain.load import SPIKE_DAYS, spike_days
from bot.domain.pauses import PauseReason
from bot.domain.runs import PainArea, RunKind
from bot.domain.units import STANDARD_EVENTS, Unit
from bot.services.check_in_letters import answers_of
from bot.services.coaches import coaches_of
from bot.services.runners import today_of, unit_of, zone_of
from db.repositories.focuses import FocusRow
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

_PHASES: Final = {
    PauseReason.INJURED: "injured",
    PauseReason.ILL: "injured",
    PauseReason.OFF_SEASON: "recovery",
}
"""What a pause is to a check-up; on travels people run as they do."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """The five signs of one runner on a day of theirs, with the lines that were drawn, and the unit they read.

    Where `see_professional`, that alone is shown.
    """

    runner_id: int
    day: date
    unit: Unit
    limits: Thresholds
    variety: Variety
    plateau: Plateau
    follow_through: FollowThrough
    focus_area: FocusArea
    pain_pattern: PainPattern

    @property
    def see_professional(self) -> bool:
        """Whether an ache is such that nothing else is to be said."""
        return self.pain_pattern.see_professional


def checkup_of(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> Checkup:
    """Return what a runner's log says at this moment.

    What is in doubt, or left out by a coach, says nothing of pace and distance; that somebody ran, and that it hurt,
    it does say.
    """
    today = today_of(runner, now)
    limits = thresholds_with(uow.checkups.thresholds(runner.team_id))
    log = uow.runs.between(runner.runner_id, today - timedelta(days=YEAR_DAYS + SPIKE_DAYS), today)
    told = [run for run in log if stands(run.doubt, run.verdict)]
    runs = [_training(run, today) for run in told if (today - run.local_date).days < SPAN_DAYS]
    phase = _pause(uow, runner.runner_id, today) or phase_on(uow, runner.runner_id, today)
    days = [_days(run.local_date, today) for run in log]
    first = today - timedelta(days=SPAN_DAYS)
    plan = planned_sessions_of(uow, runner.runner_id, first, today - timedelta(days=1))
    focus = uow.focuses.present(runner.runner_id)
    return Checkup(
        runner_id=runner.runner_id,
        day=today,
        unit=unit_of(runner),
        limits=limits,
        variety=variety(runs, phase, limits),
        plateau=plateau(
            [_raced(run, today) for run in told if run.kind == RunKind.RACE],
            sum(1 for run in told if _days(run.local_date, today) < TRAINING_DAYS),
            limits,
        ),
        follow_through=follow_through([_session(one, today) for one in plan], days, limits),
        focus_area=focus_area(
            None if focus is None else _focus(focus, zone_of(runner), today),
            runs,
            0 if focus is None else _support(uow, runner, focus, first + timedelta(days=1)),
            weekly_target=runner.weekly_target,
            goal_race=_goal_race(uow, runner, today),
            limits=limits,
        ),
        pain_pattern=pain_pattern(
            [*_reports(log, today), *_told(uow, runner.runner_id, today)],
            days,
            spikes_days_ago=spike_days([(_days(run.local_date, today), run.distance_m) for run in told]),
            limits=limits,
        ),
    )


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A planned run: its day, done over planned in the plan's own unit, and whether it is excused."""

    day: date
    ratio: Fraction
    excused: bool


def planned_sessions_of(uow: UnitOfWork, runner_id: int, first: date, last: date) -> Sequence[PlannedDay]:
    """Return what a runner had planned to run on some days, both included; a pause excuses."""
    pauses = [(one.first_day, one.last_day) for one in uow.runners.pauses(runner_id)]
    return [
        PlannedDay(
            one.day,
            Fraction(one.percent or 0, 100),
            one.excused is not None or any(begin <= one.day <= end for begin, end in pauses),
        )
        for one in uow.planned.between(runner_id, first, last)
        # Rest and other sports are no runs.
        if one.kind in set(RunKind)
    ]


def phase_on(uow: UnitOfWork, runner_id: int, day: date) -> str | None:
    """Return the phase of a runner's season on a day, None outside of one."""
    week = uow.seasons.week(runner_id, Week.of(day).key)
    return None if week is None else week.phase


def _pause(uow: UnitOfWork, runner_id: int, today: date) -> str | None:
    reasons = [one.reason for one in uow.runners.pauses(runner_id) if one.first_day <= today <= one.last_day]
    return next((_PHASES[PauseReason(one)] for one in reasons if one is not None and one in _PHASES), None)


def _days(day: date, today: date) -> int:
    return (today - day).days


def _training(run: RunRow, today: date) -> TrainingRun:
    return TrainingRun(
        _days(run.local_date, today), run.distance_m, run.moving_s, run.effort, run.kind, areas_in(run.note)
    )


def _raced(run: RunRow, today: date) -> RacedTime:
    # A course is as long as its name; what a watch adds to it was not raced.
    distance_m = run.distance_m if run.event is None else STANDARD_EVENTS[run.event]
    seconds = result_s(RunKind.RACE, run.moving_s, run.elapsed_s)
    return RacedTime(_days(run.local_date, today), distance_m, seconds, run.surface)


def _session(planned: PlannedDay, today: date) -> PlannedSession:
    return PlannedSession(_days(planned.day, today), planned.ratio, planned.excused)


def _reports(log: Sequence[RunRow], today: date) -> list[PainReport]:
    return [
        PainReport(_days(run.local_date, today), run.pain_area or "", run.pain_level)
        for run in log
        if run.pain_level is not None
    ]


def _told(uow: UnitOfWork, runner_id: int, today: date) -> list[PainReport]:
    """Return what check-ins told of pain, which is felt on days without a run as well."""
    return [
        PainReport(_days(one.day, today), one.pain_area or PainArea.OTHER.value, level)
        for one in uow.check_ins.since(runner_id, today - timedelta(days=YEAR_DAYS))
        if (level := pain_level(answers_of(one))) > 0
    ]


def _focus(focus: FocusRow, zone: ZoneInfo, today: date) -> Focus:
    return Focus(Area(focus.area), _days(focus.set_at.astimezone(zone).date(), today))


def _support(uow: UnitOfWork, runner: RunnerRow, focus: FocusRow, first: date) -> int:
    """Return how many words of a coach's came since the focus was set, of those from a day of the runner's on."""
    since = max(focus.set_at, datetime.combine(first, datetime.min.time(), zone_of(runner)).astimezone(UTC))
    words = uow.focuses.words_since(runner.runner_id, since)
    comments = uow.comments.received_from(runner.runner_id, coaches_of(uow, runner.team_id), since)
    answered = focus.answered_at is not None and focus.answered_at >= since
    # An answer is mostly a word as well, and counts once.
    return words + comments or int(answered)


def _goal_race(uow: UnitOfWork, runner: RunnerRow, today: date) -> GoalRace | None:
    """Return the race with the nearest day that a runner runs."""
    races = uow.entrants.raced_on(runner.runner_id, today, date.max)
    return next((GoalRace(_days(today, day), distance_m) for day, distance_m in races), None)
