"""The audit: what scores must be, computed anew from the log and by another way than the services take."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, select

from bot.domain.age_grading import EVENTS, age_grade
from bot.domain.bests import event_of
from bot.domain.dates import Week, period_keys
from bot.domain.doubts import DayEntry, Verdict, doubts, stands
from bot.domain.point_rules import Rule
from bot.domain.points import KindWord, RunEntry, ScoringProfile, run_days, score_week
from bot.domain.profiles import AgeTable
from bot.domain.runs import Surface
from bot.domain.streaks import weekly_streak
from db.connection import Connection
from db.database import Database
from db.models import (
    awards,
    board_scores,
    pauses,
    period_totals,
    runners,
    runs,
    shoutout_receivers,
    shoutouts,
    team_totals,
    teams,
    unnamed_totals,
)
from tests.db.engines import on

Rows = list[dict[str, Any]]
Sums = dict[tuple[Any, ...], dict[str, int]]

EMPTY_RUNNER = {"points": 0, "distance_m": 0, "moving_s": 0, "runs": 0, "run_days": 0}
EMPTY_TEAM = {"points": 0, "distance_m": 0, "runs": 0}


async def rows_of(database: Database, table: Table, team_id: int | None = None) -> Rows:
    """Return all rows of a table, or of a team."""

    def read(connection: Connection) -> Rows:
        names = table.columns.keys()
        rows = select(table).order_by(*table.primary_key)
        found = connection.execute(rows if team_id is None else rows.where(table.c.team_id == team_id))
        return [dict(zip(names, row, strict=True)) for row in found]

    return await on(database, read)


async def _injuries(database: Database) -> dict[int, tuple[tuple[date, date], ...]]:
    """Return the pauses for an injury of every runner."""

    def read(connection: Connection) -> dict[int, tuple[tuple[date, date], ...]]:
        found: dict[int, tuple[tuple[date, date], ...]] = defaultdict(tuple)
        rows = connection.execute(select(pauses).where(pauses.c.reason == "injured"))
        for row in rows:
            found[row.runner_id] += ((row.first_day, row.last_day),)
        return found

    return await on(database, read)


async def _receivers(database: Database) -> Rows:
    """Return whom each shoutout was for."""

    def read(connection: Connection) -> Rows:
        rows = connection.execute(select(shoutout_receivers.c.shoutout_id, shoutout_receivers.c.runner_id))
        return [row._asdict() for row in rows]

    return await on(database, read)


@dataclass(frozen=True, slots=True)
class Books:
    """All that is kept about a team's runs, read at one moment."""

    log: Rows
    awards: Rows
    runners: Mapping[int, dict[str, Any]]
    injuries: Mapping[int, tuple[tuple[date, date], ...]]
    zone: str
    words: Rows
    receivers: Rows

    def words_of(self, runner_id: int) -> list[KindWord]:
        """Return the shoutouts that earn a runner points: the first between the same two in a week, and awards."""
        found: list[KindWord] = []
        praised: set[tuple[Any, ...]] = set()
        for row in self.words:
            to = [one["runner_id"] for one in self.receivers if one["shoutout_id"] == row["shoutout_id"]]
            if row["award"] is not None:
                found += [KindWord(row["shoutout_id"], row["day"], Rule.COACH, row["award"])] * (runner_id in to)
                continue
            new = [one for one in to if (row["giver_id"], one, row["week"]) not in praised]
            praised |= {(row["giver_id"], one, row["week"]) for one in to}
            if new and row["giver_id"] == runner_id:
                found.append(KindWord(row["shoutout_id"], row["day"], Rule.SHOUTOUT_GIVEN))
            if runner_id in new:
                found.append(KindWord(row["shoutout_id"], row["day"], Rule.SHOUTOUT_RECEIVED))
        return found

    def of(self, rows: Rows, runner_id: int) -> Rows:
        """Return the rows of one runner."""
        return [row for row in rows if row["runner_id"] == runner_id]

    def entries(self, runner_id: int) -> list[RunEntry]:
        """Return a runner's log as the rules see it."""
        return [_entry(row) for row in self.of(self.log, runner_id)]

    def profile(self, runner_id: int, week: Week) -> ScoringProfile:
        """Return what the rules need to know of a runner in a week, but for older targets."""
        runner = self.runners[runner_id]
        records = [row["day"] for row in self.of(self.awards, runner_id) if row["rule"] == "pr"]
        return ScoringProfile(
            runner["weekly_target"],
            runner["streak_target"],
            runner["joined_at"].astimezone(ZoneInfo(runner["time_zone"] or self.zone)).date(),
            self.injuries.get(runner_id, ()),
            tuple(day for day in records if day < week.monday),
        )

    def periods(self, runner_id: int, day: date) -> Iterable[str]:
        """Return every period that holds a day of a runner, the thirty days with them."""
        since = self.runners[runner_id]["window_from"]
        return [*period_keys(day).values(), *(["30d"] if since is not None and day >= since else [])]


