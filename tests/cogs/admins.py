"""A member who manages the server, and ways to look at the panels they are shown."""

from typing import Any

import discord
import simcord

from tests.composed import Stage


async def dora(stage: Stage) -> simcord.MemberActor:
    """Let Dora join, who manages the server."""
    role = stage.guild.create_role("Organisers", permissions=discord.Permissions(manage_guild=True))
    who = stage.guild.add_member(stage.env.create_user("Dora"), roles=[role])
    await stage.env.settle()
    return who


def lists(message: Any) -> dict[str, str]:
    """Return the lists of a message or answer: custom id by placeholder."""
    return {item["placeholder"]: item["custom_id"] for item in _items(message.components) if item.get("placeholder")}


def chosen(message: Any, placeholder: str) -> list[str]:
    """Return what is chosen in a list already."""
    for item in _items(message.components):
        if item.get("placeholder") == placeholder:
            options = [option["value"] for option in item.get("options", ()) if option.get("default")]
            return options or [str(value["id"]) for value in item.get("default_values", ())]
    raise AssertionError(f"there is no list {placeholder}")


def offered(message: Any, placeholder: str) -> list[str]:
    """Return the values that a list offers."""
    for item in _items(message.components):
        if item.get("placeholder") == placeholder:
            return [option["value"] for option in item["options"]]
    raise AssertionError(f"there is no list {placeholder}")


def _items(components: Any) -> list[dict[str, Any]]:
    found = []
    for component in components:
        plain = component if isinstance(component, dict) else component.to_dict()
        found += [plain, *_items(plain.get("components", []))]
    return found
