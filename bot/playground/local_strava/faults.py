"""What goes wrong on demand: refusals, silence, cut connections, answers that make no sense."""

import asyncio
import fnmatch
import json
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiohttp import web


class Trouble(StrEnum):
    """What happens to a call that a fault catches."""

    ANSWER = "answer so, doing nothing"
    HANG = "never answer until cleared, doing nothing"
    CUT = "cut the connection, doing nothing"
    CUT_AFTER = "do it, then cut the connection"
    LATE = "do it, and answer once cleared"
    DRIP = "answer slowly, byte by byte, without an end"


@dataclass(slots=True, eq=False)
class Fault:
    """A fault for the next `times` calls (None: until cleared) to paths like `path`, a shell pattern."""

    trouble: Trouble
    path: str
    times: int | None
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hits: int = 0
    _cleared: asyncio.Event = field(default_factory=asyncio.Event)
    _hit: asyncio.Event = field(default_factory=asyncio.Event)

    def catches(self, path: str) -> bool:
        """Count and tell whether a call is caught."""
        if self._cleared.is_set() or (self.times is not None and self.hits >= self.times):
            return False
        if not fnmatch.fnmatchcase(path, self.path):
            return False
        self.hits += 1
        self._hit.set()
        return True

    def clear(self) -> None:
        """Go wrong no more, and let go of calls that hang."""
        self._cleared.set()

    async def wait_hit(self) -> None:
        """Wait until it has caught a call."""
        await self._hit.wait()

    @property
    def lets_it_happen(self) -> bool:
        """Whether what was asked for is done, and just the answer comes late or not at all."""
        return self.trouble in (Trouble.CUT_AFTER, Trouble.LATE)

    async def spoil(self, request: web.Request) -> None:
        """Do to an answer what it does after what was asked for is done."""
        if self.trouble is Trouble.CUT_AFTER:
            cut(request)
        else:
            await self._cleared.wait()

    async def strike(self, request: web.Request) -> web.StreamResponse:
        """Do to a call what it does before anything is done; it returns what is to be answered, if anything is."""
        if self.trouble is Trouble.CUT:
            cut(request)
        elif self.trouble is Trouble.HANG:
            await self._cleared.wait()
        elif self.trouble is Trouble.DRIP:
            return await self._drip(request)
        return web.Response(status=self.status, body=self.body, headers=self.headers)

    async def _drip(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(1 << 20)})
        await response.prepare(request)
        while not self._cleared.is_set() and request.transport is not None:
            await response.write(b" ")
            await asyncio.sleep(0.05)
        return response


class Faults:
    """The faults there are; the first that fits catches a call."""

    def __init__(self) -> None:
        self._all: list[Fault] = []
        self.odd_rows: list[Any] = []
        """What stands between the rows of the next list, whatever it is."""

    def answers(
        self,
        status: int,
        body: object = None,
        path: str = "*",
        *,
        times: int | None = 1,
        headers: Mapping[str, str] | None = None,
    ) -> Fault:
        """Answer with a status and a body: bytes as they are, anything else as JSON."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._arm(Fault(Trouble.ANSWER, path, times, status, raw, headers or {}))

    def stumbles(self, path: str = "*", *, status: int = 503, times: int | None = 1) -> Fault:
        """Answer as something in front of Strava does when that is down."""
        page = b"<html><body><h1>Service unavailable</h1></body></html>"
        return self.answers(status, page, path, times=times, headers={"Content-Type": "text/html"})

    def talks_nonsense(self, path: str = "*", *, times: int | None = 1) -> Fault:
        """Answer 200 with half a list."""
        return self.answers(200, b'[{"id": 1, "name": "Morn', path, times=times)

    def hangs(self, path: str = "*", *, times: int | None = 1) -> Fault:
        """Take a call and stay silent."""
        return self._arm(Fault(Trouble.HANG, path, times, status=503))

    def holds_back(self, path: str = "*", *, times: int | None = 1) -> Fault:
        """Do what is asked for, and answer once it is cleared."""
        return self._arm(Fault(Trouble.LATE, path, times))

    def drips(self, path: str = "*", *, times: int | None = 1) -> Fault:
        """Answer without ever coming to an end."""
        return self._arm(Fault(Trouble.DRIP, path, times))

    def cuts(self, path: str = "*", *, after: bool = False, times: int | None = 1) -> Fault:
        """Cut the connection; `after` what was asked for is done, and the answer is lost."""
        return self._arm(Fault(Trouble.CUT_AFTER if after else Trouble.CUT, path, times))

    def clear(self) -> None:
        """Have all go well again."""
        for fault in self._all:
            fault.clear()
        self._all.clear()
        self.odd_rows.clear()

    def catch(self, path: str) -> Fault | None:
        """Return the fault that catches a call."""
        return next((fault for fault in self._all if fault.catches(path)), None)

    def _arm(self, fault: Fault) -> Fault:
        self._all.append(fault)
        return fault


def cut(request: web.Request) -> None:
    """Cut the connection with a reset, so that the other side sees no polite end."""
    transport = request.transport
    if transport is not None:
        plain = transport.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
