"""`/coach log` and `/coach note` as a coach uses them: pages, a word and a note one press away."""

import discord
import pytest
import simcord

from tests.composed import Stage, answer, buttons, pressable, said, words


@pytest.fixture
async def coach_role(on_stage: Stage) -> simcord.RoleHandle:
    return on_stage.guild.create_role("Coach", permissions=discord.Permissions.none())


@pytest.fixture
async def caleb(on_stage: Stage, coach_role: simcord.RoleHandle) -> simcord.MemberActor:
    found = on_stage.guild.add_member(on_stage.env.create_user("caleb", global_name="Caleb"), roles=[coach_role])
    await on_stage.env.settle()
    return found


async def log(stage: Stage, when: str, **details: object) -> None:
    await stage.ben.slash(stage.feed, "run log", distance="10k", time="52:10", when=when, **details)


async def test_a_coach_reads_days_and_turns_to_older_ones(on_stage: Stage, caleb: simcord.MemberActor) -> None:
    await log(on_stage, "friday", effort=7, note="Windy out there.", pain_area="knee_left", pain_level=4)
    await log(on_stage, "2026-11-08")
    page = answer(await caleb.slash(on_stage.feed, "coach log", runner="Ben"))
    assert page.ephemeral
    assert "### Log of Ben · 7 days" in words(page)
    assert "**Fri 20 Nov** · 10.0 km · 52:10 · 5:13 /km" in words(page)
    assert "-# effort 7 · left knee, 4 of 10 · “Windy out there.”" in words(page)
    assert "-# 16–22 Nov: 1 run · 10.0 km" in words(page)
    older = answer(await caleb.click(page, label="Older"))
    assert "**Sun 8 Nov** · 10.0 km" in words(older)
    newest = answer(await caleb.click(older, label="Newer"))
    assert "**Fri 20 Nov**" in words(newest)


async def test_a_word_is_one_press_away(on_stage: Stage, caleb: simcord.MemberActor) -> None:
    await log(on_stage, "friday")
    page = answer(await caleb.slash(on_stage.feed, "coach log", runner="Ben", days=3))
    form = await caleb.click(page, label="Write to Ben")
    assert form.modal is not None
    given = await caleb.submit_modal(form, {"message": "Textbook."})
    assert "On its way to **Ben**" in said(given)


async def test_notes_are_kept_changed_and_deleted(on_stage: Stage, caleb: simcord.MemberActor) -> None:
    await log(on_stage, "friday")
    kept = answer(await caleb.slash(on_stage.feed, "coach note", runner="Ben", text="Exams until *December*."))
    assert "**Kept about Ben:** “Exams until \\*December\\*.”" in words(kept)
    assert "`/privacy export` hands Ben" in words(kept)
    page = answer(await caleb.slash(on_stage.feed, "coach log", runner="Ben"))
    assert "**Notes** · 1\n**Caleb**, Fri 20 Nov: “Exams" in words(page)
    form = await caleb.click(page, label="Note")
    assert form.modal is not None
    await caleb.submit_modal(form, {"note": "Likes hills."})
    notes = answer(await caleb.click(page, label="All notes"))
    assert words(notes).index("Likes hills.") < words(notes).index("Exams")
    [edit] = [part["custom_id"] for part in pressable(notes) if part["custom_id"].startswith("coach:note-edit:2:")]
    form = await caleb.click(notes, custom_id=edit)
    assert form.modal is not None
    changed = answer(await caleb.submit_modal(form, {"note": "Loves hills."}))
    asked = answer(await caleb.click(changed, label="Delete"))
    assert "**Delete this note about Ben?** “Loves hills.”" in words(asked)
    left = answer(await caleb.click(asked, label="Yes, delete it"))
    assert "hills" not in words(left)
    assert "Exams" in words(left)


async def test_another_coachs_note_has_no_buttons(
    on_stage: Stage, caleb: simcord.MemberActor, coach_role: simcord.RoleHandle
) -> None:
    await log(on_stage, "friday")
    await caleb.slash(on_stage.feed, "coach note", runner="Ben", text="Exams.")
    cleo = on_stage.guild.add_member(on_stage.env.create_user("cleo", global_name="Cleo"), roles=[coach_role])
    page = answer(await cleo.slash(on_stage.feed, "coach log", runner="Ben"))
    notes = answer(await cleo.click(page, label="All notes"))
    assert "Exams." in words(notes)
    assert list(buttons(notes)) == ["Note"]


async def test_the_log_is_one_press_from_the_roster(on_stage: Stage, caleb: simcord.MemberActor) -> None:
    await log(on_stage, "friday")
    roster = answer(await caleb.slash(on_stage.feed, "coach roster"))
    ben = await on_stage.application.database.read(lambda uow: uow.runners.find(on_stage.guild.id, on_stage.ben.id))
    assert ben is not None
    page = answer(await caleb.click(roster, custom_id=f"coach:log:{ben.runner_id}:7:0"))
    assert "### Log of Ben" in words(page)
    assert "### Who needs a word" in words(roster)


async def test_an_empty_note_gives_the_words_back(on_stage: Stage, caleb: simcord.MemberActor) -> None:
    await log(on_stage, "friday")
    page = answer(await caleb.slash(on_stage.feed, "coach log", runner="Ben"))
    form = await caleb.click(page, label="Note")
    assert form.modal is not None
    assert "A few words, please." in said(await caleb.submit_modal(form, {"note": "\u3164"}))
