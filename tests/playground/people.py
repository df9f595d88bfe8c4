"""People before a screen: what the browser tests of the playground share."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from bot.playground import Playground
from bot.playground.tour import STEPS

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}

# How long to wait for what must come; a slow machine is no reason to fail.
expect.set_options(timeout=30_000)


@asynccontextmanager
async def person(browser: Browser, size: ViewportSize, **wishes: str) -> AsyncIterator[BrowserContext]:
    """Sit somebody before a screen; whatever the page complains about fails the test."""
    complaints: list[str] = []
    async with await browser.new_context(viewport=size, **wishes) as context:  # type: ignore[arg-type]
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        yield context
    assert not complaints


async def console(context: BrowserContext, playground: Playground) -> Page:
    page = await context.new_page()
    await page.goto(playground.url)
    await expect(page.locator(".step")).to_have_count(len(STEPS))
    return page


async def take_me_there(page: Page, step: str) -> Page:
    """Follow a step of the tour into the chat, which opens in a tab of its own."""
    async with page.context.expect_page() as opened:
        await page.locator(".step", has_text=step).get_by_role("link").click()
    chat = await opened.value
    await expect(chat.locator("#baton-hint")).to_contain_text(step)
    return chat


async def at_rest(chat: Page) -> None:
    """Wait until SimCord's page has nothing under way; meanwhile it does not take the Enter key."""
    await expect(chat.locator("#action-status")).not_to_have_text(re.compile("…|^$"))


async def pick_command(chat: Page, command: str) -> None:
    """Take the command that a step has put into the message field."""
    await expect(chat.locator(".command-entry", has_text=command).first).to_be_visible()
    await chat.keyboard.press("Enter")
    await at_rest(chat)


async def send_command(chat: Page, command: str) -> Locator:
    """Send the command that a step has put into the message field; returns the newest message."""
    await pick_command(chat, command)
    await chat.locator("#send-message").click()
    return chat.locator(".channel-message").last


async def choose(chat: Page, field: str, option: str) -> None:
    """Choose from a list."""
    await chat.get_by_role("combobox", name=field).click()
    await chat.get_by_role("option", name=option, exact=True).click()


async def go_on(chat: Page, step: str) -> None:
    """Follow the hint of a step that is done to the next one."""
    await chat.locator("#baton-hint").get_by_role("link", name="Go on").click()
    await expect(chat.locator("#baton-hint")).to_contain_text(step)


async def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    found: int = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return found
