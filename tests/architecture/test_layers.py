"""Who may import whom: the contracts of pyproject.toml, and what they cannot say."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.conftest import Module


def imported_packages(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_every_import_keeps_the_contracts(root: Path) -> None:
    # In a process of its own, because it sets up logging anew for the one it runs in.
    check = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
    run = subprocess.run([sys.executable, "-c", check], cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_rules_use_the_standard_library_alone(shipped: list[Module]) -> None:
    rules = [module for module in shipped if module.name.startswith("bot/domain/")]
    assert rules
    strangers = {
        f"{module.name} imports {name}"
        for module in rules
        for name in imported_packages(module.tree)
        if name.partition(".")[0] not in sys.stdlib_module_names and not f"{name}.".startswith("bot.domain.")
    }
    assert not strangers


def test_the_rules_take_the_time_as_an_argument(shipped: list[Module]) -> None:
    clocks = {"now", "utcnow", "today", "time", "monotonic"}
    readings = {
        f"{module.name}:{node.lineno}"
        for module in shipped
        if module.name.startswith("bot/domain/")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in clocks
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "time"}
        and not node.args
    }
    assert not readings


def test_only_the_database_commits(shipped: list[Module]) -> None:
    places = {
        module.name
        for module in shipped
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}
    }
    assert {name for name in places if not name.startswith("db/")} == set()


def test_only_the_command_line_reads_the_environment(shipped: list[Module]) -> None:
    readers = {
        module.name
        for module in shipped
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in {("os", "environ"), ("os", "getenv")}
    }
    # The others ask the operating system for fonts, libraries and a screen, which are no settings of Baton's.
    assert readers <= {
        "bot/__main__.py",
        "bot/playground/run.py",
        "bot/reader/process.py",
        "bot/ui/photos.py",
        "bot/ui/typefaces.py",
    }


def test_cogs_are_loaded_by_name_and_never_fetched_from_the_bot(shipped: list[Module]) -> None:
    importers = {
        module.name
        for module in shipped
        if not module.name.startswith("cogs/")
        and any(f"{n}.".startswith("cogs.") for n in imported_packages(module.tree))
    }
    fetchers = {
        module.name
        for module in shipped
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr == "get_cog"
    }
    assert not importers | fetchers
