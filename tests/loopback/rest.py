"""REST: the routes a bot uses, read into calls, judged for faults and limits, logged, answered."""

import asyncio
import logging
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

import orjson
from aiohttp import BodyPartReader, web

from .commands import CommandBook
from .errors import MISSING_ACCESS, NOT_THE_AUTHOR, ApiError, unknown
from .faults import Fault, RateLimit, Trouble
from .gateway import DIRECT_MESSAGES, GUILD_MESSAGES, Gateway, encode
from .interactions import InteractionDesk
from .messages import Message, MessageStore
from .world import READ_MESSAGE_HISTORY, VIEW_CHANNEL, Channel, World

Json = dict[str, Any]
PREFIX = "/api/v10"
_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Exchange:
    """One request as it came and the answer it got; `status` 0 means that no answer was sent."""

    method: str
    path: str
    """Without the API prefix."""
    query: dict[str, str]
    json: Any
    files: dict[str, bytes]
    authorised: bool
    at: float
    """perf_counter when the whole request was there."""
    status: int = 0
    response: Any = None
    fault: Trouble | None = None
    unserved: bool = False


@dataclass(slots=True, eq=False)
class Reply:
    """What a route answers."""

    body: Any = None
    status: int = 200
    after: Callable[[], Awaitable[None] | None] | None = None
    """Runs once the answer has been written."""


class _Gone(Exception):
    """The bot has lost its connection, or we have cut it: nobody is there to be answered."""


Handler = Callable[[Exchange, dict[str, str]], Reply]


