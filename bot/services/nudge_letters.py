"""Nudges: a letter about one run that a service told of, to its runner alone, for as long as that may be kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from bot.domain.connections import KEPT_FOR, Service
from bot.domain.doubles import Likeness
from bot.domain.found_runs import CONFIRMED_OF, FoundState
from bot.domain.units import Unit
from bot.services.doubles import double_among, near_runs
from bot.services.found_entries import entry_of_found
from bot.services.run_outcomes import RunFacts, facts_of, unsaved
from bot.services.runners import today_of, unit_of
from db.repositories.found_runs import FoundRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

_SILENT: Final = (FoundState.KNOWN, FoundState.LEFT_OUT, FoundState.TWIN)
"""States of which no letter speaks."""


@dataclass(frozen=True, slots=True)
class RunNudge:
    """A run that a service told of, and what became of it.

    `run` has the service's figures, `entry` those of the log, if it is there; `like` is an entry that it may be, with
    why. `key` is the service's own name, by which the run is found there.
    """

    found_id: int
    service: Service
    state: FoundState
    team_name: str
    run: RunFacts
    key: str
    device: str
    unit: Unit
    today: date
    entry: RunFacts | None = None
    like: tuple[Likeness, RunFacts] | None = None
    may_share: bool = False


def run_nudge(uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any], now: datetime) -> RunNudge | None:
    """Return what a letter says; None when the run is nobody's question any more, or was told too long ago."""
    row = uow.found_runs.find(payload["found_id"])
    if row is None or row.runner_id != reader.runner_id or now - row.found_at > KEPT_FOR:
        return None
    return nudge_of(uow, reader, row, now, may_share=payload["may_share"])


def nudge_of(uow: UnitOfWork, reader: RunnerRow, row: FoundRow, now: datetime, *, may_share: bool) -> RunNudge | None:
    """Return a found run as its runner reads of it; None where nothing is to be said."""
    state = FoundState(row.state)
    entry = None if row.run_id is None else uow.runs.find(reader.team_id, row.run_id)
    if state in _SILENT or (state is FoundState.GONE and entry is None):
        return None
    told = entry_of_found(row, CONFIRMED_OF[Service(row.service)])
    double = double_among(near_runs(uow, reader, told), told) if state is FoundState.OFFERED else None
    return RunNudge(
        found_id=row.found_id,
        service=Service(row.service),
        state=state,
        team_name=reader.team_name,
        run=unsaved(told),
        key=row.key,
        device=row.device,
        unit=unit_of(reader),
        today=today_of(reader, now),
        entry=None if entry is None else facts_of(entry),
        may_share=may_share and row.service == Service.STRAVA,
        like=None if double is None else (double[0], facts_of(double[1])),
    )
