"""Takes the pictures of the documentation from a running playground: `python -m tests.playground.take_screenshots`."""

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, async_playwright, expect

from bot.config import Settings
from bot.playground import Playground, open_playground
from bot.playground.tour import STEPS
from tests.composed import last_card
from tests.conftest import CHROMIUM_NAMES
from tests.playground.conftest import FLAGS
from tests.playground.people import PHONE, console, send_command

DOCS = Path(__file__).parents[2] / "docs"


async def take(docs: Path) -> None:
    """Live through the first two steps of the tour, as Robin meet the bot, then Monday; take pictures on the way."""
    chromium = next(filter(None, map(shutil.which, (os.environ.get("CHROMIUM", ""), *CHROMIUM_NAMES))), None)
    if chromium is None:
        raise SystemExit("There is no Chromium. Install one, or name it in CHROMIUM.")
    with tempfile.TemporaryDirectory() as folder:
        async with (
            open_playground(Settings(), folder=Path(folder), port=0) as playground,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            await _begin_the_tour(playground)
            await _console(playground, browser, docs)
            await _panel(playground, browser, "meet", "Three quick questions", docs / "first-questions.png")
            await _panel(playground, browser, "setup", "Set up Baton Runners", docs / "team-setup.png")
            await _monday(playground, browser, docs)
            await browser.close()


async def _begin_the_tour(playground: Playground) -> None:
    world = playground.world
    feed = world.places["feed"].handle
    async with playground.stage.scene():
        note = "Legs finally awake"
        await world.members["ana"].slash(feed, "run log", distance="10k", time="52:10", note=note)
    async with playground.stage.scene():
        await world.members["ben"].click(last_card(feed), label="Cheer")


async def _console(playground: Playground, browser: Browser, docs: Path) -> None:
    desk = await browser.new_context(
        viewport={"width": 1280, "height": 960}, device_scale_factor=1.5, reduced_motion="reduce"
    )
    await (await console(desk, playground)).screenshot(path=docs / "playground.png")
    await desk.close()
    phone = await browser.new_context(
        viewport=PHONE, device_scale_factor=2, color_scheme="dark", reduced_motion="reduce"
    )
    await (await console(phone, playground)).screenshot(path=docs / "playground-phone.png")
    await phone.close()


async def _panel(playground: Playground, browser: Browser, key: str, words: str, path: Path) -> None:
    """Send the command of a step and take a picture of the panel that answers it."""
    step = next(step for step in STEPS if step.key == key)
    context = await browser.new_context(viewport={"width": 720, "height": 1200}, device_scale_factor=2)
    page = await context.new_page()
    await page.goto(f"{playground.url}chat/{step.place}/{step.who}?step={step.key}")
    panel = await send_command(page, step.command)
    await expect(panel).to_contain_text(words)
    # Under the mouse a message shows its own buttons.
    await page.mouse.move(0, 0)
    await panel.screenshot(path=path)
    await context.close()


async def _monday(playground: Playground, browser: Browser, docs: Path) -> None:
    context = await browser.new_context(viewport={"width": 720, "height": 1500}, device_scale_factor=2)
    page = await context.new_page()
    await page.goto(f"{playground.url}chat/leaderboard/ana?step=monday")
    await page.get_by_role("button", name="Jump to Monday").click()
    post = page.locator(".channel-message", has_text="Week 14")
    picture = post.locator("img").last
    await expect(picture).to_be_visible()
    # Its bytes arrive after its frame.
    await expect(picture).not_to_have_js_property("naturalWidth", 0)
    await post.screenshot(path=docs / "weekly-post.png")
    await context.close()


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS))
