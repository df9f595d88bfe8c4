"""That the tests themselves are held to what they promise."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

INNER = """
import pytest

@pytest.mark.browser
def test_skipped(): pytest.skip("no window here")

def test_fine(): pass
"""


def test_no_test_reaches_the_network() -> None:
    with socket.socket() as sock, pytest.raises(RuntimeError, match=r"socket\.connect"):
        sock.connect(("192.0.2.1", 80))
    with pytest.raises(RuntimeError, match="look-up of"):
        socket.getaddrinfo("discord.com", 443)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        connection, _ = server.accept()
        connection.close()


@pytest.mark.parametrize(
    ("required", "closing"),
    [("", "1 passed, 1 skipped"), ("postgres", "1 passed, 1 skipped"), ("browser", "1 failed")],
)
def test_a_required_test_that_skips_is_a_failure(root: Path, tmp_path: Path, required: str, closing: str) -> None:
    (tmp_path / "conftest.py").write_text((root / "tests" / "conftest.py").read_text(encoding="utf-8"))
    (tmp_path / "test_inner.py").write_text(INNER)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\naddopts = -p no:cacheprovider\n")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", str(tmp_path)],
        cwd=tmp_path,
        env=os.environ | {"BATON_REQUIRE": required, "CHROMIUM": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    last = run.stdout.splitlines()[-1]
    assert closing in last, run.stdout
    assert run.returncode == (1 if required == "browser" else 0)
    assert ("not tested here, and why" in run.stdout) == (required != "browser")
    assert "no window here" in run.stdout
