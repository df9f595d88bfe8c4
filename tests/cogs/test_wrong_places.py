"""Where commands work, what Discord is told of them, and that nothing the bot sends reaches for more than it needs."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.client import EXTENSIONS
from tests.composed import Stage, answer, last, said
from tests.loopback import openapi

CHAT_INPUT, SUBCOMMAND = 1, 1


def registered(stage: Stage) -> list[dict[str, Any]]:
    """Return the commands as Discord was told of them."""
    [told] = [one.json for one in stage.env.http_requests if one.method == "PUT" and one.path.endswith("/commands")]
    assert isinstance(told, list)
    return told


def parts_of(commands: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield every command, subcommand and option."""
    for part in commands:
        yield part
        yield from parts_of(part.get("options", []))


async def everything(stage: Stage) -> None:
    """Have the team do all there is to do, trouble included."""
    for who in (stage.ana, stage.ben, stage.chloe):
        await who.slash(stage.feed, "run log", distance="10k", time="52:10", when="monday", note="@everyone look")
        board = answer(await who.slash(stage.feed, "leaderboard"))
        await who.click(board, label="Show me on this board")
        await who.select(board, ["distance"], custom_id="boards:this_week")
        await who.select(board, ["last_week"], custom_id="board-periods:distance")
        await who.slash(stage.feed, "run list")
        await who.slash(stage.feed, "points show")
    await stage.ana.slash(stage.feed, "run log", distance="banana", time="52:10")
    await stage.type_outdated(stage.ana, "run log", stage.feed.id, distance="x" * 5_000)
    odd = answer(await stage.ana.slash(stage.feed, "run log", distance="10k", time="2:50:00"))
    await stage.ana.click(odd, label="Log it as typed")
    odd = answer(await stage.ana.slash(stage.feed, "run log", distance="10k", time="2:50:00"))
    await stage.ana.click(odd, label="Cancel")
    await stage.application.deliver_outbox()
    await stage.ben.click(last(stage.feed), label="Cheer")
    logged = answer(await stage.chloe.slash(stage.feed, "run log", distance="8k", time="45:00", effort=5))
    await stage.application.deliver_outbox()
    question = answer(await stage.chloe.click(logged, label="Delete"))
    await stage.chloe.click(question, label="Delete it")
    stage.env.inject_error("POST", "/channels/*/messages", status=503)
    await stage.go_to(stage.env.now().replace(hour=8, minute=0) + timedelta(days=3))
    await stage.work()
    await stage.env.advance_time(120)
    await stage.work()


# --- where commands work ---


async def test_runners_commands_work_in_direct_messages_too_and_the_others_in_servers_alone(on_stage: Stage) -> None:
    shown = {command["name"]: command.get("contexts") for command in registered(on_stage)}
    in_servers = {name for name, contexts in shown.items() if contexts == [0]}
    assert in_servers == set(shown) & {"coach", "team", "Private feedback", "Give a shoutout", "Shout out this run"}
    assert all(shown[name] == [0, 1] for name in set(shown) - in_servers)


@pytest.mark.parametrize("custom_id", ["cheer:1", "board:points:this_week", "board-show:points:1:this_week"])
async def test_a_button_pressed_in_direct_messages_by_somebody_in_no_team_says_so(
    on_stage: Stage, custom_id: str
) -> None:
    stranger = on_stage.env.create_user("Stranger")
    channel = await on_stage.application.bot.create_dm(discord.Object(stranger.id))
    message = await channel.send("Your week")
    pressed = on_stage.emit_press(stranger, message, custom_id)
    await on_stage.env.settle()
    assert "I don't know yet which team you run with." in said(pressed)


async def test_a_member_of_two_servers_has_two_logs(on_stage: Stage) -> None:
    elsewhere = on_stage.env.create_guild("Rivals")
    channel = elsewhere.create_text_channel("feed")
    await on_stage.env.settle()
    there = await on_stage.asked(elsewhere.add_member(on_stage.ana.user))
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="52:10")
    await there.slash(channel, "run log", distance="5k", time="26:00")
    assert "1 run in your log" in said(await on_stage.ana.slash(on_stage.feed, "run list"))
    assert "1 run in your log" in said(await there.slash(channel, "run list"))


async def test_commands_work_in_a_server_that_was_joined_a_moment_ago(on_stage: Stage) -> None:
    elsewhere = on_stage.env.create_guild("Newcomers")
    channel = elsewhere.create_text_channel("chat")
    dora = elsewhere.add_member(on_stage.env.create_user("Dora"))
    questions = answer(await dora.slash(channel, "run log", distance="10k", time="52:10"))
    assert "Logged" in said(await dora.click(questions, label="That's me"))


# --- what Discord is told ---


