"""What is held about a member for seasons; part of the list in `db.personal`."""

from typing import Final

from sqlalchemy import select

from db.held import Erasure, Held
from db.models import season_weeks, seasons

SEASONS: Final = (
    Held(
        "seasons",
        seasons,
        seasons.c.runner_id,
        {
            "race": seasons.c.name,
            "date": seasons.c.race_day,
            "distance_metres": seasons.c.distance_m,
            "by": seasons.c.coach_name,
            "saved_at": seasons.c.saved_at,
            "replaced_at": seasons.c.archived_at,
        },
        Erasure.GOES_ALONG,
    ),
    Held(
        "season_weeks",
        season_weeks,
        season_weeks.c.runner_id,
        {
            "race_on": select(seasons.c.race_day)
            .where(seasons.c.season_id == season_weeks.c.season_id)
            .scalar_subquery(),
            "week": season_weeks.c.week,
            "phase": season_weeks.c.phase,
            "distance_metres": season_weeks.c.volume_m,
            "duration_seconds": season_weeks.c.volume_s,
            "note": season_weeks.c.note,
        },
        Erasure.GOES_ALONG,
        also=(season_weeks.c.season_id,),
    ),
    Held(
        "seasons_outlined",
        seasons,
        seasons.c.coach_id,
        {"signed": seasons.c.coach_name, "date": seasons.c.race_day, "saved_at": seasons.c.saved_at},
        Erasure.CLEAR,
        cleared=(seasons.c.coach_id, seasons.c.coach_name),
    ),
)
