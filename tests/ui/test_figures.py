"""Figures and dates read as a member would say them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import Week
from bot.domain.units import Unit
from bot.services.teams import TeamUnits
from bot.ui import figures, text


def test_a_pace_has_a_thin_space_before_its_unit() -> None:
    assert figures.pace(10_000, 3_130, Unit.KM) == "5:13 /km"
    assert figures.pace(10_000, 3_130, Unit.MI) == "8:24 /mi"


@pytest.mark.parametrize(
    ("metres", "unit", "expected"),
    [
        (400, Unit.KM, "400 m"),
        (999, Unit.KM, "999 m"),
        (999.6, Unit.KM, "1.0 km"),
        (1_000, Unit.KM, "1.0 km"),
        (0, Unit.KM, "0.0 km"),
        (804, Unit.MI, "0.5 mi"),
    ],
)
def test_a_lap_of_the_track_is_told_in_metres(metres: float, unit: Unit, expected: str) -> None:
    assert figures.distance(metres, unit) == expected


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (TeamUnits.KM, "10.0 km"),
        (TeamUnits.MI, "6.2 mi"),
        (TeamUnits.BOTH, "10.0 km · 6.2 mi"),
    ],
)
def test_a_team_reads_its_own_units(units: TeamUnits, expected: str) -> None:
    assert figures.team_distance(10_000, units) == expected


def test_both_units_give_both_paces() -> None:
    assert figures.team_pace(10_000, 3_130, TeamUnits.BOTH) == "5:13 /km · 8:24 /mi"


@pytest.mark.parametrize(
    ("metres", "expected"),
    [(0, "0.0 km"), (42_195, "42.2 km"), (99_999, "100.0 km"), (412_345, "412 km"), (1_234_567, "1,235 km")],
)
def test_a_large_sum_has_no_tenths(metres: int, expected: str) -> None:
    assert figures.total_distance(metres, Unit.KM) == expected


def test_a_day_has_its_year_only_when_it_is_another() -> None:
    assert figures.day(date(2026, 11, 21), date(2026, 11, 22)) == "Saturday 21 Nov"
    assert figures.day(date(2025, 12, 31), date(2026, 1, 1)) == "Wednesday 31 Dec 2025"
    assert figures.short_day(date(2026, 11, 21), date(2026, 11, 22)) == "Sat 21 Nov"


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        (Week(2026, 47), "16–22 Nov"),
        (Week(2026, 40), "28 Sep – 4 Oct"),
        (Week(2026, 53), "28 Dec – 3 Jan"),
    ],
)
def test_a_week_is_named_by_its_days(week: Week, expected: str) -> None:
    assert figures.days(week) == expected


@given(st.integers(1, 5_000_000), st.sampled_from(Unit))
def test_every_sum_keeps_its_unit(metres: int, unit: Unit) -> None:
    assert figures.total_distance(metres, unit).endswith(f" {unit.value}")


def test_one_is_not_many() -> None:
    assert (text.points(1), text.points(12), text.points(0)) == ("1 point", "12 points", "0 points")
    assert (text.runs(1), text.runs(2)) == ("1 run", "2 runs")
    assert (text.weeks(1), text.weeks(6)) == ("1 week", "6 weeks")
    assert (text.runners(1), text.runners(14)) == ("1 runner", "14 runners")
    assert text.together(1, "5.0 km") == "One of us ran 5.0 km."
    assert text.together(14, "412 km") == "14 of us ran 412 km together."
