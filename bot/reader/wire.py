"""What goes between the bot and the child: frames with their length before them, JSON within, nothing that is run.

A request is two frames: about the file, and the file. An answer begins with a frame that says how it went; the
activities follow in pieces, so that the bot's loop never takes in more than a few hundred at once.
"""

import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, is_dataclass, replace
from datetime import datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, BinaryIO, Final, TypeVar, get_args, get_origin, get_type_hints

import orjson

from bot.files import Activities, Activity

HEAD: Final = struct.Struct(">I")
LARGEST_PIECE: Final = 250
"""Activities in one frame; taking it in costs the loop about two milliseconds."""
LARGEST_ANSWER: Final = 4 * 1024 * 1024
"""Bytes in one frame of an answer; the numbers of 20,000 rows that cannot be read take a twentieth."""
MOST_PIECES: Final = 1_000

T = TypeVar("T")
NO_PIECES: Final = Activities(())


class BrokenWire(ValueError):
    """What arrived is not what the other side is to send."""


@dataclass(frozen=True, slots=True)
class Request:
    """Read this file within `seconds`; its content is the next frame."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """How it went: `code` of what makes the file unreadable, `defect` of the code, or else all but what was `found`.

    `pieces` is how many frames with activities follow.
    """

    code: str | None = None
    defect: str | None = None
    activities: Activities = NO_PIECES
    pieces: int = 0


def framed(body: bytes) -> bytes:
    """Return the bytes with their length before them."""
    return HEAD.pack(len(body)) + body


def length(head: bytes) -> int:
    """Return how long the frame is that begins with these four bytes."""
    [size] = HEAD.unpack(head)
    return int(size)


def taken(source: BinaryIO) -> bytes | None:
    """Return the next frame's content, waiting for it, or None when the other side has closed or broken off."""
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    size = length(head)
    body = source.read(size)
    return body if len(body) == size else None


def requested(request: Request, data: bytes) -> Iterator[bytes]:
    """Return the frames of a request."""
    # Half a surrogate pair, which JSON has no way to write, matters to no reader.
    request = replace(request, name=request.name.encode("utf-8", "replace").decode("utf-8"))
    yield framed(orjson.dumps(request))
    yield HEAD.pack(len(data))
    yield data


def answered(answer: Answer) -> Iterator[bytes]:
    """Return the frames of an answer; its `pieces` are counted here."""
    found = answer.activities.found
    pieces = [found[start : start + LARGEST_PIECE] for start in range(0, len(found), LARGEST_PIECE)]
    yield framed(orjson.dumps(replace(answer, activities=replace(answer.activities, found=()), pieces=len(pieces))))
    for piece in pieces:
        yield framed(orjson.dumps(piece))


def as_request(body: bytes) -> Request:
    """Read a request; raises `BrokenWire`."""
    request: Request = _built(Request, body)
    return request


def as_answer(body: bytes) -> Answer:
    """Read the first frame of an answer; raises `BrokenWire`."""
    answer: Answer = _built(Answer, body)
    if not 0 <= answer.pieces <= MOST_PIECES:
        raise BrokenWire("an answer has too many pieces")
    return answer


def whole(answer: Answer, found: Iterable[Activity]) -> Activities:
    """Return the activities of an answer with all its pieces."""
    return replace(answer.activities, found=tuple(found))


def as_piece(body: bytes) -> tuple[Activity, ...]:
    """Read a frame of activities; raises `BrokenWire`."""
    piece: tuple[Activity, ...] = _built(tuple[Activity, ...], body)
    return piece


def _built(kind: Any, body: bytes) -> Any:
    try:
        return _builder(kind)(orjson.loads(body))
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenWire(str(error)) from None


@cache
def _builder(kind: Any) -> Callable[[Any], Any]:
    """Return what makes a value of this annotation from JSON, and takes nothing else for one."""
    arguments = get_args(kind)
    if get_origin(kind) is UnionType:
        [build] = [_builder(argument) for argument in arguments if argument is not NoneType]
        return lambda value: None if value is None else build(value)
    if get_origin(kind) is tuple:
        each = _builder(arguments[0])
        return lambda values: tuple(each(value) for value in _exactly(list, values))
    if is_dataclass(kind):
        make: Any = kind
        parts = [(name, _builder(hint)) for name, hint in get_type_hints(kind).items()]
        return lambda value: make(*[build(value[name]) for name, build in parts])
    if issubclass(kind, datetime):
        return datetime.fromisoformat
    if issubclass(kind, Enum):
        return lambda value: kind(value)
    return lambda value: _exactly(kind, value)


def _exactly(kind: type[T], value: Any) -> T:
    if type(value) is not kind:
        raise TypeError(f"{type(value).__name__} is no {kind.__name__}")
    return value
