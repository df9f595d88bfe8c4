"""Rounds: what a worker does again and again until it is stopped, whatever goes wrong in one of them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.services.outage import is_outage


async def repeat(
    turn: Callable[[], Awaitable[object]], seconds: float, stopping: asyncio.Event, who: str, log: logging.Logger
) -> None:
    """Take a turn, pause for `seconds`, and go on until `stopping` is set, which ends a pause at once.

    A defect in one turn is logged, as that of `who`, and the next turn comes all the same. Where the database is away
    it is said once, and once more when it is back.
    """
    waits = False
    while not stopping.is_set():
        try:
            await turn()
            if waits:
                log.info("the database is back, and %s goes on", who)
            waits = False
        except Exception as error:
            if not is_outage(error):
                log.exception("%s stumbled; it goes on", who)
            elif not waits:
                log.warning("%s waits for the database: %s", who, error)
            waits = is_outage(error)
        try:
            async with asyncio.timeout(seconds):
                await stopping.wait()
        except TimeoutError:
            continue
