"""The web server: what a browser or a calendar program asks for, answered from the services."""

from bot.web.server import WebServer
from bot.web.sockets import listen

__all__ = ["WebServer", "listen"]
