"""Files of runs as members bring them: typed, from a message's menu, and lists of many."""

from datetime import timedelta
from typing import Any

import pytest
import simcord

from bot.files import LARGEST_FILE
from tests.composed import FRIDAY, Stage, answer, buttons, posts, said, words
from tests.files.making import CYCLING, RUNNING, START, fit, gpx, gzipped, row, strava_list, tcx, zipped

TYPED = {"distance": "10k", "time": "52:10", "when": "2026-11-18"}


async def bring(stage: Stage, who: Any, name: str, content: bytes, **options: Any) -> simcord.InteractionResult:
    """Type `/run upload` with a file."""
    result = await who.slash(stage.feed, "run upload", file=(name, content), **options)
    assert isinstance(result, simcord.InteractionResult)
    return result


async def press(stage: Stage, asked: simcord.InteractionResult, label: str) -> simcord.InteractionResult:
    """Let Ana press a button of an answer."""
    assert asked.response is not None
    return await stage.ana.click(asked.response, label=label)


def many_runs(count: int = 450) -> bytes:
    """Return a list with a run every other day, the newest two days ago."""
    return strava_list(*(row(number, at=FRIDAY - timedelta(days=2 * number)) for number in range(1, count + 1)))


# --- one run ---


async def test_a_file_becomes_a_run_with_its_card(on_stage: Stage) -> None:
    brought = await bring(on_stage, on_stage.ana, "morning.tcx", tcx((3_130, 10_000)), effort=4, note="  legs awake ")
    read = said(brought)
    assert "Logged: 10.0 km in 52:10 (5:13 /km)" in read
    assert "legs awake" in read
    await on_stage.application.deliver_outbox()
    assert "**Ana** ran 10.0 km" in words(posts(on_stage.feed)[-1])


async def test_a_file_brought_to_the_bots_direct_messages_is_logged_too(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run list")
    brought = await on_stage.ana.user.slash("run upload", file=("run.tcx", tcx((3_130, 10_000))))
    assert "Logged: 10.0 km in 52:10" in words(brought.response)


async def test_the_same_file_is_known_however_it_is_packed(on_stage: Stage) -> None:
    content = tcx((3_130, 10_000))
    await bring(on_stage, on_stage.ana, "morning.tcx", content)
    for name, packed in (("copy.tcx.gz", gzipped(content)), ("copy.zip", zipped(run_tcx=content))):
        again = said(await bring(on_stage, on_stage.ana, name, packed))
        assert "already in your log" in again
        assert "10.0 km in 52:10" in again


async def test_what_may_be_something_else_is_asked_about(on_stage: Stage) -> None:
    asked = await bring(on_stage, on_stage.ana, "track.gpx", gpx(200, kind=None))
    assert "Is this a run?" in said(asked)
    yes = await press(on_stage, asked, "Yes, log it")
    assert "Logged: 6.6 km" in words(yes.response)


async def test_a_file_can_be_left_out(on_stage: Stage) -> None:
    asked = await bring(on_stage, on_stage.ana, "track.gpx", gpx(200, kind=None))
    no = await press(on_stage, asked, "No")
    assert "Left out of your log" in words(no.response)
    assert "starts with your next run" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_a_watch_whose_clock_was_never_set_is_told_the_day(on_stage: Stage) -> None:
    asked = await bring(on_stage, on_stage.ana, "run.fit", fit((RUNNING, 8_000.0, 2_700, 2_700), start=1_000))
    assert "When was this run?" in said(asked)
    form = await press(on_stage, asked, "Say when")
    wrong = await on_stage.ana.submit_modal(form, {"when": "the day it rained"})
    # What was read and what was typed are both still there.
    assert "the day it rained" in words(wrong.response)
    form = await press(on_stage, asked, "Say when")
    right = await on_stage.ana.submit_modal(form, {"when": "2026-11-17 6am"})
    assert "Logged: 8.0 km in 45:00 (5:38 /km), Tuesday 17 Nov" in words(right.response)


async def test_a_run_without_a_distance_is_told_it(on_stage: Stage) -> None:
    asked = await bring(on_stage, on_stage.ana, "belt.fit", fit((RUNNING, None, 2_700, 2_700)))
    assert "How far was it?" in said(asked)
    form = await press(on_stage, asked, "Say how far")
    logged = await on_stage.ana.submit_modal(form, {"distance": "8k"})
    assert "Logged: 8.0 km in 45:00" in words(logged.response)


async def test_two_distances_in_one_file_are_a_choice(on_stage: Stage) -> None:
    asked = await bring(on_stage, on_stage.ana, "run.tcx", tcx((3_130, 10_000), point_m=9_000))
    assert "Which distance is right?" in said(asked)
    chosen = await press(on_stage, asked, "9.0 km")
    assert "Logged: 9.0 km in 52:10" in words(chosen.response)


async def test_odd_figures_of_a_file_are_logged_as_they_are_and_not_as_typed(on_stage: Stage) -> None:
    asked = await bring(on_stage, on_stage.ana, "run.fit", fit((RUNNING, 10_000.0, 12_000, 12_000)))
    assert "Did you mean" in said(asked)
    assert "Log it as typed" not in buttons(answer(asked))
    logged = await press(on_stage, asked, "Log it as it is")
    assert "Logged: 10.0 km in 3:20:00" in words(logged.response)


async def test_a_run_that_was_typed_before_is_asked_about(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10", when="2026-11-20")
    asked = await bring(on_stage, on_stage.ana, "run.tcx", tcx((3_130, 10_000)))
    same = await press(on_stage, asked, "Same run")
    assert "One run it is" in words(same.response)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.fit", b"", "That file is empty."),
        ("a.fit", fit((RUNNING, 8_000.0, 2_700, 2_700))[:60], "That file is damaged."),
        ("a.pdf", b"%PDF-1.7 and so on", "I can't tell what that file is."),
        ("ride.fit", fit((CYCLING, 8_000.0, 2_700, 2_700)), "That file holds a ride."),
        ("plan.gpx", gpx(20, timed=False), "nothing that was run"),
        ("two.zip", zipped(a_tcx=tcx((60, 100)), b_tcx=tcx((60, 100))), "That zip holds several files."),
        ("bomb.gz", gzipped(b"\0" * (41 * 1024 * 1024)), "unpacks to more than I can take"),
        ("a.csv", strava_list(headings="Identifiant,Date,Type"), "I can't read the headings of that list yet."),
        ("a.csv", strava_list(row(kind="Ride")), "There is no run in that list."),
    ],
)
async def test_a_file_that_cannot_be_logged_gets_one_plain_sentence(
    on_stage: Stage, name: str, content: bytes, sentence: str
) -> None:
    brought = await bring(on_stage, on_stage.ana, name, content)
    messages = [brought.response, *brought.followups]
    assert any(message is not None and sentence in words(message) for message in messages)


