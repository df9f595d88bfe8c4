"""How seasons look: in few lines, week by week, and as a picture that says the same."""

import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image

from bot.domain.seasons import MOST_WEEKS, Measure, Phase
from bot.services.season_drafts import FilledSeason
from bot.ui.board_pictures import DESCRIPTION_LIMIT
from bot.ui.chart_pictures import season_picture
from bot.ui.drawing import COLOURS, WIDTH
from bot.ui.season_chart import HEIGHT, PHASE_COLOURS, SMALL
from bot.ui.season_forms import SeasonForm, WeeksForm
from bot.ui.season_lines import overview, picture_of, picture_text, volume, week_lines
from bot.ui.seasons import redraw
from bot.ui.theme import Colour, Palette
from tests.ui.samples import LONG_NAME
from tests.ui.season_samples import AFTER, BEFORE, DURING, draft_of, season

PAGE = season("City Marathon")


def drawn(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


def colours_above(picture: Image.Image, row: int) -> set[Colour]:
    """Return the colours of one row of pixels."""
    return {picture.getpixel((at, row)) for at in range(WIDTH)}  # type: ignore[misc]


def near(one: Colour, others: set[Colour]) -> bool:
    """Tell whether a colour is there, as far as a palette of few colours keeps it."""
    return any(max(abs(a - b) for a, b in zip(one, other, strict=True)) < 12 for other in others)


# --- in words ---


def test_a_season_is_told_in_few_lines() -> None:
    assert overview(replace(PAGE, runner_name="Ana")) == [
        "### Your season to City Marathon",
        "Sunday 14 Mar 2027 · marathon · 11 weeks to go",
        "**Week 6 of 18:** base, 58 km planned · 52.2 km run so far",
        "**Base** · 6 weeks to Sun 3 Jan · 38–58 km",
        "**Build** · 5 weeks to Sun 7 Feb · 49–73 km",
        "**Peak** · 3 weeks to Sun 28 Feb · 80 km",
        "**Taper** · 2 weeks to Sun 14 Mar · 32–47 km",
        "**Recovery** · 2 weeks to Sun 28 Mar · 13–27 km",
    ]


def test_before_and_after_its_weeks_a_season_says_so() -> None:
    assert "Begins Monday 23 Nov with 40 km." in overview(season("City Marathon", BEFORE))
    assert "That was all of it: 18 weeks. Well done." in overview(season("City Marathon", AFTER))


def test_weeks_that_are_hidden_are_said_to_come() -> None:
    page = season("City Marathon", date(2026, 11, 24), shown=3)
    assert overview(page)[-2] == "**Base** · 3 weeks open so far, to Sun 13 Dec · 38–44 km"
    assert overview(page)[-1] == "-# Weeks from Mon 14 Dec on come as your coach opens them."
    further = overview(season("City Marathon", shown=8))
    assert "**Base** · 6 weeks to Sun 3 Jan · 38–58 km" in further
    assert "**Build** · 2 weeks open so far, to Sun 17 Jan · 49–65 km" in further
    assert week_lines(page, 0)[1:] == [
        "**1.** 23–29 Nov · base · **40 km** · 36 km run · now",
        "2. 30 Nov – 6 Dec · base · **44 km**",
        "3. 7–13 Dec · base · **38 km**",
        "-# Weeks from Mon 14 Dec on come as your coach opens them.",
    ]


def test_the_week_of_the_race_has_a_flag_and_words_of_the_coach_stand_with_their_week() -> None:
    weeks = (*PAGE.weeks[:15], replace(PAGE.weeks[15], note="race on *Sunday*"), *PAGE.weeks[16:])
    lines = week_lines(replace(PAGE, weeks=weeks), 1)
    assert "16. 8–14 Mar · taper · **32 km** 🏁" in lines
    assert "-# race on \\*Sunday\\*" in lines


def test_a_race_that_moved_or_is_off_is_named_to_runner_and_coach() -> None:
    moved = replace(PAGE, moved_to=date(2027, 3, 21))
    assert "The race has moved to **Sunday 21 Mar 2027**. Your coach can count the weeks anew." in overview(moved)
    assert any("`/coach season` counts" in line for line in overview(replace(moved, is_own=False)))
    assert "City Marathon is called off. The outline stays until your coach changes it." in overview(
        replace(PAGE, is_off=True)
    )


@pytest.mark.parametrize(
    ("amount", "measure", "told"),
    [
        (52_000, Measure.KM, "52 km"),
        (52_500, Measure.KM, "52.5 km"),
        (40_234, Measure.MI, "25 mi"),
        (27_000, Measure.HOURS, "7 h 30"),
        (18_000, Measure.HOURS, "5 h"),
        (0, Measure.KM, "rest"),
    ],
)
def test_volumes_are_told_as_they_are_measured(amount: int, measure: Measure, told: str) -> None:
    assert volume(amount, measure) == told


# --- the picture ---


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        season("City Marathon", BEFORE),
        season(LONG_NAME, shown=3),
        season(None, measure=Measure.HOURS, weeks=1),
        season(LONG_NAME, weeks=MOST_WEEKS - 2),
        season("City Marathon", AFTER),
        replace(PAGE, weeks=tuple(replace(one, volume=0) for one in PAGE.weeks), done=(0,) * 6),
    ],
)
def test_the_picture_is_a_png_of_few_colours_and_small_enough_for_a_phone(page: object) -> None:
    data = season_picture(picture_of(page))  # type: ignore[arg-type]
    picture = Image.open(io.BytesIO(data))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "P", (WIDTH, HEIGHT))
    assert len(picture.getcolors(COLOURS) or ()) <= COLOURS
    assert picture.convert("RGB").getpixel((2, 2)) == Palette.GROUND
    assert len(data) < 100_000


