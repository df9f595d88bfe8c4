"""Shares and sides of challenges: exact under a rush, held to the log by night, and seated by Discord's word."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Update, delete, update

from bot.domain.audience import MessageKind
from bot.domain.profiles import AgeTable
from bot.services.challenge_drafts import ChallengeDraft
from bot.services.challenge_pages import Side
from bot.services.challenge_seats import ASKED_AT_ONCE, ChallengeSeatService
from bot.services.ports import Present
from bot.services.profiles import ProfileChange
from db.connection import Connection
from db.models import challenge_shares, challenge_sides, challenges, runs
from tests.db.engines import on
from tests.services.attendance import Attendances
from tests.services.challenged import assert_challenges_follow_the_log
from tests.services.harriers import TEAM, Harriers
from tests.services.ledger import rows_of

BLUE, RED = 71, 72
ROLES = ((BLUE, "Blue"), (RED, "Red"))


async def set_up(team: Harriers, target: str = "100 km", **more: object) -> int:
    draft = replace(ChallengeDraft("December", target, "4 weeks", start="2026-11-01"), **more)  # type: ignore[arg-type]
    page = await team.services.challenges.create(team.admin(), draft)
    return page.challenge.challenge_id


async def sides(team: Harriers) -> dict[str, tuple[int, int]]:
    page = await team.services.challenges.show(team.asker("Watcher"))
    return {side.name: (side.amount, side.runners) for side in page.challenge.sides}


# --- everybody at once ---


async def test_a_rush_is_added_up_to_the_metre_and_each_milestone_told_once(team: Harriers) -> None:
    await set_up(team, "200 km")
    names = [f"Runner {number}" for number in range(20)]
    today = team.clock.now().date()

    async def run(name: str, number: int) -> None:
        for days in range(2):
            when = (today - timedelta(days=days)).isoformat()
            await team.log(name, f"{5_000 + number} metres", "30:00", when)

    await asyncio.gather(*(run(name, number) for number, name in enumerate(names)))
    page = await team.services.challenges.show(team.asker("Watcher"))
    assert page.challenge.amount == sum(2 * (5_000 + number) for number in range(20))
    assert page.challenge.runners == 20
    await assert_challenges_follow_the_log(team.database, TEAM)
    told = [one.key for one in await team.services.outbox.newest(200) if one.kind is MessageKind.CHALLENGE_MILESTONE]
    assert [key.partition(":")[2] for key in told][::-1] == ["0", "25", "50", "75", "100"]


async def test_challenges_set_and_ended_while_everybody_logs_know_every_run(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Chloé", "Dora")
    first = await set_up(team)

    async def run(name: str, number: int) -> None:
        await team.log(name, f"{5_000 + number} metres", "30:00")

    others = [ChallengeDraft(f"No. {number}", "50 runs", "sunday", start="2026-11-01") for number in range(3)]
    await asyncio.gather(
        *(run(name, number) for number in range(5) for name in ("Ana", "Ben", "Chloé")),
        *(team.services.challenges.create(team.admin(), draft) for draft in others),
        team.services.challenges.end(team.admin(), first),
    )
    assert len(await rows_of(team.database, runs, TEAM)) == 15
    await assert_challenges_follow_the_log(team.database, TEAM)


# --- held to the log ---


async def test_the_night_finds_a_share_that_differs_tells_whose_and_mends_it(
    team: Harriers, caplog: pytest.LogCaptureFixture
) -> None:
    await set_up(team)
    await team.log("Ana")
    await team.log("Ben", "5k", "26:00")
    assert (await team.services.rebuilding.check(TEAM)).mended == 0
    runner_id = (await team.runner("Ana")).runner_id
    await damage(team, update(challenge_shares).where(challenge_shares.c.runner_id == runner_id).values(amount=1))
    found = await team.services.rebuilding.check(TEAM)
    assert (found.mended, found.team_totals) == (1, 1)
    assert f"runner {runner_id}: 0 entries, 0 awards, 0 totals, 1 shares and 0 sessions" in caplog.text
    await assert_challenges_follow_the_log(team.database, TEAM)
    assert (await team.services.rebuilding.check(TEAM)).mended == 0


async def test_a_lost_share_and_a_wrong_sum_are_made_anew_by_a_rebuild(team: Harriers) -> None:
    await set_up(team, roles=ROLES)
    await team.log("Ana")
    await damage(team, update(challenge_sides).values(amount=7, runners=3))
    await damage(team, delete(challenge_shares))
    rebuilt = await team.services.rebuilding.rebuild()
    assert rebuilt.mended == 1
    await assert_challenges_follow_the_log(team.database, TEAM)


async def test_one_that_ended_long_ago_is_left_to_a_rebuild(team: Harriers) -> None:
    challenge_id = await set_up(team)
    await team.log("Ana")
    await team.services.challenges.end(team.admin(), challenge_id)
    await damage(team, update(challenge_shares).values(amount=1), update(challenge_sides).values(amount=1))
    team.clock.forward(days=40)
    assert (await team.services.rebuilding.check(TEAM)).mended == 0
    await team.services.rebuilding.rebuild()
    await assert_challenges_follow_the_log(team.database, TEAM)


async def test_a_run_that_a_profile_makes_doubtful_counts_no_more(team: Harriers) -> None:
    await set_up(team)
    await team.log("Ana", "10k", "28:40")
    before = await team.services.challenges.show(team.asker("Ana"))
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(age_table=AgeTable.FEMALE))
    after = await team.services.challenges.show(team.asker("Ana"))
    assert (before.own, after.own) == (10_000, 0)
    await assert_challenges_follow_the_log(team.database, TEAM)


async def damage(team: Harriers, *statements: Update | object) -> None:
    def run(connection: Connection) -> None:
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]

    await on(team.database, run)


# --- sides ---


@pytest.fixture
def roster(team: Harriers) -> Attendances:
    found = Attendances()
    for name, roles in (("Ana", {BLUE}), ("Ben", {RED, BLUE}), ("Chloé", set[int]()), ("Dee", {RED})):
        found.of[team.asker(name).user_id] = Present(name, frozenset(roles))
    return found


async def test_who_ran_is_seated_by_their_roles_and_the_first_of_two_counts(
    team: Harriers, roster: Attendances
) -> None:
    await set_up(team, roles=ROLES)
    seats = ChallengeSeatService(team.database, roster)
    for name in ("Ana", "Ben", "Chloé"):
        await team.log(name)
    assert await sides(team) == {"Blue": (0, 0), "Red": (0, 0)}
    assert await seats.seat_newcomers() == 3
    assert await sides(team) == {"Blue": (20_000, 2), "Red": (0, 0)}
    await team.log("Dee", "5k", "26:00")
    await team.log("Ana", "6k", "33:00")
    assert await seats.seat_newcomers() == 1
    assert await sides(team) == {"Blue": (26_000, 2), "Red": (5_000, 1)}
    roster.asked.clear()
    assert await seats.seat_newcomers() == 0
    assert roster.asked == []
    await assert_challenges_follow_the_log(team.database, TEAM)


async def test_runs_before_the_challenge_was_set_are_seated_too(team: Harriers, roster: Attendances) -> None:
    await team.log("Ana")
    await team.log("Dee")
    await set_up(team, roles=ROLES)
    assert await ChallengeSeatService(team.database, roster).seat_newcomers() == 2
    assert await sides(team) == {"Blue": (10_000, 1), "Red": (10_000, 1)}


async def test_nobody_is_asked_about_without_sides(team: Harriers, roster: Attendances) -> None:
    await set_up(team)
    await team.log("Ana")
    assert await ChallengeSeatService(team.database, roster).seat_newcomers() == 0
    assert roster.asked == []


async def test_while_discord_is_out_of_reach_they_wait_and_hold_up_nobody(
    team: Harriers, roster: Attendances, caplog: pytest.LogCaptureFixture
) -> None:
    await set_up(team, roles=ROLES)
    for name in ("Ana", "Dee"):
        await team.log(name)
    roster.down = True
    seats = ChallengeSeatService(team.database, roster)
    with caplog.at_level(logging.INFO):
        assert await seats.seat_newcomers() == 0
    assert "Discord is down" in caplog.text
    # The round after begins with the one behind them.
    assert await seats.seat_newcomers() == 0
    assert roster.asked == [team.asker("Ana").user_id, team.asker("Dee").user_id]
    roster.down = False
    seated = [await seats.seat_newcomers() for _ in range(3)]
    assert sum(seated) == 2
    assert await sides(team) == {"Blue": (10_000, 1), "Red": (10_000, 1)}


async def test_who_is_gone_is_on_neither_side_and_still_counts(team: Harriers, roster: Attendances) -> None:
    await set_up(team, roles=ROLES)
    await team.log("Eve")
    assert await ChallengeSeatService(team.database, roster).seat_newcomers() == 1
    assert await sides(team) == {"Blue": (0, 0), "Red": (0, 0)}
    assert (await team.services.challenges.show(team.asker("Ana"))).challenge.amount == 10_000


async def test_a_role_given_later_counts_when_its_owner_looks_and_then_stays(
    team: Harriers, roster: Attendances
) -> None:
    await set_up(team, roles=ROLES)
    await team.log("Chloé")
    await ChallengeSeatService(team.database, roster).seat_newcomers()
    page = await team.services.challenges.show(replace(team.asker("Chloé"), role_ids=frozenset({RED})))
    assert page.challenge.sides == (Side("Blue", 0, 0), Side("Red", 10_000, 1))
    page = await team.services.challenges.show(replace(team.asker("Chloé"), role_ids=frozenset({BLUE})))
    assert page.challenge.sides == (Side("Blue", 0, 0), Side("Red", 10_000, 1))
    await assert_challenges_follow_the_log(team.database, TEAM)


async def test_a_round_asks_about_a_bounded_number(team: Harriers, roster: Attendances) -> None:
    await set_up(team, roles=ROLES)
    for number in range(ASKED_AT_ONCE + 1):
        await team.log(f"Runner {number}")
    seats = ChallengeSeatService(team.database, roster)
    assert [await seats.seat_newcomers() for _ in range(3)] == [ASKED_AT_ONCE, 1, 0]
    assert len(await rows_of(team.database, challenges, TEAM)) == 1
