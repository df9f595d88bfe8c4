"""The files that operators start from: what they name exists, and nothing of them is more than it must be."""

import configparser
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import load_settings
from bot.errors import ExitCode

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    composed: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    found: dict[str, Any] = composed["services"]
    return found


def test_the_composed_settings_are_settings(services: dict[str, Any], tmp_path: Path) -> None:
    password, address, token = tmp_path / "password", tmp_path / "address", tmp_path / "token"
    address.write_text("postgresql://baton:a-long-password@database/baton")
    password.write_text("a-long-password")
    token.write_text("abc.def.ghi")
    places = {"/tmp/database-url": str(address), "/run/secrets/token": str(token)}
    for name in ("baton", "migrate"):
        given = {key: places.get(value, value) for key, value in services[name]["environment"].items()}
        settings = load_settings(None, {"BATON_DATABASE__URL": "sqlite:////data/baton.db"} | given)
        assert settings.database.url == "postgresql+asyncpg://baton:a-long-password@database/baton"
        assert settings.discord.token == "abc.def.ghi"


def test_the_composed_bot_may_do_little(services: dict[str, Any]) -> None:
    for name in ("baton", "migrate"):
        service = services[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "ports" not in service
    assert "ports" not in services["database"]


def test_no_secret_stands_in_the_composed_file(services: dict[str, Any]) -> None:
    for service in services.values():
        for key, value in service["environment"].items():
            assert not re.search("TOKEN|PASSWORD|KEY", key) or key.endswith("_FILE"), f"{key}: {value}"


def test_systemd_tries_again_what_passes_by_itself_alone() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string((ROOT / "deploy" / "baton.service").read_text("utf-8"))
    given_up = {int(code) for code in unit["Service"]["RestartPreventExitStatus"].split()}
    assert given_up == set(ExitCode) - {
        ExitCode.OK,
        ExitCode.UNEXPECTED,
        ExitCode.DATABASE,
        ExitCode.DISCORD,
    }
