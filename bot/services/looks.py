"""Looks: what one look at an account asks for, and what it asks about one by one."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from bot.domain.connections import CATCHES_UP, LOOKS_BACK, RELISTS_BACK, Service
from bot.domain.found_runs import FoundRun, FoundState
from bot.services.ports import ActivitySource, Credentials, Listing, SourceLimited, SourceTrouble
from db.repositories.back_fills import BackFillRow
from db.repositories.connections import ConnectionRow
from db.repositories.found_runs import FoundRow
from db.repositories.service_work import HintRow

log = logging.getLogger(__name__)

ASKED_SINGLY: Final = 10
"""Runs about which a service is asked one by one in one look; others have their turn in the next."""
MOST_SILENCES: Final = 3
"""After how many bad answers a look asks no more: each may take as long as a call may, and the account is held."""


@dataclass(frozen=True, slots=True)
class Look:
    """An account in this process's hands: what is known of it, and what is to be asked."""

    row: ConnectionRow
    service: Service
    told: tuple[FoundRow, ...]
    hints: tuple[HintRow, ...]
    relists_on: date | None
    """The runner's day, if the week is to be listed anew."""
    fill: BackFillRow | None = None
    """What is asked instead, when the runner wants older runs."""

    @property
    def known(self) -> tuple[FoundRow, ...]:
        """What the service is taken to have."""
        return tuple(row for row in self.told if row.state not in (FoundState.GONE, FoundState.LEFT_OUT))

    @property
    def is_wide(self) -> bool:
        """Whether the whole week is listed: in the night, and when an event hints at something."""
        return self.relists_on is not None or bool(self.hints)


@dataclass(frozen=True, slots=True)
class SingleAnswers:
    """What a service said of single runs; None is one that it has not. `tried` are those that it was asked about."""

    runs: dict[str, FoundRun | None]
    tried: frozenset[str]
    is_limited: bool
    """Whether it has had enough calls for now."""


async def ask_singly(source: ActivitySource, credentials: Credentials, keys: Sequence[str]) -> SingleAnswers:
    """Ask a service about runs one by one; a bad answer is no word on its run, and spoils nothing that is known.

    These credentials have just opened the list: that they are refused here says something odd of the run alone.
    """
    runs: dict[str, FoundRun | None] = {}
    tried: set[str] = set()
    for key in keys[:ASKED_SINGLY]:
        tried.add(key)
        try:
            runs[key] = await source.run(credentials, key)
        except SourceLimited:
            return SingleAnswers(runs, frozenset(tried - {key}), is_limited=True)
        except SourceTrouble as trouble:
            log.info("a single run was not answered about: %s", type(trouble).__name__)
            if len(tried) - len(runs) >= MOST_SILENCES:
                break
    return SingleAnswers(runs, frozenset(tried), is_limited=False)


def to_ask_singly(look: Look, listing: Listing, after: datetime) -> list[str]:
    """Return runs that are to be asked about one by one: such as should have been listed, and such as are hinted at.

    What a list leaves out may be gone, hidden or another sport by now; only an answer about itself says so.
    """
    listed = {run.key for run in listing.runs}
    known = {row.key: row for row in look.known}
    hinted = {hint.key for hint in look.hints if hint.key}
    missing = []
    if look.is_wide:
        missing = [key for key, row in known.items() if _was_due(row, after) and key not in listed]
    return list(dict.fromkeys([*(key for key in known if key in hinted and key not in listed), *missing]))


def new_from(look: Look, now: datetime) -> datetime:
    """Return from when on runs are told of that nobody knows: some days, or since the last look if that is longer ago.

    What began before both may have been told of, and be forgotten by now.
    """
    row = look.row
    last = max(row.looked_at or row.connected_at, row.connected_at)
    back = RELISTS_BACK if look.is_wide else LOOKS_BACK
    return max(min(now - back, last), now - CATCHES_UP, row.since)


def began(row: FoundRow) -> datetime:
    """Return an instant from which on a list has a run for sure."""
    if row.started_at is not None:
        return row.started_at - timedelta(minutes=1)
    return datetime.combine(row.local_date, time(), UTC) - timedelta(days=2)


def _was_due(row: FoundRow, after: datetime) -> bool:
    """Tell whether a list from an instant on has a run for sure."""
    if row.started_at is not None:
        return row.started_at > after
    return row.local_date > after.date() + timedelta(days=1)
