"""Every layout about plans, with values as long as they get."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import discord

from bot.domain.audience import LogDetail
from bot.domain.availability import Room
from bot.domain.dates import Week
from bot.domain.following import Excuse, WeekSum
from bot.domain.runs import RunKind
from bot.domain.units import Unit
from bot.services.availability_letters import PlanClash
from bot.services.plan_answers import CannotNoted
from bot.services.plan_letters import PlannedSession, PlanWeek
from bot.services.plan_posts import GroupWorkout, PlanPost
from bot.services.plan_replies import PlanCannot
from bot.services.planned_week_pages import Mark, OwnSession, OwnWeek, SeenRun
from bot.services.planned_weeks import SaidSession
from bot.services.race_countdowns import RaceCountdown
from bot.services.run_outcomes import RunFacts
from bot.services.team_posts import PlanPreview
from bot.services.teams import TeamUnits
from bot.ui.letters import LetterView
from bot.ui.plan_answers import CannotNotedView, CannotView, PlanWeekView
from bot.ui.plan_posts import PlanPostView
from bot.ui.planned_weeks import DoneView, PlannedWeekView, WhichSessionView, WhyView
from bot.ui.teams import PlanPreviewView

WEEK = Week(2026, 48)
TRACK = "WU 2km E; 5x1km @ T / 1min jog; CD 2km E"


def plan_letter(name: str, units: TeamUnits, sessions: int = 1) -> PlanWeek:
    """Return a week with so many sessions each day, typed and shared by people called `name`."""
    return PlanWeek(
        runner_id=3,
        week=WEEK,
        team_name=name,
        coach_name=name,
        sessions=tuple(
            PlannedSession(100 + place, day, TRACK if place % 2 else name * 20, "workout", (name,) * 9, 12, place == 1)
            for place, day in enumerate(day for day in WEEK.days() for _ in range(sessions))
        ),
        unit=Unit.MI if units is TeamUnits.MI else Unit.KM,
        score=45.0,
        agreed=False,
    )


def own_plan(name: str, units: TeamUnits, sessions: int = 1) -> OwnWeek:
    """Return a week of a runner with so many sessions each day, each of them in another state."""
    run = RunFacts(7, WEEK.monday, 42_195, 14_400, RunKind.EASY, None, 6, "good")
    seen = SeenRun(run, LogDetail.FULL)
    days = [day for day in WEEK.days() for _ in range(sessions)]
    states = (
        {"mark": Mark.KEPT, "run": seen},
        {"mark": Mark.KEPT, "by_word": True},
        {"mark": Mark.NONE, "excuse": Excuse.COACH, "cannot": True},
        {"mark": Mark.IN_PART, "run": SeenRun(replace(run, in_doubt=True), LogDetail.FULL)},
        {"mark": Mark.TO_COME},
        {"mark": Mark.NONE},
        {"mark": Mark.TO_COME, "is_rest": True},
    )
    planned = tuple(
        replace(
            OwnSession(100 + at, day, TRACK if at % 2 else name * 20, False, Mark.NONE),
            **states[at % len(states)],
        )
        for at, day in enumerate(days)
    )
    return OwnWeek(
        runner_id=3,
        name=None,
        week=WEEK,
        team_name=name,
        coach_name=name,
        sessions=planned,
        others=(seen,),
        sum=WeekSum(5, Fraction(5, 2)),
        unit=Unit.MI if units is TeamUnits.MI else Unit.KM,
        score=45.0,
        today=WEEK.days()[4],
        weekly_target=3,
        earlier=WEEK.previous(),
        later=WEEK.next(),
    )


def _shared_little(one: OwnSession) -> OwnSession:
    return one if one.run is None else replace(one, run=replace(one.run, detail=LogDetail.PRESENCE))


def plan_views(name: str, units: TeamUnits, _today: date) -> dict[str, discord.ui.LayoutView]:
    """Return every layout about plans."""
    whole = plan_letter(name, units)
    own = own_plan(name, units)
    read = replace(own, name=name, score=None, sessions=tuple(map(_shared_little, own.sessions)))
    said = SaidSession(own.sessions[0], own)
    by_word = SaidSession(own.sessions[1], own)
    bare = replace(own, sessions=(), others=(), sum=WeekSum(0, Fraction()), coach_name=None)
    countdown = RaceCountdown(name, 134, 12)
    workouts = tuple(
        GroupWorkout(day, TRACK if place % 2 else name * 20, (name,) * 9, 12) for place, day in enumerate(WEEK.days())
    )
    post = PlanPost(WEEK, name, workouts, units, countdown)
    full = replace(post, workouts=workouts * 2)
    clashing = tuple((day, room, name * 20) for day in WEEK.days() for room in (Room.NONE, Room.SHORT))
    return {
        "plan week: own": PlanWeekView(whole),
        "plan week: which day?": CannotView(3, WEEK.key, whole.sessions),
        "plan week: noted": CannotNotedView(CannotNoted(WEEK.days()[1], name, True)),
        "plan week: noted, nobody told": CannotNotedView(CannotNoted(WEEK.days()[1], None, False)),
        "plan week: can after all": CannotNotedView(CannotNoted(WEEK.days()[1], name, 1, after_all=True)),
        "plan cannot: taken back": LetterView(
            PlanCannot(name, name, WEEK.days()[1], (TRACK,), None, units, 7, after_all=True), 24
        ),
        "plan cannot": LetterView(PlanCannot(name, name, WEEK.days()[1], (TRACK, name * 20), name * 9, units, 7), 24),
        "plan cannot: wordless": LetterView(PlanCannot(name, name, WEEK.days()[1], (TRACK,), None, units, 7), 24),
        "plan clash": LetterView(PlanClash(name, name, WEEK, clashing * 3, name * 9, units, 7), 24),
        "plan clash: note": LetterView(PlanClash(name, name, WEEK, (), name * 9, units, 7), 24),
        "plan clash: fits": LetterView(PlanClash(name, name, WEEK, (), None, units, 7), 24),
        "plan post": PlanPostView(post, 23),
        "plan post: most": PlanPostView(full, 23),
        "plan post: unnamed": PlanPostView(
            replace(post, workouts=(GroupWorkout(WEEK.days()[1], TRACK, (), 2),), countdown=None), 23
        ),
        "plan preview": PlanPreviewView(PlanPreview(full, 8, "0123abcd", 2, True)),
        "plan week": LetterView(whole, 22),
        "plan week: agreed": LetterView(replace(whole, agreed=True, coach_name=None, score=None), 22),
        "plan week: most": LetterView(plan_letter(name, units, 4), 22),
        "plan week: changed": LetterView(
            replace(whole, sessions=whole.sessions[1:2], changed=(WEEK.days()[0], WEEK.days()[1])), 22
        ),
        "own plan": PlannedWeekView(own),
        "own plan: most": PlannedWeekView(own_plan(name, units, 4), "**A note.**"),
        "own plan: kept": PlannedWeekView(replace(own, sum=WeekSum(7, Fraction(7)), today=WEEK.next().monday)),
        "own plan: resting": PlannedWeekView(replace(own, resting_until=WEEK.sunday)),
        "own plan: none": PlannedWeekView(bare),
        "own plan: none then": PlannedWeekView(replace(bare, today=WEEK.next().monday)),
        "own plan: by the coach": PlannedWeekView(replace(read, resting_until=WEEK.sunday)),
        "own plan: none by the coach": PlannedWeekView(replace(bare, name=name)),
        "own plan: which": WhichSessionView(own_plan(name, units, 4)),
        "own plan: which of them": WhichSessionView(read),
        "own plan: which of none": WhichSessionView(bare),
        "own plan: why": WhyView(said),
        "own plan: excused": WhyView(SaidSession(own.sessions[2], own)),
        "own plan: done": DoneView(said),
        "own plan: done by word": DoneView(by_word),
        "own plan: kept already": DoneView(replace(said, was_kept=True)),
    }
