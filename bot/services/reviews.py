"""Reviews: the runner's word that a run in doubt is right, and the coach's word on whether it counts."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bot.domain.audience import MessageKind
from bot.domain.doubts import Doubt, Verdict, stands
from bot.domain.words import storable
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.access import require_coach_or_admin
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.entries import change_entry
from bot.services.runners import Enrolment
from bot.services.teams import TeamUnits
from db.database import Database
from db.repositories.reviews import NEWEST_RUN, ReviewRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

REMARK_LIMIT: Final = 300
REASON_LENGTHS: Final = range(5, 301)
"""Characters of a coach's reason."""


class Pile(StrEnum):
    """Which reviews a coach looks through."""

    WAITING = "waiting"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Review:
    """A run that somebody is to decide on, or has; whole metres and seconds. `own` is the asker's run."""

    run_id: int
    runner_name: str
    local_date: date
    distance_m: int
    moving_s: int
    doubt: Doubt | None
    remark: str | None
    verdict: Verdict | None
    decided_at: datetime | None
    decider_name: str | None
    reason: str | None
    own: bool
    units: TeamUnits


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One review of a pile, None past its end; `following` is where the next page starts, if there is one.

    `waiting` counts all runs that wait for a word.
    """

    pile: Pile
    review: Review | None
    waiting: int
    following: int | None


class ReviewService:
    """Asks coaches about runs in doubt, and tells runners what they said."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def check(self, asker: Asker, run_id: int) -> None:
        """Raise `UserError` unless the run is the asker's own and in doubt, with no coach's word on it."""
        await self._database.write(lambda uow: self._doubted(uow, asker, run_id))

    async def confirm(self, asker: Asker, run_id: int, remark: str) -> None:
        """Note that the asker's own run in doubt is right; it waits for a coach's word then. Raises as `check`."""
        words = storable(remark)
        if words is not None and len(words) > REMARK_LIMIT:
            raise UserError("remark_too_long", limit=REMARK_LIMIT)
        await self._database.write(lambda uow: self._confirm(uow, asker, run_id, words))

    async def page(self, asker: Asker, pile: Pile = Pile.WAITING, start: int | None = None) -> ReviewPage:
        """Return a pile's next review from a run's key on, that one left out.

        Raises `NotAllowed` for who neither coaches nor manages the server.
        """
        return await self._database.read(lambda uow: _page(uow, asker, pile, start))

    async def find(self, asker: Asker, run_id: int) -> Review:
        """Return a review to decide on; raises `NotAllowed` as `page` and for one's own run, `NotFound` when gone."""
        return await self._database.read(lambda uow: _to_decide(uow, asker, run_id))

    async def decide(self, asker: Asker, seen: Review, verdict: Verdict, reason: str) -> ReviewPage:
        """Decide on a run as it was `seen`, and owe its runner the word; returns the first page that waits.

        Raises as `find`, and `UserError` for a reason that is none, and for a run that was edited or decided on since.
        """
        words = storable(reason) or ""
        if len(words) not in REASON_LENGTHS:
            raise UserError("reason_length", least=REASON_LENGTHS[0], most=REASON_LENGTHS[-1])
        return await self._database.write(lambda uow: self._decide(uow, asker, seen, verdict, words))

    def _doubted(self, uow: UnitOfWork, asker: Asker, run_id: int) -> RunRow:
        runner = self._enrolment.runner(uow, asker, self._clock.now())
        run = uow.runs.find(asker.team_id, run_id)
        if run is None:
            raise NotFound("run_not_found")
        if run.runner_id != runner.runner_id:
            raise NotAllowed("not_your_run")
        if stands(run.doubt, run.verdict):
            raise UserError("run_counts")
        if run.verdict is not None:
            raise UserError("run_left_out")
        return run

    def _confirm(self, uow: UnitOfWork, asker: Asker, run_id: int, remark: str | None) -> None:
        run = self._doubted(uow, asker, run_id)
        uow.reviews.ask(asker.team_id, run.run_id, remark, self._clock.now())

    def _decide(self, uow: UnitOfWork, asker: Asker, seen: Review, verdict: Verdict, reason: str) -> ReviewPage:
        now = self._clock.now()
        _to_decide(uow, asker, seen.run_id)
        row = uow.reviews.find(asker.team_id, seen.run_id)
        runner = None if row is None else uow.runners.lock(row.runner_id)
        # Read again behind the lock: the run may have been edited, or another coach have decided, meanwhile.
        found = _to_decide(uow, asker, seen.run_id)
        run = uow.runs.find(asker.team_id, seen.run_id)
        if runner is None or run is None:
            raise NotFound("review_gone")
        if found.decided_at != seen.decided_at:
            raise UserError("review_decided")
        if _figures(found) != _figures(seen):
            raise UserError("review_changed")
        uow.reviews.change(
            seen.run_id, decided_at=now, decider_id=asker.user_id, decider_name=asker.name, reason=reason
        )
        change_entry(uow, runner, run, {"verdict": verdict}, now)
        decided = now.isoformat()
        uow.outbox.owe(
            team_id=asker.team_id,
            kind=MessageKind.RUN_REVIEW,
            key=f"{seen.run_id}:{decided}",
            payload={"run_id": seen.run_id, "decided_at": decided},
            now=now,
            runner_id=runner.runner_id,
            recipient_id=runner.user_id,
        )
        return _page(uow, asker, Pile.WAITING, None)


def _page(uow: UnitOfWork, asker: Asker, pile: Pile, start: int | None) -> ReviewPage:
    # Admins too, so that a team's one coach has somebody to ask.
    require_coach_or_admin(uow, asker)
    if pile is Pile.WAITING:
        rows = uow.reviews.waiting(asker.team_id, 0 if start is None else start, 2)
    else:
        rows = uow.reviews.decided(asker.team_id, NEWEST_RUN if start is None else start, 2)
    review = _review(uow, asker, rows[0]) if rows else None
    return ReviewPage(pile, review, uow.reviews.count(asker.team_id), rows[0].run_id if len(rows) > 1 else None)


def _to_decide(uow: UnitOfWork, asker: Asker, run_id: int) -> Review:
    require_coach_or_admin(uow, asker)
    row = uow.reviews.find(asker.team_id, run_id)
    if row is None:
        raise NotFound("review_gone")
    if row.user_id == asker.user_id:
        raise NotAllowed("own_review")
    return _review(uow, asker, row)


def _review(uow: UnitOfWork, asker: Asker, row: ReviewRow) -> Review:
    team = uow.teams.find(asker.team_id)
    return Review(
        run_id=row.run_id,
        runner_name=row.runner_name,
        local_date=row.local_date,
        distance_m=row.distance_m,
        moving_s=row.moving_s,
        doubt=None if row.doubt is None else Doubt(row.doubt),
        remark=row.remark,
        verdict=None if row.verdict is None else Verdict(row.verdict),
        decided_at=row.decided_at,
        decider_name=row.decider_name,
        reason=row.reason,
        own=row.user_id == asker.user_id,
        units=TeamUnits.KM if team is None else TeamUnits(team.units),
    )


def _figures(review: Review) -> tuple[date, int, int]:
    return review.local_date, review.distance_m, review.moving_s
