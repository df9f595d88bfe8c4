"""What happens to the server: chosen channels and roles that go, the bot removed and invited again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import simcord
from simcord.backend import serializers

from bot.domain.audience import FeedMode, MessageKind
from bot.services.asker import Asker
from bot.services.outbox import OutboxEntry
from db.repositories.teams import TeamRow
from tests.composed import Stage, posts, said, words

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def admin(stage: Stage) -> Asker:
    """Return Ana as someone who manages the server."""
    return Asker(stage.guild.id, stage.ana.id, "Ana", is_admin=True)


async def row_of(stage: Stage) -> TeamRow:
    """Return the team as it is kept."""
    row = await stage.application.database.read(lambda uow: uow.teams.find(stage.guild.id))
    assert row is not None
    return row


async def notices(stage: Stage) -> list[OutboxEntry]:
    """Return what the admin was told, newest first."""
    newest = await stage.application.services.outbox.newest(100)
    return [entry for entry in newest if entry.kind is MessageKind.ADMIN_NOTICE]


def remove_bot(stage: Stage) -> Any:
    """Let an admin remove the bot; what it was in the server is returned, for `invite_bot`."""
    backend = stage.env.backend
    gone = backend.get_guild(stage.guild.id).members.pop(backend.bot_user.id)
    for path in (f"/guilds/{stage.guild.id}", f"/guilds/{stage.guild.id}/*"):
        stage.env.inject_error("*", path, status=404, code=10004, message="Unknown Guild", times=None)
    backend.emit("GUILD_DELETE", {"id": str(stage.guild.id)})
    return gone


def invite_bot(stage: Stage, gone: Any) -> None:
    """Let an admin invite the bot again."""
    backend = stage.env.backend
    backend.faults[:] = [fault for fault in backend.faults if not fault["path"].startswith(f"/guilds/{stage.guild.id}")]
    stored = backend.get_guild(stage.guild.id)
    stored.members[backend.bot_user.id] = gone
    payload = dict(serializers.guild_create_payload(backend, stored))
    del payload["unavailable"]
    backend.emit("GUILD_CREATE", payload)


async def log(stage: Stage, who: simcord.MemberActor | None = None, **options: Any) -> str:
    """Have somebody log a run, Ana unless said otherwise."""
    typed = {"distance": "10k", "time": "52:10"} | options
    return said(await (who or stage.ana).slash(stage.feed, "run log", **typed))


# --- channels ---


async def test_a_chosen_channel_keeps_its_posts_whatever_it_is_called(on_stage: Stage) -> None:
    chosen = on_stage.guild.create_text_channel("anything")
    await on_stage.application.services.team_settings.choose_feed(admin(on_stage), chosen.id)
    on_stage.env.backend.get_channel(chosen.id).name = "else"
    on_stage.env.backend.announce_channel_update(chosen.id)
    await on_stage.env.settle()
    await log(on_stage)
    await on_stage.application.deliver_outbox()
    assert len(posts(chosen)) == 1
    assert posts(on_stage.feed) == []


async def test_a_chosen_channel_that_is_deleted_gives_way_and_the_admin_is_told_once(on_stage: Stage) -> None:
    chosen = on_stage.guild.create_text_channel("anything")
    await on_stage.application.services.team_settings.choose_feed(admin(on_stage), chosen.id)
    on_stage.env.backend.delete_channel(chosen.id)
    await on_stage.env.settle()
    on_stage.guild.create_text_channel("another")
    await on_stage.env.settle()
    row = await row_of(on_stage)
    assert (row.feed_channel_id, row.feed_chosen) == (on_stage.feed.id, False)
    (notice,) = await notices(on_stage)
    assert notice.key == f"feed_gone:{chosen.id}"


async def test_the_notice_reaches_the_admin_as_a_direct_message(on_stage: Stage) -> None:
    chosen = on_stage.guild.create_text_channel("anything")
    await on_stage.application.services.team_settings.choose_feed(admin(on_stage), chosen.id)
    on_stage.env.backend.delete_channel(chosen.id)
    await on_stage.env.settle()
    await on_stage.application.deliver_outbox()
    message = on_stage.ana.user.dm_channel.last_message
    assert message is not None
    assert words(message).startswith("**Harriers: the channel you chose for runs is gone.**")
    assert f"<#{on_stage.feed.id}>" in words(message)


async def test_what_was_deleted_while_the_bot_was_away_is_found_at_the_next_start(on_stage: Stage) -> None:
    chosen = on_stage.guild.create_text_channel("anything")
    role = on_stage.guild.create_role("Wise ones")
    await on_stage.application.services.team_settings.choose_leaderboard(admin(on_stage), chosen.id)
    await on_stage.application.services.team_settings.choose_coach_role(admin(on_stage), role.id)
    subscribers, on_stage.env.backend.subscribers[:] = list(on_stage.env.backend.subscribers), []
    on_stage.env.backend.delete_channel(chosen.id)
    on_stage.env.backend.delete_role(on_stage.guild.id, role.id)
    on_stage.env.backend.subscribers[:] = subscribers
    assert (await row_of(on_stage)).leaderboard_channel_id == chosen.id

    again = await on_stage.killed_and_started_again()
    # SimCord's start leaves the servers for their first command to be met; Discord's names them.
    await log(again)
    row = await row_of(again)
    assert (row.leaderboard_channel_id, row.leaderboard_chosen) == (on_stage.boards.id, False)
    assert (row.coach_role_id, row.coach_role_chosen) == (None, False)
    assert {notice.key for notice in await notices(again)} == {
        f"leaderboard_gone:{chosen.id}",
        f"coach_role_gone:{role.id}",
    }


async def test_a_channel_closed_to_the_bot_is_told_of_once_however_often_it_is_tried(on_stage: Stage) -> None:
    await on_stage.forbid(on_stage.feed, "send_messages")
    typed = {"distance": "10k", "time": "52:10"}
    for who in (on_stage.ana, on_stage.ben):
        await who.slash(on_stage.boards, "run log", **typed)
    for _ in range(3):
        await on_stage.application.deliver_outbox()
        await on_stage.env.advance_time(601)
    (notice,) = await notices(on_stage)
    assert notice.key == f"channel_blocked:{on_stage.feed.id}"


# --- roles ---


async def test_the_coach_role_is_found_by_its_name_until_it_is_chosen(on_stage: Stage) -> None:
    backend = on_stage.env.backend
    assert (await row_of(on_stage)).coach_role_id is None
    role = on_stage.guild.create_role("Coach")
    await on_stage.env.settle()
    assert (await row_of(on_stage)).coach_role_id == role.id
    backend.edit_role(on_stage.guild.id, role.id, {"name": "Retired"})
    await on_stage.env.settle()
    assert (await row_of(on_stage)).coach_role_id is None
    other = on_stage.guild.create_role("trainer")
    await on_stage.env.settle()
    assert (await row_of(on_stage)).coach_role_id == other.id

    await on_stage.application.services.team_settings.choose_coach_role(admin(on_stage), role.id)
    backend.edit_role(on_stage.guild.id, role.id, {"name": "Whatever"})
    await on_stage.env.settle()
    assert (await row_of(on_stage)).coach_role_id == role.id
    backend.delete_role(on_stage.guild.id, role.id)
    await on_stage.env.settle()
    assert (await row_of(on_stage)).coach_role_id == other.id
    (notice,) = await notices(on_stage)
    assert notice.key == f"coach_role_gone:{role.id}"


# --- removed and invited again ---


async def test_a_bot_that_was_removed_and_invited_again_goes_on_from_there(on_stage: Stage) -> None:
    await log(on_stage)
    gone = remove_bot(on_stage)
    await on_stage.env.settle()
    assert (await row_of(on_stage)).left_at is not None
    await on_stage.go_to(MONDAY + timedelta(days=8))
    await on_stage.work()
    assert posts(on_stage.boards) == []

    invite_bot(on_stage, gone)
    await on_stage.env.settle()
    assert (await row_of(on_stage)).left_at is None
    await on_stage.work()
    assert posts(on_stage.feed) == []
    assert posts(on_stage.boards) == []
    assert "2 runs in your log" in (await log(on_stage)) + said(await on_stage.ana.slash(on_stage.feed, "run list"))
    await on_stage.go_to(MONDAY + timedelta(days=14))
    await on_stage.work()
    assert any("Week 49" in words(post) for post in posts(on_stage.boards))


async def test_a_bot_that_was_removed_while_it_was_away_learns_it_at_the_start(on_stage: Stage) -> None:
    backend = on_stage.env.backend
    second = on_stage.env.create_guild("Rivals")
    second.create_text_channel("feed")
    await on_stage.env.settle()
    subscribers, backend.subscribers[:] = list(backend.subscribers), []
    backend.remove_guild(second.id)
    backend.subscribers[:] = subscribers
    again = await on_stage.killed_and_started_again()
    await on_stage.env.settle()
    present = await again.application.database.read(lambda uow: uow.teams.present_ids())
    assert present == [on_stage.guild.id]


async def test_an_outage_of_discord_is_no_removal(on_stage: Stage) -> None:
    on_stage.env.backend.emit("GUILD_DELETE", {"id": str(on_stage.guild.id), "unavailable": True})
    await on_stage.env.settle()
    assert (await row_of(on_stage)).left_at is None


async def test_the_daily_digest_stands_in_the_feed_in_the_evening(on_stage: Stage) -> None:
    await on_stage.application.services.team_settings.choose_feed_mode(admin(on_stage), FeedMode.DIGEST)
    assert "daily digest" in await log(on_stage, note="legs awake")
    await log(on_stage, on_stage.ben, distance="5k", time="26:00")
    await on_stage.application.deliver_outbox()
    assert posts(on_stage.feed) == []
    await on_stage.go_to(datetime(2026, 11, 20, 20, 0, tzinfo=UTC))
    await on_stage.work()
    (post,) = posts(on_stage.feed)
    assert words(post).splitlines() == [
        "### Runs of Friday 20 Nov",
        "**Ana** ran 10.0 km · 52:10 · 5:13 /km — “legs awake”",
        "**Ben** ran 5.0 km · 26:00 · 5:12 /km",
    ]
