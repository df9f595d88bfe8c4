"""Questions about shoutouts: what one says and to whom, a member's own, and those of a team's week."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, and_, bindparam, insert, or_, select, update

from db.connection import Connection
from db.models.runners import runners
from db.models.shoutouts import shoutout_receivers, shoutouts
from db.repositories.statements import Change

NEWEST = 10**18 - 1
"""A key that no shoutout has yet."""


class ShoutoutRow(NamedTuple):
    """A shoutout; without a giver once theirs was erased, and without words once all receivers were."""

    shoutout_id: int
    team_id: int
    giver_id: int | None
    giver_user_id: int | None
    giver_name: str | None
    giver_left_at: datetime | None
    by_coach: bool
    message: str | None
    run_id: int | None
    award: int | None
    week: str
    given_at: datetime


class ReceiverRow(NamedTuple):
    """Somebody whom a shoutout is for, with what decides how it reaches them, and what they did about it."""

    shoutout_id: int
    runner_id: int
    user_id: int
    name: str
    praise: str
    left_at: datetime | None
    public: bool
    hidden_at: datetime | None
    reported_at: datetime | None
    settled_at: datetime | None


class ReportedRow(NamedTuple):
    """A shoutout that its receiver reported, and no coach has seen to."""

    shoutout_id: int
    runner_id: int
    receiver_name: str
    giver_name: str | None
    message: str | None
    reported_at: datetime


# Keys come from buttons, so they may be any number.
_KEY = bindparam("shoutout_id", type_=BigInteger())
_BEFORE = bindparam("before", type_=BigInteger())
_TEAM = shoutouts.c.team_id == bindparam("team_id")
# Without words it was taken back, or nobody is left to read it.
_SAID = shoutouts.c.message.is_not(None)
_GIVEN_BY = shoutouts.outerjoin(runners, runners.c.runner_id == shoutouts.c.giver_id)
_SHOUTOUT = select(
    shoutouts.c.shoutout_id,
    shoutouts.c.team_id,
    shoutouts.c.giver_id,
    runners.c.user_id,
    runners.c.name,
    runners.c.left_at,
    shoutouts.c.by_coach,
    shoutouts.c.message,
    shoutouts.c.run_id,
    shoutouts.c.award,
    shoutouts.c.week,
    shoutouts.c.given_at,
)
_BY_ID = _SHOUTOUT.select_from(_GIVEN_BY).where(_TEAM, shoutouts.c.shoutout_id == _KEY)
_NEWEST_FIRST = shoutouts.c.shoutout_id.desc()
_GIVEN = (
    _SHOUTOUT.select_from(_GIVEN_BY)
    .where(_SAID, shoutouts.c.giver_id == bindparam("runner_id"), shoutouts.c.shoutout_id < _BEFORE)
    .order_by(_NEWEST_FIRST)
    .limit(bindparam("limit"))
)
_RECEIVED = (
    _SHOUTOUT.select_from(
        _GIVEN_BY.join(shoutout_receivers, shoutout_receivers.c.shoutout_id == shoutouts.c.shoutout_id)
    )
    .where(_SAID, shoutout_receivers.c.runner_id == bindparam("runner_id"), shoutouts.c.shoutout_id < _BEFORE)
    .order_by(_NEWEST_FIRST)
    .limit(bindparam("limit"))
)
# Such as went to somebody for all to see; whether they may still be named is for the reader to find out.
_POSTED = (
    select(shoutout_receivers.c.shoutout_id)
    .where(
        shoutout_receivers.c.shoutout_id == shoutouts.c.shoutout_id,
        shoutout_receivers.c.public,
        shoutout_receivers.c.hidden_at.is_(None),
    )
    .exists()
)
_OF_WEEK = (
    _SHOUTOUT.select_from(_GIVEN_BY)
    .where(_TEAM, shoutouts.c.week == bindparam("week"), _SAID, _POSTED)
    .order_by(_NEWEST_FIRST)
    .limit(bindparam("limit"))
)
_RECEIVER = select(
    shoutout_receivers.c.shoutout_id,
    shoutout_receivers.c.runner_id,
    runners.c.user_id,
    runners.c.name,
    runners.c.praise,
    runners.c.left_at,
    shoutout_receivers.c.public,
    shoutout_receivers.c.hidden_at,
    shoutout_receivers.c.reported_at,
    shoutout_receivers.c.settled_at,
).join(runners, runners.c.runner_id == shoutout_receivers.c.runner_id)
_RECEIVERS = _RECEIVER.where(shoutout_receivers.c.shoutout_id.in_(bindparam("shoutout_ids", expanding=True))).order_by(
    shoutout_receivers.c.shoutout_id, runners.c.name, runners.c.runner_id
)
_PUBLIC_TO = (
    select(shoutout_receivers.c.shoutout_id)
    .where(shoutout_receivers.c.runner_id == bindparam("runner_id"), shoutout_receivers.c.public)
    .order_by(shoutout_receivers.c.shoutout_id)
)
_NAMING = (
    select(shoutouts.c.shoutout_id, shoutouts.c.week)
    .where(
        or_(
            shoutouts.c.giver_id == bindparam("runner_id"),
            shoutouts.c.shoutout_id.in_(_PUBLIC_TO.order_by(None)),
        ),
        _POSTED,
    )
    .order_by(shoutouts.c.shoutout_id)
)
_NOTED_BY = (
    select(shoutout_receivers.c.shoutout_id, shoutout_receivers.c.runner_id)
    .join(shoutouts, shoutouts.c.shoutout_id == shoutout_receivers.c.shoutout_id)
    .where(shoutouts.c.giver_id == bindparam("runner_id"))
)
_OF_ONE = and_(
    shoutout_receivers.c.shoutout_id == bindparam("of_shoutout", type_=BigInteger()),
    shoutout_receivers.c.runner_id == bindparam("of_runner"),
)
# Words that nobody is left to read go with the last whom they were for.
_UNADDRESSED = (
    update(shoutouts)
    .where(
        shoutouts.c.shoutout_id.in_(bindparam("shoutout_ids", expanding=True)),
        ~select(shoutout_receivers.c.runner_id)
        .where(shoutout_receivers.c.shoutout_id == shoutouts.c.shoutout_id)
        .exists(),
    )
    .values(message=None)
)
_ALL_TO = select(shoutout_receivers.c.shoutout_id).where(shoutout_receivers.c.runner_id == bindparam("runner_id"))
_GIVERS = runners.alias()
_REPORTED = (
    select(
        shoutouts.c.shoutout_id,
        shoutout_receivers.c.runner_id,
        runners.c.name,
        _GIVERS.c.name,
        shoutouts.c.message,
        shoutout_receivers.c.reported_at,
    )
    .select_from(
        shoutout_receivers.join(shoutouts, shoutouts.c.shoutout_id == shoutout_receivers.c.shoutout_id)
        .join(runners, runners.c.runner_id == shoutout_receivers.c.runner_id)
        .outerjoin(_GIVERS, _GIVERS.c.runner_id == shoutouts.c.giver_id)
    )
    .where(
        _TEAM,
        shoutout_receivers.c.reported_at.is_not(None),
        shoutout_receivers.c.settled_at.is_(None),
        # A coach is no judge of their own words.
        or_(_GIVERS.c.user_id.is_(None), _GIVERS.c.user_id != bindparam("but_from")),
    )
    .order_by(shoutout_receivers.c.reported_at, shoutouts.c.shoutout_id)
)
_ABOUT = select(shoutouts.c.shoutout_id).where(shoutouts.c.run_id == bindparam("run_id"))
_EARNS_NOBODY = (
    update(shoutout_receivers).where(shoutout_receivers.c.shoutout_id == bindparam("of_shoutout")).values(scores=False)
)
_CHANGE = Change(shoutouts.c.shoutout_id)
_ADD = insert(shoutouts).returning(shoutouts.c.shoutout_id)
_ADD_RECEIVERS = insert(shoutout_receivers)


class ShoutoutRepository:
    """Reads and writes `shoutouts` and `shoutout_receivers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, columns: Mapping[str, object], receivers: Iterable[Mapping[str, object]]) -> int:
        """Add a shoutout with those whom it is for, and return its key."""
        shoutout_id: int = self._connection.execute(_ADD, columns).scalar_one()
        week = columns["week"]
        rows = [{"shoutout_id": shoutout_id, "week": week, **receiver} for receiver in receivers]
        self._connection.execute(_ADD_RECEIVERS, rows)
        return shoutout_id

    def find(self, team_id: int, shoutout_id: int) -> ShoutoutRow | None:
        """Return one shoutout, or None when it is gone."""
        row = self._connection.execute(_BY_ID, {"team_id": team_id, "shoutout_id": shoutout_id}).one_or_none()
        return None if row is None else ShoutoutRow._make(row)

    def receivers(self, shoutout_ids: Iterable[int]) -> dict[int, list[ReceiverRow]]:
        """Return whom each of some shoutouts is for, by name."""
        found: dict[int, list[ReceiverRow]] = {shoutout_id: [] for shoutout_id in shoutout_ids}
        for row in self._connection.execute(_RECEIVERS, {"shoutout_ids": list(found)}):
            found[row[0]].append(ReceiverRow._make(row))
        return found

    def change_receiver(self, shoutout_id: int, runner_id: int, **columns: object) -> bool:
        """Set columns of one receiver; False when the shoutout is not theirs."""
        statement = update(shoutout_receivers).where(_OF_ONE).values(columns)
        return bool(self._connection.execute(statement, {"of_shoutout": shoutout_id, "of_runner": runner_id}).rowcount)

    def given(self, runner_id: int, limit: int, before: int = NEWEST) -> list[ShoutoutRow]:
        """Return the newest shoutouts that a runner gave, newest first; with `before`, those older than that one."""
        parameters = {"runner_id": runner_id, "limit": limit, "before": before}
        return [ShoutoutRow._make(row) for row in self._connection.execute(_GIVEN, parameters)]

    def received(self, runner_id: int, limit: int, before: int = NEWEST) -> list[ShoutoutRow]:
        """Return the newest shoutouts that a runner received, newest first."""
        parameters = {"runner_id": runner_id, "limit": limit, "before": before}
        return [ShoutoutRow._make(row) for row in self._connection.execute(_RECEIVED, parameters)]

    def of_week(self, team_id: int, week: str, limit: int) -> list[ShoutoutRow]:
        """Return the shoutouts of an ISO week that went to somebody for all to see, newest first."""
        parameters = {"team_id": team_id, "week": week, "limit": limit}
        return [ShoutoutRow._make(row) for row in self._connection.execute(_OF_WEEK, parameters)]

    def public_to(self, runner_id: int) -> list[int]:
        """Return keys of the shoutouts that went to a runner for all to see, or are about to."""
        return list(self._connection.execute(_PUBLIC_TO, {"runner_id": runner_id}).scalars())

    def naming(self, runner_id: int) -> list[tuple[int, str]]:
        """Return (key, ISO week) of the posted shoutouts that a runner gave or received."""
        return [(row[0], row[1]) for row in self._connection.execute(_NAMING, {"runner_id": runner_id})]

    def given_to(self, runner_id: int) -> list[tuple[int, int]]:
        """Return (key, receiver) of all shoutouts that a runner gave."""
        return [(row[0], row[1]) for row in self._connection.execute(_NOTED_BY, {"runner_id": runner_id})]

    def to(self, runner_id: int) -> list[int]:
        """Return keys of all shoutouts that a runner received."""
        return list(self._connection.execute(_ALL_TO, {"runner_id": runner_id}).scalars())

    def forget_unaddressed(self, shoutout_ids: Iterable[int]) -> None:
        """Remove the words of those among some shoutouts that have no receiver any more."""
        self._connection.execute(_UNADDRESSED, {"shoutout_ids": list(shoutout_ids)})

    def reported(self, team_id: int, but_from: int) -> list[ReportedRow]:
        """Return what was reported and no coach has seen to, longest ago first; without what one member gave."""
        found = self._connection.execute(_REPORTED, {"team_id": team_id, "but_from": but_from})
        return [ReportedRow._make(row) for row in found]

    def about(self, run_id: int) -> list[int]:
        """Return keys of the shoutouts about a run."""
        return list(self._connection.execute(_ABOUT, {"run_id": run_id}).scalars())

    def change(self, shoutout_id: int, **columns: object) -> None:
        """Set columns of one shoutout."""
        _CHANGE.run(self._connection, shoutout_id, columns)

    def take_back(self, shoutout_id: int) -> None:
        """Remove the words of a shoutout, and all that it earned anybody."""
        self.change(shoutout_id, message=None, scores=False, award=None)
        self._connection.execute(_EARNS_NOBODY, {"of_shoutout": shoutout_id})
