"""Unsharing: take a run out of the log that stands there as Strava has it, and ask its runner about it again."""

from datetime import datetime

from bot.domain.found_runs import FoundState
from bot.services.entries import remove_entry
from bot.services.nudge_standing import owe_nudge_anew
from db.repositories.found_runs import FoundRow
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork


def unshare(
    uow: UnitOfWork, runner: RunnerRow, told: FoundRow, entry: RunRow, now: datetime, *, may_share: bool
) -> None:
    """Take a shared run from the team, with all sums that hold it; its runner may log it as their own.

    The runner's row must be locked. They have as long to answer as they had when it was new.
    """
    twins = [one for one in uow.found_runs.of_run(entry.run_id) if one.state == FoundState.KNOWN]
    remove_entry(uow, runner, entry, now)
    for twin in twins:
        uow.found_runs.change(twin.found_id, state=FoundState.TWIN, run_id=None)
    uow.found_runs.change(told.found_id, state=FoundState.OFFERED, run_id=None, found_at=now)
    owe_nudge_anew(uow, runner, told.found_id, now, may_share=may_share)
