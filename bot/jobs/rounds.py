"""Rounds: what a worker does again and again until it is stopped, whatever goes wrong in one of them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable


async def repeat(
    turn: Callable[[], Awaitable[object]], seconds: float, stopping: asyncio.Event, who: str, log: logging.Logger
) -> None:
    """Take a turn, pause for `seconds`, and go on until `stopping` is set, which ends a pause at once.

    A defect in one turn is logged, as that of `who`, and the next turn comes all the same.
    """
    while not stopping.is_set():
        try:
            await turn()
        except Exception:
            log.exception("%s stumbled; it goes on", who)
        try:
            async with asyncio.timeout(seconds):
                await stopping.wait()
        except TimeoutError:
            continue
