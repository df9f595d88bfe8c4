"""Boards that are no sums: kept week by week, and always what log, targets and pauses say."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.audience import Praise
from bot.domain.leaderboards import Board
from bot.domain.pauses import PauseReason
from bot.domain.profiles import AgeTable
from bot.services.profiles import ProfileChange
from bot.services.reading import RunDraft
from db.database import Database
from db.models import board_scores
from tests.db.engines import opened
from tests.services.harriers import TEAM, Harriers, harriers, local
from tests.services.ledger import assert_scores_follow_the_log, rows_of

_teams = count(TEAM + 100)
MONDAY = local("Europe/Berlin", "2026-09-07 09:00")
"""The first day of week 37."""


async def train(team: Harriers, weeks: Sequence[Sequence[str]], since: int = 0) -> None:
    """Let Ana run day after day in each week, and every night settle; ends on a Monday at nine."""
    for number, times in enumerate(weeks, start=since):
        for day, time in enumerate(times):
            team.clock.set(MONDAY + timedelta(weeks=number, days=day))
            await team.log("Ana", "8k", time)
            await team.services.schedules.run_due()
        team.clock.set(MONDAY + timedelta(weeks=number + 1))
        await team.services.schedules.run_due()


async def scores(database: Database, board: str) -> dict[str, int]:
    return {row["period"]: row["value"] for row in await rows_of(database, board_scores, TEAM) if row["board"] == board}


HOUR = "1:00:00"
THREE = (HOUR, HOUR, HOUR)


async def test_consistency_is_kept_for_each_week_that_is_over_and_for_the_season(database: Database) -> None:
    team = await harriers(database, now=MONDAY)
    await train(team, [THREE, THREE, (HOUR, HOUR), THREE])
    kept = await scores(database, "consistency")
    # Two weeks make the first figure; 3, 3, 2 and 3 run days of 3 are 91.7 percent.
    assert kept == {"2026-W38": 1000, "2026-W39": 889, "2026-W40": 917, "2026": 917}
    await assert_scores_follow_the_log(database, TEAM, team.clock.now(), settled=True)


async def test_the_first_week_takes_nothing_from_who_began_on_a_saturday(database: Database) -> None:
    team = await harriers(database, now=MONDAY)
    await train(team, [(HOUR,), THREE, THREE])
    assert await scores(database, "consistency") == {"2026-W39": 1000, "2026": 1000}


async def test_a_new_target_leaves_older_weeks_as_they_were(database: Database) -> None:
    team = await harriers(database, now=MONDAY)
    await train(team, [THREE, THREE])
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(weekly_target=6))
    await train(team, [THREE], since=2)
    # 3 of 3, 3 of 3 and 3 of 6.
    assert (await scores(database, "consistency"))["2026-W39"] == 750


async def test_a_paused_week_is_left_out(database: Database) -> None:
    team = await harriers(database, now=MONDAY)
    await train(team, [THREE, THREE])
    await team.services.profiles.pause(team.asker("Ana"), "sunday", PauseReason.ILL)
    await train(team, [(HOUR,), THREE], since=2)
    assert (await scores(database, "consistency"))["2026-W40"] == 1000
    assert await scores(database, "streak") == {"2026-W38": 20, "2026-W40": 30}
    await assert_scores_follow_the_log(database, TEAM, team.clock.now(), settled=True)


async def test_improvement_compares_four_weeks_with_the_four_before_and_follows_the_log(database: Database) -> None:
    team = await harriers(database, now=MONDAY)
    await train(team, [(HOUR, HOUR)] * 4 + [(HOUR, "1:10:00")] * 4)
    kept = await scores(database, "improvement")
    # 480 minutes and then 520; the weeks between have a baseline that is still to fill.
    assert kept["2026-W44"] == 83
    await team.log("Ana", "8k", "40:00", "2026-11-01")
    assert (await scores(database, "improvement"))["2026-W44"] == 167
    await assert_scores_follow_the_log(database, TEAM, team.clock.now(), settled=True)


async def test_what_became_no_more_than_before_stands_on_no_board(database: Database) -> None:
    team = await harriers(database, now=MONDAY)
    await train(team, [(HOUR, HOUR)] * 4 + [(HOUR,)] * 4)
    assert "2026-W44" not in await scores(database, "improvement")


async def test_weeks_older_than_ten_go_and_streaks_stay(database: Database) -> None:
    team = await harriers(database, now=MONDAY)
    await train(team, [THREE] * 13)
    assert min(await scores(database, "consistency") | {}) == "2026"
    weeks = sorted(key for key in await scores(database, "consistency") if "W" in key)
    assert (weeks[0], len(weeks)) == ("2026-W40", 10)
    assert (await scores(database, "streak"))["2026-W38"] == 20


async def test_an_age_grade_is_the_best_race_of_the_season_and_needs_date_and_table(database: Database) -> None:
    team = await harriers(database)
    await team.log("Ana", "10k", "50:00", kind="race")
    await team.log("Ana", "10k", "44:00", "yesterday")
    await team.log("Ana", "10k", "45:00", "last wednesday", kind="race", surface="trail")
    assert await scores(database, "age_graded") == {}
    born = ProfileChange(birth_date="1969-05-12", age_table=AgeTable.FEMALE)
    await team.services.profiles.edit(team.asker("Ana"), born)
    [(season, before)] = (await scores(database, "age_graded")).items()
    assert season == "2026"
    assert 700 < before < 800
    faster = await team.log("Ana", "10k", "48:00", "last tuesday", kind="race")
    assert (await scores(database, "age_graded"))["2026"] > before
    await team.services.runs.delete(team.asker("Ana"), faster.run.run_id)
    assert (await scores(database, "age_graded"))["2026"] == before
    await assert_scores_follow_the_log(database, TEAM, team.clock.now())
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(birth_date=""))
    assert await scores(database, "age_graded") == {}


async def test_figures_follow_the_choice_to_be_shown(database: Database) -> None:
    team = await harriers(database, now=MONDAY)
    await train(team, [THREE, THREE])

    async def shown() -> dict[str, bool]:
        return {row["board"]: row["shown"] for row in await rows_of(database, board_scores, TEAM)}

    assert await shown() == {"consistency": False, "streak": False}
    change = ProfileChange(boards={Board.CONSISTENCY: True}, praise=Praise.PUBLIC)
    await team.services.profiles.edit(team.asker("Ana"), change)
    assert await shown() == {"consistency": True, "streak": True}
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(praise=Praise.PRIVATE))
    assert await shown() == {"consistency": True, "streak": False}


def _draft(distance: str, time: str, when: str) -> RunDraft:
    return RunDraft(distance=distance, time=time, when=when)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("log"), st.integers(0, 20), st.sampled_from(["30:00", "45:00", "1:30:00"]), st.booleans()),
        st.tuples(st.just("log"), st.integers(0, 6), st.sampled_from(["30:00", "45:00"]), st.booleans()),
        st.tuples(st.just("delete"), st.integers(0, 50)),
        st.tuples(st.just("weeks"), st.integers(1, 3)),
        st.tuples(st.just("train"), st.integers(2, 5)),
        st.tuples(st.just("pause"), st.sampled_from(["sunday", "2 weeks"])),
        st.tuples(st.just("resume")),
        st.tuples(st.just("age"), st.sampled_from([*AgeTable, ""])),
        st.tuples(st.just("rebuild")),
    ),
    max_size=14,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_after_any_history_figures_are_what_the_log_says(url: str, steps: list[tuple[object, ...]]) -> None:
    async def history() -> None:
        async with opened(url) as database:
            team = await harriers(database, now=local("Europe/Berlin", "2026-12-02 12:00"), team_id=next(_teams))
            await team.join("Ana")
            runs: list[int] = []
            for step in steps:
                await play(team, step, runs)
                await assert_scores_follow_the_log(database, team.team_id, team.clock.now())
            await pass_weeks(team, 1)
            await assert_scores_follow_the_log(database, team.team_id, team.clock.now(), settled=True)

    asyncio.run(history())


async def play(team: Harriers, step: tuple[object, ...], runs: list[int]) -> None:
    ana = team.asker("Ana")
    match step:
        case ("log", int(days_ago), str(time), bool(race)):
            day = team.clock.now().date() - timedelta(days=days_ago)
            logged = await team.log("Ana", "10k", time, day.isoformat(), kind="race" if race else None)
            runs.append(logged.run.run_id)
        case ("delete", int(number)) if runs:
            await team.services.runs.delete(ana, runs.pop(number % len(runs)))
        case ("weeks", int(weeks)):
            await pass_weeks(team, weeks)
        case ("train", int(weeks)):
            for _ in range(weeks):
                for time in ("50:00", "1:00:00"):
                    runs.append((await team.log("Ana", "9k", time)).run.run_id)
                    team.clock.forward(hours=24)
                await pass_weeks(team, 1)
        case ("pause", str(until)):
            await team.services.profiles.pause(ana, until, PauseReason.TRAVEL)
        case ("resume",) if (await team.services.profiles.show(ana)).pause is not None:
            await team.services.profiles.resume(ana)
        case ("age", str(table)):
            change = ProfileChange(birth_date="1980-03-01", age_table=AgeTable(table) if table else "")
            await team.services.profiles.edit(ana, change)
        case ("rebuild",):
            await team.services.rebuilding.rebuild()


async def pass_weeks(team: Harriers, weeks: int) -> None:
    """Let weeks go by, ticking on time."""
    until = team.clock.now() + timedelta(weeks=weeks)
    while (due := await team.services.schedules.next_due_at()) is not None and due <= until:
        team.clock.set(max(due, team.clock.now()))
        await team.services.schedules.run_due()
    team.clock.set(until)
