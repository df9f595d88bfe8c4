"""LoopbackDiscord: the server as tests and benchmarks use it, with people who type, click and read."""

import asyncio
import base64
import contextlib
from collections.abc import Callable, Mapping
from typing import Any, Self

from aiohttp import web

from . import openapi
from .commands import CommandBook, Value
from .faults import Fault, RateLimit, Trouble
from .gateway import DIRECT_MESSAGES, GUILD_MESSAGES, Gateway
from .interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    DEFER,
    DEFER_UPDATE,
    MODAL_SUBMIT,
    Answer,
    Interaction,
    InteractionDesk,
    NoAnswer,
    component_data,
    modal_data,
)
from .messages import Message, MessageStore
from .rest import PREFIX, Exchange, Routes
from .world import Channel, Member, User, World

Json = dict[str, Any]

VIEW_REGISTERED = 0.05
"""Seconds before a person clicks: discord.py registers a view only after it has read the answer."""


class LoopbackDiscord:
    """A small Discord on 127.0.0.1 for one bot; use as an async context manager.

    `world` may be filled before or while the server runs, but guilds must exist before the bot identifies.
    """

    def __init__(self, bot_name: str = "Baton", *, keep_log: bool = True) -> None:
        self.world = World(bot_name)
        bot_id = base64.b64encode(str(self.world.bot.id).encode()).decode().rstrip("=")
        self.token = f"{bot_id}.loopback.0123456789abcdef0123456789abcdef"
        self.port = 0
        self.gateway = Gateway(self.world, self.token, lambda: self.gateway_url)
        self.commands = CommandBook(self.world)
        self._routes: Routes
        self._desk: InteractionDesk
        self._messages: MessageStore
        self._keep_log = keep_log
        self._posted = asyncio.Event()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 << 20)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/gateway/resume", self.gateway.handle)
        self._messages = MessageStore(self.world, "")
        self._desk = InteractionDesk(self.world, self._messages)
        self._routes = Routes(
            self.world, self.token, self.gateway, self._messages, self.commands, self._desk, self._keep_log
        )
        self._routes.on_reply = self._posted.set
        self._routes.add_to(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self._runner = runner
        self.port = int(runner.addresses[0][1])
        self._messages.file_url = f"http://127.0.0.1:{self.port}/attachments"
        return self

    async def __aexit__(self, *_: object) -> None:
        for fault in self._routes.faults:
            fault.clear()
        await self.gateway.close(1001)
        await self._runner.cleanup()

    # Where it is and what it saw

    @property
    def api_url(self) -> str:
        """What `discord.http.Route.BASE` should be."""
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        """What `DiscordWebSocket.DEFAULT_GATEWAY` should be."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    @property
    def requests(self) -> list[Exchange]:
        """Every REST request so far, oldest first."""
        return self._routes.log

    def requests_to(self, method: str, path_part: str) -> list[Exchange]:
        """Return the requests of a method whose path contains a part."""
        return [one for one in self.requests if one.method == method and path_part in one.path]

    def violations(self) -> list[str]:
        """Return what Discord's OpenAPI description has against the requests and answers so far.

        Empty when all is well; also empty when the description is not at hand (`openapi.available()`).
        """
        return openapi.violations(one for one in self.requests if not one.unserved)

    @property
    def unserved(self) -> list[str]:
        """Requests that this server does not know; a test that sees one proves nothing about it."""
        return [f"{one.method} {one.path}" for one in self.requests if one.unserved]

    @property
    def store(self) -> MessageStore:
        """The messages themselves, for `forget_nonces` and the like."""
        return self._messages

    @property
    def patience(self) -> float:
        """Seconds in which a bot must answer an interaction."""
        return self._desk.patience

    @patience.setter
    def patience(self, seconds: float) -> None:
        self._desk.patience = seconds

    def messages(self, channel: Channel) -> list[Message]:
        """Return what everyone can read in a channel, oldest first."""
        return self._messages.in_channel(channel)

    async def wait_for_messages(self, channel: Channel, count: int = 1, within: float = 10.0) -> list[Message]:
        """Wait until a channel holds at least `count` messages."""
        await self.wait_until(lambda: len(self.messages(channel)) >= count, within)
        return self.messages(channel)

    async def wait_until(self, condition: Callable[[], bool], within: float = 10.0) -> None:
        """Wait until something holds, looking after each request; TimeoutError after `within` seconds."""
        async with asyncio.timeout(within):
            while not condition():
                self._posted.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.25):
                        await self._posted.wait()

    # Trouble

    def fault(
        self,
        method: str,
        path: str,
        trouble: Trouble = Trouble.STATUS,
        *,
        status: int = 500,
        seconds: float = 0.0,
        everything: bool = False,
        times: int | None = 1,
    ) -> Fault:
        """Arm a fault for the next `times` requests to such paths (`/channels/*/messages`); None: all."""
        fault = Fault(method, path, trouble, status, seconds, everything, times)
        self._routes.faults.append(fault)
        return fault

    def limit(self, method: str, path: str, limit: int, seconds: float, *, everything: bool = False) -> RateLimit:
        """Allow `limit` requests in `seconds`; more get 429 with Via and retry_after."""
        rule = RateLimit(method, path, limit, seconds, everything)
        self._routes.limits.append(rule)
        return rule

    # What people do

    async def slash(
        self, user: User | Member, channel: Channel, command: str, *, within: float = 5.0, **options: Value
    ) -> Answer:
        """Type a slash command and wait until its answer can be read.

        Raises CannotSend where a client would refuse, NoAnswer when nothing came in `within` seconds.
        """
        guild_id = channel.guild.id if channel.guild else None
        typed = self.commands.typed(command, options, guild_id)
        for number, content in typed.uploads.items():
            self._routes.uploads[number] = content
            about = typed.data["resolved"]["attachments"][number]
            url = f"{self._messages.file_url}/{channel.id}/{number}/{about['filename']}"
            about |= {"size": len(content), "url": url, "proxy_url": url}
        return await self._interact(COMMAND, user, channel, typed.data, within)

    async def autocomplete(
        self,
        user: User | Member,
        channel: Channel,
        command: str,
        option: str,
        text: str,
        *,
        within: float = 5.0,
        **others: Value,
    ) -> list[Json]:
        """Return the choices offered while a person types into an option."""
        guild_id = channel.guild.id if channel.guild else None
        typed = self.commands.typed(command, others | {option: text}, guild_id, focused=option)
        return (await self._interact(AUTOCOMPLETE, user, channel, typed.data, within)).choices

    async def click(
        self,
        message: Message,
        custom_id: str,
        user: User | Member,
        *,
        values: tuple[str, ...] = (),
        within: float = 5.0,
    ) -> Answer:
        """Press a button or choose from a select."""
        await asyncio.sleep(VIEW_REGISTERED)
        data = component_data(message, custom_id, values)
        return await self._interact(COMPONENT, user, message.channel, data, within, source=message)

    async def submit(
        self,
        form: Answer,
        user: User | Member,
        values: Mapping[str, str | list[str]],
        *,
        within: float = 5.0,
    ) -> Answer:
        """Fill in and send the form that an interaction opened."""
        if form.modal is None:
            raise LookupError("that answer is not a form")
        await asyncio.sleep(VIEW_REGISTERED)
        data = modal_data(form.modal, values)
        opener = form.interaction
        return await self._interact(
            MODAL_SUBMIT, user, opener.channel, data, within, source=opener.source, opener=opener
        )

    async def say(self, user: User | Member, channel: Channel, content: str) -> Message:
        """Write a message as a person."""
        author = user.user if isinstance(user, Member) else user
        message = self._messages.build(channel, author, {"content": content}, {})
        self._messages.keep(message)
        written = message.payload()
        guild = channel.guild
        if guild is not None:
            written |= {
                "guild_id": str(guild.id),
                "member": guild.members[author.id].payload(with_user=False),
            }
        intent = GUILD_MESSAGES if guild else DIRECT_MESSAGES
        await self.gateway.dispatch("MESSAGE_CREATE", written, intent=intent)
        return message

    async def start_slash(self, user: User | Member, channel: Channel, command: str, **options: Value) -> Interaction:
        """Type a slash command and do not wait."""
        guild_id = channel.guild.id if channel.guild else None
        typed = self.commands.typed(command, options, guild_id)
        return await self._send(COMMAND, user, channel, typed.data)

    async def answer_to(self, interaction: Interaction, within: float = 5.0) -> Answer:
        """Wait until an interaction's answer can be read."""
        try:
            async with asyncio.timeout(within):
                await interaction.acknowledged.wait()
                deferred = (interaction.callback or {}).get("type") in (DEFER, DEFER_UPDATE)
                if deferred and interaction.type in (COMMAND, COMPONENT, MODAL_SUBMIT):
                    await interaction.filled.wait()
        except TimeoutError:
            raise NoAnswer(f"no answer within {within} s") from None
        return Answer(interaction, interaction.called_back_at - interaction.sent_at)

    async def _interact(
        self,
        kind: int,
        user: User | Member,
        channel: Channel,
        data: Json,
        within: float,
        *,
        source: Message | None = None,
        opener: Interaction | None = None,
    ) -> Answer:
        interaction = await self._send(kind, user, channel, data, source, opener)
        answer = await self.answer_to(interaction, within)
        if not self._keep_log:
            del self._desk.by_token[interaction.token]
        return answer

    async def _send(
        self,
        kind: int,
        user: User | Member,
        channel: Channel,
        data: Json,
        source: Message | None = None,
        opener: Interaction | None = None,
    ) -> Interaction:
        interaction = self._desk.open(kind, user, channel, source, opener)
        payload = self._desk.payload(interaction, data)
        interaction.sent_at = float("inf")
        interaction.sent_at = await self.gateway.dispatch("INTERACTION_CREATE", payload)
        return interaction
