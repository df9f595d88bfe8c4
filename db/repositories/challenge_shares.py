"""Questions about what each runner brought to a challenge, and how that is held to the log."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, and_, bindparam, case, func, literal, or_, select, tuple_, update

from db.connection import Connection
from db.models.challenges import challenge_shares, challenge_sides, challenges
from db.models.runners import runners
from db.models.runs import runs
from db.models.teams import teams
from db.repositories.challenges import WHOLE_TEAM, ChallengeRow
from db.repositories.runs import COUNTS
from db.repositories.statements import Upsert


class ShareRow(NamedTuple):
    """A challenge as a change of one runner's log finds it, with what that runner brought so far.

    `side` is None for a share that is still to be seated, and where there is none yet. `sides` is how many the
    challenge sets side by side.
    """

    challenge_id: int
    measure: str
    target: int
    first_day: date
    last_day: date
    ended_at: datetime | None
    sides: int
    amount: int | None
    runs: int | None
    side: int | None


class UnseatedRow(NamedTuple):
    """A share of a runner of whom nobody knows yet on which side they are."""

    challenge_id: int
    runner_id: int
    team_id: int
    user_id: int


_SIDES_OF = (
    select(func.count())
    .where(challenge_sides.c.challenge_id == challenges.c.challenge_id, challenge_sides.c.side > literal(WHOLE_TEAM))
    .scalar_subquery()
)
_SHARES = (
    select(
        *(challenges.c[name] for name in ShareRow._fields[:6]),
        _SIDES_OF,
        challenge_shares.c.amount,
        challenge_shares.c.runs,
        challenge_shares.c.side,
    )
    .outerjoin_from(
        challenges,
        challenge_shares,
        and_(
            challenge_shares.c.challenge_id == challenges.c.challenge_id,
            challenge_shares.c.runner_id == bindparam("runner_id"),
        ),
    )
    .where(
        challenges.c.team_id == bindparam("team_id"),
        challenges.c.last_day >= bindparam("first"),
        challenges.c.first_day <= bindparam("last"),
    )
    .order_by(challenges.c.challenge_id)
)
_KEEP_SHARE = Upsert(
    challenge_shares,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["challenge_id", "runner_id"],
        set_={"amount": insert.excluded.amount, "runs": insert.excluded.runs},
    ),
)
_MOVE_SIDE = (
    update(challenge_sides)
    .where(
        challenge_sides.c.challenge_id == bindparam("of_challenge"),
        challenge_sides.c.side == bindparam("of_side"),
    )
    .values(
        amount=challenge_sides.c.amount + bindparam("by_amount", type_=BigInteger()),
        runners=challenge_sides.c.runners + bindparam("by_runners"),
    )
    .returning(challenge_sides.c.amount)
)
_SHARE = select(challenge_shares.c.amount, challenge_shares.c.runs, challenge_shares.c.side).where(
    challenge_shares.c.challenge_id == bindparam("challenge_id"), challenge_shares.c.runner_id == bindparam("runner_id")
)
_SEAT = (
    update(challenge_shares)
    .where(
        challenge_shares.c.challenge_id == bindparam("of_challenge"),
        challenge_shares.c.runner_id == bindparam("of_runner"),
    )
    .values(side=bindparam("side"))
)
_UNSEATED = (
    select(challenge_shares.c.challenge_id, challenge_shares.c.runner_id, runners.c.team_id, runners.c.user_id)
    .join_from(challenge_shares, runners, runners.c.runner_id == challenge_shares.c.runner_id)
    .join(teams, teams.c.team_id == runners.c.team_id)
    .where(
        challenge_shares.c.side.is_(None),
        teams.c.left_at.is_(None),
        tuple_(challenge_shares.c.challenge_id, challenge_shares.c.runner_id)
        > tuple_(bindparam("after_challenge"), bindparam("after_runner")),
    )
    .order_by(challenge_shares.c.challenge_id, challenge_shares.c.runner_id)
    .limit(bindparam("limit"))
)
_LOCK_RUNNERS = (
    select(runners.c.runner_id)
    .where(runners.c.team_id == bindparam("team_id"))
    .order_by(runners.c.runner_id)
    .with_for_update(of=runners, key_share=True)
)
# As everywhere: rows may be added that refer to the team, or who adds one for a runner we wait for waits for us.
_LOCK_TEAM = (
    select(teams.c.team_id).where(teams.c.team_id == bindparam("team_id")).with_for_update(of=teams, key_share=True)
)
_AMOUNTS: dict[str, Any] = {
    "distance": func.sum(runs.c.distance_m),
    "time": func.sum(runs.c.moving_s),
    "runs": func.count(),
    "run_days": func.count(runs.c.local_date.distinct()),
    "climb": func.coalesce(func.sum(runs.c.climb_m), 0),
}
_BROUGHT = {
    measure: select(runs.c.runner_id, amount, func.count())
    .where(
        # The weeks are there for their index: a log of years has none by day of a whole team.
        runs.c.team_id == bindparam("team_id"),
        runs.c.week.in_(bindparam("weeks", expanding=True)),
        runs.c.local_date >= bindparam("first"),
        runs.c.local_date <= bindparam("last"),
        COUNTS,
    )
    .group_by(runs.c.runner_id)
    for measure, amount in _AMOUNTS.items()
}
_BROUGHT_BY = {
    measure: select(runs.c.runner_id, amount, func.count())
    .where(
        runs.c.runner_id.in_(bindparam("runner_ids", expanding=True)),
        runs.c.local_date >= bindparam("first"),
        runs.c.local_date <= bindparam("last"),
        COUNTS,
    )
    .group_by(runs.c.runner_id)
    for measure, amount in _AMOUNTS.items()
}
_LATELY = select(challenges.c.challenge_id, challenges.c.measure, challenges.c.first_day, challenges.c.last_day).where(
    challenges.c.team_id == bindparam("team_id"), challenges.c.last_day >= bindparam("since")
)
_SHARES_BY = select(challenge_shares.c.runner_id, challenge_shares.c.amount, challenge_shares.c.runs).where(
    challenge_shares.c.challenge_id == bindparam("challenge_id"),
    challenge_shares.c.runner_id.in_(bindparam("runner_ids", expanding=True)),
)
# Who climbed nothing in a challenge of climb ran, and brought nothing.
_BROUGHT_SOMETHING = case((challenge_shares.c.amount > 0, 1), else_=0)
_UNNAME = (
    update(challenge_sides)
    .where(
        challenge_shares.c.challenge_id == challenge_sides.c.challenge_id,
        challenge_shares.c.runner_id == bindparam("of_runner"),
        or_(challenge_sides.c.side == literal(WHOLE_TEAM), challenge_sides.c.side == challenge_shares.c.side),
    )
    .values(
        unnamed_amount=challenge_sides.c.unnamed_amount + challenge_shares.c.amount,
        unnamed_runners=challenge_sides.c.unnamed_runners + _BROUGHT_SOMETHING,
    )
)
_SUMMED = (
    select(
        challenge_sides.c.challenge_id,
        challenge_sides.c.side,
        challenge_sides.c.amount,
        challenge_sides.c.runners,
        challenge_sides.c.unnamed_amount + func.coalesce(func.sum(challenge_shares.c.amount), 0),
        challenge_sides.c.unnamed_runners + func.coalesce(func.sum(_BROUGHT_SOMETHING), 0),
    )
    .join_from(challenge_sides, challenges, challenges.c.challenge_id == challenge_sides.c.challenge_id)
    .outerjoin(
        challenge_shares,
        and_(
            challenge_shares.c.challenge_id == challenge_sides.c.challenge_id,
            or_(challenge_sides.c.side == literal(WHOLE_TEAM), challenge_sides.c.side == challenge_shares.c.side),
        ),
    )
    .where(challenges.c.team_id == bindparam("team_id"))
    .group_by(*challenge_sides.primary_key.columns)
)


class ChallengeShareRepository:
    """Reads and writes `challenge_shares`, and the sums of them in `challenge_sides`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold_log(self, team_id: int) -> None:
        """Let nobody change a team's log until the transaction ends: what is added up meanwhile stays true."""
        # Whoever joins just now waits for the team before they have a row.
        self._connection.execute(_LOCK_TEAM, {"team_id": team_id})
        self._connection.execute(_LOCK_RUNNERS, {"team_id": team_id})

    def shares(self, team_id: int, runner_id: int, first: date, last: date) -> list[ShareRow]:
        """Return the challenges that have one of these days, with what a runner brought to each."""
        parameters = {"team_id": team_id, "runner_id": runner_id, "first": first, "last": last}
        return [ShareRow._make(row) for row in self._connection.execute(_SHARES, parameters)]

    def share(self, challenge_id: int, runner_id: int) -> tuple[int, int, int | None]:
        """Return (amount, runs, side) of what one runner brought."""
        parameters = {"challenge_id": challenge_id, "runner_id": runner_id}
        row = self._connection.execute(_SHARE, parameters).one_or_none()
        return (0, 0, None) if row is None else (row[0], row[1], row[2])

    def keep_shares(self, rows: Any) -> None:
        """Keep what runners brought; the side of one who has a share stays."""
        found = list(rows)
        if found:
            self._connection.execute(_KEEP_SHARE.on(self._connection), found)

    def move_side(self, challenge_id: int, side: int, amount: int, runners: int) -> int:
        """Move what a side comes to by these differences, and return it."""
        parameters = {"of_challenge": challenge_id, "of_side": side, "by_amount": amount, "by_runners": runners}
        return int(self._connection.execute(_MOVE_SIDE, parameters).scalar_one())

    def fill(self, challenge: ChallengeRow, weeks: Sequence[str], *, seated: bool) -> int:
        """Derive all shares of a challenge from the log, which is held; returns what they come to.

        `weeks` are the ISO weeks that its days lie in. `seated`: there is no side that somebody could be on.
        """
        parameters = {
            "team_id": challenge.team_id,
            "weeks": list(weeks),
            "first": challenge.first_day,
            "last": challenge.last_day,
        }
        found = [tuple(row) for row in self._connection.execute(_BROUGHT[challenge.measure], parameters)]
        known = {
            row[0]: row[1]
            for row in self._connection.execute(
                select(challenge_shares.c.runner_id, challenge_shares.c.side).where(
                    challenge_shares.c.challenge_id == challenge.challenge_id
                )
            )
        }
        side = WHOLE_TEAM if seated else None
        shares = {runner_id: (int(amount), int(runs)) for runner_id, amount, runs in found}
        shares |= dict.fromkeys(known.keys() - shares.keys(), (0, 0))
        self.keep_shares(
            {
                "challenge_id": challenge.challenge_id,
                "runner_id": runner_id,
                "amount": amount,
                "runs": runs,
                "side": known.get(runner_id, side),
            }
            for runner_id, (amount, runs) in sorted(shares.items())
        )
        self.mend_sides(challenge.team_id)
        return sum(amount for amount, _ in shares.values())

    def seat(self, challenge_id: int, runner_id: int, side: int) -> None:
        """Note on which side a runner is."""
        self._connection.execute(_SEAT, {"of_challenge": challenge_id, "of_runner": runner_id, "side": side})

    def unseated(self, after: tuple[int, int], limit: int) -> list[UnseatedRow]:
        """Return shares of runners of whom nobody knows yet on which side they are.

        They come in the order of (challenge, runner), from just above `after`.
        """
        parameters = {"after_challenge": after[0], "after_runner": after[1], "limit": limit}
        return [UnseatedRow._make(row) for row in self._connection.execute(_UNSEATED, parameters)]

    def unname(self, runner_id: int) -> None:
        """Leave what a runner brought with nobody's name, before their shares are erased with them."""
        self._connection.execute(_UNNAME, {"of_runner": runner_id})

    def differing(self, team_id: int, runner_ids: Collection[int], since: date) -> set[int]:
        """Return which of these runners have shares that are not what their log comes to.

        Challenges whose last day lies before `since` are left alone.
        """
        found: set[int] = set()
        lately = list(self._connection.execute(_LATELY, {"team_id": team_id, "since": since}))
        for challenge_id, measure, first_day, last_day in lately:
            parameters = {"runner_ids": list(runner_ids), "first": first_day, "last": last_day}
            right = _by_runner(self._connection.execute(_BROUGHT_BY[measure], parameters))
            these = {"runner_ids": list(runner_ids), "challenge_id": challenge_id}
            held = _by_runner(self._connection.execute(_SHARES_BY, these))
            found |= {one for one in right.keys() | held.keys() if right.get(one, (0, 0)) != held.get(one, (0, 0))}
        return found

    def mend_sides(self, team_id: int) -> list[int]:
        """Let the sides of a team's challenges be the sums of their shares; returns the challenges that were not."""
        mended = []
        for challenge_id, side, *sums in list(self._connection.execute(_SUMMED, {"team_id": team_id})):
            amount, runners, right_amount, right_runners = (int(value) for value in sums)
            if (amount, runners) != (right_amount, right_runners):
                self.move_side(challenge_id, side, right_amount - amount, right_runners - runners)
                mended.append(challenge_id)
        return mended


def _by_runner(rows: Any) -> dict[int, tuple[int, int]]:
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}
