"""`/relay` as runners and the team's feed see it: the card, the form of a leg, letters, and calling one off."""

from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import simcord

from bot.services.cheers import CALM
from tests.composed import Stage, answer, buttons, die_while_sending, fields, posts, pressable, said, words

START = datetime(2027, 4, 11, 9, tzinfo=UTC)


async def create(stage: Stage, **options: Any) -> simcord.InteractionResult:
    values: dict[str, Any] = {"name": "New Year", "date": "2027-04-11", "time": "9:00", "legs": "10k, 5k"}
    created = await stage.ana.slash(stage.feed, "relay create", **(values | options))
    await stage.application.deliver_outbox()
    return created


def cards(stage: Stage) -> list[discord.Message]:
    return [message for message in posts(stage.feed) if message.components and "### New Year" in words(message)]


def card(stage: Stage) -> str:
    [found] = cards(stage)
    return words(found)


async def fill(stage: Stage, who: simcord.MemberActor, leg: int, **typed: str) -> simcord.InteractionResult:
    """Open the form of a leg by the command and send it in."""
    options: dict[str, Any] = {"relay": "new year", "leg": leg}
    form = await who.slash(stage.feed, "relay leg", **options)
    return await who.submit_modal(form, typed)


async def rest(stage: Stage) -> None:
    """Let the card follow all that happened."""
    await stage.go_to(stage.env.now() + CALM + timedelta(seconds=1))
    await stage.application.deliver_outbox()


def letters(member: simcord.MemberActor) -> list[discord.Message]:
    return list(member.user.dm_channel.history())


async def know(stage: Stage, *members: simcord.MemberActor) -> None:
    """Have members be runners, as whoever has typed anything is."""
    for member in members:
        await member.slash(stage.feed, "run list")


async def test_a_relay_has_a_card_with_its_hand_overs(on_stage: Stage) -> None:
    told = await create(on_stage)
    assert told.ephemeral
    assert "-# The card is on its way to the feed. Pick a leg to say who runs it." in said(told)
    assert card(on_stage) == (
        "### New Year\n"
        "**Sunday 11 Apr 2027** · start <t:1807434000:t>, 09:00 there · <t:1807434000:R>\n"
        "2 legs · 15.0 km\n"
        "1 · 10 km · open · → <t:1807437600:t>\n"
        "2 · 5 km · open · → <t:1807439400:t>\n"
        "Details"
    )


async def test_relays_are_listed_with_the_legs_that_are_open_and_ones_own(on_stage: Stage) -> None:
    assert "The next one is a `/relay create` away" in said(await on_stage.ben.slash(on_stage.feed, "relay list"))
    await create(on_stage)
    await fill(on_stage, on_stage.ana, 2, runner="me")
    listed = said(await on_stage.ana.slash(on_stage.feed, "relay list"))
    assert "### Relays\nSunday 11 Apr 2027 · **New Year** · 2 legs · 1 open · you run 1 leg" in listed


async def test_whoever_set_it_up_picks_a_leg_and_fills_it_in(on_stage: Stage) -> None:
    page = answer(await create(on_stage))
    [legs] = [item for item in pressable(page) if item["custom_id"].startswith("relay:fill:")]
    assert [option["label"] for option in legs["options"]] == ["1 · 10 km · open", "2 · 5 km · open"]
    form = await on_stage.press(on_stage.ana, page, legs["custom_id"], legs["options"][1]["value"])
    await on_stage.ana.submit_modal(form, {"runner": "me"})
    assert "2 · 5 km · **you**" in words(page)
    shown = answer(await on_stage.ben.slash(on_stage.feed, "relay show", relay="New Year"))
    assert not any(item["custom_id"].startswith("relay:fill:") for item in pressable(shown))


async def test_a_card_comes_once_though_the_process_died_while_sending_it(on_stage: Stage) -> None:
    values: dict[str, Any] = {"name": "New Year", "date": "2027-04-11", "time": "9:00", "legs": "10k"}
    await on_stage.ana.slash(on_stage.feed, "relay create", **values)
    await die_while_sending(on_stage.application, after_sending=True)
    again = await on_stage.killed_and_started_again()
    await again.go_to(again.env.now() + timedelta(minutes=2))
    await again.application.deliver_outbox()
    assert len(cards(again)) == 1


