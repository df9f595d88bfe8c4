"""What an operator can set: read once from TOML and the environment into frozen, validated settings."""

from bot.config.sections import (
    BackupSettings,
    DatabaseSettings,
    DiscordSettings,
    HealthSettings,
    IntervalsSettings,
    LoggingSettings,
    PlaygroundSettings,
    SecretsSettings,
    Settings,
    StravaSettings,
    TeamDefaults,
    WebSettings,
    env_name,
    known_keys,
)
from bot.config.shards import Shards, shard_of
from bot.config.sources import load_settings

__all__ = [
    "BackupSettings",
    "DatabaseSettings",
    "DiscordSettings",
    "HealthSettings",
    "IntervalsSettings",
    "LoggingSettings",
    "PlaygroundSettings",
    "SecretsSettings",
    "Settings",
    "Shards",
    "StravaSettings",
    "TeamDefaults",
    "WebSettings",
    "env_name",
    "known_keys",
    "load_settings",
    "shard_of",
]
