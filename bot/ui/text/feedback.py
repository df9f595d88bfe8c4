"""What is said about private words: a coach's feedback, the inbox, and messages that wait in it."""

from collections.abc import Mapping
from typing import Final

from bot.services.letters import Hindrance
from bot.ui.text.words import member, plain_member

# --- a coach's words ---

COACH: Final = "Coach {name}"
SOME_COACH: Final = "Your coach"
SOME_COACH_WITHIN: Final = "your coach"
FEEDBACK: Final = "**{coach}:** “{message}”"
FEEDBACK_FROM: Final = "-# {team}"
FEEDBACK_READ: Final = "-# {team} · read, thank you"
GOT_IT: Final = "Got it"
EDITED: Final = "{footnote} · edited"
TAKEN_BACK: Final = "**{name}** took these words back."
FILES_FROM: Final = "**{name}** sent you this:"
FILES: Final = "Show files"
FILES_SHOWN: Final = "What came along:"
FILES_OF: Final = "Files of {date}"
PICTURE: Final = "A picture that came along"
WITH_FILES: Final = "with files"
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
    Hindrance.NO_COACH: "**{name}** coaches here no more. Your words are kept, and `/feedback reply` goes to who does.",
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

# --- a coach's threads and templates ---

THREAD: Final = "### {name} and you"
THREAD_EMPTY: Final = "No words between the two of you yet. `/coach feedback` sends the first."
YOU: Final = "You"
YOU_TO: Final = "You to {name}"
THREAD_WORDS: Final = "**{who}:** “{message}”"
THREAD_FILES: Final = "**{who}** sent files."
THREAD_TAKEN_BACK: Final = "**{who}** took words back."
THREAD_NOTE: Final = "-# {notes}"
READ: Final = "read"
CHANGED: Final = "edited"
WRITE_ON: Final = "Write on"
SEARCH: Final = "### “{typed}” in your threads"
SEARCH_NOTHING: Final = "No words of yours or to you hold that. Fewer letters, perhaps?"
SEARCH_MORE: Final = "-# The newest {shown} of {count}; one more word narrows it."
EXCERPT: Final = 150
"""Characters that a search shows of each find."""
THREAD_WITH: Final = "Thread with {name}"

TEMPLATE_TITLE: Final = "Template “{name}”"
TEMPLATE_LABEL: Final = "Words; {name} becomes the runner's name"
TEMPLATE_HINT: Final = "Well run, {name}! Clear all of it to drop the template."
TEMPLATE_SAVED: Final = "Saved as **{name}**. `/coach feedback` takes it as `template`, and opens the form with it."
TEMPLATE_DROPPED: Final = "**{name}** is gone from your templates."

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "feedback_empty": ("A few words, please.", "One kind sentence is plenty."),
    "feedback_too_long": ("Private feedback holds up to {limit} characters.", "Yours is below, to shorten."),
    "feedback_gone": ("I can't find that message among yours.", "`/feedback inbox` shows those that are here."),
    "which_coach": ("Which coach is it for?", "Pick one as `to`."),
    "coach_not_found": ("“{text}” is none of the coaches here.", "Pick a name from the list as you type."),
    "coach_ambiguous": ("Several coaches go by “{text}”.", "Pick the right one from the list as you type."),
    "coach_not_here": ("Whom you picked coaches here no more.", "Write your words once more, and pick who does."),
    "coach_gone": ("Who wrote this is not on record any more.", "`/feedback reply` goes to a coach who is."),
    "coach_no_more": ("Who would read this coaches here no more.", "`/feedback reply` goes to a coach who does."),
    "files_too_many": ("Up to {limit} files go along with words.", "Send the others with a second message."),
    "files_too_big": ("Files go along up to {limit} MB together.", "A photo made smaller, or a link, gets there too."),
    "file_unreadable": ("Discord did not hand me that file.", "Attach it once more, please."),
    "files_gone": ("What came along with those words is here no more.", "Ask for it once more, perhaps."),
    "search_empty": ("What do you look for?", "A word or two, as in `tempo` or `knee thursday`."),
    "template_not_found": ("You have no template “{text}”.", "Pick one from the list as you type."),
    "template_nameless": ("A template needs a name.", "Try `after a race` or `easy week`."),
    "template_too_long": (
        "Private feedback holds up to {limit} characters, and this comes to {length} with “{name}”.",
        "Send your words by themselves, or shorten the template with `/coach template`.",
    ),
    "templates_enough": ("There is room for {limit} templates.", "Clear one of yours for the new one."),
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


def coach_within(name: str | None) -> str:
    """Return the same within a sentence: `your coach`."""
    return SOME_COACH_WITHIN if name is None else coach(name)


def plain_coach(name: str | None) -> str:
    """Return the same where Discord shows no markup: in a form's title, on a button."""
    if name is None:
        return SOME_COACH
    called = plain_member(name)
    return called if called.casefold().startswith("coach") else COACH.format(name=called)


def offer(count: int) -> str:
    """Return how many messages wait."""
    return OFFER_ONE if count == 1 else OFFER_MANY.format(count=count)
