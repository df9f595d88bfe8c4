"""The page on who hears of a runner says what the rule says."""

from itertools import product
from typing import Any

import pytest

from bot.domain.audience import Audience, Concern, MessageKind
from tests.domain import audience_page
from tests.domain.audience_page import NAMES, PAGE, SETTINGS, columns, decisions, every_case


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == audience_page.page(), "`make docs` writes it anew"


def test_every_kind_of_message_stands_on_the_page_once() -> None:
    listed = [what for together in columns() for what in together]
    assert sorted(listed) == sorted([*MessageKind, *Concern])
    assert set(NAMES) == set(listed)


def test_every_value_a_setting_can_have_is_asked_about() -> None:
    case = every_case()[0]
    for setting, (_, names) in SETTINGS.items():
        kind: Any = type(getattr(case, setting))
        assert set(names) == ({True, False} if kind is bool else set(kind)), setting


@pytest.mark.parametrize("what", [*MessageKind, *Concern])
def test_one_row_fits_each_case_and_says_where_its_message_goes(what: MessageKind | Concern) -> None:
    told: dict[tuple[object, ...], str] = {}
    for row, outcome in decisions(what):
        for values in product(*row):
            assert values not in told
            told[values] = outcome
    for case in every_case():
        assert told[tuple(getattr(case, setting) for setting in SETTINGS)] == case.outcome(what)


def test_the_page_tells_of_all_three_audiences() -> None:
    said = audience_page.page()
    assert all(f"| {audience.value}" in said for audience in Audience)


def test_the_page_says_why_sums_need_no_rule_about_strava() -> None:
    assert "The sums that boards are made of name no source" in audience_page.page()
