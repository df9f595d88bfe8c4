"""The typefaces that pictures can use: Noto Sans of many scripts from the package, others as the system has them."""

import os
import struct
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont, features

BUNDLED: Final = Path(__file__).parent / "fonts"
EMOJI_PIXELS: Final = 109
"""The one size in which Noto Color Emoji holds its pictures."""

# Looked for by file name, in this order, in the package and then on the system; the second name is its bold.
_WANTED: Final = (
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
    ("NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf"),
    ("NotoSansHebrew-Regular.ttf", "NotoSansHebrew-Bold.ttf"),
    ("NotoSansDevanagari-Regular.ttf", "NotoSansDevanagari-Bold.ttf"),
    ("NotoSansThai-Regular.ttf", "NotoSansThai-Bold.ttf"),
    ("NotoSansBengali-Regular.ttf", "NotoSansBengali-Bold.ttf"),
    ("NotoSansTamil-Regular.ttf", "NotoSansTamil-Bold.ttf"),
    ("NotoSansArmenian-Regular.ttf", "NotoSansArmenian-Bold.ttf"),
    ("NotoSansGeorgian-Regular.ttf", "NotoSansGeorgian-Bold.ttf"),
    ("NotoSansEthiopic-Regular.ttf", "NotoSansEthiopic-Bold.ttf"),
    ("NotoSansTelugu-Regular.ttf", "NotoSansTelugu-Bold.ttf"),
    ("NotoSansGujarati-Regular.ttf", "NotoSansGujarati-Bold.ttf"),
    ("NotoSansGurmukhi-Regular.ttf", "NotoSansGurmukhi-Bold.ttf"),
    ("NotoSansKannada-Regular.ttf", "NotoSansKannada-Bold.ttf"),
    ("NotoSansMalayalam-Regular.ttf", "NotoSansMalayalam-Bold.ttf"),
    ("NotoSansSinhala-Regular.ttf", "NotoSansSinhala-Bold.ttf"),
    ("NotoSansKhmer-Regular.ttf", "NotoSansKhmer-Bold.ttf"),
    ("NotoSansLao-Regular.ttf", "NotoSansLao-Bold.ttf"),
    ("NotoSansMyanmar-Regular.ttf", "NotoSansMyanmar-Bold.ttf"),
    ("NotoSansSymbols-Regular.ttf", "NotoSansSymbols-Bold.ttf"),
    ("NotoSansSymbols2-Regular.ttf", "NotoSansSymbols2-Regular.ttf"),
    ("NotoSansMath-Regular.ttf", "NotoSansMath-Regular.ttf"),
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
)
_EMOJI: Final = "NotoColorEmoji.ttf"


class Coverage:
    """The characters that a font file has a shape for, as sorted ranges."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(ranges)
        self._firsts = array("L", (first for first, _ in ordered))
        self._lasts = array("L", (last for _, last in ordered))

    def __contains__(self, character: str) -> bool:
        code = ord(character)
        index = bisect_right(self._firsts, code) - 1
        return index >= 0 and code <= self._lasts[index]


def read_coverage(file: Path) -> Coverage:
    """Read a font file's character map. Raises ValueError for no font file, OSError for an unreadable one.

    Pillow draws an empty box for what a font lacks and has no way to ask, hence this reader of the OpenType
    tables `cmap` 4 and 12.
    """
    data = file.read_bytes()
    try:
        start = struct.unpack_from(">L", data, 12)[0] if data[:4] == b"ttcf" else 0
        tables = struct.unpack_from(">H", data, start + 4)[0]
        for number in range(tables):
            tag, _, offset, _ = struct.unpack_from(">4sLLL", data, start + 12 + 16 * number)
            if tag == b"cmap":
                return Coverage(_mapped(data, offset))
    except struct.error:
        pass
    raise ValueError(f"no character map in {file.name}")


def _mapped(data: bytes, cmap: int) -> Iterator[tuple[int, int]]:
    """Yield the mapped ranges of the best Unicode table."""
    count = struct.unpack_from(">H", data, cmap + 2)[0]
    tables = {}
    for number in range(count):
        platform, encoding, offset = struct.unpack_from(">HHL", data, cmap + 4 + 8 * number)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            tables[struct.unpack_from(">H", data, cmap + offset)[0]] = cmap + offset
    if 12 in tables:
        groups = struct.unpack_from(">L", data, tables[12] + 12)[0]
        for number in range(groups):
            first, last, _ = struct.unpack_from(">LLL", data, tables[12] + 16 + 12 * number)
            yield first, last
    elif 4 in tables:
        yield from _segments(data, tables[4])


def _segments(data: bytes, table: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a format 4 table, leaving out what maps to the empty box."""
    count = struct.unpack_from(">H", data, table + 6)[0] // 2
    lasts = struct.unpack_from(f">{count}H", data, table + 14)
    firsts_at = table + 16 + 2 * count
    firsts = struct.unpack_from(f">{count}H", data, firsts_at)
    offsets_at = firsts_at + 4 * count
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    for number, (first, last, offset) in enumerate(zip(firsts, lasts, offsets, strict=True)):
        if first == 0xFFFF:
            continue
        if offset == 0:
            yield first, last
            continue
        glyphs_at = offsets_at + 2 * number + offset
        for code in range(first, last + 1):
            if struct.unpack_from(">H", data, glyphs_at + 2 * (code - first))[0]:
                yield code, code


