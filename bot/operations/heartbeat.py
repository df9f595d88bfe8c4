"""Whether a bot is at work, by the file that it touches while it is."""

import time
from typing import Final

from bot.config import Settings

HEARTBEAT_LIMIT_SECONDS: Final = 90.0


def heartbeat_age(settings: Settings) -> float | None:
    """Return how many seconds ago the bot last said that it is alive; None if it never did."""
    try:
        return time.time() - settings.health.heartbeat_file.stat().st_mtime
    except FileNotFoundError:
        return None
