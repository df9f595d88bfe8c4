"""Cheers: one press of a button under a teammate's run, however many press at once."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.domain.audience import CardDetail, Praise, Sharing
from bot.errors import NotAllowed, NotFound
from bot.services.asker import Asker
from bot.services.cheers import CALM, NAMED, Cheered, Cheerers, FeedCard
from bot.services.outbox import MessageState, OutboxService, Parcel
from bot.services.profiles import ProfileChange
from bot.services.teams import TeamUnits
from db.database import Database
from db.models import runners
from tests.db.engines import another
from tests.services.harriers import TEAM, Harriers, services_on
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
        counted_s=3_130,
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


# --- the card follows, calmly ---


@pytest.fixture
async def run_id(team: Harriers) -> int:
    """Ana's run, whose card stands in the feed."""
    run_id = (await team.log("Ana", note="legs awake")).run.run_id
    await drawn_by_worker(team.services.outbox)
    return run_id


async def drawn_by_worker(outbox: OutboxService) -> list[Parcel]:
    """Let a worker edit what is due, and return what it drew."""
    parcels = []
    while claimed := await outbox.claim():
        for parcel in claimed:
            ready = await outbox.ready(parcel)
            if ready is not None:
                parcels.append(ready)
                await outbox.sent(ready.message, 900)
    return parcels


async def counts(outbox: OutboxService) -> list[int]:
    """Let a worker edit what is due, and return the cheers on each card it drew."""
    return [parcel.content.cheers for parcel in await drawn_by_worker(outbox) if isinstance(parcel.content, FeedCard)]


async def press(team: Harriers, run_id: int, name: str) -> Cheered:
    """Press the button, and draw the card where the press is to draw it."""
    cheered = await team.services.cheers.toggle(team.asker(name), run_id)
    if cheered.draws:
        await team.services.cheers.drawn(team.asker(name), cheered)
    return cheered


async def test_a_press_on_a_card_at_rest_draws_it_and_owes_nothing(team: Harriers, run_id: int) -> None:
    assert (await press(team, run_id, "Ben")).draws
    team.clock.forward(minutes=1)
    assert await counts(team.services.outbox) == []
    assert (await press(team, run_id, "Ben")).draws


async def test_those_who_press_soon_after_are_drawn_together_once_it_has_rested(team: Harriers, run_id: int) -> None:
    first, *others = [await press(team, run_id, name) for name in ("Ben", "Chloé", "Dee", "Eve")]
    assert (first.draws, [(one.draws, one.card.cheers) for one in others]) == (
        True,
        [(False, 2), (False, 3), (False, 4)],
    )
    team.clock.forward(seconds=CALM.total_seconds() - 0.5)
    assert await counts(team.services.outbox) == []
    team.clock.forward(seconds=0.5)
    assert await counts(team.services.outbox) == [4]
    # The card has just been drawn, by whomever: it rests again.
    assert not (await press(team, run_id, "Ben")).draws
    assert await counts(team.services.outbox) == []
    team.clock.forward(seconds=CALM.total_seconds())
    assert await counts(team.services.outbox) == [3]


async def test_a_press_whose_process_dies_before_drawing_is_drawn_all_the_same(team: Harriers, run_id: int) -> None:
    assert (await team.services.cheers.toggle(team.asker("Ben"), run_id)).draws
    team.clock.forward(seconds=CALM.total_seconds())
    assert await counts(team.services.outbox) == [1]


async def test_cheers_that_come_while_a_worker_draws_wait_for_calm(team: Harriers, run_id: int) -> None:
    await press(team, run_id, "Ben")
    await press(team, run_id, "Chloé")
    team.clock.forward(seconds=CALM.total_seconds())
    [parcel] = await team.services.outbox.claim()
    assert not (await press(team, run_id, "Dee")).draws
    await team.services.outbox.sent(parcel.message, 900)
    assert await counts(team.services.outbox) == []
    team.clock.forward(seconds=CALM.total_seconds())
    assert await counts(team.services.outbox) == [3]


async def test_what_a_runner_changes_waits_for_no_calm(team: Harriers, run_id: int) -> None:
    await press(team, run_id, "Ben")
    await press(team, run_id, "Chloé")
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(sharing=Sharing.RAN_TODAY))
    [parcel] = await drawn_by_worker(team.services.outbox)
    assert isinstance(parcel.content, FeedCard)
    assert (parcel.content.detail, parcel.content.cheers) == (CardDetail.PRESENCE, 2)
    team.clock.forward(minutes=1)
    assert await counts(team.services.outbox) == []


async def test_what_a_runner_changes_while_a_worker_draws_cheers_waits_for_no_calm(team: Harriers, run_id: int) -> None:
    await press(team, run_id, "Ben")
    await press(team, run_id, "Chloé")
    team.clock.forward(seconds=CALM.total_seconds())
    [parcel] = await team.services.outbox.claim()
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(sharing=Sharing.RAN_TODAY))
    await press(team, run_id, "Dee")
    await team.services.outbox.sent(parcel.message, 900)
    [again] = await drawn_by_worker(team.services.outbox)
    assert isinstance(again.content, FeedCard)
    assert (again.content.detail, again.content.cheers) == (CardDetail.PRESENCE, 3)


