"""What coaches may know of each runner is found in the log, in a few looks, and nothing that is kept from them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Dialect, Executable

from bot.domain.attention import Need, New, NoPlan, Pain, Request, RequestKind, Silent, Slower, Undone, Unheard
from bot.domain.audience import Sharing
from bot.domain.check_ins import Answered, Item
from bot.domain.checkups.focus_area import Area
from bot.domain.dates import Week
from bot.domain.pauses import PauseReason
from bot.domain.plans import Scope, Target
from bot.domain.runs import PainArea, RunSource
from bot.services.asker import Asker
from bot.services.attention import Attended, attended
from bot.services.plan_weeks import Session, give, put_up
from db.connection import Connection
from db.models import feedback, runs
from db.unit_of_work import UnitOfWork
from tests.services.harriers import TEAM, Harriers
from tests.services.ledger import rows_of

CALEB = Asker(TEAM, 77, "Caleb", is_admin=True)


@dataclass
class Counting:
    """A connection that counts what is asked of another."""

    of: Connection
    asked: list[Executable] = field(default_factory=list)

    @property
    def dialect(self) -> Dialect:
        return self.of.dialect

    def execute(self, statement: Executable, parameters: Any = None, /) -> Any:
        self.asked.append(statement)
        return self.of.execute(statement, parameters)


def look(uow: UnitOfWork, team: Harriers) -> list[Attended]:
    row = uow.teams.find(TEAM)
    assert row is not None
    return attended(uow, row, 3, team.clock.now(), but=CALEB.user_id)


async def found(team: Harriers) -> dict[str, tuple[object, ...]]:
    """Return reasons by name, in the order of the roster."""
    return {one.name: one.attention.reasons for one in await team.database.read(lambda uow: look(uow, team))}


async def settle_in(team: Harriers, name: str, weeks: int = 5, a_week: int = 3) -> None:
    """Let a runner run as usual for some whole weeks before this one, and hear a kind word today."""
    today = team.clock.now().date()
    monday = today - timedelta(days=today.weekday())
    for back in range(weeks, 0, -1):
        for day in range(a_week):
            when = monday - timedelta(weeks=back) + timedelta(days=2 * day)
            await team.log(name, "6k", "36:00", when.isoformat())
    runner_id = (await team.runner(name)).runner_id
    await team.database.write(lambda uow: uow.runners.change(runner_id, joined_at=team.clock.now() - timedelta(90)))
    await praise(team, name)


async def praise(team: Harriers, name: str) -> None:
    service = team.services.shoutouts
    await service.give(CALEB, await service.addressed(CALEB, name), "Textbook.")


async def test_an_ache_is_told_with_its_day_until_the_coach_has_written(team: Harriers) -> None:
    await settle_in(team, "Ana")
    await team.log("Ana", "6k", "36:00", "wednesday", pain_area=PainArea.KNEE_LEFT, pain_level=4)
    assert await found(team) == {"Ana": (Pain(date(2026, 11, 18), PainArea.KNEE_LEFT, 4, 1),)}
    await team.services.feedback.give(CALEB, (await team.runner("Ana")).runner_id, "Rest it.")
    assert await found(team) == {"Ana": ()}


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        (Sharing.TEAM, Sharing.TEAM, True),
        (Sharing.COACH_ONLY, Sharing.COACH_ONLY, True),
        (Sharing.RAN_TODAY, Sharing.TEAM, False),
        (Sharing.TEAM, Sharing.RAN_TODAY, False),
    ],
)
async def test_what_is_kept_from_coaches_is_no_reason(team: Harriers, then: Sharing, now: Sharing, told: bool) -> None:
    await settle_in(team, "Ana")
    await team.change("Ana", sharing=then)
    await team.log("Ana", "6k", "36:00", pain_area=PainArea.HIP_LEFT, pain_level=9)
    await team.change("Ana", sharing=now)
    assert bool((await found(team))["Ana"]) is told


async def test_an_ache_from_another_service_is_for_the_runner_alone(team: Harriers) -> None:
    await settle_in(team, "Ana")
    await team.log("Ana", "6k", "36:00", pain_area=PainArea.HIP_LEFT, pain_level=9)
    await team.database.write(lambda uow: uow._connection.execute(runs.update().values(source=RunSource.STRAVA)))
    assert (await found(team))["Ana"] == ()


async def test_silence_follows_from_the_log_and_a_pause_is_rest(team: Harriers) -> None:
    for name in ("Ana", "Ben", "Chloé"):
        await settle_in(team, name)
    team.clock.forward(days=3)
    await team.log("Chloé", "6k", "36:00")
    await team.services.profiles.pause(team.asker("Ben"), "2 weeks", None)
    everybody = await team.database.read(lambda uow: look(uow, team))
    assert [(one.name, one.attention.reasons) for one in everybody] == [
        ("Ana", (Silent(date(2026, 11, 13), 3.0, 10),)),
        ("Ben", ()),
        ("Chloé", ()),
    ]
    assert [one.attention.resting_until for one in everybody] == [None, date(2026, 12, 7), None]


async def test_two_slow_weeks_are_told_beside_the_usual_ones(team: Harriers) -> None:
    await settle_in(team, "Ana")
    team.clock.forward(days=3)
    await team.log("Ana", "6k", "36:00", "yesterday")
    team.clock.forward(days=7)
    await team.log("Ana", "6k", "36:00", "sunday")
    assert (await found(team))["Ana"] == (Slower(2, 3.0),)


async def test_a_run_that_waits_for_a_word_is_an_open_request(team: Harriers) -> None:
    await settle_in(team, "Ana")
    logged = await team.log("Ana", "10k", "20:00")
    await team.services.reviews.confirm(team.asker("Ana"), logged.run.run_id, "A bike race")
    assert await found(team) == {"Ana": (Request(RequestKind.REVIEW, date(2026, 11, 20)),)}


async def test_a_message_waits_until_a_coach_writes_and_fades_after_two_weeks(team: Harriers) -> None:
    await settle_in(team, "Ana")
    runner_id = (await team.runner("Ana")).runner_id
    await team.services.feedback.give(CALEB, runner_id, "How is the knee?")
    assert (await found(team))["Ana"] == ()
    await team.services.feedback.reply(team.asker("Ana"), "Sore.")
    waiting = Request(RequestKind.MESSAGE, date(2026, 11, 20), "Caleb")
    assert (await found(team))["Ana"] == (waiting,)
    cleo = team.admin("Cleo")
    await team.services.feedback.give(cleo, runner_id, "Caleb is away: rest it.")
    assert (await found(team))["Ana"] == ()
    await team.services.feedback.reply(team.asker("Ana"), "Thank you.")
    team.clock.forward(days=14)
    assert Request(RequestKind.MESSAGE, date(2026, 11, 20), "Cleo") in (await found(team))["Ana"]
    team.clock.forward(seconds=1)
    assert not any(isinstance(reason, Request) for reason in (await found(team))["Ana"])


async def test_a_message_that_was_taken_back_waits_for_nobody(team: Harriers) -> None:
    await settle_in(team, "Ana")
    await team.services.feedback.give(CALEB, (await team.runner("Ana")).runner_id, "How is the knee?")
    [word] = await rows_of(team.database, feedback, TEAM)
    words = ((9_001, "Sore."), (9_002, "Never mind."))
    for message_id, said in words:
        await team.services.feedback.answer(team.asker("Ana"), word["feedback_id"], said, message_id)
    await team.services.direct_words.deleted(9_002)
    assert (await found(team))["Ana"] == (Request(RequestKind.MESSAGE, date(2026, 11, 20), "Caleb"),)
    await team.services.direct_words.deleted(9_001)
    assert (await found(team))["Ana"] == ()


async def test_a_week_without_a_plan_is_told_where_there_usually_is_one(team: Harriers) -> None:
    await settle_in(team, "Ana")
    runner_id = (await team.runner("Ana")).runner_id

    def plan(week: str, *, out: bool = True) -> Callable[[UnitOfWork], None]:
        def work(uow: UnitOfWork) -> None:
            target = Target(Scope.RUNNER, runner_id)
            plan_id = uow.plans.add(
                team_id=TEAM, week=week, target=target.key, runner_id=runner_id, text="…", saved_at=team.clock.now()
            )
            row = uow.plans.find_by_id(TEAM, plan_id)
            assert row is not None
            give(uow, row, {runner_id}, [], team.clock.now())
            if out:
                put_up(uow, row, team.clock.now())

        return work

    # It is Friday of week 47, so the plan of week 48 is due.
    for week in ("2026-W45", "2026-W46"):
        await team.database.write(plan(week))
    assert (await found(team))["Ana"] == ()
    await team.database.write(plan("2026-W47"))
    assert (await found(team))["Ana"] == (NoPlan(date(2026, 11, 23)),)
    await team.database.write(plan("2026-W48", out=False))
    assert (await found(team))["Ana"] == ()


async def test_a_focus_is_an_open_request_until_a_coach_has_answered(team: Harriers) -> None:
    await settle_in(team, "Ana")
    await team.services.focuses.set(team.asker("Ana"), Area.HILLS)
    assert (await found(team))["Ana"] == (Request(RequestKind.FOCUS, date(2026, 11, 20), Area.HILLS),)
    await team.services.feedback.give(CALEB, (await team.runner("Ana")).runner_id, "Short ones, weekly.")
    assert (await found(team))["Ana"] == ()


async def test_newcomers_are_there_before_their_first_run_and_coaches_are_not(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    cleo = team.admin("Cleo")
    await team.services.run_lists.first_page(cleo)
    await team.services.coaches.note(cleo)
    assert await found(team) == {name: (New(date(2026, 11, 20), has_run=False),) for name in ("Ana", "Ben")}
    await team.change("Ben", left_at=team.clock.now())
    await praise(team, "Ana")
    assert await found(team) == {}


async def test_who_needs_a_word_most_stands_first_and_names_decide_the_rest(team: Harriers) -> None:
    for name in ("Ana", "Ben", "Dee", "chloé"):
        await settle_in(team, name)
    await team.log("Dee", "6k", "36:00", pain_area=PainArea.HIP_LEFT, pain_level=6)
    await team.log("Ben", "6k", "36:00", pain_area=PainArea.HIP_LEFT, pain_level=3)
    assert list(await found(team)) == ["Dee", "Ben", "Ana", "chloé"]
    roster = await team.services.rosters.page(CALEB, 3)
    assert (roster.runners, roster.in_need, roster.counts[Need.PAIN], roster.counts[Need.SILENCE]) == (4, 2, 2, 0)
    assert [one.name for one in (await team.services.rosters.page(CALEB, 3, need=Need.PAIN)).entries] == ["Dee", "Ben"]


async def test_no_kind_word_is_told_with_the_day_of_the_newest(team: Harriers) -> None:
    await settle_in(team, "Ana")
    team.clock.forward(weeks=4)
    for when in ("2026-12-16", "2026-12-14", "2026-12-09", "2026-12-02", "2026-11-25"):
        await team.log("Ana", "6k", "36:00", when)
    assert (await found(team))["Ana"][-1] == Unheard(date(2026, 11, 20))


async def test_a_large_team_takes_no_more_looks_than_a_small_one(team: Harriers) -> None:
    async def looks() -> int:
        def count(uow: UnitOfWork) -> int:
            counting = Counting(uow._connection)
            look(UnitOfWork(counting), team)
            return len(counting.asked)

        return await team.database.read(count)

    await team.log("Ana", "6k", "36:00", pain_area=PainArea.HIP_LEFT, pain_level=6)
    few = await looks()
    for number in range(12):
        await team.log(f"Runner {number}", "6k", "36:00", pain_area=PainArea.HIP_LEFT, pain_level=6)
    assert await looks() == few


async def test_sessions_of_days_on_which_somebody_paused_are_not_counted(team: Harriers) -> None:
    await settle_in(team, "Ana")
    ana = await team.runner("Ana")
    whom = await team.services.plans.runner(CALEB, "Ana")
    page = await team.services.plans.write(
        CALEB, whom, Week(2026, 47), "Mon 5 km E\nWed 5 km E\nSat 5 km E\nSun 9 km E"
    )
    await team.services.plans.publish(CALEB, page.plan_id)
    # A pause from this Friday on; by Monday two sessions before it are left open.
    await team.services.profiles.pause(team.asker("Ana"), "2026-11-22", PauseReason.ILL)
    team.clock.set(team.clock.now() + timedelta(days=3))
    rows = await team.database.read(lambda uow: uow.planned.of_team(TEAM, "2026-W47"))
    assert [row.runner_id for row in rows] == [ana.runner_id] * 4
    [undone] = [one for one in (await found(team))["Ana"] if isinstance(one, Undone)]
    assert undone.planned == 2


async def planned_weeks(team: Harriers, name: str, *weeks: tuple[int, ...]) -> None:
    """Give a runner plans of the weeks up to the one that is over, each with how much was done of its sessions."""
    runner_id = (await team.runner(name)).runner_id
    last = Week.of(team.clock.now().date()).previous()

    def plan(uow: UnitOfWork) -> None:
        for back, percents in enumerate(reversed(weeks)):
            monday = last.monday - timedelta(weeks=back)
            plan_id = uow.plans.add(
                team_id=TEAM,
                week=Week.of(monday).key,
                target=Target(Scope.RUNNER, runner_id).key,
                runner_id=runner_id,
                text="…",
                saved_at=team.clock.now(),
            )
            row = uow.plans.find_by_id(TEAM, plan_id)
            assert row is not None
            sessions = [
                Session(monday + timedelta(days=day), 0, "5 km E", "5km @ e", "easy", 5_000)
                for day in range(len(percents))
            ]
            give(uow, row, {runner_id}, sessions, team.clock.now())
            put_up(uow, row, team.clock.now())
            for session, percent in zip(uow.planned.of_plan(plan_id), percents, strict=True):
                uow.planned.change(session.session_id, percent=percent)

    await team.database.write(plan)


async def test_plans_ask_for_a_word_where_the_check_up_would_with_the_teams_own_lines(team: Harriers) -> None:
    for name in ("Ana", "Ben"):
        await settle_in(team, name)
    whole = (100, 90, 110, 80)
    await planned_weeks(team, "Ana", whole, whole, whole, (100, 100, 100, 0))
    # Halves are halves: three of four were begun, and a half of that much was done.
    await planned_weeks(team, "Ben", whole, whole, whole, (60, 60, 60, 0))

    async def undone() -> dict[str, list[object]]:
        return {
            name: [one for one in reasons if isinstance(one, Undone)] for name, reasons in (await found(team)).items()
        }

    assert await undone() == {"Ana": [], "Ben": [Undone(date(2026, 11, 9), 4, 3)]}
    await team.database.write(lambda uow: uow.checkups.choose_thresholds(TEAM, {"follow_ok_pct": 95}))
    assert await undone() == {"Ana": [Undone(date(2026, 11, 9), 4, 3)], "Ben": [Undone(date(2026, 11, 9), 4, 3)]}


async def test_a_check_in_below_the_usual_asks_for_a_look_until_a_coach_has_written(team: Harriers) -> None:
    await settle_in(team, "Ana")
    runner_id = (await team.runner("Ana")).runner_id
    day = team.clock.now().date() - timedelta(days=1)

    def flag(uow: UnitOfWork) -> None:
        check_in_id = uow.check_ins.add(runner_id, day, "2026-W47", team.clock.now() - timedelta(days=1))
        assert check_in_id is not None
        answers = {"sleep": 3, "energy": 3, "soreness": 3, "mood": 3, "pain": 3}
        uow.check_ins.change(check_in_id, **answers, done_at=team.clock.now(), flagged=True)

    await team.database.write(flag)
    assert (await found(team))["Ana"] == (
        Request(RequestKind.CHECK_IN, day, answered=Answered(dict.fromkeys(Item, 3))),
    )
    await team.services.feedback.give(CALEB, runner_id, "How is it today?")
    assert (await found(team))["Ana"] == ()