async def test_whoever_is_given_a_leg_hears_of_it_and_fills_in_their_own_time(on_stage: Stage) -> None:
    await know(on_stage, on_stage.ben)
    await create(on_stage)
    changed = await fill(on_stage, on_stage.ana, 1, runner="Ben", expected="50:00")
    assert "1 · 10 km · Ben · → <t:1807437000:t>" in said(changed)
    await rest(on_stage)
    assert "1 · 10 km · Ben · → <t:1807437000:t>" in card(on_stage)
    [letter] = letters(on_stage.ben)
    assert words(letter) == (
        "Leg 1 of **New Year** is yours: 10 km, Sunday 11 Apr 2027, from <t:1807434000:t> on as things stand.\n"
        "-# Harriers\nDetails\nI'd rather not"
    )
    assert letters(on_stage.ana) == []
    await on_stage.go_to(START + timedelta(hours=1))
    shown = await on_stage.ben.user.click(letter, label="Details")
    form = await on_stage.ben.user.click(answer(shown), label="My leg 1")
    noted = await on_stage.ben.user.submit_modal(form, {"run": "48:00"})
    assert "1 · 10 km · **you** · **48:00** · → <t:1807436880:t>" in said(noted)
    assert "So far 10.0 km in **48:00** (4:48 /km) · to come: leg 2" in said(noted)
    await rest(on_stage)
    assert "1 · 10 km · Ben · **48:00** · → <t:1807436880:t>" in card(on_stage)
    await fill(on_stage, on_stage.ana, 2, runner="me", run="24:00")
    await rest(on_stage)
    assert "🏁 15.0 km in **1:12:00** (4:48 /km)" in card(on_stage)
    assert len(cards(on_stage)) == 1


async def test_a_relay_changes_on_its_card_and_for_those_who_run(on_stage: Stage) -> None:
    await know(on_stage, on_stage.ben)
    await create(on_stage)
    await fill(on_stage, on_stage.ana, 1, runner="Ben")
    await rest(on_stage)
    options: dict[str, Any] = {"relay": "New Year", "time": "9:30", "legs": "10k, 5k, 5k"}
    changed = await on_stage.ana.slash(on_stage.feed, "relay edit", **options)
    assert "Changed, and so is the card." in said(changed)
    await rest(on_stage)
    assert "start <t:1807435800:t>, 09:30 there" in card(on_stage)
    assert "3 legs · 20.0 km\n1 · 10 km · Ben · → <t:1807439400:t>" in card(on_stage)
    newest = words(max(letters(on_stage.ben), key=lambda letter: letter.id))
    assert newest.startswith("Leg 1 of **New Year** has changed: 10 km, Sunday 11 Apr 2027, from <t:1807435800:t> on")


async def test_an_open_leg_is_taken_from_the_page_or_by_the_command(on_stage: Stage) -> None:
    await know(on_stage, on_stage.ben, on_stage.chloe)
    await create(on_stage)
    page = answer(await on_stage.ben.click(cards(on_stage)[0], label="Details"))
    late = answer(await on_stage.chloe.click(cards(on_stage)[0], label="Details"))
    [offer] = [item for item in pressable(page) if item["custom_id"].startswith("relay:take:")]
    assert [option["label"] for option in offer["options"]] == ["Leg 1 · 10 km", "Leg 2 · 5 km"]
    await on_stage.press(on_stage.ben, page, offer["custom_id"], offer["options"][0]["value"])
    assert "1 · 10 km · **you**" in words(page)
    assert "It is yours." in words(page)
    sorry = await on_stage.press(on_stage.chloe, late, offer["custom_id"], offer["options"][0]["value"])
    assert "Leg 1 has just found its runner." in said(sorry)
    options: dict[str, Any] = {"relay": "new year", "leg": 2}
    form = await on_stage.chloe.slash(on_stage.feed, "relay leg", **options)
    assert form.modal is not None
    assert form.modal["title"] == "I'll run it: Leg 2, 5 km"
    assert fields(form) == {"expected": ""}
    assert "2 · 5 km · **you** · → <t:1807439100:t>" in said(
        await on_stage.chloe.submit_modal(form, {"expected": "25:00"})
    )
    await rest(on_stage)
    assert "1 · 10 km · Ben · → <t:1807437600:t>\n2 · 5 km · Chloé · → <t:1807439100:t>" in card(on_stage)
    assert letters(on_stage.ana) == []


async def test_a_leg_is_declined_from_the_letter(on_stage: Stage) -> None:
    await know(on_stage, on_stage.ben)
    await create(on_stage)
    await fill(on_stage, on_stage.ana, 1, runner="Ben")
    await rest(on_stage)
    declined = await on_stage.ben.user.click(letters(on_stage.ben)[0], label="I'd rather not")
    assert "The leg is open again." in said(declined)
    await rest(on_stage)
    assert "1 · 10 km · open" in card(on_stage)
    [news] = letters(on_stage.ana)
    assert words(news) == (
        "Leg 1 of **New Year**, Sunday 11 Apr 2027, is open again: Ben would rather not.\n"
        "-# Harriers\nWho runs it?\nDetails"
    )
    form = await on_stage.ana.user.click(news, label="Who runs it?")
    assert "1 · 10 km · **you**" in said(await on_stage.ana.user.submit_modal(form, {"runner": "me"}))
    again = await on_stage.ben.user.click(letters(on_stage.ben)[0], label="I'd rather not")
    assert "That leg is no longer yours, so all is well." in said(again)


async def test_a_leg_that_is_to_be_run_is_declined_from_the_page(on_stage: Stage) -> None:
    await know(on_stage, on_stage.ben)
    await create(on_stage)
    for leg in (1, 2):
        await fill(on_stage, on_stage.ana, leg, runner="Ben")
    await on_stage.go_to(START + timedelta(hours=1))
    noted = await fill(on_stage, on_stage.ben, 1, run="48:00")
    assert [label for label in buttons(answer(noted)) if "rather not" in label] == ["I'd rather not run leg 2"]
    declined = await on_stage.ben.click(answer(noted), label="I'd rather not run leg 2")
    assert "2 · 5 km · open" in said(declined)
    assert "The leg is open again." in said(declined)


