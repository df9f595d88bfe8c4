"""Choices: who may be meant by what a member wrote to the bot directly, where nothing else tells."""

from dataclasses import dataclass
from typing import Final

from bot.services.access import is_coach
from bot.services.asker import Asker
from bot.services.feedback_coaches import coaches_here
from bot.services.teammates import SUGGESTED, matching, teammates_here
from db.unit_of_work import UnitOfWork

COACHES_SHOWN: Final = 5
"""Coaches that one question names."""


@dataclass(frozen=True, slots=True)
class CoachChoice:
    """A coach to whom words may go: the newest of theirs, which these would answer, if they have written."""

    coach_id: int
    team_id: int
    name: str | None
    team_name: str
    feedback_id: int | None = None


@dataclass(frozen=True, slots=True)
class RunnerChoice:
    """A runner to whom words may go."""

    runner_id: int
    name: str
    team_name: str


@dataclass(frozen=True, slots=True)
class Whom:
    """Who may be meant by words that are kept under `kept_id`.

    `there_are_more` runners than are named; `teams` counts those that the choices are of, and `typed` what was searched
    for.
    """

    kept_id: int
    coaches: tuple[CoachChoice, ...]
    runners: tuple[RunnerChoice, ...]
    there_are_more: bool = False
    teams: int = 1
    typed: str = ""


def choices(uow: UnitOfWork, user_id: int, coaching: tuple[Asker, ...], typed: str = "") -> Whom:
    """Return who may be meant: the coaches of a member's teams, who wrote newest first, and the runners they coach."""
    coaches = [
        CoachChoice(one.coach_id, runner.team_id, one.name, runner.team_name, one.word_id)
        for runner in uow.runners.of_user(user_id)
        for one in coaches_here(uow, runner)
    ]
    # Those who have not written stay in their order.
    shown = tuple(sorted(coaches, key=lambda one: -(one.feedback_id or 0))[:COACHES_SHOWN])
    runners: list[RunnerChoice] = []
    for asker in coaching:
        runners += _runners(uow, asker, typed)
    some = tuple(runners[:SUGGESTED])
    names = {one.team_name for one in shown} | {one.team_name for one in some}
    return Whom(0, shown, some, len(runners) > SUGGESTED, len(names), typed)


def _runners(uow: UnitOfWork, asker: Asker, typed: str) -> list[RunnerChoice]:
    """Return a coach's runners: those with whom they exchanged words of late first, the others by name."""
    team = uow.teams.find(asker.team_id)
    if team is None or not is_coach(team, asker):
        return []
    here = {one.runner_id: one for one in teammates_here(uow, asker)}
    of_late = [here[one] for one in uow.feedback.written_to(asker.team_id, asker.user_id, SUGGESTED) if one in here]
    known = {one.runner_id for one in of_late}
    # Those whose names contain it, by name; one more than are shown tells that there are more.
    others = matching([one for one in here.values() if one.runner_id not in known], typed, SUGGESTED + 1)
    named = matching(of_late, typed)
    first = [one for one in of_late if one in named]
    return [RunnerChoice(one.runner_id, one.name, team.name) for one in (*first, *others)]