async def test_a_file_that_is_too_large_is_not_fetched(on_stage: Stage) -> None:
    brought = await bring(on_stage, on_stage.ana, "a.fit", b"x" * (LARGEST_FILE + 1))
    assert "larger than 8 MB" in said(brought)


# --- the menu of a message ---


async def test_a_file_posted_before_is_logged_from_its_menu(on_stage: Stage) -> None:
    files = [("me.jpg", b"a picture"), ("run.tcx", tcx((3_130, 10_000)))]
    message = await on_stage.ana.send(on_stage.feed, "this morning", attachments=files)
    logged = await on_stage.ana.context_menu(on_stage.feed, "Log this file", message)
    assert "Logged: 10.0 km in 52:10" in said(logged)


async def test_every_other_file_of_a_message_is_offered(on_stage: Stage) -> None:
    files = [
        ("easy.tcx", tcx((3_130, 10_000))),
        ("me.jpg", b"a picture"),
        ("ride.fit", fit((CYCLING, 8_000.0, 2_700, 2_700))),
        ("long.fit", fit((RUNNING, 18_000.0, 6_000, 6_000), start=START - timedelta(days=2))),
    ]
    message = await on_stage.ana.send(on_stage.feed, "a full week", attachments=files)
    logged = await on_stage.ana.context_menu(on_stage.feed, "Log this file", message)
    assert "Logged: 10.0 km in 52:10" in words(logged.response)
    [offer] = logged.followups
    assert "2 more files are in that message." in words(offer)
    assert list(buttons(offer)) == ["ride.fit", "long.fit"]
    ride = await on_stage.ana.click(offer, label="ride.fit")
    assert "That file holds a ride." in words(ride.response)
    second = await on_stage.ana.click(offer, label="long.fit")
    assert "Logged: 18.0 km in 1:40:00" in words(second.response)


async def test_a_file_that_cannot_be_read_leaves_the_others_of_its_message_within_reach(on_stage: Stage) -> None:
    files = [("ride.fit", fit((CYCLING, 8_000.0, 2_700, 2_700))), ("run.tcx", tcx((3_130, 10_000)))]
    message = await on_stage.ana.send(on_stage.feed, "a ride, then a run", attachments=files)
    refused = await on_stage.ana.context_menu(on_stage.feed, "Log this file", message)
    ride, offer = [one for one in (refused.response, *refused.followups) if one is not None and words(one)]
    assert "That file holds a ride." in words(ride)
    assert "One more file is in that message." in words(offer)
    assert "Logged: 10.0 km in 52:10" in words((await on_stage.ana.click(offer, label="run.tcx")).response)


