"""The program as an operator types it: exit codes by cause, and plain sentences that say what to do."""

import asyncio
import logging
import os
import socket
import sqlite3
import sys
from pathlib import Path
from typing import TypeVar

import pytest

from bot import __version__
from bot.domain.connections import Service
from bot.errors import ExitCode
from bot.secret_box import FernetBox, new_key
from bot.services.credentials import opened, sealed
from bot.services.ports import Credentials
from db.database import Work
from db.engine import database_at
from db.schema import HEAD
from db.unit_of_work import UnitOfWork
from tests.command_line import Command, a_database, as_process, operator, plain
from tests.composed import new_database
from tests.db.rows import NOW, add_connection, add_runner, add_team

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.a-token-that-must-stay-secret"
CLOSED = "http://127.0.0.1:9/api/v10"

__all__ = ["operator"]

T = TypeVar("T")

# --- the command line itself ---


def test_no_command_shows_which_there_are(operator: Command) -> None:
    code, said = operator()
    assert code == ExitCode.USAGE
    assert "usage: baton" in said


def test_help_names_every_command(operator: Command) -> None:
    code, said = operator("--help")
    assert code == 0
    at_work = ("run", "start", "playground", "migrate", "sync", "check", "new-key", "forget-sealed", "health")
    for command in (*at_work, "backup", "restore", "export-team", "move"):
        assert f"\n    {command} " in said


def test_the_version_is_told(operator: Command) -> None:
    assert operator("--version") == (0, f"baton {__version__}\n")


def test_a_command_that_does_not_exist_is_a_matter_of_usage(operator: Command) -> None:
    code, said = operator("fly")
    assert code == ExitCode.USAGE
    assert "fly" in said


# --- configuration ---


@pytest.mark.parametrize("command", ["check", "run", "start", "sync", "migrate", "health", "playground"])
def test_a_wrong_configuration_stops_every_command_with_one_sentence(
    operator: Command, tmp_path: Path, command: str
) -> None:
    (tmp_path / "config.toml").write_text('[discord]\ntokn = "x"\n')
    code, said = operator(command)
    assert code == ExitCode.CONFIG
    assert said == "baton: config.toml: [discord] has no key tokn. Did you mean token?\n"


@pytest.mark.parametrize(
    ("environment", "hint"),
    [
        ({"DISCORD__TOKN": "x"}, "Did you mean BATON_DISCORD__TOKEN?"),
        ({"DATABASE__URL": "mysql://u:hidden@h/n"}, "Use sqlite:///data/baton.db or postgresql://"),
        ({"DATABASE__URL": "postgresql://u:hidden@127.0.0.1:port/n"}, "[database] url"),
        ({"LOGGING__LEVEL": "loud"}, "must be one of debug, info, warning, error"),
        ({"DEFAULTS__TIME_ZONE": "Berlin"}, "Did you mean Europe/Berlin?"),
        ({"DISCORD__TOKEN": "two words"}, "does not look like a token"),
    ],
)
def test_a_wrong_setting_is_named_with_a_right_one(operator: Command, environment: dict[str, str], hint: str) -> None:
    code, said = operator("check", **environment)
    assert code == ExitCode.CONFIG
    assert hint in said
    assert plain(said)
    assert "hidden" not in said
    assert "two words" not in said


def test_a_configuration_file_that_is_not_there_is_said(operator: Command) -> None:
    code, said = operator("--config", "elsewhere.toml", "check")
    assert code == ExitCode.CONFIG
    assert "There is no configuration file elsewhere.toml." in said


# --- check ---


def test_check_on_a_fresh_machine_says_what_comes_and_changes_nothing(operator: Command, tmp_path: Path) -> None:
    code, said = operator("check")
    assert code == ExitCode.TOKEN
    assert "Configuration: fine." in said
    assert "Database: not there yet; the first start creates it." in said
    assert "Backup: none yet. The bot makes one every 24 h while it runs.\n" in said
    assert "Secrets: looked at once the database is there." in said
    assert "Token: There is no Discord token." in said
    assert list(tmp_path.iterdir()) == []


def test_check_passes_when_all_is_there(operator: Command, tmp_path: Path) -> None:
    code, said = operator("check", DATABASE__URL=new_database(tmp_path), DISCORD__TOKEN=TOKEN)
    assert (code, said) == (
        0,
        "Configuration: fine.\n"
        "Database: fine.\n"
        "Backup: none yet. The bot makes one every 24 h while it runs.\n"
        "Secrets: nothing is stored sealed.\n"
        "Strava: not set up. Runs come by hand and as files; docs/strava.md says how to connect it.\n"
        "intervals.icu: not set up: it needs a key in [secrets]. Make one with: baton new-key.\n"
        "Token: there is one. Whether Discord accepts it shows at the start.\n",
    )


