"""The ledger of messages owed: what each says when it is claimed, and what becomes of those that cannot be sent."""

from datetime import timedelta

import pytest

from bot.domain.audience import CardDetail, MessageKind, Sharing
from bot.domain.dates import Week
from bot.services.cheers import FeedCard
from bot.services.leaderboards import WeeklyPost
from bot.services.outbox import (
    FIRST_RETRY_S,
    GIVE_UP_AFTER,
    LEASE,
    LONGEST_RETRY_S,
    TAKEN_DOWN,
    MessageState,
    OutboxEntry,
    Parcel,
)
from bot.services.teams import SeenTeam
from tests.services.harriers import BOARDS, FEED, TEAM, Harriers, local

BERLIN = "Europe/Berlin"
MONDAY = local(BERLIN, "2026-11-23 08:00")


async def claim(team: Harriers) -> list[Parcel]:
    return list(await team.services.outbox.claim())


async def entry(team: Harriers, kind: MessageKind) -> OutboxEntry:
    """Return the newest message of a kind."""
    return next(one for one in await team.services.outbox.newest() if one.kind is kind)


async def on_monday(team: Harriers) -> None:
    """Make it Monday at eight, with the board owed."""
    team.clock.set(MONDAY)
    await team.services.schedules.run_due()


@pytest.fixture
async def sent_card(team: Harriers) -> int:
    """A card that stands in the feed as message 900; the key of its run."""
    run_id = (await team.log("Ana")).run.run_id
    (parcel,) = await claim(team)
    await team.services.outbox.sent(parcel.message, 900)
    return run_id


async def test_a_card_says_what_is_true_when_it_is_claimed(team: Harriers) -> None:
    run_id = (await team.log("Ana", note="legs awake")).run.run_id
    await team.services.cheers.toggle(team.asker("Ben"), run_id)
    (parcel,) = await claim(team)
    message, card = parcel.message, parcel.content
    assert (message.kind, message.key, message.channel_id) == (MessageKind.FEED_CARD, str(run_id), FEED)
    assert (message.team_id, message.attempts, message.created_at) == (TEAM, 1, team.clock.now())
    assert isinstance(card, FeedCard)
    assert (card.runner_name, card.note, card.cheers, card.detail) == ("Ana", "legs awake", 1, CardDetail.FULL)
    assert await claim(team) == []


async def test_a_message_sent_is_done(team: Harriers, sent_card: int) -> None:
    done = await entry(team, MessageKind.FEED_CARD)
    assert (done.state, done.sent_at, done.reason) == (MessageState.SENT, team.clock.now(), None)
    team.clock.forward(days=30)
    assert [parcel for parcel in await claim(team) if parcel.message.kind is MessageKind.FEED_CARD] == []
    assert (await team.services.outbox.counts())[MessageState.SENT] == 1


@pytest.mark.parametrize(("sharing", "detail"), [(Sharing.RAN_TODAY, CardDetail.PRESENCE), (Sharing.COACH_ONLY, None)])
async def test_who_shares_less_by_the_time_of_sending_is_told_less_of(
    team: Harriers, sharing: Sharing, detail: CardDetail | None
) -> None:
    await team.log("Ana")
    await team.change("Ana", sharing=sharing)
    cards = [parcel.content for parcel in await claim(team)]
    assert [card.detail for card in cards if isinstance(card, FeedCard)] == ([] if detail is None else [detail])
    if detail is None:
        assert (await entry(team, MessageKind.FEED_CARD)).state is MessageState.DROPPED


async def test_the_card_of_a_deleted_run_is_dropped_and_nothing_is_taken_down(team: Harriers) -> None:
    run_id = (await team.log("Ana")).run.run_id
    await team.services.runs.delete(team.asker("Ana"), run_id)
    assert await claim(team) == []
    dropped = [(one.kind, one.state) for one in await team.services.outbox.newest()]
    assert dropped == [(MessageKind.FEED_CARD, MessageState.DROPPED)]


