"""Letters about races: that one is near, what has changed at it, and who runs it too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.domain.audience import Audience, MessageKind, audience
from bot.domain.dates import local_today
from bot.domain.races import Part, days_before, due_reminder, is_last_reminder, is_left_to_morning, reminded_until
from bot.services.race_pages import OwnPart, Race, entrant_subject, may_be_named, own_part, race_of
from bot.services.runners import unit_of, zone_of
from bot.services.teams import TeamUnits
from db.repositories.entrants import DueReminder, EntrantRow
from db.repositories.races import RaceRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

MOST_TOLD: Final = 50
"""Who else joins a race is news to each of as many as can know each other."""
LOOKED_AT: Final = 20
"""Teammates at a race of whom a reminder names some."""


class Change(StrEnum):
    """What of a race has changed."""

    NAME = "name"
    DAY = "day"
    START = "start"
    PLACE = "place"
    LINK = "link"
    DISTANCES = "distances"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True)
class RaceChange:
    """News for who is at a race: what has changed, and how it stands now; `distance_id` is the reader's."""

    race: Race
    changes: tuple[Change, ...]
    distance_id: int | None


@dataclass(frozen=True, slots=True)
class RaceMates:
    """News for who runs a race: teammates who run it since the letter was owed, some by name, `others` counted."""

    race: Race
    names: tuple[str, ...]
    others: int


@dataclass(frozen=True, slots=True)
class RaceReminder:
    """A race that its reader runs in `days` days, 0 for today, with what they are after there.

    Teammates who run it too stand by name, those of the same distance first, or are counted; so do those who cheer.
    `is_last`: the race starts before another comes, on a night or an early morning.
    """

    race: Race
    days: int
    own: OwnPart
    names: tuple[str, ...]
    others: int
    cheering: tuple[str, ...]
    others_cheering: int
    is_last: bool


def owe_changes(uow: UnitOfWork, row: RaceRow, changes: Sequence[Change], editor_id: int, now: datetime) -> None:
    """Owe everybody at a race what has changed there, but for who changed it."""
    for entrant in uow.entrants.of_race(row.race_id):
        if entrant.left_at is None and entrant.user_id != editor_id:
            uow.outbox.owe(
                team_id=row.team_id,
                kind=MessageKind.RACE_CHANGE,
                key=f"{row.race_id}:{row.revision}:{entrant.runner_id}",
                payload={"race_id": row.race_id, "changes": [str(one) for one in changes]},
                now=now,
                runner_id=entrant.runner_id,
                recipient_id=entrant.user_id,
            )


def tell_mates(uow: UnitOfWork, row: RaceRow, joined: RunnerRow, now: datetime) -> None:
    """Owe who runs a race the news that somebody else does; of who is named to nobody there is none.

    A letter that is still to be read takes up who joins meanwhile, and nobody gets two about the same teammate.
    """
    # Counted first: everybody at a large race is more than one more who joins it should wait for.
    if uow.entrants.counts([row.race_id], joined.runner_id).get((row.race_id, Part.RUNNING), 0) >= MOST_TOLD:
        return
    entrants = [one for one in uow.entrants.of_race(row.race_id) if one.part == Part.RUNNING]
    if not any(one.runner_id == joined.runner_id and may_be_named(one) for one in entrants):
        return
    for one in entrants:
        today = local_today(now, ZoneInfo(one.time_zone or joined.team_time_zone))
        reader = entrant_subject(one, today)
        if one.runner_id == joined.runner_id or audience(MessageKind.RACE_MATES, reader) is not Audience.PRIVATE:
            continue
        _tell_mate(uow, row, one, joined, now)


def _tell_mate(uow: UnitOfWork, row: RaceRow, reader: EntrantRow, joined: RunnerRow, now: datetime) -> None:
    key = f"{row.race_id}:{reader.runner_id}:{joined.runner_id}"
    # One that reached nobody, as they were out again by then, told nobody.
    uow.outbox.forget_dropped(row.team_id, MessageKind.RACE_MATES, key)
    if uow.outbox.find(row.team_id, MessageKind.RACE_MATES, key) is not None:
        return
    for letter in uow.outbox.unread_by(row.team_id, reader.user_id):
        if letter.kind == MessageKind.RACE_MATES and letter.payload["race_id"] == row.race_id:
            mates = [one for one in letter.payload["mates"] if one != joined.runner_id]
            payload = {**letter.payload, "mates": [*mates, joined.runner_id]}
            uow.outbox.change(letter.outbox_id, payload=payload)
            return
    uow.outbox.owe(
        team_id=row.team_id,
        kind=MessageKind.RACE_MATES,
        key=key,
        payload={"race_id": row.race_id, "mates": [joined.runner_id]},
        now=now,
        runner_id=reader.runner_id,
        recipient_id=reader.user_id,
    )


