"""Starting and ending a playground: its folder, its port, and that every start brings the same team."""

import asyncio
import os
import re
import signal
import sys
from importlib import resources
from pathlib import Path
from typing import Literal

import pytest
from aiohttp import ClientSession
from simcord import SetupError

from bot.config import IntervalsSettings, PlaygroundSettings, SecretsSettings, Settings, StravaSettings
from bot.errors import ExitCode, StartupError
from bot.playground import Playground, open_playground
from tests.composed import buttons, words
from tests.playground.on_strava import Visit
from tests.playground.talk import picture

ROOT = Path(__file__).parents[2]


def test_no_file_of_the_pages_names_an_outside_address() -> None:
    for file in (resources.files("bot.playground") / "static").iterdir():
        outside = set(re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", file.read_text(encoding="utf-8")))
        assert outside <= {"//www.w3.org", "http://www.w3.org"}, file.name


async def test_it_runs_as_a_program_until_it_is_asked_to_stop(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "playground", "--port", "0"),
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert program.stdout is not None
    try:
        said = ""
        while (found := re.search(r"http://127\.0\.0\.1:\d+/", said)) is None:
            line = (await program.stdout.readline()).decode()
            assert line, f"it ended after: {said}"
            said += line
        async with ClientSession(found[0]) as visitor, visitor.get("/state") as answer:
            assert (await answer.json())["clock"]["day"] == "Friday 3 April"
        program.send_signal(signal.SIGINT)
        assert await program.wait() == 0
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()


async def test_two_playgrounds_are_alike_and_a_chosen_folder_keeps_the_newer(tmp_path: Path) -> None:
    seen = []
    for _ in range(2):
        async with open_playground(Settings(), folder=tmp_path, port=0) as playground:
            history = playground.world.places["feed"].handle.history()
            seen.append([(message.id, words(message)) for message in history])
    assert seen[0] == seen[1]
    assert [name for name in os.listdir(tmp_path) if name.endswith(".db")] == ["baton-playground.db"]


async def test_without_a_folder_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    async with open_playground(Settings(), port=0):
        (folder,) = os.listdir(tmp_path)
        assert "baton-playground.db" in os.listdir(tmp_path / folder)
    assert os.listdir(tmp_path) == []


async def test_it_never_speaks_for_the_operator_at_a_service(tmp_path: Path) -> None:
    operators = Settings(
        secrets=SecretsSettings(keys=("k" * 43 + "=",)),
        strava=StravaSettings(client_id="12345", client_secret="hush"),
        intervals=IntervalsSettings(api_url="https://intervals.example.org"),
    )
    async with open_playground(operators, folder=tmp_path, port=0) as playground:
        used = playground.application.settings
        assert (used.secrets, used.strava, used.intervals) == (SecretsSettings(), StravaSettings(), IntervalsSettings())


@pytest.mark.parametrize(
    ("chosen", "level", "clauses"),
    [("share", "share", ("2.3", "6.2", "5.5", "5.13", "6.1")), ("off", "nudge", ("2.3",))],
)
async def test_the_level_of_the_settings_is_the_one_to_look_at(
    tmp_path: Path, chosen: Literal["share", "off"], level: str, clauses: tuple[str, ...]
) -> None:
    settings = Settings(strava=StravaSettings(level=chosen))
    async with open_playground(settings, folder=tmp_path, port=0) as running, ClientSession(running.url) as session:
        shown = (await picture(session))["strava"]
        assert shown["level"] == level
        assert all(clause in shown["does"] for clause in clauses)
        visit = Visit(running, session)
        await visit.connect("ben")
        await visit.do("finish", "ben", km="8", minutes="46")
        assert ("Share with the team" in buttons(visit.letters("ben")[-1])) is (level == "share")


async def test_a_taken_port_is_explained(playground: Playground, tmp_path: Path) -> None:
    port = int(playground.url.rsplit(":", 1)[1].strip("/"))
    # SimCord allows one world to a loop, so the second playground has a loop of its own.
    with pytest.raises(StartupError) as caught:
        await asyncio.to_thread(asyncio.run, _open_briefly(tmp_path / "second", port))
    assert caught.value.exit_code == ExitCode.PORT
    assert str(port) in caught.value.message


async def test_a_folder_that_cannot_be_used_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(StartupError) as caught:
        await _open_briefly(tmp_path / "file", 0)
    assert caught.value.exit_code == ExitCode.DATABASE


async def test_the_folder_can_come_from_the_settings(tmp_path: Path) -> None:
    settings = Settings(playground=PlaygroundSettings(folder=tmp_path / "kept", port=0))
    async with open_playground(settings) as playground:
        assert (tmp_path / "kept" / "baton-playground.db").is_file()
        assert playground.url.startswith("http://127.0.0.1:")
    assert (tmp_path / "kept" / "baton-playground.db").is_file()


async def _open_briefly(folder: Path, port: int) -> None:
    async with open_playground(Settings(), folder=folder, port=port):
        raise SetupError("it opened")
