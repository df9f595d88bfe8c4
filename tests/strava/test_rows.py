"""Odd rows of every kind: never an error, never a lost neighbour."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.connections import Visibility
from bot.domain.found_runs import DEVICE_LIMIT, FoundRun
from bot.domain.runs import FARTHEST_M, LONGEST_S
from bot.playground.local_strava import Activity, Athlete, Facts
from bot.strava.rows import Page, read_page

BEGAN = datetime(2026, 11, 19, 6, 0, tzinfo=UTC)
SOUND = Activity(1, Athlete(7, "Ana", ""), Facts(started_at=BEGAN)).summary()

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=10**300, max_value=10**310)
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
    | st.sampled_from(
        ["Run", "2026-11-19T07:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-W47"]
    )
    | st.datetimes().map(str)
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
odd_rows = st.one_of(
    values,
    # A sound row with some of its values replaced, and others taken out.
    st.builds(
        lambda changes, without: {name: value for name, value in (SOUND | changes).items() if name not in without},
        st.dictionaries(st.sampled_from(sorted(SOUND)), values, max_size=6),
        st.sets(st.sampled_from(sorted(SOUND)), max_size=3),
    ),
)
sound_rows = st.integers(min_value=10**6, max_value=10**9).map(lambda number: SOUND | {"id": number})


def neighbours(rows: list[Any]) -> list[str]:
    return [str(row["id"]) for row in rows]


@given(st.lists(st.tuples(st.booleans(), odd_rows, sound_rows), max_size=12))
def test_no_row_raises_and_none_loses_its_neighbour(drawn: list[tuple[bool, Any, dict[str, Any]]]) -> None:
    rows = [odd if is_odd else sound for is_odd, odd, sound in drawn]
    page = read_page(rows)
    assert len(page.runs) + page.others + page.unreadable == len(rows)
    alone = [run.key for row in rows for run in read_page([row]).runs]
    assert [run.key for run in page.runs] == alone
    kept = [run.key for run in page.runs if int(run.key) >= 10**6]
    for key in neighbours([sound for is_odd, _, sound in drawn if not is_odd]):
        assert key in kept


@given(odd_rows)
def test_whatever_becomes_a_run_can_be_kept(row: Any) -> None:
    for run in read_page([row]).runs:
        assert 0 < int(run.key) < 1 << 63
        assert 0 <= run.distance_m <= FARTHEST_M
        assert 0 <= run.moving_s <= run.elapsed_s <= LONGEST_S
        assert 1970 <= run.local_date.year < 2200
        assert run.started_at is None or run.started_at.utcoffset() == timedelta()
        assert len(run.device.encode()) <= 4 * DEVICE_LIMIT
        assert run.device == run.device.strip()


def test_only_what_is_needed_is_read() -> None:
    needed = {
        "id": 5,
        "sport_type": "Run",
        "distance": 5_000.0,
        "moving_time": 1_500,
        "elapsed_time": 1_510,
        "start_date": "2026-11-19T06:00:00Z",
        "start_date_local": "2026-11-19T07:00:00Z",
    }
    run = FoundRun("5", BEGAN.date(), BEGAN, 5_000, 1_500, 1_510, visibility=Visibility.FOLLOWERS)
    assert read_page([needed]) == Page((run,), others=0, unreadable=0)
    for name in ("id", "sport_type", "distance", "start_date_local"):
        assert read_page([{key: value for key, value in needed.items() if key != name}]).unreadable == 1


def test_odd_ids_are_no_keys() -> None:
    for odd in (None, True, 0, -5, 1 << 63, 1.5, "5", [5]):
        assert read_page([SOUND | {"id": odd}]).unreadable == 1
