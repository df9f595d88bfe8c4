"""What is said to who writes to the bot directly."""

from collections.abc import Mapping
from typing import Final

WHOM: Final = "For whom is this? It waits here for a day."
WHOM_ELSE: Final = "Who would read this coaches here no more. For whom is this? It waits here for a day."
SEARCHED: Final = "For whom is this? These names have “{typed}” in them."
SEARCHED_NOBODY: Final = "No runner's name has “{typed}” in it. Another spelling?"
SEND_TO: Final = "Send to {name}"
SEND_TO_IN: Final = "Send to {name} · {team}"
PICK: Final = "Pick a runner"
FIND: Final = "Find a name"
DISCARD: Final = "Not now"
DISCARDED: Final = "All right, it goes to nobody."
FIND_TITLE: Final = "Find a runner"
FIND_LABEL: Final = "Name, or a part of it"

NOBODY: Final = (
    "I carry words between coaches and runners. Once a coach of yours has used a command of mine, I can carry yours "
    "to them. `/help` shows what else there is."
)
SENT: Final = "-# {where} Edit or delete your message, and it follows."

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "direct_words_too_long": (
        "Private words hold up to {limit} characters, and yours have {length}.",
        "Your message stands above: send it in two parts.",
    ),
    "kept_words_gone": ("Those words went out already, or waited for a day.", "Write them once more, and I ask again."),
}
