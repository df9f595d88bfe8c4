"""Whether an ache comes back (running-science 2.5). It tells patterns in a log, and diagnoses nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.checkups.signs import Status
from bot.domain.checkups.thresholds import Thresholds

YEAR_DAYS: Final = 365
AFTER_SPIKE_DAYS: Final = 7
"""How soon after an uncommonly long run an episode must begin to be told beside it."""


class PainReason(StrEnum):
    """What the reports show, in the order in which it is said."""

    SEE_PROFESSIONAL = "see_professional"
    SAME_SPOT_AGAIN = "same_spot_again"
    THREE_IN_A_YEAR = "three_in_a_year"
    NOT_SETTLING = "not_settling"
    NO_REPORTS = "no_reports"


@dataclass(frozen=True, slots=True)
class PainReport:
    """An ache that was logged: days ago, where with its side, from 0 to 10, and whether a red flag was ticked."""

    days_ago: int
    area: str
    level: int
    red_flag: bool = False


@dataclass(frozen=True, slots=True)
class Episode:
    """Reports of one part that belong together, oldest first."""

    area: str
    reports: tuple[PainReport, ...]

    @property
    def began(self) -> int:
        """How many days ago the first report was."""
        return self.reports[0].days_ago

    @property
    def ended(self) -> int:
        """How many days ago the newest report was."""
        return self.reports[-1].days_ago

    @property
    def days(self) -> int:
        """How many days lie between the two."""
        return self.began - self.ended

    @property
    def level(self) -> int:
        """The highest level of them."""
        return max(report.level for report in self.reports)

    def is_unsettled(self, limits: Thresholds) -> bool:
        """Tell whether it is alive, and goes on for long or is told of often."""
        often = len(self.reports) >= limits.unsettled_reports
        return self.ended <= limits.pain_recent_days and (self.days > limits.pain_recent_days or often)


@dataclass(frozen=True, slots=True)
class PainPattern:
    """The sign: every episode of a year, newest first, and what they show.

    `after_spikes` is how many began within a week after an uncommonly long run. Where a professional is to be seen,
    that alone is shown, and nothing else of the check-up.
    """

    status: Status
    episodes: tuple[Episode, ...] = ()
    reasons: tuple[PainReason, ...] = ()
    after_spikes: int = 0

    @property
    def see_professional(self) -> bool:
        """Whether the answer is to see a professional, before and instead of all else."""
        return PainReason.SEE_PROFESSIONAL in self.reasons


def pain_pattern(
    reports: Iterable[PainReport],
    run_days_ago: Sequence[int],
    *,
    spikes_days_ago: Iterable[int] = (),
    limits: Thresholds | None = None,
) -> PainPattern:
    """Return what the aches of a year show; `run_days_ago` has each run, `spikes_days_ago` the uncommonly long ones."""
    limits = limits or Thresholds()
    told = [report for report in reports if 0 <= report.days_ago <= YEAR_DAYS]
    if not told:
        return PainPattern(Status.OK, reasons=(PainReason.NO_REPORTS,))
    episodes = episodes_of(told, run_days_ago, limits)
    reasons = tuple(_reasons(told, episodes, limits))
    seen = Status.WATCH if reasons == (PainReason.NOT_SETTLING,) else Status.TALK
    spikes = set(spikes_days_ago)
    after = sum(1 for one in episodes if any(0 <= day - one.began <= AFTER_SPIKE_DAYS for day in spikes))
    return PainPattern(seen if reasons else Status.OK, episodes, reasons, after)


def episodes_of(reports: Iterable[PainReport], run_days_ago: Sequence[int], limits: Thresholds) -> tuple[Episode, ...]:
    """Return which reports belong together, newest episode first.

    A new one begins after enough days and, so that a lay-off is not read as healing, enough runs without that ache.
    """
    open_ones: dict[str, list[PainReport]] = {}
    found: list[Episode] = []
    for report in sorted(reports, key=lambda report: -report.days_ago):
        before = open_ones.setdefault(report.area, [])
        if before and _is_new(before[-1], report, run_days_ago, limits):
            found.append(Episode(report.area, tuple(before)))
            before.clear()
        before.append(report)
    found += [Episode(area, tuple(held)) for area, held in open_ones.items()]
    return tuple(sorted(found, key=lambda episode: (episode.ended, episode.began, episode.area)))


def _is_new(before: PainReport, report: PainReport, run_days_ago: Sequence[int], limits: Thresholds) -> bool:
    clean = sum(1 for day in run_days_ago if report.days_ago < day < before.days_ago)
    return before.days_ago - report.days_ago > limits.episode_gap_days and clean >= limits.clean_runs


def _reasons(reports: Sequence[PainReport], episodes: Sequence[Episode], limits: Thresholds) -> Iterable[PainReason]:
    recent = [report for report in reports if report.days_ago <= limits.pain_recent_days]
    if any(report.red_flag or report.level >= limits.pain_stop for report in recent):
        yield PainReason.SEE_PROFESSIONAL
    spots = Counter(episode.area for episode in episodes if episode.ended <= limits.same_spot_days)
    if any(count >= 2 for count in spots.values()):
        yield PainReason.SAME_SPOT_AGAIN
    if len(episodes) >= limits.episodes_a_year:
        yield PainReason.THREE_IN_A_YEAR
    if any(episode.is_unsettled(limits) for episode in episodes):
        yield PainReason.NOT_SETTLING
