"""Strava's side of the playground: the team's accounts at the local stand-in, and what their owners do there."""

import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.app import Application
from bot.config import StravaSettings
from bot.domain.connections import Level, Service
from bot.playground import local_strava
from bot.playground.cast import TEAM_ZONE, person, playable
from bot.playground.local_strava import Activity, Athlete, LocalStrava
from bot.playground.passage import Passage
from bot.playground.wording import day_text, length_text, time_text
from bot.playground.world import World, WorldClock
from bot.secret_box import FernetBox, new_key
from bot.services.sources import Sources
from bot.strava import StravaSource
from bot.ui.web_pages import privacy_page
from bot.web import StravaPages

_LONGEST_KM: Final = 200.0
_LONGEST_MIN: Final = 1_440.0
_LOOKS_EVERY: Final = timedelta(hours=12)
"""How far the clock moves between two looks on its way; whoever does something there is looked at at once."""
_DOES: Final = {
    Level.NUDGE: "A run is a question to its runner alone, as Strava’s API Policy has it (2.3).",
    Level.SHARE: (
        "A runner may also share a run with the team as Strava has it. Clauses 2.3, 6.2 and 5.5 of Strava’s API Policy "
        "speak against it, 5.13 and 6.1 for it, so it takes Strava’s written yes."
    ),
    Level.AUTOMATIC: (
        "Runs are also logged and shared by themselves for whoever turns that on in /strava status. Clauses 2.3, 6.2 "
        "and 5.5 of Strava’s API Policy speak against it, 5.13 and 6.1 for it, so it takes Strava’s written yes."
    ),
}
"""What each level of the operator's does, with the clauses that docs/strava.md goes through."""
_RACE: Final = 1
"""What Strava calls a race."""


class NotThere(Exception):
    """Says why something cannot be done on Strava just now."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A run as a visitor wants it."""

    distance_m: float
    moving_s: float
    is_race: bool

    @classmethod
    def read(cls, form: Mapping[str, Any]) -> "Figures":
        """Read them from a form; raises `NotThere` for what is no run."""
        return cls(
            distance_m=round(_number(form, "km", "kilometres", _LONGEST_KM) * 1_000),
            moving_s=round(_number(form, "minutes", "minutes", _LONGEST_MIN) * 60),
            is_race=form.get("race") == "yes",
        )

    @property
    def facts(self) -> dict[str, Any]:
        """How the stand-in calls them."""
        workout_type = _RACE if self.is_race else None
        return {"distance_m": self.distance_m, "moving_s": self.moving_s, "workout_type": workout_type}


def _number(form: Mapping[str, Any], name: str, unit: str, most: float) -> float:
    try:
        value = float(form.get(name, ""))
    except (TypeError, ValueError):
        value = math.nan
    if not 0.1 <= value <= most:
        raise NotThere(f"A run takes 0.1 to {most:,.0f} {unit}.")
    return value


def stand_in(clock: WorldClock, host: str) -> LocalStrava:
    """Return a Strava for this playground alone, by its clock; members come back to `host`."""
    application = local_strava.Application(
        client_secret=secrets.token_hex(20), name="Baton", callback_domain=host.strip("[]")
    )
    return LocalStrava(application, now=clock.now)


def source_of(strava: LocalStrava, clock: WorldClock) -> StravaSource:
    """Return what asks a stand-in that listens."""
    application = strava.application
    return StravaSource(
        client_id=application.client_id, client_secret=application.client_secret, address=strava.address, clock=clock
    )


def level_of(settings: StravaSettings) -> Level:
    """Return how much the playground does with what the stand-in tells: what is set, and never nothing."""
    level = Level(settings.level)
    return Level.NUDGE if level is Level.OFF else level


def sources_with(source: StravaSource, strava: LocalStrava, public_url: str, level: Level) -> Sources:
    """Return what the bot is told of: this Strava, a key that nobody keeps, and no service that real members use."""
    return Sources(
        box=FernetBox([new_key()]),
        strava=source,
        level=level,
        athletes=strava.application.capacity,
        public_url=public_url,
    )


