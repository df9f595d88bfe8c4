"""Questions about shoutouts as points know them: which of a runner's week earn something."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, case, literal, null, or_, select, union, union_all

from db.connection import Connection
from db.models.shoutouts import shoutout_receivers, shoutouts


class WordRow(NamedTuple):
    """A shoutout that earns points: by which rule, and how many when a coach gave them."""

    word_id: int
    day: date
    rule: str
    award: int | None


_RECEIVED = shoutout_receivers.join(shoutouts, shoutouts.c.shoutout_id == shoutout_receivers.c.shoutout_id)
_OF_WEEK = union_all(
    select(shoutouts.c.shoutout_id, shoutouts.c.day, literal("shoutout_given"), null()).where(
        shoutouts.c.giver_id == bindparam("runner_id"), shoutouts.c.week == bindparam("week"), shoutouts.c.scores
    ),
    select(
        shoutouts.c.shoutout_id,
        shoutouts.c.day,
        case((shoutouts.c.award.is_(None), "shoutout_received"), else_="coach"),
        shoutouts.c.award,
    )
    .select_from(_RECEIVED)
    .where(
        shoutout_receivers.c.runner_id == bindparam("runner_id"),
        shoutout_receivers.c.week == bindparam("week"),
        or_(shoutout_receivers.c.scores, shoutouts.c.award.is_not(None)),
    ),
)
_WEEKS = union(
    select(shoutouts.c.week).where(shoutouts.c.giver_id == bindparam("runner_id")),
    select(shoutout_receivers.c.week).where(shoutout_receivers.c.runner_id == bindparam("runner_id")),
)
_PRAISED = (
    select(shoutout_receivers.c.runner_id)
    .select_from(_RECEIVED)
    .where(
        shoutouts.c.giver_id == bindparam("giver_id"),
        shoutouts.c.week == bindparam("week"),
        shoutouts.c.award.is_(None),
        # One that was taken back is as if it had never been given.
        shoutouts.c.message.is_not(None),
    )
    .distinct()
)


class WordRepository:
    """Reads `shoutouts` and `shoutout_receivers` for the points they earn."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_week(self, runner_id: int, week: str) -> list[WordRow]:
        """Return the shoutouts of one ISO week that earn a runner points, given and received."""
        found = self._connection.execute(_OF_WEEK, {"runner_id": runner_id, "week": week})
        return [WordRow._make(row) for row in found]

    def weeks(self, runner_id: int) -> list[str]:
        """Return every ISO week in which a runner gave or received one."""
        return list(self._connection.execute(_WEEKS, {"runner_id": runner_id}).scalars())

    def praised(self, giver_id: int, week: str) -> frozenset[int]:
        """Return whom a runner has given one in an ISO week, coaches' awards aside."""
        return frozenset(self._connection.execute(_PRAISED, {"giver_id": giver_id, "week": week}).scalars())
