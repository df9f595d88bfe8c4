"""The pages in a real browser: live, on every width, by keyboard, light and dark."""

import re

import pytest
from aiohttp import ClientSession
from playwright.async_api import Browser, ViewportSize, expect

from bot.playground import Playground
from tests.playground.on_strava import Visit
from tests.playground.people import DESK, PHONE, at_rest, console, overflow, person

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

# More presses of Tab than the console has places to stop at.
PRESSES = 60


async def test_the_clock_moves_the_page_without_a_reload(shared_playground: Playground, browser: Browser) -> None:
    async with person(browser, DESK) as context:
        page, watcher = [await console(context, shared_playground) for _ in range(2)]
        before = await watcher.locator("#time").inner_text()
        await watcher.evaluate("window.untouched = true")
        await page.get_by_role("button", name="+1 hour").click()
        await expect(watcher.locator("#time")).not_to_have_text(before)
        await expect(watcher.locator("#jump-text")).to_contain_text("It is ")
        assert await watcher.evaluate("window.untouched")


async def test_screen_readers_hear_what_the_clock_brought(shared_playground: Playground, browser: Browser) -> None:
    async with person(browser, DESK) as context:
        page = await console(context, shared_playground)
        await page.get_by_role("button", name="Tomorrow").click()
        await expect(page.locator("#news[aria-live=polite]")).to_contain_text("It is ")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_the_console_fits_the_screen_and_follows_its_colours(
    shared_playground: Playground, browser: Browser, size: ViewportSize, scheme: str
) -> None:
    async with person(browser, size, color_scheme=scheme) as context:
        page = await console(context, shared_playground)
        assert await overflow(page) <= 0
        red, green, blue = await page.evaluate(
            "getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number)"
        )
        assert (red + green + blue > 3 * 200) == (scheme == "light")
        small = await page.evaluate(
            """[...document.querySelectorAll("main a, main button, main label")]
               .filter((item) => item.checkVisibility() && item.getBoundingClientRect().height < 44)
               .map((item) => item.textContent)"""
        )
        assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_text_stands_out_from_its_ground(shared_playground: Playground, browser: Browser, scheme: str) -> None:
    async with person(browser, DESK, color_scheme=scheme) as context:
        page = await console(context, shared_playground)
        pale = await page.evaluate(CONTRAST)
        assert pale == []


async def test_everything_can_be_reached_by_keyboard_in_reading_order(
    shared_playground: Playground, browser: Browser
) -> None:
    async with person(browser, DESK) as context:
        page = await console(context, shared_playground)
        reached = []
        for _ in range(PRESSES):
            await page.keyboard.press("Tab")
            here = await page.evaluate(
                """(() => {
                    const item = document.activeElement;
                    if (item === document.body) return null;
                    const style = getComputedStyle(item.closest("label") || item);
                    return [item.closest("section")?.id || "top", item.getAttribute("aria-label") || item.textContent
                      || item.value, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2];
                })()"""
            )
            if here is None:
                break
            reached.append(here)
        assert all(visible for _, _, visible in reached), [name for _, name, visible in reached if not visible]
        assert reached[0][1] == "Skip to the tour"
        assert list(dict.fromkeys(section for section, _, _ in reached)) == ["top", "tour", "team", "strava", "clock"]
        names = [name for _, name, _ in reached]
        assert any("Log a run as Ana" in name for name in names)
        assert any(name.startswith("Open #leaderboard as Ana") for name in names)
        assert any(name.startswith("Connect Strava as Mo") for name in names)
        assert any("Next Monday 08:00" in name for name in names)


async def test_the_keyboard_alone_chooses_a_person_and_opens_a_place(
    shared_playground: Playground, browser: Browser
) -> None:
    async with person(browser, DESK) as context:
        page = await console(context, shared_playground)
        await page.get_by_role("radio", name="Ana").focus()
        await page.keyboard.press("ArrowRight")
        await expect(page.get_by_role("radio", name="Ben")).to_be_checked()
        link = page.get_by_role("link", name=re.compile("Open #general as Ben"))
        await link.focus()
        async with context.expect_page() as opened:
            await page.keyboard.press("Enter")
        chat = await opened.value
        await expect(chat).to_have_title(re.compile("#general as Ben"))
        await expect(chat.locator("#channel-composer-input")).to_be_visible()


async def test_a_tab_left_behind_says_so_and_comes_back(shared_playground: Playground, browser: Browser) -> None:
    async with person(browser, DESK) as context:
        first, second = await context.new_page(), await context.new_page()
        await first.goto(f"{shared_playground.url}chat/feed/ana")
        await expect(first.locator(".channel-message").first).to_be_visible()
        await second.goto(f"{shared_playground.url}chat/plan/caleb")
        await expect(second.locator(".channel-message").first).to_contain_text("threshold")
        await expect(first.get_by_role("dialog", name="This place is resting")).to_be_visible()
        await first.get_by_role("link", name="Show #feed as Ana").click()
        await expect(first.locator(".channel-message").first).to_be_visible()
        await expect(first.locator("#baton-away")).to_have_count(0)
        await expect(second.get_by_role("dialog")).to_be_visible()


