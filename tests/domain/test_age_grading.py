"""Results beside the standards of their age."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.age_grading import (
    AGES,
    EDITION,
    EDITIONS,
    EVENTS,
    UNRANKED,
    age_grade,
    open_standard_at,
    open_standard_s,
)
from bot.domain.profiles import AgeTable

PUBLISHED = Path(__file__).parents[2] / ".." / "shared" / "data" / "age-grading" / "published-age-standards-sample.csv"

# Copied by hand from the published sheets: edition, table, age, event, seconds.
SOME = [(2010, "female", 8, "m", 11_113), (2010, "female", 9, "100k", 30_822)]


def published() -> Iterator[tuple[int, str, int, str, int]]:
    if PUBLISHED.exists():
        with PUBLISHED.open(newline="") as file:
            for row in csv.DictReader(file):
                age, standard_s = int(row["age"]), int(row["published_age_standard_s"])
                yield int(row["edition"]), row["sex"], age, row["event"], standard_s


def in_edition(edition: int) -> set[str]:
    return {event for event in EVENTS if _exists(event, edition)}


def _exists(event: str, edition: int) -> bool:
    try:
        return open_standard_s(AgeTable.FEMALE, event, edition) > 0
    except ValueError:
        return False


@pytest.mark.parametrize("case", SOME)
def test_a_published_standard_is_ours_to_the_second(case: tuple[int, str, int, str, int]) -> None:
    edition, table, age, event, standard_s = case
    found = age_grade(AgeTable(table), age, event, 3_600, edition)
    assert found.age_standard_s == pytest.approx(standard_s, abs=0.51)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published sheets are not beside the project")
def test_all_of_the_published_sample_is_ours_to_the_second() -> None:
    sample = list(published())
    assert len(sample) == 240
    for edition, table, age, event, standard_s in sample:
        found = age_grade(AgeTable(table), age, event, 3_600, edition)
        assert found.age_standard_s == pytest.approx(standard_s, abs=0.51), (edition, table, age, event)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_has_both_tables_of_its_events(edition: int) -> None:
    events = in_edition(edition)
    assert ("1mi" in events, "7mi" in events) == (edition >= 2020, edition >= 2025)
    assert len(events) == {2010: 20, 2015: 20, 2020: 21, 2025: 22}[edition]
    for table in AgeTable:
        for event in events:
            for age in (AGES[0], AGES[-1]):
                assert age_grade(table, age, event, 3_600, edition).percent > 0
    assert events >= UNRANKED


def test_editions_differ_and_one_is_chosen() -> None:
    # A woman of 57, 10 km in 39:30.
    found = [round(age_grade(AgeTable.FEMALE, 57, "10k", 2_370, edition).percent, 1) for edition in EDITIONS]
    assert found == [95.2, 94.6, 92.6, 89.6]
    assert EDITION == 2025


@pytest.mark.parametrize(
    "wrong",
    [
        (4, "10k", 2_400, 2025),
        (101, "10k", 2_400, 2025),
        (40, "3k", 700, 2025),
        (40, "10k", 0, 2025),
        (40, "10k", 1, 2),
    ],
)
def test_what_has_no_standard_is_refused(wrong: tuple[int, str, int, int]) -> None:
    age, event, time_s, edition = wrong
    with pytest.raises(ValueError, match="no such"):
        age_grade(AgeTable.MALE, age, event, time_s, edition)
    with pytest.raises(ValueError, match="no such"):
        open_standard_at(AgeTable.MALE, 5_000, 2011)


@given(st.sampled_from(AgeTable), st.floats(1_000, 300_000), st.floats(1.001, 2))
def test_farther_takes_longer_at_any_distance(table: AgeTable, metres: float, times: float) -> None:
    assert open_standard_at(table, metres) < open_standard_at(table, metres * times)


@pytest.mark.parametrize("table", AgeTable)
def test_at_a_listed_distance_the_standard_is_the_listed_one(table: AgeTable) -> None:
    for event, metres in EVENTS.items():
        assert open_standard_at(table, metres) == pytest.approx(open_standard_s(table, event), rel=1e-9)
