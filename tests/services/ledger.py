"""The audit: what scores must be, computed anew from the log and by another way than the services take."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Table, select

from bot.domain.dates import Week, period_keys
from bot.domain.points import RunEntry, ScoringProfile, run_days, score_week
from db.connection import Connection
from db.database import Database
from db.models import awards, period_totals, runners, runs, team_totals, unnamed_totals
from tests.db.engines import on

Rows = list[dict[str, Any]]
Sums = dict[tuple[Any, ...], dict[str, int]]

EMPTY_RUNNER = {"points": 0, "distance_m": 0, "moving_s": 0, "runs": 0, "run_days": 0}
EMPTY_TEAM = {"points": 0, "distance_m": 0, "runs": 0}


async def rows_of(database: Database, table: Table, team_id: int) -> Rows:
    """Return all rows of a team."""

    def read(connection: Connection) -> Rows:
        names = table.columns.keys()
        found = connection.execute(select(table).where(table.c.team_id == team_id))
        return [dict(zip(names, row, strict=True)) for row in found]

    return await on(database, read)


async def assert_totals_follow_the_log(database: Database, team_id: int) -> None:
    """Compare every total of a team, in every period, with its runs and awards."""
    log, given = await rows_of(database, runs, team_id), await rows_of(database, awards, team_id)
    stored = await rows_of(database, period_totals, team_id)
    of_runners = {(row["runner_id"], row["period"]): _only(row, EMPTY_RUNNER) for row in stored}
    assert of_runners == _summed_by_runner(log, given)
    of_team = {row["period"]: _only(row, EMPTY_TEAM) for row in await rows_of(database, team_totals, team_id)}
    unnamed = await rows_of(database, unnamed_totals, team_id)
    assert _without_empty(of_team) == _summed_by_team(log, given, unnamed)
    assert all(row["kind"] == _kind_of(row["period"]) for row in stored)
    choices = {row["runner_id"]: row for row in await rows_of(database, runners, team_id)}
    for row in stored:
        chosen = choices[row["runner_id"]]
        assert (row["shows_points"], row["shows_distance"]) == (chosen["shows_points"], chosen["shows_distance"])


async def assert_awards_follow_the_rules(database: Database, team_id: int, as_of: date, *, before: date) -> None:
    """Compare the awards of every week that was over by `before` with what the rules make of its log."""
    log, given = await rows_of(database, runs, team_id), await rows_of(database, awards, team_id)
    for runner in await rows_of(database, runners, team_id):
        profile = ScoringProfile(runner["weekly_target"], runner["streak_target"])
        entries = _entries(log, runner["runner_id"])
        weeks = {Week.of(entry.local_date) for entry in entries} | {
            Week.parse(row["week"]) for row in given if row["runner_id"] == runner["runner_id"]
        }
        for week in weeks:
            if week.sunday >= before:
                continue
            stored = Counter(
                (row["day"], row["rule"], row["points"], row["run_id"])
                for row in given
                if row["runner_id"] == runner["runner_id"] and row["week"] == week.key
            )
            earned = score_week(week, entries, profile, as_of)
            assert stored == Counter((one.day, one.rule.value, one.points, one.run_id) for one in earned), week


def _entries(log: Rows, runner_id: int) -> list[RunEntry]:
    return [
        RunEntry(
            row["run_id"],
            row["local_date"],
            row["logged_on"],
            row["distance_m"],
            row["moving_s"],
            detailed=row["effort"] is not None or bool(row["note"]),
        )
        for row in log
        if row["runner_id"] == runner_id
    ]


def _summed_by_runner(log: Rows, given: Rows) -> Sums:
    sums: Sums = defaultdict(lambda: dict(EMPTY_RUNNER))
    for row in log:
        for period in period_keys(row["local_date"]).values():
            total = sums[row["runner_id"], period]
            total["distance_m"] += row["distance_m"]
            total["moving_s"] += row["moving_s"]
            total["runs"] += 1
    for row in given:
        for period in period_keys(row["day"]).values():
            sums[row["runner_id"], period]["points"] += row["points"]
    for runner_id in {row["runner_id"] for row in log}:
        entries = _entries(log, runner_id)
        by_day: Mapping[date, list[RunEntry]] = _by_day(entries)
        for day, of_day in by_day.items():
            for period in period_keys(day).values():
                sums[runner_id, period]["run_days"] += run_days(Week.of(day), of_day)
    return _without_empty(sums)


def _by_day(entries: Iterable[RunEntry]) -> dict[date, list[RunEntry]]:
    days: dict[date, list[RunEntry]] = defaultdict(list)
    for entry in entries:
        days[entry.local_date].append(entry)
    return days


def _summed_by_team(log: Rows, given: Rows, unnamed: Rows) -> dict[Any, dict[str, int]]:
    sums: dict[Any, dict[str, int]] = defaultdict(lambda: dict(EMPTY_TEAM))
    for row in unnamed:
        sums[row["period"]] = _only(row, EMPTY_TEAM)
    for row in log:
        for period in period_keys(row["local_date"]).values():
            sums[period]["distance_m"] += row["distance_m"]
            sums[period]["runs"] += 1
    for row in given:
        for period in period_keys(row["day"]).values():
            sums[period]["points"] += row["points"]
    return _without_empty(sums)


def _only(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, int]:
    return {name: row[name] for name in names}


def _without_empty(sums: Mapping[Any, dict[str, int]]) -> dict[Any, dict[str, int]]:
    return {key: total for key, total in sums.items() if any(total.values())}


def _kind_of(period: str) -> str:
    if period == "all":
        return "all"
    return "week" if "W" in period else "month" if "-" in period else "season"
