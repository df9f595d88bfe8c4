"""Drafts of relays: what a member typed becomes a start, legs and their times, or a problem they can mend."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.races import start_instant
from bot.domain.relays import NAME_LIMIT, read_leg_time, read_legs
from bot.domain.runs import FARTHEST_M
from bot.domain.times import read_time
from bot.domain.units import Distance, ParseError
from bot.domain.words import storable
from bot.errors import Unclear, UserError
from bot.services.race_drafts import read_day

LEGS_LIMIT: Final = 250
"""Characters of legs as they are typed."""
TIME_LIMIT: Final = 60
ME: Final = "me"
"""How somebody who fills in a form names themselves."""


@dataclass(frozen=True, slots=True)
class RelayDraft:
    """A relay as somebody typed it, unread; each of its `squads` teams runs all the legs."""

    name: str
    day: str
    start: str
    legs: str
    squads: int = 1
    zone: str | None = None
    age_graded: bool = False


@dataclass(frozen=True, slots=True)
class RelayChange:
    """What is to change of a relay as somebody typed it, unread; None where it is to stay as it is."""

    name: str | None = None
    day: str | None = None
    start: str | None = None
    legs: str | None = None
    zone: str | None = None
    age_graded: bool | None = None


@dataclass(frozen=True, slots=True)
class LegDraft:
    """What somebody typed into the form of a leg; None where it is to stay as it is, empty where it is taken back."""

    runner: str | None = None
    expected: str | None = None
    run: str | None = None


def read_relay_name(typed: str) -> str:
    """Return a name on one line. Raises `UserError`."""
    name = storable(" ".join(typed.split()))
    if name is None:
        raise UserError("relay_name_empty")
    if len(name) > NAME_LIMIT:
        raise UserError("relay_name_long", limit=NAME_LIMIT)
    return name


def read_relay_day(typed: str, today: date) -> date:
    """Read the day. Raises `UserError`, or `Unclear` for what can mean several days."""
    try:
        return read_day(typed, today)
    except UserError as error:
        if error.code == "race_day_past":
            raise UserError("relay_day_past", text=typed) from None
        raise


def read_start(typed: str, day: date, zone: ZoneInfo) -> tuple[time, datetime]:
    """Return what the wall shows at the start, and that instant. Raises `UserError`."""
    try:
        start = read_time(typed)
    except ParseError:
        raise UserError("relay_start_unreadable", text=typed) from None
    try:
        return start, start_instant(day, start, zone)
    except ParseError as error:
        raise UserError("race_start_skipped", text=error.text) from None


def legs_of(typed: str) -> tuple[Distance, ...]:
    """Read the legs in their order. Raises `UserError`, or `Unclear` for what can mean several distances."""
    try:
        legs = read_legs(typed)
    except ParseError as error:
        raise _refusal("relay_legs", error, typed) from None
    if any(leg.metres > FARTHEST_M for leg in legs):
        raise UserError("relay_legs_too_far", text=typed)
    return legs


def leg_time(typed: str, distance_m: int) -> int | None:
    """Read how long a leg takes, in whole seconds; None for an empty text. Raises `UserError`, or `Unclear`."""
    if not typed.strip():
        return None
    try:
        return read_leg_time(typed, distance_m)
    except ParseError as error:
        if error.code == "ambiguous":
            raise Unclear("duration_ambiguous", text=typed) from None
        raise _refusal("relay_time", error, typed) from None


def _refusal(what: str, error: ParseError, typed: str) -> UserError:
    kind = Unclear if error.code == "ambiguous" else UserError
    return kind(f"{what}_unreadable" if error.code == "invalid" else f"{what}_{error.code}", text=typed)
