"""Questions about challenges: what a team set out to do, what came of it, and what each runner brought."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, and_, bindparam, case, delete, insert, literal, or_, select, tuple_

from db.connection import Connection
from db.models.challenges import challenge_sides, challenge_sponsors, challenges
from db.models.outbox import outbox
from db.models.teams import teams
from db.repositories.statements import Change

WHOLE_TEAM = 0
"""The side that everybody is on."""


class ChallengeRow(NamedTuple):
    """A challenge, with what the whole team brought to it."""

    challenge_id: int
    team_id: int
    name: str
    measure: str
    target: int
    first_day: date
    last_day: date
    charity: str | None
    currency: str | None
    told: int
    ended_at: datetime | None
    amount: int
    runners: int


class SideRow(NamedTuple):
    """A side of a challenge."""

    side: int
    role_id: int | None
    name: str | None
    amount: int
    runners: int


class SponsorRow(NamedTuple):
    """What a sponsor promised, in hundredths of the challenge's currency."""

    name: str
    rate_minor: int
    unit: str | None
    cap_minor: int | None
    flat_minor: int
    sponsor_id: int = 0


class DueRow(NamedTuple):
    """A challenge that is open, and when it ends on its team's wall."""

    challenge_id: int
    last_day: date
    time_zone: str


_TOTALS = and_(
    challenge_sides.c.challenge_id == challenges.c.challenge_id, challenge_sides.c.side == literal(WHOLE_TEAM)
)
_ROWS = select(
    *(challenges.c[name] for name in ChallengeRow._fields[:11]), challenge_sides.c.amount, challenge_sides.c.runners
).join_from(challenges, challenge_sides, _TOTALS)
_BY_ID = _ROWS.where(
    challenges.c.team_id == bindparam("team_id"),
    # The id can come from a button or an option, so it may be any number.
    challenges.c.challenge_id == bindparam("challenge_id", type_=BigInteger()),
)
_LOCKED = (
    select(challenges.c.ended_at, challenges.c.told)
    .where(challenges.c.challenge_id == bindparam("challenge_id"))
    # Shares may be added meanwhile: whoever adds one waits for the sum that we may hold.
    .with_for_update(of=challenges, key_share=True)
)
_TEAM_OF = select(challenges.c.team_id).where(challenges.c.challenge_id == bindparam("challenge_id"))
_OF_TEAM = (
    _ROWS.where(challenges.c.team_id == bindparam("team_id"))
    # Those that run or are to come first, the next to end before all others; then the newest that ended.
    .order_by(
        challenges.c.ended_at.is_not(None),
        case((challenges.c.ended_at.is_(None), challenges.c.last_day)),
        challenges.c.ended_at.desc(),
        challenges.c.challenge_id,
    )
    .limit(bindparam("limit"))
)

_SIDES = (
    select(*(challenge_sides.c[name] for name in SideRow._fields))
    .where(challenge_sides.c.challenge_id == bindparam("challenge_id"), challenge_sides.c.side > literal(WHOLE_TEAM))
    .order_by(challenge_sides.c.side)
)
_SPONSORS = (
    select(*(challenge_sponsors.c[name] for name in SponsorRow._fields))
    .where(challenge_sponsors.c.challenge_id == bindparam("challenge_id"))
    .order_by(challenge_sponsors.c.sponsor_id)
)
_OPEN = (
    select(challenges.c.challenge_id, challenges.c.last_day, teams.c.time_zone)
    .join_from(challenges, teams, teams.c.team_id == challenges.c.team_id)
    .where(challenges.c.ended_at.is_(None), challenges.c.last_day < bindparam("before"), teams.c.left_at.is_(None))
    .order_by(challenges.c.last_day, challenges.c.challenge_id)
)
_CHANGE = Change(challenges.c.challenge_id)
_HEARD = select(
    or_(outbox.c.message_id.is_not(None), and_(outbox.c.state.in_(("pending", "sending")), outbox.c.attempts > 0))
).where(
    outbox.c.team_id == bindparam("team_id"),
    tuple_(outbox.c.kind, outbox.c.key).in_(bindparam("news", expanding=True)),
)
_HOLD_HEARD = _HEARD.with_for_update()
_ADD_SPONSOR = insert(challenge_sponsors)
_REMOVE_SPONSOR = delete(challenge_sponsors).where(
    challenge_sponsors.c.challenge_id == bindparam("challenge_id"),
    challenge_sponsors.c.sponsor_id == bindparam("sponsor_id", type_=BigInteger()),
)
_REMOVE = delete(challenges).where(challenges.c.challenge_id == bindparam("challenge_id"))
_ADD = insert(challenges).returning(challenges.c.challenge_id)


