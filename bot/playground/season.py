"""The season: what everybody runs, twelve weeks before the curtain rises and some more after it, always the same."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.audience import Sharing
from bot.domain.runs import PainArea, RunKind, Surface
from bot.domain.units import METRES_PER_MILE, Unit, duration_text
from bot.playground.cast import TEAM_ZONE, person
from bot.playground.habits import HABITS, Habit
from bot.services.reading import RunDraft

WEEKS: Final = 12
AFTERWARDS: Final = 8
"""Weeks that go on after the curtain."""
FIRST_DAY: Final = date(2026, 1, 5)
"""Monday of the first week."""
CURTAIN: Final = datetime(2026, 4, 3, 8, 0, tzinfo=UTC)
"""When the playground begins: Friday morning of the thirteenth week, 09:00 for the team."""

_SEED: Final = 20260105
_SORE: Final = "jonas"
"""Whose newest run before the curtain came with a mild ache."""
_SORE_NOTE: Final = "Calf a little tight, so I cut it short"
_CHEERERS: Final = ("ana", "zanele", "yuki", "jonas", "ben", "priya")


@dataclass(frozen=True, slots=True)
class Entry:
    """A run as its runner types it, and the instant (aware UTC) of pressing Enter."""

    at: datetime
    who: str
    draft: RunDraft
    cheered_by: tuple[str, ...]


def plan_season() -> Sequence[Entry]:
    """Return every run in the order it is logged; the same list on every call.

    After the curtain only those go on whom nobody can step into: what the others do is the visitor's.
    """
    entries = [
        entry
        for habit in HABITS
        for entry in _runs_of(habit, random.Random(f"{_SEED} {habit.who}"))
        if entry.at < CURTAIN or not person(habit.who).playable
    ]
    entries.sort(key=lambda entry: (entry.at, entry.who))
    sore = max(number for number, entry in enumerate(entries) if entry.who == _SORE and entry.at < CURTAIN)
    draft = replace(entries[sore].draft, note=_SORE_NOTE, pain_area=PainArea.CALF_LEFT, pain_level=3)
    entries[sore] = replace(entries[sore], draft=draft)
    return entries


def _runs_of(habit: Habit, chance: random.Random) -> Iterator[Entry]:
    zone = ZoneInfo(habit.time_zone or TEAM_ZONE)
    for week in range(habit.first_week, WEEKS + AFTERWARDS):
        for weekday in range(7):
            # Drawn in any case, so that one more holiday does not change the rest of the spring.
            runs, entry = chance.random() < habit.days[weekday], _run(habit, week, weekday, zone, chance)
            if runs and week not in habit.away:
                yield entry


def _run(habit: Habit, week: int, weekday: int, zone: ZoneInfo, chance: random.Random) -> Entry:
    long, quick = weekday == habit.long_day, weekday == habit.quick_day
    low, high = habit.long_km if long else habit.easy_km
    # Three weeks up, one down, as most plans do.
    load = (1 + habit.growth * (week - habit.first_week)) * (0.82 if week % 4 == 3 else 1)
    km = chance.uniform(low, high) * load
    pace = habit.pace * (0.92 if quick else 1.02 if long else 1) * chance.uniform(0.975, 1.03)
    moving = timedelta(seconds=round(km * pace))
    start = datetime.combine(
        FIRST_DAY + timedelta(weeks=week, days=weekday), time(habit.hour, chance.randrange(60)), zone
    )
    at = (start.astimezone(UTC) + moving + timedelta(minutes=chance.randrange(4, 25))).replace(microsecond=0)
    noted, rated = chance.random() < habit.chatty, chance.random() < habit.chatty
    note, effort = chance.choice(habit.notes), chance.randrange(7, 10) if quick else chance.randrange(3, 7)
    on_trail = chance.random() < habit.trail
    fans = [fan for fan in _CHEERERS if fan != habit.who]
    cheered_by = tuple(chance.sample(fans, chance.choice((0, 0, 1, 1, 2, 3))))
    if habit.sharing is Sharing.COACH_ONLY:
        # There is no card to cheer, though the chances are drawn all the same.
        cheered_by = ()
    kind = RunKind.LONG if long else RunKind.WORKOUT if quick else RunKind.EASY
    return Entry(
        at,
        habit.who,
        RunDraft(
            distance=_distance_as_typed(km, habit.unit),
            time=duration_text(moving.total_seconds()),
            kind=kind,
            surface=Surface.TRAIL if on_trail else Surface.ROAD,
            effort=effort if rated else None,
            note=note if noted else None,
        ),
        cheered_by,
    )


def _distance_as_typed(km: float, unit: Unit | None) -> str:
    return f"{km * 1000 / METRES_PER_MILE:.1f} mi" if unit is Unit.MI else f"{km:.1f} km"
