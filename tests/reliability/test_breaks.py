"""Breaks in short: most rows of docs/reliability.md once; `make reliability` runs all of them, and oftener."""

import asyncio
from pathlib import Path

import pytest

from tests.db.engines import Server, postgres
from tests.reliability.breaks import BREAKS, Break
from tests.reliability.kills import commands_of
from tests.reliability.run import MARKS, Outcome, restart_of, run_one, write_into

__all__ = ["postgres"]

pytestmark = pytest.mark.e2e

SEED = 11
SHORT = ("drop", "http-429", "disk-full", "read-only", "clock", "kill")
"""The others take long because discord.py waits between its tries; `reset-*` are not well yet, as the document says."""


@pytest.mark.parametrize("row", [one for one in BREAKS if one.name in SHORT], ids=lambda one: one.name)
async def test_nothing_is_lost_doubled_or_left_unanswered(row: Break, tmp_path: Path) -> None:
    commands = await commands_of(tmp_path)

    found = await run_one(row, commands, tmp_path / row.name, seed=SEED, times=row.short)

    assert found.is_well, found
    assert found.runs >= 1
    assert found.posts >= 1
    assert (found.warm >= 3) == (row.name in ("disk-full", "read-only"))


@pytest.mark.postgres
async def test_nothing_is_lost_while_postgresql_starts_anew(postgres: Server, tmp_path: Path) -> None:
    commands = await commands_of(tmp_path)
    row = restart_of(postgres.stop, postgres.start)
    url = await asyncio.to_thread(postgres.empty_database)

    found = await run_one(row, commands, tmp_path / row.name, seed=SEED, times=row.short, url=url)

    assert found.is_well, found
    assert found.warm >= 3


def test_a_document_keeps_its_words_and_gets_a_new_table(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text(f"Before.\n{MARKS[0]}\nyesterday\n{MARKS[1]}\nAfter.\n", "utf-8")
    lost = Outcome("drop", "cut", 1, 5, 1, 5, 0, 0, 0, 0, 0.25, ())

    write_into(document, [lost], "So it was made.")

    written = document.read_text("utf-8")
    assert written.startswith("Before.\n")
    assert written.endswith("After.\n")
    assert "yesterday" not in written
    assert "| drop | cut | 1 | 5 | 1 | 5 | 0 | 0 | 0 | 0 | 0.2 |" in written
    assert not lost.is_well


def test_a_document_without_a_place_for_the_table_is_refused(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text("No marks.", "utf-8")
    with pytest.raises(ValueError, match="no place"):
        write_into(document, [], "")
