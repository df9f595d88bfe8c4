"""`/run edit`, `/run delete` and doubles, as a runner uses them: what was asked, and that everything follows."""

import re
from typing import Any

import pytest
import simcord

from tests.composed import Stage, answer, buttons, fields, posts, said, words


async def log(stage: Stage, who: simcord.MemberActor, **options: Any) -> simcord.ResponseMessage:
    """Log a run and return the answer."""
    return answer(await who.slash(stage.feed, "run log", **({"distance": "10k", "time": "52:10"} | options)))


async def newest(stage: Stage, who: simcord.MemberActor) -> str:
    """Return the key of the newest run that is suggested."""
    return str((await who.autocomplete(stage.feed, "run edit", "run", ""))[0]["value"])


async def test_a_form_comes_filled_in_and_what_was_changed_follows_everywhere(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana, note="windy", effort=4)
    await on_stage.work()
    shown = await on_stage.ana.slash(on_stage.feed, "run edit", run=await newest(on_stage, on_stage.ana))
    filled = fields(shown)
    assert filled == {"distance": "10 km", "time": "52:10", "when": "2026-11-20", "effort": "4", "note": "windy"}

    changed = said(await on_stage.ana.submit_modal(shown, filled | {"distance": "12k", "time": "1:02:00"}))
    assert "Now in your log: 12.0 km in 1:02:00 (5:10 /km), Friday 20 Nov." in changed
    await on_stage.work()
    [card] = posts(on_stage.feed)
    assert "12.0 km · 1:02:00" in words(card)
    board = said(await on_stage.ana.slash(on_stage.feed, "leaderboard", board="distance"))
    assert "You: **12.0 km**" in board


async def test_edit_beside_the_answer_changes_it_in_place(on_stage: Stage) -> None:
    logged = await log(on_stage, on_stage.ana)
    shown = await on_stage.ana.click(logged, label="Edit")
    await on_stage.ana.submit_modal(shown, fields(shown) | {"note": "legs finally awake", "effort": "6"})
    assert "Now in your log: 10.0 km in 52:10" in words(logged)
    assert "Effort 6 of 10 · “legs finally awake”" in words(logged)


