"""What is held about a member for their team's races; part of the list in `db.personal`."""

from typing import Final

from sqlalchemy import select

from db.held import Erasure, Held
from db.models import calendar_feeds, entrants, race_distances, races

RACES: Final = (
    Held(
        "races_joined",
        entrants,
        entrants.c.runner_id,
        {
            "race": select(races.c.name).where(races.c.race_id == entrants.c.race_id).scalar_subquery(),
            "date": select(races.c.race_day).where(races.c.race_id == entrants.c.race_id).scalar_subquery(),
            "part": entrants.c.part,
            "distance_metres": select(race_distances.c.distance_m)
            .where(race_distances.c.distance_id == entrants.c.distance_id)
            .scalar_subquery(),
            "goal_seconds": entrants.c.goal_s,
            "goal": entrants.c.goal,
            "goal_for_all_to_see": entrants.c.shows_goal,
            "joined_at": entrants.c.joined_at,
            "next_reminder_at": entrants.c.remind_at,
            "outcome": entrants.c.outcome,
            "place": entrants.c.place,
            "result_at": entrants.c.result_at,
            "result_praise": entrants.c.result_praise,
        },
        Erasure.GOES_ALONG,
    ),
    Held(
        "races_logged",
        entrants,
        entrants.c.run_id,
        {"run": entrants.c.run_id, "outcome": entrants.c.outcome},
        # That somebody was there stays when the run leaves the log, and its time goes with it.
        Erasure.LET_GO,
    ),
    Held(
        "races_added",
        races,
        races.c.creator_id,
        {"race": races.c.name, "date": races.c.race_day, "created_at": races.c.created_at},
        Erasure.CLEAR,
        cleared=(races.c.creator_id,),
    ),
    Held(
        "calendar_feeds",
        calendar_feeds,
        calendar_feeds.c.runner_id,
        {"token": calendar_feeds.c.token, "created_at": calendar_feeds.c.created_at},
        Erasure.GOES_ALONG,
    ),
)
