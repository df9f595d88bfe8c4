"""Every layout about plans, with values as long as they get."""

from dataclasses import replace
from datetime import date

import discord

from bot.domain.dates import Week
from bot.domain.units import Unit
from bot.services.plan_letters import PlannedSession, PlanWeek
from bot.services.teams import TeamUnits
from bot.ui.letters import LetterView

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


def plan_views(name: str, units: TeamUnits, _today: date) -> dict[str, discord.ui.LayoutView]:
    """Return every layout about plans."""
    whole = plan_letter(name, units)
    return {
        "plan week": LetterView(whole, 22),
        "plan week: agreed": LetterView(replace(whole, agreed=True, coach_name=None, score=None), 22),
        "plan week: most": LetterView(plan_letter(name, units, 4), 22),
        "plan week: changed": LetterView(
            replace(whole, sessions=whole.sessions[1:2], changed=(WEEK.days()[0], WEEK.days()[1])), 22
        ),
    }
