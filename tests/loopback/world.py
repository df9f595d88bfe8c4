"""The world: users, guilds, roles, channels and members, and how Discord writes each of them down."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .snowflakes import Snowflakes, moment

Json = dict[str, Any]

VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
ADMINISTRATOR = 1 << 3
MANAGE_GUILD = 1 << 5
USE_APPLICATION_COMMANDS = 1 << 31

MEMBER_PERMISSIONS = (
    VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | ATTACH_FILES | READ_MESSAGE_HISTORY | USE_APPLICATION_COMMANDS
)
ALL_PERMISSIONS = (1 << 50) - 1

TEXT, DM = 0, 1


@dataclass(slots=True, eq=False)
class User:
    """A Discord account; `dms_open` False answers DMs with error 50007."""

    id: int
    name: str
    bot: bool = False
    dms_open: bool = True
    locale: str = "en-US"

    def payload(self) -> Json:
        """Return the user object."""
        return {
            "id": str(self.id),
            "username": self.name.lower().replace(" ", "_"),
            "global_name": self.name,
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
            "system": False,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        }

    def self_payload(self) -> Json:
        """Return the user object as its own account sees it."""
        return self.payload() | {"mfa_enabled": True, "verified": True, "locale": self.locale, "email": None}


@dataclass(slots=True, eq=False)
class Role:
    """A role of one guild."""

    id: int
    name: str
    permissions: int
    position: int = 1
    managed: bool = False

    def payload(self) -> Json:
        """Return the role object."""
        return {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(self.permissions),
            "position": self.position,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": self.managed,
            "mentionable": False,
            "flags": 0,
            "icon": None,
            "unicode_emoji": None,
        }


@dataclass(slots=True, eq=False)
class Channel:
    """A text channel of a guild, or the DM with one user."""

    id: int
    name: str
    guild: "Guild | None" = None
    recipient: User | None = None
    overwrites: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """Role or user id → (0 role or 1 member, allowed bits, denied bits)."""

    def deny(self, who: "User | Role", permissions: int) -> None:
        """Take `permissions` away from a member or a role in this channel."""
        kind = 1 if isinstance(who, User) else 0
        self.overwrites[who.id] = (kind, 0, permissions)

    def permissions_of(self, user: User) -> int:
        """Return the permission bits of a user here, worked out as Discord does."""
        if self.guild is None:
            return MEMBER_PERMISSIONS
        member = self.guild.members.get(user.id)
        roles = [self.guild.everyone, *(member.roles if member else [])]
        granted = 0
        for role in roles:
            granted |= role.permissions
        if granted & ADMINISTRATOR or user is self.guild.owner:
            return ALL_PERMISSIONS
        for ids in ([self.guild.everyone.id], [role.id for role in roles[1:]], [user.id]):
            found = [self.overwrites[one] for one in ids if one in self.overwrites]
            for _, _, denied in found:
                granted &= ~denied
            for _, allowed, _ in found:
                granted |= allowed
        return granted

    def payload(self) -> Json:
        """Return the channel object."""
        common: Json = {"id": str(self.id), "last_message_id": None, "flags": 0}
        if self.guild is None:
            recipients = [self.recipient.payload()] if self.recipient else []
            return common | {"type": DM, "recipients": recipients}
        return common | {
            "type": TEXT,
            "guild_id": str(self.guild.id),
            "name": self.name,
            "position": 0,
            "parent_id": None,
            "topic": None,
            "nsfw": False,
            "rate_limit_per_user": 0,
            "permission_overwrites": [
                {"id": str(one), "type": kind, "allow": str(allowed), "deny": str(denied)}
                for one, (kind, allowed, denied) in self.overwrites.items()
            ],
        }


@dataclass(slots=True, eq=False)
class Member:
    """A user's membership of one guild."""

    user: User
    guild: "Guild"
    roles: list[Role]
    nick: str | None = None

    @property
    def id(self) -> int:
        """The user's id."""
        return self.user.id

    def payload(self, *, with_user: bool = True) -> Json:
        """Return the member object."""
        written: Json = {
            "roles": [str(role.id) for role in self.roles],
            "nick": self.nick,
            "joined_at": moment(self.guild.id).isoformat(),
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
            "avatar": None,
            "banner": None,
            "communication_disabled_until": None,
        }
        return written | {"user": self.user.payload()} if with_user else written


