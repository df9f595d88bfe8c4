"""Text in pictures: split by script and emoji, cut to its column, and drawn so that it cannot leave it."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from bot.ui.quoting import ELLIPSIS, continues
from bot.ui.theme import Colour
from bot.ui.typefaces import EMOJI_PIXELS, Typeface, Typefaces

_KEYCAP: Final = "\u20e3"
_EMOJI_STYLE: Final = "\ufe0f"
_TEXT_STYLE: Final = "\ufe0e"
_ZWJ: Final = "\u200d"
_EMOJI_FROM: Final = 0x1F000
_SYMBOLS: Final = range(0x231A, 0x2C00)
_REGIONAL: Final = range(0x1F1E6, 0x1F200)
_BREAKS: Final = ("Cc", "Zl", "Zp")
"""Line and paragraph breaks and their kin: Raqm refuses a line that holds one."""
_MOST_CLUSTERS: Final = 120
"""More than any column holds; what a name does beyond it is cut anyway."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters that one typeface can show."""

    text: str
    face: Typeface
    is_emoji: bool


def clusters(text: str) -> list[str]:
    """Split text into what the eye takes for one character: letters with their marks, joined emoji, flags."""
    found: list[str] = []
    for character in text:
        before = found[-1] if found else ""
        joins = continues(character) or before.endswith(_ZWJ) or character == _KEYCAP
        pairs = ord(character) in _REGIONAL and len(before) == 1 and ord(before) in _REGIONAL
        if before and (joins or pairs):
            found[-1] += character
        else:
            found.append(character)
    return found


