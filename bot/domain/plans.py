"""Plans: for whom a week is planned, which of several plans is most a runner's own, and what makes a workout shared."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

PLAN_LIMIT: Final = 1_500
"""Characters of a week as a coach types it."""
TEMPLATE_NAME_LIMIT: Final = 60
REST: Final = "rest"
"""What stands in place of a run's kind where a day of rest is planned."""
OTHER_SPORT: Final = "other"
"""What stands in place of a run's kind for what is no run: strength, a swim."""
NO_RUN: Final = frozenset({REST, OTHER_SPORT})
"""What no run is held to, and what counts for nothing where runs do."""


class Scope(StrEnum):
    """For whom a plan is, the widest first.

    `PAST` is nobody's: it keeps what stands of a week under way for those who have no other plan.
    """

    PAST = "past"
    TEAM = "team"
    GROUP = "role"
    RUNNER = "runner"


_WITHOUT_ID: Final = frozenset({Scope.PAST, Scope.TEAM})


@dataclass(frozen=True, slots=True)
class Target:
    """Everybody, those with one role (`id` is its snowflake), or one runner (`id` is their key)."""

    scope: Scope
    id: int = 0

    @property
    def key(self) -> str:
        """The stored form: `team`, `role:123`, `runner:7`, `past`."""
        return self.scope.value if self.scope in _WITHOUT_ID else f"{self.scope.value}:{self.id}"

    @classmethod
    def parse(cls, key: str) -> Self:
        """Read what `key` wrote; ValueError for anything else."""
        scope, colon, number = key.partition(":")
        if (Scope(scope) in _WITHOUT_ID) == bool(colon):
            raise ValueError("a plan is for the team, a role or a runner")
        return cls(Scope(scope), int(number or 0))

    @property
    def closeness(self) -> int:
        """How much a plan is a runner's own: their own 3, their group's 2, everybody's 1. The higher holds."""
        return list(Scope).index(self.scope)


EVERYBODY: Final = Target(Scope.TEAM)
PAST: Final = Target(Scope.PAST)


def shared_key(canonical: str) -> str:
    """Return what a workout is known by: two that say the same on one day are one group workout.

    `canonical` is the workout as the notation writes it, or the coach's words where it cannot be read; case and spaces
    make no difference. At most 64 characters.
    """
    plain = " ".join(canonical.casefold().split())
    return plain if len(plain) <= 64 else hashlib.sha256(plain.encode()).hexdigest()
