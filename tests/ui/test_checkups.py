"""The evidence of a check-up in words."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.checkups.focus_area import Area, Focus, GoalRace, focus_area
from bot.domain.checkups.signs import Sign
from bot.domain.units import Unit
from bot.ui.checkup_lines import facts_of
from tests.ui.checkup_samples import DAILY, RUNS, bare

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(("age", "words"), [(1, "Pacing, for 1 day;"), (3, "Pacing, for 3 days;")])
def test_a_young_focus_is_told_by_its_days(age: int, words: str) -> None:
    checkup = replace(bare(Unit.KM, TODAY), focus_area=focus_area(Focus(Area.PACING, age), RUNS, 0))
    assert facts_of(checkup, Sign.FOCUS_AREA).startswith(words)


@pytest.mark.parametrize(
    ("ahead", "words"),
    [(1, "Your race tomorrow: 42.2 km."), (9, "Your race in 9 days: 42.2 km.")],
)
def test_a_goal_race_is_told_by_the_days_to_it(ahead: int, words: str) -> None:
    sign = focus_area(Focus(Area.PACING, 40), DAILY, 0, goal_race=GoalRace(ahead, 42_195))
    assert facts_of(replace(bare(Unit.KM, TODAY), focus_area=sign), Sign.FOCUS_AREA).endswith(words)
