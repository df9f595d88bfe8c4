"""Runs that look like a slip are asked about, once, before anything is saved."""

import re
from typing import Any

import pytest
import simcord

from bot.ui.components import QUESTION_SECONDS
from tests.composed import Stage, answer, buttons, posts, said, words


async def ask(stage: Stage, **options: Any) -> simcord.ResponseMessage:
    """Have Ana type a run that is asked about; returns the question."""
    typed = {"distance": "10k", "time": "22:10", "note": "wind at my back"} | options
    return answer(await stage.ana.slash(stage.feed, "run log", **typed))


async def count_of_runs(stage: Stage, who: simcord.MemberActor) -> int:
    """Return how many runs a member has."""
    runner = await stage.application.database.read(lambda uow: uow.runners.find(stage.guild.id, who.id))
    if runner is None:
        return 0
    return await stage.application.database.read(lambda uow: uow.runs.count(runner.runner_id))


@pytest.mark.parametrize(
    ("options", "why", "meant"),
    [
        ({"time": "22:10"}, "10.0 km in 22:10 would be 2:13 /km. Did you mean that?", []),
        ({"time": "25:10"}, "10.0 km in 25:10 would be 2:31 /km. Did you mean 52:10?", ["52:10"]),
        ({"time": "5:20"}, "10.0 km in 5:20 would be 0:32 /km. Did you mean 53:20 or 1.0 km?", ["53:20", "1.0 km"]),
        ({"time": "2:50:00"}, "10.0 km in 2:50:00 would be 17:00 /km. Did you mean 10.0 mi?", ["10.0 mi"]),
        (
            {"distance": "10 mi", "time": "30:00"},
            "30:00 would be 1:52 /km. Did you mean 10.0 km?",
            ["10.0 km"],
        ),
        ({"distance": "101 km", "time": "12h"}, "101.0 km is a very long way.", []),
        ({"time": "5:21:00"}, "10.0 km in 5:21:00 would be 32:06 /km. Did you mean 52:10?", ["52:10"]),
        (
            {"distance": "100 km", "time": "24:00:01", "when": "2026-11-18"},
            "24:00:01 is a very long time on your feet.",
            [],
        ),
    ],
)
async def test_odd_values_are_asked_about_and_nothing_is_saved(
    on_stage: Stage, options: dict[str, Any], why: str, meant: list[str]
) -> None:
    asked = await ask(on_stage, **options)
    assert why in words(asked)
    assert "Nothing is saved yet." in words(asked)
    assert list(buttons(asked)) == [*meant, "Log it as typed", "Cancel"]
    assert await count_of_runs(on_stage, on_stage.ana) == 0


@pytest.mark.parametrize(
    ("distance", "time"),
    # Exactly on the limits of what is odd: 2:23/km, 16:40/km, 100 km; and any sprint below a kilometre.
    [("1k", "2:23"), ("3k", "50:00"), ("100 km", "10h"), ("999 m", "2:00")],
)
async def test_what_is_possible_and_usual_is_not_asked_about(on_stage: Stage, distance: str, time: str) -> None:
    assert "Logged" in words(await ask(on_stage, distance=distance, time=time))


async def test_twice_the_longest_run_is_asked_about(on_stage: Stage) -> None:
    assert "Logged" in words(await ask(on_stage, distance="5k", time="26:00"))
    assert "10.0 km is at least twice your longest run so far." in words(await ask(on_stage, time="55:00"))


async def test_what_is_very_fast_and_far_is_said_once_each(on_stage: Stage) -> None:
    assert "Logged" in words(await ask(on_stage, distance="5k", time="26:00"))
    fast = words(await ask(on_stage, distance="marathon", time="1:45:00"))
    assert "42.2 km in 1:45:00 would be 2:29 /km. 42.2 km is at least twice your longest run so far." in fast
    far = words(await ask(on_stage, distance="300 km", time="20h"))
    assert "300.0 km is a very long way. Did you mean" in far


async def test_what_cannot_be_offers_what_was_meant(on_stage: Stage) -> None:
    asked = await ask(on_stage, time="52:10:00")
    assert "I read 52:10:00: more time than there has been since that day began. Did you mean this?" in words(asked)
    assert list(buttons(asked)) == ["10 km · 52:10", "Cancel"]
    assert "Logged: 10.0 km in 52:10" in said(await on_stage.ana.click(asked, label="10 km · 52:10"))


