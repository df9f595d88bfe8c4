"""Relays as services return them, with plain and with hostile values."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import discord

from bot.domain.relays import MOST_LEGS, MOST_SQUADS, Graded, Leg, Tally, stretches, tally
from bot.domain.units import Unit
from bot.services.relay_legs import FilledLeg
from bot.services.relay_letters import RelayLegGone, RelayLegNote, RelayLegOpen, RelayOff
from bot.services.relay_pages import LISTED, LISTED_EARLIER, Relay, RelayLeg, RelayLine, RelayList, RelayPage, Squad
from bot.services.teams import TeamUnits
from bot.ui.letters import LetterView
from bot.ui.relays import CancelRelayView, RelayCardView, RelayListView, RelayPageView
from bot.ui.text import relays as said

RELAY_DAY = date(2027, 4, 11)
START = datetime(2027, 4, 11, 7, tzinfo=UTC)


def squad(number: int, name: str | None, legs: int, run: int = 0, graded: Graded | None = None) -> Squad:
    """Return a team of `legs` half marathons, all of which a runner called `name` runs; the first `run` have been."""
    planned = [Leg(each, 21_098, 7_200, 6_300 if each <= run else None) for each in range(1, legs + 1)]
    return Squad(
        number=number,
        legs=tuple(
            RelayLeg(
                leg_id=100 * number + one.number,
                number=one.number,
                distance_m=one.distance_m,
                event="hm",
                name=name,
                is_open=name is None,
                is_own=False,
                expected_s=one.expected_s,
                run_s=one.run_s,
                is_run=one.run_s is not None,
                begins_at=when.begins_at,
                ends_at=when.ends_at,
                is_known=when.is_known,
            )
            for one, when in zip(planned, stretches(START, planned), strict=True)
        ),
        tally=tally(planned),
        graded=graded,
    )


def kept(one: Squad, *numbers: int) -> Squad:
    """Return a team of which these legs have times that their runners keep."""
    legs = tuple(replace(leg, run_s=None) if leg.number in numbers else leg for leg in one.legs)
    told = [leg for leg in legs if leg.run_s is not None]
    distance_m, run_s = sum(leg.distance_m for leg in told), sum(leg.run_s or 0 for leg in told)
    return replace(one, legs=legs, tally=Tally(distance_m, run_s, one.tally.missing, numbers))


def relay(name: str, *squads: Squad, units: TeamUnits = TeamUnits.KM) -> Relay:
    """Return a relay of some teams."""
    return Relay(
        relay_id=9,
        name=name,
        team_name=name,
        relay_day=RELAY_DAY,
        start=time(9),
        starts_at=START,
        time_zone="Europe/Berlin",
        age_graded=True,
        cancelled=False,
        units=units,
        squads=squads,
    )


def owned(one: Squad) -> Squad:
    """Return a team all of whose legs are the reader's."""
    return replace(one, legs=tuple(replace(leg, is_own=True) for leg in one.legs))


def filled(name: str, unit: Unit = Unit.KM) -> FilledLeg:
    """Return a leg as its form shows it to somebody who may change all of it, once the relay has begun."""
    return FilledLeg(
        leg_id=203,
        relay_name=name,
        relay_day=RELAY_DAY,
        squad=2,
        number=3,
        distance_m=21_098,
        event="hm",
        unit=unit,
        runner=name,
        is_secret=False,
        expected_s=None,
        run_s=6_300,
        promised_s=7_080,
        may_assign=True,
        has_started=True,
    )


def relay_views(name: str, units: TeamUnits, today: date) -> dict[str, discord.ui.LayoutView]:
    """Return every layout about relays."""
    graded = Graded(100_000, tuple(range(2, MOST_LEGS, 2)))
    most = relay(name, *(squad(one, name, MOST_LEGS, 17, graded) for one in range(MOST_SQUADS)), units=units)
    relays = {
        "whole": most,
        "open": relay(name, squad(0, None, 3), units=units),
        "over": relay(name, squad(0, name, 3, 3, Graded(18_000, ())), units=units),
        "kept": relay(name, kept(squad(0, name, MOST_LEGS, MOST_LEGS), *range(1, MOST_LEGS, 2)), units=units),
        "off": replace(most, cancelled=True),
    }
    unit = Unit.MI if units is TeamUnits.MI else Unit.KM
    page = RelayPage(most, today, unit)
    pages = {
        **{which: replace(page, relay=one) for which, one in relays.items()},
        "to fill in": replace(page, may_change=True),
        "in the middle": replace(page, squad=2, number=20, counts_as_run=True),
        "to take": replace(page, relay=relay(name, *(squad(one, None, MOST_LEGS) for one in range(MOST_SQUADS)))),
        "own": replace(page, relay=relay(name, *map(owned, most.squads), units=units)),
    }
    lines = (RelayLine(name, RELAY_DAY, MOST_SQUADS * MOST_LEGS, 36, 12),)
    note = RelayLegNote(9, 203, name, name, RELAY_DAY, None, 3, 21_098, "hm", START, unit)
    return {
        **{f"relay card: {which}": RelayCardView(one, 17) for which, one in relays.items()},
        **{f"relay: {which}": RelayPageView(one, said.CHANGED) for which, one in pages.items()},
        "relay list": RelayListView(RelayList(lines * LISTED, 35, lines * LISTED_EARLIER, today)),
        "relay list: none": RelayListView(RelayList((), 0, (), today)),
        "relay: cancel?": CancelRelayView(most),
        "relay leg": LetterView(note, 18),
        "relay leg changed": LetterView(replace(note, changed=True), 18),
        "relay leg of a team": LetterView(replace(note, squad=1, event=None, distance_m=7_300), 18),
        "relay leg gone": LetterView(RelayLegGone(9, name, name, RELAY_DAY, 1, 36), 20),
        "relay leg open": LetterView(RelayLegOpen(9, 203, name, name, RELAY_DAY, None, 3, name), 21),
        "relay leg open, by nobody named": LetterView(RelayLegOpen(9, 203, name, name, RELAY_DAY, 1, 3, None), 21),
        "relay off": LetterView(RelayOff(name, name, RELAY_DAY), 19),
    }