async def test_a_standing_card_is_taken_down_with_its_run(team: Harriers, sent_card: int) -> None:
    await team.services.runs.delete(team.asker("Ana"), sent_card)
    (parcel,) = await claim(team)
    assert (parcel.content, parcel.message.message_id, parcel.message.channel_id) == (None, 900, FEED)
    await team.services.outbox.drop(parcel.message)
    assert await claim(team) == []
    assert (await entry(team, MessageKind.FEED_CARD)).reason == TAKEN_DOWN


@pytest.mark.parametrize("new_feed", [777, None])
async def test_a_card_is_taken_down_where_it_stands_wherever_cards_go_by_now(
    team: Harriers, sent_card: int, new_feed: int | None
) -> None:
    await team.services.teams.welcome(SeenTeam(TEAM, "Harriers", new_feed, BOARDS))
    await team.services.runs.delete(team.asker("Ana"), sent_card)
    (parcel,) = await claim(team)
    assert (parcel.content, parcel.message.message_id, parcel.message.channel_id) == (None, 900, FEED)


async def test_a_card_on_its_way_is_taken_down_once_it_has_arrived(team: Harriers) -> None:
    run_id = (await team.log("Ana")).run.run_id
    (card,) = await claim(team)
    await team.services.runs.delete(team.asker("Ana"), run_id)
    assert await claim(team) == []
    await team.services.outbox.sent(card.message, 901)
    (parcel,) = await claim(team)
    assert (parcel.content, parcel.message.message_id, parcel.message.attempts) == (None, 901, 1)


async def test_the_board_says_what_profiles_allow_when_it_is_claimed(team: Harriers) -> None:
    for name in ("Ana", "Ben", "Chloé", "Dee"):
        await team.log(name)
        await team.show(name)
    await claim(team)
    await on_monday(team)
    await team.show("Dee", shown=False)
    (parcel,) = [parcel for parcel in await claim(team) if parcel.message.kind is MessageKind.LEADERBOARD]
    assert isinstance(parcel.content, WeeklyPost)
    assert (parcel.content.week, parcel.message.channel_id) == (Week(2026, 47), BOARDS)
    assert [row.name for row in parcel.content.rows] == ["Ana", "Ben", "Chloé"]
    assert parcel.content.totals.runners == 4


async def test_a_week_in_which_nobody_ran_gets_no_board(team: Harriers) -> None:
    await on_monday(team)
    assert await claim(team) == []
    assert (await entry(team, MessageKind.LEADERBOARD)).state is MessageState.DROPPED


async def test_a_board_is_news_for_three_days(team: Harriers) -> None:
    await team.log("Ana")
    (card,) = await claim(team)
    await team.services.outbox.sent(card.message, 1)
    await on_monday(team)
    (board,) = await claim(team)
    await team.services.outbox.try_later(board.message, "Discord had trouble", 3 * 86_400)
    team.clock.set(MONDAY + timedelta(days=3))
    (board,) = await claim(team)
    await team.services.outbox.try_later(board.message, "Discord had trouble", 1)
    team.clock.forward(seconds=1)
    assert await claim(team) == []
    assert (await entry(team, MessageKind.LEADERBOARD)).state is MessageState.DROPPED


async def test_without_a_channel_a_post_waits_for_one_and_that_is_no_attempt(team: Harriers) -> None:
    await team.log("Ana")
    await claim(team)
    await team.services.teams.welcome(SeenTeam(TEAM, "Harriers", FEED, None))
    await on_monday(team)
    for _ in range(25):
        assert MessageKind.LEADERBOARD not in [parcel.message.kind for parcel in await claim(team)]
        waiting = await entry(team, MessageKind.LEADERBOARD)
        assert waiting.state is MessageState.PENDING
        assert waiting.reason == "no channel is chosen for this kind of post"
        team.clock.set(waiting.due_at)
    await team.services.teams.welcome(SeenTeam(TEAM, "Harriers", FEED, BOARDS))
    (board,) = [parcel for parcel in await claim(team) if parcel.message.kind is MessageKind.LEADERBOARD]
    assert (board.message.channel_id, board.message.attempts) == (BOARDS, 1)
    await team.services.outbox.try_later(board.message, "Discord had trouble", None)
    assert (await entry(team, MessageKind.LEADERBOARD)).state is MessageState.PENDING


