"""What is held about a member for weekly plans; part of the list in `db.personal`."""

from typing import Final

from db.held import Erasure, Held
from db.models import plan_templates, plan_weeks, planned_sessions, plans

PLANS: Final = (
    Held(
        "plans_for_you",
        plans,
        plans.c.runner_id,
        {
            "week": plans.c.week,
            # A draft is its coach's until they save it.
            "plan": plans.c.text,
            "by": plans.c.author_name,
            "saved_at": plans.c.saved_at,
            "published_at": plans.c.published_at,
        },
        Erasure.GOES_ALONG,
    ),
    Held(
        "plan_weeks",
        plan_weeks,
        plan_weeks.c.runner_id,
        {
            "week": plan_weeks.c.week,
            "holds": plan_weeks.c.holds,
            "published_at": plan_weeks.c.published_at,
            "looks_good_at": plan_weeks.c.agreed_at,
        },
        Erasure.GOES_ALONG,
        also=(plan_weeks.c.plan_id,),
    ),
    Held(
        "planned_sessions",
        planned_sessions,
        planned_sessions.c.runner_id,
        {
            "date": planned_sessions.c.day,
            "week": planned_sessions.c.week,
            "session": planned_sessions.c.text,
            "kind": planned_sessions.c.kind,
            "distance_metres": planned_sessions.c.distance_m,
            "duration_seconds": planned_sessions.c.duration_s,
            "excused": planned_sessions.c.excused,
            "excused_for_points": planned_sessions.c.spared,
            "cannot_since": planned_sessions.c.cannot_at,
            "cannot_words": planned_sessions.c.cannot_words,
            "percent_of_planned": planned_sessions.c.percent,
            "said_done_at": planned_sessions.c.done_at,
        },
        Erasure.GOES_ALONG,
        also=(planned_sessions.c.plan_id,),
    ),
    Held(
        "planned_runs",
        planned_sessions,
        planned_sessions.c.run_id,
        {
            "run": planned_sessions.c.run_id,
            "session_on": planned_sessions.c.day,
            "percent_of_planned": planned_sessions.c.percent,
        },
        Erasure.LET_GO,
    ),
    Held(
        "plans_written",
        plans,
        plans.c.author_id,
        {
            "week": plans.c.week,
            "signed": plans.c.author_name,
            "plan": plans.c.text,
            "saved_at": plans.c.saved_at,
        },
        Erasure.CLEAR,
        cleared=(plans.c.author_id, plans.c.author_name),
    ),
    Held(
        "plan_drafts",
        plans,
        plans.c.draft_author_id,
        {
            "week": plans.c.week,
            "signed": plans.c.draft_author_name,
            "draft": plans.c.draft,
            "saved_at": plans.c.saved_at,
        },
        Erasure.CLEAR,
        cleared=(plans.c.draft_author_id, plans.c.draft_author_name),
    ),
    Held(
        "plan_templates",
        plan_templates,
        plan_templates.c.author_id,
        {"name": plan_templates.c.name, "week": plan_templates.c.text, "saved_at": plan_templates.c.saved_at},
        Erasure.CLEAR,
        cleared=(plan_templates.c.author_id,),
    ),
)
