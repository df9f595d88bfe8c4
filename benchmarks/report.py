"""Reporting: figures as JSON values, and the tables with the targets beside them."""

import statistics
from collections.abc import Mapping
from typing import Any

from benchmarks.measure import CROWD, Rates, Samples

RUN_LOG_P50, RUN_LOG_P99, BOARD_P50 = 2.5, 3.0, 1.8
RUN_LOG_RATE, BOARD_RATE = 0.5, 0.7
START, MEMORY_MB, GROWTH = 3.0, 110.0, 1.3

BARE, BARE_UVLOOP = "bare echo", "bare echo, uvloop"


def say(text: str) -> None:
    """Print at once, so that a long run shows where it is."""
    print(text, flush=True)


def latencies(found: dict[str, Samples]) -> dict[str, Any]:
    """Return milliseconds by label."""
    return {
        label: {
            "p50_ms": round(samples.quantile(0.5) * 1_000, 3),
            "p99_ms": round(samples.quantile(0.99) * 1_000, 3),
            "max_ms": round(max(samples.all) * 1_000, 3),
            "rounds_p50_ms": [round(one * 1_000, 3) for one in samples.medians],
            "samples": len(samples.all),
        }
        for label, samples in found.items()
    }


def rates(found: dict[str, Rates]) -> dict[str, Any]:
    """Return interactions per second by label: the median round."""
    return {
        label: {
            "per_second": round(statistics.median(one.per_second), 1),
            "rounds_per_second": [round(rate, 1) for rate in one.per_second],
            "p50_ms": round(one.latencies.quantile(0.5) * 1_000, 2),
            "p99_ms": round(one.latencies.quantile(0.99) * 1_000, 2),
            "unanswered": one.unanswered,
        }
        for label, one in found.items()
    }


def print_comparison(figures: dict[str, Any]) -> None:
    """Print Baton beside the bare bot. "by round" is the middle of the rounds' own ratios: less of the machine's."""
    latency, throughput, begun = figures["latency"], figures["throughput"], figures["starts"]
    say(f"  {'':28}{'bare':>9}{'Baton':>9}{'ratio':>8}{'target':>9}{'':8}{'by round':>9}{'bare+uvloop':>13}")
    for label, limits in (("/run log", (RUN_LOG_P50, RUN_LOG_P99)), ("/leaderboard", (BOARD_P50, None))):
        for share, limit in zip(("p50_ms", "p99_ms"), limits, strict=True):
            base, ours, aside = (latency[one][share] for one in (BARE, label, BARE_UVLOOP))
            by_round = _by_round(latency, label, "rounds_p50_ms") if share == "p50_ms" else None
            _row(f"{label} {share[:3]} ms", base, ours, limit, by_round, aside)
    for label, limit in (("/run log", RUN_LOG_RATE), ("/leaderboard", BOARD_RATE)):
        base, ours, aside = (throughput[one]["per_second"] for one in (BARE, label, BARE_UVLOOP))
        by_round = _by_round(throughput, label, "rounds_per_second")
        _row(f"{label}, {CROWD} at once, 1/s", base, ours, limit, by_round, aside, more_is_better=True)
        if throughput[label]["unanswered"]:
            say(f"    {throughput[label]['unanswered']} of these got no answer in time")
    for key, label, start_limit in (
        ("connected_s", "start to READY s", None),
        ("answered_s", "start to answer s", START),
    ):
        base, ours, aside = (statistics.median(begun[one][key]) for one in (BARE, "/run log", BARE_UVLOOP))
        _row(label, base, ours, start_limit, _by_round(begun, "/run log", key), aside)
    memory, after = figures["memory_mb"], figures["memory_after_mb"]
    reached = verdict(memory["Baton"] <= MEMORY_MB)
    limit_text = f"≤ {MEMORY_MB:.0f} MB"
    say(
        f"  {'memory at rest MB':28}{memory['bare']:>9.1f}{memory['Baton']:>9.1f}{'':8}{limit_text:>9}  {reached:6}"
        f"{'':9}{memory['bare + uvloop']:>13.1f}"
    )
    say(f"  {'memory after all this MB':28}{after['bare']:>9.1f}{after['Baton']:>9.1f}")


def print_growth(figures: dict[str, Any]) -> None:
    """Print the large team beside the empty one."""
    say(f"  {'':28}{'empty':>9}{'large':>9}{'ratio':>8}{'target':>9}{'':8}{'by round':>9}")
    for label in ("/run log", "/leaderboard"):
        empty, large = f"{label}, Baton, empty", f"{label}, Baton, large"
        by_round = _by_round(figures, large, "rounds_p50_ms", empty)
        _row(f"{label} p50 ms", figures[empty]["p50_ms"], figures[large]["p50_ms"], GROWTH, by_round)
        _row(f"{label} p99 ms", figures[empty]["p99_ms"], figures[large]["p99_ms"], None)
    say(f"  (seeded in {figures['seeded_s']} s)")


def _by_round(figures: dict[str, Any], label: str, key: str, base: str = BARE) -> float:
    pairs = zip(figures[label][key], figures[base][key], strict=True)
    return float(statistics.median(ours / theirs for ours, theirs in pairs))


def _row(
    label: str,
    base: float,
    ours: float,
    limit: float | None,
    by_round: float | None = None,
    aside: float | None = None,
    *,
    more_is_better: bool = False,
) -> None:
    ratio = ours / base
    target, reached = "", ""
    if limit is not None:
        target = f"{'≥' if more_is_better else '≤'} {limit:.1f}"
        reached = verdict(ratio >= limit if more_is_better else ratio <= limit)
    line = f"  {label:28}{base:>9.2f}{ours:>9.2f}{ratio:>8.2f}{target:>9}  {reached:6}"
    line += f"{by_round:>9.2f}" if by_round is not None else f"{'':9}"
    line += f"{aside:>13.2f}" if aside is not None else ""
    say(line.rstrip())


def verdict(reached: bool) -> str:
    """Return the word beside a target."""
    return "pass" if reached else "SHORT"


def say_growths(found: Mapping[str, Mapping[str, float]]) -> None:
    """Print what `measure.growths` found, each use with its limit beside it."""
    for name, one in found.items():
        reached = verdict(one["ratio"] <= one["limit"])
        say(
            f"  {name:28}{one['few_p50_ms']:>8.2f} ms{one['many_p50_ms']:>9.2f} ms{one['ratio']:>7.2f}"
            f"  ≤ {one['limit']:<5.1f}{reached}"
        )
