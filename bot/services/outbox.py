"""Outbox: hand out messages that are owed, say what they contain now, and note what became of them."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.quiet_hours import QuietHours, may_go_at
from bot.services.busy import NOBODY, Busy
from bot.services.cheers import CALM
from bot.services.clock import Clock
from bot.services.comments import CardPlace, owe_note, place_of
from bot.services.delivery_reasons import NO_CHANNEL
from bot.services.letters import Hindrance, tell_sender
from bot.services.notices import Matter, owe_notice
from bot.services.posts import Content, channel_of, content_of
from bot.services.race_letters import RaceReminder
from db.database import Database
from db.repositories.outbox_rows import RECALLED, OutboxRow
from db.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""How long a worker may hold a message before another takes it for abandoned."""

SENDING = timedelta(seconds=50)
"""How much of that has to be left when sending begins."""

CLAIMED_AT_ONCE = 20
NEEDLESS = "nothing to say any more"
TAKEN_DOWN = "taken down"
QUIET = "quiet hours"
FIRST_RETRY_S = 5.0
LONGEST_RETRY_S = 3600.0
GIVE_UP_AFTER = timedelta(days=7)
"""A permission that somebody has to grant, or an outage, may take that long; then nobody waits for the message."""

RECALLED_FOR = timedelta(days=30)
RECALL_RETRY = timedelta(days=1)
"""How long, and how often, a recalled letter is tried that Discord does not let go of; then nobody knows of it."""