def owe_reminder(uow: UnitOfWork, due: DueReminder, zone: ZoneInfo, now: datetime) -> None:
    """Owe a runner the newest reminder that is due on a wall in `zone`, while it helps and they want to be reminded."""
    one = due.entrant
    days = due_reminder(due.race_day, zone, now)
    start = None if due.start is None else time.fromisoformat(due.start)
    until = reminded_until(due.race_day, start, ZoneInfo(due.time_zone))
    reader = entrant_subject(one, local_today(now, zone))
    if days is None or now >= until or audience(MessageKind.RACE_REMINDER, reader) is not Audience.PRIVATE:
        return
    if is_left_to_morning(due.race_day, days, zone, now, until):
        return
    uow.outbox.owe(
        team_id=due.team_id,
        kind=MessageKind.RACE_REMINDER,
        key=f"{one.race_id}:{one.runner_id}:{due.race_day.isoformat()}:{days}",
        payload={"race_id": one.race_id, "day": due.race_day.isoformat(), "days": days},
        now=now,
        useful_until=until,
        runner_id=one.runner_id,
        recipient_id=one.user_id,
    )


def race_change(uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any]) -> RaceChange | None:
    """Return what a change of a race is told as; None for who is not there any more."""
    race = _race(uow, reader, payload["race_id"])
    own = uow.entrants.find(payload["race_id"], reader.runner_id)
    if race is None or own is None:
        return None
    changes = tuple(Change(one) for one in payload["changes"])
    if race.cancelled and Change.CALLED_OFF not in changes:
        # That it is off is news of its own, and all that counts.
        return None
    return RaceChange(race, changes, own.distance_id)


def race_mates(uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any], now: datetime) -> RaceMates | None:
    """Return who runs a race too; None when nobody does any more, or the reader does not."""
    race = _race(uow, reader, payload["race_id"])
    own = uow.entrants.find(payload["race_id"], reader.runner_id)
    if race is None or race.cancelled or own is None or own.part != Part.RUNNING:
        return None
    joined = [
        one
        for one in uow.entrants.of_race(race.race_id)
        if one.part == Part.RUNNING and one.runner_id in payload["mates"] and one.runner_id != reader.runner_id
    ]
    names = tuple(one.name for one in joined if may_be_named(one))
    return RaceMates(race, names, len(joined) - len(names)) if names and race.race_day >= _today(race, now) else None


def race_reminder(uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any], now: datetime) -> RaceReminder | None:
    """Return what a reminder says on the day on which it is read.

    None once the race has started, another reminder has come or the morning is to bring it, for a race that has
    another day by now or was called off, and for who does not run it any more or has said how it went.
    """
    race = _race(uow, reader, payload["race_id"])
    own = uow.entrants.find(payload["race_id"], reader.runner_id)
    if race is None or race.cancelled or own is None or own.part != Part.RUNNING or own.outcome is not None:
        return None
    zone = zone_of(reader)
    newest = due_reminder(race.race_day, zone, now)
    start = next(one.start for one in race.distances if one.distance_id == own.distance_id)
    until = reminded_until(race.race_day, start, ZoneInfo(race.time_zone))
    is_old = (newest is not None and newest < payload["days"]) or is_left_to_morning(
        race.race_day, payload["days"], zone, now, until
    )
    if race.race_day.isoformat() != payload["day"] or now >= until or is_old:
        return None
    own_side = own_part(own, None)
    assert own_side is not None
    names, others = _beside(uow, own, Part.RUNNING)
    cheering, others_cheering = _beside(uow, own, Part.CHEERING)
    return RaceReminder(
        race=race,
        days=max(0, days_before(race.race_day, local_today(now, zone))),
        own=own_side,
        names=names,
        others=others,
        cheering=cheering,
        others_cheering=others_cheering,
        is_last=is_last_reminder(race.race_day, payload["days"], zone, until),
    )


def _beside(uow: UnitOfWork, own: EntrantRow, part: Part) -> tuple[tuple[str, ...], int]:
    """Return some teammates with a part in the reader's race who may be named, and how many more there are."""
    some = uow.entrants.beside(own, part, LOOKED_AT)
    names = tuple(one.name for one in some if may_be_named(one))
    count = uow.entrants.counts([own.race_id], own.runner_id).get((own.race_id, part.value), 0)
    return names, count - len(names)


def _today(race: Race, now: datetime) -> date:
    return local_today(now, ZoneInfo(race.time_zone))


def _race(uow: UnitOfWork, reader: RunnerRow, race_id: int) -> Race | None:
    team = uow.teams.find(reader.team_id)
    row = uow.races.find(reader.team_id, race_id)
    if team is None or row is None:
        return None
    return race_of(uow, team, row, TeamUnits(unit_of(reader).value), peopled=False)