class ChallengeRepository:
    """Reads and writes `challenges`, their sides, shares and sponsors."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, sides: Sequence[tuple[int, str]], **columns: object) -> int:
        """Add a challenge that nobody has brought anything to, with (role, name) of its sides; returns its key."""
        challenge_id: int = self._connection.execute(_ADD, {"told": 0, **columns}).scalar_one()
        empty = {"challenge_id": challenge_id, "amount": 0, "runners": 0, "unnamed_amount": 0, "unnamed_runners": 0}
        rows: list[dict[str, object]] = [{**empty, "side": WHOLE_TEAM, "role_id": None, "name": None}]
        rows += [{**empty, "side": at, "role_id": role, "name": name} for at, (role, name) in enumerate(sides, start=1)]
        self._connection.execute(insert(challenge_sides), rows)
        return challenge_id

    def find(self, team_id: int, challenge_id: int) -> ChallengeRow | None:
        """Return one challenge of a team."""
        row = self._connection.execute(_BY_ID, {"team_id": team_id, "challenge_id": challenge_id}).one_or_none()
        return None if row is None else ChallengeRow._make(row)

    def hold(self, challenge_id: int) -> tuple[datetime | None, int] | None:
        """Hold a challenge until the transaction ends; return when it ended, and what was told of it.

        None when it is gone.
        """
        row = self._connection.execute(_LOCKED, {"challenge_id": challenge_id}).one_or_none()
        return None if row is None else (row[0], row[1])

    def of_team(self, team_id: int, limit: int) -> list[ChallengeRow]:
        """Return a team's challenges: those that are open first, the next to end before all; then the newest ended."""
        rows = self._connection.execute(_OF_TEAM, {"team_id": team_id, "limit": limit})
        return [ChallengeRow._make(row) for row in rows]

    def remove(self, challenge_id: int) -> None:
        """Erase a challenge with its sides, shares and sponsors."""
        self._connection.execute(_REMOVE, {"challenge_id": challenge_id})

    def team_of(self, challenge_id: int) -> int:
        """Return the team of a challenge that is there."""
        team_id: int = self._connection.execute(_TEAM_OF, {"challenge_id": challenge_id}).scalar_one()
        return team_id

    def change(self, challenge_id: int, **columns: object) -> None:
        """Set columns of one challenge."""
        _CHANGE.run(self._connection, challenge_id, columns)

    def sides(self, challenge_id: int) -> list[SideRow]:
        """Return the sides that are set side by side, in the order in which they were named."""
        rows = self._connection.execute(_SIDES, {"challenge_id": challenge_id})
        return [SideRow._make(row) for row in rows]

    def add_sponsor(self, challenge_id: int, sponsor: SponsorRow) -> None:
        """Keep what a sponsor promised; their key is given to them."""
        columns = {name: value for name, value in sponsor._asdict().items() if name != "sponsor_id"}
        self._connection.execute(_ADD_SPONSOR, {"challenge_id": challenge_id, **columns})

    def has_heard(self, team_id: int, news: Sequence[tuple[str, str]], *, hold: bool) -> bool:
        """Tell whether a team has heard any of these news (kind, key), or may have: somebody has tried to send them.

        With `hold` nobody begins to send any of them until the transaction ends.
        """
        found = self._connection.execute(
            _HOLD_HEARD if hold else _HEARD, {"team_id": team_id, "news": [tuple(one) for one in news]}
        )
        return any(found.scalars().all())

    def remove_sponsor(self, challenge_id: int, sponsor_id: int) -> None:
        """Erase what a sponsor promised."""
        self._connection.execute(_REMOVE_SPONSOR, {"challenge_id": challenge_id, "sponsor_id": sponsor_id})

    def sponsors(self, challenge_id: int) -> list[SponsorRow]:
        """Return a challenge's sponsors, in the order in which they came."""
        rows = self._connection.execute(_SPONSORS, {"challenge_id": challenge_id})
        return [SponsorRow._make(row) for row in rows]

    def open_before(self, day: date) -> list[DueRow]:
        """Return the open challenges whose last day lies before a day, of teams that the bot is in."""
        return [DueRow._make(row) for row in self._connection.execute(_OPEN, {"before": day})]