class MessageState(StrEnum):
    """Where a message is on its way.

    A sent one that is revised is pending again, and known to stand somewhere. A direct message that its reader does not
    let in is waiting: they find it in their inbox, and it is sent once they have seen it there.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    WAITING = "waiting"
    DROPPED = "dropped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """A message a worker holds.

    A direct message has a `recipient_id`, the member whom it is for, and every other one a `channel_id`.
    `message_id` is set when it stands in its channel and is to be edited or taken down. Without one, `attempts`, which
    counts this try, tells whether an earlier one may have reached Discord. `claim` is the worker's hold on it,
    `revision` what it is about to say, and `owed_at` since when it owes that. `under` is the card that a comment goes
    under, while that stands.
    """

    outbox_id: int
    team_id: int
    kind: MessageKind
    key: str
    channel_id: int | None
    recipient_id: int | None
    message_id: int | None
    attempts: int
    claim: int
    revision: int
    created_at: datetime
    owed_at: datetime
    under: CardPlace | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed message together with what it says at this moment; the claim lapses at `held_until`.

    Without content it must not stand in its channel any more.
    """

    message: OutboxMessage
    content: Content | None
    held_until: datetime


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A message owed or done, as operators see it; instants in UTC.

    `channel_id` is where it stands, None before it was sent and for direct messages.
    """

    outbox_id: int
    team_id: int
    kind: MessageKind
    key: str
    channel_id: int | None
    recipient_id: int | None
    state: MessageState
    attempts: int
    due_at: datetime
    sent_at: datetime | None
    reason: str | None


class OutboxService:
    """The ledger behind the worker that sends."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def claim(self, busy: Busy = NOBODY) -> tuple[Parcel, ...]:
        """Take the next messages that are due, but for those who are `busy`.

        What no longer helps or has nothing to say is dropped on the way.
        """
        if await self.next_due_at(by=self._clock.now()) is None:
            return ()
        return await self._database.write(lambda uow: self._claim(uow, busy))

    async def ready(self, parcel: Parcel) -> Parcel | None:
        """Return a parcel as it is to be sent at this moment; None when another worker has it, or nobody need send it.

        The messages before it may have taken a while: the claim is extended where that takes it, and what a runner has
        changed since is what it says.
        """
        message = parcel.message
        claim, revision = await self._database.read(lambda uow: uow.outbox.hold_of(message.outbox_id))
        if claim != message.claim:
            return None
        if revision == message.revision and parcel.held_until - self._clock.now() >= SENDING:
            return parcel
        return await self._database.write(lambda uow: self._renew(uow, message))

    async def sent(self, message: OutboxMessage, message_id: int, channel_id: int | None = None) -> None:
        """Note that the message stands in its channel, or in another; one revised meanwhile is due again.

        What cheers have changed meanwhile is due a little later.
        """
        now = self._clock.now()
        await self._database.write(lambda uow: _note_sent(uow, message, message_id, channel_id, now))

    async def try_later(
        self, message: OutboxMessage, reason: str, seconds: float | None, *, blocked: bool = False
    ) -> None:
        """Note why nothing was sent and when to try again; after a week of tries, give up with that reason.

        What stands and must change is tried until it can be: a runner has been told that it will.
        `blocked`: its channel is closed to the bot, which somebody must be told.
        """
        now = self._clock.now()
        if message.message_id is None and now - message.owed_at >= GIVE_UP_AFTER:
            await self.give_up(message, reason)
            return
        wait = min(FIRST_RETRY_S * 2 ** min(message.attempts - 1, 20), LONGEST_RETRY_S) if seconds is None else seconds
        due_at = now + timedelta(seconds=wait)
        await self._database.write(lambda uow: _note_later(uow, message, due_at, reason, now if blocked else None))

    async def drop(self, message: OutboxMessage) -> None:
        """Note that the message has become needless and stands nowhere; a comment that never did is owed quietly."""
        if message.kind is MessageKind.COMMENT and message.message_id is None:
            await self.homeless(message, NEEDLESS)
            return
        reason = NEEDLESS if message.message_id is None else TAKEN_DOWN
        await self._database.write(
            lambda uow: _note_over(uow, message, state=MessageState.DROPPED, message_id=None, reason=reason)
        )

    async def homeless(self, message: OutboxMessage, reason: str) -> None:
        """Note that what a comment belongs under is gone, or closed to it: the runner gets it as a direct message."""
        now = self._clock.now()
        await self._database.write(lambda uow: _note_homeless(uow, message, reason, now))

    async def closed(self, message: OutboxMessage, reason: str) -> None:
        """Note that the reader's direct messages are closed: it waits for them, and whoever wrote it is told."""
        now = self._clock.now()
        await self._database.write(lambda uow: _note_closed(uow, message, reason, now))

    async def give_up(self, message: OutboxMessage, reason: str) -> None:
        """Note that the message cannot be delivered, with a reason the operator can act on."""
        now = self._clock.now()
        await self._database.write(lambda uow: _note_given_up(uow, message, reason, now))

    async def next_due_at(self, by: datetime | None = None) -> datetime | None:
        """Return when the next open message is due, or None; with `by`, None also when that is later."""
        due_at = await self._database.read(lambda uow: uow.outbox.next_due_at())
        return None if due_at is None or (by is not None and due_at > by) else due_at

    async def newest(self, limit: int = 20) -> tuple[OutboxEntry, ...]:
        """Return the newest messages of all teams, newest first."""
        rows = await self._database.read(lambda uow: uow.outbox.newest(limit))
        return tuple(
            OutboxEntry(
                outbox_id=row.outbox_id,
                team_id=row.team_id,
                kind=MessageKind(row.kind),
                key=row.key,
                channel_id=row.channel_id,
                recipient_id=row.recipient_id,
                state=MessageState(row.state),
                attempts=row.attempts,
                due_at=row.due_at,
                sent_at=row.sent_at,
                reason=row.reason,
            )
            for row in rows
        )

    async def counts(self) -> dict[MessageState, int]:
        """Return how many messages are in each state."""
        found = await self._database.read(lambda uow: uow.outbox.counts())
        return {state: found.get(state, 0) for state in MessageState}

    def _claim(self, uow: UnitOfWork, busy: Busy) -> tuple[Parcel, ...]:
        now = self._clock.now()
        parcels = []
        until = now + LEASE
        others = None if busy.letters else busy.recipient_ids
        for row in uow.outbox.claim_due(now, until, CLAIMED_AT_ONCE, busy.team_ids, others):
            parcel = _parcel(uow, row, now, until)
            if parcel is not None:
                parcels.append(parcel)
        return tuple(parcels)

    def _renew(self, uow: UnitOfWork, message: OutboxMessage) -> Parcel | None:
        now = self._clock.now()
        until = now + LEASE
        if not uow.outbox.change_held(message.outbox_id, message.claim, due_at=until, calm=True):
            return None
        return _parcel(uow, uow.outbox.row(message.outbox_id), now, until)


