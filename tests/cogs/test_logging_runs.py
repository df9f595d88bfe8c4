"""`/run log`: what was understood comes back with its points, and the team hears of it as the runner shares."""

import re
from datetime import timedelta
from typing import Any

import pytest
import simcord

from bot.domain.audience import Sharing
from bot.domain.runs import NOTE_LIMIT, PainArea
from bot.services.outbox import MessageState
from tests.composed import FRIDAY, Stage, buttons, last, posts, said, words


async def log(stage: Stage, who: simcord.MemberActor, **options: Any) -> str:
    """Log a run and return the answer."""
    return said(await who.slash(stage.feed, "run log", **({"distance": "10k", "time": "52:10"} | options)))


async def shares(stage: Stage, who: simcord.MemberActor, sharing: Sharing) -> None:
    """Set what the team may see of a runner, as the profile will once it can be edited."""
    await who.slash(stage.feed, "run list")
    runner = await stage.application.database.read(lambda uow: uow.runners.find(stage.guild.id, who.id))
    assert runner is not None
    await stage.application.database.write(lambda uow: uow.runners.change(runner.runner_id, sharing=sharing))


# --- what is understood ---


async def test_every_option_comes_back_as_it_was_understood(on_stage: Stage) -> None:
    answered = await log(
        on_stage,
        on_stage.ana,
        distance="6.2 mi",
        time="52:10",
        when="yesterday 6am",
        kind="workout",
        surface="track",
        effort=7,
        note="legs finally awake",
        pain_area="knee_left",
        pain_level=2,
    )
    assert "**Logged: 10.0 km in 52:10 (5:14 /km), Thursday 19 Nov.**" in answered
    assert "Workout · track · effort 7 of 10 · “legs finally awake”" in answered


async def test_the_log_holds_every_option(on_stage: Stage) -> None:
    await log(
        on_stage,
        on_stage.ana,
        distance="half",
        time="1h45",
        when="2026-11-15 07:30",
        kind="race",
        surface="road",
        effort=10,
        note="  a hilly one  ",
        pain_area="lower_back",
        pain_level=1,
    )
    run = await on_stage.application.database.read(lambda uow: uow.runs.find(on_stage.guild.id, 1))
    assert run is not None
    assert (run.local_date.isoformat(), run.week, run.logged_on) == ("2026-11-15", "2026-W46", FRIDAY.date())
    assert (run.distance_m, run.moving_s) == (21098, 6300)
    assert (run.kind, run.surface, run.effort, run.note) == ("race", "road", 10, "a hilly one")
    assert (run.pain_area, run.pain_level) == ("lower_back", 1)


@pytest.mark.parametrize(
    ("distance", "time", "understood"),
    [
        ("10k", "52:10", "10.0 km in 52:10 (5:13 /km)"),
        ("10,5 km", "1h05", "10.5 km in 1:05:00 (6:11 /km)"),
        ("5 km", "45", "5.0 km in 45:00 (9:00 /km)"),
        ("8 km", "45'30\"", "8.0 km in 45:30 (5:41 /km)"),
        ("marathon", "3:59:59", "42.2 km in 3:59:59 (5:41 /km)"),
        ("400 m", "1:35", "400 m in 1:35 (3:58 /km)"),
        ("10k", "5:21/km", "10.0 km in 53:30 (5:21 /km)"),
        ("5 km", "5'21\" per km", "5.0 km in 26:45 (5:21 /km)"),
        ("6 mi", "8:30 /mi", "9.7 km in 51:00 (5:17 /km)"),
        ("6 miles", "@8:30", "9.7 km in 51:00 (5:17 /km)"),
        ("half", "@5:00", "21.1 km in 1:45:29 (5:00 /km)"),
        ("6 km", "half an hour", "6.0 km in 30:00 (5:00 /km)"),
    ],
)
async def test_people_type_as_they_speak(on_stage: Stage, distance: str, time: str, understood: str) -> None:
    assert f"Logged: {understood}" in await log(on_stage, on_stage.ana, distance=distance, time=time)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("yesterday", "Thursday 19 Nov"),
        ("last saturday", "Saturday 14 Nov"),
        ("monday 6am", "Monday 16 Nov"),
        ("2026-11-18", "Wednesday 18 Nov"),
        ("2025-12-31", "Wednesday 31 Dec 2025"),
    ],
)
async def test_days_are_told_as_people_tell_them(on_stage: Stage, typed: str, day: str) -> None:
    assert f", {day}.**" in await log(on_stage, on_stage.ana, when=typed)