class StravaSide:
    """Everybody whom one can be has an account at the stand-in. Whoever calls this has the stage to itself.

    Nobody waits for the next look: each deed there hints at itself, as an event of Strava's would.
    """

    def __init__(
        self, strava: LocalStrava, world: World, application: Application, passage: Passage, level: Level
    ) -> None:
        self._strava = strava
        self._level = level
        self._world = world
        self._application = application
        self._passage = passage
        sources = application.connecting.sources
        self._pages = StravaPages(
            application.services.connections,
            application.services.hints,
            privacy=privacy_page(sources.level, sources.contact),
        )
        self._athletes = {who.key: strava.add_athlete(who.name) for who in playable()}
        self._looked_at: datetime | None = None
        self._said = ""
        self._said_of = ""

    def sit_down(self, who: str | None) -> None:
        """Let somebody be signed in at the stand-in, in the browser that everybody here shares."""
        if who is not None:
            self._strava.signed_in = self._athletes[who]

    async def come_back(self, request: web.Request) -> web.Response:
        """Answer a browser that was sent back with an answer to the question for access."""
        self._looked_at, self._said_of = self._world.now(), ""
        return await self._pages.come_back(request)

    async def privacy(self, request: web.Request) -> web.Response:
        """Show what is done with what the stand-in tells, which is what a real Strava's runners read."""
        return await self._pages.privacy(request)

    async def look(self) -> None:
        """Let the bot look, and do what it owes to Strava; nothing while nobody has ever been there."""
        if self._looked_at is not None:
            self._looked_at = self._world.now()
            await self._application.look()

    async def look_on_the_way(self) -> None:
        """Look once in a while as the clock moves on: twice an hour would take longer than anybody likes to wait."""
        if self._looked_at is not None and self._world.now() - self._looked_at >= _LOOKS_EVERY:
            await self.look()

    # --- what they do there -----------------------------------------------------

    async def do(self, what: str, who: str, form: Mapping[str, Any]) -> None:
        """Do something there; raises `NotThere`."""
        athlete = self._athletes.get(who)
        if athlete is None:
            raise NotThere("There is nobody of that name on Strava.")
        name = person(who).name
        if self._strava.pair(athlete) is None:
            raise NotThere(f"{name} has not connected Strava yet.")
        match what:
            case "finish":
                said = await self._finish(name, athlete, Figures.read(form))
            case "change":
                said = await self._change(name, athlete, Figures.read(form))
            case "delete":
                said = await self._delete(name, athlete)
            case "withdraw":
                said = await self._withdraw(name, athlete)
            case _:
                raise NotThere("what: one of finish, change, delete, withdraw")
        self._said, self._said_of = said, who

    async def _finish(self, name: str, athlete: Athlete, run: Figures) -> str:
        """Finish a run that has just ended; nobody runs two at once, so after another one the clock goes along."""
        now, took = self._world.now(), timedelta(seconds=run.moving_s)
        began = max([now - took, *map(_end_of, athlete.activities.values())])
        waited = ""
        if began + took > now:
            await self._passage.move_to(began + took)
            waited = f" It is {time_text(self._world.now(), ZoneInfo(TEAM_ZONE))} by now."
        activity = self._strava.finish_run(athlete, started_at=began, name="Run", zone=TEAM_ZONE, **run.facts)
        await self._hint(athlete, activity, "create")
        return f"{name} finished {_figures(activity)} there.{waited} Baton asks privately whether to log it."

    async def _change(self, name: str, athlete: Athlete, run: Figures) -> str:
        activity = _newest(name, athlete)
        facts = activity.facts
        if all(getattr(facts, key) == value for key, value in run.facts.items()):
            raise NotThere(f"{name}’s latest run there has these figures already. Choose others above.")
        self._strava.change_run(activity, **run.facts)
        await self._hint(athlete, activity, "update")
        return f"{name}’s latest run there is {_figures(activity)} now. Baton’s letter about it follows."

    async def _delete(self, name: str, athlete: Athlete) -> str:
        activity = _newest(name, athlete)
        self._strava.delete_run(activity)
        await self._hint(athlete, activity, "delete")
        return f"{name} deleted {_figures(activity)} there. What Baton was told of it is gone too."

    async def _withdraw(self, name: str, athlete: Athlete) -> str:
        self._strava.deauthorise(athlete)
        await self._hint(athlete, None, "update")
        return f"{name} withdrew access there. Baton deletes what it was told, and writes a letter."

    async def _hint(self, athlete: Athlete, activity: Activity | None, aspect: str) -> None:
        key = "" if activity is None else str(activity.activity_id)
        await self._application.services.hints.take(Service.STRAVA, str(athlete.athlete_id), key, aspect)

    # --- how it looks -----------------------------------------------------------

    def paint(self) -> dict[str, Any]:
        """Return what the pages show of it."""
        return {
            "level": self._level.value,
            "does": _DOES[self._level],
            "said": self._said,
            "said_of": self._said_of,
            "people": [
                {
                    "key": key,
                    "connected": self._strava.pair(athlete) is not None,
                    "run": self._latest(athlete),
                }
                for key, athlete in self._athletes.items()
            ],
        }

    def _latest(self, athlete: Athlete) -> str:
        if not athlete.activities:
            return ""
        activity, zone = max(athlete.activities.values(), key=_end_of), ZoneInfo(TEAM_ZONE)
        began = activity.facts.started_at
        return f"{_figures(activity)}, {day_text(began, zone)}, {time_text(began, zone)}"


def _newest(name: str, athlete: Athlete) -> Activity:
    if not athlete.activities:
        raise NotThere(f"{name} has no run there yet.")
    return max(athlete.activities.values(), key=_end_of)


def _end_of(activity: Activity) -> datetime:
    return activity.facts.started_at + timedelta(seconds=activity.facts.moving_s)


def _figures(activity: Activity) -> str:
    facts = activity.facts
    kind = "a race of " if facts.workout_type == _RACE else ""
    return f"{kind}{facts.distance_m / 1_000:.1f} km in {length_text(facts.moving_s)}"
