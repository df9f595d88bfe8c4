"""When Strava refuses, stumbles, stays silent or talks nonsense: which trouble the caller is told of."""

import asyncio
import ipaddress
import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.domain.connections import Usage
from bot.playground.local_strava import LocalStrava
from bot.services.ports import (
    Credentials,
    SourceFull,
    SourceInactive,
    SourceLimited,
    SourceRefused,
    SourceTrouble,
    SourceUnreachable,
)
from bot.strava import StravaSource
from bot.strava.limits import LimitRecorder
from tests.composed import StandingClock
from tests.strava.company import NOW, SECRET, WEEK, Connected, source_for

Asking = Callable[[Connected], Awaitable[object]]

ASKED: dict[str, Asking] = {
    "runs": lambda ana: ana.source.runs(ana.credentials, WEEK),
    "run": lambda ana: ana.source.run(ana.credentials, "1"),
    "renew": lambda ana: ana.source.renew(ana.credentials),
    "exchange": lambda ana: ana.source.exchange("a-code"),
    "revoke": lambda ana: ana.source.revoke(ana.credentials),
    "subscriptions": lambda ana: ana.source.subscriptions(),
    "subscribe": lambda ana: ana.source.subscribe("http://127.0.0.1:9/hook", "word"),
    "unsubscribe": lambda ana: ana.source.unsubscribe(1),
}
every_call = pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)


async def trouble_of(asking: Awaitable[object]) -> SourceTrouble:
    """Return the trouble that a call ends with; nothing that was asked or answered may hang on to it."""
    with pytest.raises(SourceTrouble) as caught:
        await asking
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
    return caught.value


@every_call
@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_stumble_is_no_word_on_what_was_asked(ana: Connected, asked: Asking, status: int) -> None:
    ana.strava.faults.stumbles(status=status)
    assert type(await trouble_of(asked(ana))) is SourceUnreachable


@every_call
async def test_a_400_that_does_not_say_what_is_wrong_is_no_word_either(ana: Connected, asked: Asking) -> None:
    ana.strava.faults.stumbles(status=400)
    assert type(await trouble_of(asked(ana))) is SourceUnreachable


@every_call
async def test_a_cut_connection_is_no_word_either(ana: Connected, asked: Asking) -> None:
    ana.strava.faults.cuts()
    assert type(await trouble_of(asked(ana))) is SourceUnreachable


@every_call
async def test_too_many_calls(ana: Connected, asked: Asking) -> None:
    ana.strava.faults.answers(429, {"message": "Rate Limit Exceeded", "errors": []})
    assert type(await trouble_of(asked(ana))) is SourceLimited


@every_call
async def test_an_inactive_application(ana: Connected, asked: Asking) -> None:
    ana.strava.application.inactive = True
    assert type(await trouble_of(asked(ana))) is SourceInactive


@pytest.mark.parametrize("name", [name for name in ASKED if name not in ("revoke", "unsubscribe")])
@pytest.mark.parametrize(
    "body",
    [
        b'[{"id": 1, "name": "Morn',
        b"<html>Sign in</html>",
        b"",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'[{"id": ' + b"7" * 5_000 + b"}]",
        b"null",
        b"7",
        b'"list"',
        b"[[]]",
        b'{"access_token": 5, "refresh_token": null, "expires_at": "soon", "id": "seven"}',
    ],
    ids=["cut short", "a page", "nothing", "bytes", "deep", "digits", "null", "number", "text", "lists", "odd values"],
)
async def test_an_answer_without_sense_is_no_word_either(ana: Connected, name: str, body: bytes) -> None:
    ana.strava.faults.answers(200, body)
    if (name, body) == ("runs", b"[[]]"):
        assert (await ana.listing()).unreadable == 1
        return
    assert type(await trouble_of(ASKED[name](ana))) is SourceUnreachable


async def test_an_answer_without_end_is_not_read_to_it(ana: Connected) -> None:
    ana.strava.faults.answers(200, b" " * (9 * 1024 * 1024) + b"[]")
    assert type(await trouble_of(ana.listing())) is SourceUnreachable
    assert await ana.runs() == ()


