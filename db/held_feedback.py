"""What is held about a member for private words between coaches and runners; part of the list in `db.personal`."""

from typing import Final

from sqlalchemy import bindparam, select

from db.held import OF_RUNNER, OF_TEAM, OF_USER, Erasure, Held
from db.models import feedback, feedback_files, feedback_templates, kept_words, runners
from db.undelivered import FILE, WORDS, unless

_FILE: Final = {
    "file": feedback_files.c.file_id,
    "name": feedback_files.c.name,
    "content": feedback_files.c.content,
    "added_at": feedback_files.c.added_at,
}

# Each of the two is given what they wrote and what was written to them, and of nobody else's. The words stay with the
# runner when a coach is forgotten, and go when the runner is. What never reached a coach who is none any more does not
# do so by this.
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
            "from": unless(
                WORDS, select(runners.c.name).where(runners.c.runner_id == feedback.c.runner_id).scalar_subquery()
            ),
            "to": feedback.c.coach_name,
            "message": unless(WORDS, feedback.c.message),
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
        "feedback_files",
        feedback_files,
        feedback_files.c.feedback_id,
        _FILE,
        Erasure.GOES_ALONG,
        whose=feedback_files.c.feedback_id.in_(
            select(feedback.c.feedback_id).where(feedback.c.runner_id == bindparam(OF_RUNNER))
        ),
    ),
    Held(
        "feedback_files_as_a_coach",
        feedback_files,
        feedback_files.c.feedback_id,
        _FILE | {one: unless(FILE, _FILE[one]) for one in ("name", "content")},
        # They stay with the runner, as the words do.
        Erasure.GOES_ALONG,
        whose=feedback_files.c.feedback_id.in_(
            select(feedback.c.feedback_id).where(
                feedback.c.coach_id == bindparam(OF_USER), feedback.c.team_id == bindparam(OF_TEAM)
            )
        ),
    ),
    Held(
        "feedback_templates",
        feedback_templates,
        feedback_templates.c.coach_id,
        {
            "name": feedback_templates.c.name,
            "message": feedback_templates.c.message,
            "changed_at": feedback_templates.c.changed_at,
        },
        Erasure.DELETE,
    ),
    Held(
        "words_kept",
        kept_words,
        kept_words.c.user_id,
        {"message": kept_words.c.message, "kept_at": kept_words.c.kept_at},
        Erasure.DELETE,
    ),
    Held(
        "files_kept",
        feedback_files,
        feedback_files.c.kept_id,
        _FILE,
        Erasure.GOES_ALONG,
        whose=feedback_files.c.kept_id.in_(
            select(kept_words.c.kept_id).where(kept_words.c.user_id == bindparam(OF_USER))
        ),
    ),
)