async def test_a_form_that_cannot_be_read_opens_again_with_what_was_typed(on_stage: Stage) -> None:
    await know(on_stage, on_stage.ben)
    await create(on_stage)
    refused = await fill(on_stage, on_stage.ana, 1, runner="Ben", expected="5:00")
    assert "is out of reach for that distance" in said(refused)
    again = await on_stage.ana.click(answer(refused), label="Try again")
    assert fields(again) == {"runner": "Ben", "expected": "5:00"}
    refused = await on_stage.ana.submit_modal(again, {"runner": "Bne", "expected": "50:00"})
    assert "I know of no runner in your team called “Bne”.**\nType the name as the server shows it" in said(refused)
    again = await on_stage.ana.click(answer(refused), label="Try again")
    assert fields(again) == {"runner": "Bne", "expected": "50:00"}
    await rest(on_stage)
    assert "1 · 10 km · open" in card(on_stage)
    changed = await on_stage.ana.submit_modal(again, {"runner": "Ben", "expected": "50:00"})
    assert "1 · 10 km · Ben · → <t:1807437000:t>" in said(changed)


async def test_who_is_not_named_stays_unnamed_in_the_form_and_keeps_the_leg(on_stage: Stage) -> None:
    await know(on_stage, on_stage.ben)
    await create(on_stage)
    await fill(on_stage, on_stage.ana, 1, runner="Ben")
    await on_stage.ben.slash(on_stage.feed, "profile edit", sharing="coach_only")
    await rest(on_stage)
    assert "1 · 10 km · a teammate" in card(on_stage)
    options: dict[str, Any] = {"relay": "new year", "leg": 1}
    form = await on_stage.ana.slash(on_stage.feed, "relay leg", **options)
    assert "Ben" not in str(form.modal)
    changed = await on_stage.ana.submit_modal(form, {"runner": "a teammate", "expected": "50:00"})
    assert "1 · 10 km · a teammate · → <t:1807437000:t>" in said(changed)
    assert "1 · 10 km · **you**" in said(await on_stage.ben.slash(on_stage.feed, "relay show", relay="New Year"))


async def test_a_relay_is_called_off_after_one_question(on_stage: Stage) -> None:
    await know(on_stage, on_stage.ben)
    await create(on_stage)
    await fill(on_stage, on_stage.ana, 1, runner="Ben")
    await rest(on_stage)
    [standing] = cards(on_stage)
    details = buttons(standing)["Details"]
    page = answer(await on_stage.ben.slash(on_stage.feed, "relay show", relay="New Year"))
    asked = await on_stage.ana.slash(on_stage.feed, "relay cancel", relay="New Year")
    assert "**Call off New Year, Sunday 11 Apr 2027?**" in said(asked)
    kept = await on_stage.ana.click(answer(asked), label="Keep it")
    assert "It stays, just as it is." in said(kept)
    asked = await on_stage.ana.slash(on_stage.feed, "relay cancel", relay="New Year")
    off = await on_stage.ana.click(answer(asked), label="Call it off")
    assert "Everybody who had a leg hears of it." in said(off)
    await rest(on_stage)
    newest = words(max(letters(on_stage.ben), key=lambda letter: letter.id))
    assert newest.startswith("**New Year**, Sunday 11 Apr 2027, is called off.")
    assert card(on_stage) == (
        "### New Year\n**Sunday 11 Apr 2027**\nCalled off. The next one is a `/relay create` away."
    )
    # What somebody had on their screen still answers.
    assert "Called off." in said(await on_stage.press(on_stage.ben, standing, details))
    assert "“New Year” is called off." in said(await on_stage.ben.click(page, label="My leg 1"))


async def test_a_relay_of_two_teams_asks_whose_leg_and_shows_one_at_a_time(on_stage: Stage) -> None:
    await create(on_stage, teams=2, name="New Year @everyone", legs="18 x 1k")
    options: dict[str, Any] = {"relay": "New Year @everyone", "leg": 13}
    asked = await on_stage.ana.slash(on_stage.feed, "relay leg", **options)
    assert "Which team's leg is it: A, B?" in said(asked)
    form = await on_stage.ana.slash(on_stage.feed, "relay leg", team="B", **options)
    shown = await on_stage.ana.submit_modal(form, {"runner": "me"})
    assert "**Team B** · 18 legs · 18.0 km\n13 · 1.0 km · **you**" in said(shown)
    assert {"My leg 13", "Earlier legs", "Team A"} <= set(buttons(answer(shown)))
    other = await on_stage.ana.click(answer(shown), label="Team A")
    assert "**Team A** · 18 legs · 18.0 km\n1 · 1.0 km · open" in said(other)
    [posted] = [message for message in posts(on_stage.feed) if message.components]
    assert not posted.mention_everyone
    assert "@everyone" not in words(posted)