def _parcel(uow: UnitOfWork, row: OutboxRow, now: datetime, until: datetime) -> Parcel | None:
    """Return a claimed message with what it says now; None when it is dropped, or put back for later."""
    stands = row.message_id is not None
    late = not stands and row.useful_until is not None and row.useful_until < now
    content = None if late else content_of(uow, row, now)
    under = place_of(uow, row.team_id, row.payload["run_id"]) if row.kind == MessageKind.COMMENT else None
    channel_id = row.channel_id or (channel_of(row) if under is None else under.channel_id)
    if row.kind == MessageKind.COMMENT and content is None and not stands:
        # Its sender drops it, and owes it to the runner alone.
        return Parcel(_message(row, channel_id, under), None, until)
    # An earlier try may have put up what must not stand. What was said to one person is said, unless it is recalled.
    tried = row.attempts > 1 and (row.recipient_id is None or row.key.startswith(RECALLED))
    to_take_down = content is None and not late and (stands or tried)
    if content is None and not to_take_down:
        if row.key.startswith(RECALLED):
            uow.recalls.forget(row.outbox_id)
        else:
            uow.outbox.change(row.outbox_id, state=MessageState.DROPPED, reason=NEEDLESS)
        why = Hindrance.NO_COACH if row.kind == MessageKind.FEEDBACK_ANSWER else Hindrance.LEFT
        tell_sender(uow, row.outbox_id, row.kind, row.key, why, now)
        return None
    if row.recipient_id is not None:
        goes_at = now if stands or content is None or _is_for_this_morning(content) else _goes_at(row, now)
        if goes_at > now:
            _put_back(uow, row, goes_at, QUIET)
            return None
        return Parcel(_message(row, None), content, until)
    if channel_id is None:
        due_at = now + timedelta(seconds=LONGEST_RETRY_S)
        _put_back(uow, row, due_at, NO_CHANNEL)
        return None
    return Parcel(_message(row, channel_id, under), content, until)


def _is_for_this_morning(content: Content) -> bool:
    """Tell whether it is the word on race morning: who asked for that is up before quiet hours end."""
    return isinstance(content, RaceReminder) and content.days == 0


def _goes_at(row: OutboxRow, now: datetime) -> datetime:
    """Return when a direct message may go: outside its reader's quiet hours."""
    zone = ZoneInfo(row.recipient_time_zone or row.team_time_zone)
    return may_go_at(now, QuietHours.read(row.quiet_from, row.quiet_until), zone)


def _put_back(uow: UnitOfWork, row: OutboxRow, due_at: datetime, reason: str) -> None:
    # Nobody tried to send it, so it is not an attempt.
    uow.outbox.change(
        row.outbox_id,
        state=MessageState.PENDING,
        attempts=row.attempts - 1,
        due_at=due_at,
        calm=False,
        reason=reason,
    )


def _note_later(
    uow: UnitOfWork, message: OutboxMessage, due_at: datetime, reason: str, blocked_at: datetime | None
) -> None:
    waits = uow.outbox.change_held(
        message.outbox_id, message.claim, state=MessageState.PENDING, due_at=due_at, calm=False, reason=reason
    )
    team = uow.teams.find(message.team_id) if waits and blocked_at is not None else None
    if team is not None and blocked_at is not None and message.channel_id is not None:
        owe_notice(uow, team, Matter.CHANNEL_BLOCKED, message.channel_id, blocked_at)