async def test_a_card_that_changed_under_a_press_is_drawn_once_more(team: Harriers, run_id: int) -> None:
    ben = team.asker("Ben")
    cheered = await team.services.cheers.toggle(ben, run_id)
    assert cheered.draws
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(sharing=Sharing.RAN_TODAY))
    await drawn_by_worker(team.services.outbox)
    # The answer to Ben's press, drawn before, arrives after that edit and shows the figures again.
    await team.services.cheers.drawn(ben, cheered)
    [again] = await drawn_by_worker(team.services.outbox)
    assert isinstance(again.content, FeedCard)
    assert again.content.detail is CardDetail.PRESENCE


async def test_a_card_that_was_taken_down_under_a_press_stays_down(team: Harriers, run_id: int) -> None:
    ben = team.asker("Ben")
    cheered = await team.services.cheers.toggle(ben, run_id)
    await team.services.runs.delete(team.asker("Ana"), run_id)
    [parcel] = await team.services.outbox.claim()
    assert parcel.content is None
    await team.services.outbox.drop(parcel.message)
    await team.services.cheers.drawn(ben, cheered)
    team.clock.forward(minutes=1)
    assert await team.services.outbox.claim() == ()


@pytest.fixture
async def second(url: str, database: Database) -> AsyncIterator[Database]:
    """The same database as another process has it open."""
    async with another(url) as opened:
        yield opened


async def test_two_hundred_press_within_two_seconds_in_two_processes_and_each_counts(
    team: Harriers, run_id: int, second: Database
) -> None:
    processes = (team.services, services_on(second, team.clock))
    edits: list[int] = []

    async def fan(number: int) -> None:
        asker, mine = Asker(TEAM, 1_000 + number, f"Fan {number}"), processes[number % 2].cheers
        cheered = await mine.toggle(asker, run_id)
        if cheered.draws:
            edits.append(cheered.card.cheers)
            await mine.drawn(asker, cheered)

    for tenth in range(10):
        # Both processes have a worker that looks for what is due at any time.
        batch = range(20 * tenth, 20 * tenth + 20)
        presses = asyncio.gather(*map(fan, batch))
        for drawn in await asyncio.gather(*(counts(process.outbox) for process in processes)):
            edits += drawn
        await presses
        team.clock.forward(seconds=0.2)
    for _ in range(10):
        team.clock.forward(seconds=1)
        edits += await counts(team.services.outbox)
    assert len(await team.database.read(lambda uow: uow.cheers.cheerers(run_id))) == 200
    assert edits[-1] == 200
    assert len(edits) <= 3
    [entry] = await team.services.outbox.newest()
    assert entry.state is MessageState.SENT


# --- who cheered ---


async def who(team: Harriers, run_id: int, name: str) -> Cheerers:
    return await team.services.cheers.cheerers(team.asker(name), run_id)


async def test_who_cheered_is_told_as_far_as_each_profile_allows(team: Harriers, run_id: int) -> None:
    for name in ("Dee", "Chloé", "Ben"):
        await press(team, run_id, name)
    await team.change("Chloé", praise=Praise.PUBLIC)
    assert await who(team, run_id, "Eve") == Cheerers(("Chloé",), 2, by_reader=False, is_own=False)
    assert await who(team, run_id, "Ben") == Cheerers(("Chloé",), 1, by_reader=True, is_own=False)
    # A cheer is meant for the runner, who hears from whom it is.
    assert await who(team, run_id, "Ana") == Cheerers(("Dee", "Chloé", "Ben"), 0, by_reader=False, is_own=True)


async def test_who_has_left_is_counted_and_not_named(team: Harriers, run_id: int) -> None:
    await press(team, run_id, "Ben")
    await team.change("Ben", praise=Praise.PUBLIC, left_at=team.clock.now())
    assert await who(team, run_id, "Ana") == Cheerers((), 1, by_reader=False, is_own=True)


async def test_of_many_the_first_are_named_and_the_others_counted(team: Harriers, run_id: int) -> None:
    for number in range(NAMED + 5):
        await team.services.cheers.toggle(Asker(TEAM, 100 + number, f"Fan {number}"), run_id)
        team.clock.forward(seconds=1)
    found = await who(team, run_id, "Ana")
    assert (found.names[0], len(found.names), found.others) == ("Fan 0", NAMED, 5)


async def test_who_cheered_a_run_that_is_gone_nobody_is_told(team: Harriers, run_id: int) -> None:
    await press(team, run_id, "Ben")
    with pytest.raises(NotFound):
        await team.services.cheers.cheerers(Asker(TEAM + 1, 7, "Zoe"), run_id)
    await team.change("Ana", sharing=Sharing.COACH_ONLY)
    with pytest.raises(NotFound):
        await who(team, run_id, "Ben")


async def test_asking_who_cheered_makes_nobody_a_runner(team: Harriers, run_id: int) -> None:
    await who(team, run_id, "Ben")
    assert [row["name"] for row in await rows_of(team.database, runners, TEAM)] == ["Ana"]
