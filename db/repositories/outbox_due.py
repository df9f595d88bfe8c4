"""Which messages of the outbox are due, in the order in which workers take them."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import and_, bindparam, case, func, or_, select

from db.connection import Connection
from db.models.outbox import outbox
from db.models.teams import teams

IS_OPEN: Final = or_(outbox.c.state == "pending", outbox.c.state == "sending")
STANDS_SOMEWHERE: Final = outbox.c.message_id.is_not(None)
# In a server that the bot has left, nothing can be sent until it is invited again. What stands in its members' direct
# messages can still be taken down, and has to be where a service told it.
_CAN_GO = or_(teams.c.left_at.is_(None), and_(outbox.c.recipient_id.is_not(None), STANDS_SOMEWHERE))
_DUE_IDS = (
    select(outbox.c.outbox_id)
    .join(teams)
    .where(IS_OPEN, outbox.c.due_at <= bindparam("now"), _CAN_GO)
    # A runner who hides may have hundreds of cards that stand: what is new does not wait for all of them, and of them
    # those come first that are still looked at.
    .order_by(STANDS_SOMEWHERE, case((STANDS_SOMEWHERE, -outbox.c.outbox_id), else_=outbox.c.outbox_id))
    .limit(bindparam("limit"))
    .with_for_update(of=outbox, skip_locked=True)
)
_POST_OF_OTHERS = and_(outbox.c.recipient_id.is_(None), outbox.c.team_id.not_in(bindparam("team_ids", expanding=True)))
_LETTER_TO_OTHERS = and_(
    outbox.c.recipient_id.is_not(None), outbox.c.recipient_id.not_in(bindparam("recipient_ids", expanding=True))
)
_DUE_POSTS = _DUE_IDS.where(_POST_OF_OTHERS)
_DUE_FOR_OTHERS = _DUE_IDS.where(or_(_POST_OF_OTHERS, _LETTER_TO_OTHERS))
_NEXT = select(func.min(outbox.c.due_at)).join(teams).where(IS_OPEN, _CAN_GO)


def due_ids(
    connection: Connection,
    now: datetime,
    limit: int,
    but_teams: Collection[int],
    but_recipients: Collection[int] | None,
) -> list[int]:
    """Return what is due and hold it, but for posts of some teams and letters to some members (None: to any).

    New messages come first, oldest first, then revised ones that stand, newest first.
    """
    due: dict[str, object] = {"now": now, "limit": limit, "team_ids": list(but_teams)}
    if but_recipients is None:
        return list(connection.execute(_DUE_POSTS, due).scalars())
    if but_teams or but_recipients:
        return list(connection.execute(_DUE_FOR_OTHERS, due | {"recipient_ids": list(but_recipients)}).scalars())
    return list(connection.execute(_DUE_IDS, {"now": now, "limit": limit}).scalars())


def next_due_at(connection: Connection) -> datetime | None:
    """Return when the next open message is due, or None when nothing is owed."""
    earliest: datetime | None = connection.execute(_NEXT, {}).scalar()
    return earliest
