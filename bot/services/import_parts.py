"""Parts of a list of runs: which of them are new to a log, which are there already, and which may be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.doubles import Likeness, Traits, days_to_search, double_of
from bot.domain.runs import Impossible, check_day, check_possible
from bot.services.deriving import follow
from bot.services.doubles import traits_of, traits_of_run
from bot.services.entries import Entry, put_down_many
from bot.services.listed_runs import came_in_a_list
from bot.services.runners import today_of
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

KEYS_AT_ONCE: Final = 400
"""Origins that are looked for in one statement."""


@dataclass
class Admitted:
    """What became of a part of a list."""

    added: int = 0
    known: int = 0
    unsure: int = 0
    impossible: int = 0


class LogNear:
    """The part of a runner's log that some entries may be doubles of, by day, and how long its days are."""

    def __init__(self, uow: UnitOfWork, runner: RunnerRow, entries: Sequence[Entry]) -> None:
        self._uow = uow
        self.rows: dict[int, RunRow] = {}
        self._by_day: dict[date, list[Traits]] = {}
        self._seconds: dict[date, int] = {}
        if entries:
            first = min(entry.local_date for entry in entries) - timedelta(days=1)
            last = max(entry.local_date for entry in entries) + timedelta(days=1)
            for run in uow.runs.between(runner.runner_id, first, last):
                self.rows[run.run_id] = run
                self.add(traits_of_run(run))

    def add(self, run: Traits) -> None:
        """Take a run in that others may be doubles of."""
        self._by_day.setdefault(run.local_date, []).append(run)
        self._seconds[run.local_date] = self._seconds.get(run.local_date, 0) + run.moving_s

    def double(self, entry: Entry) -> tuple[Likeness, int] | None:
        """Return which run an entry looks like, and why."""
        traits = traits_of(entry)
        day, last = days_to_search(traits)
        near: list[Traits] = []
        while day <= last:
            near += self._by_day.get(day, ())
            day += timedelta(days=1)
        found = double_of(traits, near)
        if found is None or found[0] is not Likeness.ZONE_SHIFTED:
            return found
        # A service does not shift its own runs by hours: two alike on one day are two.
        ours = [one for one in near if one.run_id in self.rows]
        listed = came_in_a_list(self._uow, [self.rows[one.run_id] for one in ours])
        return double_of(traits, [one for one in ours if one.run_id not in listed])

    def seconds_of(self, day: date) -> int:
        """Return the moving time of a day so far."""
        return self._seconds.get(day, 0)


def admit(uow: UnitOfWork, runner: RunnerRow, entries: Sequence[Entry], now: datetime) -> Admitted:
    """Put those entries into the log that are new to it; the runner's row must be locked.

    One that began when another did is that one. One that only looks alike is left for its runner to decide.
    """
    admitted, fresh, today = Admitted(), list[Entry](), today_of(runner, now)
    known = known_origins(uow, runner, entries)
    log = LogNear(uow, runner, entries)
    links: list[tuple[int, str]] = []
    for entry in entries:
        there = next((known[key] for key in entry.origins if key in known), None)
        found = None if there is not None else log.double(entry)
        if found is not None and found[0] is Likeness.SAME_MOMENT:
            there = found[1]
        if there is not None:
            admitted.known += 1
            _link(fresh, links, there, entry)
        elif not is_possible(entry, today):
            admitted.impossible += 1
            continue
        elif found is not None:
            admitted.unsure += 1
            continue
        elif not _has_room(entry, log):
            admitted.impossible += 1
            continue
        else:
            # What is not in the log yet goes by a number of its own, below all keys.
            fresh.append(entry)
            there = -len(fresh)
            log.add(replace(traits_of(entry), run_id=there))
        known |= dict.fromkeys(entry.origins, there)
    uow.runs.add_origins_of_many(runner.runner_id, links)
    if fresh:
        follow(uow, runner, [], put_down_many(uow, runner, fresh, now), now)
    admitted.added = len(fresh)
    return admitted


def _link(fresh: list[Entry], links: list[tuple[int, str]], there: int, entry: Entry) -> None:
    """Remember where a run came from as well, so that it is known the next time."""
    if there < 0:
        first = fresh[-there - 1]
        fresh[-there - 1] = replace(first, origins=(*first.origins, *entry.origins))
    else:
        links += [(there, key) for key in entry.origins]


def is_possible(entry: Entry, today: date) -> bool:
    """Tell whether an entry can have been; of one that cannot nobody is asked whether it is another."""
    try:
        check_possible(entry.distance_m, entry.moving_s, entry.local_date, today)
    except Impossible:
        return False
    return True


def _has_room(entry: Entry, log: LogNear) -> bool:
    try:
        check_day(entry.moving_s, log.seconds_of(entry.local_date))
    except Impossible:
        return False
    return True


def with_room(uow: UnitOfWork, runner: RunnerRow, entries: Sequence[Entry]) -> list[Entry]:
    """Return those of these entries for which their days have room, as runs of their own beside all others."""
    log, found = LogNear(uow, runner, entries), list[Entry]()
    for entry in entries:
        if _has_room(entry, log):
            found.append(entry)
            log.add(traits_of(entry))
    return found


def known_origins(uow: UnitOfWork, runner: RunnerRow, entries: Sequence[Entry]) -> dict[str, int]:
    """Return which origins of these entries the log has, and for which run."""
    keys = [key for entry in entries for key in entry.origins]
    known: dict[str, int] = {}
    for first in range(0, len(keys), KEYS_AT_ONCE):
        known |= uow.runs.known_origins(runner.runner_id, keys[first : first + KEYS_AT_ONCE])
    return known
