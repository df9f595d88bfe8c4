"""Relays as services hand them out: who is named to one reader, hand-overs and sums, and which relay is meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.age_grading import AGES, age_factor_at
from bot.domain.audience import Audience, Concern, Praise, Sharing, Subject, audience, on_boards
from bot.domain.dates import local_today
from bot.domain.leaderboards import Board
from bot.domain.profiles import AgeTable, age_on
from bot.domain.races import start_instant
from bot.domain.relays import Graded, Leg, Stretch, Tally, graded, neutral_s, stretches, tally
from bot.domain.units import Unit
from bot.errors import NotFound, Unclear
from bot.services.access import is_coach
from bot.services.asker import Asker
from bot.services.meant import meant
from bot.services.runners import unit_of
from bot.services.teams import TeamUnits, own_team
from db.repositories.relays import LegRow, RelayRow
from db.repositories.runners import RunnerRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

SEARCHED: Final = 200
LISTED: Final = 15
LISTED_EARLIER: Final = 5
LOOKED_BACK: Final = timedelta(days=60)
"""How far back a relay can be named: times are entered late, but not months late."""


@dataclass(frozen=True, slots=True)
class RelayLeg:
    """A leg as one reader sees it, in metres and whole seconds, from when to when it is run.

    `name` is that of whoever runs it, for those who may know; `is_open` while nobody does, `is_own` when the reader
    does. `is_known` when the hand-over at its end is no longer expected, but was. `is_run` once it has been, with
    `run_s` for those who may know it.
    """

    leg_id: int
    number: int
    distance_m: int
    event: str | None
    name: str | None
    is_open: bool
    is_own: bool
    expected_s: int | None
    run_s: int | None
    is_run: bool
    begins_at: datetime
    ends_at: datetime
    is_known: bool


@dataclass(frozen=True, slots=True)
class Squad:
    """One of a relay's teams: its legs, what they add up to, and the same age-graded where it can be told."""

    number: int
    legs: tuple[RelayLeg, ...]
    tally: Tally
    graded: Graded | None

    @property
    def distance_m(self) -> int:
        """How far it is from the start to the finish."""
        return sum(leg.distance_m for leg in self.legs)


@dataclass(frozen=True, slots=True)
class Relay:
    """A relay as the team sees it; `units` are the reader's, or the team's in a post.

    `is_over` from the day after it was to end: what has no time yet is no longer to come.
    """

    relay_id: int
    name: str
    team_name: str
    relay_day: date
    start: time
    starts_at: datetime
    time_zone: str
    age_graded: bool
    cancelled: bool
    units: TeamUnits
    squads: tuple[Squad, ...]
    is_over: bool = False

    @property
    def ends_at(self) -> datetime:
        """When the last finish is run, or expected."""
        return max(squad.legs[-1].ends_at for squad in self.squads)

    def own_legs(self) -> list[tuple[Squad, RelayLeg]]:
        """Return the legs that the reader runs."""
        return [(squad, leg) for squad in self.squads for leg in squad.legs if leg.is_own]


@dataclass(frozen=True, slots=True)
class RelayPage:
    """A relay as one reader sees it: `today` is the day there, and `squad` the team to be shown, with which leg.

    `counts_as_run` tells a reader that their legs are not age-graded, for want of what it takes.
    """

    relay: Relay
    today: date
    unit: Unit
    squad: int = 0
    number: int = 1
    may_change: bool = False
    counts_as_run: bool = False


@dataclass(frozen=True, slots=True)
class RelayLine:
    """A relay in a list: how many legs it has in all its teams, how many are open, and how many the reader runs."""

    name: str
    relay_day: date
    legs: int
    open: int
    own: int


@dataclass(frozen=True, slots=True)
class RelayList:
    """The team's relays: those to come, the next one first, with how many more there are, and those run of late."""

    ahead: tuple[RelayLine, ...]
    more: int
    earlier: tuple[RelayLine, ...]
    today: date


def relay_of(
    uow: UnitOfWork, team: TeamRow, row: RelayRow, units: TeamUnits, reader_id: int | None, *, by_coach: bool = False
) -> Relay:
    """Return a relay in the reader's units, with everybody who may be named to them."""
    starts_at = start_of(row)
    squads = [
        _squad(number, row, starts_at, list(legs), reader_id, by_coach=by_coach)
        for number, legs in groupby(uow.relays.legs(row.relay_id), lambda leg: leg.squad)
    ]
    return Relay(
        relay_id=row.relay_id,
        name=row.name,
        team_name=team.name,
        relay_day=row.relay_day,
        start=time.fromisoformat(row.start),
        starts_at=starts_at,
        time_zone=row.time_zone,
        age_graded=row.age_graded,
        cancelled=row.cancelled_at is not None,
        units=units,
        squads=tuple(squads),
    )


