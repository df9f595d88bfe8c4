"""The plan of a week in its channel: whom it names, what it follows, and how an admin posts it by hand."""

import pytest

from bot.domain.audience import MessageKind, Sharing
from bot.domain.dates import Week
from bot.errors import UserError
from bot.services.plan_letters import PlanWeek
from bot.services.plan_posts import PlanPost, publishes_at
from bot.services.posts import Content
from bot.services.profiles import ProfileChange
from bot.services.race_drafts import RaceDraft
from bot.services.team_posts import PlanWeekChoice
from bot.services.team_schedule import ScheduleChange
from bot.services.teams import ScheduleKind, SeenTeam
from tests.services.harriers import BOARDS, FEED, TEAM, Harriers, local
from tests.services.planned import TRACK, WEEK, planned
from tests.services.racing import DAY, owed, send_all

BERLIN = "Europe/Berlin"
DAYS = {"Tue": TRACK, "Sun": "long 18 km"}
SUNDAY = local(BERLIN, "2026-11-22 18:00")


async def sunday(team: Harriers) -> PlanPost:
    """Let it be Sunday evening; returns what is posted."""
    team.clock.set(SUNDAY)
    await team.services.schedules.run_due()
    return the_post(await send_all(team))


def the_post(said: list[Content]) -> PlanPost:
    [post] = [one for one in said if isinstance(one, PlanPost)]
    return post


def who(post: PlanPost) -> list[tuple[tuple[str, ...], int]]:
    return [(one.names, one.others) for one in post.workouts]


async def test_the_post_follows_profiles(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", "Ben", "Chloe")
    assert who(await sunday(team)) == [(("Ana", "Ben", "Chloe"), 0)] * 2
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(sharing=Sharing.RAN_TODAY))
    assert who(the_post(await send_all(team))) == [(("Ana", "Chloe"), 1)] * 2
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(sharing=Sharing.TEAM))
    assert who(the_post(await send_all(team))) == [(("Ana", "Ben", "Chloe"), 0)] * 2
    await team.services.privacy.forget(team.asker("Ana"))
    assert who(the_post(await send_all(team))) == [(("Ben", "Chloe"), 0)] * 2
    await team.services.privacy.forget(team.asker("Ben"))
    assert not [one for one in await send_all(team) if isinstance(one, PlanPost)]
    [entry] = await owed(team, MessageKind.PLAN_POST)
    assert entry.state == "dropped"


