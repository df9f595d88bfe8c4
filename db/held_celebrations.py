"""What is held of celebrations: a part of `db.personal`."""

from typing import Final

from db.held import Erasure, Held
from db.models import celebrations

CELEBRATIONS: Final = (
    Held(
        "celebrations",
        celebrations,
        celebrations.c.runner_id,
        {
            "run": celebrations.c.run_id,
            "kind": celebrations.c.kind,
            "standard_distance": celebrations.c.event,
            "number": celebrations.c.number,
            "holds": celebrations.c.holds,
            "praise": celebrations.c.praise,
            "celebrated_on": celebrations.c.celebrated_on,
        },
        Erasure.GOES_ALONG,
        also=(celebrations.c.run_id,),
    ),
)
