"""`/shoutout give` and its menus, as members use them: each hears it as they like."""

from datetime import timedelta

import pytest
import simcord

from bot.domain.audience import Praise
from bot.services.asker import Asker
from bot.services.profiles import ProfileChange
from tests.cogs.admins import dora
from tests.composed import Stage, answer, last, posts, said, words


async def likes(stage: Stage, who: simcord.MemberActor, name: str, praise: Praise) -> None:
    await stage.application.services.profiles.edit(Asker(stage.guild.id, who.id, name), ProfileChange(praise=praise))


def letters(who: simcord.MemberActor) -> list[str]:
    """Return what stands in a member's direct messages, oldest first."""
    return [words(message) for message in who.user.dm_channel.history()]


async def test_a_shoutout_goes_to_the_feed_and_notifies_just_whom_it_names(on_stage: Stage) -> None:
    await likes(on_stage, on_stage.ben, "Ben", Praise.PUBLIC)
    typed = await on_stage.ana.slash(on_stage.feed, "shoutout give", to="Ben", message="You *waited* @everyone.")
    assert "**Your shoutout to Ben:**" in said(typed)
    assert "+2 for a kind word." in said(typed)
    assert "On its way to the team's feed." in said(typed)
    await on_stage.application.deliver_outbox()
    post = last(on_stage.feed)
    assert words(post).startswith(f"**Ana** to <@{on_stage.ben.id}>: “You \\*waited\\* @")
    assert [one.id for one in post.mentions] == [on_stage.ben.id]
    assert not post.mention_everyone
    assert letters(on_stage.ben) == []


async def test_who_likes_it_quiet_hears_it_alone(on_stage: Stage) -> None:
    await on_stage.ben.slash(on_stage.feed, "points show")
    typed = await on_stage.ana.slash(on_stage.feed, "shoutout give", to="ben", message="You waited.")
    assert "On its way as a private message." in said(typed)
    await on_stage.application.deliver_outbox()
    assert posts(on_stage.feed) == []
    [letter] = letters(on_stage.ben)
    assert letter.startswith("**Ana** to you: “You waited.”")
    assert "`/shoutout list` keeps it" in letter


async def test_one_message_reaches_several_each_as_they_like(on_stage: Stage) -> None:
    await likes(on_stage, on_stage.ben, "Ben", Praise.PUBLIC)
    typed = await on_stage.ana.slash(
        on_stage.feed, "shoutout give", to=f"Ben, <@{on_stage.chloe.id}>", message="You waited."
    )
    assert "On its way to each of them as they like it." in said(typed)
    await on_stage.application.deliver_outbox()
    assert str(on_stage.chloe.id) not in words(last(on_stage.feed))
    assert len(letters(on_stage.chloe)) == 1


async def test_a_members_menu_opens_the_form(on_stage: Stage) -> None:
    await on_stage.ben.slash(on_stage.feed, "points show")
    opened = await on_stage.ana.context_menu(on_stage.feed, "Give a shoutout", on_stage.ben)
    assert opened.modal is not None
    assert opened.modal["title"] == "A shoutout to Ben"
    sent = await on_stage.ana.submit_modal(opened, {"message": "You waited."})
    assert "**Your shoutout to Ben:** “You waited.”" in words(answer(sent))


@pytest.mark.parametrize("under", ["the card", "what it is celebrated for"])
async def test_the_menu_of_a_run_names_the_run_it_is_about(on_stage: Stage, under: str) -> None:
    await likes(on_stage, on_stage.ben, "Ben", Praise.PUBLIC)
    await on_stage.ben.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    await on_stage.application.deliver_outbox()
    card, celebration = posts(on_stage.feed)
    message = card if under == "the card" else celebration
    opened = await on_stage.ana.context_menu(on_stage.feed, "Shout out this run", message)
    assert opened.modal is not None
    await on_stage.ana.submit_modal(opened, {"message": "Into that wind!"})
    await on_stage.application.deliver_outbox()
    link = f"https://discord.com/channels/{on_stage.guild.id}/{on_stage.feed.id}/{card.id}"
    assert f"About [this run]({link})." in words(last(on_stage.feed))


