"""Stats at the level of services: totals, bests, weeks and fitness, and what a teammate sees of them."""

import pytest

from bot.domain.audience import LogDetail, Sharing
from bot.domain.runs import RunKind
from bot.domain.spans import Span
from bot.errors import NotFound
from bot.services.stats import WEEKS_DRAWN, Look
from tests.services.harriers import Harriers


async def test_totals_cover_the_span_and_bests_the_whole_log(team: Harriers) -> None:
    await team.log("Ana", "5k", "25:00", "2026-06-06", kind=RunKind.RACE)
    await team.log("Ana", "10k", "52:10", "monday")
    stats = await team.services.stats.of(team.asker("Ana"))
    assert (stats.runs, stats.distance_m, stats.moving_s) == (1, 10_000, 3_130)
    assert [(best.event, best.result_s) for best in stats.bests] == [("5k", 1_500), ("10k", 3_130)]
    season = await team.services.stats.of(team.asker("Ana"), None, Span.SEASON)
    assert (season.runs, season.distance_m) == (2, 15_000)


async def test_the_faster_of_two_is_the_best(team: Harriers) -> None:
    await team.log("Ana", "5k", "25:00", "2026-10-06")
    await team.log("Ana", "5k", "24:00", "2026-10-13")
    await team.log("Ana", "5k", "26:00", "2026-10-20")
    [best] = (await team.services.stats.of(team.asker("Ana"))).bests
    assert (best.result_s, best.day.isoformat()) == (1_440, "2026-10-13")


async def test_the_chart_tells_twelve_weeks_by_kind_with_run_days(team: Harriers) -> None:
    await team.log("Ana", "10k", "52:10", "monday", kind=RunKind.EASY)
    await team.log("Ana", "5k", "25:00", "monday", kind=RunKind.WORKOUT)
    chart = (await team.services.stats.of(team.asker("Ana"), look=Look.LIGHT)).chart
    assert chart is not None
    assert chart.look is Look.LIGHT
    assert len(chart.bars) == WEEKS_DRAWN
    assert chart.bars[-1].metres == ((RunKind.EASY, 10_000), (RunKind.WORKOUT, 5_000))
    assert (chart.bars[-1].run_days, chart.bars[-1].mean_m) == (1, 3_750)
    # Three days a week, each as long as the one there was.
    assert (chart.target, chart.target_m) == (3, 45_000)


async def test_without_runs_there_is_nothing_to_draw_and_no_score(team: Harriers) -> None:
    stats = await team.services.stats.of(team.asker("Ana"))
    assert (stats.runs, stats.bests, stats.chart, stats.fitness) == (0, (), None, None)


async def test_a_race_gives_a_score(team: Harriers) -> None:
    await team.log("Ana", "5k", "24:34", "monday", kind=RunKind.RACE)
    fitness = (await team.services.stats.of(team.asker("Ana"))).fitness
    assert fitness is not None
    assert fitness.score == pytest.approx(39.11, abs=0.01)


async def test_a_run_in_doubt_is_no_best_and_no_basis(team: Harriers) -> None:
    await team.log("Ana", "10k", "22:10", "monday", kind=RunKind.RACE)
    stats = await team.services.stats.of(team.asker("Ana"))
    assert (stats.runs, stats.bests, stats.chart, stats.fitness) == (0, (), None, None)


async def test_a_teammate_sees_totals_bests_and_weeks_and_nothing_more(team: Harriers) -> None:
    await team.log("Ana", "5k", "24:34", "monday", kind=RunKind.RACE)
    seen = await team.services.stats.of(team.asker("Ben"), "Ana")
    assert (seen.name, seen.detail, seen.runs, len(seen.bests)) == ("Ana", LogDetail.FIGURES, 1, 1)
    assert (seen.streak, seen.fitness) == (None, None)
    assert seen.chart is not None
    assert (seen.chart.target, seen.chart.target_m, seen.chart.bars[-1].run_days) == (None, None, 1)


async def test_a_teammates_weeks_leave_out_what_was_not_shared_when_it_was_logged(team: Harriers) -> None:
    await team.join("Ana")
    await team.change("Ana", sharing=Sharing.COACH_ONLY)
    await team.log("Ana", "20k", "2:00:00", "monday")
    await team.change("Ana", sharing=Sharing.TEAM)
    assert (await team.services.stats.of(team.asker("Ben"), "Ana")).chart is None
    await team.log("Ana", "5k", "24:34", "tuesday")
    chart = (await team.services.stats.of(team.asker("Ben"), "Ana")).chart
    assert chart is not None
    assert chart.bars[-1].metres == ((None, 5_000),)


async def test_of_who_shares_that_they_ran_only_the_days_are_seen(team: Harriers) -> None:
    await team.join("Ana")
    await team.change("Ana", sharing=Sharing.RAN_TODAY)
    await team.log("Ana", "5k", "24:34", "monday")
    seen = await team.services.stats.of(team.asker("Ben"), "Ana")
    assert (seen.detail, seen.runs, seen.distance_m, seen.bests) == (LogDetail.PRESENCE, 0, 0, ())
    assert len(seen.days) == 1


async def test_who_shares_with_coaches_alone_is_not_found_by_teammates_but_by_coaches(team: Harriers) -> None:
    await team.join("Ana")
    await team.change("Ana", sharing=Sharing.COACH_ONLY)
    await team.log("Ana", "5k", "24:34", "monday")
    runner_id = (await team.runner("Ana")).runner_id
    with pytest.raises(NotFound, match="runs_not_shared"):
        await team.services.stats.of(team.asker("Ben"), "Ana")
    with pytest.raises(NotFound, match="runs_not_shared"):
        await team.services.stats.turn(team.asker("Ben"), runner_id, Span.ALL, Look.DARK)
    assert (await team.services.stats.of(team.admin("Dora"), "Ana")).runs == 1


async def test_nobody_is_found_by_a_name_that_nobody_has(team: Harriers) -> None:
    with pytest.raises(NotFound, match="runs_not_shared"):
        await team.services.stats.of(team.asker("Ben"), "Nobody")
