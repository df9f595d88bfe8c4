"""Coaches write weeks: kept, read back, put out, copied and taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.availability import Room, WhichWeek
from bot.domain.dates import Week
from bot.domain.plan_warnings import WeekLength
from bot.domain.plans import EVERYBODY, PLAN_LIMIT, Scope, Target
from bot.domain.runs import PainArea
from bot.domain.seasons import Measure
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.asker import Asker
from bot.services.plan_groups import PlanGroupService
from bot.services.plan_pages import Anew, KnownOfWeek, PlanPage, PlanState, Whom
from bot.services.plan_reviews import WrittenMeanwhile
from bot.services.plan_templates import EMPTY
from bot.services.ports import Present
from bot.ui.plan_forms import known_words
from bot.ui.plan_lines import page_lines
from tests.composed import FRIDAY
from tests.services.attendance import Attendances
from tests.services.harriers import TEAM, Harriers

NEXT = Week(2026, 48)
MONDAY = NEXT.monday
TEXT = "Tue 5x1km @ T / 1min jog\nThu: yoga, then a chat\nSat long 18 km\nMon rest\nbring a torch"
ALL = Whom(EVERYBODY)
SUNDAY_EVENING = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
"""Six in Berlin."""


def coach(team: Harriers) -> Asker:
    return team.admin("Caleb")


async def whom(team: Harriers, name: str) -> Whom:
    return await team.services.plans.runner(coach(team), name)


async def write(team: Harriers, to: Whom, text: str = TEXT, week: Week = NEXT) -> PlanPage:
    return await team.services.plans.write(coach(team), to, week, text)


async def seen(team: Harriers, name: str, week: Week = NEXT) -> list[str]:
    """Return what a runner sees of a week."""
    runner_id = (await team.runner(name)).runner_id
    rows = await team.database.read(lambda uow: uow.planned.between(runner_id, week.monday, week.sunday))
    return [row.text for row in rows]


async def test_a_week_is_read_back_as_it_was_understood(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    page = await write(team, ALL)
    assert [(one.day, one.text, one.is_read) for one in page.sessions] == [
        (MONDAY, "rest", True),
        (MONDAY + timedelta(days=1), "5x1km @ T / 1min jog", True),
        (MONDAY + timedelta(days=3), "yoga, then a chat", False),
        (MONDAY + timedelta(days=5), "long 18 km", True),
    ]
    assert page.unplaced == ("bring a torch",)
    assert (page.state, page.runners, page.week) == (PlanState.WAITING, 2, NEXT)


async def test_nobody_sees_a_week_before_it_is_put_out(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    page = await write(team, ALL, "Tue 8 km E")
    assert await seen(team, "Ana") == []
    assert (await team.services.plans.publish(coach(team), page.plan_id)).state is PlanState.OUT
    assert await seen(team, "Ana") == await seen(team, "Ben") == ["8 km E"]


async def test_changes_to_a_week_that_is_out_wait_for_a_press(team: Harriers) -> None:
    await team.join("Ana")
    page = await write(team, ALL, "Tue 8 km E")
    await team.services.plans.publish(coach(team), page.plan_id)
    changed = await write(team, ALL, "Tue 6 km E")
    assert (changed.plan_id, changed.state) == (page.plan_id, PlanState.CHANGED)
    assert [one.text for one in changed.sessions] == ["6 km E"]
    assert await seen(team, "Ana") == ["8 km E"]
    await team.services.plans.publish(coach(team), page.plan_id)
    assert await seen(team, "Ana") == ["6 km E"]


async def test_ones_own_week_holds_beside_everybodys_in_either_order(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    await write(team, await whom(team, "Ana"), "Tue 5 km E")
    everybodys = await write(team, ALL, "Tue 8 km E")
    assert everybodys.keep_own == ("Ana",)
    desk = await team.services.plans.publish_all(coach(team), NEXT)
    assert {one.state for one in desk.plans} == {PlanState.OUT}
    assert (await seen(team, "Ana"), await seen(team, "Ben")) == (["5 km E"], ["8 km E"])


async def test_the_next_who_has_no_plan_comes_by_name_and_round_again(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Chloé")
    page = await write(team, await whom(team, "Ben"), "Tue 5 km E")
    assert page.next_up is not None
    assert page.next_up.name == "Chloé"
    page = await write(team, page.next_up, "Tue 5 km E")
    assert page.next_up is not None
    assert page.next_up.name == "Ana"
    assert (await write(team, page.next_up, "Tue 5 km E")).next_up is None


async def test_a_form_begins_with_the_week_before_and_then_with_what_stands(team: Harriers) -> None:
    await team.join("Ana")
    ana = await whom(team, "Ana")
    plans = team.services.plans
    assert (await plans.form(coach(team), ana)).text == ""
    await write(team, ana, "Tue 5 km E", NEXT.previous())
    begun = await plans.form(coach(team), ana)
    assert (begun.text, begun.copied_from, begun.week) == ("Tue 5 km E", NEXT.previous(), NEXT)
    assert (await plans.form(coach(team), ana, begin_with=EMPTY)).text == ""
    assert (await plans.form(coach(team), ana, WhichWeek.THIS)).copied_from is None
    await write(team, ana, "Tue 6 km E")
    assert (await plans.form(coach(team), ana)).text == "Tue 6 km E"


async def test_all_weeks_are_copied_at_one_press(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Chloé")
    before = NEXT.previous()
    await write(team, ALL, "Tue 8 km E", before)
    await write(team, await whom(team, "Ana"), "Tue 5 km E", before)
    await write(team, await whom(team, "Ben"), "Wed 5 km E", before)
    await write(team, await whom(team, "Ben"), "Thu 7 km E")
    desk = await team.services.plans.desk(coach(team))
    assert desk.copyable == 2
    desk = await team.services.plans.copy_all(coach(team), NEXT)
    assert [(one.whom.name, one.state) for one in desk.plans] == [
        ("", PlanState.WAITING),
        ("Ben", PlanState.WAITING),
        ("Ana", PlanState.WAITING),
    ]
    assert (desk.copyable, desk.without) == (0, [])
    await team.services.plans.publish_all(coach(team), NEXT)
    assert [await seen(team, name) for name in ("Ana", "Ben", "Chloé")] == [["5 km E"], ["7 km E"], ["8 km E"]]


async def test_a_week_taken_back_uncovers_everybodys(team: Harriers) -> None:
    await team.join("Ana")
    await write(team, ALL, "Tue 8 km E")
    own = await write(team, await whom(team, "Ana"), "Tue 5 km E")
    await team.services.plans.publish_all(coach(team), NEXT)
    await team.services.plans.take_back(coach(team), own.plan_id)
    assert await seen(team, "Ana") == ["8 km E"]
    with pytest.raises(NotFound):
        await team.services.plans.page(coach(team), own.plan_id)


async def test_a_template_is_kept_under_a_name_and_begins_a_form(team: Harriers) -> None:
    await team.join("Ana")
    page, templates = await write(team, ALL, "Tue 8 km E"), team.services.plan_templates
    await templates.keep(coach(team), page.plan_id, "  Build   week ")
    changed = await write(team, ALL, "Tue 9 km E")
    kept = await templates.keep(coach(team), changed.plan_id, "build WEEK")
    assert [(one.name, one.text) for one in await templates.all(coach(team))] == [("build WEEK", "Tue 9 km E")]
    begun = await team.services.plans.form(coach(team), await whom(team, "Ana"), begin_with="Build week")
    assert (begun.text, begun.template) == ("Tue 9 km E", "build WEEK")
    assert await templates.drop(coach(team), kept.template_id) == []
    with pytest.raises(NotFound):
        await team.services.plans.form(coach(team), ALL, begin_with="Build week")
    for nothing in ("  ", EMPTY):
        with pytest.raises(UserError, match="template_nameless"):
            await templates.keep(coach(team), page.plan_id, nothing)


async def test_a_group_is_whoever_has_the_role(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Chloé")
    roster = Attendances()
    for name in ("Ana", "Chloé"):
        roster.of[team.asker(name).user_id] = Present(name, frozenset({900}))
    roster.of[team.asker("Ben").user_id] = Present("Ben", frozenset({901}))
    groups = PlanGroupService(team.database, team.clock, roster)
    members = await groups.members(coach(team), 900)
    marathon = Whom(Target(Scope.GROUP, 900), "Marathon")
    page = await team.services.plans.write(coach(team), marathon, NEXT, "Sun long 30 km", members)
    assert page.runners == 2
    await team.services.plans.publish(coach(team), page.plan_id)
    assert [await seen(team, name) for name in ("Ana", "Ben", "Chloé")] == [["long 30 km"], [], ["long 30 km"]]
    # Chloé hands the role back, and is without it once the week is put out anew.
    roster.of[team.asker("Chloé").user_id] = Present("Chloé")
    await team.services.plans.publish(coach(team), page.plan_id, await groups.members(coach(team), 900))
    assert [await seen(team, name) for name in ("Ana", "Chloé")] == [["long 30 km"], []]
    with pytest.raises(UserError, match="group_empty"):
        await team.services.plans.write(
            coach(team), marathon, NEXT, "Sun long 30 km", await groups.members(coach(team), 7)
        )
    roster.down = True
    with pytest.raises(UserError, match="group_unknown"):
        await groups.members(coach(team), 900)


async def test_a_copied_week_and_one_put_out_with_all_are_for_whoever_has_the_role_by_now(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    roster = Attendances()
    groups = PlanGroupService(team.database, team.clock, roster)
    plans, marathon = team.services.plans, Whom(Target(Scope.GROUP, 900), "Marathon")
    ana = (await team.runner("Ana")).runner_id
    await plans.write(coach(team), marathon, NEXT.previous(), "Sun long 30 km", {ana})
    roster.of[team.asker("Ben").user_id] = Present("Ben", frozenset({900}))
    assert await groups.roles_in(coach(team), NEXT) == {900}
    desk = await plans.copy_all(coach(team), NEXT, await groups.members_of(coach(team), {900}))
    assert [one.name for one in desk.with_others] == ["Ben"]
    roster.of[team.asker("Ana").user_id] = Present("Ana", frozenset({900}))
    roster.of[team.asker("Ben").user_id] = Present("Ben")
    await plans.publish_all(coach(team), NEXT, await groups.members_of(coach(team), {900}))
    assert (await seen(team, "Ana"), await seen(team, "Ben")) == (["long 30 km"], [])
    # A group that is empty by now holds nobody else up.
    await write(team, await whom(team, "Ben"), "Tue 5 km E")
    await plans.write(coach(team), marathon, NEXT, "Sun long 32 km", {ana})
    roster.of.clear()
    await plans.publish_all(coach(team), NEXT, await groups.members_of(coach(team), {900}))
    assert (await seen(team, "Ana"), await seen(team, "Ben")) == ([], ["5 km E"])


async def test_where_no_group_is_planned_for_discord_is_not_asked_and_never_for_runners(team: Harriers) -> None:
    await team.join("Ana")
    await write(team, ALL, "Tue 8 km E")
    roster = Attendances()
    groups = PlanGroupService(team.database, team.clock, roster)
    assert not await groups.roles_in(coach(team), NEXT)
    assert not await groups.is_waiting(coach(team), NEXT)
    assert await groups.refresh(TEAM, NEXT) == 0
    with pytest.raises(NotAllowed):
        await groups.roles_in(team.asker("Ana"), NEXT)
    with pytest.raises(NotAllowed):
        await groups.members_of(team.asker("Ana"), {900})
    with pytest.raises(NotAllowed):
        await groups.is_waiting(team.asker("Ana"), NEXT)
    assert roster.asked == []


async def test_a_coach_who_never_ran_is_in_no_plan_for_everybody(team: Harriers) -> None:
    await team.join("Ana", "Caleb")
    await team.services.coaches.note(coach(team))
    assert (await write(team, ALL, "Tue 8 km E")).runners == 1
    await team.log("Caleb")
    assert (await write(team, ALL, "Tue 8 km E")).runners == 2


async def test_a_long_leap_is_told_before_it_is_run(team: Harriers) -> None:
    await team.log("Ana", "15k", "1:20:00")
    await team.log("Ben", "20k", "1:50:00")
    await team.log("Chloé", "6k", "36:00")
    await team.change("Chloé", sharing="ran_today")
    page = await write(team, ALL, "Sat long 18 km")
    [spike] = page.spikes
    assert (spike.day, spike.distance_m, spike.runners) == (MONDAY + timedelta(days=5), 18_000, (("Ana", 15_000),))
    assert (await write(team, ALL, "Sat long 16.5 km")).spikes == ()


async def test_who_begins_again_after_thirty_days_without_a_run_is_told_of_with_the_longest_run(team: Harriers) -> None:
    for name in ("Ana", "Ben", "Chloé"):
        await team.log(name, "15k", "1:20:00")
    await team.change("Chloé", sharing="ran_today")
    await team.join("Dara")
    team.clock.forward(days=30)
    last = Week(2026, 52)
    await team.log("Ben", "5k", "30:00")
    week = "Tue 8 km E\nSat long 12 km"
    assert (await write(team, ALL, week, last)).anew is None
    team.clock.forward(days=1)
    page = await write(team, ALL, week, last)
    assert page.anew == Anew(last.monday + timedelta(days=5), 12_000, ("Ana",))
    assert [runners for one in page.spikes for runners, _ in one.runners] == ["Ben", "Ben"]
    assert (await write(team, ALL, "Tue 2 km E", last)).anew is None
    assert (await write(team, ALL, "Tue yoga", last)).anew is None


async def test_a_session_on_a_day_without_room_is_told(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    days = (Room.FREE, Room.NONE, Room.FREE, Room.SHORT, Room.FREE, Room.FREE, Room.FREE)
    ana = (await team.runner("Ana")).runner_id
    user_id = team.asker("Ana").user_id
    await team.services.availability.say(user_id, TEAM, ana, NEXT, days, "on the road until Wednesday")
    page = await write(team, ALL, "Tue 8 km E\nThu 5 km E\nFri rest")
    assert [(one.day.weekday(), one.room, one.runners) for one in page.clashes] == [
        (1, Room.NONE, ("Ana",)),
        (3, Room.SHORT, ("Ana",)),
    ]
    assert page.notes == (("Ana", "on the road until Wednesday"),)


async def test_a_form_tells_what_is_known_of_the_week_before_it_is_written(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    plans, tuesday, thursday = team.services.plans, MONDAY + timedelta(days=1), MONDAY + timedelta(days=3)
    assert (await plans.form(coach(team), ALL)).known == KnownOfWeek()
    days = (Room.FREE, Room.NONE, Room.FREE, Room.SHORT, Room.FREE, Room.FREE, Room.FREE)
    ana, ben = await team.runner("Ana"), await team.runner("Ben")
    await team.services.availability.say(ana.user_id, TEAM, ana.runner_id, NEXT, days, "on the road\nuntil Wednesday")
    await team.services.profiles.pause(team.asker("Ana"), "2026-11-25", None)
    filled = await plans.form(coach(team), await whom(team, "Ana"), begin_with=EMPTY)
    assert filled.known == KnownOfWeek(
        ((tuesday, 1),), ((thursday, 1),), "on the road\nuntil Wednesday", date(2026, 11, 25)
    )
    assert known_words(filled) == [
        "Rests until Wed 25 Nov",
        "No run: Tue",
        "Short of time: Thu",
        "“on the road until Wednesday”",
    ]
    # What was said of a week that is out stands in the form too, and of many it is counted.
    out = await write(team, ALL, "Tue 8 km E\nSat long 18 km")
    await plans.publish(coach(team), out.plan_id)
    await team.services.plan_answers.cannot(ben.user_id, ben.runner_id, tuesday, "")
    again = await plans.again(coach(team), out.plan_id)
    assert again.known == KnownOfWeek(((tuesday, 2),), ((thursday, 1),))
    assert known_words(again) == ["No run: Tue (2)", "Short of time: Thu (1)"]
    marathon = Whom(Target(Scope.GROUP, 900), "Marathon")
    await plans.write(coach(team), marathon, NEXT, "Sun long 30 km", {ben.runner_id})
    assert (await plans.form(coach(team), marathon)).known == KnownOfWeek(((tuesday, 1),))


async def test_a_day_on_which_a_runner_cannot_is_told_to_every_coach_who_plans(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    plans, gail, tuesday = team.services.plans, team.admin("Gail"), MONDAY + timedelta(days=1)
    out = await write(team, ALL, "Tue 8 km E\nThu 6 km E")
    await plans.publish(coach(team), out.plan_id)
    ana = await team.runner("Ana")
    await team.services.plan_answers.cannot(ana.user_id, ana.runner_id, tuesday, "A family day.")
    assert (await plans.desk(gail, NEXT)).cannot == ((tuesday, ("Ana",)),)
    assert (await plans.page(gail, out.plan_id)).cannot == ((tuesday, ("Ana",)),)
    # So it is while the week is written anew, and no more once nothing is to be done that day.
    assert (await plans.write(gail, ALL, NEXT, "Tue 9 km E\nThu 6 km E")).cannot == ((tuesday, ("Ana",)),)
    assert (await write(team, await whom(team, "Ben"), "Tue 5 km E")).cannot == ()
    assert (await write(team, await whom(team, "Ana"), "Tue rest\nThu 6 km E")).cannot == ()
    team.clock.set(datetime(2026, 11, 25, 9, tzinfo=UTC))
    assert (await plans.desk(gail, NEXT)).cannot == ()
    log = await team.services.coach_logs.first_page(gail, "Ana")
    assert [(one.text, one.cannot) for day in log.entries for one in day.planned] == [("8 km E", True)]


async def test_a_week_is_added_up_beside_what_the_season_has_for_it(team: Harriers) -> None:
    await team.join("Ana")
    ana, seasons = await whom(team, "Ana"), team.services.seasons
    page = await write(team, ana, "Tue 40 km E\nThu easy run by feel\nSat long 60 km")
    assert (page.length, page.outline) == (WeekLength(100_000, False), None)
    filled = await seasons.fill(coach(team), "Ana")
    filled = replace(filled, goal="City Marathon, 2027-03-14, marathon", volumes="30-80 km")
    draft = (await seasons.read(coach(team), filled)).draft
    await seasons.save(coach(team), draft)
    page = await write(team, ana, "Tue 40 km E\nMon rest\nSat long 60 km")
    assert (page.length, page.outline) == (WeekLength(100_000, True), (30_000, Measure.KM))
    assert "**100 km · outline: 30 km**" in page_lines(page)
    assert (await write(team, ALL, "Tue 8 km E")).outline is None


async def test_a_week_changed_midway_reads_as_it_holds(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    page = await write(team, ALL, "Tue 8 km E\nThu 10 km E\nSat long 18 km")
    await team.services.plans.publish(coach(team), page.plan_id)
    team.clock.set(datetime(2026, 11, 27, 9, tzinfo=UTC))
    assert not any(
        one.is_late or one.stands for one in (await team.services.plans.page(coach(team), page.plan_id)).sessions
    )
    changed = await write(team, ALL, "Thu 6 km E\nFri 5 km E\nSun long 16 km")

    def told(shown: PlanPage) -> list[tuple[str, bool, bool]]:
        return [(one.text, one.is_late, one.stands) for one in shown.sessions]

    as_it_holds = [
        ("8 km E", False, True),
        ("10 km E", False, True),
        ("6 km E", True, False),
        ("5 km E", False, False),
        ("long 16 km", False, False),
    ]
    assert told(changed) == as_it_holds
    out = await team.services.plans.publish(coach(team), page.plan_id)
    assert (told(out), out.length.metres) == (as_it_holds, 39_000)
    assert await seen(team, "Ana") == [text for text, late, _ in as_it_holds if not late]
    lines = page_lines(out)
    assert "Thu: 6 km easy. · came after its day" in lines
    assert "Tue: 8 km easy. · stands as it was" in lines
    assert "-# It is out: its runners see it, but for what came after its day." in lines
    # So it reads before a week of somebody's own is out, beside the one that holds.
    own = await write(team, await whom(team, "Ana"), "Tue 8 km E\nThu 6 km E\nSun long 20 km")
    assert told(own) == [
        ("8 km E", False, False),
        ("10 km E", False, True),
        ("6 km E", True, False),
        ("long 20 km", False, False),
    ]
    # Whoever has no week yet gets all of it.
    await team.join("Chloé")
    first = await write(team, await whom(team, "Chloé"), "Tue 8 km E\nSun long 20 km")
    assert told(first) == [("8 km E", False, False), ("long 20 km", False, False)]
    await team.services.plans.publish(coach(team), first.plan_id)
    assert await seen(team, "Chloé") == ["8 km E", "long 20 km"]


async def test_paces_are_of_a_runners_own_score_and_only_where_they_show_their_figures(team: Harriers) -> None:
    await team.log("Ana", "5k", "24:08", kind="race")
    ana = await whom(team, "Ana")
    page = await write(team, ana)
    assert page.score is not None
    assert 39.5 < page.score < 40.5
    await team.change("Ana", sharing="ran_today")
    assert (await write(team, ana)).score is None
    assert (await write(team, ALL)).score is None


@pytest.mark.parametrize(
    ("text", "code"), [("", "plan_empty"), ("have fun", "plan_empty"), ("Tue " + "x" * PLAN_LIMIT, "plan_too_long")]
)
async def test_a_week_of_nothing_is_refused(team: Harriers, text: str, code: str) -> None:
    await team.join("Ana")
    with pytest.raises(UserError, match=code):
        await write(team, ALL, text)


async def test_a_week_that_is_over_is_refused(team: Harriers) -> None:
    await team.join("Ana")
    page = await write(team, ALL, "Tue 8 km E")
    with pytest.raises(UserError, match="plan_week_over"):
        await write(team, ALL, "Tue 8 km E", Week(2026, 46))
    team.clock.set(FRIDAY + timedelta(days=14))
    for late in (
        team.services.plans.publish(coach(team), page.plan_id),
        team.services.plans.publish_all(coach(team), NEXT),
        team.services.plans.copy_all(coach(team), NEXT),
    ):
        with pytest.raises(UserError, match="plan_week_over"):
            await late


async def test_only_coaches_plan(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    page = await write(team, ALL, "Tue 8 km E")
    plans, ben = team.services.plans, team.asker("Ben")
    for attempt in (
        plans.desk(ben),
        plans.runner(ben, "Ana"),
        plans.suggestions(ben, "A"),
        plans.form(ben, ALL),
        plans.write(ben, ALL, NEXT, TEXT),
        plans.page(ben, page.plan_id),
        plans.again(ben, page.plan_id),
        plans.publish(ben, page.plan_id),
        plans.publish_all(ben, NEXT),
        plans.take_back(ben, page.plan_id),
        plans.copy_all(ben, NEXT),
        team.services.plan_templates.all(ben),
        team.services.plan_templates.keep(ben, page.plan_id, "Mine"),
        team.services.plan_templates.drop(ben, 1),
        PlanGroupService(team.database, team.clock, Attendances()).members(ben, 900),
    ):
        with pytest.raises(NotAllowed):
            await attempt


async def test_another_teams_coach_finds_nothing(team: Harriers) -> None:
    await team.join("Ana")
    page = await write(team, ALL, "Tue 8 km E")
    ana = await whom(team, "Ana")
    elsewhere = Harriers(team.database, team.clock, team.services, TEAM + 1)
    await elsewhere.join("Zoe")
    stranger = replace(elsewhere.asker("Zoe"), is_admin=True)
    for attempt in (
        team.services.plans.page(stranger, page.plan_id),
        team.services.plans.publish(stranger, page.plan_id),
        team.services.plans.form(stranger, ana),
        team.services.plans.write(stranger, ana, NEXT, TEXT),
    ):
        with pytest.raises(NotFound):
            await attempt


def test_next_week_begins_on_a_monday() -> None:
    assert date(2026, 11, 23) == MONDAY


async def test_repeats_alone_are_held_to_their_work_and_what_has_a_way_there_and_home_to_its_distance(
    team: Harriers,
) -> None:
    await team.join("Ana")
    page = await write(
        team, ALL, "Tue 5x1km @ T / 1min jog\nThu WU 2km E; 5x1km @ T / 1min jog; CD 2km E\nFri 40 min E"
    )
    rows = await team.database.read(lambda uow: uow.planned.of_plan(page.plan_id))
    alone, framed, by_time = [(row.distance_m, row.duration_s) for row in rows]
    assert alone[0] is not None
    assert framed[0] is not None
    assert 5_000 <= alone[0] <= 6_000
    assert 9_000 <= framed[0] <= 10_500
    assert by_time == (None, 2_400)


@pytest.mark.parametrize(
    ("run", "percent"),
    [
        (("9k", "48:00", "2026-11-24", "workout"), 100),
        (("9k", "48:00", "2026-11-25", "workout"), 100),
        (("9k", "48:00", "2026-11-23", "workout"), 100),
        (("9k", "48:00", "2026-11-25", "easy"), None),
        (("1k", "7:00", "2026-11-24", "easy"), 17),
        (("3k", "20:00", "2026-11-24", "easy"), 53),
    ],
)
async def test_repeats_may_be_run_a_day_later_and_a_short_jog_is_not_all_of_them(
    team: Harriers, run: tuple[str, str, str, str], percent: int | None
) -> None:
    await team.join("Ana")
    page = await write(team, ALL, "Tue 5x1km @ T / 1min jog\nSat long 18 km")
    await team.services.plans.publish(coach(team), page.plan_id)
    team.clock.set(datetime(2026, 11, 26, 12, 0, tzinfo=UTC))
    distance, time, day, kind = run
    await team.log("Ana", distance, time, day, kind=kind)
    rows = await team.database.read(lambda uow: uow.planned.of_plan(page.plan_id))
    assert [row.percent for row in rows] == [percent, None]


async def test_who_joins_before_sunday_has_everybodys_week_too(team: Harriers) -> None:
    await team.join("Ana")
    await write(team, ALL, "Tue 8 km E")
    await team.join("Ben")
    team.clock.set(SUNDAY_EVENING)
    await team.services.schedules.run_due()
    assert await seen(team, "Ana") == await seen(team, "Ben") == ["8 km E"]


async def test_a_coach_reads_who_rests_in_the_week(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    await team.services.profiles.pause(team.asker("Ben"), "2026-11-25", None)
    assert (await write(team, ALL, "Tue 8 km E")).resting == (("Ben", date(2026, 11, 25)),)
    await team.services.profiles.resume(team.asker("Ben"))
    assert (await write(team, ALL, "Tue 8 km E")).resting == ()


async def test_what_another_coach_wrote_meanwhile_is_not_overwritten_unawares(team: Harriers) -> None:
    await team.join("Ana")
    plans, gail = team.services.plans, team.admin("Gail")
    first = await plans.form(coach(team), ALL)
    second = await plans.form(gail, ALL)
    await plans.write(gail, ALL, NEXT, "Tue 5 km E", version=second.version)
    with pytest.raises(UserError, match="plan_meanwhile") as refused:
        await plans.write(coach(team), ALL, NEXT, "Tue 8 km E", version=first.version)
    assert refused.value.facts == {"name": "Gail", "text": "Tue 5 km E"}
    # Having read it, the coach insists.
    page = await plans.write(coach(team), ALL, NEXT, "Tue 8 km E")
    team.clock.forward(seconds=1)
    newer = await plans.write(gail, ALL, NEXT, "Tue 9 km E", version=page.version)
    with pytest.raises(UserError, match="plan_reads_anew"):
        await plans.publish(coach(team), page.plan_id, version=page.version)
    await plans.publish(gail, page.plan_id, version=newer.version)
    assert await seen(team, "Ana") == ["9 km E"]


async def test_changes_of_a_week_that_is_out_are_not_overwritten_unawares(team: Harriers) -> None:
    await team.join("Ana")
    plans, gail = team.services.plans, team.admin("Gail")
    page = await write(team, ALL, "Tue 8 km E")
    await plans.publish(coach(team), page.plan_id)
    opened = await plans.again(coach(team), page.plan_id)
    team.clock.forward(seconds=1)
    newer = await plans.write(gail, ALL, NEXT, "Tue 9 km E", version=opened.version)
    assert (await plans.page(coach(team), page.plan_id)).changed_by == "Gail"
    assert newer.changed_by is None
    with pytest.raises(WrittenMeanwhile) as refused:
        await plans.write(coach(team), ALL, NEXT, "Tue 5 km E", version=opened.version)
    assert (refused.value.code, refused.value.facts) == ("plan_meanwhile", {"name": "Gail", "text": "Tue 9 km E"})
    # Another form of one's own that was opened before is one's own doing, and reads so.
    with pytest.raises(WrittenMeanwhile) as refused:
        await plans.write(gail, ALL, NEXT, "Tue 7 km E", version=opened.version)
    assert (refused.value.code, refused.value.facts["text"]) == ("plan_meanwhile_own", "Tue 9 km E")
    # What was told meanwhile may be replaced, and what came after that may not.
    team.clock.forward(seconds=1)
    await plans.write(gail, ALL, NEXT, "Tue 6 km E", version=newer.version)
    with pytest.raises(WrittenMeanwhile):
        await plans.write(coach(team), ALL, NEXT, "Tue 5 km E", version=refused.value.version)
    # The same words sent twice are no two opinions.
    assert (await plans.write(gail, ALL, NEXT, "Tue 6 km E", version=opened.version)).state is PlanState.CHANGED


async def test_whoever_puts_a_week_out_signs_it_and_a_draft_signs_nothing(team: Harriers) -> None:
    await team.join("Ana")
    page = await write(team, ALL, "Tue 8 km E")
    await team.services.plans.publish(coach(team), page.plan_id)
    await team.services.plans.write(team.admin("Gail"), ALL, NEXT, "Tue 9 km E")

    async def signed() -> str | None:
        row = await team.database.read(lambda uow: uow.plans.find_by_id(TEAM, page.plan_id))
        assert row is not None
        return row.author_name

    assert await signed() == "Caleb"
    await team.services.plans.publish(team.admin("Gail"), page.plan_id)
    assert await signed() == "Gail"


async def test_two_of_one_name_each_have_their_days_and_aches(team: Harriers) -> None:
    await team.log("Ana", "5k", "30:00", pain_area=PainArea.KNEE_LEFT, pain_level=5)
    other = team.asker("Ana", 4711)
    await team.services.run_lists.first_page(other)
    ana = (await team.runner("Ana")).runner_id
    days = (Room.NONE,) * 7
    await team.services.availability.say(team.asker("Ana").user_id, TEAM, ana, NEXT, days)
    second = await team.database.read(lambda uow: uow.runners.find(TEAM, 4711))
    assert second is not None
    await team.services.availability.say(4711, TEAM, second.runner_id, NEXT, days)
    page = await write(team, ALL, "Tue 8 km E")
    assert [one.runners for one in page.clashes] == [("Ana", "Ana")]
    assert [(one.name, one.area, one.level) for one in page.aches] == [("Ana", PainArea.KNEE_LEFT, 5)]
    await team.change("Ana", sharing="ran_today")
    assert (await write(team, ALL, "Tue 8 km E")).aches == ()


async def test_an_ache_is_told_for_two_weeks(team: Harriers) -> None:
    await team.log("Ana", "5k", "30:00", "2026-11-06", pain_area=PainArea.KNEE_LEFT, pain_level=5)
    await team.log("Ben", "5k", "30:00", "2026-11-07", pain_area=PainArea.HIP_LEFT, pain_level=4)
    page = await write(team, ALL, "Tue 8 km E")
    assert [(one.name, one.day) for one in page.aches] == [("Ben", date(2026, 11, 7))]
