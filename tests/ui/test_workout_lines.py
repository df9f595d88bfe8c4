"""How planned sessions read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.units import Unit
from bot.services.teams import TeamUnits
from bot.ui.workout_lines import WORDS_LIMIT, day_line, session_words

SCORE = 45.0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            "WU 2km E; 5x1km @ T / 1min jog; CD 2km E",
            "warm-up 2 km easy · 5 × 1 km at threshold, 1 min jog between · cool-down 2 km easy",
        ),
        ("10k easy", "10 km easy"),
        ("8-10 km E", "8–10 km easy"),
        ("Tempo 6km @ 4:15/km", "6 km at threshold (4:15 /km)"),
        ("8 km E at 5:45-6:15/km", "8 km easy (5:45–6:15 /km)"),
        ("60-75min E", "60–75 min easy"),
        ("5x3min @ I / 90s-2min jog", "5 × 3 min at interval pace, 90 s–2 min jog between"),
        ("8-10 mi easy", "12.9–16.1 km easy"),
        ("long 18 km", "long run, 18 km"),
        ("long run", "long run"),
        ("6x20s strides", "6 × 20 s strides"),
        ("8 km E with 4 strides", "8 km easy · 4 strides"),
        (
            "4x(800m @ I, 400m @ R) / 3min jog",
            "4 × (800 m at interval pace, 400 m at repetition pace), 3 min jog between",
        ),
        ("rest", "rest"),
        ("race half", "race, half marathon"),
        ("recovery 30min", "recovery run, 30 min"),
        ("20min @ 4:10-4:20/km", "20 min at 4:10–4:20 /km"),
        ("8x400m @ 96s / 200m jog", "8 × 400 m at 4:00 /km, 200 m jog between"),
        ("fartlek", "fartlek"),
        ("tempo", "run at threshold"),
        ("5x1mi @ T / 0.25mi jog", "5 × 1 mi (1.6 km) at threshold, 0.25 mi (0.4 km) jog between"),
        ("WU 1mi; 6mi @ 8:30/mi", "warm-up 1 mi (1.6 km) · 9.7 km at 5:17 /km"),
        ("10 mi easy", "16.1 km easy"),
        ("6x800m @ 5k pace / 2 min walk", "6 × 800 m at 5 km pace, 2 min walk between"),
        ("40min Z2", "40 min in zone 2"),
        ("20min RPE 7", "20 min at effort 7 of 10"),
        ("90min easy", "90 min easy"),
        ("2h easy", "2 h easy"),
    ],
)
def test_a_workout_reads_as_people_say_it(typed: str, words: str) -> None:
    assert session_words(typed, Unit.KM) == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("5x1km @ T / 1min jog", "5 × 1 km at threshold (7:27 /mi), 1 min jog between"),
        ("10k easy", "6.2 mi easy (8:34–10:16 /mi)"),
        ("20min @ 4:10-4:20/km", "20 min at 6:42–6:58 /mi"),
        ("5x1mi @ 5k pace", "5 × 1 mi at 5 km pace (7:01 /mi)"),
        ("WU 2km E; 20min @ T", "warm-up 2 km easy · 20 min at threshold (7:27 /mi)"),
        ("6x800m / 400m jog", "6 × 800 m, 400 m jog between"),
    ],
)
def test_a_reader_has_their_own_unit_and_paces(typed: str, words: str) -> None:
    assert session_words(typed, Unit.MI, SCORE) == words


def test_a_team_with_both_units_reads_both_where_they_differ() -> None:
    assert session_words("10k easy", TeamUnits.BOTH) == "10 km (6.2 mi) easy"
    assert session_words("10 mi easy", TeamUnits.BOTH) == "10 mi (16.1 km) easy"
    assert session_words("5x1mi @ T", TeamUnits.BOTH) == "5 × 1 mi at threshold"
    assert session_words("5x1km @ T", TeamUnits.BOTH) == "5 × 1 km at threshold"


def test_what_is_no_notation_stands_as_it_was_typed_and_is_no_markup() -> None:
    assert (
        session_words("Hill loop with *the* group, <@123>", Unit.KM) == "Hill loop with \\*the\\* group, \\<@\u200b123>"
    )
    assert len(session_words("go " * 400, Unit.KM)) == WORDS_LIMIT


def test_a_day_is_one_line_with_who_shares_it() -> None:
    tuesday = date(2026, 11, 24)
    words = session_words("5x1km @ T / 1min jog", Unit.KM)
    assert day_line(tuesday, words, ("Ana", "Chloé")) == (
        "Tue: 5 × 1 km at threshold, 1 min jog between. With Ana and Chloé."
    )
    assert day_line(tuesday, "Feel good!", (), 2) == "Tue: Feel good! With 2 teammates."
    assert day_line(tuesday, "rest") == "Tue: rest."


@given(st.text(max_size=500))
def test_whatever_was_typed_reads_in_one_line_that_mentions_nobody(typed: str) -> None:
    for units in (Unit.KM, Unit.MI, TeamUnits.BOTH):
        words = session_words(typed, units, SCORE)
        assert "\n" not in words
        assert "@everyone" not in words
        assert "<@1" not in words
