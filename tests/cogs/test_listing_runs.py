"""`/run list`: one's own log page by page, and as much of a teammate's as they share."""

from typing import Any

import pytest
import simcord

from bot.domain.audience import Sharing
from tests.composed import Stage, answer, buttons, said, words

SECRETS = ("10.0 km", "52:10", "windy", "effort", "knee", "1 run")


async def log(stage: Stage, who: simcord.MemberActor, **options: Any) -> simcord.ResponseMessage:
    return answer(await who.slash(stage.feed, "run log", **({"distance": "10k", "time": "52:10"} | options)))


async def share(stage: Stage, who: simcord.MemberActor, sharing: Sharing) -> None:
    answered = await who.slash(stage.feed, "profile edit", sharing=sharing.value)
    assert answered.response is not None


async def key_of(stage: Stage, reader: simcord.MemberActor, name: str) -> str | None:
    """Return how the runner is suggested to a reader, if they are."""
    found = await reader.autocomplete(stage.feed, "run list", "runner", name)
    return None if not found else str(found[0]["value"])


@pytest.fixture
async def coach(on_stage: Stage) -> simcord.MemberActor:
    role = on_stage.guild.create_role("Coach")
    return await on_stage.asked(on_stage.guild.add_member(on_stage.env.create_user("Caleb"), roles=[role]))


async def test_pages_turn_there_and_back(on_stage: Stage) -> None:
    for number in range(10):
        await log(on_stage, on_stage.ana, distance=f"{number + 6}k", time="60", when=f"{number} days ago")
    first = answer(await on_stage.ana.slash(on_stage.feed, "run list"))
    assert words(first).splitlines()[0] == "### Your runs · all time"
    assert "10 runs in your log · 105 km · 10:00:00" in words(first)
    assert "**6.0 km**" in words(first)
    assert "**14.0 km**" not in words(first)
    await on_stage.ana.click(first, label="Older")
    assert "**15.0 km**" in words(first)
    assert list(buttons(first)) == ["Newer"]
    await on_stage.ana.click(first, label="Newer")
    assert "**6.0 km**" in words(first)


@pytest.mark.parametrize(
    ("period", "runs"),
    [("this_week", 1), ("last_week", 1), ("this_month", 3), ("last_30_days", 4), ("season", 5), ("all", 6)],
)
async def test_a_period_shows_its_runs_and_their_sums(on_stage: Stage, period: str, runs: int) -> None:
    for when in ("today", "2026-11-10", "2026-11-02", "2026-10-28", "2026-02-01", "2025-11-20"):
        await log(on_stage, on_stage.ana, when=when)
    read = said(await on_stage.ana.slash(on_stage.feed, "run list", period=period))
    assert read.count("**10.0 km**") == runs
    assert f"{runs} run" in read


@pytest.mark.parametrize("sharing", Sharing)
@pytest.mark.parametrize("reader", ["teammate", "coach"])
async def test_a_teammate_and_a_coach_read_what_is_shared_with_them(
    on_stage: Stage, coach: simcord.MemberActor, reader: str, sharing: Sharing
) -> None:
    await share(on_stage, on_stage.ana, sharing)
    extras = {"note": "windy", "effort": 7, "pain_area": "knee_left", "pain_level": 2}
    await log(on_stage, on_stage.ana, **extras)
    who = coach if reader == "coach" else on_stage.ben
    read = said(await who.slash(on_stage.feed, "run list", runner="Ana"))
    full, some = reader == "coach", sharing is Sharing.TEAM
    match sharing:
        case Sharing.RAN_TODAY:
            assert "Fri 20 Nov · out for a run" in read
            assert not any(secret in read for secret in SECRETS)
        case Sharing.COACH_ONLY if not full:
            assert "I know of no runs by that name to show you." in read
            assert await key_of(on_stage, who, "Ana") is None
        case _:
            assert "**10.0 km** · 52:10" in read
            assert "windy" in read
            assert ("effort 7" in read) == full
            assert ("left knee, 2 of 10" in read) == full
            assert full or some


async def test_who_shows_less_now_shows_less_of_what_was(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    shown = answer(await on_stage.ben.slash(on_stage.feed, "run list", runner="Ana"))
    assert "**10.0 km**" in words(shown)
    for _ in range(8):
        await log(on_stage, on_stage.ana, when="3 days ago", distance="7k", time="40:00")
    await share(on_stage, on_stage.ana, Sharing.COACH_ONLY)
    page = await key_of(on_stage, on_stage.ana, "Ana")
    assert page is None
    refused = said(await on_stage.ben.slash(on_stage.feed, "run list", runner="Ana"))
    assert "I know of no runs by that name" in refused


async def test_runs_in_doubt_are_for_their_runner_and_the_coach(on_stage: Stage, coach: simcord.MemberActor) -> None:
    await log(on_stage, on_stage.ana, time="26:00")
    assert "waits for a word" in said(await coach.slash(on_stage.feed, "run list", runner="Ana"))
    assert "26:00" not in said(await on_stage.ben.slash(on_stage.feed, "run list", runner="Ana"))


async def test_a_page_is_read_with_the_eyes_of_whoever_turns_it(on_stage: Stage) -> None:
    for number in range(9):
        await log(on_stage, on_stage.ana, distance=f"{number + 6}k", time="60", when=f"{number} days ago")
    shown = answer(await on_stage.ben.slash(on_stage.feed, "run list", runner="Ana"))
    await share(on_stage, on_stage.ana, Sharing.RAN_TODAY)
    await on_stage.ben.click(shown, label="Older")
    assert "out for a run" in words(shown)
    assert "km" not in words(shown)


async def test_nobody_by_that_name_is_said_as_plainly(on_stage: Stage) -> None:
    assert "I know of no runs by that name" in said(await on_stage.ben.slash(on_stage.feed, "run list", runner="Nemo"))
