"""Nudges that stand: letters about found runs follow what becomes of those in the log."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from bot.domain.audience import MessageKind
from bot.domain.found_runs import FoundState
from bot.errors import NotFound, UserError
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

_FOUND: Final = "found:"
"""What an entry is known by that came of a found run: Baton's own number, which says nothing once that is forgotten."""


def origin_of(found_id: int) -> str:
    """Return what an entry is known by that comes of this found run."""
    return f"{_FOUND}{found_id}"


def check_found(uow: UnitOfWork, runner: RunnerRow, origins: Iterable[str]) -> None:
    """Hold the found runs that an entry comes of to be there and not logged: a question may be answered much later.

    The runner's row must be locked. Raises `UserError` for one that is in the log already, `NotFound` for one that the
    service has no more or told of too long ago, and once the connection is over.
    """
    for found_id in _numbers(origins):
        row = uow.found_runs.find(found_id)
        if row is None or row.runner_id != runner.runner_id or row.state in (FoundState.GONE, FoundState.LEFT_OUT):
            raise NotFound("found_run_gone")
        if row.run_id is not None and uow.runs.find(runner.team_id, row.run_id) is not None:
            raise UserError("found_run_is_logged")


def note_entered(uow: UnitOfWork, runner: RunnerRow, run_id: int, origins: Iterable[str], now: datetime) -> None:
    """Note which found runs an entry of the log holds now, so that the letters about them say so."""
    for found_id in _numbers(origins):
        row = uow.found_runs.find(found_id)
        if row is not None and row.runner_id == runner.runner_id:
            uow.found_runs.change(row.found_id, state=FoundState.LOGGED, run_id=run_id)
            revise_nudge(uow, runner, row.found_id, now)


def comes_of_found(origins: Iterable[str]) -> bool:
    """Tell whether an entry comes of a run that a service told of."""
    return any(key.startswith(_FOUND) for key in origins)


def _numbers(origins: Iterable[str]) -> list[int]:
    return [int(key.removeprefix(_FOUND)) for key in origins if key.startswith(_FOUND)]


def note_changed(uow: UnitOfWork, runner: RunnerRow, run_id: int, now: datetime) -> None:
    """Let the letters about the found runs that an entry holds say what it says."""
    for row in uow.found_runs.of_run(run_id):
        revise_nudge(uow, runner, row.found_id, now)


def note_removed(uow: UnitOfWork, runner: RunnerRow, run_id: int, now: datetime) -> None:
    """Note that an entry goes: what services told of it may be logged again, and nobody is asked about it by itself."""
    for row in uow.found_runs.of_run(run_id):
        if row.state != FoundState.GONE:
            uow.found_runs.change(row.found_id, state=FoundState.IGNORED, run_id=None)
        revise_nudge(uow, runner, row.found_id, now)


def revise_nudge(uow: UnitOfWork, runner: RunnerRow, found_id: int, now: datetime) -> None:
    """Let the letter about a found run say what is true now, or go."""
    uow.outbox.revise_letters(runner.team_id, MessageKind.RUN_NUDGE, now, [str(found_id)])


def owe_nudge_anew(uow: UnitOfWork, runner: RunnerRow, found_id: int, now: datetime, *, may_share: bool) -> None:
    """Tell of a found run in a new letter, which is read; the one that stands is taken down."""
    old = uow.outbox.find(runner.team_id, MessageKind.RUN_NUDGE, str(found_id))
    if old is not None:
        uow.outbox.recall_those([old.outbox_id], now)
    owe_nudge(uow, runner, found_id, now, may_share=may_share)


def owe_nudge(uow: UnitOfWork, runner: RunnerRow, found_id: int, now: datetime, *, may_share: bool) -> None:
    """Owe a runner the question whether a run is to be logged."""
    uow.outbox.forget_dropped(runner.team_id, MessageKind.RUN_NUDGE, str(found_id))
    uow.outbox.owe(
        team_id=runner.team_id,
        kind=MessageKind.RUN_NUDGE,
        key=str(found_id),
        payload={"found_id": found_id, "may_share": may_share},
        now=now,
        runner_id=runner.runner_id,
        recipient_id=runner.user_id,
    )
