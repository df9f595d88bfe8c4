"""Calendars of races as files that calendar programs read."""

from bot.calendars import CalendarRace, calendar_file
from bot.domain.races import Part
from bot.services.calendars import CalendarEntry, RaceCalendar
from bot.services.teams import TeamUnits
from bot.ui import text
from bot.ui.race_events import distance_at
from bot.ui.text import calendars as said
from bot.ui.text.races import plain_title


def races_file(calendar: RaceCalendar) -> bytes:
    """Return the races as an iCalendar file; takes up to a third of a second for a thousand, so in a thread."""
    return calendar_file(
        (_race(one, calendar) for one in calendar.races),
        name=said.NAME[calendar.whose].format(team=text.plain_team(calendar.team_name)),
        called_off=said.OFF,
    )


def _race(entry: CalendarEntry, calendar: RaceCalendar) -> CalendarRace:
    return CalendarRace(
        uid=("race", calendar.team_id, entry.race_id),
        name=plain_title(entry.name),
        day=entry.race_day,
        zone=entry.time_zone,
        created=entry.created_at,
        changed=entry.changed_at,
        revision=entry.revision,
        start=entry.start,
        duration=entry.lasts,
        place="" if entry.place is None else plain_title(entry.place),
        url=entry.url or "",
        description="\n".join(_lines(entry, calendar.units)),
        cancelled=entry.cancelled,
    )


def _lines(entry: CalendarEntry, units: TeamUnits) -> list[str]:
    lines = []
    if entry.part is Part.CHEERING:
        lines.append(said.CHEERING)
    elif entry.own_distance is not None:
        lines.append(said.RUNNING.format(distance=distance_at(entry.own_distance, units)))
    lines += [distance_at(one, units) for one in entry.distances if one != entry.own_distance]
    lines.append(said.START_OPEN if entry.start is None else said.CLOCKS.format(zone=entry.time_zone))
    return lines
