"""Left alone: what a form was filled in with, and its runner did not touch, means what it was made of."""

from dataclasses import replace

from bot.services.entries import Entry
from bot.services.reading import spelt_out
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow


def at_same_moment(entry: Entry, was: Entry | RunRow, when: str | None, runner: RunnerRow) -> Entry:
    """Return what was read of a form, at the moment and on the day that filled it in, unless those were changed.

    The form shows an hour without its seconds, and in the runner's own zone, wherever the run was.
    """
    if was.started_at is None or spelt_out(was.local_date, was.started_at, runner) != when:
        return entry
    return replace(entry, started_at=was.started_at, local_date=was.local_date)


def as_told(entry: Entry, told: Entry, when: str | None, runner: RunnerRow) -> Entry:
    """Return what was read of a form that a found run filled in; its elapsed time holds while its figures do."""
    if (entry.distance_m, entry.moving_s) == (told.distance_m, told.moving_s):
        entry = replace(entry, elapsed_s=told.elapsed_s)
    return at_same_moment(entry, told, when, runner)
