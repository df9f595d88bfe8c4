"""Entrants: who runs or cheers at a race, and what they are after there."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.dates import local_today
from bot.domain.races import GOAL_LIMIT, Outcome, Part, is_out_of_reach, next_reminder
from bot.domain.units import ParseError, parse_duration, round_half_up
from bot.domain.words import storable
from bot.errors import NotFound, Unclear, UserError
from bot.services.asker import Asker
from bot.services.cheers import CALM
from bot.services.clock import Clock
from bot.services.race_drafts import distances_of, metres_of
from bot.services.race_letters import tell_mates
from bot.services.race_names import named_race, race_found
from bot.services.race_pages import LeftGoal, RacePage, race_page
from bot.services.race_posts import revise_calls
from bot.services.runners import Enrolment, zone_of
from db.database import Database
from db.repositories.entrants import EntrantRow
from db.repositories.races import DistanceRow, RaceRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

LONGEST_GOAL_S: Final = 7 * 86_400


class EntrantService:
    """Puts members down for races, and takes them out."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def join(
        self,
        asker: Asker,
        race: str | int,
        *,
        distance: str | int | None = None,
        goal: str | None = None,
        shows_goal: bool | None = None,
    ) -> RacePage:
        """Put the asker down for a race, or change what they put down; `distance` is typed, or the id of one.

        Of a race with several distances and none given the page `asks_distance`, and nothing is changed. Raises as
        `show`, and `UserError` for a race that has been or was called off and for what cannot be read.
        """
        return await self._database.write(
            lambda uow: self._join(uow, asker, race, distance=distance, goal=goal, shows_goal=shows_goal)
        )

    async def cheer(self, asker: Asker, race: str | int) -> RacePage:
        """Put the asker down as cheering; raises as `join`."""
        return await self._database.write(lambda uow: self._cheer(uow, asker, race))

    async def leave(self, asker: Asker, race: str | int) -> RacePage:
        """Take the asker out of a race; raises as `show`, and `UserError` for who is not in it."""
        return await self._database.write(lambda uow: self._leave(uow, asker, race))

    async def running(self, asker: Asker, race_id: int) -> RacePage:
        """Return a race that the asker runs, to ask for their goal; raises `UserError` for who does not run there."""
        return await self._database.read(lambda uow: self._runs(uow, asker, race_id))

    async def set_goal(self, asker: Asker, race_id: int, goal: str) -> RacePage:
        """Set what the asker is after at a race that they run, a time or words; an empty text takes it back.

        Raises `UserError` for what cannot be read, and for who does not run there.
        """
        return await self._database.write(lambda uow: self._set_goal(uow, asker, race_id, goal))

    async def show_goal(self, asker: Asker, race_id: int, *, shown: bool) -> RacePage:
        """Show what the asker is after to teammates, or keep it to them; raises as `set_goal`."""
        return await self._database.write(lambda uow: self._show_goal(uow, asker, race_id, shown=shown))

    def _join(
        self,
        uow: UnitOfWork,
        asker: Asker,
        race: str | int,
        *,
        distance: str | int | None,
        goal: str | None,
        shows_goal: bool | None,
    ) -> RacePage:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        row = self._open(uow, asker, race, now)
        before = uow.entrants.find(row.race_id, runner.runner_id)
        held = uow.races.distances([row.race_id])[row.race_id]
        chosen = chosen_distance(held, distance, before)
        if chosen is None:
            return replace(race_page(uow, asker, runner, row, now), asks_distance=True)
        left_goal = None
        goal_s, words = (None, None) if before is None else (before.goal_s, before.goal)
        if goal is not None:
            goal_s, words = read_goal(goal, chosen.distance_m)
        elif before is not None and before.distance_id != chosen.distance_id:
            # A time over one distance is none over another.
            if goal_s is not None and before.distance_id is not None:
                left_goal = LeftGoal(goal_s, before.distance_id)
            goal_s = None
        shows = before is not None and before.shows_goal if shows_goal is None else shows_goal
        if before is not None and before.part == Part.RUNNING:
            joined_at, days, remind_at = before.joined_at, before.remind_days, before.remind_at
        else:
            joined_at = now
            days, remind_at = next_reminder(row.race_day, zone_of(runner), now) or (None, None)
        uow.entrants.put(
            row.race_id,
            runner.runner_id,
            joined_at,
            part=Part.RUNNING,
            distance_id=chosen.distance_id,
            goal_s=goal_s,
            goal=words,
            shows_goal=shows,
            remind_days=days,
            remind_at=remind_at,
        )
        self._redraw(uow, row, now)
        if before is None or before.part != Part.RUNNING:
            tell_mates(uow, row, runner, now)
        return replace(race_page(uow, asker, runner, row, now), left_goal=left_goal)

    def _cheer(self, uow: UnitOfWork, asker: Asker, race: str | int) -> RacePage:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        row = self._open(uow, asker, race, now)
        own = uow.entrants.find(row.race_id, runner.runner_id)
        if own is not None:
            _require_no_result(row, own)
        # What they had put down as a runner stays theirs, should they come back.
        put_down = {} if own is None else {name: getattr(own, name) for name in _KEPT_WHILE_CHEERING}
        uow.entrants.put(row.race_id, runner.runner_id, now, part=Part.CHEERING, **({"distance_id": None} | put_down))
        self._redraw(uow, row, now)
        revise_calls(uow, row.team_id, [row.race_id], now)
        return race_page(uow, asker, runner, row, now)

    def _leave(self, uow: UnitOfWork, asker: Asker, race: str | int) -> RacePage:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        row = named_race(uow, asker, race, now, hold=True)
        own = uow.entrants.find(row.race_id, runner.runner_id)
        if own is None:
            raise UserError("race_not_in", name=row.name)
        _require_no_result(row, own)
        if _is_over(row, now):
            raise UserError("race_stayed_in", name=row.name)
        uow.entrants.remove(row.race_id, runner.runner_id)
        self._redraw(uow, row, now)
        # Once out, no choice of theirs would find the posts that named them.
        revise_calls(uow, row.team_id, [row.race_id], now)
        return race_page(uow, asker, runner, row, now)

    def _runs(self, uow: UnitOfWork, asker: Asker, race_id: int) -> RacePage:
        row = race_found(uow, asker.team_id, race_id)
        runner = uow.runners.find(asker.team_id, asker.user_id)
        if runner is None:
            raise UserError("race_not_in", name=row.name)
        _running_at(uow, row, runner)
        return race_page(uow, asker, runner, row, self._clock.now())

    def _set_goal(self, uow: UnitOfWork, asker: Asker, race_id: int, goal: str) -> RacePage:
        now = self._clock.now()
        runner, row, own = self._running(uow, asker, race_id, now)
        distances = uow.races.distances([row.race_id])[row.race_id]
        metres = next(one.distance_m for one in distances if one.distance_id == own.distance_id)
        goal_s, words = read_goal(goal, metres)
        uow.entrants.change(row.race_id, runner.runner_id, goal_s=goal_s, goal=words)
        if own.shows_goal:
            self._redraw(uow, row, now)
        return race_page(uow, asker, runner, row, now)

    def _show_goal(self, uow: UnitOfWork, asker: Asker, race_id: int, *, shown: bool) -> RacePage:
        now = self._clock.now()
        runner, row, _ = self._running(uow, asker, race_id, now)
        uow.entrants.change(row.race_id, runner.runner_id, shows_goal=shown)
        self._redraw(uow, row, now)
        return race_page(uow, asker, runner, row, now)

    def _running(
        self, uow: UnitOfWork, asker: Asker, race_id: int, now: datetime
    ) -> tuple[RunnerRow, RaceRow, EntrantRow]:
        """Return the asker, a race that they run, held, and their part in it."""
        runner = self._enrolment.runner(uow, asker, now)
        row = race_found(uow, asker.team_id, race_id, hold=True)
        return runner, row, _running_at(uow, row, runner)

    @staticmethod
    def _redraw(uow: UnitOfWork, row: RaceRow, now: datetime) -> None:
        # Many join in the minutes after a race was added, and the card is edited once for all of them.
        uow.redraws.ask(row.team_id, MessageKind.RACE_CARD, str(row.race_id), now, CALM)

    @staticmethod
    def _open(uow: UnitOfWork, asker: Asker, race: str | int, now: datetime) -> RaceRow:
        """Return a race that one can still join, held."""
        row = named_race(uow, asker, race, now, hold=True)
        if row.cancelled_at is not None:
            raise UserError("race_off", name=row.name)
        if _is_over(row, now):
            raise UserError("race_over", name=row.name)
        return row


