"""Celebrations: what a run came to that is worth a glad word, and which of it is told; one at most for each run."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.bests import Record
from bot.domain.dates import Week

RECENT_DAYS: Final = 7
"""A run is celebrated up to this many days after it was run; older ones are history and no news."""
STREAK_STEPS: Final = (4, 8, 12, 26, 52)
"""Weeks in a row that are celebrated; after a year, each further year."""
_YEAR: Final = 52
KILOMETRE_STEPS: Final = (100, 500, 1_000)
"""Kilometres in the log that are celebrated; after a thousand, each further thousand."""
_THOUSAND: Final = 1_000
_KILOMETRE_M: Final = 1_000
BREAK_DAYS: Final = 21
"""Days without a run after which the next one is a coming back, whatever they were for: a pause counts as any other."""
LONGEST_AFTER: Final = 3
"""Runs before one that may be the longest; among fewer nearly every run would be."""
LONGEST_BY_M: Final = 500
"""By how much the longest run is longer than the one before; less is how a watch measures."""


class CelebrationKind(StrEnum):
    """What is celebrated, the worthiest first: of several that a run came to this one is told.

    What can be once comes before what comes again, and what a runner did before what time brought them.
    """

    FIRST_RUN = "first_run"
    """The first run of a log."""
    FIRST_AT = "first_at"
    """The first run at a standard distance."""
    KILOMETRES = "kilometres"
    """All runs of a log together came to a round number."""
    BEST = "best"
    """Faster than ever at a standard distance."""
    STREAK = "streak"
    """Weeks in a row came to a step."""
    LONGEST = "longest"
    """Farther than ever."""
    COMEBACK = "comeback"
    """Out again after a break."""


@dataclass(frozen=True, slots=True)
class Celebration:
    """What a run is celebrated for.

    `event` is the standard distance of a first or a best; `number` the weeks of a streak, or the kilometres of a log.
    """

    kind: CelebrationKind
    event: str | None = None
    number: int | None = None

    def name_in(self, week: Week) -> str | None:
        """Return under which name this is celebrated once in a log; None for what a run is by itself.

        `week` is the run's: a streak that begins anew comes to its steps again.
        """
        match self.kind:
            case CelebrationKind.FIRST_RUN:
                return "first"
            case CelebrationKind.FIRST_AT:
                return f"first:{self.event}"
            case CelebrationKind.KILOMETRES:
                return f"km:{self.number}"
            case CelebrationKind.STREAK:
                return f"streak:{self.number}:{week.key}"
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Moment:
    """A run in its log, just after a change of the log: what was before the change, and what is now.

    `days_ago` counts from the run's day to the runner's today. `sound` tells that the run counts and nobody doubts it,
    that nothing hurt on its day, and that its runner was not injured. `runs` are those that stand in the log, this one
    with them; distances are whole metres, `longest_before_m` that of the runs logged before this one. `came_to_weeks`
    and `weeks_before` are the weeks in a row. `away_days` are those from the run before to this one, None without one
    before or with one after it near by.
    """

    days_ago: int
    sound: bool
    distance_m: int
    event: str | None = None
    record: Record | None = None
    runs: int = 1
    log_before_m: int = 0
    log_m: int = 0
    longest_before_m: int | None = None
    weeks_before: int = 0
    came_to_weeks: int = 0
    away_days: int | None = None


def celebration(
    moment: Moment, week: Week, had: Callable[[Collection[str]], Collection[str]] = lambda names: ()
) -> Celebration | None:
    """Return what a run is celebrated for: the worthiest of what it came to, or nothing.

    `week` is the run's; `had` says which of some names (see `Celebration.name_in`) were celebrated with other runs, and
    is asked when there is something to celebrate and not before.

    Kind before glad: a run that hurt, or was run in spite of an injury, is celebrated in no way, since getting well
    comes first. Nothing is said of how long a break was, nor what it was for.
    """
    if not is_news(moment.days_ago) or not moment.sound:
        return None
    found = [(one, one.name_in(week)) for one in came_to(moment)]
    once = [name for _, name in found if name is not None]
    known = had(once) if once else ()
    return next((one for one, name in found if name is None or name not in known), None)


def is_news(days_ago: int) -> bool:
    """Tell whether a run of that many days ago may be celebrated at all."""
    return 0 <= days_ago <= RECENT_DAYS


def came_to(moment: Moment) -> Iterator[Celebration]:
    """Yield all that a run came to, the worthiest first."""
    if moment.runs == 1:
        yield Celebration(CelebrationKind.FIRST_RUN)
    if moment.record is Record.FIRST:
        yield Celebration(CelebrationKind.FIRST_AT, event=moment.event)
    if (kilometres := kilometre_step(moment.log_before_m, moment.log_m)) is not None:
        yield Celebration(CelebrationKind.KILOMETRES, number=kilometres)
    if moment.record is Record.BEST:
        yield Celebration(CelebrationKind.BEST, event=moment.event)
    if (weeks := streak_step(moment.weeks_before, moment.came_to_weeks)) is not None:
        yield Celebration(CelebrationKind.STREAK, number=weeks)
    if _is_longest(moment):
        yield Celebration(CelebrationKind.LONGEST)
    if moment.away_days is not None and moment.away_days >= BREAK_DAYS:
        yield Celebration(CelebrationKind.COMEBACK)


def still_true(said: Celebration, moment: Moment) -> bool:
    """Tell whether what was celebrated holds when the log has changed since, whenever the run was.

    What was true and is farther by now stays: who passed 100 km has passed them with 200.
    """
    if not moment.sound:
        return False
    match said.kind:
        case CelebrationKind.FIRST_RUN | CelebrationKind.COMEBACK:
            # A welcome is not taken back, whatever turns up of the days before.
            return True
        case CelebrationKind.FIRST_AT:
            return moment.record is Record.FIRST and moment.event == said.event
        case CelebrationKind.BEST:
            return moment.record is Record.BEST and moment.event == said.event
        case CelebrationKind.KILOMETRES:
            return moment.log_m >= (said.number or 0) * _KILOMETRE_M
        case CelebrationKind.STREAK:
            return moment.came_to_weeks >= (said.number or 0)
        case CelebrationKind.LONGEST:
            return moment.longest_before_m is not None and moment.distance_m > moment.longest_before_m


def kilometre_step(before_m: int, now_m: int) -> int | None:
    """Return the highest round number of kilometres that a log passed on the way from one sum to another."""
    return _passed(KILOMETRE_STEPS, _THOUSAND, before_m // _KILOMETRE_M, now_m // _KILOMETRE_M)


def streak_step(before: int, now: int) -> int | None:
    """Return the highest step that weeks in a row passed on the way from one number to another."""
    return _passed(STREAK_STEPS, _YEAR, before, now)


def _passed(steps: tuple[int, ...], then_every: int, before: int, now: int) -> int | None:
    """Return the highest step above `before` and up to `now`; beyond the last one each multiple is a step."""
    whole = now - now % then_every
    reached = [step for step in steps if step <= now] + ([whole] if whole > steps[-1] else [])
    return reached[-1] if reached and reached[-1] > before else None


def _is_longest(moment: Moment) -> bool:
    before_m = moment.longest_before_m
    return before_m is not None and moment.runs > LONGEST_AFTER and moment.distance_m >= before_m + LONGEST_BY_M
