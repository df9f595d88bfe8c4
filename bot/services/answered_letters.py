"""Answered letters: whom a reply goes to that answers a letter of the bot with something else in it than words.

A letter about a runner leads their coach to that runner, and one that a coach signed leads its runner to that coach.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.domain.audience import MessageKind
from bot.services.letters import FOR_COACHES
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

ABOUT_ONE: Final = FOR_COACHES - {MessageKind.FEEDBACK_ANSWER, MessageKind.COACH_DIGEST}
"""Letters to coaches, each about one runner. Words have a way of their own, and the letter of Monday is about many."""

SIGNED: Final = frozenset({MessageKind.PLAN_WEEK, MessageKind.SEASON_SHARED, MessageKind.RUN_REVIEW})
"""Letters to runners that a coach signed."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a reply to a letter goes: to the runner, or `to_coach`; None is a coach whose data was erased."""

    team_id: int
    runner_id: int
    to_coach: bool = False
    coach_id: int | None = None


def way_of(uow: UnitOfWork, user_id: int, message_id: int) -> Way | None:
    """Return where a member's reply to a letter of theirs goes; None for one that leads to nobody, or is none."""
    letter = uow.feedback.letter(user_id, message_id)
    runner = None if letter is None or letter.runner_id is None else uow.runners.find_by_id(letter.runner_id)
    if letter is None or runner is None or not letter.payload:
        return None
    if letter.kind in ABOUT_ONE:
        return Way(letter.team_id, runner.runner_id)
    if letter.kind not in SIGNED or runner.user_id != user_id:
        return None
    signed, coach_id = _signed_by(uow, runner, MessageKind(letter.kind), letter.payload)
    if not signed or coach_id == user_id:
        return None
    return Way(letter.team_id, runner.runner_id, to_coach=True, coach_id=coach_id)


def _signed_by(
    uow: UnitOfWork, runner: RunnerRow, kind: MessageKind, payload: Mapping[str, Any]
) -> tuple[bool, int | None]:
    """Return whether what a letter tells of holds, and which coach signs it now, if their data is there still."""
    match kind:
        case MessageKind.PLAN_WEEK:
            followed = uow.planned.week(runner.runner_id, payload["week"])
            return followed is not None, None if followed is None else followed.author_id
        case MessageKind.SEASON_SHARED:
            season = uow.seasons.current(runner.runner_id)
            holds = season is not None and season.season_id == payload["season_id"]
            return holds, None if season is None else season.coach_id
        case _:
            review = uow.reviews.find(runner.team_id, payload["run_id"])
            return review is not None, None if review is None else review.decider_id
