"""Making a member's picture smaller, in a process of its own: bytes on its input, a JPEG on its output.

Whatever a picture is made of meets Pillow here, far from tokens, connections and the event loop. What is written has
pixels and nothing else: where and with what it was taken stays behind.
"""

import contextlib
import io
import struct
import sys
from typing import Final

from PIL import Image, ImageOps

LONGEST_SIDE: Final = 1_600
MOST_PIXELS: Final = 50_000_000
QUALITY: Final = 85
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
HEAD: Final = struct.Struct("<II")
"""What stands before the JPEG: its width and height."""
TOO_BIG: Final = 64
"""Exit code of a picture with too many pixels; every other failure has another one."""


class TooManyPixels(Exception):
    """A picture larger than `MOST_PIXELS`, or than the memory there is."""


def shrunk(data: bytes) -> tuple[bytes, int, int]:
    """Return a picture as a JPEG with its width and height; of a moving one the first frame.

    Raises `TooManyPixels`, and whatever Pillow raises for what is no picture.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise TooManyPixels
            # A JPEG can be read at an eighth of its size, which is all that is needed.
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise TooManyPixels from None
    picture = _opaque(upright)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=QUALITY, exif=b"", icc_profile=None, comment=b"")
    return written.getvalue(), picture.width, picture.height


def _opaque(picture: Image.Image) -> Image.Image:
    """Return plain pixels, with white where a picture can be seen through."""
    layered = picture.convert("RGBA")
    plain = Image.new("RGB", layered.size, "white")
    plain.paste(layered, mask=layered.getchannel("A"))
    return plain


def serve(memory_bytes: int) -> None:
    """Answer once: with head and JPEG, or with an exit code."""
    with contextlib.suppress(ImportError):
        import resource

        # Some systems know a limit and do not let it be set.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    try:
        image, width, height = shrunk(sys.stdin.buffer.read())
    except TooManyPixels:
        sys.exit(TOO_BIG)
    sys.stdout.buffer.write(HEAD.pack(width, height) + image)
