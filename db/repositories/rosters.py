"""Questions about a roster: who has heard no kind word for a while."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, func, or_, select

from db.connection import Connection
from db.models.feedback import feedback
from db.models.runners import runners
from db.models.runs import runs
from db.models.shoutouts import shoutout_receivers, shoutouts
from db.types import UtcDateTime


class UnpraisedRow(NamedTuple):
    """A runner with the instants of the newest shoutout and the newest feedback that they received, if any."""

    runner_id: int
    name: str
    shoutout_at: datetime | None
    feedback_at: datetime | None


_SHOUTOUT_AT = (
    select(func.max(shoutouts.c.given_at))
    .select_from(shoutout_receivers.join(shoutouts, shoutouts.c.shoutout_id == shoutout_receivers.c.shoutout_id))
    .where(
        shoutout_receivers.c.runner_id == runners.c.runner_id,
        # What was taken back, or found unkind, is no kind word.
        shoutouts.c.message.is_not(None),
        shoutout_receivers.c.reported_at.is_(None),
    )
    .scalar_subquery()
)
_FEEDBACK_AT = (
    select(func.max(feedback.c.sent_at))
    .where(
        feedback.c.runner_id == runners.c.runner_id, feedback.c.by_runner.is_(False), feedback.c.taken_back_at.is_(None)
    )
    .scalar_subquery()
)
_SINCE = bindparam("since", type_=UtcDateTime())
# Who cheers and coaches and never ran is no runner to look after.
_RUNS = select(runs.c.run_id).where(runs.c.runner_id == runners.c.runner_id).exists()
_UNPRAISED = and_(
    runners.c.team_id == bindparam("team_id"),
    runners.c.left_at.is_(None),
    runners.c.user_id != bindparam("user_id"),
    runners.c.joined_at < _SINCE,
    _RUNS,
    or_(_SHOUTOUT_AT.is_(None), _SHOUTOUT_AT < _SINCE),
    or_(_FEEDBACK_AT.is_(None), _FEEDBACK_AT < _SINCE),
)
_LATEST = case(
    (and_(_SHOUTOUT_AT.is_not(None), or_(_FEEDBACK_AT.is_(None), _SHOUTOUT_AT > _FEEDBACK_AT)), _SHOUTOUT_AT),
    else_=_FEEDBACK_AT,
)
_PAGE = (
    select(runners.c.runner_id, runners.c.name, _SHOUTOUT_AT, _FEEDBACK_AT)
    .where(_UNPRAISED)
    # Those who never heard one first; the engines differ in where they put what is empty.
    .order_by(_LATEST.is_not(None), _LATEST, runners.c.name, runners.c.runner_id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_COUNT = select(func.count()).select_from(runners).where(_UNPRAISED)


class RosterRepository:
    """Reads who is to be looked after."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def unpraised(
        self, team_id: int, user_id: int, since: datetime, limit: int, offset: int
    ) -> tuple[list[UnpraisedRow], int]:
        """Return runners but one who heard no kind word from an instant on, the longest ago first, and their number."""
        parameters = {"team_id": team_id, "user_id": user_id, "since": since}
        page = self._connection.execute(_PAGE, {**parameters, "limit": limit, "offset": offset})
        count: int = self._connection.execute(_COUNT, parameters).scalar_one()
        return [UnpraisedRow._make(row) for row in page], count
