"""`/help` shows each asker the commands there are for them, to be pressed, on pages that turn after a restart too."""

import re
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands
from simcord.enums import AppCommandType

from bot.ui.help import MENUS
from tests.composed import Stage, answer, said, words
from tests.ui.voice import avoided

MENTION = re.compile(r"</([a-z ]+):([0-9]+)>")
LINE = re.compile(r"^(?:</|`/)([a-z ]+?)(?::[0-9]+>|`) · (.+)$", re.MULTILINE)
MENU = re.compile(r"^Hold or right-click a (?:member|message) › Apps › \*\*(.+)\*\*$", re.MULTILINE)
MOST_LINES = 12


def topics(message: simcord.ResponseMessage) -> list[str]:
    """Return what the page can be turned to."""
    [row] = [part for part in message.components[0]["components"] if part["type"] == 1]
    return [option["value"] for option in row["components"][0]["options"]]


def typed(stage: Stage) -> dict[str, app_commands.Command[Any, ..., Any]]:
    """Return every command of the tree by its full name."""
    tree = stage.application.bot.tree
    return {
        command.qualified_name: command for command in tree.walk_commands() if isinstance(command, app_commands.Command)
    }


async def pages(stage: Stage, who: simcord.MemberActor | simcord.UserHandle) -> dict[str, str]:
    """Return what each topic says, turned to one after the other from the first."""
    if isinstance(who, simcord.UserHandle):
        shown = answer(await who.slash("help"))
    else:
        shown = answer(await who.slash(stage.feed, "help"))
    read = {}
    for topic in topics(shown):
        await who.select(shown, [topic])
        read[topic] = words(shown)
    return read


async def test_the_first_minute_comes_first(on_stage: Stage) -> None:
    shown = said(await on_stage.ana.slash(on_stage.feed, "help"))
    heading, _, one, two, three, *_ = shown.splitlines()
    assert heading == "### Start here"
    assert [step[:3] for step in (one, two, three)] == ["1. ", "2. ", "3. "]
    assert "/run log" in one
    assert "/team setup" not in shown


async def test_whoever_manages_the_server_hears_where_it_is_set_up(on_stage: Stage) -> None:
    shown = said(await (await with_roles(on_stage, coach=False, admin=True)).slash(on_stage.feed, "help"))
    assert "You manage the server: </team setup:" in shown


async def test_a_runner_finds_every_runner_command_once_with_its_own_description(on_stage: Stage) -> None:
    read = await pages(on_stage, on_stage.ana)
    listed = [found for page in read.values() for found in LINE.findall(page)]
    names = [name for name, _ in listed]
    assert len(names) == len(set(names))
    commands = typed(on_stage)
    assert set(names) == {name for name in commands if name.split()[0] not in ("coach", "team")}
    assert dict(listed) == {name: commands[name].description for name in names}


async def test_each_page_fits_a_phone_and_keeps_the_voice(on_stage: Stage) -> None:
    for page in (await pages(on_stage, on_stage.ana)).values():
        assert len(page.splitlines()) <= MOST_LINES
        assert avoided(MENTION.sub("", page)) == []


async def test_a_topic_can_be_named_at_once(on_stage: Stage) -> None:
    shown = answer(await on_stage.ana.slash(on_stage.feed, "help", topic="runs"))
    assert words(shown).startswith("### Runs\n")
    chosen = [
        option for option in shown.components[0]["components"][1]["components"][0]["options"] if option["default"]
    ]
    assert [option["value"] for option in chosen] == ["runs"]


async def test_a_topic_from_an_outdated_command_is_answered_kindly(on_stage: Stage) -> None:
    asked = await on_stage.type_outdated(on_stage.ana, "help", on_stage.feed.id, topic="steps")
    assert "I can't use “steps” there." in said(asked)
    shown = answer(await on_stage.ana.slash(on_stage.feed, "help"))
    picked = await on_stage.press(on_stage.ana, shown, "help:topic", "steps")
    assert "These buttons have had their day." in said(picked)


@pytest.mark.parametrize(
    ("topic", "sentence"),
    [("coaching", "That is for your team's coaches."), ("team", "That is for those who manage the server.")],
)
async def test_what_is_for_coaches_and_admins_is_for_no_runner(on_stage: Stage, topic: str, sentence: str) -> None:
    shown = answer(await on_stage.ana.slash(on_stage.feed, "help"))
    assert topic not in topics(shown)
    assert sentence in said(await on_stage.ana.slash(on_stage.feed, "help", topic=topic))
    assert sentence in said(await on_stage.press(on_stage.ana, shown, "help:topic", topic))


async def with_roles(stage: Stage, *, coach: bool, admin: bool) -> simcord.MemberActor:
    """Return a new member of a team that has a role for its coaches."""
    role = stage.guild.create_role("Coach")
    await stage.application.database.write(lambda uow: uow.teams.change(stage.guild.id, coach_role_id=role.id))
    manages = stage.guild.create_role("Admin", permissions=discord.Permissions(manage_guild=True))
    roles = [*([role] if coach else []), *([manages] if admin else [])]
    return await stage.asked(stage.guild.add_member(stage.env.create_user("Cleo"), roles=roles))


