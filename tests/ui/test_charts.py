"""Charts: readable letters, both looks, and the same said in words."""

import io

import pytest
from PIL import Image

from bot.services.stats import Look
from bot.ui import theme
from bot.ui.chart_pictures import week_picture
from bot.ui.charts import HEIGHT, SMALL
from bot.ui.drawing import COLOURS, WIDTH
from bot.ui.stats import picture_text
from tests.ui.samples import HOSTILE, Sample


@pytest.mark.parametrize(("look", "scheme"), [(Look.DARK, theme.DARK), (Look.LIGHT, theme.LIGHT)])
def test_the_weeks_are_a_png_of_few_colours_in_the_look_that_was_asked_for(look: Look, scheme: theme.Scheme) -> None:
    picture = Image.open(io.BytesIO(week_picture(Sample().chart(look))))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "P", (WIDTH, HEIGHT))
    assert len(picture.getcolors(COLOURS) or ()) <= COLOURS
    assert picture.convert("RGB").getpixel((2, 2)) == scheme.ground


def test_letters_are_large_enough_for_a_phone() -> None:
    assert SMALL * 390 / WIDTH >= 13


def test_the_same_weeks_are_drawn_once() -> None:
    assert week_picture(Sample().chart()) is week_picture(Sample().chart())


@pytest.mark.parametrize("sample", [Sample(), HOSTILE])
def test_the_file_is_small_enough_for_a_phone(sample: Sample) -> None:
    assert len(week_picture(sample.chart())) < 150_000


def test_the_picture_is_told_in_words() -> None:
    words = picture_text(Sample().chart())
    assert words.startswith("Twelve weeks up to week 47. W36: 0.0 km, 0 days. W37: 13.0 km, 1 day.")
    assert words.endswith("The line at 30.0 km: 3 run days a week, as long as lately.")
    assert len(picture_text(HOSTILE.chart())) <= 1_024
