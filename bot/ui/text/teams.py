"""What an admin reads: set-up, settings, schedule, posts by hand, and notices."""

from collections.abc import Mapping
from typing import Final

from bot.domain.audience import FeedMode
from bot.services.notices import Matter
from bot.services.teams import ScheduleKind, TeamUnits

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "quiet_hours_unreadable": ("I can't read “{text}” as quiet hours.", "Try `22:00-07:00`, or `off`."),
    "clock_unreadable": ("I can't read “{text}” as a time of day.", "Try `08:00`, `8am` or `18:30`."),
    "post_is_monthly": ("The recap comes on the first day of each month.", "Its time of day can be another."),
    "post_is_daily": ("That post comes every day.", "Choose its time, or turn it on or off."),
    "post_not_scheduled": ("That post is still to come.", "`/team schedule` shows what there is."),
    "channel_holds_no_posts": ("Posts need a text channel.", "Choose one from the list."),
    "which_post": ("Which post is it about?", "Choose `post` as well."),
    "week_is_empty": ("Nobody has logged a run in that week yet.", "The first one opens it: `/run log`."),
    "no_plan_channel": ("There is no channel for plans yet.", "`/team setup` chooses one."),
    "plan_week_is_empty": (
        "No two runners share a workout in that week yet.",
        "`/coach plan` writes the week; whoever has the same on one day stands here together.",
    ),
    "plan_week_past": ("A plan is for a week to come.", "Try `week`: this week or next week."),
    "board_week_ahead": ("A leaderboard is of a week that has begun.", "Try `week`: this week, or the one before."),
    "no_board_channel": ("There is no channel for leaderboards yet.", "`/team setup` chooses one."),
}

# --- set-up -------------------------------------------------------------------------------------------------

SETUP_HEADING: Final = "### Set up {team}\nEvery choice is kept at once. What you leave alone works as it is."
SETUP_FEED: Final = "**Runs** · {channel}"
SETUP_BOARDS: Final = "**Boards** · {channel}"
SETUP_PLANS: Final = "**Plans** · {channel}"
PLANS_IN_FEED: Final = "{channel}, as the feed"
SETUP_COACH: Final = "**Coaches** · {role}"
SETUP_ZONE: Final = "**Time zone** · {zone}"
SETUP_UNITS: Final = "**Units in public posts** · {units}"
NO_CHANNEL: Final = "no channel yet"
FOUND_BY_NAME: Final = "{thing} (my pick)"
ADMINS_COACH: Final = "no role, so admins coach"
MAY_POST: Final = "-# I have all I need there."
LACKS: Final = "⚠️ I need {permissions} there. Until then posts wait."
LACKS_IN: Final = "{channel} · {report}"
LACKS_AND: Final = " and "
PERMISSIONS: Final[Mapping[str, str]] = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}
CHOOSE_FEED: Final = "Where runs are shown"
CHOOSE_BOARDS: Final = "Where leaderboards are posted"
CHOOSE_PLANS: Final = "Where plans are posted"
CHOOSE_COACH: Final = "Which role coaches have"
CHOOSE_ZONE: Final = "Which clock the team lives by"
ANOTHER_ZONE: Final = "Another …"
CHOOSE_UNITS: Final = "Which units public posts show"
UNITS: Final[Mapping[TeamUnits, str]] = {
    TeamUnits.KM: "kilometres",
    TeamUnits.MI: "miles",
    TeamUnits.BOTH: "kilometres and miles",
}
LOOK_AGAIN: Final = "Check again"
FINISH: Final = "Finish"
ZONE_FORM: Final = "The team's time zone"
ZONE_FIELD: Final = "A city or a zone, such as Lisbon"
FINISHED: Final = "### {team} is set up"
FINISHED_NEXT: Final = "Next leaderboard: {when}."
FINISHED_OFF: Final = "The weekly leaderboard is off: `/team schedule`."
FINISHED_MORE: Final = "-# `/team settings` has the details, `/team schedule` the times."

# --- settings -----------------------------------------------------------------------------------------------

