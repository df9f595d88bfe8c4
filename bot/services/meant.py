"""Which of several that have a name and a day is meant: by a key picked from a list, or as people name it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Final, Protocol, TypeVar

from bot.domain.races import plain_name

SUGGESTED: Final = 25
"""Options that Discord shows at once."""


class Named(Protocol):
    """A race or a relay, as it is kept."""

    @property
    def plain_name(self) -> str:
        """The name as it is compared with others."""

    @property
    def cancelled_at(self) -> datetime | None:
        """When it was called off; None while it is on."""


NamedT = TypeVar("NamedT", bound=Named)
KeyAndDay = Callable[[NamedT], tuple[int, date]]


def key_of(row_id: int) -> str:
    """Return what one that is picked from a list is named by; a number alone can be a name."""
    return f"id:{row_id}"


def meant(rows: Sequence[NamedT], typed: str, key_and_day: KeyAndDay[NamedT]) -> list[NamedT]:
    """Return what is meant: of several with one name the first that is on, and all of its day that are named so."""
    found = [row for row in rows if key_of(key_and_day(row)[0]) == typed] or [
        row for row in rows if row.plain_name == plain_name(typed)
    ]
    found = [row for row in found if row.cancelled_at is None] or found
    return [row for row in found if key_and_day(row)[1] == key_and_day(found[0])[1]]


def suggested(rows: Iterable[NamedT], typed: str) -> list[NamedT]:
    """Return those whose names contain what was typed, in the order given."""
    wanted = plain_name(typed) if typed.strip() else ""
    return [row for row in rows if wanted in row.plain_name][:SUGGESTED]
