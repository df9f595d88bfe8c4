"""Finishes: a run in the log is its runner's result at a race, and what it says there follows the run."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.bests import Record, result_s
from bot.domain.performance import equivalents
from bot.domain.profiles import AgeTable
from bot.domain.races import EARLIER_BY, Finish, Outcome, Part, as_long, under_way
from bot.domain.runs import RunKind, RunSource
from bot.domain.units import STANDARD_EVENTS, duration_text
from bot.errors import UserError
from bot.services.board_scores import grade_of
from bot.services.cheers import CALM
from bot.services.entries import Entry
from bot.services.race_collecting import follow_results
from db.repositories.entrants import EntrantRow
from db.repositories.races import DistanceRow, RaceRow
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

SEARCHED = 50
"""Races of three days among which that of a run is looked for."""


@dataclass(frozen=True, slots=True)
class OwnResult:
    """How a race went for its reader; `result_s` are the seconds of the run in their log, None without one.

    `record` is what the run is at its distance; `grade_percent` its age grade, for who gave a birth date and a table;
    `equivalents` are the seconds of equal efforts at other distances.
    """

    outcome: Outcome
    result_s: int | None = None
    place: int | None = None
    record: Record | None = None
    grade_percent: float | None = None
    equivalents: tuple[tuple[str, float], ...] = ()


class Meanwhile(StrEnum):
    """What became of a race while its runner was asked about their run, so that the run is no result there."""

    DISTANCE_GONE = "distance_gone"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True)
class RunRace:
    """A race of the team beside a run of that day: the run is its runner's result there, or may be made it.

    `result` is what it says of its runner there; `meanwhile` why it is no result, though its runner meant it to be.
    """

    race_id: int
    name: str
    is_result: bool
    meanwhile: Meanwhile | None = None
    result: OwnResult | None = None


def own_result(uow: UnitOfWork, runner: RunnerRow, race: RaceRow, entrant: EntrantRow | None) -> OwnResult | None:
    """Return how a race went for somebody; None while they have not said so."""
    if entrant is None or entrant.outcome is None:
        return None
    outcome = Outcome(entrant.outcome)
    run = None if entrant.run_id is None else uow.runs.find(runner.team_id, entrant.run_id)
    distance = _distance(uow, race.race_id, entrant.distance_id)
    if run is None or distance is None:
        return OwnResult(outcome, place=entrant.place)
    seconds = seconds_of(run)
    # A half marathon is half a metre shorter than it is kept.
    metres = distance.distance_m if distance.event is None else STANDARD_EVENTS[distance.event]
    table = None if runner.age_table is None else AgeTable(runner.age_table)
    return OwnResult(
        outcome,
        seconds,
        entrant.place,
        None if run.record is None or run.event != distance.event else Record(run.record),
        grade_of(runner.birth_date, table, distance.event, race.race_day, seconds),
        equivalents(metres, seconds),
    )


def seconds_of(run: RunRow) -> int:
    """Return the seconds that count in a race."""
    return result_s(RunKind.RACE, run.moving_s, run.elapsed_s)


def run_to_be(uow: UnitOfWork, runner: RunnerRow, finish: Finish, day: date) -> RunRow | None:
    """Return the run in the log that is the result meant: what was linked, else a race of that day as long."""
    own = uow.entrants.find(finish.race_id, runner.runner_id)
    distance = _distance(uow, finish.race_id, finish.distance_id)
    if distance is None:
        return None
    linked = None if own is None or own.run_id is None else uow.runs.find(runner.team_id, own.run_id)
    if linked is not None and (linked.source == RunSource.MANUAL or as_long(linked.distance_m, distance.distance_m)):
        return linked
    found = [
        run
        for run in uow.runs.between(runner.runner_id, day, day)
        if run.kind == RunKind.RACE
        and as_long(run.distance_m, distance.distance_m)
        and not uow.entrants.races_of_runs([run.run_id])
    ]
    return min(found, key=lambda run: abs(run.distance_m - distance.distance_m), default=None)


def officially(run: RunRow, entry: Entry) -> Entry:
    """Return a run with the time that its runner says is the race's: what a watch measured beside it stays."""
    there = Entry(**{one.name: getattr(run, one.name) for one in fields(Entry) if one.name != "origins"})
    if run.source == RunSource.MANUAL:
        distance_m = run.distance_m if as_long(run.distance_m, entry.distance_m) else entry.distance_m
        official: dict[str, Any] = {"distance_m": distance_m, "moving_s": entry.moving_s, "elapsed_s": None}
    else:
        official = {"moving_s": min(run.moving_s, entry.moving_s), "elapsed_s": entry.moving_s}
    return replace(there, kind=RunKind.RACE, **official)


def check_finish(uow: UnitOfWork, team_id: int, finish: Finish, seconds: float, now: datetime) -> None:
    """Raise `UserError` for a race that has not started yet, or not so many seconds ago.

    What became of the race meanwhile is for `note_finish` to tell.
    """
    race = uow.races.find(team_id, finish.race_id)
    distance = None if race is None else _distance(uow, race.race_id, finish.distance_id)
    if race is None or distance is None:
        return
    since = _under_way(race, distance, now)
    if since < timedelta():
        raise UserError("race_result_ahead", name=race.name)
    if timedelta(seconds=seconds) > since + EARLIER_BY:
        raise UserError("race_result_long", name=race.name, text=duration_text(seconds))


