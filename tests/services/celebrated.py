"""What the runs of a team are celebrated for, and runs that are changed as their runner does it."""

from typing import Any

from sqlalchemy import select

from bot.domain.celebrations import Celebration, CelebrationKind
from bot.services.reading import RunDraft
from bot.services.run_outcomes import ChangedRun
from db.models import celebrations
from tests.db.engines import on
from tests.services.harriers import Harriers


async def kept(team: Harriers) -> dict[int, Celebration]:
    """Return what each run is celebrated for."""
    rows = await on(team.database, lambda connection: list(connection.execute(select(celebrations))))
    return {one.run_id: Celebration(CelebrationKind(one.kind), one.event, one.number) for one in rows if one.holds}


async def edit(team: Harriers, run_id: int, name: str = "Ana", **changes: Any) -> ChangedRun:
    """Change a run as its form does: what is not said stays."""
    filled = await team.services.runs.form(team.asker(name), run_id)
    typed: dict[str, Any] = {"distance": filled.distance, "time": filled.time, "when": filled.when} | changes
    typed.setdefault("effort", int(filled.effort) if filled.effort else None)
    typed.setdefault("note", filled.note or None)
    changed = await team.insist(name, await team.services.runs.edit(team.asker(name), run_id, RunDraft(**typed)))
    assert isinstance(changed, ChangedRun)
    return changed
