"""What whoever watches over the bot is told: whether it is well, what is not, and figures for Prometheus."""

import json
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.audience import MessageKind
from bot.errors import StartupError
from bot.metrics import Metrics
from bot.services.health import Backlog, Condition, ShardState
from bot.services.outbox import OutboxMessage
from bot.services.ports import Delivered, Later, Outcome
from bot.services.posts import Content
from bot.web import StatusServer, listen

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MESSAGE = OutboxMessage(1, 2, MessageKind.FEED_CARD, "3", 4, None, None, 1, 1, 0, NOON, NOON)
WELL = Condition((ShardState(0, is_connected=True, latency_s=0.05),), 3, Backlog(0.001, 0.0, 0.0))


@asynccontextmanager
async def asked(condition: Condition, metrics: Metrics | None = None) -> AsyncIterator[Callable[[str], Any]]:
    """Answer with a condition; yields what asks for a path and returns status and text."""

    async def now() -> Condition:
        return condition

    server = StatusServer(now, (metrics or Metrics()).page, host="127.0.0.1", port=0)
    url = await server.start()

    async with ClientSession() as client:

        async def ask(path: str) -> tuple[int, str]:
            async with client.get(url + path) as response:
                assert response.headers["Cache-Control"] == "no-store"
                return response.status, await response.text()

        yield ask
    await server.stop()


def figures(page: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


async def test_all_is_well() -> None:
    async with asked(WELL) as ask:
        status, text = await ask("/health")
    told = json.loads(text)
    assert (status, told["ok"]) == (200, True)
    assert told["gateway"]["shards"] == [{"shard": 0, "connected": True, "latency_s": 0.05}]
    assert all(told[part]["ok"] for part in ("gateway", "database", "schedules", "outbox"))


@pytest.mark.parametrize(
    ("condition", "ill"),
    [
        (Condition((), 0, WELL.backlog), {"gateway"}),
        (Condition((*WELL.shards, ShardState(1, is_connected=False, latency_s=None)), 0, WELL.backlog), {"gateway"}),
        (Condition(WELL.shards, 0, None), {"database"}),
        (Condition(WELL.shards, 0, Backlog(0.1, 181.0, 0.0)), {"schedules"}),
        (Condition(WELL.shards, 0, Backlog(0.1, 179.0, 301.0)), {"outbox"}),
    ],
)
async def test_what_is_ill_is_named(condition: Condition, ill: set[str]) -> None:
    async with asked(condition) as ask:
        status, text = await ask("/health")
        told = json.loads(text)
        assert (status, told["ok"]) == (503, False)
        assert {part for part, one in told.items() if part != "ok" and not one["ok"]} == ill
        # Figures come all the same.
        assert figures((await ask("/metrics"))[1])["baton_ill", ()] == 1


class _Messenger:
    """Answers with one outcome after the other."""

    def __init__(self, *outcomes: Outcome) -> None:
        self._outcomes = list(outcomes)

    async def deliver(self, message: OutboxMessage, content: Content | None) -> Outcome:
        return self._outcomes.pop(0)


async def test_interactions_messages_and_words_of_the_log_are_counted() -> None:
    metrics = Metrics()
    metrics.asked("application_command")
    metrics.asked("application_command")
    messenger = metrics.measured(_Messenger(Delivered(1), Later("busy")))
    for _ in range(2):
        await messenger.deliver(MESSAGE, None)
    handler = metrics.log_handler()
    logger = logging.getLogger("tests.counted")
    logger.addHandler(handler)
    logger.error("one")
    logger.info("none")
    logger.removeHandler(handler)
    found = figures(metrics.page(WELL).decode())
    assert found["baton_interactions_total", (("kind", "application_command"),)] == 2
    assert found["baton_log_records_total", (("level", "error"),)] == 1
    for outcome in ("delivered", "later"):
        labels = (("kind", str(MessageKind.FEED_CARD)), ("outcome", outcome))
        assert found["baton_message_seconds_count", labels] == 1


async def test_requests_are_told_apart_without_their_numbers_and_secrets() -> None:
    metrics = Metrics()

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=429)

    application = web.Application()
    application.add_routes([web.get("/{path:.*}", answer)])
    runner = web.AppRunner(application)
    await runner.setup()
    listener = listen("127.0.0.1", 0, who="Nobody", hint="")
    await web.SockSite(runner, listener).start()
    port = listener.getsockname()[1]
    async with ClientSession(trace_configs=[metrics.trace()]) as client:
        for path in ("api/v10/channels/77/messages", "api/v10/interactions/5/aSecret/callback", "elsewhere/aSecret"):
            async with client.get(f"http://127.0.0.1:{port}/{path}"):
                pass
    await runner.cleanup()
    page = metrics.page(WELL).decode()
    found = figures(page)
    for resource in ("channels", "interactions", "other"):
        assert found["baton_discord_request_seconds_count", (("resource", resource), ("status", "429"))] == 1
    assert "aSecret" not in page
    assert "77" not in re.findall(r'"([^"]*)"', page)


def test_the_dashboard_asks_for_figures_that_there_are() -> None:
    metrics = Metrics()
    metrics.asked("ping")
    page = metrics.page(WELL).decode()
    known = set(re.findall(r"^# TYPE (\w+)", page, re.MULTILINE)) | {key[0] for key in figures(page)}
    text = (ROOT / "deploy" / "grafana.json").read_text("utf-8")
    panels = json.loads(text)["panels"]
    asked_for = {
        name
        for panel in panels
        for target in panel["targets"]
        for name in re.findall(r"\b(?:baton|process)_\w+", target["expr"])
    }
    families = {re.sub(r"_(bucket|count|sum|total)$", "", name) for name in known}
    assert {re.sub(r"_(bucket|count|sum|total)$", "", name) for name in asked_for} <= families
    assert len(panels) > 10


async def _nobody_asks() -> Condition:
    raise AssertionError


async def test_a_port_that_is_taken_is_said_plainly() -> None:
    with listen("127.0.0.1", 0, who="Somebody", hint="") as taken:
        server = StatusServer(_nobody_asks, Metrics().page, host="127.0.0.1", port=taken.getsockname()[1])
        with pytest.raises(StartupError, match=r"\[health\] host and port"):
            await server.start()