async def books_of(database: Database, team_id: int) -> Books:
    """Read a team's books."""
    (team,) = await rows_of(database, teams, team_id)
    return Books(
        await rows_of(database, runs, team_id),
        await rows_of(database, awards, team_id),
        {row["runner_id"]: row for row in await rows_of(database, runners, team_id)},
        await _injuries(database),
        team["time_zone"],
        await rows_of(database, shoutouts, team_id),
        await _receivers(database),
    )


async def assert_totals_follow_the_log(database: Database, team_id: int) -> None:
    """Compare every total of a team, in every period, with its runs and awards, and what is derived of runs."""
    books = await books_of(database, team_id)
    assert_runs_follow_each_other(books)
    stored = await rows_of(database, period_totals, team_id)
    of_runners = {(row["runner_id"], row["period"]): _only(row, EMPTY_RUNNER) for row in stored}
    assert of_runners == _summed_by_runner(books)
    of_team = {row["period"]: _only(row, EMPTY_TEAM) for row in await rows_of(database, team_totals, team_id)}
    unnamed = await rows_of(database, unnamed_totals, team_id)
    assert _without_empty(of_team) == _summed_by_team(books, unnamed)
    assert all(row["kind"] == _kind_of(row["period"]) for row in stored)
    for row in stored:
        chosen = books.runners[row["runner_id"]]
        assert (row["shows_points"], row["shows_distance"]) == (chosen["shows_points"], chosen["shows_distance"])


async def assert_awards_follow_the_rules(database: Database, team_id: int, as_of: date, *, before: date) -> None:
    """Compare the awards of every week that was over by `before` with what the rules make of its log."""
    books = await books_of(database, team_id)
    for runner_id in books.runners:
        given = books.of(books.awards, runner_id)
        entries = books.entries(runner_id)
        weeks = {Week.of(entry.local_date) for entry in entries} | {Week.parse(row["week"]) for row in given}
        for week in weeks:
            if week.sunday >= before:
                continue
            stored = Counter(
                (row["day"], row["rule"], row["points"], row["run_id"], row["word_id"])
                for row in given
                if row["week"] == week.key
            )
            profile = books.profile(runner_id, week)
            earned = score_week(week, entries, profile, as_of, words=books.words_of(runner_id))
            made = Counter((one.day, one.rule.value, one.points, one.run_id, one.word_id) for one in earned)
            assert stored == made, week


def assert_runs_follow_each_other(books: Books) -> None:
    """Compare doubts, standard distances and records of every run with what the whole log makes of them."""
    for runner_id, runner in books.runners.items():
        log = sorted(books.of(books.log, runner_id), key=lambda row: row["run_id"])
        table = None if runner["age_table"] is None else AgeTable(runner["age_table"])
        found: dict[int, Any] = {}
        for of_day in _grouped(log, lambda row: row["local_date"]):
            found |= doubts((_day_entry(row) for row in of_day), table)
        assert {row["run_id"]: row["doubt"] for row in log} == found
        bests: dict[str, int] = {}
        for row in log:
            sound = stands(row["doubt"], row["verdict"]) and (row["pain_level"] or 0) < 6
            surface = None if row["surface"] is None else Surface(row["surface"])
            event = event_of(row["distance_m"], surface) if sound else None
            assert row["event"] == event
            if event is None:
                assert row["record"] is None
                continue
            result = row["elapsed_s"] if row["kind"] == "race" and row["elapsed_s"] else row["moving_s"]
            was = bests.get(event)
            assert row["record"] == ("first" if was is None else "best" if result < was else None), row
            bests[event] = result if was is None else min(was, result)


