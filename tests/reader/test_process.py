"""The file reader: one child at a time, which may hang, die or grow, and the bot goes on."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest
import uvloop

from bot.files import Activities, UnreadableFile
from bot.reader.process import ChildFileReader
from tests.reader.readings import BARE, FULL, numbered

ROOT = Path(__file__).parents[2]
OBEY = "tests.reader.readings:obey"

GPX = b"""<?xml version="1.0"?><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><trk>
<type>running</type><trkseg>
<trkpt lat="48.1" lon="11.5"><time>2026-11-20T06:30:00Z</time></trkpt>
<trkpt lat="48.11" lon="11.5"><time>2026-11-20T06:36:00Z</time></trkpt>
</trkseg></trk></gpx>"""


@pytest.fixture
async def reader() -> AsyncIterator[ChildFileReader]:
    reader = ChildFileReader(reading=OBEY)
    yield reader
    await reader.close()


async def word_of(reader: ChildFileReader, order: bytes) -> tuple[str, ...]:
    [activity] = (await reader.read("order", order)).found
    return activity.keys


async def refusal_of(reader: ChildFileReader, order: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        await reader.read("order", order)
    return refused.value.code


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is so; a minute is enough for the slowest machine."""
    async with asyncio.timeout(60):
        # Nothing tells this loop when a process of the system has ended.
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def is_gone(process_id: int) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(process_id).status() == psutil.STATUS_ZOMBIE)
    return True


# --- what comes back ---


async def test_a_file_is_read_as_without_a_child() -> None:
    reader = ChildFileReader()
    [run] = (await reader.read("evening.gpx", GPX)).found
    assert (run.sport, run.moving_s) == ("run", 360.0)
    assert run.distance_m == pytest.approx(1_112, abs=5)
    with pytest.raises(UnreadableFile, match="empty"):
        await reader.read("nothing.fit", b"")
    await reader.close()


async def test_every_figure_arrives_as_it_was_read(reader: ChildFileReader) -> None:
    assert await reader.read("order", b"two") == Activities((FULL, BARE))


async def test_a_long_list_arrives_whole_and_in_order(reader: ChildFileReader) -> None:
    assert await reader.read("order", b"many 20000") == numbered(20_000)


async def test_a_large_file_with_a_name_in_any_script_arrives_whole(reader: ChildFileReader) -> None:
    assert await word_of(reader, b"x" * 8_388_608) == ("order", "8388608")
    [told] = (await reader.read("朝ラン \udcff\n.fit", b"x")).found
    assert told.keys == ("朝ラン ?\n.fit", "1")


async def test_why_a_file_is_refused_arrives_and_the_child_stays(reader: ChildFileReader) -> None:
    before = await word_of(reader, b"process")
    assert await refusal_of(reader, b"refuse not_a_run") == "not_a_run"
    assert await word_of(reader, b"process") == before


async def test_what_a_library_prints_gets_between_no_answers(reader: ChildFileReader) -> None:
    assert await word_of(reader, b"print") == ("order", "5")
    assert await word_of(reader, b"print") == ("order", "5")


# --- what a file may do to the child, and not to the bot ---


@pytest.mark.parametrize("order", [b"sleep", b"spin"])
async def test_a_file_that_takes_too_long_ends_its_child_and_the_next_is_read(order: bytes) -> None:
    reader = ChildFileReader(reading=OBEY, seconds=1.0)
    [child] = await word_of(reader, b"process")
    assert await refusal_of(reader, order) == "took_too_long"
    await until(lambda: is_gone(int(child)))
    assert await word_of(reader, b"process") != (child,)
    await reader.close()


async def test_a_file_that_brings_its_child_down_is_damaged_and_the_next_is_read(reader: ChildFileReader) -> None:
    assert await refusal_of(reader, b"die") == "damaged"
    assert await word_of(reader, b"print") == ("order", "5")
    assert await refusal_of(reader, b"die") == "damaged"


async def test_a_child_that_ended_between_two_files_is_replaced(reader: ChildFileReader) -> None:
    [child] = await word_of(reader, b"process")
    os.kill(int(child), signal.SIGKILL)
    [other] = await word_of(reader, b"process")
    assert other != child
    await until(lambda: is_gone(int(child)))


async def test_a_defect_is_logged_without_the_words_of_the_error(
    reader: ChildFileReader, caplog: pytest.LogCaptureFixture
) -> None:
    assert await refusal_of(reader, b"fail") == "damaged"
    assert "LookupError in obey" in caplog.text
    assert "48.137" not in caplog.text


