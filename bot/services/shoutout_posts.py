"""Shoutouts as they are read: the post for those who hear it in public, the letter for others, a week's wall."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.audience import Audience, MessageKind, Praise, Subject, audience
from bot.domain.dates import Week
from bot.services.cheers import card_of
from db.repositories.runners import RunnerRow
from db.repositories.shoutouts import ReceiverRow, ShoutoutRow
from db.unit_of_work import UnitOfWork

WALL: Final = 4
"""Shoutouts that a week's post quotes."""
_READ: Final = 40


@dataclass(frozen=True, slots=True)
class Praised:
    """Somebody whom a shoutout names."""

    user_id: int
    name: str


@dataclass(frozen=True, slots=True)
class MessageLink:
    """Where a message stands."""

    team_id: int
    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class ShoutoutPost:
    """A shoutout for all to see, with those who like to hear it so; no giver's name when theirs was erased.

    `award` are a coach's points, and `run` the card of the run that it is about, where one stands.
    """

    giver_name: str | None
    by_coach: bool
    receivers: tuple[Praised, ...]
    message: str
    award: int | None
    run: MessageLink | None


@dataclass(frozen=True, slots=True)
class ShoutoutNote:
    """A shoutout to one receiver alone."""

    giver_name: str | None
    by_coach: bool
    team_name: str
    message: str
    award: int | None
    run: MessageLink | None


@dataclass(frozen=True, slots=True)
class Wall:
    """Shoutouts of a week, the oldest of them first, and how many more there were."""

    posts: tuple[ShoutoutPost, ...] = ()
    more: int = 0


EMPTY_WALL: Final = Wall()


def shoutout_post(uow: UnitOfWork, team_id: int, shoutout_id: int) -> ShoutoutPost | None:
    """Return what the post says now, as profiles allow it; None when it may name nobody any more."""
    row = uow.shoutouts.find(team_id, shoutout_id)
    return None if row is None else _post(uow, row, uow.shoutouts.receivers([shoutout_id])[shoutout_id])


def shoutout_note(uow: UnitOfWork, reader: RunnerRow, shoutout_id: int) -> ShoutoutNote | None:
    """Return what the letter to one receiver says; None when it is not theirs, or they have hidden it."""
    row = uow.shoutouts.find(reader.team_id, shoutout_id)
    receivers = uow.shoutouts.receivers([shoutout_id])[shoutout_id]
    own = next((one for one in receivers if one.runner_id == reader.runner_id), None)
    if row is None or row.message is None or own is None or own.hidden_at is not None:
        return None
    return ShoutoutNote(
        giver_name=giver_of(row),
        by_coach=row.by_coach,
        team_name=reader.team_name,
        message=row.message,
        award=row.award,
        run=_card_of_run(uow, row),
    )


def wall(uow: UnitOfWork, team_id: int, week: Week) -> Wall:
    """Return what was said in a week for all to see, as profiles allow it now."""
    rows = uow.shoutouts.of_week(team_id, week.key, _READ)
    receivers = uow.shoutouts.receivers([row.shoutout_id for row in rows]) if rows else {}
    posts = [post for row in rows if (post := _post(uow, row, receivers[row.shoutout_id])) is not None]
    return Wall(tuple(reversed(posts[:WALL])), len(posts[WALL:]))


def revise_shoutouts(uow: UnitOfWork, runner: RunnerRow, now: datetime) -> None:
    """Let every post of a shoutout that a runner gave or received say what is true now, or go.

    One that has not been posted, and that they do not want to hear in public any more, goes to them alone.
    """
    if runner.praise != Praise.PUBLIC and runner.left_at is None:
        for shoutout_id in uow.shoutouts.public_to(runner.runner_id):
            owed = uow.outbox.find(runner.team_id, MessageKind.SHOUTOUT, str(shoutout_id))
            if owed is not None and owed.is_to_come:
                uow.shoutouts.change_receiver(shoutout_id, runner.runner_id, public=False)
                owe_note(uow, runner, shoutout_id, now)
                uow.outbox.revise(runner.team_id, MessageKind.SHOUTOUT, str(shoutout_id), now)
    for shoutout_id, _ in uow.shoutouts.naming(runner.runner_id):
        uow.outbox.revise(runner.team_id, MessageKind.SHOUTOUT, str(shoutout_id), now)


def owe_note(uow: UnitOfWork, receiver: RunnerRow, shoutout_id: int, now: datetime) -> None:
    """Owe a shoutout to one receiver as a direct message."""
    uow.outbox.owe(
        team_id=receiver.team_id,
        kind=MessageKind.SHOUTOUT_NOTE,
        key=f"{shoutout_id}:{receiver.runner_id}",
        payload={"shoutout_id": shoutout_id},
        now=now,
        runner_id=receiver.runner_id,
        recipient_id=receiver.user_id,
    )


def may_name(receiver: ReceiverRow) -> bool:
    """Tell whether a receiver may be named where all see it, now and in this shoutout."""
    subject = Subject(praise=Praise(receiver.praise), away=receiver.left_at is not None)
    allowed = audience(MessageKind.SHOUTOUT, subject) is Audience.PUBLIC
    return allowed and receiver.public and receiver.hidden_at is None


def giver_of(row: ShoutoutRow) -> str | None:
    """Return the giver's name; of one who has left, or was forgotten, none."""
    return None if row.giver_left_at is not None else row.giver_name


def _post(uow: UnitOfWork, row: ShoutoutRow, receivers: Sequence[ReceiverRow]) -> ShoutoutPost | None:
    named = tuple(Praised(one.user_id, one.name) for one in receivers if may_name(one))
    # What one of them found unkind stands nowhere, whatever the others made of it.
    if not named or row.message is None or any(one.reported_at is not None for one in receivers):
        return None
    return ShoutoutPost(giver_of(row), row.by_coach, named, row.message, row.award, _card_of_run(uow, row))


def _card_of_run(uow: UnitOfWork, row: ShoutoutRow) -> MessageLink | None:
    run = None if row.run_id is None else uow.cheers.card(row.team_id, row.run_id)
    # A run that its runner shows no more is not spoken of either.
    if run is None or card_of(run) is None:
        return None
    card = uow.outbox.find(row.team_id, MessageKind.FEED_CARD, str(run.run_id))
    if card is None or card.channel_id is None or card.message_id is None:
        return None
    return MessageLink(row.team_id, card.channel_id, card.message_id)