UNREADABLE: list[tuple[dict[str, Any], str]] = [
    ({"distance": "banana"}, "I can't read “banana” as a distance."),
    ({"distance": "0.01"}, "Is “0.01” kilometres, miles, metres or minutes?"),
    ({"distance": "0k"}, "A run needs some distance."),
    ({"distance": "2000km"}, "farther than a single run can go"),
    ({"time": "soon"}, "I can't read “soon” as a time."),
    ({"time": "0"}, "A run takes some time."),
    ({"time": "25:00:00"}, "more time than there has been"),
    ({"when": "tomorrow"}, "“tomorrow” is still to come."),
    ({"when": "today 23:00"}, "“today 23:00” is still to come."),
    ({"when": "5/11"}, "“5/11” could be more than one day"),
    ({"when": "when pigs fly"}, "I can't read “when pigs fly” as a day."),
    ({"pain_level": 3}, "Where does it ache?"),
    ({"pain_area": "hip_left"}, "How much does it ache"),
]


async def test_what_cannot_be_read_gets_one_sentence_and_the_text_back(on_stage: Stage) -> None:
    for options, sentence in UNREADABLE:
        answered = await log(on_stage, on_stage.ana, note="half an hour of typing", **options)
        assert sentence in answered, options
        assert "half an hour of typing" in answered, options
    assert await on_stage.application.database.read(lambda uow: uow.runs.find(on_stage.guild.id, 1)) is None


async def test_a_day_holds_twenty_four_hours_of_running(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana, distance="60 km", time="14h", when="yesterday")
    assert "more than 24 hours" in await log(on_stage, on_stage.ana, distance="50 km", time="11h", when="yesterday")
    assert "1 run in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))


async def test_an_outdated_command_is_answered_in_a_sentence(on_stage: Stage) -> None:
    answered = await on_stage.type_outdated(
        on_stage.ana, "run log", on_stage.feed.id, distance="10k", time="52:10", pain_area="left elbow", pain_level=1
    )
    assert "I can't use “left elbow” there." in said(answered)


# --- points ---


async def test_a_first_run_says_what_each_point_is_for(on_stage: Stage) -> None:
    # Nobody rested before they joined; and it is the first 10 km in this log.
    assert "+37 points: run 10, note 2, target day 10, new best 15." in await log(on_stage, on_stage.ana, effort=4)


async def test_a_second_run_day_makes_the_week_count(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana, when="monday")
    assert "+40 points: run 10, target day 10, rest day 10, streak 10." in await log(on_stage, on_stage.ana)


async def test_the_week_that_goes_on_with_a_row_says_how_long_it_is(on_stage: Stage) -> None:
    for when in ("2026-11-13", "2026-11-14", "monday"):
        await log(on_stage, on_stage.ana, when=when)
    assert "Week 2 in a row." in await log(on_stage, on_stage.ana, when="tuesday")
    assert "2 weeks in a row so far." in await log(on_stage, on_stage.ana)


async def test_a_run_logged_a_fortnight_late_is_kept_and_earns_nothing(on_stage: Stage) -> None:
    answered = await log(on_stage, on_stage.ana, when="2026-11-02")
    assert "Logged: 10.0 km" in answered
    assert "+" not in answered


