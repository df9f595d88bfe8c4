"""`python -m benchmarks.due`: weekly leaderboards of up to 10,000 teams, due in the same minute, and three processes.

They share one PostgreSQL. Each also logs runs at a steady rate, with nothing due and while posts are: by the services
that `/run log` calls, so that it shows how long a member waits for the database and the event loop; what Discord adds
is the same in both. Every post must be owed just once.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import Table

from benchmarks import report
from benchmarks.postgres import postgres
from bot.jobs.timetable import TIMETABLE
from bot.reader.process import ChildFileReader
from bot.services.asker import Asker
from bot.services.clock import SystemClock
from bot.services.container import Services, build_services
from bot.services.reading import RunDraft
from bot.services.run_outcomes import LoggedRun
from bot.services.teams import SeenTeam, TeamDefaults, TeamUnits
from db.engine import database_at
from db.models import awards, board_scores, period_totals, runners, runs, schedules, team_totals, teams
from db.schema import migrate

RESULTS = Path(__file__).parent / "results" / "due.json"
SIZES = (10, 100, 1_000, 10_000)
PROCESSES, RUNNERS = 3, 5
IDLE_S, EVERY_S = 15.0, 0.1
SECONDS, GROWTH = 30.0, 2.0
TEAM, MEMBER = 4_611_686_018_427_387_905, 4_611_686_018_427_390_000
STEPS = {"team_id": 1, "runner_id": 100, "run_id": 1_000, "award_id": 1_000, "schedule_id": 100}
"""By how much the keys of each further team lie above those of the one before it."""


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.due", description=__doc__)
    parser.add_argument("--teams", type=int, action="append", help="only so many teams")
    parser.add_argument("--process", metavar="URL", help=argparse.SUPPRESS)
    parser.add_argument("--number", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--output", type=Path, default=RESULTS, help="where the JSON goes")
    return parser.parse_args(arguments)


@contextlib.asynccontextmanager
async def services_at(url: str) -> Any:
    """Open the services on a database."""
    database, reader = database_at(url), ChildFileReader()
    await database.open()
    try:
        yield build_services(database, SystemClock(), TeamDefaults("UTC", TeamUnits.KM, TIMETABLE), reader)
    finally:
        await reader.close()
        await database.close()


async def fill(url: str, count: int) -> None:
    """Make one team with runs through the services, all others after its model, and let their posts be due."""
    async with services_at(url) as services:
        await services.teams.welcome(SeenTeam(TEAM, "Harriers", 501, 502))
        today = datetime.now(UTC).date()
        for number in range(RUNNERS):
            asker = Asker(TEAM, MEMBER + number, f"Runner {number}")
            for back in (today.weekday() + 1, today.weekday() + 3, today.weekday() + 8):
                draft = RunDraft(
                    distance=f"{8 + number}k", time="52:10", when=(today - timedelta(days=back)).isoformat()
                )
                logged = await services.runs.log(asker, draft)
                assert isinstance(logged, LoggedRun), logged
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute("DELETE FROM outbox")
        for table in (teams, schedules, runners, runs, awards, period_totals, board_scores, team_totals):
            await connection.execute(_copies_of(table, count - 1))
        for name, key in (("runners", "runner_id"), ("runs", "run_id"), ("awards", "award_id")):
            await connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{name}', '{key}'), max({key})) FROM {name}"
            )
        due = datetime.now(UTC) - timedelta(seconds=5)
        # The night before is settled, as on every morning.
        night = datetime.combine(due.date() + timedelta(days=1), datetime.min.time(), UTC) + timedelta(minutes=5)
        await connection.execute("UPDATE schedules SET next_due_at = $1", night)
        await connection.execute(
            "UPDATE schedules SET weekday = $1, at = $2, next_due_at = $3 WHERE kind = 'leaderboard'",
            due.weekday(),
            due.strftime("%H:%M"),
            due,
        )
        await connection.execute("SET session_replication_role = origin")
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


def _copies_of(table: Table, count: int) -> str:
    names = [column.name for column in table.columns]
    values = [f"t.{name} + g * {STEPS[name]}" if name in STEPS else f"t.{name}" for name in names]
    return (
        f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {', '.join(values)}"
        f" FROM {table.name} t CROSS JOIN generate_series(1, {count}) g"
    )


async def work(url: str, number: int, count: int) -> None:
    """Be one of the processes: log runs, at first with nothing else to do, then beside what is due."""
    async with services_at(url) as services:
        loop = asyncio.get_running_loop()
        for command in ("warm", "idle", "busy"):
            await loop.run_in_executor(None, sys.stdin.readline)
            latencies: list[float] = []
            logging = asyncio.create_task(_log_runs(services, number, count, latencies))
            if command == "busy":
                handled = 0
                while more := await services.schedules.run_due():
                    handled += more
            else:
                handled = 0
                await asyncio.sleep(IDLE_S if command == "idle" else 2.0)
            logging.cancel()
            await asyncio.gather(logging, return_exceptions=True)
            print(json.dumps({"handled": handled, "latencies": latencies}), flush=True)


async def _log_runs(services: Services, number: int, count: int, latencies: list[float]) -> None:
    """Log a run every now and then: somebody new each time, in one team after another."""
    began = time.perf_counter()
    for turn in itertools.count(1):
        wait = began + turn * EVERY_S - time.perf_counter()
        await asyncio.sleep(max(wait, 0.0))
        asker = Asker(TEAM + (turn * PROCESSES + number) % count, MEMBER + time.time_ns() % 10**15, "Somebody")
        asked_at = time.perf_counter()
        logged = await services.runs.log(asker, RunDraft(distance="10k", time="52:10"))
        assert isinstance(logged, LoggedRun), logged
        latencies.append(time.perf_counter() - asked_at)


async def measure(url: str, count: int) -> dict[str, Any]:
    """Let the processes work, and return the figures."""
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "benchmarks.due",
            "--process",
            url,
            "--number",
            str(number),
            "--teams",
            str(count),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 24,
        )
        for number in range(PROCESSES)
    ]
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        found, seconds = {}, 0.0
        for command in ("warm", "idle", "busy"):
            began = time.perf_counter()
            for process in processes:
                assert process.stdin is not None
                process.stdin.write(b"\n")
            lines = await asyncio.gather(*(process.stdout.readline() for process in processes if process.stdout))
            found[command] = [json.loads(line) for line in lines]
            seconds = time.perf_counter() - began
        for process in processes:
            await process.wait()
        owed = await connection.fetchval("SELECT count(*) FROM outbox WHERE kind = 'leaderboard'")
        counted = await connection.fetchval("SELECT count(DISTINCT team_id) FROM outbox WHERE kind = 'leaderboard'")
        due = await connection.fetchval("SELECT count(*) FROM schedules WHERE next_due_at <= now()")
    finally:
        await connection.close()
    idle, busy = (
        sorted(itertools.chain.from_iterable(one["latencies"] for one in found[name])) for name in ("idle", "busy")
    )
    return {
        "seconds": round(seconds, 2),
        "owed": owed,
        "teams": counted,
        "still_due": due,
        "handled": [one["handled"] for one in found["busy"]],
        "idle_p50_ms": _ms(idle, 0.5),
        "idle_p99_ms": _ms(idle, 0.99),
        "busy_p50_ms": _ms(busy, 0.5),
        "busy_p99_ms": _ms(busy, 0.99),
        "samples": [len(idle), len(busy)],
    }


def _ms(ordered: list[float], share: float) -> float:
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1_000, 2) if ordered else 0.0


def main() -> None:
    """Measure and report."""
    options = options_of()
    if options.process:
        asyncio.run(work(options.process, options.number, options.teams[0]))
        return
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="baton-due-") as folder:
        Path(folder).chmod(0o755)
        with postgres(Path(folder) / "postgres") as server:
            for count in options.teams or SIZES:
                url = server.database(f"due{count}")
                migrate(url)
                asyncio.run(fill(url, count))
                found = figures[str(count)] = asyncio.run(measure(url, count))
                ratio = found["busy_p99_ms"] / found["idle_p99_ms"] if found["busy_p99_ms"] else 0.0
                once = found["owed"] == found["teams"] == count and not found["still_due"]
                reached = report.verdict(once and found["seconds"] <= SECONDS and ratio <= GROWTH)
                report.say(
                    f"{count:>7,} teams{found['seconds']:>8.1f} s{found['owed']:>8,} owed{found['still_due']:>5} left  "
                    f"/run log p99 {found['idle_p99_ms']:>7.1f} ms idle{found['busy_p99_ms']:>8.1f} ms meanwhile"
                    f"{ratio:>6.2f}  (≤ {SECONDS:.0f} s, once, ≤ {GROWTH:.0f}) {reached}"
                )
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
