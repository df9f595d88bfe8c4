"""A planned week in lines, as its coach reads it: as it was understood, and what is worth a second look."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from bot.domain.plan_warnings import PlanCode, PlanWarning
from bot.domain.plans import Scope
from bot.domain.units import Unit
from bot.services.plan_pages import Anew, Clash, PlanPage, PlanState, Spiking
from bot.ui import figures, text
from bot.ui.plan_words import whom_words
from bot.ui.quoting import quoted
from bot.ui.season_lines import volume
from bot.ui.text import plans as said
from bot.ui.workout_lines import day_line, session_words

NAMED: Final = 4
"""Runners who are named in a line; others are counted."""
ROOM: Final = 3_400
"""Characters of a page, of the 4,000 that Discord takes."""
_NOTE: Final = 200


def page_lines(page: PlanPage) -> list[str]:
    """Return the lines of a page, those that matter most first; what has no room at the end is left out."""
    whom = text.called(whom_words(page.whom), "", 80)
    whom = whom[:1].upper() + whom[1:]
    lines = [said.PAGE.format(whom=whom, number=page.week.number, days=figures.days(page.week))]
    words = [session_words(one.text, page.unit, page.score) for one in page.sessions]
    for one, spoken in zip(page.sessions, words, strict=True):
        line = day_line(one.day, spoken)
        if one.is_late or one.stands:
            line = (said.LATE if one.is_late else said.STANDS).format(line=line)
        lines.append(line if one.is_read else said.AS_TYPED.format(line=line))
    if not all(one.is_read for one in page.sessions):
        lines.append(said.AS_TYPED_NOTE)
    lines += _total(page)
    if page.unplaced:
        lines.append(said.UNPLACED.format(lines=", ".join(f"“{quoted(line, 80)}”" for line in page.unplaced[:5])))
    second = [_look(one, page.unit) for one in page.warnings]
    second += [_spike(one, page.unit) for one in page.spikes]
    second += [] if page.anew is None else [_anew(page.anew, page.unit)]
    second += [_clash(one) for one in page.clashes]
    second += cannot_lines(page.cannot)
    second += [
        said.ACHING.format(
            name=text.member(one.name), area=text.pain_area(one.area), level=one.level, date=figures.short_day(one.day)
        )
        for one in page.aches[:NAMED]
    ]
    second += [
        said.RESTING.format(name=text.member(name), date=figures.day(until)) for name, until in page.resting[:NAMED]
    ]
    second += [
        said.NOTE_LINE.format(name=text.member(name), note=quoted(note, _NOTE)) for name, note in page.notes[:NAMED]
    ]
    lines += [*_whose(page), _state(page)]
    if second:
        # A list comes at the end: what follows one on a line of its own reads as part of it.
        lines += ["", said.SECOND_LOOK, *second]
    while sum(len(line) + 1 for line in lines) > ROOM:
        lines.pop()
    return lines


def _total(page: PlanPage) -> list[str]:
    """Say how far the week is, beside what the season's outline has for it."""
    parts = []
    if page.length.metres:
        template = said.TOTAL if page.length.is_all else said.TOTAL_AT_LEAST
        parts.append(template.format(distance=figures.total_distance(page.length.metres, page.unit)))
    if page.outline is not None:
        parts.append(said.OUTLINE.format(volume=volume(*page.outline)))
    return [said.TOTAL_LINE.format(parts=text.BETWEEN.join(parts))] if parts else []


def _whose(page: PlanPage) -> list[str]:
    lines = []
    if page.whom.target.scope is not Scope.RUNNER:
        lines.append(said.RUNNERS.format(runners=text.runners(page.runners)))
    if page.keep_own:
        lines.append(said.KEEP_OWN.format(names=_named(text.member(name) for name in page.keep_own)))
    return lines


def _state(page: PlanPage) -> str:
    match page.state:
        case PlanState.OUT:
            return said.OUT_LATE if any(one.is_late for one in page.sessions) else said.OUT
        case PlanState.CHANGED:
            if page.changed_by is None:
                return said.CHANGED
            return said.CHANGED_BY.format(name=text.member(page.changed_by))
        case PlanState.WAITING if page.goes_out_at is None:
            return said.WAITING_BY_HAND
        case PlanState.WAITING:
            assert page.goes_out_at is not None
            return said.WAITING.format(timestamp=int(page.goes_out_at.timestamp()))


_IN_METRES: Final = frozenset({PlanCode.THRESHOLD, PlanCode.INTERVAL, PlanCode.REPETITION, PlanCode.MARATHON})
_IN_SECONDS: Final = frozenset(
    {
        PlanCode.LONG_TIME,
        PlanCode.MARATHON_TIME,
        PlanCode.THRESHOLD_REST,
        PlanCode.INTERVAL_REST,
        PlanCode.REPETITION_REST,
    }
)


def _look(one: PlanWarning, unit: Unit) -> str:
    def told(value: int) -> str:
        if one.code in _IN_METRES:
            return figures.distance(value, unit)
        return figures.duration(value) if one.code in _IN_SECONDS else str(value)

    def named(day: int | None) -> str:
        return "" if day is None else text.WEEKDAYS[day % 7]

    return said.LOOKS[one.code].format(
        day=named(one.day), race=named(one.race_day), found=told(one.found), limit=told(one.limit)
    )


def _spike(one: Spiking, unit: Unit) -> str:
    """Say how much a run goes beyond the longest of those who ran the most of them."""
    furthest = max(metres for _, metres in one.runners)
    percent = round(100 * one.distance_m / furthest) - 100
    names = (
        said.SPIKE_NAME.format(name=text.member(name), distance=figures.distance(metres, unit))
        for name, metres in one.runners
    )
    return said.SPIKE.format(
        day=text.WEEKDAYS[one.day.weekday()],
        distance=figures.distance(one.distance_m, unit),
        percent=percent,
        names=_named(names),
    )


def _anew(one: Anew, unit: Unit) -> str:
    return said.ANEW.format(
        day=text.WEEKDAYS[one.day.weekday()],
        distance=figures.distance(one.distance_m, unit),
        names=_named(text.member(name) for name in one.runners),
    )


def cannot_lines(days: Iterable[tuple[date, Iterable[str]]]) -> list[str]:
    """Say for each day who cannot then."""
    return [
        said.CANNOT.format(day=text.WEEKDAYS[day.weekday()], names=_named(text.member(name) for name in names))
        for day, names in days
    ]


def _clash(one: Clash) -> str:
    names = _named(text.member(name) for name in one.runners)
    return said.CLASH[one.room].format(day=text.WEEKDAYS[one.day.weekday()], names=names)


def _named(names: Iterable[str]) -> str:
    """Return some names, the others counted."""
    known = list(names)
    if len(known) <= NAMED:
        return " and ".join(filter(None, (", ".join(known[:-1]), known[-1])))
    return said.WITHOUT_MORE.format(names=", ".join(known[: NAMED - 1]), count=len(known) - NAMED + 1)
