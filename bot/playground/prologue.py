"""The prologue: brings a fresh application to the morning on which the curtain rises.

The log is written through the application's own services, each run at the moment its runner would have typed it, so
scores, streaks and totals are what the bot itself made of them. Up to the week now running this happens with a pinned
clock; the week itself is lived through, so that cards and leaderboard stand in their channels as really sent.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from bot.app import Application
from bot.domain.leaderboards import Period
from bot.playground.cast import TEAM_NAME, TEAM_ZONE
from bot.playground.habits import HABITS, Habit
from bot.playground.passage import Passage
from bot.playground.season import CURTAIN, FIRST_DAY, WEEKS, Entry, plan_season
from bot.playground.small_talk import LINES
from bot.playground.world import World, WorldClock
from bot.services.asker import Asker
from bot.services.leaderboards import BOARDS_TODAY
from bot.services.teams import SeenTeam
from db.unit_of_work import UnitOfWork

# Monday, ten minutes before the weekly post: the week is over for runners everywhere from Tokyo to New York.
_WEEK_IS_OVER: Final = time(7, 50)
_ZONE: Final = ZoneInfo(TEAM_ZONE)


@dataclass(frozen=True, slots=True)
class Prologue:
    """Everything that happened before the visitor came."""

    world: World
    clock: WorldClock
    application: Application
    passage: Passage

    async def play(self) -> None:
        """Found the team, write its log, and live through the week now running."""
        await self._found_team()
        entries = plan_season()
        live_from = _monday(WEEKS)
        await self._write_log([entry for entry in entries if entry.at < live_from])
        await self.world.advance_to(live_from)
        await self.application.tick()
        await self._use_channels(self.world.channel_id("feed"), self.world.channel_id("leaderboard"))
        self.passage.expect(entry for entry in entries if entry.at >= live_from)
        self.passage.expect(LINES)
        await self.passage.move_to(CURTAIN)

    async def _write_log(self, entries: list[Entry]) -> None:
        week = 1
        for entry in entries:
            while _monday(week) <= entry.at:
                await self._settle(_monday(week))
                week += 1
            with self.clock.pinned(entry.at):
                await self.passage.log(entry)

    async def _settle(self, monday: datetime) -> None:
        """Let the night's work of a week be done."""
        with self.clock.pinned(monday):
            await self.application.tick()

    async def _found_team(self) -> None:
        """Make the runners with the choices they have made; without channels nothing is announced yet."""
        await self._use_channels(None, None)
        with self.clock.pinned(datetime.combine(FIRST_DAY, time(), UTC)):
            for habit in HABITS:
                asker = self.passage.asker(habit.who)
                for board in BOARDS_TODAY:
                    await self.application.services.leaderboards.set_shown(
                        asker, board, Period.THIS_WEEK, shown=habit.on_boards
                    )
                await self.application.database.write(partial(_choose, habit, asker))

    async def _use_channels(self, feed: int | None, leaderboard: int | None) -> None:
        seen = SeenTeam(self.world.guild.id, TEAM_NAME, feed, leaderboard)
        await self.application.services.teams.welcome(seen)


def _monday(week: int) -> datetime:
    """Return when the week before `week` (counted from 0) is over everywhere."""
    return (datetime.combine(FIRST_DAY, _WEEK_IS_OVER, _ZONE) + timedelta(weeks=week)).astimezone(UTC)


def _choose(habit: Habit, asker: Asker, uow: UnitOfWork) -> None:
    """Set what no command of this bot changes yet."""
    runner = uow.runners.find(asker.team_id, asker.user_id)
    assert runner is not None
    uow.runners.change(
        runner.runner_id,
        time_zone=habit.time_zone,
        unit=habit.unit,
        weekly_target=habit.weekly_target,
        sharing=habit.sharing,
    )
