"""`/run list` and `/points show`: a runner's own log and week, for their eyes alone."""

from datetime import timedelta
from typing import Any

import simcord

from tests.composed import Stage, answer, said


async def log(stage: Stage, who: simcord.MemberActor, **options: Any) -> None:
    """Log a run that nobody asks about."""
    assert "Logged" in said(await who.slash(stage.feed, "run log", **({"distance": "10k", "time": "52:10"} | options)))


async def test_an_empty_log_says_how_to_begin(on_stage: Stage) -> None:
    assert "Your log starts with your next run: `/run log`." in said(
        await on_stage.ana.slash(on_stage.feed, "run list")
    )


async def test_the_newest_are_listed_newest_first_with_the_sums(on_stage: Stage) -> None:
    for number in range(12):
        await log(on_stage, on_stage.ana, distance=f"{number + 9}k", time="60", when=f"{number} days ago")
    await log(on_stage, on_stage.ben)

    lines = said(await on_stage.ana.slash(on_stage.feed, "run list")).splitlines()
    assert lines[0] == "### Your runs · all time"
    assert "12 runs in your log · 174 km · 12:00:00" in lines[1]
    assert [line.partition(" · ")[0] for line in lines[2:10]] == [
        "Fri 20 Nov", "Thu 19 Nov", "Wed 18 Nov", "Tue 17 Nov",
        "Mon 16 Nov", "Sun 15 Nov", "Sat 14 Nov", "Fri 13 Nov",
    ]  # fmt: skip
    assert "**9.0 km** · 1:00:00 · 6:40 /km" in lines[2]


async def test_the_list_is_private(on_stage: Stage) -> None:
    assert answer(await on_stage.ana.slash(on_stage.feed, "run list")).ephemeral
    assert answer(await on_stage.ana.slash(on_stage.feed, "points show")).ephemeral


async def test_a_new_week_begins_without_points_and_the_row_stands(on_stage: Stage) -> None:
    for when in ("monday", "wednesday", "today"):
        await log(on_stage, on_stage.ana, when=when)
    await on_stage.go_to(on_stage.env.now() + timedelta(days=4))
    await on_stage.work()
    points = said(await on_stage.ana.slash(on_stage.feed, "points show"))
    assert "week 48: 0 of 150" in points
    assert "Streak: 1 week in a row, best 1." in points


async def test_before_the_first_run_points_explain_themselves(on_stage: Stage) -> None:
    points = said(await on_stage.ana.slash(on_stage.feed, "points show"))
    assert "Your points in week 47: 0 of 150" in points
    for rule in (
        "Runs · **0** of 30",
        "Rest days · **0** of 20",
        "Week kept, on Monday · **0** of 20",
        "Streak week · **0** of 10",
    ):
        assert rule in points
    assert "You aim for 3 run days a week." in points
    assert "A streak starts with two run days in a week." in points


async def test_points_are_told_rule_by_rule_with_their_caps(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana, when="monday", effort=3)
    await log(on_stage, on_stage.ana, when="wednesday", note="windy")
    await log(on_stage, on_stage.ana)
    points = said(await on_stage.ana.slash(on_stage.feed, "points show"))
    # Tuesday and Thursday rested; the full week is decided when Sunday is over.
    for line in (
        "week 47: 109 of 150",
        "Runs · **30** of 30",
        "Effort or a note · **4** of 6",
        "Target days · **30** of 30",
        "Rest days · **20** of 20",
        "Week kept, on Monday · **0** of 20",
        "Streak week · **10** of 10",
        "3 of your 3 run days this week.",
        "Streak: 1 week in a row, best 1.",
    ):
        assert line in points


async def test_a_rest_day_counts_once_it_is_over(on_stage: Stage) -> None:
    for when in ("monday", "tuesday", "wednesday", "thursday"):
        await log(on_stage, on_stage.ana, when=when)
    assert "Rest days · **0** of 20" in said(await on_stage.ana.slash(on_stage.feed, "points show"))
    await on_stage.go_to(on_stage.env.now() + timedelta(days=1))
    assert "Rest days · **10** of 20" in said(await on_stage.ana.slash(on_stage.feed, "points show"))


async def test_the_running_week_never_speaks_against_a_row(on_stage: Stage) -> None:
    for when in ("2026-11-13", "2026-11-14"):
        await log(on_stage, on_stage.ana, when=when)
    points = said(await on_stage.ana.slash(on_stage.feed, "points show"))
    assert "Streak: 1 week in a row, best 1." in points


async def test_points_belong_to_the_membership(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    elsewhere = on_stage.env.create_guild("Rivals")
    channel = elsewhere.create_text_channel("feed")
    await on_stage.env.settle()
    there = await on_stage.asked(elsewhere.add_member(on_stage.ana.user))
    assert "0 of 150" in said(await there.slash(channel, "points show"))
    assert "starts with your next run" in said(await there.slash(channel, "run list"))
