"""The web server: what a browser or a calendar program asks for, answered from the services."""

from bot.web.server import WebServer
from bot.web.sockets import listen
from bot.web.status import StatusServer
from bot.web.strava import StravaPages

__all__ = ["StatusServer", "StravaPages", "WebServer", "listen"]
