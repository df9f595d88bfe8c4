"""A few sequences of the fault run; `python -m tests.strava.fault_run` runs as many as one likes."""

import random
from pathlib import Path

import pytest

from tests.strava.fault_run import run_one

FRESH = random.SystemRandom().randrange(10**6)
"""Other sequences in every run; a failure names the one that it was."""


@pytest.mark.parametrize("number", range(3))
async def test_whatever_goes_wrong_no_run_is_lost_doubled_or_leaked(number: int, tmp_path: Path) -> None:
    await run_one(FRESH + number, tmp_path)


@pytest.mark.parametrize("seed", [115, 122, 126])
async def test_what_once_went_wrong_goes_right(seed: int, tmp_path: Path) -> None:
    await run_one(seed, tmp_path)
