"""Who coaches is known of those who were seen with the role, and of nobody longer than they have it."""

from dataclasses import replace

import pytest

from bot.services.asker import Asker
from bot.services.coaches import NOTED_FOR, coach_name, coaches_of
from bot.services.leavers import LeaverService
from bot.services.ports import Present
from tests.services.attendance import Attendances
from tests.services.harriers import TEAM, Harriers

ROLE, OTHER_ROLE = 900, 901
CALEB = Asker(TEAM, 77, "Caleb", frozenset({ROLE}))
ADA = Asker(TEAM, 78, "Ada", is_admin=True)


async def known(team: Harriers) -> tuple[int, ...]:
    return await team.database.read(lambda uow: coaches_of(uow, TEAM))


async def go_by(team: Harriers, role_id: int | None) -> None:
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=role_id))


async def seen(team: Harriers, *askers: Asker) -> None:
    for asker in askers:
        await team.services.coaches.note(asker)


async def test_who_uses_a_command_with_the_role_coaches(team: Harriers) -> None:
    await go_by(team, ROLE)
    await seen(team, CALEB, ADA, team.asker("Ana"))
    assert await known(team) == (CALEB.user_id,)


async def test_without_a_role_admins_coach(team: Harriers) -> None:
    await seen(team, CALEB, ADA)
    assert await known(team) == (ADA.user_id,)


async def test_another_role_of_the_team_holds_at_once(team: Harriers) -> None:
    await seen(team, ADA)
    await go_by(team, ROLE)
    assert await known(team) == ()
    await seen(team, CALEB)
    assert await known(team) == (CALEB.user_id,)
    await go_by(team, OTHER_ROLE)
    assert await known(team) == ()


async def test_who_is_seen_without_the_role_coaches_no_more(team: Harriers) -> None:
    await go_by(team, ROLE)
    await seen(team, CALEB)
    await seen(team, replace(CALEB, role_ids=frozenset()))
    assert await known(team) == ()


async def test_direct_messages_tell_nothing_of_roles(team: Harriers) -> None:
    await go_by(team, ROLE)
    await seen(team, CALEB)
    await seen(team, replace(CALEB, role_ids=frozenset(), in_server=False))
    assert await known(team) == (CALEB.user_id,)


async def test_a_coach_is_known_by_the_name_they_go_by_now(team: Harriers) -> None:
    await go_by(team, ROLE)
    for name in ("Caleb", "Coach Caleb"):
        await seen(team, replace(CALEB, name=name))
        assert await team.database.read(lambda uow: coach_name(uow, TEAM, CALEB.user_id)) == name


async def test_a_coach_of_whom_no_name_was_noted_goes_by_the_one_they_run_under(team: Harriers) -> None:
    await team.join("Ana")
    ana = team.asker("Ana").user_id
    await team.database.write(lambda uow: uow.coaches.note(TEAM, ana, ROLE, team.clock.now()))
    assert await team.database.read(lambda uow: coach_name(uow, TEAM, ana)) == "Ana"
    assert await team.database.read(lambda uow: coach_name(uow, TEAM, CALEB.user_id)) is None


async def test_what_a_coach_chose_outlives_being_seen_again(team: Harriers) -> None:
    await go_by(team, ROLE)
    await seen(team, CALEB)
    await team.database.write(lambda uow: uow.coaches.want_digest(TEAM, CALEB.user_id, wants=False))
    team.clock.forward(days=2)
    await seen(team, CALEB)
    [row] = await team.database.read(lambda uow: uow.coaches.of_team(TEAM))
    assert (row.seen_at, row.wants_digest) == (team.clock.now(), False)


async def test_a_coach_of_one_team_is_none_of_another(team: Harriers) -> None:
    await go_by(team, ROLE)
    await seen(team, replace(CALEB, team_id=TEAM + 1))
    assert await known(team) == ()


@pytest.mark.parametrize("runs", [True, False])
async def test_the_roll_call_learns_who_coaches_and_who_does_no_more(team: Harriers, runs: bool) -> None:
    await go_by(team, ROLE)
    roster = Attendances()
    roll = LeaverService(team.database, team.clock, roster)
    if runs:
        await team.services.run_lists.first_page(CALEB)
    else:
        await seen(team, CALEB)
    roster.of[CALEB.user_id] = Present("Caleb", frozenset({ROLE}))
    team.clock.forward(days=2)
    await roll.call_the_roll()
    assert await known(team) == (CALEB.user_id,)
    roster.down = True
    team.clock.forward(days=2)
    await roll.call_the_roll()
    assert await known(team) == (CALEB.user_id,)
    roster.down = False
    roster.of[CALEB.user_id] = Present("Caleb")
    team.clock.forward(days=2)
    await roll.call_the_roll()
    assert await known(team) == ()


@pytest.mark.parametrize("runs", [True, False])
async def test_who_leaves_the_server_coaches_no_more(team: Harriers, runs: bool) -> None:
    await go_by(team, ROLE)
    if runs:
        await team.services.run_lists.first_page(CALEB)
    await seen(team, CALEB)
    team.clock.forward(days=2)
    await LeaverService(team.database, team.clock, Attendances()).call_the_roll()
    assert await known(team) == ()


async def test_who_is_forgotten_is_no_coach_until_seen_again(team: Harriers) -> None:
    await go_by(team, ROLE)
    await seen(team, CALEB)
    await team.services.privacy.forget(CALEB)
    assert await known(team) == ()
    team.clock.forward(seconds=NOTED_FOR.total_seconds())
    await seen(team, CALEB)
    assert await known(team) == (CALEB.user_id,)
