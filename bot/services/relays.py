"""Relays: set up for the team's feed, shown, and called off."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.dates import local_today
from bot.domain.races import plain_name
from bot.domain.relays import MOST_SQUADS, Leg, neutral_s, stretches
from bot.domain.units import round_half_up
from bot.errors import NotAllowed, UserError
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.meant import suggested
from bot.services.relay_drafts import RelayChange, RelayDraft, legs_of, read_relay_day, read_relay_name, read_start
from bot.services.relay_letters import owe_changed
from bot.services.relay_pages import (
    Relay,
    RelayList,
    RelayPage,
    as_of,
    has_been_run,
    may_change,
    named_relay,
    relay_found,
    relay_list,
    relay_of,
    relay_page,
    relays_known,
    start_of,
)
from bot.services.runners import Enrolment
from bot.services.teams import TeamUnits, own_team
from bot.services.zones import zone_named
from db.database import Database
from db.repositories.relays import RelayRow
from db.repositories.runners import RunnerRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

MOST_AHEAD: Final = 50
"""Relays of a team that are to come."""


class RelayService:
    """Sets relays up; who did, coaches and admins may call one off, to others that is `NotAllowed`."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def create(self, asker: Asker, draft: RelayDraft) -> RelayPage:
        """Set a relay up and owe its card. Raises `UserError` for what cannot be read, `Unclear` for what is open."""
        return await self._database.write(lambda uow: self._create(uow, asker, draft))

    async def edit(self, asker: Asker, relay: str | int, draft: RelayChange) -> RelayPage:
        """Change a relay, and owe everybody who has a leg to run the news where it is about that.

        Raises as `to_cancel`, and `UserError` as `create`, for a leg that would go from its runner, and for no change.
        """
        return await self._database.write(lambda uow: self._edit(uow, asker, relay, draft))

    async def show(self, asker: Asker, relay: str | int, at: tuple[int, int] | None = None) -> RelayPage:
        """Return a relay by its id, or as it is named; `at`: open at a team, from 0 on, and the number of a leg.

        Raises `NotFound`, and `Unclear` for a name that several have.
        """
        return await self._database.write(lambda uow: self._show(uow, asker, relay, at))

    async def listed(self, asker: Asker) -> RelayList:
        """Return the relays to come, and those run of late."""
        return await self._database.write(lambda uow: self._list(uow, asker))

    async def suggestions(self, asker: Asker, typed: str) -> list[tuple[int, str, date]]:
        """Return (key, name, day) of relays whose names contain what was typed, the next one first."""
        return await self._database.read(lambda uow: self._suggestions(uow, asker, typed))

    async def to_cancel(self, asker: Asker, relay: str | int) -> Relay:
        """Return the relay that is named, to ask whether it is off.

        Raises as `show`, and `UserError` if it is, or has been run.
        """
        return await self._database.read(lambda uow: self._to_cancel(uow, asker, relay))

    async def cancel(self, asker: Asker, relay_id: int) -> RelayPage:
        """Call a relay off, and owe everybody who has a leg the news; raises as `to_cancel`."""
        return await self._database.write(lambda uow: self._cancel(uow, asker, relay_id))

    def _create(self, uow: UnitOfWork, asker: Asker, draft: RelayDraft) -> RelayPage:
        now = self._clock.now()
        # Two who set the same relay up at once wait for each other here.
        uow.teams.find(asker.team_id, for_update=True)
        runner = self._enrolment.runner(uow, asker, now)
        team = own_team(uow, asker)
        zone_name = team.time_zone if draft.zone is None else zone_named(draft.zone)
        today = local_today(now, ZoneInfo(zone_name))
        name = read_relay_name(draft.name)
        day = read_relay_day(draft.day, today)
        start, starts_at = read_start(draft.start, day, ZoneInfo(zone_name))
        if starts_at <= now:
            raise UserError("relay_start_past", clock=start.isoformat("minutes"))
        legs = [(round_half_up(one.metres), one.event) for one in legs_of(draft.legs)]
        if draft.squads not in range(1, MOST_SQUADS + 1):
            raise UserError("relay_teams_range", most=MOST_SQUADS)
        _require_new(uow, team.team_id, name, day)
        ahead = [row for row in uow.relays.since(team.team_id, today, MOST_AHEAD) if row.cancelled_at is None]
        if len(ahead) >= MOST_AHEAD:
            raise UserError("relays_full", most=MOST_AHEAD)
        relay_id = uow.relays.add(
            draft.squads,
            legs,
            team_id=team.team_id,
            name=name,
            plain_name=plain_name(name),
            relay_day=day,
            start=start.isoformat("minutes"),
            time_zone=zone_name,
            age_graded=draft.age_graded,
            creator_id=asker.user_id,
            created_at=now,
        )
        planned = [Leg(number, metres, neutral_s(metres)) for number, (metres, _) in enumerate(legs, start=1)]
        uow.outbox.owe(
            team_id=team.team_id,
            kind=MessageKind.RELAY_CARD,
            key=str(relay_id),
            payload={"relay_id": relay_id},
            now=now,
            useful_until=stretches(starts_at, planned)[-1].ends_at + timedelta(days=1),
        )
        return relay_page(uow, asker, runner, relay_found(uow, team.team_id, relay_id), now)

    def _edit(self, uow: UnitOfWork, asker: Asker, relay: str | int, draft: RelayChange) -> RelayPage:
        now = self._clock.now()
        # As when one is set up: no two come to have one name on one day.
        uow.teams.find(asker.team_id, for_update=True)
        runner, row = self._held(uow, asker, named_relay(uow, asker, relay, now).relay_id, now)
        _require_change(own_team(uow, asker), row, asker)
        zone_name = row.time_zone if draft.zone is None else zone_named(draft.zone)
        zone = ZoneInfo(zone_name)
        name = row.name if draft.name is None else read_relay_name(draft.name)
        day = row.relay_day if draft.day is None else read_relay_day(draft.day, local_today(now, zone))
        start, starts_at = read_start(row.start if draft.start is None else draft.start, day, zone)
        # Of a relay that has begun a start can be put right.
        if starts_at <= now < start_of(row):
            raise UserError("relay_start_past", clock=start.isoformat("minutes"))
        if (plain_name(name), day) != (row.plain_name, row.relay_day):
            _require_new(uow, row.team_id, name, day)
        wanted = {
            "name": name,
            "plain_name": plain_name(name),
            "relay_day": day,
            "start": start.isoformat("minutes"),
            "time_zone": zone_name,
            "age_graded": row.age_graded if draft.age_graded is None else draft.age_graded,
        }
        columns = {column: value for column, value in wanted.items() if value != getattr(row, column)}
        if "relay_day" in columns and any(leg.run_s is not None for leg in uow.relays.legs(row.relay_id)):
            raise UserError("relay_has_been", name=row.name)
        changed = set() if draft.legs is None else _edit_legs(uow, row, draft.legs)
        if not columns and not changed:
            raise UserError("relay_unchanged", name=row.name)
        if columns:
            uow.relays.change(row.relay_id, **columns)
            row = relay_found(uow, row.team_id, row.relay_id)
        moved = bool(columns.keys() & {"relay_day", "start", "time_zone"})
        owe_changed(
            uow, row, [leg for leg in uow.relays.legs(row.relay_id) if moved or leg.leg_id in changed], asker, now
        )
        uow.outbox.revise(row.team_id, MessageKind.RELAY_CARD, str(row.relay_id), now)
        return relay_page(uow, asker, runner, row, now)

    def _show(self, uow: UnitOfWork, asker: Asker, relay: str | int, at: tuple[int, int] | None) -> RelayPage:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        return relay_page(uow, asker, runner, named_relay(uow, asker, relay, now), now, at)

    def _list(self, uow: UnitOfWork, asker: Asker) -> RelayList:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        return relay_list(uow, own_team(uow, asker), runner, now)

    def _suggestions(self, uow: UnitOfWork, asker: Asker, typed: str) -> list[tuple[int, str, date]]:
        if uow.runners.find(asker.team_id, asker.user_id) is None and not asker.in_server:
            return []
        team = uow.teams.find(asker.team_id)
        rows = [] if team is None else relays_known(uow, team, self._clock.now())
        return [(row.relay_id, row.name, row.relay_day) for row in suggested(rows, typed)]

    def _to_cancel(self, uow: UnitOfWork, asker: Asker, relay: str | int) -> Relay:
        team = own_team(uow, asker)
        now = self._clock.now()
        row = named_relay(uow, asker, relay, now)
        _require_change(team, row, asker)
        found = relay_of(uow, team, row, TeamUnits(team.units), None)
        _require_to_come(as_of(found, now))
        return found

    def _cancel(self, uow: UnitOfWork, asker: Asker, relay_id: int) -> RelayPage:
        now = self._clock.now()
        runner, row = self._held(uow, asker, relay_id, now)
        team = own_team(uow, asker)
        _require_change(team, row, asker)
        _require_to_come(as_of(relay_of(uow, team, row, TeamUnits(team.units), None), now))
        uow.relays.change(row.relay_id, cancelled_at=now)
        self._tell_off(uow, row.relay_id, asker, now)
        uow.outbox.revise(row.team_id, MessageKind.RELAY_CARD, str(row.relay_id), now)
        return relay_page(uow, asker, runner, relay_found(uow, row.team_id, row.relay_id), now)

    def _held(self, uow: UnitOfWork, asker: Asker, relay_id: int, now: datetime) -> tuple[RunnerRow, RelayRow]:
        """Return the asker and a relay that nobody else changes meanwhile, with all whom a change is told to locked."""
        legs = uow.relays.legs(relay_found(uow, asker.team_id, relay_id).relay_id)
        people = {leg.runner_id for leg in legs if leg.runner_id is not None}
        runner, _ = self._enrolment.among(uow, asker, people, now)
        return runner, relay_found(uow, asker.team_id, relay_id, hold=True)

    @staticmethod
    def _tell_off(uow: UnitOfWork, relay_id: int, asker: Asker, now: datetime) -> None:
        """Owe everybody who has a leg the news that they need not run it, but for who called it off."""
        for leg in uow.relays.legs(relay_id):
            if leg.user_id is None or leg.left_at is not None or leg.user_id == asker.user_id:
                continue
            uow.outbox.owe(
                team_id=asker.team_id,
                kind=MessageKind.RELAY_OFF,
                key=f"{relay_id}:{leg.runner_id}",
                payload={"relay_id": relay_id},
                now=now,
                runner_id=leg.runner_id,
                recipient_id=leg.user_id,
            )


