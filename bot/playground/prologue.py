"""The prologue: brings a fresh application to the morning on which the curtain rises.

The log is written through the application's own services, each run at the moment its runner would have typed it, so
scores, streaks and totals are what the bot itself made of them. Everybody has answered its questions the same way,
but for the admin, as whom a visitor can meet it. Up to the week now running this happens with a pinned clock; the week
itself is lived through, so that cards and leaderboard stand in their channels as really sent.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.app import Application
from bot.domain.audience import Praise, Sharing
from bot.playground.cast import PEOPLE, TEAM_NAME, TEAM_ZONE, Part
from bot.playground.coaching import Coaching
from bot.playground.habits import HABITS, Habit
from bot.playground.passage import Passage
from bot.playground.season import CURTAIN, FIRST_DAY, WEEKS, Entry, plan_season
from bot.playground.small_talk import KIND_WORDS, LINES, PRIVATE_WORDS
from bot.playground.world import World, WorldClock
from bot.services.asker import Asker
from bot.services.challenge_drafts import ChallengeDraft
from bot.services.challenges import SETTLING
from bot.services.profiles import ProfileChange
from bot.services.race_drafts import RaceDraft
from bot.services.teams import SeenTeam

# Monday, ten minutes before the weekly post: the week is over for runners everywhere from Tokyo to New York.
_WEEK_IS_OVER: Final = time(7, 50)
_ZONE: Final = ZoneInfo(TEAM_ZONE)
_COACH: Final = next(who for who in PEOPLE if who.part is Part.COACH)
CHALLENGE: Final = ChallengeDraft(
    name="To the sea together",
    target="600 km",
    end=(CURTAIN.date() + timedelta(days=9)).isoformat(),
    start=(CURTAIN.date() - timedelta(days=CURTAIN.weekday())).isoformat(),
    charity="Clean Beaches",
    pledge="€0.25 per km, max 120, plus 20",
    sponsor="The running shop",
)
RACE: Final = RaceDraft(
    name="Lakeside Run",
    day=(CURTAIN.date() + timedelta(days=22)).isoformat(),
    distance="10k, half",
    start="10:00, 9:00",
    place="Meadow Lake",
    url="https://example.org/lakeside",
    is_goal=True,
)
LAST_NIGHT: Final = RaceDraft(
    name="Canal 5k",
    day=(CURTAIN.date() - timedelta(days=1)).isoformat(),
    distance="5k",
    start="19:00",
    place="The canal path",
)
_IN_IT: Final = (("ana", "half", "1:52:00"), ("ben", "10k", None), ("priya", "half", None), ("mo", "10k", None))
"""Who runs the race to come, how far, and what for if they show it; how last night's went is for the visitor to say."""
_RACE_ADDED: Final = datetime.combine(CURTAIN.date() - timedelta(days=2), time(12), _ZONE)
_SUNDAY_EVENING: Final = timedelta(hours=13)
"""How long before a week is over the coach puts the next one out."""
_ASKED: Final = datetime.combine(CURTAIN.date() - timedelta(days=1), time(19), _ZONE)
"""When runners told of their days to come, and the coach began to plan."""
_ADMIN: Final = next(who for who in PEOPLE if who.part is Part.ADMIN)


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
        coaching = Coaching(self.application, self.passage)
        live_from = _monday(WEEKS)
        await self._write_log([entry for entry in entries if entry.at < live_from], coaching)
        # Known from now on alone: Monday's letters of all winter would be set aside.
        await coaching.meet()
        await self._put_out(coaching, WEEKS)
        await self.world.advance_to(live_from)
        await self.application.tick()
        await self._use_channels(self.world.channel_id("feed"), self.world.channel_id("leaderboard"))
        self.passage.expect(entry for entry in entries if entry.at >= live_from)
        self.passage.expect((*LINES, *KIND_WORDS, *PRIVATE_WORDS))
        await self.passage.move_to(_RACE_ADDED)
        await self._add_races()
        await coaching.outline()
        await self.passage.move_to(_ASKED)
        await coaching.plan_ahead()
        # In the morning the coach sets the team a goal, so that there is one to look at; the week's runs count.
        await self.passage.move_to(CURTAIN - 2 * SETTLING)
        await self.application.services.challenges.create(self.passage.asker(_COACH.key), CHALLENGE)
        await self.passage.move_to(CURTAIN)

    async def _add_races(self) -> None:
        """Let the coach put up a race on the evening before, and one that the team trains for, and some join them."""
        services = self.application.services
        soon = (await services.races.add(self.passage.asker(_COACH.key), LAST_NIGHT)).page.race
        await services.entrants.join(self.passage.asker("ana"), soon.race_id)
        race = (await services.races.add(self.passage.asker(_COACH.key), RACE)).page.race
        for who, distance, goal in _IN_IT:
            asker, shown = self.passage.asker(who), None if goal is None else True
            await services.entrants.join(asker, race.race_id, distance=distance, goal=goal, shows_goal=shown)
        await services.entrants.cheer(self.passage.asker("yuki"), race.race_id)

    async def _write_log(self, entries: list[Entry], coaching: Coaching) -> None:
        week = 1
        for entry in entries:
            while _monday(week) <= entry.at:
                await self._put_out(coaching, week)
                await self._settle(_monday(week))
                await self._pause(week)
                week += 1
            with self.clock.pinned(entry.at):
                await self.passage.log(entry)

    async def _put_out(self, coaching: Coaching, week: int) -> None:
        """Let the coach put a week out on the Sunday before it."""
        with self.clock.pinned(_monday(week) - _SUNDAY_EVENING):
            await coaching.put_out(week)

    async def _settle(self, monday: datetime) -> None:
        """Let the night's work of a week be done."""
        with self.clock.pinned(monday):
            await self.application.tick()

    async def _pause(self, week: int) -> None:
        """Let those pause who are away from this week on."""
        for habit in HABITS:
            if habit.away and habit.away.start == week and habit.away_for is not None:
                with self.clock.pinned(_monday(week)):
                    await self.application.services.profiles.pause(
                        self.passage.asker(habit.who), _away_until(habit).isoformat(), habit.away_for
                    )

    async def _found_team(self) -> None:
        """Let everybody answer what the bot asks; without channels nothing is announced yet."""
        await self._use_channels(None, None)
        with self.clock.pinned(datetime.combine(FIRST_DAY, time(), UTC)):
            await self.application.services.team_settings.choose_coach_role(
                self.passage.asker(_ADMIN.key), self.world.coach_role_id
            )
            for habit in HABITS:
                await self._introduce(habit)
            await self._answer(self.passage.asker(_COACH.key), Praise.PRIVATE, on_boards=False, sharing=Sharing.TEAM)

    async def _introduce(self, habit: Habit) -> None:
        """Let a runner answer the three questions, and tell the rest of themselves."""
        asker = self.passage.asker(habit.who)
        await self._answer(asker, habit.praise, on_boards=habit.on_boards, sharing=habit.sharing)
        rest = ProfileChange(
            nudges=habit.nudges,
            unit=habit.unit,
            time_zone=habit.time_zone,
            weekly_target=habit.weekly_target,
            drives=habit.drives,
        )
        await self.application.services.profiles.edit(asker, rest)

    async def _answer(self, asker: Asker, praise: Praise, *, on_boards: bool, sharing: Sharing) -> None:
        profiles = self.application.services.profiles
        await profiles.ask_once(asker)
        await profiles.answer(asker, praise=praise, on_boards=on_boards, sharing=sharing)

    async def _use_channels(self, feed: int | None, leaderboard: int | None) -> None:
        plan = None if feed is None else self.world.channel_id("plan")
        seen = SeenTeam(self.world.guild.id, TEAM_NAME, feed, leaderboard, plan_channel_id=plan)
        await self.application.services.teams.welcome(seen)


def _monday(week: int) -> datetime:
    """Return when the week before `week` (counted from 0) is over everywhere."""
    return (datetime.combine(FIRST_DAY, _WEEK_IS_OVER, _ZONE) + timedelta(weeks=week)).astimezone(UTC)


def _away_until(habit: Habit) -> date:
    """Return the Sunday on which their weeks without a run end."""
    return FIRST_DAY + timedelta(weeks=habit.away.stop, days=-1)
