"""What a runner reads of their own week, in a letter."""

from datetime import timedelta

from bot.domain.dates import Week
from bot.domain.units import Unit
from bot.services.plan_letters import PlannedSession, PlanWeek
from bot.ui.plan_letters import MOST, week_text

WEEK = Week(2026, 48)


def test_a_day_that_there_is_no_room_for_is_not_said_to_be_free() -> None:
    days = [WEEK.monday + timedelta(days=n) for n in range(7)]
    sessions = tuple(
        PlannedSession(10 * day + n, days[day], f"{n + 3} km E", "easy") for day in range(6) for n in range(4)
    )
    letter = PlanWeek(7, WEEK, "Harriers", "Caleb", sessions, Unit.KM, None, False, tuple(days))
    words = week_text(letter)
    assert words.count("nothing planned") == 1
    assert "Sun: nothing planned" in words
    assert f"And {len(sessions) - MOST} more" in words
