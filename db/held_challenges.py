"""What is held about a member for their team's challenges; part of the list in `db.personal`."""

from typing import Final

from db.held import Erasure, Held
from db.models import challenge_shares, challenges

CHALLENGES: Final = (
    Held(
        "challenge_shares",
        challenge_shares,
        challenge_shares.c.runner_id,
        {
            "challenge": challenge_shares.c.challenge_id,
            "brought_in_its_measure": challenge_shares.c.amount,
            "runs": challenge_shares.c.runs,
            "side": challenge_shares.c.side,
        },
        Erasure.GOES_ALONG,
    ),
    Held(
        "challenges_created",
        challenges,
        challenges.c.creator_id,
        {
            "challenge": challenges.c.challenge_id,
            "name": challenges.c.name,
            "measure": challenges.c.measure,
            "first_day": challenges.c.first_day,
            "last_day": challenges.c.last_day,
            "created_at": challenges.c.created_at,
        },
        Erasure.CLEAR,
        cleared=(challenges.c.creator_id,),
    ),
)
