"""The private page on which an admin sees how the team's posts fare."""

import discord

from bot.services.delivery_reasons import Cause
from bot.services.team_status import HeldUp, Posted, TeamStatus
from bot.ui import theme
from bot.ui.cards import Card
from bot.ui.permissions import report
from bot.ui.text import team_status as said
from bot.ui.text import teams as of_teams

SHOWN = 8
"""Lines on what is on hold: a server closed to the bot has one for each kind of post."""


class StatusView(Card):
    """What is on hold and why, the last posts, and the next."""

    def __init__(self, status: TeamStatus, guild: discord.Guild) -> None:
        lines = [said.HEADING]
        if status.all_arrived:
            lines.append(said.WELL)
        else:
            lines += [said.WAITING, *(_held_line(one, guild) for one in status.held_up[:SHOWN]), *_letters(status)]
        lines += ["", said.LAST, *(_posted_line(one, status.team_id) for one in status.last)]
        if not status.last:
            lines.append(said.NONE_POSTED)
        lines += [said.CARDS, "", said.NEXT]
        lines += [
            said.COMING.format(post=of_teams.POSTS[one.kind], when=of_teams.moment(one.at.timestamp()))
            for one in status.coming
        ] or [said.ALL_OFF]
        super().__init__("\n".join(lines), accent=theme.COACH)


def _posted_line(post: Posted, team_id: int) -> str:
    return said.POSTED.format(
        kind=said.KINDS[post.kind],
        url=said.URL.format(team=team_id, channel=post.channel_id, message=post.message_id),
        channel=of_teams.channel(post.channel_id),
        when=of_teams.moment(post.at.timestamp()),
    )


def _held_line(held: HeldUp, guild: discord.Guild) -> str:
    kinds = said.KINDS[held.kind]
    if held.count > 1:
        kinds = said.SEVERAL.format(kind=kinds, count=held.count)
    why = _permission(held, guild) if held.cause is Cause.PERMISSION else said.WHY[held.cause]
    if held.next_try_at is not None:
        why += said.NEXT_TRY.format(when=of_teams.moment(held.next_try_at.timestamp()))
    else:
        why += said.GIVEN_UP_AT_ONCE if held.cause is Cause.REFUSED else said.GIVEN_UP
    return said.HELD.format(kinds=kinds, why=why)


def _permission(held: HeldUp, guild: discord.Guild) -> str:
    if held.channel_id is None:
        return said.PERMISSION_SOMEWHERE
    channel = of_teams.channel(held.channel_id)
    lacks = report(guild, held.channel_id)
    if not lacks:
        return said.PERMISSION_THERE.format(channel=channel)
    return of_teams.LACKS_IN.format(channel=channel, report=lacks)


def _letters(status: TeamStatus) -> list[str]:
    counts = (
        (said.LETTERS_CLOSED, status.letters.closed),
        (said.LETTERS_LATER, status.letters.later),
        (said.LETTERS_GIVEN_UP, status.letters.given_up),
    )
    return [line.format(count=count) for line, count in counts if count]
