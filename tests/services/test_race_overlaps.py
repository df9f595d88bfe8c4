"""Who runs what: every race to come that somebody runs, with everybody whom a coach may know."""

from dataclasses import replace

import pytest

from bot.domain.audience import Sharing
from bot.errors import NotAllowed
from bot.services.asker import Asker
from bot.services.profiles import ProfileChange
from bot.services.race_overlaps import OVERLAPS_PAGE, RaceOverlaps
from tests.services.harriers import TEAM, Harriers
from tests.services.racing import add, join


async def as_coach(team: Harriers) -> Asker:
    """Return somebody who coaches, and has run nothing yet."""
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=77))
    return replace(team.asker("Cleo"), role_ids=frozenset({77}))


def named(overlaps: RaceOverlaps) -> list[list[tuple[list[tuple[str, int | None]], int]]]:
    """Return, by race and distance, who is named with the goal that is told, and how many are not."""
    return [
        [([(each.name, each.goal_s) for each in one.names], one.others) for one in race.distances]
        for race in overlaps.races
    ]


async def test_a_coach_sees_who_shares_a_race_as_far_as_they_share_their_runs(team: Harriers) -> None:
    race_id = (await add(team, distance="5k, 10k")).race.race_id
    await join(team, race_id, "Ana", "Ben", distance="10k")
    await join(team, race_id, "Chloé", "Dora", distance="5k")
    await team.services.entrants.set_goal(team.asker("Ana"), race_id, "45:00")
    await team.services.entrants.show_goal(team.asker("Ana"), race_id, shown=True)
    await team.services.entrants.set_goal(team.asker("Ben"), race_id, "50:00")
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(sharing=Sharing.COACH_ONLY))
    await team.services.profiles.edit(team.asker("Dora"), ProfileChange(sharing=Sharing.RAN_TODAY))
    shown = await team.services.race_overlaps.page(await as_coach(team))
    assert named(shown) == [[([("Chloé", None)], 1), ([("Ana", 2_700), ("Ben", None)], 0)]]
    for who in (team.asker("Ana"), team.admin()):
        with pytest.raises(NotAllowed, match="coach_only"):
            await team.services.race_overlaps.page(who)


async def test_races_that_nobody_runs_were_run_or_are_off_are_left_out(team: Harriers) -> None:
    coach = await as_coach(team)
    assert (await team.services.race_overlaps.page(coach)).races == ()
    for number in range(OVERLAPS_PAGE + 1):
        race_id = (await add(team, name=f"Race {'abcdefgh'[number]}", day=f"2027-04-1{number}")).race.race_id
        await join(team, race_id, "Ben")
    await add(team, name="Empty")
    off = (await add(team, name="Off")).race.race_id
    await join(team, off, "Ben")
    await team.services.races.cancel(team.asker("Ana"), off)
    first, last = [await team.services.race_overlaps.page(coach, page) for page in (0, 9)]
    assert [race.name for race in (*first.races, *last.races)] == [f"Race {letter}" for letter in "abcde"]
    assert [(one.count, one.page, one.pages) for one in (first, last)] == [(5, 0, 2), (5, 1, 2)]
    team.clock.forward(days=200)
    assert (await team.services.race_overlaps.page(coach)).count == 0