class Lettering:
    """Measures and draws single lines."""

    def __init__(self, typefaces: Typefaces) -> None:
        self.typefaces = typefaces

    def runs(self, text: str) -> list[Run]:
        """Return the runs of `text` in the order of drawing, without what no typeface can show."""
        return self._arranged(self._shown(clusters(text)[:_MOST_CLUSTERS]))

    def can_show(self, text: str) -> bool:
        """Tell whether `text` would be known again: a letter of it is seen, or anything when it has none."""
        shown = "".join(run.text for run in self.runs(text))
        return _has_letter(shown) if _has_letter(text) else bool(shown.strip())

    def fits(self, text: str, pixels: int, max_width: int, *, bold: bool = False) -> bool:
        """Tell whether all of `text` can stand in this width."""
        return self.width(self.runs(text), pixels, bold=bold) <= max_width

    def fitted(self, text: str, pixels: int, max_width: int, *, bold: bool = False) -> tuple[list[Run], int]:
        """Return the runs of as much of `text` as fits, with an ellipsis when cut, and their width."""
        shown = self._shown(clusters(text)[:_MOST_CLUSTERS])
        arranged = self._arranged(shown)
        width = self.width(arranged, pixels, bold=bold)
        if width <= max_width:
            return arranged, width
        dots = self._shown([ELLIPSIS])
        low, high = 0, len(shown) - 1
        while low < high:
            middle = (low + high + 1) // 2
            tried = self._arranged([*_stripped(shown[:middle]), *dots])
            if self.width(tried, pixels, bold=bold) <= max_width:
                low = middle
            else:
                high = middle - 1
        arranged = self._arranged([*_stripped(shown[:low]), *dots])
        return arranged, self.width(arranged, pixels, bold=bold)

    def width(self, runs: Iterable[Run], pixels: int, *, bold: bool = False) -> int:
        """Return the width of runs in pixels, rounded up."""
        total = 0.0
        for run in runs:
            if run.is_emoji:
                total += sum(_emoji(run.face, cluster, pixels).width for cluster in clusters(run.text))
            else:
                total += run.face.font(pixels, bold=bold).getlength(run.text)
        return int(-(-total // 1))

    def draw(
        self,
        picture: Image.Image,
        left: int,
        baseline: int,
        text: str,
        pixels: int,
        colour: Colour,
        *,
        max_width: int,
        bold: bool = False,
        from_right: bool = False,
    ) -> int:
        """Draw one line and return its width; `from_right` makes `left` its right edge.

        Whatever the text, nothing outside the line's box is touched: `max_width` wide, and as high as a line.
        """
        runs, width = self.fitted(text, pixels, max_width, bold=bold)
        # A word alone can be wider than a very narrow column.
        width = min(width, max_width)
        if from_right:
            left -= width
        up, down = int(pixels * 1.15), int(pixels * 0.4)
        tile = picture.crop((left, baseline - up, left + width, baseline + down))
        pen = ImageDraw.Draw(tile)
        at = 0.0
        for run in runs:
            if run.is_emoji:
                for cluster in clusters(run.text):
                    shape = _emoji(run.face, cluster, pixels)
                    tile.paste(shape, (round(at), up - round(pixels * 0.92)), shape)
                    at += shape.width
            else:
                font = run.face.font(pixels, bold=bold)
                pen.text((at, up), run.text, font=font, fill=colour, anchor="ls")
                at += font.getlength(run.text)
        picture.paste(tile, (left, baseline - up))
        return width

    def _shown(self, parts: Iterable[str]) -> list[Run]:
        """Return a run for each cluster that something can show."""
        shown: list[Run] = []
        for part in parts:
            run = self._run(part, shown[-1] if shown else None)
            # Where something was left out, the blanks around it would stand side by side.
            if run is not None and not (run.text.isspace() and (not shown or shown[-1].text.isspace())):
                shown.append(run)
        return shown

    def _run(self, part: str, before: Run | None) -> Run | None:
        """Return the run of one cluster; None when nothing can show it."""
        if any(unicodedata.category(character) in _BREAKS for character in part):
            return None
        emoji = self.typefaces.emoji
        if emoji is not None and _is_emoji(part) and emoji.has(part):
            return Run(part, emoji, True)
        plain = part.replace(_EMOJI_STYLE, "").replace(_TEXT_STYLE, "")
        if not plain or _is_wide_emoji(plain):
            return None
        # Blanks and signs stay with the letters before them: in a name that reads from the right, only their
        # own run knows on which side they belong.
        if before is not None and not before.is_emoji and _is_neutral(plain) and before.face.has(plain):
            return Run(plain, before.face, False)
        # Letters dressed up as mathematics mean the plain ones.
        for form in (plain, unicodedata.normalize("NFKC", plain)):
            face = self.typefaces.for_cluster(form)
            if face is not None:
                return Run(form, face, False)
        return None

    def _arranged(self, shown: list[Run]) -> list[Run]:
        """Join neighbours of one face, and put the runs of a name that reads from the right in that order."""
        joined = [
            Run("".join(run.text for run in group), face, is_emoji)
            for (face, is_emoji), group in groupby(shown, key=lambda run: (run.face, run.is_emoji))
        ]
        return joined[::-1] if _reads_from_right(joined) else joined


def _stripped(shown: list[Run]) -> list[Run]:
    """Return the clusters without blanks at the end, where an ellipsis follows."""
    end = len(shown)
    while end and shown[end - 1].text.isspace():
        end -= 1
    return shown[:end]


def _reads_from_right(runs: Iterable[Run]) -> bool:
    """Tell whether the first letter belongs to a script that runs from right to left."""
    for run in runs:
        for character in run.text:
            direction = unicodedata.bidirectional(character)
            if direction in ("L", "R", "AL"):
                return direction != "L"
    return False


def _has_letter(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _is_neutral(cluster: str) -> bool:
    """Tell whether the cluster takes its direction from what surrounds it."""
    return unicodedata.bidirectional(cluster[0]) in ("WS", "ON", "CS", "ES")


def _is_emoji(cluster: str) -> bool:
    """Tell whether the cluster is meant as a picture; digits and some signs are in emoji fonts as well."""
    if _TEXT_STYLE in cluster:
        return False
    if _EMOJI_STYLE in cluster or _KEYCAP in cluster:
        return True
    return ord(cluster[0]) in _SYMBOLS or _is_wide_emoji(cluster)


def _is_wide_emoji(cluster: str) -> bool:
    return ord(cluster[0]) >= _EMOJI_FROM and unicodedata.category(cluster[0]) in ("So", "Sk", "Cn")


@lru_cache(maxsize=256)
def _emoji(face: Typeface, cluster: str, pixels: int) -> Image.Image:
    """Return an emoji as a picture as high as capital letters and a bit; wider when its parts do not join."""
    font: ImageFont.FreeTypeFont = face.font(EMOJI_PIXELS, bold=False)
    width = max(1, round(font.getlength(cluster)))
    shape = Image.new("RGBA", (width, 128), (0, 0, 0, 0))
    ImageDraw.Draw(shape).text((0, 101), cluster, font=font, embedded_color=True, anchor="ls")
    height = max(1, round(pixels * 1.1))
    return shape.resize((max(1, round(width * height / 128)), height), Image.Resampling.LANCZOS)