@dataclass(slots=True)
class Routes:
    """All REST routes over one world."""

    world: World
    token: str
    gateway: Gateway
    messages: MessageStore
    commands: CommandBook
    desk: InteractionDesk
    keep_log: bool = True
    log: list[Exchange] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    limits: list[RateLimit] = field(default_factory=list)
    on_reply: Callable[[], None] | None = None
    """Called after every answered request."""
    uploads: dict[str, bytes] = field(default_factory=dict)
    """Files that people attached, by attachment id."""

    def add_to(self, app: web.Application) -> None:
        """Register every route."""
        messages, message = "/channels/{channel}/messages", "/channels/{channel}/messages/{message}"
        hook = "/webhooks/{application}/{token}"
        commands, one = (
            "/applications/{application}/commands",
            "/applications/{application}/commands/{command}",
        )
        scoped = "/applications/{application}/guilds/{guild}/commands"
        table: list[tuple[str, str, Handler, bool]] = [
            ("GET", "/users/@me", lambda *_: Reply(self.world.bot.self_payload()), True),
            ("GET", "/oauth2/applications/@me", lambda *_: Reply(self.world.application_payload()), True),
            ("GET", "/applications/@me", lambda *_: Reply(self.world.application_payload()), True),
            ("GET", "/gateway/bot", lambda *_: Reply(self.gateway.bot_payload()), True),
            ("POST", "/users/@me/channels", self._open_dm, True),
            ("GET", "/users/{user}", self._user, True),
            ("GET", "/guilds/{guild}", self._guild, True),
            ("GET", "/guilds/{guild}/members/{user}", self._member, True),
            ("GET", "/channels/{channel}", lambda _, ids: Reply(self._channel(ids).payload()), True),
            ("POST", "/channels/{channel}/typing", lambda *_: Reply(status=204), True),
            ("GET", messages, self._list, True),
            ("POST", messages, self._create, True),
            ("GET", message, lambda _, ids: Reply(self._message(ids).payload()), True),
            ("PATCH", message, self._edit, True),
            ("DELETE", message, self._delete, True),
            ("POST", "/interactions/{interaction}/{token}/callback", self._callback, False),
            ("POST", hook, self._follow_up, False),
            ("GET", hook + "/messages/{message}", self._hook_get, False),
            ("PATCH", hook + "/messages/{message}", self._hook_edit, False),
            ("DELETE", hook + "/messages/{message}", self._hook_delete, False),
        ]
        for path in (commands, scoped):
            table += [
                ("GET", path, lambda _, ids: Reply(self.commands.all(_scope(ids))), True),
                ("PUT", path, lambda call, ids: Reply(self.commands.replace(_scope(ids), call.json)), True),
                ("POST", path, lambda call, ids: Reply(self.commands.put(_scope(ids), call.json)), True),
            ]
        for path in (one, scoped + "/{command}"):
            table += [
                ("GET", path, lambda _, ids: Reply(self.commands.by_id(_scope(ids), ids["command"])), True),
                ("DELETE", path, self._delete_command, True),
            ]
        for method, path, handler, private in table:
            app.router.add_route(method, PREFIX + path, self._served(handler, private))
        app.router.add_get("/attachments/{channel}/{number}/{name}", self._file)
        app.router.add_route("*", PREFIX + "/{rest:.*}", self._unserved)

    # Every request passes here

    def _served(self, handler: Handler, private: bool) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            call = await _read(request)
            if self.keep_log:
                self.log.append(call)
            try:
                return await self._serve(call, handler, private, request)
            except _Gone:
                # aiohttp finds nobody to send this to.
                return web.Response()

        return serve

    async def _serve(self, call: Exchange, handler: Handler, private: bool, request: web.Request) -> web.StreamResponse:
        fault = self._caught(call)
        headers: dict[str, str] = {}
        try:
            reply = await self._troubled(call, fault, request)
            if reply is None:
                if private and request.headers.get("Authorization") != f"Bot {self.token}":
                    raise ApiError(401, 0, "401: Unauthorized")
                headers |= self._limited(call)
                reply = handler(call, dict(request.match_info))
        except ApiError as refusal:
            reply = Reply(refusal.body, refusal.status)
            if refusal.status == 429:
                headers |= {"Via": "1.1 loopback", "Retry-After": str(refusal.body["retry_after"])}
        if fault is not None and fault.trouble in (Trouble.RESET_AFTER, Trouble.HOLD):
            fault.struck()
            if fault.trouble is Trouble.RESET_AFTER:
                _reset(request)
            await fault.wait_released()
            if request.transport is None:
                raise _Gone
        call.status, call.response = reply.status, reply.body
        response = web.Response(status=reply.status, headers=headers)
        if reply.body is not None:
            response.body = encode(reply.body)
            response.content_type = "application/json"
        await response.prepare(request)
        await response.write_eof()
        if reply.after is not None:
            waiting = reply.after()
            if waiting is not None:
                await waiting
        if self.on_reply is not None:
            self.on_reply()
        return response

    def _caught(self, call: Exchange) -> Fault | None:
        for fault in self.faults:
            if fault.catches(call.method, call.path):
                call.fault = fault.trouble
                return fault
        return None

    async def _troubled(self, call: Exchange, fault: Fault | None, request: web.Request) -> Reply | None:
        if fault is None:
            return None
        if fault.trouble is Trouble.SLOW:
            fault.struck()
            await asyncio.sleep(fault.seconds)
            if request.transport is None:
                raise _Gone
        elif fault.trouble is Trouble.STATUS:
            fault.struck()
            return Reply({"message": f"{fault.status}: on demand", "code": 0}, fault.status)
        elif fault.trouble is Trouble.RATE_LIMIT:
            fault.struck()
            raise _rate_limited(fault.seconds, everything=fault.everything)
        elif fault.trouble is Trouble.RESET:
            fault.struck()
            _reset(request)
        return None

    def _limited(self, call: Exchange) -> dict[str, str]:
        headers: dict[str, str] = {}
        for limit in self.limits:
            if limit.covers(call.method, call.path):
                wait = limit.take()
                if wait is not None:
                    raise _rate_limited(wait, everything=limit.everything)
                headers |= limit.headers()
        return headers

    async def _unserved(self, request: web.Request) -> web.Response:
        call = await _read(request)
        call.unserved, call.status = True, 404
        call.response = {"message": "404: Not Found", "code": 0}
        self.log.append(call)
        _log.warning("not served here: %s %s", call.method, call.path)
        return web.Response(status=404, body=encode(call.response), content_type="application/json")

    async def _file(self, request: web.Request) -> web.Response:
        number, name = request.match_info["number"], request.match_info["name"]
        if number in self.uploads:
            return web.Response(body=self.uploads[number])
        channel = self.world.channels[int(request.match_info["channel"])]
        for message in self.messages.in_channel(channel):
            if any(one["id"] == number for one in message.attachments):
                return web.Response(body=message.files[name])
        return web.Response(status=404)

    # Channels and messages

    def _channel(self, ids: dict[str, str]) -> Channel:
        channel = self.world.channels.get(int(ids["channel"]))
        if channel is None:
            raise unknown("Channel", 10003)
        if not channel.permissions_of(self.world.bot) & VIEW_CHANNEL:
            raise ApiError(*MISSING_ACCESS)
        return channel

    def _message(self, ids: dict[str, str]) -> Message:
        return self.messages.find(self._channel(ids).id, int(ids["message"]))

    def _own_message(self, ids: dict[str, str]) -> Message:
        message = self._message(ids)
        if message.author is not self.world.bot:
            raise ApiError(*NOT_THE_AUTHOR)
        return message

    def _open_dm(self, call: Exchange, _: dict[str, str]) -> Reply:
        user = self.world.users.get(int(call.json["recipient_id"]))
        if user is None:
            raise unknown("User", 10013)
        return Reply(self.world.dm(user).payload())

    def _user(self, _: Exchange, ids: dict[str, str]) -> Reply:
        user = self.world.users.get(int(ids["user"]))
        if user is None:
            raise unknown("User", 10013)
        return Reply(user.payload())

    def _guild(self, _: Exchange, ids: dict[str, str]) -> Reply:
        guild = self.world.guilds.get(int(ids["guild"]))
        if guild is None:
            raise unknown("Guild", 10004)
        return Reply(guild.rest_payload())

    def _member(self, _: Exchange, ids: dict[str, str]) -> Reply:
        guild = self.world.guilds.get(int(ids["guild"]))
        member = guild.members.get(int(ids["user"])) if guild else None
        if member is None:
            raise unknown("Member", 10007)
        return Reply(member.payload())

    def _list(self, call: Exchange, ids: dict[str, str]) -> Reply:
        channel = self._channel(ids)
        if not channel.permissions_of(self.world.bot) & READ_MESSAGE_HISTORY:
            return Reply([])
        return Reply([message.payload() for message in self.messages.page(channel, call.query)])

    def _create(self, call: Exchange, ids: dict[str, str]) -> Reply:
        message, new = self.messages.post(self._channel(ids), self.world.bot, call.json or {}, call.files)

        async def tell() -> None:
            await self._tell("MESSAGE_CREATE", message)

        return Reply(message.payload(with_nonce=True), after=tell if new else None)

    def _edit(self, call: Exchange, ids: dict[str, str]) -> Reply:
        message = self._own_message(ids)
        self.messages.edit(message, call.json or {}, call.files)

        async def tell() -> None:
            await self._tell("MESSAGE_UPDATE", message)

        return Reply(message.payload(), after=tell)

    def _delete(self, _: Exchange, ids: dict[str, str]) -> Reply:
        self.messages.drop(self._own_message(ids))
        return Reply(status=204)

    async def _tell(self, event: str, message: Message) -> None:
        guild = message.channel.guild
        about: Json = message.payload(with_nonce=True) | ({"guild_id": str(guild.id)} if guild else {})
        await self.gateway.dispatch(event, about, intent=GUILD_MESSAGES if guild else DIRECT_MESSAGES)

    # Interactions

    def _callback(self, call: Exchange, ids: dict[str, str]) -> Reply:
        response = self.desk.take_callback(int(ids["interaction"]), ids["token"], call.json, call.files)
        interaction = self.desk.by_token[ids["token"]]
        interaction.called_back_at = call.at
        if call.query.get("with_response", "").lower() in ("1", "true"):
            return Reply(response, after=interaction.acknowledged.set)
        return Reply(status=204, after=interaction.acknowledged.set)

    def _follow_up(self, call: Exchange, ids: dict[str, str]) -> Reply:
        message = self.desk.follow_up(ids["token"], call.json or {}, call.files)
        return Reply(message.payload())

    def _hook_get(self, _: Exchange, ids: dict[str, str]) -> Reply:
        return Reply(self.desk.find_message(ids["token"], ids["message"]).payload())

    def _hook_edit(self, call: Exchange, ids: dict[str, str]) -> Reply:
        return Reply(self.desk.edit(ids["token"], ids["message"], call.json or {}, call.files).payload())

    def _hook_delete(self, _: Exchange, ids: dict[str, str]) -> Reply:
        self.desk.delete(ids["token"], ids["message"])
        return Reply(status=204)

    def _delete_command(self, _: Exchange, ids: dict[str, str]) -> Reply:
        self.commands.delete(_scope(ids), ids["command"])
        return Reply(status=204)


def _scope(ids: dict[str, str]) -> int | None:
    return int(ids["guild"]) if "guild" in ids else None


def _rate_limited(seconds: float, *, everything: bool) -> ApiError:
    refusal = ApiError(429, 0, "You are being rate limited.")
    refusal.body |= {"retry_after": round(seconds, 3), "global": everything}
    return refusal


async def _read(request: web.Request) -> Exchange:
    files: dict[str, bytes] = {}
    body: Any = None
    if request.content_type.startswith("multipart/"):
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            content = bytes(await part.read())
            if part.name == "payload_json":
                body = orjson.loads(content)
            else:
                files[part.filename or str(part.name)] = content
    elif request.can_read_body:
        body = orjson.loads(await request.read())
    path = request.path.removeprefix(PREFIX)
    authorised = "Authorization" in request.headers
    return Exchange(request.method, path, dict(request.query), body, files, authorised, time.perf_counter())


def _reset(request: web.Request) -> NoReturn:
    """Cut the TCP connection with a reset, so that the client sees ECONNRESET rather than a polite end."""
    transport = request.transport
    if transport is not None:
        plain = transport.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    raise _Gone
