"""What channels hear of races: the calls before one that several run, and the countdown to the team's own."""

import pytest

from bot.domain.audience import MessageKind, Sharing
from bot.services.leaderboards import WeeklyPost
from bot.services.outbox import MessageState
from bot.services.posts import Content
from bot.services.profiles import ProfileChange
from bot.services.race_calls import RaceCall
from bot.services.race_drafts import RaceDraft
from bot.services.runners import note_seen
from db.models import races
from tests.services.harriers import TEAM, Harriers, local
from tests.services.ledger import rows_of
from tests.services.racing import add, at, join, owed, send_all

BERLIN = "Europe/Berlin"
CALL = MessageKind.RACE_CALL
TWO_WEEKS_BEFORE = "2027-03-28 18:00"


def calls(said: list[Content]) -> list[RaceCall]:
    return [one for one in said if isinstance(one, RaceCall)]


async def run_by(team: Harriers, *names: str, **race: str) -> int:
    """Return a race on Sunday 11 April that these run."""
    page = await add(team, **race)
    await join(team, page.race.race_id, *names)
    await send_all(team)
    return page.race.race_id


async def called(team: Harriers, *names: str) -> int:
    """Return a race of which the channel has heard two weeks before that these run it."""
    race_id = await run_by(team, *names)
    [call] = calls(await at(team, TWO_WEEKS_BEFORE))
    assert call.names == names
    return race_id


async def test_the_channel_hears_by_the_teams_clock_of_a_race_that_several_run(team: Harriers) -> None:
    await run_by(team, "Ana", "Ben", "Cleo", start="9:00", zone="New York")
    await team.services.profiles.edit(team.asker("Cleo"), ProfileChange(sharing=Sharing.RAN_TODAY))
    told = []
    while (due_at := await team.services.race_reminders.next_due_at()) is not None:
        team.clock.set(due_at)
        await team.services.race_reminders.remind_due()
        for call in calls(await send_all(team)):
            assert (call.names, call.others) == (("Ana", "Ben"), 1)
            assert call.starts_at == local("America/New_York", "2027-04-11 09:00")
            told.append((due_at, call.days))
    days = ("03-28 18:00", "04-04 18:00", "04-10 18:00", "04-11 06:00")
    assert told == [(local(BERLIN, f"2027-{day}"), left) for day, left in zip(days, (14, 7, 1, 0), strict=True)]


@pytest.mark.parametrize("alone", [(), ("Ana",)])
async def test_a_race_that_fewer_than_two_run_is_not_called(team: Harriers, alone: tuple[str, ...]) -> None:
    race_id = await run_by(team, *alone, "Ben")
    await team.services.entrants.cheer(team.asker("Cleo"), race_id)
    await team.change("Ben", left_at=team.clock.now())
    assert calls(await at(team, TWO_WEEKS_BEFORE)) == []
    await join(team, race_id, "Dan", "Edda")
    assert [one.days for one in calls(await at(team, "2027-04-04 18:00"))] == [7]


async def test_a_call_is_about_its_day_and_comes_on_no_other(team: Harriers) -> None:
    await run_by(team, "Ana", "Ben")
    team.clock.set(local(BERLIN, "2027-03-30 20:00"))
    await team.services.race_reminders.remind_due()
    [parcel] = await team.services.outbox.claim()
    assert isinstance(parcel.content, RaceCall)
    # Two days late, and true for all that.
    assert parcel.content.days == 12
    await team.services.outbox.try_later(parcel.message, "the channel is gone", 3_600 * 6)
    team.clock.set(local(BERLIN, "2027-03-31 08:00"))
    assert calls(await send_all(team)) == []
    assert [entry.state for entry in await owed(team, CALL)] == [MessageState.DROPPED]


async def test_a_call_says_what_was_true_whoever_joins_later(team: Harriers) -> None:
    race_id = await called(team, "Ana", "Ben")
    team.clock.forward(minutes=1)
    await join(team, race_id, "Cleo")
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(sharing=Sharing.COACH_ONLY))
    [call] = calls(await send_all(team))
    assert (call.days, call.names, call.others) == (14, ("Ana",), 1)


