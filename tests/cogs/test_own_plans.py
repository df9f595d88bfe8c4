"""`/plan week` and `/plan done`: one's own week, planned beside done, as its runner uses it."""

from datetime import UTC, datetime

import discord
import simcord

from bot.domain.dates import Week
from bot.domain.plans import Scope, Target
from bot.services.plan_publishing import publish_plan
from bot.services.plan_weeks import put_up
from db.unit_of_work import UnitOfWork
from tests.composed import Stage, answer, buttons, pressable, said
from tests.services.planned import save_plan

THIS = Week(2026, 47)
TRACK = "WU 2km E; 5x1km @ T / 1min jog; CD 2km E"
DAYS = {"Mon": "10km E", "Tue": "rest", "Wed": TRACK, "Thu": "gym", "Sat": "long 18km"}
METRES = {"10km E": 10_000, TRACK: 9_000, "long 18km": 18_000}


async def planned(stage: Stage, days: dict[str, str] = DAYS, week: Week = THIS) -> list[int]:
    """Let Ana have a plan for a week that she sees; returns the keys of its sessions."""
    await stage.ana.slash(stage.feed, "run list")

    def plan(uow: UnitOfWork) -> list[int]:
        runner = uow.runners.find(stage.guild.id, stage.ana.id)
        assert runner is not None
        target = Target(Scope.RUNNER, runner.runner_id)
        put_up(uow, save_plan(uow, stage.guild.id, target, [runner.runner_id], days, week=week), stage.env.now())
        rows = uow.planned.between(runner.runner_id, week.monday, week.sunday)
        uow.planned.change_many({row.session_id: {"distance_m": METRES.get(row.text)} for row in rows})
        return [row.session_id for row in rows]

    return await stage.application.database.write(plan)


async def pick(
    stage: Stage, who: simcord.MemberActor, shown: simcord.InteractionResult, value: str
) -> simcord.InteractionResult:
    """Pick from the one list of an answer."""
    [custom_id] = [part["custom_id"] for part in pressable(answer(shown)) if part["type"] == 3]
    return await stage.press(who, answer(shown), custom_id, value)


async def test_a_week_shows_what_was_run_beside_what_was_planned(on_stage: Stage) -> None:
    await planned(on_stage)
    await on_stage.ana.slash(on_stage.feed, "run log", distance="10k", time="55:00", when="monday")
    shown = await on_stage.ana.slash(on_stage.feed, "plan week")
    assert answer(shown).ephemeral
    assert "✓ Mon: 10 km easy.\n-# 10.0 km · 55:00" in said(shown)
    assert "\nWed: warm-up 2 km easy · 5 × 1 km at threshold" in said(shown)
    assert "· Sat: long run, 18 km." in said(shown)
    assert list(buttons(answer(shown))) == ["Export", "Excuse a session…", "Later"]


async def test_the_answer_to_a_run_says_which_session_it_keeps(on_stage: Stage) -> None:
    await planned(on_stage)
    kept = await on_stage.ana.slash(on_stage.feed, "run log", distance="9k", time="50:00", when="wednesday")
    assert "Wednesday's 5 × 1 km at threshold, 1 min jog between: kept." in said(kept)
    part = await on_stage.ana.slash(on_stage.feed, "run log", distance="6k", time="33:00", when="monday")
    assert "Monday's 10 km easy: kept in part." in said(part)


async def test_a_week_is_handed_out_for_a_watch(on_stage: Stage) -> None:
    await planned(on_stage, DAYS | {"Sat": "hills by feel"})
    shown = await on_stage.ana.slash(on_stage.feed, "plan week")
    exported = await on_stage.ana.click(answer(shown), label="Export")
    [file] = answer(exported).attachments
    assert file.filename == "plan-2026-W47.txt"
    assert "intervals.icu" in answer(exported).content
    assert "in words alone stays words" in answer(exported).content
    written = (await file.read()).decode()
    assert "- Warmup Easy 2km" in written
    # What no watch can follow is there to be read.
    assert "hills by feel\n\nhills by feel" in written
    assert "rest" not in written


