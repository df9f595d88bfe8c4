"""`python -m benchmarks.pictures`: drawing each chart anew and from the cache, and what the bot's loop feels of it."""

import asyncio
import statistics
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from benchmarks import report
from bot.domain.dates import Week
from bot.domain.runs import RunKind
from bot.domain.units import Unit
from bot.services.leaderboards import TeamTotals
from bot.services.recaps import MonthRecap
from bot.services.stats import WEEKS_DRAWN, Look, WeekBar, WeekChart
from bot.services.teams import TeamUnits
from bot.ui.board_pictures import BoardPicture, PictureRow
from bot.ui.chart_pictures import pace_picture, recap_picture, week_picture
from bot.ui.pace_cards import PaceCard, goal_card
from bot.ui.pictures import board_picture

ROUNDS = 20
NAMES = ("田中 太郎", "أحمد الرحمن", "Zoë 👨‍👩‍👧‍👦 3️⃣ 🇰🇷", "W" * 32, "🏃🏽‍♀️ Анна")
TICK_S = 0.001


def weeks(number: int) -> WeekChart:
    """Return a chart that no other number gives."""
    bars = []
    week = Week(2026, 20)
    for at in range(WEEKS_DRAWN):
        metres = ((RunKind.EASY, 20_000 + number * 100), (RunKind.LONG, 9_000 * (at % 3)), (RunKind.RACE, 5_000))
        bars.append(WeekBar(week, metres, 30_000.0 + 500 * at, at % 6))
        week = week.next()
    return WeekChart(tuple(bars), 3, Unit.KM, Look.DARK)


def month(number: int) -> MonthRecap:
    """Return a recap that no other number gives."""
    metres = tuple(1_000 * ((day * 7 + number) % 90) for day in range(30))
    totals = TeamTotals(14, 131 + number, sum(metres), 900)
    return MonthRecap(date(2026, 11, 1), "東京 أحمد 🏃🏽 Harriers", totals, metres, TeamUnits.BOTH)


def board(number: int) -> BoardPicture:
    """Return a board that no other number gives."""
    rows = tuple(
        PictureRow(place, name, f"{150 - place:,} points", 1 - place / 10) for place, name in enumerate(NAMES, start=1)
    )
    return BoardPicture("Week 47", "16–22 Nov", "東京 Harriers", rows, f"14 of us ran {412 + number} km together.")


def card(number: int) -> PaceCard:
    """Return a marathon's card that no other number gives."""
    return goal_card("東京 أحمد 🏃🏽 Marathon", 42_195, 12_600 + number, Unit.KM)


def milliseconds(work: Callable[[], Any]) -> float:
    """Return how long something took."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000


async def stalls(draw: Callable[[int], Any]) -> float:
    """Return the 99th percentile of how late the loop woke, in milliseconds, while a thread draws."""
    late: list[float] = []
    drawing = asyncio.gather(*(asyncio.to_thread(draw, number) for number in range(ROUNDS, 2 * ROUNDS)))
    while not drawing.done():
        began = time.perf_counter()
        await asyncio.sleep(TICK_S)
        late.append((time.perf_counter() - began - TICK_S) * 1_000)
    await drawing
    return statistics.quantiles(late, n=100)[98]


def measured(draw: Callable[[int], Any]) -> str:
    """Return what one chart costs."""
    draw(-1)
    fresh = statistics.median(milliseconds(partial(draw, number)) for number in range(ROUNDS))
    kept = statistics.median(milliseconds(partial(draw, ROUNDS - 1)) for _ in range(ROUNDS))
    late = asyncio.run(stalls(draw))
    return f"{fresh:.0f} ms anew, {kept:.2f} ms from the cache, loop late p99 {late:.1f} ms"


def main() -> None:
    """Measure each kind of picture."""
    charts: tuple[tuple[str, Callable[[int], Any]], ...] = (
        ("board", lambda number: board_picture(board(number))),
        ("weeks", lambda number: week_picture(weeks(number))),
        ("month", lambda number: recap_picture(month(number))),
        ("pace", lambda number: pace_picture(card(number))),
    )
    for name, draw in charts:
        report.say(f"{name}: {measured(draw)}")


if __name__ == "__main__":
    main()
