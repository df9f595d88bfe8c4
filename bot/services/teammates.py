"""Teammates: the runner whom a coach names, picked from a list or typed."""

import re
from typing import Final

from bot.errors import NotFound, Unclear
from bot.services.access import require_coach
from bot.services.asker import Asker
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

SUGGESTED: Final = 25
"""Names that Discord shows at once."""

_KEY: Final = re.compile(r"[0-9]{1,18}")


def suggested_runners(uow: UnitOfWork, asker: Asker, typed: str) -> list[RunnerRow]:
    """Return the runners whose names contain what a coach has typed so far, by name; raises `NotAllowed` for others."""
    require_coach(uow, asker)
    wanted = typed.strip().casefold()
    here = (
        runner
        for runner in uow.runners.of_team(asker.team_id)
        if runner.left_at is None and runner.user_id != asker.user_id and wanted in runner.name.casefold()
    )
    ordered = sorted(here, key=lambda runner: (not runner.name.casefold().startswith(wanted), runner.name.casefold()))
    return ordered[:SUGGESTED]


def named_runner(uow: UnitOfWork, asker: Asker, typed: str) -> RunnerRow:
    """Return the runner whom a coach names; one picked from the list is named by their key.

    Raises `NotAllowed` for others than coaches, `NotFound` for nobody and for who has left, and `Unclear` for a name
    that several share.
    """
    require_coach(uow, asker)
    if _KEY.fullmatch(typed):
        runner = uow.runners.find_by_id(int(typed))
        if runner is not None and runner.team_id == asker.team_id:
            return _who_is_here(runner, typed)
    name = " ".join(typed.split()).casefold()
    found = [
        runner for runner in uow.runners.of_team(asker.team_id) if " ".join(runner.name.split()).casefold() == name
    ]
    here = [runner for runner in found if runner.left_at is None] or found
    if not here:
        raise NotFound("runner_not_found")
    if len(here) > 1:
        raise Unclear("runner_ambiguous", text=typed)
    return _who_is_here(here[0], typed)


def _who_is_here(runner: RunnerRow, typed: str) -> RunnerRow:
    """Return the runner; nothing of one who has left is for coaches any more."""
    if runner.left_at is not None:
        raise NotFound("runner_left", name=runner.name or typed)
    return runner
