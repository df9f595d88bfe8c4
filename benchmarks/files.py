"""`python -m benchmarks.files`: reading files beside their parsing libraries, and what the bot's loop feels of it."""

import argparse
import asyncio
import contextlib
import csv
import gc
import gzip
import io
import json
import os
import statistics
import sys
import time
import warnings
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import fitdecode
import gpxpy
from defusedxml.ElementTree import fromstring

from benchmarks import report
from benchmarks.contestants import python
from bot.files import UnreadableFile, read_activities
from bot.reader.process import ChildFileReader

RESULTS = Path(__file__).parent / "results" / "files.json"
FOLDER = Path(os.environ.get("ACTIVITY_FILES") or Path(__file__).parents[1] / ".." / "shared" / "activity-files")
KINDS = (".fit", ".gpx", ".tcx", ".csv", ".fit.gz")
LIBRARY_RATIO, STALL_P99_MS, ROWS_PER_SECOND = 1.3, 20.0, 2_000
ROWS = 5_000
TICK_S = 0.001
SMALL_MS = 2.0
"""A file that takes less is too small to judge by; neither is a list, which has a rate to reach: splitting is in C."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One file to read."""

    name: str
    data: bytes


def samples() -> list[Sample]:
    """Return the real files there are, and a list of 5,000 runs as Strava writes it."""
    paths = sorted(path for path in FOLDER.rglob("*") if path.name.endswith(KINDS)) if FOLDER.is_dir() else []
    if not paths:
        report.say("no folder of real files (ACTIVITY_FILES): only the list is measured")
    return [*(Sample(path.name, path.read_bytes()) for path in paths), Sample(f"{ROWS:,} rows.csv", rows(ROWS))]


def rows(count: int) -> bytes:
    """Return an English `activities.csv` with as many runs."""
    headings = "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance"
    lines = [f"{headings},Filename,Elapsed Time,Moving Time,Distance,Competition" + ",Column" * 80]
    for number in range(count):
        at = datetime(2010, 1, 1, 7, 30, tzinfo=UTC) + timedelta(hours=26 * number)
        date = at.strftime("%b %d, %Y, %I:%M:%S %p")
        run = f'{number},"{date}",Morning Run,Run,"Fine,\nand long.",3000,10.00,activities/{number}.fit.gz'
        lines.append(f"{run},3000.0,2950.0,10003.5,0.0" + ",1.0" * 80)
    return "\n".join(lines).encode()


def by_its_library(sample: Sample) -> None:
    """Parse a file completely, and take nothing from it."""
    data = gzip.decompress(sample.data) if sample.name.endswith(".gz") else sample.data
    match sample.name.removesuffix(".gz").rpartition(".")[2]:
        case "fit":
            with fitdecode.FitReader(io.BytesIO(data), error_handling=fitdecode.ErrorHandling.IGNORE) as frames:
                for _ in frames:
                    pass
        case "gpx":
            gpxpy.parse(data)
        case "tcx":
            fromstring(data, forbid_dtd=True)
        case "csv":
            for _ in csv.reader(io.StringIO(data.decode("utf-8"), newline="")):
                pass


def by_us(sample: Sample) -> None:
    """Read a file as the child does."""
    read_activities(sample.name, sample.data)


def seconds(use: Callable[[Sample], None], sample: Sample) -> float:
    """Return how long one use takes, until it is refused at the latest."""
    began = time.perf_counter()
    with contextlib.suppress(UnreadableFile, fitdecode.FitError), warnings.catch_warnings():
        # Of a damaged file; reading it refuses for the same reason.
        warnings.simplefilter("ignore")
        use(sample)
    return time.perf_counter() - began


def beside_the_libraries(chosen: Sequence[Sample], rounds: int) -> dict[str, Any]:
    """Compare in turns; the ratio is the middle of the rounds' own, which the machine's noise meets less."""
    found = {}
    for sample in chosen:
        pairs = [(seconds(by_its_library, sample), seconds(by_us, sample)) for _ in range(rounds + 1)][1:]
        found[sample.name] = {
            "library_ms": round(statistics.median(theirs for theirs, _ in pairs) * 1_000, 3),
            "ours_ms": round(statistics.median(ours for _, ours in pairs) * 1_000, 3),
            "ratio": round(statistics.median(ours / theirs for theirs, ours in pairs), 3),
        }
    return found


