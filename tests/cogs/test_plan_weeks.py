"""A runner's own week by direct message, and what they press under it."""

import pytest
import simcord

from bot.domain.plans import EVERYBODY
from bot.services.plan_publishing import publish_plan
from db.unit_of_work import UnitOfWork
from tests.cogs.test_feedback import close_dms, direct
from tests.composed import Stage, answer, buttons, said, words
from tests.services.planned import save_plan

DAYS = {"Tue": "5x1km @ T / 1min jog", "Thu": "8 km E"}
WEEK = [
    "### Your week 48 · 23–29 Nov",
    "Tue: 5 × 1 km at threshold, 1 min jog between. With Ana.",
    "Thu: 8 km easy. With Ana.",
]


@pytest.fixture
async def caleb(on_stage: Stage) -> simcord.MemberActor:
    """Who planned the week; Ana and Ben are to run it."""
    caleb = on_stage.guild.add_member(on_stage.env.create_user("caleb", global_name="Caleb"))
    for one in (on_stage.ana, on_stage.ben):
        await one.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    return caleb


async def publish(on_stage: Stage, caleb: simcord.MemberActor) -> None:
    def work(uow: UnitOfWork) -> None:
        rows = [uow.runners.find(on_stage.guild.id, one.id) for one in (on_stage.ana, on_stage.ben)]
        ids = [row.runner_id for row in rows if row is not None]
        plan = save_plan(uow, on_stage.guild.id, EVERYBODY, ids, DAYS, author=(caleb.id, "Caleb"))
        uow.coaches.note(on_stage.guild.id, caleb.id, None, on_stage.env.now())
        publish_plan(uow, plan, on_stage.env.now())

    await on_stage.application.database.write(work)
    await on_stage.application.deliver_outbox()


async def test_a_week_can_be_agreed_to_asked_about_and_declined_for_a_day(
    on_stage: Stage, caleb: simcord.MemberActor
) -> None:
    await publish(on_stage, caleb)
    [letter] = direct(on_stage.ben)
    assert words(letter).splitlines() == [
        *WEEK,
        "-# From Coach Caleb, Harriers",
        "Looks good",
        "Ask coach",
        "I can't on …",
        "Planned and done",
    ]
    agreed = answer(await on_stage.ben.user.click(letter, label="Looks good"))
    assert "-# You said that it looks good." in words(agreed)
    assert "Looks good" not in buttons(agreed)
    form = await on_stage.ben.user.click(letter, label="Ask coach")
    assert form.modal is not None
    assert form.modal["title"] == "To Coach Caleb"
    asked = said(await on_stage.ben.user.submit_modal(form, {"message": "May I swap two days?"}))
    assert "On its way to **Coach Caleb**" in asked or "On its way to Coach Caleb" in asked
    question = answer(await on_stage.ben.user.click(letter, label="I can't on …"))
    picked = await on_stage.ben.user.select(question, values=["2026-11-24"])
    assert picked.modal is not None
    noted = said(await on_stage.ben.user.submit_modal(picked, {"words": "A family day."}))
    assert noted == "**Noted: Tuesday 24 Nov.** Coach Caleb knows. Thank you for saying so."
    await on_stage.application.deliver_outbox()
    told = [words(message) for message in direct(caleb)]
    assert any("May I swap two days?" in one for one in told)
    assert any(
        one.startswith("**Ben can't on Tuesday 24 Nov.**\n5 × 1 km at threshold, 1 min jog between\n> A family day.")
        for one in told
    )
    [letter] = [one for one in direct(on_stage.ben) if words(one).startswith("### Your week")]
    assert "-# You can't that day. Your coach knows." in words(letter)
    question = answer(await on_stage.ben.user.click(letter, label="I can't on …"))
    noted = said(await on_stage.ben.user.select(question, values=["can:2026-11-24"]))
    assert noted == "**Noted: you can on Tuesday 24 Nov.** Coach Caleb knows."
    await on_stage.application.deliver_outbox()
    told = [words(message) for message in direct(caleb)]
    assert any(one.startswith("**Ben can after all on Tuesday 24 Nov.**\n5 × 1 km") for one in told)
    assert not any("A family day." in one or "Ben can't on" in one for one in told)
    [letter] = [one for one in direct(on_stage.ben) if words(one).startswith("### Your week")]
    assert "You can't that day" not in words(letter)


async def test_with_closed_doors_the_week_waits_in_the_inbox_with_a_way_to_answer(
    on_stage: Stage, caleb: simcord.MemberActor
) -> None:
    await on_stage.application.deliver_outbox()
    close_dms(on_stage, on_stage.ben)
    await publish(on_stage, caleb)
    inbox = answer(await on_stage.ben.slash(on_stage.feed, "feedback inbox"))
    assert WEEK[1] in words(inbox)
    week = answer(await on_stage.ben.click(inbox, label="My week"))
    assert words(week).splitlines()[:3] == WEEK
    agreed = answer(await on_stage.ben.click(week, label="Looks good"))
    assert "-# You said that it looks good." in words(agreed)
