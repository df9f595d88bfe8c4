"""`/race result` as runners see it: a time, a form, an offer under a run, and races that went another way."""

from typing import Any

import simcord

from tests.composed import Stage, answer, buttons, said


async def add(stage: Stage, **options: Any) -> simcord.InteractionResult:
    values: dict[str, Any] = {"name": "Berlin 10k", "date": "today", "distance": "10k"}
    return await stage.ana.slash(stage.feed, "race add", **(values | options))


async def result(stage: Stage, who: simcord.MemberActor, **options: Any) -> simcord.InteractionResult:
    return await who.slash(stage.feed, "race result", race="berlin 10k", **options)


async def test_a_time_is_a_run_and_a_result(on_stage: Stage) -> None:
    await add(on_stage)
    told = await result(on_stage, on_stage.ben, time="45:30", place=17)
    assert told.ephemeral
    assert "10.0 km in 45:30" in said(told)
    assert "Your result at **Berlin 10k** · place 17.\nThe same effort elsewhere: 5 km 21:5" in said(told)
    assert said(told).count("first 10 km") == 1
    assert "race 20" in said(told)
    page = said(await on_stage.ben.slash(on_stage.feed, "race show", race="berlin 10k"))
    assert "Your 10 km: **45:30** (4:33 /km) · place 17\nYour first 10 km in this log." in page
    assert "The same effort elsewhere: 5 km 21:5" in page


async def test_the_form_is_filled_in_and_takes_another_word(on_stage: Stage) -> None:
    await add(on_stage)
    await on_stage.ben.slash(on_stage.feed, "race join", race="berlin 10k")
    page = await on_stage.ben.slash(on_stage.feed, "race show", race="berlin 10k")
    assert "Take me out" not in buttons(answer(page))
    form = await on_stage.ben.click(answer(page), label="My result")
    logged = await on_stage.ben.submit_modal(form, {"time": "45:30", "place": "17.", "outcome": ["finished"]})
    assert "Your result at **Berlin 10k** · place 17." in said(logged)
    page = await on_stage.ben.slash(on_stage.feed, "race show", race="berlin 10k")
    form = await on_stage.ben.click(answer(page), label="My result")
    refused = await on_stage.ben.submit_modal(form, {"time": "45:30", "place": "first", "outcome": ["finished"]})
    assert "I can't read “first” as a place." in said(refused)
    assert "45:30" in said(refused)
    again = await on_stage.ben.click(answer(refused), label="Try again")
    assert again.modal is not None
    held = [one["component"].get("value") for one in again.modal["components"]]
    assert held[:2] == ["45:30", "first"]
    corrected = await on_stage.ben.submit_modal(again, {"time": "45:30", "place": "16", "outcome": ["finished"]})
    assert "place 16" in said(corrected)
    page = await on_stage.ben.slash(on_stage.feed, "race show", race="berlin 10k")
    form = await on_stage.ben.click(answer(page), label="My result")
    stopped = await on_stage.ben.submit_modal(form, {"time": "", "place": "", "outcome": ["dnf"]})
    assert "You were at the start" in said(stopped)


async def test_a_race_that_went_another_way_is_told_kindly_and_privately(on_stage: Stage) -> None:
    await add(on_stage)
    never = await result(on_stage, on_stage.ben, time="did not start")
    assert "You were not down for “Berlin 10k”" in said(never)
    await on_stage.ben.slash(on_stage.feed, "race join", race="berlin 10k")
    told = await result(on_stage, on_stage.ben, time="did not start")
    assert told.ephemeral
    assert "You sat this one out. The next start line is there for you.\n-# Noted, between you and me." in said(told)
    page = await on_stage.chloe.slash(on_stage.feed, "race join", race="berlin 10k")
    form = await on_stage.chloe.click(answer(page), label="My result")
    empty = await on_stage.chloe.submit_modal(form, {"time": "", "place": "", "outcome": ["finished"]})
    assert "What was your time at “Berlin 10k”?" in said(empty)
    early = await add(on_stage, name="Spring", date="2027-04-11")
    assert "“Spring” is still to come." in said(
        await on_stage.ben.slash(on_stage.feed, "race result", race="spring", time="45:30")
    )
    assert "My result" not in buttons(answer(early))


async def test_a_race_that_was_logged_offers_itself(on_stage: Stage) -> None:
    await add(on_stage, name="Berlin 10k @everyone")
    logged = await on_stage.ben.slash(on_stage.feed, "run log", distance="10.1k", time="45:30", kind="race")
    linked = await on_stage.ben.click(answer(logged), label="That was Berlin 10k @everyone")
    assert linked.ephemeral
    assert "Your 10 km: **45:30** (4:33 /km)" in said(linked)
    assert "The same effort elsewhere" in said(linked)
    assert "Your first 10 km" not in said(linked)
    easy = await on_stage.chloe.slash(on_stage.feed, "run log", distance="10.1k", time="55:30")
    assert not any(label.startswith("That was") for label in buttons(answer(easy)))


async def test_a_time_that_is_odd_is_asked_about_and_still_a_result(on_stage: Stage) -> None:
    await add(on_stage)
    asked = await result(on_stage, on_stage.ben, time="4:55:00")
    kept = await on_stage.ben.click(answer(asked), label="Log it as typed")
    assert "Your result at **Berlin 10k**." in said(kept)
