"""What the bot says about a member's data: the export with its plain words, and the question before erasing it."""

from collections.abc import Mapping
from typing import Final

from bot.ui.text import words

THIS_TEAM: Final = "this team"

ARCHIVE: Final = "my-baton-data.zip"
ARCHIVE_MORE: Final = "my-baton-data-{number}.zip"
README_FILE: Final = "README.txt"
JSON_FILE: Final = "baton.json"
CSV_FILE: Final = "{name}.csv"
PICTURE_FILE: Final = "{table}/{key}.jpg"
NAMED_FILE: Final = "{table}/{key}-{name}"

EXPORT: Final = (
    "**Here is all that Baton holds about you in {team}.**\n"
    "{rows}, in files that open without Baton. Start with `README.txt`."
)
EXPORT_NOTE: Final = "-# Just you can see this. It holds your notes, so keep it where you keep such things."
EXPORT_MORE: Final = "**More of your pictures.** They are too many for one file."
NOTHING_HELD: Final = "**Baton holds nothing about you in this team.**\nYour first `/run log` starts your log."

FORGET_QUESTION: Final = "**Erase everything about you in {team}?** There is no way back."
FORGET_GOES: Final = (
    "Goes: {runs}, your profile, points, cheers, comments, cards and places on boards, your answers to coaches, "
    "and what Baton told them about you."
)
FORGET_GOES_NAME: Final = "Goes: your name wherever Baton has noted it, and the messages it keeps for you."
FORGET_STAYS: Final = (
    "Stays: what you brought to the team's totals, with nobody's name on it, and shoutouts that you gave others "
    "and words that you wrote as a coach, unsigned."
)
FORGET_FIRST: Final = "-# `/privacy export` hands you a copy first. Backups, where there are any, follow within weeks."
FORGET_SURELY: Final = "Erase it all"
FORGET_KEEP: Final = "Keep it"
FORGOTTEN: Final = (
    "**Done. Baton holds nothing about you in {team} any more.**\n"
    "Your cards, what coaches were told about you, and what services told you in direct messages "
    "are being taken down, the newest first. "
    "You are welcome back at any time, as someone new."
)
FORGOTTEN_BEFORE: Final = "**All is erased already.**\nBaton holds nothing about you in {team}."
KEPT: Final = "Kept, just as it is."

README: Final = """\
Your Baton data
===============

Team: {team}
Made: {made} UTC

This is everything that Baton holds about you as a member of this team. It opens without Baton: the .csv files in
any spreadsheet, baton.json in any text editor. Both hold the same.

Distances are in metres, moving times in seconds. Times of day are UTC; dates and weeks (2026-W47 is the 47th week
of 2026) are your own calendar's. An empty cell means that nothing is noted. In the .csv files a text that begins
with = + - or @ has a ' in front of it, so that no spreadsheet takes it for a formula.

{files}

To have it all erased, type /privacy forget in your team's server, or in a direct message to Baton.
"""
README_LINE: Final = "{file} ({rows})\n    {about}"
README_JSON: Final = "baton.json\n    All of it in one file, for programs."

