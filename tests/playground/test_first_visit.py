"""A first visit from beginning to end, in a real browser: the five things of the tour, on a desk and on a phone."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ViewportSize, expect

from bot.config import Settings
from bot.playground import Playground, open_playground
from tests.playground.people import DESK, PHONE, at_rest, console, overflow, person, take_me_there

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module")
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    async with open_playground(Settings(), folder=tmp_path, port=0) as running:
        yield running


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_a_person_logs_a_run_cheers_it_opens_the_board_and_reads_mondays_post(
    playground: Playground, browser: Browser, size: ViewportSize
) -> None:
    async with person(browser, size) as context:
        home = await console(context, playground)
        await expect(home.locator("#progress")).to_have_text("0 of 5 done")

        chat = await take_me_there(home, "Log a run as Ana")
        # The command stands in the message field already; Enter picks it.
        await expect(chat.locator(".command-entry", has_text="/run log")).to_be_visible()
        await chat.keyboard.press("Enter")
        await at_rest(chat)
        await chat.keyboard.type("10k")
        await chat.keyboard.press("Tab")
        await chat.keyboard.type("52:10")
        await chat.keyboard.press("Enter")
        mine = chat.locator(".channel-message", has_text="Only you can see this")
        await expect(mine).to_contain_text("10.0 km in 52:10")
        await expect(mine).to_be_in_viewport()
        card = chat.locator(".channel-message").last
        await expect(card).to_contain_text("Ana ran 10.0 km · 52:10 · 5:13")
        await expect(chat.locator("#baton-hint")).to_contain_text("Done: Log a run as Ana.")
        assert await overflow(chat) <= 0

        await chat.locator("#baton-hint").get_by_role("link", name="Go on").click()
        await expect(chat).to_have_title(re.compile("#feed as Ben"))
        card = chat.locator(".channel-message").last
        await expect(card).to_contain_text("Ana ran")
        await card.get_by_role("button", name="Cheer", exact=True).click()
        await expect(card.get_by_role("button", name="Cheer · 1")).to_be_visible()

        await chat.locator("#baton-hint").get_by_role("link", name="Go on").click()
        await expect(chat.locator("#baton-hint")).to_contain_text("See your points")
        await expect(chat.locator(".command-entry", has_text="/points show")).to_be_visible()
        await chat.keyboard.press("Enter")
        await chat.locator("#send-message").click()
        await expect(chat.locator(".channel-message").last).to_contain_text("Your points in week 14")

        await chat.locator("#baton-hint").get_by_role("link", name="Go on").click()
        await expect(chat.locator("#baton-hint")).to_contain_text("Open the board")
        await expect(chat.locator(".command-entry", has_text="/leaderboard")).to_be_visible()
        await chat.keyboard.press("Enter")
        await chat.locator("#send-message").click()
        board = chat.locator(".channel-message").last
        await expect(board).to_contain_text("Chloé")
        await expect(board).not_to_contain_text("Freya")

        await chat.locator("#baton-hint").get_by_role("link", name="Go on").click()
        await expect(chat).to_have_title(re.compile("#leaderboard as Ana"))
        await expect(chat.locator(".channel-message")).to_have_count(1)
        await chat.locator("#baton-hint").get_by_role("button", name="Jump to Monday").click()
        await expect(chat.locator(".channel-message")).to_have_count(2)
        post = chat.locator(".channel-message").last
        await expect(post).to_contain_text("Week 14")
        picture = post.get_by_role("img").first
        await expect(picture).to_be_visible()
        assert await overflow(chat) <= 0

        # The console has followed all of it without being touched.
        await expect(home.locator("#progress")).to_have_text("All done. The team is yours.")
        await expect(home.locator("#time")).to_have_text("08:00")
        await expect(home.locator("#day")).to_have_text("Monday 6 April")
