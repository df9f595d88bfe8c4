"""What a server looks like to the bot: which of its channels suit the posts, and who coaches, by their names."""

import discord

from bot.services.teams import SeenTeam

FEED_NAMES = ("feed", "run-feed", "runs", "running", "run-log", "training-log", "training")
LEADERBOARD_NAMES = ("leaderboard", "leaderboards", "boards")
PLAN_NAMES = ("plan", "plans", "training-plan", "training-plans", "weekly-plan", "workouts")
COACH_NAMES = ("coach", "coaches", "trainer")


def seen_team(guild: discord.Guild) -> SeenTeam:
    """Return the server with the channels that suit the posts: by name, else where Discord itself posts.

    Its coaches are known by the name of their role.
    """
    open_to_us = [channel for channel in guild.text_channels if may_post(channel)]
    fallback = guild.system_channel if guild.system_channel in open_to_us else next(iter(open_to_us), None)
    feed = _named(guild, FEED_NAMES) or fallback
    board = _named(guild, LEADERBOARD_NAMES) or feed
    plan = _named(guild, PLAN_NAMES)
    roles = {role.name.casefold(): role.id for role in guild.roles if not role.is_default() and not role.managed}
    return SeenTeam(
        team_id=guild.id,
        name=guild.name,
        feed_channel_id=None if feed is None else feed.id,
        leaderboard_channel_id=None if board is None else board.id,
        plan_channel_id=None if plan is None else plan.id,
        coach_role_id=next((roles[name] for name in COACH_NAMES if name in roles), None),
        owner_id=guild.owner_id,
        channel_ids=frozenset(channel.id for channel in guild.channels),
        role_ids=frozenset(role.id for role in guild.roles),
    )


def may_post(channel: discord.TextChannel) -> bool:
    """Tell whether the bot can see the channel and write there."""
    permissions = channel.permissions_for(channel.guild.me)
    return permissions.view_channel and permissions.send_messages


def _named(guild: discord.Guild, names: tuple[str, ...]) -> discord.TextChannel | None:
    # A channel with the right name is meant for us even while a permission is still missing: the post waits there,
    # and says which one, instead of turning up somewhere else.
    by_name = {channel.name: channel for channel in guild.text_channels}
    return next((by_name[name] for name in names if name in by_name), None)
