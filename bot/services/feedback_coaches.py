"""Coaches to whom a runner may write: those who coach now, whether or not they have written."""

from dataclasses import dataclass
from typing import Final

from bot.errors import NotFound, Unclear, UserError
from bot.services.asker import Asker
from bot.services.coaches import coach_name, still_coaches
from bot.services.teammates import SUGGESTED, key_of, plain_name
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

COACHES: Final = 50
"""Coaches who wrote to a runner, as many as are looked through."""


@dataclass(frozen=True, slots=True)
class CoachHere:
    """A coach of a runner's team, by their Discord id; the name may not be known.

    `word_id` is the newest of what they wrote to the runner, which words to them answer; None where they have not.
    """

    coach_id: int
    name: str | None
    word_id: int | None = None


def coaches_here(uow: UnitOfWork, runner: RunnerRow) -> list[CoachHere]:
    """Return the coaches of a runner's team but themselves: who wrote to them newest first, then the others by name."""
    words = {word.coach_id: word for word in uow.feedback.coaches_of(runner.runner_id, COACHES)}
    found = []
    for coach in uow.coaches.of_team(runner.team_id):
        if coach.user_id == runner.user_id:
            continue
        word = words.get(coach.user_id)
        name = coach.name or (None if word is None else word.coach_name)
        found.append(
            CoachHere(
                coach.user_id,
                name or coach_name(uow, runner.team_id, coach.user_id),
                None if word is None else word.feedback_id,
            )
        )
    return sorted(found, key=_place)


def suggested_coaches(uow: UnitOfWork, asker: Asker, typed: str) -> tuple[CoachHere, ...]:
    """Return those of `coaches_here` whose names contain what a runner has typed so far."""
    runner = uow.runners.find(asker.team_id, asker.user_id)
    wanted = plain_name(typed)
    here = [] if runner is None else coaches_here(uow, runner)
    return tuple(one for one in here if wanted in plain_name(one.name or ""))[:SUGGESTED]


def coach_meant(uow: UnitOfWork, asker: Asker, runner: RunnerRow, typed: str | None) -> CoachHere:
    """Return the coach whom a runner names, else the one who wrote newest, else the only one there is.

    Raises `NotFound` where there are none and for somebody else, and `UserError` where it is not clear who is meant:
    also for one who coaches too, and may take this for the way to their runners.
    """
    here = coaches_here(uow, runner)
    if not here:
        raise NotFound("no_coach_known")
    if typed is None:
        first = here[0]
        is_clear = len(here) == 1 and not still_coaches(uow, asker.team_id, asker.user_id)
        if first.word_id is None and not is_clear:
            raise UserError("which_coach")
        return first
    picked = [one for one in here if key_of(one.coach_id) == typed]
    named = [one for one in here if plain_name(one.name or "") == plain_name(typed)]
    found = picked or named
    if not found:
        raise NotFound("coach_not_found", text=typed)
    if len(found) > 1:
        raise Unclear("coach_ambiguous", text=typed)
    return found[0]


def coach_here(uow: UnitOfWork, runner: RunnerRow, coach_id: int) -> CoachHere:
    """Return a coach of a runner's team; raises `NotFound` for who coaches there no more."""
    found = next((one for one in coaches_here(uow, runner) if one.coach_id == coach_id), None)
    if found is None:
        raise NotFound("coach_not_here")
    return found


def _place(coach: CoachHere) -> tuple[bool, int, str]:
    return coach.word_id is None, -(coach.word_id or 0), plain_name(coach.name or "")
