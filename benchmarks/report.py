"""Reporting: figures as JSON values, and the tables with the targets beside them."""

import statistics
from typing import Any

from benchmarks.measure import CROWD, Rates, Samples

RUN_LOG_P50, RUN_LOG_P99, BOARD_P50 = 2.5, 3.0, 1.8
RUN_LOG_RATE, BOARD_RATE = 0.5, 0.7
START, MEMORY_MB, GROWTH = 3.0, 110.0, 1.3


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
        }
        for label, one in found.items()
    }


def print_comparison(figures: dict[str, Any]) -> None:
    """Print Baton beside the bare bot."""
    latency, throughput, begun = figures["latency"], figures["throughput"], figures["starts"]
    bare, log, board, faster = (
        latency[label] for label in ("bare echo", "/run log", "/leaderboard", "bare echo, uvloop")
    )
    say(f"  {'':28}{'bare':>10}{'Baton':>10}{'ratio':>8}{'target':>9}   {'bare+uvloop':>11}")
    _row("/run log p50 ms", bare["p50_ms"], log["p50_ms"], RUN_LOG_P50, faster["p50_ms"])
    _row("/run log p99 ms", bare["p99_ms"], log["p99_ms"], RUN_LOG_P99, faster["p99_ms"])
    _row("/leaderboard p50 ms", bare["p50_ms"], board["p50_ms"], BOARD_P50, faster["p50_ms"])
    _row("/leaderboard p99 ms", bare["p99_ms"], board["p99_ms"], None, faster["p99_ms"])
    stock, faster_rate = (throughput[label]["per_second"] for label in ("bare echo", "bare echo, uvloop"))
    for label, target in (("/run log", RUN_LOG_RATE), ("/leaderboard", BOARD_RATE)):
        ours = throughput[label]["per_second"]
        _row(f"{label}, {CROWD} at once, 1/s", stock, ours, target, faster_rate, more_is_better=True)
    for key, label, limit in (
        ("connected_s", "start to READY s", None),
        ("answered_s", "start to answer s", START),
    ):
        stock_s, ours_s, faster_s = (
            statistics.median(begun[one][key]) for one in ("bare echo", "/run log", "bare echo, uvloop")
        )
        _row(label, stock_s, ours_s, limit, faster_s)
    memory = figures["memory_mb"]
    verdict = _verdict(memory["Baton"] <= MEMORY_MB)
    say(
        f"  {'memory at rest MB':28}{memory['bare']:>10.1f}{memory['Baton']:>10.1f}{'':>8}"
        f"{'≤ ' + format(MEMORY_MB, '.0f'):>9}   {memory['bare + uvloop']:>11.1f}  {verdict}"
    )
    after = figures["memory_after_mb"]
    say(f"  {'memory after all this MB':28}{after['bare']:>10.1f}{after['Baton']:>10.1f}")


def print_growth(figures: dict[str, Any]) -> None:
    """Print the large team beside the empty one."""
    say(f"  {'':28}{'empty':>10}{'large':>10}{'ratio':>8}{'target':>9}   (seeded in {figures['seeded_s']} s)")
    for label in ("/run log", "/leaderboard"):
        empty, large = (figures[f"{label}, Baton, {size}"] for size in ("empty", "large"))
        _row(f"{label} p50 ms", empty["p50_ms"], large["p50_ms"], GROWTH)
        _row(f"{label} p99 ms", empty["p99_ms"], large["p99_ms"], None)


def _row(
    label: str,
    base: float,
    ours: float,
    target: float | None,
    aside: float | None = None,
    *,
    more_is_better: bool = False,
) -> None:
    ratio = ours / base
    line = f"  {label:28}{base:>10.2f}{ours:>10.2f}{ratio:>8.2f}"
    if target is None:
        line += f"{'':>9}"
        verdict = ""
    else:
        line += f"{('≥ ' if more_is_better else '≤ ') + format(target, '.1f'):>9}"
        verdict = _verdict(ratio >= target if more_is_better else ratio <= target)
    line += f"   {aside:>11.2f}" if aside is not None else f"   {'':>11}"
    say(f"{line}  {verdict}".rstrip())


def _verdict(reached: bool) -> str:
    return "pass" if reached else "SHORT"
