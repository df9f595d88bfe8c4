"""What a child of the tests does with a file, by its content; called by name in a process of its own."""

import os
import resource
import sys
import time
from datetime import UTC, datetime, timedelta

from bot.files import Activities, Activity, Sport, UnreadableFile

START = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
FULL = Activity(
    sport=Sport.RUN,
    started_at=START,
    distance_m=10_003.5,
    moving_s=3_000.25,
    elapsed_s=3_100.0,
    utc_offset_s=-12_600,
    other_distance_m=9_700.0,
    climb_m=312.0,
    surface="trail",
    is_race=True,
    keys=("sha256:0a:0", "fit:1:2"),
)
BARE = Activity(Sport.UNKNOWN, None, None, 0.0)


def numbered(count: int) -> Activities:
    """Return as many runs, a day apart, as a list with some rows that are none."""
    found = tuple(
        Activity(Sport.RUN, START + timedelta(days=number), float(number), 60.0, keys=(f"strava:{number}",))
        for number in range(count)
    )
    return Activities(found, is_list=True, others=7, unreadable=(3, 5))


def told(*keys: str) -> Activities:
    """Return an activity that carries words."""
    return Activities((Activity(Sport.RUN, None, None, 1.0, keys=keys),))


def obey(name: str, data: bytes) -> Activities:
    """Do what the file says."""
    order, _, rest = data.partition(b" ")
    match order:
        case b"two":
            return Activities((FULL, BARE))
        case b"many":
            return numbered(int(rest))
        case b"sleep":
            time.sleep(3_600)
        case b"spin":
            while True:
                pass
        case b"die":
            os._exit(3)
        case b"refuse":
            raise UnreadableFile(rest.decode())
        case b"fail":
            raise LookupError("at 48.137 N 11.575 E")
        case b"grow":
            bytearray(2 << 30)
        case b"print":
            print("a library has something to say", flush=True)  # noqa: T201
        case b"environment":
            return told(*os.environ)
        case b"limits":
            return told(*(str(resource.getrlimit(what)[0]) for what in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE)))
        case b"modules":
            return told(*sys.modules)
        case b"process":
            return told(str(os.getpid()))
    return told(name, str(len(data)))
