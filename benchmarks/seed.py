"""Seeding: a team with as many runners and runs as wanted, scored as the bot itself would have scored them.

Runners share some habits. A habit's weeks are scored once with the real rules, then written out for everybody
who has it; so a million runs take as long as their rows take to be written.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, create_engine, func, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.domain.dates import WINDOW_KEY, PeriodKind, Week, period_keys, window_from
from bot.domain.point_rules import POINTS_V1
from bot.domain.points import Award, RunEntry, ScoringProfile, score_week
from bot.domain.units import Unit
from bot.services.runners import DERIVATION
from db.models import awards, board_scores, period_totals, runners, runs, team_totals, teams

HABITS = 150
ROWS_AT_ONCE = 20_000

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is in the seeded team; ids are Discord's."""

    team_id: int
    name: str
    people: Sequence[tuple[int, str]]
    feed_channel_id: int | None = None


@dataclass(frozen=True, slots=True)
class Habit:
    """A log that several runners share: runs numbered from 1, their awards, and the totals they lead to."""

    entries: tuple[RunEntry, ...]
    awards: tuple[tuple[str, Award], ...]
    totals: dict[tuple[PeriodKind, str], Counter[str]]


def seed(url: str, cast: Cast, run_count: int, today: date) -> None:
    """Fill the database at `url`, whose schema stands, with a team of shown runners and `run_count` runs.

    Every runner gets the same number of runs, two or three a week back from `today`; the rest of an uneven
    division is left out. A team that is already there keeps its row; runners must not be there yet.
    """
    each = run_count // len(cast.people)
    habits = [_habit(random.Random(number), each, today) for number in range(min(HABITS, len(cast.people)))]

    def fill(connection: Connection) -> None:
        _add_team(connection, cast)
        first_runner = _next(connection, runners.c.runner_id)
        first_run = _next(connection, runs.c.run_id)
        held = [(first_runner + at, first_run + at * each, habits[at % len(habits)]) for at in range(len(cast.people))]
        if connection.dialect.name == "postgresql":
            # Keys are right by the way they are made; looking each of them up takes most of the time.
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        _write(connection, runners, _runner_rows(cast, first_runner, today))
        for table, rows in (
            (runs, _run_rows(cast.team_id, held)),
            (awards, _award_rows(cast.team_id, held)),
            (period_totals, _total_rows(cast.team_id, held)),
            (board_scores, _score_rows(cast.team_id, held, today)),
        ):
            for index in table.indexes:
                index.drop(connection)
            _write(connection, table, rows)
            for index in table.indexes:
                index.create(connection)
        _write(connection, team_totals, _team_rows(cast.team_id, (habit for _, _, habit in held)))

    _in_one_transaction(url, fill)


def _habit(chance: random.Random, size: int, today: date) -> Habit:
    entries: list[RunEntry] = []
    scored: list[tuple[str, Award]] = []
    week = Week.of(today)
    while len(entries) < size:
        days = [day for day in week.days() if day <= today]
        wanted = min(chance.choice((2, 2, 3)), len(days), size - len(entries))
        in_week = [
            _entry(len(entries) + at + 1, day, chance) for at, day in enumerate(sorted(chance.sample(days, wanted)))
        ]
        entries += in_week
        scored += [(week.key, award) for award in score_week(week, in_week, ScoringProfile(), today)]
        week = week.previous()
    totals: dict[tuple[PeriodKind, str], Counter[str]] = {}
    for entry in entries:
        sums = {"distance_m": entry.distance_m, "moving_s": entry.moving_s, "runs": 1, "run_days": 1}
        for period in _periods(entry.local_date, today):
            totals.setdefault(period, Counter()).update(sums)
    for _, award in scored:
        for period in _periods(award.day, today):
            totals.setdefault(period, Counter()).update(points=award.points)
    return Habit(tuple(entries), tuple(scored), totals)


def _periods(day: date, today: date) -> list[tuple[PeriodKind, str]]:
    window = [(PeriodKind.WINDOW, WINDOW_KEY)] if window_from(today) <= day <= today else []
    return [*period_keys(day).items(), *window]


def _entry(number: int, day: date, chance: random.Random) -> RunEntry:
    distance_m = chance.randrange(5_000, 15_000, 100)
    moving_s = distance_m * chance.randrange(290, 390) // 1_000
    detailed = chance.random() < 0.5
    return RunEntry(number, day, day, distance_m, moving_s, detailed)


def _runner_rows(cast: Cast, first: int, today: date) -> Iterator[Row]:
    for at, (user_id, name) in enumerate(cast.people):
        yield {
            "runner_id": first + at,
            "team_id": cast.team_id,
            "user_id": user_id,
            "name": name,
            "weekly_target": ScoringProfile().weekly_target,
            "streak_target": ScoringProfile().streak_target,
            "sharing": "team",
            "shows_points": True,
            "shows_distance": True,
            "shows_consistency": True,
            "shows_improvement": True,
            "shows_age_graded": True,
            "window_from": window_from(today),
            "derived_by": DERIVATION,
            "joined_at": datetime(2025, 1, 1, tzinfo=UTC),
            # They have been here before, so no question and no welcome comes between them and their command.
            "asked_at": datetime(2025, 1, 1, tzinfo=UTC),
            "seen_at": datetime.now(UTC),
        }


