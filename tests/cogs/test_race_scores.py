"""`/coach score` as coaches use it: a pasted finish order, the teams in order, and lines that are named."""

from typing import Any

import pytest
import simcord

from tests.composed import Stage, answer, last, said, words

ORDER = "\n".join(f"{place} Runner {place}, {team}" for place, team in enumerate("ABABABABABBACC", start=1))


@pytest.fixture
def coach(on_stage: Stage) -> simcord.MemberActor:
    role = on_stage.guild.create_role("Coach")
    return on_stage.guild.add_member(on_stage.env.create_user("Caleb"), roles=[role])


async def scored(stage: Stage, who: simcord.MemberActor, order: str, **options: Any) -> simcord.InteractionResult:
    form = await who.slash(stage.feed, "coach score", **options)
    return await who.submit_modal(form, {"order": order, "rest": ""})


async def test_a_finish_order_becomes_team_scores(on_stage: Stage, coach: simcord.MemberActor) -> None:
    await on_stage.asked(coach)
    told = await scored(on_stage, coach, ORDER)
    assert told.ephemeral
    assert said(told).startswith(
        "### Team scores\n"
        "🥇 **A** · 25\n1 · 3 · 5 · 7 · 9 · then 12\n"
        "🥈 **B** · 30\n2 · 4 · 6 · 8 · 10 · then 11\n"
        "-# The low score is first: places of 5 runners of each complete team add up, 2 more push others back.\n"
        "-# Also there, up to 4 each: C"
    )


async def test_rules_are_chosen_and_a_race_gives_its_name(on_stage: Stage, coach: simcord.MemberActor) -> None:
    await on_stage.asked(coach)
    order = "1 A\n2 B\n3 B\n4 A\n6 B\n7 A"
    by_next = said(await scored(on_stage, coach, order, race="Hill cross", scorers=2, displacers=1))
    assert by_next.splitlines()[:3] == ["### Team scores: Hill cross", "🥇 **B** · 5", "2 · 3 · then 5"]
    assert "-# B, A have 5 each: whose next runner is ahead stands first." in by_next
    assert "-# No line for place 5: counted as nobody's team." in by_next
    by_pairs = said(await scored(on_stage, coach, order, scorers=2, displacers=0, ties="ncaa"))
    assert [line for line in by_pairs.splitlines() if "**" in line] == ["🥇 **A** · 5", "🥇 **B** · 5"]
    assert "stands first. What that leaves equal shares a place." in by_pairs
    assert "push others back" not in by_pairs


async def test_scores_are_posted_once_and_say_no_name(on_stage: Stage, coach: simcord.MemberActor) -> None:
    await on_stage.asked(coach)
    shown = await scored(on_stage, coach, ORDER + "\n20 Zoë, A", race="Hill cross")
    assert "-# No line for place 15, 16, 17, 18, 19" in said(shown)
    posted = await coach.click(answer(shown), label="Post it")
    assert f"-# On its way to <#{on_stage.feed.id}>." in said(posted)
    await on_stage.application.deliver_outbox()
    read = words(last(on_stage.feed))
    assert read.startswith("### Team scores: Hill cross\n🥇 **A** · 25\n")
    assert "-# Also there, up to 4 each: C" in read
    assert "Zoë" not in read
    assert "No line" not in read


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        ("1 Anna, A\n2 Ben\n3 Cleo,", "Which team is it in line 2, 3?"),
        ("1 A\n1 B\n2 A", "The place in line 2 is there already."),
        ("\n".join(["1 A", *"BCDEFGHIJKLM"]), "Which place is it in line 2, 3, 4, 5, 6, 7, 8, 9 …?"),
        ("1 A\n2 B", "No team has 5 finishers in this list."),
        ("-", "No team has 5 finishers in this list."),
        ("\u2800", "There is no finisher yet."),
    ],
)
async def test_what_cannot_be_read_is_named_and_the_form_comes_back_with_it(
    on_stage: Stage, coach: simcord.MemberActor, order: str, sentence: str
) -> None:
    await on_stage.asked(coach)
    refused = await scored(on_stage, coach, order)
    assert refused.ephemeral
    assert sentence in said(refused)
    again = await coach.click(answer(refused), label="Try again")
    assert again.modal is not None
    assert again.modal["components"][0]["component"]["value"] == order
    told = await coach.submit_modal(again, {"order": ORDER, "rest": "15 Dan, A"})
    assert "🥇 **A** · 25\n1 · 3 · 5 · 7 · 9 · then 12 · 13" in said(told)


async def test_a_hostile_list_stays_in_its_line_and_a_long_one_is_cut(
    on_stage: Stage, coach: simcord.MemberActor
) -> None:
    await on_stage.asked(coach)
    told = said(await scored(on_stage, coach, "@everyone **x** <@1>\n[a](https://b.c)", scorers=1))
    assert "<@1>" not in told
    assert "\\*\\*x" in told
    many = "\n".join(f"Team with quite a name number {number}*_~" for number in range(90))
    told = said(await scored(on_stage, coach, many, scorers=1))
    assert "and 70 more teams, each with a higher score" in told
