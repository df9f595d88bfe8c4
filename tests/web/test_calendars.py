"""Feeds as calendar programs ask for them: over a socket, read by parsers and a program of other makers."""

import asyncio
import logging
import os
import re
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientResponse, ClientSession
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from bot.app import Application, build
from bot.config import TeamDefaults
from bot.domain.races import plain_name
from bot.errors import ExitCode, StartupError
from bot.services.calendars import CalendarService, RaceCalendar, Whose
from bot.services.race_drafts import RaceDraft
from bot.web import WebServer
from db.unavailable import DatabaseAway
from db.unit_of_work import UnitOfWork
from tests.composed import PUBLIC_URL, StandingClock, new_database, settings_for
from tests.services.harriers import TEAM, Harriers, welcome
from tests.services.racing import add, join


@dataclass(frozen=True, slots=True)
class Served:
    """A running program's web server, a client of it, and the team whose races it serves."""

    application: Application
    team: Harriers
    url: str
    client: ClientSession

    async def calendar(self, name: str = "Ana", whose: Whose = Whose.MINE) -> RaceCalendar:
        """Return what `/race calendar` hands out."""
        calendars = self.team.services.calendars
        asker = self.team.asker(name)
        return await (calendars.mine(asker) if whose is Whose.MINE else calendars.of_team(asker))

    async def address(self, name: str = "Ana", whose: Whose = Whose.MINE) -> str:
        """Return where a calendar is served here, past the proxy."""
        return self.at((await self.calendar(name, whose)).address)

    def at(self, address: str | None) -> str:
        """Return a public address as the proxy passes it on."""
        assert address is not None
        assert address.startswith(PUBLIC_URL)
        return self.url + address.removeprefix(PUBLIC_URL)

    async def ask(self, address: str, method: str = "GET", **headers: str) -> tuple[ClientResponse, bytes]:
        """Ask as a program does."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.request(method, address, headers=named) as response:
            return response, await response.read()


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    clock = StandingClock()
    in_berlin = TeamDefaults(time_zone="Europe/Berlin")
    application = build(settings_for(new_database(tmp_path), tmp_path, in_berlin), clock)
    await application.open()
    try:
        assert application.web is not None
        url = await application.web.start()
        await welcome(application.services)
        async with ClientSession() as client:
            team = Harriers(application.database, clock, application.services)
            yield Served(application, team, url, client)
    finally:
        await application.stop()


def parsed(data: bytes) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(data.decode())


def description(data: bytes) -> list[str]:
    [event] = parsed(data).events
    return (event.description or "").splitlines()


async def test_a_program_reads_the_races_of_a_runner(served: Served) -> None:
    team = served.team
    race = (await add(team, distance="10k, half", start="9:00, 10:30", place="Tempelhof", url="example.org")).race
    await join(team, race.race_id, "Ana", distance="half", goal="1:45")
    await join(team, race.race_id, "Ben", distance="10k")
    response, body = await served.ask(await served.address())
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'inline; filename="races.ics"'
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Last-Modified"] == "Fri, 20 Nov 2026 09:30:00 GMT"
    [event] = parsed(body).events
    assert (event.summary, event.location, str(event.url)) == ("Berlin 10k", "Tempelhof", "https://example.org")
    assert (event.status, event.sequence, event.last_modified) == ("CONFIRMED", 1, team.clock.now())
    assert isinstance(event.dtstart, datetime)
    assert isinstance(event.dtend, datetime)
    assert event.dtstart.astimezone(UTC) == datetime(2027, 4, 11, 8, 30, tzinfo=UTC)
    assert event.dtend - event.dtstart == timedelta(hours=3, minutes=31)
    assert description(body) == [
        "You run: Half marathon · 10:30",
        "10 km · 09:00",
        "Times as the clocks show them there (Europe/Berlin).",
    ]
    for secret in (b"Ana", b"Ben", b"1:45"):
        assert secret not in body
    _, everybodys = await served.ask(await served.address("Ben", Whose.TEAM))
    assert description(everybodys)[:2] == ["10 km · 09:00", "Half marathon · 10:30"]
    assert parsed(everybodys).events[0].uid == event.uid
    assert b"X-WR-CALNAME:Races \xc2\xb7 Harriers\r\n" in everybodys


async def test_a_race_whose_start_is_open_lasts_all_day_and_called_off_it_says_so(served: Served) -> None:
    race_id = (await add(served.team)).race.race_id
    address = await served.address(whose=Whose.TEAM)
    _, body = await served.ask(address)
    [before] = parsed(body).events
    assert (before.dtstart, before.dtend) == (date(2027, 4, 11), date(2027, 4, 12))
    assert description(body) == ["10 km", "The start is still to come."]
    served.team.clock.forward(hours=1)
    await served.team.services.races.edit(served.team.asker("Ana"), race_id, RaceDraft(day="2027-04-18"))
    await served.team.services.races.cancel(served.team.asker("Ana"), race_id)
    _, body = await served.ask(address)
    [after] = parsed(body).events
    assert (after.uid, after.dtstart) == (before.uid, date(2027, 4, 18))
    assert (after.status, after.summary, after.sequence) == ("CANCELLED", "Called off: Berlin 10k", 3)
    assert after.last_modified == after.dtstamp == served.team.clock.now()


async def test_who_has_it_as_it_is_is_told_so_until_anything_changes(served: Served) -> None:
    team = served.team
    race_id = (await add(team)).race.race_id
    await join(team, race_id, "Ana")
    address = await served.address()
    first, body = await served.ask(address)
    tag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again, nothing = await served.ask(address, If_None_Match=known)
        assert (again.status, nothing) == (304, b"")
        assert (again.headers["ETag"], again.headers["Last-Modified"]) == (tag, changed)
    assert (await served.ask(address, If_None_Match='"x"'))[1] == body
    # Taking oneself out changes the feed and no race, so a date alone says too little.
    await team.services.entrants.leave(team.asker("Ana"), race_id)
    for headers in ({"If_None_Match": tag}, {"If_Modified_Since": changed}):
        left, without = await served.ask(address, **headers)
        assert (left.status, parsed(without).events) == (200, [])


async def test_head_tells_what_get_would_without_the_races(served: Served) -> None:
    await add(served.team)
    address = await served.address(whose=Whose.TEAM)
    got, body = await served.ask(address)
    head, nothing = await served.ask(address, "HEAD")
    assert (head.status, nothing, head.headers["Content-Length"]) == (200, b"", str(len(body)))
    for name in ("ETag", "Last-Modified", "Content-Type", "Cache-Control"):
        assert head.headers[name] == got.headers[name]
    assert (await served.ask(address, "POST"))[0].status == 405


async def test_an_unknown_a_renewed_and_a_forgotten_runners_address_are_answered_alike(served: Served) -> None:
    team = served.team
    await join(team, (await add(team)).race.race_id, "Ana")
    old = await served.address()
    new = served.at((await team.services.calendars.renew(team.asker("Ana"), Whose.MINE)).address)
    assert (await served.ask(new))[0].status == 200
    await team.services.privacy.forget(team.asker("Ana"))
    paths = ("x", "x" * 43, "x" * 4_000, "%00", "..%2F..%2Fetc", "%F0%9F%8F%83")
    for address in (old, new, *(f"{served.url}/calendar/{path}.ics" for path in paths)):
        response, body = await served.ask(address)
        assert (response.status, response.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
        assert body == b"There is no calendar at this address. /race calendar gives you one that works.\n"
        assert response.headers["Cache-Control"] == "no-store"
    assert (await served.ask(f"{served.url}/"))[0].status == 404


async def test_no_token_is_in_any_log_also_when_something_breaks(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await add(served.team)
    address = await served.address(whose=Whose.TEAM)
    await served.ask(address)
    await served.ask(address.replace(".ics", "x.ics"))
    await served.application.database.close()
    response, body = await served.ask(address)
    assert response.status == 500
    said = re.fullmatch(r"That went wrong on our side. Reference (\w{4}).\n", body.decode())
    assert said is not None
    formatted = "\n".join(logging.Formatter().format(record) for record in caplog.records)
    assert f"reference {said[1]}" in formatted
    assert f"in team {TEAM} was asked for" in formatted
    assert address.rpartition("/")[2].removesuffix(".ics") not in formatted


async def test_five_hundred_races_asked_for_by_many_at_once(served: Served) -> None:
    await served.team.join("Ana")

    def plan(uow: UnitOfWork) -> None:
        now = served.team.clock.now()
        for number in range(500):
            name = f"Race {number}"
            race_id = uow.races.add(
                team_id=TEAM,
                name=name,
                plain_name=plain_name(name),
                race_day=date(2026, 11, 21) + timedelta(days=number),
                time_zone=("Europe/Berlin", "America/New_York", "Africa/Casablanca")[number % 3],
                is_goal=False,
                created_at=now,
                changed_at=now,
            )
            uow.races.add_distances(race_id, [(10_000, "10k", "09:00"), (21_098, "hm", "10:30")])

    await served.team.database.write(plan, long=True)
    address = await served.address(whose=Whose.TEAM)
    answers = await asyncio.gather(*(served.ask(address) for _ in range(8)))
    assert {response.status for response, _ in answers} == {200}
    assert len({body for _, body in answers}) == 1
    events = parsed(answers[0][1]).events
    assert len({event.uid for event in events}) == 500


@pytest.mark.calendar
async def test_a_calendar_program_takes_in_what_is_served(served: Served, tmp_path: Path) -> None:
    await add(served.team, name="Elbe Half; by night 🏃", distance="half", start="9:30")
    await add(served.team, name="Nile 10", day="2027-04-18")
    _, body = await served.ask(await served.address(whose=Whose.TEAM))
    file = tmp_path / "races.ics"
    file.write_bytes(body)
    program = shutil.which("calcurse")
    assert program is not None

    async def run(*arguments: str) -> str:
        done = await asyncio.to_thread(
            subprocess.run,
            [program, "-D", str(tmp_path / "calcurse"), *arguments],
            env=os.environ | {"TZ": "Europe/Berlin", "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    assert "1 app / 1 event / 0 todos / 0 skipped" in await run("-i", str(file))
    taken = [re.sub(r">[0-9a-f]{40} ", "", line) for line in (await run("-G")).splitlines()]
    assert taken == [
        "04/11/2027 @ 09:30 -> 04/11/2027 @ 13:01|Elbe Half; by night 🏃",
        "04/18/2027 [1] Nile 10",
    ]


# --- the server ---


async def test_a_taken_port_and_an_address_of_elsewhere_are_explained(served: Served) -> None:
    port = int(served.url.rpartition(":")[2])
    for host, number in (("127.0.0.1", port), ("192.0.2.1", 8470)):
        server = WebServer(served.team.services.calendars, host=host, port=number)
        with pytest.raises(
            StartupError, match=rf"The web server cannot listen on {host}, port {number}: .+\. Choose"
        ) as no:
            await server.start()
        assert no.value.exit_code == ExitCode.PORT
        await server.stop()


async def test_stopping_the_program_stops_the_server(served: Served) -> None:
    await served.application.stop()
    host, _, port = served.url.removeprefix("http://").partition(":")
    with pytest.raises(ConnectionRefusedError), socket.create_connection((host, int(port))):
        pass


async def test_without_a_public_address_nothing_listens(tmp_path: Path) -> None:
    settings = settings_for(new_database(tmp_path), tmp_path)
    application = build(replace(settings, web=replace(settings.web, public_url="")))
    assert application.web is None
    await application.open()
    await application.start_web()
    await application.stop()


class _Away(CalendarService):
    """The service while the database is out of reach."""

    async def feed(self, token: str) -> RaceCalendar:
        raise DatabaseAway("PostgreSQL is away")


async def test_while_the_database_is_away_a_program_is_told_to_ask_again(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    team = served.team
    away = _Away(team.database, team.clock, team.services.calendars._enrolment)
    web = WebServer(away, host="127.0.0.1", port=0)
    url = await web.start()
    try:
        response, body = await served.ask(f"{url}/calendar/{'x' * 46}.ics")
    finally:
        await web.stop()
    assert (response.status, response.headers["Retry-After"]) == (503, "60")
    assert body.decode().startswith("I'm just catching my breath.")
    assert response.headers["Cache-Control"] == "no-store"
    assert [record.exc_info for record in caplog.records if record.levelno >= logging.WARNING] == [None]
