"""Collecting: the day after a race the channel hears how it went, for whoever may be named, and what comes later joins.

One post for a race and its day, written anew whenever a result, its run or a profile changes. It compares nobody: who
stands on it stands in the order in which they joined.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.domain.audience import Audience, FeedMode, MessageKind, Praise, Sharing, Subject, audience, stricter
from bot.domain.bests import Record, result_s
from bot.domain.doubts import stands
from bot.domain.races import collected_until
from bot.domain.runs import RunKind, RunSource
from bot.services.clock import Clock
from bot.services.teams import TeamUnits
from db.database import Database
from db.repositories.entrants import FinishRow
from db.repositories.races import RaceRow
from db.unit_of_work import UnitOfWork

DUE_AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class CollectedResult:
    """How a race went for one runner: whole seconds, and what their run is at its distance."""

    name: str
    result_s: int
    record: Record | None


@dataclass(frozen=True, slots=True)
class CollectedDistance:
    """The results over one distance of a race, in metres; `event` is the standard one that it is."""

    distance_m: int
    event: str | None
    results: tuple[CollectedResult, ...]


@dataclass(frozen=True, slots=True)
class RaceResults:
    """How a race went for all who may be named; distances without any of them are left out."""

    race_id: int
    name: str
    race_day: date
    units: TeamUnits
    distances: tuple[CollectedDistance, ...]


class RaceCollectingService:
    """Finds races that were run the day before, claims that, and owes the post."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def collect_due(self) -> int:
        """Owe the results of all races that are due by now; returns how many races those were.

        Claiming a race and owing its post are one transaction: a crash leaves either both or none, and no second
        process can do it again.
        """
        handled = 0
        while await self._is_due() and (claimed := await self._database.write(self._collect_some, long=True)):
            handled += claimed
        return handled

    async def next_due_at(self) -> datetime | None:
        """Return the earliest instant at which results are to be collected."""
        return await self._database.read(lambda uow: uow.races.next_collecting_at())

    async def _is_due(self) -> bool:
        due_at = await self.next_due_at()
        return due_at is not None and due_at <= self._clock.now()

    def _collect_some(self, uow: UnitOfWork) -> int:
        now = self._clock.now()
        claimed = uow.races.claim_collecting(now, DUE_AT_ONCE)
        for row in claimed:
            uow.races.change(row.race_id, collect_at=None)
            follow_results(uow, row._replace(collect_at=None), now)
        return len(claimed)


def follow_results(uow: UnitOfWork, row: RaceRow, now: datetime) -> None:
    """Let the post of a race's results be true; where they were collected lately and there is none, owe it."""
    key, payload = _key(row), results_payload(row)
    uow.outbox.revise(row.team_id, MessageKind.RACE_RESULTS, key, now)
    until = collected_until(row.race_day, ZoneInfo(row.time_zone))
    team = uow.teams.find(row.team_id)
    if row.collect_at is not None or now >= until or team is None:
        return
    if race_results(uow, row.team_id, payload, FeedMode(team.feed_mode)) is None:
        return
    # One that was taken down stands nowhere, and is owed anew.
    uow.outbox.forget_dropped(row.team_id, MessageKind.RACE_RESULTS, key)
    uow.outbox.owe(
        team_id=row.team_id,
        kind=MessageKind.RACE_RESULTS,
        key=key,
        payload=payload,
        now=now,
        useful_until=until,
    )


def results_payload(row: RaceRow) -> dict[str, Any]:
    """Return what names the results of a race on the day that it has now."""
    return {"race_id": row.race_id, "day": row.race_day.isoformat()}


def race_results(
    uow: UnitOfWork, team_id: int, payload: Mapping[str, Any], mode: FeedMode | None
) -> RaceResults | None:
    """Return what the post of a race's results says now; None when nobody may be named.

    So it is for a race that has another day by now, or was called off. `mode` is how the team keeps its feed; None for
    a post that stands already.
    """
    row, team = uow.races.find(team_id, payload["race_id"]), uow.teams.find(team_id)
    if row is None or team is None or row.cancelled_at is not None or row.race_day.isoformat() != payload["day"]:
        return None
    told = [one for one in uow.entrants.finishes(row.race_id) if _may_be_told(one, mode)]
    if not told:
        return None
    distances = (
        CollectedDistance(
            distance.distance_m,
            distance.event,
            tuple(_result(one, distance.event) for one in told if one.distance_id == distance.distance_id),
        )
        for distance in uow.races.distances([row.race_id])[row.race_id]
    )
    return RaceResults(
        race_id=row.race_id,
        name=row.name,
        race_day=row.race_day,
        units=TeamUnits(team.units),
        distances=tuple(one for one in distances if one.results),
    )


def _key(row: RaceRow) -> str:
    return f"{row.race_id}:{row.race_day.isoformat()}"


def _may_be_told(one: FinishRow, mode: FeedMode | None) -> bool:
    """Tell whether the team may read a result; what came while praise was private stays private."""
    if not stands(one.doubt, one.verdict):
        return False
    subject = Subject(
        praise=Praise(one.praise) if one.result_praise == Praise.PUBLIC else Praise.PRIVATE,
        sharing=stricter(Sharing(one.sharing), Sharing(one.run_sharing)),
        away=one.left_at is not None,
    )
    told = audience(MessageKind.RACE_RESULTS, subject, feed=mode, source=RunSource(one.source))
    return told is Audience.PUBLIC


def _result(one: FinishRow, event: str | None) -> CollectedResult:
    return CollectedResult(
        one.name,
        result_s(RunKind.RACE, one.moving_s, one.elapsed_s),
        None if one.record is None or one.run_event != event else Record(one.record),
    )