async def test_a_detail_on_an_already_scored_day_earns_its_own_points(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    answered = await log(on_stage, on_stage.ana, distance="3k", time="18:00", note="and home again")
    assert "+2 points: note 2." in answered
    assert "37 points this week." in answered


# --- the feed ---


async def test_a_shared_run_becomes_a_short_card(on_stage: Stage) -> None:
    assert "On its way to the team's feed." in await log(on_stage, on_stage.ana, note="legs finally awake")
    await on_stage.application.deliver_outbox()

    [card] = posts(on_stage.feed)
    assert words(card) == "**Ana** ran 10.0 km · 52:10 · 5:13 /km — “legs finally awake”\nCheer\nSay something"
    assert buttons(card) == {"Cheer": "cheer:1", "Say something": "comment:1"}


async def test_pain_and_effort_never_reach_the_feed(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana, effort=9, pain_area=PainArea.KNEE_LEFT.value, pain_level=8)
    await on_stage.application.deliver_outbox()
    card = words(last(on_stage.feed)).lower()
    assert "knee" not in card
    assert "effort" not in card


async def test_a_runner_who_shares_presence_alone_is_seen_without_figures(on_stage: Stage) -> None:
    await shares(on_stage, on_stage.ana, Sharing.RAN_TODAY)
    await log(on_stage, on_stage.ana, note="personal")
    await on_stage.application.deliver_outbox()
    assert words(last(on_stage.feed)) == "**Ana** was out for a run.\nCheer\nSay something"


async def test_a_run_for_the_coach_alone_reaches_no_feed(on_stage: Stage) -> None:
    await shares(on_stage, on_stage.ana, Sharing.COACH_ONLY)
    assert "Kept out of the feed, as you chose." in await log(on_stage, on_stage.ana)
    await on_stage.application.deliver_outbox()
    assert posts(on_stage.feed) == []


async def test_a_choice_made_before_the_card_is_sent_still_holds(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    await shares(on_stage, on_stage.ana, Sharing.COACH_ONLY)
    await on_stage.application.deliver_outbox()
    assert posts(on_stage.feed) == []
    assert (await on_stage.application.services.outbox.counts())[MessageState.DROPPED] == 1


async def test_a_card_is_sent_once_however_often_the_sender_comes_by(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    for _ in range(3):
        await on_stage.application.deliver_outbox()
        await on_stage.go_to(on_stage.env.now() + timedelta(minutes=5))
    assert len(posts(on_stage.feed)) == 1


async def test_markup_and_mentions_in_a_note_are_read_as_written(on_stage: Stage) -> None:
    note = f"**loud** @everyone @here {on_stage.ben.mention} <#{on_stage.boards.id}> [a](https://b.example) `x`\n# big"
    await log(on_stage, on_stage.ana, note=note)
    await on_stage.application.deliver_outbox()

    card = last(on_stage.feed)
    line = words(card)
    assert not re.search(r"(?<!\\)[<`\[]|@everyone|@here|(?<!\\)\*\*loud|\n#", line)
    for kept in ("loud", "everyone", str(on_stage.ben.id), "https://b.example", "big"):
        assert kept in line
    assert (card.mentions, card.mention_everyone, card.role_mentions) == ([], False, [])


async def test_a_name_cannot_ping_or_shout(on_stage: Stage) -> None:
    loud = await on_stage.asked(on_stage.guild.add_member(on_stage.env.create_user("loud"), nick="**@everyone** <@1>"))
    await log(on_stage, loud)
    await on_stage.application.deliver_outbox()
    card = last(on_stage.feed)
    assert "@everyone" not in words(card)
    assert "<@1>" not in words(card)
    assert not card.mention_everyone


async def test_a_note_of_the_longest_kind_still_makes_a_card(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana, note="*" * NOTE_LIMIT)
    await on_stage.application.deliver_outbox()
    assert words(last(on_stage.feed)).count("*") >= NOTE_LIMIT


async def test_where_there_is_no_channel_no_card_is_promised(on_stage: Stage) -> None:
    for channel in (on_stage.feed, on_stage.boards):
        on_stage.env.backend.delete_channel(channel.id)
    voice_only = on_stage.guild.create_voice_channel("talking")
    await on_stage.env.settle()

    answered = said(await on_stage.ana.slash(voice_only, "run log", distance="10k", time="52:10"))
    assert "Logged: 10.0 km" in answered
    assert "feed" not in answered


async def test_a_run_logged_on_a_later_day_says_on_its_card_when_it_was(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana, when="yesterday")
    await on_stage.application.deliver_outbox()
    assert "5:13 /km · Thu 19 Nov" in words(last(on_stage.feed))


async def test_a_run_of_long_ago_is_for_the_log_alone_and_says_so(on_stage: Stage) -> None:
    said_of_it = await log(on_stage, on_stage.ana, when="2026-11-10")
    assert "Points are for the seven days after a run." in said_of_it
    assert "this week" not in said_of_it
    await on_stage.application.deliver_outbox()
    assert posts(on_stage.feed) == []


async def test_a_run_beyond_the_weeks_points_says_that_they_are_full(on_stage: Stage) -> None:
    for when in ("2026-11-16", "2026-11-17", "2026-11-18"):
        await log(on_stage, on_stage.ana, when=when)
    assert "Points for runs are full this week." in await log(on_stage, on_stage.ana)