@pytest.mark.parametrize("name", ["runs", "renew", "revoke"])
@pytest.mark.parametrize("kind", ["hangs", "drips"])
async def test_silence_and_drops_end_in_time(ana: Connected, name: str, kind: str) -> None:
    application = ana.strava.application
    hasty = StravaSource(client_id=application.client_id, client_secret=SECRET, address=ana.strava.address, seconds=1.0)
    await hasty.warm_up()
    fault = getattr(ana.strava.faults, kind)()
    impatient = Connected(ana.strava, hasty, ana.clock, ana.athlete, ana.credentials)
    assert type(await trouble_of(ASKED[name](impatient))) is SourceUnreachable
    assert fault.hits == 1
    # The thread has let go of it too, though it still goes on.
    async with asyncio.timeout(30):
        await hasty.close()


async def test_who_waits_for_its_turn_too_long_makes_no_call_any_more(ana: Connected) -> None:
    application = ana.strava.application
    hasty = StravaSource(client_id=application.client_id, client_secret=SECRET, address=ana.strava.address, seconds=1.0)
    await hasty.warm_up()
    ana.strava.faults.hangs("*/athlete/activities", times=None)
    asked = [asyncio.create_task(trouble_of(hasty.runs(ana.credentials, WEEK))) for _ in range(24)]
    assert {type(trouble) for trouble in await asyncio.gather(*asked)} == {SourceUnreachable}
    ana.strava.faults.clear()
    await hasty.close()
    assert sum(call.path.endswith("/athlete/activities") for call in ana.strava.calls) < 24


async def test_nobody_listens_there(ana: Connected) -> None:
    await ana.strava.stop()
    assert type(await trouble_of(ana.listing())) is SourceUnreachable


async def test_nobody_else_is_taken_for_strava(ana: Connected, tmp_path: Path) -> None:
    heard: list[str] = []

    async def anything(request: web.Request) -> web.Response:
        heard.append(request.path)
        return web.json_response([])

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", anything)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=_own_certificate(tmp_path)).start()
    stranger = StravaSource(client_id=1, client_secret=SECRET, address=f"https://127.0.0.1:{runner.addresses[0][1]}")
    assert type(await trouble_of(stranger.runs(ana.credentials, WEEK))) is SourceUnreachable
    await stranger.close()
    await runner.cleanup()
    assert heard == []


