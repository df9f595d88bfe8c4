"""Codes and pairs of tokens: who gave access to what, and which token opens it still."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

CODE_LASTS: Final = timedelta(minutes=10)
ACCESS_LASTS: Final = timedelta(hours=6)
KEPT_WITH_MORE: Final = timedelta(hours=1)
"""While more is left of a pair, a refresh gives it once more."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An access token until its end, and what gets the next."""

    access: str
    refresh: str
    expires_at: datetime


@dataclass(slots=True, eq=False)
class Access:
    """What an athlete gave the application."""

    athlete_id: int
    scope: frozenset[str]
    pair: Pair
    older: dict[str, datetime] = field(default_factory=dict)
    """Earlier access tokens, which open until their own end."""


@dataclass(frozen=True, slots=True)
class _Code:
    athlete_id: int
    scope: frozenset[str]
    until: datetime


class TokenDesk:
    """Hands out codes and tokens by the clock `now`."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._codes: dict[str, _Code] = {}
        self._given: dict[int, Access] = {}

    @property
    def connected(self) -> frozenset[int]:
        """The athletes who gave access."""
        return frozenset(self._given)

    def issue_code(self, athlete_id: int, scope: frozenset[str]) -> str:
        """Return a code that is good once, for a while."""
        code = secrets.token_hex(20)
        self._codes[code] = _Code(athlete_id, scope, self._now() + CODE_LASTS)
        return code

    def whose_code(self, code: str) -> int | None:
        """Return who pressed the button for a code; None for one that is used or too old."""
        found = self._codes.get(code)
        return found.athlete_id if found is not None and self._now() < found.until else None

    def exchange(self, code: str) -> Access | None:
        """Use a code up."""
        found = self._codes.pop(code, None)
        if found is None or self._now() >= found.until:
            return None
        access = self._given.get(found.athlete_id)
        if access is None or access.scope != found.scope:
            access = self._given[found.athlete_id] = Access(found.athlete_id, found.scope, self._new_pair())
        else:
            self._turn(access)
        return access

    def refresh(self, token: str) -> Access | None:
        """Return the access that a refresh token is the newest of, with a pair that holds."""
        access = next((one for one in self._given.values() if one.pair.refresh == token), None)
        if access is not None:
            self._turn(access)
        return access

    def opened_by(self, access_token: str) -> Access | None:
        """Return what an access token opens now."""
        now = self._now()
        for access in self._given.values():
            ends = access.older | {access.pair.access: access.pair.expires_at}
            if access_token in ends and now < ends[access_token]:
                return access
        return None

    def of(self, athlete_id: int) -> Access | None:
        """Return what an athlete gave."""
        return self._given.get(athlete_id)

    def revoke(self, token: str) -> int | None:
        """End the access that a token of either kind belongs to; return whose it was."""
        for access in self._given.values():
            if token in (access.pair.access, access.pair.refresh, *access.older):
                return self.take_back(access.athlete_id)
        return None

    def take_back(self, athlete_id: int) -> int | None:
        """End what an athlete gave; return who it was, None for nobody."""
        return None if self._given.pop(athlete_id, None) is None else athlete_id

    def _turn(self, access: Access) -> None:
        if access.pair.expires_at - self._now() <= KEPT_WITH_MORE:
            access.older[access.pair.access] = access.pair.expires_at
            access.pair = self._new_pair()

    def _new_pair(self) -> Pair:
        return Pair(secrets.token_hex(20), secrets.token_hex(20), self._now() + ACCESS_LASTS)
