"""Files of real watches, apps and services; where they lie is for the environment to say."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.files import Activities, Sport, UnreadableFile, read_activities

FOLDER = Path(os.environ.get("ACTIVITY_FILES") or Path(__file__).parents[2] / ".." / "shared" / "activity-files")
EXPECTED: dict[str, Any] = (
    json.loads((FOLDER / "expected.json").read_text(encoding="utf-8")) if (FOLDER / "expected.json").exists() else {}
)

pytestmark = pytest.mark.skipif(not EXPECTED, reason="no folder of real files (ACTIVITY_FILES)")


def outcome(name: str) -> tuple[str, Activities | None]:
    """Return what reading a file came to, in the words of the expectations."""
    try:
        found = read_activities(name, (FOLDER / name).read_bytes())
    except UnreadableFile as error:
        return error.code, None
    unknown = any(activity.sport is Sport.UNKNOWN for activity in found.found)
    return ("unknown_sport" if unknown else "runs"), found


@pytest.mark.parametrize("name", EXPECTED.get("files", {"none": None}))
def test_a_real_file_is_read_as_its_other_readers_read_it(name: str) -> None:
    expected = EXPECTED["files"][name]
    said, found = outcome(name)
    allowed = {"damaged_or_runs": ("damaged", "runs")}.get(expected["outcome"], (expected["outcome"],))
    if said.startswith("not_a_run_"):
        # Their names begin with what they hold.
        assert name.startswith(said.removeprefix("not_a_run_"))
        said = "not_a_run"
    assert said in allowed
    if found is None:
        return
    assert len(found.found) == len(expected["runs"])
    kind = "csv" if name.endswith(".csv") else name.removesuffix(".gz").rpartition(".")[2]
    tolerance = EXPECTED["tolerance"][kind]
    for activity, run in zip(found.found, expected["runs"], strict=True):
        start = None if run["start"] is None else datetime.fromisoformat(run["start"])
        started = None if activity.started_at is None else activity.started_at.replace(microsecond=0)
        assert started == start
        assert activity.moving_s == pytest.approx(run["moving_s"], abs=tolerance["moving_s"])
        if run["distance_m"] is None:
            assert activity.distance_m is None
        else:
            allowed_m = tolerance.get("distance_m", tolerance.get("distance_rel", 0) * run["distance_m"])
            assert activity.distance_m == pytest.approx(run["distance_m"], abs=allowed_m)


def test_nothing_of_where_it_was_run_comes_out() -> None:
    for name in EXPECTED["files"]:
        _, found = outcome(name)
        assert found is None or "lat" not in repr(found).lower()