@pytest.mark.skipif(sys.platform != "linux", reason="only here the limit of memory is known to hold")
async def test_a_file_that_asks_for_too_much_memory_is_refused_and_the_next_is_read(reader: ChildFileReader) -> None:
    assert await refusal_of(reader, b"grow") == "unpacks_too_big"
    assert await word_of(reader, b"print") == ("order", "5")


# --- what a child has ---


async def test_a_child_gets_nothing_of_the_environment(
    reader: ChildFileReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATON_DISCORD__TOKEN", "secret")
    names = set(await word_of(reader, b"environment"))
    assert names <= {"LC_CTYPE", "LD_LIBRARY_PATH", "SYSTEMROOT"}


async def test_a_child_writes_no_files(reader: ChildFileReader) -> None:
    assert await word_of(reader, b"limits") == ("0", "0")


async def test_a_child_knows_neither_discord_nor_a_database(reader: ChildFileReader) -> None:
    modules = {name.partition(".")[0] for name in await word_of(reader, b"modules")}
    assert "orjson" in modules
    assert not modules & {"asyncio", "discord", "sqlalchemy", "aiohttp", "PIL", "db"}


def test_the_bot_does_not_carry_the_libraries_that_read_and_write_files() -> None:
    check = "import sys, bot.app, bot.calendars; print(*{name.partition('.')[0] for name in sys.modules})"
    found = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "bot" in found.stdout.split()
    assert not set(found.stdout.split()) & {"fitdecode", "gpxpy", "defusedxml", "icalendar"}


# --- when it starts and ends ---


async def test_there_is_no_child_before_the_first_file() -> None:
    reader = ChildFileReader(reading=OBEY)
    assert reader.child_id is None
    await reader.close()


async def test_a_child_waits_for_the_next_file_and_leaves_when_none_comes() -> None:
    reader = ChildFileReader(reading=OBEY, idle_seconds=1.0)
    [child] = await word_of(reader, b"process")
    assert await word_of(reader, b"process") == (child,)
    await until(lambda: reader.child_id is None and is_gone(int(child)))
    assert await word_of(reader, b"process") != (child,)
    await reader.close()


async def test_files_that_come_together_are_read_one_after_another_by_one_child(reader: ChildFileReader) -> None:
    answers = await asyncio.gather(*(word_of(reader, b"process") for _ in range(5)))
    assert len(set(answers)) == 1


async def test_who_stops_waiting_leaves_the_reader_to_the_next(reader: ChildFileReader) -> None:
    await word_of(reader, b"process")
    waiting = asyncio.create_task(reader.read("order", b"sleep"))
    await asyncio.sleep(0.1)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await word_of(reader, b"print") == ("order", "5")


async def test_closing_ends_the_child_and_answers_who_waits(reader: ChildFileReader) -> None:
    [child] = await word_of(reader, b"process")
    waiting = [asyncio.create_task(refusal_of(reader, b"sleep")) for _ in range(3)]
    await asyncio.sleep(0.1)
    await reader.close()
    assert await asyncio.gather(*waiting) == ["took_too_long"] * 3
    assert is_gone(int(child))
    assert await refusal_of(reader, b"process") == "took_too_long"


async def test_the_loop_serves_others_while_a_file_is_read() -> None:
    reader = ChildFileReader(reading=OBEY, seconds=1.0)
    turns = 0
    waiting = asyncio.create_task(refusal_of(reader, b"spin"))
    while not waiting.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert waiting.result() == "took_too_long"
    assert turns > 10
    await reader.close()


def test_it_works_on_the_loop_that_the_bot_runs_on() -> None:
    async def all_of_it() -> None:
        reader = ChildFileReader(reading=OBEY, seconds=2.0)
        assert await reader.read("order", b"many 3000") == numbered(3_000)
        assert await refusal_of(reader, b"die") == "damaged"
        assert await refusal_of(reader, b"sleep") == "took_too_long"
        assert await word_of(reader, b"x" * 3_000_000) == ("order", "3000000")
        await reader.close()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(all_of_it())


PARENT = """
import asyncio, sys
from bot.reader.process import ChildFileReader

async def start() -> None:
    reader = ChildFileReader(reading="tests.reader.readings:obey", seconds=5.0)
    [told] = (await reader.read("order", b"process")).found
    print(*told.keys, flush=True)
    await asyncio.gather(reader.read("order", sys.argv[1].encode()), asyncio.sleep(3600))

asyncio.run(start())
"""


@pytest.mark.parametrize("order", ["print", "spin"])
async def test_a_child_does_not_outlive_its_parent_even_in_the_middle_of_a_file(order: str) -> None:
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT, order), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    child = int(await parent.stdout.readline())
    await asyncio.sleep(0.2)
    parent.kill()
    await parent.wait()
    await until(lambda: is_gone(child))
