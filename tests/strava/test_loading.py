"""That stravalib is loaded with the first call and not before, and leaves the process as it was."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.strava import StravaSource

ROOT = Path(__file__).parents[2]
HEAVY = ("arrow", "pint", "pydantic", "requests", "stravalib", "urllib3")


def run(program: str) -> str:
    """Return what a program prints in a process of its own, in which every warning is an error but discord.py's."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-W", "ignore:'audioop'", "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("name", ["bot.app", "bot.strava", "bot.strava.source", "bot.strava.rows", "bot.strava.limits"])
def test_nothing_heavy_is_imported_before_it_is_used(name: str) -> None:
    program = f"""
import sys
import {name}
from bot.strava import StravaSource
StravaSource(client_id=1, client_secret="secret").consent_url("state", "http://localhost/")
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    assert run(program) == "[]\n"


@pytest.mark.parametrize("captured", [True, False])
def test_warming_up_leaves_warnings_and_logging_as_they_were(captured: bool) -> None:
    program = f"""
import asyncio, logging, sys, warnings
from bot.strava import StravaSource
logging.captureWarnings({captured})
before = list(warnings.filters), warnings.showwarning

async def main():
    source = StravaSource(client_id=1, client_secret="secret", address="http://127.0.0.1:9")
    await source.warm_up()
    assert "stravalib" in sys.modules
    await source.close()

asyncio.run(main())
assert (list(warnings.filters), warnings.showwarning) == before
assert logging.getLogger().handlers == []
logging.captureWarnings(True)
assert warnings.showwarning is not before[1] or {captured}
logging.captureWarnings(False)
print("as before")
"""
    assert run(program) == "as before\n"


def test_the_page_of_consent_is_asked_for_little_and_not_again(source: StravaSource) -> None:
    address = StravaSource(client_id=12345, client_secret="secret").consent_url(
        "a state&more", "https://team.example/x?y=1"
    )
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "www.strava.com", "/oauth/authorize")
    assert parse_qs(parts.query) == {
        "client_id": ["12345"],
        "redirect_uri": ["https://team.example/x?y=1"],
        "response_type": ["code"],
        "approval_prompt": ["auto"],
        "scope": ["read,activity:read"],
        "state": ["a state&more"],
    }
    assert "secret" not in address
    assert source.consent_url("s", "http://localhost/").startswith("http://127.0.0.1:")
