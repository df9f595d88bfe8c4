"""Files of runs as members bring them: typed, from a message's menu, and lists of many."""

from datetime import UTC, datetime
from typing import Any

import simcord

from tests.composed import Stage, posts, said, words
from tests.files.making import gzipped, tcx

FILE_START = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
"""When the runs of `tests.files.making` begin, unless they say otherwise."""


async def bring(stage: Stage, who: Any, name: str, content: bytes, **options: Any) -> simcord.InteractionResult:
    """Type `/run upload` with a file."""
    result = await who.slash(stage.feed, "run upload", file=(name, content), **options)
    assert isinstance(result, simcord.InteractionResult)
    return result


async def test_a_file_becomes_a_run_with_its_card(on_stage: Stage) -> None:
    brought = await bring(on_stage, on_stage.ana, "morning.tcx", tcx((3_130, 10_000)), effort=4, note="  legs awake ")
    read = said(brought)
    assert "Logged: 10.0 km in 52:10 (5:13 /km)" in read
    assert "legs awake" in read
    await on_stage.application.deliver_outbox()
    assert "**Ana** ran 10.0 km" in words(posts(on_stage.feed)[-1])


async def test_the_same_file_is_known(on_stage: Stage) -> None:
    content = tcx((3_130, 10_000))
    await bring(on_stage, on_stage.ana, "morning.tcx", content)
    again = said(await bring(on_stage, on_stage.ana, "copy.tcx.gz", gzipped(content)))
    assert "already in your log" in again
    assert "10.0 km in 52:10" in again
