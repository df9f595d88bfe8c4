"""`python -m tests.strava.fault_run`: random sequences of what people do and what goes wrong, against the real adapter.

Each sequence ends with all faults over and a night passed; then no run is lost, doubled or leaked, and every pair of
tokens holds, or its runner was told to connect again. A sequence is run again by its number: `--sequences 1 --seed N`.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

from benchmarks import report
from tests.strava.fault_model import check
from tests.strava.fault_process import settled
from tests.strava.fault_steps import Steps
from tests.strava.fault_world import World

STEPS = 60
WAITS = (timedelta(minutes=31), timedelta(hours=2, minutes=5), timedelta(hours=6, minutes=5))
"""How long the longest waits after a fault are, one after another."""
UNHEARD = ("aiosqlite", "asyncio")
"""What the program never lets into its log either (`bot.logs`)."""


class Failed(Exception):
    """A sequence did not end as it must; says which, what had happened, and what is not so."""


async def run_one(seed: int, folder: Path, steps: int = STEPS) -> None:
    """Run a sequence; raises `Failed`."""
    world = World(seed, folder)
    with _heard() as said:
        try:
            await world.open()
            happens = Steps(world)
            for _ in range(steps):
                await happens.one()
            await happens.mend_it()
            await _rest(world)
            await check(world, said.getvalue())
        except Exception as error:
            past = " ".join(world.past)
            what = f"{type(error).__name__}: {error}"
            raise Failed(f"sequence {seed}, level {world.level}: {what}\n  after {past}") from error
        finally:
            await world.close()


async def _rest(world: World) -> None:
    """Let the longest waits, a night and a morning pass without a fault."""
    for wait in WAITS:
        world.clock.forward(seconds=wait.total_seconds())
        await _round(world)
    now = world.clock.now()
    midnight = datetime(now.year, now.month, now.day, 0, 10, tzinfo=UTC) + timedelta(days=1)
    for hours in (0, 3, 4, 5, 6, 8, 10, 11, 12):
        world.clock.set(midnight + timedelta(hours=hours))
        await _round(world)


async def _round(world: World) -> None:
    await settled(*(one.look() for one in world.processes))
    await settled(*(one.see_to() for one in world.processes))
    await settled(*(one.take_in() for one in world.processes))
    await world.mailbox.deliver(world.processes[0])
    await world.observe()


@contextmanager
def _heard() -> Iterator[StringIO]:
    """Hear all that is logged, debugging included."""
    said = StringIO()
    handler = logging.StreamHandler(said)
    handler.addFilter(lambda record: not record.name.startswith(UNHEARD))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        root.setLevel(before)
        root.removeHandler(handler)


def main(arguments: list[str]) -> int:
    """Run sequences, say which did not end well, and return how many."""
    parser = argparse.ArgumentParser(prog="python -m tests.strava.fault_run", description=__doc__)
    parser.add_argument("--sequences", type=int, default=200, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="the first one's number")
    parser.add_argument("--steps", type=int, default=STEPS, help="how many things happen in each")
    options = parser.parse_args(arguments)
    # Where nobody set anything up, Python writes warnings to the console.
    logging.getLogger().addHandler(logging.NullHandler())
    began, failed = time.monotonic(), 0
    for seed in range(options.seed, options.seed + options.sequences):
        with tempfile.TemporaryDirectory(prefix="baton-faults-") as folder:
            try:
                asyncio.run(run_one(seed, Path(folder), options.steps))
            except Failed as failure:
                failed += 1
                report.say(str(failure))
    took = time.monotonic() - began
    report.say(f"{options.sequences} sequences, {failed} did not end as they must, {took:.0f} s")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
