"""`/race` as runners and the team's feed see it: the card, joining with a press, goals, changes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import discord
import pytest
import simcord

from bot.domain.race_events import EventProblem
from bot.services.asker import Asker
from bot.services.cheers import CALM
from bot.services.profiles import ProfileChange
from bot.ui.text.race_events import PROBLEMS as EVENT_PROBLEMS
from tests.cogs.admins import dora
from tests.composed import Stage, answer, buttons, die_while_sending, fields, posts, pressable, said, words


async def add(stage: Stage, **options: Any) -> simcord.InteractionResult:
    values: dict[str, Any] = {"name": "Berlin 10k", "date": "2027-04-11", "distance": "10k"}
    added = await stage.ana.slash(stage.feed, "race add", **(values | options))
    await stage.application.deliver_outbox()
    return added


def cards(stage: Stage) -> list[discord.Message]:
    """Return what the feed says of races, but for SimCord's own line on a new thread."""
    return [message for message in posts(stage.feed) if message.components and "I'm in" in buttons(message)]


def card(stage: Stage) -> discord.Message:
    [found] = cards(stage)
    return found


async def rest(stage: Stage) -> None:
    """Let the card follow all that happened."""
    await stage.go_to(stage.env.now() + CALM + timedelta(seconds=1))
    await stage.application.deliver_outbox()


def letters(member: simcord.MemberActor) -> list[str]:
    return [words(message) for message in member.user.dm_channel.history()]


async def test_a_race_has_a_card_with_a_thread_to_talk_in(on_stage: Stage) -> None:
    told = await add(on_stage, distance="10k, half", time="9:00, 10:30", place="Tempelhof", url="example.org")
    assert told.ephemeral
    assert "-# Added. The card with “I'm in” is on its way to the feed." in said(told)
    assert "Sunday 11 Apr 2027" in said(told)
    posted = card(on_stage)
    assert words(posted) == (
        "### Berlin 10k\n"
        "**Sunday 11 Apr 2027** · <t:1807434000:R>\n"
        "Tempelhof · [The race's page](<https://example.org>)\n"
        "**10 km** · <t:1807434000:t>, 09:00 there · open\n"
        "**Half marathon** · <t:1807439400:t>, 10:30 there · open\n"
        "I'm in\nCheering\nDetails"
    )
    [thread] = on_stage.feed.threads
    assert (thread.id, thread.name) == (posted.id, "Berlin 10k")


async def test_the_thread_of_a_race_calls_nobody(on_stage: Stage) -> None:
    await add(on_stage, name="@everyone 10k")
    [thread] = on_stage.feed.threads
    assert thread.name == "@\u200beveryone 10k"


async def test_a_race_works_where_no_thread_may_be_opened(on_stage: Stage) -> None:
    await on_stage.forbid(on_stage.feed, "create_public_threads")
    await add(on_stage)
    assert len(cards(on_stage)) == 1
    assert on_stage.feed.threads == []
    await on_stage.ben.click(card(on_stage), label="I'm in")
    await rest(on_stage)
    assert "**10 km** · Ben" in words(card(on_stage))


async def test_a_card_comes_once_though_the_process_died_while_sending_it(on_stage: Stage) -> None:
    values: dict[str, Any] = {"name": "Berlin 10k", "date": "2027-04-11", "distance": "10k"}
    await on_stage.ana.slash(on_stage.feed, "race add", **values)
    await die_while_sending(on_stage.application, after_sending=True)
    again = await on_stage.killed_and_started_again()
    await again.go_to(again.env.now() + timedelta(minutes=2))
    await again.application.deliver_outbox()
    assert len(cards(again)) == 1


async def test_a_press_puts_one_down_and_the_card_follows(on_stage: Stage) -> None:
    await add(on_stage)
    joined = await on_stage.ben.click(card(on_stage), label="I'm in")
    assert joined.ephemeral
    assert "You run the **10 km**." in said(joined)
    assert set(buttons(answer(joined))) == {"My goal", "My pace card", "Take me out"}
    cheering = await on_stage.chloe.click(card(on_stage), label="Cheering")
    assert "You are there to cheer." in said(cheering)
    await rest(on_stage)
    assert "**10 km** · Ben\nCheering: Chloé" in words(card(on_stage))
    out = await on_stage.ben.click(answer(joined), label="Take me out")
    assert "You are out of this one." in said(out)
    await rest(on_stage)
    assert "**10 km** · open" in words(card(on_stage))