async def test_the_bar_changes_person_and_place(shared_playground: Playground, browser: Browser) -> None:
    async with person(browser, PHONE) as context:
        page = await context.new_page()
        await page.goto(f"{shared_playground.url}chat/feed/ana")
        await page.get_by_label("You are").select_option("mo")
        await expect(page).to_have_title(re.compile("#feed as Mo"))
        await page.get_by_label("Place").select_option("dm-robin")
        await expect(page).to_have_title(re.compile("Robin’s messages as Robin"))
        await page.get_by_label("You are").select_option("ben")
        await expect(page).to_have_title(re.compile("Ben’s messages as Ben"))
        await page.reload()
        await expect(page.locator("#channel-composer-input")).to_be_visible()
        assert await overflow(page) <= 0


async def test_what_was_typed_survives_a_slip_and_can_be_mended(
    shared_playground: Playground, browser: Browser
) -> None:
    async with person(browser, DESK) as context:
        page = await context.new_page()
        await page.goto(f"{shared_playground.url}chat/general/chloe")
        await at_rest(page)
        await page.locator("#channel-composer-input").fill("/run log")
        await expect(page.locator(".command-entry", has_text="/run log")).to_be_visible()
        await page.keyboard.press("Enter")
        await page.keyboard.type("banana")
        await page.keyboard.press("Tab")
        await page.keyboard.type("52:10")
        await at_rest(page)
        await page.keyboard.press("Enter")
        await expect(page.locator(".channel-message").last).to_contain_text("banana")
        distance = page.locator(".command-option-input").first
        await expect(distance).to_have_value("banana")
        await at_rest(page)
        await distance.fill("10k")
        await page.keyboard.press("Enter")
        await expect(page.locator(".channel-message").last).to_contain_text("10.0 km in 52:10")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_the_console_does_things_on_strava_for_who_is_connected(
    shared_playground: Playground, shared_visitor: ClientSession, browser: Browser, size: ViewportSize
) -> None:
    who, name = ("ben", "Ben") if size is DESK else ("mo", "Mo")
    async with person(browser, size) as context:
        page = await console(context, shared_playground)
        card = page.locator("#strava")
        await expect(card.get_by_role("link", name=f"Connect Strava as {name}")).to_be_visible()
        # The whole way there and back has a test of its own.
        await Visit(shared_playground, shared_visitor).connect(who)
        account = card.locator("li", has_text=name)
        finish, change, delete, withdraw = (
            account.get_by_role("button", name=label)
            for label in ("Finish this run", "Change the last", "Delete the last", "Withdraw access")
        )
        await expect(finish).to_be_visible()
        await expect(change).to_be_hidden()
        await card.get_by_label("Kilometres").fill("0")
        await finish.click()
        await expect(account).to_contain_text("A run takes 0.1 to 200 kilometres.")
        await card.get_by_label("Kilometres").fill("12.3")
        await card.get_by_label("Minutes").fill("71")
        await card.get_by_label("A race").check()
        await finish.click()
        await expect(account).to_contain_text(f"{name} finished a race of 12.3 km in 1:11:00 there.")
        await card.get_by_label("A race").uncheck()
        await change.click()
        await expect(account).to_contain_text("12.3 km in 1:11:00, ")
        assert await overflow(page) <= 0
        assert await page.evaluate(CONTRAST) == []
        await delete.click()
        await expect(account).to_contain_text("deleted 12.3 km in 1:11:00 there")
        async with context.expect_page() as opened:
            await account.get_by_role("link", name=f"Read it as {name}").click()
        await expect(await opened.value).to_have_title(re.compile(f"{name}’s messages as {name}"))
        await withdraw.click()
        connect = card.get_by_role("link", name=f"Connect Strava as {name}")
        await connect.click()
        await expect((await opened.value).locator(".command-entry", has_text="/strava connect")).to_be_visible()


# Every text of the page against the nearest painted ground behind it (WCAG 2.2, 1.4.3; large text needs 3).
CONTRAST = """(() => {
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const numbers = (colour) => colour.match(/[0-9.]+/g).map(Number);
  const ground = (item) => {
    for (; item; item = item.parentElement) {
      const colour = numbers(getComputedStyle(item).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const pale = [];
  for (const item of document.querySelectorAll("body *")) {
    const own = [...item.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !item.checkVisibility() || item.closest(".skip, .unseen, script, noscript")) continue;
    const style = getComputedStyle(item);
    const [a, b] = [light(numbers(style.color)), light(ground(item))].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    const ratio = (a + .05) / (b + .05);
    if (ratio < (large ? 3 : 4.5)) pale.push(`${item.textContent.trim().slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return pale;
})()"""
