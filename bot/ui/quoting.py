"""Text that people wrote, made safe to stand in a message: tidied, cut to a length, markup disarmed."""

import re
import unicodedata
from typing import Final

ELLIPSIS: Final = "…"

_ZWJ: Final = "\u200d"
_JOINERS: Final = "\u200c\u200d\ufe0e\ufe0f"
_ISOLATE: Final = "\u2068"
_END_ISOLATE: Final = "\u2069"
_MARKS_IN_A_ROW: Final = 3
"""Two marks on a letter are Vietnamese, three are pointed Hebrew; a tower is a prank on the line above."""

_UNSEEN: Final = ("Cc", "Cf", "Cs")
"""Not all of C: emoji younger than this Python's tables look unassigned to it."""

# A plain address keeps its underscores, so that it still leads somewhere; all else that Discord reads as
# markup gets a backslash. What counts at the start of a line alone is covered too, as a quote may be put
# there one day.
_MARKUP: Final = re.compile(r"(https?://[A-Za-z0-9./?=&%#:+_-]+)|([\\*_~|`\[\]<]|^[#>+-])")
_MENTION: Final = re.compile(r"@(?=everyone|here|[!&]?[0-9])", re.IGNORECASE)


def tidy(written: str, limit: int) -> str:
    """Return `written` on one line, without what cannot be seen, of at most `limit` characters."""
    if not (written.isascii() and written.isprintable()):
        # Normalised first, for a mark that melts into its letter is not one in a row.
        written = _without_unseen(unicodedata.normalize("NFC", written[: 8 * limit]))
    return cut(" ".join(written.split()), limit)


def _without_unseen(written: str) -> str:
    """Drop control and direction marks, surrogates and towers of marks; keep what joins emoji and letters."""
    kept = []
    marks = 0
    for character in written:
        category = unicodedata.category(character)
        if category in ("Mn", "Me"):
            marks += 1
            if marks > _MARKS_IN_A_ROW and character not in _JOINERS:
                continue
        else:
            marks = 0
        if character.isspace():
            kept.append(" ")
        elif category not in _UNSEEN or _joins(character):
            kept.append(character)
    return "".join(kept)


def _joins(character: str) -> bool:
    """Tell whether an unseen character has a part in a visible one: joiners, and the tags of flags."""
    return character in _JOINERS or "\U000e0020" <= character <= "\U000e007f"


def cut(text: str, limit: int) -> str:
    """Return at most `limit` characters, with an ellipsis where it was cut; never cut inside a joined one."""
    if len(text) <= limit:
        return text
    end = limit - 1
    while end > 0 and (continues(text[end]) or text[end - 1] == _ZWJ):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def continues(character: str) -> bool:
    """Tell whether `character` belongs to the one before it: a mark, a joiner, a skin tone, a tag."""
    if character.isascii():
        return False
    return (
        _joins(character)
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
    )


def escaped(text: str) -> str:
    """Return `text` with Discord's markup and mentions disarmed: it reads just as it was written."""
    disarmed = _MARKUP.sub(lambda match: match[1] or "\\" + match[2], text)
    return unmentioned(disarmed)


def unmentioned(text: str) -> str:
    """Return `text` so that it mentions nobody, where nothing else of it is read as markup."""
    return _MENTION.sub("@\u200b", text) if "@" in text else text


def isolated(text: str) -> str:
    """Wrap text that runs from right to left, so that it leaves the order of the figures around it alone."""
    if text.isascii() or not any(unicodedata.bidirectional(character) in ("R", "AL") for character in text):
        return text
    return f"{_ISOLATE}{text}{_END_ISOLATE}"


def quoted(written: str, limit: int) -> str:
    """Return what a person wrote, ready to stand in a line of a message; at most `limit` characters."""
    return isolated(escaped(tidy(written, limit)))


def quoted_lines(written: str, limit: int) -> str:
    """Do so for what may have several lines: they stay lines, with one empty line between paragraphs at most."""
    return "\n".join(isolated(escaped(line)) for line in _tidy_lines(written, limit).split("\n"))


def quoted_whole(written: str, limit: int, room: int) -> str:
    """Do so for what is not to be cut: where it would take more than `room` with its markup disarmed, as a block."""
    quotation = quoted_lines(written, limit)
    return quotation if len(quotation) <= room else f"\n{code_block(_tidy_lines(written, limit))}\n"


def _tidy_lines(written: str, limit: int) -> str:
    kept: list[str] = []
    for line in (tidy(one, limit) for one in written.strip()[: 8 * limit].splitlines()):
        if line or (kept and kept[-1]):
            kept.append(line)
    return cut("\n".join(kept), limit)


def code_block(written: str) -> str:
    """Return `written` as a block that can be copied whole; nothing in it is markup."""
    body = written.replace("```", "`\u200b``").encode("utf-8", "replace").decode()
    return f"```\n{body}\n```"
