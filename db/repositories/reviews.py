"""Questions about reviews: runs in doubt whose runner says that they are right, and what a coach made of them."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, and_, bindparam, func, insert, or_, select

from db.connection import Connection
from db.models.runners import runners
from db.models.runs import reviews, runs
from db.repositories.statements import Change

NEWEST_RUN = 10**18 - 1
"""A key that no run has yet."""


class ReviewRow(NamedTuple):
    """A review with its run and runner; without a decider while it waits, or when theirs was erased."""

    run_id: int
    runner_id: int
    user_id: int
    runner_name: str
    local_date: date
    distance_m: int
    moving_s: int
    doubt: str | None
    verdict: str | None
    remark: str | None
    decided_at: datetime | None
    decider_id: int | None
    decider_name: str | None
    reason: str | None


_WAITS = and_(reviews.c.decided_at.is_(None), runs.c.doubt.is_not(None), runs.c.verdict.is_(None))
_DECIDED = and_(reviews.c.decided_at.is_not(None), runs.c.verdict.is_not(None))
# The id comes from a button, so it may be any number.
_RUN = bindparam("run_id", type_=BigInteger())
_SOURCE = reviews.join(runs, reviews.c.run_id == runs.c.run_id).join(runners, runs.c.runner_id == runners.c.runner_id)
_OF_TEAM = and_(reviews.c.team_id == bindparam("team_id"), runners.c.left_at.is_(None))
_REVIEW = (
    select(
        reviews.c.run_id,
        runs.c.runner_id,
        runners.c.user_id,
        runners.c.name,
        runs.c.local_date,
        runs.c.distance_m,
        runs.c.moving_s,
        runs.c.doubt,
        runs.c.verdict,
        reviews.c.remark,
        reviews.c.decided_at,
        reviews.c.decider_id,
        reviews.c.decider_name,
        reviews.c.reason,
    )
    .select_from(_SOURCE)
    .where(_OF_TEAM)
)
_BY_RUN = _REVIEW.where(reviews.c.run_id == _RUN, or_(_WAITS, _DECIDED))
_WAITING = _REVIEW.where(_WAITS, reviews.c.run_id > _RUN).order_by(reviews.c.run_id).limit(bindparam("limit"))
_DONE = _REVIEW.where(_DECIDED, reviews.c.run_id < _RUN).order_by(reviews.c.run_id.desc()).limit(bindparam("limit"))
_COUNT = select(func.count()).select_from(_SOURCE).where(_OF_TEAM, _WAITS)
_ASKED = select(reviews.c.decided_at.is_(None)).where(reviews.c.run_id == _RUN)
_BY_DECIDER = select(reviews.c.run_id, reviews.c.decided_at).where(
    reviews.c.team_id == bindparam("team_id"),
    reviews.c.decider_id == bindparam("decider_id"),
    reviews.c.decided_at.is_not(None),
)
_ADD = insert(reviews)
_CHANGE = Change(reviews.c.run_id)


class ReviewRepository:
    """Reads and writes `reviews`; runners who have left are left out, and so is what was edited since."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, team_id: int, run_id: int, remark: str | None, now: datetime) -> None:
        """Let a run wait for a coach's word, or wait again."""
        if self._connection.execute(_ASKED, {"run_id": run_id}).one_or_none() is None:
            values = {"team_id": team_id, "run_id": run_id, "remark": remark, "asked_at": now}
            self._connection.execute(_ADD, values)
            return
        _CHANGE.run(
            self._connection,
            run_id,
            {
                "remark": remark,
                "asked_at": now,
                "decided_at": None,
                "decider_id": None,
                "decider_name": None,
                "reason": None,
            },
        )

    def is_asked(self, run_id: int) -> bool:
        """Tell whether a run's runner has said that it is right, and no coach has answered."""
        return bool(self._connection.execute(_ASKED, {"run_id": run_id}).scalar())

    def change(self, run_id: int, **columns: object) -> None:
        """Set columns of one review."""
        _CHANGE.run(self._connection, run_id, columns)

    def find(self, team_id: int, run_id: int) -> ReviewRow | None:
        """Return a run's review, waiting or decided."""
        row = self._connection.execute(_BY_RUN, {"team_id": team_id, "run_id": run_id}).one_or_none()
        return None if row is None else ReviewRow._make(row)

    def waiting(self, team_id: int, after: int, limit: int) -> list[ReviewRow]:
        """Return runs that wait for a word, the first logged first, from just above `after`."""
        rows = self._connection.execute(_WAITING, {"team_id": team_id, "run_id": after, "limit": limit})
        return [ReviewRow._make(row) for row in rows]

    def decided(self, team_id: int, before: int, limit: int) -> list[ReviewRow]:
        """Return runs that were decided on, the newest first, from just below `before`."""
        rows = self._connection.execute(_DONE, {"team_id": team_id, "run_id": before, "limit": limit})
        return [ReviewRow._make(row) for row in rows]

    def decided_by(self, team_id: int, decider_id: int) -> list[tuple[int, datetime]]:
        """Return (run, instant) of all that a coach decided on in a team."""
        rows = self._connection.execute(_BY_DECIDER, {"team_id": team_id, "decider_id": decider_id})
        return [(row[0], row[1]) for row in rows]

    def count(self, team_id: int) -> int:
        """Return how many runs of a team wait for a word."""
        return int(self._connection.execute(_COUNT, {"team_id": team_id}).scalar_one())
