"""Doubles: find the entry that a new one looks like, and make one of the two when the runner says so."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.doubles import Likeness, Traits, days_to_search, double_of
from bot.domain.runs import RunKind, RunSource
from bot.services.entries import Changed, Entry, change_entry
from bot.services.nudge_standing import check_found, comes_of_found, note_entered
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

FILLED_IN = ("started_at", "elapsed_s", "climb_m", "kind", "surface", "effort", "note")
"""What a double may know that the entry in the log does not; the entry's own words and figures stay."""
OWN_WORDS = ("effort", "note")
"""What of that its runner says, whatever the double comes from."""


def near_runs(uow: UnitOfWork, runner: RunnerRow, entry: Entry) -> list[RunRow]:
    """Return the runner's entries of the days on which a double of this one can lie."""
    return uow.runs.between(runner.runner_id, *days_to_search(traits_of(entry)))


def double_among(near: Sequence[RunRow], entry: Entry) -> tuple[Likeness, RunRow] | None:
    """Return which of these entries the new one looks like, and why, if one does."""
    found = double_of(traits_of(entry), (traits_of_run(run) for run in near))
    if found is None:
        return None
    likeness, run_id = found
    return likeness, next(run for run in near if run.run_id == run_id)


def is_sure(likeness: Likeness, other: RunRow, entry: Entry) -> bool:
    """Tell whether a double is the same run for sure: from the same moment, or to the metre and the second on its day.

    On a day that has no hour nobody runs twice so alike.
    """
    to_the_second = (other.distance_m, other.moving_s) == (entry.distance_m, entry.moving_s)
    return likeness is Likeness.SAME_MOMENT or (likeness is Likeness.SAME_DAY and to_the_second)


def merge_into(uow: UnitOfWork, runner: RunnerRow, run: RunRow, entry: Entry, now: datetime) -> Changed:
    """Make one of an entry in the log and its double: it keeps its id, figures and words, and gains what it lacks.

    What a service told it gains nothing from: that would stay when the service is left. The runner's row must be
    locked; raises as `check_found`.
    """
    check_found(uow, runner, entry.origins)
    uow.runs.add_origins(runner.runner_id, run.run_id, entry.origins)
    note_entered(uow, runner, run.run_id, entry.origins, now)
    names = OWN_WORDS if comes_of_found(entry.origins) else FILLED_IN
    filled: dict[str, Any] = {
        name: value for name in names if getattr(run, name) is None and (value := getattr(entry, name)) is not None
    }
    if run.source == RunSource.MANUAL and RunKind.RACE in (run.kind, filled.get("kind")):
        # A watch is stopped somewhere behind the line; the time of a race that somebody typed is the official one.
        filled.pop("elapsed_s", None)
    if run.pain_level is None and entry.pain_level is not None:
        filled |= {"pain_area": entry.pain_area, "pain_level": entry.pain_level}
    return change_entry(uow, runner, run, filled, now)


def traits_of(entry: Entry) -> Traits:
    """Return what tells an entry that is not in the log from others."""
    return Traits(0, entry.local_date, entry.started_at, entry.distance_m, entry.moving_s, entry.elapsed_s)


def traits_of_run(run: RunRow) -> Traits:
    """Return what tells an entry of the log from others."""
    return Traits(run.run_id, run.local_date, run.started_at, run.distance_m, run.moving_s, run.elapsed_s)
