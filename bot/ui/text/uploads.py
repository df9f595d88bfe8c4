"""What the bot says about files of runs: questions about one, a long list on its way, why one cannot be read."""

from collections.abc import Mapping
from typing import Final

IS_RUN: Final = "**Is this a run?** The file doesn't say."
ARE_RUNS: Final = "**Are these {count} runs?** The file doesn't say what they are."
IS_RUN_YES: Final = "Yes, log it"
ARE_RUNS_YES: Final = "Yes, log them"
IS_RUN_NO: Final = "No"
DATE: Final = "**When was this run?** The watch's clock was never set."
SAY_WHEN: Final = "Say when"
DATE_FORM: Final = "When was this run?"
DATE_LABEL: Final = "Day, and hour if you like"
DATE_EXAMPLE: Final = "yesterday 6am, saturday, 2026-11-20"
DISTANCE: Final = "**How far was it?** The file has the time alone."
SAY_DISTANCE: Final = "Say how far"
DISTANCE_FORM: Final = "How far was it?"
DISTANCE_LABEL: Final = "Distance"
DISTANCE_EXAMPLE: Final = "10k, 6.2 mi"
WHICH_DISTANCE: Final = "**Which distance is right?** The file has two."
CANCEL: Final = "Leave it out"
LEFT_OUT: Final = "**Left out of your log.** Upload the file again whenever you like."
READ: Final = "-# {file}: {facts}. Nothing is saved yet."
KNOWN: Final = "**This run is already in your log:** {distance} in {time} ({pace}), {date}."
NAMELESS: Final = "File"
ONE_MORE_FILE: Final = "**One more file is in that message.** Log it too?"
MORE_FILES: Final = "**{count} more files are in that message.** Log them too?"

# --- a list of many -----------------------------------------------------------------------------------------

RUNNING: Final = "**Your runs are on their way into your log.**\n{bar} {done:,} of {total:,}"
RUNNING_NOTE: Final = "-# It goes on by itself; you can close this."
DONE: Final = "**Your list is in: {runs} added.**"
DONE_NOTHING_NEW: Final = "**All of this list is in your log already.**"
DONE_EMPTY: Final = "**The list is read through.**"
STOPPED: Final = "**Stopped. {runs} added so far, and they stay.**\nUpload the list again for the rest."
STOPPED_TOLD: Final = (
    "**Stopped. {runs} added so far, and they stay.**\n`/{service} status` looks further back again for the rest."
)
IN_BEFORE: Final = "Already there: {count:,}"
UNSURE: Final = "For you to decide: {count:,}"
OTHERS: Final = "Other things than runs, left out: {count:,}"
UNREADABLE: Final = "Could not be read: {count:,}"
UNREADABLE_ROWS: Final = "Could not be read: {count:,} (rows {rows})"
LISTED: Final = ", "
AND_MORE: Final = " …"
POINTS: Final = "-# Points are for the seven days after a run. Your team's feed hears nothing of a list."
STOP: Final = "Stop here"
DECIDE: Final = "Decide"

UNSURE_HEADING: Final = "### One run, or two? {left} to go"
UNSURE_PAIR: Final = (
    "In your log: {other_day} · **{other_distance}** · {other_time}\nIn the list: {day} · **{distance}** · {time}"
)
SAME: Final = "Same run"
DIFFERENT: Final = "Two runs"
ALL_SAME: Final = "Same run, all of them"
ALL_DIFFERENT: Final = "Two runs, all of them"
ALL_DECIDED: Final = "**All decided.** Your log has {added} from this list."

BAR_LENGTH: Final = 12
BAR_FULL: Final = "▰"
BAR_OPEN: Final = "▱"

_RUNS: Final = "Runs are what I log."
_EXPORT: Final = "Export it again and send it once more."
PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "file_too_big": ("That file is larger than 8 MB.", "One run is far smaller; of an archive take `activities.csv`."),
    "file_empty": ("That file is empty.", _EXPORT),
    "file_unknown_format": (
        "I can't tell what that file is.",
        "I read FIT, GPX, TCX and Strava's `activities.csv`, zipped too.",
    ),
    "file_damaged": ("That file is damaged.", _EXPORT),
    "file_not_an_activity": (
        "That file holds a plan or settings, and nothing that was run.",
        "Export the activity itself.",
    ),
    "file_not_a_run": ("That file holds something else than a run.", _RUNS),
    "file_not_a_run_ride": ("That file holds a ride.", _RUNS),
    "file_not_a_run_walk": ("That file holds a walk.", _RUNS),
    "file_not_a_run_hike": ("That file holds a hike.", _RUNS),
    "file_not_a_run_swim": ("That file holds a swim.", _RUNS),
    "file_unpacks_too_big": ("That file unpacks to more than I can take.", "Send the run's own file."),
    "file_too_many_files": ("That zip holds several files.", "Send one of them, or of an archive `activities.csv`."),
    "file_locked": ("That zip has a password.", "Send the file inside it."),
    "file_too_many_rows": ("That list has more than 20,000 rows.", "Cut it in two and send both."),
    "file_unknown_language": (
        "I can't read the headings of that list yet.",
        "Set Strava to English or German, and ask for the archive again.",
    ),
    "file_took_too_long": ("That file takes too long to read.", "Try it once more, or export it as GPX or TCX."),
    "no_file": ("There is no file of a run in that message.", "I read FIT, GPX, TCX and `activities.csv`."),
    "not_your_file": ("That file is a teammate's run.", "They can log it themselves. A cheer is always welcome."),
    "file_gone": ("I can't get that file from Discord any more.", "Send it once more."),
    "no_runs_in_list": ("There is no run in that list.", "Rides, walks and swims stay where they are."),
    "import_gone": ("I can't find that list any more.", "Upload it again; nothing is doubled by it."),
}


def other_files(count: int) -> str:
    """Return the offer of so many more files of a message."""
    return ONE_MORE_FILE if count == 1 else MORE_FILES.format(count=count)


def bar(done: int, total: int) -> str:
    """Return how much of a whole is done as a bar; it is full only when all is."""
    full = BAR_LENGTH if total <= 0 else done * BAR_LENGTH // total
    return BAR_FULL * full + BAR_OPEN * (BAR_LENGTH - full)
