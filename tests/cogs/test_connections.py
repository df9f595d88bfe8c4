"""`/strava` and `/intervals` as members meet them, and the questions about runs in their direct messages."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot.domain.back_fills import Reach
from bot.domain.connections import Level, Service
from bot.domain.runs import RunSource
from bot.errors import UserError
from bot.secret_box import FernetBox, new_key
from bot.services.asker import Asker
from bot.services.ports import SourceUnreachable
from bot.services.sealing import SealingService
from bot.services.service_calls import note_usage
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork
from tests.cogs.connected import CALLBACK, below, connect, consent, letters, nudge, submit
from tests.cogs.test_privacy import file_contains
from tests.composed import Stage, answer, buttons, fields, last, links, said, words


async def test_five_points_come_before_the_way_to_strava(on_stage: Stage) -> None:
    shown = await consent(on_stage, on_stage.ana)
    text = said(shown)
    for point in ("What I read", "What it is for", "How to stop", "How to have it deleted", "You hear when it is done"):
        assert f"**{point}**" in text
    assert links(answer(shown))["Connect with Strava"].startswith("https://service.example/authorize?state=")
    assert answer(shown).ephemeral


async def test_whoever_agrees_pastes_the_address_and_is_connected(on_stage: Stage) -> None:
    connected = await connect(on_stage, on_stage.ana)
    assert "**Strava is connected.**" in said(connected)
    assert "I begin with the past twelve hours; older runs stay where they are." in said(connected)
    await on_stage.work()
    assert "Was that not you? `/strava disconnect` ends it." in words(letters(on_stage, on_stage.ana)[-1])
    status = said(await on_stage.ana.slash(on_stage.feed, "strava status"))
    assert "**Strava** connected since" in status
    assert "**intervals.icu** not connected." in status
    assert "For admins" not in status


async def test_an_address_that_says_nothing_keeps_what_was_pasted(on_stage: Stage) -> None:
    shown = answer(await consent(on_stage, on_stage.ana))
    form = await on_stage.ana.click(shown, label="Paste the address")
    refused = await submit(on_stage.ana, form, address="http://localhost/")
    assert "That address does not hold all of Strava's answer." in said(refused)
    assert "Try again" in buttons(answer(refused))


async def test_a_cut_address_may_be_mended_and_one_whose_way_is_closed_leads_to_a_new_one(on_stage: Stage) -> None:
    shown = answer(await consent(on_stage, on_stage.ana))
    [state] = parse_qs(urlsplit(links(shown)["Connect with Strava"]).query)["state"]
    address = f"{CALLBACK}?state={state}&code={on_stage.strava.agree('1')}"
    form = await on_stage.ana.click(shown, label="Paste the address")
    cut = await submit(on_stage.ana, form, address=address)
    assert "That address does not hold all of Strava's answer." in said(cut)
    assert state not in said(cut)
    again = await on_stage.ana.click(answer(cut), label="Try again")
    unticked = await submit(on_stage.ana, again, address=f"{address}&scope=read")
    assert "leave the tick" in said(unticked)
    form = await on_stage.ana.click(shown, label="Paste the address")
    closed = await submit(on_stage.ana, form, address=f"{address}&scope=read,activity:read")
    assert "`/strava connect` opens a new one." in said(closed)
    for refused in (unticked, closed):
        assert list(buttons(answer(refused))) == []
        assert state not in said(refused)


async def test_what_was_shared_is_told_to_go_before_it_does(on_stage: Stage) -> None:
    await connect(on_stage, on_stage.ana)
    await nudge(on_stage, on_stage.ana)
    await on_stage.ana.user.click(letters(on_stage, on_stage.ana)[-1], label="Log it")
    database = on_stage.application.database
    [run] = await database.read(lambda uow: uow.found_runs.entries(1, RunSource.CONFIRMED, 9))
    await database.write(lambda uow: uow.runs.change(run.run_id, source=RunSource.SHARED))
    assert "Shared as it has them, and followed there: 1 run." in said(
        await on_stage.ana.slash(on_stage.feed, "strava status")
    )
    asked = answer(await on_stage.ana.slash(on_stage.feed, "strava disconnect"))
    assert "What you shared as it has it goes too: 1 run." in words(asked)
    assert "Deleted with it: 1 run." in said(await on_stage.ana.click(asked, label="Disconnect"))


async def test_a_run_is_asked_about_in_private_and_logged_with_a_press(on_stage: Stage) -> None:
    await connect(on_stage, on_stage.ana)
    await nudge(on_stage, on_stage.ana, device="Garmin Forerunner 255")
    letter = letters(on_stage, on_stage.ana)[-1]
    assert "**Strava has a run: 10.0 km, 51:12.** Log it for Harriers?" in words(letter)
    assert "Garmin Forerunner 255" in words(letter)
    assert "**[View on Strava](https://www.strava.com/activities/" in words(letter)
    assert list(buttons(letter)) == ["Log it", "Edit", "Ignore"]
    assert list(on_stage.feed.history()) == []
    logged = await on_stage.ana.user.click(letter, label="Log it")
    assert "10.0 km" in below(logged)
    letter = letters(on_stage, on_stage.ana)[-1]
    assert "**In your log: 10.0 km, 51:12.**" in words(letter)
    assert list(buttons(letter)) == []
    await on_stage.work()
    # The entry is Ana's own word, and is shown as her profile says; where it came from is nobody's business.
    card = last(on_stage.feed)
    assert "Strava" not in words(card)


async def test_the_form_comes_filled_in(on_stage: Stage) -> None:
    await connect(on_stage, on_stage.ana)
    await nudge(on_stage, on_stage.ana)
    form = await on_stage.ana.user.click(letters(on_stage, on_stage.ana)[-1], label="Edit")
    logged = await submit(
        on_stage.ana.user, form, distance="9.8 km", time="51:12", when="today", effort="4", note="windy"
    )
    assert "9.8 km" in below(logged)
    assert "windy" in below(logged)
    assert "**In your log: 9.8 km, 51:12.**" in words(letters(on_stage, on_stage.ana)[-1])


async def test_a_run_keeps_its_day_and_seconds_when_its_distance_is_asked_about(on_stage: Stage) -> None:
    await connect(on_stage, on_stage.ana)
    began = on_stage.env.now().replace(hour=2, minute=14, second=37)
    # Abroad: there it was the evening before.
    day = (began - timedelta(hours=9)).date()
    run = on_stage.strava.finish("1", began)
    on_stage.strava.change("1", run.key, local_date=day, elapsed_s=3_300)
    await on_stage.work()
    form = await on_stage.ana.user.click(letters(on_stage, on_stage.ana)[-1], label="Edit")
    asked = await submit(on_stage.ana.user, form, **(fields(form) | {"distance": "10"}))
    assert "**Which is “10”?**" in below(asked)
    [question] = asked.followups
    await on_stage.ana.user.click(question, label="10 km")

    def logged(uow: UnitOfWork) -> list[RunRow]:
        runner = uow.runners.find(on_stage.guild.id, on_stage.ana.id)
        assert runner is not None
        return uow.runs.newest(runner.runner_id, 9)

    [entry] = await on_stage.application.database.read(logged)
    assert (entry.local_date, entry.started_at, entry.elapsed_s) == (day, began, 3_300)


async def test_what_is_ignored_can_be_logged_all_the_same(on_stage: Stage) -> None:
    await connect(on_stage, on_stage.ana)
    await nudge(on_stage, on_stage.ana)
    await on_stage.ana.user.click(letters(on_stage, on_stage.ana)[-1], label="Ignore")
    letter = letters(on_stage, on_stage.ana)[-1]
    assert "Left out of your log: 10.0 km, 51:12." in words(letter)
    await on_stage.ana.user.click(letter, label="Log it")
    assert "**In your log: 10.0 km, 51:12.**" in words(letters(on_stage, on_stage.ana)[-1])


async def test_a_run_that_looks_like_an_entry_is_asked_about_before_it_is_doubled(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="51:30")
    await connect(on_stage, on_stage.ana)
    await nudge(on_stage, on_stage.ana)
    letter = letters(on_stage, on_stage.ana)[-1]
    assert "It looks like your 10.0 km of" in words(letter)
    asked = await on_stage.ana.user.click(letter, label="Log it")
    [question] = asked.followups
    assert list(buttons(question))[:2] == ["Same run", "Two runs"]


async def test_disconnecting_asks_about_the_runs_and_says_what_became_of_them(on_stage: Stage) -> None:
    await connect(on_stage, on_stage.ana)
    await nudge(on_stage, on_stage.ana)
    await on_stage.ana.user.click(letters(on_stage, on_stage.ana)[-1], label="Log it")
    asked = answer(await on_stage.ana.slash(on_stage.feed, "strava disconnect"))
    assert list(buttons(asked)) == ["Keep my runs", "Delete them too", "Stay connected"]
    ended = await on_stage.ana.click(asked, label="Keep my runs")
    assert "**Strava is disconnected.**" in said(ended)
    assert "Kept in your log as your own: 1 run." in said(ended)
    await on_stage.work()
    assert on_stage.strava.revoked
    assert "All that it told is deleted, and access is being given back." in words(letters(on_stage, on_stage.ana)[-1])
    again = await on_stage.ana.slash(on_stage.feed, "strava disconnect")
    assert "There is no such connection." in said(again)


async def test_who_is_forgotten_finds_nothing_of_what_strava_told_in_their_direct_messages(on_stage: Stage) -> None:
    await connect(on_stage, on_stage.ana)
    for _ in range(2):
        await nudge(on_stage, on_stage.ana)
        await on_stage.go_to(on_stage.env.now() + timedelta(hours=2))
        await on_stage.work()
    asked, logged = letters(on_stage, on_stage.ana)[-2:]
    assert "Strava has a run" in words(asked)
    await on_stage.ana.user.click(logged, label="Log it")
    question = answer(await on_stage.ana.slash(on_stage.feed, "privacy forget"))
    forgotten = await on_stage.ana.click(question, label="Erase it all")
    assert "what services told you in direct messages are being taken down" in said(forgotten)
    await on_stage.work()
    assert [words(one) for one in letters(on_stage, on_stage.ana) if "10.0 km" in words(one)] == []
    assert on_stage.strava.revoked
    assert not file_contains(on_stage, str(on_stage.ana.id))


async def test_whoever_is_connected_sees_and_ends_it_where_strava_is_switched_off_since(on_stage: Stage) -> None:
    await connect(on_stage, on_stage.ana)
    await nudge(on_stage, on_stage.ana)
    await on_stage.ana.user.click(letters(on_stage, on_stage.ana)[-1], label="Log it")
    sources = replace(on_stage.sources, level=Level.OFF)
    off = await replace(on_stage, sources=sources).killed_and_started_again()
    shown = await off.ana.slash(off.feed, "strava status")
    assert "**Strava** connected since" in said(shown)
    assert "In your log from it: 1 run." in said(shown)
    assert "`/strava disconnect` ends it." in said(shown)
    assert "set up" not in said(shown)
    assert "**Strava** is not set up here." in said(await off.ben.slash(off.feed, "strava status"))
    with pytest.raises(UserError, match="service_not_set_up"):
        await off.application.services.back_fills.begin(
            Asker(off.guild.id, off.ana.id, "Ana"), Service.STRAVA, Reach.MONTH
        )
    asked = answer(await off.ana.slash(off.feed, "strava disconnect"))
    assert "**Strava is disconnected.**" in said(await off.ana.click(asked, label="Keep my runs"))
    await off.work()
    assert off.strava.revoked
    assert "**Strava** is not set up here." in said(await off.ana.slash(off.feed, "strava status"))


async def test_withdrawn_access_is_told_with_two_ways_on(on_stage: Stage) -> None:
    await connect(on_stage, on_stage.ana)
    await nudge(on_stage, on_stage.ana)
    await on_stage.ana.user.click(letters(on_stage, on_stage.ana)[-1], label="Log it")
    on_stage.strava.account("1").is_open = False
    await on_stage.go_to(on_stage.env.now() + timedelta(minutes=31))
    await on_stage.work()
    letter = letters(on_stage, on_stage.ana)[-1]
    assert "**Strava gives me access no more**" in words(letter)
    assert list(buttons(letter)) == ["Keep my runs", "Delete them too"]
    ended = await on_stage.ana.user.click(letter, label="Delete them too")
    assert "**Strava is disconnected.**" in said(ended)
    assert "10.0 km" not in said(await on_stage.ana.slash(on_stage.feed, "run list"))


@pytest.mark.parametrize("what", ["keep", "delete"])
async def test_what_becomes_of_logged_runs_is_acknowledged_before_it_is_done_and_a_refusal_is_private(
    on_stage: Stage, what: str
) -> None:
    await connect(on_stage, on_stage.ana)
    await nudge(on_stage, on_stage.ana)
    await on_stage.ana.user.click(letters(on_stage, on_stage.ana)[-1], label="Log it")
    on_stage.strava.account("1").is_open = False
    await on_stage.go_to(on_stage.env.now() + timedelta(minutes=31))
    await on_stage.work()
    page = answer(await on_stage.ana.slash(on_stage.feed, "strava status"))
    [custom_id] = [one for one in buttons(page).values() if one.startswith(f"connection:{what}:")]
    theirs = await on_stage.press(on_stage.ben, last(on_stage.feed), custom_id)
    # Deleting many takes longer, which Discord's three seconds leave no time for.
    mine = await on_stage.press(on_stage.ana, page, custom_id)
    assert mine.deferred
    assert "**Strava is disconnected.**" in words(page)
    again = await on_stage.press(on_stage.ana, last(on_stage.feed), custom_id)
    for refused in (theirs, again):
        assert not refused.deferred
        assert answer(refused).ephemeral
        assert "That is decided already." in said(refused)


@pytest.mark.parametrize("press", ["Keep my runs", "Delete them too"])
async def test_who_connects_again_is_asked_about_the_runs_from_before_first(on_stage: Stage, press: str) -> None:
    await connect(on_stage, on_stage.ana)
    await nudge(on_stage, on_stage.ana)
    await on_stage.ana.user.click(letters(on_stage, on_stage.ana)[-1], label="Log it")
    on_stage.strava.account("1").is_open = False
    await on_stage.go_to(on_stage.env.now() + timedelta(minutes=31))
    await on_stage.work()
    asked = answer(await consent(on_stage, on_stage.ana))
    assert "**Before you connect Strava again:** in your log from before: 1 run." in words(asked)
    assert list(buttons(asked)) == ["Keep my runs", "Delete them too"]
    ended = said(await on_stage.ana.click(asked, label=press))
    assert ("Kept in your log as your own: 1 run." if press == "Keep my runs" else "Deleted with it: 1 run.") in ended
    assert "`/strava connect` connects it again." in ended
    assert "**Strava is connected.**" in said(await connect(on_stage, on_stage.ana, "2"))
    assert "In your log from it" not in said(await on_stage.ana.slash(on_stage.feed, "strava status"))


async def test_a_key_that_the_operator_changed_is_told_as_what_it_is(on_stage: Stage) -> None:
    await connect(on_stage, on_stage.ana)
    await nudge(on_stage, on_stage.ana)
    await on_stage.ana.user.click(letters(on_stage, on_stage.ana)[-1], label="Log it")
    gone = SealingService(on_stage.application.database, FernetBox([new_key()]))
    assert await gone.give_up(on_stage.env.now()) == 1
    await on_stage.work()
    letter = letters(on_stage, on_stage.ana)[-1]
    assert "the key to it was changed on our side." in words(letter)
    assert "gives me access no more" not in words(letter)
    assert "`/strava connect` connects it again" in words(letter)
    assert "In your log from it: 1 run." in words(letter)
    status = said(await on_stage.ana.slash(on_stage.feed, "strava status"))
    assert "**Strava** is open to me no more." in status
    ended = await on_stage.ana.user.click(letter, label="Keep my runs")
    assert "Kept in your log as your own: 1 run." in said(ended)


async def test_a_key_connects_intervals_and_is_shown_nowhere(on_stage: Stage) -> None:
    on_stage.intervals.account("i7")
    shown = answer(await on_stage.ana.slash(on_stage.feed, "intervals connect"))
    form = await on_stage.ana.click(shown, label="Enter the key")
    refused = await submit(on_stage.ana, form, key="key-of-nobody")
    assert "That key opens nothing at intervals.icu." in said(refused)
    assert "key-of-nobody" not in said(refused)
    form = await on_stage.ana.click(shown, label="Enter the key")
    assert "**intervals.icu is connected.**" in said(await submit(on_stage.ana, form, key="key-i7"))
    on_stage.intervals.account("i8")
    form = await on_stage.ana.click(shown, label="Enter the key")
    other = said(await submit(on_stage.ana, form, key="key-i8"))
    assert "Another account of yours at intervals.icu is connected." in other
    assert "key-i8" not in other


async def test_a_run_that_both_services_tell_of_is_one_question(on_stage: Stage) -> None:
    await connect(on_stage, on_stage.ana)
    on_stage.intervals.account("i7")
    shown = answer(await on_stage.ana.slash(on_stage.feed, "intervals connect"))
    await submit(on_stage.ana, await on_stage.ana.click(shown, label="Enter the key"), key="key-i7")
    await on_stage.work()
    before = len(letters(on_stage, on_stage.ana))
    began = on_stage.env.now() - timedelta(hours=1)
    at_strava = on_stage.strava.finish("1", began)
    on_stage.intervals.finish("i7", began + timedelta(seconds=20), 10_030)
    await on_stage.env.advance_time(31 * 60)
    await on_stage.work()
    [letter] = letters(on_stage, on_stage.ana)[before:]
    assert "**Strava has a run: 10.0 km, 51:12.** Log it for Harriers?" in words(letter)
    # It is deleted there, and the same run is asked about as the other one has it.
    del on_stage.strava.account("1").runs[at_strava.key]
    await on_stage.application.services.hints.take(Service.STRAVA, "1", at_strava.key, "delete")
    await on_stage.work()
    [letter] = letters(on_stage, on_stage.ana)[before:]
    assert "**intervals.icu has a run: 10.0 km, 51:12.** Log it for Harriers?" in words(letter)
    await on_stage.ana.user.click(letter, label="Log it")
    assert "**In your log: 10.0 km, 51:12.**" in words(letters(on_stage, on_stage.ana)[-1])


async def test_an_admin_sees_the_seats(on_stage: Stage) -> None:
    await connect(on_stage, on_stage.ana)
    admin = await on_stage.asked(
        on_stage.guild.add_member(
            on_stage.env.create_user("Dora"),
            roles=[on_stage.guild.create_role("Board", permissions=discord.Permissions(manage_guild=True))],
        )
    )
    assert "For admins: places taken at Strava: 1 of 10." in said(await admin.slash(on_stage.feed, "strava status"))


async def test_when_strava_is_silent_nothing_is_connected_and_it_says_so(on_stage: Stage) -> None:
    on_stage.strava.trouble.append(SourceUnreachable())
    assert "It does not answer just now, so nothing is connected." in said(await connect(on_stage, on_stage.ana))


async def test_a_long_rest_is_told_on_each_readers_own_clock(on_stage: Stage) -> None:
    now = on_stage.env.now()
    until = now + timedelta(minutes=640)
    note = on_stage.application.database.write
    await note(lambda uow: note_usage(uow, Service.STRAVA, None, now, until))
    refused = said(await connect(on_stage, on_stage.ana))
    assert f"Try again <t:{int(until.timestamp())}:R>." in refused
    assert "640" not in refused


@pytest.mark.parametrize("what", ["log", "edit", "share", "ignore", "take", "leave", "open"])
async def test_forged_presses_reach_nobodys_run(on_stage: Stage, what: str) -> None:
    await connect(on_stage, on_stage.ana)
    await nudge(on_stage, on_stage.ana)
    shown = answer(await on_stage.ben.slash(on_stage.feed, "strava status"))
    for found_id in (1, 10**17):
        pressed = await on_stage.press(on_stage.ben, shown, f"found:{what}:{found_id}")
        refusal = said(pressed)
        assert "kept no more" in refusal or "Sharing from Strava is off here." in refusal
