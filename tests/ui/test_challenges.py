"""How challenges look: amounts, pledges, what a goal that was not reached leaves out, and the picture."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.domain.challenges import Measure, Pledge, PledgeUnit
from bot.services.challenge_pages import ChallengePage, ChallengePost, Side
from bot.services.teams import TeamUnits
from bot.ui.challenges import ChallengePostView, ChallengeView, amount_text, pictured, pledge_text
from bot.ui.chart_pictures import progress_picture
from bot.ui.text import challenges as said
from bot.ui.theme import Palette
from tests.ui.challenge_samples import FIRST, challenge
from tests.ui.samples import shown

PLAIN = challenge("December 500")


@pytest.mark.parametrize(
    ("measure", "amount", "expected"),
    [
        (Measure.DISTANCE, 42_195, "42.2 km"),
        (Measure.DISTANCE, 1_234_567, "1,235 km"),
        (Measure.TIME, 149_400, "41 h 30"),
        (Measure.TIME, 3_600_000, "1,000 h"),
        (Measure.TIME, 2_700, "45 min"),
        (Measure.RUNS, 1, "1 run"),
        (Measure.RUN_DAYS, 1_200, "1,200 run days"),
        (Measure.CLIMB, 8_848, "8,848 m"),
    ],
)
def test_an_amount_has_the_unit_of_its_measure(measure: Measure, amount: int, expected: str) -> None:
    assert amount_text(amount, replace(PLAIN, measure=measure)) == expected


def test_a_team_that_reads_both_units_gets_both() -> None:
    assert amount_text(100_000, replace(PLAIN, units=TeamUnits.BOTH)) == "100 km · 62 mi"
    climb = replace(PLAIN, units=TeamUnits.BOTH, measure=Measure.CLIMB)
    assert amount_text(1_000, climb) == "1,000 m · 3,281 ft"


@pytest.mark.parametrize(
    ("minor", "currency", "expected"),
    [
        (21_050, "€", "€210.50"),
        (100_000, "EUR", "1,000 EUR"),
        (5, "$", "$0.05"),
        (1_250, None, "12.50"),
    ],
)
def test_money_is_told_as_people_write_it(minor: int, currency: str | None, expected: str) -> None:
    assert said.money(minor, currency) == expected


@pytest.mark.parametrize(
    ("pledge", "expected"),
    [
        (Pledge(50, PledgeUnit.KM, 20_000, 5_000), "€0.50 per km, at most €200, plus €50"),
        (Pledge(100, PledgeUnit.CLIMB_100_M), "€1 per 100 m of climb"),
        (Pledge(flat_minor=10_000), "€100, whatever comes"),
    ],
)
def test_a_pledge_is_read_back(pledge: Pledge, expected: str) -> None:
    assert pledge_text(pledge, "€") == expected


def test_a_goal_that_was_not_reached_is_neither_told_nor_drawn() -> None:
    over = replace(PLAIN, ended=True, sponsors=(), charity=None)
    read = shown(ChallengePostView(ChallengePost(over, None), "challenge.png"))
    read += shown(ChallengeView(ChallengePage(over, 0, FIRST), "challenge.png"))
    for word in ("500 km", "%", "31"):
        assert word not in read.replace("December 500", "")
    assert (pictured(over).share, pictured(over).scale, pictured(over).percent) == (1.0, False, "")


def test_a_side_of_one_shows_no_figure_anywhere() -> None:
    sides = (Side("Blue", 42_195, 1), Side("Red", 20_000, 2))
    alone = replace(PLAIN, sides=sides)
    read = shown(ChallengePostView(ChallengePost(alone, 25), "challenge.png"))
    assert "42.2" not in read
    # Nor does the mean of the other, from which it would follow.
    assert "**Blue** · 1 runner so far\n**Red** · 2 runners so far" in read
    assert pictured(alone).sides == ()


@pytest.mark.parametrize(("runners", "told"), [(4, True), (5, False), (6, True)])
def test_means_are_told_unless_one_runner_is_all_that_is_left_of_the_sum(runners: int, told: bool) -> None:
    both = replace(PLAIN, runners=runners, sides=(Side("Blue", 42_195, 2), Side("Red", 20_000, 2)))
    assert ("each" in shown(ChallengePostView(ChallengePost(both, 25), "challenge.png"))) is told
    assert len(pictured(both).sides) == (2 if told else 0)


@pytest.mark.parametrize("measure", Measure)
def test_the_picture_is_wide_enough_and_says_what_the_text_says(measure: Measure) -> None:
    with Image.open(io.BytesIO(progress_picture(pictured(challenge("December", TeamUnits.BOTH, measure))))) as picture:
        assert picture.width == 900
        assert 500 < picture.height < 800
        assert picture.convert("RGB").getpixel((0, 0)) == Palette.GROUND


@pytest.mark.parametrize("share", [0.001, 0.25, 0.5, 0.99, 1.0])
def test_the_bar_is_as_full_as_the_team_has_come(share: float) -> None:
    drawn = replace(pictured(PLAIN), share=share)
    with Image.open(io.BytesIO(progress_picture(drawn))) as picture:
        row = [picture.convert("RGB").getpixel((x, 322)) for x in range(48, 852)]
    blue = sum(_near(pixel, Palette.BAR) for pixel in row)
    # The marks at the quarters, and the first sliver, which is always seen.
    assert abs(blue - 804 * share) <= 14


def _near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) < 24 for one, other in zip(pixel, colour, strict=True))


def test_a_hostile_name_stays_in_the_picture() -> None:
    hostile = challenge("\u202e田 @everyone " + "W" * 200)
    with Image.open(io.BytesIO(progress_picture(pictured(hostile)))) as picture:
        assert picture.width == 900
