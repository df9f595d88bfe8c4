"""Whether a bot is at work, by the file that it touches while it is."""

import time
from typing import Final

from bot.config import Settings
from bot.errors import ExitCode, StartupError

HEARTBEAT_LIMIT_SECONDS: Final = 90.0


def heartbeat_age(settings: Settings) -> float | None:
    """Return how many seconds ago the bot last said that it is alive; None if it never did."""
    try:
        return time.time() - settings.health.heartbeat_file.stat().st_mtime
    except FileNotFoundError:
        return None


def refuse_beside_a_bot(settings: Settings) -> None:
    """Raise `StartupError` while a bot is at work."""
    age = heartbeat_age(settings)
    if age is not None and age <= HEARTBEAT_LIMIT_SECONDS:
        raise StartupError(
            f"The bot is running: it touched {settings.health.heartbeat_file} {age:.0f} s ago. Stop it first. "
            "If it was killed just now, use --force.",
            ExitCode.RUNNING,
        )
