"""`python -m benchmarks.cheers`: two hundred people cheer one run within two seconds, in the real program on sockets.

What is measured is what they feel and what Discord is asked for: how long a press waits for its answer, whether each of
them counts, how often the card is edited, and how soon it shows them all.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.contestants import Contestant, baton, cast_of, log_a_run, python
from benchmarks.latency import ENGINES, databases, fill
from benchmarks.measure import Samples
from tests.loopback import Answer, Member, Message, NoAnswer

RESULTS = Path(__file__).parent / "results" / "cheers.json"
FANS = 200
WITHIN_S = 2.0
SHOWN_WITHIN_S = 10.0
MOST_EDITS, PRESS_P99_MS = 3, 1_000.0


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cheers", description=__doc__)
    parser.add_argument("--fans", type=int, default=FANS, help="people who press")
    parser.add_argument("--rounds", type=int, default=3, help="runs that are cheered, one after the other")
    parser.add_argument("--engine", choices=ENGINES, help="only this database")
    parser.add_argument("--output", type=Path, default=RESULTS, help="where the JSON goes")
    return parser.parse_args(arguments)


async def measure(options: argparse.Namespace, engine: str, folder: Path) -> dict[str, Any]:
    """Let everybody cheer run after run; returns what goes into the JSON."""
    presses, edits, shown_after, counted, unanswered = Samples(), [], [], [], 0
    async with databases(engine, folder) as url:
        team = await url("cheers")
        async with baton("Baton", folder / "bot", options.fans + options.rounds, team) as who:
            await fill(team, cast_of(who), 0)
            await who.start()
            # The same run twice by one runner would be asked about.
            runners, fans = who.people[: options.rounds], who.people[options.rounds :]
            for runner in runners:
                card = await a_card(who, runner)
                before = card.edits
                began = time.perf_counter()
                answers = await asyncio.gather(
                    *(press(who, card, fan, number * WITHIN_S / len(fans)) for number, fan in enumerate(fans))
                )
                found = [answer for answer in answers if answer is not None]
                presses.rounds.append([answer.latency for answer in found])
                unanswered += len(answers) - len(found)
                await all_shown(who, card, len(fans))
                shown_after.append(time.perf_counter() - began - WITHIN_S)
                # Whatever else is owed is edited within the time that a card rests, and a moment.
                await asyncio.sleep(5.0)
                edits.append(card.edits - before)
                counted.append(cheers_on(card))
    return {
        "pressed": [len(fans)] * options.rounds,
        "counted": counted,
        "unanswered": unanswered,
        "edits": edits,
        "press_p50_ms": round(presses.quantile(0.5) * 1_000, 1),
        "press_p99_ms": round(presses.quantile(0.99) * 1_000, 1),
        "shown_s_after_the_rush": [round(one, 1) for one in shown_after],
    }


async def a_card(who: Contestant, runner: Member) -> Message:
    """Have a run logged, and return its card once it stands and nobody waits for anything."""
    count = len(who.server.messages(who.feed))
    await log_a_run(who, runner)
    await who.feed_holds(count + 1)
    await asyncio.sleep(1.0)
    return who.server.messages(who.feed)[-1]


async def press(who: Contestant, card: Message, fan: Member, after: float) -> Answer | None:
    """Press Cheer some seconds from now; None when no answer comes in the time that Discord gives."""
    await asyncio.sleep(after)
    custom_id = next(custom_id for label, custom_id in card.buttons.items() if label.startswith("Cheer"))
    try:
        return await who.server.click(card, custom_id, fan)
    except NoAnswer:
        return None


async def all_shown(who: Contestant, card: Message, count: int) -> None:
    """Wait until the card shows all cheers; TimeoutError when it never does."""
    await who.server.wait_until(lambda: cheers_on(card) == count, SHOWN_WITHIN_S)


def cheers_on(card: Message) -> int:
    """Return the number on the Cheer button."""
    label = next(label for label in card.buttons if label.startswith("Cheer"))
    return int(label.partition(" · ")[2] or 0)


def main() -> None:
    """Measure and report."""
    options = options_of()
    figures: dict[str, Any] = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": python(),
        "processors": os.cpu_count(),
        "engines": {},
    }
    for engine in [options.engine] if options.engine else ENGINES:
        report.say(f"{engine}: {options.fans} people cheer one run within {WITHIN_S:.0f} s, {options.rounds} times")
        with tempfile.TemporaryDirectory(prefix="baton-cheers-") as folder:
            found = figures["engines"][engine] = asyncio.run(measure(options, engine, Path(folder)))
        exact = found["counted"] == found["pressed"] and not found["unanswered"]
        few = max(found["edits"]) <= MOST_EDITS
        quick = found["press_p99_ms"] <= PRESS_P99_MS
        for name, reached in (
            (f"counted {found['counted']} of {found['pressed']}, unanswered {found['unanswered']}", exact),
            (f"edits of the card {found['edits']}, at most {MOST_EDITS}", few),
            (f"a press p50 {found['press_p50_ms']} ms, p99 {found['press_p99_ms']} ms", quick),
        ):
            report.say(f"  {name:72}{'pass' if reached else 'SHORT'}")
        report.say(f"  all shown {found['shown_s_after_the_rush']} s after the rush")
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