async def test_another_message_is_no_run(on_stage: Stage) -> None:
    spoken = await on_stage.ben.send(on_stage.feed, "hello")
    pressed = await on_stage.ana.context_menu(on_stage.feed, "Shout out this run", spoken)
    assert "That message is no card of a run." in said(pressed)


async def test_who_hides_praise_is_taken_out_of_what_stands(on_stage: Stage) -> None:
    await likes(on_stage, on_stage.ben, "Ben", Praise.PUBLIC)
    await on_stage.ana.slash(on_stage.feed, "shoutout give", to="Ben", message="You waited.")
    await on_stage.application.deliver_outbox()
    assert len(posts(on_stage.feed)) == 1
    await on_stage.ben.slash(on_stage.feed, "profile edit", praise="private")
    await on_stage.application.deliver_outbox()
    assert posts(on_stage.feed) == []


async def test_a_week_s_words_are_quoted_in_its_post(on_stage: Stage) -> None:
    await likes(on_stage, on_stage.ben, "Ben", Praise.PUBLIC)
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    await on_stage.ana.slash(on_stage.feed, "shoutout give", to="Ben, Chloé", message="You waited.")
    await on_stage.go_to(on_stage.env.now().replace(day=23, hour=9))
    await on_stage.work()
    post = words(last(on_stage.boards))
    assert "**Said this week**\nAna to Ben: “You waited.”" in post
    assert "Chloé" not in post


async def test_points_name_who_gave_and_who_received(on_stage: Stage) -> None:
    await on_stage.ben.slash(on_stage.feed, "points show")
    await on_stage.ana.slash(on_stage.feed, "shoutout give", to="Ben", message="You waited.")
    for who, line in ((on_stage.ana, "Shoutout given to Ben · **2**"), (on_stage.ben, "received from Ana · **3**")):
        shown = answer(await who.slash(on_stage.feed, "points show"))
        ledger = await who.click(shown, label="Each award")
        assert line in said(ledger)


async def test_a_giver_can_take_it_back_and_is_asked_once(on_stage: Stage) -> None:
    await likes(on_stage, on_stage.ben, "Ben", Praise.PUBLIC)
    await on_stage.chloe.slash(on_stage.feed, "points show")
    given = answer(await on_stage.ana.slash(on_stage.feed, "shoutout give", to="Ben and Chloé", message="Teh best."))
    await on_stage.application.deliver_outbox()
    assert (len(posts(on_stage.feed)), len(letters(on_stage.chloe))) == (1, 1)
    asked = answer(await on_stage.ana.click(given, label="Take it back"))
    assert "with the points they brought" in words(asked)
    done = answer(await on_stage.ana.click(asked, label="Yes, take it back"))
    assert "It was never said." in words(done)
    await on_stage.application.deliver_outbox()
    assert posts(on_stage.feed) == []
    assert letters(on_stage.chloe) == []


# --- looking back ---


async def test_who_received_one_can_hide_it_and_show_it_again(on_stage: Stage) -> None:
    await likes(on_stage, on_stage.ben, "Ben", Praise.PUBLIC)
    await on_stage.ana.slash(on_stage.feed, "shoutout give", to="Ben", message="You waited.")
    await on_stage.application.deliver_outbox()
    listed = answer(await on_stage.ben.slash(on_stage.feed, "shoutout list"))
    assert "### Kind words to you\n**Ana:** “You waited.”\n-# Friday 20 Nov" in words(listed)
    one = answer(await on_stage.ben.select(listed, ["1"], custom_id="shoutout:pick"))
    hidden = answer(await on_stage.ben.click(one, label="Hide it"))
    assert "Hidden: you alone can see it." in words(hidden)
    await on_stage.application.deliver_outbox()
    assert posts(on_stage.feed) == []
    back = answer(await on_stage.ben.click(hidden, label="Back to the list"))
    assert "Hidden: one from Ana" in words(back)
    assert "You waited." not in words(back)
    one = answer(await on_stage.ben.select(back, ["1"], custom_id="shoutout:pick"))
    shown = answer(await on_stage.ben.click(one, label="Show it in my list"))
    assert "Hidden" not in words(shown)


