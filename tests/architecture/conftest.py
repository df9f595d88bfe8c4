"""The project's own files, as text and as syntax trees."""

import ast
import gc
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Module:
    """One Python file of the project; ``name`` is its path from the root."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        # Python 3.11 loses count of the recursion when a finalizer switches greenlets in the middle of parsing. To
        # collect before each file as well took two minutes of a whole run, once there is much to look through.
        gc.disable()
        try:
            return ast.parse(self.text)
        finally:
            gc.enable()


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def modules() -> list[Module]:
    """Every Python file of the project, tests and benchmarks included."""
    folders = ("bot", "cogs", "db", "tests", "benchmarks", "docs")
    found = [Module(path) for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    assert found
    return found


@pytest.fixture(scope="session")
def shipped(modules: list[Module]) -> list[Module]:
    """The Python files that make up the program."""
    return [module for module in modules if module.name.startswith(("bot/", "cogs/", "db/"))]


@pytest.fixture(scope="session")
def kept_files() -> list[str]:
    """What is or would be committed, as paths from the root."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout")
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listing.stdout.splitlines() if (ROOT / name).is_file()]
