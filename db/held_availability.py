"""What is held about the days on which a member can run; part of the list in `db.personal`."""

from typing import Final

from db.held import Erasure, Held
from db.models import availability, usual_availability

AVAILABILITY: Final = (
    Held(
        "availability",
        availability,
        availability.c.runner_id,
        {
            "week": availability.c.week,
            "days_monday_to_sunday": availability.c.days,
            "note": availability.c.note,
            "said_at": availability.c.said_at,
        },
        Erasure.GOES_ALONG,
    ),
    Held(
        "usual_availability",
        usual_availability,
        usual_availability.c.runner_id,
        {
            "days_monday_to_sunday": usual_availability.c.days,
            "note": usual_availability.c.note,
            "said_at": usual_availability.c.said_at,
        },
        Erasure.GOES_ALONG,
    ),
)
