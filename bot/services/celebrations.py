"""Celebrations as the team is told of them: what a post, or a line of a digest, may say of a run."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.domain.audience import (
    Audience,
    Concern,
    FeedMode,
    MessageKind,
    Praise,
    Sharing,
    Subject,
    audience,
    stricter,
)
from bot.domain.bests import Record
from bot.domain.celebrations import Celebration, CelebrationKind
from bot.domain.doubts import stands
from bot.domain.runs import RunSource
from bot.services.teams import TeamUnits
from db.repositories.celebrations import CelebrationRow, ToldRow
from db.unit_of_work import UnitOfWork

_RECORDS = {CelebrationKind.FIRST_AT: Record.FIRST, CelebrationKind.BEST: Record.BEST}


@dataclass(frozen=True, slots=True)
class CelebrationPost:
    """What the team is told of a celebrated run; whole metres, and the seconds that count at its distance."""

    run_id: int
    runner_name: str
    celebration: Celebration
    distance_m: int
    result_s: int
    units: TeamUnits


def celebration_post(uow: UnitOfWork, team_id: int, run_id: int, mode: FeedMode | None) -> CelebrationPost | None:
    """Return what a post says of a run as the profile allows it now; None when that is nothing.

    `mode` is how the team keeps its feed; None for a post that stands already.
    """
    rows = uow.celebrations.told(team_id, [run_id])
    return post_of(rows[0], MessageKind.CELEBRATION, mode) if rows else None


def celebrations_of(uow: UnitOfWork, team_id: int, run_ids: Collection[int]) -> dict[int, CelebrationPost]:
    """Return what a digest may say of those of its runs that are celebrated, by run."""
    told = (post_of(row, Concern.MILESTONE) for row in uow.celebrations.told(team_id, run_ids))
    return {post.run_id: post for post in told if post is not None}


def post_of(row: ToldRow, what: MessageKind | Concern, mode: FeedMode | None = None) -> CelebrationPost | None:
    """Return what may be told of a celebrated run; what came while praise was private stays private."""
    said = celebration_of(row)
    if not stands(row.doubt, row.verdict):
        return None
    if said.kind in _RECORDS and (row.run_event, row.record) != (said.event, _RECORDS[said.kind]):
        return None
    subject = Subject(
        praise=Praise(row.runner_praise) if row.praise == Praise.PUBLIC else Praise.PRIVATE,
        sharing=stricter(Sharing(row.sharing), Sharing(row.run_sharing)),
        away=row.left_at is not None,
    )
    if audience(what, subject, feed=mode, source=RunSource(row.source)) is not Audience.PUBLIC:
        return None
    return CelebrationPost(
        run_id=row.run_id,
        runner_name=row.runner_name,
        celebration=said,
        distance_m=row.distance_m,
        result_s=row.result_s,
        units=TeamUnits(row.units),
    )


def celebration_of(row: CelebrationRow | ToldRow) -> Celebration:
    """Return what a row says."""
    return Celebration(CelebrationKind(row.kind), row.event, row.number)
