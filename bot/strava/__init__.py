"""Strava: the only user of stravalib, which is loaded with the first call and not before."""

from bot.strava.source import StravaSource

__all__ = ["StravaSource"]
