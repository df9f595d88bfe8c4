"""What is said about private words: a coach's feedback, the inbox, and messages that wait in it."""

from collections.abc import Mapping
from typing import Final

from bot.services.letters import Hindrance
from bot.ui.text.words import member, plain_member

# --- a coach's words ---

COACH: Final = "Coach {name}"
SOME_COACH: Final = "Your coach"
FEEDBACK: Final = "**{coach}:** “{message}”"
FEEDBACK_FROM: Final = "-# {team}"
FEEDBACK_READ: Final = "-# {team} · read, thank you"
GOT_IT: Final = "Got it"
EDITED: Final = "{footnote} · edited"
TAKEN_BACK: Final = "**{name}** took these words back."
ANSWERED: Final = "-# on “{message}”"
REPLY: Final = "Reply"
REPLY_TO: Final = "Reply to {name}"
REPLY_PLACEHOLDER: Final = "Thank you! Thursday suits me."

WRITE_TO: Final = "Write to {name}"
FORM_TITLE: Final = "To {name}"
FORM_LABEL: Final = "Your words"
FORM_PLACEHOLDER: Final = "Negative split in that wind. Textbook."
GIVEN: Final = "On its way to **{name}**, as a private message:"
GIVEN_BRIEFLY: Final = "On its way to **{name}**."
GIVEN_AT_NIGHT: Final = "Saved. It is quiet time for **{name}**: your words go out <t:{timestamp}:t>."
GIVEN_WORDS: Final = "“{message}”"

DELIVERY_NOTES: Final[Mapping[Hindrance, str]] = {
    Hindrance.CLOSED: "Saved. **{name}**'s DMs are closed, so it waits in the inbox until {name} is next here.",
    Hindrance.LEFT: "**{name}** has left the team. Your words are kept, should {name} come back.",
}
DELIVERY_NOTE_WORDS: Final = "-# “{message}”"
NOTE_QUOTE: Final = 100
"""Characters of the words that a delivery note is about."""

# --- the inbox ---

INBOX: Final = "### Your inbox"
INBOX_EMPTY: Final = "Nothing is waiting for you. What your coach writes to you is kept here."
INBOX_NO_OLDER: Final = "That is all there is."
INBOX_DATE: Final = "-# {date}"
INBOX_DATE_NEW: Final = "-# {date} · new"
NEXT: Final = "Next"
OLDER: Final = "Older"
NEWEST: Final = "Newest"

OFFER_ONE: Final = "1 message is waiting for you."
OFFER_MANY: Final = "{count} messages are waiting for you."
READ_ONE: Final = "Read it"
READ_MANY: Final = "Read them"

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "feedback_empty": ("A few words, please.", "One kind sentence is plenty."),
    "feedback_too_long": ("Private feedback holds up to {limit} characters.", "Yours is below, to shorten."),
    "feedback_gone": ("I can't find that message among yours.", "`/feedback inbox` shows those that are here."),
    "no_coach_wrote": ("No coach has written to you yet.", "Once one does, `/feedback reply` takes your answer."),
    "coach_not_found": ("“{text}” is none of the coaches who wrote to you.", "Pick a name from the list as you type."),
    "coach_gone": ("Who wrote this is not on record any more.", "`/feedback reply` goes to a coach who is."),
    "coach_unsure": ("Discord does not say right now whether you coach that team.", "Try again in a minute, please."),
    "feedback_to_oneself": ("That would be a word to yourself.", "Pick one of your runners."),
    "feedback_to_bot": ("“{name}” is a bot, and runs without feedback.", "Pick one of your runners."),
    "runner_ambiguous": ("More than one runner goes by “{text}”.", "Pick the right one from the list as you type."),
    "runner_gone": ("That runner is not on the team any more.", "Pick one of the runners who are here."),
    "runner_left": ("“{name}” has left the team.", "Pick one of the runners who are here."),
    "not_a_runner": ("“{name}” is not among the runners yet.", "A first `/run log` makes a runner of anybody."),
}


def coach(name: str | None) -> str:
    """Return `Coach Caleb`; a coach who goes by that already is not called coach twice."""
    if name is None:
        return SOME_COACH
    called = member(name)
    return called if called.casefold().startswith("coach") else COACH.format(name=called)


def plain_coach(name: str | None) -> str:
    """Return the same where Discord shows no markup: in a form's title, on a button."""
    if name is None:
        return SOME_COACH
    called = plain_member(name)
    return called if called.casefold().startswith("coach") else COACH.format(name=called)


def offer(count: int) -> str:
    """Return how many messages wait."""
    return OFFER_ONE if count == 1 else OFFER_MANY.format(count=count)
