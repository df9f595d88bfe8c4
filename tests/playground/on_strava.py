"""A visitor who goes the way to the stand-in for Strava and back, and does things there, as the console's pages do."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from aiohttp import ClientSession

from bot.playground import Playground
from tests.composed import links
from tests.playground.talk import TOKEN, open_chat, picture


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at the playground's pages."""

    playground: Playground
    session: ClientSession

    async def connect(self, who: str, decision: str = "authorize") -> str:
        """Go the whole way as a browser does, from the command to the page at its end; returns what that says."""
        await open_chat(self.session, f"dm-{who}", who)
        answer = await self.send(who, "strava connect")
        async with self.session.get(links(answer)["Connect with Strava"]) as asked:
            page = await asked.text()
            assert asked.status == 200, page
        assert "Authorize Baton" in page
        signed_in = re.search(r'<option value="(\d+)" selected>', page)
        assert signed_in is not None
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
        form = [(name, unescape(value)) for name, value in hidden]
        form += [("athlete", signed_in[1]), ("granted", "activity:read"), ("decision", decision)]
        # What a browser says of a page on another port that sends it on.
        headers = {"Sec-Fetch-Site": "same-site"}
        async with self.session.post(asked.url.with_query(None), data=form, headers=headers) as back:
            assert str(back.url).startswith(f"{self.playground.url}strava/callback?")
            return await back.text()

    async def do(self, what: str, who: str, **form: str) -> dict[str, Any]:
        """Do something on Strava by the console's buttons; returns the part of the picture that is about it."""
        status, said = await self._post(what, who, form)
        assert status == 200, said
        shown: dict[str, Any] = said["strava"]
        return shown

    async def refusal(self, what: str, who: str, **form: str) -> str:
        """Ask for what cannot be done; returns why it cannot."""
        status, said = await self._post(what, who, form)
        assert status == 400
        assert isinstance(said, str)
        return said

    async def account(self, who: str) -> dict[str, Any]:
        """Return how somebody's account is shown."""
        return account_in((await picture(self.session))["strava"], who)

    async def send(self, who: str, command: str) -> Any:
        """Send a command, and return what answers it."""
        world = self.playground.world
        async with self.playground.stage.scene():
            return (await world.members[who].slash(world.places["general"].handle, command)).response

    async def press(self, who: str, message: Any, label: str) -> None:
        """Press a button under an answer in a channel."""
        async with self.playground.stage.scene():
            await self.playground.world.members[who].click(message, label=label)

    async def press_in_letter(self, who: str, label: str) -> None:
        """Press a button under somebody's newest letter."""
        async with self.playground.stage.scene():
            user = self.playground.world.places[f"dm-{who}"].viewers[who]
            await user.click(self.letters(who)[-1], label=label)

    def letters(self, who: str) -> list[Any]:
        """Return somebody's direct messages, oldest first."""
        return self.playground.world.places[f"dm-{who}"].handle.history()

    async def _post(self, what: str, who: str, form: dict[str, str]) -> tuple[int, Any]:
        sent, headers = {"what": what, "who": who, **form}, {TOKEN: self.playground.token}
        async with self.session.post("/strava/deed", data=sent, headers=headers) as answer:
            return answer.status, await (answer.json() if answer.status == 200 else answer.text())


def account_in(shown: dict[str, Any], who: str) -> dict[str, Any]:
    """Return how somebody's account is shown."""
    return next(one for one in shown["people"] if one["key"] == who)
