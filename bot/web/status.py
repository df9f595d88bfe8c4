"""`/health` and `/metrics`: for whoever watches over the bot, by an address of their own that the public one is not."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import web

from bot.services.health import Condition, Part
from bot.web.answers import answer_plainly
from bot.web.sockets import address_of, listen

log = logging.getLogger(__name__)

HINT: Final = "Choose another with [health] host and port."
METRICS_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_SHUTDOWN_SECONDS: Final = 1.0


class StatusServer:
    """Answers on `host` and `port`, 0 for any free one, from start to stop."""

    def __init__(
        self,
        condition: Callable[[], Awaitable[Condition]],
        metrics: Callable[[Condition], bytes],
        *,
        host: str,
        port: int,
    ) -> None:
        self._condition = condition
        self._metrics = metrics
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None

    async def start(self) -> str:
        """Listen, and return the address; raises `StartupError` where it cannot."""
        listener = listen(self._host, self._port, who="The health pages", hint=HINT)
        application = web.Application(middlewares=[answer_plainly])
        application.add_routes([web.get("/health", self._show_health), web.get("/metrics", self._show_metrics)])
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
        await self._runner.setup()
        await web.SockSite(self._runner, listener).start()
        return address_of(listener)

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _show_health(self, _request: web.Request) -> web.Response:
        """Say what is well and what is not: 200, or 503."""
        condition = await self._condition()
        return web.json_response(_told(condition), status=503 if condition.ill else 200)

    async def _show_metrics(self, _request: web.Request) -> web.Response:
        page = self._metrics(await self._condition())
        return web.Response(body=page, headers={"Content-Type": METRICS_TYPE})


def _told(condition: Condition) -> dict[str, Any]:
    ill = condition.ill
    told: dict[str, Any] = {
        "ok": not ill,
        "gateway": {
            "ok": Part.GATEWAY not in ill,
            "servers": condition.servers,
            "shards": [
                {"shard": one.shard_id, "connected": one.is_connected, "latency_s": _rounded(one.latency_s)}
                for one in condition.shards
            ],
        },
        "database": {"ok": Part.DATABASE not in ill},
    }
    backlog = condition.backlog
    if backlog is not None:
        told["database"]["answered_s"] = _rounded(backlog.answered_s)
        told["schedules"] = {"ok": Part.SCHEDULES not in ill, "late_s": _rounded(backlog.schedules_late_s)}
        told["outbox"] = {
            "ok": Part.OUTBOX not in ill,
            "late_s": _rounded(backlog.outbox_late_s),
            "messages": dict(backlog.messages),
        }
    return told


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
