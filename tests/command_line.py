"""The program as an operator types it: one command in an empty folder, its exit code, and all it said."""

import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.__main__ import main

ROOT = Path(__file__).parent.parent

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """Return a function that runs one command in an empty folder and returns its exit code and all it said."""
    for name in [name for name in os.environ if name.startswith("BATON_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level

    def run(*arguments: str, **environment: str) -> tuple[int, str]:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(f"BATON_{name}", value)
            try:
                code = main(list(arguments))
            except SystemExit as leaving:
                code = int(leaving.code or 0)
        out, err = capfd.readouterr()
        return code, out + err

    yield run
    # The program set up logging for itself; the tests after this one have their own.
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


def as_process(folder: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Run a command as its own process, for what changes the process it runs in."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BATON_")}
    run = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=clean | {"PYTHONPATH": str(ROOT)} | {f"BATON_{name}": value for name, value in environment.items()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


def plain(said: str) -> bool:
    """Tell whether what was said is for a person: sentences, and no trace of the program's inside."""
    return "Traceback" not in said and "sqlalchemy" not in said.lower() and "defect" not in said


def a_database(folder: Path, version: str | None) -> str:
    """Return the URL of a SQLite file whose schema has this version; None: a file that holds something else."""
    path = folder / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE something (a)")
        if version is not None:
            connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
            connection.execute("INSERT INTO alembic_version VALUES (?)", (version,))
    connection.close()
    return f"sqlite:///{path}"
