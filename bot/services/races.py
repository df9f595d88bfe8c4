"""Races: added once for the whole team, changed and called off."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.dates import local_today
from bot.domain.races import Outcome, Part, day_after, plain_name
from bot.errors import NotAllowed, UserError
from bot.services.access import is_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.race_drafts import (
    FilledRace,
    RaceDraft,
    distances_of,
    filled_race,
    read_day,
    read_name,
    read_place,
    read_url,
    starts_of,
)
from bot.services.race_filling import TypedRace, fill_race
from bot.services.race_letters import Change, owe_changes
from bot.services.race_names import named_race, race_found
from bot.services.race_pages import Race, RacePage, may_change, race_of, race_page
from bot.services.race_posts import revise_calls, revise_results
from bot.services.race_programmes import require_room, require_starts, typed_rows, wanted_distances
from bot.services.race_timing import next_call, retime_race
from bot.services.runners import Enrolment, unit_of
from bot.services.standing import revise_countdown
from bot.services.teams import TeamUnits, own_team
from bot.services.zones import zone_named
from db.database import Database
from db.repositories.races import DistanceRow, RaceRow
from db.repositories.runners import RunnerRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

MOST_AHEAD: Final = 300
"""Races of a team that are to come; more are no calendar that anybody reads."""
COLLECTED_AT: Final = time(10, 0)
"""On the race's own wall, on the day after it."""


@dataclass(frozen=True, slots=True)
class AddedRace:
    """A race that somebody added; `known` when the team had it already.

    `filled` is what it is known of one since, and `kept` what stays though something else was typed.
    """

    page: RacePage
    known: bool
    filled: tuple[Change, ...] = ()
    kept: tuple[Change, ...] = ()


