"""Recaps: what the team ran together in a month, hidden runners counted like all others, and whom it thanks."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.dates import PeriodKind, Week, local_today, period_keys
from bot.services.applause import NOBODY, Applause, applause_of_month
from bot.services.leaderboards import TeamTotals
from bot.services.teams import TeamUnits
from db.repositories.schedules import ScheduleRow
from db.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

LATE_RECAP: Final = timedelta(days=7)
"""A recap missed while the bot was down is still welcome for this long."""


@dataclass(frozen=True, slots=True)
class MonthRecap:
    """A finished month: metres on each of its days, and what the team did; two that are equal look the same."""

    first_day: date
    team_name: str
    totals: TeamTotals
    day_metres: tuple[int, ...]
    units: TeamUnits
    applause: Applause = NOBODY


def owe_recap(uow: UnitOfWork, row: ScheduleRow, due_at: datetime, now: datetime) -> None:
    """Owe the recap of the month before the day it is due, once for each team and month in which somebody ran."""
    if now - due_at > LATE_RECAP:
        return
    due_on = local_today(due_at, ZoneInfo(row.time_zone))
    month = period_keys(due_on.replace(day=1) - timedelta(days=1))[PeriodKind.MONTH]
    if uow.points.team_total(row.team_id, month).runs == 0:
        log.info("no recap of %s for team %s: nobody ran", month, row.team_id)
        return
    owed = uow.outbox.owe(
        team_id=row.team_id,
        kind=MessageKind.MONTH_RECAP,
        key=month,
        payload={"month": month},
        now=now,
        useful_until=due_at + LATE_RECAP,
    )
    log.info("recap of %s for team %s %s", month, row.team_id, "owed" if owed else "owed already")


def month_recap(uow: UnitOfWork, team_id: int, month: str) -> MonthRecap | None:
    """Return the recap of a month such as `2026-11`; None when nobody ran."""
    team = uow.teams.find(team_id)
    totals = uow.points.team_total(team_id, month)
    if team is None or totals.runs == 0:
        return None
    first = date.fromisoformat(f"{month}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    days = [first + timedelta(days=n) for n in range(last.day)]
    weeks = dict.fromkeys(Week.of(day).key for day in days)
    metres = {row.local_date: row.distance_m for row in uow.stats.team_days(team_id, list(weeks), first, last)}
    return MonthRecap(
        first_day=first,
        team_name=team.name,
        totals=TeamTotals(totals.runners, totals.runs, totals.distance_m, totals.points),
        day_metres=tuple(metres.get(day, 0) for day in days),
        units=TeamUnits(team.units),
        applause=applause_of_month(uow, team, first, last),
    )