async def test_a_race_of_several_distances_asks_which(on_stage: Stage) -> None:
    await add(on_stage, distance="10k, half")
    asked = await on_stage.ben.click(card(on_stage), label="I'm in")
    assert "Which distance do you run?" in said(asked)
    [custom_id] = [one for one in _ids(answer(asked)) if one.startswith("race:distance:")]
    half = _options(answer(asked))["half marathon"]
    joined = await on_stage.press(on_stage.ben, answer(asked), custom_id, half)
    assert "You run the **half marathon**." in said(joined)
    typed = await on_stage.chloe.slash(on_stage.feed, "race join", race="berlin 10k", distance="10k", goal="49:59")
    assert "Your goal: **49:59**, between you and me" in said(typed)
    await rest(on_stage)
    assert "**10 km** · Chloé\n**Half marathon** · Ben" in words(card(on_stage))


async def test_a_goal_is_shown_once_its_runner_says_so(on_stage: Stage) -> None:
    await add(on_stage)
    joined = await on_stage.ben.click(card(on_stage), label="I'm in")
    form = await on_stage.ben.click(answer(joined), label="My goal")
    noted = await on_stage.ben.submit_modal(form, {"goal": "a smile @everyone"})
    assert "between you and me" in said(noted)
    await rest(on_stage)
    assert "smile" not in words(card(on_stage))
    await on_stage.ben.click(answer(noted), label="Show my goal")
    await rest(on_stage)
    assert "Ben (a smile @\u200beveryone)" in words(card(on_stage))
    assert not card(on_stage).mention_everyone


async def test_a_press_of_cheering_takes_no_goal_away(on_stage: Stage) -> None:
    await add(on_stage)
    await on_stage.ben.slash(on_stage.feed, "race join", race="Berlin 10k", goal="49:00")
    cheering = await on_stage.ben.click(card(on_stage), label="Cheering")
    assert "*I'm in* brings back" in said(cheering)
    back = await on_stage.ben.click(answer(cheering), label="I'm in")
    assert "Your goal: **49:00**, between you and me" in said(back)


async def test_another_distance_asks_for_a_goal_of_its_own(on_stage: Stage) -> None:
    await add(on_stage, distance="10k, half")
    await on_stage.ben.slash(on_stage.feed, "race join", race="Berlin 10k", distance="10k", goal="45:00")
    longer = await on_stage.ben.slash(on_stage.feed, "race join", race="Berlin 10k", distance="half")
    assert "-# Your goal of 45:00 was for the 10 km: *My goal* takes one for this distance." in said(longer)
    again = await on_stage.ben.slash(on_stage.feed, "race join", race="Berlin 10k", goal="1:40")
    assert "45:00" not in said(again)


async def test_a_goal_that_cannot_be_read_gives_its_text_back(on_stage: Stage) -> None:
    await add(on_stage)
    joined = await on_stage.ben.click(card(on_stage), label="I'm in")
    form = await on_stage.ben.click(answer(joined), label="My goal")
    refused = await on_stage.ben.submit_modal(form, {"goal": "45.30"})
    assert "minutes and seconds" in said(refused)
    assert "45.30" in said(refused)


async def test_a_runner_alone_sees_what_a_race_promises_and_takes_a_pace_card_along(on_stage: Stage) -> None:
    await add(on_stage, distance="half")
    run = {"distance": "10k", "time": "50:00", "kind": "race"}
    await on_stage.ben.slash(on_stage.feed, "run log", **run)
    assert "late" not in said(await on_stage.ben.slash(on_stage.feed, "race show", race="Berlin 10k"))
    await on_stage.ben.slash(on_stage.feed, "race join", race="Berlin 10k")
    shown = await on_stage.ben.slash(on_stage.feed, "race show", race="Berlin 10k")
    assert "By your running of late: **1:44:30 to 1:57:30**" in said(shown)
    promised = await on_stage.ben.click(answer(shown), label="My pace card")
    assert promised.ephemeral
    assert "### Half marathon · 21.1 km · 1:44:30 to 1:57:30" in said(promised)
    assert "From 10 km in 50:00" in said(promised)
    [file] = answer(promised).attachments
    assert (await file.read()).startswith(b"\x89PNG")
    assert "late" not in said(await on_stage.ana.slash(on_stage.feed, "race show", race="Berlin 10k"))


async def test_without_a_race_in_the_log_a_goal_makes_the_pace_card(on_stage: Stage) -> None:
    await add(on_stage)
    joined = await on_stage.ben.slash(on_stage.feed, "race join", race="Berlin 10k")
    bare = await on_stage.ben.click(answer(joined), label="My pace card")
    assert "A prediction comes with a race" in said(bare)
    assert answer(bare).attachments == []
    await on_stage.ben.slash(on_stage.feed, "race join", race="Berlin 10k", goal="49:59")
    again = await on_stage.ben.click(answer(joined), label="My pace card")
    assert len(answer(again).attachments) == 1


