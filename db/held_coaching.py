"""What is held about a member for coaching, and for what is asked of coaches; part of the list in `db.personal`."""

from typing import Final

from db.held import Erasure, Held
from db.models import coach_notes, coaches, focuses

COACHING: Final = (
    Held(
        "coaching",
        coaches,
        coaches.c.user_id,
        {
            "discord_id": coaches.c.user_id,
            "name": coaches.c.name,
            "by_role": coaches.c.role_id,
            "seen_at": coaches.c.seen_at,
            "wants_monday_letter": coaches.c.wants_digest,
        },
        Erasure.DELETE,
    ),
    Held(
        "focuses",
        focuses,
        focuses.c.runner_id,
        {
            "area": focuses.c.area,
            "question": focuses.c.question,
            "set_at": focuses.c.set_at,
            "asked_at": focuses.c.asked_at,
            "answered_at": focuses.c.answered_at,
            "cleared_at": focuses.c.cleared_at,
        },
        Erasure.GOES_ALONG,
    ),
    # What was asked is another member's.
    Held(
        "focuses_answered",
        focuses,
        focuses.c.answerer_id,
        {"discord_id": focuses.c.answerer_id, "answered_at": focuses.c.answered_at},
        Erasure.CLEAR,
        cleared=(focuses.c.answerer_id,),
    ),
    Held(
        "coach_notes",
        coach_notes,
        coach_notes.c.runner_id,
        {
            "by": coach_notes.c.author_name,
            "note": coach_notes.c.text,
            "written_at": coach_notes.c.written_at,
            "changed_at": coach_notes.c.changed_at,
        },
        Erasure.GOES_ALONG,
    ),
    Held(
        "coach_notes_written",
        coach_notes,
        coach_notes.c.author_id,
        {
            "signed": coach_notes.c.author_name,
            "note": coach_notes.c.text,
            "written_at": coach_notes.c.written_at,
            "changed_at": coach_notes.c.changed_at,
        },
        Erasure.CLEAR,
        cleared=(coach_notes.c.author_id, coach_notes.c.author_name),
    ),
)
