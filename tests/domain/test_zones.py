"""Time zones as people type them."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.zones import COMMON, UnknownZone, read_zone, suggest_zones


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("  Berlin ", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("America / New York", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("utc", "UTC"),
        ("GMT", "UTC"),
    ],
)
def test_a_zone_is_read_by_its_name_or_its_city(typed: str, name: str) -> None:
    assert read_zone(typed) == name


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("Europe/Berlim", "Europe/Berlin"),
        ("Amerika/New_Yrok", "America/New_York"),
        ("EST", "America/New_York"),
        ("cet", "Europe/Berlin"),
        ("Tokio", "Asia/Tokyo"),
        ("Boston", None),
        ("Portland", None),
        ("qqqqqqqq", None),
        ("", None),
        ("/", None),
    ],
)
def test_a_misspelt_one_is_refused_with_the_nearest(typed: str, nearest: str | None) -> None:
    with pytest.raises(UnknownZone) as refused:
        read_zone(typed)
    assert refused.value.nearest == nearest


def test_what_is_typed_so_far_brings_the_zones_that_fit() -> None:
    assert suggest_zones("", 5) == list(COMMON[:5])
    assert suggest_zones("ber", 5)[0] == "Europe/Berlin"
    assert suggest_zones("europe/b", 25)[:2] == ["Europe/Belfast", "Europe/Belgrade"]
    assert suggest_zones("est", 5)[0] == "America/New_York"
    assert suggest_zones("Tokio", 5) == ["Asia/Tokyo"]
    assert suggest_zones("qqqqqqqq", 5) == []


def test_every_common_zone_exists() -> None:
    assert [ZoneInfo(name).key for name in COMMON] == list(COMMON)


@given(st.text(max_size=200), st.integers(1, 25))
def test_whatever_is_typed_is_a_zone_or_refused(typed: str, limit: int) -> None:
    suggested = suggest_zones(typed, limit)
    assert len(suggested) <= limit
    assert all(read_zone(name) == name for name in suggested)
    nearest = None
    try:
        nearest = read_zone(typed)
    except UnknownZone as refused:
        nearest = refused.nearest
    assert nearest is None or read_zone(nearest) == ZoneInfo(nearest).key
