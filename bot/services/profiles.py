"""Profiles: what each runner chose, asked once and obeyed by every message from then on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.domain.audience import Praise, Sharing, stricter
from bot.domain.dates import Week
from bot.domain.leaderboards import Board
from bot.domain.pauses import PauseReason
from bot.domain.profiles import DRIVES_LIMIT, TARGETS, AgeTable, read_birth_date
from bot.domain.units import ParseError, Unit
from bot.domain.weekly_asks import Ask
from bot.domain.words import storable
from bot.domain.zones import suggest_zones
from bot.errors import Unclear, UserError
from bot.services.asker import Asker
from bot.services.board_scores import rank_races, rank_runner
from bot.services.clock import Clock
from bot.services.leaderboards import choose_boards
from bot.services.pauses import pause_runner, resume_runner
from bot.services.race_timing import retime_runner
from bot.services.rebuilding import rebuild_runner
from bot.services.runners import Enrolment, is_paused, show_on_boards, subject_of, today_of, unit_of, zone_of
from bot.services.scoring import rescore_week
from bot.services.shoutout_posts import revise_shoutouts
from bot.services.standing import (
    revise_ahead,
    revise_boards_of_team,
    revise_cards,
    revise_celebrations,
    revise_comments,
    revise_relays,
    revise_results_of,
)
from bot.services.teammates import named_runner, suggested_runners
from bot.services.weekly_asks import Asking, asking, choose_asks, retime_asks
from bot.services.zones import zone_named
from db.database import Database
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

FRESH = timedelta(days=1)
"""A choice to show more holds for runs logged since then: today's card follows, what was written before does not."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause that runs now, until `last_day` of the runner's, that day included."""

    last_day: date
    reason: PauseReason | None


@dataclass(frozen=True, slots=True)
class Profile:
    """A runner's choices.

    `unit` and `time_zone` are those in force; `own_unit` and `own_time_zone` tell whether the runner chose them or has
    the team's.
    """

    name: str
    team_name: str
    praise: Praise
    boards: frozenset[Board]
    sharing: Sharing
    nudges: bool
    asks: Mapping[Ask, Asking]
    unit: Unit
    own_unit: bool
    time_zone: str
    own_time_zone: bool
    weekly_target: int
    drives: str | None
    birth_date: date | None
    age_table: AgeTable | None
    pause: Pause | None
    today: date


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """What a runner wants to change, texts as typed; None leaves a choice as it is.

    An empty text takes back what was said: the time zone becomes the team's again.
    """

    praise: Praise | None = None
    boards: Mapping[Board, bool] | None = None
    sharing: Sharing | None = None
    nudges: bool | None = None
    asks: Mapping[Ask, bool] | None = None
    unit: Unit | None = None
    time_zone: str | None = None
    weekly_target: int | None = None
    drives: str | None = None
    birth_date: str | None = None
    age_table: AgeTable | Literal[""] | None = None


@dataclass(frozen=True, slots=True)
class ChangedProfile:
    """A profile after a change; `quieter` tells whether others see less now, so posts that stand are being changed."""

    profile: Profile
    quieter: bool


class ProfileService:
    """Asks once, keeps what was answered, and lets everything follow it at once."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def ask_once(self, asker: Asker) -> Profile | None:
        """Return the profile to ask about, the first time the bot meets the asker; None when they were asked before."""
        if await self._database.read(lambda uow: uow.runners.was_asked(asker.team_id, asker.user_id)):
            return None
        return await self._database.write(lambda uow: self._ask_once(uow, asker))

    async def answer(self, asker: Asker, *, praise: Praise, on_boards: bool, sharing: Sharing) -> Profile:
        """Keep the answers to the three questions."""
        change = ProfileChange(praise=praise, boards=all_boards(shown=on_boards), sharing=sharing)
        return (await self.edit(asker, change)).profile

    async def show(self, asker: Asker) -> Profile:
        """Return the asker's own profile."""
        return await self._database.write(lambda uow: self._own(uow, asker))

    async def of(self, asker: Asker, typed: str) -> Profile:
        """Return the profile of a runner whom a coach names, without what is the runner's alone; one's own to anybody.

        Raises `NotAllowed` for others and `NotFound` when there is no such runner.
        """
        return await self._database.read(lambda uow: self._of(uow, asker, typed))

    async def suggestions(self, asker: Asker, typed: str) -> list[tuple[int, str]]:
        """Return id and name of runners whom a coach may mean; raises `NotAllowed` for others."""
        found = await self._database.read(lambda uow: suggested_runners(uow, asker, typed))
        return [(runner.runner_id, runner.name) for runner in found]

    async def edit(self, asker: Asker, change: ProfileChange) -> ChangedProfile:
        """Keep what changed, all of it or nothing; raises `UserError` for what cannot be read."""
        # A season of messages may have to follow.
        return await self._database.write(lambda uow: self._edit(uow, asker, change), long=True)

    async def pause(self, asker: Asker, until: str, reason: PauseReason | None) -> Profile:
        """Let streak and nudges rest from today until a day as people say it; a pause that runs is moved."""
        return await self._database.write(lambda uow: self._pause(uow, asker, until, reason))

    async def resume(self, asker: Asker) -> Profile:
        """End the pause today; raises `UserError` when there is none."""
        return await self._database.write(lambda uow: self._resume(uow, asker))

    def zones(self, typed: str, limit: int) -> list[tuple[str, datetime]]:
        """Return zones that fit what is typed so far, with what a wall there shows at this moment."""
        now = self._clock.now()
        return [(zone, now.astimezone(ZoneInfo(zone))) for zone in suggest_zones(typed, limit)]

    def _ask_once(self, uow: UnitOfWork, asker: Asker) -> Profile | None:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        if runner.asked_at is not None or runner.answered_at is not None:
            return None
        uow.runners.change(runner.runner_id, asked_at=now)
        return profile_of(uow, runner, now)

    def _own(self, uow: UnitOfWork, asker: Asker) -> Profile:
        now = self._clock.now()
        return profile_of(uow, self._enrolment.runner(uow, asker, now), now)

    def _of(self, uow: UnitOfWork, asker: Asker, typed: str) -> Profile:
        now = self._clock.now()
        own = uow.runners.find(asker.team_id, asker.user_id)
        if own is not None and typed.strip().casefold() == own.name.casefold():
            return profile_of(uow, own, now)
        profile = profile_of(uow, named_runner(uow, asker, typed), now)
        return replace(profile, birth_date=None, age_table=None)

    def _edit(self, uow: UnitOfWork, asker: Asker, change: ProfileChange) -> ChangedProfile:
        now = self._clock.now()
        before = self._enrolment.runner(uow, asker, now)
        columns = _columns(change, before, now)
        runner = before._replace(**columns)
        if change.weekly_target is not None and change.weekly_target != before.weekly_target:
            runner = _aim(uow, runner, change.weekly_target, now)
        if columns:
            uow.runners.change(runner.runner_id, **columns)
        if runner.time_zone != before.time_zone:
            retime_runner(uow, runner)
            retime_asks(uow, runner)
            # What waits for the morning waits for the new clock's.
            uow.outbox.wake(runner.team_id, now)
        if change.asks is not None or runner.nudges != before.nudges:
            choose_asks(uow, runner, change.asks or {}, now)
        if runner.sharing != before.sharing:
            if stricter(Sharing(before.sharing), Sharing(runner.sharing)) == before.sharing:
                uow.runs.open_up(runner.runner_id, now - FRESH, runner.sharing)
            revise_cards(uow, runner, now)
            revise_shoutouts(uow, runner, now)
            revise_ahead(uow, runner, now)
        if change.boards is not None:
            runner = choose_boards(uow, runner, change.boards, now)
        if runner.praise != before.praise:
            show_on_boards(uow, runner)
            revise_comments(uow, runner, now)
            revise_shoutouts(uow, runner, now)
            revise_celebrations(uow, runner, now)
            revise_results_of(uow, runner, now)
            revise_boards_of_team(uow, runner.team_id, now, hidden=runner.praise != Praise.PUBLIC)
        if runner.age_table != before.age_table:
            # It says how fast is too fast to be believed at once, of runs that are in the log too.
            rebuild_runner(uow, runner, now)
            revise_cards(uow, runner, now)
            revise_results_of(uow, runner, now)
        elif runner.birth_date != before.birth_date:
            rank_races(uow, runner)
        if (runner.age_table, runner.birth_date) != (before.age_table, before.birth_date):
            revise_relays(uow, runner, now)
        return ChangedProfile(profile_of(uow, runner, now), _is_quieter(before, runner))

    def _pause(self, uow: UnitOfWork, asker: Asker, until: str, reason: PauseReason | None) -> Profile:
        now = self._clock.now()
        return profile_of(uow, pause_runner(uow, self._enrolment.runner(uow, asker, now), until, reason, now), now)

    def _resume(self, uow: UnitOfWork, asker: Asker) -> Profile:
        now = self._clock.now()
        return profile_of(uow, resume_runner(uow, self._enrolment.runner(uow, asker, now), now), now)


