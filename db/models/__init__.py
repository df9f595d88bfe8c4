"""The tables; importing this package registers all of them with the metadata."""

from db.models.availability import availability, usual_availability
from db.models.celebrations import celebrations
from db.models.challenges import challenge_shares, challenge_sides, challenge_sponsors, challenges
from db.models.check_ins import check_ins
from db.models.checkups import checkup_thresholds
from db.models.cheers import cheers
from db.models.coach_notes import coach_notes
from db.models.coaches import coaches
from db.models.comments import comments
from db.models.connections import (
    back_fill_runs,
    back_fills,
    connection_hints,
    connection_links,
    connections,
    found_runs,
    revocations,
    service_calls,
)
from db.models.feedback import feedback, feedback_files, feedback_templates, kept_words
from db.models.focuses import focuses
from db.models.imports import imports
from db.models.outbox import outbox
from db.models.plans import plan_templates, plan_weeks, planned_sessions, plans
from db.models.points import awards, board_scores, period_totals, point_rules, team_totals, unnamed_totals
from db.models.races import calendar_feeds, entrants, race_distances, races
from db.models.relays import relay_legs, relays
from db.models.runners import chosen_teams, past_targets, pauses, runners
from db.models.runs import origins, photos, reviews, runs
from db.models.schedules import schedules
from db.models.seasons import season_weeks, seasons
from db.models.shoutouts import shoutout_receivers, shoutouts
from db.models.teams import teams
from db.models.weekly_asks import weekly_asks

__all__ = [
    "availability",
    "awards",
    "back_fill_runs",
    "back_fills",
    "board_scores",
    "calendar_feeds",
    "celebrations",
    "challenge_shares",
    "challenge_sides",
    "challenge_sponsors",
    "challenges",
    "check_ins",
    "checkup_thresholds",
    "cheers",
    "chosen_teams",
    "coach_notes",
    "coaches",
    "comments",
    "connection_hints",
    "connection_links",
    "connections",
    "entrants",
    "feedback",
    "feedback_files",
    "feedback_templates",
    "focuses",
    "found_runs",
    "imports",
    "kept_words",
    "origins",
    "outbox",
    "past_targets",
    "pauses",
    "period_totals",
    "photos",
    "plan_templates",
    "plan_weeks",
    "planned_sessions",
    "plans",
    "point_rules",
    "race_distances",
    "races",
    "relay_legs",
    "relays",
    "reviews",
    "revocations",
    "runners",
    "runs",
    "schedules",
    "season_weeks",
    "seasons",
    "service_calls",
    "shoutout_receivers",
    "shoutouts",
    "team_totals",
    "teams",
    "unnamed_totals",
    "usual_availability",
    "weekly_asks",
]