async def test_the_list_tells_who_runs_too(on_stage: Stage) -> None:
    empty = await on_stage.ana.slash(on_stage.feed, "race list")
    assert "No race in the calendar yet." in said(empty)
    await add(on_stage)
    await on_stage.ben.click(card(on_stage), label="I'm in")
    await on_stage.chloe.click(card(on_stage), label="I'm in")
    listed = said(await on_stage.ana.slash(on_stage.feed, "race list"))
    assert "**Berlin 10k** · Sun 11 Apr 2027\n10 km · 2 teammates run this" in listed
    assert "you and 1 teammate run this" in said(await on_stage.ben.slash(on_stage.feed, "race list"))


async def test_the_list_leads_back_to_races_that_were_run(on_stage: Stage) -> None:
    for day in range(1, 11):
        await add(on_stage, name=f"Race {day}", date=f"2026-12-{day:02}", distance="half, 8k")
    await on_stage.go_to(datetime(2026, 12, 11, 12, tzinfo=UTC))
    ahead = await on_stage.ana.slash(on_stage.feed, "race list")
    assert "No race ahead for now." in said(ahead)
    assert set(buttons(answer(ahead))) == {"Earlier"}
    been = await on_stage.ana.click(answer(ahead), label="Earlier")
    assert said(been).startswith("### Races that were run\n**Race 10** · Thu 10 Dec\n8 km, Half marathon\n**Race 9**")
    before = await on_stage.ana.click(answer(been), label="Earlier")
    assert "**Race 2**" in said(before)
    assert set(buttons(answer(before))) == {"Later"}
    assert "**Race 10**" in said(await on_stage.ana.click(answer(before), label="Later"))


async def test_who_is_in_hears_of_a_change_and_can_open_the_race_from_there(on_stage: Stage) -> None:
    await add(on_stage)
    await on_stage.ben.click(card(on_stage), label="I'm in")
    options: dict[str, Any] = {"race": "Berlin 10k", "date": "2027-04-18", "place": "Tempelhof"}
    changed = await on_stage.ana.slash(on_stage.feed, "race edit", **options)
    assert "Changed. Everybody who is in hears of it." in said(changed)
    await rest(on_stage)
    [letter] = letters(on_stage.ben)
    assert letter == "**Berlin 10k** has news. It is on Sunday 18 Apr 2027. It is in Tempelhof.\n-# Harriers\nDetails"
    assert letters(on_stage.ana) == []
    assert "Sunday 18 Apr 2027" in words(card(on_stage))
    shown = await on_stage.ben.user.click(on_stage.ben.user.dm_channel.history()[0], label="Details")
    assert "You run the **10 km**." in said(shown)


async def test_starts_are_read_back_by_their_distances(on_stage: Stage) -> None:
    await add(on_stage, distance="half, 10k", time="10:30, 9:00")
    options: dict[str, Any] = {"race": "Berlin 10k", "time": "7:00, 8:00"}
    changed = said(await on_stage.ana.slash(on_stage.feed, "race edit", **options))
    assert "-# Read as: 10 km at 07:00 and half marathon at 08:00.\n-# Changed." in changed


async def test_a_race_is_changed_in_a_form_that_comes_filled_in(on_stage: Stage) -> None:
    await add(on_stage, distance="10k, half", time="9:00, 10:30", place="Tempelhof", url="example.org")
    opened = await on_stage.ana.slash(on_stage.feed, "race edit", race="Berlin 10k")
    assert fields(opened) == {
        "name": "Berlin 10k",
        "day": "2027-04-11",
        "programme": "10k at 09:00\nhalf at 10:30",
        "place": "Tempelhof",
        "url": "https://example.org",
    }
    typed = fields(opened) | {"place": "", "url": "", "programme": "10k at 08:45\nhalf at 10:30\nmarathon at dawn"}
    refused = await on_stage.ana.submit_modal(opened, typed)
    assert "I can't read “dawn” as a time of day." in said(refused)
    again = await on_stage.ana.click(answer(refused), label="Try again")
    assert fields(again) == typed
    # What was changed elsewhere meanwhile is not changed back.
    await on_stage.ana.slash(on_stage.feed, "race edit", **{"race": "Berlin 10k", "date": "2027-04-18"})
    changed = await on_stage.ana.submit_modal(again, typed | {"programme": "10k at 08:45\nmarathon"})
    assert "Changed. Everybody who is in hears of it." in said(changed)
    await rest(on_stage)
    assert words(card(on_stage)).startswith(
        "### Berlin 10k\n"
        "**Sunday 18 Apr 2027** · <t:1808037900:R>\n"
        "**10 km** · <t:1808037900:t>, 08:45 there · open\n"
        "**Marathon** · open\n"
    )


