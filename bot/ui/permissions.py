"""What the bot may do in a channel, and what it lacks there, in plain words."""

from typing import Final

import discord

from bot.ui.text import race_events as of_events
from bot.ui.text import teams as said

NEEDED: Final = tuple(said.PERMISSIONS)


def lacking(guild: discord.Guild, channel_id: int) -> tuple[str, ...]:
    """Return the permissions that posts need and the bot does not have in a channel.

    Of a channel that Discord does not show to the bot nothing else is known.
    """
    channel = guild.get_channel(channel_id)
    if channel is None:
        return NEEDED[:1]
    granted = _granted(channel)
    return tuple(name for name in NEEDED if not getattr(granted, name))


def report(guild: discord.Guild, channel_id: int) -> str:
    """Return what the bot lacks in a channel, in plain words; empty when it has all it needs."""
    names = [said.PERMISSIONS[name] for name in lacking(guild, channel_id)]
    if not names:
        return ""
    several = [", ".join(names[:-1])] if len(names) > 1 else []
    return said.LACKS.format(permissions=said.LACKS_AND.join([*several, names[-1]]))


def events_report(guild: discord.Guild) -> str:
    """Return that the bot may not put races among a server's events; empty when it may."""
    return "" if guild.me.guild_permissions.create_events else of_events.LACKS


def _granted(channel: discord.abc.GuildChannel) -> discord.Permissions:
    """Return what roles and overwrites grant the bot, one by one.

    `permissions_for` takes away with one permission those that are of no use without it, and an admin would be sent to
    grant four where one is missing.
    """
    me = channel.guild.me
    granted = me.guild_permissions
    if granted.administrator:
        return discord.Permissions.all()
    of_roles = discord.PermissionOverwrite()
    for role in me.roles[1:]:
        allow, deny = of_roles.pair()
        more, less = channel.overwrites_for(role).pair()
        of_roles = discord.PermissionOverwrite.from_pair(allow | more, (deny | less) & ~(allow | more))
    for overwrite in (channel.overwrites_for(channel.guild.default_role), of_roles, channel.overwrites_for(me)):
        allow, deny = overwrite.pair()
        granted = (granted & ~deny) | allow
    return granted
