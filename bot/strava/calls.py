"""Strava's calls, one after another in whichever thread asks, and what its refusals mean. Imports stravalib."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, TypeVar

import requests
from requests import Response
from requests.exceptions import RequestException
from stravalib.exc import Fault, ObjectNotFound
from stravalib.protocol import AccessInfo, ApiV3
from urllib3.exceptions import HTTPError

from bot.domain.found_runs import FoundRun
from bot.services.ports import (
    Credentials,
    Grant,
    Listing,
    SourceFull,
    SourceInactive,
    SourceLimited,
    SourceRefused,
    SourceTrouble,
    SourceUnreachable,
    Subscription,
)
from bot.strava.limits import LimitRecorder
from bot.strava.rows import OddRow, read_page, read_row
from bot.strava.wire import STRAVA, Wire

PER_PAGE: Final = 200
_GOES_ON_FROM: Final = PER_PAGE // 2
"""Strava says that a page may be short and not the last: what is private is taken out of it. Only one that has not even
half is, so that a look at a few days, which is nearly all there are, is one call and not two."""
_BAD_REQUEST: Final = 400
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_TOO_MANY: Final = 429
_FULL: Final = ("connected athletes", "too many athletes")

T = TypeVar("T")


class _OddAnswer(Exception):
    """An answer that is not what Strava's description says."""


class _Api(ApiV3):
    def __init__(self, token: str | None, session: requests.Session, limits: LimitRecorder) -> None:
        super().__init__(access_token=token, requests_session=session, rate_limiter=limits)
        # It would log under the name of this class; the address of each call holds the number of a run.
        self.log = logging.getLogger(ApiV3.__module__)

    def _check_credentials(self) -> None:
        """Take no application from the environment: with one, stravalib renews tokens that nobody then saves."""


class StravaCalls:
    """What Baton asks of Strava. Each call ends by `ends_at`, an instant of `time.monotonic`.

    Raises the kinds of `SourceTrouble`, without what was asked or answered, not even as their cause.
    """

    def __init__(self, client_id: int, client_secret: str, address: str, threads: int, limits: LimitRecorder) -> None:
        self._id = client_id
        self._secret = client_secret
        self._wire = Wire(address, threads)
        self._limits = limits

    def close(self) -> None:
        """Let go of the connections."""
        self._wire.close()

    def exchange(self, code: str, ends_at: float) -> Grant:
        """Turn a code into access; an answer that does not say whose it is costs one more call."""

        def ask(api: ApiV3) -> Grant:
            info, athlete = _pair(
                lambda: api.exchange_code_for_token(self._id, self._secret, code, return_athlete=True)
            )
            return Grant(_credentials(info), _athlete(api.get("/athlete") if athlete is None else athlete))

        return self._call(ask, ends_at, bad_request=SourceRefused)

    def renew(self, credentials: Credentials, ends_at: float) -> Credentials:
        """Return the pair that holds now."""

        def ask(api: ApiV3) -> Credentials:
            return _credentials(_pair(lambda: api.refresh_access_token(self._id, self._secret, credentials.refresh)))

        return self._call(ask, ends_at, bad_request=SourceRefused)

    def runs(self, credentials: Credentials, after: datetime, before: datetime | None, ends_at: float) -> Listing:
        """Return all pages between two instants; a second more on either side, as Strava counts whole ones."""
        since = int(after.timestamp()) - 1
        until = None if before is None else int(before.timestamp()) + 1

        def ask(api: ApiV3) -> Listing:
            found: dict[str, FoundRun] = {}
            others = unreadable = 0
            number = 1
            while True:
                rows = api.get("/athlete/activities", page=number, per_page=PER_PAGE, after=since, before=until)
                if not isinstance(rows, list):
                    raise _OddAnswer
                page = read_page(rows)
                found.update((run.key, run) for run in page.runs)
                others += page.others
                unreadable += page.unreadable
                if len(rows) < _GOES_ON_FROM:
                    return Listing(tuple(found.values()), others=others, unreadable=unreadable)
                number += 1

        return self._call(ask, ends_at, credentials)

    def run(self, credentials: Credentials, key: str, ends_at: float) -> FoundRun | None:
        """Return one run, None for what Strava does not show or what is none."""
        if not (key.isascii() and key.isdigit()):
            return None

        def ask(api: ApiV3) -> FoundRun | None:
            try:
                return read_row(api.get(f"/activities/{key}"))
            except ObjectNotFound:
                return None
            except OddRow:
                raise _OddAnswer from None

        return self._call(ask, ends_at, credentials)

    def revoke(self, credentials: Credentials, ends_at: float) -> None:
        """Give access back; that the token is dead already is what was wanted."""

        def ask(api: ApiV3) -> None:
            token = {"token": credentials.refresh or credentials.access}
            response = api.rsession.post(f"{STRAVA}/oauth/revoke", data=token, auth=(str(self._id), self._secret))
            if response.ok and response.content:
                # What is neither empty nor whole comes from something in front of Strava.
                response.json()
            trouble = None if response.ok else _trouble(response, SourceRefused)
            if trouble is not None and not isinstance(trouble, SourceRefused):
                raise trouble

        self._call(ask, ends_at)

    def subscriptions(self, ends_at: float) -> tuple[Subscription, ...]:
        """Return the application's subscriptions. Strava takes the secret in the address alone here."""

        def ask(api: ApiV3) -> tuple[Subscription, ...]:
            rows = api.get("/push_subscriptions", client_id=self._id, client_secret=self._secret)
            if not isinstance(rows, list):
                raise _OddAnswer
            return tuple(map(_subscription, rows))

        return self._call(ask, ends_at)

    def subscribe(self, callback_url: str, verify_token: str, ends_at: float) -> int:
        """Subscribe, and return under which id."""
        wish = {**self._application, "callback_url": callback_url, "verify_token": verify_token}
        return self._call(lambda api: _id(api.post("/push_subscriptions", data=wish)), ends_at)

    def unsubscribe(self, subscription_id: int, ends_at: float) -> None:
        """End a subscription."""

        def ask(api: ApiV3) -> None:
            try:
                api.delete(f"/push_subscriptions/{subscription_id}", data=self._application)
            except ObjectNotFound:
                return

        self._call(ask, ends_at)

    @property
    def _application(self) -> dict[str, object]:
        return {"client_id": self._id, "client_secret": self._secret}

    def _call(
        self,
        ask: Callable[[ApiV3], T],
        ends_at: float,
        credentials: Credentials | None = None,
        bad_request: type[SourceTrouble] = SourceUnreachable,
    ) -> T:
        trouble: SourceTrouble
        token = None if credentials is None else credentials.access
        try:
            return ask(_Api(token, self._wire.session(ends_at), self._limits))
        except Fault as fault:
            trouble = _trouble(fault.response, bad_request)
        except requests.exceptions.Timeout:
            trouble = SourceUnreachable("Strava did not answer in time")
        except (ValueError, RecursionError, _OddAnswer):
            # No JSON, or such as Python does not take: too deep, or a number of thousands of digits.
            trouble = SourceUnreachable("Strava's answer makes no sense")
        except (RequestException, HTTPError) as error:
            trouble = SourceUnreachable(f"Strava cannot be reached ({type(error).__name__})")
        # Outside, where none of these errors, which quote addresses and answers, becomes its context.
        raise trouble


