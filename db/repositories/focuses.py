"""Questions about what runners want to get better at."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, func, insert, select, update

from db.connection import Connection
from db.models.feedback import feedback
from db.models.focuses import focuses
from db.models.runners import runners
from db.repositories.statements import Change
from db.types import Snowflake, UtcDateTime


class FocusRow(NamedTuple):
    """What a runner wants to get better at; it is an open request until it is answered or cleared."""

    focus_id: int
    team_id: int
    runner_id: int
    area: str
    question: str | None
    set_at: datetime
    asked_at: datetime
    answered_at: datetime | None
    answerer_id: int | None
    cleared_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for a coach's word."""
        return self.answered_at is None and self.cleared_at is None


class OpenFocusRow(NamedTuple):
    """An open request with whose it is."""

    focus_id: int
    runner_id: int
    user_id: int
    name: str
    area: str
    question: str | None
    asked_at: datetime


_FOCUS = select(*(focuses.c[name] for name in FocusRow._fields))
_BY_ID = _FOCUS.where(
    # The id comes from a button, so it may be any number.
    focuses.c.team_id == bindparam("team_id"),
    focuses.c.focus_id == bindparam("focus_id", type_=BigInteger()),
)
_PRESENT = _FOCUS.where(focuses.c.runner_id == bindparam("runner_id"), focuses.c.cleared_at.is_(None))
_OPEN_OF_TEAM = (
    select(
        focuses.c.focus_id,
        focuses.c.runner_id,
        runners.c.user_id,
        runners.c.name,
        focuses.c.area,
        focuses.c.question,
        focuses.c.asked_at,
    )
    .join_from(focuses, runners, runners.c.runner_id == focuses.c.runner_id)
    .where(
        focuses.c.team_id == bindparam("team_id"),
        focuses.c.cleared_at.is_(None),
        focuses.c.answered_at.is_(None),
        runners.c.left_at.is_(None),
    )
    .order_by(focuses.c.asked_at, focuses.c.focus_id)
)
_WORDS = select(func.count()).where(
    feedback.c.runner_id == bindparam("runner_id"),
    feedback.c.by_runner.is_(False),
    feedback.c.sent_at >= bindparam("since", type_=UtcDateTime()),
)
_ADD = insert(focuses).returning(focuses.c.focus_id)
_CHANGE = Change(focuses.c.focus_id)
_ANSWER = (
    update(focuses)
    .where(
        focuses.c.runner_id == bindparam("of_runner"),
        focuses.c.cleared_at.is_(None),
        focuses.c.answered_at.is_(None),
    )
    .values(answered_at=bindparam("at", type_=UtcDateTime()), answerer_id=bindparam("by", type_=Snowflake()))
)


class FocusRepository:
    """Reads and writes `focuses`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, team_id: int, focus_id: int) -> FocusRow | None:
        """Return one focus of a team's runner, past ones too."""
        row = self._connection.execute(_BY_ID, {"team_id": team_id, "focus_id": focus_id}).one_or_none()
        return None if row is None else FocusRow._make(row)

    def present(self, runner_id: int) -> FocusRow | None:
        """Return what a runner wants to get better at now, whether or not a coach has answered."""
        row = self._connection.execute(_PRESENT, {"runner_id": runner_id}).one_or_none()
        return None if row is None else FocusRow._make(row)

    def open_of_team(self, team_id: int) -> list[OpenFocusRow]:
        """Return the requests that wait for a coach's word, the oldest first, without those who left the team."""
        return [OpenFocusRow._make(row) for row in self._connection.execute(_OPEN_OF_TEAM, {"team_id": team_id})]

    def words_since(self, runner_id: int, since: datetime) -> int:
        """Return how many private words of coaches came to a runner from an instant on."""
        return int(self._connection.execute(_WORDS, {"runner_id": runner_id, "since": since}).scalar_one())

    def add(self, team_id: int, runner_id: int, area: str, question: str | None, at: datetime) -> int:
        """Add a focus and return its key; the runner's present one is to be cleared before."""
        values = {
            "team_id": team_id,
            "runner_id": runner_id,
            "area": area,
            "question": question,
            "set_at": at,
            "asked_at": at,
        }
        focus_id: int = self._connection.execute(_ADD, values).scalar_one()
        return focus_id

    def change(self, focus_id: int, **columns: object) -> None:
        """Set columns of one focus."""
        _CHANGE.run(self._connection, focus_id, columns)

    def answer(self, runner_id: int, coach_user_id: int, at: datetime) -> None:
        """Note that a coach has answered what a runner asked, if something is open."""
        self._connection.execute(_ANSWER, {"of_runner": runner_id, "by": coach_user_id, "at": at})
