"""Sockets that servers listen on, with plain words for what stands in the way."""

import socket

from bot.errors import ExitCode, StartupError


def listen(host: str, port: int, *, who: str, hint: str) -> socket.socket:
    """Return a socket that listens; raises `StartupError` that names `who` wants it, and the `hint` what to do."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise StartupError(
            f"{who} cannot listen on {host}, port {port}: {error.strerror or error}. {hint}", ExitCode.PORT
        ) from error


def address_of(listener: socket.socket) -> str:
    """Return the address by which a program on this machine reaches what listens."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
