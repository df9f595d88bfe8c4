"""Notices: what a team's admin is told once, by direct message, when something of the set-up needs them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.audience import MessageKind
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

DROPPED = "dropped"
"""The state, as in `bot.services.outbox.MessageState`, of a message that was not sent and will not be."""


class Matter(StrEnum):
    """What the admin is told of."""

    FEED_GONE = "feed_gone"
    LEADERBOARD_GONE = "leaderboard_gone"
    PLAN_GONE = "plan_gone"
    COACH_ROLE_GONE = "coach_role_gone"
    CHANNEL_BLOCKED = "channel_blocked"
    """The bot may not post in a channel that it is to post in."""
    STRAVA_INACTIVE = "strava_inactive"
    """Strava answers nobody here: its own subscription, or another thing that the operator has to mend there."""


@dataclass(frozen=True, slots=True)
class AdminNotice:
    """A word to whoever looks after a team.

    `channel_id` is where the posts go now (None: nowhere yet), or the channel that is closed to the bot.
    """

    matter: Matter
    team_name: str
    channel_id: int | None


def owe_notice(uow: UnitOfWork, team: TeamRow, matter: Matter, thing_id: int, now: datetime) -> None:
    """Owe a notice about one channel or role, unless somebody was told already.

    It goes to who set the team up, or to the owner while nobody did, or who did has left.
    """
    here = (user_id for user_id in (team.admin_id, team.owner_id) if user_id is not None)
    recipient_id = next((user_id for user_id in here if not _has_left(uow, team.team_id, user_id)), None)
    if recipient_id is None:
        return
    key = _key(matter, thing_id)
    known = uow.outbox.find(team.team_id, MessageKind.ADMIN_NOTICE, key)
    if known is not None and known.state == DROPPED:
        # Nobody has read that one.
        uow.outbox.forget(team.team_id, MessageKind.ADMIN_NOTICE, key)
    uow.outbox.owe(
        team_id=team.team_id,
        kind=MessageKind.ADMIN_NOTICE,
        key=key,
        payload={"matter": matter, "thing_id": thing_id},
        now=now,
        recipient_id=recipient_id,
    )


def hand_over(uow: UnitOfWork, team_id: int, user_id: int, now: datetime) -> None:
    """Let notices that have not reached somebody who has left go to who looks after the team now."""
    team = uow.teams.find(team_id)
    for row in uow.outbox.unread_by(team_id, user_id):
        if row.kind == MessageKind.ADMIN_NOTICE and team is not None:
            matter, thing_id = Matter(row.payload["matter"]), row.payload["thing_id"]
            uow.outbox.forget(team_id, MessageKind.ADMIN_NOTICE, _key(matter, thing_id))
            owe_notice(uow, team, matter, thing_id, now)


def forget_blocked(uow: UnitOfWork, team_id: int, channel_id: int) -> None:
    """Let the admin be told anew should the channel be closed to the bot again: it has just been chosen."""
    uow.outbox.forget(team_id, MessageKind.ADMIN_NOTICE, _key(Matter.CHANNEL_BLOCKED, channel_id))


def forget_notice(uow: UnitOfWork, team_id: int, matter: Matter, thing_id: int) -> None:
    """Let the admin be told anew should it happen again: it has been mended."""
    uow.outbox.forget(team_id, MessageKind.ADMIN_NOTICE, _key(matter, thing_id))


def admin_notice(uow: UnitOfWork, team_id: int, payload: Mapping[str, Any]) -> AdminNotice | None:
    """Return what the admin is told now; None when it has settled itself."""
    team = uow.teams.find(team_id)
    if team is None:
        return None
    matter = Matter(payload["matter"])
    channel_id: int | None = None
    match matter:
        case Matter.FEED_GONE:
            channel_id = team.feed_channel_id
        case Matter.LEADERBOARD_GONE:
            channel_id = team.leaderboard_channel_id
        case Matter.PLAN_GONE:
            channel_id = team.plan_channel_id or team.feed_channel_id
        case Matter.CHANNEL_BLOCKED:
            channel_id = payload["thing_id"]
            if channel_id not in (team.feed_channel_id, team.leaderboard_channel_id, team.plan_channel_id):
                return None
    return AdminNotice(matter, team.name, channel_id)


def _has_left(uow: UnitOfWork, team_id: int, user_id: int) -> bool:
    runner = uow.runners.find(team_id, user_id)
    return runner is not None and runner.left_at is not None


def _key(matter: Matter, thing_id: int) -> str:
    return f"{matter}:{thing_id}"