class Guild:
    """A Discord server, which is a team."""

    def __init__(self, world: "World", name: str, owner: User, shard: tuple[int, int] = (0, 1)) -> None:
        self.world = world
        self.id = world.ids.old()
        while (self.id >> 22) % shard[1] != shard[0]:
            self.id = world.ids.old()
        self.name = name
        self.owner = owner
        self.everyone = Role(self.id, "@everyone", MEMBER_PERMISSIONS, position=0)
        self.roles: dict[int, Role] = {self.id: self.everyone}
        self.channels: dict[int, Channel] = {}
        self.members: dict[int, Member] = {}
        self.join(owner)
        self.join(world.bot, roles=[self.role(world.bot.name, MEMBER_PERMISSIONS, managed=True)])

    def role(self, name: str, permissions: int = 0, *, managed: bool = False) -> Role:
        """Add a role."""
        role = Role(self.world.ids.old(), name, permissions, position=len(self.roles), managed=managed)
        self.roles[role.id] = role
        return role

    def text_channel(self, name: str) -> Channel:
        """Add a text channel."""
        channel = Channel(self.world.ids.old(), name, guild=self)
        self.channels[channel.id] = self.world.channels[channel.id] = channel
        return channel

    def join(self, user: User, *, roles: Iterable[Role] = (), nick: str | None = None) -> Member:
        """Make a user a member."""
        member = self.members[user.id] = Member(user, self, list(roles), nick)
        return member

    def member(self, name: str, *, roles: Iterable[Role] = ()) -> Member:
        """Add a new user who is a member at once."""
        return self.join(self.world.user(name), roles=roles)

    def payload(self, *, all_members: bool) -> Json:
        """Return the guild object of GUILD_CREATE; without the members intent it holds only the bot."""
        seen = self.members.values() if all_members else [self.members[self.world.bot.id]]
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(self.owner.id),
            "unavailable": False,
            "member_count": len(self.members),
            "members": [member.payload() for member in seen],
            "roles": [role.payload() for role in self.roles.values()],
            "channels": [channel.payload() for channel in self.channels.values()],
            "threads": [],
            "emojis": [],
            "stickers": [],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "features": [],
            "icon": None,
            "banner": None,
            "splash": None,
            "discovery_splash": None,
            "description": None,
            "region": "deprecated",
            "afk_channel_id": None,
            "afk_timeout": 300,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "safety_alerts_channel_id": None,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "nsfw": False,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "premium_progress_bar_enabled": False,
            "preferred_locale": "en-US",
            "vanity_url_code": None,
            "application_id": None,
            "widget_enabled": False,
            "large": False,
            "joined_at": moment(self.id).isoformat(),
            "max_members": 500_000,
            "max_presences": None,
            "max_video_channel_users": 25,
            "max_stage_video_channel_users": 50,
            "version": 1,
            "hub_type": None,
            "incidents_data": None,
        }

    def rest_payload(self) -> Json:
        """Return the guild object of a request for it, which lacks what happens there."""
        only_told = (
            *("unavailable", "member_count", "members", "channels", "threads", "presences", "voice_states"),
            *("stage_instances", "guild_scheduled_events", "soundboard_sounds", "large", "joined_at", "version"),
        )
        kept = {key: value for key, value in self.payload(all_members=False).items() if key not in only_told}
        return kept | {"home_header": None, "widget_channel_id": None}


class World:
    """Everything that exists on the simulated Discord, and the builder for it."""

    def __init__(self, bot_name: str = "Baton") -> None:
        self.ids = Snowflakes()
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.bot = self.user(bot_name, bot=True)
        self.application_id = self.bot.id

    def user(self, name: str, *, bot: bool = False) -> User:
        """Add an account."""
        user = User(self.ids.old(), name, bot)
        self.users[user.id] = user
        return user

    def guild(self, name: str, owner: User | None = None, *, shard: tuple[int, int] = (0, 1)) -> Guild:
        """Add a guild that already has the bot as a member, on a shard of so many."""
        guild = Guild(self, name, owner or self.user(f"{name} owner"), shard)
        self.guilds[guild.id] = guild
        return guild

    def dm(self, user: User) -> Channel:
        """Return the DM channel between the bot and a user, made on first use."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(self.ids.old(), user.name, recipient=user)
        self.channels[channel.id] = channel
        return channel

    def application_payload(self) -> Json:
        """Return the application object, as its owner's bot sees it."""
        owner = next((guild.owner for guild in self.guilds.values()), self.bot)
        return {
            "id": str(self.application_id),
            "name": self.bot.name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": self.bot.payload(),
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "flags_new": "0",
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": owner.payload(),
            "approximate_guild_count": len(self.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": [],
        }
