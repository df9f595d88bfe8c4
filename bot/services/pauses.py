"""Pauses: they begin, move and end, and points and boards follow."""

from datetime import date, datetime, timedelta

from bot.domain.dates import Week
from bot.domain.pauses import PauseReason, read_until
from bot.domain.points import ScoringProfile
from bot.domain.units import ParseError
from bot.errors import Unclear, UserError
from bot.services.board_scores import rank_runner
from bot.services.plan_letters import tell_week
from bot.services.runners import is_paused, today_of
from bot.services.scoring import Scorer, rescore_week
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


def pause_runner(
    uow: UnitOfWork, runner: RunnerRow, until: str, reason: PauseReason | None, now: datetime
) -> RunnerRow:
    """Let streak and nudges of a locked runner rest from today until a day as people say it; a pause that runs moves.

    Raises `UserError` for what is no day to come within a year.
    """
    today = today_of(runner, now)
    last_day = _read_until(until, today)
    was = Scorer(uow, runner, today).run_profile
    running = uow.runners.pauses(runner.runner_id)[-1] if is_paused(runner, today) else None
    if running is not None and (reason in (None, running.reason) or running.first_day >= today):
        uow.runners.change_pause(running.pause_id, last_day=last_day, reason=reason or running.reason)
    else:
        if running is not None:
            # What was run under another reason keeps what it was worth.
            uow.runners.change_pause(running.pause_id, last_day=today - timedelta(days=1))
        uow.runners.add_pause(runner.runner_id, today, last_day, reason)
    uow.runners.change(runner.runner_id, paused_until=last_day)
    paused = runner._replace(paused_until=last_day)
    _follow_pause(uow, paused, was, now)
    return paused


def resume_runner(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> RunnerRow:
    """End the pause of a locked runner today, and owe them what is planned for them by now.

    Raises `UserError` when there is no pause.
    """
    today = today_of(runner, now)
    if not is_paused(runner, today):
        raise UserError("not_paused")
    was = Scorer(uow, runner, today).run_profile
    *earlier, running = uow.runners.pauses(runner.runner_id)
    yesterday = today - timedelta(days=1)
    ended: date | None = yesterday
    if running.first_day > yesterday:
        uow.runners.delete_pause(running.pause_id)
        ended = earlier[-1].last_day if earlier else None
    else:
        uow.runners.change_pause(running.pause_id, last_day=yesterday)
    uow.runners.change(runner.runner_id, paused_until=ended)
    back = runner._replace(paused_until=ended)
    _follow_pause(uow, back, was, now)
    # No letter came to who rested; on Sunday evening the next week's is out as well.
    for week in (Week.of(today), Week.of(today).next()):
        tell_week(uow, runner.runner_id, week.key, now)
    return back


def _follow_pause(uow: UnitOfWork, runner: RunnerRow, was: ScoringProfile, now: datetime) -> None:
    """Let points and boards follow a pause that begins, moves or ends today; `was` is what held before."""
    today = today_of(runner, now)
    week = Week.of(today)
    runs = uow.runs.in_week(runner.runner_id, week.key)
    rescore_week(uow, runner, week, runs, runs, today, was)
    rank_runner(uow, runner, week, now)


def _read_until(text: str, today: date) -> date:
    try:
        return read_until(text, today)
    except ParseError as error:
        kind = Unclear if error.code == "ambiguous" else UserError
        raise kind(f"until_{'unreadable' if error.code == 'invalid' else error.code}", text=text) from None
