"""Charts that go with answers and posts: some 50 ms each, so in a thread; what looks the same is drawn once."""

from functools import lru_cache

from bot.services.recaps import MonthRecap
from bot.services.stats import WeekChart
from bot.ui.challenge_pictures import ProgressPicture
from bot.ui.pace_cards import PaceCard
from bot.ui.season_pictures import SeasonPicture


@lru_cache(maxsize=32)
def week_picture(chart: WeekChart) -> bytes:
    """Return twelve weeks as a PNG, 900 pixels wide. Safe in several threads, which draw one after the other."""
    # As in `bot.ui.pictures`: Pillow is loaded when it is wanted.
    from bot.ui.charts import draw_weeks
    from bot.ui.drawing import png

    return png(lambda lettering: draw_weeks(chart, lettering))


@lru_cache(maxsize=8)
def recap_picture(recap: MonthRecap) -> bytes:
    """Return a month day by day as a PNG, 900 pixels wide. Safe in several threads, which draw one after the other."""
    from bot.ui.drawing import png
    from bot.ui.month_chart import draw_month

    return png(lambda lettering: draw_month(recap, lettering))


@lru_cache(maxsize=32)
def progress_picture(shown: ProgressPicture) -> bytes:
    """Return how far a challenge has come as a PNG, 900 pixels wide. Safe in several threads."""
    from bot.ui.drawing import png
    from bot.ui.progress_chart import draw_progress

    return png(lambda lettering: draw_progress(shown, lettering))


@lru_cache(maxsize=32)
def pace_picture(card: PaceCard) -> bytes:
    """Return a pace card as a PNG, 900 pixels wide. Safe in several threads, which draw one after the other."""
    from bot.ui.drawing import png
    from bot.ui.pace_chart import draw_card

    return png(lambda lettering: draw_card(card, lettering))


@lru_cache(maxsize=32)
def season_picture(season: SeasonPicture) -> bytes:
    """Return a season week by week as a PNG, 900 pixels wide. Safe in several threads."""
    from bot.ui.drawing import png
    from bot.ui.season_chart import draw_season

    return png(lambda lettering: draw_season(season, lettering))
