"""Cheers: one press of a button under a teammate's run, however many press at once."""

import asyncio

import pytest

from bot.domain.audience import CardDetail, Sharing
from bot.errors import NotAllowed, NotFound
from bot.services.asker import Asker
from bot.services.cheers import FeedCard
from bot.services.profiles import ProfileChange
from bot.services.teams import TeamUnits
from db.models import runners
from tests.services.harriers import TEAM, Harriers
from tests.services.ledger import rows_of


async def test_a_second_press_takes_the_cheer_back(team: Harriers) -> None:
    run_id = (await team.log("Ana", note="legs awake")).run.run_id

    async def cheer(asker: Asker, run_id: int) -> FeedCard:
        return (await team.services.cheers.toggle(asker, run_id)).card

    assert await cheer(team.asker("Ben"), run_id) == FeedCard(
        run_id=run_id,
        runner_name="Ana",
        detail=CardDetail.FULL,
        distance_m=10_000,
        moving_s=3_130,
        units=TeamUnits.KM,
        note="legs awake",
        cheers=1,
    )
    assert (await cheer(team.asker("Chloé"), run_id)).cheers == 2
    assert (await cheer(team.asker("Ben"), run_id)).cheers == 1
    assert (await cheer(team.asker("Ben"), run_id)).cheers == 2


async def test_nobody_cheers_for_oneself(team: Harriers) -> None:
    run_id = (await team.log("Ana")).run.run_id
    with pytest.raises(NotAllowed) as caught:
        await team.services.cheers.toggle(team.asker("Ana"), run_id)
    assert caught.value.code == "own_cheer"


async def test_a_run_that_is_gone_or_of_another_team_cannot_be_cheered(team: Harriers) -> None:
    run_id = (await team.log("Ana")).run.run_id
    with pytest.raises(NotFound):
        await team.services.cheers.toggle(Asker(TEAM + 1, 7, "Zoe"), run_id)
    await team.services.runs.delete(team.asker("Ana"), run_id)
    with pytest.raises(NotFound) as caught:
        await team.services.cheers.toggle(team.asker("Ben"), run_id)
    assert caught.value.code == "run_gone"
    # Pressing a button that no longer leads anywhere makes nobody a runner.
    assert [row["name"] for row in await rows_of(team.database, runners, TEAM)] == ["Ana"]


async def test_a_cheer_tells_no_more_than_the_runner_shares(team: Harriers) -> None:
    run_id = (await team.log("Ana", note="legs awake")).run.run_id
    await team.change("Ana", sharing=Sharing.RAN_TODAY)
    card = (await team.services.cheers.toggle(team.asker("Ben"), run_id)).card
    assert (card.detail, card.distance_m, card.moving_s, card.note) == (CardDetail.PRESENCE, 0, 0, None)
    assert card.cheers == 1


async def test_everyone_who_presses_at_once_is_counted_once(team: Harriers) -> None:
    run_id = (await team.log("Ana")).run.run_id
    fans = [Asker(TEAM, number, f"Fan {number}") for number in range(1, 31)]
    await asyncio.gather(*(team.services.cheers.toggle(fan, run_id) for fan in fans))
    card = (await team.services.cheers.toggle(team.asker("Ben"), run_id)).card
    assert card.cheers == 31


async def test_three_impatient_presses_count_once(team: Harriers) -> None:
    run_id = (await team.log("Ana")).run.run_id
    await asyncio.gather(*(team.services.cheers.toggle(team.asker("Ben"), run_id) for _ in range(3)))
    assert (await team.services.cheers.toggle(team.asker("Chloé"), run_id)).card.cheers == 2


async def test_a_run_deleted_under_the_presses_is_gone_and_nothing_worse(team: Harriers) -> None:
    fans = [Asker(TEAM, number, f"Fan {number}") for number in range(1, 13)]
    await team.join("Ben")
    for _ in range(5):
        run_id = (await team.log("Ana")).run.run_id
        presses = [team.services.cheers.toggle(fan, run_id) for fan in fans]
        deletion = team.services.runs.delete(team.asker("Ana"), run_id)
        outcomes = await asyncio.gather(*presses[:6], deletion, *presses[6:], return_exceptions=True)
        assert [outcome for outcome in outcomes if isinstance(outcome, BaseException)] == [
            outcome for outcome in outcomes if isinstance(outcome, NotFound)
        ]


async def test_a_card_that_changed_under_a_press_is_drawn_once_more(team: Harriers) -> None:
    run_id = (await team.log("Ana", note="legs awake")).run.run_id
    [parcel] = await team.services.outbox.claim()
    await team.services.outbox.sent(parcel.message, 900)
    ben = team.asker("Ben")
    cheered = await team.services.cheers.toggle(ben, run_id)
    await team.services.cheers.redraw_if_outdated(ben, cheered)
    assert await team.services.outbox.claim() == ()
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(sharing=Sharing.RAN_TODAY))
    [edit] = await team.services.outbox.claim()
    await team.services.outbox.sent(edit.message, 900)
    # The answer to Ben's press, drawn before, arrives after that edit and shows the figures again.
    await team.services.cheers.redraw_if_outdated(ben, cheered)
    [again] = await team.services.outbox.claim()
    assert isinstance(again.content, FeedCard)
    assert again.content.detail is CardDetail.PRESENCE
