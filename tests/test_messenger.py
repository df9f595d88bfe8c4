"""The messenger: what Discord answers becomes delivered, later or never, and nothing is posted twice."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
import simcord

from bot.domain.audience import MessageKind
from bot.messenger import CHECK_AGAIN_SECONDS, SEND_SECONDS, DiscordMessenger
from bot.services.cheers import FeedCard
from bot.services.outbox import LEASE, MessageState, OutboxEntry, Parcel
from bot.services.ports import Delivered, Later, Undeliverable
from tests.composed import Stage, new_database, posts, stage

MESSAGES = "/channels/*/messages"


@pytest.fixture
async def on_stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(new_database(tmp_path), tmp_path) as running:
        yield running


@pytest.fixture(autouse=True)
def env(on_stage: Stage) -> simcord.Env:
    """SimCord's plugin sets the library's clocks for a test that has its environment among the fixtures."""
    return on_stage.env


@pytest.fixture
def messenger(on_stage: Stage) -> DiscordMessenger:
    return DiscordMessenger(on_stage.application.bot)


async def owed(on_stage: Stage, note: str = "between us") -> Parcel:
    """Return a claimed card."""
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10", note=note)
    [parcel] = await on_stage.application.services.outbox.claim()
    return parcel


def second_try(parcel: Parcel) -> Parcel:
    """Return the parcel as it is claimed after its first sender never came back."""
    return replace(parcel, message=replace(parcel.message, attempts=2))


def sent_bodies(on_stage: Stage) -> list[dict[str, Any]]:
    """Return what was posted to the feed, tries that failed included."""
    path = f"/channels/{on_stage.feed.id}/messages"
    return [one.json for one in on_stage.env.http_requests if one.method == "POST" and one.path == path and one.json]


class BrokenLine:
    """discord.py's way to Discord, with the line cut before a request leaves or before its answer arrives."""

    def __init__(self, bot: discord.Client, *, error: Exception | None, after_arrival: bool = False) -> None:
        self.request = bot.http.request
        self.error = error
        self.after_arrival = after_arrival

    async def __call__(self, route: discord.http.Route, **options: Any) -> Any:
        if route.method != "POST":
            return await self.request(route, **options)
        if self.after_arrival:
            await self.request(route, **options)
        if self.error is None:
            await asyncio.Event().wait()
        assert self.error is not None
        raise self.error


async def test_a_message_that_arrived_is_known_by_its_id(on_stage: Stage, messenger: DiscordMessenger) -> None:
    parcel = await owed(on_stage)
    outcome = await messenger.deliver(parcel.message, parcel.content)
    assert outcome == Delivered(posts(on_stage.feed)[0].id)


@pytest.mark.parametrize("status", [401, 408, 429, 500, 502, 503, 504])
async def test_trouble_that_is_not_about_the_message_is_waited_out(
    on_stage: Stage, messenger: DiscordMessenger, status: int
) -> None:
    parcel = await owed(on_stage)
    on_stage.env.inject_error("POST", MESSAGES, status=status)
    outcome = await messenger.deliver(parcel.message, parcel.content)
    assert outcome == Later(f"Discord had trouble (HTTP {status})")
    assert isinstance(await messenger.deliver(parcel.message, parcel.content), Delivered)


async def test_a_message_that_discord_refuses_is_given_up_with_its_code(
    on_stage: Stage, messenger: DiscordMessenger
) -> None:
    parcel = await owed(on_stage)
    on_stage.env.inject_error("POST", MESSAGES, status=400, code=50035, message="Invalid Form Body: between us")
    outcome = await messenger.deliver(parcel.message, parcel.content)
    assert outcome == Undeliverable("Discord refused the message (HTTP 400, code 50035)")


@pytest.mark.parametrize("code", [50001, 50013])
async def test_a_missing_permission_is_looked_at_again_and_named(
    on_stage: Stage, messenger: DiscordMessenger, code: int
) -> None:
    parcel = await owed(on_stage)
    on_stage.env.inject_error("POST", MESSAGES, status=403, code=code)
    outcome = await messenger.deliver(parcel.message, parcel.content)
    assert isinstance(outcome, Later)
    assert outcome.seconds == CHECK_AGAIN_SECONDS
    for fact in (str(on_stage.feed.id), str(code), "Send Messages", "Attach Files"):
        assert fact in outcome.reason


async def test_a_channel_that_is_gone_is_waited_for(on_stage: Stage, messenger: DiscordMessenger) -> None:
    parcel = await owed(on_stage)
    on_stage.env.backend.delete_channel(on_stage.feed.id)
    await on_stage.env.settle()
    outcome = await messenger.deliver(parcel.message, parcel.content)
    assert isinstance(outcome, Later)
    assert "is gone" in outcome.reason


