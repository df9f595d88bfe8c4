"""The child: takes files from its standard input one after another and answers each, until that input ends.

It has none of the bot's environment, connections and open files, little memory, and writes to no disk.
"""

import contextlib
import importlib
import os
import signal
import sys
import traceback
from collections.abc import Callable

from bot.files import Activities, UnreadableFile
from bot.reader import wire

GRACE_SECONDS = 5.0
"""How much longer than the parent, which kills it by then, a child waits before it ends itself."""


def serve(reading: str, memory_bytes: int) -> None:
    """Answer with the function named ``module:function`` until the parent closes the pipe."""
    _limit_itself(memory_bytes)
    source = sys.stdin.buffer
    # What a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    module, _, function = reading.partition(":")
    read = getattr(importlib.import_module(module), function)
    while (head := wire.taken(source)) is not None and (data := wire.taken(source)) is not None:
        request = wire.as_request(head)
        _end_itself_after(request.seconds + GRACE_SECONDS)
        for frame in wire.answered(_answer(read, request.name, data)):
            answers.write(frame)
        answers.flush()
        _end_itself_after(0)


def _answer(read: Callable[[str, bytes], Activities], name: str, data: bytes) -> wire.Answer:
    try:
        return wire.Answer(activities=read(name, data))
    except UnreadableFile as error:
        return wire.Answer(code=error.code)
    except MemoryError:
        return wire.Answer(code="unpacks_too_big")
    except Exception as error:
        # Where it was, but not the error's own words: they can quote the file.
        place = traceback.extract_tb(error.__traceback__)[-1]
        return wire.Answer(defect=f"{type(error).__name__} in {place.name}, line {place.lineno}")


def _limit_itself(memory_bytes: int) -> None:
    # Ctrl+C in a terminal reaches parent and child; it is the parent who decides when to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ImportError):
        import resource

        for what, most in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
            # Some systems know a limit and do not let it be set.
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(what, (most, most))


def _end_itself_after(seconds: float) -> None:
    """Have the system end this process then (0: never), also when the parent is gone and cannot."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
