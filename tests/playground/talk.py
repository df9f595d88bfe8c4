"""Talking to the console as its pages do: what the tests of the playground share."""

import re
from typing import Any

from aiohttp import ClientSession

from bot.playground import Playground

TOKEN = "X-Baton-Token"


async def picture(visitor: ClientSession) -> dict[str, Any]:
    async with visitor.get("/state") as answer:
        assert answer.status == 200
        found: dict[str, Any] = await answer.json()
        return found


async def press(playground: Playground, visitor: ClientSession, button: str) -> dict[str, Any]:
    async with visitor.post("/clock", data={"to": button}, headers={TOKEN: playground.token}) as answer:
        assert answer.status == 200, await answer.text()
        found: dict[str, Any] = await answer.json()
        return found


def fact(html: str, name: str) -> str:
    found = re.search(rf'<meta name="baton-{name}" content="([^"]*)">', html)
    assert found is not None
    return found[1]


async def open_chat(visitor: ClientSession, place: str, who: str) -> dict[str, str]:
    """Open a chat page and return the headers with which its script speaks."""
    async with visitor.get(f"/chat/{place}/{who}") as answer:
        assert answer.status == 200
        return {"X-Simcord-Capability": fact(await answer.text(), "pass")}
