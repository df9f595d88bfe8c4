"""How a prediction is told."""

from datetime import date

from bot.domain.fitness import Effort
from bot.domain.predictions import Prediction
from bot.domain.units import STANDARD_EVENTS, Unit
from bot.ui import figures
from bot.ui.text import predictions as said
from bot.ui.text import words


def prediction_lines(prediction: Prediction, basis: Effort, unit: Unit, today: date) -> list[str]:
    """Return a range, the pace of an even day, and what both rest on; `basis` is the effort of the fitness."""
    lines = [
        said.HEADING.format(event=distance_name(prediction.distance_m, unit), **range_words(prediction)),
        said.PACE.format(
            time=figures.duration(prediction.even_s),
            pace=figures.pace(prediction.distance_m, prediction.even_s, unit),
        ),
    ]
    if prediction.stretched:
        marathon = prediction.distance_m == STANDARD_EVENTS["m"]
        lines.append(said.ASSUMES_MARATHON if marathon else said.ASSUMES)
    if prediction.beside_s is not None:
        lines.append(said.BESIDE.format(time=figures.duration(prediction.beside_s)))
    lines.append(
        said.BASIS.format(
            event=words.event(basis.event),
            time=figures.duration(basis.result_s),
            date=figures.short_day(basis.day, today),
        )
    )
    return lines


def range_words(prediction: Prediction) -> dict[str, str]:
    """Return both ends of a range as sentences name them."""
    return {"fast": figures.duration(prediction.fast_s), "slow": figures.duration(prediction.slow_s)}


def distance_name(distance_m: float, unit: Unit) -> str:
    """Return `10 km`, `Marathon · 42.2 km`, `10 km · 6.2 mi`: a standard race's name, and what it does not tell."""
    distance = figures.distance(distance_m, unit)
    event = next((key for key, metres in STANDARD_EVENTS.items() if metres == distance_m), None)
    if event is None:
        return distance
    name = words.event(event, first=True)
    if event[0].isdigit() and event.endswith(Unit.MI) == (unit is Unit.MI):
        return name
    return said.EVENT_AND_DISTANCE.format(event=name, distance=distance)