async def test_log_it_as_typed_saves_the_run_with_all_that_was_typed(on_stage: Stage) -> None:
    asked = await ask(on_stage, kind="race", effort=10, time="2:50:00")
    logged = said(await on_stage.ana.click(asked, label="Log it as typed"))
    assert "Logged: 10.0 km in 2:50:00" in logged
    assert "Race · effort 10 of 10 · “wind at my back”" in logged
    await on_stage.application.deliver_outbox()
    assert len(posts(on_stage.feed)) == 1


async def test_two_quick_presses_save_one_run(on_stage: Stage) -> None:
    asked = await ask(on_stage)
    yes = buttons(asked)["Log it as typed"]
    presses = [on_stage.emit_press(on_stage.ana, asked, yes) for _ in range(2)]
    await on_stage.env.settle()
    assert [press.acknowledged for press in presses] == [True, True]
    assert await count_of_runs(on_stage, on_stage.ana) == 1


async def test_the_run_is_logged_in_the_team_it_was_typed_for(on_stage: Stage) -> None:
    rivals = on_stage.env.create_guild("Rivals")
    await on_stage.env.settle()
    there = await on_stage.asked(rivals.add_member(on_stage.ana.user))
    memberships = on_stage.application.services.memberships
    await memberships.choose(there.id, on_stage.guild.id)
    asked = answer(await there.user.slash("run log", distance="10k", time="22:10"))
    await memberships.choose(there.id, rivals.id)
    assert "Logged" in said(await there.user.click(asked, label="Log it as typed"))
    assert await count_of_runs(on_stage, on_stage.ana) == 1


async def test_cancel_saves_nothing_and_keeps_the_words_readable(on_stage: Stage) -> None:
    asked = await ask(on_stage)
    cancelled = said(await on_stage.ana.click(asked, label="Cancel"))
    assert "Left out of your log: 10.0 km in 22:10" in cancelled
    assert "wind at my back" in cancelled
    assert await count_of_runs(on_stage, on_stage.ana) == 0
    await on_stage.application.deliver_outbox()
    assert posts(on_stage.feed) == []


async def test_a_stranger_cannot_answer_the_question(on_stage: Stage) -> None:
    asked = await ask(on_stage)
    with pytest.raises(simcord.SetupError, match="not visible to this user"):
        await on_stage.ben.click(asked, label="Log it as typed")

    pressed = await on_stage.press(on_stage.ben, asked, buttons(asked)["Log it as typed"])
    assert "That run belongs to a teammate." in said(pressed)
    assert await count_of_runs(on_stage, on_stage.ben) == 0
    assert "Logged" in said(await on_stage.ana.click(asked, label="Log it as typed"))


async def test_a_question_of_an_earlier_process_says_that_it_has_gone(on_stage: Stage) -> None:
    asked = await ask(on_stage)
    before = re.sub(r"^ask:[0-9a-f]+", "ask:0ddba11", buttons(asked)["Log it as typed"])
    assert "These buttons have had their day." in said(await on_stage.press(on_stage.ana, asked, before))
    assert await count_of_runs(on_stage, on_stage.ana) == 0


async def test_a_press_that_arrives_after_the_answer_is_answered_too(on_stage: Stage) -> None:
    asked = await ask(on_stage)
    yes = buttons(asked)["Log it as typed"]
    await on_stage.press(on_stage.ana, asked, yes)
    late = await on_stage.press(on_stage.ana, asked, yes)
    assert late.acknowledged
    assert await count_of_runs(on_stage, on_stage.ana) == 1


async def test_a_question_that_waited_too_long_says_that_it_has_gone(on_stage: Stage) -> None:
    asked = await ask(on_stage)
    await on_stage.env.advance_time(QUESTION_SECONDS + 1)
    pressed = await on_stage.press(on_stage.ana, asked, buttons(asked)["Log it as typed"])
    assert "These buttons have had their day." in said(pressed)
    assert await count_of_runs(on_stage, on_stage.ana) == 0


async def test_the_day_is_the_one_on_which_it_was_typed(on_stage: Stage) -> None:
    await on_stage.go_to(on_stage.env.now().replace(hour=23, minute=59, second=30))
    asked = await ask(on_stage)
    assert "Friday 20 Nov" in words(asked)
    await on_stage.env.advance_time(60)
    assert "Friday 20 Nov" in said(await on_stage.ana.click(asked, label="Log it as typed"))


# --- what was meant ---