async def test_the_page_of_a_race_has_its_form_for_who_may_change_it(on_stage: Stage) -> None:
    added = await add(on_stage)
    opened = await on_stage.ana.click(answer(added), label="Edit")
    changed = await on_stage.ana.submit_modal(opened, fields(opened) | {"name": "Berlin run"})
    assert "### Berlin run" in said(changed)
    shown = await on_stage.ben.slash(on_stage.feed, "race show", race="Berlin run")
    assert "Edit" not in buttons(answer(shown))


@pytest.mark.parametrize("problem", EventProblem)
async def test_who_may_change_a_race_reads_what_its_event_waits_for(on_stage: Stage, problem: EventProblem) -> None:
    await add(on_stage)
    columns = {"event_problem": problem, "event_day": date(2027, 4, 11)}
    await on_stage.application.database.write(lambda uow: uow.races.change(1, **columns))
    shown = {
        who.user.name: said(await who.slash(on_stage.feed, "race show", race="Berlin 10k"))
        for who in (on_stage.ana, on_stage.ben, await on_stage.asked(await dora(on_stage)))
    }
    assert {name for name, page in shown.items() if EVENT_PROBLEMS[problem] in page} == {"Ana", "Dora"}
    assert "event" not in shown["Ben"]
    await rest(on_stage)
    assert "event" not in words(card(on_stage))
    options: dict[str, Any] = {"race": "Berlin 10k", "date": "2027-04-18"}
    moved = said(await on_stage.ana.slash(on_stage.feed, "race edit", **options))
    assert (EVENT_PROBLEMS[problem] in moved) is (problem is not EventProblem.GONE)


async def test_a_race_is_called_off_after_one_question(on_stage: Stage) -> None:
    await add(on_stage)
    await on_stage.ben.click(card(on_stage), label="I'm in")
    asked = await on_stage.ana.slash(on_stage.feed, "race cancel", race="Berlin 10k")
    assert "**Call off Berlin 10k, Sunday 11 Apr 2027?**" in said(asked)
    kept = await on_stage.ana.click(answer(asked), label="Keep it")
    assert "It stays in the calendar" in said(kept)
    asked = await on_stage.ana.slash(on_stage.feed, "race cancel", race="Berlin 10k")
    await on_stage.ana.click(answer(asked), label="Call it off")
    await rest(on_stage)
    [letter] = letters(on_stage.ben)
    assert "It is called off, and you need do nothing." in letter
    [posted] = [message for message in posts(on_stage.feed) if message.components]
    assert words(posted) == "### Berlin 10k\n**Sunday 11 Apr 2027**\nCalled off. The next one is in `/race list`."


async def test_a_race_that_is_there_is_shown_with_the_button_to_join(on_stage: Stage) -> None:
    await add(on_stage)
    again = await add(on_stage, name="berlin 10K")
    assert "Your team has this race already" in said(again)
    assert len(cards(on_stage)) == 1
    joined = await on_stage.ana.click(answer(again), label="I'm in")
    assert "You are in." in said(joined)
    values: dict[str, Any] = {"name": "Berlin 10k", "date": "2027-04-11", "distance": "half"}
    grown = await on_stage.ben.slash(on_stage.feed, "race add", **values)
    assert "and now this distance too" in said(grown)
    await on_stage.application.deliver_outbox()
    [letter] = letters(on_stage.ana)
    assert letter.startswith("**Berlin 10k** has news. Its distances: 10 km, Half marathon.\n")
    values |= {"time": "9:00", "place": "Tempelhof"}
    await on_stage.ben.slash(on_stage.feed, "race add", **values)
    kept = await on_stage.chloe.slash(on_stage.feed, "race add", **values | {"time": "9:30", "place": "Templin"})
    assert "-# As it was before: the start and the place. Coaches and whoever" in said(kept)


async def test_before_an_early_start_the_evening_has_the_last_word(on_stage: Stage) -> None:
    application, ben = on_stage.application, on_stage.ben
    await add(on_stage, date="2026-11-22", time="5:30")
    asker = Asker(on_stage.guild.id, ben.id, "Ben")
    await application.services.profiles.edit(asker, ProfileChange(nudges=True))
    await ben.click(card(on_stage), label="I'm in")
    await on_stage.chloe.click(card(on_stage), label="Cheering")
    for moment in (datetime(2026, 11, 21, 18, tzinfo=UTC), datetime(2026, 11, 22, 6, tzinfo=UTC)):
        await on_stage.go_to(moment)
        await application.services.race_reminders.remind_due()
        await application.deliver_outbox()
    [letter] = letters(ben)
    assert letter.startswith(
        "**Berlin 10k** is tomorrow, Sunday 22 Nov. Have a calm evening, and enjoy every step of it."
    )
    assert "\nCheering: Chloé\n" in letter


def _ids(message: Any) -> list[str]:
    return [part["custom_id"] for part in pressable(message)]


def _options(message: Any) -> dict[str, str]:
    return {option["label"]: option["value"] for part in pressable(message) for option in part.get("options", ())}