@pytest.mark.parametrize(
    ("version", "says"),
    [
        (None, "The database has no tables yet. Run: baton migrate."),
        ("0000", f"The database is at version 0000, Baton needs {HEAD}. Run: baton migrate."),
        ("9999", f"The database is at version 9999, newer than this Baton ({HEAD}). Run the newer Baton"),
    ],
)
def test_a_schema_that_does_not_fit_is_told_with_what_to_do(
    operator: Command, tmp_path: Path, version: str | None, says: str
) -> None:
    url = a_database(tmp_path, version)
    for command in ("check", "run"):
        code, said = operator(command, DATABASE__URL=url, DISCORD__TOKEN=TOKEN)
        assert code == ExitCode.SCHEMA
        assert says in said
        assert plain(said)


@pytest.mark.parametrize("command", ["check", "run", "migrate"])
@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("postgresql://baton:hidden@127.0.0.1:9/baton", "that the server runs"),
        ("sqlite:///notes.txt/baton.db", "that its folder can be written"),
        ("sqlite:///notes.txt", "not a database"),
    ],
)
def test_a_database_out_of_reach_is_told_with_what_to_check(
    operator: Command, tmp_path: Path, command: str, url: str, hint: str
) -> None:
    (tmp_path / "notes.txt").write_text("Remember the milk. " * 50)
    code, said = operator(command, DATABASE__URL=url, DISCORD__TOKEN=TOKEN)
    assert code == ExitCode.DATABASE
    assert hint in said
    assert plain(said)
    assert "hidden" not in said


@pytest.mark.parametrize("command", ["check", "run", "migrate"])
def test_an_option_that_the_driver_does_not_know_is_told(operator: Command, command: str) -> None:
    url = "postgresql://baton:hidden@127.0.0.1:9/baton?colour=blue"
    code, said = operator(command, DATABASE__URL=url, DISCORD__TOKEN=TOKEN)
    assert code == ExitCode.CONFIG
    assert "colour" in said
    assert plain(said)


# --- keys, Strava and intervals.icu ---


def strava(key: str, **changes: str) -> dict[str, str]:
    """Return the settings of an own Strava application."""
    whole = {"STRAVA__CLIENT_ID": "12345", "STRAVA__CLIENT_SECRET": "0a1b2c3d4e-secret", "SECRETS__KEYS": key}
    return {"DISCORD__TOKEN": TOKEN} | whole | changes


def stored(url: str, key: str) -> None:
    """Keep a member's access, and one that is still to be given back, sealed with a key."""
    box = FernetBox([key])

    def add(uow: UnitOfWork) -> None:
        add_team(uow)
        runner_id = add_runner(uow, "Ana")
        secret = sealed(box, Service.STRAVA, "77", Credentials("reach-in", "renew-it"))
        add_connection(uow, runner_id, "77", columns={"secret": secret})
        uow.service_work.add_revocation("strava", sealed(box, Service.STRAVA, "78", Credentials("old-way-in")), NOW)

    written(url, add)


def written(url: str, work: Work[T]) -> T:
    async def write() -> T:
        database = database_at(url)
        await database.open()
        try:
            return await database.write(work)
        finally:
            await database.close()

    return asyncio.run(write())


def secrets_in(url: str) -> list[bytes]:
    """Return what is stored sealed: the connection's, then what is to be given back."""
    path = url.partition("///")[2]
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT secret FROM connections UNION ALL SELECT secret FROM revocations").fetchall()
    connection.close()
    return [secret for (secret,) in rows]


def test_a_new_key_is_a_key_and_needs_no_configuration(operator: Command, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[strava]\nclient_id = '12345'\nclient_secret = 'no key yet'\n")
    (first, one), (second, another) = operator("new-key"), operator("new-key")
    assert (first, second) == (0, 0)
    assert one != another
    box = FernetBox([one.strip()])
    assert box.open(box.seal("kept")) == "kept"
    code, said = operator(
        "--config", "none.toml", "new-key", SECRETS__KEYS="no key", STRAVA__WEBHOOK="on", DISCORD__TOKN="x"
    )
    assert (code, len(said.strip())) == (0, 44)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "Strava: set up, level nudge, for 10 athletes; Baton asks every half hour.\n"),
        ({"STRAVA__ATHLETES": "1"}, "Strava: set up, level nudge, for one athlete; Baton asks every half hour.\n"),
        (
            {"STRAVA__LEVEL": "share", "STRAVA__WEBHOOK": "on", "WEB__PUBLIC_URL": "https://baton.example.org"},
            "Strava: set up, level share, for 10 athletes; Strava calls. This level needs Strava's written yes",
        ),
        (
            {"STRAVA__LEVEL": "automatic"},
            "level automatic, for 10 athletes; Baton asks every half hour. This level needs",
        ),
        ({"STRAVA__LEVEL": "off"}, "Strava: off. Runs come by hand and as files.\n"),
    ],
)
def test_check_says_what_is_set_up_and_no_secret(
    operator: Command, tmp_path: Path, changes: dict[str, str], says: str
) -> None:
    key = new_key()
    code, said = operator("check", DATABASE__URL=new_database(tmp_path), **strava(key, **changes))
    assert code == 0
    assert says in said
    assert "intervals.icu: set up. Members connect it with keys of their own." in said
    assert key not in said
    assert "0a1b2c3d4e-secret" not in said