async def test_discord_is_told_of_every_command_with_its_promised_options(on_stage: Stage) -> None:
    told = {command["name"]: command for command in registered(on_stage)}
    assert set(told) == {
        *("run", "stats", "points", "leaderboard", "challenge", "profile", "feedback", "coach", "privacy", "help"),
        *(
            "race",
            "relay",
            "plan",
            "checkup",
            "focus",
            "team",
            "Private feedback",
            "Log this file",
            "shoutout",
            "Give a shoutout",
            "Shout out this run",
            "strava",
            "intervals",
        ),
    }
    run = {option["name"]: option for option in told["run"]["options"]}
    assert set(run) == {"delete", "edit", "list", "log", "upload"}
    upload = {option["name"]: option.get("required", False) for option in run["upload"]["options"]}
    assert upload == {"file": True, "kind": False, "effort": False, "note": False}
    options = {option["name"]: option for option in run["log"]["options"]}
    assert [name for name, option in options.items() if option.get("required")] == ["distance", "time"]
    assert set(options) == {
        *("distance", "time", "when", "kind", "surface", "effort", "note", "pain_area", "pain_level"),
        *("climb", "photo"),
    }
    assert [choice["value"] for choice in options["kind"]["choices"]] == ["easy", "long", "workout", "race", "recovery"]
    assert [choice["value"] for choice in options["surface"]["choices"]] == ["road", "trail", "track", "treadmill"]
    for scale in ("effort", "pain_level"):
        assert (options[scale]["min_value"], options[scale]["max_value"]) == (1, 10)
    board = {
        option["name"]: [choice["value"] for choice in option["choices"]] for option in told["leaderboard"]["options"]
    }
    assert board == {
        "board": ["points", "consistency", "improvement", "distance", "age_graded"],
        "period": ["this_week", "last_week", "this_month", "last_30_days", "season", "all"],
    }


async def test_everything_has_a_description_that_fits(on_stage: Stage) -> None:
    seen = 0
    typed = [command for command in registered(on_stage) if command.get("type", CHAT_INPUT) == CHAT_INPUT]
    for part in parts_of(typed):
        assert 1 <= len(part["name"]) <= 32
        assert 1 <= len(part["description"]) <= 100, part["name"]
        assert part["description"] != "…", part["name"]
        assert len(part.get("choices", [])) <= 25
        for choice in part.get("choices", []):
            assert 1 <= len(choice["name"]) <= 100
        seen += 1
    assert seen > 15


async def test_registering_again_changes_nothing(on_stage: Stage) -> None:
    before = registered(on_stage)
    await on_stage.application.bot.tree.sync()
    assert [one.json for one in on_stage.env.http_requests if one.path.endswith("/commands")] == [before, before]


async def test_every_extension_is_loaded_or_the_bot_does_not_start(on_stage: Stage) -> None:
    assert set(on_stage.application.bot.extensions) == set(EXTENSIONS)


# --- least rights ---


async def test_the_bot_asks_for_nothing_that_needs_approval(on_stage: Stage) -> None:
    intents = on_stage.application.bot.intents
    assert [name for name, wanted in intents if wanted] == ["guilds", "dm_messages"]
    privileged = discord.Intents(members=True, presences=True, message_content=True)
    assert intents.value & privileged.value == 0


async def test_no_request_may_mention_anybody(on_stage: Stage) -> None:
    await everything(on_stage)
    bodies = [one.json.get("data", one.json) for one in on_stage.env.http_requests if isinstance(one.json, dict)]
    with_text = [body for body in bodies if "components" in body or "content" in body]
    assert len(with_text) > 30
    for body in with_text:
        assert body.get("allowed_mentions") == {"parse": []}, body


async def test_nothing_that_the_team_sees_pings_anybody(on_stage: Stage) -> None:
    await everything(on_stage)
    public = [*on_stage.feed.history(viewer=on_stage.ben), *on_stage.boards.history(viewer=on_stage.ben)]
    posted = [message for message in public if not message.flags.ephemeral]
    assert len(posted) >= 5
    for message in posted:
        assert (message.mentions, message.role_mentions, message.mention_everyone) == ([], [], False)
        assert message.flags.components_v2


async def test_all_that_is_sent_is_as_discord_describes_it(on_stage: Stage) -> None:
    if not openapi.available():
        pytest.skip("Discord's OpenAPI description is not at hand; set DISCORD_OPENAPI to its file")
    await everything(on_stage)
    requests = on_stage.env.http_requests
    assert {one.method for one in requests} >= {"GET", "POST", "PUT", "DELETE"}
    assert len(requests) > 40
    assert openapi.violations(requests) == []


async def test_only_private_answers_name_what_hurts(on_stage: Stage) -> None:
    await on_stage.ana.slash(
        on_stage.feed, "run log", distance="10k", time="52:10", pain_area="shin_left", pain_level=9, effort=10
    )
    await on_stage.application.deliver_outbox()
    for one in on_stage.env.http_requests:
        if one.path.startswith("/channels/") and one.json is not None:
            assert "shin" not in str(one.json)
            assert "effort" not in str(one.json)


async def test_a_stranger_sees_no_private_answer(on_stage: Stage) -> None:
    await everything(on_stage)
    seen = on_stage.feed.history(viewer=on_stage.guild.add_member(on_stage.env.create_user("Dora")))
    assert len(seen) > 3
    assert [message for message in seen if message.flags.ephemeral] == []
