"""Credentials at rest: sealed together with whose they are, so that none can be put into another's place."""

import json
from datetime import datetime

from bot.domain.connections import Service
from bot.services.ports import Credentials, SecretBox, WrongKey


def sealed(box: SecretBox, service: Service, athlete: str, credentials: Credentials) -> bytes:
    """Return what opens an account, sealed."""
    expires_at = None if credentials.expires_at is None else credentials.expires_at.isoformat()
    return box.seal(json.dumps([service.value, athlete, credentials.access, credentials.refresh, expires_at]))


def athlete_of(box: SecretBox, secret: bytes, service: Service) -> str | None:
    """Return whose account a secret opens; None for one of another service, or which the keys do not open."""
    try:
        of_service, of_athlete, *_ = json.loads(box.open(secret))
    except WrongKey:
        return None
    return of_athlete if of_service == service else None


def opened(box: SecretBox, secret: bytes, service: Service, athlete: str | None = None) -> Credentials:
    """Return what opens an account; raises `WrongKey`, also where it was sealed for another one.

    Without an `athlete` it is anybody's at this service: whose access is given back is not noted.
    """
    of_service, of_athlete, access, refresh, expires_at = json.loads(box.open(secret))
    if of_service != service or athlete not in (None, of_athlete):
        raise WrongKey("it was sealed for another account")
    return Credentials(access, refresh, None if expires_at is None else datetime.fromisoformat(expires_at))
