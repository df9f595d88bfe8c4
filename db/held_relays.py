"""What is held about a member for their team's relays; part of the list in `db.personal`."""

from typing import Final

from sqlalchemy import select

from db.held import Erasure, Held
from db.models import relay_legs, relays

RELAYS: Final = (
    Held(
        "relay_legs",
        relay_legs,
        relay_legs.c.runner_id,
        {
            "relay": select(relays.c.name).where(relays.c.relay_id == relay_legs.c.relay_id).scalar_subquery(),
            "date": select(relays.c.relay_day).where(relays.c.relay_id == relay_legs.c.relay_id).scalar_subquery(),
            "team": relay_legs.c.squad + 1,
            "leg": relay_legs.c.number,
            "distance_metres": relay_legs.c.distance_m,
            "expected_seconds": relay_legs.c.expected_s,
            "run_seconds": relay_legs.c.run_s,
        },
        # The team's sum keeps the time, with nobody's name.
        Erasure.LET_GO,
    ),
    Held(
        "relay_legs_given",
        relay_legs,
        relay_legs.c.giver_id,
        {
            "relay": select(relays.c.name).where(relays.c.relay_id == relay_legs.c.relay_id).scalar_subquery(),
            "date": select(relays.c.relay_day).where(relays.c.relay_id == relay_legs.c.relay_id).scalar_subquery(),
            "team": relay_legs.c.squad + 1,
            "leg": relay_legs.c.number,
        },
        Erasure.LET_GO,
    ),
    Held(
        "relays_created",
        relays,
        relays.c.creator_id,
        {"relay": relays.c.name, "date": relays.c.relay_day, "created_at": relays.c.created_at},
        Erasure.CLEAR,
        cleared=(relays.c.creator_id,),
    ),
)
