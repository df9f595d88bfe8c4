"""Packed files: one file inside a gzip or zip, with every limit checked before anything is parsed."""

import io
import lzma
import struct
import zipfile
import zlib
from typing import Final

from bot.files.activities import UnreadableFile

LARGEST_UNPACKED: Final = 40 * 1024 * 1024
_CHUNK: Final = 64 * 1024
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_ERRORS: Final = (
    zipfile.BadZipFile,
    EOFError,
    IndexError,
    KeyError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zlib.error,
)
"""What zipfile lets out of an archive whose bytes contradict each other."""
# What a Mac puts beside every file it packs.
_NOT_MEANT: Final = ("__MACOSX/", "._", ".DS_Store")


def unpacked(data: bytes) -> bytes:
    """Return what is packed, or the data itself; a watch's gzip inside a zip is unpacked too, and no more than that.

    The first bytes decide, not the name. Raises `UnreadableFile`.
    """
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        data = _unzipped(data)
    if data.startswith(_GZIP):
        data = _gunzipped(data)
    return data


def _gunzipped(data: bytes) -> bytes:
    # Piece by piece: what the header promises may be a lie, and a kilobyte can hold a gigabyte.
    stream = zlib.decompressobj(wbits=31)
    content = io.BytesIO()
    left = data
    try:
        while left and not stream.eof:
            content.write(stream.decompress(left, _CHUNK))
            left = stream.unconsumed_tail
            if content.tell() > LARGEST_UNPACKED:
                raise UnreadableFile("unpacks_too_big")
    except zlib.error:
        raise UnreadableFile("damaged") from None
    if not stream.eof:
        raise UnreadableFile("damaged")
    return content.getvalue()


def _unzipped(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if _is_meant(member)]
            if not members:
                raise UnreadableFile("empty")
            if len(members) > 1:
                raise UnreadableFile("too_many_files")
            [member] = members
            if member.flag_bits & 0x1:
                raise UnreadableFile("locked")
            with archive.open(member) as file:
                # One byte more than allowed tells that there is more, whatever the header says.
                content = file.read(LARGEST_UNPACKED + 1)
    except _ERRORS:
        raise UnreadableFile("damaged") from None
    if len(content) > LARGEST_UNPACKED:
        raise UnreadableFile("unpacks_too_big")
    return content


def _is_meant(member: zipfile.ZipInfo) -> bool:
    name = member.filename.rpartition("/")[2]
    return not member.is_dir() and not member.filename.startswith(_NOT_MEANT) and not name.startswith(_NOT_MEANT)