def _grouped(rows: Rows, key: Callable[[dict[str, Any]], Any]) -> Iterable[Rows]:
    groups: dict[Any, Rows] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups.values()


def _day_entry(row: Mapping[str, Any]) -> DayEntry:
    verdict = None if row["verdict"] is None else Verdict(row["verdict"])
    return DayEntry(row["run_id"], row["started_at"], row["distance_m"], row["moving_s"], verdict)


def _entry(row: Mapping[str, Any]) -> RunEntry:
    return RunEntry(
        row["run_id"],
        row["local_date"],
        row["logged_on"],
        row["distance_m"],
        row["moving_s"],
        detailed=row["effort"] is not None or bool(row["note"]),
        doubted=row["doubt"] is not None and row["verdict"] is None,
        race=row["kind"] == "race",
        record=row["record"] is not None,
        pain_level=row["pain_level"],
        left_out=row["verdict"] == "left_out",
    )


def _standing(books: Books) -> Rows:
    return [row for row in books.log if stands(row["doubt"], row["verdict"])]


def _summed_by_runner(books: Books) -> Sums:
    sums: Sums = defaultdict(lambda: dict(EMPTY_RUNNER))
    for row in _standing(books):
        for period in books.periods(row["runner_id"], row["local_date"]):
            total = sums[row["runner_id"], period]
            total["distance_m"] += row["distance_m"]
            total["moving_s"] += row["moving_s"]
            total["runs"] += 1
    for row in books.awards:
        for period in books.periods(row["runner_id"], row["day"]):
            sums[row["runner_id"], period]["points"] += row["points"]
    for runner_id in books.runners:
        for day, of_day in _by_day(books.entries(runner_id)).items():
            counted = run_days(Week.of(day), of_day, replace(books.profile(runner_id, Week.of(day)), records=()))
            for period in books.periods(runner_id, day) if counted else ():
                sums[runner_id, period]["run_days"] += counted
    return _without_empty(sums)


def _by_day(entries: Iterable[RunEntry]) -> dict[date, list[RunEntry]]:
    days: dict[date, list[RunEntry]] = defaultdict(list)
    for entry in entries:
        days[entry.local_date].append(entry)
    return days


def _summed_by_team(books: Books, unnamed: Sequence[Mapping[str, Any]]) -> dict[Any, dict[str, int]]:
    sums: dict[Any, dict[str, int]] = defaultdict(lambda: dict(EMPTY_TEAM))
    for row in unnamed:
        sums[row["period"]] = _only(row, EMPTY_TEAM)
    for row in _standing(books):
        for period in books.periods(row["runner_id"], row["local_date"]):
            sums[period]["distance_m"] += row["distance_m"]
            sums[period]["runs"] += 1
    for row in books.awards:
        for period in books.periods(row["runner_id"], row["day"]):
            sums[period]["points"] += row["points"]
    return _without_empty(sums)


def _only(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, int]:
    return {name: row[name] for name in names}


def _without_empty(sums: Mapping[Any, dict[str, int]]) -> dict[Any, dict[str, int]]:
    return {key: total for key, total in sums.items() if any(total.values())}


def _kind_of(period: str) -> str:
    if period == "all":
        return "all"
    if period == "30d":
        return "window"
    return "week" if "W" in period else "month" if "-" in period else "season"


