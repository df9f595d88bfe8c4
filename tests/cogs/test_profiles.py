"""Profiles as runners see and change them, and what follows at once."""

from datetime import UTC, date, datetime

import pytest
import simcord
from simcord.enums import InteractionType

from bot.services.asker import Asker
from bot.ui.components import QUESTION_SECONDS
from tests.composed import Stage, answer, buttons, last, posts, said, words


async def log(on_stage: Stage, who: simcord.MemberActor, **options: str) -> None:
    typed = {"distance": "10k", "time": "52:10"} | options
    assert "Logged" in said(await who.slash(on_stage.feed, "run log", **typed))


async def edit(on_stage: Stage, who: simcord.MemberActor, **options: str | int | bool) -> str:
    return said(await who.slash(on_stage.feed, "profile edit", **options))


async def test_a_profile_begins_quiet(on_stage: Stage) -> None:
    shown = said(await on_stage.ana.slash(on_stage.feed, "profile show"))
    assert "**Praise** as a quiet note" in shown
    assert "**Boards** off: none shows the name" in shown
    assert "**Runs** with distance and time for the team" in shown
    assert "**Nudges** off" in shown
    assert "3 days a week · kilometres (team's) · UTC (team's)" in shown


async def test_everything_can_be_said_in_one_command(on_stage: Stage) -> None:
    shown = await edit(
        on_stage,
        on_stage.ana,
        praise="public",
        boards="shown",
        sharing="ran_today",
        nudges=True,
        units="mi",
        time_zone="berlin",
        weekly_target=5,
        drives="The sea in the morning",
        birth_date="12 May 1990",
        age_table="female",
    )
    for said_of in (
        "told to the team",
        "points · consistency · improvement · distance\n",
        "was out for a run",
        "**Nudges** on",
        "5 days a week · miles · Europe/Berlin",
        "“The sea in the morning”",
        "shown to nobody",
    ):
        assert said_of in shown
    assert "1990" not in shown


async def test_the_forms_hold_what_is_there_and_keep_what_is_filled_in(on_stage: Stage) -> None:
    shown = answer(await on_stage.ana.slash(on_stage.feed, "profile show"))
    form = await on_stage.ana.click(shown, label="What others see")
    assert form.modal is not None
    ids = {item["label"]: item["component"]["custom_id"] for item in form.modal["components"]}
    await on_stage.ana.submit_modal(
        form,
        {
            ids["Praise"]: ["public"],
            ids["Boards that show your name"]: ["points"],
            ids["Your runs"]: ["coach_only"],
            ids["Nudges by DM"]: ["on"],
        },
    )
    assert "told to the team" in words(shown)
    assert "**Boards** points\n" in words(shown)
    assert "for the coach alone" in words(shown)


async def test_a_form_that_cannot_be_read_gives_its_text_back(on_stage: Stage) -> None:
    shown = answer(await on_stage.ana.slash(on_stage.feed, "profile show"))
    form = await on_stage.ana.click(shown, label="How you run")
    assert form.modal is not None
    ids = {item["label"]: item["component"]["custom_id"] for item in form.modal["components"]}
    told = await on_stage.ana.submit_modal(
        form,
        {
            ids["Run days a week"]: ["4"],
            ids["Units"]: ["km"],
            ids["Time zone"]: "Europe/Berlim",
            ids["What drives you"]: "A long story that took a while to write",
        },
    )
    assert "Did you mean Europe/Berlin?" in said(told)
    assert "A long story that took a while to write" in said(told)
    assert "3 days a week" in said(await on_stage.ana.slash(on_stage.feed, "profile show"))