async def test_what_the_form_has_no_room_for_is_chosen_with_the_command(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    run = await newest(on_stage, on_stage.ana)
    shown = await on_stage.ana.slash(on_stage.feed, "run edit", run=run, kind="race", surface="road", effort=9)
    changed = said(await on_stage.ana.submit_modal(shown, fields(shown)))
    assert "Race · road · effort 9 of 10" in changed


@pytest.mark.parametrize(
    ("wrong", "words_of_it"),
    [
        ({"distance": "banana"}, "I can't read “banana” as a distance."),
        ({"time": "soon"}, "I can't read “soon” as a time."),
        ({"when": "tomorrow"}, "still to come"),
        ({"effort": "lots"}, "Effort goes from 1 to 10."),
    ],
)
async def test_a_form_that_cannot_be_read_gives_its_text_back(
    on_stage: Stage, wrong: dict[str, str], words_of_it: str
) -> None:
    logged = await log(on_stage, on_stage.ana)
    shown = await on_stage.ana.click(logged, label="Edit")
    refused = said(await on_stage.ana.submit_modal(shown, fields(shown) | {"note": "the long way round"} | wrong))
    assert words_of_it in refused
    assert "the long way round" in refused
    assert "10.0 km" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_a_form_that_cannot_be_read_opens_again_with_what_was_typed(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    run = await newest(on_stage, on_stage.ana)
    shown = await on_stage.ana.slash(on_stage.feed, "run edit", run=run, kind="race", effort=9)
    typed = fields(shown) | {"distance": "12 q", "note": "the long way round", "effort": "7"}
    refused = answer(await on_stage.ana.submit_modal(shown, typed))
    again = await on_stage.ana.click(refused, label="Try again")
    assert fields(again) == typed
    # As often as it takes, and with what was chosen beside the form.
    refused = answer(await on_stage.ana.submit_modal(again, typed | {"when": "soon", "distance": "12k"}))
    again = await on_stage.ana.click(refused, label="Try again")
    await on_stage.ana.submit_modal(again, typed | {"distance": "12k"})
    assert "Now in your log: 12.0 km in 52:10" in words(refused)
    assert "Race · effort 7 of 10 · “the long way round”" in words(refused)


async def test_a_form_of_a_run_that_is_gone_is_not_offered_again(on_stage: Stage) -> None:
    logged = await log(on_stage, on_stage.ana)
    shown = await on_stage.ana.click(logged, label="Edit")
    question = answer(await on_stage.ana.click(logged, label="Delete"))
    await on_stage.ana.click(question, label="Delete it")
    refused = answer(await on_stage.ana.submit_modal(shown, fields(shown) | {"note": "the long way round"}))
    assert "can't find that run" in words(refused)
    assert "the long way round" in words(refused)
    assert "Try again" not in buttons(refused)


async def test_after_a_restart_what_was_typed_still_stands_beside_the_button(on_stage: Stage) -> None:
    logged = await log(on_stage, on_stage.ana)
    shown = await on_stage.ana.click(logged, label="Edit")
    refused = answer(await on_stage.ana.submit_modal(shown, fields(shown) | {"distance": "12 q", "note": "windy"}))
    of_before = re.sub(r"^ask:[0-9a-f]+", "ask:00000000", buttons(refused)["Try again"])
    again = await on_stage.killed_and_started_again()
    assert "These buttons have had their day." in said(await again.press(again.ana, refused, of_before))
    assert "windy" in words(refused)


async def test_an_odd_change_is_asked_about_before_it_is_kept(on_stage: Stage) -> None:
    logged = await log(on_stage, on_stage.ana)
    shown = await on_stage.ana.click(logged, label="Edit")
    await on_stage.ana.submit_modal(shown, fields(shown) | {"time": "22:10"})
    assert "Did you mean that?" in words(logged)
    assert "52:10" in said(await on_stage.ana.slash(on_stage.feed, "run list"))
    await on_stage.ana.click(logged, label="Log it as typed")
    assert "Now in your log: 10.0 km in 22:10" in words(logged)


async def test_a_run_is_found_by_day_or_distance_and_deleted(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana, when="tuesday")
    await log(on_stage, on_stage.ana, distance="5k", time="26:00", when="monday", kind="workout")
    suggested = await on_stage.ana.autocomplete(on_stage.feed, "run delete", "run", "")
    assert [one["name"] for one in suggested] == [
        "Tue 17 Nov · 10.0 km · 52:10",
        "Mon 16 Nov · 5.0 km · 26:00 · workout",
    ]
    for typed in ("mon", "5", "16 nov", "workout", "2026-11-16"):
        [found] = await on_stage.ana.autocomplete(on_stage.feed, "run delete", "run", typed)
        assert found == suggested[1]
    question = answer(await on_stage.ana.slash(on_stage.feed, "run delete", run=suggested[1]["value"]))
    assert "Deleted: 5.0 km in 26:00" in said(await on_stage.ana.click(question, label="Delete it"))
    assert "1 run in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


@pytest.mark.parametrize("name", ["run edit", "run delete"])
async def test_what_is_no_run_of_ones_own_is_refused(on_stage: Stage, name: str) -> None:
    await log(on_stage, on_stage.ana)
    run = await newest(on_stage, on_stage.ana)
    assert await on_stage.ben.autocomplete(on_stage.feed, name, "run", "") == []
    assert "belongs to a teammate" in said(await on_stage.ben.slash(on_stage.feed, name, run=run))
    assert "choose a run from the list" in said(await on_stage.ben.slash(on_stage.feed, name, run="my last one"))
    assert "can't find that run" in said(await on_stage.ben.slash(on_stage.feed, name, run="9" * 18))


# --- doubles ---


async def test_a_second_copy_is_asked_about_with_both_shown_and_taken_in(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana, note="windy")
    asked = await log(on_stage, on_stage.ana, distance="10.1k", time="52:40", effort=7, note="copy")
    question = words(asked)
    assert "Is this the run that is in your log already?" in question
    assert "In your log: Fri 20 Nov · **10.0 km** · 52:10" in question
    assert "This one: Fri 20 Nov · **10.1 km** · 52:40" in question
    await on_stage.ana.click(asked, label="Same run")
    assert "One run it is: 10.0 km in 52:10" in words(asked)
    assert "Effort 7 of 10 · “windy”" in words(asked)
    assert "1 run in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_two_runs_of_a_day_stay_two(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    asked = await log(on_stage, on_stage.ana)
    await on_stage.ana.click(asked, label="Two runs")
    assert "Logged: 10.0 km in 52:10" in words(asked)
    assert "2 runs in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_an_odd_copy_is_asked_about_twice(on_stage: Stage) -> None:
    first = await log(on_stage, on_stage.ana, time="2:50:00")
    await on_stage.ana.click(first, label="Log it as typed")
    asked = await log(on_stage, on_stage.ana, time="2:50:00")
    await on_stage.ana.click(asked, label="Log it as typed")
    assert "Is this the run that is in your log already?" in words(asked)
    await on_stage.ana.click(asked, label="Cancel")
    assert "Left out of your log" in words(asked)
    assert "1 run in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


# --- bests and doubts ---


async def test_a_first_and_a_best_are_named(on_stage: Stage) -> None:
    assert "Your first 5 km in this log." in words(
        await log(on_stage, on_stage.ana, distance="5k", time="25:00", when="monday")
    )
    best = words(await log(on_stage, on_stage.ana, distance="5k", time="24:31", when="wednesday"))
    assert "A new best over 5 km: 24:31. That is 29 seconds on your best so far." in best
    assert "best" not in words(await log(on_stage, on_stage.ana, distance="5k", time="24:40"))


async def test_a_run_in_doubt_waits_without_points_and_without_a_card(on_stage: Stage) -> None:
    asked = await log(on_stage, on_stage.ana, distance="10k", time="26:00")
    assert "points wait for a coach's word" in words(asked)
    assert "The feed hears of it once a coach has had a word on it." in words(asked)
    await on_stage.work()
    assert posts(on_stage.feed) == []
    listed = said(await on_stage.ana.slash(on_stage.feed, "run list"))
    assert "waits for a word" in listed
    assert "What waits or is kept aside is not in the sums." in listed
    assert "0 of 150" in said(await on_stage.ana.slash(on_stage.feed, "points show"))


async def test_a_card_goes_when_its_run_comes_into_doubt_and_comes_when_it_does_not_any_more(on_stage: Stage) -> None:
    logged = await log(on_stage, on_stage.ana)
    await on_stage.work()
    assert len(posts(on_stage.feed)) == 1
    shown = await on_stage.ana.click(logged, label="Edit")
    await on_stage.ana.submit_modal(shown, fields(shown) | {"time": "26:00"})
    await on_stage.work()
    assert posts(on_stage.feed) == []
    shown = await on_stage.ana.click(logged, label="Edit")
    await on_stage.ana.submit_modal(shown, fields(shown) | {"time": "46:00"})
    await on_stage.work()
    [card] = posts(on_stage.feed)
    assert "10.0 km · 46:00" in words(card)