async def test_one_who_coaches_and_manages_finds_every_command_and_menu_once(on_stage: Stage) -> None:
    read = await pages(on_stage, await with_roles(on_stage, coach=True, admin=True))
    listed = [name for page in read.values() for name, _ in LINE.findall(page)]
    assert sorted(listed) == sorted(typed(on_stage))
    tree = on_stage.application.bot.tree
    menus = [menu.name for kind in MENUS for menu in tree.get_commands(type=kind)]
    assert sorted(MENU.findall("\n".join(read.values()))) == sorted(menus)
    for page in read.values():
        assert len(page.splitlines()) <= MOST_LINES
        assert avoided(MENTION.sub("", page)) == []


@pytest.mark.parametrize(
    ("coach", "admin", "hidden"),
    [(True, False, {"team"}), (False, True, {"coach"}), (False, False, {"coach", "team"})],
)
async def test_what_one_may_not_use_is_not_listed(on_stage: Stage, coach: bool, admin: bool, hidden: set[str]) -> None:
    read = await pages(on_stage, await with_roles(on_stage, coach=coach, admin=admin))
    names = {name for page in read.values() for name, _ in LINE.findall(page)}
    assert names == {name for name in typed(on_stage) if name.split()[0] not in hidden}


async def test_a_page_follows_the_roles_of_whoever_turns_it(on_stage: Stage) -> None:
    cleo = await with_roles(on_stage, coach=True, admin=False)
    shown = answer(await cleo.slash(on_stage.feed, "help"))
    for role in on_stage.env.backend.get_guild(on_stage.guild.id).members[cleo.id].role_ids.copy():
        on_stage.env.backend.remove_member_role(on_stage.guild.id, cleo.id, role)
    await on_stage.env.settle()
    picked = await on_stage.press(cleo, shown, "help:topic", "coaching")
    assert "That is for your team's coaches." in said(picked)


# --- in direct messages ---


async def test_help_is_there_in_direct_messages_with_what_works_there(on_stage: Stage) -> None:
    read = await pages(on_stage, on_stage.ana.user)
    names = {name for page in read.values() for name, _ in LINE.findall(page)}
    offered = on_stage.ana.user.available_commands()
    assert names == set(offered)
    assert "help" in names


@pytest.mark.parametrize("topic", ["coaching", "team"])
async def test_in_direct_messages_nobody_is_coach_or_admin(on_stage: Stage, topic: str) -> None:
    assert "This works in your team's server." in said(await on_stage.ana.user.slash("help", topic=topic))


# --- something to press ---


async def test_commands_can_be_pressed_by_the_ids_that_discord_gave_them(on_stage: Stage) -> None:
    read = await pages(on_stage, on_stage.ana)
    mentioned = {found for page in read.values() for found in MENTION.findall(page)}
    assert {name for name, _ in mentioned} >= {"run log", "points show", "leaderboard", "help"}
    for name, command_id in mentioned:
        known = on_stage.env.backend.find_command(name.split()[0], None, type=AppCommandType.CHAT_INPUT)
        assert known is not None
        assert known["id"] == command_id
    assert "`/" not in "".join(read.values()).replace("`10k`", "")


async def test_a_new_process_asks_discord_for_the_ids_once(on_stage: Stage) -> None:
    restarted = await on_stage.killed_and_started_again()
    before = len(restarted.env.http_requests)
    for _ in range(3):
        assert MENTION.search(said(await restarted.ana.slash(restarted.feed, "help")))
    asked = [one for one in restarted.env.http_requests[before:] if one.path.endswith("/commands")]
    assert [one.method for one in asked] == ["GET"]


async def test_without_ids_the_names_stand_in_plain_letters(on_stage: Stage) -> None:
    restarted = await on_stage.killed_and_started_again()
    restarted.env.inject_error("GET", "/applications/*/commands", status=500, times=None)
    asked = []
    for _ in range(2):
        shown = said(await restarted.ana.slash(restarted.feed, "help", topic="runs"))
        assert "`/run log` · Log a run" in shown
        assert not MENTION.search(shown)
        asked.append(sum(one.path.endswith("/commands") for one in restarted.env.http_requests))
    assert asked[0] == asked[1]


# --- pages that stand ---


async def test_an_old_page_turns_after_a_restart(on_stage: Stage) -> None:
    shown = answer(await on_stage.ana.slash(on_stage.feed, "help"))
    restarted = await on_stage.killed_and_started_again()
    await restarted.ana.select(shown, ["points"])
    assert words(shown).startswith("### Points and boards\n")


async def test_help_writes_nothing(on_stage: Stage) -> None:
    stranger = on_stage.env.create_user("Stranger")
    await pages(on_stage, stranger)
    known = await on_stage.application.database.read(lambda uow: uow.runners.of_user(stranger.id))
    assert known == []
