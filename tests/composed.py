"""The composed application for tests: a real SQLite file, a clock that stands until it is moved, SimCord around it."""

import atexit
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import discord
import simcord
from simcord import interactions
from simcord.backend import serializers
from simcord.backend.models import Overwrite
from simcord.enums import AppCommandType, InteractionType, OptionType, OverwriteType

from bot.app import Application, build
from bot.config import DatabaseSettings, HealthSettings, Settings, TeamDefaults, WebSettings
from bot.domain.connections import Level
from bot.jobs.sender import Sender
from bot.messenger import DiscordMessenger
from bot.secret_box import FernetBox, new_key
from bot.services.asker import Asker
from bot.services.outbox import OutboxMessage
from bot.services.ports import Delivered, Messenger, Outcome
from bot.services.posts import Content
from bot.services.sources import Sources
from bot.ui.errors import as_user_error, unwrapped
from db.schema import migrate
from tests.fake_source import FakeSource

SETTLES_WITHIN_S = 30.0
"""How long what happens may keep the bot busy before a test gives up: a shared disk can stand still a while. What rests
for longer, as a reader that is kept for the next file, is not waited for.
"""
PUBLIC_URL = "https://baton.example.org"

FRIDAY = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
"""Where tests stand unless they say otherwise: a Friday morning in ISO week 47."""


class EnvClock:
    """Fulfils `bot.services.clock.Clock` with the simulated Discord's time."""

    def __init__(self) -> None:
        self.env: simcord.Env | None = None

    def now(self) -> datetime:
        """Return the simulated instant."""
        assert self.env is not None, "there is no time before the environment starts"
        return self.env.now()


class StandingClock:
    """Fulfils `bot.services.clock.Clock` without a Discord; time passes only when a test says so."""

    def __init__(self, now: datetime = FRIDAY) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the instant last set."""
        return self._now

    def set(self, now: datetime) -> None:
        """Stand at another instant."""
        assert now.tzinfo is not None
        self._now = now

    def forward(self, **by: float) -> None:
        """Move on by a timedelta's keywords."""
        self._now += timedelta(**by)


@cache
def _template() -> Path:
    """Return a migrated file, made once: copying it is ten times cheaper than migrating."""
    folder = mkdtemp(prefix="baton-template-")
    atexit.register(shutil.rmtree, folder)
    path = Path(folder) / "baton.db"
    migrate(f"sqlite+aiosqlite:///{path}")
    return path


def new_database(folder: Path) -> str:
    """Return the URL of a fresh, migrated SQLite file."""
    path = folder / "baton.db"
    shutil.copy(_template(), path)
    return f"sqlite+aiosqlite:///{path}"


