"""Check-ups as services return them: every status that each sign has, with few figures and with many."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import discord

from bot.domain.checkups.focus_area import Area, Focus, GoalRace, focus_area
from bot.domain.checkups.follow_through import PlannedSession, follow_through
from bot.domain.checkups.pain_pattern import PainReport, pain_pattern
from bot.domain.checkups.plateau import RacedTime, plateau
from bot.domain.checkups.signs import TrainingRun
from bot.domain.checkups.thresholds import USUAL, Line, Thresholds
from bot.domain.checkups.variety import variety
from bot.domain.units import Unit
from bot.services.checkup_inputs import Checkup
from bot.services.checkup_letters import CheckupShared, FocusRequest
from bot.services.focuses import QUESTION_LIMIT, SetFocus
from bot.ui.checkup_panels import CheckupLinesPanel
from bot.ui.checkups import CheckupView, checkup_text
from bot.ui.focuses import FocusClearedView, FocusSetView
from bot.ui.letters import LetterView

RUNS = [TrainingRun(day, 8_000, 2_640, 4, "easy") for day in range(0, 28, 2)]
DAILY = [TrainingRun(day, 8_000 + 500 * (day % 7), 3_000 + 190 * (day % 7), 5, "workout") for day in range(28)]
SPOTS = ("calf_left", "lower_back", "hamstring_right")
ACHES = [
    *(PainReport(start + 20 * again, spot, 4) for start, spot in enumerate(SPOTS) for again in (0, 1, 5)),
    *(PainReport(day, "hamstring_right", 3) for day in range(0, 14, 2)),
]


def raced(*times: int) -> list[RacedTime]:
    """Return four 10K races, the newest first."""
    return [RacedTime(days, 10_000, time_s) for days, time_s in zip((10, 80, 150, 300), times, strict=True)]


def bare(unit: Unit, today: date) -> Checkup:
    """Return the check-up of somebody who has just begun."""
    return Checkup(
        1, today, unit, Thresholds(), variety([]), plateau([], 0), follow_through([], []), focus_area(None, [], 0),
        pain_pattern([], []),
    )  # fmt: skip


def checkups(unit: Unit, today: date) -> dict[str, Checkup]:
    """Return check-ups of every kind."""
    none = bare(unit, today)
    plan = [PlannedSession(day, Fraction(3, 2) if day % 3 else 0) for day in range(1, 29)]
    most = replace(
        none,
        variety=variety(DAILY),
        plateau=plateau(raced(2_800, 2_790, 2_741, 2_800), 40),
        follow_through=follow_through([*plan, PlannedSession(3, 0, True)], range(15, 29)),
        focus_area=focus_area(Focus(Area.NUTRITION, 40), DAILY, 0, goal_race=GoalRace(80, 42_195)),
        pain_pattern=pain_pattern(ACHES, list(range(200)), spikes_days_ago=[100, 101]),
    )
    return {
        "bare": none,
        "most": most,
        "alike": replace(none, variety=variety(RUNS), plateau=plateau(raced(2_741, 2_750, 2_741, 2_750), 40)),
        "little": replace(
            none,
            variety=variety([replace(run, effort=None, kind=None) for run in RUNS]),
            plateau=plateau(raced(2_741, 2_750, 2_741, 2_750), 10),
            follow_through=follow_through(plan[:4], []),
            focus_area=focus_area(Focus(Area.SPEED, 3), RUNS, 0),
            pain_pattern=pain_pattern([PainReport(40, "other", 3)], []),
        ),
        "well": replace(
            none,
            variety=variety(RUNS, "taper"),
            plateau=plateau(raced(2_600, 2_650, 2_741, 2_750), 40),
            follow_through=follow_through([PlannedSession(day, 1) for day in range(1, 29, 2)], range(28)),
            focus_area=focus_area(Focus(Area.SPEED, 30), RUNS, 1),
        ),
        "edging": replace(none, plateau=plateau(raced(2_722, 2_730, 2_741, 2_750), 40)),
        "safety": replace(most, pain_pattern=pain_pattern([*ACHES, PainReport(1, "calf_left", 7)], [])),
    }


def checkup_views(name: str, unit: Unit, today: date) -> dict[str, discord.ui.LayoutView]:
    """Return every layout about check-ups and focuses."""
    found = checkups(unit, today)
    shared = CheckupShared(name, name, checkup_text(found["most"]), 7)
    question = (name * QUESTION_LIMIT)[:QUESTION_LIMIT] or "?"
    return {
        **{f"checkup: {which}": CheckupView(one) for which, one in found.items()},
        "checkup: shared": CheckupView(found["most"], is_shared=True),
        "checkup: to the coach": LetterView(shared, 22),
        "checkup: lines": CheckupLinesPanel(USUAL),
        "checkup: own lines": CheckupLinesPanel({**USUAL, Line.PAIN_STOP: 3}),
        "focus: set": FocusSetView(SetFocus(Area.MENTAL, question, 2, Area.HILLS)),
        "focus: set, no coach": FocusSetView(SetFocus(Area.FORM, None, 0)),
        "focus: set already": FocusSetView(SetFocus(Area.FORM, None, 1, is_known=True)),
        "focus: cleared": FocusClearedView(Area.PACING),
        "focus: request": LetterView(FocusRequest(name, name, Area.MENTAL, question, 7), 23),
        "focus: request without a question": LetterView(FocusRequest(name, name, Area.SPEED, None, 7), 23),
    }
