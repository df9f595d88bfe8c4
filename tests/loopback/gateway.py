"""The gateway: hello, identify, heartbeats, dispatch, resume with replay, and ways to lose a connection."""

import asyncio
import secrets
import time
import zlib
from collections import deque
from collections.abc import Callable
from typing import Any

import orjson
from aiohttp import WSMsgType, web

from .world import Guild, World

Json = dict[str, Any]

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME = 0, 1, 2, 3, 6
RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 7, 8, 9, 10, 11

GUILDS, GUILD_MEMBERS, GUILD_PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT

INVALID_SHARD, SHARDING_REQUIRED = 4010, 4011

KEPT_FOR_REPLAY = 2_000
IDENTIFY_SECONDS = 5.0
"""Within which each of `max_concurrency` buckets takes one identify."""


def encode(payload: Any) -> bytes:
    """Return a value as the JSON that goes on the wire."""
    return orjson.dumps(payload)


class Connection:
    """One WebSocket with its own compressor."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.request = request
        self.compression = request.query.get("compress", "")
        self._deflate = zlib.compressobj() if self.compression == "zlib-stream" else None

    async def send(self, text: bytes) -> None:
        """Send one payload; a peer that has just gone is no error here, its session is replayed later."""
        if self.socket.closed:
            return
        try:
            if self._deflate is None:
                await self.socket.send_str(text.decode())
            else:
                packed = self._deflate.compress(text) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(packed)
        except ConnectionError:
            return

    def cut(self) -> None:
        """Lose the TCP connection without a close frame."""
        if self.request.transport is not None:
            self.request.transport.abort()


class Session:
    """What Discord remembers of a client between connections: of one shard of so many."""

    def __init__(self, intents: int, shard: int = 0, shards: int = 1) -> None:
        self.id = secrets.token_hex(16)
        self.intents = intents
        self.shard = shard
        self.shards = shards
        self.sequence = 0
        self.kept: deque[tuple[int, bytes]] = deque(maxlen=KEPT_FOR_REPLAY)
        self.connection: Connection | None = None

    def hears_of(self, guild_id: int | None) -> bool:
        """Tell whether what happens in a guild, or None: in direct messages, is for this session."""
        return self.shard == (0 if guild_id is None else (guild_id >> 22) % self.shards)

    def record(self, event: str, data: Any) -> bytes:
        """Number an event, keep it for a resume and return its text."""
        self.sequence += 1
        text = encode({"op": DISPATCH, "t": event, "s": self.sequence, "d": data})
        self.kept.append((self.sequence, text))
        return text


class Gateway:
    """All sessions of the one bot, and the levers that break them."""

    def __init__(self, world: World, token: str, url: Callable[[], str]) -> None:
        self.world = world
        self.token = token
        self._url = url
        self.heartbeat_interval_ms = 41_250
        self.privileged_intents = 0
        """Privileged intents that the application was granted; asking for others closes with 4014."""
        self.refuse_resume = False
        """Answer every resume with op 9, as after a long absence."""
        self.advised_shards = 1
        """How many shards `GET /gateway/bot` advises."""
        self.least_shards = 1
        """With fewer than so many, a session is closed with 4011."""
        self.max_concurrency: int | None = None
        """Buckets that take one identify in five seconds each, and invalidate others; None: all are taken."""
        self.sessions: dict[str, Session] = {}
        self.identifies: list[Json] = []
        self.compressions: list[str] = []
        self.resumes = 0
        self.heartbeats = 0
        self.refused_identifies = 0
        self._identified: dict[int, float] = {}
        self._changed = asyncio.Event()

    @property
    def connected(self) -> bool:
        """Whether a bot holds an identified or resumed connection now."""
        return bool(self.shards_connected)

    @property
    def shards_connected(self) -> list[tuple[int, int]]:
        """Which shards, of how many, are connected now."""
        return sorted((one.shard, one.shards) for one in self.sessions.values() if one.connection is not None)

    async def wait_until(self, condition: Callable[[], bool], within: float = 15.0) -> None:
        """Wait until something about the sessions holds; TimeoutError after `within` seconds."""
        async with asyncio.timeout(within):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def wait_connected(self, within: float = 15.0) -> None:
        """Wait until a bot is connected."""
        await self.wait_until(lambda: self.connected, within)

    async def dispatch(self, event: str, data: Any, *, intent: int = 0) -> float:
        """Send an event to the sessions of its shard that want it, now or at a resume; return when (perf_counter)."""
        about = data.get("id") if event.startswith("GUILD_") else None
        number = data.get("guild_id") or about
        guild_id = None if number is None else int(number)
        wanted = [
            one for one in self.sessions.values() if (not intent or one.intents & intent) and one.hears_of(guild_id)
        ]
        texts = [(session, session.record(event, data)) for session in wanted]
        at = time.perf_counter()
        for session, text in texts:
            if session.connection is not None:
                await session.connection.send(text)
        return at

    # Levers

    def drop(self) -> None:
        """Cut every connection without a word; sessions can be resumed."""
        for session in self.sessions.values():
            if session.connection is not None:
                session.connection.cut()

    async def ask_to_reconnect(self) -> None:
        """Send op 7 to every connection."""
        await self._tell_all({"op": RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Send op 9 to every connection; a session that is not resumable is forgotten."""
        connections = [one.connection for one in self.sessions.values()]
        if not resumable:
            self.sessions.clear()
        for connection in connections:
            if connection is not None:
                await connection.send(encode({"op": INVALID_SESSION, "d": resumable}))

    async def close(self, code: int = 4000) -> None:
        """Close every connection with a code."""
        for session in list(self.sessions.values()):
            if session.connection is not None:
                await session.connection.socket.close(code=code)

    async def _tell_all(self, payload: Json) -> None:
        for session in list(self.sessions.values()):
            if session.connection is not None:
                await session.connection.send(encode(payload))

    # The protocol

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one WebSocket from hello to its end."""
        socket = web.WebSocketResponse(max_msg_size=4 << 20, compress=False)
        await socket.prepare(request)
        connection = Connection(socket, request)
        self.compressions.append(connection.compression)
        await connection.send(encode({"op": HELLO, "d": {"heartbeat_interval": self.heartbeat_interval_ms}}))
        session: Session | None = None
        try:
            async for message in socket:
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    continue
                payload = orjson.loads(message.data)
                opcode = payload["op"]
                if opcode == HEARTBEAT:
                    self.heartbeats += 1
                    await connection.send(encode({"op": HEARTBEAT_ACK, "d": None}))
                elif opcode == IDENTIFY:
                    session = await self._identify(connection, payload["d"])
                elif opcode == RESUME:
                    session = await self._resume(connection, payload["d"])
                elif opcode == REQUEST_MEMBERS and session is not None:
                    await self._send_members(session, payload["d"])
        finally:
            if session is not None and session.connection is connection:
                session.connection = None
            self._changed.set()
        return socket

    async def _identify(self, connection: Connection, data: Json) -> Session | None:
        if data["token"] != self.token:
            await connection.socket.close(code=4004, message=b"Authentication failed.")
            return None
        intents = int(data.get("intents", 0))
        if intents & PRIVILEGED & ~self.privileged_intents:
            await connection.socket.close(code=4014, message=b"Disallowed intent(s).")
            return None
        shard, shards = data.get("shard", (0, 1))
        if not 0 <= shard < shards:
            await connection.socket.close(code=INVALID_SHARD, message=b"Invalid shard.")
            return None
        if shards < self.least_shards:
            await connection.socket.close(code=SHARDING_REQUIRED, message=b"Sharding required.")
            return None
        if not self._may_identify(shard):
            self.refused_identifies += 1
            await connection.send(encode({"op": INVALID_SESSION, "d": False}))
            return None
        for gone in [key for key, one in self.sessions.items() if one.connection is None and one.shard == shard]:
            del self.sessions[gone]
        self.identifies.append(data)
        session = Session(intents, shard, shards)
        session.connection = connection
        await connection.send(session.record("READY", self._ready(session)))
        if intents & GUILDS:
            for guild in self._guilds(session):
                await connection.send(session.record("GUILD_CREATE", self._guild(guild, session)))
        self.sessions[session.id] = session
        self._changed.set()
        return session

    def _may_identify(self, shard: int) -> bool:
        if self.max_concurrency is None:
            return True
        bucket, now = shard % self.max_concurrency, time.monotonic()
        if now - self._identified.get(bucket, float("-inf")) < IDENTIFY_SECONDS:
            return False
        self._identified[bucket] = now
        return True

    async def _resume(self, connection: Connection, data: Json) -> Session | None:
        session = self.sessions.get(data["session_id"])
        if session is None or self.refuse_resume or data["token"] != self.token:
            self.sessions.pop(data["session_id"], None)
            await connection.send(encode({"op": INVALID_SESSION, "d": False}))
            return None
        self.resumes += 1
        for number, text in list(session.kept):
            if number > int(data["seq"]):
                await connection.send(text)
        session.connection = connection
        await connection.send(session.record("RESUMED", {"_trace": ["loopback"]}))
        self._changed.set()
        return session

    def _ready(self, session: Session) -> Json:
        return {
            "v": 10,
            "user": self.world.bot.self_payload(),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in self._guilds(session)],
            "session_id": session.id,
            "resume_gateway_url": f"{self._url()}/resume",
            "session_type": "normal",
            "shard": [session.shard, session.shards],
            "application": {"id": str(self.world.application_id), "flags": 0},
            "private_channels": [],
            "relationships": [],
            "user_settings": {},
            "_trace": ["loopback"],
        }

    def bot_payload(self) -> Json:
        """Return what `GET /gateway/bot` answers."""
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": self.max_concurrency or 1}
        return {"url": self._url(), "shards": self.advised_shards, "session_start_limit": limit}

    def _guilds(self, session: Session) -> list[Guild]:
        return [guild for guild in self.world.guilds.values() if session.hears_of(guild.id)]

    def _guild(self, guild: Guild, session: Session) -> Json:
        return guild.payload(all_members=bool(session.intents & GUILD_MEMBERS))

    async def _send_members(self, session: Session, data: Json) -> None:
        guild = self.world.guilds[int(data["guild_id"])]
        asked = {int(number) for number in data.get("user_ids") or []}
        prefix = str(data.get("query") or "").lower()
        found = [
            member.payload()
            for member in guild.members.values()
            if (member.id in asked if asked else member.user.name.lower().startswith(prefix))
        ][: int(data.get("limit") or 0) or None]
        chunk = {
            "guild_id": str(guild.id),
            "members": found,
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
            "nonce": data.get("nonce"),
        }
        text = session.record("GUILD_MEMBERS_CHUNK", chunk)
        if session.connection is not None:
            await session.connection.send(text)