def all_boards(*, shown: bool) -> dict[Board, bool]:
    """Return the choice of who wants to be on boards, or on none.

    Age grades are shown of those who choose that board itself, since it takes a birth date and a table.
    """
    return {board: shown for board in Board if not shown or board is not Board.AGE_GRADED}


def _columns(change: ProfileChange, runner: RunnerRow, now: datetime) -> dict[str, Any]:
    """Return the columns that a change sets directly; boards and the weekly target take more than that."""
    columns: dict[str, Any] = {}
    if change.praise is not None:
        columns["praise"] = change.praise
    if change.sharing is not None:
        columns["sharing"] = change.sharing
    if columns and runner.answered_at is None:
        columns["answered_at"] = now
    if change.nudges is not None:
        columns["nudges"] = change.nudges
    if change.unit is not None:
        columns["unit"] = change.unit
    if change.time_zone is not None:
        columns["time_zone"] = zone_named(change.time_zone) if change.time_zone.strip() else None
    if change.drives is not None:
        columns["drives"] = _clean(change.drives)
    if change.birth_date is not None:
        born = change.birth_date.strip()
        columns["birth_date"] = _read_birth_date(born, now.astimezone(zone_of(runner))) if born else None
    if change.age_table is not None:
        columns["age_table"] = change.age_table or None
    return columns


