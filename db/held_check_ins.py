"""What is held about a member's check-ins; part of the list in `db.personal`."""

from typing import Final

from db.held import Erasure, Held
from db.models import check_ins

CHECK_INS: Final = (
    Held(
        "check_ins",
        check_ins,
        check_ins.c.runner_id,
        {
            "check_in": check_ins.c.check_in_id,
            "date": check_ins.c.day,
            "week": check_ins.c.week,
            "asked_at": check_ins.c.asked_at,
            "sleep_1_to_5": check_ins.c.sleep,
            "energy_1_to_5": check_ins.c.energy,
            "fresh_legs_1_to_5": check_ins.c.soreness,
            "mood_1_to_5": check_ins.c.mood,
            "free_of_pain_1_to_5": check_ins.c.pain,
            "pain_area": check_ins.c.pain_area,
            "answered_at": check_ins.c.done_at,
            "told_to_coaches": check_ins.c.flagged,
        },
        Erasure.GOES_ALONG,
    ),
)
