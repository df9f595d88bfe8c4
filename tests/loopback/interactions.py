"""Interactions: what goes out as INTERACTION_CREATE, what comes back as callbacks and follow-ups."""

import asyncio
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import components as tree
from .errors import ALREADY_ACKNOWLEDGED, ApiError, invalid_form, unknown
from .messages import EPHEMERAL, LOADING, Message, MessageStore
from .world import Channel, Member, User, World

Json = dict[str, Any]

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


class NoAnswer(Exception):
    """The bot did not answer an interaction in time; members see "The application did not respond"."""


@dataclass(slots=True, eq=False)
class Interaction:
    """One interaction and everything the bot did with it."""

    id: int
    token: str
    type: int
    user: User
    channel: Channel
    source: Message | None = None
    """The message whose component was used."""
    opener: "Interaction | None" = None
    """The interaction that was answered with the form sent in by this one."""
    sent_at: float = 0.0
    called_back_at: float = 0.0
    filled_at: float = 0.0
    """perf_counter when the placeholder of a deferred answer was replaced."""
    callback: Json | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)
    filled: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person sees of an interaction, and how long it took (seconds)."""

    interaction: Interaction
    latency: float
    """INTERACTION_CREATE sent → callback received."""

    @property
    def kind(self) -> int:
        """The callback type: message, defer, update, choices, modal."""
        return int((self.interaction.callback or {}).get("type", 0))

    @property
    def message(self) -> Message | None:
        """The message that answers (or was updated)."""
        return self.interaction.original

    @property
    def ephemeral(self) -> bool:
        """Whether only the person sees the answer."""
        return self.message is not None and self.message.ephemeral

    @property
    def text(self) -> str:
        """Everything the answer and its follow-ups say."""
        said = [self.message, *self.interaction.followups]
        return "\n".join(message.text for message in said if message is not None)

    @property
    def modal(self) -> Json | None:
        """The form, when the answer is one."""
        return (self.interaction.callback or {}).get("data") if self.kind == MODAL else None

    @property
    def choices(self) -> list[Json]:
        """The suggestions, when the answer is a list of them."""
        found: list[Json] = ((self.interaction.callback or {}).get("data") or {}).get("choices") or []
        return found


class InteractionDesk:
    """Open interactions: writes the payloads, takes the callbacks."""

    def __init__(self, world: World, messages: MessageStore) -> None:
        self.world = world
        self.messages = messages
        self.patience = 3.0
        """Seconds in which a callback is accepted, as at Discord."""
        self.by_token: dict[str, Interaction] = {}

    def open(
        self,
        kind: int,
        actor: User | Member,
        channel: Channel,
        source: Message | None = None,
        opener: Interaction | None = None,
    ) -> Interaction:
        """Start an interaction."""
        user = actor.user if isinstance(actor, Member) else actor
        token = secrets.token_urlsafe(48)
        interaction = Interaction(self.world.ids.fresh(), token, kind, user, channel, source, opener)
        self.by_token[token] = interaction
        return interaction

    def payload(self, interaction: Interaction, data: Json) -> Json:
        """Return the INTERACTION_CREATE payload."""
        channel, guild = interaction.channel, interaction.channel.guild
        written: Json = {
            "id": str(interaction.id),
            "application_id": str(self.world.application_id),
            "type": interaction.type,
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel_id": str(channel.id),
            "channel": channel.payload() | {"permissions": str(channel.permissions_of(interaction.user))},
            "app_permissions": str(channel.permissions_of(self.world.bot)),
            "locale": interaction.user.locale,
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(guild.id) if guild else "0"},
            "attachment_size_limit": 10_485_760,
            "context": 0 if guild else 1,
        }
        if guild is None:
            written["user"] = interaction.user.payload()
        else:
            permissions = str(channel.permissions_of(interaction.user))
            written["member"] = guild.members[interaction.user.id].payload() | {"permissions": permissions}
            written |= {"guild_id": str(guild.id), "guild_locale": "en-US"}
            written["guild"] = {"id": str(guild.id), "locale": "en-US", "features": []}
        if interaction.source is not None:
            written["message"] = interaction.source.payload()
        return written

    # What the bot does with it

    def take_callback(self, number: int, token: str, body: Json, files: Mapping[str, bytes]) -> Json:
        """Apply a callback and return its response object; ApiError where Discord would refuse."""
        interaction = self.by_token.get(token)
        if interaction is None or interaction.id != number:
            raise unknown("interaction", 10062)
        if interaction.callback is not None:
            raise ApiError(*ALREADY_ACKNOWLEDGED)
        if time.perf_counter() - interaction.sent_at > self.patience:
            raise unknown("interaction", 10062)
        kind, data = int(body["type"]), body.get("data") or {}
        resource: Json | None = None
        if kind in (MESSAGE, DEFER):
            interaction.original = self._new(interaction, data, files, placeholder=kind == DEFER)
            resource = {"type": MESSAGE, "message": interaction.original.payload()}
        elif kind in (UPDATE, DEFER_UPDATE):
            if interaction.source is None:
                raise invalid_form("type", "BASE_TYPE_CHOICES", "Only a component can update its message.")
            interaction.original = interaction.source
            if kind == UPDATE:
                self.messages.edit(interaction.source, data, files)
            resource = {"type": UPDATE, "message": interaction.source.payload()}
        interaction.callback = body
        about: Json = {"id": str(interaction.id), "type": interaction.type}
        if interaction.original is not None:
            about |= {
                "response_message_id": str(interaction.original.id),
                "response_message_loading": kind == DEFER,
                "response_message_ephemeral": interaction.original.ephemeral,
            }
        return {"interaction": about} | ({"resource": resource} if resource else {})

    def follow_up(self, token: str, body: Json, files: Mapping[str, bytes]) -> Message:
        """Take a follow-up; the first one after a placeholder takes its place."""
        interaction = self._answered(token)
        original = interaction.original
        if original is not None and original.flags & LOADING:
            self.messages.edit(original, body, files)
            self._fill(interaction)
            return original
        message = self._new(interaction, body, files)
        interaction.followups.append(message)
        return message

    def find_message(self, token: str, which: str) -> Message:
        """Return the original answer (`@original`) or a follow-up."""
        interaction = self._answered(token)
        if which == "@original":
            if interaction.original is None:
                raise unknown("Message", 10008)
            return interaction.original
        for message in [interaction.original, *interaction.followups]:
            if message is not None and str(message.id) == which:
                return message
        raise unknown("Message", 10008)

    def edit(self, token: str, which: str, body: Json, files: Mapping[str, bytes]) -> Message:
        """Edit the original answer or a follow-up."""
        message = self.find_message(token, which)
        self.messages.edit(message, body, files)
        interaction = self.by_token[token]
        if message is interaction.original:
            self._fill(interaction)
        return message

    def delete(self, token: str, which: str) -> None:
        """Delete the original answer or a follow-up."""
        message = self.find_message(token, which)
        interaction = self.by_token[token]
        self.messages.drop(message)
        if message is interaction.original:
            interaction.original = None
            self._fill(interaction)
        else:
            interaction.followups.remove(message)

    def _answered(self, token: str) -> Interaction:
        interaction = self.by_token.get(token)
        if interaction is None or interaction.callback is None:
            raise unknown("Webhook", 10015)
        return interaction

    def _new(
        self, interaction: Interaction, body: Json, files: Mapping[str, bytes], *, placeholder: bool = False
    ) -> Message:
        channel, bot = interaction.channel, self.world.bot
        application = str(self.world.application_id)
        if placeholder:
            message = Message(self.world.ids.fresh(), channel, bot)
            message.flags = (int(body.get("flags") or 0) & EPHEMERAL) | LOADING
        else:
            message = self.messages.build(channel, bot, body, files)
        message.extra |= {
            "application_id": application,
            "webhook_id": application,
            "interaction_metadata": _metadata(interaction),
        }
        if interaction.type == COMMAND:
            message.type = 20
        if not message.ephemeral:
            self.messages.keep(message)
        return message

    def _fill(self, interaction: Interaction) -> None:
        if not interaction.filled.is_set():
            interaction.filled_at = time.perf_counter()
            interaction.filled.set()


def _metadata(interaction: Interaction) -> Json:
    about: Json = {
        "id": str(interaction.id),
        "type": interaction.type,
        "user": interaction.user.payload(),
        "authorizing_integration_owners": {},
    }
    if interaction.opener is not None:
        about["triggering_interaction_metadata"] = _metadata(interaction.opener)
    elif interaction.source is not None:
        about["interacted_message_id"] = str(interaction.source.id)
    return about


def component_data(message: Message, custom_id: str, values: tuple[str, ...]) -> Json:
    """Return the `data` of using a component; LookupError when the message has no such enabled component."""
    for one in tree.walk(message.components):
        if one.get("custom_id") == custom_id and not one.get("disabled"):
            data: Json = {"custom_id": custom_id, "component_type": one["type"], "id": one["id"]}
            return data | {"values": list(values)} if one["type"] in tree.SELECTS else data
    raise LookupError(f"no enabled component {custom_id!r}; the buttons are {message.buttons}")


def modal_data(modal: Json, values: Mapping[str, str | list[str]]) -> Json:
    """Return the `data` of submitting a form; fields not named keep what the form holds."""
    numbers = iter(range(1, 100))

    def entered(field_: Json) -> Json:
        given = values.get(field_["custom_id"], field_.get("value", ""))
        key = "values" if isinstance(given, list) else "value"
        kept = {"type": field_["type"], "custom_id": field_["custom_id"], "id": next(numbers)}
        return kept | {key: given}

    rows: list[Json] = []
    for row in modal["components"]:
        if row["type"] == tree.LABEL:
            rows.append({"type": tree.LABEL, "id": next(numbers), "component": entered(row["component"])})
        elif row["type"] == tree.ACTION_ROW:
            filled = [entered(one) for one in row["components"]]
            rows.append({"type": tree.ACTION_ROW, "id": next(numbers), "components": filled})
        else:
            rows.append({"type": row["type"], "id": next(numbers)})
    unknown_fields = set(values) - {
        str(one["custom_id"]) for one in tree.walk(modal["components"]) if "custom_id" in one
    }
    if unknown_fields:
        raise LookupError(f"the form has no field {sorted(unknown_fields)}")
    return {"custom_id": modal["custom_id"], "components": rows}
