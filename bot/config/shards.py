"""Shards: the parts into which Discord divides a bot's servers, and which of them one process takes."""

import re
from dataclasses import dataclass
from typing import Final, Self

_RANGE: Final = re.compile(r"([0-9]{1,4})(?:\s*-\s*([0-9]{1,4}))?\s*/\s*([0-9]{1,4})")
_PART: Final = re.compile(r"([0-9]{1,4})\s+of\s+([0-9]{1,4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shards:
    """What an operator says of a process's shards: a range of a fixed `count`, or a part of as many as Discord advises.

    `first` and `last` are numbers of shards where there is a `count`, which begin at 0; else this is part `part` of
    `parts`, which begin at 1. Alone, a process takes part 1 of 1.
    """

    part: int = 1
    parts: int = 1
    first: int = 0
    last: int = 0
    count: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `auto`, `0-3/16`, `3/16` or `1 of 3`; raises `ValueError`, with the end of a sentence."""
        if text.lower() == "auto":
            return cls()
        if found := _RANGE.fullmatch(text):
            first, last, count = int(found[1]), int(found[2] or found[1]), int(found[3])
            if count == 0:
                raise ValueError(f"must name at least one shard in all, as in 0-3/16, not {text!r}")
            if last >= count:
                raise ValueError(f"names shard {last}; of {count} the last one is {count - 1}")
            if first > last:
                raise ValueError(f"must name the lower shard first: {last}-{first}/{count}")
            return cls(first=first, last=last, count=count)
        if found := _PART.fullmatch(text):
            part, parts = int(found[1]), int(found[2])
            if not 1 <= part <= parts:
                raise ValueError(f"must name one of the processes: 1 of {max(parts, 1)} is the first, not {text!r}")
            return cls(part, parts)
        raise ValueError(f"must be auto, a range as in 0-3/16, or a part as in 1 of 3, not {text!r}")

    @property
    def is_everything(self) -> bool:
        """Whether this process hears of every server."""
        return self.parts == 1 if self.count is None else self.last - self.first + 1 == self.count

    def total(self, advised: int) -> int:
        """Return how many shards there are in all, of which every process gets at least one.

        Parts double their number until it is as many as Discord advises: advice that has grown a little between the
        starts of two processes leaves them at one.
        """
        if self.count is not None:
            return self.count
        total = advised if self.parts == 1 else self.parts
        while total < advised:
            total *= 2
        return total

    def taken(self, total: int) -> range:
        """Return the shards that this process takes of so many; together, the parts take each just once."""
        if self.count is not None:
            return range(self.first, self.last + 1)
        return range(total * (self.part - 1) // self.parts, total * self.part // self.parts)

    def __str__(self) -> str:
        """As it is written in the settings."""
        if self.count is None:
            return "auto" if self.parts == 1 else f"{self.part} of {self.parts}"
        return f"{self.first}/{self.count}" if self.first == self.last else f"{self.first}-{self.last}/{self.count}"


def shard_of(guild_id: int, total: int) -> int:
    """Return which shard hears of a server, by Discord's own rule."""
    return (guild_id >> 22) % total
