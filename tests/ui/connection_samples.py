"""Connections and found runs as services return them, with plain and with hostile values."""

from dataclasses import replace
from datetime import UTC, date, datetime

import discord

from bot.domain.back_fills import BackFillState
from bot.domain.connections import ConnectionState, Level, Service
from bot.domain.doubles import Likeness
from bot.domain.found_runs import FoundState
from bot.domain.runs import RunKind
from bot.domain.units import Unit
from bot.services.asker import Asker
from bot.services.back_fill_standing import BackFill
from bot.services.connection_endings import Ended
from bot.services.connection_letters import ConnectionLetter, ConnectionNews
from bot.services.connection_pages import Connection, ConnectionPage
from bot.services.connection_starts import Connected
from bot.services.connections import Consent
from bot.services.nudge_letters import RunNudge
from bot.services.run_outcomes import RunFacts
from bot.ui.back_fills import BackFillView
from bot.ui.connections import (
    ConnectedView,
    ConnectionsView,
    ConsentView,
    DisconnectView,
    EndedView,
    KeyView,
    OlderRunsView,
)
from bot.ui.letters import LetterView
from bot.ui.nudges import NudgeView

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
RUN = RunFacts(0, date(2026, 11, 20), 10_004, 3_072, RunKind.RACE, None, None, None)
NUDGE = RunNudge(
    found_id=7,
    service=Service.STRAVA,
    state=FoundState.OFFERED,
    team_name="Harriers",
    run=RUN,
    key="9000001",
    device="Garmin Forerunner 255",
    unit=Unit.KM,
    today=date(2026, 11, 20),
    entry=replace(RUN, run_id=3, distance_m=9_800),
    like=(Likeness.SAME_DAY, replace(RUN, run_id=4)),
    may_share=True,
)
STRAVA = Connection(7, Service.STRAVA, ConnectionState.ACTIVE, NOW, NOW, True, 12, None, False)
REFUSED = replace(STRAVA, state=ConnectionState.REFUSED, forget_at=NOW)
INTERVALS = replace(STRAVA, service=Service.INTERVALS, looked_at=None, in_trouble=True, withheld=3)


FURTHER_BACK = BackFill(
    back_fill_id=7,
    service=Service.STRAVA,
    state=BackFillState.OFFERED,
    first_day=date(2000, 1, 1),
    reached=date(2000, 1, 1),
    runs=2_345,
    distance_m=23_450_000,
    unit=Unit.KM,
    today=date(2026, 11, 20),
    goes_at=NOW,
)
ASKING = replace(FURTHER_BACK, state=BackFillState.ASKING, reached=date(2019, 5, 12), runs=34, goes_at=None)


def connection_views(name: str, asker: Asker) -> dict[str, discord.ui.LayoutView]:
    """Return every layout about connections and found runs."""
    both = (Service.STRAVA, Service.INTERVALS)
    nudge = replace(NUDGE, team_name=name, device=name, key=name)
    pages = {
        "connections": ConnectionPage(both, (STRAVA, INTERVALS), Level.AUTOMATIC, (10, 10)),
        "connections, further back": ConnectionPage(
            both, (replace(STRAVA, back_fill=FURTHER_BACK), replace(INTERVALS, back_fill=ASKING)), Level.AUTOMATIC
        ),
        "connections, refused": ConnectionPage(both, (REFUSED,), Level.NUDGE),
        "connections, resting": ConnectionPage(both, (STRAVA,), Level.NUDGE, rests_until=NOW),
        "connections, inactive": ConnectionPage(both, (STRAVA,), Level.NUDGE, is_inactive=True),
        "connections, none": ConnectionPage(both, (), Level.NUDGE),
        "connections, switched off": ConnectionPage(
            (Service.INTERVALS,), (replace(STRAVA, back_fill=FURTHER_BACK),), Level.OFF
        ),
        "connections, switched off and refused": ConnectionPage((Service.INTERVALS,), (REFUSED,), Level.OFF),
        "connections, not set up": ConnectionPage((), (), Level.OFF),
    }
    return {
        **{
            f"consent, {level}": ConsentView(Consent("https://a.example/?state=x", True, level))
            for level in list(Level)[1:]
        },
        "consent, no pasting": ConsentView(Consent("https://a.example/?state=x", False, Level.NUDGE)),
        "key": KeyView(),
        **{title: ConnectionsView(page) for title, page in pages.items()},
        "further back, asking": BackFillView(replace(ASKING, runs=0)),
        "further back, found some": BackFillView(ASKING),
        "further back, resting": BackFillView(replace(ASKING, rests_until=NOW)),
        "further back, in trouble": BackFillView(replace(ASKING, in_trouble=True)),
        "further back, found": BackFillView(FURTHER_BACK),
        "further back, one": BackFillView(replace(FURTHER_BACK, runs=1, distance_m=800)),
        "further back, nothing": BackFillView(replace(FURTHER_BACK, runs=0, distance_m=0)),
        "further back, letter": LetterView(FURTHER_BACK, 18),
        "connected": ConnectedView(Connected(Service.STRAVA, name, name, renewed=False)),
        "connected again": ConnectedView(Connected(Service.INTERVALS, name, name, renewed=True)),
        "disconnect": DisconnectView(asker, STRAVA),
        "disconnect, no runs": DisconnectView(asker, replace(STRAVA, runs=0)),
        "disconnect, shared": DisconnectView(asker, replace(STRAVA, shared=3)),
        "disconnect, shared alone": DisconnectView(asker, replace(STRAVA, runs=0, shared=3)),
        "older runs": OlderRunsView(REFUSED),
        "decided": EndedView(Ended(Service.STRAVA, 3, 12), may_connect_again=True),
        "disconnected": EndedView(Ended(Service.STRAVA, 3, 12)),
        **{f"nudge, {state}": NudgeView(replace(NUDGE, state=state), 18) for state in shown_states()},
        **{f"nudge, {state}, odd": NudgeView(replace(nudge, state=state), 18) for state in shown_states()},
        "nudge, shared by nobody": NudgeView(replace(NUDGE, may_share=False, like=None, device=""), 18),
        "nudge letter": LetterView(nudge, 18),
        **{
            f"connection letter, {news}": LetterView(
                ConnectionLetter(Service.STRAVA, news, name, 7, 12, NOW if news.asks else None), 18
            )
            for news in ConnectionNews
        },
    }


def shown_states() -> list[FoundState]:
    """Return the states of a found run that a letter speaks of."""
    silent = (FoundState.KNOWN, FoundState.LEFT_OUT, FoundState.TWIN)
    return [state for state in FoundState if state not in silent]