def test_half_a_setup_stops_the_start_in_one_sentence(operator: Command) -> None:
    for command in ("check", "run"):
        code, said = operator(command, **strava(""))
        assert code == ExitCode.CONFIG
        assert said == (
            "baton: [strava] needs a key in [secrets], which seals members' access. Make one with: baton new-key.\n"
        )


def test_keys_change_from_old_to_both_to_new(operator: Command, tmp_path: Path) -> None:
    url, old, new = new_database(tmp_path), new_key(), new_key()
    stored(url, old)
    before = secrets_in(url)

    code, said = operator("check", DATABASE__URL=url, **strava(old))
    assert (code, "Secrets: the keys open all that is stored (2).\n" in said) == (0, True), said

    both = strava(f"{new},{old}", DISCORD__API_URL=CLOSED)
    code, said = operator("check", DATABASE__URL=url, **both)
    assert (code, "The next start seals 2 anew, with the newest.\n" in said) == (0, True), said
    assert secrets_in(url) == before

    # Discord is out of reach in a test, which is told after all was sealed anew.
    assert operator("run", DATABASE__URL=url, **both)[0] == ExitCode.DISCORD
    alone = FernetBox([new])
    connection, revocation = secrets_in(url)
    assert opened(alone, connection, Service.STRAVA, "77") == Credentials("reach-in", "renew-it")
    assert opened(alone, revocation, Service.STRAVA) == Credentials("old-way-in")

    code, said = operator("check", DATABASE__URL=url, **strava(new))
    assert (code, "Secrets: the keys open all that is stored (2).\n" in said) == (0, True), said


@pytest.mark.parametrize("command", ["check", "run"])
def test_keys_that_open_nothing_that_is_stored_stop_the_start(operator: Command, tmp_path: Path, command: str) -> None:
    url, wrong = new_database(tmp_path), new_key()
    stored(url, new_key())
    before = secrets_in(url)
    code, said = operator(command, DATABASE__URL=url, **strava(wrong, DISCORD__API_URL=CLOSED))
    assert code == ExitCode.CONFIG
    assert "The keys in [secrets] do not open what is stored: 2 of 2. Put the old key back" in said
    assert plain(said)
    assert wrong not in said
    assert secrets_in(url) == before


@pytest.mark.parametrize("command", ["check", "run"])
def test_without_a_key_what_is_stored_stops_the_start(operator: Command, tmp_path: Path, command: str) -> None:
    url = new_database(tmp_path)
    stored(url, new_key())
    code, said = operator(command, DATABASE__URL=url, DISCORD__TOKEN=TOKEN, DISCORD__API_URL=CLOSED)
    assert code == ExitCode.CONFIG
    assert "Members' access to other services is stored (2), and [secrets] holds no key to it." in said
    assert plain(said)


def test_what_a_lost_key_sealed_can_be_forgotten(operator: Command, tmp_path: Path) -> None:
    url = new_database(tmp_path)
    stored(url, new_key())
    key = strava(new_key())
    assert "If it is gone for good: baton forget-sealed." in operator("check", DATABASE__URL=url, **key)[1]
    assert operator("forget-sealed", DATABASE__URL=url, **key) == (
        0,
        "Forgotten: 2, which no key opens. Whose it was hears of it, and may connect anew.\n",
    )
    assert secrets_in(url) == []
    code, said = operator("check", DATABASE__URL=url, **key)
    assert (code, "Secrets: nothing is stored sealed." in said) == (0, True)
    assert operator("forget-sealed", DATABASE__URL=url, **key) == (0, "There is nothing that the keys do not open.\n")


def test_the_log_blots_out_every_secret(operator: Command, tmp_path: Path) -> None:
    key = new_key()
    operator("check", DATABASE__URL=new_database(tmp_path), **strava(key))
    # What the program has set up for itself still stands.
    [handler] = logging.getLogger().handlers
    words = handler.format(
        logging.makeLogRecord({"msg": f"{key} and 0a1b2c3d4e-secret and {TOKEN}", "levelname": "INFO"})
    )
    assert "*** and *** and ***" in words


# --- migrate ---


