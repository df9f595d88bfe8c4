"""The event of a race as Discord lists it: within its limits, whatever people called things."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.races import MOST_DISTANCES
from bot.services.race_event_pages import EventDistance, RaceEvent
from bot.services.teams import TeamUnits
from bot.ui.race_events import (
    DESCRIPTION_LIMIT,
    LOCATION_LIMIT,
    NAME_LIMIT,
    description_of,
    location_of,
    marker_of,
    name_of,
)

START = datetime(2027, 4, 11, 8, 0, tzinfo=UTC)
RACE = RaceEvent(
    team_id=1,
    race_id=5,
    name="Berlin half",
    team_name="Harriers",
    units=TeamUnits.BOTH,
    starts_at=START,
    ends_at=START + timedelta(hours=4),
    whole_day=False,
    has_begun=False,
    time_zone="America/Argentina/ComodRivadavia",
    distances=(EventDistance(21_098, "hm", time(9, 0)),),
)


def test_where_it_is_is_the_place_or_the_page_or_the_card() -> None:
    assert location_of(replace(RACE, place="Tiergarten", url="https://example.org")) == "Tiergarten"
    assert location_of(replace(RACE, url="https://example.org")) == "https://example.org"
    # Half an address leads nowhere.
    assert location_of(replace(RACE, url=f"https://example.org/{'x' * 100}")) == "See the race’s card"
    assert location_of(RACE) == "See the race’s card"


def test_a_race_whose_start_nobody_knows_says_so_and_no_clock() -> None:
    unknown = replace(RACE, whole_day=True, distances=(EventDistance(12_345, None, None),))
    lines = description_of(unknown).splitlines()
    assert lines[0] == "12.3 km · 7.7 mi"
    assert "whole day" in lines[1]
    assert "whole day" not in description_of(RACE)


@given(name=st.text(max_size=120), place=st.none() | st.text(max_size=120), team=st.text(max_size=100))
def test_whatever_people_called_things_an_event_has_a_name_and_a_place_within_the_limits(
    name: str, place: str | None, team: str
) -> None:
    event = replace(RACE, name=name, place=place, team_name=team)
    assert 1 <= len(name_of(event)) <= NAME_LIMIT
    assert 1 <= len(location_of(event)) <= LOCATION_LIMIT


def test_the_longest_description_fits_and_keeps_the_line_by_which_the_event_is_known() -> None:
    longest = EventDistance(999_999, None, time(23, 59))
    event = replace(RACE, race_id=2**31, url="https://" + "x" * 392, distances=(longest,) * MOST_DISTANCES)
    description = description_of(event)
    assert len(description) <= DESCRIPTION_LIMIT
    assert marker_of(2**31) in description.splitlines()
