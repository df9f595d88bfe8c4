"""Rows of messages owed, as questions about them return them."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from db.models.outbox import RECALLED_KEY

RECALLED: Final = RECALLED_KEY
"""How the key of a letter begins that is taken down; see `db.models.outbox`."""


class OutboxRow(NamedTuple):
    """A message owed, as a worker claims it."""

    outbox_id: int
    team_id: int
    kind: str
    key: str
    payload: dict[str, Any]
    runner_id: int | None
    recipient_id: int | None
    attempts: int
    claim: int
    revision: int
    created_at: datetime
    revised_at: datetime | None
    useful_until: datetime | None
    channel_id: int | None
    message_id: int | None
    feed_channel_id: int | None
    leaderboard_channel_id: int | None
    plan_channel_id: int | None
    feed_mode: str
    quiet_from: str | None
    quiet_until: str | None
    team_time_zone: str
    recipient_time_zone: str | None


class WaitingRow(NamedTuple):
    """A message that waits for its reader."""

    outbox_id: int
    kind: str
    key: str
    payload: dict[str, Any]
    created_at: datetime
    offered_at: datetime | None


class OutboxLine(NamedTuple):
    """A message owed, as the operator sees it."""

    outbox_id: int
    team_id: int
    kind: str
    key: str
    channel_id: int | None
    recipient_id: int | None
    state: str
    attempts: int
    due_at: datetime
    created_at: datetime
    sent_at: datetime | None
    reason: str | None


class Owed(NamedTuple):
    """What is or was owed under a name, and where it stands."""

    outbox_id: int
    state: str
    channel_id: int | None
    message_id: int | None
    payload: dict[str, Any]

    @property
    def is_to_come(self) -> bool:
        """Whether nobody has read it yet, so that it will say what is true when it is sent."""
        return self.message_id is None and self.state in ("pending", "sending", "waiting")