async def assert_scores_follow_the_log(
    database: Database, team_id: int, now: datetime, *, settled: bool = False
) -> None:
    """Compare every figure of boards that are no sums with what the whole log makes of it.

    Until it is `settled`, the week that ended may wait for the night.
    """
    books = await books_of(database, team_id)
    last = Week.of(now.astimezone(ZoneInfo(books.zone)).date()).previous()
    stored: dict[tuple[int, str, str], int] = {}
    for row in await rows_of(database, board_scores, team_id):
        stored[row["runner_id"], row["board"], row["period"]] = row["value"]
        runner = books.runners[row["runner_id"]]
        chosen = runner["praise"] == "public" if row["board"] == "streak" else runner[f"shows_{row['board']}"]
        assert row["shown"] == (chosen and runner["left_at"] is None), row
    paused = await _pauses(database)
    earned: dict[tuple[int, str, str], int] = {}
    for runner_id in books.runners:
        scores = _board_scores(books, runner_id, paused.get(runner_id, frozenset()), last)
        earned |= {(runner_id, *key): value for key, value in scores.items() if value > 0}
    if not settled:
        # Seasons go on with every week, and so wait as their newest week does.
        newest = [Week.of(last.monday - timedelta(weeks=count)) for count in range(4)]
        waits = {week.key for week in newest} | {str(week.year) for week in newest}
        stored = {key: value for key, value in stored.items() if key[2] not in waits or key[1] == "age_graded"}
        earned = {key: value for key, value in earned.items() if key[2] not in waits or key[1] == "age_graded"}
    assert stored == earned


def _board_scores(books: Books, runner_id: int, paused: frozenset[str], last: Week) -> dict[tuple[str, str], int]:
    """Return tenths by board and period, found week by week from the runs themselves."""
    runner = books.runners[runner_id]
    days: dict[str, int] = {}
    seconds: Counter[str] = Counter()
    for day, of_day in _by_day(books.entries(runner_id)).items():
        week = Week.of(day)
        seconds[week.key] += sum(entry.moving_s for entry in of_day if not (entry.doubted or entry.left_out))
        counted = run_days(week, of_day, replace(books.profile(runner_id, week), records=()))
        if counted:
            days[week.key] = days.get(week.key, 0) + counted
    target = runner["weekly_target"]

    def consistent(weeks: Iterable[str]) -> int:
        told = [
            (min(days.get(week, 0), target), target)
            for week in weeks
            if days and week >= min(days) and not (days.get(week, 0) < target and (week == min(days) or week in paused))
        ]
        aimed = sum(aim for _, aim in told)
        return int(Fraction(1000 * sum(done for done, _ in told), aimed) + Fraction(1, 2)) if len(told) > 1 else 0

    def improved(weeks: Sequence[str]) -> int:
        before, now = ([seconds[week] for week in part] for part in (weeks[:4], weeks[4:]))
        if paused & set(weeks) or sum(1 for one in before if one) < 3 or sum(before) < 120 * 60:
            return 0
        return min(200, floor(Fraction(1000 * (sum(now) - sum(before)), sum(before)) + Fraction(1, 2)))

    back = [Week.of(last.monday - timedelta(weeks=count)).key for count in range(120)][::-1]
    found: dict[tuple[str, str], int] = {}
    for number in range(10):
        span = back[len(back) - 8 - number : len(back) - number]
        found["consistency", span[-1]] = consistent(span[4:])
        found["improvement", span[-1]] = improved(span)
    for year in {week[:4] for week in back}:
        found["consistency", year] = consistent(week for week in back if week[:4] == year)
    letters = ""
    for key in back:
        if days and key >= min(days):
            kept = days.get(key, 0) >= runner["streak_target"]
            letters += "Q" if kept else "P" if key in paused else "M"
            streak = weekly_streak(letters).streak
            found["streak", key] = 10 * streak if kept and streak > 1 else 0
    for row in books.of(books.log, runner_id):
        graded = row["kind"] == "race" and row["event"] in EVENTS and row["surface"] not in ("trail", "treadmill")
        if graded and runner["birth_date"] is not None and runner["age_table"] is not None:
            day, born = row["local_date"], runner["birth_date"]
            age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
            grade = age_grade(AgeTable(runner["age_table"]), age, row["event"], row["elapsed_s"] or row["moving_s"])
            season = ("age_graded", str(day.year))
            found[season] = max(found.get(season, 0), floor(grade.percent * 10 + 0.5))
    return found


async def _pauses(database: Database) -> dict[int, frozenset[str]]:
    """Return the ISO weeks that pauses touch, of every runner."""

    def read(connection: Connection) -> dict[int, frozenset[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        for row in connection.execute(select(pauses)):
            for count in range((row.last_day - row.first_day).days + 1):
                found[row.runner_id].add(Week.of(row.first_day + timedelta(days=count)).key)
        return {runner_id: frozenset(weeks) for runner_id, weeks in found.items()}

    return await on(database, read)
