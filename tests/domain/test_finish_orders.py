"""Finish orders as people paste them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.finish_orders import MOST_FINISHERS, TEAM_LIMIT, BadLines, FinishOrder, read_finish_order

NAMES = st.text("abcäñ -'", min_size=1, max_size=8).map(str.strip).filter(lambda name: name.strip(" -'"))
TEAMS = st.sampled_from(["Lakeside", "Hill Town", "St Mary's AC", "Old-Mill", "Ü 40", None])


@pytest.mark.parametrize(
    "text",
    [
        "1 Anna, Lakeside\n2 Ben, Hill\n3 Cleo, Lakeside",
        "Anna, Lakeside\nBen, Hill\nCleo, Lakeside",
        "1 Lakeside\n2 Hill\n3 Lakeside",
        "Lakeside\nHill\nlakeside",
        "3 LAKESIDE\n1 Lakeside\n2 Hill",
        "1. Anna Smith ; Lakeside ; 18:32\r\n2. Ben | Hill | 18:40.5\r\n#3 Cleo\tLakeside\t1:02:03\t",
        "1st Anna - Lakeside\n\n2nd Ben – Hill\n   \n3rd Cleo, 34, Lakeside",
        "1 Anna Lakeside / 2 Ben Hill / 3 Cleo Lakeside",
        "1 Lakeside 18:32\n2 Hill 18:40\n3 Lakeside 19:00",
    ],
)
def test_one_finisher_a_line_in_many_ways(text: str) -> None:
    assert [team and team.casefold() for team in read_finish_order(text, 2).teams] == ["lakeside", "hill", "lakeside"]


def test_a_name_and_a_team_with_nothing_between_them_are_told_apart_where_nothing_else_can_be_meant() -> None:
    assert read_finish_order("1 Anna Hill\n2 Ben Hill\n3 -", 2) == FinishOrder(
        ("Hill", "Hill", None), by_final_word=True
    )
    # A team of two words that is there twice is a team of two words.
    assert read_finish_order("1 Old Hill\n2 Old Hill\n3 Ben Hill", 2).teams == ("Old Hill", "Old Hill", "Ben Hill")
    assert read_finish_order("1 Anna Hill\n2 Ben Old Hill", 2).teams == ("Anna Hill", "Ben Old Hill")
    assert read_finish_order("1 Anna Hill\n2 Ben Hill", 1).teams == ("Anna Hill", "Ben Hill")


def test_who_ran_for_nobody_and_places_that_nobody_has() -> None:
    read = read_finish_order("2 Anna, Hill\n3 Ben, -\n6 Cleo, unattached\n7 -", 5)
    assert read == FinishOrder(("Hill", None, None, None), unlisted=(1, 4, 5))


@pytest.mark.parametrize(
    ("text", "code", "lines"),
    [
        ("", "empty", ()),
        (" \n\u2800\n", "empty", ()),
        ("A\n" * (MOST_FINISHERS + 1), "too_many", ()),
        ("1 A\nB\n3 C\nD", "place_missing", (2, 4)),
        ("1 Anna, A\n\n2 Ben\n3 Cleo,\n4", "team_missing", (3, 4, 5)),
        ("1\n2 A", "team_missing", (1,)),
        ("1 A\n2 B\n1 C\n2 A", "place_twice", (3, 4)),
        ("A\n" + "b" * (TEAM_LIMIT + 1), "team_long", (2,)),
    ],
)
def test_lines_that_cannot_be_read_are_named(text: str, code: str, lines: tuple[int, ...]) -> None:
    with pytest.raises(BadLines) as raised:
        read_finish_order(text, 2)
    assert (raised.value.code, raised.value.lines) == (code, lines)


@given(st.lists(st.tuples(NAMES, TEAMS), min_size=1, max_size=40), st.booleans(), st.randoms())
def test_what_is_written_down_is_read_back(
    finishers: list[tuple[str, str | None]], placed: bool, chance: object
) -> None:
    lines = [f"{name}, {team or '-'}" for name, team in finishers]
    if placed:
        lines = [f"{place} {line}" for place, line in enumerate(lines, start=1)]
        chance.shuffle(lines)  # type: ignore[attr-defined]
    read = read_finish_order("\n".join(lines), 5)
    assert read == FinishOrder(tuple(team for _, team in finishers))


@given(st.text(max_size=200), st.integers(1, 5))
def test_any_text_is_read_or_refused(text: str, scorers: int) -> None:
    with suppress(BadLines):
        assert read_finish_order(text, scorers).teams
