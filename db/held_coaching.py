"""What is held about a member for the coaching of their team; part of the list in `db.personal`."""

from typing import Final

from db.held import Erasure, Held
from db.models import coaches

COACHING: Final = (
    Held(
        "coaching",
        coaches,
        coaches.c.user_id,
        {
            "discord_id": coaches.c.user_id,
            "by_role": coaches.c.role_id,
            "seen_at": coaches.c.seen_at,
            "wants_monday_letter": coaches.c.wants_digest,
        },
        Erasure.DELETE,
    ),
)
