"""What is said about runs that wait for a word: to their runner, and to the coach who has it."""

from collections.abc import Mapping
from typing import Final

from bot.domain.doubts import Doubt, Verdict

# --- to the runner ---

WHY: Final[Mapping[Doubt, str]] = {
    Doubt.VERY_FAST: "It is at the speed of a world best.",
    Doubt.VERY_MUCH: "That day has over 100 km or 16 hours.",
    Doubt.TWICE: "It starts like another run of that day.",
}
RIGHT: Final = "It is right"
RIGHT_TITLE: Final = "It is right"
RIGHT_CONSENT: Final = (
    "A coach or admin of your team will then see this one run: its day, distance and time, "
    "whatever you chose to share. They decide, and you read why."
)
REMARK_LABEL: Final = "Anything to add?"
REMARK_PLACEHOLDER: Final = "A cycle race is in my file too"
CONFIRMED: Final = "Thank you. A coach will have a look, and you will read what came of it."

COUNTS: Final = "Your run counts"
LEFT_OUT: Final = "This one stays in your log, without points"
LETTER: Final = "**{verdict}: {distance} in {time}, {date}.**\n{coach}: “{reason}”"
LETTER_LEFT_OUT: Final = "-# Seen otherwise? Edit the run, or ask your coach."
VERDICTS: Final[Mapping[Verdict, str]] = {Verdict.COUNTS: COUNTS, Verdict.LEFT_OUT: LEFT_OUT}

# --- to the coach ---

HEADING: Final = "### Runs that wait for a word: {count}"
HEADING_DECIDED: Final = "### Runs that had a word"
NOTHING_WAITS: Final = "Nothing waits for a word. A run that looks odd comes here once its runner says it is right."
NOTHING_DECIDED: Final = "That is all there is."
RUN: Final = "**{name}** · {date}\n{distance} · {time} · {pace}"
REMARK: Final = "{name}: “{remark}”"
OWN: Final = "-# This one is yours: another coach, or an admin, has the word."
DECIDED: Final = "{coach}: “{reason}”"
DECIDED_AS: Final[Mapping[Verdict, str]] = {
    Verdict.COUNTS: "It counts.",
    Verdict.LEFT_OUT: "It stays in the log, without points.",
}
DECIDE: Final[Mapping[Verdict, str]] = {Verdict.COUNTS: "Let it count", Verdict.LEFT_OUT: "Leave it out"}
REASON_LABEL: Final = "Your reason"
REASON_HINT: Final = "{name} reads it, with your name."
REASON_PLACEHOLDER: Final[Mapping[Verdict, str]] = {
    Verdict.COUNTS: "I was there. What a day!",
    Verdict.LEFT_OUT: "The watch ran on in the car. Want to edit it?",
}
TOLD: Final = "Done. Your words are on their way to **{name}**."
NEXT: Final = "Next"
TO_DECIDED: Final = "Decided ones"
TO_WAITING: Final = "Waiting ones"

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "remark_too_long": ("A remark holds up to {limit} characters.", "Yours is below, to shorten."),
    "run_counts": ("That run counts already.", "`/points show` has its points."),
    "run_left_out": ("A coach has had a word on that run.", "Edit it, or ask your coach."),
    "reason_length": ("A reason has {least} to {most} characters.", "One kind sentence is plenty."),
    "review_gone": ("That run does not wait for a word any more.", "`/coach review` shows those that do."),
    "own_review": ("That run is your own.", "Another coach, or an admin of the server, has the word."),
    "review_decided": ("Somebody had a word on that run just now.", "`/coach review` shows what it was."),
    "review_changed": ("That run was edited just now.", "`/coach review` shows it as it is."),
}
