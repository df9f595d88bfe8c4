"""Letters about seasons: that a coach has outlined one, or has changed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.services.season_pages import SeasonPage, season_page
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SeasonShared:
    """Tells a runner what a coach outlined for them, as they see it now; `changed` where they had one before."""

    page: SeasonPage
    changed: bool


def season_shared(uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any], now: datetime) -> SeasonShared | None:
    """Return the news of a season; None once another holds, or none does."""
    row = uow.seasons.current(reader.runner_id)
    if row is None or row.season_id != payload["season_id"]:
        return None
    return SeasonShared(season_page(uow, row, reader, now, own=True), payload["changed"])
