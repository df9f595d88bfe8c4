"""A team whose Baton has both services set up."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

from bot.domain.connections import Level
from bot.jobs.timetable import TIMETABLE
from bot.secret_box import FernetBox, new_key
from bot.services.connection_starts import Connected
from bot.services.container import build_services
from bot.services.nudge_letters import RunNudge
from bot.services.sources import Sources
from bot.services.teams import TeamDefaults, TeamUnits
from tests.fake_source import FakeSource
from tests.services.harriers import AtOnce, Harriers
from tests.services.racing import send_all


@dataclass(frozen=True, slots=True)
class Connecting:
    """A team whose Baton has both services set up; `strava` and `intervals` are what stands in their places."""

    team: Harriers
    strava: FakeSource
    intervals: FakeSource
    sources: Sources

    async def connect(self, name: str, athlete: str | None = None) -> Connected:
        """Let a member connect Strava, with all that follows at once."""
        consent = await self.team.services.connections.begin(self.team.asker(name))
        [state] = parse_qs(urlsplit(consent.url).query)["state"]
        code = self.strava.agree(athlete or name)
        return await self.team.services.connections.come_back(state, code, "read,activity:read")

    async def look(self) -> int:
        """Look at every account that is due."""
        return await self.team.services.looking.look_at_due()

    async def look_later(self, **by: float) -> int:
        """Look some time later, half an hour unless said otherwise."""
        self.team.clock.forward(**(by or {"minutes": 31}))
        return await self.look()

    async def told(self) -> list[RunNudge]:
        """Send everything that is due; returns what it said, but for news of the connection."""
        return [one for one in await send_all(self.team) if isinstance(one, RunNudge)]

    async def nudge(self) -> RunNudge:
        """Look, and return the one question that comes of it."""
        await self.look()
        [nudge] = await self.told()
        return nudge

    def user(self, name: str) -> int:
        """Return a member's id."""
        return self.team.asker(name).user_id


def connecting(team: Harriers, level: Level = Level.NUDGE, **settings: object) -> Connecting:
    """Return a team beside which both services stand, at the operator's `level`."""
    strava, intervals = FakeSource(team.clock), FakeSource(team.clock)
    sources = Sources(FernetBox([new_key()]), strava, intervals, level, **settings)  # type: ignore[arg-type]
    return on(team, sources, strava, intervals)


def on(team: Harriers, sources: Sources, strava: FakeSource, intervals: FakeSource) -> Connecting:
    """Return a team whose services have these settings: a second process, or the first after a new start."""
    defaults = TeamDefaults("Europe/Berlin", TeamUnits.KM, TIMETABLE)
    services = build_services(team.database, team.clock, defaults, AtOnce(), sources=sources)
    return Connecting(replace(team, services=services), strava, intervals, sources)
