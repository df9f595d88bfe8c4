"""That what the README and the image say is what is run, and that the locks hold what is asked for."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.config import env_name, known_keys

LOCKS = ("runtime", "playground", "dev")


def normal(requirement: str) -> str:
    """Return the name in a requirement as the locks write it."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def locked(root: Path, name: str) -> dict[str, str]:
    text = (root / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, flags=re.MULTILINE))


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, list[str]]:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = settings["optional-dependencies"]
    runtime = [*settings["dependencies"], "setuptools"]
    playground = runtime + extras["playground"]
    return {
        "runtime": runtime,
        "playground": playground,
        "dev": playground + [line for line in extras["dev"] if normal(line) != "baton"],
    }


# --- locks -------------------------------------------------------------------


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_everything_that_is_asked_for(root: Path, project: dict[str, list[str]], name: str) -> None:
    assert {normal(line) for line in project[name]} - locked(root, name).keys() == set()


def test_the_locks_agree(root: Path) -> None:
    runtime, playground, dev = (locked(root, name) for name in LOCKS)
    assert runtime.items() <= playground.items() <= dev.items()


def test_the_locks_name_no_address_and_no_folder_of_a_machine(root: Path) -> None:
    for path in (root / "requirements").iterdir():
        for line in path.read_text(encoding="utf-8").splitlines():
            assert "://" not in line
            assert not line.lstrip().startswith(("-i", "--index", "--extra-index", "--find-links", "--trusted"))
            assert not re.search(r"(?:^|[\s@])/\w", line), line


def test_every_locked_version_is_checked_by_its_hash(root: Path) -> None:
    for name in (*LOCKS, "uv"):
        text = (root / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        entries = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]
        assert entries
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


# --- one way to do it --------------------------------------------------------


def test_the_readme_names_commands_that_exist(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"make ([a-z-]+)", readme))
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    assert {"run", "test"} <= named <= targets


def test_continuous_integration_runs_the_readmes_test_command(root: Path) -> None:
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    assert script.rstrip().endswith("export BATON_REQUIRE=browser,calendar,postgres\nmake test")


def test_continuous_integration_runs_the_images_steps(root: Path) -> None:
    dockerfile = (root / "Dockerfile").read_text(encoding="utf-8")
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    steps = re.findall(
        r"\.ci/(packages|image \w+)", "\n".join(re.findall(r"^RUN (.*)", dockerfile, flags=re.MULTILINE))
    )
    assert steps == ["image dependencies", "image project", "packages", "image try"]
    assert [step for step in steps if f".ci/{step}" not in script] == []


def test_the_image_runs_as_nobody_special_and_reports_its_health(root: Path) -> None:
    dockerfile = (root / "Dockerfile").read_text(encoding="utf-8")
    stages = dockerfile.split("\nFROM ")
    assert len(stages) == 3
    assert "\nUSER baton\n" in stages[-1]
    assert "HEALTHCHECK" in stages[-1]
    for name in re.findall(r"BATON_\w+", dockerfile):
        assert name in {env_name(*place) for place in known_keys()}


def test_the_readme_explains_every_setting(root: Path) -> None:
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert [f"[{section}] {key}" for section, key in known_keys() if f"`[{section}] {key}`" not in readme] == []


def test_every_link_in_the_documents_leads_somewhere(root: Path) -> None:
    broken = []
    for page in [*root.glob("*.md"), *(root / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert broken == []