def _note_sent(uow: UnitOfWork, message: OutboxMessage, message_id: int, channel_id: int | None, now: datetime) -> None:
    place = channel_id or message.channel_id
    under = message.under
    if under is not None and place is not None and place not in (under.channel_id, under.thread_channel_id):
        # The card first, as wherever cards and comments change together.
        uow.comments.note_thread(under.outbox_id, place)
    columns = {"sent_at": now, "channel_id": place, "message_id": message_id, "reason": None}
    if message.message_id is not None:
        columns["drawn_at"] = now
    found = uow.outbox.revision(message.outbox_id)
    if found is None:
        return
    revision, calm = found
    if revision == message.revision:
        uow.outbox.change(message.outbox_id, state=MessageState.SENT, **columns)
    else:
        due_at = now + CALM if calm else now
        uow.outbox.change(message.outbox_id, state=MessageState.PENDING, attempts=0, due_at=due_at, **columns)


def _note_homeless(uow: UnitOfWork, message: OutboxMessage, reason: str, now: datetime) -> None:
    # The note comes first: it takes a hold of the runner, whom others hold before they wait for what is in the outbox.
    word = uow.comments.find(int(message.key))
    owed = word is not None and owe_note(uow, word, now)
    held = uow.outbox.change_held(message.outbox_id, message.claim, state=MessageState.DROPPED, reason=reason)
    if owed and not held:
        # Another worker has it by now, and decides.
        uow.outbox.forget(message.team_id, MessageKind.COMMENT_NOTE, message.key)


def _note_over(uow: UnitOfWork, message: OutboxMessage, **columns: object) -> None:
    """Note how a message ended; one that was recalled is over then, and nothing is left that says to whom it went."""
    held = uow.outbox.change_held(message.outbox_id, message.claim, **columns)
    if held and uow.recalls.since(message.outbox_id) is not None:
        uow.recalls.forget(message.outbox_id)


def _note_given_up(uow: UnitOfWork, message: OutboxMessage, reason: str, now: datetime) -> None:
    if not _tries_on(uow, message, reason, now):
        log.warning("outbox %s (%s) not delivered: %s", message.outbox_id, message.kind, reason)
        _note_over(uow, message, state=MessageState.FAILED, reason=reason)


def _tries_on(uow: UnitOfWork, message: OutboxMessage, reason: str, now: datetime) -> bool:
    """Try a recalled letter again tomorrow, for as long as it may stand; False for any other, and after that."""
    since = uow.recalls.since(message.outbox_id)
    if since is None or now - since >= RECALLED_FOR:
        return False
    _note_later(uow, message, now + RECALL_RETRY, reason, None)
    return True


def _note_closed(uow: UnitOfWork, message: OutboxMessage, reason: str, now: datetime) -> None:
    if uow.recalls.since(message.outbox_id) is not None:
        _note_given_up(uow, message, reason, now)
    elif message.message_id is not None:
        # It reached its reader before they closed the door, and stands there as it was.
        uow.outbox.change_held(message.outbox_id, message.claim, state=MessageState.SENT, reason=reason)
    elif uow.outbox.change_held(message.outbox_id, message.claim, state=MessageState.WAITING, reason=reason):
        tell_sender(uow, message.outbox_id, message.kind, message.key, Hindrance.CLOSED, now)


def _message(row: OutboxRow, channel_id: int | None, under: CardPlace | None = None) -> OutboxMessage:
    return OutboxMessage(
        outbox_id=row.outbox_id,
        team_id=row.team_id,
        kind=MessageKind(row.kind),
        key=row.key,
        channel_id=channel_id,
        recipient_id=row.recipient_id,
        message_id=row.message_id,
        attempts=row.attempts,
        claim=row.claim,
        revision=row.revision,
        created_at=row.created_at,
        owed_at=row.revised_at or row.created_at,
        under=under,
    )
