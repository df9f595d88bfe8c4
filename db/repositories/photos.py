"""Questions about the photos of runs."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from db.connection import Connection
from db.models.runs import photos
from db.repositories.statements import Upsert

_IMAGE = select(photos.c.image).where(photos.c.run_id == bindparam("run_id"))
_REMOVE = delete(photos).where(photos.c.run_id == bindparam("run_id"))
_PUT = Upsert(
    photos,
    lambda insert: insert.on_conflict_do_update(
        index_elements=[photos.c.run_id],
        set_={name: insert.excluded[name] for name in ("image", "width", "height", "added_at")},
    ),
)


class PhotoRepository:
    """Reads and writes `photos`, one a run at most."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, run_id: int, image: bytes, width: int, height: int, at: datetime) -> None:
        """Keep a run's photo, in the place of the one it had."""
        row = {"run_id": run_id, "image": image, "width": width, "height": height, "added_at": at}
        self._connection.execute(_PUT.on(self._connection), row)

    def image(self, run_id: int) -> bytes | None:
        """Return the file of a run's photo."""
        image: bytes | None = self._connection.execute(_IMAGE, {"run_id": run_id}).scalar()
        return image

    def remove(self, run_id: int) -> None:
        """Forget a run's photo, if it has one."""
        self._connection.execute(_REMOVE, {"run_id": run_id})
