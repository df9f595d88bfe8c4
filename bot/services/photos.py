"""Photos of runs: kept with the run, shown on its card, gone with it."""

from dataclasses import dataclass
from datetime import datetime

from db.unit_of_work import UnitOfWork

PHOTO_BYTES = 10 * 1024 * 1024
"""Of a picture as it is sent; what is kept of it is far smaller."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture made ready to be kept: a JPEG without anything but pixels, and its size in them."""

    image: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PhotoChange:
    """What becomes of a run's photo: `photo` takes its place, `remove` takes it away; neither leaves it as it is."""

    photo: Photo | None = None
    remove: bool = False


NO_CHANGE = PhotoChange()


def change_photo(uow: UnitOfWork, run_id: int, change: PhotoChange, now: datetime) -> None:
    """Keep or forget a run's photo; the card is its caller's, in the same transaction."""
    if change.photo is not None:
        uow.photos.put(run_id, change.photo.image, change.photo.width, change.photo.height, now)
    elif change.remove:
        uow.photos.remove(run_id)
