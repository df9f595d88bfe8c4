"""Questions about awards, totals and places on a board."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Table, and_, bindparam, case, delete, func, insert, literal_column, select

from db.connection import Connection
from db.models.points import awards, period_totals, point_rules, team_totals, unnamed_totals
from db.models.runners import runners
from db.repositories.statements import Upsert


class AwardRow(NamedTuple):
    """Points given on a day by a rule."""

    award_id: int
    day: date
    rule: str
    points: int
    run_id: int | None
    word_id: int | None


class TotalChange(NamedTuple):
    """By how much one runner's total of one period moves."""

    period: str
    kind: str
    points: int
    distance_m: int
    moving_s: int
    runs: int
    run_days: int


class TotalRow(NamedTuple):
    """One runner's total of one period."""

    points: int
    distance_m: int
    moving_s: int
    runs: int
    run_days: int


class TeamTotalRow(NamedTuple):
    """What the team did together in one period."""

    runners: int
    runs: int
    distance_m: int
    points: int


class RulesRow(NamedTuple):
    """The points that a team chose for each rule, from an ISO week on."""

    version: int
    since_week: str
    points: dict[str, int]
    week_cap: int


_RULES = (
    select(point_rules.c.version, point_rules.c.since_week, point_rules.c.points, point_rules.c.week_cap)
    .where(point_rules.c.team_id == bindparam("team_id"))
    .order_by(point_rules.c.version)
)
_CHOOSE_RULES = Upsert(
    point_rules,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["team_id", "version"],
        set_={name: insert.excluded[name] for name in ("since_week", "points", "week_cap", "chooser_id", "chosen_at")},
    ),
)
_TOTALS = ("points", "distance_m", "moving_s", "runs", "run_days")
_AWARDS_OF_WEEK = (
    select(*(awards.c[name] for name in AwardRow._fields))
    .where(awards.c.runner_id == bindparam("runner_id"), awards.c.week == bindparam("week"))
    .order_by(awards.c.day, awards.c.award_id)
)
_OF_DAYS = and_(
    awards.c.runner_id == bindparam("runner_id"), awards.c.day >= bindparam("first"), awards.c.day <= bindparam("last")
)
_AWARDS_BETWEEN = select(*(awards.c[name] for name in AwardRow._fields)).where(_OF_DAYS)
_RECORD_DAYS = select(awards.c.day).where(_OF_DAYS, awards.c.rule == "pr").order_by(awards.c.day)
_OLDER_WINDOWS = (
    select(period_totals.c.runner_id)
    .join(runners, runners.c.runner_id == period_totals.c.runner_id)
    .where(
        period_totals.c.team_id == bindparam("team_id"),
        period_totals.c.period == "30d",
        period_totals.c.runner_id > bindparam("after"),
        runners.c.window_from < bindparam("window_from"),
    )
    .order_by(period_totals.c.runner_id)
    .limit(bindparam("limit"))
)
_WEEKS = (
    select(period_totals.c.period, period_totals.c.run_days)
    .where(
        period_totals.c.runner_id == bindparam("runner_id"),
        period_totals.c.kind == "week",
    )
    .order_by(period_totals.c.period)
)
_TOTAL = select(*(period_totals.c[name] for name in _TOTALS)).where(
    period_totals.c.team_id == bindparam("team_id"),
    period_totals.c.period == bindparam("period"),
    period_totals.c.runner_id == bindparam("runner_id"),
)
_IN_PERIOD = (
    select(func.count())
    .select_from(period_totals)
    .where(
        period_totals.c.team_id == team_totals.c.team_id,
        period_totals.c.period == team_totals.c.period,
    )
)
# All, without those who only earned points by kind words: an index alone tells of either, and of the runs none does.
_RUNNERS_IN_PERIOD = (
    _IN_PERIOD.scalar_subquery() - _IN_PERIOD.where(period_totals.c.runs == literal_column("0")).scalar_subquery()
)
_UNNAMED_IN_PERIOD = (
    select(unnamed_totals.c.runners)
    .where(
        unnamed_totals.c.team_id == team_totals.c.team_id,
        unnamed_totals.c.period == team_totals.c.period,
    )
    .scalar_subquery()
)
_UNNAMED = ("team_id", "period", "runners", "points", "distance_m", "runs")
_BROUGHT = (
    select(
        period_totals.c.team_id,
        period_totals.c.period,
        case((period_totals.c.runs > 0, 1), else_=0),
        period_totals.c.points,
        period_totals.c.distance_m,
        period_totals.c.runs,
    )
    # What the last thirty days saw moves on; nobody could take it out again once it has no name.
    .where(period_totals.c.runner_id == bindparam("runner_id"), period_totals.c.kind != "window")
    .order_by(period_totals.c.period)
)
_WINDOW_OF = select(
    period_totals.c.team_id,
    period_totals.c.period,
    period_totals.c.points,
    period_totals.c.distance_m,
    period_totals.c.runs,
).where(period_totals.c.runner_id == bindparam("runner_id"), period_totals.c.kind == "window")
_TEAM_TOTAL = select(
    _RUNNERS_IN_PERIOD + func.coalesce(_UNNAMED_IN_PERIOD, 0),
    team_totals.c.runs,
    team_totals.c.distance_m,
    team_totals.c.points,
).where(team_totals.c.team_id == bindparam("team_id"), team_totals.c.period == bindparam("period"))


