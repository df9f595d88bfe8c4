"""`/health` and `/metrics`: for whoever watches over the bot, by an address of their own that the public one is not."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import web

from bot.services.health import Condition, Part
from bot.web.site import Site

HINT: Final = "Choose another with [health] host and port."
METRICS_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


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
        self._site = Site(host=host, port=port, who="The health pages", hint=HINT)

    async def start(self) -> str:
        """Listen, and return the address; raises `StartupError` where it cannot."""
        routes = [web.get("/health", self._show_health), web.get("/metrics", self._show_metrics)]
        return await self._site.start(routes)

    async def stop(self) -> None:
        """Listen no more."""
        await self._site.stop()

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