@pytest.mark.parametrize(
    ("option", "typed", "told"),
    [
        ("time_zone", "Europe/Berlim", "Did you mean Europe/Berlin?"),
        ("time_zone", "EST", "Did you mean America/New\\_York?"),
        ("birth_date", "5/11/1990", "“5/11/1990” could be more than one date."),
        ("birth_date", "2025-01-01", "There are no age grades for that birth date."),
    ],
)
async def test_what_cannot_be_read_is_answered_with_what_could_be_meant(
    on_stage: Stage, option: str, typed: str, told: str
) -> None:
    assert told.replace("\\", "") in (await edit(on_stage, on_stage.ana, **{option: typed})).replace("\\", "")


async def test_zones_are_offered_with_the_time_it_is_there(on_stage: Stage) -> None:
    offered = await on_stage.ana.autocomplete(on_stage.feed, "profile edit", "time_zone", "berl")
    assert offered[0] == {"name": "Europe/Berlin · 10:30 there now", "value": "Europe/Berlin"}


# --- for coaches ---


async def test_a_coach_knows_what_drives_a_runner_and_not_their_age(on_stage: Stage) -> None:
    coach = on_stage.guild.add_member(on_stage.env.create_user("Caleb"), roles=[on_stage.guild.create_role("Coach")])
    await on_stage.env.settle()
    await on_stage.asked(coach)
    await edit(on_stage, on_stage.ana, drives="The sea", birth_date="12 May 1990", age_table="female")
    [offered] = await coach.autocomplete(on_stage.feed, "profile show", "runner", "an")
    assert offered["name"] == "Ana"
    for named in (offered["value"], "ana"):
        shown = answer(await coach.slash(on_stage.feed, "profile show", runner=named))
        assert "“The sea”" in words(shown)
        assert "Birth date" not in words(shown)
        assert buttons(shown) == {}
    assert "I can't find that runner" in said(await coach.slash(on_stage.feed, "profile show", runner="Nobody"))


async def test_a_profile_is_between_a_runner_and_their_coach(on_stage: Stage) -> None:
    assert "coaches" in said(await on_stage.ben.slash(on_stage.feed, "profile show", runner="Ana"))
    assert await on_stage.ben.autocomplete(on_stage.feed, "profile show", "runner", "an") == []
    assert "### Ben" in said(await on_stage.ben.slash(on_stage.feed, "profile show", runner="ben"))


@pytest.mark.parametrize("seconds", [0, QUESTION_SECONDS + 1], ids=["of an earlier process", "open for too long"])
async def test_a_form_that_nobody_waits_for_any_more_gives_its_text_back(on_stage: Stage, seconds: float) -> None:
    shown = answer(await on_stage.ana.slash(on_stage.feed, "profile show"))
    form = await on_stage.ana.click(shown, label="How you run")
    assert form.modal is not None
    custom_id = str(form.modal["custom_id"])
    await on_stage.env.advance_time(seconds)
    typed = ("Europe/Rome", "A long story that took a while to write")
    parts = [{"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": "a", "value": one}} for one in typed]
    sent = {"custom_id": custom_id if seconds else custom_id.replace("form:", "form:0ddba11"), "components": parts}
    late = on_stage.emit(on_stage.ana, InteractionType.MODAL_SUBMIT, on_stage.feed.id, sent)
    await on_stage.env.settle()
    assert "This form has had its day." in said(late)
    assert all(one in said(late) for one in typed)


# --- what stands follows ---


async def test_cards_that_stand_are_edited_or_withdrawn(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana, note="at dawn")
    await log(on_stage, on_stage.ben)
    await on_stage.application.deliver_outbox()
    told = await edit(on_stage, on_stage.ana, sharing="ran_today")
    assert "Posts that stand are being changed" in told
    await on_stage.application.deliver_outbox()
    assert [words(post).partition("\n")[0] for post in posts(on_stage.feed)] == [
        "**Ana** was out for a run.",
        "**Ben** ran 10.0 km · 52:10 · 5:13 /km",
    ]
    await edit(on_stage, on_stage.ana, sharing="coach_only")
    await on_stage.application.deliver_outbox()
    assert [words(post)[:7] for post in posts(on_stage.feed)] == ["**Ben**"]


