"""What is said about services that know a member's runs: consent, how a connection stands, its end, and each run."""

from collections.abc import Mapping
from typing import Final

from bot.domain.back_fills import Reach
from bot.domain.connections import Level, Service
from bot.domain.found_runs import FoundState
from bot.services.connection_letters import ConnectionNews

NAMES: Final[Mapping[Service, str]] = {Service.STRAVA: "Strava", Service.INTERVALS: "intervals.icu"}

# --- consent ---

CONSENT: Final = "### Connect Strava"
CONSENT_POINTS: Final = (
    "**What I read**\nYour runs of the past twelve hours and from now on, and older ones if you ask for them: Strava's "
    "number of each, its kind, day and time, distance, duration, whether it was a race, which device recorded it, and "
    "who sees it there. No maps, no heart rate, no titles, no photos, and nothing that you keep to yourself there.",
    "{use}",
    "**How to stop**\n`/strava disconnect` at any time, or Strava's own settings under My Apps.",
    "**How to have it deleted**\nIt goes by itself after seven days, and all of it at once when you disconnect. You "
    "choose then whether runs that you logged stay as your own. `/privacy` shows and erases the rest.",
    "**You hear when it is done**\nI confirm in a direct message that all is deleted, and access is being given back.",
)
USES: Final[Mapping[Level, str]] = {
    Level.NUDGE: (
        "**What it is for**\nI ask you, and nobody but you, whether a run belongs in your log. What you log is your "
        "own entry, shown as your profile says. What Strava tells goes to nobody else."
    ),
    Level.SHARE: (
        "**What it is for**\nI ask you, and nobody but you, whether a run belongs in your log. What you log is your "
        "own entry, shown as your profile says. With a press of yours on **Share with the team** a run is shown as "
        "Strava has it, and goes when it goes there."
    ),
    Level.AUTOMATIC: (
        "**What it is for**\nI ask you, and nobody but you, whether a run belongs in your log. What you log is your "
        "own entry, shown as your profile says. If you ask for it in `/strava status`, runs are logged and shared by "
        "themselves, as Strava has them, and go when they go there."
    ),
}
CONSENT_OPEN: Final = "-# The way there is open for ten minutes, for you alone. Strava notes that this app reads there."
CONTACT: Final = "-# Questions about your data: {contact}"
PRIVACY_PAGE: Final = "-# All of it, to read again: {url}"
CONNECT: Final = "Connect with Strava"
PASTE_HINT: Final = (
    "After you agree, your browser shows a page that does not open. That is fine: copy its whole address, and paste it "
    "here."
)
PASTE: Final = "Paste the address"
PASTE_TITLE: Final = "Paste the address"
PASTE_LABEL: Final = "The whole address of that page"
PASTE_HELP: Final = "http://localhost/strava/callback?state=…"
CONNECTED: Final = (
    "**{service} is connected.**\nI look about twice an hour, and ask you in a direct message when there is a run. "
    "I begin with the past twelve hours; older runs stay where they are."
)
CONNECTED_ANEW: Final = "**{service} is connected again.**"

PRIVACY_TITLE: Final = "Strava and your data"
PRIVACY_INTRO: Final = (
    "Baton is a bot in your running team's Discord server. If you connect Strava, this is what it does with what "
    "Strava tells about you. You agree to it before you are sent to Strava, and can end it at any time."
)
PRIVACY_WHO: Final[Mapping[bool, str]] = {
    False: "**Who sees it**\nYou. What you log is your own entry, and is shown in your team as your profile says.",
    True: (
        "**Who sees it**\nYou; and of runs that you share, your team, as your profile says. What you log is your own "
        "entry, and is shown in your team as your profile says."
    ),
}
PRIVACY_MORE: Final = (
    "**Who else**\nNobody: Discord, where you read it, carries the messages. It is never sold, never used for "
    "advertising, and never given to an artificial intelligence.",
    "**How it is kept**\nWhat opens your account is kept sealed, and opens nothing without the operator's key; it is "
    "kept until you disconnect. What Strava tells of a run is deleted after seven days, and a run that you share when "
    "you or Strava delete it. All of it is deleted when you disconnect, leave the server, have yourself forgotten with "
    "/privacy forget, or take access back at Strava, and when the bot is removed from the server.",
    "**Your rights**\n/privacy export hands you everything that is held about you, /privacy forget erases it.",
    "**Strava itself**\nStrava notes how applications use its interface, and its own privacy policy holds there.",
)
PRIVACY_CONTACT: Final = "**Whom to ask**\n{contact}"
PRIVACY_NO_CONTACT: Final = "**Whom to ask**\nThe admins of your team's Discord server, who know who runs this bot."

