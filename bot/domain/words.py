"""Words that people write: what of them can be kept."""

import unicodedata
from typing import Final


def storable(text: str) -> str | None:
    """Return the text without what no database holds (NUL, halves of surrogate pairs); None for nothing to see."""
    kept = text.replace("\0", "").encode(errors="ignore").decode().strip()
    return kept if visible(kept) else None


def visible(text: str) -> bool:
    """Tell whether there is anything to see in `text`."""
    return any(
        not character.isspace() and unicodedata.category(character)[0] not in "CM" and character not in _BLANKS
        for character in text
    )


_BLANKS: Final = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters to Unicode, nothing to the eye: known from invisible nicknames."""
