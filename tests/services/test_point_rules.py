"""A team's own points: they begin on a Monday, and rewrite nothing."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.dates import Week
from bot.domain.point_rules import POINTS_V1, Rule
from bot.errors import NotAllowed, UserError
from bot.services.point_rules import COMMON, Choice
from db.database import Database
from db.models import awards, point_rules, teams
from tests.composed import new_database
from tests.db.engines import opened
from tests.services.harriers import TEAM, Harriers, harriers, local
from tests.services.ledger import Rows, assert_totals_follow_the_log, rows_of

BERLIN = "Europe/Berlin"
DOUBLED = Choice({rule: min(50, 2 * value) for rule, value in POINTS_V1.values.items()}, 300)
NOTHING = Choice(dict.fromkeys(POINTS_V1.values, 0), 50)


async def choose(team: Harriers, choice: Choice) -> Week:
    """Let the admin choose; returns the first week for it."""
    chosen = await team.services.point_rules.choose(team.admin(), choice)
    assert chosen.coming_week is not None
    return chosen.coming_week


async def total(team: Harriers, name: str = "Ana", week: Week | None = None) -> int:
    return (await team.services.points.week(team.asker(name), week)).total


async def test_what_is_chosen_begins_on_monday_and_the_running_week_stays(team: Harriers) -> None:
    await team.log("Ana", "5k", "30:00")
    was = await total(team)
    assert await choose(team, DOUBLED) == Week(2026, 48)
    await team.log("Ana", "3k", "20:00", "2026-11-19")
    assert await total(team) > was
    assert {row["rules_version"] for row in await rows_of(team.database, awards, TEAM)} == {1}
    team.clock.set(local(BERLIN, "2026-11-24 09:00"))
    logged = await team.log("Ana", "3k", "20:00")
    assert dict(logged.reasons)[Rule.LOG] == 20
    assert (await total(team, week=Week(2026, 47))) < 150
    book = await team.services.points.rules(team.asker("Ana"))
    assert (book.rules.version, book.since, book.coming) == (2, Week(2026, 48), None)
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_another_choice_before_monday_replaces_the_first(team: Harriers) -> None:
    await choose(team, DOUBLED)
    await choose(team, NOTHING)
    [kept] = await rows_of(team.database, point_rules, TEAM)
    assert (kept["version"], kept["week_cap"], kept["chooser_id"]) == (2, 50, team.admin().user_id)
    team.clock.set(local(BERLIN, "2026-11-24 09:00"))
    assert await choose(team, COMMON) == Week(2026, 49)
    assert [row["version"] for row in await rows_of(team.database, point_rules, TEAM)] == [2, 3]
    [row] = await rows_of(team.database, teams, TEAM)
    assert row["rules_version"] == 3
    assert (await team.log("Ana", "3k", "20:00")).reasons == ()
    team.clock.set(local(BERLIN, "2026-12-01 09:00"))
    assert dict((await team.log("Ana", "3k", "20:00")).reasons)[Rule.LOG] == 10


async def test_a_runner_whose_monday_has_come_already_keeps_their_week(team: Harriers) -> None:
    await team.join("Ana")
    await team.change("Ana", time_zone="Pacific/Kiritimati")
    team.clock.set(local(BERLIN, "2026-11-22 18:00"))
    await team.log("Ana", "3k", "20:00", "2026-11-23")
    assert await choose(team, DOUBLED) == Week(2026, 49)


async def test_points_are_chosen_by_admins_within_bounds(team: Harriers) -> None:
    with pytest.raises(NotAllowed, match="admin_only"):
        await team.services.point_rules.choose(team.asker("Ana"), DOUBLED)
    for values in ({**POINTS_V1.values, Rule.LOG: 51}, {**POINTS_V1.values, Rule.LOG: -1}, {Rule.LOG: 1}):
        with pytest.raises(UserError, match="points_range"):
            await team.services.point_rules.choose(team.admin(), replace(COMMON, values=values))
    for cap in (49, 501):
        with pytest.raises(UserError, match="week_cap_range"):
            await team.services.point_rules.choose(team.admin(), replace(COMMON, week_cap=cap))
    assert await rows_of(team.database, point_rules, TEAM) == []


async def test_who_chose_is_forgotten_and_the_choice_stays(team: Harriers) -> None:
    await choose(team, DOUBLED)
    await team.services.privacy.forget(team.admin())
    [kept] = await rows_of(team.database, point_rules, TEAM)
    assert (kept["chooser_id"], kept["week_cap"]) == (None, 300)


CHOICES = st.builds(
    Choice,
    st.fixed_dictionaries({rule: st.integers(0, 50) for rule in POINTS_V1.values}),
    st.integers(min_value=50, max_value=500),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("choose"), CHOICES),
        st.tuples(st.just("log"), st.integers(0, 6)),
        st.tuples(st.just("days"), st.integers(1, 9)),
        st.tuples(st.just("rebuild"), st.none()),
    ),
    max_size=10,
)


@settings(max_examples=15, deadline=None)
@given(steps=STEPS)
async def test_old_weeks_keep_their_points_whatever_is_chosen(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("rules")
    async with opened(new_database(Path(folder))) as database:
        await _walk(await harriers(database), database, steps)


async def _walk(team: Harriers, database: Database, steps: list[tuple[str, Any]]) -> None:
    await team.log("Ana", "5k", "30:00", effort=3)
    for what, value in steps:
        before = await _earned(database)
        today = team.clock.now().date()
        match what:
            case "choose":
                await choose(team, value)
                assert await _earned(database) == before
            case "log":
                day = today - timedelta(days=value)
                await team.log("Ana", "3k", "20:00", day.isoformat())
                held = Week.of(day).key
                now = await _earned(database)
                # A record can move between weeks; what does not come from one stays with its week.
                assert _others(now, held) == _others(before, held)
            case "days":
                team.clock.forward(days=value)
            case "rebuild":
                weeks = {row["week"] for row in await rows_of(database, awards, TEAM)}
                for week in weeks:
                    await team.services.points.week(team.asker("Ana"), Week.parse(week))
                versions = {(row["week"], row["rules_version"]) for row in await rows_of(database, awards, TEAM)}
                assert len(versions) == len({week for week, _ in versions})
        await assert_totals_follow_the_log(database, TEAM)
    for row in await rows_of(database, awards, TEAM):
        assert row["rules_version"] == await _version_in(database, row["day"])


async def _version_in(database: Database, day: date) -> int:
    kept = await rows_of(database, point_rules, TEAM)
    return max((row["version"] for row in kept if row["since_week"] <= Week.of(day).key), default=1)


async def _earned(database: Database) -> Rows:
    return sorted(await rows_of(database, awards, TEAM), key=lambda row: int(row["award_id"]))


def _others(rows: Rows, week: str) -> Rows:
    return [row for row in rows if row["week"] != week and row["rule"] != "pr"]
