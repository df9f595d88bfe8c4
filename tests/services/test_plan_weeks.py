"""Whose week follows which plan."""

from datetime import date, timedelta

from bot.domain.plans import EVERYBODY, Scope, Target
from bot.services.plan_weeks import Session, give, put_up, take_back
from db.database import Database
from db.repositories.plans import PlanRow
from db.unit_of_work import UnitOfWork
from tests.db.rows import NOW, TEAM, add_run, add_runner, add_team

WEEK = "2026-W48"
TUESDAY = date(2026, 11, 24)
LATER = NOW + timedelta(days=1)

EASY = Session(TUESDAY, 0, "8 km E", "8km @ e", "easy", 8_000)
LONG = Session(TUESDAY + timedelta(days=5), 0, "long 18 km", "long 18km", "long", 18_000)


def plan(uow: UnitOfWork, target: Target) -> PlanRow:
    plan_id = uow.plans.add(
        team_id=TEAM,
        week=WEEK,
        target=target.key,
        runner_id=target.id if target.scope is Scope.RUNNER else None,
        text="Tue: 8 km E",
        saved_at=NOW,
    )
    row = uow.plans.find_by_id(TEAM, plan_id)
    assert row is not None
    return row


def people(uow: UnitOfWork) -> tuple[int, int]:
    add_team(uow)
    return add_runner(uow, "Ana"), add_runner(uow, "Ben")


def texts(uow: UnitOfWork, runner_id: int) -> list[str]:
    return [row.text for row in uow.planned.between(runner_id, TUESDAY, TUESDAY + timedelta(days=6))]


async def test_a_plan_is_its_coachs_until_it_is_put_up(database: Database) -> None:
    def work(uow: UnitOfWork) -> None:
        ana, ben = people(uow)
        for_all = plan(uow, EVERYBODY)
        give(uow, for_all, {ana, ben}, [EASY], NOW)
        assert (texts(uow, ana), uow.planned.week(ana, WEEK)) == ([], None)
        assert put_up(uow, for_all, NOW) == (ana, ben)
        assert texts(uow, ana) == texts(uow, ben) == ["8 km E"]

    await database.write(work)


async def test_what_is_most_a_runners_own_holds(database: Database) -> None:
    def work(uow: UnitOfWork) -> None:
        ana, ben = people(uow)
        for_all, own = plan(uow, EVERYBODY), plan(uow, Target(Scope.RUNNER, ana))
        give(uow, for_all, {ana, ben}, [EASY], NOW)
        put_up(uow, for_all, NOW)
        give(uow, own, {ana}, [LONG], NOW)
        assert texts(uow, ana) == ["8 km E"]
        assert put_up(uow, own, LATER) == (ana,)
        assert (texts(uow, ana), texts(uow, ben)) == (["long 18 km"], ["8 km E"])
        # Her week was planned since the first of them.
        week = uow.planned.week(ana, WEEK)
        assert week is not None
        assert week.published_at == NOW
        # Everybody's, put up once more, leaves hers alone.
        assert put_up(uow, for_all, LATER) == (ben,)
        assert take_back(uow, own, NOW) == (ana,)
        assert texts(uow, ana) == ["8 km E"]
        assert take_back(uow, for_all, NOW) == (ana, ben)
        assert texts(uow, ana) == texts(uow, ben) == []

    await database.write(work)


async def test_a_session_that_stays_keeps_what_is_known_of_it(database: Database) -> None:
    def work(uow: UnitOfWork) -> None:
        ana, _ = people(uow)
        own = plan(uow, Target(Scope.RUNNER, ana))
        give(uow, own, {ana}, [EASY, LONG], NOW)
        put_up(uow, own, NOW)
        easy, long = uow.planned.of_plan(own.plan_id)
        uow.planned.change(easy.session_id, run_id=add_run(uow, ana), percent=100)
        give(uow, own, {ana}, [EASY], NOW)
        [kept] = uow.planned.of_plan(own.plan_id)
        assert (kept.session_id, kept.percent) == (easy.session_id, 100)
        assert uow.planned.session(long.session_id) is None

    await database.write(work)


async def test_who_is_not_meant_any_more_is_without_it(database: Database) -> None:
    def work(uow: UnitOfWork) -> None:
        ana, ben = people(uow)
        group = plan(uow, Target(Scope.GROUP, 501))
        give(uow, group, {ana, ben}, [EASY], NOW)
        put_up(uow, group, NOW)
        give(uow, group, {ben}, [EASY], NOW)
        assert (texts(uow, ana), texts(uow, ben)) == ([], ["8 km E"])
        assert [(row.name, row.text) for row in uow.planned.shared(TEAM, WEEK)] == [("Ben", "8 km E")]

    await database.write(work)
