"""Races as services hand them out: what the team and one reader see of one, who is named, and which one is meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.audience import Audience, Concern, Praise, Sharing, Subject, audience
from bot.domain.dates import local_today
from bot.domain.fitness import Effort
from bot.domain.predictions import Prediction, Silence
from bot.domain.race_events import EventProblem
from bot.domain.races import Part, start_instant
from bot.domain.units import Unit
from bot.services.access import is_coach
from bot.services.asker import Asker
from bot.services.race_collecting import RaceResults, race_results, results_payload
from bot.services.race_finishes import OwnResult, own_result
from bot.services.runners import unit_of
from bot.services.teams import TeamUnits, own_team
from db.repositories.entrants import EntrantRow
from db.repositories.races import DistanceRow, RaceRow
from db.repositories.runners import RunnerRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who is named at a race; the goal is None unless teammates may read it. Seconds are whole."""

    name: str
    goal_s: int | None = None
    goal: str | None = None


@dataclass(frozen=True, slots=True)
class RaceDistance:
    """A distance of a race in metres, when it starts, and who runs it: some by name, `others` counted.

    `start` is what the wall shows there, `starts_at` that instant; None while nobody knows.
    """

    distance_id: int
    distance_m: int
    event: str | None
    start: time | None
    starts_at: datetime | None
    names: tuple[Entered, ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True)
class Race:
    """A race as the team sees it; `units` are the reader's, or the team's in a post."""

    race_id: int
    name: str
    team_name: str
    race_day: date
    time_zone: str
    place: str | None
    url: str | None
    is_goal: bool
    cancelled: bool
    units: TeamUnits
    distances: tuple[RaceDistance, ...]
    cheering: tuple[Entered, ...] = ()
    others_cheering: int = 0

    @property
    def runners(self) -> int:
        """How many run."""
        return sum(len(one.names) + one.others for one in self.distances)


class GoalSeen(StrEnum):
    """Who else reads what somebody is after at a race."""

    TEAMMATES = "teammates"
    COACHES = "coaches"
    """They show it, and are named at races to coaches alone."""
    NOT_YET = "not_yet"
    """They show it, and are named at races to nobody."""
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What the reader does at a race, what they are after, and how it went."""

    part: Part
    distance_id: int | None
    goal_s: int | None
    goal: str | None
    shows_goal: bool
    goal_seen: GoalSeen = GoalSeen.KEPT
    result: OwnResult | None = None


@dataclass(frozen=True, slots=True)
class RacePrediction:
    """What a race promises to its runner: metres, the range or why there is none, and the runner's own goal in seconds.

    `basis` is the effort that the range rests on; `today` is the runner's day.
    """

    race_id: int
    name: str
    distance_m: float
    unit: Unit
    today: date
    outcome: Prediction | Silence
    basis: Effort | None
    goal_s: int | None


@dataclass(frozen=True, slots=True)
class LeftGoal:
    """A time in seconds over a distance that its runner runs no more."""

    goal_s: int
    distance_id: int


@dataclass(frozen=True, slots=True)
class RacePage:
    """A race as one reader sees it: `today` is the day there, `own` their part in it.

    `asks_distance`: they want to run it, and are to say which distance. `prediction` is there where they look at a race
    that they are to run, `results` once it has been and somebody may be named. `event_problem` tells who may change it
    why no event of the server is in step with it.
    `left_goal` is what they were after over the distance that they have just changed for another. `run_stays` in their
    log though it is no longer their result.
    """

    race: Race
    own: OwnPart | None
    today: date
    unit: Unit
    may_change: bool = False
    asks_distance: bool = False
    prediction: RacePrediction | None = None
    results: RaceResults | None = None
    event_problem: EventProblem | None = None
    left_goal: LeftGoal | None = None
    run_stays: bool = False

    @property
    def has_begun(self) -> bool:
        """Whether the race's day has begun."""
        return self.today >= self.race.race_day

    @property
    def is_over(self) -> bool:
        """Whether the race's day has been."""
        return self.today > self.race.race_day


@dataclass(frozen=True, slots=True)
class RaceLine:
    """A race in a list: how many other teammates run it, and the reader's own part.

    `distances` are metres and the standard event, where it is one.
    """

    race_id: int
    name: str
    race_day: date
    is_goal: bool
    cancelled: bool
    distances: tuple[tuple[int, str | None], ...]
    teammates: int
    own: Part | None


@dataclass(frozen=True, slots=True)
class RaceList:
    """The team's races, a page of them: from 1 on those to come, from 0 down those that have been, the newest first.

    `today` is the team's day.
    """

    races: tuple[RaceLine, ...]
    page: int
    has_earlier: bool
    has_later: bool
    today: date
    units: TeamUnits

    @property
    def has_been(self) -> bool:
        """Whether these races have been."""
        return self.page < 1


