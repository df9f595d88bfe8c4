"""The coaching: what coach and runners planned, asked and told each other before the visitor comes.

Words alone stand here beside the little that carries them out; who reads what, and what a week came to, is what the
application makes of them.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from bot.app import Application
from bot.domain.availability import WhichWeek, chosen_days
from bot.domain.checkups.focus_area import Area
from bot.domain.dates import Week
from bot.domain.plans import EVERYBODY
from bot.playground.cast import Part, person, playable
from bot.playground.passage import Passage
from bot.playground.season import FIRST_DAY
from bot.services.plan_pages import Whom

_COACH: Final = next(who for who in playable() if who.part is Part.COACH)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A week as the coach wrote it, counted from 0; for everybody where nobody is named."""

    week: int
    text: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Road:
    """A season as the coach wrote it into the form: its race by name, first day, and weekly volume from and to."""

    who: str
    race: str
    first: date
    volumes: str


@dataclass(frozen=True, slots=True)
class Room:
    """Days of the coming week, 0 for Monday, on which somebody can run or is short of time."""

    who: str
    free: tuple[int, ...]
    short: tuple[int, ...]
    note: str


SHEETS: Final = (
    Sheet(9, "Tue 8 km E\nThu 5x1km @ T / 1min jog\nSat 8 km E\nSun long 15 km", "ana"),
    Sheet(10, "Tue 8 km E\nThu 6x1km @ T / 1min jog\nSat 9 km E\nSun long 16 km", "ana"),
    Sheet(11, "Tue 7 km E\nThu 6 km E, strides at the end\nSat 7 km E\nSun long 13 km", "ana"),
    Sheet(9, "Tue 25 min E\nThu 25 min E\nSun long 4.5 km", "mo"),
    Sheet(10, "Tue 25 min E\nThu 28 min E\nSun long 5 km", "mo"),
    Sheet(11, "Tue 25 min E\nThu 25 min E\nSun 4 km, the flat lap", "mo"),
    Sheet(12, "Tue 5x1km @ T / 1min jog\nThu easy, six strides at the end\nSun long and chatty"),
    Sheet(12, "Tue 9 km E\nThu 5x1km @ T / 1min jog\nSat 8 km E\nSun long 17 km", "ana"),
    Sheet(12, "Tue 28 min E\nThu 28 min E, with Ana if she likes\nSun long 5 km", "mo"),
)
"""Weeks that went out on the Sunday before each."""
WAITING: Final = (
    Sheet(13, "Tue 9 km E\nThu 6x1km @ T / 1min jog\nSat 8 km E, strides at the end\nSun long 18 km", "ana"),
    Sheet(13, "Tue 6x1km @ I / 2min jog\nThu 14 km E\nSat 10 km E\nSun long 30 km", "chloe"),
)
"""Weeks that are written, and wait for the coming Sunday."""
ROADS: Final = (
    Road("ana", "Lakeside Run", date(2026, 2, 16), "32-42 km"),
    Road("priya", "Lakeside Run", date(2026, 2, 2), "36-44 mi"),
)
ROOMS: Final = (
    Room("ben", (3, 5), (1, 6), "School holidays, so early or after bedtime"),
    Room("priya", (1, 2, 5, 6), (3,), "In Boston from Thursday, shoes are packed"),
)
FOCUS: Final = ("ana", Area.PACING, "How do I hold back over the first 5 km when everybody flies?")


@dataclass(frozen=True, slots=True)
class Coaching:
    """Carries the words out through the application, as those who wrote them."""

    application: Application
    passage: Passage

    async def meet(self) -> None:
        """Let the bot know the coach, as it does at their first command."""
        await self.application.services.coaches.note(self.passage.asker(_COACH.key))

    async def put_out(self, week: int) -> None:
        """Write and put out the weeks of one number, everybody's first."""
        for sheet in SHEETS:
            if sheet.week == week:
                plan_id = await self._write(sheet)
                await self.application.services.plans.publish(self.passage.asker(_COACH.key), plan_id)

    async def outline(self) -> None:
        """Outline the seasons; their race has to be in the calendar."""
        seasons, coach = self.application.services.seasons, self.passage.asker(_COACH.key)
        for road in ROADS:
            filled = await seasons.fill(coach, person(road.who).name, road.race)
            written = replace(filled, first=road.first.isoformat(), volumes=road.volumes)
            await seasons.save(coach, (await seasons.read(coach, written)).draft)

    async def plan_ahead(self) -> None:
        """Let runners tell of their days, one ask for help, and the coach write weeks that wait."""
        services = self.application.services
        for room in ROOMS:
            page = await services.availability.show(self.passage.asker(room.who), WhichWeek.NEXT)
            user_id, days = self.passage.asker(room.who).user_id, chosen_days(room.free, room.short)
            await services.availability.say(user_id, None, page.runner_id, page.week, days, room.note)
        who, area, question = FOCUS
        await services.focuses.set(self.passage.asker(who), area, question)
        for sheet in WAITING:
            await self._write(sheet)

    async def _write(self, sheet: Sheet) -> int:
        plans, coach = self.application.services.plans, self.passage.asker(_COACH.key)
        whom = await plans.runner(coach, person(sheet.who).name) if sheet.who else Whom(EVERYBODY)
        week = Week.of(FIRST_DAY + timedelta(weeks=sheet.week))
        return (await plans.write(coach, whom, week, sheet.text)).plan_id
