"""Calls: what a team's channel hears of a race that several run, in the days before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.dates import local_today
from bot.domain.races import Part, days_before, due_reminder, is_left_to_morning, reminded_until
from bot.services.race_pages import may_be_named
from db.repositories.entrants import EntrantRow
from db.repositories.races import RaceRow
from db.unit_of_work import UnitOfWork

FEWEST: Final = 2
"""Runners that make a race one of the team's."""


@dataclass(frozen=True, slots=True)
class RaceCall:
    """A race that several run in `days` days, 0 for today: some by name, `others` counted.

    `starts_at` is the first start, None while nobody knows it.
    """

    race_id: int
    name: str
    race_day: date
    days: int
    starts_at: datetime | None
    names: tuple[str, ...]
    others: int


def owe_call(uow: UnitOfWork, row: RaceRow, zone: ZoneInfo, now: datetime) -> None:
    """Owe a team's channel the newest call that is due on a wall in `zone`, if several run the race by now.

    What it says is true on that day, so it is not posted later.
    """
    due = due_reminder(row.race_day, zone, now)
    today = local_today(now, zone)
    _, until = _start(uow, row)
    if due is None or now >= until or is_left_to_morning(row.race_day, due, zone, now, until):
        return
    if len(_runners(uow, row.race_id, now)) < FEWEST:
        return
    uow.outbox.owe(
        team_id=row.team_id,
        kind=MessageKind.RACE_CALL,
        key=f"{row.race_id}:{row.race_day.isoformat()}:{due}",
        payload={
            "race_id": row.race_id,
            "day": row.race_day.isoformat(),
            "days": max(0, days_before(row.race_day, today)),
            "at": now.isoformat(),
        },
        now=now,
        useful_until=min(until, datetime.combine(today + timedelta(days=1), time(), zone)),
    )


def race_call(uow: UnitOfWork, team_id: int, payload: Mapping[str, Any], *, stands: bool) -> RaceCall | None:
    """Return what a call says: who ran the race when it was made, and still does and may be named.

    None when that is nobody, and for a race that has another day by now or was called off.
    """
    row = uow.races.find(team_id, payload["race_id"])
    if row is None or row.cancelled_at is not None or row.race_day.isoformat() != payload["day"]:
        return None
    runners = _runners(uow, row.race_id, datetime.fromisoformat(payload["at"]))
    if len(runners) < (1 if stands else FEWEST):
        return None
    names = tuple(one.name for one in runners if may_be_named(one))
    start, until = _start(uow, row)
    return RaceCall(
        race_id=row.race_id,
        name=row.name,
        race_day=row.race_day,
        days=payload["days"],
        starts_at=None if start is None else until,
        names=names,
        others=len(runners) - len(names),
    )


def _runners(uow: UnitOfWork, race_id: int, by: datetime) -> list[EntrantRow]:
    """Return who runs a race since then or earlier, and is still in the team."""
    return [
        one
        for one in uow.entrants.of_race(race_id)
        if one.part == Part.RUNNING and one.left_at is None and one.joined_at <= by
    ]


def _start(uow: UnitOfWork, row: RaceRow) -> tuple[time | None, datetime]:
    """Return the first start on the race's wall, if it is known, and the instant from which on a call is too late."""
    clocks = [one.start for one in uow.races.distances([row.race_id])[row.race_id] if one.start is not None]
    start = time.fromisoformat(min(clocks)) if clocks else None
    return start, reminded_until(row.race_day, start, ZoneInfo(row.time_zone))
