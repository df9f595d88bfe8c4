"""Posts about races that stand in a channel, and name whom they may."""

from collections.abc import Collection
from datetime import datetime

from bot.domain.audience import MessageKind
from db.unit_of_work import UnitOfWork


def revise_race_posts(uow: UnitOfWork, team_id: int, race_ids: Collection[int], now: datetime) -> None:
    """Let the cards of races, and what the channel heard of them, name whom they may, and nobody else."""
    for race_id in race_ids:
        uow.outbox.revise(team_id, MessageKind.RACE_CARD, str(race_id), now)
    revise_calls(uow, team_id, race_ids, now)
    revise_results(uow, team_id, race_ids, now)


def revise_calls(uow: UnitOfWork, team_id: int, race_ids: Collection[int], now: datetime) -> None:
    """Let what the channel heard of races before them be true still, or go."""
    _revise(uow, team_id, MessageKind.RACE_CALL, race_ids, now)


def revise_results(uow: UnitOfWork, team_id: int, race_ids: Collection[int], now: datetime) -> None:
    """Let what the channel heard of their results be true still, or go."""
    _revise(uow, team_id, MessageKind.RACE_RESULTS, race_ids, now)


def _revise(uow: UnitOfWork, team_id: int, kind: MessageKind, race_ids: Collection[int], now: datetime) -> None:
    if not race_ids:
        return
    for key, payload in uow.outbox.standing(team_id, kind):
        if payload["race_id"] in race_ids:
            uow.outbox.revise(team_id, kind, key, now)