@pytest.mark.parametrize("error", [aiohttp.ClientConnectionError("no route"), OSError(101, "unreachable")])
async def test_a_broken_line_is_waited_out(
    on_stage: Stage, messenger: DiscordMessenger, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    parcel = await owed(on_stage)
    bot = on_stage.application.bot
    monkeypatch.setattr(bot.http, "request", BrokenLine(bot, error=error))
    outcome = await messenger.deliver(parcel.message, parcel.content)
    assert outcome == Later(f"Discord could not be reached ({type(error).__name__})")


async def test_a_line_that_hangs_is_let_go_before_the_claim_is_over(
    on_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = await owed(on_stage)
    bot = on_stage.application.bot
    monkeypatch.setattr(bot.http, "request", BrokenLine(bot, error=None))
    assert LEASE.total_seconds() > SEND_SECONDS
    outcome = await DiscordMessenger(bot, send_seconds=0.05).deliver(parcel.message, parcel.content)
    assert outcome == Later("Discord could not be reached (TimeoutError)")


async def test_a_message_whose_answer_got_lost_is_found_again(
    on_stage: Stage, messenger: DiscordMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = await owed(on_stage)
    bot = on_stage.application.bot
    with monkeypatch.context() as cut:
        line = BrokenLine(bot, error=aiohttp.ServerDisconnectedError(), after_arrival=True)
        cut.setattr(bot.http, "request", line)
        assert isinstance(await messenger.deliver(parcel.message, parcel.content), Later)

    again = second_try(parcel)
    [there] = posts(on_stage.feed)
    assert await messenger.deliver(again.message, again.content) == Delivered(there.id)
    assert len(posts(on_stage.feed)) == 1


async def test_only_its_own_message_counts_as_found(on_stage: Stage, messenger: DiscordMessenger) -> None:
    first = await owed(on_stage)
    await messenger.deliver(first.message, first.content)
    await on_stage.ben.send(on_stage.feed, "nice one")
    await on_stage.ben.slash(on_stage.feed, "run log", distance="5k", time="26:00")
    [second] = await on_stage.application.services.outbox.claim()

    again = second_try(second)
    assert isinstance(await messenger.deliver(again.message, again.content), Delivered)
    assert [post.author.bot for post in posts(on_stage.feed)] == [True, False, True]


async def test_a_first_try_does_not_search(on_stage: Stage, messenger: DiscordMessenger) -> None:
    parcel = await owed(on_stage)
    await messenger.deliver(parcel.message, parcel.content)
    assert [one for one in on_stage.env.http_requests if one.method == "GET" and "messages" in one.path] == []


async def test_every_try_of_a_message_has_the_same_nonce_and_every_message_its_own(
    on_stage: Stage, messenger: DiscordMessenger
) -> None:
    parcel = await owed(on_stage)
    on_stage.env.inject_error("POST", MESSAGES, times=2)
    for _ in range(3):
        await messenger.deliver(parcel.message, parcel.content)
    await on_stage.ben.slash(on_stage.feed, "run log", distance="5k", time="26:00")
    await on_stage.application.deliver_outbox()

    *tries, other = sent_bodies(on_stage)
    assert len({body["nonce"] for body in tries}) == 1
    assert other["nonce"] != tries[0]["nonce"]
    for body in (*tries, other):
        assert body["enforce_nonce"] is True
        assert len(body["nonce"]) <= 25
        assert body["allowed_mentions"] == {"parse": []}


async def test_a_photo_is_attached_again_with_every_edit_and_goes_when_it_is_taken_away(
    on_stage: Stage, messenger: DiscordMessenger
) -> None:
    parcel = await owed(on_stage)
    assert isinstance(parcel.content, FeedCard)
    with_photo = replace(parcel.content, has_photo=True, photo=b"pixels")
    arrived = await messenger.deliver(parcel.message, with_photo)
    assert isinstance(arrived, Delivered)
    standing = replace(parcel.message, message_id=arrived.message_id)
    for _ in range(2):
        [card] = posts(on_stage.feed)
        [file] = card.attachments
        assert (file.filename, await file.read()) == (f"run-{with_photo.run_id}.jpg", b"pixels")
        await messenger.deliver(standing, with_photo)
    await messenger.deliver(standing, parcel.content)
    [card] = posts(on_stage.feed)
    assert card.attachments == []


async def the_card(stage: Stage) -> OutboxEntry:
    """Return the one card that is owed."""
    entries = await stage.application.services.outbox.newest()
    [entry] = [entry for entry in entries if entry.kind is MessageKind.FEED_CARD]
    return entry


async def test_a_reason_holds_ids_and_never_what_people_wrote(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10", note="between us")
    for status in (503, 403, 404):
        on_stage.env.inject_error("POST", MESSAGES, status=status, code=10003 if status == 404 else 0)
        await on_stage.application.deliver_outbox()
        entry = await the_card(on_stage)
        assert entry.state is MessageState.PENDING
        assert entry.reason
        assert "between us" not in entry.reason
        assert "Ana" not in entry.reason
        await on_stage.env.advance_time(601)
    await on_stage.application.deliver_outbox()
    entry = await the_card(on_stage)
    assert (entry.state, entry.reason) == (MessageState.SENT, None)
