"""The cast: the people and places of the playground's team, and nothing about how they are simulated."""

from dataclasses import dataclass
from enum import StrEnum

TEAM_NAME = "Baton Runners"
TEAM_ZONE = "Europe/London"
COACH_ROLE = "Coach"


class Part(StrEnum):
    """What a person is to the team."""

    COACH = "coach"
    ADMIN = "admin"
    RUNNER = "runner"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the team; `playable` people can be stepped into from the console."""

    key: str
    name: str
    part: Part
    about: str
    playable: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the team's server."""

    key: str
    about: str


PEOPLE = (
    Person("ana", "Ana", Part.RUNNER, "Keen, four runs a week, first to cheer", playable=True),
    Person("ben", "Ben", Part.RUNNER, "Busy dad, runs when the week lets him", playable=True),
    Person("chloe", "Chloé", Part.RUNNER, "Runs every day, chasing a fast marathon", playable=True),
    Person("mo", "Mo", Part.RUNNER, "Started in January, stays off the boards", playable=True),
    Person("caleb", "Caleb", Part.COACH, "Coaches the team from far away", playable=True),
    Person("robin", "Robin", Part.ADMIN, "Runs the server and its settings", playable=True),
    Person("freya", "Freya", Part.RUNNER, "Steady, shares with the coach alone"),
    Person("jonas", "Jonas", Part.RUNNER, "Back from a sore calf, patiently"),
    Person("priya", "Priya", Part.RUNNER, "Thinks in miles, lives in New York"),
    Person("tomas", "Tomás", Part.RUNNER, "Long and hilly, at weekends"),
    Person("yuki", "Yuki", Part.RUNNER, "Joined three weeks ago, from Tokyo"),
    Person("zanele", "Zanele", Part.RUNNER, "Shows up, keeps the numbers private"),
)

CHANNELS = (
    Channel("feed", "Every run the team shares, as it happens"),
    Channel("leaderboard", "The week in review, Mondays at 08:00"),
    Channel("general", "Anything goes; every command works here"),
    Channel("plan", "What the coach has in mind for the week"),
)


def person(key: str) -> Person:
    """Return the person with this key; KeyError when there is none."""
    for candidate in PEOPLE:
        if candidate.key == key:
            return candidate
    raise KeyError(key)


def runners() -> tuple[Person, ...]:
    """Everybody who runs, in the order they joined."""
    return tuple(who for who in PEOPLE if who.part is Part.RUNNER)


def playable() -> tuple[Person, ...]:
    """The people one can step into."""
    return tuple(who for who in PEOPLE if who.playable)