def _under_way(race: RaceRow, distance: DistanceRow, now: datetime) -> timedelta:
    start = None if distance.start is None else time.fromisoformat(distance.start)
    return under_way(race.race_day, start, ZoneInfo(race.time_zone), now)


def hold_race(uow: UnitOfWork, runner: RunnerRow, finish: Finish | None) -> None:
    """Hold the race that a run is to be a result at, if there is one, before what is in the outbox is held."""
    if finish is not None:
        uow.races.find(runner.team_id, finish.race_id, hold=True)


def note_finish(uow: UnitOfWork, runner: RunnerRow, run_id: int, finish: Finish, now: datetime) -> RunRace | None:
    """Let a run be its runner's result at a race, unless that changed while they were asked about the run.

    The runner's row must be locked.
    """
    race = uow.races.find(runner.team_id, finish.race_id, hold=True)
    if race is None:
        return None
    if race.cancelled_at is not None:
        return RunRace(race.race_id, race.name, is_result=False, meanwhile=Meanwhile.CALLED_OFF)
    if _distance(uow, race.race_id, finish.distance_id) is None:
        return RunRace(race.race_id, race.name, is_result=False, meanwhile=Meanwhile.DISTANCE_GONE)
    note_outcome(uow, runner, race, finish, Outcome.FINISHED, now, run_id=run_id)
    return _result_at(uow, runner, race)


def note_outcome(
    uow: UnitOfWork,
    runner: RunnerRow,
    race: RaceRow,
    finish: Finish,
    outcome: Outcome,
    now: datetime,
    *,
    run_id: int | None = None,
) -> None:
    """Note how a race went for somebody; who was not down for it is now.

    The rows of the runner and of the race must be locked, and the race have that distance.
    """
    own = uow.entrants.find(race.race_id, runner.runner_id)
    # Who sat it out stands where they stood: a roster that changes would tell it.
    stays = outcome is Outcome.DNS and own is not None and own.part == Part.RUNNING
    part = {"part": Part.RUNNING, "distance_id": own.distance_id if own and stays else finish.distance_id}
    if own is None or own.part != Part.RUNNING:
        uow.entrants.put(race.race_id, runner.runner_id, now, **part)
    uow.entrants.change(
        race.race_id,
        runner.runner_id,
        **part,
        outcome=outcome,
        place=finish.place,
        run_id=run_id,
        result_at=now,
        result_praise=runner.praise,
        remind_at=None,
        remind_days=None,
    )
    uow.redraws.ask(race.team_id, MessageKind.RACE_CARD, str(race.race_id), now, CALM)
    follow_results(uow, race, now)


def race_beside(uow: UnitOfWork, runner: RunnerRow, run: RunRow, now: datetime) -> RunRace | None:
    """Return the race that a run is the result of, or that it may be: its runner is down for one of that day that has
    started, or the team has one as long.
    """
    if run.kind != RunKind.RACE:
        return None
    known = uow.entrants.races_of_runs([run.run_id])
    if known:
        race = uow.races.find(runner.team_id, known[0])
        return None if race is None else _result_at(uow, runner, race)
    near = timedelta(days=1)
    found: list[tuple[bool, int, RaceRow]] = []
    for row in uow.races.between(runner.team_id, run.local_date - near, run.local_date + near, SEARCHED):
        own = uow.entrants.find(row.race_id, runner.runner_id)
        if row.cancelled_at is not None or not is_of_day(run, row) or (own is not None and own.run_id is not None):
            continue
        held = uow.races.distances([row.race_id])[row.race_id]
        if all(_under_way(row, one, now) < timedelta() for one in held):
            continue
        runs_it = own is not None and own.part == Part.RUNNING
        off_m = min(abs(run.distance_m - one.distance_m) for one in held)
        if runs_it or distance_of(uow, row.race_id, run, None) is not None:
            found.append((not runs_it, off_m, row))
    if not found:
        return None
    race = min(found, key=lambda one: (*one[:2], one[2].race_id))[2]
    return RunRace(race.race_id, race.name, is_result=False)


def _result_at(uow: UnitOfWork, runner: RunnerRow, race: RaceRow) -> RunRace:
    own = uow.entrants.find(race.race_id, runner.runner_id)
    return RunRace(race.race_id, race.name, is_result=True, result=own_result(uow, runner, race, own))


def is_of_day(run: RunRow, race: RaceRow) -> bool:
    """Tell whether a run was on a race's day, on the runner's wall or on that of the race."""
    days = {run.local_date}
    if run.started_at is not None:
        days.add(run.started_at.astimezone(ZoneInfo(race.time_zone)).date())
    return race.race_day in days


def distance_of(uow: UnitOfWork, race_id: int, run: RunRow, own: EntrantRow | None) -> int | None:
    """Return the key of the distance that a run is over: the nearest as long, else what its runner is down for."""
    held = uow.races.distances([race_id])[race_id]
    near = [one for one in held if as_long(run.distance_m, one.distance_m)]
    if near:
        return min(near, key=lambda one: abs(one.distance_m - run.distance_m)).distance_id
    return None if own is None else own.distance_id


def _distance(uow: UnitOfWork, race_id: int, distance_id: int | None) -> DistanceRow | None:
    return next((one for one in uow.races.distances([race_id])[race_id] if one.distance_id == distance_id), None)