FILES: Final[Mapping[str, str]] = {
    "profile": "Your profile: how you want to be praised, shown and reached, and when you joined.",
    "past_targets": "Weekly targets you had before, each until the week named.",
    "pauses": "Your pauses; both days belong to them.",
    "runs": "Your log, one line a run.",
    "origins": "Where runs came from: digests of files, and the numbers that watches and services gave them.",
    "photos": "Photos of your runs, made smaller, without what the camera wrote into them; many come in more zips.",
    "reviews": "Runs that waited for a coach's word, and what came of it.",
    "reviews_decided": "What you decided, as a coach, about runs that waited for a word.",
    "celebrations": "What runs of yours were celebrated for, and whether that still holds.",
    "imports": "Lists of runs that you brought. Runs of them that still wait to go into your log are left out here.",
    "points": "Every point you were given, by which rule, and for which run.",
    "totals": "Your sums by week, month, season and all time, from which boards are made.",
    "board_scores": "Your figures on boards that are no sums, and your streaks, in tenths.",
    "point_rules": "Points that you chose for the team, as its admin.",
    "challenge_shares": "What you brought to each of the team's challenges, in metres, seconds, runs or days.",
    "challenges_created": "Challenges that you set the team.",
    "races_joined": "Races that you run or cheer at, with your goal and how it went.",
    "races_logged": "Which runs of your log are results of races.",
    "races_added": "Races that you put into the team's calendar.",
    "calendar_feeds": "The address of your own race calendar, for calendar programs.",
    "relay_legs": "Legs of relays that are yours, with the time expected and the one you ran.",
    "relay_legs_given": "Legs of relays that you gave to a teammate.",
    "relays_created": "Relays that you set up.",
    "plans_for_you": "Weeks that coaches planned for you alone.",
    "plan_weeks": "For which weeks you had a plan, and when you said that it looks good.",
    "planned_sessions": "What was planned for you day by day.",
    "planned_runs": "Which runs of your log were planned, and how much of the plan they are.",
    "plans_written": "Weeks that you planned as a coach.",
    "plan_drafts": "Changes of such weeks that you wrote and that are not out yet.",
    "plan_templates": "Weeks that you kept as templates, as a coach.",
    "seasons": "What you train for, and which coach outlined the way there.",
    "season_weeks": "The weeks of your seasons, each with its phase and how much is planned.",
    "seasons_outlined": "Seasons that you outlined as a coach. They stay with their runners.",
    "availability": "Days of each week on which you can run, Monday first: F free, S short of time, - neither.",
    "usual_availability": "The same for every week of which you said nothing else.",
    "weekly_asks": "Which questions you are asked every week, and when each comes next.",
    "check_ins": "Your check-ins: five answers each, from 1 to 5, where 5 is well, and whether coaches were told.",
    "connections": "Services that you connected, so that they tell you of your runs. What opens them is not in here.",
    "connection_links": "Ways to a service's page that you were shown and have not taken.",
    "runs_told_of": "Runs of the past seven days that those services told of.",
    "looks_further_back": "How far back a service is looked through for you, or was until you say a word on it.",
    "runs_further_back": "What was found there and is not in your log, for two days or until you decide.",
    "cheers_given": "Your cheers for teammates' runs.",
    "cheers_received": "Cheers for your runs.",
    "comments_given": "What you said under teammates' runs.",
    "comments_received": "What teammates said under your runs.",
    "shoutouts_given": "Kind words you gave. They stay with those whom you gave them.",
    "shoutouts_received": "Kind words you received, and which of them you have hidden or reported.",
    "coaching": "That you coach the team, under which name, by which role, and whether you want the letter of Monday.",
    "focuses": "What you want, or wanted, to improve, what you asked your coach, and when that was answered.",
    "focuses_answered": "When you, as a coach, answered what a runner wants to improve.",
    "coach_notes": "What coaches of the team wrote down about you, for each other.",
    "coach_notes_written": "What you wrote down about runners, as a coach.",
    "feedback_received": "A coach's private words to you.",
    "feedback_answered": "Your answers to coaches.",
    "feedback_given": "Private words you wrote as a coach.",
    "answers_received": "What runners answered you as a coach.",
    "feedback_files": "Files that went along with words between coaches and you.",
    "feedback_files_as_a_coach": "Files that went along with words between you, as a coach, and runners.",
    "feedback_templates": "Your templates for what you write often as a coach.",
    "words_kept": "What you wrote to Baton directly, for a day or until you say for whom it is.",
    "files_kept": "Files that came along with those.",
    "messages_to_you": "Direct messages that Baton sent you, or keeps for you.",
    "messages_to_others_about_you": "Notes that Baton sent others about you, such as that words could not reach you.",
    "posts_about_you": "Posts in the team's channels that are about you, such as the cards of your runs.",
    "chosen_team": "The team you mean when you write to Baton directly.",
    "team_owner": "You own the server, so Baton knows whom to tell when something is amiss.",
    "team_admin": "You set the team up, so Baton knows whom to tell when something is amiss.",
}

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "not_your_data": ("That question was for a teammate.", "`/privacy forget` asks you about your own data."),
}


def team(name: str) -> str:
    """Return the team as a sentence has it, in direct messages too, where nothing else tells which one is meant."""
    return f"“{words.team(name)}”" if name else THIS_TEAM


def archive(number: int) -> str:
    """Return the name of one of an export's files, counted from 1."""
    return ARCHIVE if number == 1 else ARCHIVE_MORE.format(number=number)


def rows(count: int) -> str:
    """Return `1 row`, `1,200 rows`."""
    return f"{count} row" if count == 1 else f"{count:,} rows"
