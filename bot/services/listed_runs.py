"""Listed runs: entries that came into the log with a list of many, which is news to nobody."""

from collections.abc import Iterable
from typing import Final, Protocol

from bot.domain.found_runs import CONFIRMED_OF
from bot.domain.runs import RunSource
from db.unit_of_work import UnitOfWork

_LISTED: Final = "backfill:"
"""What an entry is known by that came of a run found further back: Baton's own number, which says nothing later."""
_AT_ONCE: Final = 400


class _Run(Protocol):
    @property
    def run_id(self) -> int: ...
    @property
    def source(self) -> str: ...


def origin_of_listed(number: int) -> str:
    """Return what an entry is known by that comes of this run found further back."""
    return f"{_LISTED}{number}"


def came_in_a_list(uow: UnitOfWork, runs: Iterable[_Run]) -> set[int]:
    """Return which of these entries came with a list: an archive's, or all that a service had further back.

    Of runs that their runner confirmed, each by itself, the source says the same, and of those kept after the end of a
    connection that of files; only where they came from tells.
    """
    runs = list(runs)
    told = [run.run_id for run in runs if run.source in (*CONFIRMED_OF.values(), RunSource.FILE)]
    listed = {run.run_id for run in runs if run.source == RunSource.ARCHIVE}
    for first in range(0, len(told), _AT_ONCE):
        listed |= uow.runs.with_origins(told[first : first + _AT_ONCE], _LISTED)
    return listed
