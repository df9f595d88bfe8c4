"""What the picture of a season shows, ready to be drawn; two that are equal look the same."""

from dataclasses import dataclass

from bot.domain.seasons import Phase


@dataclass(frozen=True, slots=True)
class SeasonBar:
    """A week: what is planned and what was run, in the same measure, and the higher of the two as it is written.

    `run` is None for a week that has not begun, and where nobody may know.
    """

    phase: Phase
    planned: int
    figure: str
    run: int | None = None


@dataclass(frozen=True, slots=True)
class SeasonPicture:
    """The weeks of a season in their order, and after them `later` ones that are hidden.

    `race_week` and `this_week` are numbers from 1 on; `this_week` is None outside the season. `months` are the names
    that stand under weeks, by their number.
    """

    title: str
    under: str
    unit: str
    foot: str
    bars: tuple[SeasonBar, ...]
    later: int
    race_week: int
    this_week: int | None
    months: tuple[tuple[int, str], ...]