async def test_a_teammates_file_is_theirs_to_log(on_stage: Stage) -> None:
    message = await on_stage.ana.send(on_stage.feed, "", attachments=[("run.tcx", tcx((3_130, 10_000)))])
    refused = await on_stage.ben.context_menu(on_stage.feed, "Log this file", message)
    assert "That file is a teammate's run." in said(refused)


async def test_a_message_without_a_file_of_a_run_says_so(on_stage: Stage) -> None:
    message = await on_stage.ana.send(on_stage.feed, "just words")
    refused = await on_stage.ana.context_menu(on_stage.feed, "Log this file", message)
    assert "There is no file of a run in that message." in said(refused)


# --- a list of many ---


async def test_a_list_shows_how_far_it_is_and_how_it_ended(on_stage: Stage) -> None:
    brought = await bring(on_stage, on_stage.ana, "activities.csv", many_runs())
    begun = answer(brought)
    assert "▱▱▱▱▱▱▱▱▱▱▱▱ 0 of 450" in words(begun)
    importer = on_stage.application.importer
    assert await importer.one_part_of_each()
    await importer.show()
    assert "▰▰▰▰▰▱▱▱▱▱▱▱ 200 of 450" in words(brought.response)
    await on_stage.application.import_lists()
    assert "Your list is in: 450 runs added." in words(brought.response)
    await on_stage.go_to(on_stage.env.now() + timedelta(minutes=5))
    await on_stage.application.deliver_outbox()
    # It stands in the answer, so nothing is written to Ana, nor told in the feed.
    assert on_stage.ana.user.dm_channel.history() == []
    assert posts(on_stage.feed) == []


async def test_a_list_goes_on_after_a_restart_and_is_summed_up_in_a_direct_message(on_stage: Stage) -> None:
    await bring(on_stage, on_stage.ana, "activities.csv", many_runs())
    assert await on_stage.application.importer.one_part_of_each()
    again = await on_stage.killed_and_started_again()
    await again.application.import_lists()
    await again.go_to(again.env.now() + timedelta(minutes=2))
    await again.application.deliver_outbox()
    [letter] = again.ana.user.dm_channel.history()
    assert "Your list is in: 450 runs added." in words(letter)


async def test_a_list_that_takes_longer_than_its_answer_lives_is_summed_up_in_a_direct_message(
    on_stage: Stage,
) -> None:
    brought = await bring(on_stage, on_stage.ana, "activities.csv", many_runs())
    await on_stage.go_to(on_stage.env.now() + timedelta(minutes=16))
    await on_stage.application.import_lists()
    assert "0 of 450" in words(brought.response)
    await on_stage.go_to(on_stage.env.now() + timedelta(minutes=2))
    await on_stage.application.deliver_outbox()
    [letter] = on_stage.ana.user.dm_channel.history()
    assert "Your list is in: 450 runs added." in words(letter)


async def test_a_summary_waits_in_the_inbox_while_direct_messages_are_closed(on_stage: Stage) -> None:
    await bring(on_stage, on_stage.ana, "activities.csv", many_runs(3))
    again = await on_stage.killed_and_started_again()
    path = f"/channels/{again.ana.user.dm_channel.id}/messages"
    again.env.inject_error("POST", path, status=403, code=50007, message="Cannot send messages", times=None)
    await again.application.import_lists()
    await again.go_to(again.env.now() + timedelta(minutes=2))
    await again.application.deliver_outbox()
    assert "3 runs added" in said(await again.ana.slash(again.feed, "feedback inbox"))


async def test_a_list_can_be_stopped(on_stage: Stage) -> None:
    brought = await bring(on_stage, on_stage.ana, "activities.csv", many_runs())
    await on_stage.application.importer.one_part_of_each()
    await press(on_stage, brought, "Stop here")
    await on_stage.application.import_lists()
    assert "Stopped. 200 runs added so far, and they stay." in words(brought.response)


async def test_what_looks_like_a_typed_run_is_decided_at_the_end(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run log", **TYPED)
    brought = await bring(
        on_stage,
        on_stage.ana,
        "activities.csv",
        strava_list(row(1, at=FRIDAY - timedelta(days=2)), row(2, at=FRIDAY - timedelta(days=9))),
    )
    await on_stage.application.import_lists()
    assert "For you to decide: 1" in words(brought.response)
    pairs = await press(on_stage, brought, "Decide")
    assert "One run, or two?" in said(pairs)
    assert set(buttons(pairs.response)) == {"Same run", "Two runs"}
    decided = await press(on_stage, pairs, "Same run")
    assert "Your log has 1 run from this list." in words(decided.response)
