"""Pace cards: what they show, that a phone shows it, and that a race may be called anything."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from PIL import Image, ImageChops

from bot.domain.fitness import Effort, Fitness, fitness_of
from bot.domain.predictions import Prediction, predicted
from bot.domain.runs import RunKind
from bot.domain.units import METRES_PER_MILE, STANDARD_EVENTS, Unit
from bot.ui.board_pictures import DESCRIPTION_LIMIT
from bot.ui.chart_pictures import pace_picture
from bot.ui.drawing import COLOURS, WIDTH
from bot.ui.lettering import Lettering
from bot.ui.pace_cards import card_text, goal_card, predicted_card
from bot.ui.pace_chart import draw_card
from bot.ui.predictions import distance_name, prediction_lines
from bot.ui.theme import Palette
from bot.ui.typefaces import find_typefaces
from tests.ui.test_pictures import NAMES

SYSTEM = Lettering(find_typefaces())
MARATHON_M, HALF_M = STANDARD_EVENTS["m"], STANDARD_EVENTS["hm"]
TODAY = date(2026, 11, 22)
RACE = Effort(TODAY - timedelta(days=8), "hm", 21_100, 5_400, RunKind.RACE, None, None)
GOAL = goal_card("Hamburg Marathon", MARATHON_M, 14_399, Unit.KM)


def fitness() -> Fitness:
    found = fitness_of([RACE], TODAY)
    assert found is not None
    return found


def foretold(distance_m: float) -> Prediction:
    found = predicted(fitness(), distance_m, TODAY)
    assert isinstance(found, Prediction)
    return found


# --- what is said ---


def test_a_marathon_has_every_kilometre_and_every_fifth_stands_out() -> None:
    assert [row.mark for row in GOAL.rows] == [*(f"{number} km" for number in range(1, 43)), "Finish"]
    assert [row.mark for row in GOAL.rows if row.strong] == [*(f"{number} km" for number in range(5, 41, 5)), "Finish"]
    assert (GOAL.time, GOAL.pace, GOAL.distance) == ("3:59:59", "5:41 /km", "Marathon · 42.2 km")
    assert (GOAL.rows[20].at, GOAL.rows[-1].at) == ("1:59:26", "3:59:59")


def test_of_few_splits_none_stands_out_but_the_finish() -> None:
    rows = goal_card("Parkland", 5_000, 1_500, Unit.KM).rows
    assert [(row.mark, row.at, row.strong) for row in rows] == [
        ("1 km", "5:00", False),
        ("2 km", "10:00", False),
        ("3 km", "15:00", False),
        ("4 km", "20:00", False),
        ("Finish", "25:00", True),
    ]


def test_of_a_hundred_miles_every_fifth_split_stands_out() -> None:
    card = goal_card("The Long One", 160_934.4, 108_000, Unit.MI)
    assert [row.mark for row in card.rows if row.strong] == ["25 mi", "50 mi", "75 mi", "Finish"]


def test_a_prediction_has_its_range_and_says_what_it_assumes() -> None:
    marathon, half = (predicted_card("Race", foretold(metres), Unit.KM) for metres in (MARATHON_M, HALF_M))
    assert (marathon.time, marathon.aside) == ("3:13:30", "3:07:00 to 3:20:00 by your running of late")
    assert marathon.foot == "Assumes marathon training. Enjoy it!"
    assert (half.time, half.foot) == ("1:30:00", "Even pace all the way. Enjoy it!")
    assert predicted_card("Race", foretold(50_000), Unit.KM).foot.startswith("Assumes training for the distance.")


def test_a_prediction_is_told_with_what_it_rests_on() -> None:
    assert prediction_lines(foretold(MARATHON_M), RACE, Unit.KM, TODAY) == [
        "### Marathon · 42.2 km · 3:07:00 to 3:20:00",
        "By your running, even pace for **3:13:30**: 4:35 /km",
        "-# Assumes marathon training: long runs bring it nearer to its fast end.",
        "-# By Riegel's rule 3:07:39.",
        "-# From half marathon in 1:30:00, Sat 14 Nov, for a fair course and a good day.",
    ]
    assert len(prediction_lines(foretold(10_000), RACE, Unit.MI, TODAY)) == 3
    assert "-# Assumes training for the distance: long runs bring it nearer to its fast end." in prediction_lines(
        foretold(50_000), RACE, Unit.KM, TODAY
    )


@pytest.mark.parametrize(
    ("distance_m", "unit", "name"),
    [
        (10_000, Unit.KM, "10 km"),
        (10_000, Unit.MI, "10 km · 6.2 mi"),
        (METRES_PER_MILE, Unit.MI, "Mile"),
        (METRES_PER_MILE, Unit.KM, "Mile · 1.6 km"),
        (HALF_M, Unit.MI, "Half marathon · 13.1 mi"),
        (MARATHON_M, Unit.KM, "Marathon · 42.2 km"),
        (12_300, Unit.KM, "12.3 km"),
    ],
)
def test_a_distance_is_named_once(distance_m: float, unit: Unit, name: str) -> None:
    assert distance_name(distance_m, unit) == name


def test_the_picture_is_told_in_words() -> None:
    assert card_text(goal_card("Parkland", 2_000, 600, Unit.KM)) == (
        "Pace card of Parkland: 2.0 km in 10:00, your goal, 5:00 /km. 1 km: 5:00. Finish: 10:00. "
        "Even pace all the way. Enjoy it!"
    )
    assert "5 km: 28:26. 10 km: 56:52." in card_text(GOAL)
    assert len(card_text(goal_card("W" * 4_000, 2_000_000, 2_000_000, Unit.KM))) <= DESCRIPTION_LIMIT


# --- what is seen ---


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("distance_m", [METRES_PER_MILE, 5_000, HALF_M, MARATHON_M, 50_000, 160_934.4, 1_000_000])
def test_a_card_is_one_that_a_phone_shows(distance_m: float, unit: Unit) -> None:
    data = pace_picture(goal_card("🏃🏽‍♀️ Elbe " * 30, distance_m, round(distance_m / 3), unit))
    picture = Image.open(io.BytesIO(data))
    assert (picture.format, picture.mode, picture.width) == ("PNG", "P", WIDTH)
    assert len(picture.getcolors(COLOURS) or ()) <= COLOURS
    assert len(data) < 150_000
    # All of it on the screen of a phone that is twice as high as wide, at the width that Discord gives it.
    assert picture.height <= 2.1 * WIDTH


def test_the_same_card_is_drawn_once() -> None:
    assert pace_picture(GOAL) is pace_picture(goal_card("Hamburg Marathon", MARATHON_M, 14_399, Unit.KM))


@given(NAMES)
@settings(max_examples=25)
def test_no_name_touches_what_stands_below_it(name: str) -> None:
    card = replace(GOAL, rows=GOAL.rows[-1:])
    named, nameless = draw_card(replace(card, name=name), SYSTEM), draw_card(replace(card, name="A"), SYSTEM)
    lower = named.height - nameless.height
    assert lower in (0, 52)
    below = named.crop((0, 112 + lower, WIDTH, named.height)), nameless.crop((0, 112, WIDTH, nameless.height))
    assert ImageChops.difference(*below).getbbox() is None
    edge = named.crop((WIDTH - 48, 0, WIDTH, 112 + lower))
    assert ImageChops.difference(edge, Image.new("RGB", edge.size, Palette.GROUND)).getbbox() is None


def test_a_long_name_has_a_second_line_before_it_is_cut() -> None:
    long = draw_card(replace(GOAL, name="The Most Beautiful Marathon Along the River and Back"), SYSTEM)
    assert long.height == draw_card(GOAL, SYSTEM).height + 52
    assert draw_card(replace(GOAL, name="W" * 90), SYSTEM).height == draw_card(GOAL, SYSTEM).height


@pytest.mark.parametrize("name", ["", " \u200b", "\u3164"])
def test_a_race_whose_name_shows_nothing_is_yours(name: str) -> None:
    assert goal_card(name, 5_000, 1_500, Unit.KM).name == "Your race"
