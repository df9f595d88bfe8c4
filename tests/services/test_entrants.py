"""Entrants as services: joining, cheering, goals that are one's own, and who is named to whom."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.audience import MessageKind, Sharing
from bot.domain.races import Part
from bot.errors import NotFound, Unclear, UserError
from bot.services.asker import Asker
from bot.services.profiles import ProfileChange
from bot.services.race_drafts import RaceDraft
from bot.services.race_letters import RaceMates
from bot.services.race_pages import Entered, GoalSeen, Race
from bot.services.race_results import ResultDraft
from db.models import entrants
from tests.services.harriers import TEAM, Harriers, local
from tests.services.ledger import rows_of
from tests.services.racing import add, join, owed, seen, send_all


async def test_joining_again_changes_what_was_put_down(team: Harriers) -> None:
    page = await add(team, distance="10k, half")
    race_id = page.race.race_id
    entrants_of = team.services.entrants
    asked = await entrants_of.join(team.asker("Ana"), race_id)
    assert asked.asks_distance
    assert asked.own is None
    mine = await entrants_of.join(team.asker("Ana"), race_id, distance="half", goal="1:45", shows_goal=True)
    assert mine.own is not None
    assert (mine.own.goal_s, mine.own.shows_goal) == (6_300, True)
    assert mine.race.distances[1].names == (Entered("Ana", 6_300),)
    shorter = await entrants_of.join(team.asker("Ana"), race_id, distance=page.race.distances[0].distance_id)
    assert shorter.race.distances[0].names == (Entered("Ana"),)
    cheering = await entrants_of.cheer(team.asker("Ana"), race_id)
    assert cheering.own is not None
    assert cheering.own.part is Part.CHEERING
    assert [one.name for one in cheering.race.cheering] == ["Ana"]
    assert [one.names for one in cheering.race.distances] == [(), ()]
    out = await entrants_of.leave(team.asker("Ana"), race_id)
    assert out.own is None
    with pytest.raises(UserError, match="race_not_in"):
        await entrants_of.leave(team.asker("Ana"), race_id)
    assert await rows_of(team.database, entrants) == []


async def test_a_goal_out_of_reach_is_asked_about(team: Harriers) -> None:
    race_id = (await add(team, distance="half")).race.race_id
    await join(team, race_id, "Ana", goal="1:45")
    for typed in ("0:01", "45"):
        with pytest.raises(UserError, match="race_goal_odd"):
            await team.services.entrants.set_goal(team.asker("Ana"), race_id, typed)
    assert [one["goal_s"] for one in await rows_of(team.database, entrants)] == [6_300]


async def test_who_cheers_for_a_while_comes_back_with_distance_and_goal(team: Harriers) -> None:
    race_id = (await add(team, distance="10k, half")).race.race_id
    entrants_of, ana = team.services.entrants, team.asker("Ana")
    await join(team, race_id, "Ana", distance="half", goal="1:45", shows_goal=True)
    cheering = (await entrants_of.cheer(ana, race_id)).race
    assert (cheering.runners, cheering.cheering) == (0, (Entered("Ana"),))
    back = await entrants_of.join(ana, race_id)
    assert back.race.distances[1].names == (Entered("Ana", 6_300),)
    # Nobody runs the distance of somebody who cheers, so it can go, and they stay.
    await entrants_of.cheer(ana, race_id)
    bare = await team.services.races.edit(ana, race_id, RaceDraft(distance="10k"))
    assert [one.name for one in bare.race.cheering] == ["Ana"]
    assert (await entrants_of.join(ana, race_id)).race.distances[0].names == (Entered("Ana"),)


async def test_who_has_a_result_stays_a_runner(team: Harriers) -> None:
    race_id = (await add(team, day="2026-11-21", start="8:00")).race.race_id
    entrants_of = team.services.entrants
    await join(team, race_id, "Ana", "Ben", "Cleo")
    team.clock.set(local("Europe/Berlin", "2026-11-21 12:00"))
    await team.services.race_results.enter(team.asker("Ana"), race_id, ResultDraft("52:10"))
    await team.services.race_results.enter(team.asker("Ben"), race_id, ResultDraft("DNS"))
    for asks in (entrants_of.cheer, entrants_of.leave):
        with pytest.raises(UserError, match="race_ran"):
            await asks(team.asker("Ana"), race_id)
    assert [one.name for one in (await entrants_of.cheer(team.asker("Ben"), race_id)).race.cheering] == ["Ben"]
    team.clock.set(local("Europe/Berlin", "2026-11-22 12:00"))
    with pytest.raises(UserError, match="race_stayed_in"):
        await entrants_of.leave(team.asker("Cleo"), race_id)


async def test_a_distance_that_is_not_there_is_refused(team: Harriers) -> None:
    page = await add(team)
    with pytest.raises(UserError, match="race_distance_not_there"):
        await join(team, page.race.race_id, "Ben", distance="marathon")
    with pytest.raises(NotFound, match="race_distance_gone"):
        await join(team, page.race.race_id, "Ben", distance=2**40)
    assert await rows_of(team.database, entrants) == []


async def test_a_goal_is_a_time_or_words_and_shown_only_where_its_runner_says_so(team: Harriers) -> None:
    page = await add(team)
    race_id = page.race.race_id
    await join(team, race_id, "Ana", goal="smile at the finish")
    assert (await seen(team, race_id, "Ben")).race.distances[0].names == (Entered("Ana"),)
    await team.services.entrants.show_goal(team.asker("Ana"), race_id, shown=True)
    assert (await seen(team, race_id, "Ben")).race.distances[0].names == (Entered("Ana", None, "smile at the finish"),)
    await team.services.entrants.set_goal(team.asker("Ana"), race_id, "49:59")
    assert (await seen(team, race_id, "Ben")).race.distances[0].names == (Entered("Ana", 2_999),)
    await team.services.entrants.set_goal(team.asker("Ana"), race_id, " ")
    assert (await seen(team, race_id, "Ben")).race.distances[0].names == (Entered("Ana"),)
    for typed, code in (
        ("45.30", "duration_ambiguous"),
        ("-5:00", "race_goal_unreadable"),
        ("a" * 101, "race_goal_long"),
    ):
        with pytest.raises(UserError) as refused:
            await team.services.entrants.set_goal(team.asker("Ana"), race_id, typed)
        assert refused.value.code == code
        assert isinstance(refused.value, Unclear) == (code == "duration_ambiguous")
    with pytest.raises(UserError, match="race_not_in"):
        await team.services.entrants.set_goal(team.asker("Ben"), race_id, "49:59")


@pytest.mark.parametrize("sharing", list(Sharing))
async def test_who_shares_less_is_counted_and_not_named(team: Harriers, sharing: Sharing) -> None:
    page = await add(team)
    race_id = page.race.race_id
    await join(team, race_id, "Ana", "Ben")
    await send_all(team)
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(sharing=sharing))
    shown = (await seen(team, race_id)).race.distances[0]
    named = ["Ana", "Ben"] if sharing is Sharing.TEAM else ["Ana"]
    assert ([one.name for one in shown.names], shown.others) == (named, 2 - len(named))
    # The card that stands follows the profile.
    cards = [one for one in await send_all(team) if isinstance(one, Race)]
    assert [[one.name for one in card.distances[0].names] for card in cards] == ([named] if len(named) == 1 else [])
    # A coach, who may read the log, sees who plans to run.
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=77))
    coach = replace(team.asker("Cora"), role_ids=frozenset({77}))
    by_coach = (await team.services.race_lists.show(coach, race_id)).race.distances[0]
    assert len(by_coach.names) == (1 if sharing is Sharing.RAN_TODAY else 2)


@pytest.mark.parametrize(
    ("sharing", "told"),
    [
        (Sharing.TEAM, GoalSeen.TEAMMATES),
        (Sharing.COACH_ONLY, GoalSeen.COACHES),
        (Sharing.RAN_TODAY, GoalSeen.NOT_YET),
    ],
)
async def test_a_goal_is_said_to_be_seen_by_those_who_see_it(team: Harriers, sharing: Sharing, told: GoalSeen) -> None:
    race_id = (await add(team)).race.race_id
    await join(team, race_id, "Ana", goal="49:59")
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(sharing=sharing))
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=77))
    coach = replace(team.asker("Cora"), role_ids=frozenset({77}))

    async def goal_read_by(asker: Asker) -> list[int | None]:
        shown = (await team.services.race_lists.show(asker, race_id)).race
        return [one.goal_s for one in shown.distances[0].names]

    kept = await seen(team, race_id)
    assert kept.own is not None
    assert kept.own.goal_seen is GoalSeen.KEPT
    page = await team.services.entrants.show_goal(team.asker("Ana"), race_id, shown=True)
    assert page.own is not None
    assert page.own.goal_seen is told
    assert (await goal_read_by(team.asker("Ben")) == [2_999]) == (told is GoalSeen.TEAMMATES)
    assert (await goal_read_by(coach) == [2_999]) == (told is not GoalSeen.NOT_YET)


async def test_who_leaves_the_team_or_is_forgotten_is_at_no_race(team: Harriers) -> None:
    page = await add(team)
    race_id = page.race.race_id
    await join(team, race_id, "Ana", "Ben")
    await send_all(team)
    await team.services.privacy.forget(team.asker("Ben"))
    assert [one.name for one in (await seen(team, race_id)).race.distances[0].names] == ["Ana"]
    [card] = [one for one in await send_all(team) if isinstance(one, Race)]
    assert (len(card.distances[0].names), card.distances[0].others) == (1, 0)
    await team.services.privacy.forget(team.asker("Ana"))
    # The race stays, and is nobody's now.
    assert not (await seen(team, race_id, "Cleo")).may_change


async def test_who_runs_a_race_hears_who_runs_it_too(team: Harriers) -> None:
    page = await add(team)
    race_id = page.race.race_id
    await join(team, race_id, "Ana", "Ben")
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(nudges=True))
    await team.join("Cleo", "Dan")
    await team.services.profiles.edit(team.asker("Dan"), ProfileChange(sharing=Sharing.COACH_ONLY))
    await send_all(team)
    team.clock.forward(hours=1)
    # Of who is named to nobody there is no news, and Ben asked for none.
    await join(team, race_id, "Dan")
    assert await owed(team, MessageKind.RACE_MATES) == []
    team.clock.forward(hours=1)
    await join(team, race_id, "Cleo", "Edda")
    [letter] = [one for one in await send_all(team) if isinstance(one, RaceMates)]
    assert (letter.names, letter.others) == (("Cleo", "Edda"), 0)
    assert [entry.recipient_id for entry in await owed(team, MessageKind.RACE_MATES)] == [team.asker("Ana").user_id]
    assert await mates_told(team, race_id, "Finn") == [("Finn",)]
    team.clock.forward(days=1)
    assert await mates_told(team, race_id, "Gero") == [("Gero",)]


async def mates_told(team: Harriers, race_id: int, *names: str) -> list[tuple[str, ...]]:
    """Let these join, one after the other, and what is due be sent; returns whom each letter names."""
    await join(team, race_id, *names)
    return [one.names for one in await send_all(team) if isinstance(one, RaceMates)]


async def test_each_who_joins_is_told_of_once_and_those_of_one_night_together(team: Harriers) -> None:
    race_id = (await add(team)).race.race_id
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(nudges=True))
    await join(team, race_id, "Ana")
    await send_all(team)
    assert await mates_told(team, race_id, "Ben") == [("Ben",)]
    await team.services.entrants.leave(team.asker("Ben"), race_id)
    assert await mates_told(team, race_id, "Ben") == []
    # Out again before anybody heard of it, she is news when she is in to stay.
    await join(team, race_id, "Cleo")
    await team.services.entrants.leave(team.asker("Cleo"), race_id)
    assert await mates_told(team, race_id) == []
    team.clock.set(local("Europe/Berlin", "2026-11-20 23:00"))
    await team.services.team_settings.choose_quiet_hours(team.admin(), "22:00 to 7:00")
    assert await mates_told(team, race_id, "Cleo", "Dan") == []
    team.clock.set(local("Europe/Berlin", "2026-11-21 02:00"))
    assert await mates_told(team, race_id, "Edda") == []
    team.clock.set(local("Europe/Berlin", "2026-11-21 07:00"))
    assert await mates_told(team, race_id) == [("Cleo", "Dan", "Edda")]
    assert await mates_told(team, race_id, "Finn") == [("Finn",)]


async def test_reminders_are_those_still_ahead_in_the_runners_zone_and_move_with_the_day(team: Harriers) -> None:
    page = await add(team)
    race_id = page.race.race_id
    await team.join("Ana")
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(time_zone="New York"))
    await join(team, race_id, "Ana")

    async def next_one() -> tuple[object, object]:
        [row] = await rows_of(team.database, entrants)
        return row["remind_days"], row["remind_at"]

    assert await next_one() == (14, datetime(2027, 3, 28, 22, tzinfo=UTC))
    await team.services.races.edit(team.asker("Ana"), race_id, RaceDraft(day="2026-11-25"))
    assert await next_one() == (1, datetime(2026, 11, 24, 23, tzinfo=UTC))
    await team.services.races.edit(team.asker("Ana"), race_id, RaceDraft(day="2026-11-20"))
    assert await next_one() == (0, datetime(2026, 11, 20, 11, tzinfo=UTC))
    await team.services.entrants.cheer(team.asker("Ana"), race_id)
    assert await next_one() == (None, None)


async def test_five_hundred_join_and_each_is_counted(team: Harriers) -> None:
    page = await add(team, distance="10k, half")
    race_id = page.race.race_id
    names = [f"Runner {number}" for number in range(500)]
    for first in range(0, 500, 50):
        await asyncio.gather(
            *(
                join(team, race_id, name, distance="half" if "7" in name else "10k")
                for name in names[first : first + 50]
            )
        )
    race = (await seen(team, race_id)).race
    assert race.runners == 500
    assert len(race.distances[1].names) == sum("7" in name for name in names)
    [line] = (await team.services.race_lists.page(team.asker("Ana"))).races
    assert line.teammates == 500
