"""Seasons: outlined by coaches, read by their runners, and known to whatever asks which phase a week is in."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.audience import MessageKind
from bot.domain.races import Part
from bot.domain.seasons import MOST_WEEKS, changes, measure_of, shown_until
from bot.errors import NotFound, UserError
from bot.services.access import is_coach, require_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.meant import suggested
from bot.services.race_names import named_race, races_known
from bot.services.runners import Enrolment, today_of, unit_of
from bot.services.season_drafts import FilledSeason, filled_from, filled_new, race_text, read_draft, rewritten
from bot.services.season_pages import (
    DraftPage,
    SeasonDraft,
    SeasonPage,
    draft_page,
    run_lately,
    season_draft,
    season_page,
    week_row,
)
from bot.services.teammates import named_runner, suggested_runners
from bot.services.teams import own_team
from db.database import Database
from db.repositories.races import DistanceRow, RaceRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SavedSeason:
    """A season that was saved, as its coach sees it; `told` where its runner hears of it, who may be that coach."""

    page: SeasonPage
    told: bool
    is_own: bool = False


class SeasonService:
    """Outlines seasons, for coaches, and shows them; to others than coaches what is not theirs is `NotAllowed`."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def fill(self, asker: Asker, runner: str, race: str | None = None) -> FilledSeason:
        """Return the form of a runner's season, filled in with what holds, or with a race of the team.

        Raises `NotFound` for who or what is not there, `Unclear` for a name that several have, and `UserError` for a
        race that has been, or is off.
        """
        return await self._database.read(lambda uow: self._fill(uow, asker, runner, race))

    async def read(self, asker: Asker, filled: FilledSeason, base: SeasonDraft | None = None) -> DraftPage:
        """Return what a form means, unsaved; `base` is the unsaved outline that it was filled in from, if from one.

        Raises `UserError`, and `Unclear` for what can mean several things.
        """
        return await self._database.read(lambda uow: self._read(uow, asker, filled, base))

    async def rewrite(self, asker: Asker, draft: SeasonDraft, text: str) -> DraftPage:
        """Return a draft with its weeks as a coach wrote them; raises `UserError` that names the line."""
        return await self._database.read(lambda uow: self._drafted(uow, asker, rewritten(draft, text)))

    async def show_ahead(self, asker: Asker, draft: SeasonDraft, weeks: int | None) -> DraftPage:
        """Return a draft of which its runner sees so many weeks from the present one on; None for all."""
        ahead = None if weeks is None else min(max(weeks, 1), MOST_WEEKS)
        return await self._database.read(lambda uow: self._drafted(uow, asker, replace(draft, weeks_ahead=ahead)))

    async def save(self, asker: Asker, draft: SeasonDraft) -> SavedSeason:
        """Keep a draft in place of what held, and owe its runner the news of what they see of it.

        Raises `UserError` when another coach has saved one meanwhile, `NotFound` when the runner has gone.
        """
        return await self._database.write(lambda uow: self._save(uow, asker, draft))

    async def end(self, asker: Asker, runner_id: int, season_id: int) -> str:
        """Put a season away without another in its place; returns its runner's name. Raises `UserError` as `save`."""
        return await self._database.write(lambda uow: self._end(uow, asker, runner_id, season_id))

    async def of_runner(self, asker: Asker, named: str | None = None) -> SeasonPage | None:
        """Return the season of the asker as they see it, or of a runner whom a coach names; None while there is none.

        Raises `NotFound` for nobody, `Unclear` for a name that several have.
        """
        return await self._database.write(lambda uow: self._of_runner(uow, asker, named))

    async def turn(self, asker: Asker, runner_id: int) -> SeasonPage:
        """Return the season of a runner, known by their key, as the asker sees it now; raises `NotFound`."""
        return await self._database.write(lambda uow: self._turn(uow, asker, runner_id))

    async def races(self, asker: Asker, runner: str, typed: str) -> list[tuple[int, str, date]]:
        """Return (key, name, day) of races to come that a season can lead to, those that the runner runs first."""
        return await self._database.read(lambda uow: self._races(uow, asker, runner, typed))

    async def suggestions(self, asker: Asker, typed: str) -> list[tuple[int, str]]:
        """Return (key, name) of the runners whose names contain what a coach has typed."""
        found = await self._database.read(lambda uow: suggested_runners(uow, asker, typed))
        return [(one.runner_id, one.name) for one in found]

    def _fill(self, uow: UnitOfWork, asker: Asker, named: str, race: str | None) -> FilledSeason:
        runner = named_runner(uow, asker, named)
        now = self._clock.now()
        today, unit = today_of(runner, now), unit_of(runner)
        current = uow.seasons.current(runner.runner_id)
        measure = measure_of(unit)
        filled = FilledSeason(
            runner_id=runner.runner_id,
            runner_name=runner.name,
            replaces=None if current is None else current.season_id,
            measure=measure,
            lately=run_lately(uow, runner, today, measure),
        )
        # What led to a race that has been is no outline to go on with.
        if current is None or current.race_day < today:
            filled = filled_new(filled, today)
        else:
            filled = filled_from(filled, season_draft(uow, current))
            measure = filled.measure
            filled = replace(filled, lately=run_lately(uow, runner, today, measure))
            race_id = current.race_id
            row = None if race_id is None or race is not None else uow.races.find(asker.team_id, race_id)
            if row is not None and row.cancelled_at is None and row.race_day != current.race_day:
                # The race has moved since: the form has its day of now, and the weeks are counted anew.
                return replace(filled, goal=race_text(row, _same_distance(uow, row, current.distance_m), unit))
        if race is None:
            return filled
        row = named_race(uow, asker, race, now)
        if row.cancelled_at is not None:
            raise UserError("season_race_off", name=row.name)
        if row.race_day < today:
            raise UserError("season_race_over", name=row.name)
        return replace(filled, goal=race_text(row, _own_distance(uow, row, runner.runner_id), unit))

    def _read(self, uow: UnitOfWork, asker: Asker, filled: FilledSeason, base: SeasonDraft | None) -> DraftPage:
        require_coach(uow, asker)
        runner = _runner(uow, asker, filled.runner_id)
        today = today_of(runner, self._clock.now())
        before = base or _held(uow, runner, filled.replaces)
        going_on = before if before is not None and before.goal.day >= today else None
        return self._drafted(uow, asker, read_draft(uow, asker.team_id, filled, going_on, today))

    def _drafted(self, uow: UnitOfWork, asker: Asker, draft: SeasonDraft) -> DraftPage:
        require_coach(uow, asker)
        runner = _runner(uow, asker, draft.runner_id)
        before = _held(uow, runner, draft.replaces)
        now = self._clock.now()
        return DraftPage(
            draft=draft,
            page=draft_page(uow, runner, draft, now),
            shown=_seen(draft, today_of(runner, now)),
            before=before,
            changes=() if before is None else changes(before.weeks, draft.weeks),
        )

    def _save(self, uow: UnitOfWork, asker: Asker, draft: SeasonDraft) -> SavedSeason:
        require_coach(uow, asker)
        now = self._clock.now()
        locked = uow.runners.lock(draft.runner_id)
        runner = _runner(uow, asker, draft.runner_id)
        assert locked is not None
        before = _held(uow, runner, draft.replaces)
        if before == draft:
            raise UserError("season_unchanged")
        goal = draft.goal
        # The race may have gone since, or have been called off; the outline stays what it is.
        known = goal.race_id is not None and uow.races.find(asker.team_id, goal.race_id) is not None
        if draft.replaces is not None:
            uow.seasons.change(draft.replaces, archived_at=now)
        season_id = uow.seasons.add(
            runner.runner_id,
            [week_row(one, draft.measure) for one in draft.weeks],
            team_id=asker.team_id,
            race_id=goal.race_id if known else None,
            name=goal.name,
            race_day=goal.day,
            distance_m=goal.distance_m,
            event=goal.event,
            measure=draft.measure.value,
            weeks_ahead=draft.weeks_ahead,
            coach_id=asker.user_id,
            coach_name=asker.name,
            saved_at=now,
        )
        told = self._tell(uow, asker, runner, season_id, draft, before, now)
        row = uow.seasons.current(runner.runner_id)
        assert row is not None
        page = season_page(uow, row, runner, now, own=False)
        return SavedSeason(page, told, runner.user_id == asker.user_id)

    @staticmethod
    def _tell(
        uow: UnitOfWork,
        asker: Asker,
        runner: RunnerRow,
        season_id: int,
        draft: SeasonDraft,
        before: SeasonDraft | None,
        now: datetime,
    ) -> bool:
        """Owe the runner the news, unless what they see is what they have read of already."""
        if runner.user_id == asker.user_id:
            return False
        unread = False
        if before is not None:
            key = str(before.replaces)
            owed = uow.outbox.find(runner.team_id, MessageKind.SEASON_SHARED, key)
            unread = owed is not None and owed.is_to_come
            if unread:
                # One letter says it all.
                uow.outbox.forget(runner.team_id, MessageKind.SEASON_SHARED, key)
        today = today_of(runner, now)
        if before is not None and not unread and _sight(before, today) == _sight(draft, today):
            return False
        uow.outbox.owe(
            team_id=runner.team_id,
            kind=MessageKind.SEASON_SHARED,
            key=str(season_id),
            payload={"season_id": season_id, "changed": before is not None and not unread},
            now=now,
            runner_id=runner.runner_id,
            recipient_id=runner.user_id,
        )
        return True

    def _end(self, uow: UnitOfWork, asker: Asker, runner_id: int, season_id: int) -> str:
        require_coach(uow, asker)
        uow.runners.lock(runner_id)
        runner = _runner(uow, asker, runner_id)
        _held(uow, runner, season_id)
        uow.seasons.change(season_id, archived_at=self._clock.now())
        return runner.name

    def _of_runner(self, uow: UnitOfWork, asker: Asker, named: str | None) -> SeasonPage | None:
        reader = self._enrolment.runner(uow, asker, self._clock.now())
        runner = reader if named is None else named_runner(uow, asker, named)
        return self._shown(uow, runner, own=runner.runner_id == reader.runner_id)

    def _turn(self, uow: UnitOfWork, asker: Asker, runner_id: int) -> SeasonPage:
        reader = self._enrolment.runner(uow, asker, self._clock.now())
        own = reader.runner_id == runner_id
        if not own:
            require_coach(uow, asker)
        found = self._shown(uow, reader if own else _runner(uow, asker, runner_id), own=own)
        if found is None:
            raise NotFound("season_gone")
        return found

    def _shown(self, uow: UnitOfWork, runner: RunnerRow, *, own: bool) -> SeasonPage | None:
        row = uow.seasons.current(runner.runner_id)
        return None if row is None else season_page(uow, row, runner, self._clock.now(), own=own)

    def _races(self, uow: UnitOfWork, asker: Asker, named: str, typed: str) -> list[tuple[int, str, date]]:
        team = own_team(uow, asker)
        if not is_coach(team, asker):
            return []
        now = self._clock.now()
        try:
            runner = named_runner(uow, asker, named) if named else None
        except UserError:
            # Who is not chosen yet runs none of them.
            runner = None
        parts = {} if runner is None else _running(uow, runner)
        today = today_of(runner, now) if runner is not None else now.date()
        ahead = [row for row in races_known(uow, team, now) if row.race_day >= today and row.cancelled_at is None]
        ahead.sort(key=lambda row: row.race_id not in parts)
        return [(row.race_id, row.name, row.race_day) for row in suggested(ahead, typed)]


