"""What is held about a member: every table that names one, what of it they are given, and how it is erased.

A test compares this list with the tables: one that names members and is not here fails it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Delete, Select, Table, Update, and_, bindparam, delete, select, update

from db.models import (
    awards,
    board_scores,
    cheers,
    chosen_teams,
    feedback,
    imports,
    origins,
    outbox,
    past_targets,
    pauses,
    period_totals,
    photos,
    point_rules,
    reviews,
    runners,
    runs,
    teams,
)

OF_TEAM, OF_USER, OF_RUNNER = "of_team", "of_user", "of_runner"
"""The parameters of every statement here: the team, the member's Discord id, and their row in `runners`."""


class Erasure(Enum):
    """What becomes of a row when the member whom it names is forgotten."""

    GOES_ALONG = "deleted by the database together with the runner"
    DELETE = "deleted"
    CLEAR = "kept without the member"
    LET_GO = "kept; the database clears the runner"


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of rows about a member: those whose column `by` is them, their row in `runners`, or one of their runs.

    `shown` is what an export tells of it, by readable name; `also` are further columns that lead to the same rows.
    `narrowed` leaves out what another entry has.
    """

    name: str
    table: Table
    by: Column[Any]
    shown: Mapping[str, ColumnElement[Any]]
    erasure: Erasure
    also: tuple[Column[Any], ...] = ()
    cleared: tuple[Column[Any], ...] = ()
    narrowed: ColumnElement[bool] | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        """Tell which rows are the member's."""
        refers_to = {key.column.table for key in self.by.foreign_keys}
        if runners in refers_to:
            found: ColumnElement[bool] = self.by == bindparam(OF_RUNNER)
        elif runs in refers_to:
            found = self.by.in_(select(runs.c.run_id).where(runs.c.runner_id == bindparam(OF_RUNNER)))
        else:
            found = and_(self.by == bindparam(OF_USER), self.table.c.team_id == bindparam(OF_TEAM))
        return found if self.narrowed is None else and_(found, self.narrowed)


