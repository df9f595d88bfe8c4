"""`python -m tests.reliability.run`: breaks one thing after the other under load, and writes down what came of it.

Each row has a process, a database and a team of its own. People log runs, ask for boards and press cheers all the
while. `--only NAME` runs one row and prints it; `--output FILE` puts the table between the marks in a document.
"""

import argparse
import asyncio
import shlex
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.postgres import postgres
from benchmarks.report import say
from tests.reliability.breaks import BREAKS, Break
from tests.reliability.kills import commands_of
from tests.reliability.stage import Stage, stage, until

MARKS: Final = ("<!-- made by `make reliability` -->", "<!-- end -->")
POSTGRES: Final = "postgres"
HEAD: Final = (
    "| fault | what was done | times | runs acknowledged | of these lost | posts | lost | doubled"
    " | interactions without an answer | told to wait | longest until well, s |\n"
    "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one row."""

    name: str
    said: str
    times: int
    runs: int
    runs_lost: int
    posts: int
    posts_lost: int
    posts_doubled: int
    unanswered: int
    warm: int
    until_well_s: float
    wrong: tuple[str, ...]
    """Answers that are neither what was asked for nor a word of patience, and defects logged."""

    @property
    def is_well(self) -> bool:
        """Whether nothing was lost, doubled, left unanswered or said wrongly."""
        return not (self.runs_lost or self.posts_lost or self.posts_doubled or self.unanswered or self.wrong)

    def line(self) -> str:
        """Return the row of the table."""
        cells = (
            *(self.name, self.said, self.times, self.runs, self.runs_lost, self.posts, self.posts_lost),
            *(self.posts_doubled, self.unanswered, self.warm, f"{self.until_well_s:.1f}"),
        )
        return "| " + " | ".join(str(cell) for cell in cells) + " |"


async def run_one(
    row: Break, commands: list[dict[str, Any]], folder: Path, *, seed: int, times: int, url: str | None = None
) -> Outcome:
    """Break so often, let everything come to rest, and return what is there."""
    longest = 0.0
    async with stage(commands, folder, seed, url=url, wrapper=row.wrapper) as on:
        async with on.load():
            await on.settled()
            for _ in range(times):
                began = time.monotonic()
                await row.does(on)
                await on.settled()
                longest = max(longest, time.monotonic() - began)
                # People go on for a while, so that the next time finds work under way.
                await asyncio.sleep(1)
        if not times:
            raise ValueError("nothing was broken")
        await on.delivered()
        counts = await on.ledger.check(on)
    runs = counts.pop("runs acknowledged")
    posts = list(counts.values())
    at = on.baton.output.find("Traceback")
    wrong = [*on.odd, *([on.baton.output[max(0, at - 300) : at + 4_000]] if at >= 0 else [])]
    return Outcome(
        *(row.name, row.said, times, runs.owed, runs.absent),
        sum(one.owed for kind, one in counts.items() if kind != "cards of all runs"),
        sum(one.absent for one in posts),
        sum(one.doubled for one in posts) + runs.doubled,
        *(on.ledger.unanswered, on.warm, longest, tuple(wrong)),
    )


def restart_of(stop: Callable[[], None], start: Callable[[], None]) -> Break:
    """Return the row that stops and starts a PostgreSQL server."""

    async def restart(on: Stage) -> None:
        before = on.warm
        await asyncio.to_thread(stop)
        try:
            await until(lambda: on.warm >= before + 3)
        finally:
            await asyncio.to_thread(start)

    return Break(POSTGRES, "PostgreSQL stopped until three were told, then started", restart, times=3)


async def _all(
    rows: Iterable[tuple[Break, int, str | None]], folder: Path, seed: int, tell: Callable[[Outcome], None]
) -> list[Outcome]:
    commands = await commands_of(folder)
    found = []
    for row, times, url in rows:
        found.append(await run_one(row, commands, folder / row.name, seed=seed, times=times, url=url))
        tell(found[-1])
    return found


def write_into(document: Path, outcomes: list[Outcome], how: str) -> None:
    """Put the table between the document's marks."""
    before, _, rest = document.read_text("utf-8").partition(MARKS[0])
    _, mark, after = rest.partition(MARKS[1])
    if not mark:
        raise ValueError(f"{document} has no place for the table")
    table = "\n".join([HEAD, *(one.line() for one in outcomes)])
    document.write_text(f"{before}{MARKS[0]}\n\n{table}\n\n{how}\n\n{MARKS[1]}{after}", "utf-8")


def main(arguments: list[str]) -> int:
    """Run the rows, print them, and return 1 where something is not as it must be."""
    names = [*(row.name for row in BREAKS), POSTGRES]
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.run", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="how often the process is killed")
    parser.add_argument("--short", action="store_true", help="break each once, and kill ten times")
    parser.add_argument("--seed", type=int, default=1, help="decides who does what, and when it breaks")
    parser.add_argument("--only", choices=names, help="run one row")
    parser.add_argument("--output", type=Path, help="the document whose table is written")
    options = parser.parse_args(arguments)
    if options.only and options.output:
        parser.error("a document shows all rows")
    began = time.monotonic()

    def tell(one: Outcome) -> None:
        say(one.line())
        for text in one.wrong[:3]:
            say(f"  {text}")

    with ExitStack() as open_, tempfile.TemporaryDirectory(prefix="baton-breaks-") as name:
        folder = Path(name)
        rows: list[tuple[Break, int, str | None]] = [
            (row, row.short if options.short else options.kills if row.name == "kill" else row.times, None)
            for row in BREAKS
            if options.only in (None, row.name)
        ]
        if options.only in (None, POSTGRES):
            server = open_.enter_context(postgres(folder / "pg"))
            row = restart_of(server.stop, server.start)
            rows.append((row, row.short if options.short else row.times, server.database("baton")))
        say(HEAD)
        found = asyncio.run(_all(rows, folder, options.seed, tell))
    if options.output:
        write_into(options.output, found, f"Written by `python -m tests.reliability.run {shlex.join(arguments)}`.")
    well = all(one.is_well for one in found)
    say(f"seed {options.seed}, {time.monotonic() - began:.0f} s: {'all is well' if well else 'not as it must be'}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
