"""What an operator meets: first start, commands of the program, wrong settings; plain sentences and exit codes."""

import re
import sqlite3
from pathlib import Path

import pytest
from aiohttp import ClientConnectorError, ClientSession

from bot.errors import ExitCode
from tests.e2e.team import Team, plain
from tests.loopback.process import BotProcess


async def _ended(team: Team, *command: str) -> tuple[int, str]:
    process = BotProcess(["bot", *command], team.baton.environment, team.baton.folder)
    await process.start()
    return await process.wait(60), process.output


async def test_the_first_start_creates_the_database(team: Team) -> None:
    team.baton.database.unlink()

    await team.baton.start_and_connect()
    await team.baton.wait_welcomed()

    await team.log(team.anna)
    await team.only_card()


async def test_sync_registers_what_was_promised_and_only_once(team: Team) -> None:
    before = {one["name"]: one["id"] for one in team.server.commands.all(None)}

    code, output = await _ended(team, "sync")

    assert code == 0, output
    assert {one["name"]: one["id"] for one in team.server.commands.all(None)} == before
    assert {"leaderboard", "points show", "run list", "run log"} <= set(team.server.commands.names())


async def test_a_start_registers_nothing(running: Team) -> None:
    assert running.server.requests_to("PUT", "/commands") == []


async def test_a_wrong_token_is_said_plainly(team: Team) -> None:
    team.baton.with_settings({"BATON_DISCORD__TOKEN": "wrong.token.indeed"})

    code, output = await _ended(team, "run")

    assert code == ExitCode.TOKEN
    assert "does not accept the token" in plain(output)[0]
    assert "wrong.token.indeed" not in output


async def test_a_schema_behind_the_code_is_said_plainly(team: Team) -> None:
    team.baton.rows("UPDATE alembic_version SET version_num = '0000'")

    code, output = await _ended(team, "run")

    assert code == ExitCode.SCHEMA
    assert "baton migrate" in plain(output)[0]
    assert team.server.requests == []


async def test_a_database_without_tables_is_said_plainly(team: Team) -> None:
    team.baton.database.unlink()
    with sqlite3.connect(team.baton.database) as connection:
        connection.execute("CREATE TABLE something_else (a)")
    connection.close()

    code, output = await _ended(team, "run")

    assert code == ExitCode.SCHEMA
    assert "baton migrate" in plain(output)[0]


@pytest.mark.parametrize(
    ("setting", "value", "code", "words"),
    [
        ("BATON_DISCORD__API_URL", "http://127.0.0.1:9/api/v10", ExitCode.DISCORD, "cannot be reached"),
        (
            "BATON_DATABASE__URL",
            "postgresql://baton:secret@127.0.0.1:9/baton",
            ExitCode.DATABASE,
            "cannot be used",
        ),
        ("BATON_DATABASE__URL", "sqlite:////proc/nowhere/baton.db", ExitCode.DATABASE, "data"),
    ],
)
async def test_what_cannot_be_reached_is_said_plainly(
    team: Team, setting: str, value: str, code: ExitCode, words: str
) -> None:
    team.baton.with_settings({setting: value})

    ended, output = await _ended(team, "run")

    assert ended == code, output
    assert words in plain(output)[0]
    assert "secret" not in output


async def test_check_tells_what_is_missing(team: Team) -> None:
    fine, output = await _ended(team, "check")
    team.baton.with_settings({"BATON_DISCORD__TOKEN": ""})
    missing, complaint = await _ended(team, "check")

    assert (fine, missing) == (0, ExitCode.TOKEN), output
    assert "BATON_DISCORD__TOKEN" in complaint


async def test_health_follows_the_process(running: Team) -> None:
    await running.log(running.anna)
    healthy, _ = await _ended(running, "health")

    assert healthy == 0


