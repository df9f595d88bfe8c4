"""Messages: kept as Discord keeps them, with limits, files, nonces and who would be pinged."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from . import components as tree
from .errors import (
    CLOSED_DMS,
    EMPTY_MESSAGE,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    ApiError,
    invalid_form,
    unknown,
)
from .snowflakes import moment
from .world import ATTACH_FILES, SEND_MESSAGES, VIEW_CHANNEL, Channel, User, World

Json = dict[str, Any]

EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15
MAX_CONTENT = 2_000
MAX_TEXT_V2 = 4_000
MAX_COMPONENTS_V2 = 40
MENTION = re.compile(r"<@!?(\d+)>")


@dataclass(slots=True, eq=False)
class Message:
    """One message; ephemeral ones are known only to their interaction."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    flags: int = 0
    type: int = 0
    nonce: str | int | None = None
    edited: datetime | None = None
    edits: int = 0
    """How often it was edited, by whatever way."""
    pings: list[User] = field(default_factory=list)
    extra: Json = field(default_factory=dict)
    """What interactions add: application id, webhook id, interaction metadata, reference."""

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def text(self) -> str:
        """Everything it says, one block per line: content, embeds, text displays."""
        said = [self.content]
        for embed in self.embeds:
            said += [str(embed[key]) for key in ("title", "description") if embed.get(key)]
            said += [f"{one['name']}: {one['value']}" for one in embed.get("fields", [])]
        return "\n".join(part for part in [*said, *tree.texts(self.components)] if part)

    @property
    def buttons(self) -> dict[str, str]:
        """Label (or emoji) of each button that can be pressed → its custom id."""
        found = {}
        for one in tree.walk(self.components):
            if one.get("type") == tree.BUTTON and "custom_id" in one and not one.get("disabled"):
                found[str(one.get("label") or one.get("emoji", {}).get("name"))] = str(one["custom_id"])
        return found

    def payload(self, *, with_nonce: bool = False) -> Json:
        """Return the message object; only the answer to its creation tells the nonce."""
        written: Json = {
            "id": str(self.id),
            "type": self.type,
            "channel_id": str(self.channel.id),
            "author": self.author.payload(),
            "content": self.content,
            "embeds": self.embeds,
            "components": self.components,
            "attachments": self.attachments,
            "flags": self.flags,
            "timestamp": moment(self.id).isoformat(),
            "edited_timestamp": self.edited.isoformat() if self.edited else None,
            "mentions": [user.payload() for user in self.pings],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": False,
            "tts": False,
        }
        if with_nonce and self.nonce is not None:
            written["nonce"] = self.nonce
        return written | self.extra


