"""Questions about a roster: what is known of all of a team's runners, each in one look."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from db.connection import Connection
from db.models.feedback import feedback
from db.models.points import period_totals
from db.models.runners import pauses, runners
from db.models.runs import reviews, runs
from db.models.shoutouts import shoutout_receivers, shoutouts
from db.types import UtcDateTime


class RosterRow(NamedTuple):
    """A runner: the day of the newest run, and the instants of the newest shoutout and feedback that they received."""

    runner_id: int
    user_id: int
    name: str
    sharing: str
    time_zone: str | None
    joined_at: datetime
    run_on: date | None
    shoutout_at: datetime | None
    feedback_at: datetime | None


class AcheRow(NamedTuple):
    """A run that was logged with an ache, and what decides who may know of it."""

    runner_id: int
    local_date: date
    logged_at: datetime
    pain_area: str
    pain_level: int
    sharing: str
    source: str


class WaitingRow(NamedTuple):
    """A runner who waits for a coach's word, and since when."""

    runner_id: int
    asked_at: datetime


class UnansweredRow(NamedTuple):
    """A runner's words to a coach that no coach has answered; no name when the coach's data was erased."""

    runner_id: int
    sent_at: datetime
    coach_name: str | None


_SHOUTOUT_AT = (
    select(func.max(shoutouts.c.given_at))
    .select_from(shoutout_receivers.join(shoutouts, shoutouts.c.shoutout_id == shoutout_receivers.c.shoutout_id))
    .where(
        shoutout_receivers.c.runner_id == runners.c.runner_id,
        # What was taken back, or found unkind, is no kind word.
        shoutouts.c.message.is_not(None),
        shoutout_receivers.c.reported_at.is_(None),
    )
    .scalar_subquery()
)
_FEEDBACK_AT = (
    select(func.max(feedback.c.sent_at))
    .where(
        feedback.c.runner_id == runners.c.runner_id, feedback.c.by_runner.is_(False), feedback.c.taken_back_at.is_(None)
    )
    .scalar_subquery()
)
_RUN_ON = select(func.max(runs.c.local_date)).where(runs.c.runner_id == runners.c.runner_id).scalar_subquery()
_NEWEST_RUNS = (
    select(runs.c.runner_id, func.max(runs.c.local_date))
    .where(runs.c.runner_id.in_(bindparam("runner_ids", expanding=True)))
    .group_by(runs.c.runner_id)
)
_HERE = runners.c.team_id == bindparam("team_id"), runners.c.left_at.is_(None)
_RUNNERS = (
    select(
        runners.c.runner_id,
        runners.c.user_id,
        runners.c.name,
        runners.c.sharing,
        runners.c.time_zone,
        runners.c.joined_at,
        _RUN_ON,
        _SHOUTOUT_AT,
        _FEEDBACK_AT,
    )
    .where(*_HERE)
    .order_by(runners.c.runner_id)
)
_WEEKS = select(period_totals.c.runner_id, period_totals.c.period, period_totals.c.runs).where(
    period_totals.c.team_id == bindparam("team_id"),
    period_totals.c.period.in_(bindparam("weeks", expanding=True)),
    period_totals.c.runs > 0,
)
_ACHES = (
    select(*(runs.c[name] for name in AcheRow._fields))
    .where(
        runs.c.team_id == bindparam("team_id"),
        # The index is by week.
        runs.c.week.in_(bindparam("weeks", expanding=True)),
        runs.c.pain_level >= bindparam("least"),
        runs.c.pain_area.is_not(None),
    )
    .order_by(runs.c.run_id)
)
_PAUSES = (
    select(pauses.c.runner_id, pauses.c.first_day, pauses.c.last_day)
    .join(runners, runners.c.runner_id == pauses.c.runner_id)
    .where(*_HERE, pauses.c.last_day >= bindparam("since"))
    .order_by(pauses.c.pause_id)
)
_WAITING = (
    select(runs.c.runner_id, func.min(reviews.c.asked_at))
    .select_from(reviews.join(runs, reviews.c.run_id == runs.c.run_id))
    .where(
        reviews.c.team_id == bindparam("team_id"),
        reviews.c.decided_at.is_(None),
        runs.c.doubt.is_not(None),
        runs.c.verdict.is_(None),
    )
    .group_by(runs.c.runner_id)
)


# What a coach wrote after it, to the same runner, is an answer; so the newest words of all tell.
_NEWEST_WORDS = (
    select(func.max(feedback.c.feedback_id))
    .where(feedback.c.team_id == bindparam("team_id"), feedback.c.taken_back_at.is_(None))
    .group_by(feedback.c.runner_id)
)
_UNANSWERED = select(feedback.c.runner_id, feedback.c.sent_at, feedback.c.coach_name).where(
    feedback.c.feedback_id.in_(_NEWEST_WORDS),
    feedback.c.by_runner,
    feedback.c.sent_at >= bindparam("since", type_=UtcDateTime()),
)


class RosterRepository:
    """Reads who is to be looked after; each question is about a whole team."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def runners(self, team_id: int) -> list[RosterRow]:
        """Return a team's runners who are here."""
        return [RosterRow._make(row) for row in self._connection.execute(_RUNNERS, {"team_id": team_id})]

    def newest_runs(self, runner_ids: Collection[int]) -> dict[int, date]:
        """Return the day of the newest run of each of some runners, of those who have one."""
        found = self._connection.execute(_NEWEST_RUNS, {"runner_ids": list(runner_ids)})
        return {row[0]: row[1] for row in found}

    def week_runs(self, team_id: int, weeks: Collection[str]) -> list[tuple[int, str, int]]:
        """Return (runner, ISO week, runs) of those weeks in which somebody ran."""
        found = self._connection.execute(_WEEKS, {"team_id": team_id, "weeks": list(weeks)})
        return [(row[0], row[1], row[2]) for row in found]

    def aches(self, team_id: int, weeks: Collection[str], least: int) -> list[AcheRow]:
        """Return the runs of those ISO weeks that were logged with an ache of that level or more."""
        parameters = {"team_id": team_id, "weeks": list(weeks), "least": least}
        return [AcheRow._make(row) for row in self._connection.execute(_ACHES, parameters)]

    def pauses(self, team_id: int, since: date) -> list[tuple[int, date, date]]:
        """Return (runner, first day, latest day) of pauses that reach to `since` or beyond."""
        found = self._connection.execute(_PAUSES, {"team_id": team_id, "since": since})
        return [(row[0], row[1], row[2]) for row in found]

    def waiting_reviews(self, team_id: int) -> list[WaitingRow]:
        """Return whose runs wait for a coach's word, each since when."""
        return [WaitingRow._make(row) for row in self._connection.execute(_WAITING, {"team_id": team_id})]

    def unanswered(self, team_id: int, since: datetime) -> list[UnansweredRow]:
        """Return runners' newest words to a coach, from an instant on, where no coach has written to them after it."""
        found = self._connection.execute(_UNANSWERED, {"team_id": team_id, "since": since})
        return [UnansweredRow._make(row) for row in found]
