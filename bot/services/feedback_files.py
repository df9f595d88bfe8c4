"""Files that go along with words between a coach and a runner: kept with them, attached again, gone with them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeVar

from bot.services.feedback_letters import Feedback, FeedbackAnswer
from db.unit_of_work import UnitOfWork

MOST_FILES: Final = 4
"""Files of one message."""

FILE_BYTES: Final = 8 * 1024 * 1024
"""Of all files of a message together; Discord takes little more from a bot."""

PICTURES: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp")

_NAME_LIMIT: Final = 80
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it is kept: a name that is safe in any address, and what is in it."""

    name: str
    content: bytes


Sent = TypeVar("Sent", Feedback, FeedbackAnswer)


def is_picture(name: str) -> bool:
    """Tell whether Discord shows a file of that name."""
    return name.lower().endswith(PICTURES)


def safe_name(number: int, name: str) -> str:
    """Return a name by which a file can be attached anywhere: `2-plan.pdf` for the second of a message."""
    return f"{number}-{_UNSAFE.sub('_', name)[-_NAME_LIMIT:].strip('._') or 'file'}"


def keep_files(
    uow: UnitOfWork,
    files: Iterable[SentFile],
    now: datetime,
    *,
    feedback_id: int | None = None,
    kept_id: int | None = None,
) -> None:
    """Keep files with words, or with such as wait for a reader."""
    for file in files:
        uow.feedback_files.add(file.name, file.content, now, feedback_id=feedback_id, kept_id=kept_id)


def with_contents(uow: UnitOfWork, letter: Sent) -> Sent:
    """Return a letter with what is in its files, to be attached."""
    if not letter.files:
        return letter
    return replace(
        letter, contents=tuple((one.name, one.content) for one in uow.feedback_files.files(letter.feedback_id))
    )
