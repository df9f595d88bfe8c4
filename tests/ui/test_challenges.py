"""How challenges look: amounts, pledges, what a goal that was not reached leaves out, and the picture."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.domain.challenges import Measure, Pledge, PledgeUnit
from bot.services.challenge_pages import Challenge, ChallengeList, ChallengePage, ChallengePost, Side, Sponsor
from bot.services.challenges import MOST_SPONSORS
from bot.services.teams import TeamUnits
from bot.ui.challenges import (
    PICTURE_NAME,
    ChallengeListView,
    ChallengePostView,
    ChallengeView,
    amount_text,
    pictured,
    pledge_text,
    sponsor_note,
)
from bot.ui.chart_pictures import progress_picture
from bot.ui.text import challenges as said
from bot.ui.theme import Palette
from tests.ui.challenge_samples import FIRST, LAST, challenge
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


def test_a_sponsor_who_was_added_is_read_back_however_many_there_are() -> None:
    new = Sponsor(99, "Gran", Pledge(25, PledgeUnit.KM), 0)
    grown = replace(PLAIN, sponsors=(*PLAIN.sponsors, new))
    assert sponsor_note(grown) == "-# Added, with thanks to Gran: €0.25 per km."


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
    read = shown(ChallengePostView(ChallengePost(over, None), PICTURE_NAME))
    read += shown(ChallengeView(ChallengePage(over, 0, FIRST), PICTURE_NAME))
    for word in ("500 km", "%", "31"):
        assert word not in read.replace("December 500", "")
    assert (pictured(over).share, pictured(over).scale, pictured(over).percent) == (1.0, False, "")


def everything(one: Challenge) -> str:
    """Return all that anybody can read of a challenge, the description of its picture included."""
    today = LAST if one.ended else FIRST
    views = [
        ChallengeView(ChallengePage(one, 0, today, may_change=True), PICTURE_NAME),
        ChallengeListView(ChallengeList((one,), today)),
        *(ChallengePostView(ChallengePost(one, which), PICTURE_NAME) for which in (25, 50, 75, 100, None)),
    ]
    return "\n".join(shown(view) for view in views)


@pytest.mark.parametrize("runners", [1, 2])
@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize(("one", "other"), [(31, 20_999), (25_000, 49_999), (75_000, 99_999), (100_000, 340_000)])
def test_one_or_two_runners_leave_no_trace_of_their_sum(runners: int, ended: bool, one: int, other: int) -> None:
    sides = (Side("Blue", one, runners), Side("Red", 0, 0))
    few = replace(PLAIN, target=100_000, runners=runners, ended=ended, sides=sides, amount=one)
    else_ran = replace(few, amount=other, sponsors=(replace(PLAIN.sponsors[0], owed_minor=99),) * MOST_SPONSORS)
    assert everything(few) == everything(else_ran)
    assert pictured(few) == pictured(else_ran)
    # From the third on it is told.
    assert everything(replace(few, runners=3)) != everything(replace(else_ran, runners=3))
    assert pictured(replace(few, runners=3)) != pictured(replace(else_ran, runners=3))


def test_one_or_two_runners_read_the_percent_and_when_there_is_more() -> None:
    few = replace(PLAIN, target=100_000, runners=2, amount=31_000, sides=())
    read = shown(ChallengeView(ChallengePage(few, 10_000, FIRST), PICTURE_NAME))
    assert "25 %\nA goal of **100 km** together · 2 runners so far" in read
    assert "The sum is told once three of you are in it." in read
    assert "You brought 10.0 km." in read
    assert "For **December 500**: it adds up as the team runs" in read
    assert "100 km is the goal · 25 % · 2 runners." in read
    assert "€127" not in read
    over = shown(ChallengeView(ChallengePage(replace(few, ended=True), 0, LAST), None))
    assert "**2 runners** took part" in over
    assert "adds up as" not in over


@pytest.mark.parametrize(("blue", "red"), [(1, 3), (2, 3), (0, 3)])
def test_a_side_of_few_shows_no_figure_anywhere(blue: int, red: int) -> None:
    few = replace(PLAIN, ended=True, runners=9, sides=(Side("Blue", 42_195, blue), Side("Red", 20_000, red)))
    read = shown(ChallengePostView(ChallengePost(few, None), PICTURE_NAME))
    # Nor does the mean of the other, from which it would follow.
    assert "each" not in read
    first = f"{blue} runner{'s' * (blue > 1)} so far" if blue else "nobody yet"
    assert f"**Blue** · {first}\n**Red** · 3 runners so far" in read
    assert pictured(few).sides == ()


def test_sides_show_their_means_in_what_came_of_it() -> None:
    both = replace(PLAIN, ended=True, runners=6, sides=(Side("Blue", 42_195, 3), Side("Red", 21_000, 3)))
    read = shown(ChallengePostView(ChallengePost(both, None), PICTURE_NAME))
    assert "**Blue** · 14.1 km each · 3 runners\n**Red** · 7.0 km each · 3 runners" in read
    assert len(pictured(both).sides) == 2


@pytest.mark.parametrize("measure", [Measure.DISTANCE, Measure.CLIMB])
def test_a_team_that_reads_both_units_has_the_goal_in_its_picture(measure: Measure) -> None:
    grown = replace(challenge("December", TeamUnits.BOTH, measure), amount=1_234_567, target=2_000_000)
    drawn = pictured(grown)
    assert "·" not in drawn.amount + drawn.beside
    assert drawn.beside.startswith("of ")
    assert progress_picture(drawn) != progress_picture(replace(drawn, beside=""))


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
