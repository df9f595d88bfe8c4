"""Questions about messages owed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String, and_, bindparam, case, cast, delete, func, literal, or_, select, update

from db.connection import Connection
from db.models.outbox import outbox
from db.models.runners import runners
from db.models.teams import teams
from db.repositories.outbox_due import IS_OPEN, STANDS_SOMEWHERE, due_ids, next_due_at
from db.repositories.outbox_rows import RECALLED, OutboxLine, OutboxRow, Owed, WaitingRow
from db.repositories.statements import Change, Upsert
from db.types import UtcDateTime

_ROWS = (
    select(
        outbox.c.outbox_id,
        outbox.c.team_id,
        outbox.c.kind,
        outbox.c.key,
        outbox.c.payload,
        outbox.c.runner_id,
        outbox.c.recipient_id,
        outbox.c.attempts,
        outbox.c.claim,
        outbox.c.revision,
        outbox.c.created_at,
        outbox.c.revised_at,
        outbox.c.useful_until,
        outbox.c.channel_id,
        outbox.c.message_id,
        teams.c.feed_channel_id,
        teams.c.leaderboard_channel_id,
        teams.c.plan_channel_id,
        teams.c.feed_mode,
        teams.c.quiet_from,
        teams.c.quiet_until,
        teams.c.time_zone.label("team_time_zone"),
        runners.c.time_zone.label("recipient_time_zone"),
    )
    .select_from(outbox)
    .join(teams)
    .outerjoin(runners, and_(runners.c.team_id == outbox.c.team_id, runners.c.user_id == outbox.c.recipient_id))
    .where(outbox.c.outbox_id.in_(bindparam("outbox_ids", expanding=True)))
)
_LINES = (
    select(*(outbox.c[name] for name in OutboxLine._fields))
    .order_by(outbox.c.outbox_id.desc())
    .limit(bindparam("limit"))
)

_NOT_DONE = ("pending", "sending", "waiting", "failed")
_OPEN_COUNTS = select(outbox.c.state, func.count()).where(outbox.c.state.in_(_NOT_DONE)).group_by(outbox.c.state)

_OWE = Upsert(outbox, lambda insert: insert.on_conflict_do_nothing(index_elements=["team_id", "kind", "key"]))
_NAMED = select(*(outbox.c[name] for name in Owed._fields)).where(
    outbox.c.team_id == bindparam("team_id"),
    outbox.c.kind == bindparam("kind"),
    outbox.c.key == bindparam("key"),
)
_NAME_OF = select(outbox.c.kind, outbox.c.key).where(
    outbox.c.team_id == bindparam("team_id"),
    # The id comes from a message, so it may be any number.
    outbox.c.outbox_id == bindparam("outbox_id", type_=BigInteger()),
)
_CHANGE = Change(outbox.c.outbox_id)
_HOLD = (
    select(outbox.c.outbox_id)
    .where(
        outbox.c.outbox_id == bindparam("outbox_id"),
        outbox.c.state == "sending",
        outbox.c.claim == bindparam("claim"),
    )
    .with_for_update()
)
_REVISION = (
    select(outbox.c.revision, outbox.c.calm).where(outbox.c.outbox_id == bindparam("outbox_id")).with_for_update()
)
_HOLD_OF = select(outbox.c.claim, outbox.c.revision).where(
    outbox.c.outbox_id == bindparam("outbox_id"), outbox.c.state == "sending"
)
# One that could not be edited or taken down still stands, and gets another chance.
_STANDS = or_(outbox.c.state == "sent", and_(outbox.c.state == "failed", STANDS_SOMEWHERE))
_WAITS_CALMLY = and_(outbox.c.state == "pending", STANDS_SOMEWHERE, outbox.c.calm)
# One that a worker holds at this moment is sent first and found to be out of date then.
_REVISE = update(outbox).values(
    revision=outbox.c.revision + 1,
    revised_at=bindparam("now", type_=UtcDateTime()),
    attempts=case((_STANDS, 0), else_=outbox.c.attempts),
    due_at=case((or_(_STANDS, _WAITS_CALMLY), bindparam("now", type_=UtcDateTime())), else_=outbox.c.due_at),
    state=case((_STANDS, "pending"), else_=outbox.c.state),
    calm=False,
)
_REVISE_NAMED = _REVISE.where(
    outbox.c.team_id == bindparam("of_team"), outbox.c.kind == bindparam("of_kind"), outbox.c.key == bindparam("of_key")
)
_FORGET_DROPPED = delete(outbox).where(
    outbox.c.team_id == bindparam("of_team"),
    outbox.c.kind == bindparam("of_kind"),
    outbox.c.key == bindparam("of_key"),
    outbox.c.state == "dropped",
)
_REVISE_OF_RUNNER = _REVISE.where(outbox.c.runner_id == bindparam("of_runner"), outbox.c.kind == bindparam("of_kind"))
_WITH_OTHERS = and_(outbox.c.recipient_id.is_not(None), or_(STANDS_SOMEWHERE, outbox.c.state == "sending"))
# One that was tried may be there though nobody noted it.
_MAY_STAND = or_(STANDS_SOMEWHERE, outbox.c.state == "sending", and_(IS_OPEN, outbox.c.attempts > 0))
_TAKE_DOWN = _REVISE.where(_MAY_STAND).values(
    # What is left names the message itself, and nobody.
    key=literal(RECALLED, String()).concat(cast(outbox.c.outbox_id, String())),
    payload={},
    runner_id=None,
    useful_until=None,
    reason=None,
)
_RECALL = _TAKE_DOWN.where(outbox.c.runner_id == bindparam("of_runner"), outbox.c.recipient_id != bindparam("but_to"))
_TAKE_ONE_DOWN = _TAKE_DOWN.where(outbox.c.outbox_id == bindparam("of_id"))
_FORGET_ONE = delete(outbox).where(outbox.c.outbox_id == bindparam("of_id"))
_OF_KIND = select(outbox.c.outbox_id, outbox.c.key, outbox.c.payload).where(
    outbox.c.team_id == bindparam("team_id"), outbox.c.kind == bindparam("kind")
)
_REVISE_LETTERS = _REVISE.where(
    outbox.c.team_id == bindparam("of_team"), outbox.c.kind == bindparam("of_kind"), _WITH_OTHERS
)
_REVISE_LETTERS_NAMED = _REVISE_LETTERS.where(outbox.c.key.in_(bindparam("of_keys", expanding=True)))
# One on its way will stand in a moment, with what it said when its worker took it.
_STANDING = (
    select(outbox.c.key, outbox.c.payload)
    .where(
        outbox.c.team_id == bindparam("team_id"),
        outbox.c.kind == bindparam("kind"),
        or_(STANDS_SOMEWHERE, IS_OPEN),
    )
    .order_by(outbox.c.outbox_id.desc())
)
_NEWEST_PAYLOAD = (
    select(outbox.c.payload)
    .where(outbox.c.team_id == bindparam("team_id"), outbox.c.kind == bindparam("kind"))
    .order_by(outbox.c.outbox_id.desc())
    .limit(1)
)
_UNSENT = and_(outbox.c.team_id == bindparam("of_team"), outbox.c.state == "pending", outbox.c.message_id.is_(None))
_HURRY = update(outbox).where(_UNSENT, outbox.c.recipient_id.is_(None)).values(due_at=bindparam("now"))
_WAKE = update(outbox).where(_UNSENT, outbox.c.recipient_id.is_not(None)).values(due_at=bindparam("now"))
_DROP_UNSENT = (
    update(outbox)
    .where(_UNSENT, outbox.c.kind == bindparam("of_kind"), outbox.c.created_at < bindparam("before"))
    .values(state="dropped", reason=bindparam("why"))
)
_FORGET = delete(outbox).where(
    outbox.c.team_id == bindparam("team_id"), outbox.c.kind == bindparam("kind"), outbox.c.key == bindparam("key")
)
_WAITING = (
    select(*(outbox.c[name] for name in WaitingRow._fields))
    .where(
        outbox.c.recipient_id == bindparam("recipient_id"),
        outbox.c.state == "waiting",
        outbox.c.team_id == bindparam("team_id"),
    )
    .order_by(outbox.c.outbox_id)
    .with_for_update(of=outbox)
)

_UNOFFERED = (
    select(outbox.c.outbox_id)
    .where(
        outbox.c.recipient_id == bindparam("recipient_id"),
        outbox.c.state == "waiting",
        outbox.c.team_id == bindparam("team_id"),
        outbox.c.offered_at.is_(None),
    )
    .limit(1)
)
_UNREAD = (
    select(*(outbox.c[name] for name in WaitingRow._fields))
    .where(
        outbox.c.recipient_id == bindparam("recipient_id"),
        outbox.c.state.in_(("waiting", "pending")),
        outbox.c.message_id.is_(None),
        outbox.c.team_id == bindparam("team_id"),
    )
    .order_by(outbox.c.outbox_id)
    .with_for_update(of=outbox)
)


class OutboxRepository:
    """Reads and writes `outbox`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def owe(
        self,
        *,
        team_id: int,
        kind: str,
        key: str,
        payload: dict[str, Any],
        now: datetime,
        due_at: datetime | None = None,
        useful_until: datetime | None = None,
        runner_id: int | None = None,
        recipient_id: int | None = None,
    ) -> bool:
        """Owe a message, due at once unless told; False when the same one (team, kind, key) is owed or sent already."""
        owed = self._connection.execute(
            _OWE.on(self._connection),
            {
                "team_id": team_id,
                "kind": kind,
                "key": key,
                "payload": payload,
                "state": "pending",
                "attempts": 0,
                "claim": 0,
                "revision": 0,
                "calm": False,
                "due_at": due_at or now,
                "created_at": now,
                "useful_until": useful_until,
                "runner_id": runner_id,
                "recipient_id": recipient_id,
            },
        )
        return bool(owed.rowcount == 1)

    def forget_dropped(self, team_id: int, kind: str, key: str) -> None:
        """Forget a message that stands nowhere, so that it can be owed anew."""
        self._connection.execute(_FORGET_DROPPED, {"of_team": team_id, "of_kind": kind, "of_key": key})

    def claim_due(
        self,
        now: datetime,
        lease_until: datetime,
        limit: int,
        but_teams: Collection[int] = (),
        but_recipients: Collection[int] | None = (),
    ) -> list[OutboxRow]:
        """Take what is due until `lease_until`, but for posts of some teams and letters to some members (None: to any).

        A claim that lapsed is due again. New messages come first, oldest first, then revised ones that stand, newest
        first.
        """
        ids = due_ids(self._connection, now, limit, but_teams, but_recipients)
        if not ids:
            return []
        self._connection.execute(
            update(outbox)
            .where(outbox.c.outbox_id.in_(ids))
            .values(
                state="sending",
                due_at=lease_until,
                attempts=outbox.c.attempts + 1,
                claim=outbox.c.claim + 1,
                calm=True,
            )
        )
        rows = {row[0]: OutboxRow._make(row) for row in self._connection.execute(_ROWS, {"outbox_ids": ids})}
        return [rows[outbox_id] for outbox_id in ids]

    def change(self, outbox_id: int, **columns: object) -> None:
        """Set columns of one message."""
        _CHANGE.run(self._connection, outbox_id, columns)

    def change_held(self, outbox_id: int, claim: int, **columns: object) -> bool:
        """Set columns of a message whose `claim` still stands; False when it lapsed to another worker."""
        if self._connection.execute(_HOLD, {"outbox_id": outbox_id, "claim": claim}).one_or_none() is None:
            return False
        self.change(outbox_id, **columns)
        return True

    def revision(self, outbox_id: int) -> tuple[int, bool] | None:
        """Return (revision, calm) of a message, holding it until the transaction ends; None when it is gone."""
        row = self._connection.execute(_REVISION, {"outbox_id": outbox_id}).one_or_none()
        return None if row is None else (row[0], row[1])

    def hold_of(self, outbox_id: int) -> tuple[int, int] | tuple[None, None]:
        """Return (claim, revision) of a message that a worker holds; nothing of one that nobody holds."""
        row = self._connection.execute(_HOLD_OF, {"outbox_id": outbox_id}).one_or_none()
        return (None, None) if row is None else (row[0], row[1])

    def row(self, outbox_id: int) -> OutboxRow:
        """Return a message that is there."""
        (row,) = self._connection.execute(_ROWS, {"outbox_ids": [outbox_id]})
        return OutboxRow._make(row)

    def revise(self, team_id: int, kind: str, key: str, now: datetime) -> bool:
        """Let a message say what is true now: one that stands is edited or taken down; False when there is none."""
        parameters = {"of_team": team_id, "of_kind": kind, "of_key": key, "now": now}
        return bool(self._connection.execute(_REVISE_NAMED, parameters).rowcount)

    def revise_of_runner(self, runner_id: int, kind: str, now: datetime) -> None:
        """Do so for every message of a kind about one runner."""
        self._connection.execute(_REVISE_OF_RUNNER, {"of_runner": runner_id, "of_kind": kind, "now": now})

    def recall(self, runner_id: int, but_to: int, now: datetime) -> None:
        """Have every letter about a runner that stands with others taken down; the rows tell nothing of them from now.

        Letters to the member `but_to`, the runner's own, and those that never left are left alone.
        """
        self._connection.execute(_RECALL, {"of_runner": runner_id, "but_to": but_to, "now": now})

    def of_kind(self, team_id: int, kind: str) -> list[tuple[int, str, dict[str, Any]]]:
        """Return (id, key, payload) of every message of a kind, sent or not."""
        rows = self._connection.execute(_OF_KIND, {"team_id": team_id, "kind": kind})
        return [(row[0], row[1], row[2]) for row in rows]

    def recall_those(self, outbox_ids: Collection[int], now: datetime) -> None:
        """Have messages taken down where they stand, with nothing left that they tell; forget those that never left."""
        for outbox_id in outbox_ids:
            if not self._connection.execute(_TAKE_ONE_DOWN, {"of_id": outbox_id, "now": now}).rowcount:
                self._connection.execute(_FORGET_ONE, {"of_id": outbox_id})

    def revise_letters(self, team_id: int, kind: str, now: datetime, keys: Collection[str] | None = None) -> None:
        """Let direct messages of a kind that stand say what is true now, all of a team or those named; none is sent."""
        parameters: dict[str, object] = {"of_team": team_id, "of_kind": kind, "now": now}
        if keys is None:
            self._connection.execute(_REVISE_LETTERS, parameters)
        elif keys:
            self._connection.execute(_REVISE_LETTERS_NAMED, parameters | {"of_keys": list(keys)})

    def standing(self, team_id: int, kind: str) -> list[tuple[str, dict[str, Any]]]:
        """Return (key, payload) of a team's messages of one kind that stand or are on their way, newest first."""
        rows = self._connection.execute(_STANDING, {"team_id": team_id, "kind": kind})
        return [(row[0], row[1]) for row in rows]

    def newest_payload(self, team_id: int, kind: str) -> dict[str, Any] | None:
        """Return the payload of the newest message of a kind, sent or not."""
        payload: dict[str, Any] | None = self._connection.execute(
            _NEWEST_PAYLOAD, {"team_id": team_id, "kind": kind}
        ).scalar()
        return payload

    def hurry(self, team_id: int, now: datetime) -> None:
        """Let every post of a team that waits for its channel be tried at once."""
        self._connection.execute(_HURRY, {"of_team": team_id, "now": now})

    def wake(self, team_id: int, now: datetime) -> None:
        """Let every direct message of a team that waits for the morning be looked at anew."""
        self._connection.execute(_WAKE, {"of_team": team_id, "now": now})

    def drop_unsent(self, team_id: int, kind: str, before: datetime, reason: str) -> None:
        """Give up messages of a kind, owed before that instant, that stand nowhere."""
        parameters = {"of_team": team_id, "of_kind": kind, "before": before, "why": reason}
        self._connection.execute(_DROP_UNSENT, parameters)

    def forget(self, team_id: int, kind: str, key: str) -> None:
        """Remove what is or was owed under this name, so that it can be owed again."""
        self._connection.execute(_FORGET, {"team_id": team_id, "kind": kind, "key": key})

    def waiting_for(self, team_id: int, recipient_id: int) -> list[WaitingRow]:
        """Return the messages that could not reach a member by direct message, oldest first, and hold them."""
        rows = self._connection.execute(_WAITING, {"team_id": team_id, "recipient_id": recipient_id})
        return [WaitingRow._make(row) for row in rows]

    def has_unoffered(self, team_id: int, recipient_id: int) -> bool:
        """Tell whether a message waits for a member who has not been told of it."""
        found = self._connection.execute(_UNOFFERED, {"team_id": team_id, "recipient_id": recipient_id})
        return found.scalar() is not None

    def unread_by(self, team_id: int, recipient_id: int) -> list[WaitingRow]:
        """Return the messages that have not reached a member, oldest first; no worker takes them meanwhile."""
        rows = self._connection.execute(_UNREAD, {"team_id": team_id, "recipient_id": recipient_id})
        return [WaitingRow._make(row) for row in rows]

    def find(self, team_id: int, kind: str, key: str) -> Owed | None:
        """Return what is or was owed under this name."""
        row = self._connection.execute(_NAMED, {"team_id": team_id, "kind": kind, "key": key}).one_or_none()
        return None if row is None else Owed._make(row)

    def name_of(self, team_id: int, outbox_id: int) -> tuple[str, str] | tuple[None, str]:
        """Return (kind, key) of one of the team's messages; no kind when there is none."""
        row = self._connection.execute(_NAME_OF, {"team_id": team_id, "outbox_id": outbox_id}).one_or_none()
        return (None, "") if row is None else (row[0], row[1])

    def next_due_at(self) -> datetime | None:
        """Return when the next open message is due, or None when nothing is owed."""
        return next_due_at(self._connection)

    def newest(self, limit: int) -> list[OutboxLine]:
        """Return the newest messages, newest first."""
        return [OutboxLine._make(row) for row in self._connection.execute(_LINES, {"limit": limit})]

    def open_counts(self) -> dict[str, int]:
        """Return how many messages are in each state that is not done; those that are may be millions."""
        return {row[0]: row[1] for row in self._connection.execute(_OPEN_COUNTS, {})}

    def counts(self) -> dict[str, int]:
        """Return how many messages are in each state."""
        rows = self._connection.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
        return {row[0]: row[1] for row in rows}