def _trouble(response: Response | None, bad_request: type[SourceTrouble]) -> SourceTrouble:
    """Return what a refusal means; what nobody foresaw is no word on what was asked."""
    status = 0 if response is None else response.status_code
    said = f"Strava answered {status}"
    message, complaints = _complaints(response)
    if status == _TOO_MANY:
        return SourceLimited(said)
    if any(one.get("resource") == "Application" and one.get("code") in ("Inactive", "invalid") for one in complaints):
        return SourceInactive(f"{said}: the application is inactive, or its id and secret are not right")
    if status == _FORBIDDEN and any(words in message.casefold() for words in _FULL):
        return SourceFull(f"{said}: the application has as many athletes as it may")
    if status == _UNAUTHORIZED:
        return SourceRefused(said)
    # Strava says what is wrong with what was sent; a bare 400 comes from something in front of it.
    return bad_request(said) if status == _BAD_REQUEST and (message or complaints) else SourceUnreachable(said)


def _complaints(response: Response | None) -> tuple[str, list[Mapping[str, object]]]:
    """Return the message of a fault, and its errors; both are for reading alone."""
    try:
        body = None if response is None else response.json()
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        return "", []
    errors = body.get("errors")
    listed = errors if isinstance(errors, list) else [errors]
    return str(body.get("message", "")), [one for one in listed if isinstance(one, dict)]


def _pair(ask: Callable[[], T]) -> T:
    """Return what a call for tokens gives, which stravalib picks from the answer by name."""
    try:
        return ask()
    except (KeyError, TypeError):
        raise _OddAnswer from None


def _credentials(info: AccessInfo) -> Credentials:
    given: Mapping[str, object] = {**info}
    access, refresh, expires_at = given["access_token"], given["refresh_token"], given["expires_at"]
    if not (
        isinstance(access, str) and access and isinstance(refresh, str) and refresh and isinstance(expires_at, int)
    ):
        raise _OddAnswer
    try:
        return Credentials(access, refresh, datetime.fromtimestamp(expires_at, UTC))
    except (OverflowError, OSError, ValueError):
        raise _OddAnswer from None


def _athlete(athlete: object) -> str:
    return str(_id(athlete))


def _subscription(row: object) -> Subscription:
    address = row.get("callback_url") if isinstance(row, dict) else None
    return Subscription(_id(row), address if isinstance(address, str) else "")


def _id(row: object) -> int:
    found = row.get("id") if isinstance(row, dict) else None
    if isinstance(found, bool) or not isinstance(found, int):
        raise _OddAnswer
    return found