_KEPT_WHILE_CHEERING: Final = ("distance_id", "goal_s", "goal", "shows_goal")


def _is_over(row: RaceRow, now: datetime) -> bool:
    return local_today(now, ZoneInfo(row.time_zone)) > row.race_day


def _require_no_result(row: RaceRow, own: EntrantRow) -> None:
    """Raise `UserError` for somebody who has been at the start: they run it, whatever comes after."""
    if own.outcome in (Outcome.FINISHED, Outcome.DNF):
        raise UserError("race_ran", name=row.name)


def _running_at(uow: UnitOfWork, row: RaceRow, runner: RunnerRow) -> EntrantRow:
    """Return the part of somebody who runs a race; raises `UserError` for who does not."""
    own = uow.entrants.find(row.race_id, runner.runner_id)
    if own is None or own.part != Part.RUNNING:
        raise UserError("race_not_in", name=row.name)
    return own


def read_goal(typed: str, distance_m: int) -> tuple[int | None, str | None]:
    """Return what somebody is after at a race as (seconds, None) or (None, words); both None for an empty text.

    Raises `UserError` for words that are too many and a time that is none, and `Unclear` for one that is unclear.
    """
    words = storable(" ".join(typed.split()))
    if words is None:
        return None, None
    try:
        seconds = round_half_up(parse_duration(words, distance_m))
    except ParseError as error:
        if error.code == "ambiguous":
            raise Unclear("duration_ambiguous", text=typed) from None
        if error.code == "not_positive":
            raise UserError("race_goal_unreadable", text=typed) from None
        if len(words) > GOAL_LIMIT:
            raise UserError("race_goal_long", limit=GOAL_LIMIT) from None
        return None, words
    if seconds > LONGEST_GOAL_S:
        raise UserError("race_goal_unreadable", text=typed)
    if is_out_of_reach(seconds, distance_m):
        raise UserError("race_goal_odd", text=typed)
    return seconds, None


def chosen_distance(
    held: list[DistanceRow], distance: str | int | None, before: EntrantRow | None
) -> DistanceRow | None:
    """Return the distance that is meant; None when it takes a question."""
    if distance is None:
        if before is not None and before.distance_id is not None:
            return next(one for one in held if one.distance_id == before.distance_id)
        return held[0] if len(held) == 1 else None
    if isinstance(distance, int):
        found = [one for one in held if one.distance_id == distance]
        if not found:
            raise NotFound("race_distance_gone")
        return found[0]
    wanted = {metres_of(one) for one in distances_of(distance)}
    found = [one for one in held if one.distance_m in wanted]
    if not found:
        raise UserError("race_distance_not_there", text=distance)
    return found[0] if len(found) == 1 else None
