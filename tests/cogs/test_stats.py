"""`/stats`: private screens with a picture, and what a teammate sees of them."""

from tests.composed import Stage, answer, said


async def test_the_weeks_come_with_their_picture_and_turn_to_bests_and_paces(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run log", distance="5k", time="24:34", kind="race")
    shown = await on_stage.ana.slash(on_stage.feed, "stats")
    assert answer(shown).ephemeral
    assert "**5.0 km** · 1 run · 24:34" in said(shown)
    [picture] = answer(shown).attachments
    assert (picture.filename, picture.content_type) == ("weeks.png", "image/png")

    bests = await on_stage.ana.click(answer(shown), label="Bests")
    assert "5 km · **24:34** · Fri 20 Nov" in said(bests)
    assert answer(bests).attachments == []
    paces = await on_stage.ana.click(answer(bests), label="Paces")
    assert "Threshold · **5:11 /km**" in said(paces)
    fitness = await on_stage.ana.click(answer(paces), label="Fitness")
    assert "Fitness score 39.1" in said(fitness)
    assert "Marathon · **3:53:5" in said(fitness)
    again = await on_stage.ana.click(answer(fitness), label="Weeks")
    assert len(answer(again).attachments) == 1


async def test_without_a_race_it_says_what_would_give_a_score(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    shown = await on_stage.ana.slash(on_stage.feed, "stats", look="light", period="season")
    assert "kind `race`" in said(await on_stage.ana.click(answer(shown), label="Fitness"))


async def test_a_teammate_sees_the_weeks_that_are_shared_and_no_paces(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run log", distance="5k", time="24:34", kind="race")
    seen = await on_stage.ben.slash(on_stage.feed, "stats", runner="Ana")
    assert "**5.0 km** · 1 run · 24:34" in said(seen)
    assert [file.filename for file in answer(seen).attachments] == ["weeks.png"]
    assert "Paces" not in said(seen)
    await on_stage.ana.slash(on_stage.feed, "profile edit", sharing="ran_today")
    assert answer(await on_stage.ben.slash(on_stage.feed, "stats", runner="Ana")).attachments == []
