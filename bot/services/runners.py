"""Runners: a member's place in the team, made on first use, and their own choices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.audience import Audience, Concern, MessageKind, Praise, Sharing, Subject, audience, on_boards
from bot.domain.dates import local_today, window_from
from bot.domain.leaderboards import Board
from bot.domain.units import Unit
from bot.errors import NotFound
from bot.services.asker import Asker
from bot.services.plan_standing import revise_plan_posts_of
from bot.services.race_posts import revise_race_posts
from bot.services.teams import TeamDefaults, TeamUnits
from db.repositories.boards import STREAK
from db.repositories.runners import RunnerRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

DERIVATION = 1
"""The edition of how figures are derived from the log; raise it, and what an older one made is made anew."""

DEFAULT_WEEKLY_TARGET = 3
DEFAULT_STREAK_TARGET = 2
SEEN_FOR = timedelta(days=1)
"""How long a member counts as here without being seen again."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """How a member becomes a runner: the defaults of a team that has none of its own yet."""

    defaults: TeamDefaults

    def runner(self, uow: UnitOfWork, asker: Asker, now: datetime) -> RunnerRow:
        """Return the asker's row, made if this is their first time; nobody else rescores it meanwhile.

        A direct message shows nobody to be a member: it makes none, and brings none back. Raises `NotFound` for who was
        forgotten meanwhile.
        """
        row = uow.runners.find(asker.team_id, asker.user_id, for_update=True)
        if not asker.in_server:
            if row is None:
                raise NotFound("no_team")
            return row
        if row is None:
            # What is added up over the whole team meanwhile is to have them in it, or to be there first.
            team = uow.teams.find(asker.team_id, for_update=True)
            if team is None:
                team = TeamRow(asker.team_id, "", self.defaults.time_zone, self.defaults.units, None, None)
                self.defaults.add_team(uow, team, now)
            row = enrol(uow, team, asker.user_id, asker.name, now)
        elif row.name != asker.name or row.left_at is not None or now - row.seen_at > SEEN_FOR:
            row = note_seen(uow, row, asker.name, now)
        return row

    def among(
        self, uow: UnitOfWork, asker: Asker, others: Iterable[int], now: datetime
    ) -> tuple[RunnerRow, dict[int, RunnerRow]]:
        """Return the asker and those of the others who are there, by key; all locked in that order, as everybody does.

        Whoever owes somebody a letter waits for what that one does meanwhile, so they are to be locked before anything
        that those wait for.
        """
        known = uow.runners.find(asker.team_id, asker.user_id)
        own = () if known is None else (known.runner_id,)
        locked = [uow.runners.lock(runner_id) for runner_id in sorted({*others, *own})]
        return self.runner(uow, asker, now), {row.runner_id: row for row in locked if row is not None}


def enrol(uow: UnitOfWork, team: TeamRow, user_id: int, name: str, now: datetime) -> RunnerRow:
    """Add a runner with what holds until they have answered; returns the row, or one made a moment ago."""
    uow.runners.add(
        team_id=team.team_id,
        user_id=user_id,
        name=name,
        weekly_target=DEFAULT_WEEKLY_TARGET,
        streak_target=DEFAULT_STREAK_TARGET,
        sharing=Sharing.TEAM,
        joined_at=now,
        shown=team.boards_at_start,
        window_from=window_from(local_today(now, ZoneInfo(team.time_zone))),
        derived_by=DERIVATION,
    )
    row = uow.runners.find(team.team_id, user_id, for_update=True)
    assert row is not None
    return row


def note_seen(uow: UnitOfWork, row: RunnerRow, name: str, now: datetime) -> RunnerRow:
    """Note that a member is here, under which name.

    One who had left has everything back but the cards that were taken down, and is on the newest board again.
    """
    uow.runners.change(row.runner_id, name=name, seen_at=now, left_at=None)
    back = row._replace(name=name, seen_at=now, left_at=None)
    if row.left_at is not None:
        show_on_boards(uow, back)
        revise_race_posts(uow, row.team_id, uow.entrants.races_of(row.runner_id), now)
        for relay_id in uow.relays.relays_of(row.runner_id):
            uow.outbox.revise(row.team_id, MessageKind.RELAY_CARD, str(relay_id), now)
        revise_plan_posts_of(uow, row.team_id, row.runner_id, now)
        for key, _ in uow.outbox.standing(row.team_id, MessageKind.LEADERBOARD)[:1]:
            uow.outbox.revise(row.team_id, MessageKind.LEADERBOARD, key, now)
    return back


def is_away(uow: UnitOfWork, runner: RunnerRow) -> bool:
    """Tell whether a runner has left their server, or the bot has."""
    team = uow.teams.find(runner.team_id)
    return runner.left_at is not None or (team is not None and team.left_at is not None)


def show_on_boards(uow: UnitOfWork, runner: RunnerRow) -> None:
    """Carry to all of a runner's totals and scores on which boards, and for which streaks, they may be named."""
    subject = subject_of(runner)
    boards = on_boards(subject)
    shown = {board.value: board in boards for board in Board}
    shown[STREAK] = audience(Concern.PRAISE, subject) is Audience.PUBLIC
    uow.boards.set_shown(runner.runner_id, shown)


def column_of(board: Board) -> str:
    """Return the column of `runners` that keeps whether the runner is on a board."""
    return f"shows_{board}"


def chosen_boards(runner: RunnerRow) -> frozenset[Board]:
    """Return the boards that a runner chose to be on."""
    return frozenset(board for board in Board if getattr(runner, column_of(board)))


def subject_of(runner: RunnerRow, today: date | None = None) -> Subject:
    """Return what `bot.domain.audience` needs to know of a runner; without a day, pauses are left out."""
    return Subject(
        praise=Praise(runner.praise),
        boards=chosen_boards(runner),
        sharing=Sharing(runner.sharing),
        nudges=runner.nudges,
        paused=today is not None and is_paused(runner, today),
        away=runner.left_at is not None,
    )


def is_paused(runner: RunnerRow, today: date) -> bool:
    """Tell whether the runner has paused on this day of theirs; a pause begins on the day it is set."""
    return runner.paused_until is not None and today <= runner.paused_until


def zone_of(runner: RunnerRow) -> ZoneInfo:
    """Return the runner's own zone, else the team's."""
    return ZoneInfo(runner.time_zone or runner.team_time_zone)


def unit_of(runner: RunnerRow) -> Unit:
    """Return the unit of private answers: the runner's own, else the team's (kilometres where it shows both)."""
    if runner.unit is not None:
        return Unit(runner.unit)
    return unit_of_team(runner.team_units)


def unit_of_team(units: str) -> Unit:
    """Return the one unit of a team, for who has none of their own: kilometres where it shows both."""
    return Unit.MI if units == TeamUnits.MI else Unit.KM


def today_of(runner: RunnerRow, now: datetime) -> date:
    """Return the calendar day it is for the runner."""
    return local_today(now, zone_of(runner))
