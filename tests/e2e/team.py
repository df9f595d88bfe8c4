"""A team on the loopback server and the Baton process that serves it, with a look into its database from outside."""

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.loopback import Answer, Channel, Guild, LoopbackDiscord, Member, Message
from tests.loopback.process import BotProcess

CARD_LIMIT_S = 30.0
"""How long a card may take to arrive when something went wrong on its way: discord.py waits between tries."""


class BatonProcess(BotProcess):
    """`baton run` against a loopback server, on an SQLite file in its own folder unless a URL is given."""

    def __init__(self, server: LoopbackDiscord, folder: Path, database_url: str | None = None) -> None:
        self.database = folder / "baton.db"
        self.server = server
        settings = {
            "BATON_DISCORD__TOKEN": server.token,
            "BATON_DISCORD__API_URL": server.api_url,
            "BATON_DISCORD__GATEWAY_URL": server.gateway_url,
            "BATON_DATABASE__URL": database_url or f"sqlite+aiosqlite:///{self.database}",
        }
        super().__init__(["bot", "run"], settings, folder)

    async def start_and_connect(self) -> None:
        """Start and wait until the gateway session stands."""
        await self.start()
        await self.server.gateway.wait_connected()

    async def wait_welcomed(self, within: float = 15.0) -> None:
        """Wait until the bot has written down the team and its channels, two seconds after its first GUILD_CREATE."""
        await self.server.wait_until(
            lambda: bool(self.rows("SELECT 1 FROM teams WHERE feed_channel_id IS NOT NULL")), within
        )

    async def kill_and_vanish(self) -> None:
        """SIGKILL, and wait until the server has noticed."""
        await self.kill()
        await self.server.gateway.wait_until(lambda: not self.server.gateway.connected)

    def with_settings(self, changes: Mapping[str, str]) -> None:
        """Change environment settings for the next start."""
        self.environment |= changes

    def rows(self, statement: str, *values: object) -> list[Any]:
        """Run one SQL statement on the SQLite file and return its rows."""
        with sqlite3.connect(self.database, timeout=10) as connection:
            found = connection.execute(statement, values).fetchall()
        connection.close()
        return found

    def lapse_claims(self) -> None:
        """Act as if the minute that a killed sender's claim lasts were over."""
        past = (datetime.now(UTC) - timedelta(minutes=2)).replace(tzinfo=None)
        self.rows("UPDATE outbox SET due_at = ? WHERE state = 'sending'", past.isoformat(" "))

    def owed(self) -> list[tuple[str, str, int | None]]:
        """Return kind, state and message id of everything in the outbox, oldest first."""
        return self.rows("SELECT kind, state, message_id FROM outbox ORDER BY outbox_id")


@dataclass(frozen=True, slots=True)
class Team:
    """One server with the channels the bot looks for, two runners, and the bot."""

    server: LoopbackDiscord
    guild: Guild
    general: Channel
    feed: Channel
    board: Channel
    anna: Member
    ben: Member
    baton: BatonProcess

    async def introduce(self, *runners: Member) -> None:
        """Let runners answer the three questions of a first use, and have their first command answered."""
        for runner in runners or (self.anna, self.ben):
            assert "Your runs" in (await self._typed(runner, "run list")).text

    async def _typed(self, runner: Member, command: str, **options: Any) -> Answer:
        """Type a command, answer the questions if it is the runner's first, and return what the command says."""
        answer = await self.server.slash(runner, self.general, command, **options)
        if answer.message is not None and (done := answer.message.buttons.get("That's me")) is not None:
            return await self.server.click(answer.message, done, runner)
        return answer

    async def log(self, runner: Member, distance: str = "10k", **options: str) -> Answer:
        """Log a run and check that it was understood."""
        typed: dict[str, Any] = {"distance": distance, "time": "52:10", **options}
        answer = await self._typed(runner, "run log", **typed)
        assert "Logged" in answer.text, answer.text
        return answer

    async def only_card(self) -> Message:
        """Wait for a card in the feed, then until the bot has noted it; assert that there is just the one."""
        await self.server.wait_for_messages(self.feed, within=CARD_LIMIT_S)
        await self.server.wait_until(lambda: all(state == "sent" for _, state, _ in self.baton.owed()), CARD_LIMIT_S)
        cards = self.server.messages(self.feed)
        assert [card.text for card in cards] == [cards[0].text]
        assert [message_id for _, _, message_id in self.baton.owed()] == [cards[0].id]
        return cards[0]


def plain(output: str) -> list[str]:
    """Return the lines of an output that are meant for the operator; assert that there is no trace."""
    assert "Traceback" not in output, output
    return re.findall(r"^baton: (.+)$", output, re.MULTILINE)
