"""What coaches read of their runners: who could use a kind word, and what was reported."""

from collections.abc import Mapping
from typing import Final

ROSTER: Final = "### Who could use a kind word"
INTRO: Final = "{runners} heard none for {weeks}:"
NOBODY: Final = "Everybody heard a kind word in {weeks}. Lovely."
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
