"""Measuring: blocks of interactions one after another and fifty at once, starts, and memory."""

import asyncio
import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.contestants import Contestant, Use, log_a_run
from tests.loopback import Member, NoAnswer

CROWD = 50
SETTLE_S = 3.0


@dataclass(slots=True)
class Samples:
    """Latencies (seconds) of one use of one bot, a list for each round."""

    rounds: list[list[float]] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        """Every sample."""
        return [sample for one in self.rounds for sample in one]

    def quantile(self, share: float) -> float:
        """Return the latency (seconds) that `share` of the samples do not exceed."""
        ordered = sorted(self.all)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    @property
    def medians(self) -> list[float]:
        """The median of each round."""
        return [statistics.median(one) for one in self.rounds]


@dataclass(slots=True)
class Rates:
    """Interactions per second of one use of one bot, one a round, with every latency under that load."""

    per_second: list[float] = field(default_factory=list)
    latencies: Samples = field(default_factory=Samples)
    unanswered: int = 0
    """Interactions that got no answer in Discord's three seconds; they count for nothing else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a comparison: who is used how."""

    label: str
    who: Contestant
    use: Use


async def one_after_another(entries: Sequence[Entry], rounds: int, size: int) -> dict[str, Samples]:
    """Measure in blocks of `size`, every entry in every round, so that noise of the machine meets all."""
    found = {entry.label: Samples() for entry in entries}
    for number in range(rounds):
        for entry in _rotated(entries, number):
            _quiet()
            before = len(entry.who.server.messages(entry.who.feed))
            latencies = [(await entry.use(entry.who, entry.who.next_person())).latency for _ in range(size)]
            found[entry.label].rounds.append(latencies)
            await _drain(entry, before + size)
    return found


async def at_once(entries: Sequence[Entry], rounds: int, size: int) -> dict[str, Rates]:
    """Measure with a crowd that keeps asking: in every round `size` interactions by fifty people."""
    found = {entry.label: Rates() for entry in entries}
    for number in range(rounds):
        for entry in _rotated(entries, number):
            _quiet()
            before = len(entry.who.server.messages(entry.who.feed))
            crowd = [entry.who.next_person() for _ in range(CROWD)]
            each = size // CROWD
            latencies: list[float] = []
            began = time.perf_counter()
            missed = await asyncio.gather(*(_keep_asking(entry, person, each, latencies) for person in crowd))
            elapsed = time.perf_counter() - began
            found[entry.label].unanswered += sum(missed)
            found[entry.label].per_second.append(len(latencies) / elapsed)
            found[entry.label].latencies.rounds.append(latencies)
            await _drain(entry, before + len(latencies))
    return found


async def _keep_asking(entry: Entry, person: Member, times: int, latencies: list[float]) -> int:
    missed = 0
    for _ in range(times):
        try:
            latencies.append((await entry.use(entry.who, person)).latency)
        except NoAnswer:
            missed += 1
    return missed


async def _drain(entry: Entry, cards: int) -> None:
    if entry.use is log_a_run:
        await entry.who.feed_holds(cards)


@dataclass(slots=True)
class Starts:
    """Seconds from the process's start, one for each start."""

    connected: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)


async def starts(entries: Sequence[Entry], times: int) -> dict[str, Starts]:
    """Start each bot several times, in turns: until its session stands, and until somebody is answered.

    A first start of each is left out: it compiles modules, as only the first one after an upgrade does.
    """
    found = {entry.label: Starts() for entry in entries}
    for number in range(times + 1):
        for entry in _rotated(entries, number):
            await entry.who.bot.start()
            await entry.who.connected()
            connected = time.perf_counter()
            answer = await entry.use(entry.who, entry.who.next_person())
            began = entry.who.bot.started_at
            if number > 0:
                found[entry.label].connected.append(connected - began)
                found[entry.label].answered.append(answer.interaction.called_back_at - began)
            await entry.who.stop()
    return found


async def at_rest(who: Contestant) -> int:
    """Return the memory (bytes) of a bot that has answered once and then been left alone."""
    await asyncio.sleep(SETTLE_S)
    return who.bot.memory_bytes


def _rotated(entries: Sequence[Entry], number: int) -> list[Entry]:
    at = number % len(entries)
    return [*entries[at:], *entries[:at]]


def _quiet() -> None:
    # The server's own collections would show up as the bot's slowest answers.
    gc.collect()
    gc.freeze()


async def growths(
    both: Sequence[Mapping[str, Callable[[], Awaitable[float]]]], limits: Mapping[str, float], warm_up: int, rounds: int
) -> dict[str, dict[str, float]]:
    """Ask a small and a large one for everything in turn; returns medians in milliseconds and their ratio, by use.

    Each use returns the seconds that it took; `limits` names them, and says by how much each may grow.
    """
    found = {}
    for name, limit in limits.items():
        samples: tuple[list[float], list[float]] = ([], [])
        for number in range(warm_up + rounds):
            for uses, taken in zip(both, samples, strict=True):
                took = await uses[name]()
                if number >= warm_up:
                    taken.append(took)
        few, many = (statistics.median(one) * 1_000 for one in samples)
        found[name] = {
            "few_p50_ms": round(few, 3),
            "many_p50_ms": round(many, 3),
            "ratio": round(many / few, 2),
            "limit": limit,
        }
    return found
