"""Endings: what becomes of a connection, of what was told by it and of the runs logged from it when it is over."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.audience import MessageKind
from bot.domain.connections import KEEP_ASKED_FOR, ConnectionState, Service
from bot.domain.found_runs import CONFIRMED_OF, FOLLOWED, FoundState
from bot.domain.runs import RunSource
from bot.services.back_fill_standing import drop_back_fill, let_go_of_list
from bot.services.connection_letters import ConnectionNews, owe_news
from bot.services.entries import remove_entry
from bot.services.giving_back import give_back
from bot.services.twins import pass_on
from db.repositories.connections import ConnectionRow
from db.repositories.found_runs import FoundRow
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

AT_ONCE = 50
"""Entries deleted in one transaction: what follows from each is derived, and nobody waits long for it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of ending a connection: entries deleted, and entries kept as the runner's own.

    `is_over` is False where there was more to delete than fits one transaction, and the next one has to go on.
    """

    service: Service
    deleted: int = 0
    kept: int = 0
    is_over: bool = True


def is_undecided(uow: UnitOfWork, row: ConnectionRow) -> bool:
    """Tell whether a connection is over but for its runner's word on what they logged from it."""
    if row.state != ConnectionState.REFUSED:
        return False
    return uow.found_runs.count_entries(row.runner_id, CONFIRMED_OF[Service(row.service)]) > 0


def give_back_all(uow: UnitOfWork, runner_id: int, now: datetime) -> None:
    """Give back all access of a runner who is about to be erased."""
    for row in uow.connections.of_runner(runner_id):
        give_back(uow, row, now)
        _forget_told(uow, row, now)


def take_back_told(uow: UnitOfWork, row: ConnectionRow, now: datetime) -> None:
    """Forget what was told or hinted at, be it on its way into the log; have the letters that say it taken down.

    What another service told of as well is asked about instead, where nobody has answered. The runner's row must be
    locked.
    """
    asked = [one for one in _forget_told(uow, row, now) if one.state == FoundState.OFFERED]
    runner = uow.runners.find_by_id(row.runner_id)
    if runner is not None:
        pass_on(uow, runner, asked, now)


def _forget_told(uow: UnitOfWork, row: ConnectionRow, now: datetime) -> list[FoundRow]:
    """Forget all of it; returns the runs that were told."""
    _let_go_of_lists(uow, row, now)
    if row.athlete is not None:
        uow.service_work.drop_hints(uow.service_work.hints_of(row.service, row.athlete))
    runner = uow.runners.find_by_id(row.runner_id)
    back_fill = uow.back_fills.of_connection(row.connection_id)
    if back_fill is not None:
        drop_back_fill(uow, back_fill, now)
    found = uow.found_runs.of_connection(row.connection_id)
    if runner is not None and found:
        keys = [str(one.found_id) for one in found]
        uow.outbox.revise_letters(runner.team_id, MessageKind.RUN_NUDGE, now, keys)
    uow.found_runs.drop([one.found_id for one in found])
    return found


def refuse(
    uow: UnitOfWork,
    runner: RunnerRow,
    row: ConnectionRow,
    now: datetime,
    news: ConnectionNews = ConnectionNews.REFUSED,
) -> bool:
    """Note that a runner's access opens nothing any more: what it told goes, and they are asked about the rest.

    `news` says why: the service takes it no more, or the key to it is gone.
    Returns False when there is more to delete than fits one transaction: the connection stands until the next one goes
    on. The runner's row must be locked. Without an answer the entries go too, well within the thirty days that Strava's
    API Policy (7.4) leaves.
    """
    gone = _followed(uow, runner, row)[:AT_ONCE]
    for run in gone:
        remove_entry(uow, runner, run, now)
    if len(gone) == AT_ONCE:
        return False
    take_back_told(uow, row, now)
    source = CONFIRMED_OF[Service(row.service)]
    if row.service != Service.STRAVA:
        # As in `end`: theirs, and no later connection's.
        uow.found_runs.give_over(runner.runner_id, source, RunSource.FILE)
    if not uow.found_runs.count_entries(runner.runner_id, source):
        uow.connections.drop(row.connection_id)
        owe_news(uow, runner, Service(row.service), news, row.connection_id, now)
        return True
    uow.connections.change(
        row.connection_id,
        state=ConnectionState.REFUSED,
        athlete=None,
        secret=None,
        due_at=None,
        held_until=None,
        forget_at=now + KEEP_ASKED_FOR,
    )
    owe_news(uow, runner, Service(row.service), news, row.connection_id, now)
    return True


def end(uow: UnitOfWork, runner: RunnerRow, row: ConnectionRow, now: datetime, *, keep: bool) -> Ended:
    """End a connection at the runner's word, or as much of it as fits one transaction.

    The runner's row must be locked. What stands in the log as Strava has it goes in any case; what they confirmed is
    theirs to keep, and no later connection's.
    """
    service = Service(row.service)
    source = CONFIRMED_OF[service]
    # Nothing more goes into the log while it is cleared.
    _let_go_of_lists(uow, row, now)
    gone = _followed(uow, runner, row)
    if not keep:
        gone += uow.found_runs.entries(runner.runner_id, source, AT_ONCE)
    gone = gone[:AT_ONCE]
    for run in gone:
        remove_entry(uow, runner, run, now)
    if len(gone) == AT_ONCE:
        return Ended(service, len(gone), is_over=False)
    take_back_told(uow, row, now)
    give_back(uow, row, now)
    uow.connections.drop(row.connection_id)
    # As a file of theirs: measured, shown as before, and of no service that could ask for it later.
    return Ended(service, len(gone), uow.found_runs.give_over(runner.runner_id, source, RunSource.FILE))


def _let_go_of_lists(uow: UnitOfWork, row: ConnectionRow, now: datetime) -> None:
    for import_id in uow.imports.kept_of_service(row.runner_id, row.service):
        let_go_of_list(uow, import_id, now)


def _followed(uow: UnitOfWork, runner: RunnerRow, row: ConnectionRow) -> list[RunRow]:
    if row.service != Service.STRAVA:
        return []
    return [run for source in FOLLOWED for run in uow.found_runs.entries(runner.runner_id, source, AT_ONCE)]