def settings_for(url: str, folder: Path, defaults: TeamDefaults | None = None) -> Settings:
    """Return settings for a database at `url`; nothing is written outside `folder`."""
    return Settings(
        database=DatabaseSettings(url=url),
        defaults=defaults or TeamDefaults(),
        health=HealthSettings(heartbeat_file=folder / "heartbeat"),
        # Whoever wants it answered starts the server, on any free port.
        web=WebSettings(public_url=PUBLIC_URL, port=0),
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """A running application with a team: Ana, Ben and Chloé, and the two channels that posts go to.

    `started` holds every process there has been, this one last: those before it were killed.
    """

    application: Application
    env: simcord.Env
    guild: simcord.GuildHandle
    feed: simcord.ChannelHandle
    boards: simcord.ChannelHandle
    ana: simcord.MemberActor
    ben: simcord.MemberActor
    chloe: simcord.MemberActor
    started: list[Application]
    sources: Sources
    strava: FakeSource
    intervals: FakeSource

    async def asked(self, member: simcord.MemberActor) -> simcord.MemberActor:
        """Have a member been asked the three questions, so that their first command is answered as any other."""
        await self.application.services.profiles.ask_once(Asker(member.guild.id, member.id, "Newcomer"))
        return member

    async def go_to(self, instant: datetime) -> None:
        """Move the simulated time forward, without waking anything of ours."""
        await self.env.advance_time((instant - self.env.now()).total_seconds())

    async def work(self) -> None:
        """Let the scheduler tick and the sender send, once, as the running program does by itself."""
        await self.application.tick()
        await self.application.see_to_events()
        await self.application.look()
        await self.application.deliver_outbox()

    async def killed_and_started_again(self) -> "Stage":
        """Leave this process as it stands and start another on the same database and the same Discord."""
        clock = EnvClock()
        clock.env = self.env
        application = _built(self.application.settings, clock, self.sources)
        self.started.append(application)
        await application.open()
        await self.env.restart_bot(application.bot)
        return replace(self, application=application)

    def emit(
        self,
        who: simcord.MemberActor | simcord.UserHandle,
        kind: InteractionType,
        channel_id: int,
        data: dict[str, Any],
        message_id: int | None = None,
    ) -> simcord.InteractionResult:
        """Send the bot an interaction without the checks of a Discord client, and do not wait; `env.settle` does.

        This is how values arrive that only an outdated command or a forged button can hold, and how two members
        press in the same instant.
        """
        backend = self.env.backend
        record, payload = interactions.base_payload(
            backend,
            type=kind,
            channel_id=channel_id,
            guild_id=None if isinstance(who, simcord.UserHandle) else who.guild.id,
            user_id=who.id,
            data=data,
        )
        if message_id is not None:
            record.source_message_id = message_id
            payload["message"] = dict(serializers.message_payload(backend, backend.get_message(channel_id, message_id)))
            if "component_type" in data and f"{data['custom_id']}'" not in str(payload["message"]["components"]):
                item: dict[str, Any] = {"type": data["component_type"], "custom_id": data["custom_id"]}
                item |= {"options": []} if "values" in data else {"style": 2, "label": "·"}
                payload["message"]["components"] = [{"type": 1, "components": [item]}]
        backend.emit("INTERACTION_CREATE", payload)
        return simcord.InteractionResult(self.env, record)

    def emit_typed(
        self,
        who: simcord.MemberActor | simcord.UserHandle,
        name: str,
        channel_id: int,
        /,
        **options: str | int | tuple[str, bytes],
    ) -> simcord.InteractionResult:
        """Type a command as a client does that has not heard of its present form; see `emit`."""
        first, *rest = name.split()
        command = self.env.backend.find_command(first, self.guild.id, type=AppCommandType.CHAT_INPUT)
        assert command is not None, name
        resolved: dict[str, dict[str, Any]] = {}
        typed: list[dict[str, Any]] = []
        for option, value in options.items():
            if isinstance(value, tuple):
                file = interactions.store_interaction_attachment(self.env.backend, channel_id, *value, resolved)
                typed.append({"name": option, "type": OptionType.ATTACHMENT, "value": file})
            else:
                typed.append({"name": option, "type": _OPTION_TYPES[type(value)], "value": value})
        data = {"id": command["id"], "name": first, "type": AppCommandType.CHAT_INPUT, "resolved": resolved}
        data["options"] = interactions.nest_options(command, rest, typed)
        return self.emit(who, InteractionType.APPLICATION_COMMAND, channel_id, data)

    async def type_outdated(
        self,
        who: simcord.MemberActor | simcord.UserHandle,
        name: str,
        channel_id: int,
        /,
        **options: str | int | tuple[str, bytes],
    ) -> simcord.InteractionResult:
        """Type a command with options that need not fit it, and wait for the answer."""
        typing = self.emit_typed(who, name, channel_id, **options)
        await self.env.settle()
        return typing

    def emit_press(
        self, who: simcord.MemberActor | simcord.UserHandle, message: Any, custom_id: str, *values: str
    ) -> simcord.InteractionResult:
        """Press a button, or with `values` pick from a list, that the message need not have; see `emit`."""
        channel_id = message.channel_id if isinstance(message, simcord.ResponseMessage) else message.channel.id
        data: dict[str, Any] = {"custom_id": custom_id, "component_type": 3 if values else 2}
        data |= {"values": list(values)} if values else {}
        return self.emit(who, InteractionType.MESSAGE_COMPONENT, channel_id, data, message.id)

    async def press(
        self, who: simcord.MemberActor, message: Any, custom_id: str, *values: str
    ) -> simcord.InteractionResult:
        """Press a button, or pick from a list, that the message need not have, and wait for the answer."""
        pressed = self.emit_press(who, message, custom_id, *values)
        await self.env.settle()
        return pressed

    async def forbid(self, channel: simcord.ChannelHandle, *permissions: str) -> None:
        """Take permissions in a channel from the bot, as a server admin does; without any, give all of them back."""
        overwrite = discord.PermissionOverwrite(**dict.fromkeys(permissions, False))
        denied = overwrite.pair()[1].value
        self.env.backend.set_overwrite(
            channel.id, Overwrite(self.env.backend.bot_user.id, OverwriteType.MEMBER, deny=denied)
        )
        await self.env.settle()


_OPTION_TYPES = {str: 3, int: 4, bool: 5}


class Killed(BaseException):
    """The process ends here; like a SIGKILL it is no `Exception`, so nothing of ours can catch it."""


@dataclass(frozen=True, slots=True)
class DyingMessenger:
    """Fulfils `bot.services.ports.Messenger` and ends the process right before or right after it has sent."""

    messenger: Messenger
    after_sending: bool

    async def deliver(self, message: OutboxMessage, content: Content | None) -> Outcome:
        """Send or not, and die."""
        if self.after_sending:
            assert isinstance(await self.messenger.deliver(message, content), Delivered)
        raise Killed


def _built(settings: Settings, clock: EnvClock, sources: Sources) -> Application:
    """Put the application together as the program does, but for a sender that need not be polite.

    The program lets members go first and waits for a quiet moment; here nobody is about when messages are sent, and
    the simulated time stands still.
    """
    application = build(settings, clock, sources)
    messenger = DiscordMessenger(application.bot)
    application.sender = Sender(application.services.outbox, messenger, application.bot.until_answered)
    return application


async def die_while_sending(application: Application, *, after_sending: bool) -> None:
    """Let the sender claim what is due and be killed before it can note anything."""
    messenger = DyingMessenger(DiscordMessenger(application.bot), after_sending)
    sender = Sender(application.services.outbox, messenger, application.bot.until_answered)
    try:
        await sender.deliver_due()
    except Killed:
        return
    raise AssertionError("there was nothing to send")


@asynccontextmanager
async def stage(
    url: str,
    folder: Path,
    now: datetime = FRIDAY,
    defaults: TeamDefaults | None = None,
    *,
    asked: bool = True,
    level: Level = Level.NUDGE,
) -> AsyncIterator[Stage]:
    """Start the application on SimCord with its commands synced; workers are driven by hand.

    The three members have been asked the three questions, and go on with the quiet answers, unless `asked` says no.
    Both services that know runs are set up, at the operator's `level`; members paste the address to which they are
    sent.
    """
    clock = EnvClock()
    strava, intervals = FakeSource(clock), FakeSource(clock)
    sources = Sources(FernetBox([new_key()]), strava, intervals, level)
    application = _built(settings_for(url, folder, defaults), clock, sources)
    started = [application]
    await application.open()
    clock.env = env = simcord.Env(application.bot, settle_timeout=SETTLES_WITHIN_S)
    try:
        await env.start()
        await env.advance_time((now - env.now()).total_seconds())
        guild = env.create_guild("Harriers")
        feed = guild.create_text_channel("feed")
        boards = guild.create_text_channel("leaderboard")
        await application.bot.tree.sync()
        await env.settle()
        ana, ben, chloe = (guild.add_member(env.create_user(name)) for name in ("Ana", "Ben", "Chloé"))
        for name, member in (("Ana", ana), ("Ben", ben), ("Chloé", chloe)):
            if asked:
                await application.services.profiles.ask_once(Asker(guild.id, member.id, name))
        yield Stage(application, env, guild, feed, boards, ana, ben, chloe, started, sources, strava, intervals)
        if found := defects(env):
            raise BaseExceptionGroup("the bot raised what nobody expected", found)
    finally:
        await env.shutdown()
        for process in started:
            await process.stop()


def defects(env: simcord.Env) -> list[BaseException]:
    """Return what the bot raised and nobody expected.

    SimCord counts every raised exception; the ones written for members are answers, not defects.
    """
    return [
        error for error in env.errors if not isinstance(error, Exception) or as_user_error(unwrapped(error)) is None
    ]


def forget_defects(env: simcord.Env) -> None:
    """Take what the bot has raised so far as expected, since a test looked at it."""
    env._errors.clear()


def fields(shown: simcord.InteractionResult) -> dict[str, str]:
    """Return what a form is filled in with, by field."""
    assert shown.modal is not None
    parts = [label["component"] for label in shown.modal["components"]]
    return {part["custom_id"]: part.get("value") or "" for part in parts}


def answer(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    """Return the one message that answers an interaction: private, and followed by nothing."""
    assert result.response is not None, "the interaction has no answer"
    assert result.response.ephemeral or result._interaction.type == InteractionType.MESSAGE_COMPONENT
    assert result.followups == []
    return result.response


def said(result: simcord.InteractionResult) -> str:
    """Return what the member reads in answer to an interaction."""
    return words(answer(result))


def last(channel: simcord.ChannelHandle) -> discord.Message:
    """Return the newest message of a channel that everybody sees."""
    public = posts(channel)
    assert public, "nobody has posted here"
    return public[-1]


def last_card(channel: simcord.ChannelHandle) -> discord.Message:
    """Return the newest run in a feed; what it is celebrated for may stand below it."""
    return next(post for post in reversed(posts(channel)) if any(label.startswith("Cheer") for label in buttons(post)))


def posts(channel: simcord.ChannelHandle) -> list[discord.Message]:
    """Return what everybody sees in a channel, oldest first."""
    return [message for message in channel.history() if not message.flags.ephemeral]


def words(message: Any) -> str:
    """Return everything a member reads in a message or answer, from whatever components it stands in."""
    return "\n".join(_texts(_plain(message.components)))


def buttons(message: Any) -> dict[str, str]:
    """Return the buttons of a message or answer: custom id by label."""
    return {item["label"]: item["custom_id"] for item in pressable(message) if item.get("type") == 2}


def links(message: Any) -> dict[str, str]:
    """Return the buttons that lead somewhere else: address by label."""
    return {item["label"]: item["url"] for item in _items(_plain(message.components)) if item.get("url")}


def pressable(message: Any) -> list[dict[str, Any]]:
    """Return every part of a message or answer that can be pressed or picked from."""
    return [item for item in _items(_plain(message.components)) if item.get("custom_id")]


def _plain(components: Any) -> list[dict[str, Any]]:
    return [component if isinstance(component, dict) else component.to_dict() for component in components]


def _items(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from _items(component.get("components", []))
        if accessory := component.get("accessory"):
            yield accessory


def _texts(components: list[dict[str, Any]]) -> Iterator[str]:
    for item in _items(components):
        if item.get("type") == 10:
            yield item["content"]
        elif item.get("label"):
            yield item["label"]
