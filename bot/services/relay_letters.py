"""Letters about relays: which leg is whose, and that one is called off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.audience import MessageKind
from bot.domain.units import Unit
from bot.services.relay_pages import relay_of
from bot.services.runners import unit_of
from bot.services.teams import TeamUnits
from db.repositories.relays import LegRow, RelayRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RelayLegNote:
    """Tells a runner which leg is theirs, and when it begins as things stand; `squad` is None in a relay of one team.

    The distance is in metres, and `unit` the runner's.
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


@dataclass(frozen=True, slots=True)
class RelayOff:
    """Tells who has a leg that the relay is called off."""

    relay_name: str
    team_name: str
    relay_day: date


def owe_leg(uow: UnitOfWork, row: RelayRow, leg: LegRow, runner: RunnerRow, now: datetime) -> None:
    """Owe a runner the news that a leg is theirs, again if they had it before."""
    key = f"{leg.leg_id}:{runner.runner_id}"
    uow.outbox.forget(row.team_id, MessageKind.RELAY_LEG, key)
    uow.outbox.owe(
        team_id=row.team_id,
        kind=MessageKind.RELAY_LEG,
        key=key,
        payload={"leg_id": leg.leg_id},
        now=now,
        runner_id=runner.runner_id,
        recipient_id=runner.user_id,
    )


def relay_leg_note(uow: UnitOfWork, reader: RunnerRow, leg_id: int) -> RelayLegNote | None:
    """Return what a runner is told of their leg; None when it is theirs no more, was run, or the relay is off."""
    row = uow.relays.leg(reader.team_id, leg_id)
    if row is None or row.runner_id != reader.runner_id or row.run_s is not None:
        return None
    team = uow.teams.find(reader.team_id)
    found = uow.relays.find(reader.team_id, row.relay_id)
    if team is None or found is None or found.cancelled_at is not None:
        return None
    relay = relay_of(uow, team, found, TeamUnits(unit_of(reader).value), reader.runner_id)
    squad, leg = next((squad, leg) for squad, leg in relay.own_legs() if leg.leg_id == leg_id)
    return RelayLegNote(
        relay_id=relay.relay_id,
        leg_id=leg.leg_id,
        relay_name=relay.name,
        team_name=relay.team_name,
        relay_day=relay.relay_day,
        squad=squad.number if len(relay.squads) > 1 else None,
        number=leg.number,
        distance_m=leg.distance_m,
        event=leg.event,
        begins_at=leg.begins_at,
        unit=unit_of(reader),
    )


def relay_off(uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any]) -> RelayOff | None:
    """Return what who has a leg is told of a relay that is called off."""
    row = uow.relays.find(reader.team_id, payload["relay_id"])
    return None if row is None else RelayOff(row.name, reader.team_name, row.relay_day)
