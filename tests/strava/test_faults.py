"""A few sequences of the fault run; `python -m tests.strava.fault_run` runs as many as one likes."""

from pathlib import Path

import pytest

from tests.strava.fault_run import run_one

FIRST = 1_000
"""The same sequences in every run, so that red means the change at hand; `make faults` tries others."""


@pytest.mark.parametrize("number", range(3))
async def test_whatever_goes_wrong_no_run_is_lost_doubled_or_leaked(number: int, tmp_path: Path) -> None:
    await run_one(FIRST + number, tmp_path)


@pytest.mark.parametrize("seed", [74, 96, 103, 115, 122, 126, 1011])
async def test_what_once_went_wrong_goes_right(seed: int, tmp_path: Path) -> None:
    await run_one(seed, tmp_path)
