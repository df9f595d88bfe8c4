"""Where things are and what they are called."""

import ast
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

import pytest

from tests.architecture.conftest import Module

FOLDERS = {".ci", "benchmarks", "bot", "cogs", "db", "deploy", "docs", "requirements", "tests"}
FILES = {
    ".dockerignore",
    ".editorconfig",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "compose.yaml",
    "config.example.toml",
    "pyproject.toml",
}
MOST_LINES = 400


def test_the_top_level_is_fixed(kept_files: list[str]) -> None:
    tops = {PurePosixPath(name).parts[0] for name in kept_files}
    assert tops == FOLDERS | FILES


def test_every_module_opens_with_a_sentence_on_what_belongs_there(modules: list[Module]) -> None:
    def opens_well(module: Module) -> bool:
        first = (ast.get_docstring(module.tree) or "").partition("\n\n")[0]
        return first.endswith(".") and len(first) > 15

    assert [module.name for module in modules if not opens_well(module)] == []


def test_no_module_is_longer_than_one_can_keep_in_mind(shipped: list[Module]) -> None:
    lengths = {module.name: module.text.count("\n") for module in shipped}
    assert {name: count for name, count in lengths.items() if count > MOST_LINES} == {}


@pytest.mark.parametrize("word", ["utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"])
def test_no_name_says_nothing(modules: list[Module], word: str) -> None:
    vague = re.compile(rf"(?:^|_){word}(?:_|$)")
    by_path = [module.name for module in modules if any(vague.search(part) for part in re.split(r"[/.]", module.name))]
    by_class = [
        f"{module.name}: {node.name}"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and node.name.lower().endswith(word)
    ]
    assert by_path + by_class == []


def test_nothing_is_left_for_later(modules: list[Module]) -> None:
    # Written in two parts, so that this file does not find itself.
    marks = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "raise Not" + "ImplementedError"]))
    assert [module.name for module in modules if marks.search(module.text)] == []


def test_no_failure_is_swallowed_whole(modules: list[Module]) -> None:
    bare = [
        f"{module.name}:{node.lineno}"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "BaseException"))
        and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
        and not _hands_on(node)
    ]
    assert bare == []


def _hands_on(handler: ast.ExceptHandler) -> bool:
    """Tell whether the caught error goes to somebody else, as to the future of whoever waits for it."""
    arguments = [argument for node in ast.walk(handler) if isinstance(node, ast.Call) for argument in node.args]
    return any(isinstance(argument, ast.Name) and argument.id == handler.name for argument in arguments)


def test_scripts_do_not_hide_a_failure(root: Path) -> None:
    scripts = [root / "Makefile", root / "Dockerfile", *(root / ".ci").iterdir()]
    hidden = re.compile(r"\|\|\s*(?:true|:)(?:\s|$)")
    assert [script.name for script in scripts if hidden.search(script.read_text(encoding="utf-8"))] == []


def test_every_file_beside_the_code_is_packed_with_it(root: Path, kept_files: list[str]) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["*"]
    left_out = [
        name
        for name in kept_files
        if name.startswith(("bot/", "cogs/", "db/"))
        and not name.endswith((".py", "/py.typed"))
        and not any(fnmatch(PurePosixPath(name).name, pattern) for pattern in patterns)
    ]
    assert left_out == []
