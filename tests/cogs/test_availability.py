"""`/plan availability` as runners see it: the page, its form, one press, and what stands after a restart."""

import logging
from typing import Any

import pytest
import simcord

from tests.composed import Stage, answer, buttons, said, words


async def page(stage: Stage, **options: Any) -> simcord.ResponseMessage:
    return answer(await stage.ana.slash(stage.feed, "plan availability", **options))


async def choose(stage: Stage, shown: simcord.ResponseMessage, **filled: Any) -> str:
    """Press *Let me choose*, send the form in, and return what the page says then."""
    form = await stage.ana.click(shown, label="Let me choose")
    await stage.ana.submit_modal(form, filled)
    return words(shown)


async def test_days_are_chosen_in_a_form_and_stand_in_place_of_the_question(on_stage: Stage) -> None:
    shown = await page(on_stage)
    assert words(shown).splitlines()[:2] == [
        "### Your days, 23–29 Nov",
        "Which days can you run? Your coach plans around them.",
    ]
    assert list(buttons(shown)) == ["Let me choose", "Not this week"]
    kept = await choose(on_stage, shown, free=["0", "2", "5"], short=["1"], note="Tue 40 min *early*", always=["off"])
    assert kept.splitlines()[:5] == [
        "### Thank you. Your days, 23–29 Nov",
        "**Can run** Mon, Wed, Sat",
        "**Short of time** Tue",
        "“Tue 40 min \\*early\\*”",
        "-# For this week. Your coach sees it.",
    ]


async def test_what_every_week_is_like_is_repeated_at_one_press(on_stage: Stage) -> None:
    shown = await page(on_stage, which="this_week")
    await choose(on_stage, shown, free=["5", "6"], short=[], note="", always=["on"])
    coming = await page(on_stage)
    assert "-# As you usually have it, until you say something else." in words(coming)
    await on_stage.ana.click(coming, label="Not this week")
    assert "**No runs planned for you.** Your coach knows, and plans around it." in words(coming)
    await on_stage.ana.click(coming, label="As usual")
    assert "**Can run** Sat, Sun\n-# For this week. Your coach sees it." in words(coming)
    assert "As usual" not in buttons(coming)


async def test_what_was_said_of_the_week_before_is_offered(on_stage: Stage) -> None:
    await choose(on_stage, await page(on_stage, which="this_week"), free=["5"], short=["1"], note="", always=["off"])
    coming = await page(on_stage)
    assert "-# As before: Tue (short), Sat" in words(coming)
    await on_stage.ana.click(coming, label="As before")
    assert "**Can run** Sat\n**Short of time** Tue" in words(coming)


async def test_the_form_comes_filled_in_with_what_holds(on_stage: Stage) -> None:
    shown = await page(on_stage)
    await choose(on_stage, shown, free=["0"], short=["1"], note="early", always=["off"])
    form = await on_stage.ana.click(shown, label="Let me choose")
    assert form.modal is not None
    parts = {part["component"]["custom_id"]: part["component"] for part in form.modal["components"]}
    chosen = {
        name: [one["value"] for one in part["options"] if one.get("default")]
        for name, part in parts.items()
        if "options" in part
    }
    assert chosen == {"free": ["0"], "short": ["1"], "always": ["off"]}
    assert parts["note"]["value"] == "early"


async def test_it_works_in_direct_messages(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run list")
    shown = answer(await on_stage.ana.user.slash("plan availability"))
    await on_stage.ana.user.click(shown, label="Not this week")
    assert "**No runs planned for you.**" in words(shown)


async def test_an_id_that_names_no_week_is_answered_and_no_defect(
    on_stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    shown = await page(on_stage)
    said_of_it = said(await on_stage.press(on_stage.ana, shown, "days:none:1:2026-W99"))
    assert said_of_it
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_teammate_answers_for_nobody(on_stage: Stage) -> None:
    shown = await page(on_stage)
    await on_stage.ben.slash(on_stage.feed, "run list")
    pressed = await on_stage.press(on_stage.ben, shown, buttons(shown)["Not this week"])
    assert "Those are somebody else's days." in said(pressed)
    for nonsense in ("days:none:1:2026-W99", "days:choose:999999999999999999:2026-W48"):
        assert "### " not in said(await on_stage.press(on_stage.ben, shown, nonsense))
