"""Celebrating: decide what a run is celebrated for when the log changes, and take back what is true no more.

Each run has one celebration at most, in a row that goes with it. A run that is logged, or changed while it is news, may
get one; one that was changed keeps it as long as it is true. What others were celebrated for lately is held to the log
whenever an entry is changed or taken out; what is older than that was told and stays told. See docs/decisions/0012.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.audience import Audience, FeedMode, MessageKind, Praise, audience
from bot.domain.bests import Record
from bot.domain.celebrations import (
    RECENT_DAYS,
    Celebration,
    CelebrationKind,
    Moment,
    celebration,
    is_news,
    still_true,
)
from bot.domain.dates import Week
from bot.domain.doubts import stands
from bot.domain.points import run_days, scoring
from bot.domain.runs import RunSource
from bot.services.celebrations import celebration_of
from bot.services.deriving import Derived
from bot.services.digests import revise_digests
from bot.services.listed_runs import came_in_a_list
from bot.services.runners import subject_of, today_of
from bot.services.scoring import entry_of
from bot.services.streaks import RunWeeks, weeks_of
from db.repositories.celebrations import CelebrationRow
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

_DECISIVE = (
    *("local_date", "distance_m", "moving_s", "elapsed_s", "kind", "pain_level"),
    *("event", "record", "doubt", "verdict"),
)
"""What a celebration can follow from; a change of anything else leaves it as it is."""


class Celebrating:
    """What a change of one runner's log means for the celebrations of its runs; the runner's row must be locked."""

    def __init__(self, uow: UnitOfWork, runner: RunnerRow, derived: Derived, now: datetime) -> None:
        self._uow = uow
        self._runner = runner
        self._derived = derived
        self._now = now
        self._today = today_of(runner, now)
        self._known_weeks: RunWeeks | None = None

    @property
    def weeks(self) -> RunWeeks:
        """The runner's weeks after the change, read once."""
        if self._known_weeks is None:
            self._known_weeks = weeks_of(self._uow, self._runner)
        return self._known_weeks

    def of_new(self, run: RunRow) -> Celebration | None:
        """Return what a run is celebrated for that has just come into the log."""
        return self._decide(run)

    def of_changed(self, was: RunRow, run: RunRow) -> Celebration | None:
        """Return what a changed run is celebrated for and was not before; one that it had stays while it is true."""
        if all(getattr(was, name) == getattr(run, name) for name in _DECISIVE):
            self._look_at_others()
            return None
        return self._look_at(run, then=lambda: self._hold_recent({run.run_id} | self._look_at_others()))

    def of_removed(self) -> None:
        """Let celebrations of other runs follow; that of the run itself went with it."""
        self._hold_recent(self._look_at_others())

    def _look_at_others(self) -> set[int]:
        """Look at runs that were not changed themselves, and count since or do so no more."""
        for run in self._derived.others:
            self._look_at(run)
        return {run.run_id for run in self._derived.others}

    def _look_at(self, run: RunRow, then: Callable[[], None] = lambda: None) -> Celebration | None:
        """Let a run keep its celebration while that is true, else find another one.

        In between comes what is to be done `then`: what the run is celebrated for no more may be another's again.
        """
        row = self._uow.celebrations.find(run.run_id)
        is_true = row is not None and self._is_true(row, run)
        if row is not None and row.holds and not is_true:
            self._uow.celebrations.change(run.run_id, holds=False)
        then()
        if row is None or not is_true:
            return self._decide(run)
        return None if row.holds else self._restored(row, run) or self._decide(run)

    def _hold_recent(self, seen: set[int]) -> None:
        """Hold what others were celebrated for lately to the log: first what is taken back, then what comes back."""
        again: list[tuple[CelebrationRow, RunRow]] = []
        for row in self._uow.celebrations.since(self._runner.runner_id, self._today - timedelta(days=RECENT_DAYS)):
            run = self._derived.runs.get(row.run_id) or self._uow.runs.find(self._runner.team_id, row.run_id)
            if row.run_id in seen or run is None:
                continue
            is_true = self._is_true(row, run)
            if is_true and not row.holds:
                again.append((row, run))
            elif row.holds and not is_true:
                self._uow.celebrations.change(run.run_id, holds=False)
                self._revise(run)
        for row, run in again:
            self._restored(row, run)

    def _restored(self, row: CelebrationRow, run: RunRow) -> Celebration | None:
        """Celebrate what is true again, unless another run has its name by now."""
        if row.name is not None and self._held((row.name,)):
            return None
        self._uow.celebrations.change(run.run_id, holds=True)
        if row.praise == Praise.PUBLIC:
            self._owe_post(run)
        self._revise(run)
        return celebration_of(row)

    def _held(self, names: Collection[str]) -> Collection[str]:
        return self._uow.celebrations.names(self._runner.runner_id, names)

    def _decide(self, run: RunRow) -> Celebration | None:
        days_ago = (self._today - run.local_date).days
        # A list of years of runs is news to nobody.
        if not is_news(days_ago) or not self._is_sound(run) or came_in_a_list(self._uow, [run]):
            return None
        week = Week.parse(run.week)
        found = celebration(self._moment(run), week, self._held)
        if found is not None:
            self._uow.celebrations.add(
                run_id=run.run_id,
                runner_id=self._runner.runner_id,
                kind=found.kind,
                event=found.event,
                number=found.number,
                name=found.name_in(week),
                praise=self._runner.praise,
                celebrated_on=self._today,
            )
            self._owe_post(run)
        return found

    def _moment(self, run: RunRow) -> Moment:
        """Return what a run that is news comes to by this change."""
        facts = self._uow.celebrations.facts(self._runner.team_id, self._runner.runner_id, run.run_id)
        weeks_before, weeks_now = self._streaks(run)
        return Moment(
            days_ago=(self._today - run.local_date).days,
            sound=True,
            distance_m=run.distance_m,
            event=run.event,
            record=None if run.record is None else Record(run.record),
            runs=facts.runs,
            log_before_m=facts.distance_m - self._brought_m(run),
            log_m=facts.distance_m,
            longest_before_m=facts.longest_before_m,
            weeks_before=weeks_before,
            came_to_weeks=weeks_now,
            away_days=self._away_days(run),
        )

    def _brought_m(self, run: RunRow) -> int:
        """Return by how many metres the change of a run moved its log."""
        return _standing_m(self._derived.runs.get(run.run_id)) - _standing_m(self._derived.before.get(run.run_id))

    def _streaks(self, run: RunRow) -> tuple[int, int]:
        """Return the weeks in a row before and after the change, the same where the run's week is what it was."""
        week, target = Week.parse(run.week), self._runner.streak_target
        before = self._run_days(week, self._derived.before.values())
        if before >= target or self._run_days(week, self._derived.runs.values()) < target:
            return 0, 0
        was = self.weeks.with_days(week, before)
        return was.streak(self._today).streak, self.weeks.streak(self._today).streak

    def _run_days(self, week: Week, runs: Iterable[RunRow]) -> int:
        return run_days(week, [entry_of(run) for run in runs if run.week == week.key], self._derived.profile)

    def _away_days(self, run: RunRow) -> int | None:
        """Return the days since the run before; None when another one is near, which the weeks nearly always tell."""
        week = Week.parse(run.week)
        beside = any(
            other.week == run.week and other.run_id != run.run_id and stands(other.doubt, other.verdict)
            for other in self._derived.runs.values()
        )
        if beside or self.weeks.has_run_day(week.previous().previous(), week.previous(), week.next()):
            return None
        before = self._uow.celebrations.run_day_before(self._runner.runner_id, run.local_date)
        return None if before is None else (run.local_date - before).days

    def _is_sound(self, run: RunRow) -> bool:
        """Tell whether a run would earn points: it counts, came in time, and nothing hurt on its day."""
        of_day = [other for other in self._derived.runs.values() if other.local_date == run.local_date]
        entries = {other.run_id: entry_of(other) for other in (*of_day, run)}
        return any(entry.run_id == run.run_id for entry in scoring(entries.values(), self._derived.profile))

    def _is_true(self, row: CelebrationRow, run: RunRow) -> bool:
        """Tell whether a run is still what it was celebrated for; asks no more than that takes."""
        said = celebration_of(row)
        sound = self._is_sound(run)
        moment = Moment(
            days_ago=0,
            sound=sound,
            distance_m=run.distance_m,
            event=run.event,
            record=None if run.record is None else Record(run.record),
        )
        if sound and said.kind in (CelebrationKind.KILOMETRES, CelebrationKind.LONGEST):
            facts = self._uow.celebrations.facts(self._runner.team_id, self._runner.runner_id, run.run_id)
            moment = replace(moment, log_m=facts.distance_m, longest_before_m=facts.longest_before_m)
        elif sound and said.kind is CelebrationKind.STREAK:
            as_of = max(run.local_date, row.celebrated_on)
            moment = replace(moment, came_to_weeks=self.weeks.streak(as_of).streak)
        return still_true(said, moment)

    def _owe_post(self, run: RunRow) -> None:
        """Owe the team the news, as the profile allows it; the runner reads it in the answer to what they did."""
        runner = self._runner
        subject, source = subject_of(runner), RunSource(run.source)
        mode = FeedMode(runner.feed_mode)
        public = audience(MessageKind.CELEBRATION, subject, feed=mode, source=source) is Audience.PUBLIC
        if not public or runner.feed_channel_id is None:
            return
        # One that was taken down stands nowhere, and is owed anew.
        self._uow.outbox.forget_dropped(runner.team_id, MessageKind.CELEBRATION, str(run.run_id))
        self._uow.outbox.owe(
            team_id=runner.team_id,
            kind=MessageKind.CELEBRATION,
            key=str(run.run_id),
            payload={"run_id": run.run_id},
            now=self._now,
            runner_id=runner.runner_id,
        )

    def _revise(self, run: RunRow) -> None:
        """Let what stands about a run say what is true now, or go."""
        self._uow.outbox.revise(self._runner.team_id, MessageKind.CELEBRATION, str(run.run_id), self._now)
        logged_at = self._uow.runs.logged_at(run.run_id)
        if logged_at is not None:
            revise_digests(self._uow, self._runner.team_id, [logged_at], self._now)


def _standing_m(run: RunRow | None) -> int:
    return run.distance_m if run is not None and stands(run.doubt, run.verdict) else 0