PAGE_CONNECTED: Final = "{service} is connected"
PAGE_WHAT_NOW: Final = "For {name} in {team}. Baton asks them in a direct message when there is a run."
PAGE_NOT_YOU: Final = (
    "Is that not you? Take access back at Strava, in its settings under My Apps, or let them type /strava disconnect."
)
PAGE_INSTANT: Final = "at {instant:%H:%M} UTC on {instant:%Y-%m-%d}"
PAGE_BACK: Final = "You can close this page and go back to Discord."

KEY_TITLE: Final = "Connect intervals.icu"
KEY_LABEL: Final = "Your API key"
KEY_HELP: Final = "intervals.icu › Settings › Developer Settings"
KEY_HINT: Final = (
    "### Connect intervals.icu\n"
    "It gets runs from Garmin, COROS, Suunto, Polar and Wahoo directly. I read day and time, distance, duration and "
    "the device of your runs, keep that for seven days, and ask you whether they belong in your log. Runs that came "
    "there *from Strava* it shows to nobody but you.\n"
    "Your key is in intervals.icu under Settings, Developer Settings. It is kept sealed, and goes with "
    "`/intervals disconnect`."
)
KEY_BUTTON: Final = "Enter the key"

# --- how it stands ---

STATUS: Final = "### Your connections"
NOT_CONNECTED: Final[Mapping[Service, str]] = {
    Service.STRAVA: "**Strava** not connected. `/strava connect` shows what it is for.",
    Service.INTERVALS: "**intervals.icu** not connected. `/intervals connect` shows what it is for.",
}
NOT_SET_UP: Final[Mapping[Service, str]] = {
    Service.STRAVA: "**Strava** is not set up here. `/run log` and `/run upload` do as well without.",
    Service.INTERVALS: "**intervals.icu** is not set up here. `/run log` and `/run upload` do as well without.",
}
STANDS: Final = "**{service}** connected since {since}."
SWITCHED_OFF: Final = "It is switched off here, so I ask it for nothing. `/{service_command} disconnect` ends it."
LOOKED: Final = "Looked {looked}."
NOT_LOOKED: Final = "First look in a moment."
TROUBLE: Final = "It is silent just now; I try again by myself."
RESTS: Final = "It has had enough questions for now; I go on {until}."
INACTIVE: Final = "Strava has switched off this bot's application for now. Your log is fine; the admins know."
WITHHELD: Final = (
    "It has more of yours ({activities} in a week) that came there from Strava, and those it may show on its own pages "
    "alone. Connect your watch to it directly to have the next ones here."
)
SHARED_FROM: Final = "Shared as it has them, and followed there: {runs}."
LOGGED_FROM: Final = "In your log from it: {runs}."
REFUSED: Final = (
    "**{service}** is open to me no more. What you logged from it ({runs}) goes {forget}, unless you keep it."
)
SEATS: Final = "-# For admins: places taken at Strava: {taken} of {seats}."
AUTOMATIC_ON: Final = "Runs are logged and shared by themselves."
TURN_ON: Final = "Log and share by itself"
TURN_OFF: Final = "Ask me each time"
CONNECT_AGAIN: Final = "`/strava connect` connects it again."

# --- looking further back ---

