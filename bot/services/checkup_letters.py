"""Letters to coaches that a runner asked for: a check-up they share, and what they want to get better at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.checkups.focus_area import Area
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CheckupShared:
    """A check-up as its runner saw it, ready to show."""

    runner_name: str
    team_name: str
    words: str
    runner_id: int


@dataclass(frozen=True, slots=True)
class FocusRequest:
    """What a runner wants to get better at, and what they ask about it, if anything."""

    runner_name: str
    team_name: str
    area: Area
    question: str | None
    runner_id: int


def checkup_shared(uow: UnitOfWork, team_id: int, payload: Mapping[str, Any]) -> CheckupShared | None:
    """Return a check-up that was shared; None when its runner has left since."""
    runner = _runner(uow, team_id, payload["runner_id"])
    return None if runner is None else CheckupShared(runner.name, runner.team_name, payload["words"], runner.runner_id)


def focus_request(uow: UnitOfWork, team_id: int, payload: Mapping[str, Any]) -> FocusRequest | None:
    """Return what a runner asks; None when it was answered, cleared or asked anew since, or the runner has left."""
    focus = uow.focuses.find(team_id, payload["focus_id"])
    runner = None if focus is None else _runner(uow, team_id, focus.runner_id)
    if focus is None or runner is None or not focus.is_open:
        return None
    if focus.asked_at != datetime.fromisoformat(payload["asked_at"]):
        return None
    return FocusRequest(runner.name, runner.team_name, Area(focus.area), focus.question, runner.runner_id)


def _runner(uow: UnitOfWork, team_id: int, runner_id: int) -> RunnerRow | None:
    runner = uow.runners.find_by_id(runner_id)
    return None if runner is None or runner.team_id != team_id or runner.left_at is not None else runner
