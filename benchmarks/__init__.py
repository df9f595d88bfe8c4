"""Measurements: Baton beside a bare discord.py bot, on the loopback server."""
