"""Observing: what counts the bot's work, and says how it fares to whoever asks at an address of its own."""

import logging
import math

from bot.client import BatonBot
from bot.config import HealthSettings
from bot.metrics import Metrics
from bot.services.health import Condition, HealthService, ShardState
from bot.services.ports import Messenger
from bot.web import StatusServer


class Observer:
    """Built only where `[health] pages` is on: who does not look pays for nothing."""

    def __init__(self, settings: HealthSettings, health: HealthService, bot: BatonBot) -> None:
        self._health = health
        self._bot = bot
        self._metrics = Metrics()
        self._heard = self._metrics.log_handler()
        self._server = StatusServer(self._condition, self._metrics.page, host=settings.host, port=settings.port)
        bot.count_asked = self._metrics.asked
        bot.http.http_trace = self._metrics.trace()

    def measured(self, messenger: Messenger) -> Messenger:
        """Return a messenger that does as this one, and is timed."""
        return self._metrics.measured(messenger)

    async def start(self) -> str:
        """Listen, and return the address; raises `StartupError` where nobody can."""
        logging.getLogger().addHandler(self._heard)
        return await self._server.start()

    async def stop(self) -> None:
        """Listen no more."""
        logging.getLogger().removeHandler(self._heard)
        await self._server.stop()

    async def _condition(self) -> Condition:
        return await self._health.condition(shard_states(self._bot), len(self._bot.guilds))


def shard_states(bot: BatonBot) -> list[ShardState]:
    """Return how the shards of this process fare; none before it has begun to connect."""
    return [
        ShardState(
            number,
            is_connected=not shard.is_closed(),
            latency_s=shard.latency if math.isfinite(shard.latency) else None,
        )
        for number, shard in sorted(bot.shards.items())
    ]
