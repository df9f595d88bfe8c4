"""What holds for every test: no network but loopback, which tests may not be skipped, and what was."""

import ipaddress
import os
import shutil
import socket
import sys
from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import hypothesis
import pytest

# What a run must not skip, by marker: BATON_REQUIRE=browser,postgres. Without it a machine that has no
# Chromium still tests everything else.
REQUIRED: Final = frozenset(filter(None, os.environ.get("BATON_REQUIRE", "").split(",")))
CHROMIUM_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# A deadline would be an assertion about the machine. On CI the examples are the same in every run, so that a
# change is judged by what it changes; everywhere else they are new each time.
hypothesis.settings.register_profile("baton", deadline=None, derandomize="CI" in os.environ, print_blob=True)
hypothesis.settings.load_profile("baton")


if sys.dont_write_bytecode:
    # Every simulated Discord loads the commands' modules anew, and would compile them each time. What must not be kept
    # beside the sources is kept for this run.
    _compiled = TemporaryDirectory(prefix="baton-compiled-")
    sys.pycache_prefix, sys.dont_write_bytecode = _compiled.name, False


class SocketsAreOff(RuntimeError):
    """A test reached for the network. Only loopback and unix sockets are open."""


def _is_local(address: object) -> bool:
    if isinstance(address, str | bytes):
        return True
    if not isinstance(address, tuple) or not address:
        return False
    return _is_loopback(address[0])


def _is_loopback(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return isinstance(host, str) and ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        sock, address = arguments
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address):
            raise SocketsAreOff(f"{event} to {address!r}")
    elif event == "socket.getaddrinfo" and not _is_loopback(arguments[0]):
        raise SocketsAreOff(f"look-up of {arguments[0]!r}")


def _chromium() -> Path | None:
    for name in filter(None, (os.environ.get("CHROMIUM"), *CHROMIUM_NAMES)):
        if found := shutil.which(name):
            return Path(found)
    return None


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser that tests start: the one that ``CHROMIUM`` names, else the first that is installed."""
    found = _chromium()
    if found is None:
        pytest.skip("no Chromium is installed")
    return found


def pytest_configure(config: pytest.Config) -> None:
    """Close the network for the whole run (an audit hook, so no library can go around it in Python)."""
    unknown = REQUIRED - {"browser", "calendar", "postgres"}
    if unknown:
        raise pytest.UsageError(f"BATON_REQUIRE knows browser, calendar and postgres, not {', '.join(sorted(unknown))}")
    sys.addaudithook(_guard)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what its folder says, and skip tests of other programs where they are not."""
    browser_is_there = _chromium() is not None
    calendar_is_there = shutil.which("calcurse") is not None
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent / "e2e"):
            item.add_marker(pytest.mark.e2e)
        if not browser_is_there and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium is installed (Debian: apt install chromium)"))
        if not calendar_is_there and item.get_closest_marker("calendar"):
            item.add_marker(pytest.mark.skip(reason="no calcurse is installed (Debian: apt install calcurse)"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a required test into a failure."""
    report = yield
    required = sorted(marker for marker in REQUIRED if item.get_closest_marker(marker))
    if report.skipped and required and not hasattr(report, "wasxfail"):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"BATON_REQUIRE asks for {', '.join(required)}, so this may not be skipped: {why}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the very end what was not tested here, and why."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.getreports("skipped"):
        if isinstance(report.longrepr, tuple):
            reason = report.longrepr[2].removeprefix("Skipped: ")
            reasons[reason] = reasons.get(reason, 0) + 1
    if not reasons:
        return
    terminalreporter.section("not tested here, and why")
    for reason, count in sorted(reasons.items()):
        terminalreporter.line(f"{count:4} × {reason}")
