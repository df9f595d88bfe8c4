"""Coach digests: the letter of Monday that tells each of a team's coaches who needs a word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.dates import Week, local_today
from bot.domain.shoutouts import UNPRAISED_AFTER
from bot.services.attention import Attended, attended
from db.repositories.schedules import ScheduleRow
from db.unit_of_work import UnitOfWork

LATE_COACH_DIGEST: Final = timedelta(hours=37)
"""One of Monday at seven still helps until Tuesday evening."""

TOLD: Final = 5
"""Runners whom the letter names; the roster has all of them."""


@dataclass(frozen=True, slots=True)
class CoachDigest:
    """What a coach is told of a team: how many of its `runners` need a word, and who does so most.

    `entries` are empty when nobody does.
    """

    team_id: int
    team_name: str
    runners: int
    in_need: int
    entries: tuple[Attended, ...]


def owe_coach_digests(uow: UnitOfWork, row: ScheduleRow, due_at: datetime, now: datetime) -> None:
    """Owe each coach of a team who wants it the letter of this week, once."""
    if now - due_at > LATE_COACH_DIGEST:
        return
    week = Week.of(local_today(due_at, ZoneInfo(row.time_zone)))
    for coach in uow.coaches.of_team(row.team_id):
        if coach.wants_digest:
            uow.outbox.owe(
                team_id=row.team_id,
                kind=MessageKind.COACH_DIGEST,
                key=f"{week.key}:{coach.user_id}",
                payload={"week": week.key},
                now=now,
                recipient_id=coach.user_id,
                useful_until=due_at + LATE_COACH_DIGEST,
            )


def coach_digest(
    uow: UnitOfWork, team_id: int, payload: Mapping[str, Any], user_id: int, now: datetime
) -> CoachDigest | None:
    """Return what a coach is told at this moment; None for who coaches no more, wants none, or has no runners.

    One that waited in an inbox beyond its week is None too: the next one is there.
    """
    team = uow.teams.find(team_id)
    if team is None or Week.of(local_today(now, ZoneInfo(team.time_zone))).key != payload["week"]:
        return None
    if not any(one.user_id == user_id and one.wants_digest for one in uow.coaches.of_team(team_id)):
        return None
    found = attended(uow, team, UNPRAISED_AFTER, now, but=user_id)
    in_need = [one for one in found if one.attention.reasons]
    if not found:
        return None
    return CoachDigest(team_id, team.name, len(found), len(in_need), tuple(in_need[:TOLD]))
