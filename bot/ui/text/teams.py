"""What an admin reads: set-up, settings, schedule, posts by hand, and notices."""

from collections.abc import Mapping
from typing import Final

from bot.services.notices import Matter

_ZONES: Final = "A city is enough: `Berlin`, `New York`."

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "team_zone_unknown": ("I can't find “{text}” among the time zones.", _ZONES),
    "team_zone_misspelt": ("I can't find “{text}”. Is it {nearest}?", _ZONES),
    "quiet_hours_unreadable": ("I can't read “{text}” as quiet hours.", "Try `22:00-07:00`, or `off`."),
    "clock_unreadable": ("I can't read “{text}” as a time of day.", "Try `08:00`, `8am` or `18:30`."),
    "post_is_daily": ("That post comes every day.", "Choose its time, or turn it on or off."),
    "post_not_scheduled": ("That post is still to come.", "`/team schedule` shows what there is."),
    "which_post": ("Which post is it about?", "Choose `post` as well."),
    "week_is_empty": ("Nobody has logged a run in that week yet.", "The first one opens it: `/run log`."),
    "no_board_channel": ("There is no channel for leaderboards yet.", "`/team setup` chooses one."),
}

NOTICES: Final[Mapping[Matter, str]] = {
    Matter.FEED_GONE: (
        "**{team}: the channel you chose for runs is gone.**\n"
        "Runs go to {channel} from now on. `/team setup` in the server chooses another."
    ),
    Matter.LEADERBOARD_GONE: (
        "**{team}: the channel you chose for leaderboards is gone.**\n"
        "They go to {channel} from now on. `/team setup` in the server chooses another."
    ),
    Matter.COACH_ROLE_GONE: (
        "**{team}: the coach role you chose is gone.**\n"
        "`/team setup` in the server chooses another. Until then I look for a role named Coach, and admins coach."
    ),
    Matter.CHANNEL_BLOCKED: (
        "**{team}: I may not post in {channel}.**\n"
        "Posts wait there. Allow me View Channel, Send Messages, Attach Files and Read Message History, "
        "or choose another channel with `/team setup` in the server."
    ),
}
NOTICES_WITHOUT_CHANNEL: Final[Mapping[Matter, str]] = {
    Matter.FEED_GONE: (
        "**{team}: the channel you chose for runs is gone.**\n"
        "Posts wait until there is another: `/team setup` in the server chooses it."
    ),
    Matter.LEADERBOARD_GONE: (
        "**{team}: the channel you chose for leaderboards is gone.**\n"
        "They wait until there is another: `/team setup` in the server chooses it."
    ),
}


def channel(channel_id: int | None) -> str:
    """Return a channel as Discord links it; empty without one."""
    return "" if channel_id is None else f"<#{channel_id}>"