async def test_the_log_holds_no_token_and_no_names(running: Team) -> None:
    await running.log(running.anna, note="a very private remark")
    await running.only_card()
    assert await running.baton.stop() == 0

    assert running.server.token not in running.baton.output
    assert "Anna" not in running.baton.output
    assert "private remark" not in running.baton.output


async def test_calendars_are_answered_while_the_program_runs(team: Team) -> None:
    token = "t" * 43
    team.baton.rows(
        "INSERT INTO calendar_feeds (token, team_id, created_at) SELECT ?, team_id, created_at FROM teams", token
    )
    settings = {"PUBLIC_URL": "https://baton.example.org", "HOST": "127.0.0.1", "PORT": "0"}
    team.baton.with_settings({f"BATON_WEB__{key}": value for key, value in settings.items()})
    team.baton.with_settings({"BATON_LOGGING__LEVEL": "debug"})
    await team.baton.start_and_connect()
    listening = re.search(r"the web server listens at (http://127\.0\.0\.1:\d+)", team.baton.output)
    assert listening is not None
    async with ClientSession() as client:
        async with client.get(f"{listening[1]}/calendar/{token}.ics") as response:
            assert response.status == 200
            assert "X-WR-CALNAME:Races · Fell Runners" in await response.text()
        assert await team.baton.stop() == 0
        with pytest.raises(ClientConnectorError):
            await client.get(listening[1])
    assert token not in team.baton.output


async def test_a_run_logged_the_moment_a_new_team_is_met_has_its_card(team: Team) -> None:
    team.baton.database.unlink()
    await team.baton.start_and_connect()

    await team.log(team.anna)

    await team.only_card()


async def test_whoever_watches_asks_how_the_program_fares(team: Team) -> None:
    team.baton.with_settings({"BATON_HEALTH__PAGES": "on", "BATON_HEALTH__PORT": "0"})
    await team.baton.start_and_connect()
    await team.log(team.anna)
    await team.only_card()
    listening = re.search(r"/health and /metrics are answered at (http://127\.0\.0\.1:\d+)", team.baton.output)
    assert listening is not None
    async with ClientSession() as client:
        async with client.get(f"{listening[1]}/health") as response:
            assert response.status == 200
            assert (await response.json())["gateway"]["servers"] == len(team.server.world.guilds)
        async with client.get(f"{listening[1]}/metrics") as response:
            page = await response.text()
        assert 'baton_interactions_total{kind="application_command"}' in page
        assert 'baton_message_seconds_count{kind="feed_card",outcome="delivered"} 1.0' in page
        assert 'resource="interactions",status="204"' in page or 'resource="interactions",status="200"' in page
        team.server.gateway.refuse_resume = True
        assert await team.baton.stop() == 0
        with pytest.raises(ClientConnectorError):
            await client.get(f"{listening[1]}/health")


async def test_it_writes_nowhere_but_into_its_folder(team: Team) -> None:
    folder = str(team.baton.folder)
    team.baton.arguments = ["tests.e2e.read_only", folder, "bot", "run"]
    team.baton.with_settings({"HOME": "/nonexistent", "TMPDIR": "/nonexistent"})
    await team.baton.start_and_connect()
    await team.log(team.anna)
    await team.only_card()
    answer = await team.server.slash(team.anna, team.general, "stats")
    assert "10.0 km" in answer.text
    assert await team.baton.stop() == 0
    assert "Read-only" not in team.baton.output
    assert "Traceback" not in team.baton.output


async def test_what_holds_it_to_its_folder_refuses_all_else(team: Team, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.db"
    team.baton.with_settings({"BATON_DATABASE__URL": f"sqlite+aiosqlite:///{elsewhere}"})
    inside = tmp_path / "inside"
    inside.mkdir()
    process = BotProcess(["tests.e2e.read_only", str(inside), "bot", "run"], team.baton.environment, team.baton.folder)
    await process.start()
    assert await process.wait(60) == ExitCode.DATABASE
    assert not elsewhere.exists()