def test_letters_are_large_enough_for_a_phone() -> None:
    assert SMALL * 390 / WIDTH >= 13


def test_each_phase_has_its_colour_below_its_weeks() -> None:
    band = colours_above(drawn(season_picture(picture_of(PAGE))), 613)
    assert all(near(PHASE_COLOURS[phase], band) for phase in Phase)
    some = colours_above(drawn(season_picture(picture_of(season("City Marathon", shown=3)))), 613)
    assert near(PHASE_COLOURS[Phase.BASE], some)
    assert not near(PHASE_COLOURS[Phase.PEAK], some)


def test_the_same_season_is_drawn_once_and_what_was_run_changes_it() -> None:
    same = season("City Marathon")
    assert season_picture(picture_of(PAGE)) is season_picture(picture_of(same))
    assert picture_of(replace(same, done=None)) != picture_of(same)


def test_nothing_of_the_weeks_that_are_hidden_is_in_the_picture() -> None:
    page = season("City Marathon", shown=3)
    told = picture_of(page)
    assert (len(told.bars), told.later, told.race_week) == (3, 15, 16)
    assert "80" not in picture_text(page)


def test_the_figure_on_a_bar_is_what_the_bar_shows() -> None:
    more = picture_of(replace(PAGE, done=(36_000, 60_400, *(PAGE.done or ())[2:])))
    assert [(bar.figure, bar.planned, bar.run) for bar in more.bars[:2]] == [
        ("40", 40_000, 36_000),
        ("60", 44_000, 60_400),
    ]
    hours = picture_of(season("City Marathon", BEFORE, Measure.HOURS))
    assert (hours.bars[0].figure, hours.bars[0].run) == ("5", None)


def test_the_picture_is_told_in_words() -> None:
    words = picture_text(PAGE)
    assert words.startswith("Season to City Marathon, Sunday 14 Mar 2027. W1 base 40 km, 36 km run. W2 base 44 km")
    assert "W16 taper 32 km, race." in words
    assert words.endswith("W18 recovery 27 km.")
    assert picture_text(season("City Marathon", shown=3)).endswith(" 15 weeks later on.")
    assert len(picture_text(season(LONG_NAME, weeks=MOST_WEEKS - 2))) <= DESCRIPTION_LIMIT


def test_months_stand_under_their_first_weeks() -> None:
    assert picture_of(PAGE).months == ((1, "Nov"), (2, "Dec"), (7, "Jan"), (11, "Feb"), (15, "Mar"))
    assert picture_of(PAGE).this_week == 6
    assert picture_of(season("City Marathon", AFTER)).this_week is None
    assert picture_of(season("City Marathon", DURING)).foot == "Week 6 of 18 · base · 58 km"


# --- the forms ---


async def test_the_forms_are_filled_in_and_fit() -> None:
    filled = FilledSeason(
        5, LONG_NAME, 7, Measure.KM, "City, 2027-03-14, half", "2026-11-23", "40 - 80 km", "", "3", 38_200
    )
    form = SeasonForm(filled, redraw)
    described = [item["description"] for item in form.to_dict()["components"]]
    assert described[2] == "40-80 km, 25-50 mi or 5-9 h. Of late: 38.2 km a week"
    assert all(len(one) <= 100 for one in described)
    assert len(form.title) <= 45
    assert list(form.typed()) == [
        "Race, day and distance",
        "First week",
        "Volume of a week, from and to",
        "Weeks by phase, if not as usual",
        "Weeks shown to the runner",
    ]
    weeks = WeeksForm(draft_of(PAGE), filled, redraw)
    [field] = weeks.to_dict()["components"]
    assert field["component"]["value"].startswith("W1 base 40 km\nW2 base 44 km\n")
