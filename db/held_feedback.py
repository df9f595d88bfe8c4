"""What is held about a member for private words between coaches and runners; part of the list in `db.personal`."""

from typing import Final

from sqlalchemy import select

from db.held import Erasure, Held
from db.models import feedback, kept_words, runners

# Each of the two is given what they wrote and what was written to them, and of nobody else's. The words stay with the
# runner when a coach is forgotten, and go when the runner is.
FEEDBACK: Final = (
    Held(
        "feedback_received",
        feedback,
        feedback.c.runner_id,
        {
            "from": feedback.c.coach_name,
            "message": feedback.c.message,
            "sent_at": feedback.c.sent_at,
            "edited_at": feedback.c.edited_at,
            "taken_back_at": feedback.c.taken_back_at,
            "read_at": feedback.c.read_at,
        },
        Erasure.GOES_ALONG,
        also=(feedback.c.answers_id,),
        narrowed=feedback.c.by_runner.is_(False),
    ),
    Held(
        "feedback_answered",
        feedback,
        feedback.c.runner_id,
        {
            "to": feedback.c.coach_name,
            "message": feedback.c.message,
            "sent_at": feedback.c.sent_at,
            "edited_at": feedback.c.edited_at,
            "taken_back_at": feedback.c.taken_back_at,
        },
        Erasure.GOES_ALONG,
        narrowed=feedback.c.by_runner,
    ),
    Held(
        "feedback_given",
        feedback,
        feedback.c.coach_id,
        {
            "signed": feedback.c.coach_name,
            "message": feedback.c.message,
            "sent_at": feedback.c.sent_at,
            "edited_at": feedback.c.edited_at,
            "taken_back_at": feedback.c.taken_back_at,
        },
        Erasure.CLEAR,
        cleared=(feedback.c.coach_id, feedback.c.coach_name),
        narrowed=feedback.c.by_runner.is_(False),
    ),
    Held(
        "answers_received",
        feedback,
        feedback.c.coach_id,
        {
            "from": select(runners.c.name).where(runners.c.runner_id == feedback.c.runner_id).scalar_subquery(),
            "to": feedback.c.coach_name,
            "message": feedback.c.message,
            "sent_at": feedback.c.sent_at,
            "edited_at": feedback.c.edited_at,
            "taken_back_at": feedback.c.taken_back_at,
            "read_at": feedback.c.read_at,
        },
        Erasure.CLEAR,
        cleared=(feedback.c.coach_id, feedback.c.coach_name),
        narrowed=feedback.c.by_runner,
    ),
    Held(
        "words_kept",
        kept_words,
        kept_words.c.user_id,
        {"message": kept_words.c.message, "kept_at": kept_words.c.kept_at},
        Erasure.DELETE,
    ),
)
