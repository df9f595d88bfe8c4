"""Questions about cheers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, delete, func, select

from db.connection import Connection
from db.models.cheers import cheers
from db.models.runners import runners
from db.models.runs import photos, runs
from db.models.teams import teams
from db.repositories.statements import Upsert


class CardRow(NamedTuple):
    """What a feed card shows of a run, with its cheers and photos, of which there is one at most."""

    run_id: int
    runner_id: int
    runner_name: str
    sharing: str
    run_sharing: str
    left_at: datetime | None
    source: str
    distance_m: int
    moving_s: int
    note: str | None
    local_date: date
    logged_on: date
    doubt: str | None
    verdict: str | None
    units: str
    cheers: int
    photos: int
    kind: str | None
    elapsed_s: int | None


class GiverRow(NamedTuple):
    """How often a runner cheered, and what decides whether they may be thanked by name."""

    name: str
    praise: str
    left_at: datetime | None
    cheers: int


class CheererRow(NamedTuple):
    """Who cheered a run, and what decides whether they may be named."""

    runner_id: int
    name: str
    praise: str
    left_at: datetime | None


_CHEERERS = (
    select(runners.c.runner_id, runners.c.name, runners.c.praise, runners.c.left_at)
    .select_from(cheers)
    .join(runners, runners.c.runner_id == cheers.c.runner_id)
    .where(cheers.c.run_id == bindparam("run_id"))
    .order_by(cheers.c.cheered_at, cheers.c.runner_id)
)
_GIVERS = (
    select(runners.c.name, runners.c.praise, runners.c.left_at, func.count())
    .select_from(runs)
    .join(cheers, cheers.c.run_id == runs.c.run_id)
    .join(runners, runners.c.runner_id == cheers.c.runner_id)
    .where(
        # The weeks are there for their index; what is cheered is hardly older than that.
        runs.c.team_id == bindparam("team_id"),
        runs.c.week.in_(bindparam("weeks", expanding=True)),
        cheers.c.cheered_at >= bindparam("first"),
        cheers.c.cheered_at < bindparam("end"),
        runners.c.praise == "public",
    )
    .group_by(runners.c.runner_id, runners.c.name, runners.c.praise, runners.c.left_at)
    .order_by(func.count().desc(), runners.c.runner_id)
    .limit(20)
)
_CARDS = (
    select(
        runs.c.run_id,
        runs.c.runner_id,
        runners.c.name,
        runners.c.sharing,
        runs.c.sharing,
        runners.c.left_at,
        runs.c.source,
        runs.c.distance_m,
        runs.c.moving_s,
        runs.c.note,
        runs.c.local_date,
        runs.c.logged_on,
        runs.c.doubt,
        runs.c.verdict,
        teams.c.units,
        select(func.count()).select_from(cheers).where(cheers.c.run_id == runs.c.run_id).scalar_subquery(),
        select(func.count()).select_from(photos).where(photos.c.run_id == runs.c.run_id).scalar_subquery(),
        runs.c.kind,
        runs.c.elapsed_s,
    )
    .select_from(runs)
    .join(runners, runners.c.runner_id == runs.c.runner_id)
    .join(teams, teams.c.team_id == runs.c.team_id)
)
_CARD = _CARDS.where(
    # The id comes from a button, so it may be any number.
    runs.c.team_id == bindparam("team_id"),
    runs.c.run_id == bindparam("run_id", type_=BigInteger()),
)
# The weeks are there for their index: a log of years has none by the instant of logging.
_CARDS_BETWEEN = _CARDS.where(
    runs.c.team_id == bindparam("team_id"),
    runs.c.week.in_(bindparam("weeks", expanding=True)),
    runs.c.logged_at >= bindparam("after"),
    runs.c.logged_at < bindparam("until"),
).order_by(runs.c.run_id)
# A key share holds off the deletion of the run, and nobody else.
_CARD_HELD = _CARD.with_for_update(of=runs, read=True, key_share=True)
_TAKE_BACK = delete(cheers).where(cheers.c.run_id == bindparam("run_id"), cheers.c.runner_id == bindparam("runner_id"))

_CHEER = Upsert(cheers, lambda insert: insert.on_conflict_do_nothing())


class CheerRepository:
    """Reads and writes `cheers`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def card(self, team_id: int, run_id: int, *, hold: bool = False) -> CardRow | None:
        """Return what a run's card shows, or None when the run is gone; with `hold` it stays until we are done."""
        statement = _CARD_HELD if hold else _CARD
        row = self._connection.execute(statement, {"team_id": team_id, "run_id": run_id}).one_or_none()
        return None if row is None else CardRow._make(row)

    def cards_between(self, team_id: int, weeks: Sequence[str], after: datetime, until: datetime) -> list[CardRow]:
        """Return the runs of some ISO weeks that were logged from `after` on and before `until`."""
        parameters = {"team_id": team_id, "weeks": list(weeks), "after": after, "until": until}
        return [CardRow._make(row) for row in self._connection.execute(_CARDS_BETWEEN, parameters)]

    def givers(self, team_id: int, weeks: Sequence[str], first: datetime, end: datetime) -> list[GiverRow]:
        """Return who cheered runs of some ISO weeks between two instants and has public praise, most often first."""
        parameters = {"team_id": team_id, "weeks": list(weeks), "first": first, "end": end}
        return [GiverRow._make(row) for row in self._connection.execute(_GIVERS, parameters)]

    def cheerers(self, run_id: int) -> list[CheererRow]:
        """Return who cheered a run, in the order of their cheers."""
        return [CheererRow._make(row) for row in self._connection.execute(_CHEERERS, {"run_id": run_id})]

    def toggle(self, run_id: int, runner_id: int, at: datetime) -> bool:
        """Cheer, or take the cheer back, which is False; two presses in the same instant count once each, in turn."""
        taken_back = self._connection.execute(_TAKE_BACK, {"run_id": run_id, "runner_id": runner_id}).rowcount
        if not taken_back:
            self._connection.execute(
                _CHEER.on(self._connection),
                {"run_id": run_id, "runner_id": runner_id, "cheered_at": at},
            )
        return not taken_back
