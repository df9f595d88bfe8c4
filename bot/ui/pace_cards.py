"""What a pace card shows, ready to be drawn, and the same in words; two that are equal look the same."""

from dataclasses import dataclass
from typing import Final

from bot.domain.predictions import Prediction, Split, splits
from bot.domain.units import STANDARD_EVENTS, Unit
from bot.domain.words import visible
from bot.ui import figures
from bot.ui.board_pictures import DESCRIPTION_LIMIT
from bot.ui.predictions import distance_name, range_words
from bot.ui.quoting import tidy
from bot.ui.text import predictions as said

NAME_LIMIT: Final = 100
"""Characters of a race's name; a picture shows as much of it as its width holds."""
FEW: Final = 12
"""Splits of which each is as good as the other; among more every fifth stands out, to find the way."""
FIFTH: Final = 5


@dataclass(frozen=True, slots=True)
class PaceRow:
    """A mark of the way and when to be there; what is `strong` stands out."""

    mark: str
    at: str
    strong: bool


@dataclass(frozen=True, slots=True)
class PaceCard:
    """A race and its even splits, in words that are ready to be drawn; an empty `aside` is left out."""

    name: str
    distance: str
    time: str
    label: str
    pace: str
    aside: str
    rows: tuple[PaceRow, ...]
    foot: str


def goal_card(name: str, distance_m: float, goal_s: int, unit: Unit) -> PaceCard:
    """Return the card of a goal. Raises ValueError for a race without length or time."""
    return _card(name, distance_m, goal_s, unit, said.GOAL, "", said.EVEN)


def predicted_card(name: str, prediction: Prediction, unit: Unit) -> PaceCard:
    """Return the card of a prediction: the splits of an even day, beside the range."""
    foot = said.EVEN
    if prediction.stretched:
        marathon = prediction.distance_m == STANDARD_EVENTS["m"]
        foot = said.CARD_ASSUMES_MARATHON if marathon else said.CARD_ASSUMES
    aside = said.RANGE.format_map(range_words(prediction))
    return _card(name, prediction.distance_m, prediction.even_s, unit, said.PREDICTED, aside, foot)


def card_text(card: PaceCard) -> str:
    """Return what the picture of a card says."""
    rows = [row for row in card.rows if row.strong] if len(card.rows) > FEW else card.rows
    told = said.CARD.format(
        name=card.name,
        distance=card.distance,
        time=card.time,
        label=card.label,
        pace=card.pace,
        splits=" ".join(said.CARD_SPLIT.format(mark=row.mark, at=row.at) for row in rows),
        foot=card.foot,
    )
    return " ".join(told.split())[:DESCRIPTION_LIMIT]


def _card(name: str, distance_m: float, time_s: int, unit: Unit, label: str, aside: str, foot: str) -> PaceCard:
    found = splits(distance_m, time_s, unit)
    every = FIFTH * (found[0].number or 1) if len(found) > FEW else 0
    tidied = tidy(name, NAME_LIMIT)
    return PaceCard(
        tidied if visible(tidied) else said.NAMELESS,
        distance_name(distance_m, unit),
        figures.duration(time_s),
        label,
        figures.pace(distance_m, time_s, unit),
        aside,
        tuple(_row(split, unit, last=split is found[-1], every=every) for split in found),
        foot,
    )


def _row(split: Split, unit: Unit, *, last: bool, every: int) -> PaceRow:
    at = figures.duration(split.at_s)
    if last or split.number is None:
        return PaceRow(said.FINISH, at, True)
    return PaceRow(said.MARKS[unit].format(number=split.number), at, every > 0 and split.number % every == 0)