LOOK_BACK: Final = "Look further back at {service}"
REACHES: Final[Mapping[Reach, str]] = {
    Reach.MONTH: "30 days",
    Reach.THIS_YEAR: "This year",
    Reach.TWELVE_MONTHS: "A year",
    Reach.ALL: "All there is",
}
BACK_ASKING: Final = "**Looking further back at {service}:** back to {reached} so far, on the way to {from}."
BACK_SO_FAR: Final = "Found for your log: {runs}, {distance}."
BACK_RESTS: Final = "It has had enough questions for now; I go on {until}."
BACK_NOTE: Final = "-# It goes on by itself, for you alone. You hear from me when it is done."
BACK_NOTHING: Final = "**{service} has nothing more for your log**, back to {from}."
BACK_FOUND: Final = "**{service} has {runs} that are not in your log, {distance}.** Log them all?"
BACK_FOUND_NOTE: Final = (
    "-# From {from} on. They become your own entries, and your team's feed hears nothing of them. What looks like an "
    "entry you have is asked about. Without a word from you the list goes {goes}; your log stays as it is."
)
LOG_ALL: Final = "Log them all"
LEAVE_ALL: Final = "Leave them"
STOP_LOOKING: Final = "Stop looking"
LEFT_ALL: Final = "All right: your log stays as it is, and what {service} told of older runs is deleted."

# --- the end ---

DISCONNECT: Final = (
    "**Disconnect {service}?** Access is given back, and what it told of the past seven days is deleted."
)
DISCONNECT_ASKS: Final = "In your log from it: {runs}. Keep them as your own, or delete them too?"
SHARED_GO: Final = "What you shared as it has it goes too: {runs}."
DISCONNECT_PLAIN: Final = "**Disconnect {service}?** Access is given back, and what it told is deleted."
DISCONNECT_BUTTON: Final = "Disconnect"
KEEP_RUNS: Final = "Keep my runs"
DELETE_RUNS: Final = "Delete them too"
STAY: Final = "Stay connected"
STAYS: Final = "It stays connected, just as it is."
DISCONNECTED: Final = "**{service} is disconnected.** What it told is deleted, and access is being given back."
RUNS_KEPT: Final = "Kept in your log as your own: {runs}."
RUNS_DELETED: Final = "Deleted with it: {runs}."

NEWS: Final[Mapping[ConnectionNews, str]] = {
    ConnectionNews.CONNECTED: (
        "**{service} is connected.** I ask you here when there is a run.\n"
        "-# Was that not you? `/{service_command} disconnect` ends it. Team: {team}."
    ),
    ConnectionNews.REFUSED: (
        "**{service} gives me access no more**, so what it told is deleted.\n`/{service_command} connect` connects it "
        "again, if you like.\n-# Team: {team}."
    ),
    ConnectionNews.SHUT: (
        "**I cannot open your account at {service} any more**, since the key to it was changed on our side. "
        "What it told is deleted.\n`/{service_command} connect` connects it again, if you like; if not, its own "
        "settings end what is still open there.\n-# Team: {team}."
    ),
    ConnectionNews.ENDED: (
        "**{service}: done.** All that it told is deleted, and access is being given back.\n-# Team: {team}."
    ),
    ConnectionNews.FORGOTTEN: (
        "**{service}: done.** The runs that you had logged from it are deleted as well.\n-# Team: {team}."
    ),
    ConnectionNews.WITHHELD: (
        "**Some of your activities reach intervals.icu from Strava**, and those it may show on its own pages alone.\n"
        "Connect your watch to intervals.icu directly, in its settings, and I hear of the next ones. `/run upload` "
        "takes the others.\n-# Team: {team}."
    ),
}
ASK_RUNS: Final = (
    "In your log from it: {runs}. Keep them as your own, or delete them too? Without a word from you they go {forget}."
)

OLDER_RUNS: Final = (
    "**Before you connect {service} again:** in your log from before: {runs}. Keep them as your own, or delete them "
    "too? Without a word from you they go {forget}.\n-# One press, and `/strava connect` goes on."
)

# --- one run ---

