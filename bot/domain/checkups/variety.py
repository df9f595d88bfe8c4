"""Whether training has become stale or repetitive (running-science 2.1)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import sqrt
from statistics import fmean, pvariance
from typing import Final

from bot.domain.checkups.signs import BLOCK_DAYS, Status, TrainingRun, by_block, of_span
from bot.domain.checkups.thresholds import Thresholds
from bot.domain.load import monotony, session_load
from bot.domain.runs import RunKind

PAUSED_IN: Final = frozenset({"taper", "recovery", "injured"})
"""Phases in which running alike is as it should be."""
BASE: Final = "base"
"""The phase in which nothing but easy running is legitimate."""


class Signal(StrEnum):
    """One way in which runs are alike."""

    SAME_DISTANCE = "same_distance"
    SAME_PACE = "same_pace"
    SAME_EFFORT = "same_effort"
    SAME_KIND = "same_kind"
    MONOTONOUS_WEEKS = "monotonous_weeks"


@dataclass(frozen=True, slots=True)
class VarietyEvidence:
    """The numbers behind it, of the last four weeks.

    `blocks` are those of seven days with a run. A mean and a spread (SD over mean in percent, SD for effort) are None
    where there is nothing to take it of; `weeks` are the monotonies of the weeks in which it is known, oldest first.
    """

    runs: int
    blocks: int
    distance_m: float | None = None
    distance_spread_pct: float | None = None
    paced: int = 0
    pace_s_per_km: float | None = None
    pace_spread_pct: float | None = None
    rated: int = 0
    effort: float | None = None
    effort_sd: float | None = None
    kind: str | None = None
    of_kind: int = 0
    weeks: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Variety:
    """The sign. `signals` are True, False, or None where too little is known; empty where none was looked at."""

    status: Status
    evidence: VarietyEvidence
    signals: Mapping[Signal, bool | None] = field(default_factory=dict)

    @property
    def alike(self) -> int:
        """How many signals are on."""
        return sum(1 for on in self.signals.values() if on)


def variety(runs: Iterable[TrainingRun], phase: str | None = None, limits: Thresholds | None = None) -> Variety:
    """Return how alike the runs of the last four weeks were; `phase` is that of the season, or `injured`."""
    limits = limits or Thresholds()
    told = of_span(runs)
    blocks = by_block(told)
    if phase in PAUSED_IN:
        return Variety(Status.PAUSED, VarietyEvidence(len(told), len(blocks)))
    if len(told) < limits.variety_runs or len(blocks) < limits.variety_blocks:
        return Variety(Status.NEED_DATA, VarietyEvidence(len(told), len(blocks)))
    base = phase == BASE
    distances = [Fraction(run.distance_m) for run in told]
    paces = [Fraction(run.duration_s) / Fraction(run.distance_m) for run in told if run.kind != RunKind.RACE]
    efforts = [Fraction(run.effort) for run in told if run.effort is not None]
    weeks = _weeks(blocks, limits)
    signals: dict[Signal, bool | None] = {
        Signal.SAME_DISTANCE: _alike(distances, limits.same_distance_pct),
        Signal.SAME_PACE: _alike(paces, limits.same_pace_pct) if len(paces) >= limits.pace_runs else None,
        Signal.SAME_EFFORT: None if base else _same_effort(efforts, len(told), limits),
        Signal.SAME_KIND: None if base else _same_kind(told, limits),
        Signal.MONOTONOUS_WEEKS: _monotonous(weeks, limits),
    }
    on, known = sum(1 for one in signals.values() if one), sum(1 for one in signals.values() if one is not None)
    if known < limits.known_signals:
        status = Status.NEED_DATA
    elif on >= limits.variety_talk:
        status = Status.TALK
    else:
        status = Status.WATCH if on >= limits.variety_watch else Status.OK
    return Variety(status, _evidence(told, len(blocks), distances, paces, efforts, weeks), signals)


def _alike(values: Sequence[Fraction], limit_pct: Fraction) -> bool:
    # Squared, so that a spread that lies on the line is not carried over it by a root.
    mean = sum(values, Fraction()) / len(values)
    return pvariance(values) < (limit_pct / 100 * mean) ** 2


def _same_effort(efforts: Sequence[Fraction], runs: int, limits: Thresholds) -> bool | None:
    if not efforts or len(efforts) * 100 < limits.rated_pct * runs:
        return None
    return pvariance(efforts) < limits.same_effort_sd**2


def _same_kind(runs: Sequence[TrainingRun], limits: Thresholds) -> bool | None:
    """Tell whether nearly all are of one kind; None where the runs without a kind would decide it."""
    kinds = Counter(run.kind for run in runs if run.kind is not None)
    most, unsaid = max(kinds.values(), default=0), len(runs) - kinds.total()
    if most * 100 >= limits.same_kind_pct * len(runs):
        return True
    return None if (most + unsaid) * 100 >= limits.same_kind_pct * len(runs) else False


def _weeks(blocks: Mapping[int, Sequence[TrainingRun]], limits: Thresholds) -> tuple[float, ...]:
    found = []
    for block in sorted(blocks, reverse=True):
        loads = [Fraction()] * BLOCK_DAYS
        rated = [run for run in blocks[block] if run.effort is not None]
        if len(blocks[block]) < limits.block_runs or len(rated) < len(blocks[block]):
            continue
        for run in rated:
            loads[run.days_ago % BLOCK_DAYS] += Fraction(session_load(Fraction(run.duration_s) / 60, run.effort or 0))
        week = monotony(loads)
        if week.monotony is not None:
            found.append(week.monotony)
    return tuple(found)


def _monotonous(weeks: Sequence[float], limits: Thresholds) -> bool | None:
    if len(weeks) < limits.monotonous_blocks:
        return None
    return sum(1 for week in weeks if week >= limits.monotony) >= limits.monotonous_blocks


def _evidence(
    runs: Sequence[TrainingRun],
    blocks: int,
    distances: Sequence[Fraction],
    paces: Sequence[Fraction],
    efforts: Sequence[Fraction],
    weeks: tuple[float, ...],
) -> VarietyEvidence:
    kinds = Counter(run.kind for run in runs if run.kind is not None)
    kind, of_kind = kinds.most_common(1)[0] if kinds else (None, 0)
    return VarietyEvidence(
        runs=len(runs),
        blocks=blocks,
        distance_m=fmean(distances),
        distance_spread_pct=_spread_pct(distances),
        paced=len(paces),
        pace_s_per_km=fmean(paces) * 1_000 if paces else None,
        pace_spread_pct=_spread_pct(paces) if paces else None,
        rated=len(efforts),
        effort=fmean(efforts) if efforts else None,
        effort_sd=sqrt(pvariance(efforts)) if efforts else None,
        kind=kind,
        of_kind=of_kind,
        weeks=weeks,
    )


def _spread_pct(values: Sequence[Fraction]) -> float:
    return 100 * sqrt(pvariance(values)) / fmean(values)
