"""Scores are derived: whatever was logged, deleted or left to time, awards and totals are what the log says."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.dates import local_today
from bot.domain.doubts import Verdict
from bot.domain.pauses import PauseReason
from bot.domain.runs import RunKind
from bot.services.entries import change_entry
from bot.services.reading import RunDraft
from db.database import Database
from db.models import awards, period_totals, runs, team_totals
from db.unit_of_work import UnitOfWork
from tests.db.engines import opened
from tests.services.harriers import TEAM, Harriers, harriers, local
from tests.services.ledger import (
    assert_awards_follow_the_rules,
    assert_scores_follow_the_log,
    assert_totals_follow_the_log,
    rows_of,
)

ZONES = {"Ana": None, "Ben": "America/Los_Angeles", "Chloé": "Pacific/Auckland"}
"""Ana lives where the team does; for the others it is often yesterday or tomorrow."""

DAYS_AGO = st.one_of(st.integers(0, 16), st.integers(28, 60))
"""Lately, and around where the last thirty days begin."""
A_RUN = st.tuples(
    st.just("log"),
    st.sampled_from(sorted(ZONES)),
    DAYS_AGO,
    st.sampled_from([400, 999, 1_000, 5_000, 12_345, 30_000]),
    st.sampled_from([90, 599, 600, 3_000, 9_000]),
    st.sampled_from(["", "legs awake"]),
)
STEPS = st.lists(
    st.one_of(
        A_RUN,
        A_RUN,
        st.tuples(st.just("delete"), st.integers(0, 50)),
        st.tuples(
            st.just("edit"),
            st.integers(0, 50),
            DAYS_AGO,
            st.sampled_from([999, 5_000, 5_080, 30_000]),
            st.sampled_from([700, 1_500, 9_000]),
            st.sampled_from(list(RunKind)),
        ),
        st.tuples(st.just("decide"), st.integers(0, 50), st.sampled_from(list(Verdict))),
        st.tuples(st.just("pause"), st.sampled_from(sorted(ZONES)), st.sampled_from([None, *PauseReason])),
        st.tuples(st.just("resume"), st.sampled_from(sorted(ZONES))),
        st.tuples(st.just("wait"), st.sampled_from([1, 7, 20, 45, 200, 1_000])),
        st.tuples(st.just("settle")),
        st.tuples(st.just("show"), st.sampled_from(sorted(ZONES)), st.booleans()),
        st.tuples(st.just("look"), st.sampled_from(sorted(ZONES))),
    ),
    max_size=14,
)
STARTS = st.sampled_from(["2026-11-18 12:00", "2026-11-30 23:40", "2026-12-30 09:00", "2027-01-03 20:00"])
"""In the middle of a week, and in weeks that months and seasons share."""

_teams = count(TEAM)


class Log:
    """Plays steps on a team and remembers which runs are still there."""

    def __init__(self, team: Harriers) -> None:
        self.team = team
        self.runs: list[tuple[str, int]] = []

    async def play(self, step: tuple[object, ...]) -> None:
        match step:
            case ("log", str(name), int(days_ago), int(metres), int(seconds), str(note)):
                today = local_today(self.team.clock.now(), ZoneInfo(ZONES[name] or "Europe/Berlin"))
                day = today - timedelta(days=days_ago)
                logged = await self.team.log(name, f"{metres} metres", f"{seconds} s", day.isoformat(), note=note)
                self.runs.append((name, logged.run.run_id))
            case ("delete", int(number)) if self.runs:
                name, run_id = self.runs.pop(number % len(self.runs))
                await self.team.services.runs.delete(self.team.asker(name), run_id)
            case ("edit", int(number), int(days_ago), int(metres), int(seconds), RunKind() as kind) if self.runs:
                name, run_id = self.runs[number % len(self.runs)]
                day = local_today(self.team.clock.now(), ZoneInfo(ZONES[name] or "Europe/Berlin"))
                when = (day - timedelta(days=days_ago)).isoformat()
                draft = RunDraft(f"{metres} metres", f"{seconds} s", when, kind=kind)
                runs = self.team.services.runs
                await self.team.insist(name, await runs.edit(self.team.asker(name), run_id, draft))
            case ("decide", int(number), Verdict() as verdict) if self.runs:
                name, run_id = self.runs[number % len(self.runs)]
                await self.team.database.write(
                    partial(decide, name=name, run_id=run_id, verdict=verdict, team=self.team)
                )
            case ("pause", str(name), reason):
                assert reason is None or isinstance(reason, PauseReason)
                await self.team.services.profiles.pause(self.team.asker(name), "3 days", reason)
            case ("resume", str(name)) if (await self.team.services.profiles.show(self.team.asker(name))).pause:
                await self.team.services.profiles.resume(self.team.asker(name))
            case ("wait", int(hours)):
                self.team.clock.forward(hours=hours)
            case ("settle",):
                await self.team.services.schedules.run_due()
            case ("show", str(name), bool(shown)):
                await self.team.show(name, shown=shown)
            case ("look", str(name)):
                await self.team.services.points.this_week(self.team.asker(name))

    async def settle_for_good(self) -> date:
        """Let ten quiet days go by, ticking on time; return the day on which all so far is over for everybody."""
        now = self.team.clock.now()
        while self.team.clock.now() < now + timedelta(days=10):
            due = await self.team.services.schedules.next_due_at()
            assert due is not None
            self.team.clock.set(max(due, self.team.clock.now()))
            await self.team.services.schedules.run_due()
        return local_today(now, ZoneInfo("Pacific/Auckland"))


def decide(uow: UnitOfWork, *, name: str, run_id: int, verdict: Verdict, team: Harriers) -> None:
    """Let a coach have their word on a run, whether anybody doubts it or not."""
    asker = team.asker(name)
    runner = uow.runners.find(asker.team_id, asker.user_id, for_update=True)
    run = uow.runs.find(asker.team_id, run_id)
    assert runner is not None
    assert run is not None
    change_entry(uow, runner, run, {"verdict": verdict.value}, team.clock.now())


async def enrolled(database: Database, start: str) -> Log:
    team = await harriers(database, now=local("Europe/Berlin", start), team_id=next(_teams))
    await team.join(*ZONES)
    for name, zone in ZONES.items():
        await team.change(name, time_zone=zone, weekly_target=2 if name == "Ben" else 3)
    return Log(team)


def examples(number: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    # Each example has a team of its own, so sharing the database between examples is fine.
    return settings(max_examples=number, suppress_health_check=[HealthCheck.function_scoped_fixture])


@examples(15)
@given(start=STARTS, steps=STEPS)
def test_after_any_history_scores_are_what_the_log_says(url: str, start: str, steps: list[tuple[object, ...]]) -> None:
    async def history() -> None:
        async with opened(url) as database:
            log = await enrolled(database, start)
            for step in steps:
                await log.play(step)
                await assert_totals_follow_the_log(database, log.team.team_id)
                await assert_scores_follow_the_log(database, log.team.team_id, log.team.clock.now())
            over = await log.settle_for_good()
            await assert_totals_follow_the_log(database, log.team.team_id)
            await assert_scores_follow_the_log(database, log.team.team_id, log.team.clock.now(), settled=True)
            today = local_today(log.team.clock.now(), ZoneInfo("UTC"))
            await assert_awards_follow_the_rules(database, log.team.team_id, today, before=over + timedelta(days=7))
            rebuilt = await log.team.services.rebuilding.rebuild()
            assert (rebuilt.mended, rebuilt.team_totals) == (0, 0)

    asyncio.run(history())


async def test_a_first_run_that_is_dated_back_takes_nothing_from_the_last_thirty_days(database: Database) -> None:
    team = await harriers(database)
    await team.join("Ana")
    team.clock.forward(days=60)
    await team.log("Ana", when=(team.clock.now() - timedelta(days=40)).date().isoformat())
    assert [row["runs"] for row in await rows_of(database, team_totals, TEAM) if row["period"] == "30d"] == []
    await assert_totals_follow_the_log(database, TEAM)


async def test_a_run_that_leaves_the_last_thirty_days_leaves_as_it_was_before_its_change(database: Database) -> None:
    team = await harriers(database)
    logged = await team.log("Ana", "10k", "52:10")
    day = logged.run.local_date.isoformat()
    team.clock.forward(days=60)
    draft = RunDraft("12 km", "62:00", day)
    await team.insist("Ana", await team.services.runs.edit(team.asker("Ana"), logged.run.run_id, draft))
    await assert_totals_follow_the_log(database, TEAM)


@pytest.mark.parametrize("reason", [None, PauseReason.TRAVEL], ids=["resumed", "travelling"])
async def test_a_run_of_the_day_on_which_an_injury_ends_scores(database: Database, reason: PauseReason | None) -> None:
    team = await harriers(database)
    ana, profiles = team.asker("Ana"), team.services.profiles
    await profiles.pause(ana, "5 days", PauseReason.INJURED)
    team.clock.forward(days=1)
    assert (await team.log("Ana")).week_points == 0
    await (profiles.resume(ana) if reason is None else profiles.pause(ana, "5 days", reason))
    await assert_totals_follow_the_log(database, TEAM)
    assert [row["run_days"] for row in await rows_of(database, period_totals, TEAM)] == [1] * 5
    assert (await team.services.points.this_week(ana)).total > 0


async def test_an_injury_takes_nothing_from_the_pause_that_it_ends(database: Database) -> None:
    team = await harriers(database)
    ana, profiles = team.asker("Ana"), team.services.profiles
    await profiles.pause(ana, "5 days", PauseReason.TRAVEL)
    team.clock.forward(days=1)
    earned = (await team.log("Ana")).week_points
    team.clock.forward(days=1)
    await profiles.pause(ana, "5 days", PauseReason.INJURED)
    await assert_totals_follow_the_log(database, TEAM)
    assert (await team.services.points.this_week(ana)).total >= earned
    assert (await profiles.resume(ana)).pause is None


@examples(8)
@given(start=STARTS, steps=STEPS)
def test_deleting_everything_leaves_no_score_behind(url: str, start: str, steps: list[tuple[object, ...]]) -> None:
    async def history() -> None:
        async with opened(url) as database:
            log = await enrolled(database, start)
            for step in steps:
                await log.play(step)
            while log.runs:
                await log.play(("delete", 0))
            for table in (runs, awards, period_totals, team_totals):
                assert await rows_of(database, table, log.team.team_id) == [], table.name

    asyncio.run(history())
