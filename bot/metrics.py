"""Metrics: figures for Prometheus about this process, its work and what Discord answers.

No figure names a person, a server or a word that somebody wrote.
"""

import logging
import time
from types import SimpleNamespace
from typing import Final

import aiohttp
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from bot.services.health import Condition
from bot.services.outbox import MessageState, OutboxMessage
from bot.services.ports import Messenger, Outcome
from bot.services.posts import Content

RESOURCES: Final = frozenset({"applications", "channels", "gateway", "guilds", "interactions", "users", "webhooks"})
"""First parts of Discord's addresses that are told apart; what follows them are numbers and secrets."""
OPEN: Final = (MessageState.PENDING, MessageState.SENDING, MessageState.WAITING, MessageState.FAILED)
_SECONDS: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)


class Metrics:
    """What is counted, from the start of the process on."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)
        self._asked = Counter(
            "baton_interactions", "Commands, presses and forms that members sent", ["kind"], registry=registry
        )
        self._requests = Histogram(
            "baton_discord_request_seconds",
            "How long Discord took to answer requests",
            ["resource", "status"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._sent = Histogram(
            "baton_message_seconds",
            "How long messages of the outbox took, by what became of them",
            ["kind", "outcome"],
            buckets=_SECONDS,
            registry=registry,
        )
        self._logged = Counter("baton_log_records", "Warnings and errors in the log", ["level"], registry=registry)
        self._servers = Gauge("baton_servers", "Servers that this process hears of", registry=registry)
        self._connected = Gauge(
            "baton_shard_connected", "Whether a shard hears of its servers", ["shard"], registry=registry
        )
        self._latency = Gauge(
            "baton_shard_latency_seconds", "From a heartbeat to its answer", ["shard"], registry=registry
        )
        self._database = Gauge("baton_database_up", "Whether the database answers", registry=registry)
        self._answered = Gauge("baton_database_answer_seconds", "How long it took to answer", registry=registry)
        self._schedules = Gauge(
            "baton_schedules_late_seconds", "Since when the earliest recurring post is due", registry=registry
        )
        self._outbox = Gauge(
            "baton_outbox_late_seconds", "Since when the earliest open message is due", registry=registry
        )
        self._messages = Gauge(
            "baton_outbox_messages", "Messages that are not done, by state", ["state"], registry=registry
        )
        self._ill = Gauge("baton_ill", "Parts that are not as they must be", registry=registry)

    def asked(self, kind: str) -> None:
        """Count an interaction."""
        self._asked.labels(kind).inc()

    def trace(self) -> aiohttp.TraceConfig:
        """Return what times requests to Discord in the session that it is given to."""
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(_begin)
        trace.on_request_end.append(self._end)
        trace.on_request_exception.append(self._fail)
        return trace

    def measured(self, messenger: Messenger) -> Messenger:
        """Return a messenger that does as this one, and is timed."""
        return _MeasuredMessenger(messenger, self._sent)

    def log_handler(self) -> logging.Handler:
        """Return what counts warnings and errors of the loggers that it is added to."""
        return _CountingHandler(self._logged)

    def page(self, condition: Condition) -> bytes:
        """Return all figures as Prometheus reads them."""
        self._servers.set(condition.servers)
        self._ill.set(len(condition.ill))
        for shard in condition.shards:
            self._connected.labels(shard.shard_id).set(shard.is_connected)
            self._latency.labels(shard.shard_id).set(float("nan") if shard.latency_s is None else shard.latency_s)
        backlog = condition.backlog
        self._database.set(backlog is not None)
        if backlog is not None:
            self._answered.set(backlog.answered_s)
            self._schedules.set(backlog.schedules_late_s)
            self._outbox.set(backlog.outbox_late_s)
            for state in OPEN:
                self._messages.labels(state).set(backlog.messages.get(state, 0))
        return generate_latest(self._registry)

    async def _end(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
    ) -> None:
        self._note(context, ended.url.parts, str(ended.response.status))

    async def _fail(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, failed: aiohttp.TraceRequestExceptionParams
    ) -> None:
        self._note(context, failed.url.parts, "none")

    def _note(self, context: SimpleNamespace, parts: tuple[str, ...], status: str) -> None:
        resource = next((part for part in parts if part in RESOURCES), "other")
        self._requests.labels(resource, status).observe(time.perf_counter() - context.began)


async def _begin(_: aiohttp.ClientSession, context: SimpleNamespace, __: aiohttp.TraceRequestStartParams) -> None:
    context.began = time.perf_counter()


class _MeasuredMessenger:
    """Fulfils `bot.services.ports.Messenger`."""

    def __init__(self, messenger: Messenger, took: Histogram) -> None:
        self._messenger = messenger
        self._took = took

    async def deliver(self, message: OutboxMessage, content: Content | None) -> Outcome:
        """See `bot.services.ports.Messenger`."""
        began = time.perf_counter()
        outcome = await self._messenger.deliver(message, content)
        self._took.labels(message.kind, type(outcome).__name__.lower()).observe(time.perf_counter() - began)
        return outcome


class _CountingHandler(logging.Handler):
    def __init__(self, counter: Counter) -> None:
        super().__init__(logging.WARNING)
        self._counter = counter

    def emit(self, record: logging.LogRecord) -> None:
        self._counter.labels(record.levelname.lower()).inc()