async def test_each_wait_is_twice_the_one_before_until_an_hour_and_then_it_is_given_up(team: Harriers) -> None:
    await team.log("Ana")
    owed_at = team.clock.now()
    waits: list[float] = []
    while team.clock.now() - owed_at < GIVE_UP_AFTER:
        (parcel,) = await claim(team)
        assert parcel.message.attempts == len(waits) + 1
        await team.services.outbox.try_later(parcel.message, f"trouble {len(waits)}", None)
        state = await entry(team, MessageKind.FEED_CARD)
        assert state.reason == f"trouble {len(waits)}"
        assert state.state is MessageState.PENDING
        waits.append((state.due_at - team.clock.now()).total_seconds())
        team.clock.set(state.due_at - timedelta(seconds=1))
        assert await claim(team) == []
        team.clock.forward(seconds=1)
    assert waits == [min(FIRST_RETRY_S * 2**n, LONGEST_RETRY_S) for n in range(len(waits))]
    (parcel,) = await claim(team)
    await team.services.outbox.try_later(parcel.message, "trouble to the end", None)
    assert (await entry(team, MessageKind.FEED_CARD)).state is MessageState.FAILED
    team.clock.forward(days=2)
    assert await claim(team) == []


async def test_a_wait_that_discord_asked_for_is_kept(team: Harriers) -> None:
    await team.log("Ana")
    (parcel,) = await claim(team)
    await team.services.outbox.try_later(parcel.message, "too many at once", 12.5)
    assert (await entry(team, MessageKind.FEED_CARD)).due_at == team.clock.now() + timedelta(seconds=12.5)


async def test_what_cannot_be_delivered_stays_with_its_reason(team: Harriers) -> None:
    await team.log("Ana")
    (parcel,) = await claim(team)
    await team.services.outbox.give_up(parcel.message, "Discord refused the message")
    given_up = await entry(team, MessageKind.FEED_CARD)
    assert (given_up.state, given_up.reason) == (MessageState.FAILED, "Discord refused the message")
    team.clock.forward(days=1)
    assert await claim(team) == []


async def test_a_worker_whose_claim_lapsed_can_neither_send_nor_spoil_what_another_did(team: Harriers) -> None:
    await team.log("Ana")
    outbox = team.services.outbox
    (slow,) = await claim(team)
    team.clock.forward(seconds=LEASE.total_seconds())
    (quick,) = await claim(team)
    assert (slow.message.attempts, quick.message.attempts) == (1, 2)
    assert await outbox.ready(slow) is None
    assert await outbox.ready(quick) == quick
    await outbox.try_later(slow.message, "timed out", None)
    await outbox.give_up(slow.message, "timed out")
    assert (await entry(team, MessageKind.FEED_CARD)).state is MessageState.SENDING
    await outbox.sent(quick.message, 900)
    await outbox.try_later(slow.message, "timed out", None)
    await outbox.give_up(slow.message, "timed out")
    assert (await entry(team, MessageKind.FEED_CARD)).state is MessageState.SENT


async def test_a_claim_that_is_running_out_is_extended_before_sending(team: Harriers) -> None:
    await team.log("Ana")
    (parcel,) = await claim(team)
    team.clock.forward(seconds=LEASE.total_seconds() - 1)
    ready = await team.services.outbox.ready(parcel)
    assert ready is not None
    assert (ready.message, ready.content) == (parcel.message, parcel.content)
    team.clock.forward(seconds=LEASE.total_seconds() - 1)
    assert await claim(team) == []
    team.clock.forward(seconds=1)
    (again,) = await claim(team)
    assert again.message.attempts == 2


async def test_the_next_due_message_is_known(team: Harriers) -> None:
    outbox = team.services.outbox
    assert await outbox.next_due_at() is None
    await team.log("Ana")
    now = team.clock.now()
    assert await outbox.next_due_at() == now
    assert await outbox.next_due_at(by=now) == now
    assert await outbox.next_due_at(by=now - timedelta(seconds=1)) is None
    await claim(team)
    assert await outbox.next_due_at() == now + LEASE
    assert await outbox.counts() == {state: state is MessageState.SENDING for state in MessageState}
