"""What services told in direct messages is taken down when its reader is forgotten, and nothing says who that was."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.audience import MessageKind
from bot.domain.back_fills import Reach
from bot.domain.connections import Service
from bot.services.outbox import RECALLED_FOR, MessageState, Parcel
from db.models import outbox
from tests.services.harriers import TEAM, Harriers
from tests.services.ledger import Rows, rows_of
from tests.services.racing import send_all
from tests.services.sources import Connecting, connecting

HOUR = timedelta(hours=1)
PLACE: dict[str, Any] = {"payload": {}, "runner_id": None, "useful_until": None, "reason": None}
"""What a row holds besides where a letter stands."""


async def letters(team: Harriers) -> Rows:
    return [row for row in await rows_of(team.database, outbox, TEAM) if row["recipient_id"] is not None]


async def told(team: Harriers) -> Connecting:
    """Let Ana have a question about a run, an offer of what was found further back, and the news that she connected."""
    at = connecting(team)
    await at.connect("Ana")
    at.strava.finish("Ana", team.clock.now() - HOUR)
    at.strava.finish("Ana", team.clock.now() - timedelta(days=9))
    await at.look()
    await at.team.services.back_fills.begin(at.team.asker("Ana"), Service.STRAVA, Reach.MONTH)
    while await at.look():
        pass
    team.clock.forward(minutes=2)
    await send_all(at.team)
    return at


async def taken_down(team: Harriers) -> list[int]:
    """Let the sender take the next messages, all of which are to be taken down; returns which stood where."""
    parcels = await team.services.outbox.claim()
    assert [parcel.content for parcel in parcels] == [None] * len(parcels)
    for parcel in parcels:
        await team.services.outbox.drop(parcel.message)
    return sorted(parcel.message.message_id or 0 for parcel in parcels)


async def test_every_letter_that_holds_what_strava_told_is_taken_down_and_then_forgotten(team: Harriers) -> None:
    at = await told(team)
    standing = [row["message_id"] for row in await letters(team)]
    assert len(standing) == 3
    assert None not in standing

    assert await at.team.services.privacy.forget(at.team.asker("Ana"))

    for row in await letters(team):
        assert row["key"] == f"recalled:{row['outbox_id']}"
        assert {name: row[name] for name in PLACE} == PLACE
    assert await taken_down(team) == sorted(standing)
    assert await rows_of(team.database, outbox, TEAM) == []


async def test_what_is_being_taken_down_is_nothing_that_is_held_of_anybody(team: Harriers) -> None:
    at = await told(team)
    ana = at.team.asker("Ana")
    assert await at.team.services.privacy.forget(ana)
    assert await letters(team)
    assert await at.team.services.privacy.export(ana) is None
    assert await at.team.services.privacy.holding(ana) is None
    assert not await at.team.services.privacy.forget(ana)
    assert await team.database.read(lambda uow: uow.privacy.named_alone((0, 0), 9)) == []
    # Being forgotten twice left it all to be done.
    assert len(await taken_down(team)) == 3


async def test_a_question_that_nobody_was_asked_yet_is_never_sent(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await send_all(at.team)
    at.strava.finish("Ana", team.clock.now() - HOUR)
    await at.look()
    assert [row["state"] for row in await letters(team)] == [MessageState.SENT, MessageState.PENDING]
    assert await at.team.services.privacy.forget(at.team.asker("Ana"))
    assert len(await taken_down(team)) == 1
    assert await rows_of(team.database, outbox, TEAM) == []


async def test_a_question_on_its_way_is_taken_down_once_it_stands(team: Harriers) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await send_all(at.team)
    at.strava.finish("Ana", team.clock.now() - HOUR)
    await at.look()
    [parcel] = await at.team.services.outbox.claim()
    assert await at.team.services.privacy.forget(at.team.asker("Ana"))
    await at.team.services.outbox.sent(parcel.message, 4_242)
    assert 4_242 in await taken_down(team)
    assert await rows_of(team.database, outbox, TEAM) == []


async def test_questions_of_a_connection_that_ended_before_go_and_the_word_that_confirms_its_end_stays(
    team: Harriers,
) -> None:
    at = await told(team)
    await at.team.services.connections.disconnect(at.team.asker("Ana"), Service.STRAVA, keep=True)
    [ended] = [row for row in await letters(team) if row["message_id"] is None]
    for parcel in await at.team.services.outbox.claim():
        if parcel.message.outbox_id == ended["outbox_id"]:
            await at.team.services.outbox.sent(parcel.message, 4_242)
    team.clock.forward(minutes=2)
    assert await at.team.services.privacy.forget(at.team.asker("Ana"))
    gone = await taken_down(team)
    assert len(gone) == 3
    assert 4_242 not in gone
    assert await rows_of(team.database, outbox, TEAM) == []


@pytest.mark.parametrize("how", ["closed", "give_up"])
async def test_what_discord_does_not_let_go_of_is_tried_daily_for_thirty_days(team: Harriers, how: str) -> None:
    at = connecting(team)
    await at.connect("Ana")
    await send_all(at.team)
    service = at.team.services.outbox
    assert await at.team.services.privacy.forget(at.team.asker("Ana"))

    async def refuse(parcel: Parcel) -> None:
        if how == "closed":
            await service.closed(parcel.message, "direct messages are closed")
        else:
            await service.give_up(parcel.message, "Discord refused")

    for _ in range(RECALLED_FOR.days):
        [parcel] = await service.claim()
        assert (parcel.message.kind, parcel.content) == (MessageKind.CONNECTION_NEWS, None)
        await refuse(parcel)
        assert await service.claim() == ()
        team.clock.forward(days=1)
    assert len(await letters(team)) == 1
    [parcel] = await service.claim()
    await refuse(parcel)
    assert await letters(team) == []


async def test_letters_are_taken_down_though_the_server_has_removed_the_bot(team: Harriers) -> None:
    at = await told(team)
    standing = {row["message_id"] for row in await letters(team) if row["kind"] == MessageKind.RUN_NUDGE}
    await team.log("Ben", "10k", "50:00")
    await at.team.services.teams.leave(team.team_id)
    await at.team.services.service_duties.see_to_due()
    assert standing <= set(await taken_down(team))
    # Whatever is new waits until the bot is invited again.
    assert await team.services.outbox.claim() == ()
