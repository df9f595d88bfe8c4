"""What opens members' accounts, at rest."""

from datetime import UTC, datetime

import pytest

from bot.domain.connections import Service
from bot.errors import StartupError
from bot.secret_box import FernetBox, new_key
from bot.services.credentials import opened, sealed
from bot.services.ports import Credentials, WrongKey

TOKENS = Credentials("reach-in", "renew-it", datetime(2026, 3, 2, 12, tzinfo=UTC))


def test_credentials_come_out_as_they_went_in_and_cannot_be_read_meanwhile() -> None:
    box = FernetBox([new_key()])
    for credentials in (TOKENS, Credentials("a key alone")):
        secret = sealed(box, Service.STRAVA, "1", credentials)
        assert opened(box, secret, Service.STRAVA, "1") == credentials
        assert credentials.access.encode() not in secret
    assert "reach-in" not in repr(TOKENS)
    assert "renew-it" not in repr(TOKENS)


def test_credentials_open_nobody_elses_account() -> None:
    box = FernetBox([new_key()])
    secret = sealed(box, Service.STRAVA, "1", TOKENS)
    assert opened(box, secret, Service.STRAVA) == TOKENS
    with pytest.raises(WrongKey):
        opened(box, secret, Service.STRAVA, "2")
    with pytest.raises(WrongKey):
        opened(box, secret, Service.INTERVALS, "1")


def test_an_older_key_opens_and_the_newest_one_seals() -> None:
    old, new = new_key(), new_key()
    secret = FernetBox([old]).seal("kept")
    both = FernetBox([new, old])
    assert both.open(secret) == "kept"
    assert both.is_stale(secret)
    anew = both.seal(both.open(secret))
    assert not both.is_stale(anew)
    assert FernetBox([new]).open(anew) == "kept"
    with pytest.raises(WrongKey):
        FernetBox([new]).open(secret)


def test_what_was_tampered_with_does_not_open() -> None:
    box = FernetBox([new_key()])
    secret = box.seal("kept")
    with pytest.raises(WrongKey):
        box.open(secret[:-8] + b"AAAAAAA=")


def test_what_is_no_key_is_refused_without_being_quoted() -> None:
    with pytest.raises(StartupError) as refusal:
        FernetBox(["hunter2"])
    assert "hunter2" not in refusal.value.message
    assert "baton new-key" in refusal.value.message
