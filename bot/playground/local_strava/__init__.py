"""A local stand-in for Strava on loopback: its pages, its API and its events, for the playground and for tests.

It follows what Strava documents and what others met, knows nothing of who asks it, and keeps everything in memory.
"""

from bot.playground.local_strava.faults import Fault, Faults
from bot.playground.local_strava.people import Activity, Athlete, Facts
from bot.playground.local_strava.server import Call, LocalStrava
from bot.playground.local_strava.tokens import Pair
from bot.playground.local_strava.world import Application

__all__ = ["Activity", "Application", "Athlete", "Call", "Facts", "Fault", "Faults", "LocalStrava", "Pair"]
