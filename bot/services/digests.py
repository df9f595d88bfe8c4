"""Digests: the runs of a day in one message, for teams that keep their feed that way."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.audience import CardDetail, FeedMode, MessageKind
from bot.domain.dates import Week, local_today
from bot.domain.point_rules import LATE_AFTER_DAYS
from bot.services.celebrations import CelebrationPost, celebrations_of
from bot.services.cheers import FeedCard, card_of
from bot.services.listed_runs import came_in_a_list
from db.repositories.cheers import CardRow
from db.repositories.schedules import ScheduleRow
from db.unit_of_work import UnitOfWork

LATE_DIGEST = timedelta(days=1)
"""A digest that could not be sent is still welcome for this long; then the next one is there."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FeedDigest:
    """The runs that a team heard of on a day of its own, by runner and then by date; what some are celebrated for."""

    day: date
    cards: tuple[FeedCard, ...]
    celebrations: Mapping[int, CelebrationPost] = field(default_factory=dict)


def owe_digest(uow: UnitOfWork, row: ScheduleRow, due_at: datetime, now: datetime) -> None:
    """Owe the digest of what was logged since the one before, or since the team wanted digests, until it is due."""
    if now - due_at > LATE_DIGEST:
        return
    before = uow.outbox.newest_payload(row.team_id, MessageKind.FEED_DIGEST)
    begins = [row.feed_mode_since or due_at - _DAY]
    if before is not None:
        begins.append(_window(before)[1])
    if max(begins) >= due_at:
        return
    day = local_today(due_at, ZoneInfo(row.time_zone)).isoformat()
    uow.outbox.owe(
        team_id=row.team_id,
        kind=MessageKind.FEED_DIGEST,
        key=day,
        payload={"day": day, "after": max(begins).isoformat(), "until": due_at.isoformat()},
        now=now,
        useful_until=due_at + LATE_DIGEST,
    )


def feed_digest(uow: UnitOfWork, team_id: int, payload: dict[str, Any], mode: FeedMode | None) -> FeedDigest | None:
    """Return a digest as profiles allow it now; None when nothing of it may be told.

    `mode` is how the team keeps its feed; None for a digest that stands already.
    """
    after, until = _window(payload)
    rows = uow.cheers.cards_between(team_id, _weeks(after, until), after, until)
    rows = [row for row in rows if _in_time(row)]
    # A list of years of runs is news to nobody.
    listed = came_in_a_list(uow, rows)
    told = (card_of(row, MessageKind.FEED_DIGEST, mode=mode) for row in rows if row.run_id not in listed)
    cards = [card for card in told if card is not None]
    if not cards:
        return None
    told_of = tuple(_in_order(cards, rows))
    celebrated = celebrations_of(uow, team_id, [card.run_id for card in told_of])
    return FeedDigest(date.fromisoformat(payload["day"]), told_of, celebrated)


def revise_digests(uow: UnitOfWork, team_id: int, logged_at: Sequence[datetime], now: datetime) -> None:
    """Let the digests that stand, and tell of runs logged at these instants (in order), say what is true now."""
    for key, payload in uow.outbox.standing(team_id, MessageKind.FEED_DIGEST):
        after, until = _window(payload)
        if bisect_left(logged_at, after) < bisect_left(logged_at, until):
            uow.outbox.revise(team_id, MessageKind.FEED_DIGEST, key, now)


def _in_order(cards: Sequence[FeedCard], rows: Sequence[CardRow]) -> list[FeedCard]:
    """Return the cards by runner and date; who was out more than once, and says no more of it, is told of once."""
    by_run = {row.run_id: row for row in rows}
    present: set[int] = set()
    kept = []
    for card in sorted(cards, key=lambda card: _place(by_run[card.run_id])):
        runner_id = by_run[card.run_id].runner_id
        if card.detail is not CardDetail.FULL:
            if runner_id in present:
                continue
            present.add(runner_id)
        kept.append(card)
    return kept


def _place(row: CardRow) -> tuple[str, int, date, int]:
    # Among runs without figures the date must not show in the order; it cannot, since one runner has one such line.
    return row.runner_name.casefold(), row.runner_id, row.local_date, row.run_id


def _in_time(row: CardRow) -> bool:
    return (row.logged_on - row.local_date).days <= LATE_AFTER_DAYS


def _window(payload: dict[str, Any]) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(payload["after"]), datetime.fromisoformat(payload["until"])


def _weeks(after: datetime, until: datetime) -> list[str]:
    """Return the ISO weeks in which a run lies that was logged in this span, wherever on earth, and not too late."""
    day = after.date() - timedelta(days=LATE_AFTER_DAYS + 1)
    latest = until.date() + _DAY
    weeks = {Week.of(latest).key}
    while day <= latest:
        weeks.add(Week.of(day).key)
        day += timedelta(days=7)
    return sorted(weeks)