def race_of(
    uow: UnitOfWork,
    team: TeamRow,
    row: RaceRow,
    units: TeamUnits,
    *,
    by_coach: bool = False,
    peopled: bool = True,
) -> Race:
    """Return a race in the reader's units, with everybody who may be named to teammates, or to a coach.

    `peopled`: else with nobody, for what hundreds are written.
    """
    entrants = [one for one in uow.entrants.of_race(row.race_id) if one.left_at is None] if peopled else []
    zone = ZoneInfo(row.time_zone)
    distances = tuple(
        _distance(one, row, zone, [each for each in entrants if each.distance_id == one.distance_id], by_coach=by_coach)
        for one in uow.races.distances([row.race_id])[row.race_id]
    )
    cheering, others = _named((one for one in entrants if one.part == Part.CHEERING), by_coach=by_coach)
    return Race(
        race_id=row.race_id,
        name=row.name,
        team_name=team.name,
        race_day=row.race_day,
        time_zone=row.time_zone,
        place=row.place,
        url=row.url,
        is_goal=row.is_goal,
        cancelled=row.cancelled_at is not None,
        units=units,
        distances=distances,
        cheering=cheering,
        others_cheering=others,
    )


def race_card(uow: UnitOfWork, team_id: int, race_id: int) -> Race | None:
    """Return what the card in the feed says of a race now; None when there is none."""
    team = uow.teams.find(team_id)
    row = uow.races.find(team_id, race_id)
    return None if team is None or row is None else race_of(uow, team, row, TeamUnits(team.units))


def _distance(
    row: DistanceRow, race: RaceRow, zone: ZoneInfo, entrants: Sequence[EntrantRow], *, by_coach: bool
) -> RaceDistance:
    start = None if row.start is None else time.fromisoformat(row.start)
    names, others = _named((one for one in entrants if one.part == Part.RUNNING), by_coach=by_coach)
    return RaceDistance(
        distance_id=row.distance_id,
        distance_m=row.distance_m,
        event=row.event,
        start=start,
        starts_at=None if start is None else start_instant(race.race_day, start, zone),
        names=names,
        others=others,
    )


def _named(entrants: Iterable[EntrantRow], *, by_coach: bool) -> tuple[tuple[Entered, ...], int]:
    names, others = [], 0
    for one in entrants:
        if not (may_be_named(one) or (by_coach and _for_coaches(one))):
            others += 1
        elif one.shows_goal and one.part == Part.RUNNING:
            names.append(Entered(one.name, one.goal_s, one.goal))
        else:
            names.append(Entered(one.name))
    return tuple(names), others


def may_be_named(entrant: EntrantRow) -> bool:
    """Tell whether teammates may know that somebody is at a race."""
    return audience(Concern.AHEAD, entrant_subject(entrant)) is Audience.PUBLIC


def _for_coaches(entrant: EntrantRow) -> bool:
    return entrant.sharing == Sharing.COACH_ONLY


def entrant_subject(entrant: EntrantRow, today: date | None = None) -> Subject:
    """Return what `bot.domain.audience` needs to know of somebody at a race; without a day, pauses are left out."""
    return Subject(
        praise=Praise(entrant.praise),
        sharing=Sharing(entrant.sharing),
        nudges=entrant.nudges,
        paused=today is not None and entrant.paused_until is not None and today <= entrant.paused_until,
        away=entrant.left_at is not None,
    )


def own_part(entrant: EntrantRow | None, result: OwnResult | None) -> OwnPart | None:
    """Return the reader's part, None for who has none."""
    if entrant is None:
        return None
    return OwnPart(
        part=Part(entrant.part),
        distance_id=entrant.distance_id,
        goal_s=entrant.goal_s,
        goal=entrant.goal,
        shows_goal=entrant.shows_goal,
        goal_seen=_goal_seen(entrant),
        result=result,
    )


def _goal_seen(entrant: EntrantRow) -> GoalSeen:
    if not entrant.shows_goal:
        return GoalSeen.KEPT
    if may_be_named(entrant):
        return GoalSeen.TEAMMATES
    return GoalSeen.COACHES if _for_coaches(entrant) else GoalSeen.NOT_YET


def race_page(uow: UnitOfWork, asker: Asker, runner: RunnerRow, row: RaceRow, now: datetime) -> RacePage:
    """Return a race as the asker sees it."""
    team, unit = own_team(uow, asker), unit_of(runner)
    own = uow.entrants.find(row.race_id, runner.runner_id)
    changeable = may_change(team, row, asker)
    today = local_today(now, ZoneInfo(row.time_zone))
    units = TeamUnits(unit.value)
    return RacePage(
        race=race_of(uow, team, row, units, by_coach=is_coach(team, asker)),
        own=own_part(own, own_result(uow, runner, row, own)),
        today=today,
        unit=unit,
        may_change=changeable,
        results=_results(uow, row, units) if today > row.race_day else None,
        event_problem=_event_problem(row) if changeable else None,
    )


def _results(uow: UnitOfWork, row: RaceRow, units: TeamUnits) -> RaceResults | None:
    """Return what the feed's post of a race's results says, whether the team has such posts or not."""
    found = race_results(uow, row.team_id, results_payload(row), None)
    return None if found is None else replace(found, units=units)


def _event_problem(row: RaceRow) -> EventProblem | None:
    # What was ended by hand was the event of another day, and this one is about to get its own.
    outdated = row.event_problem == EventProblem.GONE and row.event_day != row.race_day
    return None if row.event_problem is None or outdated else EventProblem(row.event_problem)


def may_change(team: TeamRow, row: RaceRow, asker: Asker) -> bool:
    """Tell whether the asker may change a race: who added it, coaches and admins may."""
    return row.creator_id == asker.user_id or asker.is_admin or is_coach(team, asker)
