"""What is broken, and how: each a function that breaks something on a stage, mends it and says how often it did."""

import asyncio
import resource
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from tests.loopback import Trouble
from tests.reliability.stage import Stage, until

LEVERS: Final = "tests.reliability.levers"
FULL_AT_BYTES: Final = 4_096


@dataclass(frozen=True, slots=True)
class Break:
    """One row of the table; `does` is what happens once, `times` how often the command does it."""

    name: str
    said: str
    does: Callable[[Stage], Awaitable[None]]
    times: int = 5
    wrapper: str | None = None
    short: int = 1
    """How often the tests do it."""


async def _drop(on: Stage) -> None:
    before = on.server.gateway.resumes
    on.server.gateway.drop()
    await on.server.gateway.wait_until(lambda: on.server.gateway.resumes > before, 30)


async def _invalidate(on: Stage) -> None:
    before = len(on.server.gateway.identifies)
    await on.server.gateway.invalidate()
    await on.server.gateway.wait_until(lambda: len(on.server.gateway.identifies) > before, 30)


async def _reconnect(on: Stage) -> None:
    before = on.server.gateway.resumes
    await on.server.gateway.ask_to_reconnect()
    await on.server.gateway.wait_until(lambda: on.server.gateway.resumes > before, 30)


async def _rest(
    on: Stage, trouble: Trouble, *, status: int = 500, seconds: float = 0.0, everything: bool = False, hits: int = 3
) -> None:
    """Strike so many posts, and so many answers to people."""
    faults = [
        on.server.fault("POST", path, trouble, status=status, seconds=seconds, everything=everything, times=hits)
        for path in (f"/channels/{on.feed.id}/messages", "/interactions/*")
    ]
    await until(lambda: all(one.hits >= hits for one in faults))


async def _full_disk(on: Stage) -> None:
    process = on.baton._process
    assert process is not None
    limits = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (FULL_AT_BYTES, limits[1]))
    await _until_warm(on)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, limits)


async def _read_only(on: Stage) -> None:
    on.baton.signal(signal.SIGUSR2)
    await _until_warm(on)
    on.baton.signal(signal.SIGUSR2)


async def _until_warm(on: Stage) -> None:
    """Wait until some have been told, and a little longer, which gives the workers their turn."""
    before = on.warm
    await until(lambda: on.warm >= before + 3)
    await asyncio.sleep(2)


async def _clock(on: Stage) -> None:
    """Turn the clock on, and back: the latter while nothing is owed, as what is due by then waits till that hour."""
    before = len(on.ledger.acknowledged)
    on.baton.signal(signal.SIGUSR1)
    on.ahead_s = 3 * 3_600
    await until(lambda: len(on.ledger.acknowledged) >= before + 5)
    on.resting = True
    await asyncio.sleep(2)
    await on.delivered()
    on.baton.signal(signal.SIGUSR1)
    on.ahead_s = 3_600
    on.resting = False


async def _kill(on: Stage) -> None:
    await asyncio.sleep(on.dice.uniform(0, 1.0))
    await on.kill()


def _http(name: str, said: str, trouble: Trouble, **how: float | bool) -> Break:
    return Break(name, said, partial(_rest, trouble=trouble, **how), times=3)  # type: ignore[arg-type]


BREAKS: Final[tuple[Break, ...]] = (
    Break("drop", "gateway cut without a word, resumed", _drop),
    Break("invalid-session", "session declared invalid (op 9)", _invalidate),
    Break("reconnect", "asked to reconnect (op 7)", _reconnect),
    _http("http-500", "3 posts and 3 answers refused with 500", Trouble.STATUS, status=500),
    _http("http-502", "3 posts and 3 answers refused with 502", Trouble.STATUS, status=502),
    _http("http-429", "3 posts and 3 answers refused with 429, 0.5 s", Trouble.RATE_LIMIT, seconds=0.5),
    _http("http-429-global", "the same for the whole bot", Trouble.RATE_LIMIT, seconds=0.5, everything=True),
    _http("reset-before", "3 posts and 3 answers cut off unread", Trouble.RESET),
    _http("reset-after", "3 posts and 3 answers done, then cut off", Trouble.RESET_AFTER),
    _http("slow", "3 posts and 3 answers done after 2 s", Trouble.SLOW, seconds=2.0),
    Break("disk-full", "SQLite: no file may grow past 4 KiB", _full_disk, times=3),
    Break("read-only", "SQLite: every write refused", _read_only, times=3, wrapper=LEVERS),
    Break("clock", "clock 3 h on, then 2 h back", _clock, times=1, wrapper=LEVERS),
    Break("kill", "SQLite: SIGKILL at a random moment", _kill, times=200, short=10),
)
