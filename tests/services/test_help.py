"""Help shows what its reader may use, and no more."""

from dataclasses import replace

import pytest

from bot.errors import NotAllowed, UserError
from bot.services.help import FOR_ALL, Topic
from tests.services.harriers import Harriers

COACH_ROLE = 77


async def topics(team: Harriers, *, role: int | None = None, admin: bool = False) -> set[Topic]:
    roles = frozenset(() if role is None else {role})
    asker = replace(team.asker("Ana"), role_ids=roles, is_admin=admin)
    page = await team.services.help.page(asker)
    assert page.topic is Topic.START
    assert page.topics[: len(FOR_ALL)] == FOR_ALL
    return set(page.topics) - set(FOR_ALL)


async def test_an_admin_coaches_until_there_is_a_role_for_it(team: Harriers) -> None:
    assert await topics(team) == set()
    assert await topics(team, admin=True) == {Topic.COACHING, Topic.PLANNING, Topic.TEAM}
    await team.database.write(lambda uow: uow.teams.change(team.team_id, coach_role_id=COACH_ROLE))
    assert await topics(team, admin=True) == {Topic.TEAM}
    assert await topics(team, role=COACH_ROLE) == {Topic.COACHING, Topic.PLANNING}
    assert await topics(team, role=COACH_ROLE + 1) == set()
    assert await topics(team, role=COACH_ROLE, admin=True) == {Topic.COACHING, Topic.PLANNING, Topic.TEAM}


@pytest.mark.parametrize(
    ("topic", "code"), [(Topic.COACHING, "coach_only"), (Topic.PLANNING, "coach_only"), (Topic.TEAM, "admin_only")]
)
async def test_a_topic_of_others_is_refused(team: Harriers, topic: Topic, code: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        await team.services.help.page(team.asker("Ana"), topic)
    assert refused.value.code == code


async def test_in_direct_messages_everybody_reads_what_runners_do(team: Harriers) -> None:
    page = await team.services.help.page(None, Topic.YOU)
    assert (page.topic, page.topics) == (Topic.YOU, FOR_ALL)
    for topic in (Topic.COACHING, Topic.PLANNING, Topic.TEAM):
        with pytest.raises(UserError) as refused:
            await team.services.help.page(None, topic)
        assert refused.value.code == "guild_only"