def _aim(uow: UnitOfWork, runner: RunnerRow, target: int, now: datetime) -> RunnerRow:
    """Aim for another number of run days from this week on; what older weeks earned stays."""
    if target not in TARGETS:
        raise UserError("target_range", fewest=TARGETS[0], most=TARGETS[-1])
    today = today_of(runner, now)
    week = Week.of(today)
    uow.runners.keep_target(runner.runner_id, week.previous().key, runner.weekly_target)
    uow.runners.change(runner.runner_id, weekly_target=target, target_since=week.key)
    aiming = runner._replace(weekly_target=target, target_since=week.key)
    runs = uow.runs.in_week(runner.runner_id, week.key)
    rescore_week(uow, aiming, week, runs, runs, today)
    rank_runner(uow, aiming, week, now)
    return aiming


def _is_quieter(before: RunnerRow, after: RunnerRow) -> bool:
    """Tell whether others see less of the runner than before."""
    strictest = stricter(Sharing(before.sharing), Sharing(after.sharing))
    return strictest != before.sharing or bool(subject_of(before).boards - subject_of(after).boards)


def profile_of(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> Profile:
    """Return a runner's choices as they see them."""
    subject = subject_of(runner)
    today = today_of(runner, now)
    pause = None
    if is_paused(runner, today) and (pauses := uow.runners.pauses(runner.runner_id)):
        running = pauses[-1]
        pause = Pause(running.last_day, None if running.reason is None else PauseReason(running.reason))
    return Profile(
        name=runner.name,
        team_name=runner.team_name,
        praise=subject.praise,
        boards=subject.boards,
        sharing=subject.sharing,
        nudges=subject.nudges,
        asks=asking(uow, runner),
        unit=unit_of(runner),
        own_unit=runner.unit is not None,
        time_zone=zone_of(runner).key,
        own_time_zone=runner.time_zone is not None,
        weekly_target=runner.weekly_target,
        drives=runner.drives,
        birth_date=runner.birth_date,
        age_table=None if runner.age_table is None else AgeTable(runner.age_table),
        pause=pause,
        today=today,
    )


def _read_birth_date(text: str, now_local: datetime) -> date:
    try:
        return read_birth_date(text, now_local)
    except ParseError as error:
        raise _refusal("birth_date", error, text) from None


def _refusal(what: str, error: ParseError, text: str) -> UserError:
    kind = Unclear if error.code == "ambiguous" else UserError
    return kind(f"{what}_unreadable" if error.code == "invalid" else f"{what}_{error.code}", text=text)


def _clean(text: str) -> str | None:
    if len(text) > DRIVES_LIMIT:
        raise UserError("drives_too_long", limit=DRIVES_LIMIT)
    return storable(text)
