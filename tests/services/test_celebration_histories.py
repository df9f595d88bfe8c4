"""Whatever happens to a log: one celebration a run, each name once, and each true of the log as it stands."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.celebrations import Celebration
from bot.domain.runs import PainArea
from db.models import celebrations, runs
from tests.composed import new_database
from tests.db.engines import on, opened
from tests.services.celebrated import edit, kept
from tests.services.harriers import TEAM, Harriers, harriers
from tests.services.ledger import rows_of

DISTANCES = ("1.2 km", "4 km", "5k", "5.2 km", "10k", "12.7 km", "31 km")
MOMENTS = ("today", "yesterday", "3 days ago", "6 days ago", "9 days ago", "30 days ago")
LOGGED = st.tuples(st.just("log"), st.sampled_from(DISTANCES), st.integers(290, 420), st.sampled_from(MOMENTS))
ACTIONS = st.one_of(
    LOGGED,
    st.tuples(st.just("distance"), st.integers(0, 9), st.sampled_from(DISTANCES), st.just("")),
    st.tuples(st.just("time"), st.integers(0, 9), st.integers(290, 420), st.just("")),
    st.tuples(st.just("hurts"), st.integers(0, 9), st.sampled_from((1, 7)), st.just("")),
    st.tuples(st.just("delete"), st.integers(0, 9), st.just(0), st.just("")),
    st.tuples(st.just("days go by"), st.integers(1, 4), st.just(0), st.just("")),
)


async def act(team: Harriers, action: tuple[Any, ...]) -> Celebration | None:
    """Do something to Ana's log; returns what it led to be celebrated of the run itself."""
    what, first, second, when = action
    if what == "days go by":
        team.clock.forward(days=first)
        return None
    if what == "log":
        return (await team.log("Ana", first, f"{second // 60}:{second % 60:02}/km", when)).celebration
    runner_id = (await team.runner("Ana")).runner_id
    log = await team.database.read(lambda uow: uow.runs.newest(runner_id, 50))
    if not log:
        return None
    run = log[first % len(log)]
    if what == "delete":
        await team.services.runs.delete(team.asker("Ana"), run.run_id)
        return None
    if what == "distance":
        changes: dict[str, Any] = {"distance": second, "time": "6:00/km"}
    elif what == "time":
        changes = {"time": f"{second // 60}:{second % 60:02}/km"}
    else:
        changes = {"pain_area": PainArea.KNEE_LEFT, "pain_level": second}
    return (await edit(team, run.run_id, **changes)).celebration


async def assert_celebrations_are_true(team: Harriers) -> None:
    """Hold what was celebrated lately to the log, found by another way than the service takes."""
    log = {one["run_id"]: one for one in await rows_of(team.database, runs, TEAM)}
    today = team.clock.now().astimezone(ZoneInfo("Europe/Berlin")).date()
    rows = [
        one
        for one in await on(team.database, lambda connection: list(connection.execute(select(celebrations))))
        if one.holds
    ]
    names = [one.name for one in rows if one.name is not None]
    assert len(names) == len(set(names))
    standing = [run for run in log.values() if run["doubt"] is None]
    for one in rows:
        run = log[one.run_id]
        assert run["doubt"] is None
        assert (run["pain_level"] or 0) < 6
        assert (one.celebrated_on - run["local_date"]).days <= 7
        if (today - one.celebrated_on).days > 7:
            continue
        before = [other for other in standing if other["run_id"] < one.run_id]
        match one.kind:
            case "first_at" | "best":
                assert (run["event"], run["record"]) == (one.event, one.kind.removesuffix("_at"))
            case "kilometres":
                assert sum(other["distance_m"] for other in standing) >= one.number * 1_000
            case "longest":
                assert run["distance_m"] > max(other["distance_m"] for other in before)


# A history takes a tenth of a second: what fails is told as it was found.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]


@settings(max_examples=25, deadline=None, phases=PHASES)
@given(st.lists(ACTIONS, min_size=4, max_size=14))
async def test_whatever_happens_to_a_log_what_is_celebrated_is_true_of_it(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[Any, ...]]
) -> None:
    async with opened(new_database(Path(tmp_path_factory.mktemp("glad")))) as database:
        team = await harriers(database)
        await team.join("Ana")
        for action in actions:
            told = await act(team, action)
            assert told is None or told in (await kept(team)).values()
            await assert_celebrations_are_true(team)


@settings(max_examples=25, deadline=None, phases=PHASES)
@given(
    st.lists(LOGGED, min_size=2, max_size=6),
    st.integers(0, 9),
    st.sampled_from(DISTANCES),
)
async def test_an_edit_that_is_taken_back_leaves_what_others_are_celebrated_for(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[Any, ...]], which: int, distance: str
) -> None:
    async with opened(new_database(Path(tmp_path_factory.mktemp("glad")))) as database:
        team = await harriers(database)
        for action in actions:
            await act(team, action)
        run_id = sorted(one["run_id"] for one in await rows_of(team.database, runs, TEAM))[which % len(actions)]
        was = await kept(team)
        form = await team.services.runs.form(team.asker("Ana"), run_id)
        await edit(team, run_id, distance=distance, time="6:00/km")
        await edit(team, run_id, distance=form.distance, time=form.time)
        now = await kept(team)
        was.pop(run_id, None)
        now.pop(run_id, None)
        assert now == was