async def test_without_a_plan_the_own_target_leads(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run list")
    for which in ("this_week", "next_week", "week_before"):
        shown = await on_stage.ana.slash(on_stage.feed, "plan week", which=which)
        assert "Your own target leads" in said(shown) or "your own target leads" in said(shown)


async def test_a_session_is_excused_with_a_reason_and_counts_again(on_stage: Stage) -> None:
    _, _, workout, *_ = await planned(on_stage)
    shown = await on_stage.ana.slash(on_stage.feed, "plan week")
    which = await on_stage.ana.click(answer(shown), label="Excuse a session…")
    assert "Which session is not to count?" in said(which)
    why = await pick(on_stage, on_stage.ana, which, str(workout))
    assert "What came between?" in said(why)
    excused = await pick(on_stage, on_stage.ana, why, "travel")
    assert "Not counted any more: Wed: " in said(excused)
    assert "-# not counted: travel" in said(excused)
    again = await pick(
        on_stage, on_stage.ana, await on_stage.ana.click(answer(excused), label="Excuse a session…"), str(workout)
    )
    counts = await on_stage.ana.click(answer(again), label="Count it again")
    assert "Counts again: Wed: " in said(counts)
    assert "not counted: travel" not in said(counts)


async def test_a_session_without_a_run_is_said_to_be_done_and_taken_back(on_stage: Stage) -> None:
    *_, gym, _ = await planned(on_stage)
    done = await on_stage.ana.slash(on_stage.feed, "plan done", session=str(gym))
    assert "Done: Thu: gym." in said(done)
    week = await on_stage.ana.slash(on_stage.feed, "plan week")
    assert "✓ Thu: gym.\n-# done, as you said" in said(week)
    back = await on_stage.ana.click(answer(done), label="Take it back")
    assert "As before: Thu: gym." in said(back)
    assert "done, as you said" not in said(back)


async def test_a_run_is_named_for_a_session(on_stage: Stage) -> None:
    monday, *_ = await planned(on_stage)
    await on_stage.ana.slash(on_stage.feed, "run log", distance="9k", time="50:00", when="thursday", kind="long")
    [choice] = await on_stage.ana.autocomplete(on_stage.feed, "plan done", "run", "", session=str(monday))
    done = await on_stage.ana.slash(on_stage.feed, "plan done", session=str(monday), run=choice["value"])
    assert "Done: Mon: 10 km easy.**\n-# It was 9.0 km · 50:00" in said(done)
    again = await on_stage.ana.slash(on_stage.feed, "plan done", session=str(monday))
    assert "Kept already" in said(again)


async def test_what_is_no_session_is_answered_kindly(on_stage: Stage) -> None:
    _, rest, *_, long = await planned(on_stage)
    for typed, told in ((str(rest), "day of rest"), (str(long), "planned for"), ("banana", "choose a session")):
        assert told in said(await on_stage.ana.slash(on_stage.feed, "plan done", session=typed))


async def test_it_works_in_direct_messages(on_stage: Stage) -> None:
    await planned(on_stage)
    shown = await on_stage.ana.user.slash("plan week")
    assert "Mon: 10 km easy." in said(shown)


async def test_it_says_kindly_that_who_is_ill_may_rest(on_stage: Stage) -> None:
    await planned(on_stage)
    await on_stage.ana.slash(on_stage.feed, "profile pause", until="2 weeks", reason="ill")
    shown = await on_stage.ana.slash(on_stage.feed, "plan week")
    assert "get well first" in said(shown)
    assert "· Sat" not in said(shown)


async def test_a_coach_comes_from_the_log_to_the_week_and_excuses_a_session(on_stage: Stage) -> None:
    _, _, workout, *_ = await planned(on_stage)
    role = on_stage.guild.create_role("Coach", permissions=discord.Permissions.none())
    caleb = on_stage.guild.add_member(on_stage.env.create_user("caleb", global_name="Caleb"), roles=[role])
    await on_stage.env.settle()
    page = await caleb.slash(on_stage.feed, "coach log", runner="Ana")
    week = await caleb.click(answer(page), label="Planned and done")
    assert answer(week).ephemeral
    assert "### Week 47 of Ana · 16–22 Nov" in said(week)
    assert "Export" not in buttons(answer(week))
    why = await pick(on_stage, caleb, await caleb.click(answer(week), label="Excuse a session…"), str(workout))
    excused = await pick(on_stage, caleb, why, "coach")
    assert "-# not counted: the coach changed it" in said(excused)
    assert "not counted: the coach changed it" in said(await on_stage.ana.slash(on_stage.feed, "plan week"))


async def test_on_monday_the_log_leads_to_the_week_that_the_roster_speaks_of(on_stage: Stage) -> None:
    await planned(on_stage)
    role = on_stage.guild.create_role("Coach", permissions=discord.Permissions.none())
    caleb = on_stage.guild.add_member(on_stage.env.create_user("caleb", global_name="Caleb"), roles=[role])
    await on_stage.env.settle()
    await on_stage.go_to(datetime(2026, 11, 23, 7, tzinfo=UTC))
    roster = await caleb.slash(on_stage.feed, "coach roster")
    assert "🗓️ 0 of 4 planned sessions done, 16–22 Nov" in said(roster)
    page = await caleb.slash(on_stage.feed, "coach log", runner="Ana")
    assert "### Week 47 of Ana" in said(await caleb.click(answer(page), label="Planned and done"))
    await planned(on_stage, {"Mon": "8km E"}, THIS.next())
    both = answer(await caleb.slash(on_stage.feed, "coach log", runner="Ana"))
    weeks = [label for label in buttons(both) if label.startswith("Planned and done")]
    assert weeks == ["Planned and done, 23–29 Nov", "Planned and done, 16–22 Nov"]
    assert "### Week 47 of Ana" in said(await caleb.click(both, label=weeks[1]))


async def test_the_letter_about_a_week_leads_to_it(on_stage: Stage) -> None:
    await on_stage.ana.slash(on_stage.feed, "run list")

    def publish(uow: UnitOfWork) -> None:
        runner = uow.runners.find(on_stage.guild.id, on_stage.ana.id)
        assert runner is not None
        target = Target(Scope.RUNNER, runner.runner_id)
        plan = save_plan(uow, on_stage.guild.id, target, [runner.runner_id], DAYS, week=THIS)
        publish_plan(uow, plan, on_stage.env.now())

    await on_stage.application.database.write(publish)
    await on_stage.work()
    letter = on_stage.ana.user.dm_channel.history()[-1]
    opened = await on_stage.ana.user.click(letter, label="Planned and done")
    assert "### Your week 47 · 16–22 Nov" in said(opened)
