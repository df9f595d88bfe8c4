"""What coaches read around the notes that they keep about runners."""

from collections.abc import Mapping
from typing import Final

NOTE: Final = "Note"
FORM_TITLE: Final = "A note about {name}"
FORM_LABEL: Final = "What to remember"
FORM_HINT: Final = "Your team's coaches read it. It is in what /privacy export hands the runner."
FORM_PLACEHOLDER: Final = "Exams until mid December, so evenings are short."
KEPT: Final = "**Kept about {name}:** “{text}”"
KEPT_NOTE: Final = "-# Your team's coaches read it. It is in what `/privacy export` hands {name}."
EDIT: Final = "Edit"
DELETE: Final = "Delete"
DELETE_QUESTION: Final = "**Delete this note about {name}?** “{text}”"
DELETE_SURELY: Final = "Yes, delete it"
NEWER: Final = "Newer"
OLDER: Final = "Older"
ALL_NOTES: Final = "All notes"

HEADING: Final = "### Notes about {name}"
NOBODY: Final = "None so far. `/coach note` keeps one."
LINE: Final = "**{author}**, {date}: “{text}”"
LINE_CHANGED: Final = "**{author}**, {date}, changed since: “{text}”"
SOMEBODY: Final = "A coach"
FOOTNOTE: Final = "-# Just your team's coaches see these. They are in what `/privacy export` hands {name}."
SHOWN: Final = 400
"""Characters of a note on a page of several; the form to edit it has all of it."""

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "note_empty": ("A few words, please.", "`exams until mid December` is plenty."),
    "note_too_long": ("A note holds up to {limit} characters.", "Yours is below, to shorten."),
    "note_gone": ("I can't find that note any more.", "`/coach log` shows those that are here."),
    "note_of_another": ("Another coach wrote that one.", "`/coach note` adds yours beside it."),
    "coach_of_oneself": ("That would be about yourself.", "Pick one of your runners."),
}