def _run_rows(team_id: int, held: Iterable[tuple[int, int, Habit]]) -> Iterator[Row]:
    for runner_id, first_run, habit in held:
        for entry in habit.entries:
            yield {
                "run_id": first_run + entry.run_id - 1,
                "team_id": team_id,
                "runner_id": runner_id,
                "local_date": entry.local_date,
                "week": Week.of(entry.local_date).key,
                "logged_at": datetime.combine(entry.logged_on, time(18), UTC),
                "logged_on": entry.logged_on,
                "distance_m": entry.distance_m,
                "moving_s": entry.moving_s,
                "effort": 5 if entry.detailed else None,
                "source": "manual",
            }


def _award_rows(team_id: int, held: Iterable[tuple[int, int, Habit]]) -> Iterator[Row]:
    for runner_id, first_run, habit in held:
        for week, award in habit.awards:
            yield {
                "team_id": team_id,
                "runner_id": runner_id,
                "week": week,
                "day": award.day,
                "rule": award.rule.value,
                "rules_version": POINTS_V1.version,
                "points": award.points,
                "run_id": None if award.run_id is None else first_run + award.run_id - 1,
            }


def _total_rows(team_id: int, held: Iterable[tuple[int, int, Habit]]) -> Iterator[Row]:
    for runner_id, _, habit in held:
        for (kind, period), sums in habit.totals.items():
            yield {
                "team_id": team_id,
                "period": period,
                "runner_id": runner_id,
                "kind": kind.value,
                **{name: sums[name] for name in ("points", "distance_m", "moving_s", "runs", "run_days")},
                "shows_points": True,
                "shows_distance": True,
            }


def _score_rows(team_id: int, held: Iterable[tuple[int, int, Habit]], today: date) -> Iterator[Row]:
    """Yield figures of the boards that are no sums: of the ten weeks before this one, and of the season."""
    weeks = [Week.of(today).previous()]
    while len(weeks) < 10:
        weeks.append(weeks[-1].previous())
    season = f"{weeks[0].year:04d}"
    figures = [(board, week.key) for board in ("consistency", "improvement") for week in weeks]
    figures += [("consistency", season), ("age_graded", season), ("streak", weeks[0].key)]
    for runner_id, _, _ in held:
        for board, period in figures:
            value = 1 + (runner_id * 7_919 + len(board)) % 999
            columns = {"team_id": team_id, "board": board, "period": period, "runner_id": runner_id}
            yield columns | {"value": value, "shown": True}


def _team_rows(team_id: int, habits: Iterable[Habit]) -> Iterator[Row]:
    sums: dict[str, Counter[str]] = {}
    # A habit is kept in one place, so its address says which one it is.
    holders = Counter(map(id, habits_held := list(habits)))
    for habit in {id(habit): habit for habit in habits_held}.values():
        for (_, period), total in habit.totals.items():
            sums.setdefault(period, Counter()).update(
                {name: value * holders[id(habit)] for name, value in total.items()}
            )
    for period, total in sums.items():
        yield {
            "team_id": team_id,
            "period": period,
            **{name: total[name] for name in ("points", "distance_m", "runs")},
        }


def _add_team(connection: Connection, cast: Cast) -> None:
    if connection.execute(select(teams.c.team_id).where(teams.c.team_id == cast.team_id)).first() is None:
        row = {
            "team_id": cast.team_id,
            "name": cast.name,
            "time_zone": "UTC",
            "units": Unit.KM.value,
            "feed_channel_id": cast.feed_channel_id,
            "plan_chosen": False,
            "created_at": datetime(2025, 1, 1, tzinfo=UTC),
        }
        connection.execute(insert(teams), row)


def _next(connection: Connection, key: Any) -> int:
    return int(connection.execute(select(func.coalesce(func.max(key), 0))).scalar_one()) + 1


def _write(connection: Connection, table: Table, rows: Iterator[Row]) -> None:
    """Insert rows in batches, past the layers that are made for small numbers: COPY, or the driver's executemany."""
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        columns = [table.c[name] for name in batch[0]]
        names = [column.name for column in columns]
        bind = [column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for column in columns]
        values = [
            tuple(
                value if to_driver is None else to_driver(value)
                for value, to_driver in zip(row.values(), bind, strict=True)
            )
            for row in batch
        ]
        if connection.dialect.name == "postgresql":
            copy = partial(_copied, table=table.name, names=names, values=values)
            driver: Any = connection.connection.dbapi_connection
            driver.run_async(copy)
        else:
            marks = ", ".join("?" * len(names))
            connection.exec_driver_sql(f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})", values)


async def _copied(connection: Any, table: str, names: list[str], values: list[tuple[Any, ...]]) -> None:
    await connection.copy_records_to_table(table, columns=names, records=values)


async def gather_statistics(url: str) -> None:
    """Let a database know of its rows what it would find out by itself in time."""
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await alone.exec_driver_sql("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE")
    await engine.dispose()


def _in_one_transaction(url: str, work: Callable[[Connection], None]) -> None:
    """Run `work` and commit, then gather the statistics that the databases would gather by themselves in time."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed.set(drivername="sqlite"))
        with engine.begin() as connection:
            work(connection)
            connection.exec_driver_sql("ANALYZE")
        engine.dispose()
        return

    async def on_postgres() -> None:
        engine = create_async_engine(parsed)
        async with engine.begin() as connection:
            await connection.run_sync(work)
            # Keys were given by hand, so the sequences have to be told.
            for key in (runners.c.runner_id, runs.c.run_id):
                name, column = key.table.name, key.name
                await connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{name}', '{column}'), max({column})) FROM {name}"
                )
        await engine.dispose()
        await gather_statistics(url)

    asyncio.run(on_postgres())