def start_of(row: RelayRow) -> datetime:
    """Return when a relay starts."""
    return start_instant(row.relay_day, time.fromisoformat(row.start), ZoneInfo(row.time_zone))


def as_of(relay: Relay, now: datetime) -> Relay:
    """Return a relay as it stands at a moment, over or not."""
    zone = ZoneInfo(relay.time_zone)
    return replace(relay, is_over=local_today(now, zone) > local_today(relay.ends_at, zone))


def has_been_run(relay: Relay) -> bool:
    """Tell whether nothing is left to call off."""
    return relay.is_over or all(squad.tally.is_complete for squad in relay.squads)


def relay_card(uow: UnitOfWork, team_id: int, relay_id: int, now: datetime) -> Relay | None:
    """Return what the card in the feed says of a relay now; None when there is none."""
    team = uow.teams.find(team_id)
    row = uow.relays.find(team_id, relay_id)
    if team is None or row is None:
        return None
    return as_of(relay_of(uow, team, row, TeamUnits(team.units), None), now)


def relay_page(
    uow: UnitOfWork, asker: Asker, runner: RunnerRow, row: RelayRow, now: datetime, at: tuple[int, int] | None = None
) -> RelayPage:
    """Return a relay as the asker sees it, open at a team and leg, else at their own."""
    team, unit = own_team(uow, asker), unit_of(runner)
    relay = relay_of(uow, team, row, TeamUnits(unit.value), runner.runner_id, by_coach=is_coach(team, asker))
    own = [one for one in uow.relays.legs(row.relay_id) if one.runner_id == runner.runner_id]
    mine = next((one for one in own if one.run_s is None), own[0] if own else None)
    squad, number = at or ((0, 1) if mine is None else (mine.squad, mine.number))
    return RelayPage(
        relay=as_of(relay, now),
        today=local_today(now, ZoneInfo(row.time_zone)),
        unit=unit,
        squad=squad,
        number=number,
        may_change=may_change(team, row, asker),
        counts_as_run=row.age_graded and any(_factor(one, row) is None for one in own),
    )


def _squad(
    number: int, row: RelayRow, starts_at: datetime, rows: Sequence[LegRow], reader_id: int | None, *, by_coach: bool
) -> Squad:
    legs = domain_legs(rows)
    factors = [_factor(one, row) if row.age_graded else None for one in rows]
    return Squad(
        number=number,
        legs=tuple(
            _leg(one, when, reader_id, by_coach=by_coach)
            for one, when in zip(rows, stretches(starts_at, legs), strict=True)
        ),
        tally=tally(legs),
        graded=graded(list(zip(legs, factors, strict=True))),
    )


def domain_legs(rows: Iterable[LegRow]) -> list[Leg]:
    """Return legs as `bot.domain.relays` takes them; what nobody said is expected at one pace for all."""
    return [
        Leg(
            number=one.number,
            distance_m=one.distance_m,
            expected_s=one.expected_s or neutral_s(one.distance_m),
            run_s=one.run_s,
            kept_by=None if may_be_timed(one) else one.runner_id,
        )
        for one in rows
    ]


def _leg(row: LegRow, when: Stretch, reader_id: int | None, *, by_coach: bool) -> RelayLeg:
    is_own = row.runner_id is not None and row.runner_id == reader_id
    is_told = is_own or may_be_timed(row) or may_be_named(row, by_coach=by_coach)
    return RelayLeg(
        leg_id=row.leg_id,
        number=row.number,
        distance_m=row.distance_m,
        event=row.event,
        name=row.name if is_own or may_be_named(row, by_coach=by_coach) else None,
        # Who has left is spoken of nowhere.
        is_open=row.runner_id is None or row.left_at is not None,
        is_own=is_own,
        expected_s=row.expected_s,
        run_s=row.run_s if is_told else None,
        is_run=row.run_s is not None,
        begins_at=when.begins_at,
        ends_at=when.ends_at,
        is_known=when.is_known,
    )


