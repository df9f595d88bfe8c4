"""A runner's log as their coach reads it: days, plans beside them, weeks beside the usual one, and what is private."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.audience import LogDetail, Sharing
from bot.domain.check_ins import Answered, Item
from bot.domain.plans import Scope, Target
from bot.domain.runs import PainArea
from bot.domain.units import Unit
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.asker import Asker
from bot.services.coach_logs import CoachLog
from bot.services.plan_weeks import Session, give, put_up
from db.unit_of_work import UnitOfWork
from tests.services.check_ins_made import answer, asked, wants
from tests.services.harriers import TEAM, Harriers

CALEB = Asker(TEAM, 77, "Caleb", is_admin=True)
FRIDAY = date(2026, 11, 20)
DAY = timedelta(days=1)
HURTS: dict[str, Any] = {"pain_area": PainArea.KNEE_LEFT, "pain_level": 4}


async def log_of(team: Harriers, name: str = "Ana", days: int = 7) -> CoachLog:
    return await team.services.coach_logs.first_page(CALEB, name, days)


def days_of(log: CoachLog) -> list[int]:
    """Return how many days ago each entry is."""
    return [(FRIDAY - entry.day).days for entry in log.entries]


async def test_days_come_newest_first_with_effort_note_and_ache(team: Harriers) -> None:
    await team.log(
        "Ana", "6k", "36:00", "wednesday", effort=7, note="windy", pain_area=PainArea.KNEE_LEFT, pain_level=4
    )
    await team.log("Ana", "8k", "48:00", "friday")
    await team.log("Ana", "5k", "26:00", "2026-11-13")
    log = await log_of(team)
    assert days_of(log) == [0, 2]
    assert (log.first, log.last, log.has_older, log.unit) == (FRIDAY - 6 * DAY, FRIDAY, True, Unit.KM)
    [run] = log.entries[1].runs
    assert (run.detail, run.run.effort, run.run.note) == (LogDetail.FULL, 7, "windy")
    assert (run.pain_area, run.pain_level) == (PainArea.KNEE_LEFT, 4)


async def test_pages_turn_back_by_days_and_end_with_the_first_run(team: Harriers) -> None:
    await team.log("Ana", "6k", "36:00")
    await team.log("Ana", "5k", "26:00", "2026-11-16")
    runner_id = (await team.runner("Ana")).runner_id
    first, second, third = [await team.services.coach_logs.turn(CALEB, runner_id, 3, page) for page in range(3)]
    assert [days_of(page) for page in (first, second, third)] == [[0], [4], []]
    assert [page.has_older for page in (first, second, third)] == [True, False, False]
    assert (second.first, second.last) == (FRIDAY - 5 * DAY, FRIDAY - 3 * DAY)


async def test_who_shares_the_days_alone_keeps_figures_from_the_coach_too(team: Harriers) -> None:
    await team.log("Ana", "6k", "36:00", "thursday", effort=7, note="windy", **HURTS)
    await team.change("Ana", sharing=Sharing.RAN_TODAY)
    await team.log("Ana", "6k", "36:00", "friday", effort=7, note="windy")
    log = await log_of(team)
    assert not log.shows_figures
    assert [run.detail for entry in log.entries for run in entry.runs] == [LogDetail.PRESENCE] * 2
    assert [run.run.distance_m for entry in log.entries for run in entry.runs] == [0, 0]
    assert (log.weeks[0].runs, log.weeks[0].distance_m) == (2, 0)
    # Who opens up later does not publish what they kept before.
    await team.change("Ana", sharing=Sharing.TEAM)
    details = [run.detail for entry in (await log_of(team)).entries for run in entry.runs]
    assert details == [LogDetail.PRESENCE, LogDetail.FULL]


async def test_check_ins_are_told_whatever_runs_show(team: Harriers) -> None:
    await wants(team, "Ana")
    await team.change("Ana", sharing=Sharing.RAN_TODAY)
    page = await asked(team, "2026-11-26 18:00")
    assert (await log_of(team)).entries == ()
    await answer(team, "Ana", page, (4, 4, 4, 4, 3))
    await team.services.check_ins.name_area(team.asker("Ana").user_id, None, page.check_in_id, PainArea.CALF_LEFT)
    [entry] = (await log_of(team)).entries
    answers = {Item.SLEEP: 4, Item.ENERGY: 4, Item.SORENESS: 4, Item.MOOD: 4, Item.PAIN: 3}
    assert (entry.day, entry.check_in) == (date(2026, 11, 26), Answered(answers, PainArea.CALF_LEFT))
    runner_id = (await team.runner("Ana")).runner_id
    team.clock.forward(days=7)
    first, second = [await team.services.coach_logs.turn(CALEB, runner_id, 7, page) for page in range(2)]
    assert (first.entries, first.has_older, second.entries, second.has_older) == ((), True, (entry,), False)


async def test_weeks_stand_beside_the_usual_ones_without_those_of_a_pause(team: Harriers) -> None:
    for back in (1, 2, 3):
        for day in range(4):
            await team.log("Ana", "5k", "26:00", (FRIDAY - 7 * back * DAY - day * DAY).isoformat())
    await team.log("Ana", "6k", "36:00")
    runner_id = (await team.runner("Ana")).runner_id
    weeks = (await log_of(team)).weeks
    assert [(week.week.number, week.runs, week.distance_m) for week in weeks] == [(47, 1, 6_000), (46, 4, 20_000)]
    assert (weeks[0].usual_runs, weeks[0].usual_m) == (4, 20_000)
    pause = (date(2026, 11, 2), date(2026, 11, 8), None)
    await team.database.write(lambda uow: uow.runners.add_pause(runner_id, *pause))
    assert [week.usual_runs for week in (await log_of(team)).weeks] == [4, None]


async def test_what_was_planned_stands_beside_what_was_done(team: Harriers) -> None:
    ran = await team.log("Ana", "6k", "36:00", "thursday")
    runner_id = (await team.runner("Ana")).runner_id
    sessions = [
        Session(FRIDAY - DAY, 0, "6 km E", "6km @ e", "easy", 6_000),
        Session(FRIDAY, 0, "rest", "rest", "rest"),
        Session(FRIDAY + DAY, 0, "long 18 km", "long 18km", "long", 18_000),
    ]

    def plan(uow: UnitOfWork) -> None:
        target = Target(Scope.RUNNER, runner_id)
        plan_id = uow.plans.add(
            team_id=TEAM, week="2026-W47", target=target.key, runner_id=runner_id, text="…", saved_at=team.clock.now()
        )
        row = uow.plans.find_by_id(TEAM, plan_id)
        assert row is not None
        give(uow, row, {runner_id}, sessions, team.clock.now())
        put_up(uow, row, team.clock.now())
        [first, *_] = uow.planned.of_plan(plan_id)
        uow.planned.change(first.session_id, run_id=ran.run.run_id, percent=100)

    await team.database.write(plan)
    planned = [
        (entry.day, one.text, one.is_done, one.is_rest)
        for entry in (await log_of(team)).entries
        for one in entry.planned
    ]
    assert planned == [(FRIDAY, "rest", False, True), (FRIDAY - DAY, "6 km E", True, False)]


async def test_notes_stand_in_the_log_and_a_pause_is_named(team: Harriers) -> None:
    await team.log("Ana", "6k", "36:00")
    runner_id = (await team.runner("Ana")).runner_id
    for number in range(3):
        await team.services.coach_notes.add(CALEB, runner_id, f"Note {number}.")
    await team.services.profiles.pause(team.asker("Ana"), "sunday", None)
    log = await log_of(team)
    assert ([note.text for note in log.notes], log.note_count) == (["Note 2.", "Note 1."], 3)
    assert log.resting_until == FRIDAY + 2 * DAY


async def test_a_log_is_read_in_the_coachs_own_unit(team: Harriers) -> None:
    await team.log("Ana", "6k", "36:00")
    await team.services.run_lists.first_page(CALEB)
    caleb = await team.database.read(lambda uow: uow.runners.find(TEAM, CALEB.user_id))
    assert caleb is not None
    await team.database.write(lambda uow: uow.runners.change(caleb.runner_id, unit="mi"))
    assert (await log_of(team)).unit is Unit.MI


async def test_it_is_for_coaches_about_others(team: Harriers) -> None:
    await team.log("Ana", "6k", "36:00")
    service = team.services.coach_logs
    with pytest.raises(NotAllowed) as refused:
        await service.first_page(team.asker("Ben"), "Ana")
    assert refused.value.code == "coach_only"
    with pytest.raises(NotAllowed) as own:
        await service.first_page(replace(team.asker("Ana"), is_admin=True), "Ana")
    assert own.value.code == "coach_of_oneself"
    with pytest.raises(NotFound):
        await service.first_page(CALEB, "Nobody")
    with pytest.raises(UserError) as days:
        await service.first_page(CALEB, "Ana", 15)
    assert days.value.code == "log_days"
