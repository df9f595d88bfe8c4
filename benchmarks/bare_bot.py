"""The yardstick: a stock discord.py bot whose one slash command only echoes, run as a process of its own.

Environment: BARE_TOKEN, BARE_API_URL, BARE_GATEWAY_URL. `--sync` registers the command and ends; `--uvloop`
runs on that loop. It asks for the least (guilds only) and answers privately, so that nothing but the echo costs.
"""

import asyncio
import os
import sys

import discord
import yarl
from discord import app_commands


class BareBot(discord.Client):
    """discord.py and one command."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)

        @self.tree.command()
        async def echo(interaction: discord.Interaction, text: str) -> None:
            """Say it again."""
            await interaction.response.send_message(text, ephemeral=True)


async def run(*, sync: bool) -> None:
    """Run until stopped, or only register the command."""
    discord.http.Route.BASE = os.environ["BARE_API_URL"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["BARE_GATEWAY_URL"])
    async with BareBot() as bot:
        if sync:
            await bot.login(os.environ["BARE_TOKEN"])
            await bot.tree.sync()
        else:
            await bot.start(os.environ["BARE_TOKEN"])


def main() -> None:
    """Choose the loop and run."""
    job = run(sync="--sync" in sys.argv)
    if "--uvloop" in sys.argv:
        import uvloop

        uvloop.run(job)
    else:
        asyncio.run(job)


if __name__ == "__main__":
    main()
