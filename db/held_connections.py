"""What is held about a member's connections to services that know their runs; part of the list in `db.personal`.

What opens an account is shown to nobody, its owner included: whoever reads an export over a shoulder would have it.
"""

from typing import Final

from sqlalchemy import bindparam, select

from db.held import OF_RUNNER, Erasure, Held
from db.models import back_fill_runs, back_fills, connection_links, connections, found_runs

_OWN: Final = select(connections.c.connection_id).where(connections.c.runner_id == bindparam(OF_RUNNER))

CONNECTIONS: Final = (
    Held(
        "connections",
        connections,
        connections.c.runner_id,
        {
            "service": connections.c.service,
            "account": connections.c.athlete,
            "state": connections.c.state,
            "shares_by_itself": connections.c.automatic,
            "connected_at": connections.c.connected_at,
            "runs_since": connections.c.since,
            "activities_withheld_there": connections.c.withheld,
            "last_looked_at": connections.c.looked_at,
            "logged_runs_go_at": connections.c.forget_at,
        },
        Erasure.GOES_ALONG,
    ),
    Held(
        "connection_links",
        connection_links,
        connection_links.c.runner_id,
        {"service": connection_links.c.service, "shown_at": connection_links.c.made_at},
        Erasure.GOES_ALONG,
    ),
    Held(
        "runs_told_of",
        found_runs,
        found_runs.c.connection_id,
        {
            "number_at_the_service": found_runs.c.key,
            "state": found_runs.c.state,
            "told_at": found_runs.c.found_at,
            "date": found_runs.c.local_date,
            "started_at": found_runs.c.started_at,
            "distance_metres": found_runs.c.distance_m,
            "moving_seconds": found_runs.c.moving_s,
            "elapsed_seconds": found_runs.c.elapsed_s,
            "surface": found_runs.c.surface,
            "is_race": found_runs.c.is_race,
            "recorded_by": found_runs.c.device,
            "seen_at_the_service_by": found_runs.c.visibility,
            "kept_out_of_feeds": found_runs.c.muted,
            "run": found_runs.c.run_id,
        },
        Erasure.GOES_ALONG,
        also=(found_runs.c.run_id,),
        whose=found_runs.c.connection_id.in_(_OWN),
    ),
    Held(
        "looks_further_back",
        back_fills,
        back_fills.c.connection_id,
        {
            "state": back_fills.c.state,
            "from_day": back_fills.c.first_day,
            "looked_back_to": back_fills.c.reached,
            "kept_since": back_fills.c.kept_since,
            "shown_at": back_fills.c.told_at,
        },
        Erasure.GOES_ALONG,
        whose=back_fills.c.connection_id.in_(_OWN),
    ),
    Held(
        "runs_further_back",
        back_fill_runs,
        back_fill_runs.c.back_fill_id,
        {
            "number_at_the_service": back_fill_runs.c.key,
            "date": back_fill_runs.c.local_date,
            "started_at": back_fill_runs.c.started_at,
            "distance_metres": back_fill_runs.c.distance_m,
            "moving_seconds": back_fill_runs.c.moving_s,
            "elapsed_seconds": back_fill_runs.c.elapsed_s,
            "surface": back_fill_runs.c.surface,
            "is_race": back_fill_runs.c.is_race,
        },
        Erasure.GOES_ALONG,
        whose=back_fill_runs.c.back_fill_id.in_(
            select(back_fills.c.back_fill_id).where(back_fills.c.connection_id.in_(_OWN))
        ),
    ),
)
