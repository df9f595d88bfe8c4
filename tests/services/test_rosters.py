"""Rosters: who needs a word comes first, coaches alone know, and what was reported is seen to."""

from datetime import date

import pytest

from bot.domain.attention import Need, Unheard
from bot.errors import NotAllowed, UserError
from bot.services.asker import Asker
from bot.services.rosters import ROSTER_PAGE, Roster
from tests.services.harriers import TEAM, Harriers

CALEB = Asker(TEAM, 77, "Caleb", is_admin=True)


async def roster(team: Harriers, weeks: int = 3, page: int = 0, need: Need | None = None) -> Roster:
    return await team.services.rosters.page(CALEB, weeks, page, need)


async def unheard(team: Harriers, weeks: int = 3) -> list[str]:
    """Return who heard no kind word for so many weeks."""
    return [one.name for one in (await roster(team, weeks, need=Need.PRAISE)).entries]


async def praise(team: Harriers, *names: str) -> None:
    service = team.services.shoutouts
    for name in names:
        await service.give(CALEB, await service.addressed(CALEB, name), "Textbook.")


async def test_who_heard_neither_shoutout_nor_feedback_is_shown_the_longest_ago_first(team: Harriers) -> None:
    for name in ("Ana", "Ben", "Chloé", "Dora", "Eve"):
        await team.log(name, "6k", "36:00")
    await praise(team, "Ben")
    team.clock.forward(weeks=1)
    await praise(team, "Ana")
    team.clock.forward(weeks=4)
    await praise(team, "Dora")
    eve = (await team.runner("Eve")).runner_id
    await team.services.feedback.give(CALEB, eve, "Textbook.")
    assert await unheard(team) == ["Chloé", "Ben", "Ana"]
    reasons = [one.attention.reasons[-1] for one in (await roster(team, need=Need.PRAISE)).entries]
    assert reasons == [Unheard(None), Unheard(date(2026, 11, 20)), Unheard(date(2026, 11, 27))]
    assert await unheard(team, 4) == ["Chloé", "Ben"]


async def test_who_never_ran_just_joined_or_has_left_is_left_out_and_so_is_the_coach(team: Harriers) -> None:
    await team.join("Ben")
    await team.log("Chloé", "6k", "36:00")
    await team.change("Chloé", left_at=team.clock.now())
    await team.services.run_lists.first_page(CALEB)
    team.clock.forward(weeks=4)
    await team.log("Ana", "6k", "36:00")
    assert await unheard(team) == []
    assert [one.name for one in (await roster(team)).entries] == ["Ana"]


async def test_pages_hold_five_and_the_nearest_is_shown(team: Harriers) -> None:
    for number in range(ROSTER_PAGE + 2):
        await team.log(f"Runner {number}", "6k", "36:00")
    team.clock.forward(weeks=4)
    for need in (None, Need.PRAISE):
        first, last, beyond = [await roster(team, page=page, need=need) for page in (0, 1, 9)]
        assert (len(first.entries), len(last.entries), first.pages, first.count) == (5, 2, 2, 7)
        assert beyond == last


async def test_a_report_waits_until_a_coach_has_seen_to_it(team: Harriers) -> None:
    await team.join("Ana", "Ben")
    ana, ben = team.asker("Ana"), team.asker("Ben")
    service = team.services.shoutouts
    given = await service.give(ana, await service.addressed(ana, "Ben"), "Ha.")
    await team.services.shoutout_lists.report(ben, given.shoutout_id)
    found = (await roster(team)).reported
    assert found is not None
    assert (found.giver_name, found.receiver_name, found.message) == ("Ana", "Ben", "Ha.")
    with pytest.raises(NotAllowed):
        await team.services.rosters.settle(ana, found.shoutout_id, found.runner_id, 3)
    for _ in range(2):
        settled = await team.services.rosters.settle(CALEB, found.shoutout_id, found.runner_id, 3)
        assert settled.reported is None


@pytest.mark.parametrize("weeks", [0, 27, -1, 99])
async def test_weeks_have_their_limits(team: Harriers, weeks: int) -> None:
    with pytest.raises(UserError) as caught:
        await roster(team, weeks)
    assert caught.value.code == "roster_weeks"


async def test_nobody_else_sees_it(team: Harriers) -> None:
    with pytest.raises(NotAllowed) as caught:
        await team.services.rosters.page(team.asker("Ana"), 3)
    assert caught.value.code == "coach_only"


async def test_what_was_reported_is_no_kind_word(team: Harriers) -> None:
    await team.log("Ben", "6k", "36:00")
    team.clock.forward(weeks=4)
    await praise(team, "Ben")
    assert await unheard(team) == []
    [given] = (await team.services.shoutout_lists.page(team.asker("Ben"))).entries
    await team.services.shoutout_lists.report(team.asker("Ben"), given.shoutout_id)
    assert await unheard(team) == ["Ben"]


async def test_a_coach_is_no_judge_of_their_own_words(team: Harriers) -> None:
    await team.join("Ben")
    await praise(team, "Ben")
    [given] = (await team.services.shoutout_lists.page(team.asker("Ben"))).entries
    await team.services.shoutout_lists.report(team.asker("Ben"), given.shoutout_id)
    assert (await roster(team)).reported is None
    assert (await team.services.rosters.page(team.admin(), 3)).reported is not None
