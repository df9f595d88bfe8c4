"""`python -m tests.reliability.levers MODULE …`: a module of ours, whose clock and database signals break and mend.

SIGUSR1 turns the clock three hours on, and again two hours back, one hour in all; monotonic clocks run on, as they do
where an operator or a time server sets the clock. SIGUSR2 makes SQLite refuse every write as for a read-only file
(`PRAGMA query_only`), and the next one lets it write again.
"""

import runpy
import signal
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine

JUMPS = (timedelta(hours=3), timedelta(hours=-2))


def _turn_the_clock() -> None:
    jumps = iter(JUMPS)
    travelling: list[Any] = []

    def turn(*_: object) -> None:
        by = next(jumps)
        if travelling:
            travelling[0].shift(by)
        else:
            travelling.append(time_machine.travel(datetime.now(UTC) + by, tick=True).start())

    signal.signal(signal.SIGUSR1, turn)


def _writes(connection: sqlite3.Connection) -> bool:
    try:
        found: tuple[int] = connection.execute("PRAGMA query_only").fetchone()
    except sqlite3.ProgrammingError:
        # Closed meanwhile.
        return False
    return found == (0,)


def _refuse_writes() -> None:
    writers: list[sqlite3.Connection] = []
    refused = False
    plain: Any = sqlite3.connect

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = plain(*arguments, **options)
        writers.append(made)
        return made

    def turn(*_: object) -> None:
        nonlocal refused
        if not refused:
            writers[:] = [one for one in writers if _writes(one)]
        refused = not refused
        for one in writers:
            one.execute(f"PRAGMA query_only={int(refused)}")

    vars(sqlite3)["connect"] = connect
    signal.signal(signal.SIGUSR2, turn)


if __name__ == "__main__":
    _turn_the_clock()
    _refuse_writes()
    module = sys.argv[1]
    sys.argv = sys.argv[1:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