class RaceService:
    """Adds races and changes them: whoever added one may, and coaches and admins; to others that is `NotAllowed`."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def add(self, asker: Asker, draft: RaceDraft) -> AddedRace:
        """Add a race, or find the one of the same name and day. Raises `UserError` for what cannot be read."""
        return await self._database.write(lambda uow: self._add(uow, asker, draft))

    async def form(self, asker: Asker, race: str | int) -> FilledRace:
        """Return the race that is named, ready to be changed; raises as `edit`."""
        return await self._database.write(lambda uow: self._form(uow, asker, race))

    async def edit(self, asker: Asker, race: str | int, draft: RaceDraft) -> RacePage:
        """Change a race, and owe everybody who is in it the news.

        Raises `NotFound`, `Unclear` for a name that several have, and `UserError` as `add`.
        """
        return await self._database.write(lambda uow: self._edit(uow, asker, race, draft))

    async def to_cancel(self, asker: Asker, race: str | int) -> Race:
        """Return the race that is named, to ask whether it is off; raises as `edit`."""
        return await self._database.read(lambda uow: self._to_cancel(uow, asker, race))

    async def cancel(self, asker: Asker, race_id: int) -> RacePage:
        """Call a race off, and owe everybody who is in it the news; raises as `edit`."""
        return await self._database.write(lambda uow: self._cancel(uow, asker, race_id))

    def _add(self, uow: UnitOfWork, asker: Asker, draft: RaceDraft) -> AddedRace:
        now = self._clock.now()
        # Two who add the same race at once wait for each other here.
        uow.teams.find(asker.team_id, for_update=True)
        runner = self._enrolment.runner(uow, asker, now)
        team = own_team(uow, asker)
        zone_name = team.time_zone if draft.zone is None else zone_named(draft.zone)
        zone = ZoneInfo(zone_name)
        today = local_today(now, zone)
        name = read_name(draft.name or "")
        day = read_day(draft.day or "", today)
        distances = distances_of(draft.distance or "")
        starts = None if draft.start is None else starts_of(draft.start, len(distances))
        place = None if draft.place is None else read_place(draft.place)
        url = None if draft.url is None or not draft.url.strip() else read_url(draft.url)
        is_goal = _goal_race(team, asker, draft.is_goal) or False
        if found := uow.races.named(team.team_id, plain_name(name), day):
            row = race_found(uow, team.team_id, found[0].race_id, hold=True)
            typed = TypedRace(zone, typed_rows(distances, starts), place, url)
            filled, kept = fill_race(uow, row, typed)
            if filled:
                row = self._changed(uow, row, now)
                owe_changes(uow, row, filled, asker.user_id, now)
            if is_goal and not row.is_goal:
                row = self._made_goal(uow, row, now)
            return AddedRace(race_page(uow, asker, runner, row, now), True, filled, kept)
        if uow.races.count_on(team.team_id, today) >= MOST_AHEAD:
            raise UserError("races_full", most=MOST_AHEAD)
        require_starts(day, starts or (), zone)
        race_id = uow.races.add(
            team_id=team.team_id,
            name=name,
            plain_name=plain_name(name),
            race_day=day,
            time_zone=zone_name,
            place=place,
            url=url,
            is_goal=is_goal,
            creator_id=asker.user_id,
            created_at=now,
            changed_at=now,
            event_due_at=now,
            **_timetable(day, zone, ZoneInfo(team.time_zone), now),
        )
        uow.races.add_distances(race_id, typed_rows(distances, starts))
        uow.outbox.owe(
            team_id=team.team_id,
            kind=MessageKind.RACE_CARD,
            key=str(race_id),
            payload={"race_id": race_id},
            now=now,
            useful_until=day_after(day, zone, COLLECTED_AT),
        )
        return AddedRace(race_page(uow, asker, runner, race_found(uow, team.team_id, race_id), now), known=False)

    def _form(self, uow: UnitOfWork, asker: Asker, race: str | int) -> FilledRace:
        runner, _, row = self._own_race(uow, asker, race, self._clock.now())
        return filled_race(row, uow.races.distances([row.race_id])[row.race_id], unit_of(runner))

    def _edit(self, uow: UnitOfWork, asker: Asker, race: str | int, draft: RaceDraft) -> RacePage:
        now = self._clock.now()
        if draft.name is not None or draft.day is not None:
            # Who adds or names another race at once waits here, or both would have one name.
            uow.teams.find(asker.team_id, for_update=True)
        runner, team, row = self._own_race(uow, asker, race, now)
        zone_name = row.time_zone if draft.zone is None else zone_named(draft.zone)
        zone = ZoneInfo(zone_name)
        columns: dict[str, object] = {}
        changes: list[Change] = []
        if draft.name is not None and (name := read_name(draft.name)) != row.name:
            columns |= {"name": name, "plain_name": plain_name(name)}
            changes.append(Change.NAME)
        day = row.race_day if draft.day is None else read_day(draft.day, local_today(now, zone))
        if day != row.race_day:
            _require_to_come(uow, row, now)
            columns["race_day"] = day
            changes.append(Change.DAY)
        if columns:
            _require_alone(uow, row, str(columns.get("plain_name", row.plain_name)), day)
        if draft.place is not None and (place := read_place(draft.place)) != row.place:
            columns["place"] = place
            changes.append(Change.PLACE)
        if draft.url is not None and (url := read_url(draft.url) if draft.url.strip() else None) != row.url:
            columns["url"] = url
            changes.append(Change.LINK)
        goal = _goal_race(team, asker, draft.is_goal)
        if goal is not None and goal != row.is_goal:
            columns["is_goal"] = goal
        if zone_name != row.time_zone:
            columns["time_zone"] = zone_name
        held = uow.races.distances([row.race_id])[row.race_id]
        held = self._edit_distances(uow, row, held, draft, changes)
        starts = [time.fromisoformat(one.start) for one in held if one.start is not None]
        require_starts(day, starts, zone)
        if zone_name != row.time_zone and Change.START not in changes:
            changes.append(Change.START)
        if not changes and not columns:
            raise UserError("race_unchanged")
        if columns:
            uow.races.change(row.race_id, **columns)
        row = race_found(uow, team.team_id, row.race_id)
        if Change.DAY in changes or "time_zone" in columns:
            uow.races.change(row.race_id, **_timetable(day, zone, ZoneInfo(team.time_zone), now))
            retime_race(uow, row, team, now)
        if changes:
            row = self._changed(uow, row, now)
            owe_changes(uow, row, changes, asker.user_id, now)
        else:
            uow.outbox.revise(team.team_id, MessageKind.RACE_CARD, str(row.race_id), now)
        if Change.DAY in changes:
            # What the channel heard of another day goes.
            revise_calls(uow, team.team_id, [row.race_id], now)
        revise_results(uow, team.team_id, [row.race_id], now)
        if columns.keys() & {"name", "race_day", "is_goal"} and (row.is_goal or "is_goal" in columns):
            revise_countdown(uow, team.team_id, now)
        return race_page(uow, asker, runner, row, now)

    def _edit_distances(
        self, uow: UnitOfWork, row: RaceRow, held: list[DistanceRow], draft: RaceDraft, changes: list[Change]
    ) -> list[DistanceRow]:
        wanted = wanted_distances(held, draft)
        known = {one.distance_m: one for one in held}
        entrants = uow.entrants.of_race(row.race_id)
        for metres, one in known.items():
            if metres in wanted:
                continue
            for entrant in entrants:
                if entrant.distance_id != one.distance_id:
                    continue
                if entrant.part == Part.RUNNING:
                    raise UserError("race_distance_taken", text=draft.programme or draft.distance or "")
                # Who cheers goes on cheering; of what they once meant to run there, the words stay.
                uow.entrants.change(row.race_id, entrant.runner_id, distance_id=None, goal_s=None)
            uow.races.drop_distance(one.distance_id)
        require_room(len(wanted))
        new = [(metres, event, start) for metres, (event, start) in wanted.items() if metres not in known]
        uow.races.add_distances(row.race_id, new)
        if new or known.keys() - wanted.keys():
            changes.append(Change.DISTANCES)
        for metres, (_, start) in wanted.items():
            if metres in known and known[metres].start != start:
                uow.races.change_distance(known[metres].distance_id, start=start)
                if Change.START not in changes:
                    changes.append(Change.START)
        return uow.races.distances([row.race_id])[row.race_id]

    def _to_cancel(self, uow: UnitOfWork, asker: Asker, race: str | int) -> Race:
        team = own_team(uow, asker)
        row = named_race(uow, asker, race, self._clock.now())
        _require_change(team, row, asker)
        if row.cancelled_at is not None:
            raise UserError("race_off", name=row.name)
        _require_to_come(uow, row, self._clock.now())
        return race_of(uow, team, row, TeamUnits(team.units))

    def _cancel(self, uow: UnitOfWork, asker: Asker, race_id: int) -> RacePage:
        now = self._clock.now()
        runner, _, row = self._own_race(uow, asker, race_id, now)
        _require_to_come(uow, row, now)
        uow.races.change(row.race_id, cancelled_at=now, is_goal=False, call_at=None, call_days=None, collect_at=None)
        uow.entrants.retime((row.race_id, one.runner_id, None, None) for one in uow.entrants.of_race(row.race_id))
        counted_down = row.is_goal
        row = self._changed(uow, row, now)
        revise_calls(uow, row.team_id, [row.race_id], now)
        revise_results(uow, row.team_id, [row.race_id], now)
        if counted_down:
            revise_countdown(uow, row.team_id, now)
        owe_changes(uow, row, [Change.CALLED_OFF], asker.user_id, now)
        return race_page(uow, asker, runner, row, now)

    def _own_race(
        self, uow: UnitOfWork, asker: Asker, race: str | int, now: datetime
    ) -> tuple[RunnerRow, TeamRow, RaceRow]:
        """Return the asker, the team and a race that the asker may change and that is on, held."""
        runner = self._enrolment.runner(uow, asker, now)
        team = own_team(uow, asker)
        row = named_race(uow, asker, race, now, hold=True)
        _require_change(team, row, asker)
        if row.cancelled_at is not None:
            raise UserError("race_off", name=row.name)
        return runner, team, row

    @staticmethod
    def _made_goal(uow: UnitOfWork, row: RaceRow, now: datetime) -> RaceRow:
        uow.races.change(row.race_id, is_goal=True)
        uow.outbox.revise(row.team_id, MessageKind.RACE_CARD, str(row.race_id), now)
        revise_countdown(uow, row.team_id, now)
        return race_found(uow, row.team_id, row.race_id)

    @staticmethod
    def _changed(uow: UnitOfWork, row: RaceRow, now: datetime) -> RaceRow:
        """Note that what calendars, Discord's event and the card show has changed."""
        uow.races.change(row.race_id, revision=row.revision + 1, changed_at=now, event_due_at=now)
        uow.outbox.revise(row.team_id, MessageKind.RACE_CARD, str(row.race_id), now)
        return race_found(uow, row.team_id, row.race_id)