def _adding(table: Table, added: tuple[str, ...], replaced: tuple[str, ...] = ()) -> Upsert:
    return Upsert(
        table,
        lambda insert: insert.on_conflict_do_update(
            index_elements=list(table.primary_key.columns),
            set_={
                **{name: table.c[name] + insert.excluded[name] for name in added},
                **{name: insert.excluded[name] for name in replaced},
            },
        ),
    )


_ADD_TO_RUNNER = _adding(period_totals, _TOTALS, ("shows_points", "shows_distance"))
_ADD_TO_TEAM = _adding(team_totals, ("points", "distance_m", "runs"))
_ADD_UNNAMED = _adding(unnamed_totals, ("points", "distance_m", "runs", "runners"))
_ADD_AWARDS = insert(awards)


class PointRepository:
    """Reads and writes `awards`, `period_totals` and `team_totals`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def awards_of_week(self, runner_id: int, week: str) -> list[AwardRow]:
        """Return a runner's awards of one ISO week by day."""
        rows = self._connection.execute(_AWARDS_OF_WEEK, {"runner_id": runner_id, "week": week})
        return [AwardRow._make(row) for row in rows]

    def add_awards(self, rows: Sequence[dict[str, object]]) -> None:
        """Add awards, one mapping of columns each."""
        if rows:
            self._connection.execute(_ADD_AWARDS, rows)

    def delete_awards(self, award_ids: Sequence[int]) -> None:
        """Remove awards."""
        if award_ids:
            self._connection.execute(delete(awards).where(awards.c.award_id.in_(award_ids)))

    def move_totals(
        self, team_id: int, runner_id: int, changes: Iterable[TotalChange], *, shows_points: bool, shows_distance: bool
    ) -> None:
        """Move a runner's totals, and the team's with them, by the given differences."""
        moved = [change for change in changes if any(change[2:])]
        if not moved:
            return
        self._connection.execute(
            _ADD_TO_RUNNER.on(self._connection),
            [
                {
                    "team_id": team_id,
                    "runner_id": runner_id,
                    "shows_points": shows_points,
                    "shows_distance": shows_distance,
                    **change._asdict(),
                }
                for change in moved
            ],
        )
        # Last in the transaction where it can be: on PostgreSQL all runners of a team meet at this row.
        self._connection.execute(
            _ADD_TO_TEAM.on(self._connection),
            [
                {
                    "team_id": team_id,
                    "period": change.period,
                    "points": change.points,
                    "distance_m": change.distance_m,
                    "runs": change.runs,
                }
                for change in moved
            ],
        )

    def mend_team_totals(self, differences: Sequence[dict[str, object]]) -> None:
        """Move a team's totals alone, by what they miss."""
        if differences:
            self._connection.execute(_ADD_TO_TEAM.on(self._connection), list(differences))

    def forget_empty_totals(self, team_id: int, runner_id: int) -> None:
        """Remove a runner's and the team's totals that came back to nothing, so that counting rows counts runners."""
        self._connection.execute(
            delete(period_totals).where(
                period_totals.c.runner_id == runner_id, period_totals.c.runs == 0, period_totals.c.points == 0
            )
        )
        self._connection.execute(
            delete(team_totals).where(
                team_totals.c.team_id == team_id, team_totals.c.runs == 0, team_totals.c.points == 0
            )
        )

    def weeks(self, runner_id: int) -> list[tuple[str, int]]:
        """Return (ISO week, run days) of every week in which the runner ran or earned points, oldest first."""
        return [(row[0], row[1]) for row in self._connection.execute(_WEEKS, {"runner_id": runner_id})]

    def total(self, team_id: int, period: str, runner_id: int) -> TotalRow:
        """Return one runner's total, zeros when there is none."""
        parameters = {"team_id": team_id, "period": period, "runner_id": runner_id}
        row = self._connection.execute(_TOTAL, parameters).one_or_none()
        return TotalRow(0, 0, 0, 0, 0) if row is None else TotalRow._make(row)

    def team_total(self, team_id: int, period: str) -> TeamTotalRow:
        """Return what the whole team did, hidden runners included and unnamed."""
        parameters = {"team_id": team_id, "period": period}
        row = self._connection.execute(_TEAM_TOTAL, parameters).one_or_none()
        return TeamTotalRow(0, 0, 0, 0) if row is None else TeamTotalRow._make(row)

    def unname(self, runner_id: int) -> None:
        """Leave what a runner brought to the team with nobody's name, before their own totals are erased."""
        brought = [
            dict(zip(_UNNAMED, row, strict=True))
            for row in self._connection.execute(_BROUGHT, {"runner_id": runner_id})
        ]
        if brought:
            self._connection.execute(_ADD_UNNAMED.on(self._connection), brought)
        window = self._connection.execute(_WINDOW_OF, {"runner_id": runner_id}).one_or_none()
        if window is not None:
            team_id, period, points, distance_m, runs = window
            row = {"team_id": team_id, "period": period, "points": -points, "distance_m": -distance_m, "runs": -runs}
            self._connection.execute(_ADD_TO_TEAM.on(self._connection), [row])

    def record_days(self, runner_id: int, first: date, last: date) -> list[date]:
        """Return the days between two, both included, on which a record scored."""
        parameters = {"runner_id": runner_id, "first": first, "last": last}
        return list(self._connection.execute(_RECORD_DAYS, parameters).scalars())

    def older_windows(self, team_id: int, window_from: date, *, after: int, limit: int) -> list[int]:
        """Return keys of runners whose thirty days begin before a day, ascending, from just above `after`."""
        parameters = {"team_id": team_id, "window_from": window_from, "after": after, "limit": limit}
        return list(self._connection.execute(_OLDER_WINDOWS, parameters).scalars())

    def awards_between(self, runner_id: int, first: date, last: date) -> list[AwardRow]:
        """Return a runner's awards of some days, both included."""
        parameters = {"runner_id": runner_id, "first": first, "last": last}
        return [AwardRow._make(row) for row in self._connection.execute(_AWARDS_BETWEEN, parameters)]

    def rules(self, team_id: int) -> list[RulesRow]:
        """Return the rules that a team chose, oldest first."""
        return [RulesRow._make(row) for row in self._connection.execute(_RULES, {"team_id": team_id})]

    def choose_rules(self, team_id: int, rules: RulesRow, chooser_id: int, now: datetime) -> None:
        """Keep the rules that a team chose; another choice with the same version is replaced."""
        row = {"team_id": team_id, "chooser_id": chooser_id, "chosen_at": now, **rules._asdict()}
        self._connection.execute(_CHOOSE_RULES.on(self._connection), [row])
