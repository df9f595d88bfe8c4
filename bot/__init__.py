"""Baton: a Discord bot that turns far-flung runners and their coach into one team."""

__version__ = "0.1.0"
