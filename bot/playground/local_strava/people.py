"""Athletes and what they recorded, and how the API tells of both."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

Json = dict[str, Any]

_HIDDEN: Final = time(0, 0, 1)
_TYPES: Final = {"TrailRun": "Run", "MountainBikeRide": "Ride", "GravelRide": "Ride"}
"""The older, coarser names; what is not here keeps its own."""
_TRACK: Final = "ki{eFvqfiVqAWQIGEEKAYJgBVqDJ{BHa@jAkNJw@Pw@V{APs@^aABQ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an activity; `overrides` take the place of what a row would say, however odd."""

    started_at: datetime
    distance_m: float = 10_000.0
    moving_s: float = 3_000
    elapsed_s: float | None = None
    sport_type: str = "Run"
    name: str = "Morning run"
    zone: str = "Europe/Berlin"
    visibility: str = "everyone"
    device_name: str | None = "Garmin Forerunner 255"
    workout_type: int | None = None
    trainer: bool = False
    manual: bool = False
    flagged: bool = False
    hide_from_home: bool = False
    hides_start: bool = False
    overrides: Json = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        """Whether nobody but the athlete sees it."""
        return self.visibility == "only_me"


@dataclass(slots=True, eq=False)
class Activity:
    """Something an athlete recorded."""

    activity_id: int
    athlete: "Athlete"
    facts: Facts

    def summary(self) -> Json:
        """Return its row in a list."""
        facts = self.facts
        start, local = self._starts()
        elapsed = facts.moving_s if facts.elapsed_s is None else facts.elapsed_s
        indoors = facts.trainer or facts.manual
        row = {
            "resource_state": 2,
            "id": self.activity_id,
            "athlete": {"id": self.athlete.athlete_id, "resource_state": 1},
            "name": facts.name,
            "distance": facts.distance_m,
            "moving_time": facts.moving_s,
            "elapsed_time": elapsed,
            "total_elevation_gain": 42.0,
            "type": _TYPES.get(facts.sport_type, facts.sport_type),
            "sport_type": facts.sport_type,
            "workout_type": facts.workout_type,
            "start_date": _text(start),
            "start_date_local": _text(local),
            "timezone": _zone_text(facts.zone, start),
            "utc_offset": (local - start.replace(tzinfo=None)).total_seconds(),
            "location_city": None,
            "location_state": None,
            "location_country": None,
            "achievement_count": 0,
            "kudos_count": 2,
            "comment_count": 0,
            "athlete_count": 1,
            "photo_count": 0,
            "total_photo_count": 0,
            "map": {"id": f"a{self.activity_id}", "summary_polyline": "" if indoors else _TRACK, "resource_state": 2},
            "trainer": facts.trainer,
            "commute": False,
            "manual": facts.manual,
            "private": facts.is_private,
            "visibility": facts.visibility,
            "flagged": facts.flagged,
            "hide_from_home": facts.hide_from_home,
            "gear_id": None,
            "start_latlng": None if indoors else [52.5163, 13.3777],
            "end_latlng": None if indoors else [52.5163, 13.3777],
            "average_speed": round(facts.distance_m / facts.moving_s, 3) if facts.moving_s else 0.0,
            "max_speed": 5.1,
            "has_heartrate": not facts.manual,
            "average_heartrate": 151.3,
            "max_heartrate": 178.5,
            "device_name": facts.device_name,
            "external_id": f"garmin_ping_{self.activity_id}",
            "upload_id": self.activity_id + 1,
            "upload_id_str": str(self.activity_id + 1),
            "from_accepted_tag": False,
            "pr_count": 0,
            "has_kudoed": False,
        }
        return row | facts.overrides

    def detail(self) -> Json:
        """Return its own page."""
        facts = self.facts
        outlines = {"id": f"a{self.activity_id}", "polyline": _TRACK, "summary_polyline": _TRACK, "resource_state": 3}
        more = {"resource_state": 3, "description": "", "calories": 612.0, "laps": [], "map": outlines}
        return self.summary() | more | facts.overrides

    def _starts(self) -> tuple[datetime, datetime]:
        """Return when it began as told: in UTC, and by the clocks there."""
        zone = ZoneInfo(self.facts.zone)
        local = self.facts.started_at.astimezone(zone)
        if self.facts.hides_start:
            local = datetime.combine(local.date(), _HIDDEN, zone)
        return local.astimezone(UTC), local.replace(tzinfo=None)


@dataclass(slots=True, eq=False)
class Athlete:
    """Somebody with an account."""

    athlete_id: int
    firstname: str
    lastname: str
    activities: dict[int, Activity] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How they are called."""
        return f"{self.firstname} {self.lastname}".strip()

    def summary(self, now: datetime) -> Json:
        """Return how the API tells of them."""
        return {
            "id": self.athlete_id,
            "resource_state": 2,
            "firstname": self.firstname,
            "lastname": self.lastname,
            "city": None,
            "state": None,
            "country": None,
            "sex": None,
            "premium": False,
            "summit": False,
            "created_at": "2020-01-01T08:00:00Z",
            "updated_at": _text(now.astimezone(UTC)),
            "profile_medium": "avatar/athlete/medium.png",
            "profile": "avatar/athlete/large.png",
        }


def _text(moment: datetime) -> str:
    """Write a moment as Strava does, which ends local ones in a Z as well."""
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _zone_text(name: str, moment: datetime) -> str:
    """Write a zone as Strava does: with the offset of its winter, all year."""
    there = moment.astimezone(ZoneInfo(name))
    offset = (there.utcoffset() or timedelta()) - (there.dst() or timedelta())
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"(GMT{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}) {name}"
