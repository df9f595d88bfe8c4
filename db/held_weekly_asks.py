"""What is held about the questions that a member is asked every week; part of the list in `db.personal`."""

from typing import Final

from db.held import Erasure, Held
from db.models import weekly_asks

WEEKLY_ASKS: Final = (
    Held(
        "weekly_asks",
        weekly_asks,
        weekly_asks.c.runner_id,
        {
            "question": weekly_asks.c.ask,
            "wanted": weekly_asks.c.wanted,
            "next_day": weekly_asks.c.next_day,
            "next_at": weekly_asks.c.next_at,
        },
        Erasure.GOES_ALONG,
    ),
)
