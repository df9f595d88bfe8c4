"""Twins: runs of which two services tell. One run is one question, about the one that was told of first.

They are only held against each other: of what one service told nothing goes into the row of the other's, or anywhere
else (Strava's API Policy 5.5).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.audience import MessageKind
from bot.domain.connections import Service, Visibility
from bot.domain.doubles import Likeness, days_to_search, likeness_of
from bot.domain.found_runs import CONFIRMED_OF, NUDGED_FROM_M, NUDGED_FROM_S, FoundState
from bot.domain.runs import Impossible, check_possible
from bot.services.doubles import double_among, is_sure, near_runs, traits_of
from bot.services.entries import Entry
from bot.services.found_entries import entry_of_found, entry_of_told, known_as
from bot.services.nudge_standing import owe_nudge
from bot.services.runners import today_of
from db.repositories.found_runs import FoundRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

_ASKED: set[str] = {FoundState.OFFERED, FoundState.IGNORED, FoundState.LEFT_OUT}
"""Runs that are not in the log, and of which their runner has been asked, if anything."""


def twins_of(uow: UnitOfWork, runner: RunnerRow, told: FoundRow) -> list[FoundRow]:
    """Return what other services told of the same run: at the same moment, as long."""
    days = days_to_search(traits_of(entry_of_told(told)))
    near = [one for one in uow.found_runs.of_days(runner.runner_id, *days) if one.service != told.service]
    return [one for one in near if _is_twin(entry_of_told(told), one)]


def twin_among(others: Iterable[FoundRow], entry: Entry) -> FoundRow | None:
    """Return which of these runs is the same as an entry, at the same moment."""
    return next((one for one in others if _is_twin(entry, one)), None)


def _is_twin(entry: Entry, other: FoundRow) -> bool:
    return likeness_of(traits_of(entry), traits_of(entry_of_told(other))) is Likeness.SAME_MOMENT


def in_log(uow: UnitOfWork, runner: RunnerRow, told: FoundRow, twins: Sequence[FoundRow]) -> int | None:
    """Return the entry that a found run is for sure: typed, of a file, or what another service told of it."""
    known = uow.runs.known_origins(runner.runner_id, known_as(told))
    if known:
        return next(iter(known.values()))
    entry = entry_of_found(told, CONFIRMED_OF[Service(told.service)])
    double = double_among(near_runs(uow, runner, entry), entry)
    if double is not None and is_sure(*double, entry):
        return double[1].run_id
    # Its runner may have changed the entry since.
    return next((one.run_id for one in twins if one.run_id is not None), None)


def asked_about(runner: RunnerRow, rows: Iterable[FoundRow], now: datetime) -> list[FoundRow]:
    """Return those of these found runs that their runner is asked about, or has answered that they do not want."""
    return [one for one in rows if one.state in _ASKED and is_question(runner, one, now)]


def is_question(runner: RunnerRow, told: FoundRow, now: datetime) -> bool:
    """Tell whether a run is one to ask about: as long as a run is, possible, and shown to somebody."""
    return told.visibility != Visibility.ONLY_ME and was_worth_a_nudge(told) and _can_be(runner, told, now)


def was_worth_a_nudge(told: FoundRow) -> bool:
    """Tell whether a run was long enough, as it was told of last."""
    return told.distance_m >= NUDGED_FROM_M and told.moving_s >= NUDGED_FROM_S


def _can_be(runner: RunnerRow, told: FoundRow, now: datetime) -> bool:
    try:
        check_possible(told.distance_m, told.moving_s, told.local_date, today_of(runner, now))
    except Impossible:
        return False
    return True


def pass_on(uow: UnitOfWork, runner: RunnerRow, gone: Iterable[FoundRow], now: datetime) -> None:
    """Ask about the twins of runs that are withdrawn where they came from, before their runner has answered.

    The runner's row must be locked. Each letter says as much as the one that it follows.
    """
    if runner.left_at is not None:
        return
    for one in gone:
        twins = [twin for twin in twins_of(uow, runner, one) if twin.state == FoundState.TWIN]
        letter = uow.outbox.find(runner.team_id, MessageKind.RUN_NUDGE, str(one.found_id))
        may_share = letter is not None and bool(letter.payload["may_share"])
        ask_instead(uow, runner, twins, now, may_share=may_share)


def ask_instead(
    uow: UnitOfWork, runner: RunnerRow, rows: Iterable[FoundRow], now: datetime, *, may_share: bool
) -> None:
    """Ask about found runs whose question was another's, unless one more is asked about, or the log has them."""
    for row in rows:
        twins = twins_of(uow, runner, row)
        run_id = in_log(uow, runner, row, twins)
        if run_id is not None:
            uow.found_runs.change(row.found_id, state=FoundState.KNOWN, run_id=run_id)
        elif not asked_about(runner, twins, now):
            uow.found_runs.change(row.found_id, state=FoundState.OFFERED)
            owe_nudge(uow, runner, row.found_id, now, may_share=may_share)
