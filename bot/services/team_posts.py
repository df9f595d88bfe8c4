"""Posts by hand: a recurring post that an admin looks at first, and then sends when it suits."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.dates import Week, local_today
from bot.domain.leaderboards import Period, period_key
from bot.errors import UserError
from bot.services.access import require_admin
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.leaderboards import WeeklyPost, weekly_post
from bot.services.standing import week_of_board
from db.database import Database
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

USEFUL_FOR = timedelta(days=1)
"""A post that somebody wanted now, and that could not be sent, is not wanted much later."""


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


def _team_with_channel(uow: UnitOfWork, asker: Asker) -> tuple[TeamRow, int]:
    team = uow.teams.find(asker.team_id)
    if team is None or team.leaderboard_channel_id is None:
        raise UserError("no_board_channel")
    return team, team.leaderboard_channel_id