def _timetable(day: date, zone: ZoneInfo, team_zone: ZoneInfo, now: datetime) -> dict[str, object]:
    """Return when the channel hears of a race next, and when its results are collected."""
    return {**next_call(day, team_zone, now), "collect_at": day_after(day, zone, COLLECTED_AT)}


def _goal_race(team: TeamRow, asker: Asker, wanted: bool | None) -> bool | None:
    """Return whether a race is to be the one that the team trains for, which coaches and admins decide."""
    if wanted and not (asker.is_admin or is_coach(team, asker)):
        raise NotAllowed("race_goal_coach")
    return wanted


def _require_alone(uow: UnitOfWork, row: RaceRow, name: str, day: date) -> None:
    """Raise `UserError` where another race has that name and day: they would be one race in two."""
    others = [one for one in uow.races.named(row.team_id, name, day) if one.race_id != row.race_id]
    if others:
        raise UserError("race_twin", name=others[0].name)


def _require_to_come(uow: UnitOfWork, row: RaceRow, now: datetime) -> None:
    """Raise `UserError` for a race that has been run, as far as the calendar or anybody's result tells."""
    over = local_today(now, ZoneInfo(row.time_zone)) > row.race_day
    if over or any(one.outcome in _RUN for one in uow.entrants.of_race(row.race_id)):
        raise UserError("race_stays", name=row.name)


_RUN: Final = (Outcome.FINISHED, Outcome.DNF)


def _require_change(team: TeamRow, row: RaceRow, asker: Asker) -> None:
    if not may_change(team, row, asker):
        raise NotAllowed("not_your_race")
