"""What is held about a member as messages that are owed or were sent; part of the list in `db.personal`."""

from typing import Final

from sqlalchemy import and_, bindparam

from db.held import OF_USER, Erasure, Held
from db.models import outbox
from db.models.outbox import RECALLED_KEY
from db.undelivered import LETTER, unless

# Whoever it was for is known until it is taken down, and then it is gone: it has no content, and no row about anybody.
_BEING_TAKEN_DOWN: Final = and_(outbox.c.key.startswith(RECALLED_KEY), outbox.c.state.in_(("pending", "sending")))

MESSAGES: Final = (
    Held(
        "messages_to_you",
        outbox,
        outbox.c.recipient_id,
        {
            "kind": outbox.c.kind,
            # What runners told their coaches is not for who was one.
            "content": unless(LETTER, outbox.c.payload),
            "state": outbox.c.state,
            "created_at": outbox.c.created_at,
            "sent_at": outbox.c.sent_at,
            "offered_at": outbox.c.offered_at,
        },
        Erasure.DELETE,
        narrowed=~_BEING_TAKEN_DOWN,
    ),
    Held(
        "messages_to_others_about_you",
        outbox,
        outbox.c.runner_id,
        {"kind": outbox.c.kind, "created_at": outbox.c.created_at, "sent_at": outbox.c.sent_at},
        # What stands in their messages is recalled first (`OutboxRepository.recall`), and names nobody from then on.
        Erasure.DELETE,
        narrowed=outbox.c.recipient_id != bindparam(OF_USER),
    ),
    Held(
        "posts_about_you",
        outbox,
        outbox.c.runner_id,
        {
            "kind": outbox.c.kind,
            "content": outbox.c.payload,
            "state": outbox.c.state,
            "created_at": outbox.c.created_at,
            "sent_at": outbox.c.sent_at,
            "channel_id": outbox.c.channel_id,
            "message_id": outbox.c.message_id,
            "thread_id": outbox.c.thread_channel_id,
        },
        # What stands in a channel is still to be taken down, and the row knows where.
        Erasure.LET_GO,
        narrowed=outbox.c.recipient_id.is_(None),
    ),
)
