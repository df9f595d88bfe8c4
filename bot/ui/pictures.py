"""Pictures that go with posts and answers: some 50 ms each, so in a thread, and kept; a message is whole without."""

import asyncio
from typing import Final

from bot.ui.board_pictures import BoardPicture
from bot.ui.picture_cache import PictureCache

KEPT: Final = 64
"""Pictures of some 40 KB."""

_boards: Final[PictureCache[BoardPicture]] = PictureCache(KEPT)


def board_picture(board: BoardPicture) -> bytes:
    """Return a board as a PNG, 900 pixels wide; what looks the same is drawn once. Safe in several threads."""
    # Pillow and its fonts cost a start-up 20 ms and 4 MB, for something that is wanted once in a while.
    from bot.ui.drawing import png_board

    return _boards.drawn(board, png_board)


async def drawn(board: BoardPicture) -> bytes:
    """Return a board as a PNG, and draw it beside the event loop if it is new."""
    found = _boards.find(board)
    return await asyncio.to_thread(board_picture, board) if found is None else found
