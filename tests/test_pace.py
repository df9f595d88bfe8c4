"""The pace: below what Discord allows whatever happens, nearly all of it used, and nobody waits who is waited for."""

import asyncio
from collections.abc import Callable

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.pace import LONGEST_WAIT_S, Pace

LIMIT = 50


class Clock:
    """A clock that only sleeping moves, a little too late each time, and now and then much too late."""

    def __init__(self, lateness: Callable[[], float] = lambda: 0.0) -> None:
        self.now = 1_000.0
        self.lateness = lateness

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let the time go by."""
        self.now += seconds + self.lateness()


async def gone_at(clock: Clock, pace: Pace, count: int) -> list[float]:
    """Let requests wait for their turn; returns when each went."""
    gone = []
    with pace.patiently():
        for _ in range(count):
            await pace.take()
            gone.append(clock())
    return gone


def most_in_a_second(gone: list[float]) -> int:
    """Return the largest number of requests in any second."""
    return max(sum(1 for at in gone if first <= at < first + 1.0) for first in gone)


@pytest.mark.parametrize("late", [0.0, 0.0005, 0.002])
async def test_nearly_all_that_is_allowed_is_used_and_never_more(late: float) -> None:
    clock = Clock(lambda: late)
    gone = await gone_at(clock, Pace(LIMIT, clock, clock.sleep), 500)
    assert most_in_a_second(gone) <= LIMIT
    assert (len(gone) - 1) / (gone[-1] - gone[0]) >= 48


@given(st.lists(st.sampled_from([0.0, 0.001, 0.03, 0.2, 1.5]), min_size=1, max_size=40))
def test_a_process_that_was_busy_does_not_catch_up_at_a_rush(late: list[float]) -> None:
    stalls = iter(late * 20)
    clock = Clock(lambda: next(stalls))
    gone = asyncio.run(gone_at(clock, Pace(LIMIT, clock, clock.sleep), len(late) * 20))
    assert most_in_a_second(gone) <= LIMIT


async def test_what_a_member_waits_for_goes_at_once_and_the_others_wait_longer() -> None:
    clock = Clock()
    pace = Pace(LIMIT, clock, clock.sleep)
    began = clock()
    with pace.patiently(), pace.at_once():
        await pace.take()
    for _ in range(9):
        await pace.take()
    assert clock() == began
    (after,) = await gone_at(clock, pace, 1)
    assert after - began > 9 / LIMIT


async def test_however_much_goes_at_once_the_others_get_their_turn() -> None:
    clock = Clock()
    pace = Pace(LIMIT, clock, clock.sleep)
    for _ in range(1_000):
        await pace.take()
    began = clock()
    (after,) = await gone_at(clock, pace, 1)
    assert after - began <= LONGEST_WAIT_S


async def test_three_processes_together_stay_below_what_the_bot_is_allowed() -> None:
    gone: list[float] = []
    for _ in range(3):
        clock = Clock()
        pace = Pace(LIMIT, clock, clock.sleep)
        pace.share(1 / 3)
        alone = await gone_at(clock, pace, 200)
        assert most_in_a_second(alone) <= LIMIT / 3 + 1
        gone += alone
    assert (len(gone) - 3) / (max(gone) - min(gone)) <= LIMIT


async def test_without_a_limit_nobody_waits() -> None:
    clock = Clock()
    assert set(await gone_at(clock, Pace(0, clock, clock.sleep), 1_000)) == {1_000.0}


async def test_turns_come_in_the_order_of_asking() -> None:
    clock = Clock()
    pace = Pace(LIMIT, clock, clock.sleep)
    gone: list[int] = []

    async def ask(number: int) -> None:
        with pace.patiently():
            await pace.take()
        gone.append(number)

    await asyncio.gather(*(ask(number) for number in range(100)))
    assert gone == list(range(100))


@pytest.mark.parametrize(("headers", "counted"), [({"Authorization": "Bot x"}, True), ({}, False)])
async def test_only_what_is_asked_in_the_bots_name_counts(headers: dict[str, str], counted: bool) -> None:
    """Answers to members go to an address that is theirs alone, and Discord does not count them."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    clock = Clock()
    pace = Pace(LIMIT, clock, clock.sleep)
    try:
        async with aiohttp.ClientSession(trace_configs=[pace.trace()]) as session:
            url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
            with pace.patiently():
                for _ in range(5):
                    async with session.get(url, headers=headers) as response:
                        assert response.status == 200
    finally:
        await runner.cleanup()
    assert (clock() > 1_000.0) == counted
