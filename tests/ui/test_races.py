"""What races read like to one runner: who is with them, who sees what they are after, and what is in sight."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.units import Unit
from bot.services.race_letters import RaceReminder
from bot.services.race_pages import GoalSeen, RacePage
from bot.ui.race_lines import own_lines, reminder_text
from tests.ui.race_samples import own, race

TODAY = date(2026, 11, 20)


def reminder(names: tuple[str, ...], others: int) -> str:
    """Return how a reminder reads of a race with these beside its reader, and as many who cheer."""
    return reminder_text(RaceReminder(race("Berlin"), 1, own(), names, others, names, others, is_last=True))


@pytest.mark.parametrize(
    ("names", "others", "told"),
    [
        ((), 1, "a teammate"),
        ((), 2, "2 teammates"),
        (("Ben",), 1, "Ben and 1 more"),
    ],
)
def test_a_reminder_counts_teammates_and_never_its_reader(names: tuple[str, ...], others: int, told: str) -> None:
    read = reminder(names, others).splitlines()
    assert f"With you: {told}" in read
    assert f"Cheering: {told}" in read


def test_who_has_nobody_beside_them_reads_of_nobody() -> None:
    assert "With you" not in reminder((), 0)


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (GoalSeen.TEAMMATES, "for teammates to see"),
        (GoalSeen.COACHES, "for a coach to see, as your runs are"),
        (GoalSeen.NOT_YET, "for teammates to see once your profile shares your runs with them"),
        (GoalSeen.KEPT, "between you and me"),
    ],
)
def test_a_goal_says_who_sees_it(seen: GoalSeen, told: str) -> None:
    page = RacePage(race("Berlin"), replace(own(), goal_seen=seen), TODAY, Unit.KM)
    assert f"Your goal: **49:59**, {told}" in own_lines(page)
