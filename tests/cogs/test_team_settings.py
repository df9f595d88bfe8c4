"""`/team settings`, `/team schedule` and `/team post`, as an admin uses them."""

from datetime import UTC, datetime
from typing import Any

import pytest
import simcord

from bot.domain.audience import MessageKind
from bot.domain.plans import EVERYBODY
from bot.ui.text import teams as said_of
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork
from tests.cogs.admins import chosen, dora, lists
from tests.composed import Stage, answer, buttons, posts, said, words
from tests.loopback import openapi
from tests.services.planned import save_plan

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
NEXT_MONDAY = f"<t:{int(MONDAY.timestamp())}:F> (<t:{int(MONDAY.timestamp())}:R>)"


@pytest.fixture
async def admin(on_stage: Stage) -> simcord.MemberActor:
    return await dora(on_stage)


async def row_of(stage: Stage) -> TeamRow:
    row = await stage.application.database.read(lambda uow: uow.teams.find(stage.guild.id))
    assert row is not None
    return row


async def choose(who: simcord.MemberActor, panel: Any, placeholder: str, value: Any) -> simcord.ResponseMessage:
    """Choose from one of the panel's lists, and return the panel as it is then."""
    return answer(await who.select(panel, [value], custom_id=lists(panel)[placeholder]))


async def a_week_of_runs(stage: Stage) -> None:
    """Let three runners log a run this week and stand on the board."""
    for who in (stage.ana, stage.ben, stage.chloe):
        await who.slash(stage.feed, "run log", distance="10k", time="52:10")
        await who.click(answer(await who.slash(stage.feed, "leaderboard")), label="Show me on this board")


async def test_all_that_panels_send_is_as_discord_describes_it(on_stage: Stage, admin: simcord.MemberActor) -> None:
    if not openapi.available():
        pytest.skip("Discord's OpenAPI description is not at hand; set DISCORD_OPENAPI to its file")
    await a_week_of_runs(on_stage)
    on_stage.guild.create_role("Coach")
    await on_stage.env.settle()
    setup = answer(await admin.slash(on_stage.feed, "team setup"))
    setup = await choose(admin, setup, said_of.CHOOSE_FEED, on_stage.boards)
    asked = await admin.select(setup, ["another"], custom_id=lists(setup)[said_of.CHOOSE_ZONE])
    await admin.submit_modal(asked, {"zone": "Lisbon"})
    await admin.click(setup, label="Finish")
    await admin.click(answer(await admin.slash(on_stage.feed, "team settings")), label="Quiet hours")
    schedule = answer(await admin.slash(on_stage.feed, "team schedule", post="leaderboard"))
    await admin.click(schedule, label="Change day and time")
    await admin.click(answer(await admin.slash(on_stage.feed, "team post", week="this_week")), label="Post it")
    await on_stage.application.deliver_outbox()
    assert openapi.violations(on_stage.env.http_requests) == []


# --- settings ---


async def test_all_settings_stand_in_one_place(on_stage: Stage, admin: simcord.MemberActor) -> None:
    shown = words(answer(await admin.slash(on_stage.feed, "team settings")))
    for line in (
        "### Settings of Harriers",
        f"**Runs** · <#{on_stage.feed.id}> (my pick)",
        "**Feed** · each run as a card",
        "**Boards at first** · hidden",
        "**Quiet hours for DMs** · 22:00–07:00 by the reader's clock",
        "**Time zone** · UTC",
        "**Units in public posts** · kilometres",
        f"-# Next leaderboard: {NEXT_MONDAY}.",
    ):
        assert line in shown.splitlines()


async def test_lists_change_the_feed_and_the_boards_at_once(on_stage: Stage, admin: simcord.MemberActor) -> None:
    panel = answer(await admin.slash(on_stage.feed, "team settings"))
    panel = await choose(admin, panel, said_of.CHOOSE_FEED_MODE, "digest")
    assert "one digest a day" in words(panel)
    assert "-# Next digest: <t:" in words(panel)
    panel = await choose(admin, panel, said_of.CHOOSE_START, "shown")
    assert chosen(panel, said_of.CHOOSE_START) == ["shown"]
    row = await row_of(on_stage)
    assert (row.feed_mode, row.boards_at_start, row.admin_id) == ("digest", True, admin.id)


async def test_quiet_hours_are_typed_and_given_back_when_they_cannot_be_read(
    on_stage: Stage, admin: simcord.MemberActor
) -> None:
    panel = answer(await admin.slash(on_stage.feed, "team settings"))
    asked = await admin.click(panel, label="Quiet hours")
    told = said(await admin.submit_modal(asked, {"hours": "when it is dark"}))
    assert "I can't read “when it is dark” as quiet hours." in told
    assert "```\nwhen it is dark\n```" in told
    asked = await admin.click(panel, label="Quiet hours")
    panel = answer(await admin.submit_modal(asked, {"hours": "9pm to 6:30"}))
    assert "21:00–06:30" in words(panel)
    asked = await admin.click(panel, label="Quiet hours")
    panel = answer(await admin.submit_modal(asked, {"hours": "off"}))
    assert "**Quiet hours for DMs** · none" in words(panel)


