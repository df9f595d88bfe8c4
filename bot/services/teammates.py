"""Teammates: the runner whom a member names, picked from a list or typed."""

import heapq
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from bot.domain.audience import Sharing
from bot.errors import NotFound, Unclear
from bot.services.access import is_coach, require_coach
from bot.services.asker import Asker
from db.repositories.runners import NameRow, RunnerRow
from db.unit_of_work import UnitOfWork

SUGGESTED: Final = 25
"""Names that Discord shows at once."""

_KEY: Final = re.compile(r"id:([0-9]{1,18})")


def key_of(runner_id: int) -> str:
    """Return what a runner picked from the list is named by; a number alone is a name, as some members have it."""
    return f"id:{runner_id}"


def suggested_runners(uow: UnitOfWork, asker: Asker, typed: str) -> list[NameRow]:
    """Return the runners whose names contain what a coach has typed so far, by name; raises `NotAllowed` for others."""
    require_coach(uow, asker)
    return matching(teammates_here(uow, asker), typed)


def suggested_teammates(uow: UnitOfWork, asker: Asker, typed: str) -> list[NameRow]:
    """Return the runners whose runs the asker may see something of, and whose names contain what was typed, by name."""
    everybody = is_coach(uow.teams.find(asker.team_id), asker)
    here = teammates_here(uow, asker)
    return matching([one for one in here if everybody or one.sharing != Sharing.COACH_ONLY], typed)


def teammates_here(uow: UnitOfWork, asker: Asker) -> list[NameRow]:
    """Return all runners of the team but the asker and those who have left."""
    return [one for one in uow.runners.of_team(asker.team_id) if not one.has_left and one.user_id != asker.user_id]


def matching(runners: Iterable[NameRow], typed: str, at_most: int = SUGGESTED) -> list[NameRow]:
    """Return those whose names contain what was typed, by name; such as begin with it come first."""
    wanted = plain_name(typed)
    found = (
        (not name.startswith(wanted), name, runner.runner_id, runner)
        for runner in runners
        if wanted in (name := plain_name(runner.name))
    )
    return [runner for *_, runner in heapq.nsmallest(at_most, found)]


def named_runner(uow: UnitOfWork, asker: Asker, typed: str) -> RunnerRow:
    """Return the runner whom a coach names; one picked from the list is named by their key.

    Raises `NotAllowed` for others than coaches, `NotFound` for nobody and for who has left, and `Unclear` for a name
    that several share.
    """
    require_coach(uow, asker)
    return named_teammate(uow, asker, typed)


def named_teammate(uow: UnitOfWork, asker: Asker, typed: str) -> RunnerRow:
    """Return the runner whom a member names; what of them the member may see is for the caller to find out."""
    key = _KEY.fullmatch(typed)
    runner = None if key is None else uow.runners.find_by_id(int(key[1]))
    if runner is not None and runner.team_id == asker.team_id:
        return _who_is_here(runner, typed)
    name = plain_name(typed)
    found = [runner for runner in uow.runners.of_team(asker.team_id) if plain_name(runner.name) == name]
    # Chloe and Chloé may be two; who types one of them out means that one.
    exact = [runner for runner in found if runner.name.casefold() == typed.strip().casefold()]
    here = [runner for runner in exact or found if not runner.has_left] or found
    if len(here) > 1:
        raise Unclear("runner_ambiguous", text=typed)
    runner = uow.runners.find_by_id(here[0].runner_id) if here else None
    if runner is None:
        raise NotFound("runner_not_found")
    return _who_is_here(runner, typed)


def plain_name(name: str) -> str:
    """Return a name as people type it: `chloe` and `@Chloé` are one."""
    letters = unicodedata.normalize("NFKD", " ".join(name.removeprefix("@").split()).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _who_is_here(runner: RunnerRow, typed: str) -> RunnerRow:
    """Return the runner; nothing of one who has left is for coaches any more."""
    if runner.left_at is not None:
        raise NotFound("runner_left", name=runner.name or typed)
    return runner
