"""Taking in: what follows when a service tells of a runner's runs, anew, otherwise, or not any more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.domain.connections import Level, Service, Visibility
from bot.domain.found_runs import FOLLOWED, FoundRun, FoundState
from bot.domain.runs import Impossible, RunKind, RunSource, check_day, oddities
from bot.services.doubles import double_among, near_runs
from bot.services.entries import FIGURES, add_entry, change_entry, remove_entry
from bot.services.found_entries import columns_of, entry_of_found, may_be_told_by_itself
from bot.services.nudge_standing import owe_nudge, owe_nudge_anew, revise_nudge
from bot.services.ports import Listing
from bot.services.sources import Sources
from bot.services.twins import (
    ask_instead,
    asked_about,
    in_log,
    is_question,
    pass_on,
    twins_of,
    was_worth_a_nudge,
)
from bot.services.unsharing import unshare
from db.repositories.connections import ConnectionRow
from db.repositories.found_runs import FoundRow
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.repositories.service_work import HintRow
from db.unit_of_work import UnitOfWork

HINT_RETRY: Final = timedelta(minutes=5)
MOST_TRIES: Final = 3
"""How often a run is looked for that an event told of and no list has: it may come a moment later, or never."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said: the runs it lists, and what it answered about single ones; None is one that it has not.

    Of runs that are new, those from before `new_from` are nobody's question.
    """

    listing: Listing
    singly: Mapping[str, FoundRun | None]
    new_from: datetime
    unanswered: frozenset[str] = frozenset()
    """Runs about which it was to be asked, and gave no word."""
    is_whole: bool = True
    """Whether nothing is left to be asked about."""
    is_limited: bool = False
    """Whether it has had enough calls for now."""


def take_in(
    uow: UnitOfWork,
    runner: RunnerRow,
    row: ConnectionRow,
    answer: Answer,
    hints: Sequence[HintRow],
    sources: Sources,
    now: datetime,
    *,
    searches: bool = True,
) -> datetime | None:
    """Follow what a service said of the runs of a runner whose row is locked.

    `searches` tells whether the log may hold by now what its runner is asked about: each such run is looked for, which
    takes a while for many. Returns when to ask again because of hints. A run that nobody answered about stays as it
    was: silence is no word on anything.
    """
    known = {one.key: one for one in uow.found_runs.of_connection(row.connection_id)}
    found = {run.key: run for run in answer.listing.runs}
    found |= {key: run for key, run in answer.singly.items() if run is not None}
    for key, run in found.items():
        told = known.get(key)
        may_be_in_log = told is not None and told.state == FoundState.OFFERED and (searches or _differs(told, run))
        if told is not None and may_be_in_log and (run_id := _in_log(uow, runner, told)):
            # Its runner typed it meanwhile, or uploaded the file of their watch.
            uow.found_runs.change(told.found_id, **columns_of(run))
            _note_known(uow, runner, told, run_id, now)
        elif told is not None:
            _follow(uow, runner, told, run, sources, now)
        elif _is_from_now_on(run, answer.new_from):
            _take_one(uow, runner, row, run, sources, now)
    for key, answered in answer.singly.items():
        if answered is None and key in known:
            _let_go(uow, runner, known[key], sources, now)
    return _settle_hints(uow, hints, set(found) | set(answer.singly), answer.unanswered, now)


def _differs(told: FoundRow, run: FoundRun) -> bool:
    return any(getattr(told, name) != value for name, value in columns_of(run).items())


def _is_from_now_on(run: FoundRun, new_from: datetime) -> bool:
    if run.started_at is not None:
        return run.started_at >= new_from
    return run.local_date >= new_from.date()


def _take_one(
    uow: UnitOfWork, runner: RunnerRow, row: ConnectionRow, run: FoundRun, sources: Sources, now: datetime
) -> None:
    """Keep a run that is new, and ask its runner about it unless the log has it."""
    columns = {"connection_id": row.connection_id, "key": run.key, "state": FoundState.OFFERED, "found_at": now}
    found_id = uow.found_runs.add(**columns, **columns_of(run))
    told = uow.found_runs.find(found_id)
    assert told is not None
    twins = twins_of(uow, runner, told)
    run_id, asked = in_log(uow, runner, told, twins), asked_about(runner, twins, now)
    is_open = all(one.state == FoundState.OFFERED for one in asked)
    may_be_shared = sources.level is Level.AUTOMATIC and row.service == Service.STRAVA and row.automatic
    if run_id is not None:
        uow.found_runs.change(found_id, state=FoundState.KNOWN, run_id=run_id)
    elif not is_question(runner, told, now):
        uow.found_runs.change(found_id, state=FoundState.IGNORED)
    elif is_open and may_be_shared and may_be_told_by_itself(run) and _is_plain(uow, runner, told):
        added = add_entry(uow, runner, entry_of_found(told, RunSource.SHARED), now)
        for one in asked:
            _note_known(uow, runner, one, added.run.run_id, now)
    elif asked:
        uow.found_runs.change(found_id, state=FoundState.TWIN)
    else:
        owe_nudge(uow, runner, found_id, now, may_share=sources.level.may_share)


def _in_log(uow: UnitOfWork, runner: RunnerRow, told: FoundRow) -> int | None:
    return in_log(uow, runner, told, twins_of(uow, runner, told))


def _note_known(uow: UnitOfWork, runner: RunnerRow, told: FoundRow, run_id: int, now: datetime) -> None:
    uow.found_runs.change(told.found_id, state=FoundState.KNOWN, run_id=run_id)
    revise_nudge(uow, runner, told.found_id, now)


def _is_plain(uow: UnitOfWork, runner: RunnerRow, told: FoundRow) -> bool:
    """Tell whether there is nothing that its runner would be asked about."""
    entry = entry_of_found(told, RunSource.SHARED)
    near = near_runs(uow, runner, entry)
    if double_among(near, entry) is not None:
        return False
    others_s = sum(run.moving_s for run in near if run.local_date == entry.local_date)
    try:
        check_day(entry.moving_s, others_s)
    except Impossible:
        return False
    return not oddities(entry.distance_m, entry.moving_s, uow.runners.longest_m(runner.runner_id))


def _follow(uow: UnitOfWork, runner: RunnerRow, told: FoundRow, run: FoundRun, sources: Sources, now: datetime) -> None:
    """Follow what a service says otherwise of a run that it told of before."""
    columns = {name: value for name, value in columns_of(run).items() if getattr(told, name) != value}
    state = FoundState(told.state)
    if state is FoundState.GONE:
        # It was hidden for a while, or another sport.
        _ask_again(uow, runner, told, run, columns, sources, now)
        return
    if state is FoundState.LEFT_OUT:
        state = FoundState.IGNORED
        columns |= {"state": state}
    if not columns:
        return
    if state is FoundState.IGNORED and run.is_worth_a_nudge and not was_worth_a_nudge(told):
        # Nobody was asked about what seemed to be a mistake, as a treadmill's first figures do.
        _ask_again(uow, runner, told, run, columns, sources, now)
        return
    uow.found_runs.change(told.found_id, **columns)
    if state is FoundState.OFFERED:
        revise_nudge(uow, runner, told.found_id, now)
        return
    entry = None if told.run_id is None else uow.runs.find(runner.team_id, told.run_id)
    if state not in (FoundState.LOGGED, FoundState.CHANGED) or entry is None:
        return
    if RunSource(entry.source) in FOLLOWED:
        row = told._replace(**columns)
        if _may_be_seen(told) and not _may_be_seen(row):
            unshare(uow, runner, row, entry, now, may_share=sources.level.may_share)
        else:
            change_entry(uow, runner, entry, _changes(row, entry, columns), now)
    elif columns.keys() & {"distance_m", "moving_s"}:
        same = (run.distance_m, run.moving_s) == (entry.distance_m, entry.moving_s)
        _note_difference(uow, runner, told, sources, now, same=same)


def _changes(row: FoundRow, entry: RunRow, columns: Mapping[str, object]) -> dict[str, object]:
    """Return what an entry becomes that stands as Strava has it; what its runner says beyond that stays theirs."""
    new = entry_of_found(row, RunSource(entry.source))
    names = [*FIGURES, *(["surface"] if "surface" in columns else [])]
    if "is_race" in columns and (row.is_race or entry.kind == RunKind.RACE):
        names.append("kind")
    return {name: getattr(new, name) for name in names}


def _note_difference(
    uow: UnitOfWork, runner: RunnerRow, told: FoundRow, sources: Sources, now: datetime, *, same: bool
) -> None:
    """Ask the runner of an entry that is their own word about other figures, in a letter that they read."""
    uow.found_runs.change(told.found_id, state=FoundState.LOGGED if same else FoundState.CHANGED)
    if same or told.state == FoundState.CHANGED:
        revise_nudge(uow, runner, told.found_id, now)
    else:
        owe_nudge_anew(uow, runner, told.found_id, now, may_share=sources.level.may_share)


def _may_be_seen(row: FoundRow) -> bool:
    return row.visibility == Visibility.EVERYONE and not row.muted


def _ask_again(
    uow: UnitOfWork,
    runner: RunnerRow,
    told: FoundRow,
    run: FoundRun,
    columns: Mapping[str, Any],
    sources: Sources,
    now: datetime,
) -> None:
    """Ask about a run of which there was no question for a while, unless it is in the log, or none is to be asked."""
    entry = None if told.run_id is None else uow.runs.find(runner.team_id, told.run_id)
    if entry is not None:
        same = (run.distance_m, run.moving_s) == (entry.distance_m, entry.moving_s)
        state = FoundState.LOGGED if same or not columns else FoundState.CHANGED
    elif not run.is_worth_a_nudge:
        state = FoundState.IGNORED
    else:
        row = told._replace(**columns)
        twins = twins_of(uow, runner, row)
        run_id = in_log(uow, runner, row, twins)
        if run_id is not None:
            state, columns = FoundState.KNOWN, {**columns, "run_id": run_id}
        else:
            # Another service's may have taken its place meanwhile.
            state = FoundState.TWIN if asked_about(runner, twins, now) else FoundState.OFFERED
    uow.found_runs.change(told.found_id, state=state, **columns)
    if state is FoundState.OFFERED:
        owe_nudge(uow, runner, told.found_id, now, may_share=sources.level.may_share)
    else:
        revise_nudge(uow, runner, told.found_id, now)


def _let_go(uow: UnitOfWork, runner: RunnerRow, told: FoundRow, sources: Sources, now: datetime) -> None:
    """Follow that a service has a run no more, or shows it to nobody: what its runner confirmed stays, as their own."""
    if told.state in (FoundState.GONE, FoundState.LEFT_OUT):
        return
    if told.state in (FoundState.KNOWN, FoundState.TWIN):
        # Another one is what stands in the log, or is asked about; should this one come back, it is known again.
        uow.found_runs.drop([told.found_id])
        return
    if told.state == FoundState.IGNORED:
        uow.found_runs.change(told.found_id, state=FoundState.LEFT_OUT)
        revise_nudge(uow, runner, told.found_id, now)
        return
    entry = None if told.run_id is None else uow.runs.find(runner.team_id, told.run_id)
    uow.found_runs.change(told.found_id, state=FoundState.GONE)
    if entry is not None and RunSource(entry.source) in FOLLOWED:
        known = [one for one in uow.found_runs.of_run(entry.run_id) if one.state == FoundState.KNOWN]
        remove_entry(uow, runner, entry, now)
        for one in known:
            uow.found_runs.change(one.found_id, state=FoundState.TWIN, run_id=None)
        twins = [one for one in twins_of(uow, runner, told) if one.state == FoundState.TWIN]
        asked = {one.found_id: one for one in [*known, *twins]}
        ask_instead(uow, runner, asked.values(), now, may_share=sources.level.may_share)
    elif entry is not None:
        owe_nudge_anew(uow, runner, told.found_id, now, may_share=sources.level.may_share)
        return
    else:
        pass_on(uow, runner, [told], now)
    revise_nudge(uow, runner, told.found_id, now)


def _settle_hints(
    uow: UnitOfWork, hints: Sequence[HintRow], answered: set[str], unanswered: frozenset[str], now: datetime
) -> datetime | None:
    """Drop hints that were looked into; one at a run without a word on it is kept for another try or two."""
    done, again_at = [], None
    for hint in hints:
        waits = hint.key in unanswered or (hint.aspect == "create" and hint.key not in answered)
        if waits and hint.tries + 1 < MOST_TRIES:
            again_at = now + HINT_RETRY
            uow.service_work.change_hint(hint.hint_id, tries=hint.tries + 1, due_at=again_at)
        else:
            done.append(hint)
    uow.service_work.drop_hints(done)
    return again_at