async def test_one_that_is_reported_is_asked_about_hidden_and_shown_to_coaches(on_stage: Stage) -> None:
    await likes(on_stage, on_stage.ben, "Ben", Praise.PUBLIC)
    await on_stage.ana.slash(on_stage.feed, "shoutout give", to="Ben, Chloé", message="Ha.")
    await on_stage.application.deliver_outbox()
    listed = answer(await on_stage.ben.slash(on_stage.feed, "shoutout list"))
    one = answer(await on_stage.ben.select(listed, ["1"], custom_id="shoutout:pick"))
    asked = answer(await on_stage.ben.click(one, label="Report it"))
    assert "Show it to your coaches?" in words(asked)
    reported = answer(await on_stage.ben.click(asked, label="Yes, report it"))
    assert "Reported: your coaches can see it." in words(reported)
    await on_stage.application.deliver_outbox()
    assert posts(on_stage.feed) == []
    coach = await on_stage.asked(await dora(on_stage))
    roster = answer(await coach.slash(on_stage.feed, "coach roster"))
    assert "**Ben reported, Fri 20 Nov.** From Ana: “Ha.”" in words(roster)
    settled = answer(await coach.click(roster, label="Seen to"))
    assert "reported" not in words(settled)


async def test_given_ones_are_listed_with_whom_they_were_for(on_stage: Stage) -> None:
    for who in (on_stage.ben, on_stage.chloe):
        await who.slash(on_stage.feed, "points show")
    for number in range(6):
        await on_stage.ana.slash(on_stage.feed, "shoutout give", to="Chloé, Ben", message=f"Word {number}.")
    page = answer(await on_stage.ana.slash(on_stage.feed, "shoutout list", which="given"))
    assert words(page).count("**To Ben and Chloé:**") == 4
    assert "Word 5." in words(page)
    older = answer(await on_stage.ana.click(page, label="Older"))
    assert "Word 0." in words(older)
    received = answer(await on_stage.ana.click(older, label="Those I got"))
    assert "Nothing here yet." in words(received)


async def test_a_coach_sees_who_heard_no_kind_word_and_gives_one_at_a_press(on_stage: Stage) -> None:
    for who in (on_stage.ana, on_stage.ben):
        await who.slash(on_stage.feed, "run log", distance="6k", time="36:00")
    await on_stage.go_to(on_stage.env.now() + timedelta(weeks=4))
    coach = await on_stage.asked(await dora(on_stage))
    await coach.slash(on_stage.feed, "shoutout give", to="Ana", message="You waited.")
    roster = answer(await coach.slash(on_stage.feed, "coach roster"))
    assert "1 of 2 runners could use one:\n**Ben**\n" in words(roster).replace("\n\n", "\n")
    roster = answer(await coach.select(roster, ["praise"], custom_id=f"roster:needs:3:t{on_stage.guild.id}"))
    assert "1 runner had neither shoutout nor feedback for 3 weeks:" in words(roster)
    assert "💬 no kind word so far" in words(roster)
    form = await coach.click(roster, label="Shoutout")
    assert form.modal is not None
    await coach.submit_modal(form, {"message": "So did you."})
    again = answer(await coach.select(roster, ["praise"], custom_id=f"roster:needs:3:t{on_stage.guild.id}"))
    assert "Of all who are here for 3 weeks, each had a shoutout or feedback." in words(again)


async def test_an_award_reaches_its_runner_as_praise_does(on_stage: Stage) -> None:
    await likes(on_stage, on_stage.ben, "Ben", Praise.PUBLIC)
    coach = await on_stage.asked(await dora(on_stage))
    typed = said(await coach.slash(on_stage.feed, "coach award", runner="Ben", points=10, reason="Led the warm-up."))
    assert "**10 points to Ben:** “Led the warm-up.”" in typed
    await on_stage.application.deliver_outbox()
    post = words(last(on_stage.feed))
    assert post.startswith(f"**Coach Dora** to <@{on_stage.ben.id}>: “Led the warm-up.”")
    assert "10 points with it." in post
    assert "From a coach · **10**" in said(await on_stage.ben.slash(on_stage.feed, "points show"))
