"""What is said about comments: the form, the answer to whoever wrote one, and how it is read."""

from collections.abc import Mapping
from typing import Final

SAY: Final = "Say something"
FORM_TITLE: Final = "To {name}"
FORM_LABEL: Final = "Your words"
FORM_HINT: Final = "{name} reads them, with your name."
FORM_PLACEHOLDER: Final = "What a morning for it!"

IN_PUBLIC: Final = "On its way to **{name}**, to stand under the run:"
IN_PRIVATE: Final = "On its way to **{name}**:"
WORDS: Final = "“{message}”"

THREAD: Final = "Kind words"
POST: Final = "**{author}:** “{message}”"
LETTER: Final = "**{author}**, on your {distance} of {date}: “{message}”"
FROM: Final = "-# {team}"

TAKE_BACK: Final = "Take it back"
TAKE_DOWN: Final = "Take down"
QUESTION: Final = "**Take these words down?** They go for good."
SURELY: Final = "Take them down"
TAKEN_DOWN: Final = "Done: the words are taken down."

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "comment_empty": ("A few words, please.", "One kind sentence is plenty."),
    "comment_too_long": ("A comment holds up to {limit} characters.", "Yours is below, to shorten."),
    "comment_enough": ("You have said a good deal under this run.", "Another run will be glad of your words, too."),
    "comment_gone": ("Those words have been taken down already.", "The newest runs are in the feed."),
    "own_comment": ("This run is your own.", "`/run edit` is the place for a note to it."),
    "not_your_comment": ("Those words are for others to take down.", "Their writer can, and whose run it is."),
}
