"""What people wrote reads as they wrote it, and does nothing else."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui import text
from bot.ui.quoting import code_block, cut, escaped, isolated, quoted, tidy
from bot.ui.text import privacy

ANYTHING = st.text(st.characters() | st.sampled_from("*_~|`[]<>@#\\\u200d\ufe0f\u202e🏃🏽\u0301"), max_size=80)
# Markup that Discord acts on, once every escaped character is taken out.
LIVE = re.compile(r"[*_~|`\[<]")


def without_escapes(shown: str) -> str:
    return re.sub(r"\\[^A-Za-z0-9\s]", "", shown)


def as_read(shown: str) -> str:
    """Return what Discord's reader sees: a backslash before a sign vanishes, and so does what has no width."""
    return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", shown).translate({0x200B: None, 0x2068: None, 0x2069: None})


@given(ANYTHING)
def test_no_markup_survives(written: str) -> None:
    assert LIVE.search(without_escapes(escaped(written))) is None


@given(ANYTHING)
def test_a_quote_reads_as_it_was_written(written: str) -> None:
    assert as_read(quoted(written, 200)) == tidy(written, 200)


@pytest.mark.parametrize("written", ["@everyone", "@here", "@EVERYONE", "<@123456789012345678>", "<@&12345>", "<@!1>"])
def test_nobody_is_mentioned(written: str) -> None:
    shown = quoted(written, 60)
    assert re.search(r"@(everyone|here|[!&]?[0-9])", shown, re.IGNORECASE) is None
    assert not shown.startswith("<")


@pytest.mark.parametrize("written", ["<#1234>", "<t:0:R>", "</run log:1>", "<:cat:1>", "[here](https://x.y)"])
def test_nothing_turns_into_something_to_press(written: str) -> None:
    assert re.search(r"(?<!\\)[<\[]", quoted(written, 60)) is None


@pytest.mark.parametrize("written", ["# big", "> said", "- one", "+ one"])
def test_the_start_of_a_line_is_no_markup_either(written: str) -> None:
    assert quoted(written, 60).startswith("\\")


def test_an_address_still_leads_somewhere() -> None:
    address = "https://www.strava.com/activities/1_2_3?a=b"
    assert quoted(f"see {address} *now*", 80) == f"see {address} \\*now\\*"


def test_an_address_cannot_carry_markup() -> None:
    assert LIVE.search(without_escapes(quoted("https://x.y/**bold** _so_", 80)).replace("https://x.y/", "")) is None


@given(ANYTHING, st.integers(1, 100))
def test_a_quote_is_one_line_of_at_most_so_many_characters(written: str, limit: int) -> None:
    kept = tidy(written, limit)
    assert len(kept) <= limit
    assert not re.search(r"[\n\r\v\f\x00-\x1f\x7f]", kept)
    assert kept == kept.strip()


@given(ANYTHING)
def test_a_quote_can_be_sent(written: str) -> None:
    quoted(written, 80).encode("utf-8")


def test_direction_marks_and_towers_of_accents_are_taken_out() -> None:
    assert tidy("A\u202eevil\u2066", 60) == "Aevil"
    tower = "e" + "\u0300\u0316\u0317\u0318\u0319\u031c\u031d" * 5
    assert sum(unicodedata.combining(mark) > 0 for mark in tidy(tower, 60)) <= 3


@pytest.mark.parametrize("whole", ["🏃🏽‍♀️", "👨‍👩‍👧‍👦", "❤️", "e\u0301", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])
def test_a_joined_character_is_not_torn(whole: str) -> None:
    long = "ab" + whole + "cdef"
    for limit in range(3, len(long)):
        assert cut(long, limit).removesuffix("…") in (*("ab" + whole + "cdef"[:n] for n in range(4)), "ab", "a")


def test_emoji_and_their_joints_stay() -> None:
    assert tidy("Zoë 🏃🏽‍♀️ ❤️", 60) == "Zoë 🏃🏽‍♀️ ❤️"


def test_text_from_right_to_left_leaves_the_figures_alone() -> None:
    assert isolated("أحمد") == "\u2068أحمد\u2069"
    assert isolated("Ana") == "Ana"
    assert isolated("Zoë") == "Zoë"


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200d", "\u3164", "\u2800\u2800", "\u202e", "\u0301"])
def test_a_name_that_shows_nothing_becomes_a_kind_word(name: str) -> None:
    assert text.member(name) == text.NAMELESS
    assert text.plain_member(name) == text.NAMELESS


def test_a_name_is_shown_as_it_is() -> None:
    assert text.member("Ana") == "Ana"
    assert text.member("  *Ana*\n_B_ ") == r"\*Ana\* \_B\_"
    assert text.plain_member("*Ana*") == "*Ana*"


def test_an_address_in_a_name_leads_nowhere() -> None:
    assert text.member("https://evil.example") == "https\\://evil.example"


@given(ANYTHING)
def test_a_block_to_copy_has_no_end_but_its_own(written: str) -> None:
    block = code_block(written)
    assert block.startswith("```\n")
    assert block.endswith("\n```")
    assert "```" not in block[3:-3]
    block.encode("utf-8")


def test_a_teams_name_stands_whole_and_disarmed() -> None:
    name = "The *Really* Early Birds of the Old Harbour Running and Supper Club"
    assert text.plain_team(name) == name
    assert text.team(name) == name.replace("*", "\\*")
    assert privacy.team(name) == f"“{text.team(name)}”"
    assert len(text.plain_team("x" * 300)) <= 100
    assert text.team("https://example.org").startswith("https\\://")


@pytest.mark.parametrize("name", ["", " ", "\u200b"])
def test_a_team_without_a_name_is_no_teammate(name: str) -> None:
    assert text.team(name) == text.plain_team(name) == "Your team"
