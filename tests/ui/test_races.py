"""What races read like to one runner: who is with them, who sees what they are after, and what is in sight."""

from dataclasses import replace
from datetime import date, timedelta

import discord
import pytest

from bot.domain.bests import Record
from bot.domain.predictions import Prediction, Silence
from bot.domain.units import Unit
from bot.services.race_collecting import CollectedDistance, CollectedResult, RaceResults
from bot.services.race_letters import RaceReminder
from bot.services.race_pages import GoalSeen, RacePage
from bot.services.teams import TeamUnits
from bot.ui.pace_cards import card_text
from bot.ui.race_lines import collected_lines, own_lines, reminder_text
from bot.ui.race_predictions import card_of, foretold
from bot.ui.races import RacePageView
from tests.ui.race_samples import RACE_DAY, own, prediction, race

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


def test_a_race_that_has_been_lists_its_results_as_the_post_does() -> None:
    told = RaceResults(
        7,
        "Berlin",
        RACE_DAY,
        TeamUnits.KM,
        (
            CollectedDistance(10_000, "10k", (CollectedResult("Ana", 2_999, Record.BEST),)),
            CollectedDistance(21_098, "hm", (CollectedResult("Ben", 6_300, None),)),
        ),
    )
    read = [
        "**10 km**",
        "Ana · 49:59 · a new best",
        "**Half marathon**",
        "Ben · 1:45:00",
    ]
    assert collected_lines(told)[-4:] == read
    page = RacePage(race("Berlin"), None, RACE_DAY + timedelta(days=1), Unit.KM, results=told)
    [shown] = [one.content for one in RacePageView(page).walk_children() if isinstance(one, discord.ui.TextDisplay)]
    assert "\n".join(["🏁 How it went", *read]) in shown


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (
            Prediction(42_195, 13_140, 13_200, 14_100, 13_160, stretched=True),
            ["By your running of late: **3:39:00 to 3:55:00**", "-# By Riegel's rule 3:39:20."],
        ),
        (
            Prediction(10_000, 2_900, 2_950, 3_000, None, stretched=False),
            ["By your running of late: **48:20 to 50:00**"],
        ),
        (
            Silence.TOO_FAR,
            ["-# No range for this one: so far out the formula knows too little, and course and day decide."],
        ),
        (Silence.NO_BASIS, []),
    ],
)
def test_a_race_to_come_has_its_range_and_riegel_beside_it(outcome: Prediction | Silence, told: list[str]) -> None:
    promised = replace(prediction("Berlin", Unit.KM, TODAY), outcome=outcome)
    page = RacePage(race("Berlin"), own(), TODAY, Unit.KM, prediction=promised)
    assert own_lines(page)[2:] == told


def test_who_has_a_goal_reads_which_pace_is_whose() -> None:
    found = prediction("Hamburg Marathon", Unit.KM, TODAY)
    assert not [line for line in foretold(found) if "goal" in line]
    aims = replace(found, goal_s=12_600)
    read = foretold(aims)
    assert read[1:3] == [
        "By your running, even pace for **3:47:00**: 5:23 /km",
        "By your goal, and on the card, even pace for **3:30:00**: 4:59 /km",
    ]
    card = card_of(aims)
    assert card is not None
    assert card_text(card).startswith(
        "Pace card of Hamburg Marathon: Marathon · 42.2 km in 3:30:00, your goal, 4:59 /km."
    )
    without = replace(aims, outcome=Silence.TOO_FAR, basis=None)
    assert foretold(without)[-1] == read[2]
