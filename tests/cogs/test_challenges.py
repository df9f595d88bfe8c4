"""`/challenge` as coaches, runners and the team's feed see it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
import simcord

from bot.services.challenge_shares import USEFUL_FOR
from bot.services.challenges import SETTLING
from tests.composed import Stage, answer, buttons, last, posts, said, words

OVER = datetime(2026, 12, 21, 0, 0, tzinfo=UTC)


@pytest.fixture
async def cleo(on_stage: Stage) -> simcord.MemberActor:
    """Cleo, who coaches."""
    role = on_stage.guild.create_role("Coach")
    who = on_stage.guild.add_member(on_stage.env.create_user("Cleo"), roles=[role])
    await on_stage.env.settle()
    return await on_stage.asked(who)


async def create(stage: Stage, cleo: simcord.MemberActor, **options: Any) -> simcord.InteractionResult:
    values: dict[str, Any] = {"name": "December 100", "target": "100 km", "end": "2026-12-20"}
    return await cleo.slash(stage.feed, "challenge create", **(values | options))


async def log(stage: Stage, who: simcord.MemberActor, distance: str = "10k", time: str = "52:10") -> None:
    logged = answer(await who.slash(stage.feed, "run log", distance=distance, time=time))
    while "Log it as typed" in buttons(logged) or "Two runs" in buttons(logged):
        label = "Two runs" if "Two runs" in buttons(logged) else "Log it as typed"
        logged = answer(await who.click(logged, label=label))
    assert "Logged" in words(logged)


async def show(stage: Stage, who: simcord.MemberActor) -> str:
    return said(await who.slash(stage.feed, "challenge show"))


def news(stage: Stage) -> list[str]:
    """Return what the feed says of challenges."""
    return [words(post) for post in posts(stage.feed) if "December 100" in words(post)]


def described(message: Any) -> str:
    """Return the description of the picture under a post."""
    [gallery] = [part for part in message.components[0].children if isinstance(part, discord.MediaGalleryComponent)]
    return gallery.items[0].description or ""


# --- setting and looking ---


async def test_a_coach_sets_a_goal_and_reads_back_what_was_understood(
    on_stage: Stage, cleo: simcord.MemberActor
) -> None:
    result = await create(on_stage, cleo)
    shown = said(result)
    assert result.ephemeral
    assert shown.startswith("### December 100\nA goal of **100 km** together. The first run opens it: `/run log`.")
    assert "From Friday 20 Nov until Sunday 20 Dec" in shown
    assert "at 25, 50, 75 and 100 %" in shown


async def test_everybody_sees_how_far_the_team_is_and_their_own_part_alone(
    on_stage: Stage, cleo: simcord.MemberActor
) -> None:
    await create(on_stage, cleo)
    await log(on_stage, on_stage.ana)
    await log(on_stage, on_stage.ben, "7k", "40:00")
    # Of two, each would read the other's figure by taking off their own.
    shown = await show(on_stage, on_stage.ana)
    assert "17" not in shown
    assert "A goal of **100 km** together · 2 runners so far" in shown
    await log(on_stage, cleo, "8k", "50:00")
    result = await on_stage.ana.slash(on_stage.feed, "challenge show")
    assert result.ephemeral
    shown = said(result)
    assert "▰▰▱▱▱▱▱▱▱▱ 25 %\n**25.0 km** of 100 km together · 3 runners" in shown
    assert "You brought 10.0 km." in shown
    assert "Ben" not in shown
    assert "brought" not in await show(on_stage, on_stage.chloe)
    [file] = answer(result).attachments
    assert file.filename == "challenge.png"


async def test_a_reader_of_miles_reads_miles(on_stage: Stage, cleo: simcord.MemberActor) -> None:
    await create(on_stage, cleo)
    await log(on_stage, on_stage.ana)
    await on_stage.ben.slash(on_stage.feed, "profile edit", units="mi")
    assert "A goal of **62 mi** together" in await show(on_stage, on_stage.ben)


async def test_the_list_has_what_runs_what_comes_and_what_ended(on_stage: Stage, cleo: simcord.MemberActor) -> None:
    assert "No challenge runs just now.\n`/challenge create`" in said(await cleo.slash(on_stage.feed, "challenge list"))
    assert "create" not in said(await on_stage.ana.slash(on_stage.feed, "challenge list"))
    await create(on_stage, cleo)
    await create(on_stage, cleo, name="January", target="200 runs", start="2027-01-01", end="2027-01-31")
    await create(on_stage, cleo, name="Week", target="10 run days", end="sunday")
    await log(on_stage, on_stage.ana)
    question = answer(await cleo.slash(on_stage.feed, "challenge end", challenge="Week"))
    await cleo.click(question, label="End it")
    listed = said(await on_stage.ana.slash(on_stage.feed, "challenge list"))
    assert listed == (
        "### Challenges\n"
        "**December 100** · until Sun 20 Dec\n▱▱▱▱▱▱▱▱▱▱ 0 % of 100 km · 1 runner\n"
        "**January** · from Fri 1 Jan 2027\n200 runs together\n"
        "**Week** · ended Fri 20 Nov\n1 runner"
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"target": "500"}, "“500” of what?"),
        ({"target": "500 km", "measure": "runs"}, "“500 km” is no goal of the measure you chose."),
        ({"end": "soon"}, "I can't read “soon” as a day to come."),
        ({"end": "2026-11-01"}, "“2026-11-01” has been."),
        ({"target": "1.500 km"}, "“1.500 km” can be thousands, or thousandths.**\nTry `1500 km` or `1.5 km`."),
        ({"pledge": "1 EUR", "sponsor": "Gran"}, "once and whatever comes?**\nTry `1 EUR per km` or `flat 1 EUR`."),
        ({"start": "1 mar"}, "Would “1 mar” be 2026-03-01?**\nThen write it with its year: `2026-03-01`."),
        ({"sponsor": "Gran"}, "What does Gran give?"),
        ({"pledge": "1 per km"}, "Whose pledge is it?"),
        ({"pledge": "1 per run", "sponsor": "Gran"}, "This challenge counts distance."),
    ],
)
async def test_what_cannot_be_read_is_said_with_an_example(
    on_stage: Stage, cleo: simcord.MemberActor, options: dict[str, str], sentence: str
) -> None:
    refused = said(await create(on_stage, cleo, **options))
    assert sentence in refused
    assert "December 100" in refused or "Try" in refused or "challenge" in refused.lower()
    assert "No challenge" in said(await cleo.slash(on_stage.feed, "challenge list"))


async def test_only_coaches_and_admins_set_end_and_sponsor(on_stage: Stage, cleo: simcord.MemberActor) -> None:
    await create(on_stage, cleo)
    ana, kind = on_stage.ana, "That is for coaches and admins."
    assert kind in said(await create(on_stage, ana, name="Mine"))
    assert kind in said(await ana.slash(on_stage.feed, "challenge end", challenge="December 100"))
    options = {"challenge": "December 100", "name": "Gran", "pledge": "1 per km"}
    assert kind in said(await ana.slash(on_stage.feed, "challenge sponsor", **options))


async def test_hostile_names_stay_words(on_stage: Stage, cleo: simcord.MemberActor) -> None:
    await create(on_stage, cleo, name="**@everyone** <@1> https://x.y", charity="# [a](https://b.c)")
    shown = said(await on_stage.ana.slash(on_stage.feed, "challenge show"))
    assert "@everyone" not in shown
    assert "<@1>" not in shown
    assert "\n# " not in shown


# --- what the feed hears ---


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        ("monday", "**100 km** together. It begins on Monday 23 Nov and goes on until Sunday 20 Dec."),
        ("today", "**100 km** together, from Friday 20 Nov until Sunday 20 Dec."),
    ],
)
async def test_the_feed_hears_of_a_new_challenge(
    on_stage: Stage, cleo: simcord.MemberActor, start: str, sentence: str
) -> None:
    assert "in the feed in 5 minutes" in said(await create(on_stage, cleo, start=start, charity="Shelter"))
    await on_stage.work()
    assert news(on_stage) == []
    await on_stage.env.advance_time(SETTLING.total_seconds())
    for _ in range(2):
        await on_stage.work()
    assert news(on_stage) == [f"## December 100: a goal for all of us\n{sentence}\nFor **Shelter**"]
    post = last(on_stage.feed)
    assert not post.mentions
    assert not post.attachments


async def test_the_feed_hears_at_each_quarter_without_a_name(on_stage: Stage, cleo: simcord.MemberActor) -> None:
    await create(on_stage, cleo, target="40 km", charity="Shelter", pledge="€1 per km", sponsor="The shop")
    await on_stage.ben.slash(on_stage.feed, "profile edit", sharing="coach_only")
    await log(on_stage, on_stage.ben)
    await on_stage.work()
    [quarter] = news(on_stage)
    assert quarter == (
        "## December 100: a quarter of the way\n"
        "A goal of **40.0 km**, one of us so far. Thank you!\n"
        "For **Shelter**: it adds up as the team runs"
    )
    for who, distance in ((on_stage.ana, "10k"), (on_stage.ana, "11k"), (on_stage.chloe, "9k")):
        await log(on_stage, who, distance, "60:00")
        await on_stage.work()
    headings = [told.splitlines()[0] for told in news(on_stage)]
    assert [heading.partition(": ")[2] for heading in headings] == [
        "a quarter of the way",
        "half of the way",
        "three quarters of the way",
        "the goal is reached",
    ]
    for told in news(on_stage):
        assert not any(name in told for name in ("Ana", "Ben", "Chloé", "The shop"))
    post = next(post for post in posts(on_stage.feed) if "goal is reached" in words(post))
    assert described(post) == "December 100: 40.0 km of 40.0 km · 100 % · 3 runners · €40."
    assert [file.filename for file in post.attachments] == ["challenge.png"]
    assert not post.mentions


async def test_news_go_out_when_the_feed_is_off_and_once_through_restarts(
    on_stage: Stage, cleo: simcord.MemberActor
) -> None:
    await on_stage.application.database.write(lambda uow: uow.teams.change(on_stage.guild.id, feed_mode="off"))
    await create(on_stage, cleo, target="20 km")
    await log(on_stage, on_stage.ana)
    again = await on_stage.killed_and_started_again()
    for _ in range(2):
        await again.work()
    assert len(news(again)) == 1


# --- the end ---


async def test_the_result_comes_when_the_last_day_is_over(on_stage: Stage, cleo: simcord.MemberActor) -> None:
    await create(on_stage, cleo, pledge="1 EUR per km, max 5, plus 10", sponsor="Gran")
    await log(on_stage, on_stage.ana)
    await log(on_stage, on_stage.ben)
    await log(on_stage, cleo, "5k", "30:00")
    await on_stage.go_to(OVER - timedelta(seconds=1))
    await on_stage.work()
    assert news(on_stage) == []
    await on_stage.go_to(OVER)
    await on_stage.work()
    await on_stage.work()
    assert news(on_stage) == [
        "## December 100: what came of it\nTogether **25.0 km**, 3 of us. Thank you, every one of you.\n"
        "From sponsors: **15 EUR**"
    ]
    post = last(on_stage.feed)
    assert described(post) == "December 100: 25.0 km together · 3 runners · 15 EUR."
    shown = await show(on_stage, on_stage.ana)
    assert "**25.0 km** together · 3 runners\nIts days: Friday 20 Nov to Sunday 20 Dec" in shown
    assert "100 km" not in shown


async def test_a_goal_that_was_reached_is_named_in_the_result(on_stage: Stage, cleo: simcord.MemberActor) -> None:
    await create(on_stage, cleo, target="20 km")
    await log(on_stage, on_stage.ana, "21k", "2:00:00")
    await on_stage.go_to(OVER)
    await on_stage.work()
    result = news(on_stage)[-1]
    assert "The goal of **20.0 km** is reached, by one of us. Thank you!" in result
    assert "21" not in result


async def test_a_bot_that_was_down_tells_the_result_late_and_not_too_late(
    on_stage: Stage, cleo: simcord.MemberActor
) -> None:
    await create(on_stage, cleo)
    await log(on_stage, on_stage.ana)
    await on_stage.go_to(OVER + timedelta(days=5))
    again = await on_stage.killed_and_started_again()
    await again.application.tick()
    await again.env.advance_time(USEFUL_FOR.total_seconds() + 1)
    await again.work()
    assert news(again) == []


async def test_a_late_entry_is_in_the_result_that_stands(on_stage: Stage, cleo: simcord.MemberActor) -> None:
    await create(on_stage, cleo)
    await log(on_stage, on_stage.ana)
    await on_stage.go_to(OVER)
    await on_stage.work()
    logged = await on_stage.ben.slash(on_stage.feed, "run log", distance="5k", time="26:00", when="2026-12-20")
    assert "Logged" in said(logged)
    await on_stage.work()
    [result] = news(on_stage)
    assert "Two of us were out for it." in result
    assert "15" not in result


async def test_a_coach_ends_it_early_and_is_asked_once(on_stage: Stage, cleo: simcord.MemberActor) -> None:
    await create(on_stage, cleo)
    await log(on_stage, on_stage.ana)
    question = answer(await cleo.slash(on_stage.feed, "challenge end", challenge="december 100"))
    assert "End December 100 today?" in words(question)
    assert said(await cleo.click(question, label="Let it run")) == "It goes on, just as it is."
    assert "until Sunday 20 Dec" in await show(on_stage, on_stage.ana)
    question = answer(await cleo.slash(on_stage.feed, "challenge end", challenge="december 100"))
    assert "Its days: Friday 20 Nov to Friday 20 Nov" in said(await cleo.click(question, label="End it"))
    assert "has ended already" in said(await on_stage.press(cleo, question, "challenge:end:1"))
    await on_stage.work()
    assert len(news(on_stage)) == 1
    # An old question still works after a restart.
    again = await on_stage.killed_and_started_again()
    assert "has ended already" in said(await again.press(cleo, question, "challenge:end:1"))


# --- taking back ---


async def test_a_slip_is_taken_back_before_anybody_hears_of_it(on_stage: Stage, cleo: simcord.MemberActor) -> None:
    created = answer(await create(on_stage, cleo, target="10000 km"))
    question = answer(await cleo.click(created, label="Take it back"))
    assert "Take December 100 back?" in words(question)
    assert said(await cleo.click(question, label="Let it run")) == "It goes on, just as it is."
    shown = answer(await cleo.slash(on_stage.feed, "challenge show"))
    question = answer(await cleo.click(shown, label="Take it back"))
    assert "**December 100** is taken back." in said(await cleo.click(question, label="Take it back"))
    assert "I know of no challenge" in said(await on_stage.press(cleo, question, "challenge:gone:1"))
    await on_stage.env.advance_time(SETTLING.total_seconds())
    await on_stage.work()
    assert news(on_stage) == []
    assert "No challenge runs" in said(await cleo.slash(on_stage.feed, "challenge list"))


async def test_what_the_team_has_heard_of_can_be_ended_instead(on_stage: Stage, cleo: simcord.MemberActor) -> None:
    created = answer(await create(on_stage, cleo))
    assert "Take it back" not in buttons(answer(await on_stage.ana.slash(on_stage.feed, "challenge show")))
    question = answer(await cleo.click(created, label="Take it back"))
    await on_stage.env.advance_time(SETTLING.total_seconds())
    await on_stage.work()
    instead = answer(await cleo.click(question, label="Take it back"))
    assert "Your team has heard of December 100" in words(instead)
    assert "Take it back" not in buttons(answer(await cleo.slash(on_stage.feed, "challenge show")))
    assert "This one had its days." in said(await cleo.click(instead, label="End it"))


async def test_a_sponsor_is_taken_back_at_once_or_from_the_list(on_stage: Stage, cleo: simcord.MemberActor) -> None:
    await create(on_stage, cleo)
    options = {"challenge": "December 100", "name": "Gran", "pledge": "0.50 per km"}
    added = answer(await cleo.slash(on_stage.feed, "challenge sponsor", **options))
    without = said(await cleo.click(added, label="Take it back"))
    assert "Taken back: Gran." in without
    assert "From sponsors" not in without
    added = answer(await cleo.slash(on_stage.feed, "challenge sponsor", **options))
    assert "Take a sponsor back" not in str(
        answer(await on_stage.ana.slash(on_stage.feed, "challenge show")).components
    )
    shown = answer(await cleo.slash(on_stage.feed, "challenge show"))
    question = answer(await on_stage.press(cleo, shown, "challenge:sponsors:1", "2"))
    assert words(question).startswith("**Take Gran back?** 0.50 per km\n")
    assert "Taken back: Gran." in said(await cleo.click(question, label="Take it back"))
    assert "has been taken back already" in said(await on_stage.press(cleo, question, "challenge:sponsor:1:2"))


# --- sponsors ---


async def test_sponsors_are_added_up_and_each_is_read_back(on_stage: Stage, cleo: simcord.MemberActor) -> None:
    await create(on_stage, cleo, charity="Shelter")
    assert "For **Shelter**" in await show(on_stage, on_stage.ana)
    await log(on_stage, on_stage.ana)
    options = {"challenge": "December 100", "name": "The shop", "pledge": "€0.50 per km, max 200, plus 50"}
    shown = said(await cleo.slash(on_stage.feed, "challenge sponsor", **options))
    assert "Added, with thanks to The shop: €0.50 per km, at most €200, plus €50." in shown
    assert "For **Shelter**: it adds up as the team runs" in shown
    assert "-# The shop: €0.50 per km, at most €200, plus €50\n" in shown
    assert "Baton adds up. The giving is between sponsor and charity." in shown
    await log(on_stage, on_stage.ben, "7k", "40:00")
    await log(on_stage, on_stage.chloe, "3k", "20:00")
    shown = await show(on_stage, on_stage.ana)
    assert "For **Shelter**: **€60** so far" in shown
    assert "-# The shop: €0.50 per km, at most €200, plus €50 → €60" in shown
    options = {"challenge": "December 100", "name": "Gran", "pledge": "flat 20"}
    assert "For **Shelter**: **€80** so far" in said(await cleo.slash(on_stage.feed, "challenge sponsor", **options))


# --- side by side ---


async def test_two_roles_stand_side_by_side_by_what_came_to_each_who_ran(
    on_stage: Stage, cleo: simcord.MemberActor
) -> None:
    blue, red = on_stage.guild.create_role("Blue"), on_stage.guild.create_role("Red")
    await on_stage.env.settle()
    for who, roles in ((on_stage.ana, [blue]), (on_stage.ben, [red, blue]), (on_stage.chloe, [red])):
        on_stage.env.backend.get_guild(on_stage.guild.id).members[who.id].role_ids.extend(role.id for role in roles)
    assert "Who has both roles counts for Red." in said(await create(on_stage, cleo, side_one=red, side_two=blue))
    await log(on_stage, on_stage.ana)
    await log(on_stage, on_stage.ben, "6k", "33:00")
    await on_stage.work()
    shown = await show(on_stage, on_stage.ana)
    # What one alone ran is nobody else's to read.
    assert "**Red** · 1 runner so far\n**Blue** · 1 runner so far" in shown
    await log(on_stage, on_stage.chloe, "8k", "45:00")
    await log(on_stage, cleo, "5k", "30:00")
    await on_stage.work()
    shown = await show(on_stage, on_stage.ana)
    # Means wait until each side has three: taken from the sum, one would tell of the other.
    assert "**Red** · 2 runners so far\n**Blue** · 1 runner so far" in shown
    assert "**29.0 km** of 100 km together · 4 runners" in shown
    [quarter] = news(on_stage)
    assert "Red" not in quarter


async def test_a_role_given_later_counts_once_its_owner_looks(on_stage: Stage, cleo: simcord.MemberActor) -> None:
    blue, red = on_stage.guild.create_role("Blue"), on_stage.guild.create_role("Red")
    await on_stage.env.settle()
    await create(on_stage, cleo, side_one=red, side_two=blue)
    await log(on_stage, on_stage.ana)
    await on_stage.work()
    assert "**Red** · nobody yet\n**Blue** · nobody yet" in await show(on_stage, on_stage.ana)
    on_stage.env.backend.get_guild(on_stage.guild.id).members[on_stage.ana.id].role_ids.append(blue.id)
    assert "**Red** · nobody yet\n**Blue** · 1 runner so far" in await show(on_stage, on_stage.ana)


async def test_one_role_alone_or_everybodys_is_no_side(on_stage: Stage, cleo: simcord.MemberActor) -> None:
    blue = on_stage.guild.create_role("Blue")
    await on_stage.env.settle()
    assert "One role has nobody beside it." in said(await create(on_stage, cleo, side_one=blue))