async def test_the_post_follows_the_plan(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", "Ben")
    await sunday(team)
    await planned(team, {**DAYS, "Tue": "6x800m @ I / 2min jog"}, "Ana", "Ben")
    post = the_post(await send_all(team))
    assert [one.text for one in post.workouts] == ["6x800m @ I / 2min jog", "long 18 km"]
    await planned(team, {"Tue": TRACK, "Sun": "long 18 km"}, own="Ben", now=True)
    assert [one.text for one in the_post(await send_all(team)).workouts] == ["long 18 km"]


async def test_a_plan_that_comes_after_sunday_is_posted_while_it_helps(team: Harriers) -> None:
    team.clock.set(local(BERLIN, "2026-11-22 20:00"))
    await team.services.schedules.run_due()
    await planned(team, DAYS, "Ana", "Ben", now=True)
    assert len(the_post(await send_all(team)).workouts) == 2
    team.clock.set(local(BERLIN, "2026-12-02 09:00"))
    await team.services.schedules.run_due()
    await planned(team, DAYS, "Ana", "Ben", week=Week(2026, 49), now=True)
    assert [type(one) for one in await send_all(team)] == [PlanWeek, PlanWeek]


async def test_a_plan_published_before_sunday_is_posted_on_sunday(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", "Ben", now=True)
    assert [type(one) for one in await send_all(team)] == [PlanWeek, PlanWeek]
    assert len((await sunday(team)).workouts) == 2


async def test_the_post_counts_down_to_the_race_the_team_trains_for(team: Harriers) -> None:
    await planned(team, DAYS, "Ana", "Ben")
    coach = team.admin("Caleb")
    race_id = (
        await team.services.races.add(coach, RaceDraft("Berlin 10k", DAY, "10k", is_goal=True))
    ).page.race.race_id
    countdown = (await sunday(team)).countdown
    assert countdown is not None
    assert (countdown.name, countdown.days) == ("Berlin 10k", 140)
    await team.services.races.cancel(coach, race_id)
    assert the_post(await send_all(team)).countdown is None


async def test_plans_have_a_channel_of_their_own_or_the_feeds(team: Harriers) -> None:
    assert await team.services.teams.plan_channel(TEAM) == FEED
    await team.services.teams.welcome(SeenTeam(TEAM, "Harriers", FEED, BOARDS, plan_channel_id=503))
    assert await team.services.teams.plan_channel(TEAM) == 503
    await team.services.team_settings.choose_plans(team.admin(), 7)
    await team.services.teams.welcome(SeenTeam(TEAM, "Harriers", FEED, BOARDS, plan_channel_id=503))
    assert await team.services.teams.plan_channel(TEAM) == 7
    gone = SeenTeam(TEAM, "Harriers", FEED, BOARDS, plan_channel_id=503, channel_ids=frozenset({FEED, BOARDS, 503}))
    await team.services.teams.welcome(gone)
    assert await team.services.teams.plan_channel(TEAM) == 503
    [notice] = await owed(team, MessageKind.ADMIN_NOTICE)
    assert notice.key == "plan_gone:7"


async def test_an_admin_sees_what_waits_and_posts_it_once(team: Harriers) -> None:
    admin, service = team.admin(), team.services.team_posts
    await planned(team, DAYS, "Ana", "Ben", "Chloe")
    await planned(team, {"Tue": "rest"}, own="Chloe")
    preview = await service.preview_plan(admin)
    assert who(preview.post) == [(("Ana", "Ben"), 0)] * 2
    assert (preview.post.week, preview.channel_id, preview.waiting, preview.stands_already) == (WEEK, FEED, 2, False)
    assert await send_all(team) == []
    for _ in range(2):
        assert await service.send_plan(admin, WEEK, preview.token) == FEED
    said = await send_all(team)
    assert the_post(said) == preview.post
    assert sum(isinstance(one, PlanWeek) for one in said) == 3
    # It is in place of Sunday's.
    team.clock.set(SUNDAY)
    await team.services.schedules.run_due()
    assert await send_all(team) == []
    again = await service.preview_plan(admin)
    assert (again.waiting, again.stands_already) == (0, True)
    for _ in range(2):
        await service.send_plan(admin, WEEK, again.token)
    assert len(await owed(team, MessageKind.PLAN_POST)) == 2


async def test_this_week_is_shown_while_nothing_is_shared_in_the_next(team: Harriers) -> None:
    admin, service = team.admin(), team.services.team_posts
    with pytest.raises(UserError) as refused:
        await service.preview_plan(admin)
    assert refused.value.code == "plan_week_is_empty"
    await planned(team, DAYS, "Ana", "Ben", week=Week(2026, 47))
    assert (await service.preview_plan(admin)).post.week == Week(2026, 47)
    with pytest.raises(UserError) as refused:
        await service.preview_plan(admin, PlanWeekChoice.NEXT)
    assert refused.value.code == "plan_week_is_empty"
    with pytest.raises(UserError) as refused:
        await service.send_plan(admin, Week(2026, 46), "0123abcd")
    assert refused.value.code == "plan_week_past"


async def test_it_is_known_when_what_waits_goes_out(team: Harriers) -> None:
    async def at(week: Week) -> object:
        return await team.database.read(lambda uow: publishes_at(uow, TEAM, week.key))

    assert await at(WEEK) == SUNDAY
    assert await at(WEEK.next()) == local(BERLIN, "2026-11-29 18:00")
    assert await at(WEEK.previous()) is None
    team.clock.set(local(BERLIN, "2026-11-22 18:01"))
    await team.services.schedules.run_due()
    assert await at(WEEK) is None
    await team.services.team_schedule.change(team.admin(), ScheduleKind.PLAN, ScheduleChange(enabled=False))
    assert await at(WEEK.next()) is None


REHAB = "Achilles rehab exercises"


async def test_words_of_runners_own_plans_are_never_told_of_them(team: Harriers) -> None:
    for name in ("Ana", "Ben"):
        await planned(team, {"Wed": REHAB, "Thu": "strength", "Sun": "long 18 km"}, own=name)
    post = await sunday(team)
    assert [(one.text, one.names, one.others) for one in post.workouts] == [("long 18 km", ("Ana", "Ben"), 0)]
    week = await team.services.plan_answers.mine(team.asker("Ben"), WEEK)
    assert [(one.text, one.names, one.others) for one in week.sessions] == [
        (REHAB, (), 0),
        ("strength", (), 0),
        ("long 18 km", ("Ana",), 0),
    ]


async def test_words_of_everybodys_plan_are_shared_by_whoever_follows_it(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Chloe")
    await planned(team, {"Wed": REHAB}, own="Chloe")
    await planned(team, {"Wed": REHAB}, "Ana", "Ben", "Chloe")
    assert who(await sunday(team)) == [(("Ana", "Ben"), 0)]
    for name, names in (("Ana", ("Ben",)), ("Chloe", ())):
        week = await team.services.plan_answers.mine(team.asker(name), WEEK)
        assert [(one.names, one.others) for one in week.sessions] == [(names, 0)]
