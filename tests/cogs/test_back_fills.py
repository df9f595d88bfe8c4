"""Looking further back as members meet it: in `/strava status`, in the letter about it, and on its way to the log."""

from datetime import timedelta

import simcord

from bot.domain.found_runs import FoundRun
from bot.services.ports import SourceLimited, SourceUnreachable
from tests.cogs.connected import connect, letters
from tests.composed import Stage, answer, buttons, said, words


def ran(stage: Stage, *days: int) -> list[FoundRun]:
    """Let Ana have run so many days ago."""
    return [stage.strava.finish("1", stage.env.now() - timedelta(days=number)) for number in days]


async def connected(stage: Stage) -> None:
    """Let Ana have connected Strava, and have been told so."""
    await connect(stage, stage.ana)
    await stage.work()


async def pick(stage: Stage, reach: str = "month") -> simcord.InteractionResult:
    shown = answer(await stage.ana.slash(stage.feed, "strava status"))
    return await stage.ana.select(shown, [reach], custom_id="backfill:begin:strava")


async def test_it_says_how_far_it_is_and_what_it_found_in_one_private_answer(on_stage: Stage) -> None:
    await connected(on_stage)
    ran(on_stage, 3, 10)
    begun = await pick(on_stage)
    shown = answer(begun)
    assert shown.ephemeral
    assert "**Looking further back at Strava:** back to Fri 20 Nov so far, on the way to Wed 21 Oct." in said(begun)
    assert list(buttons(shown)) == ["Stop looking"]
    await on_stage.application.look()
    assert "**Strava has 2 runs that are not in your log, 20.0 km.** Log them all?" in said(begun)
    assert list(buttons(answer(begun))) == ["Log them all", "Leave them"]
    logging = await on_stage.ana.click(answer(begun), label="Log them all")
    assert "**Your runs are on their way into your log.**" in said(logging)
    await on_stage.application.import_lists()
    assert "**Your list is in: 2 runs added.**" in said(logging)
    assert said(await on_stage.ana.slash(on_stage.feed, "run list")).count("10.0 km") >= 2
    # Whoever has read it here gets no letter, and the feed hears nothing.
    before = len(letters(on_stage, on_stage.ana))
    await on_stage.go_to(on_stage.env.now() + timedelta(minutes=2))
    await on_stage.work()
    assert len(letters(on_stage, on_stage.ana)) == before
    assert list(on_stage.feed.history()) == []


async def test_whoever_closed_the_answer_finds_it_in_their_direct_messages(on_stage: Stage) -> None:
    await connected(on_stage)
    ran(on_stage, 3, 10)
    on_stage.strava.trouble.append(SourceLimited())
    begun = await pick(on_stage)
    await on_stage.application.look()
    assert "It has had enough questions for now" in said(begun)
    stage = await on_stage.killed_and_started_again()
    await stage.go_to(stage.env.now() + timedelta(minutes=20))
    await stage.work()
    await stage.go_to(stage.env.now() + timedelta(minutes=2))
    await stage.work()
    letter = letters(stage, stage.ana)[-1]
    assert "**Strava has 2 runs that are not in your log, 20.0 km.**" in words(letter)
    logging = await stage.ana.user.click(letter, label="Log them all")
    assert "**Your runs are on their way into your log.**" in said(logging)
    await stage.application.import_lists()
    await stage.work()
    assert "are not in your log" not in words(letters(stage, stage.ana)[-1])


async def test_what_is_left_stays_out_of_the_log(on_stage: Stage) -> None:
    await connected(on_stage)
    ran(on_stage, 3)
    begun = await pick(on_stage)
    await on_stage.application.look()
    left = await on_stage.ana.click(answer(begun), label="Leave them")
    assert "All right: your log stays as it is" in said(left)
    again = await on_stage.press(on_stage.ana, answer(left), "backfill:log:1")
    assert "This list is kept no more." in said(again)


async def test_the_status_shows_it_too(on_stage: Stage) -> None:
    await connected(on_stage)
    ran(on_stage, 3)
    on_stage.strava.trouble.append(SourceUnreachable())
    begun = await pick(on_stage, "all")
    await on_stage.application.look()
    assert "It is silent just now; I try again by myself." in said(begun)
    status = await on_stage.ana.slash(on_stage.feed, "strava status")
    assert "on the way to Sat 1 Jan 2000." in said(status)
    stopped = await on_stage.ana.click(answer(status), label="Stop looking")
    assert "All right" in said(stopped)
    assert "Looking further back" not in said(await on_stage.ana.slash(on_stage.feed, "strava status"))


async def test_where_there_is_nothing_more_it_says_so(on_stage: Stage) -> None:
    await connected(on_stage)
    begun = await pick(on_stage, "year")
    await on_stage.application.look()
    assert "**Strava has nothing more for your log**, back to Thu 1 Jan." in said(begun)
    assert buttons(answer(begun)) == {}


async def test_a_forged_choice_begins_nothing(on_stage: Stage) -> None:
    await connected(on_stage)
    shown = answer(await on_stage.ana.slash(on_stage.feed, "strava status"))
    refused = await on_stage.press(on_stage.ana, shown, "backfill:begin:strava", "for ever")
    assert "These buttons have had their day." in said(refused)
    begun = await on_stage.press(on_stage.ben, shown, "backfill:begin:strava", "month")
    assert "There is no such connection." in said(begun)


async def test_forged_presses_reach_nobodys_list(on_stage: Stage) -> None:
    await connected(on_stage)
    ran(on_stage, 3)
    await pick(on_stage)
    await on_stage.application.look()
    shown = answer(await on_stage.ben.slash(on_stage.feed, "strava status"))
    for what in ("log", "leave"):
        for back_fill_id in (1, 10**17):
            pressed = await on_stage.press(on_stage.ben, shown, f"backfill:{what}:{back_fill_id}")
            assert "This list is kept no more." in said(pressed)