def _running(uow: UnitOfWork, runner: RunnerRow) -> dict[int, str]:
    parts = uow.entrants.parts(uow.entrants.races_of(runner.runner_id), runner.runner_id)
    return {race_id: part for race_id, part in parts.items() if part == Part.RUNNING}


def _own_distance(uow: UnitOfWork, row: RaceRow, runner_id: int) -> DistanceRow | None:
    """Return the distance that a runner runs at a race, else the one there is; None of several."""
    distances = uow.races.distances([row.race_id])[row.race_id]
    own = uow.entrants.find(row.race_id, runner_id)
    mine = [one for one in distances if own is not None and one.distance_id == own.distance_id]
    found = mine or distances
    return found[0] if len(found) == 1 else None


def _same_distance(uow: UnitOfWork, row: RaceRow, distance_m: int) -> DistanceRow | None:
    distances = uow.races.distances([row.race_id])[row.race_id]
    same = [one for one in distances if one.distance_m == distance_m] or distances
    return same[0] if len(same) == 1 else None


def _runner(uow: UnitOfWork, asker: Asker, runner_id: int) -> RunnerRow:
    """Return a runner of the asker's team who is here."""
    runner = uow.runners.find_by_id(runner_id)
    if runner is None or runner.team_id != asker.team_id:
        raise NotFound("runner_gone")
    if runner.left_at is not None:
        raise NotFound("runner_left", name=runner.name)
    return runner


def _held(uow: UnitOfWork, runner: RunnerRow, season_id: int | None) -> SeasonDraft | None:
    """Return the season that holds, which is to be this one; raises `UserError` for another, or one that has gone."""
    row = uow.seasons.current(runner.runner_id)
    if season_id != (None if row is None else row.season_id):
        raise UserError("season_changed", name=runner.name)
    return None if row is None else season_draft(uow, row)


def _seen(draft: SeasonDraft, today: date) -> int:
    return max(shown_until(draft.weeks, today, draft.weeks_ahead), 1)


def _sight(draft: SeasonDraft, today: date) -> tuple[object, ...]:
    """Return what its runner sees of an outline."""
    return draft.goal, draft.measure, draft.weeks[: _seen(draft, today)], len(draft.weeks)
