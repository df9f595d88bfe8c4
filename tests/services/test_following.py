"""Every change of what may be told of a runner, at every moment of a message's way, for each public kind of message."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.domain.audience import FeedMode, MessageKind, Praise, Sharing
from bot.domain.leaderboards import Board
from bot.services.celebrations import CelebrationPost
from bot.services.cheers import FeedCard
from bot.services.digests import FeedDigest
from bot.services.leaderboards import WeeklyPost
from bot.services.outbox import Parcel
from bot.services.posts import Content
from bot.services.profiles import ProfileChange
from bot.services.race_calls import RaceCall
from bot.services.race_collecting import RaceResults
from tests.services.harriers import Harriers, local
from tests.services.racing import add, join, send_all

BERLIN = "Europe/Berlin"
CARD, DIGEST, BOARD = MessageKind.FEED_CARD, MessageKind.FEED_DIGEST, MessageKind.LEADERBOARD
POST, CALL, RESULTS = MessageKind.CELEBRATION, MessageKind.RACE_CALL, MessageKind.RACE_RESULTS

Change = Callable[[Harriers, int], Awaitable[object]]

CHANGES: dict[str, tuple[tuple[MessageKind, ...], Change]] = {
    "for the coach alone": (
        (CARD, DIGEST, POST, CALL, RESULTS),
        lambda team, _: team.services.profiles.edit(team.asker("Ana"), ProfileChange(sharing=Sharing.COACH_ONLY)),
    ),
    "praise as a quiet note": (
        (POST, RESULTS),
        lambda team, _: team.services.profiles.edit(team.asker("Ana"), ProfileChange(praise=Praise.PRIVATE)),
    ),
    "hidden on boards": (
        (BOARD,),
        lambda team, _: team.services.profiles.edit(team.asker("Ana"), ProfileChange(boards={Board.POINTS: False})),
    ),
    "run deleted": (
        (CARD, DIGEST, POST, RESULTS),
        lambda team, run_id: team.services.runs.delete(team.asker("Ana"), run_id),
    ),
    "forgotten": (
        (CARD, DIGEST, BOARD, POST, CALL, RESULTS),
        lambda team, _: team.services.privacy.forget(team.asker("Ana")),
    ),
}
CASES = [(kind, name) for name, (kinds, _) in CHANGES.items() for kind in kinds]


def names(content: Content | None) -> list[str]:
    """Return who is named in a public message."""
    match content:
        case FeedCard() | CelebrationPost():
            return [content.runner_name]
        case FeedDigest():
            return [card.runner_name for card in content.cards]
        case WeeklyPost():
            return [row.name for row in content.rows]
        case RaceCall():
            return list(content.names)
        case RaceResults():
            return [one.name for distance in content.distances for one in distance.results]
        case _:
            return []


async def owed(team: Harriers, kind: MessageKind) -> tuple[Parcel, int]:
    """Return a claimed message that names Ana, and her run."""
    if kind is DIGEST:
        await team.services.team_settings.choose_feed_mode(team.admin(), FeedMode.DIGEST)
        team.clock.forward(seconds=1)
    if kind in (POST, RESULTS):
        await team.services.profiles.edit(team.asker("Ana"), ProfileChange(praise=Praise.PUBLIC))
    run_id = (await team.log("Ana")).run.run_id
    if kind in (CARD, POST):
        parcels = await team.services.outbox.claim()
    elif kind is RESULTS:
        race_id = (await add(team, day="2026-11-20")).race.race_id
        await team.services.race_results.link(team.asker("Ana"), race_id, run_id)
        await send_all(team)
        team.clock.set(local(BERLIN, "2026-11-21 10:00"))
        await team.services.race_collecting.collect_due()
        parcels = await team.services.outbox.claim()
    elif kind is CALL:
        await join(team, (await add(team)).race.race_id, "Ana", "Ben", "Cleo")
        await send_all(team)
        team.clock.set(local(BERLIN, "2027-03-28 18:00"))
        await team.services.race_reminders.remind_due()
        parcels = await team.services.outbox.claim()
    else:
        for name in ("Ben", "Chloé", "Dee"):
            await team.log(name)
        for name in ("Ana", "Ben", "Chloé", "Dee"):
            await team.show(name)
        if kind is BOARD:
            for parcel in await team.services.outbox.claim():
                await team.services.outbox.sent(parcel.message, parcel.message.outbox_id)
        team.clock.set(local(BERLIN, "2026-11-20 20:00" if kind is DIGEST else "2026-11-23 08:00"))
        await team.services.schedules.run_due()
        parcels = await team.services.outbox.claim()
    [parcel] = [one for one in parcels if one.message.kind is kind]
    assert "Ana" in names(parcel.content)
    return parcel, run_id


@pytest.mark.parametrize(("kind", "change"), CASES)
async def test_a_change_before_sending_is_what_is_sent(team: Harriers, kind: MessageKind, change: str) -> None:
    parcel, run_id = await owed(team, kind)
    await CHANGES[change][1](team, run_id)
    ready = await team.services.outbox.ready(parcel)
    assert ready is None or "Ana" not in names(ready.content)
    assert ready is not None or kind in (CARD, POST, RESULTS)


@pytest.mark.parametrize(("kind", "change"), CASES)
async def test_a_change_while_sending_is_made_good_at_once(team: Harriers, kind: MessageKind, change: str) -> None:
    parcel, run_id = await owed(team, kind)
    ready = await team.services.outbox.ready(parcel)
    assert ready is not None
    await CHANGES[change][1](team, run_id)
    await team.services.outbox.sent(ready.message, 900)
    [revised] = [one for one in await team.services.outbox.claim() if one.message.kind is kind]
    assert revised.message.message_id == 900
    assert "Ana" not in names(revised.content)


@pytest.mark.parametrize(("kind", "change"), CASES)
async def test_a_change_after_a_failure_of_discords_has_another_chance(
    team: Harriers, kind: MessageKind, change: str
) -> None:
    parcel, run_id = await owed(team, kind)
    await team.services.outbox.sent(parcel.message, 900)
    key = parcel.message.key
    now = team.clock.now()
    await team.database.write(lambda uow: uow.outbox.revise(team.team_id, kind, key, now))
    [edit] = [one for one in await team.services.outbox.claim() if one.message.kind is kind]
    await team.services.outbox.give_up(edit.message, "Discord refused the message")
    await CHANGES[change][1](team, run_id)
    [revised] = [one for one in await team.services.outbox.claim() if one.message.kind is kind]
    assert revised.message.message_id == 900
    assert "Ana" not in names(revised.content)


async def test_what_stands_and_must_change_is_tried_for_as_long_as_it_takes(team: Harriers) -> None:
    parcel, _ = await owed(team, CARD)
    await team.services.outbox.sent(parcel.message, 900)
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(sharing=Sharing.COACH_ONLY))
    contents = []
    for _ in range(30):
        [take_down] = await team.services.outbox.claim()
        contents.append(take_down.content)
        await team.services.outbox.try_later(take_down.message, "the channel is closed", None)
        team.clock.forward(days=1)
    assert contents == [None] * 30


# --- opening up ---


async def test_who_opens_up_shows_todays_card_and_not_what_was_written_before(team: Harriers) -> None:
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(sharing=Sharing.RAN_TODAY))
    await team.log("Ana", note="between us")
    [old] = await team.services.outbox.claim()
    await team.services.outbox.sent(old.message, 900)
    team.clock.forward(days=3)
    await team.log("Ana", distance="5k", time="26:00", note="for all")
    [new] = await team.services.outbox.claim()
    await team.services.outbox.sent(new.message, 901)
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(sharing=Sharing.TEAM))
    drawn = {one.message.message_id: one.content for one in await team.services.outbox.claim()}
    before, today = drawn[900], drawn[901]
    assert isinstance(before, FeedCard)
    assert isinstance(today, FeedCard)
    assert (before.note, before.distance_m) == (None, 0)
    assert (today.note, today.distance_m) == ("for all", 5_000)


async def test_a_digest_never_learns_later_of_what_was_for_the_coach(team: Harriers) -> None:
    await team.services.team_settings.choose_feed_mode(team.admin(), FeedMode.DIGEST)
    team.clock.forward(seconds=1)
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(sharing=Sharing.COACH_ONLY))
    await team.log("Ana", note="knee hurts")
    await team.log("Ben")
    team.clock.set(local(BERLIN, "2026-11-20 20:00"))
    await team.services.schedules.run_due()
    [digest] = await team.services.outbox.claim()
    assert names(digest.content) == ["Ben"]
    await team.services.outbox.sent(digest.message, 900)
    team.clock.set(team.clock.now() + timedelta(days=2))
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(sharing=Sharing.TEAM))
    assert [names(one.content) for one in await team.services.outbox.claim()] == [["Ben"]]
