"""Points of a planned week: which sessions earn, whether wholly or in part, which days are rest, and the full week.

For weeks whose plan the runner had before they began (running-science 3.3); all others have the runner's own target.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.following import FULL_WEEK_UP_TO, credit
from bot.domain.point_rules import LATE_AFTER_DAYS

Source = tuple[date, int | None]
"""The day on which something was earned, and the run it was earned by; None for a session done by word."""


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session as the rules see it: `percent` is how much of it was done (None: nothing so far), by which run.

    A session that was done by word has no run and was said to be so on `said_on`; `rest` is a planned day of rest.
    """

    day: date
    rest: bool = False
    excused: bool = False
    run_id: int | None = None
    percent: int | None = None
    said_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """What a week is worth: sessions kept, and in part; days that wait for a session; whether all of it was kept."""

    kept: tuple[Source, ...]
    partly: tuple[Source, ...]
    open_days: frozenset[date]
    full: bool


def planned_week(
    sessions: Collection[PlannedSession],
    earning: Mapping[int, date],
    ran: Collection[tuple[date, int]],
    is_sound: Callable[[date], bool],
) -> PlannedWeek:
    """Return what a week's sessions earn.

    `earning` are the runs that score, with their days; `ran` are all that were run, be it for nothing. `is_sound` tells
    of a day that nothing hurt on it: where something did, getting well comes first, and words earn no more than runs.
    The week is full when every session that counts earns, none was much overdone, and no planned day of rest saw a run
    but one that was another day's session.
    """
    by_run = {one.run_id for one in sessions if one.run_id is not None}
    kept: list[Source] = []
    partly: list[Source] = []
    open_days: set[date] = set()
    full = False
    spoilt = False
    for one in sessions:
        if one.rest:
            strangers = any(day == one.day and run_id not in by_run for day, run_id in ran)
            spoilt = spoilt or (strangers and not one.excused)
            continue
        done = credit(one.percent or 0)
        source = _source(one, earning, is_sound)
        if done and source is not None:
            (kept if done == 1 else partly).append(source)
        if not one.excused:
            full = True
            spoilt = spoilt or not done or source is None or (one.percent or 0) > FULL_WEEK_UP_TO
            if not done:
                open_days.add(one.day)
    return PlannedWeek(_ordered(kept), _ordered(partly), frozenset(open_days), full and not spoilt)


def _source(one: PlannedSession, earning: Mapping[int, date], is_sound: Callable[[date], bool]) -> Source | None:
    if one.run_id is not None:
        day = earning.get(one.run_id)
        return None if day is None else (day, one.run_id)
    said_in_time = one.said_on is not None and (one.said_on - one.day).days <= LATE_AFTER_DAYS
    return (one.day, None) if said_in_time and is_sound(one.day) else None


def _ordered(sources: Collection[Source]) -> tuple[Source, ...]:
    return tuple(sorted(sources, key=lambda source: (source[0], source[1] or 0)))
