"""Questions about templates of feedback."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select

from db.connection import Connection
from db.models.feedback import feedback_templates
from db.repositories.statements import Upsert


class TemplateRow(NamedTuple):
    """A coach's words by the name that they gave them."""

    name: str
    message: str


_OF_COACH = (
    select(*(feedback_templates.c[name] for name in TemplateRow._fields))
    .where(feedback_templates.c.team_id == bindparam("team_id"), feedback_templates.c.coach_id == bindparam("coach_id"))
    .order_by(feedback_templates.c.name)
)
_PUT = Upsert(
    feedback_templates,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["team_id", "coach_id", "name"],
        set_={"message": insert.excluded["message"], "changed_at": insert.excluded["changed_at"]},
    ),
)
_DROP = delete(feedback_templates).where(
    feedback_templates.c.team_id == bindparam("of_team"),
    feedback_templates.c.coach_id == bindparam("of_coach"),
    feedback_templates.c.name == bindparam("of_name"),
)


class FeedbackTemplateRepository:
    """Reads and writes `feedback_templates`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_coach(self, team_id: int, coach_id: int) -> list[TemplateRow]:
        """Return a coach's templates in a team, by name."""
        rows = self._connection.execute(_OF_COACH, {"team_id": team_id, "coach_id": coach_id})
        return [TemplateRow._make(row) for row in rows]

    def put(self, team_id: int, coach_id: int, name: str, message: str, at: datetime) -> None:
        """Keep a template, in the place of the one of that name."""
        row = {"team_id": team_id, "coach_id": coach_id, "name": name, "message": message, "changed_at": at}
        self._connection.execute(_PUT.on(self._connection), row)

    def drop(self, team_id: int, coach_id: int, name: str) -> None:
        """Keep a template no longer."""
        self._connection.execute(_DROP, {"of_team": team_id, "of_coach": coach_id, "of_name": name})