async def test_cheers_stay_on_a_card_that_says_less(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    await on_stage.application.deliver_outbox()
    await on_stage.ben.click(last(on_stage.feed), label="Cheer")
    await edit(on_stage, on_stage.ana, sharing="ran_today")
    await on_stage.application.deliver_outbox()
    assert "Cheer · 1" in buttons(last(on_stage.feed))


async def test_a_cheer_on_a_card_that_is_about_to_go_says_so(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    await on_stage.application.deliver_outbox()
    await edit(on_stage, on_stage.ana, sharing="coach_only")
    told = on_stage.emit_press(on_stage.ben, last(on_stage.feed), "cheer:1")
    await on_stage.env.settle()
    assert told.response is not None
    assert "taken down by its runner" in words(told.response)


# --- pauses ---


async def test_a_pause_begins_moves_and_ends(on_stage: Stage) -> None:
    begun = said(await on_stage.ana.slash(on_stage.feed, "profile pause", until="sunday", reason="ill"))
    assert "Paused until Sunday 22 Nov" in begun
    assert "Get well soon." in begun
    moved = said(await on_stage.ana.slash(on_stage.feed, "profile pause", until="2 weeks"))
    assert "Paused until Friday 4 Dec" in moved
    assert "Get well soon." in moved
    assert "**Paused** until Friday 4 Dec" in said(await on_stage.ana.slash(on_stage.feed, "profile show"))
    assert "Good to have you back" in said(await on_stage.ana.slash(on_stage.feed, "profile resume"))
    assert "Paused" not in said(await on_stage.ana.slash(on_stage.feed, "profile show"))
    assert "You are not on a pause." in said(await on_stage.ana.slash(on_stage.feed, "profile resume"))


async def test_a_pause_in_the_past_is_refused(on_stage: Stage) -> None:
    assert "is over already" in said(await on_stage.ana.slash(on_stage.feed, "profile pause", until="2026-11-01"))


async def test_a_pause_leaves_no_trace_that_others_see(on_stage: Stage) -> None:
    await log(on_stage, on_stage.ana)
    await on_stage.application.deliver_outbox()
    before = [words(post) for post in posts(on_stage.feed)]
    await on_stage.ana.slash(on_stage.feed, "profile pause", until="2 weeks", reason="injured")
    await on_stage.application.deliver_outbox()
    assert [words(post) for post in posts(on_stage.feed)] == before


# --- direct messages ---


async def test_every_command_of_a_runner_works_in_direct_messages(on_stage: Stage) -> None:
    user = on_stage.ana.user
    assert "Logged: 10.0 km" in said(await user.slash("run log", distance="10k", time="52:10"))
    assert "1 run in your log" in said(await user.slash("run list"))
    assert "Your points in week 47" in said(await user.slash("points show"))
    assert "Points · this week" in said(await user.slash("leaderboard"))
    assert "Your profile" in said(await user.slash("profile show"))
    await on_stage.application.deliver_outbox()
    assert words(last(on_stage.feed)).startswith("**Ana**")


async def test_buttons_of_answers_work_in_direct_messages_too(on_stage: Stage) -> None:
    user = on_stage.ana.user
    logged = answer(await user.slash("run log", distance="10k", time="52:10"))
    question = answer(await user.click(logged, label="Delete"))
    assert "Deleted" in said(await user.click(question, label="Delete it"))
    board = answer(await user.slash("leaderboard"))
    await user.click(board, label="Show me on this board")
    assert "Hide me" in buttons(board)


async def test_a_stranger_in_direct_messages_is_shown_the_way(on_stage: Stage) -> None:
    stranger = on_stage.env.create_user("Stranger")
    assert "I don't know yet which team you run with." in said(await stranger.slash("run list"))


async def test_a_member_of_two_teams_is_asked_once_and_remembered(on_stage: Stage) -> None:
    rivals = on_stage.env.create_guild("The _Rivals_ of the Old Harbour Running and Supper Club")
    channel = rivals.create_text_channel("feed")
    await on_stage.env.settle()
    there = await on_stage.asked(rivals.add_member(on_stage.ana.user))
    await there.slash(channel, "run log", distance="5k", time="26:00")
    user = on_stage.ana.user

    question = answer(await user.slash("run list"))
    assert "Which team is this about?" in words(question)
    listed = await user.select(question, [str(rivals.id)])
    assert "5.0 km" in said(listed)
    assert "**The \\_Rivals\\_ of the Old Harbour Running and Supper Club** it is." in words(question)
    assert "5.0 km" in said(await user.slash("run list"))

    profile = answer(await user.slash("profile show"))
    other = answer(await user.click(profile, label="Another team"))
    await user.select(other, [str(on_stage.guild.id)])
    assert "Your log starts with your next run" in said(await user.slash("run list"))


async def test_a_form_fills_in_the_profile_of_the_team_it_was_opened_for(on_stage: Stage) -> None:
    rivals = on_stage.env.create_guild("Rivals")
    await on_stage.env.settle()
    there = await on_stage.asked(rivals.add_member(on_stage.ana.user))
    services = on_stage.application.services
    await services.memberships.choose(there.id, on_stage.guild.id)
    profile = answer(await there.user.slash("profile show"))
    form = await there.user.click(profile, label="Age grading")
    await services.memberships.choose(there.id, rivals.id)
    assert form.modal is not None
    [born] = [part["component"] for part in form.modal["components"] if part["component"]["type"] == 4]
    await there.user.submit_modal(form, {born["custom_id"]: "1990-05-12"})
    rows = [await services.profiles.show(Asker(team, there.id, "Ana")) for team in (on_stage.guild.id, rivals.id)]
    assert [row.birth_date for row in rows] == [date(1990, 5, 12), None]


async def test_a_name_in_direct_messages_is_the_one_of_the_server(on_stage: Stage) -> None:
    eve = await on_stage.asked(on_stage.guild.add_member(on_stage.env.create_user("eve"), nick="Evening Runner"))
    await log(on_stage, eve)
    await eve.user.slash("run log", distance="5k", time="26:00")
    await on_stage.application.deliver_outbox()
    assert [words(post).partition(" ran")[0] for post in posts(on_stage.feed)] == ["**Evening Runner**"] * 2


async def test_the_board_that_stands_is_redrawn_with_its_picture(on_stage: Stage) -> None:
    for who in (on_stage.ana, on_stage.ben, on_stage.chloe):
        await log(on_stage, who)
        await edit(on_stage, who, boards="shown")
    await on_stage.go_to(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    await on_stage.work()
    before = last(on_stage.boards)
    assert "**Ana**" in words(before) or "Ana" in words(before)
    assert len(before.attachments) == 1
    told = await edit(on_stage, on_stage.ana, boards="hidden")
    assert "Posts that stand are being changed" in told
    await on_stage.application.deliver_outbox()
    [after] = posts(on_stage.boards)
    assert after.id == before.id
    assert "Ana" not in words(after)
    assert after.attachments == []
    await edit(on_stage, on_stage.ana, boards="shown")
    await on_stage.application.deliver_outbox()
    [again] = posts(on_stage.boards)
    assert "Ana" in words(again)
    assert len(again.attachments) == 1


@pytest.mark.parametrize("command", ["profile edit", "team schedule"])
async def test_a_number_where_yes_or_no_belongs_is_told_kindly(on_stage: Stage, command: str) -> None:
    options: dict[str, str | int] = {"nudges": 6} if command == "profile edit" else {"post": "leaderboard", "on": 6}
    typed = await on_stage.type_outdated(on_stage.ana, command, on_stage.feed.id, **options)
    assert "I can't use “6” there." in said(typed)
