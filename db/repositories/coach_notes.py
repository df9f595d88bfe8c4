"""Questions about what coaches wrote down about a runner."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, delete, func, insert, select

from db.connection import Connection
from db.models.coach_notes import coach_notes
from db.repositories.statements import Change


class CoachNoteRow(NamedTuple):
    """A note about a runner; no author when theirs was erased."""

    note_id: int
    team_id: int
    runner_id: int
    author_id: int | None
    author_name: str | None
    text: str
    written_at: datetime
    changed_at: datetime | None


_NOTE = select(*(coach_notes.c[name] for name in CoachNoteRow._fields))
# The id comes from a button, so it may be any number.
_BY_ID = _NOTE.where(
    coach_notes.c.team_id == bindparam("team_id"), coach_notes.c.note_id == bindparam("note_id", type_=BigInteger())
)
_OF_RUNNER = coach_notes.c.runner_id == bindparam("runner_id")
_PAGE = (
    _NOTE.where(_OF_RUNNER).order_by(coach_notes.c.note_id.desc()).limit(bindparam("limit")).offset(bindparam("offset"))
)
_COUNT = select(func.count()).select_from(coach_notes).where(_OF_RUNNER)
_ADD = insert(coach_notes).returning(coach_notes.c.note_id)
_CHANGE = Change(coach_notes.c.note_id)
_DELETE = delete(coach_notes).where(coach_notes.c.note_id == bindparam("note_id"))


class CoachNoteRepository:
    """Reads and writes `coach_notes`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, team_id: int, note_id: int) -> CoachNoteRow | None:
        """Return one note of a team."""
        row = self._connection.execute(_BY_ID, {"team_id": team_id, "note_id": note_id}).one_or_none()
        return None if row is None else CoachNoteRow._make(row)

    def page(self, runner_id: int, limit: int, offset: int = 0) -> tuple[list[CoachNoteRow], int]:
        """Return notes about a runner, newest first, and how many there are."""
        rows = self._connection.execute(_PAGE, {"runner_id": runner_id, "limit": limit, "offset": offset})
        count: int = self._connection.execute(_COUNT, {"runner_id": runner_id}).scalar_one()
        return [CoachNoteRow._make(row) for row in rows], count

    def add(self, **columns: object) -> int:
        """Add a note and return its key."""
        note_id: int = self._connection.execute(_ADD, columns).scalar_one()
        return note_id

    def change(self, note_id: int, **columns: object) -> None:
        """Set columns of one note."""
        _CHANGE.run(self._connection, note_id, columns)

    def delete(self, note_id: int) -> None:
        """Remove one note."""
        self._connection.execute(_DELETE, {"note_id": note_id})