@dataclass(frozen=True)
class Typeface:
    """One font file with its bold, and the characters it has."""

    regular: Path
    bold: Path
    coverage: Coverage = field(compare=False)

    def has(self, cluster: str) -> bool:
        """Tell whether every visible part of `cluster` has a shape here."""
        return all(character in self.coverage for character in cluster if character not in INVISIBLE)

    def font(self, pixels: int, *, bold: bool) -> ImageFont.FreeTypeFont:
        """Return the font in a size."""
        return _font(self.bold if bold else self.regular, pixels)


INVISIBLE: Final = frozenset("\u200c\u200d\ufe0e\ufe0f")


@lru_cache(maxsize=32)
def _font(file: Path, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file), pixels)


@dataclass(frozen=True)
class Typefaces:
    """What text is set in: the bundled faces, those of the system for other scripts, and emoji, which may be missing.

    `shaping` tells whether letters join and emoji sequences melt into one (Pillow with Raqm and FriBiDi).
    """

    faces: tuple[Typeface, ...]
    emoji: Typeface | None
    shaping: bool

    def for_cluster(self, cluster: str) -> Typeface | None:
        """Return the first face that can show `cluster`, emoji aside."""
        return next((face for face in self.faces if face.has(cluster)), None)


def find_typefaces(folders: Iterable[Path] | None = None) -> Typefaces:
    """Look for typefaces in the package and in `folders`, by default where the system keeps its own."""
    found: dict[str, Path] = {}
    for folder in (BUNDLED, *(system_folders() if folders is None else folders)):
        for path, _, names in os.walk(folder):
            for name in names:
                found.setdefault(name, Path(path, name))
    faces = [_face(found[regular], found.get(bold, found[regular])) for regular, bold in _WANTED if regular in found]
    emoji = _face(found[_EMOJI], found[_EMOJI]) if _EMOJI in found else None
    shaping = features.check("raqm") is True
    return Typefaces(tuple(face for face in faces if face is not None), emoji, shaping)


def _face(regular: Path, bold: Path) -> Typeface | None:
    """Return the typeface; None for a damaged file, which is as good as none."""
    try:
        coverage = read_coverage(regular)
        for file in {regular, bold}:
            ImageFont.truetype(str(file), EMOJI_PIXELS)
    except (OSError, ValueError):
        return None
    return Typeface(regular, bold, coverage)


def system_folders() -> tuple[Path, ...]:
    """Return the folders in which the operating system and the user keep fonts."""
    home = Path.home()
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts")
    if sys.platform == "win32":
        return (Path(os.environ.get("WINDIR", "C:/Windows"), "Fonts"),)
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return (data / "fonts", home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))
