"""The benchmarks' seeded team is one that the bot itself could have made."""

import sqlite3
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path

from benchmarks.seed import Cast, seed
from bot.domain.dates import Week
from bot.services.scoring import settle_runner
from db.engine import database_at
from db.schema import migrate

TODAY = date(2026, 11, 18)
TEAM_ID = 358843645808214020
TOTALS = "SELECT * FROM period_totals ORDER BY team_id, period, runner_id"
TEAM_TOTALS = "SELECT * FROM team_totals ORDER BY team_id, period"
AWARDS = "SELECT runner_id, week, day, rule, points, run_id FROM awards ORDER BY 1, 2, 3, 4"


def _rows(path: Path, *statements: str) -> list[list[tuple[object, ...]]]:
    with sqlite3.connect(path) as connection:
        found = [connection.execute(statement).fetchall() for statement in statements]
    connection.close()
    return found


async def test_scoring_a_seeded_week_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "baton.db"
    url = f"sqlite+aiosqlite:///{path}"
    migrate(url)
    seed(url, Cast(TEAM_ID, "Fell Runners", [(10**17 + n, f"Runner {n}") for n in range(7)]), 7 * 30, TODAY)
    before = _rows(path, TOTALS, TEAM_TOTALS, AWARDS)

    database = database_at(url)
    await database.open()
    now = datetime.combine(TODAY, time(20), UTC)
    for runner_id, week in _rows(path, "SELECT DISTINCT runner_id, week FROM runs")[0]:
        settle = partial(settle_runner, runner_id=int(str(runner_id)), week=Week.parse(str(week)), now=now)
        await database.write(settle)
    await database.close()

    assert _rows(path, TOTALS, TEAM_TOTALS, AWARDS) == before


def test_every_runner_gets_their_share_and_totals_are_what_the_log_adds_up_to(tmp_path: Path) -> None:
    path = tmp_path / "baton.db"
    url = f"sqlite+aiosqlite:///{path}"
    migrate(url)
    seed(url, Cast(TEAM_ID, "Fell Runners", [(10**17 + n, f"Runner {n}") for n in range(5)]), 5 * 40, TODAY)

    shares, days, by_log, by_total, team, points = _rows(
        path,
        "SELECT DISTINCT n FROM (SELECT count(*) AS n FROM runs GROUP BY runner_id)",
        "SELECT max(local_date) <= '2026-11-18' FROM runs",
        "SELECT runner_id, week, count(*), sum(distance_m) FROM runs GROUP BY 1, 2 ORDER BY 1, 2",
        "SELECT runner_id, period, runs, distance_m FROM period_totals WHERE kind = 'week' AND runs > 0 ORDER BY 1, 2",
        "SELECT runs, points FROM team_totals WHERE period = 'all'",
        "SELECT sum(points) FROM awards",
    )

    assert shares == [(40,)]
    assert days == [(1,)]
    assert by_log == by_total
    assert team == [(200, points[0][0])]
