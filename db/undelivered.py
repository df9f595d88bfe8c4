"""What runners wrote to who coaches no more by the time it would have arrived: it is theirs, and nobody else's."""

from typing import Final

from sqlalchemy import ColumnElement, String, and_, bindparam, case, cast, exists, or_

from db.held import OF_TEAM, OF_USER
from db.models import coaches, feedback, feedback_files, outbox, teams

ANSWER: Final = "feedback_answer"
FOR_COACHES: Final = (ANSWER, "plan_cannot", "checkup_shared", "focus_request", "coach_digest", "check_in_flag")
"""Kinds of letters about runners, as the outbox names them."""

COACHES_STILL: Final = (
    exists()
    .where(
        coaches.c.team_id == bindparam(OF_TEAM),
        coaches.c.user_id == bindparam(OF_USER),
        teams.c.team_id == coaches.c.team_id,
        or_(
            coaches.c.role_id == teams.c.coach_role_id,
            and_(coaches.c.role_id.is_(None), teams.c.coach_role_id.is_(None)),
        ),
    )
    .correlate(None)
)
"""Whether the member coaches the team as far as anybody knows."""

# One that stands is known by its message, and one that was read in the inbox is sent.
_ON_ITS_WAY: Final = and_(outbox.c.message_id.is_(None), outbox.c.state != "sent")

LETTER: Final = and_(outbox.c.kind.in_(FOR_COACHES), _ON_ITS_WAY, ~COACHES_STILL)
"""Which letters to the member are not for them any more."""

WORDS: Final = and_(
    feedback.c.by_runner,
    ~COACHES_STILL,
    exists()
    .where(
        outbox.c.team_id == feedback.c.team_id,
        outbox.c.kind == ANSWER,
        outbox.c.key == cast(feedback.c.feedback_id, String),
        _ON_ITS_WAY,
    )
    .correlate(feedback),
)
"""Which words to the member are not for them any more."""

FILE: Final = exists().where(feedback.c.feedback_id == feedback_files.c.feedback_id, WORDS).correlate(feedback_files)
"""Which files to the member are not for them any more."""


def unless(withheld: ColumnElement[bool], shown: ColumnElement[object]) -> ColumnElement[object]:
    """Return a column that is empty where it is not for the member; the row itself tells that there is something."""
    return case((~withheld, shown))
