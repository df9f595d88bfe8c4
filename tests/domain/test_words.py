"""What can be kept of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.words import storable


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" at dawn ", "at dawn"),
        ("sea\0 \ud800and sky", "sea and sky"),
        ("\0 \udfff", None),
        ("", None),
        ("\u200b \u3164\u0301", None),
        ("🏃‍♀️", "🏃‍♀️"),
    ],
)
def test_words_keep_all_that_a_database_holds(written: str, kept: str | None) -> None:
    assert storable(written) == kept


@given(st.text())
def test_what_is_kept_can_be_stored_and_is_kept_again(written: str) -> None:
    kept = storable(written)
    if kept is not None:
        assert kept.encode().decode() == kept
        assert "\0" not in kept
        assert storable(kept) == kept
