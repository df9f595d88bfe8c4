"""Weekly streaks: which weeks qualify, and how freezes carry a streak over the others."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from bot.domain.dates import Week

FIRST_TOKENS: Final = 1
MOST_TOKENS: Final = 2
WEEKS_PER_TOKEN: Final = 4

WeekLetter = Literal["Q", "M", "P"]


@dataclass(frozen=True, slots=True)
class Streak:
    """Qualified weeks in a row, the most there ever were, and the freezes at hand."""

    streak: int = 0
    best: int = 0
    tokens: int = FIRST_TOKENS


def week_letter(run_days: int, target: int, paused: bool) -> WeekLetter:
    """Return `P` for a paused week, whatever was run in it, else `Q` from `target` run days on, else `M`."""
    if paused:
        return "P"
    return "Q" if run_days >= target else "M"


def paused_weeks(pauses: Iterable[tuple[date, date]]) -> frozenset[Week]:
    """Return every week that a pause touches; each pause is its first and its last day, both included."""
    weeks = set()
    for first, last in pauses:
        day = Week.of(first).monday
        while day <= last:
            weeks.add(Week.of(day))
            day += timedelta(days=7)
    return frozenset(weeks)


def weekly_streak(weeks: str) -> Streak:
    """Return the streak as of the end of the weeks; see `streaks`."""
    return [Streak(), *streaks(weeks)][-1]


def streaks(weeks: Iterable[str]) -> Iterator[Streak]:
    """Walk the weeks, oldest first, and tell the streak as of each: Q qualifies, M does not, P is paused.

    One freeze at the start and one more after every fourth qualified week, wherever streaks began and ended
    in between; two at most. An M uses a freeze by itself, and without one the streak starts anew. P neither
    counts nor breaks. Give finished weeks, and the running one only once it qualifies: until then it is open.
    Raises ValueError for other letters (running-science 3.4).
    """
    streak = best = qualified = 0
    tokens = FIRST_TOKENS
    for letter in weeks:
        if letter == "Q":
            streak += 1
            qualified += 1
            best = max(best, streak)
            if qualified % WEEKS_PER_TOKEN == 0:
                tokens = min(MOST_TOKENS, tokens + 1)
        elif letter == "M":
            if tokens:
                tokens -= 1
            else:
                streak = 0
        elif letter != "P":
            raise ValueError(f"a week is Q, M or P, not {letter!r}")
        yield Streak(streak, best, tokens)
