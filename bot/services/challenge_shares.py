"""Shares: what each runner brings to their team's challenges, kept in the transaction that changes the log.

Shares know their runner and are told to nobody else; all that others see are sums. So a challenge costs the same to
look at however many have run in it, and hidden runners count like all others.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.audience import MessageKind
from bot.domain.challenges import Brought, Measure, brought, milestone
from bot.domain.doubts import stands
from bot.services.challenge_pages import milestone_key
from db.repositories.challenge_shares import ShareRow
from db.repositories.challenges import WHOLE_TEAM
from db.repositories.runners import RunnerRow
from db.repositories.runs import RunRow
from db.unit_of_work import UnitOfWork

USEFUL_FOR: Final = timedelta(days=7)
"""News of a challenge that could not be sent is still welcome for this long."""

NEITHER: Final = WHOLE_TEAM
"""The side of who is on neither of two: they count for the team."""


def follow_challenges(
    uow: UnitOfWork, runner: RunnerRow, before: Sequence[RunRow], after: Sequence[RunRow], now: datetime
) -> None:
    """Move what a runner, whose row is locked, brings to each challenge by a change of their log.

    `before` and `after` are all entries of the weeks touched, as they were and as they are. Who reaches a milestone
    owes the team the news.
    """
    days = [run.local_date for run in (*before, *after)]
    if not days:
        return
    for row in uow.challenge_shares.shares(runner.team_id, runner.runner_id, min(days), max(days)):
        was, now_is = (_within(row, runs) for runs in (before, after))
        held = _held(row)
        right = Brought(held.amount + now_is.amount - was.amount, held.runs + now_is.runs - was.runs)
        _move(uow, runner, row, right, now)


def share_anew(uow: UnitOfWork, runner: RunnerRow, runs: Sequence[RunRow], now: datetime) -> int:
    """Let what a runner, whose row is locked, brings to each challenge be what their whole log comes to.

    Returns how many shares were not.
    """
    differed = 0
    for row in uow.challenge_shares.shares(runner.team_id, runner.runner_id, date.min, date.max):
        right = _within(row, runs)
        if right != _held(row):
            differed += 1
            _move(uow, runner, row, right, now)
    return differed


def seat(uow: UnitOfWork, runner: RunnerRow, challenge_id: int, role_ids: Iterable[int]) -> None:
    """Note on which side of a challenge a runner is, whose row is locked, by their roles; the first of two counts.

    What they brought so far moves along. Who is on a side stays there.
    """
    roles = set(role_ids)
    sides = uow.challenges.sides(challenge_id)
    side = next((one.side for one in sides if one.role_id in roles), NEITHER)
    amount, _, before = uow.challenge_shares.share(challenge_id, runner.runner_id)
    if before == side or before not in (None, NEITHER):
        return
    uow.challenge_shares.seat(challenge_id, runner.runner_id, side)
    if side != NEITHER:
        uow.challenge_shares.move_side(challenge_id, side, amount, int(amount > 0))


def _within(row: ShareRow, runs: Iterable[RunRow]) -> Brought:
    """Return what those of these runs bring that stand and lie in the challenge's days."""
    counted = (
        run for run in runs if row.first_day <= run.local_date <= row.last_day and stands(run.doubt, run.verdict)
    )
    return brought(Measure(row.measure), counted)


def _held(row: ShareRow) -> Brought:
    return Brought(row.amount or 0, row.runs or 0)


def _move(uow: UnitOfWork, runner: RunnerRow, row: ShareRow, right: Brought, now: datetime) -> None:
    held = _held(row)
    if right == held:
        return
    # Without sides nobody has to be asked for their roles.
    side = NEITHER if row.sides == 0 else row.side
    share = {"challenge_id": row.challenge_id, "runner_id": runner.runner_id, "side": side}
    uow.challenge_shares.keep_shares([{**share, "amount": right.amount, "runs": right.runs}])
    moved, joined = right.amount - held.amount, (right.amount > 0) - (held.amount > 0)
    amount = uow.challenge_shares.move_side(row.challenge_id, WHOLE_TEAM, moved, joined)
    if side not in (None, NEITHER):
        uow.challenge_shares.move_side(row.challenge_id, side, moved, joined)
    _tell(uow, runner.team_id, row, amount - moved, amount, now)


def _tell(uow: UnitOfWork, team_id: int, row: ShareRow, before: int, amount: int, now: datetime) -> None:
    """Owe the news of a milestone that was reached just now, or let the result that stands say what is true."""
    if row.ended_at is not None:
        uow.outbox.revise(team_id, MessageKind.CHALLENGE_RESULT, str(row.challenge_id), now)
        return
    reached = milestone(amount, row.target)
    if reached <= milestone(before, row.target):
        return
    # Read again now that the sum is ours until we are done: another's run may have reached it just before.
    held = uow.challenges.hold(row.challenge_id)
    assert held is not None, "who takes a challenge back waits for the log"
    ended_at, told = held
    if ended_at is not None or reached < told:
        return
    key = milestone_key(row.challenge_id, reached)
    # Below and up again: it is told anew only where nobody ever read it.
    uow.outbox.forget_dropped(team_id, MessageKind.CHALLENGE_MILESTONE, key)
    if reached > told:
        uow.challenges.change(row.challenge_id, told=reached)
    uow.outbox.owe(
        team_id=team_id,
        kind=MessageKind.CHALLENGE_MILESTONE,
        key=key,
        payload={"challenge_id": row.challenge_id, "milestone": reached},
        now=now,
        useful_until=now + USEFUL_FOR,
    )