SETTINGS_HEADING: Final = "### Settings of {team}"
SETTINGS_FEED_MODE: Final = "**Feed** · {mode}"
SETTINGS_QUIET: Final = "**Quiet hours for DMs** · {hours} by the reader's clock"
SETTINGS_NO_QUIET: Final = "**Quiet hours for DMs** · none"
SETTINGS_BOARDS: Final = "**Boards at first** · {start}"
SETTINGS_NEXT: Final = "-# Next leaderboard: {when}."
SETTINGS_NEXT_DIGEST: Final = "-# Next digest: {when}."
HOURS: Final = "{begins}–{ends}"
FEED_MODES: Final[Mapping[FeedMode, str]] = {
    FeedMode.EACH: "each run as a card",
    FeedMode.DIGEST: "one digest a day",
    FeedMode.OFF: "no runs",
}
STARTS: Final[Mapping[bool, str]] = {False: "hidden", True: "shown"}
CHOOSE_FEED_MODE: Final = "What the feed shows"
CHOOSE_START: Final = "Boards, until a runner answers"
START_OPTION: Final = "Boards at first: {start}"
QUIET_BUTTON: Final = "Quiet hours"
PLACES_BUTTON: Final = "Channels and roles"
QUIET_FORM: Final = "Quiet hours"
QUIET_FIELD: Final = "From and until, or off"

# --- schedule -----------------------------------------------------------------------------------------------

SCHEDULE_HEADING: Final = "### What comes by itself"
SCHEDULE_ZONE: Final = "-# Times are those of {zone}."
SCHEDULE_FEED: Final = "-# The feed shows {mode}."
SCHEDULE_ON: Final = "**{post}** · {day} {time} · on\nnext {when}"
SCHEDULE_OFF: Final = "**{post}** · {day} {time} · off"
EVERY_DAY: Final = "every day"
DAY_OF_MONTH: Final = "day {day} of the month"
POSTS: Final[Mapping[ScheduleKind, str]] = {
    ScheduleKind.PLAN: "Plan of the week",
    ScheduleKind.LEADERBOARD: "Weekly leaderboard",
    ScheduleKind.RECAP: "Month recap",
    ScheduleKind.FEED_DIGEST: "Daily digest",
    ScheduleKind.COACH_DIGEST: "Letter to coaches",
}
CHOOSE_POST: Final = "Choose a post to change"
TURN_ON: Final = "Turn on"
TURN_OFF: Final = "Turn off"
MOVE: Final = "Change day and time"
MOVE_DAILY: Final = "Change the time"
DAY_FIELD: Final = "Day"
TIME_FIELD: Final = "Time of day"

# --- posts by hand ------------------------------------------------------------------------------------------

PREVIEW: Final = "-# Just you can see this. It would be posted in {channel}."
PREVIEW_AGAIN: Final = " Week {week} is up already; this would be a second post."
PREVIEW_PUBLISHES: Final = " What waits for that week goes out with it: runners get their own week."
POST_IT: Final = "Post it"
LEAVE_IT: Final = "Leave it"
POST_OWED: Final = "On its way to {channel}."
POST_LEFT: Final = "Left as it was: nothing is posted."

# --- notices ------------------------------------------------------------------------------------------------

NOTICES: Final[Mapping[Matter, str]] = {
    Matter.FEED_GONE: (
        "**{team}: the channel you chose for runs is gone.**\n"
        "Runs go to {channel} from now on. `/team setup` in the server chooses another."
    ),
    Matter.LEADERBOARD_GONE: (
        "**{team}: the channel you chose for leaderboards is gone.**\n"
        "They go to {channel} from now on. `/team setup` in the server chooses another."
    ),
    Matter.PLAN_GONE: (
        "**{team}: the channel you chose for plans is gone.**\n"
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
    Matter.STRAVA_INACTIVE: (
        "**{team}: Strava has switched off this bot's application.**\n"
        "Logs stay as they are, and runs are logged by hand and from files as ever. Whoever runs the bot finds the "
        "reason in Strava's API settings, mostly a subscription that has ended. It goes on by itself after that."
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
    Matter.PLAN_GONE: (
        "**{team}: the channel you chose for plans is gone.**\n"
        "They wait until there is another: `/team setup` in the server chooses it."
    ),
}


def channel(channel_id: int | None) -> str:
    """Return a channel as Discord links it; empty without one."""
    return "" if channel_id is None else f"<#{channel_id}>"


def role(role_id: int) -> str:
    """Return a role as Discord shows it."""
    return f"<@&{role_id}>"


def moment(timestamp: float) -> str:
    """Return an instant (Unix seconds) as each reader's own clock shows it, and how far off it is."""
    return f"<t:{int(timestamp)}:F> (<t:{int(timestamp)}:R>)"