def check_limits(body: Json, files: Mapping[str, bytes], flags: int) -> None:
    """Raise the ApiError that Discord would answer to a message body outside its limits."""
    content = body.get("content") or ""
    components = body.get("components") or []
    if flags & COMPONENTS_V2:
        if content or body.get("embeds"):
            raise invalid_form("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "Not with V2")
        if sum(map(len, tree.texts(components))) > MAX_TEXT_V2:
            raise invalid_form("components", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_TEXT_V2} or fewer.")
        if sum(1 for _ in tree.walk(components)) > MAX_COMPONENTS_V2:
            raise invalid_form("components", "BASE_TYPE_BAD_LENGTH", f"At most {MAX_COMPONENTS_V2} in total.")
    if len(content) > MAX_CONTENT:
        raise invalid_form("content", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_CONTENT} or fewer in length.")
    custom_ids = [one["custom_id"] for one in tree.walk(components) if "custom_id" in one]
    if len(custom_ids) != len(set(custom_ids)):
        raise invalid_form("components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Custom ids must be unique.")
    if not (content or components or files or body.get("embeds") or body.get("attachments")):
        raise ApiError(*EMPTY_MESSAGE)


class MessageStore:
    """All messages, in the order they were made."""

    def __init__(self, world: World, file_url: str) -> None:
        self.world = world
        self.file_url = file_url
        self.nonce_window = 180.0
        """Seconds in which a repeated nonce finds the earlier message ("the past few minutes")."""
        self._by_channel: dict[int, dict[int, Message]] = {}
        self._nonces: dict[tuple[int, str], tuple[float, Message]] = {}

    def forget_nonces(self) -> None:
        """Act as if the past few minutes were over."""
        self._nonces.clear()

    def in_channel(self, channel: Channel) -> list[Message]:
        """Return a channel's messages, oldest first."""
        return list(self._by_channel.get(channel.id, {}).values())

    def find(self, channel_id: int, message_id: int) -> Message:
        """Return one message; 404 when it is not there."""
        try:
            return self._by_channel[channel_id][message_id]
        except KeyError:
            raise unknown("Message", 10008) from None

    def page(self, channel: Channel, query: Mapping[str, str]) -> list[Message]:
        """Return a page of a channel, newest first, as `before`, `after`, `around` and `limit` ask."""
        limit = int(query.get("limit", "50"))
        newest = sorted(self.in_channel(channel), key=lambda message: message.id, reverse=True)
        if "before" in query:
            return [one for one in newest if one.id < int(query["before"])][:limit]
        if "after" in query:
            later = [one for one in newest if one.id > int(query["after"])]
            return later[max(0, len(later) - limit) :]
        if "around" in query:
            centre = int(query["around"])
            near = sorted(newest, key=lambda message: abs(message.id - centre))[:limit]
            return sorted(near, key=lambda message: message.id, reverse=True)
        return newest[:limit]

    def post(self, channel: Channel, author: User, body: Json, files: Mapping[str, bytes]) -> tuple[Message, bool]:
        """Store what was sent to a channel; False beside it: it is the earlier message of the same nonce."""
        self._check_allowed(channel, author, files)
        nonce = body.get("nonce")
        key = (author.id, str(nonce))
        if nonce is not None and body.get("enforce_nonce") and key in self._nonces:
            at, earlier = self._nonces[key]
            if time.monotonic() - at < self.nonce_window:
                return earlier, False
        message = self.build(channel, author, body, files)
        message.nonce = nonce
        if nonce is not None:
            self._nonces[key] = (time.monotonic(), message)
        self.keep(message)
        return message, True

    def keep(self, message: Message) -> None:
        """Make a message visible in its channel."""
        self._by_channel.setdefault(message.channel.id, {})[message.id] = message

    def drop(self, message: Message) -> None:
        """Delete a message."""
        self._by_channel.get(message.channel.id, {}).pop(message.id, None)

    def build(self, channel: Channel, author: User, body: Json, files: Mapping[str, bytes]) -> Message:
        """Return a message of this body, checked against the limits and not yet in the channel."""
        message = Message(self.world.ids.fresh(), channel, author)
        message.flags = int(body.get("flags") or 0)
        check_limits(body, files, message.flags)
        self.apply(message, body, files)
        if body.get("message_reference"):
            reference = body["message_reference"]
            message.type = 19
            message.extra["message_reference"] = {
                "type": 0,
                "channel_id": str(reference.get("channel_id", channel.id)),
                "message_id": str(reference["message_id"]),
            }
        return message

    def edit(self, message: Message, body: Json, files: Mapping[str, bytes]) -> None:
        """Change the fields that a body names; an edit that empties the message is refused."""
        merged: Json = {
            "content": message.content,
            "embeds": message.embeds,
            "components": message.components,
            "attachments": message.attachments,
        }
        check_limits(merged | body, files, message.flags | int(body.get("flags") or 0))
        self.apply(message, body, files)
        message.flags = (message.flags | int(body.get("flags") or 0) & COMPONENTS_V2) & ~LOADING
        message.edited = datetime.now(UTC)
        message.edits += 1

    def apply(self, message: Message, body: Json, files: Mapping[str, bytes]) -> None:
        """Write a body's fields into a message."""
        if "attachments" in body or files:
            kept = [one for one in message.attachments if _names(body.get("attachments") or [], one)]
            message.attachments = [*kept, *self._attached(message.channel, files)]
            message.files |= files
        if "content" in body:
            message.content = body["content"] or ""
        if "embeds" in body:
            message.embeds = [{"type": "rich"} | embed for embed in body["embeds"] or []]
        if "components" in body:
            by_name = {str(one["filename"]): one for one in message.attachments}
            message.components = tree.as_stored(body["components"] or [], by_name, self.world.ids.fresh)
        message.pings = self._pinged(message, body.get("allowed_mentions"))

    def _check_allowed(self, channel: Channel, author: User, files: Mapping[str, bytes]) -> None:
        if channel.recipient is not None and not channel.recipient.dms_open:
            raise ApiError(*CLOSED_DMS)
        granted = channel.permissions_of(author)
        if not granted & VIEW_CHANNEL:
            raise ApiError(*MISSING_ACCESS)
        if not granted & SEND_MESSAGES or (files and not granted & ATTACH_FILES):
            raise ApiError(*MISSING_PERMISSIONS)

    def _attached(self, channel: Channel, files: Mapping[str, bytes]) -> list[Json]:
        written = []
        for name, content in files.items():
            number = self.world.ids.fresh()
            url = f"{self.file_url}/{channel.id}/{number}/{name}"
            kind = "image/png" if content.startswith(b"\x89PNG") else "application/octet-stream"
            one: Json = {
                "id": str(number),
                "filename": name,
                "size": len(content),
                "url": url,
                "proxy_url": url,
            }
            one["content_type"] = kind
            if kind == "image/png":
                one["width"] = int.from_bytes(content[16:20], "big")
                one["height"] = int.from_bytes(content[20:24], "big")
            written.append(one)
        return written

    def _pinged(self, message: Message, allowed: Json | None) -> list[User]:
        named = {int(number) for number in MENTION.findall(message.text)}
        if allowed is not None and "users" not in (allowed.get("parse") or []):
            named &= {int(number) for number in allowed.get("users") or []}
        return [self.world.users[number] for number in sorted(named) if number in self.world.users]


def _names(asked: Sequence[Json], attachment: Json) -> bool:
    return any(str(one.get("id")) == attachment["id"] for one in asked)
