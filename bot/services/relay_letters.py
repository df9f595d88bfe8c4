"""Letters about relays: which leg is whose, which is open again, and that one is called off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.audience import Audience, Concern, MessageKind, audience
from bot.domain.units import Unit
from bot.services.asker import Asker
from bot.services.relay_pages import relay_of
from bot.services.runners import subject_of, unit_of
from bot.services.teams import TeamUnits
from db.repositories.relays import LegRow, RelayRow
from db.repositories.runners import RunnerRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RelayLegNote:
    """Tells a runner which leg is theirs, and when it begins as things stand; `squad` is None in a relay of one team.

    The distance is in metres, and `unit` the runner's. `changed` for one who knew of the leg as it was before.
    """

    relay_id: int
    leg_id: int
    relay_name: str
    team_name: str
    relay_day: date
    squad: int | None
    number: int
    distance_m: int
    event: str | None
    begins_at: datetime
    unit: Unit
    changed: bool = False


@dataclass(frozen=True, slots=True)
class RelayLegGone:
    """Tells a runner, who knew of a leg, that it is theirs no more; `squad` as in `RelayLegNote`."""

    relay_id: int
    relay_name: str
    team_name: str
    relay_day: date
    squad: int | None
    number: int


@dataclass(frozen=True, slots=True)
class RelayLegOpen:
    """Tells who gave a leg away that it is open again; `runner` would rather not, None for who is not named to them."""

    relay_id: int
    leg_id: int
    relay_name: str
    team_name: str
    relay_day: date
    squad: int | None
    number: int
    runner: str | None


@dataclass(frozen=True, slots=True)
class RelayOff:
    """Tells who has a leg that the relay is called off."""

    relay_name: str
    team_name: str
    relay_day: date


def owe_leg(
    uow: UnitOfWork, row: RelayRow, leg: LegRow, runner: RunnerRow, now: datetime, *, changed: bool = False
) -> None:
    """Owe a runner the news that a leg is theirs, again if they had it before, or that theirs has `changed`."""
    key = f"{leg.leg_id}:{runner.runner_id}"
    uow.outbox.forget(row.team_id, MessageKind.RELAY_LEG, key)
    uow.outbox.owe(
        team_id=row.team_id,
        kind=MessageKind.RELAY_LEG,
        key=key,
        payload={"leg_id": leg.leg_id, "changed": True} if changed else {"leg_id": leg.leg_id},
        now=now,
        runner_id=runner.runner_id,
        recipient_id=runner.user_id,
    )


def owe_changed(uow: UnitOfWork, row: RelayRow, legs: Iterable[LegRow], asker: Asker, now: datetime) -> None:
    """Owe everybody who is still to run one of these legs the news of the first of them, but for who changed it."""
    told = {asker.user_id}
    for leg in legs:
        runner = None if leg.runner_id is None else uow.runners.find_by_id(leg.runner_id)
        if runner is None or runner.left_at is not None or leg.run_s is not None or runner.user_id in told:
            continue
        told.add(runner.user_id)
        owed = uow.outbox.find(row.team_id, MessageKind.RELAY_LEG, f"{leg.leg_id}:{runner.runner_id}")
        # A letter that nobody has read says what is true when it is sent.
        if owed is None or not owed.is_to_come:
            owe_leg(uow, row, leg, runner, now, changed=True)


def owe_gone(uow: UnitOfWork, row: RelayRow, leg: LegRow, now: datetime) -> None:
    """Owe whoever had a leg the news that it is theirs no more, if they knew of it, and are here to read it."""
    key = f"{leg.leg_id}:{leg.runner_id}"
    told = uow.outbox.find(row.team_id, MessageKind.RELAY_LEG, key)
    uow.outbox.forget(row.team_id, MessageKind.RELAY_LEG, key)
    if told is None or told.message_id is None or leg.left_at is not None:
        return
    uow.outbox.owe(
        team_id=row.team_id,
        kind=MessageKind.RELAY_LEG,
        key=key,
        payload={"leg_id": leg.leg_id, "gone": True},
        now=now,
        runner_id=leg.runner_id,
        recipient_id=leg.user_id,
    )


def owe_open(uow: UnitOfWork, row: RelayRow, leg: LegRow, now: datetime) -> None:
    """Owe whoever gave a leg to its runner the news that this one would rather not."""
    giver = None if leg.giver_id is None else uow.runners.find_by_id(leg.giver_id)
    if giver is None or giver.left_at is not None:
        return
    key = f"{leg.leg_id}:{leg.runner_id}"
    uow.outbox.forget(row.team_id, MessageKind.RELAY_OPEN, key)
    uow.outbox.owe(
        team_id=row.team_id,
        kind=MessageKind.RELAY_OPEN,
        key=key,
        payload={"leg_id": leg.leg_id, "runner_id": leg.runner_id},
        now=now,
        runner_id=leg.runner_id,
        recipient_id=giver.user_id,
    )


def relay_leg_note(
    uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any]
) -> RelayLegNote | RelayLegGone | None:
    """Return what a runner is told of a leg; None when that is true no more, it was run, or the relay is off."""
    found = _to_run(uow, reader, payload["leg_id"])
    if found is None:
        return None
    team, row, leg, squad = found
    if payload.get("gone", False) == (leg.runner_id == reader.runner_id):
        return None
    if leg.runner_id != reader.runner_id:
        return RelayLegGone(row.relay_id, row.name, team.name, row.relay_day, squad, leg.number)
    relay = relay_of(uow, team, row, TeamUnits(unit_of(reader).value), reader.runner_id)
    begins_at = next(one.begins_at for _, one in relay.own_legs() if one.leg_id == leg.leg_id)
    return RelayLegNote(
        relay_id=row.relay_id,
        leg_id=leg.leg_id,
        relay_name=row.name,
        team_name=team.name,
        relay_day=row.relay_day,
        squad=squad,
        number=leg.number,
        distance_m=leg.distance_m,
        event=leg.event,
        begins_at=begins_at,
        unit=unit_of(reader),
        changed=payload.get("changed", False),
    )


def relay_leg_open(uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any]) -> RelayLegOpen | None:
    """Return what who gave a leg away is told of who would rather not; None once it is somebody's, run, or off."""
    found = _to_run(uow, reader, payload["leg_id"])
    runner = uow.runners.find_by_id(payload["runner_id"])
    if found is None or found[2].runner_id is not None or runner is None:
        return None
    team, row, leg, squad = found
    is_named = audience(Concern.AHEAD, subject_of(runner)) is Audience.PUBLIC
    name = runner.name if is_named else None
    return RelayLegOpen(row.relay_id, leg.leg_id, row.name, team.name, row.relay_day, squad, leg.number, name)


def _to_run(uow: UnitOfWork, reader: RunnerRow, leg_id: int) -> tuple[TeamRow, RelayRow, LegRow, int | None] | None:
    """Return a leg that is to be run, with its team and relay, and which of several squads is to run it."""
    leg = uow.relays.leg(reader.team_id, leg_id)
    team = uow.teams.find(reader.team_id)
    row = None if leg is None else uow.relays.find(reader.team_id, leg.relay_id)
    if leg is None or team is None or row is None or leg.run_s is not None or row.cancelled_at is not None:
        return None
    several = any(one.squad for one in uow.relays.legs(row.relay_id))
    return team, row, leg, leg.squad if several else None


def relay_off(uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any]) -> RelayOff | None:
    """Return what who has a leg is told of a relay that is called off."""
    row = uow.relays.find(reader.team_id, payload["relay_id"])
    return None if row is None else RelayOff(row.name, reader.team_name, row.relay_day)
