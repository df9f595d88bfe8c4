"""Posts by hand: a recurring post that an admin looks at first, and then sends when it suits."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.dates import Week, local_today
from bot.domain.leaderboards import Period, period_key
from bot.errors import UserError
from bot.services.access import require_admin
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.leaderboards import WeeklyPost, weekly_post
from bot.services.plan_posts import PlanPost, owe_post, plan_post
from bot.services.plan_publishing import publish_waiting, waiting_plans
from bot.services.standing import week_of_board
from bot.services.teams import plan_channel
from db.database import Database
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

USEFUL_FOR = timedelta(days=1)
"""A post that somebody wanted now, and that could not be sent, is not wanted much later."""


class PlanWeekChoice(StrEnum):
    """Which week's plan is meant."""

    THIS = "this_week"
    NEXT = "next_week"


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """The plan of a week as it would be posted; its token makes it one post, however often it is confirmed.

    `waiting` counts the plans that go out with it. `stands_already` tells that the week's post is in a channel.
    """

    post: PlanPost
    channel_id: int
    token: str
    waiting: int
    stands_already: bool


@dataclass(frozen=True, slots=True)
class PostPreview:
    """A post as it would be sent to a channel; its token makes it one post, however often it is confirmed.

    `stands_already` tells that the week's board is in a channel, or on its way there.
    """

    post: WeeklyPost
    channel_id: int
    token: str
    stands_already: bool


class TeamPostService:
    """Previews and sends posts, for admins; every method raises `NotAllowed` for others."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def preview(self, asker: Asker, period: Period) -> PostPreview:
        """Return the board of this or last week; raises `UserError` when there is nothing to show or no place."""
        require_admin(asker)
        return await self._database.read(lambda uow: self._preview(uow, asker, period))

    async def send(self, asker: Asker, week: Week, token: str) -> int:
        """Owe the board of a week once for each token, and return the channel that it goes to."""
        require_admin(asker)
        return await self._database.write(lambda uow: self._send(uow, asker, week, token))

    async def preview_plan(self, asker: Asker, which: PlanWeekChoice | None = None) -> PlanPreview:
        """Return the plan of a week as it would stand once all that waits for it is out; by itself, of the next week.

        That is this week while nobody shares anything in the next. Raises `UserError` when there is nothing to show.
        """
        require_admin(asker)
        return await self._database.read(lambda uow: self._preview_plan(uow, asker, which))

    async def send_plan(self, asker: Asker, week: Week, token: str) -> int:
        """Publish what waits for a week, owe its post once for each token, and return the channel that it goes to.

        A week's first post is its only one, so Sunday adds none. Raises `UserError` for a week that is over.
        """
        require_admin(asker)
        return await self._database.write(lambda uow: self._send_plan(uow, asker, week, token), long=True)

    def _preview_plan(self, uow: UnitOfWork, asker: Asker, which: PlanWeekChoice | None) -> PlanPreview:
        team, channel_id = _team_with_plans(uow, asker)
        now = self._clock.now()
        this = Week.of(local_today(now, ZoneInfo(team.time_zone)))
        weeks = {PlanWeekChoice.NEXT: this.next(), PlanWeekChoice.THIS: this}
        asked = [week for choice, week in weeks.items() if which in (None, choice)]
        found = (plan_post(uow, team.team_id, week.key, now, waiting=True) for week in asked)
        post = next((one for one in found if one is not None), None)
        if post is None:
            raise UserError("plan_week_is_empty")
        return PlanPreview(
            post=post,
            channel_id=channel_id,
            token=secrets.token_hex(4),
            waiting=len(waiting_plans(uow, team.team_id, post.week.key)),
            stands_already=_plan_stands(uow, team.team_id, post.week.key),
        )

    def _send_plan(self, uow: UnitOfWork, asker: Asker, week: Week, token: str) -> int:
        team, channel_id = _team_with_plans(uow, asker, for_update=True)
        now = self._clock.now()
        if week < Week.of(local_today(now, ZoneInfo(team.time_zone))):
            raise UserError("plan_week_past")
        stands = _plan_stands(uow, team.team_id, week.key)
        for plan in waiting_plans(uow, team.team_id, week.key):
            publish_waiting(uow, team.team_id, plan.plan_id, now)
        first = uow.outbox.find(team.team_id, MessageKind.PLAN_POST, week.key)
        if not stands:
            owe_post(uow, team.team_id, week.key, now, now + USEFUL_FOR, token)
        elif first is None or first.payload.get("token") != token:
            uow.outbox.owe(
                team_id=team.team_id,
                kind=MessageKind.PLAN_POST,
                key=f"{week.key}:{token}",
                payload={"week": week.key},
                now=now,
                useful_until=now + USEFUL_FOR,
            )
        return channel_id

    def _preview(self, uow: UnitOfWork, asker: Asker, period: Period) -> PostPreview:
        team, channel_id = _team_with_channel(uow, asker)
        now = self._clock.now()
        today = local_today(now, ZoneInfo(team.time_zone))
        post = weekly_post(uow, team.team_id, Week.parse(period_key(period, today)), now)
        if post is None:
            raise UserError("week_is_empty")
        standing = uow.outbox.standing(team.team_id, MessageKind.LEADERBOARD)
        stands_already = any(week_of_board(key) == post.week.key for key, _ in standing)
        return PostPreview(post, channel_id, secrets.token_hex(4), stands_already)

    def _send(self, uow: UnitOfWork, asker: Asker, week: Week, token: str) -> int:
        team, channel_id = _team_with_channel(uow, asker)
        now = self._clock.now()
        uow.outbox.owe(
            team_id=team.team_id,
            kind=MessageKind.LEADERBOARD,
            key=f"{week.key}:{token}",
            payload={"week": week.key},
            now=now,
            useful_until=now + USEFUL_FOR,
        )
        return channel_id


def _team_with_plans(uow: UnitOfWork, asker: Asker, *, for_update: bool = False) -> tuple[TeamRow, int]:
    team = uow.teams.find(asker.team_id, for_update=for_update)
    channel_id = None if team is None else plan_channel(team)
    if team is None or channel_id is None:
        raise UserError("no_plan_channel")
    return team, channel_id


def _plan_stands(uow: UnitOfWork, team_id: int, week: str) -> bool:
    return any(payload["week"] == week for _, payload in uow.outbox.standing(team_id, MessageKind.PLAN_POST))


def _team_with_channel(uow: UnitOfWork, asker: Asker) -> tuple[TeamRow, int]:
    team = uow.teams.find(asker.team_id)
    if team is None or team.leaderboard_channel_id is None:
        raise UserError("no_board_channel")
    return team, team.leaderboard_channel_id
