"""What a relay's card, page and form say."""

from dataclasses import replace
from datetime import date
from typing import Any

import discord
import pytest

from bot.domain.relays import Graded
from bot.domain.units import Unit
from bot.services.relay_pages import RelayPage
from bot.ui.relay_lines import card_lines, first_shown, page_lines
from bot.ui.relays import LegForm, RelayPageView
from bot.ui.text import relays as said
from tests.ui.relay_samples import filled, kept, owned, relay, squad
from tests.ui.samples import buttons

HEAD = ["### New Year", "**Sunday 11 Apr 2027** · start <t:1807426800:t>, 09:00 there · <t:1807426800:R>"]


def fields(form: LegForm) -> dict[str, discord.ui.TextInput[Any]]:
    """Return the fields of a form by their ids."""
    labels = [item for item in form.children if isinstance(item, discord.ui.Label)]
    inputs = [label.component for label in labels if isinstance(label.component, discord.ui.TextInput)]
    return {one.custom_id: one for one in inputs}


def test_a_card_has_the_legs_their_hand_overs_and_the_sum_with_what_is_to_come() -> None:
    assert card_lines(relay("New Year", squad(0, "Ben", 3, 1))) == [
        *HEAD,
        "3 legs · 63.3 km",
        "1 · Half marathon · Ben · **1:45:00** · → <t:1807433100:t>",
        "2 · Half marathon · Ben · → <t:1807440300:t>",
        "3 · Half marathon · Ben · → <t:1807447500:t>",
        "So far 21.1 km in **1:45:00** (4:59 /km) · to come: legs 2–3",
    ]


def test_once_all_legs_are_run_the_sum_is_the_result() -> None:
    whole = relay("New Year", squad(0, None, 2, 2, Graded(11_900, (2,))))
    assert card_lines(whole)[2:] == [
        "2 legs · 42.2 km",
        "1 · Half marathon · **1:45:00** · → <t:1807433100:t>",
        "2 · Half marathon · **1:45:00**",
        "🏁 42.2 km in **3:30:00** (4:59 /km)",
        "Age-graded **3:18:20** · as run: leg 2",
    ]


def test_a_time_that_its_runner_keeps_stands_nowhere() -> None:
    half = relay("New Year", kept(squad(0, "Ben", 2, 2), 1))
    told = [
        "2 legs · 42.2 km",
        "1 · Half marathon · Ben · run · → <t:1807433100:t>",
        "2 · Half marathon · Ben · **1:45:00**",
        "So far 21.1 km in **1:45:00** (4:59 /km) · kept private: leg 1",
    ]
    assert card_lines(half)[2:] == told
    assert page_lines(RelayPage(half, date(2027, 4, 11), Unit.KM))[2:] == [*told, said.EXPECTED_KEPT]
    [mine] = half.squads
    legs = (replace(mine.legs[0], is_own=True, run_s=6_300), mine.legs[1])
    own = page_lines(RelayPage(replace(half, squads=(replace(mine, legs=legs),)), date(2027, 4, 11), Unit.KM))
    assert own[3] == "1 · Half marathon · **you** · **1:45:00** · → <t:1807433100:t>"
    assert own[-1] == said.EXPECTED_KEPT


def test_what_has_no_time_once_a_relay_is_over_is_to_be_entered() -> None:
    over = replace(relay("New Year", squad(0, "Ben", 3, 1)), is_over=True)
    told = [
        "3 legs · 63.3 km",
        "1 · Half marathon · Ben · **1:45:00** · → <t:1807433100:t>",
        "2 · Half marathon · Ben",
        "3 · Half marathon · Ben",
        "So far 21.1 km in **1:45:00** (4:59 /km) · to be entered: legs 2–3",
    ]
    assert card_lines(over)[2:] == told
    assert page_lines(RelayPage(over, date(2027, 4, 13), Unit.KM))[2:] == told


def test_a_card_shows_a_long_relay_around_the_leg_that_is_run() -> None:
    told = card_lines(relay("New Year", squad(0, None, 36, 20)))
    assert told[3] == "-# Legs 1 to 19 are in *Details*."
    assert [line.split(" · ")[0] for line in told[4:16]] == [str(number) for number in range(20, 32)]
    assert told[16] == "-# Legs 32 to 36 are in *Details*."
    assert told[17].endswith("to come: legs 21–36")


def test_a_hand_over_on_another_day_says_which() -> None:
    told = page_lines(RelayPage(relay("New Year", squad(0, None, 9)), date(2027, 4, 11), Unit.KM))
    assert [":f>" in line for line in told[3:12]] == [False] * 7 + [True, False]


@pytest.mark.parametrize(("number", "before"), [(1, 0), (12, 0), (13, 12), (36, 24), (90, 24)])
def test_a_page_is_open_at_the_leg_that_is_named(number: int, before: int) -> None:
    page = RelayPage(relay("New Year", squad(0, None, 36)), date(2027, 4, 1), Unit.KM, number=number)
    assert first_shown(page) == before


def test_a_page_leads_to_the_other_teams_to_other_legs_and_to_ones_own() -> None:
    squads = [owned(squad(0, "Ana", 36, 1)), squad(1, "Ben", 36)]
    page = RelayPage(relay("New Year", *squads), date(2027, 4, 1), Unit.KM, number=20)
    assert buttons(RelayPageView(page)) == {
        "My leg 2": "relay:leg:2",
        "My leg 3": "relay:leg:3",
        "My leg 4": "relay:leg:4",
        "I'd rather not run leg 2": "relay:decline:2",
        "I'd rather not run leg 3": "relay:decline:3",
        "I'd rather not run leg 4": "relay:decline:4",
        "Earlier legs": "relay:show:9:0:12",
        "Later legs": "relay:show:9:0:25",
        "Team B": "relay:show:9:1:1",
    }


@pytest.mark.parametrize(
    ("numbers", "told"), [((3,), "leg 3"), ((1, 2), "legs 1–2"), ((3, 5, 6, 7, 9), "legs 3, 5–7, 9")]
)
def test_legs_are_told_as_spans(numbers: tuple[int, ...], told: str) -> None:
    assert said.leg_numbers(numbers) == told


async def test_a_form_asks_what_its_reader_may_say() -> None:
    whole = LegForm(filled("Ana"))
    assert whole.title == "Team C, leg 3, half marathon"
    assert {name: one.default for name, one in fields(whole).items()} == {
        "runner": "Ana",
        "expected": None,
        "run": "1:45:00",
    }
    own = LegForm(replace(filled("Ana"), may_assign=False, has_started=False, squad=None))
    assert (own.title, list(fields(own))) == ("Leg 3, half marathon", ["expected"])


async def test_a_form_never_names_who_is_not_named_to_its_reader() -> None:
    form = LegForm(replace(filled("Ana"), runner=None, is_secret=True))
    assert fields(form)["runner"].default == "a teammate"


async def test_what_a_runners_own_log_says_stands_beside_the_field_and_is_sent_by_nobody_else() -> None:
    hints = [item.description for item in LegForm(filled("Ana")).children if isinstance(item, discord.ui.Label)]
    assert "For all to see. Your running of late says 1:58:00; empty plans it at 6:00 /km." in hints
    assert fields(LegForm(filled("Ana")))["expected"].default is None
