"""Questions about the files that go along with words."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert, select, update

from db.connection import Connection
from db.models.feedback import feedback_files


class FileRow(NamedTuple):
    """A file by its name."""

    name: str
    content: bytes


_FILES = (
    select(feedback_files.c.name, feedback_files.c.content)
    .where(feedback_files.c.feedback_id == bindparam("feedback_id"))
    .order_by(feedback_files.c.file_id)
)
_NAMES = _FILES.with_only_columns(feedback_files.c.name)
_NAMES_OF = (
    select(feedback_files.c.feedback_id, feedback_files.c.name)
    .where(feedback_files.c.feedback_id.in_(bindparam("words", expanding=True)))
    .order_by(feedback_files.c.file_id)
)
_KEPT_NAMES = (
    select(feedback_files.c.name)
    .where(feedback_files.c.kept_id == bindparam("kept_id"))
    .order_by(feedback_files.c.file_id)
)
_ADD = insert(feedback_files)
_SEND = (
    update(feedback_files)
    .where(feedback_files.c.kept_id == bindparam("of_kept"))
    .values(feedback_id=bindparam("to_words"), kept_id=None)
)
_DROP = delete(feedback_files).where(feedback_files.c.feedback_id == bindparam("of_words"))


class FeedbackFileRepository:
    """Reads and writes `feedback_files`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, name: str, content: bytes, at: datetime, *, feedback_id: int | None = None, kept_id: int | None = None
    ) -> None:
        """Keep a file with words, or with such as wait for a reader."""
        row = {"feedback_id": feedback_id, "kept_id": kept_id, "name": name, "content": content, "added_at": at}
        self._connection.execute(_ADD, row)

    def names(self, feedback_id: int) -> list[str]:
        """Return the names of the files with words, in their order."""
        return list(self._connection.execute(_NAMES, {"feedback_id": feedback_id}).scalars())

    def names_of(self, words: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Return the names of the files with several words by these, in their order; nothing of words without any."""
        asked = list(words)
        found: dict[int, tuple[str, ...]] = {}
        for feedback_id, name in self._connection.execute(_NAMES_OF, {"words": asked}) if asked else ():
            found[feedback_id] = (*found.get(feedback_id, ()), name)
        return found

    def names_kept(self, kept_id: int) -> list[str]:
        """Return the names of the files with words that wait for a reader, in their order."""
        return list(self._connection.execute(_KEPT_NAMES, {"kept_id": kept_id}).scalars())

    def files(self, feedback_id: int) -> list[FileRow]:
        """Return the files with words, in their order."""
        return [FileRow._make(row) for row in self._connection.execute(_FILES, {"feedback_id": feedback_id})]

    def send(self, kept_id: int, feedback_id: int) -> None:
        """Let the files of words that waited go with them."""
        self._connection.execute(_SEND, {"of_kept": kept_id, "to_words": feedback_id})

    def drop(self, feedback_id: int) -> None:
        """Keep the files with words no longer."""
        self._connection.execute(_DROP, {"of_words": feedback_id})
