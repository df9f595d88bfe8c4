"""Which time zones a team is offered first."""

import discord
import pytest

from bot.domain.zones import COMMON, read_zone
from bot.ui.team_zones import LIKELY, MOST, zones_to_offer


@pytest.mark.parametrize("locale", LIKELY)
def test_every_zone_of_a_language_is_one_that_the_project_reads(locale: str) -> None:
    assert locale in {known.value for known in discord.Locale}
    for zone in LIKELY[locale]:
        assert read_zone(zone) == zone


@pytest.mark.parametrize("locale", [None, *discord.Locale])
def test_a_list_has_room_for_all_of_them_and_for_another(locale: discord.Locale | None) -> None:
    zones = zones_to_offer("Pacific/Chatham", locale)
    assert zones[0] == "Pacific/Chatham"
    assert len(zones) == len(set(zones)) <= MOST
    assert set(COMMON[:10]) <= set(zones)


def test_the_present_zone_comes_first_and_then_those_of_the_language() -> None:
    assert zones_to_offer("UTC", discord.Locale.german)[:4] == [
        "UTC",
        "Europe/Berlin",
        "Europe/Vienna",
        "Europe/Zurich",
    ]
    assert zones_to_offer("Europe/Vienna", discord.Locale.german)[0] == "Europe/Vienna"
