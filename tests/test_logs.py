"""What the log looks like, and what never stands in it."""

import io
import json
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import aiosqlite
import pytest

from bot.config import LoggingSettings
from bot.logs import set_up_logging


@pytest.fixture(autouse=True)
def _put_logging_back() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in list(logging.root.manager.loggerDict)}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(levels.get(name, logging.NOTSET))


def raise_with(text: str) -> None:
    raise ValueError(text)


def log_failure(text: str) -> None:
    try:
        raise_with(text)
    except ValueError:
        logging.getLogger("bot.services.runs").exception("Run not logged", extra={"team": 7, "reference": "K7Q2"})


def test_a_line_says_when_how_grave_where_what_and_about_whom() -> None:
    out = io.StringIO()
    set_up_logging(LoggingSettings(), stream=out)
    logging.getLogger("bot.jobs.outbox").info("Sent %s", "one", extra={"team": 7})
    line = out.getvalue().rstrip("\n")
    assert line.endswith("INFO    bot.jobs.outbox: Sent one team=7")
    assert line.split()[0].endswith("+00:00")


def test_json_is_one_object_a_line_with_its_trace() -> None:
    out = io.StringIO()
    set_up_logging(LoggingSettings(format="json"), stream=out)
    log_failure("no such run")
    (line,) = out.getvalue().splitlines()
    entry = json.loads(line)
    assert entry | {"time": "", "trace": ""} == {
        "time": "",
        "level": "error",
        "logger": "bot.services.runs",
        "message": "Run not logged",
        "team": 7,
        "reference": "K7Q2",
        "trace": "",
    }
    assert "ValueError: no such run" in entry["trace"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_is_ever_written(form: str) -> None:
    out = io.StringIO()
    settings = LoggingSettings(level="debug", format="json" if form == "json" else "text")
    set_up_logging(settings, secrets=["abc.def.ghi", ""], stream=out)
    logging.getLogger("bot").warning("token abc.def.ghi", extra={"given": "abc.def.ghi"})
    log_failure("POST /api/v10/interactions/42/aW50ZXJhY3Rpb24tdG9rZW4/callback with abc.def.ghi")
    log_failure("PATCH /api/v10/webhooks/42/aW50ZXJhY3Rpb24tdG9rZW4/messages/@original")
    assert "abc.def.ghi" not in out.getvalue()
    assert "aW50ZXJhY3Rpb24" not in out.getvalue()
    assert "/webhooks/42/***/messages" in out.getvalue()


def test_below_the_chosen_level_nothing_is_written() -> None:
    out = io.StringIO()
    set_up_logging(LoggingSettings(level="warning"), stream=out)
    logging.getLogger("bot").info("quiet")
    logging.getLogger("bot").warning("loud")
    assert "quiet" not in out.getvalue()
    assert "loud" in out.getvalue()


@pytest.mark.parametrize("library", ["apscheduler.scheduler", "stravalib.protocol", "urllib3.connectionpool"])
def test_talkative_libraries_are_heard_only_when_debugging(library: str) -> None:
    for level, heard in (("info", False), ("debug", True)):
        out = io.StringIO()
        set_up_logging(LoggingSettings(level="debug" if level == "debug" else "info"), stream=out)
        logging.getLogger(library).info("Added job")
        assert ("Added job" in out.getvalue()) is heard


async def test_the_values_of_a_statement_are_written_at_no_level(tmp_path: Path) -> None:
    out = io.StringIO()
    set_up_logging(LoggingSettings(level="debug"), stream=out)
    async with aiosqlite.connect(tmp_path / "notes.db") as connection:
        await connection.execute("SELECT ?", ("my knee hurts",))
    logging.getLogger("bot").debug("heard")
    assert "heard" in out.getvalue()
    assert "knee" not in out.getvalue()


def test_setting_up_twice_does_not_say_everything_twice() -> None:
    out = io.StringIO()
    set_up_logging(LoggingSettings(), stream=out)
    set_up_logging(LoggingSettings(), stream=out)
    logging.getLogger("bot").info("once")
    assert out.getvalue().count("once") == 1


def test_warnings_of_libraries_go_to_the_log() -> None:
    out = io.StringIO()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        set_up_logging(LoggingSettings(), stream=out)
        warnings.warn("old way", DeprecationWarning, stacklevel=1)
        logging.captureWarnings(capture=False)
    assert "old way" in out.getvalue()
