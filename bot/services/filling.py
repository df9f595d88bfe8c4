"""Filling: what follows when a service says which runs it has further back: those that the log lacks are kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.domain.back_fills import FIRST_DAYS, BackFillState, Reach, asked_from, begins, next_days
from bot.domain.connections import Service, Visibility
from bot.domain.found_runs import FoundRun
from bot.services.back_fill_standing import drop_back_fill, owe_offer
from bot.services.doubles import is_sure
from bot.services.entries import Entry
from bot.services.found_entries import entry_of_told
from bot.services.import_parts import KEYS_AT_ONCE, LogNear, is_possible
from bot.services.ports import Listing
from bot.services.runners import today_of
from bot.services.twins import asked_about, twin_among
from db.repositories.back_fills import BackFillRow
from db.repositories.connections import ConnectionRow
from db.repositories.found_runs import FoundRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

_A_MOMENT: Final = timedelta(seconds=1)
_A_DAY: Final = timedelta(days=1)
_FIGURES: Final = ("key", "local_date", "started_at", "distance_m", "moving_s", "elapsed_s", "surface", "is_race")


def begin_filling(uow: UnitOfWork, runner: RunnerRow, row: ConnectionRow, reach: Reach, now: datetime) -> int:
    """Have an account looked through further back, in place of what was found before; returns under which number."""
    before = uow.back_fills.of_connection(row.connection_id)
    if before is not None:
        drop_back_fill(uow, before, now)
    return uow.back_fills.add(
        connection_id=row.connection_id,
        state=BackFillState.ASKING,
        first_day=reach.first_day(today_of(runner, now)),
        reached=now,
        days=FIRST_DAYS,
        due_at=now,
    )


def to_ask(row: BackFillRow) -> tuple[datetime, datetime]:
    """Return between which instants a service is asked next: it tells of what lies between, not of what is on them."""
    after, before = _span(row)
    return after - _A_MOMENT, before


def _span(row: BackFillRow) -> tuple[datetime, datetime]:
    return asked_from(row.first_day, row.reached, row.days), row.reached


def fill_in(uow: UnitOfWork, runner: RunnerRow, row: BackFillRow, listing: Listing, now: datetime) -> None:
    """Keep what a service said of the span that it was asked about; the runner's row must be locked."""
    after, before = _span(row)
    found = [run for run in _new_ones(uow, row, listing) if _is_between(run, row, after, before)]
    found = _not_logged(uow, runner, Service(row.service), found, now)
    uow.back_fills.add_runs(row.back_fill_id, [{name: getattr(run, name) for name in _FIGURES} for run in found])
    activities = len(listing.runs) + listing.others + listing.unreadable + listing.withheld
    columns: dict[str, object] = {
        "reached": after,
        "days": next_days(row.days, activities),
        "due_at": now,
        "failures": 0,
    }
    is_done = after <= begins(row.first_day)
    if row.kept_since is None and (found or is_done):
        columns["kept_since"] = now
    if is_done:
        columns |= {"state": BackFillState.OFFERED, "due_at": None}
        owe_offer(uow, runner, row, now)
    uow.back_fills.change(row.back_fill_id, **columns)


def _new_ones(uow: UnitOfWork, row: BackFillRow, listing: Listing) -> list[FoundRun]:
    """Return the runs that were not told of before, here or in a letter of its own, and are worth a word."""
    told = uow.back_fills.keys(row.back_fill_id)
    told |= {one.key for one in uow.found_runs.of_connection(row.connection_id)}
    runs = {run.key: run for run in listing.runs if run.key not in told}
    return [run for run in runs.values() if run.is_worth_a_nudge and run.visibility is not Visibility.ONLY_ME]


def _is_between(run: FoundRun, row: BackFillRow, after: datetime, before: datetime) -> bool:
    if run.local_date < row.first_day:
        return False
    return run.started_at is None or after <= run.started_at < before


def _not_logged(
    uow: UnitOfWork, runner: RunnerRow, service: Service, runs: Sequence[FoundRun], now: datetime
) -> list[FoundRun]:
    """Return the runs that can have been and are not in the log for sure; those that look alike are asked about later.

    An archive that its runner brought knows them by Strava's own numbers.
    """
    keys = {f"strava:{run.key}": run.key for run in runs} if service is Service.STRAVA else {}
    names, archived = list(keys), set[str]()
    for first in range(0, len(names), KEYS_AT_ONCE):
        known = uow.runs.known_origins(runner.runner_id, names[first : first + KEYS_AT_ONCE])
        archived |= {keys[name] for name in known}
    today = today_of(runner, now)
    told = [(run, entry_of_told(run)) for run in runs if run.key not in archived]
    told = [(run, entry) for run, entry in told if is_possible(entry, today)]
    others = _told_elsewhere(uow, runner, service, [run for run, _ in told], now)
    told = [(run, entry) for run, entry in told if twin_among(others, entry) is None]
    log = LogNear(uow, runner, [entry for _, entry in told])
    return [run for run, entry in told if not _is_logged(log, entry)]


def _told_elsewhere(
    uow: UnitOfWork, runner: RunnerRow, service: Service, runs: Sequence[FoundRun], now: datetime
) -> list[FoundRow]:
    """Return what other services told of around these runs and is asked about by itself, or was, or is in the log."""
    if not runs:
        return []
    first, last = (of(run.local_date for run in runs) for of in (min, max))
    near = uow.found_runs.of_days(runner.runner_id, first - _A_DAY, last + _A_DAY)
    near = [one for one in near if one.service != service]
    return [*asked_about(runner, near, now), *(one for one in near if one.run_id is not None)]


def _is_logged(log: LogNear, entry: Entry) -> bool:
    found = log.double(entry)
    return found is not None and is_sure(found[0], log.rows[found[1]], entry)