def test_migrate_makes_the_tables_and_may_be_repeated(operator: Command, tmp_path: Path) -> None:
    for _ in range(2):
        assert operator("migrate") == (0, f"The database is at version {HEAD}.\n")
    code, said = operator("check", DISCORD__TOKEN=TOKEN)
    assert code == 0, said
    assert (tmp_path / "data" / "baton.db").exists()


def test_migrate_leaves_a_newer_database_alone(operator: Command, tmp_path: Path) -> None:
    code, said = operator("migrate", DATABASE__URL=a_database(tmp_path, "9999"))
    assert code == ExitCode.SCHEMA
    assert "newer than this Baton" in said
    assert plain(said)


# --- run, start, sync, playground, health ---


@pytest.mark.parametrize("command", ["run", "sync"])
def test_without_a_token_nothing_starts_and_both_ways_on_are_named(operator: Command, command: str) -> None:
    code, said = operator(command)
    assert code == ExitCode.TOKEN
    for way in ("[discord] token", "BATON_DISCORD__TOKEN", "baton playground"):
        assert way in said


@pytest.mark.parametrize("command", ["start", "sync"])
def test_when_discord_cannot_be_reached_that_is_said_and_the_token_is_not(tmp_path: Path, command: str) -> None:
    code, said = as_process(tmp_path, command, DISCORD__TOKEN=TOKEN, DISCORD__API_URL=CLOSED, LOGGING__LEVEL="debug")
    assert code == ExitCode.DISCORD, said
    assert "Discord cannot be reached" in said
    assert plain(said)
    assert TOKEN not in said
    assert TOKEN.rpartition(".")[2] not in said
    if command == "start":
        assert "A Discord token is configured: starting the bot on Discord." in said
        # The first start makes the database, in the folder that the operator stands in.
        assert (tmp_path / "data" / "baton.db").stat().st_size > 0


def test_a_taken_port_of_the_web_server_is_said_before_discord_is_asked(operator: Command, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = operator(
            "run",
            DATABASE__URL=new_database(tmp_path),
            DISCORD__TOKEN=TOKEN,
            DISCORD__API_URL=CLOSED,
            WEB__PUBLIC_URL="https://baton.example.org",
            WEB__PORT=port,
        )
    assert code == ExitCode.PORT
    assert f"The web server cannot listen on 127.0.0.1, port {port}: Address already in use" in said
    assert plain(said)


def test_start_without_a_token_says_why_it_opens_the_playground(
    operator: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As on a machine where only the bot itself is installed.
    monkeypatch.setitem(sys.modules, "simcord", None)
    code, said = operator("start")
    assert code == ExitCode.MISSING
    assert "There is no Discord token" in said
    assert "starting the playground instead" in said
    assert "The playground needs the package simcord: make run installs it" in said


def test_the_playground_says_what_it_needs(operator: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "simcord", None)
    code, said = operator("playground")
    assert code == ExitCode.MISSING
    assert "pip install 'baton[playground]'" in said


def test_health_is_the_age_of_the_heartbeat(operator: Command, tmp_path: Path) -> None:
    beat = tmp_path / "beat"
    code, said = operator("health", HEALTH__HEARTBEAT_FILE=str(beat))
    assert code == ExitCode.UNEXPECTED
    assert "its heartbeat file is missing" in said

    beat.touch()
    assert operator("health", HEALTH__HEARTBEAT_FILE=str(beat)) == (0, "")

    os.utime(beat, (beat.stat().st_mtime - 600,) * 2)
    code, said = operator("health", HEALTH__HEARTBEAT_FILE=str(beat))
    assert code == ExitCode.UNEXPECTED
    assert "hangs" in said
    assert "600 s old" in said


def test_a_token_file_is_read_and_its_content_shown_nowhere(operator: Command, tmp_path: Path) -> None:
    secret = tmp_path / "token.txt"
    secret.write_text(f"{TOKEN}\n")
    code, said = operator(
        "check", DATABASE__URL=new_database(tmp_path), DISCORD__TOKEN_FILE=str(secret), LOGGING__LEVEL="debug"
    )
    assert code == 0
    assert TOKEN not in said


# --- rebuild ---


def test_a_rebuild_says_how_many_it_looked_at(operator: Command, tmp_path: Path) -> None:
    code, said = operator("rebuild", DATABASE__URL=new_database(tmp_path))
    assert (code, "Looked at 0 runners: 0 had to be mended" in said, plain(said)) == (ExitCode.OK, True, True)


def test_a_rebuild_of_a_schema_that_is_behind_asks_to_migrate(operator: Command, tmp_path: Path) -> None:
    code, said = operator("rebuild", DATABASE__URL=a_database(tmp_path, "0001"))
    assert (code, "baton migrate" in said, plain(said)) == (ExitCode.SCHEMA, True, True)