NUDGE: Final = "**{service} has a run: {distance}, {time}.** Log it for {team}?"
NUDGE_WHEN: Final = "{day}{device}"
DEVICE: Final = " · {device}"
NUDGE_RACE: Final = "{service} calls it a race."
LIKE: Final = "It looks like your {distance} of {day}. I ask again before anything is doubled."
LOG: Final = "Log it"
EDIT: Final = "Edit"
IGNORE: Final = "Ignore"
OPEN: Final = "Look at it"
SHARE: Final = "Share with the team"
VIEW: Final = "**[View on Strava](https://www.strava.com/activities/{key})**"
TAKE_OVER: Final = "Take it over"
LEAVE: Final = "Leave my entry"
NUDGED: Final[Mapping[FoundState, str]] = {
    FoundState.LOGGED: "**In your log: {distance}, {time}.** {day}",
    FoundState.IGNORED: "Left out of your log: {distance}, {time}. {day}",
    FoundState.CHANGED: (
        "**{service} says {told_distance}, {told_time} by now.** Your log says {distance}, {time}, {day}. Take it over?"
    ),
    FoundState.GONE: (
        "It is gone from {service}. **Your entry stays yours:** {distance}, {time}, {day}. `/run delete` removes it."
    ),
}
FORM_TITLE: Final = "Log the run"


def view_on_strava(key: str) -> str | None:
    """Return the way to a run at Strava, in the words that Strava asks for; None for what is no number of one."""
    return VIEW.format(key=key) if key.isascii() and key.isdecimal() else None


PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "service_not_set_up": (
        "This service is not set up here.",
        "`/run log` and `/run upload` do as well without.",
    ),
    "no_seat": (
        "Every place that Strava gives this bot is taken ({athletes} of {athletes}).",
        "`/run upload` takes the files of your watch, with no limit on people.",
    ),
    "connected_already": ("Strava is connected already.", "`/strava status` shows how it stands."),
    "older_runs_undecided": (
        "Your runs from before wait for a word of yours.",
        "`/strava status` asks what becomes of them. After that, `/strava connect` goes on.",
    ),
    "other_account_connected": (
        "Another account of yours at intervals.icu is connected.",
        "`/intervals disconnect` ends that one, and asks about its runs. Then connect this one.",
    ),
    "not_connected": ("There is no such connection.", "`/strava status` shows those that you have."),
    "account_taken": (
        "That account is connected to another runner here.",
        "Disconnect it there first, or ask your admin.",
    ),
    "account_in_other_team": (
        "That account is connected in another team of yours: {team}.",
        "`/{command} disconnect` in that server ends it there.",
    ),
    "service_rests": (
        "Strava takes no questions just now, so nothing is connected yet.",
        "Try again {until}. If this way is closed by then, `/strava connect` opens a new one.",
    ),
    "link_closed": (
        "This way to Strava is closed: it is open for ten minutes, once.",
        "`/strava connect` opens a new one.",
    ),
    "address_incomplete": (
        "That address does not hold all of Strava's answer.",
        "Copy the whole line from your browser, from `http` to its very end.",
    ),
    "consent_refused": ("All right: nothing is connected.", "`/run log` and `/run upload` do as well without."),
    "consent_without_runs": (
        "Strava was not allowed to show me your runs, so nothing is connected.",
        "`/strava connect` once more, and leave the tick at “View data about your activities”.",
    ),
    "key_refused": (
        "That key opens nothing at intervals.icu.",
        "Copy it again, in one piece, from Settings, Developer Settings.",
    ),
    "service_silent": (
        "It does not answer just now, so nothing is connected.",
        "In a few minutes `/{command} connect` opens a new way.",
    ),
    "decided_already": ("That is decided already.", "`/strava status` shows how it stands."),
    "sharing_is_off": ("Sharing from Strava is off here.", "Log the run as your own instead: *Log it*."),
    "found_run_gone": (
        "This run is kept no more: what a service tells goes after seven days.",
        "`/run log` takes it all the same.",
    ),
    "back_fill_gone": (
        "This list is kept no more.",
        "`/strava status` and `/intervals status` look further back again.",
    ),
    "back_fill_goes_on": ("I am still looking.", "You hear from me when it is done."),
    "found_run_is_logged": ("This run is in your log already.", "`/run list` shows it."),
}
