"""Celebrations as the team and the runner read them: publicly where praise may be, else in the answer alone."""

from datetime import timedelta
from typing import Any

import pytest
import simcord

from tests.composed import Stage, answer, last, posts, said, words
from tests.files.making import gpx


async def log(stage: Stage, who: simcord.MemberActor, **options: Any) -> str:
    """Log a run, send what is owed, and return the answer."""
    answered = said(await who.slash(stage.feed, "run log", **({"distance": "5k", "time": "31:00"} | options)))
    await stage.application.deliver_outbox()
    return answered


async def likes(stage: Stage, who: simcord.MemberActor, praise: str, **others: str) -> None:
    """Choose how praise comes, and let what stands follow."""
    await who.slash(stage.feed, "profile edit", praise=praise, **others)
    await stage.application.deliver_outbox()


def told(stage: Stage) -> list[str]:
    """Return the celebrations that stand in the feed."""
    return [words(post) for post in posts(stage.feed) if words(post).startswith("🎉")]


def glad(answered: str) -> list[str]:
    return [line for line in answered.splitlines() if line.startswith("🎉")]


def direct(who: simcord.MemberActor) -> list[Any]:
    """Return what stands in a member's direct messages."""
    return list(who.user.dm_channel.history())


async def test_who_likes_a_quiet_note_reads_it_in_the_answer_and_nobody_else_does(on_stage: Stage) -> None:
    assert glad(await log(on_stage, on_stage.ana)) == ["🎉 That is your first run with us. Great to have you!"]
    assert (told(on_stage), direct(on_stage.ana)) == ([], [])
    assert len(posts(on_stage.feed)) == 1


async def test_who_likes_public_praise_is_celebrated_beside_the_card_and_nobody_is_pinged(on_stage: Stage) -> None:
    await likes(on_stage, on_stage.ana, "public")
    assert len(glad(await log(on_stage, on_stage.ana))) == 1
    assert told(on_stage) == ["🎉 A first run for **Ana**: 5.0 km. Great to have you with us!"]
    assert [words(post)[:7] for post in posts(on_stage.feed)] == ["**Ana**", "🎉 A fir"]
    post = last(on_stage.feed)
    assert (post.mentions, post.mention_everyone, post.role_mentions) == ([], False, [])
    assert direct(on_stage.ana) == []


async def test_an_everyday_run_is_celebrated_by_nobody(on_stage: Stage) -> None:
    await likes(on_stage, on_stage.ana, "public")
    await log(on_stage, on_stage.ana, distance="7 km", time="42:00")
    assert glad(await log(on_stage, on_stage.ana, distance="6.6 km", time="42:00", when="yesterday")) == []
    assert len(told(on_stage)) == 1


async def test_who_shows_no_figures_is_celebrated_in_private(on_stage: Stage) -> None:
    await likes(on_stage, on_stage.ana, "public", sharing="ran_today")
    assert len(glad(await log(on_stage, on_stage.ana))) == 1
    assert [words(post) for post in posts(on_stage.feed)] == ["**Ana** was out for a run.\nCheer\nSay something"]


async def test_a_file_is_celebrated_as_a_typed_run(on_stage: Stage) -> None:
    await likes(on_stage, on_stage.ana, "public")
    answered = said(await on_stage.ana.slash(on_stage.feed, "run upload", file=("morning.gpx", gpx(200))))
    await on_stage.application.deliver_outbox()
    assert len(glad(answered)) == 1
    assert len(told(on_stage)) == 1


async def test_who_wants_it_quieter_has_what_stands_taken_down(on_stage: Stage) -> None:
    await likes(on_stage, on_stage.ana, "public")
    await log(on_stage, on_stage.ana)
    await likes(on_stage, on_stage.ana, "private")
    assert told(on_stage) == []
    assert len(posts(on_stage.feed)) == 1
    await likes(on_stage, on_stage.ana, "public")
    assert told(on_stage) == []


async def test_a_deleted_run_takes_its_post_along(on_stage: Stage) -> None:
    await likes(on_stage, on_stage.ana, "public")
    logged = answer(await on_stage.ana.slash(on_stage.feed, "run log", distance="5k", time="31:00"))
    await on_stage.application.deliver_outbox()
    assert len(posts(on_stage.feed)) == 2
    asked = answer(await on_stage.ana.click(logged, label="Delete"))
    await on_stage.ana.click(asked, label="Delete it")
    await on_stage.application.deliver_outbox()
    assert posts(on_stage.feed) == []


async def test_coming_back_is_greeted_without_a_word_on_how_long_it_was(on_stage: Stage) -> None:
    await likes(on_stage, on_stage.ana, "public")
    await log(on_stage, on_stage.ana, distance="7 km", time="42:00")
    await on_stage.ana.slash(on_stage.feed, "profile pause", until="2026-12-20", reason="ill")
    await on_stage.go_to(on_stage.env.now() + timedelta(days=40))
    assert glad(await log(on_stage, on_stage.ana, distance="6.6 km", time="42:00")) == [
        "🎉 Out again, and good to see you!"
    ]
    [_, greeting] = told(on_stage)
    assert greeting == "🎉 **Ana** is out again. Good to see you!"


@pytest.mark.parametrize("feed", ["digest", "off"])
async def test_a_feed_without_cards_has_no_posts_of_them_either(on_stage: Stage, feed: str) -> None:
    await likes(on_stage, on_stage.ana, "public")
    team_id = on_stage.guild.id
    await on_stage.application.database.write(lambda uow: uow.teams.change(team_id, feed_mode=feed))
    assert len(glad(await log(on_stage, on_stage.ana))) == 1
    assert posts(on_stage.feed) == []