async def stalls_during(work: Callable[[], Awaitable[None]]) -> list[float]:
    """Return by how many seconds each turn of a loop was late while something was done on it."""
    late = []
    task = asyncio.ensure_future(work())
    while not task.done():
        began = time.perf_counter()
        await asyncio.sleep(TICK_S)
        late.append(time.perf_counter() - began - TICK_S)
    await task
    return late


async def on_the_loop(chosen: Sequence[Sample]) -> dict[str, Any]:
    """Read everything through the child, each file by a new one and by a waiting one, while the loop is watched."""
    reader = ChildFileReader()
    figures: dict[str, Any] = {"nothing": quantiles(await stalls_during(lambda: asyncio.sleep(2)))}

    async def read(some: Sequence[Sample], times: int) -> None:
        for _ in range(times):
            for sample in some:
                try:
                    await reader.read(sample.name, sample.data)
                except UnreadableFile:
                    continue

    async def starts() -> None:
        for _ in range(5):
            one = ChildFileReader()
            await one.read("list.csv", rows(1))
            await one.close()

    figures["every file"] = quantiles(await stalls_during(lambda: read(chosen, 2)))
    figures[f"{ROWS:,} rows"] = quantiles(await stalls_during(lambda: read(chosen[-1:], 5)))
    figures["starting the child"] = quantiles(await stalls_during(starts))
    began = time.perf_counter()
    await read(chosen[-1:], 5)
    figures["rows_per_second"] = round(5 * ROWS / (time.perf_counter() - began))
    await reader.close()
    return figures


def quantiles(late: Sequence[float]) -> dict[str, Any]:
    """Return milliseconds."""
    ordered = sorted(late)
    at = {"p50_ms": 0.5, "p99_ms": 0.99}
    found: dict[str, Any] = {key: round(ordered[int(share * len(ordered))] * 1_000, 3) for key, share in at.items()}
    return found | {"max_ms": round(ordered[-1] * 1_000, 3), "turns": len(ordered)}


def lines(found: dict[str, Any]) -> Iterator[str]:
    """Return the tables with the targets beside them."""
    yield f"\n  {'':38}{'library':>9}{'Baton':>9}{'ratio':>8}{'target':>9}   (ms)"
    for name, row in found["files"].items():
        judged = row["library_ms"] >= SMALL_MS and not name.endswith(".csv")
        verdict = f"{f'≤ {LIBRARY_RATIO:.1f}':>9}  {report.verdict(row['ratio'] <= LIBRARY_RATIO)}" if judged else ""
        yield f"  {name[:37]:38}{row['library_ms']:>9.2f}{row['ours_ms']:>9.2f}{row['ratio']:>8.2f}{verdict}"
    yield f"\n  {'the loop was late while':38}{'p50':>9}{'p99':>9}{'max':>8}{'target':>9}   (ms)"
    for label, row in found["loop"].items():
        if label != "rows_per_second":
            verdict = report.verdict(row["p99_ms"] <= STALL_P99_MS)
            limit = f"≤ {STALL_P99_MS:.0f}"
            yield f"  {label:38}{row['p50_ms']:>9.2f}{row['p99_ms']:>9.2f}{row['max_ms']:>8.2f}{limit:>9}  {verdict}"
    rate = found["loop"]["rows_per_second"]
    reached = report.verdict(rate >= ROWS_PER_SECOND)
    yield f"\n  {'rows read through the child, 1/s':38}{rate:>17,}{f'≥ {ROWS_PER_SECOND:,}':>18}  {reached}"


def main(arguments: list[str]) -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.files", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--output", type=Path, default=RESULTS, help="where the JSON goes")
    options = parser.parse_args(arguments)
    chosen = samples()
    found: dict[str, Any] = {
        "about": {
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "python": python(),
            "processors": os.cpu_count(),
            "load_before": round(os.getloadavg()[0], 2),
            "quick": options.quick,
        },
        "files": beside_the_libraries(chosen, 3 if options.quick else 9),
        "loop": watched(chosen),
    }
    for line in lines(found):
        report.say(line)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    report.say(f"\nwritten: {options.output.name}")
    return 0


def watched(chosen: Sequence[Sample]) -> dict[str, Any]:
    """Watch the loop that the bot runs on, where there is one, with the collector as the bot leaves it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    try:
        from uvloop import new_event_loop
    except ImportError:
        return asyncio.run(on_the_loop(chosen))
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(on_the_loop(chosen))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
