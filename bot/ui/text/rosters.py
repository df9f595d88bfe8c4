"""What coaches read of their runners: who could use a kind word, and what was reported."""

from collections.abc import Mapping
from typing import Final

ROSTER: Final = "### Who could use a kind word"
INTRO: Final = "{runners} had neither shoutout nor feedback for {weeks}:"
NOBODY: Final = "Of all who are here for {weeks}, each had a shoutout or feedback. Lovely."
LINE: Final = "**{name}** · {date}"
LINE_NEVER: Final = "**{name}** · none so far"
PRIVATE: Final = "-# Just coaches see this."
WORD_FOR: Final = "A word for {name}"
MORE: Final = "More"
FIRST: Final = "From the start"
REPORTS: Final = "**{receiver} reported, {date}.** From {giver}: “{message}”"
MORE_REPORTS: Final = "-# {count} more after this one."
SEEN_TO: Final = "Seen to"
SOMEBODY: Final = "somebody who has left"
QUOTE: Final = 500

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "roster_weeks": ("That is {least} to {most} weeks.", "`/coach roster` alone takes three."),
}
