"""Applause: whom a post thanks, whose streak it tells, whom it welcomes; named where praise is public."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.audience import Audience, Concern, Praise, Subject, audience
from bot.domain.dates import Week
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

NAMED: Final = 3
"""Names in one line."""
LONGEST: Final = 2
"""The longest streaks are told whatever their number."""
TOLD_FROM: Final = 3
"""Weeks in a row from which a streak is told."""
_READ: Final = 60


@dataclass(frozen=True, slots=True)
class Thanks:
    """Who cheered most often, by name, and how often each of them did."""

    names: tuple[str, ...]
    cheers: int


@dataclass(frozen=True, slots=True)
class TeammatesStreak:
    """A runner's weeks in a row."""

    name: str
    weeks: int


@dataclass(frozen=True, slots=True)
class Welcome:
    """Who joined in the week: all of them counted, some of them named."""

    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Applause:
    """What a post about a week or a month says of people."""

    thanks: Thanks | None = None
    streaks: tuple[TeammatesStreak, ...] = ()
    welcome: Welcome | None = None


NOBODY: Final = Applause()


def applause(uow: UnitOfWork, team: TeamRow, week: Week) -> Applause:
    """Return what there is to say of a finished week, as profiles allow it now."""
    return _applause(uow, team, week.monday, week.sunday, week)


def applause_of_month(uow: UnitOfWork, team: TeamRow, first: date, last: date) -> Applause:
    """Return what there is to say of a finished month; its streaks are those of its last finished week."""
    ended = Week.of(last) if last.isoweekday() == 7 else Week.of(last).previous()
    return _applause(uow, team, first, last, ended)


def _applause(uow: UnitOfWork, team: TeamRow, first: date, last: date, streaks_of: Week) -> Applause:
    zone = ZoneInfo(team.time_zone)
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    # A run of the week before may be cheered in this one.
    days = [first - timedelta(days=7), *(first + timedelta(days=n) for n in range((last - first).days + 1))]
    weeks = tuple(dict.fromkeys(Week.of(day).key for day in days))
    return Applause(
        _thanks(uow, team.team_id, weeks, begin, end),
        _streaks(uow, team.team_id, streaks_of),
        _welcome(uow, team, begin, end),
    )


def _thanks(uow: UnitOfWork, team_id: int, weeks: Sequence[str], first: datetime, end: datetime) -> Thanks | None:
    found = [row for row in uow.cheers.givers(team_id, weeks, first, end) if _may_be_named(row.praise, row.left_at)]
    most = max((row.cheers for row in found), default=0)
    names = sorted((row.name for row in found if row.cheers == most), key=str.casefold)
    # With more than can be named, none of them is the one to thank.
    return Thanks(tuple(names), most) if 0 < len(names) <= NAMED else None


def _streaks(uow: UnitOfWork, team_id: int, week: Week) -> tuple[TeammatesStreak, ...]:
    """Return the longest streaks, and others that have come to a round number."""
    found = [
        TeammatesStreak(row.name, row.tenths // 10)
        for row in uow.boards.streaks(team_id, week.key, _READ)
        if _may_be_named(row.praise, row.left_at) and row.tenths >= 10 * TOLD_FROM
    ]
    told = [*found[:LONGEST], *(streak for streak in found[LONGEST:] if _is_round(streak.weeks))][:NAMED]
    return tuple(sorted(told, key=lambda streak: (-streak.weeks, streak.name.casefold())))


def _welcome(uow: UnitOfWork, team: TeamRow, first: datetime, end: datetime) -> Welcome | None:
    joined = [row for row in uow.runners.joined_between(team.team_id, first, end) if row.left_at is None]
    if not joined:
        return None
    return Welcome(len(joined), _named((row.name, row.praise, row.left_at) for row in joined))


def _named(rows: Iterable[tuple[str, str, datetime | None]]) -> tuple[str, ...]:
    names = [name for name, praise, left_at in rows if _may_be_named(praise, left_at)]
    return tuple(sorted(names, key=str.casefold)[:NAMED])


def _may_be_named(praise: str, left_at: datetime | None) -> bool:
    subject = Subject(praise=Praise(praise), away=left_at is not None)
    return audience(Concern.PRAISE, subject) is Audience.PUBLIC


def _is_round(weeks: int) -> bool:
    return weeks % 10 == 0 or weeks in (5, 25, 52)