def _own_certificate(folder: Path) -> ssl.SSLContext:
    """Return a certificate for loopback that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    file = folder / "own.pem"
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def test_an_answer_that_sends_elsewhere_is_not_followed(ana: Connected) -> None:
    for status in (301, 302, 307, 308):
        fault = ana.strava.faults.answers(status, b"", headers={"Location": "https://www.strava.com/elsewhere"})
        assert type(await trouble_of(ana.source.renew(ana.credentials))) is SourceUnreachable
        assert fault.hits == 1
    assert not any(call.path == "/elsewhere" for call in ana.strava.calls)


# --- tokens -------------------------------------------------------------------------------------------------------


async def test_access_that_was_taken_back_is_refused_everywhere(ana: Connected) -> None:
    activity = ana.finish_run()
    ana.strava.deauthorise(ana.athlete)
    assert type(await trouble_of(ana.listing())) is SourceRefused
    assert type(await trouble_of(ana.source.run(ana.credentials, str(activity.activity_id)))) is SourceRefused
    assert type(await trouble_of(ana.source.renew(ana.credentials))) is SourceRefused


async def test_an_old_or_used_code_is_refused(ana: Connected) -> None:
    code = ana.strava.authorise(ana.athlete)
    ana.clock.forward(minutes=11)
    assert type(await trouble_of(ana.source.exchange(code))) is SourceRefused
    code = ana.strava.authorise(ana.athlete)
    await ana.source.exchange(code)
    assert type(await trouble_of(ana.source.exchange(code))) is SourceRefused


@pytest.mark.parametrize("status", [400, 401])
async def test_a_refused_refresh_is_the_athletes_word(ana: Connected, status: int) -> None:
    ana.strava.faults.answers(status, {"message": "Bad Request", "errors": [{"resource": "RefreshToken"}]})
    assert type(await trouble_of(ana.source.renew(ana.credentials))) is SourceRefused


async def test_a_wrong_secret_is_the_operators_matter_and_no_athletes(ana: Connected) -> None:
    """Otherwise a secret that was renewed at Strava would disconnect the whole team."""
    wrong = source_for(ana.strava, client_secret="another")
    for asking in (
        wrong.renew(ana.credentials),
        wrong.exchange(ana.strava.authorise(ana.athlete)),
        wrong.revoke(ana.credentials),
        wrong.subscriptions(),
        wrong.subscribe("http://127.0.0.1:9/hook", "word"),
        wrong.unsubscribe(1),
    ):
        assert type(await trouble_of(asking)) is SourceInactive
    await wrong.close()
    assert ana.strava.pair(ana.athlete) is not None


async def test_one_athlete_too_many(ana: Connected) -> None:
    ana.strava.application.capacity = 1
    ben = ana.strava.add_athlete("Ben")
    assert type(await trouble_of(ana.source.exchange(ana.strava.authorise(ben)))) is SourceFull
    # Who is connected may do so again.
    assert (await ana.source.exchange(ana.strava.authorise(ana.athlete))).athlete == str(ana.athlete.athlete_id)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 451])
async def test_a_refusal_that_nobody_foresaw_is_no_word_on_runs(ana: Connected, status: int) -> None:
    ana.strava.faults.answers(status, {"message": "No", "errors": "none"})
    assert type(await trouble_of(ana.listing())) is SourceUnreachable


async def test_a_scope_without_activities_is_refused(ana: Connected) -> None:
    grant = await ana.source.exchange(ana.strava.authorise(ana.athlete, "read"))
    assert type(await trouble_of(ana.source.runs(grant.credentials, WEEK))) is SourceRefused


async def test_whose_access_it_is_costs_a_call_where_the_answer_does_not_say(ana: Connected) -> None:
    pair = ana.strava.pair(ana.athlete)
    assert pair is not None
    told = {"access_token": pair.access, "refresh_token": pair.refresh, "expires_at": 1_800_000_000}
    ana.strava.faults.answers(200, told, "/oauth/token")
    grant = await ana.source.exchange("a-code")
    assert grant.athlete == str(ana.athlete.athlete_id)
    assert ana.strava.calls[-1].path == "/api/v3/athlete"


async def test_a_refresh_keeps_the_pair_for_long_and_then_turns_it(ana: Connected) -> None:
    assert ana.credentials.expires_at == ana.clock.now() + timedelta(hours=6)
    ana.clock.forward(hours=4)
    assert await ana.source.renew(ana.credentials) == ana.credentials
    ana.clock.forward(hours=1)
    newer = await ana.source.renew(ana.credentials)
    assert newer.expires_at == ana.clock.now() + timedelta(hours=6)
    assert {newer.access, newer.refresh}.isdisjoint({ana.credentials.access, ana.credentials.refresh})
    # The old access token opens to its end; the old refresh token is dead at once.
    assert (await ana.source.runs(ana.credentials, WEEK)).runs == ()
    assert type(await trouble_of(ana.source.renew(ana.credentials))) is SourceRefused
    assert (await ana.source.runs(newer, WEEK)).runs == ()


# --- giving back --------------------------------------------------------------------------------------------------


async def test_access_is_given_back_once_and_for_all(ana: Connected) -> None:
    await ana.source.revoke(ana.credentials)
    assert ana.strava.pair(ana.athlete) is None
    await ana.source.revoke(ana.credentials)
    await ana.source.revoke(Credentials(access="never-was"))


@pytest.mark.parametrize("status", [400, 401])
async def test_a_token_that_is_dead_already_counts_as_given_back(ana: Connected, status: int) -> None:
    fault = ana.strava.faults.answers(status, {"message": "Authorization Error", "errors": []}, "/oauth/revoke")
    await ana.source.revoke(ana.credentials)
    assert fault.hits == 1


@pytest.mark.parametrize("body", [b'[{"id": 1, "name": "Morn', b"<html>Back soon</html>"], ids=["cut short", "a page"])
async def test_an_answer_without_sense_is_no_word_on_what_is_given_back(ana: Connected, body: bytes) -> None:
    ana.strava.faults.answers(200, body)
    assert type(await trouble_of(ana.source.revoke(ana.credentials))) is SourceUnreachable
    await ana.source.revoke(ana.credentials)
    assert ana.strava.pair(ana.athlete) is None


# --- limits -------------------------------------------------------------------------------------------------------


async def test_the_limits_of_reads_are_noted_with_each_answer(strava: LocalStrava, source: StravaSource) -> None:
    assert source.usage() is None
    athlete = strava.add_athlete("Ana")
    grant = await source.exchange(strava.authorise(athlete))
    assert source.usage() is None
    await source.runs(grant.credentials, WEEK)
    await source.run(grant.credentials, "1")
    assert source.usage() == Usage(quarter=2, quarter_limit=100, day=2, day_limit=1_000, heard_at=NOW)


async def test_used_up_limits_are_noted_before_they_are_told(ana: Connected) -> None:
    ana.strava.counter.use_up()
    assert type(await trouble_of(ana.listing())) is SourceLimited
    assert ana.source.usage() == Usage(quarter=101, quarter_limit=100, day=1, day_limit=1_000, heard_at=ana.clock.now())
    ana.clock.forward(minutes=15)
    await ana.listing()
    assert ana.source.usage() == Usage(quarter=1, quarter_limit=100, day=2, day_limit=1_000, heard_at=ana.clock.now())


async def test_a_count_is_as_old_as_the_answer_that_said_it(ana: Connected) -> None:
    await ana.listing()
    ana.clock.forward(days=1)
    # Neither of these answers says anything of limits.
    ben = ana.strava.add_athlete("Ben")
    await ana.source.exchange(ana.strava.authorise(ben))
    await ana.source.revoke(ana.credentials)
    assert ana.source.usage() == Usage(quarter=1, quarter_limit=100, day=1, day_limit=1_000, heard_at=NOW)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-ReadRateLimit-Usage": "1,2"},
        {"X-ReadRateLimit-Usage": "many", "X-ReadRateLimit-Limit": "100,1000"},
        {"X-ReadRateLimit-Usage": "1,2,3", "X-ReadRateLimit-Limit": "100,1000"},
        {"X-ReadRateLimit-Usage": "-1,2", "X-ReadRateLimit-Limit": "100,1000"},
    ],
)
async def test_headers_that_say_nothing_change_nothing(
    source: StravaSource, headers: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    recorder = LimitRecorder(StandingClock(NOW))
    recorder(headers, "GET")
    assert recorder.usage is None
    recorder({"x-ratelimit-limit": "200,2000", "X-RateLimit-Usage": "3, 40"}, "GET")
    recorder(headers, "GET")
    assert recorder.usage == Usage(quarter=3, quarter_limit=200, day=40, day_limit=2_000, heard_at=NOW)
    assert caplog.records == []


# --- closing ------------------------------------------------------------------------------------------------------


async def test_after_the_end_nothing_is_asked(ana: Connected) -> None:
    ana.strava.faults.hangs("*/athlete/activities")
    waiting = asyncio.create_task(trouble_of(ana.listing()))
    queue = [asyncio.create_task(trouble_of(ana.source.run(ana.credentials, "1"))) for _ in range(8)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(ana.source.close())
    await asyncio.sleep(0)
    ana.strava.faults.clear()
    await closing
    assert type(await waiting) is SourceUnreachable
    assert {type(trouble) for trouble in await asyncio.gather(*queue)} == {SourceUnreachable}
    before = len(ana.strava.calls)
    assert type(await trouble_of(ana.listing())) is SourceUnreachable
    assert len(ana.strava.calls) == before