# Other members' words, names and doings are theirs: a cheer is given without its giver, feedback without its receiver
# and without when that one read it.
PERSONAL: Final = (
    Held(
        "profile",
        runners,
        runners.c.user_id,
        {
            "discord_id": runners.c.user_id,
            "name": runners.c.name,
            "unit": runners.c.unit,
            "time_zone": runners.c.time_zone,
            "weekly_target_run_days": runners.c.weekly_target,
            "weekly_target_since_week": runners.c.target_since,
            "streak_target_run_days": runners.c.streak_target,
            "praise": runners.c.praise,
            "sharing": runners.c.sharing,
            "on_points_board": runners.c.shows_points,
            "on_distance_board": runners.c.shows_distance,
            "on_consistency_board": runners.c.shows_consistency,
            "on_improvement_board": runners.c.shows_improvement,
            "on_age_graded_board": runners.c.shows_age_graded,
            "nudges": runners.c.nudges,
            "drives": runners.c.drives,
            "birth_date": runners.c.birth_date,
            "age_grading_table": runners.c.age_table,
            "paused_until": runners.c.paused_until,
            "joined_at": runners.c.joined_at,
            "thirty_days_from": runners.c.window_from,
            "asked_at": runners.c.asked_at,
            "answered_at": runners.c.answered_at,
            "seen_at": runners.c.seen_at,
            "left_at": runners.c.left_at,
        },
        Erasure.DELETE,
    ),
    Held(
        "past_targets",
        past_targets,
        past_targets.c.runner_id,
        {"until_week": past_targets.c.until_week, "weekly_target_run_days": past_targets.c.weekly_target},
        Erasure.GOES_ALONG,
    ),
    Held(
        "pauses",
        pauses,
        pauses.c.runner_id,
        {"first_day": pauses.c.first_day, "until_day": pauses.c.last_day, "reason": pauses.c.reason},
        Erasure.GOES_ALONG,
    ),
    Held(
        "runs",
        runs,
        runs.c.runner_id,
        {
            "run": runs.c.run_id,
            "date": runs.c.local_date,
            "week": runs.c.week,
            "started_at": runs.c.started_at,
            "distance_metres": runs.c.distance_m,
            "moving_time_seconds": runs.c.moving_s,
            "elapsed_time_seconds": runs.c.elapsed_s,
            "kind": runs.c.kind,
            "surface": runs.c.surface,
            "effort_1_to_10": runs.c.effort,
            "note": runs.c.note,
            "pain_area": runs.c.pain_area,
            "pain_level_1_to_10": runs.c.pain_level,
            "source": runs.c.source,
            "logged_at": runs.c.logged_at,
            "logged_on": runs.c.logged_on,
            "standard_distance": runs.c.event,
            "record": runs.c.record,
            "in_doubt": runs.c.doubt,
            "verdict": runs.c.verdict,
        },
        Erasure.GOES_ALONG,
    ),
    Held(
        "origins",
        origins,
        origins.c.runner_id,
        {"run": origins.c.run_id, "origin": origins.c.key},
        Erasure.GOES_ALONG,
        also=(origins.c.run_id,),
    ),
    Held(
        "photos",
        photos,
        photos.c.run_id,
        {
            "run": photos.c.run_id,
            "image": photos.c.image,
            "width_pixels": photos.c.width,
            "height_pixels": photos.c.height,
            "added_at": photos.c.added_at,
        },
        Erasure.GOES_ALONG,
    ),
    Held(
        "reviews",
        reviews,
        reviews.c.run_id,
        {
            "run": reviews.c.run_id,
            "asked_at": reviews.c.asked_at,
            "remark": reviews.c.remark,
            "decided_at": reviews.c.decided_at,
            "decided_by": reviews.c.decider_name,
            "reason": reviews.c.reason,
        },
        Erasure.GOES_ALONG,
    ),
    Held(
        "reviews_decided",
        reviews,
        reviews.c.decider_id,
        {"signed": reviews.c.decider_name, "decided_at": reviews.c.decided_at, "reason": reviews.c.reason},
        Erasure.CLEAR,
        cleared=(reviews.c.decider_id, reviews.c.decider_name),
    ),
    Held(
        "imports",
        imports,
        imports.c.runner_id,
        {
            "import": imports.c.import_id,
            "file": imports.c.name,
            "state": imports.c.state,
            "runs": imports.c.total,
            "added": imports.c.added,
            "known": imports.c.known,
            "unsure": imports.c.unsure,
            "begun_at": imports.c.begun_at,
            "ended_at": imports.c.ended_at,
        },
        Erasure.GOES_ALONG,
    ),
    Held(
        "points",
        awards,
        awards.c.runner_id,
        {
            "date": awards.c.day,
            "week": awards.c.week,
            "rule": awards.c.rule,
            "points": awards.c.points,
            "run": awards.c.run_id,
        },
        Erasure.GOES_ALONG,
        also=(awards.c.run_id,),
    ),
    Held(
        "totals",
        period_totals,
        period_totals.c.runner_id,
        {
            "period": period_totals.c.period,
            "kind": period_totals.c.kind,
            "points": period_totals.c.points,
            "distance_metres": period_totals.c.distance_m,
            "moving_time_seconds": period_totals.c.moving_s,
            "runs": period_totals.c.runs,
            "run_days": period_totals.c.run_days,
            "on_points_board": period_totals.c.shows_points,
            "on_distance_board": period_totals.c.shows_distance,
        },
        Erasure.GOES_ALONG,
    ),
    Held(
        "board_scores",
        board_scores,
        board_scores.c.runner_id,
        {
            "board": board_scores.c.board,
            "period": board_scores.c.period,
            "tenths": board_scores.c.value,
            "on_board": board_scores.c.shown,
        },
        Erasure.GOES_ALONG,
    ),
    Held(
        "point_rules",
        point_rules,
        point_rules.c.chooser_id,
        {
            "version": point_rules.c.version,
            "since_week": point_rules.c.since_week,
            "points": point_rules.c.points,
            "chosen_at": point_rules.c.chosen_at,
        },
        Erasure.CLEAR,
        cleared=(point_rules.c.chooser_id,),
    ),
    Held(
        "cheers_given",
        cheers,
        cheers.c.runner_id,
        {"run": cheers.c.run_id, "cheered_at": cheers.c.cheered_at},
        Erasure.GOES_ALONG,
    ),
    Held(
        "cheers_received",
        cheers,
        cheers.c.run_id,
        {"run": cheers.c.run_id, "cheered_at": cheers.c.cheered_at},
        Erasure.GOES_ALONG,
    ),
    Held(
        "feedback_received",
        feedback,
        feedback.c.runner_id,
        {
            "from": feedback.c.sender_name,
            "message": feedback.c.message,
            "sent_at": feedback.c.sent_at,
            "read_at": feedback.c.read_at,
        },
        Erasure.GOES_ALONG,
    ),
    Held(
        "feedback_given",
        feedback,
        feedback.c.sender_id,
        {
            "signed": feedback.c.sender_name,
            "message": feedback.c.message,
            "sent_at": feedback.c.sent_at,
        },
        Erasure.CLEAR,
        cleared=(feedback.c.sender_id, feedback.c.sender_name),
    ),
    Held(
        "messages_to_you",
        outbox,
        outbox.c.recipient_id,
        {
            "kind": outbox.c.kind,
            "content": outbox.c.payload,
            "state": outbox.c.state,
            "created_at": outbox.c.created_at,
            "sent_at": outbox.c.sent_at,
            "offered_at": outbox.c.offered_at,
        },
        Erasure.DELETE,
    ),
    Held(
        "messages_to_others_about_you",
        outbox,
        outbox.c.runner_id,
        {"kind": outbox.c.kind, "created_at": outbox.c.created_at, "sent_at": outbox.c.sent_at},
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
        },
        # What stands in a channel is still to be taken down, and the row knows where.
        Erasure.LET_GO,
        narrowed=outbox.c.recipient_id.is_(None),
    ),
    Held(
        "chosen_team",
        chosen_teams,
        chosen_teams.c.user_id,
        {"discord_id": chosen_teams.c.user_id, "team_id": chosen_teams.c.team_id},
        Erasure.DELETE,
    ),
    Held(
        "team_owner",
        teams,
        teams.c.owner_id,
        {"team": teams.c.name, "discord_id": teams.c.owner_id},
        Erasure.CLEAR,
        cleared=(teams.c.owner_id,),
    ),
    Held(
        "team_admin",
        teams,
        teams.c.admin_id,
        {"team": teams.c.name, "discord_id": teams.c.admin_id},
        Erasure.CLEAR,
        cleared=(teams.c.admin_id,),
    ),
)
"""Everything held about members, in the order in which they read it; the runner's own row comes first."""


def reading(held: Held) -> Select[Any]:
    """Return the statement that reads a member's rows for them, in the order of their keys."""
    columns = [column.label(name) for name, column in held.shown.items()]
    return select(*columns).where(held.condition).order_by(*held.table.primary_key.columns)


def erasing(held: Held) -> Delete | Update | None:
    """Return the statement that erases a member's rows, or them from the rows; None where the database does it."""
    match held.erasure:
        case Erasure.DELETE:
            return delete(held.table).where(held.condition)
        case Erasure.CLEAR:
            return update(held.table).where(held.condition).values(dict.fromkeys(held.cleared))
        case Erasure.GOES_ALONG | Erasure.LET_GO:
            return None