async def test_settings_lead_on_to_channels_and_roles(on_stage: Stage, admin: simcord.MemberActor) -> None:
    panel = answer(await admin.slash(on_stage.feed, "team settings"))
    panel = answer(await admin.click(panel, label="Channels and roles"))
    assert said_of.CHOOSE_COACH in lists(panel)


async def test_a_runner_in_digest_mode_hears_where_the_run_goes(on_stage: Stage, admin: simcord.MemberActor) -> None:
    panel = answer(await admin.slash(on_stage.feed, "team settings"))
    await choose(admin, panel, said_of.CHOOSE_FEED_MODE, "digest")
    logged = said(await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10"))
    assert "-# On its way to the team's daily digest." in logged


# --- schedule ---


async def test_the_schedule_shows_each_post_with_its_next_time(on_stage: Stage, admin: simcord.MemberActor) -> None:
    shown = words(answer(await admin.slash(on_stage.feed, "team schedule"))).splitlines()
    assert "**Weekly leaderboard** · Monday 08:00 · on" in shown
    assert f"next {NEXT_MONDAY}" in shown
    assert "**Daily digest** · every day 20:00 · off" in shown


async def test_a_post_is_moved_by_a_form(on_stage: Stage, admin: simcord.MemberActor) -> None:
    panel = answer(await admin.slash(on_stage.feed, "team schedule"))
    panel = await choose(admin, panel, said_of.CHOOSE_POST, "leaderboard")
    asked = await admin.click(panel, label="Change day and time")
    told = said(await admin.submit_modal(asked, {"day": ["2"], "time": "half past"}))
    assert "I can't read “half past” as a time of day." in told
    assert "```\nhalf past\n```" in told
    asked = await admin.click(panel, label="Change day and time")
    panel = answer(await admin.submit_modal(asked, {"day": ["2"], "time": "6.30pm"}))
    assert "· Wednesday 18:30 · on" in words(panel)
    assert f"<t:{int(datetime(2026, 11, 25, 18, 30, tzinfo=UTC).timestamp())}:F>" in words(panel)


async def test_a_post_is_turned_off_and_on_by_a_button(on_stage: Stage, admin: simcord.MemberActor) -> None:
    panel = answer(await admin.slash(on_stage.feed, "team schedule", post="leaderboard"))
    panel = answer(await admin.click(panel, label="Turn off"))
    assert "Monday 08:00 · off" in words(panel)
    await a_week_of_runs(on_stage)
    await on_stage.go_to(MONDAY)
    await on_stage.work()
    assert posts(on_stage.boards) == []
    panel = answer(await admin.slash(on_stage.feed, "team schedule", post="leaderboard"))
    assert "Monday 08:00 · on" in words(answer(await admin.click(panel, label="Turn on")))


async def test_options_do_the_same_in_one_line(on_stage: Stage, admin: simcord.MemberActor) -> None:
    told = said(
        await admin.slash(on_stage.feed, "team schedule", post="leaderboard", day="sunday", time="18:00", on=True)
    )
    assert "· Sunday 18:00 · on" in told
    assert "· every day 19:00 · on" in said(
        await admin.slash(on_stage.feed, "team schedule", post="daily_digest", time="7pm", on=True)
    )
    assert (await row_of(on_stage)).feed_mode == "digest"
    off = said(await admin.slash(on_stage.feed, "team schedule", post="daily_digest", on=False))
    assert "The feed shows each run as a card." in off
    assert "Which post is it about?" in said(await admin.slash(on_stage.feed, "team schedule", time="7pm"))
    assert "That post comes every day." in said(
        await admin.slash(on_stage.feed, "team schedule", post="daily_digest", day="monday")
    )
    wrong = said(await admin.slash(on_stage.feed, "team schedule", post="leaderboard", time="tea time"))
    assert "```\n/team schedule post:leaderboard time:tea time\n```" in wrong


# --- posts by hand ---


async def test_a_post_is_seen_first_just_as_it_will_be(on_stage: Stage, admin: simcord.MemberActor) -> None:
    await a_week_of_runs(on_stage)
    preview = answer(await admin.slash(on_stage.feed, "team post", week="this_week"))
    assert preview.ephemeral
    [picture] = preview.attachments
    assert (await picture.read()).startswith(b"\x89PNG")
    assert posts(on_stage.boards) == []
    seen = words(preview)
    done = answer(await admin.click(preview, label="Post it"))
    assert words(done) == f"On its way to <#{on_stage.boards.id}>."
    assert done.attachments == []
    await on_stage.application.deliver_outbox()
    (post,) = posts(on_stage.boards)
    assert seen.startswith(f"{words(post)}\n-# Just you can see this. It would be posted in <#{on_stage.boards.id}>.")
    assert len(post.attachments) == 1


async def test_a_plan_is_seen_first_and_goes_out_with_all_that_waits(
    on_stage: Stage, admin: simcord.MemberActor
) -> None:
    await a_week_of_runs(on_stage)

    def save(uow: UnitOfWork) -> None:
        rows = [uow.runners.find(on_stage.guild.id, one.id) for one in (on_stage.ana, on_stage.ben, on_stage.chloe)]
        save_plan(uow, on_stage.guild.id, EVERYBODY, [row.runner_id for row in rows if row], {"Tue": "5x1km @ T"})

    await on_stage.application.database.write(save)
    preview = answer(await admin.slash(on_stage.feed, "team post", what="plan"))
    assert preview.ephemeral
    assert words(preview).splitlines()[:3] == [
        "### Week 48 together · 23–29 Nov",
        "Tue: 5 × 1 km at threshold. Ana, Ben and Chloé.",
        f"-# Just you can see this. It would be posted in <#{on_stage.feed.id}>. "
        "What waits for that week goes out with it: runners get their own week.",
    ]
    done = answer(await admin.click(preview, label="Post it"))
    assert words(done) == f"On its way to <#{on_stage.feed.id}>."
    await on_stage.application.deliver_outbox()
    [post] = [one for one in posts(on_stage.feed) if words(one).startswith("### Week 48")]
    assert words(post).splitlines() == [
        "### Week 48 together · 23–29 Nov",
        "Tue: 5 × 1 km at threshold. Ana, Ben and Chloé.",
        "My week",
    ]
    read = words(on_stage.ana.user.dm_channel.history()[-1])
    assert read.splitlines()[:2] == ["### Your week 48 · 23–29 Nov", "Tue: 5 × 1 km at threshold. With Ben and Chloé."]
    # A board is of a week that was, a plan of one to come.
    assert "A plan is for a week to come." in words(
        answer(await admin.slash(on_stage.feed, "team post", what="plan", week="last_week"))
    )
    assert "A leaderboard is of a week that has begun." in words(
        answer(await admin.slash(on_stage.feed, "team post", week="next_week"))
    )


async def test_two_presses_in_the_same_instant_post_once(on_stage: Stage, admin: simcord.MemberActor) -> None:
    await a_week_of_runs(on_stage)
    preview = answer(await admin.slash(on_stage.feed, "team post", week="this_week"))
    custom_id = buttons(preview)["Post it"]
    pressed = [on_stage.emit_press(admin, preview, custom_id) for _ in range(2)]
    await on_stage.env.settle()
    assert [words(one.response) for one in pressed] == [f"On its way to <#{on_stage.boards.id}>."] * 2
    await on_stage.application.deliver_outbox()
    assert len(posts(on_stage.boards)) == 1


async def test_a_preview_can_be_left_and_its_button_outlives_the_process(
    on_stage: Stage, admin: simcord.MemberActor
) -> None:
    await a_week_of_runs(on_stage)
    preview = answer(await admin.slash(on_stage.feed, "team post", week="this_week"))
    left = answer(await admin.click(preview, label="Leave it"))
    assert "nothing is posted" in words(left)
    owed = [one.kind for one in await on_stage.application.services.outbox.newest()]
    assert MessageKind.LEADERBOARD not in owed

    preview = answer(await admin.slash(on_stage.feed, "team post", week="this_week"))
    again = await on_stage.killed_and_started_again()
    assert "On its way" in words(answer(await admin.click(preview, label="Post it")))
    await again.application.deliver_outbox()
    assert len(posts(again.boards)) == 1


async def test_a_post_by_hand_and_mondays_are_two(on_stage: Stage, admin: simcord.MemberActor) -> None:
    await a_week_of_runs(on_stage)
    preview = answer(await admin.slash(on_stage.feed, "team post", week="this_week"))
    await admin.click(preview, label="Post it")
    await on_stage.application.deliver_outbox()
    await on_stage.go_to(MONDAY)
    await on_stage.work()
    assert len(posts(on_stage.boards)) == 2


async def test_a_week_without_runs_has_nothing_to_post(on_stage: Stage, admin: simcord.MemberActor) -> None:
    assert "Nobody has logged a run in that week yet." in said(await admin.slash(on_stage.feed, "team post"))


@pytest.mark.parametrize("custom_id", ["team:post:2026-W60:0badf00d", "team:post:0000-W01:0badf00d"])
async def test_a_forged_week_is_no_week(on_stage: Stage, admin: simcord.MemberActor, custom_id: str) -> None:
    preview = answer(await admin.slash(on_stage.feed, "help"))
    assert "have had their day" in said(await on_stage.press(admin, preview, custom_id))