def may_be_named(leg: LegRow, *, by_coach: bool = False) -> bool:
    """Tell whether teammates, or a coach, may know who runs a leg."""
    subject = _subject(leg)
    if subject is None or subject.away:
        return False
    return audience(Concern.AHEAD, subject) is Audience.PUBLIC or (by_coach and subject.sharing is Sharing.COACH_ONLY)


def may_be_timed(leg: LegRow) -> bool:
    """Tell whether teammates may read how long a leg took; where a runner has gone what they chose still holds."""
    subject = _subject(leg)
    return subject is None or audience(Concern.AHEAD, replace(subject, away=False)) is Audience.PUBLIC


def _subject(leg: LegRow) -> Subject | None:
    if leg.runner_id is None:
        return None
    boards = frozenset({Board.AGE_GRADED} if leg.shows_age_graded else ())
    return Subject(
        praise=Praise(leg.praise or Praise.PRIVATE),
        boards=boards,
        sharing=Sharing(leg.sharing or Sharing.COACH_ONLY),
        nudges=bool(leg.nudges),
        away=leg.left_at is not None,
    )


def _factor(leg: LegRow, row: RelayRow) -> float | None:
    """Return what a leg's time is multiplied by; None where it counts as it was run.

    A time beside the same one graded tells an age, which is the runner's alone. So it takes what the age-graded board
    takes: birth date, table, and that they chose to be seen there; and that the leg is known as theirs.
    """
    subject = _subject(leg)
    if subject is None or leg.birth_date is None or leg.age_table is None or not may_be_named(leg):
        return None
    age = age_on(leg.birth_date, row.relay_day)
    if Board.AGE_GRADED not in on_boards(subject) or age not in AGES:
        return None
    return age_factor_at(AgeTable(leg.age_table), age, leg.distance_m)


# --- which one is meant -------------------------------------------------------------------------------------


def relays_known(uow: UnitOfWork, team: TeamRow, now: datetime) -> list[RelayRow]:
    """Return the relays that somebody can mean: those to come, the next one first, then those that have been."""
    today = local_today(now, ZoneInfo(team.time_zone))
    found = uow.relays.since(team.team_id, today - LOOKED_BACK, SEARCHED)
    # One that began yesterday may still be run.
    ahead = [row for row in found if row.relay_day >= today - timedelta(days=1)]
    return ahead + [row for row in reversed(found) if row.relay_day < today - timedelta(days=1)]


def relay_list(uow: UnitOfWork, team: TeamRow, runner: RunnerRow, now: datetime) -> RelayList:
    """Return the relays that are on: so many to come, and the newest of those that have been run."""
    today = local_today(now, ZoneInfo(team.time_zone))
    known = [row for row in relays_known(uow, team, now) if row.cancelled_at is None]
    ahead = [row for row in known if row.relay_day >= today]
    earlier = [row for row in known if row.relay_day < today][:LISTED_EARLIER]
    shown = [*ahead[:LISTED], *earlier]
    counts = uow.relays.counts([row.relay_id for row in shown], runner.runner_id)
    lines = [RelayLine(row.name, row.relay_day, *counts[row.relay_id][1:]) for row in shown]
    count = len(shown) - len(earlier)
    return RelayList(tuple(lines[:count]), len(ahead) - count, tuple(lines[count:]), today)


def named_relay(uow: UnitOfWork, asker: Asker, relay: str | int, now: datetime) -> RelayRow:
    """Return a relay by its id, or as it is named; of several with one name the next to come that is on.

    Raises `NotFound`, and `Unclear` for a name that several of one day have.
    """
    if isinstance(relay, int):
        return relay_found(uow, asker.team_id, relay)
    rows = relays_known(uow, own_team(uow, asker), now)
    found = meant(rows, relay, lambda row: (row.relay_id, row.relay_day))
    if not found:
        raise NotFound("relay_not_found")
    if len(found) > 1:
        raise Unclear("relay_ambiguous", text=relay)
    return found[0]


def relay_found(uow: UnitOfWork, team_id: int, relay_id: int, *, hold: bool = False) -> RelayRow:
    """Return a relay of a team; `hold`: nobody else changes it or its legs meanwhile. Raises `NotFound`."""
    row = uow.relays.find(team_id, relay_id, hold=hold)
    if row is None:
        raise NotFound("relay_not_found")
    return row


def may_change(team: TeamRow, row: RelayRow, asker: Asker) -> bool:
    """Tell whether the asker may change a relay: who set it up, coaches and admins may."""
    return row.creator_id == asker.user_id or asker.is_admin or is_coach(team, asker)
