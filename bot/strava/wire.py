"""The way of one call to Strava: an end in time, a largest answer, and no other host."""

import json
import logging
import threading
import time
from collections.abc import Mapping
from typing import Any, Final

import requests
from requests.adapters import BaseAdapter, HTTPAdapter

STRAVA: Final = "https://www.strava.com"
LARGEST_ANSWER: Final = 8 * 1024 * 1024
"""Bytes; a page of 200 activities has half of one of these eight."""
CONNECT_S: Final = 4.0
SILENCE_S: Final = 8.0
"""How long nothing may come before a call is given up."""
_LEAST_S: Final = 0.5
_PIECE: Final = 64 * 1024

TimeOut = float | tuple[float, float] | tuple[float, None] | None


class Wire:
    """Connections to Strava, or to `address` instead of it, which threads share."""

    def __init__(self, address: str, connections: int) -> None:
        self._address = address.rstrip("/")
        self._closing = threading.Event()
        self._pool = HTTPAdapter(pool_connections=1, pool_maxsize=connections, max_retries=0)
        _keep_queries_out_of_logs()

    def session(self, ends_at: float) -> requests.Session:
        """Return a session for one call, which has to be over at an instant of `time.monotonic`.

        Each has its own cookies, so that none of one athlete's come back with another's call.
        """
        session = requests.Session()
        # Neither a netrc file nor proxies of the environment get hold of a token.
        session.trust_env = False
        # What is sent on to another place may carry the secret there.
        session.max_redirects = 0
        session.adapters.clear()
        session.mount(f"{STRAVA}/", _Way(self, self._pool, self._address, ends_at))
        return session

    def close(self) -> None:
        """Let go of the connections; a call that is under way ends with its next piece."""
        self._closing.set()
        self._pool.close()

    @property
    def is_closing(self) -> bool:
        """Whether no more is to be asked."""
        return self._closing.is_set()


class _Way(BaseAdapter):
    def __init__(self, wire: Wire, pool: HTTPAdapter, address: str, ends_at: float) -> None:
        super().__init__()
        self._wire = wire
        self._pool = pool
        self._address = address
        self._ends_at = ends_at

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: TimeOut = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send it and take the whole answer in; raises what `requests` raises."""
        half = self._left() / 2
        limits = (min(CONNECT_S, half), min(SILENCE_S, half))
        if self._address:
            request.url = self._address + request.path_url
        response = self._pool.send(request, stream=True, timeout=limits, verify=verify, cert=cert)
        try:
            content = self._content(response)
        finally:
            response.close()
        return _Answer(response, content)

    def close(self) -> None:
        """Nothing is its own."""

    def _content(self, response: requests.Response) -> bytes:
        pieces: list[bytes] = []
        size = 0
        # What has come, however little: to wait for a whole piece would let a slow answer take for ever.
        while piece := response.raw.read1(_PIECE, decode_content=True):
            size += len(piece)
            if size > LARGEST_ANSWER:
                raise requests.exceptions.ContentDecodingError("too large")
            pieces.append(piece)
            self._left()
        return b"".join(pieces)

    def _left(self) -> float:
        left = self._ends_at - time.monotonic()
        if left < _LEAST_S or self._wire.is_closing:
            raise requests.exceptions.Timeout("no time left")
        return left


class _Answer(requests.Response):
    """An answer that was taken in. Its JSON is read once, though stravalib asks for it twice."""

    def __init__(self, response: requests.Response, content: bytes) -> None:
        super().__init__()
        vars(self).update(vars(response))
        # As `requests` keeps what it has read; and no guess at the encoding, which takes long for much.
        self._content = content
        self.encoding = "utf-8"
        self._read: list[Any] = []

    def json(self, **kwargs: Any) -> Any:
        """Return what it says; raises `ValueError`, or `RecursionError` for what is too deep."""
        if not self._read:
            self._read.append(json.loads(self.content, **kwargs))
        return self._read[0]


def _keep_queries_out_of_logs() -> None:
    """One of Strava's calls wants the secret in its address, which urllib3 writes out when debugging."""
    for name in ("urllib3.connection", "urllib3.connectionpool", "urllib3.util.retry"):
        logger = logging.getLogger(name)
        if _bare not in logger.filters:
            logger.addFilter(_bare)


def _bare(record: logging.LogRecord) -> bool:
    """Leave a line its path, and take from it what was asked with it or answered."""
    if isinstance(record.args, tuple):
        record.args = tuple(map(_without_query, record.args))
    record.exc_info = None
    return True


def _without_query(value: object) -> object:
    if isinstance(value, Exception):
        return type(value).__name__
    return value.partition("?")[0] if isinstance(value, str) else value
