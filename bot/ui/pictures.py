"""Pictures that go with posts: some 50 ms each, so in a thread; a post is whole without its own."""

from functools import lru_cache

from bot.services.leaderboards import WeeklyPost


@lru_cache(maxsize=8)
def board_picture(post: WeeklyPost) -> bytes:
    """Return the board of a week as a PNG, 900 pixels wide; the same post is drawn once.

    Safe to call from several threads; they draw one after the other.
    """
    # Pillow and its fonts cost a start-up 20 ms and 4 MB, for something that is wanted once a week.
    from bot.ui.drawing import png_board

    return png_board(post)
