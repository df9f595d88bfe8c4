"""Whom a worker has enough messages for at the moment, so that it takes those of others."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Busy:
    """Whom a worker holds enough for: the channels of these teams, these members, or all of the members."""

    team_ids: frozenset[int] = frozenset()
    recipient_ids: frozenset[int] = frozenset()
    letters: bool = False


NOBODY: Final = Busy()
