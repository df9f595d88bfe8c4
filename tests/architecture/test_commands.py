"""That Discord would take every command, and that a member can find it."""

import importlib
import inspect
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import build
from bot.client import EXTENSIONS
from bot.config import DatabaseSettings, Settings
from bot.ui.help import TOPIC_OF
from bot.ui.text.help import ADMIN_STEPS, STEPS

# Discord's limits, from its documentation of application commands.
MOST_COMMANDS = 100
MOST_OPTIONS = 25
MOST_CHOICES = 25
LONGEST_NAME = 32
LONGEST_DESCRIPTION = 100
MOST_CHARACTERS = 8000
NAME = re.compile(r"[a-z0-9_-]{1,32}")
CHAT_INPUT = 1
SUBCOMMANDS = {1, 2}

Payload = dict[str, Any]


@pytest.fixture
async def payloads(tmp_path: Path) -> list[Payload]:
    """Every command of the real bot as it would be sent to Discord."""
    bot = build(Settings(database=DatabaseSettings(f"sqlite+aiosqlite:///{tmp_path}/none.db"))).bot
    for extension in EXTENSIONS:
        await bot.load_extension(extension)
    found = [command.to_dict(bot.tree) for command in bot.tree.get_commands()]
    assert found
    return found


def walk(command: Payload) -> Iterator[Payload]:
    """Yield the command and, level by level, all its subcommands and options."""
    yield command
    for option in command.get("options", []):
        yield from walk(option)


def paths(command: Payload, above: str = "") -> Iterator[str]:
    path = f"{above} {command['name']}".strip()
    below = [option for option in command.get("options", []) if option["type"] in SUBCOMMANDS]
    if not below:
        yield path
    for option in below:
        yield from paths(option, path)


def test_every_extension_can_be_loaded() -> None:
    for extension in EXTENSIONS:
        assert inspect.iscoroutinefunction(getattr(importlib.import_module(extension), "setup", None)), extension


def test_every_cog_is_loaded(root: Path) -> None:
    there = {
        f"cogs.{path.stem}" for path in (root / "cogs").iterdir() if path.suffix == ".py" and path.stem != "__init__"
    }
    assert there == set(EXTENSIONS)
    assert len(EXTENSIONS) == len(set(EXTENSIONS))


def test_no_two_commands_share_a_name(payloads: list[Payload]) -> None:
    counted = Counter((command["type"], command["name"]) for command in payloads)
    assert [name for name, count in counted.items() if count > 1] == []
    every = Counter(path for command in payloads for path in paths(command))
    assert [path for path, count in every.items() if count > 1] == []


def test_names_and_descriptions_are_what_discord_takes(payloads: list[Payload]) -> None:
    assert len(payloads) <= MOST_COMMANDS
    for command in payloads:
        if command["type"] != CHAT_INPUT:
            assert 1 <= len(command["name"]) <= LONGEST_NAME
            continue
        for part in walk(command):
            assert NAME.fullmatch(part["name"]), part["name"]
            description = part["description"]
            assert 1 <= len(description) <= LONGEST_DESCRIPTION, part["name"]
            # discord.py's stand-in for a description that was not given.
            assert description != "…", part["name"]
            assert len(part.get("options", [])) <= MOST_OPTIONS
            assert len({option["name"] for option in part.get("options", [])}) == len(part.get("options", []))
            assert len(part.get("choices", [])) <= MOST_CHOICES


def test_help_has_a_place_for_every_command_and_for_nothing_else(payloads: list[Payload]) -> None:
    roots = {command["name"] for command in payloads}
    within = {path for command in payloads for path in paths(command)}
    assert roots <= set(TOPIC_OF) <= roots | within


def test_the_first_steps_in_help_are_commands(payloads: list[Payload]) -> None:
    assert {*STEPS, *ADMIN_STEPS} <= {path for command in payloads for path in paths(command)}


def test_required_options_come_first(payloads: list[Payload]) -> None:
    for command in payloads:
        for part in walk(command):
            required = [option.get("required", False) for option in part.get("options", [])]
            assert required == sorted(required, reverse=True), part["name"]


def test_no_command_is_longer_than_discord_reads(payloads: list[Payload]) -> None:
    for command in payloads:
        length = sum(
            len(part["name"])
            + len(part.get("description", ""))
            + sum(len(choice["name"]) + len(str(choice["value"])) for choice in part.get("choices", []))
            for part in walk(command)
        )
        assert length <= MOST_CHARACTERS, command["name"]


def test_the_readme_lists_every_command_and_no_other(root: Path, payloads: list[Payload]) -> None:
    table = (root / "README.md").read_text(encoding="utf-8").partition("\n## Put it on Discord")[0]
    listed = set(re.findall(r"^\| `/([a-z ]+)`", table, flags=re.MULTILINE))
    assert listed == {path for command in payloads if command["type"] == CHAT_INPUT for path in paths(command)}