async def test_what_was_probably_meant_is_one_press_away(on_stage: Stage) -> None:
    asked = await ask(on_stage, time="25:10", kind="workout", effort=8)
    logged = said(await on_stage.ana.click(asked, label="52:10"))
    assert "Logged: 10.0 km in 52:10 (5:13 /km)" in logged
    assert "Workout · effort 8 of 10 · “wind at my back”" in logged
    assert await count_of_runs(on_stage, on_stage.ana) == 1


async def test_what_was_meant_can_be_a_run_that_is_in_the_log(on_stage: Stage) -> None:
    await ask(on_stage, time="52:10")
    asked = answer(await on_stage.ana.click(await ask(on_stage, time="25:10"), label="52:10"))
    assert list(buttons(asked)) == ["Same run", "Two runs", "Cancel"]
    assert "One run it is" in said(await on_stage.ana.click(asked, label="Same run"))
    assert await count_of_runs(on_stage, on_stage.ana) == 1


async def test_a_changed_run_is_asked_about_as_a_new_one_is(on_stage: Stage) -> None:
    await ask(on_stage, time="52:10")
    [run] = await on_stage.ana.autocomplete(on_stage.feed, "run edit", "run", "")
    shown = await on_stage.ana.slash(on_stage.feed, "run edit", run=str(run["value"]))
    typed = {"distance": "10k", "time": "25:01", "when": "today", "effort": "", "note": ""}
    asked = answer(await on_stage.ana.submit_modal(shown, typed))
    assert list(buttons(asked)) == ["52:01", "Log it as typed", "Cancel"]
    assert "Now in your log: 10.0 km in 52:01" in said(await on_stage.ana.click(asked, label="52:01"))
    assert await count_of_runs(on_stage, on_stage.ana) == 1


@pytest.mark.parametrize(
    ("options", "question", "readings", "logged"),
    [
        ({"distance": "10", "time": "52:10"}, "Which is “10”?", ["10 km", "10 mi"], "10.0 km in 52:10"),
        ({"distance": "5 m", "time": "45"}, "Which is “5 m”?", ["5 mi", "5 km"], "8.0 km in 45:00"),
        ({"time": "45.30"}, "Which is “45.30”?", ["45:30", "45:18"], "10.0 km in 45:30"),
    ],
)
async def test_words_of_several_meanings_are_asked_about_with_each_of_them(
    on_stage: Stage, options: dict[str, Any], question: str, readings: list[str], logged: str
) -> None:
    asked = await ask(on_stage, **options)
    assert question in words(asked)
    assert "Nothing is saved yet." in words(asked)
    assert list(buttons(asked)) == [*readings, "Cancel"]
    assert await count_of_runs(on_stage, on_stage.ana) == 0
    answered = said(await on_stage.ana.click(asked, label=readings[0]))
    assert f"Logged: {logged}" in answered
    assert "wind at my back" in answered


async def go_near_midnight(stage: Stage) -> None:
    """Stand half a minute before midnight, where the team lives."""
    await stage.go_to(stage.env.now().replace(hour=23, minute=59, second=30))


async def test_one_question_follows_the_other_until_all_is_clear(on_stage: Stage) -> None:
    await go_near_midnight(on_stage)
    unclear = await ask(on_stage, distance="10", time="45.30")
    await on_stage.env.advance_time(60)
    second = answer(await on_stage.ana.click(unclear, label="10 km"))
    assert list(buttons(second)) == ["45:30", "45:18", "Cancel"]
    # The day stays the one on which it was typed.
    assert "Friday 20 Nov" in said(await on_stage.ana.click(second, label="45:30"))


async def test_cancel_of_an_unclear_run_gives_back_what_was_typed(on_stage: Stage) -> None:
    asked = await ask(on_stage, distance="10", time="45")
    cancelled = said(await on_stage.ana.click(asked, label="Cancel"))
    assert "Left out of your log: “10” in “45”." in cancelled
    assert "wind at my back" in cancelled
    assert await count_of_runs(on_stage, on_stage.ana) == 0


async def test_a_stranger_cannot_say_what_was_meant(on_stage: Stage) -> None:
    for asked in (await ask(on_stage, distance="10"), await ask(on_stage, time="25:10")):
        pressed = await on_stage.press(on_stage.ben, asked, next(iter(buttons(asked).values())))
        assert "That run belongs to a teammate." in said(pressed)
    assert await count_of_runs(on_stage, on_stage.ben) == 0