async def test_who_hides_leaves_or_is_forgotten_is_named_no_more(team: Harriers) -> None:
    race_id = await called(team, "Ana", "Ben", "Cleo", "Dan")
    # Once out, no choice of hers would find the post any more.
    await team.services.entrants.leave(team.asker("Ana"), race_id)
    assert [one.names for one in calls(await send_all(team))] == [("Ben", "Cleo", "Dan")]
    await team.services.entrants.cheer(team.asker("Ben"), race_id)
    assert [one.names for one in calls(await send_all(team))] == [("Cleo", "Dan")]
    await team.services.privacy.forget(team.asker("Cleo"))
    assert [one.names for one in calls(await send_all(team))] == [("Dan",)]
    await team.services.profiles.edit(team.asker("Dan"), ProfileChange(sharing=Sharing.COACH_ONLY))
    assert [(one.names, one.others) for one in calls(await send_all(team))] == [((), 1)]
    await team.services.entrants.leave(team.asker("Dan"), race_id)
    assert calls(await send_all(team)) == []
    assert [entry.state for entry in await owed(team, CALL)] == [MessageState.DROPPED]


async def test_who_comes_back_to_the_team_is_named_again(team: Harriers) -> None:
    await called(team, "Ana", "Ben")
    await team.change("Ben", left_at=team.clock.now())
    ben = await team.runner("Ben")
    await team.database.write(lambda uow: note_seen(uow, ben, "Benno", team.clock.now()))
    assert [one.names for one in calls(await send_all(team))] == [("Ana", "Benno")]


@pytest.mark.parametrize("news", ["another day", "called off"])
async def test_what_is_true_no_more_is_taken_down(team: Harriers, news: str) -> None:
    race_id = await called(team, "Ana", "Ben")
    ana = team.asker("Ana")
    if news == "called off":
        await team.services.races.cancel(ana, race_id)
    else:
        await team.services.races.edit(ana, race_id, RaceDraft(day="2027-04-18"))
    assert calls(await send_all(team)) == []
    assert [entry.state for entry in await owed(team, CALL)] == [MessageState.DROPPED]
    said = calls(await at(team, "2027-04-04 18:00"))
    assert [one.days for one in said] == ([14] if news == "another day" else [])


async def test_a_new_clock_of_the_team_moves_calls(team: Harriers) -> None:
    await run_by(team, "Ana", "Ben")
    await team.services.team_settings.choose_zone(team.admin(), "Tokyo")
    [row] = await rows_of(team.database, races, TEAM)
    assert row["call_at"] == local("Asia/Tokyo", TWO_WEEKS_BEFORE)


# --- the countdown ---


async def weekly(team: Harriers) -> list[WeeklyPost]:
    """Let what is due be owed and sent; returns the weekly posts among it."""
    await team.services.schedules.run_due()
    return [one for one in await send_all(team) if isinstance(one, WeeklyPost)]


async def goal_race(team: Harriers, day: str = "2027-04-11") -> int:
    added = await team.services.races.add(team.admin(), RaceDraft("Berlin 10k", day, "10k", is_goal=True))
    return added.page.race.race_id


async def test_the_weekly_post_counts_down_to_the_race_that_the_team_trains_for(team: Harriers) -> None:
    race_id = await goal_race(team)
    await join(team, race_id, "Ana", "Ben")
    await team.services.entrants.cheer(team.asker("Cleo"), race_id)
    await team.log("Ana")
    team.clock.set(local(BERLIN, "2026-11-23 08:00"))
    [post] = await weekly(team)
    assert post.countdown is not None
    assert (post.countdown.name, post.countdown.days, post.countdown.runners) == ("Berlin 10k", 139, 2)
    # Days later it counts from its own day still, and follows the race.
    team.clock.forward(days=2)
    await join(team, race_id, "Dan")
    await team.services.races.edit(team.admin(), race_id, RaceDraft(day="2027-04-18"))
    [post] = await weekly(team)
    assert post.countdown is not None
    assert (post.countdown.days, post.countdown.runners) == (146, 3)
    # That the team trains for another is no news of this one.
    told = await owed(team, MessageKind.RACE_CHANGE)
    for is_goal in (False, True):
        await team.services.races.edit(team.admin(), race_id, RaceDraft(is_goal=is_goal))
        [post] = await weekly(team)
        assert (post.countdown is not None) == is_goal
    assert await owed(team, MessageKind.RACE_CHANGE) == told
    await team.services.races.cancel(team.admin(), race_id)
    [post] = await weekly(team)
    assert post.countdown is None


async def test_a_post_that_stands_does_not_count_down_to_what_nobody_knew_of(team: Harriers) -> None:
    await team.log("Ana")
    team.clock.set(local(BERLIN, "2026-11-23 08:00"))
    [post] = await weekly(team)
    assert post.countdown is None
    team.clock.forward(days=1)
    race_id = await goal_race(team)
    await team.services.races.edit(team.admin(), race_id, RaceDraft(day="2027-04-18"))
    assert [one.countdown for one in await weekly(team)] == [None]
