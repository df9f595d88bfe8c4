"""The season as planned: the same every time, twelve weeks, ten runners, varied."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from bot.domain.units import parse_distance, parse_duration
from bot.playground.cast import PEOPLE, person, playable, runners
from bot.playground.habits import HABITS
from bot.playground.season import CURTAIN, FIRST_DAY, WEEKS, Entry, plan_season
from bot.playground.small_talk import KIND_WORDS, LINES

UNKIND = re.compile(r"\b(missed|failed|last|lost|worst|behind|only|lazy|should have|lose weight|beat)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def season() -> list[Entry]:
    return list(plan_season())


def week_of(entry: Entry) -> int:
    return (entry.at.date() - FIRST_DAY) // timedelta(weeks=1)


def test_the_season_is_the_same_every_time(season: list[Entry]) -> None:
    assert list(plan_season()) == season


def test_ten_runners_run_and_everybody_has_habits() -> None:
    assert len(runners()) == 10
    assert {habit.who for habit in HABITS} == {who.key for who in runners()}


def test_one_can_step_into_a_coach_an_admin_and_four_runners() -> None:
    assert Counter(who.part.value for who in playable()) == {"runner": 4, "coach": 1, "admin": 1}


def test_every_week_of_twelve_sees_most_of_the_team(season: list[Entry]) -> None:
    for week in range(WEEKS):
        assert len({entry.who for entry in season if week_of(entry) == week}) >= 8


def test_habits_differ_from_a_beginner_to_an_elite(season: list[Entry]) -> None:
    runs = Counter(entry.who for entry in season if week_of(entry) < WEEKS)
    assert runs["chloe"] > 6 * WEEKS
    assert runs["mo"] < 4 * WEEKS
    metres = {
        who: sum(parse_distance(entry.draft.distance).metres for entry in season if entry.who == who)
        for who in ("chloe", "mo")
    }
    assert metres["chloe"] > 5 * metres["mo"]


def test_a_sore_calf_leaves_a_gap_and_a_newcomer_starts_late(season: list[Entry]) -> None:
    jonas = {week_of(entry) for entry in season if entry.who == "jonas"}
    assert jonas.isdisjoint({4, 5, 6})
    assert {3, 7} <= jonas
    assert min(week_of(entry) for entry in season if entry.who == "yuki") == 9


def test_miles_are_typed_by_those_who_think_in_them(season: list[Entry]) -> None:
    assert {entry.who for entry in season if entry.draft.distance.endswith(" mi")} == {"priya"}


def test_whom_one_can_step_into_does_nothing_alone_once_the_visitor_is_there(season: list[Entry]) -> None:
    later = {entry.who for entry in season if entry.at >= CURTAIN}
    assert later
    assert not any(person(who).playable for who in later)


def test_everything_typed_can_be_read(season: list[Entry]) -> None:
    for entry in season:
        metres = parse_distance(entry.draft.distance).metres
        seconds = parse_duration(entry.draft.time, metres)
        assert 200 < seconds / (metres / 1000) < 600


def test_nobody_writes_an_unkind_word(season: list[Entry]) -> None:
    written = {entry.draft.note or "" for entry in season}
    written |= {line.text for line in (*LINES, *KIND_WORDS)}
    written |= {who.about for who in PEOPLE}
    assert not [text for text in written if UNKIND.search(text)]


def test_the_curtain_rises_after_twelve_full_weeks() -> None:
    assert FIRST_DAY.weekday() == 0
    assert CURTAIN.date() == date(2026, 4, 3)
    assert (CURTAIN.date() - FIRST_DAY) // timedelta(weeks=1) == WEEKS
