"""Pictures that were drawn lately, known by what they show."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

ContentT = TypeVar("ContentT", bound=Hashable)


class PictureCache(Generic[ContentT]):
    """Keeps the pictures used most recently; what shows something else is another picture, so none is ever outdated.

    Safe in several threads, which draw one after the other.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[ContentT, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._drawing = threading.Lock()

    def find(self, content: ContentT) -> bytes | None:
        """Return the picture of `content`, if there is one."""
        with self._lock:
            found = self._kept.get(content)
            if found is not None:
                self._kept.move_to_end(content)
            return found

    def drawn(self, content: ContentT, draw: Callable[[ContentT], bytes]) -> bytes:
        """Return the picture of `content`, drawn if it is new; two who want the same one wait for one drawing."""
        with self._drawing:
            found = self.find(content)
            if found is None:
                found = draw(content)
                with self._lock:
                    self._kept[content] = found
                    if len(self._kept) > self._size:
                        self._kept.popitem(last=False)
            return found
