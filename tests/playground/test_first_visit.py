"""A first visit from beginning to end, in a real browser: everything on the tour, on a desk and on a phone."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.config import Settings
from bot.playground import Playground, open_playground
from bot.playground.tour import STEPS
from tests.playground.people import (
    DESK,
    PHONE,
    at_rest,
    choose,
    console,
    go_on,
    overflow,
    person,
    pick_command,
    send_command,
    take_me_there,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module")
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    async with open_playground(Settings(), folder=tmp_path, port=0) as running:
        yield running


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_a_person_tries_everything_on_the_tour(
    playground: Playground, browser: Browser, size: ViewportSize
) -> None:
    async with person(browser, size) as context:
        home = await console(context, playground)
        await expect(home.locator("#progress")).to_have_text(f"0 of {len(STEPS)} done")
        chat = await take_me_there(home, "Log a run as Ana")
        await log_a_run(chat)
        await go_on(chat, "Cheer it as Ben")
        await cheer_it(chat)
        await go_on(chat, "Praise Chloé and Mo at once")
        await praise_two(chat)
        await go_on(chat, "See your points")
        await expect(await send_command(chat, "/points show")).to_contain_text("Your points in week 14")
        await go_on(chat, "Open the board")
        board = await send_command(chat, "/leaderboard")
        await expect(board).to_contain_text("Chloé")
        await expect(board).not_to_contain_text("Freya")
        await go_on(chat, "Join a race as Chloé")
        await join_a_race(chat)
        await go_on(chat, "Say how Ana’s race went")
        await say_how_it_went(chat)
        await go_on(chat, "Change what others see of Mo")
        await share_less(chat)
        await go_on(chat, "Have a quiet word with Ben")
        await have_a_word(chat)
        await go_on(chat, "Plan the coming week as the coach")
        await plan_a_week(chat)
        await go_on(chat, "Read Ana’s own week")
        await expect(await send_command(chat, "/plan week")).to_contain_text("Your week 14")
        await go_on(chat, "Look for five signs in her log")
        await expect(await send_command(chat, "/checkup")).to_contain_text("It is not medical advice")
        assert await overflow(chat) <= 0
        await go_on(chat, "Let Strava tell Ben of a run")
        await let_strava_tell(chat)
        await go_on(chat, "Meet Baton as somebody new")
        await answer_three_questions(chat)
        await go_on(chat, "Set the team up")
        await set_the_team_up(chat)
        await go_on(chat, "Jump to Monday")
        await read_mondays_post(chat)

        # The console has followed all of it without being touched.
        await expect(home.locator("#progress")).to_have_text("All done. The team is yours.")
        await expect(home.locator("#time")).to_have_text("08:00")
        await expect(home.locator("#day")).to_have_text("Monday 6 April")


async def log_a_run(chat: Page) -> None:
    # The command stands in the message field already; Enter picks it.
    await pick_command(chat, "/run log")
    await chat.keyboard.type("10k")
    await chat.keyboard.press("Tab")
    await chat.keyboard.type("52:10")
    await chat.keyboard.press("Enter")
    mine = chat.locator(".channel-message", has_text="Only you can see this")
    await expect(mine).to_contain_text("10.0 km in 52:10")
    await expect(mine).to_be_in_viewport()
    await expect(chat.locator(".channel-message", has_text="Ana ran 10.0 km · 52:10 · 5:13")).to_be_visible()
    await expect(chat.locator("#baton-hint")).to_contain_text("Done: Log a run as Ana.")
    assert await overflow(chat) <= 0


async def cheer_it(chat: Page) -> None:
    await expect(chat).to_have_title(re.compile("#feed as Ben"))
    card = chat.locator(".channel-message", has_text="Ana ran 10.0 km · 52:10").last
    await card.get_by_role("button", name="Cheer", exact=True).click()
    await expect(card.get_by_role("button", name="Cheer · 1")).to_be_visible()
    # And, as the step promises, back and again.
    await card.get_by_role("button", name="Cheer · 1").click()
    await expect(card.get_by_role("button", name="Cheer", exact=True)).to_be_visible()
    await card.get_by_role("button", name="Cheer", exact=True).click()
    await expect(card.get_by_role("button", name="Cheer · 1")).to_be_visible()


async def praise_two(chat: Page) -> None:
    await expect(chat).to_have_title(re.compile("#feed as Ana"))
    await pick_command(chat, "/shoutout give")
    await chat.keyboard.type("Chloé, Mo")
    await expect(chat.locator(".command-suggestion", has_text="Chloé, Mo")).to_be_visible()
    await chat.keyboard.press("Enter")
    await chat.keyboard.type("You make Tuesdays fun.")
    await chat.keyboard.press("Enter")
    await expect(chat.locator(".channel-message", has_text="Only you can see this").last).to_contain_text(
        "On its way to each of them as they like it."
    )
    post = chat.locator(".channel-message").last
    await expect(post).to_contain_text("Ana to @Chloé: “You make Tuesdays fun.”")
    await chat.locator("#baton-hint").get_by_role("link", name="Read it as Mo").click()
    await expect(chat.locator(".channel-message").last).to_contain_text("Ana to you: “You make Tuesdays fun.”")
    await expect(chat.locator("#baton-hint")).to_contain_text("Done: Praise Chloé and Mo at once.")
    assert await overflow(chat) <= 0


async def join_a_race(chat: Page) -> None:
    await expect(chat).to_have_title(re.compile("#feed as Chloé"))
    await pick_command(chat, "/race join")
    await chat.keyboard.type("Lake")
    await expect(chat.locator(".command-suggestion", has_text="Lakeside Run")).to_be_visible()
    await chat.keyboard.press("Enter")
    await at_rest(chat)
    await chat.locator("#send-message").click()
    page = chat.locator(".channel-message").last
    await expect(page).to_contain_text("Which distance do you run?")
    await page.get_by_role("combobox").click()
    await chat.get_by_role("option", name="half marathon", exact=True).click()
    await expect(page).to_contain_text("You run the half marathon.")
    await expect(chat.locator("#baton-hint")).to_contain_text("Done: Join a race as Chloé.")
    assert await overflow(chat) <= 0


async def say_how_it_went(chat: Page) -> None:
    await expect(chat).to_have_title(re.compile("#feed as Ana"))
    await pick_command(chat, "/race show")
    await chat.keyboard.type("Canal")
    await expect(chat.locator(".command-suggestion", has_text="Canal 5k")).to_be_visible()
    await chat.keyboard.press("Enter")
    await at_rest(chat)
    await chat.locator("#send-message").click()
    await chat.locator(".channel-message").last.get_by_role("button", name="My result").click()
    form = chat.get_by_role("dialog", name="My result")
    await form.get_by_role("textbox", name="Time").fill("24:10")
    await form.get_by_role("button", name="Submit").click()
    mine = chat.locator(".channel-message", has_text="Only you can see this").last
    await expect(mine).to_contain_text("5.0 km in 24:10")
    await expect(chat.locator("#baton-hint")).to_contain_text("Done: Say how Ana’s race went.")
    assert await overflow(chat) <= 0


async def share_less(chat: Page) -> None:
    await expect(chat).to_have_title(re.compile("#feed as Mo"))
    cards = chat.locator(".channel-message", has_text="Mo ran")
    await expect(cards.first).to_contain_text("km")
    profile = await send_command(chat, "/profile edit")
    await expect(profile).to_contain_text("What would you like to change?")
    await profile.get_by_role("button", name="What others see").click()
    form = chat.get_by_role("dialog", name="What others see")
    await choose(chat, "Your runs", "That I was out")
    assert await overflow(chat) <= 0
    await form.get_by_role("button", name="Submit").click()
    await expect(chat.locator(".channel-message", has_text="Your profile now")).to_contain_text("was out for a run")
    await expect(cards).to_have_count(0)
    await expect(chat.locator(".channel-message", has_text="Mo was out for a run").first).not_to_contain_text("km")


async def have_a_word(chat: Page) -> None:
    await expect(chat).to_have_title(re.compile("#general as Caleb"))
    await pick_command(chat, "/coach feedback")
    await chat.keyboard.type("Ben")
    await expect(chat.locator(".command-suggestion", has_text="Ben")).to_be_visible()
    await chat.keyboard.press("Enter")
    await at_rest(chat)
    await chat.locator("#send-message").click()
    form = chat.get_by_role("dialog", name="To Ben")
    await form.get_by_role("textbox", name="Your words").fill("Best part of the day, both. Keep it.")
    await form.get_by_role("button", name="Submit").click()
    await expect(chat.locator(".channel-message").last).to_contain_text("On its way to Ben")
    await chat.locator("#baton-hint").get_by_role("link", name="Read it as Ben").click()
    await expect(chat).to_have_title(re.compile("Ben’s messages as Ben"))
    word = chat.locator(".channel-message").last
    await expect(word).to_contain_text("Coach Caleb: “Best part of the day, both. Keep it.”")
    await word.get_by_role("button", name="Got it").click()
    await expect(word).to_contain_text("read, thank you")
    await expect(chat.locator("#baton-hint")).to_contain_text("Done: Have a quiet word with Ben.")
    assert await overflow(chat) <= 0


async def plan_a_week(chat: Page) -> None:
    await expect(chat).to_have_title(re.compile("#general as Caleb"))
    desk = await send_command(chat, "/coach plan")
    await expect(desk).to_contain_text("Week 15")
    await desk.get_by_role("button", name="Copy the week before (2)").click()
    await expect(desk).to_contain_text("Everybody has a plan.")
    assert await overflow(chat) <= 0


async def let_strava_tell(chat: Page) -> None:
    await expect(chat).to_have_title(re.compile("Ben’s messages as Ben"))
    consent = await send_command(chat, "/strava connect")
    await expect(consent).to_contain_text("What I read")
    run = chat.locator("#baton-hint").get_by_role("button", name="Finish a run on Strava")
    await expect(run).to_be_hidden()
    async with chat.context.expect_page() as opened:
        await consent.get_by_role("link", name="Connect with Strava").click()
    there = await opened.value
    await expect(there.get_by_role("combobox", name="You are")).to_have_value(re.compile("[0-9]+"))
    await expect(there.locator("option:checked")).to_have_text("Ben")
    assert await overflow(there) <= 0
    await there.get_by_role("button", name="Authorize").click()
    await expect(there.get_by_role("heading", name="Strava is connected")).to_be_visible()
    await there.close()
    await run.click()
    question = chat.locator(".channel-message", has_text="Strava has a run: 8.0 km, 46:00.")
    await question.get_by_role("button", name="Log it").click()
    await expect(chat.locator(".channel-message", has_text="In your log: 8.0 km, 46:00.")).to_be_visible()
    await expect(chat.locator("#baton-hint")).to_contain_text("Done: Let Strava tell Ben of a run.")
    assert await overflow(chat) <= 0


async def answer_three_questions(chat: Page) -> None:
    await expect(chat).to_have_title(re.compile("#general as Robin"))
    questions = await send_command(chat, "/run list")
    await expect(questions).to_contain_text("Three quick questions")
    await expect(questions).to_contain_text("Only you can see this")
    await questions.get_by_role("button", name="Tell the team").click()
    await expect(questions.get_by_role("button", name="✓ Tell the team")).to_be_visible()
    await expect(questions.get_by_role("button", name="That's me")).to_be_in_viewport()
    assert await overflow(chat) <= 0
    await questions.get_by_role("button", name="That's me").click()
    # The command that was asked for goes on by itself.
    await expect(chat.locator(".channel-message").last).to_contain_text("Your log starts with your next run")
    await expect(chat.locator(".channel-message", has_text="Three quick questions")).to_have_count(0)


async def set_the_team_up(chat: Page) -> None:
    panel = await send_command(chat, "/team setup")
    await expect(panel).to_contain_text("Set up Baton Runners")
    await expect(panel).to_contain_text("I have all I need there.")
    await choose(chat, "Which units public posts show", "Kilometres and miles")
    await expect(panel).to_contain_text("Units in public posts · kilometres and miles")
    assert await overflow(chat) <= 0
    await panel.get_by_role("button", name="Finish").click()
    await expect(panel).to_contain_text("Baton Runners is set up")
    await expect(panel).to_contain_text("Next leaderboard")


async def read_mondays_post(chat: Page) -> None:
    await expect(chat).to_have_title(re.compile("#leaderboard as Ana"))
    await expect(chat.locator(".channel-message")).to_have_count(2)
    await chat.locator("#baton-hint").get_by_role("button", name="Jump to Monday").click()
    await expect(chat.locator(".channel-message")).to_have_count(3)
    post = chat.locator(".channel-message").last
    await expect(post).to_contain_text(" mi together")
    await expect(post.get_by_role("img").first).to_be_visible()
    assert await overflow(chat) <= 0