def _edit_legs(uow: UnitOfWork, row: RelayRow, typed: str) -> set[int]:
    """Let each team have the legs that were typed; returns those whose distance changed, which are to be timed anew.

    What was run stays as it was, and a leg that somebody is to run does not go from under them.
    """
    wanted = [(round_half_up(one.metres), one.event) for one in legs_of(typed)]
    legs = uow.relays.legs(row.relay_id)
    changed = set()
    for leg in legs:
        if leg.number > len(wanted):
            if leg.runner_id is not None or leg.run_s is not None:
                raise UserError("relay_leg_taken", number=leg.number)
            uow.relays.drop_leg(leg.leg_id)
            changed.add(leg.leg_id)
        elif (metres := wanted[leg.number - 1][0]) != leg.distance_m:
            if leg.run_s is not None:
                raise UserError("relay_leg_over", number=leg.number)
            event = wanted[leg.number - 1][1]
            uow.relays.change_leg(leg.leg_id, distance_m=metres, event=event, expected_s=None)
            changed.add(leg.leg_id)
    count = max(leg.number for leg in legs)
    added = wanted[count:]
    for squad in {leg.squad for leg in legs} if added else ():
        uow.relays.add_legs(row.relay_id, squad, count + 1, added)
    known = {leg.leg_id for leg in legs}
    return changed | {leg.leg_id for leg in uow.relays.legs(row.relay_id) if leg.leg_id not in known}


def _require_new(uow: UnitOfWork, team_id: int, name: str, day: date) -> None:
    same = (row for row in uow.relays.since(team_id, day, MOST_AHEAD) if row.relay_day == day)
    if any(row.plain_name == plain_name(name) and row.cancelled_at is None for row in same):
        raise UserError("relay_known", name=name)


def _require_change(team: TeamRow, row: RelayRow, asker: Asker) -> None:
    if not may_change(team, row, asker):
        raise NotAllowed("not_your_relay")
    if row.cancelled_at is not None:
        raise UserError("relay_off", name=row.name)


def _require_to_come(relay: Relay) -> None:
    if has_been_run(relay):
        raise UserError("relay_has_been", name=relay.name)
