"""That neither tokens, secrets nor anything of what Strava tells is in a log or an error, even when debugging."""

import itertools
import logging
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from bot.services.ports import SourceTrouble, Subscription
from tests.strava.company import SECRET, WEEK, Connected, source_for

NAME = "Zugspitze at dawn"
"""A title that no test meets by chance."""


def told_to_nobody(ana: Connected) -> tuple[str, ...]:
    """Return what may turn up nowhere."""
    pair = ana.strava.pair(ana.athlete)
    assert pair is not None
    known = (ana.credentials.access, ana.credentials.refresh, pair.access, pair.refresh)
    return (SECRET, NAME, "Sandqvist", "52.5163", "ki{eFvqf", "verify-me", "a-code", *known)


def written(caplog: pytest.LogCaptureFixture) -> str:
    """Return all that was logged, with what formatters may add."""
    return "\n".join(f"{vars(record)} {record.getMessage()} {record.exc_text}" for record in caplog.records)


async def everything_of(asking: Awaitable[object]) -> str:
    """Return all that an error tells by itself and by what hangs on to it."""
    try:
        await asking
    except SourceTrouble as trouble:
        return f"{trouble!r} {trouble} {trouble.__dict__} {''.join(traceback.format_exception(trouble))}"
    return ""


@pytest.fixture
def debugging(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    for name in (None, "urllib3", "urllib3.connectionpool", "urllib3.util.retry", "requests", "stravalib"):
        caplog.set_level(logging.DEBUG, name)
    return caplog


async def test_a_day_of_calls_logs_no_secret(ana: Connected, debugging: pytest.LogCaptureFixture) -> None:
    activity = ana.finish_run(name=NAME)
    debugging.clear()
    await ana.source.exchange(ana.strava.authorise(ana.athlete))
    await ana.source.runs(ana.credentials, WEEK)
    await ana.source.run(ana.credentials, str(activity.activity_id))
    await ana.source.renew(ana.credentials)
    await ana.source.subscriptions()
    await everything_of(ana.source.subscribe("http://127.0.0.1:9/hook", "verify-me"))
    await ana.source.unsubscribe(1)
    found = written(debugging)
    # That it was heard at all, and to which path.
    assert "/api/v3/push_subscriptions" in found
    assert "urllib3.connectionpool" in found
    assert [secret for secret in told_to_nobody(ana) if secret in found] == []


async def test_numbers_of_runs_are_logged_by_the_library_alone_which_is_kept_quiet(
    ana: Connected, debugging: pytest.LogCaptureFixture
) -> None:
    key = str(ana.finish_run().activity_id)
    debugging.clear()
    assert await ana.source.run(ana.credentials, key) is not None
    told = {record.name for record in debugging.records if key in record.getMessage()}
    assert {name.partition(".")[0] for name in told} == {"stravalib", "urllib3"}


async def test_errors_tell_nothing(ana: Connected, debugging: pytest.LogCaptureFixture) -> None:
    ana.finish_run(name=NAME)
    rows = [activity.summary() for activity in ana.athlete.activities.values()]
    faults = ana.strava.faults
    secrets = told_to_nobody(ana)
    refusal = {"message": f"Bad Request {NAME}", "errors": [{"resource": SECRET, "field": NAME, "code": "a-code"}]}
    troubles: tuple[Callable[[], object], ...] = (
        lambda: faults.answers(400, refusal),
        lambda: faults.answers(401, refusal),
        lambda: faults.answers(403, refusal),
        lambda: faults.answers(404, refusal),
        lambda: faults.answers(429, refusal),
        lambda: faults.answers(500, refusal),
        lambda: faults.answers(200, [*rows[:1], SECRET]),
        lambda: faults.answers(200, f'[{{"name": "{NAME}", "token": "{SECRET}'.encode()),
        lambda: faults.answers(302, refusal, headers={"Location": f"/elsewhere?{SECRET}"}),
        lambda: faults.cuts(),
    )
    calls: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: ana.source.runs(ana.credentials, WEEK),
        lambda: ana.source.run(ana.credentials, "1"),
        lambda: ana.source.renew(ana.credentials),
        lambda: ana.source.exchange("a-code"),
        lambda: ana.source.revoke(ana.credentials),
        lambda: ana.source.subscriptions(),
        lambda: ana.source.subscribe("http://127.0.0.1:9/hook", "verify-me"),
        lambda: ana.source.unsubscribe(1),
    )
    told = ""
    for trouble, call in itertools.product(troubles, calls):
        trouble()
        told += await everything_of(call())
    await ana.strava.stop()
    told += await everything_of(ana.source.subscriptions())
    assert told.count("SourceUnreachable") > 20
    assert [secret for secret in secrets if secret in told + written(debugging)] == []


async def test_neither_source_nor_credentials_show_what_they_hold(ana: Connected) -> None:
    shown = f"{ana.source!r} {ana.credentials!r} {ana.source.usage()!r}"
    assert [secret for secret in told_to_nobody(ana) if secret in shown] == []


async def test_tokens_go_in_headers_and_secrets_in_forms(ana: Connected) -> None:
    """All but the list of subscriptions, which Strava takes with the secret in the address alone."""
    await ana.source.runs(ana.credentials, WEEK)
    await ana.source.renew(ana.credentials)
    await ana.source.unsubscribe(1)
    await ana.source.revoke(ana.credentials)
    queries = [call.query for call in ana.strava.calls]
    assert {name for query in queries for name in query} == {"after", "page", "per_page"}
    await ana.source.subscriptions()
    assert ana.strava.calls[-1].query["client_secret"] == SECRET


async def test_nothing_of_the_machine_goes_with_a_call(
    ana: Connected, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A netrc file would take the place of the token, a proxy see it, and another application renew it unsaved."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine www.strava.com login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("STRAVA_CLIENT_ID", "99")
    monkeypatch.setenv("STRAVA_CLIENT_SECRET", "of the machine")
    asking = source_for(ana.strava)
    assert (await asking.runs(ana.credentials, WEEK)).runs == ()
    await asking.close()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_events_are_subscribed_to_once_and_ended(ana: Connected) -> None:
    asked: list[dict[str, str]] = []

    async def callback(request: web.Request) -> web.Response:
        asked.append(dict(request.query))
        return web.json_response({"hub.challenge": request.query["hub.challenge"]})

    app = web.Application()
    app.router.add_get("/hook", callback)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        assert await ana.source.subscriptions() == ()
        number = await ana.source.subscribe(address, "verify-me")
        assert await ana.source.subscriptions() == (Subscription(number, address),)
        assert [one["hub.verify_token"] for one in asked] == ["verify-me"]
        assert urlsplit(address).path == "/hook"
        await ana.source.unsubscribe(number)
        await ana.source.unsubscribe(number)
        assert await ana.source.subscriptions() == ()
    finally:
        await runner.cleanup()
