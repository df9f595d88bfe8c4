"""The sender: everything that is owed, once, in order, after whoever is waiting, and whatever goes wrong."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.audience import MessageKind
from bot.jobs.sender import GIVE_WAY_SECONDS, Sender
from bot.services.busy import NOBODY, Busy
from bot.services.outbox import (
    CLAIMED_AT_ONCE,
    FIRST_RETRY_S,
    GIVE_UP_AFTER,
    LEASE,
    MessageState,
    OutboxMessage,
    OutboxService,
    Parcel,
)
from bot.services.ports import Later, Outcome, Undeliverable
from bot.services.posts import Content
from db.database import Database
from tests.db.engines import another
from tests.jobs.channels import AnswerLost, Channels
from tests.jobs.company import Company, at_once, until
from tests.services.harriers import FEED

NAMES = ("Ana", "Ben", "Chloé", "Dee", "Eve")


async def states(berlin: Company) -> list[MessageState]:
    """Return the state of every message, oldest first."""
    return [entry.state for entry in reversed(await berlin.team.services.outbox.newest(100))]


async def cards(berlin: Company) -> None:
    for name in NAMES:
        await berlin.team.log(name)


async def test_everything_owed_is_sent_in_order_and_once(berlin: Company) -> None:
    await cards(berlin)
    sender = berlin.process().sender
    assert await sender.deliver_due() == len(NAMES)
    assert await sender.deliver_due() == 0
    assert [getattr(post.content, "runner_name", "") for post in berlin.channels.posts] == list(NAMES)
    assert {post.channel_id for post in berlin.channels.posts} == {FEED}
    assert await states(berlin) == [MessageState.SENT] * len(NAMES)


async def test_more_than_one_claim_holds_is_sent_all_the_same(berlin: Company) -> None:
    for number in range(45):
        await berlin.team.log(f"Runner {number}")
    assert await berlin.process().sender.deliver_due() == 45
    assert len({post.key for post in berlin.channels.posts}) == 45


async def test_a_defect_in_one_message_holds_up_no_other(berlin: Company) -> None:
    await cards(berlin)
    berlin.channels.trouble.extend([RuntimeError("a defect of ours")])
    await berlin.process().sender.deliver_due()
    assert await states(berlin) == [MessageState.PENDING] + [MessageState.SENT] * 4
    waiting = (await berlin.team.services.outbox.newest(100))[-1]
    assert waiting.reason is not None
    assert "RuntimeError" in waiting.reason
    assert "a defect of ours" not in waiting.reason
    berlin.team.clock.forward(seconds=FIRST_RETRY_S)
    await berlin.work()
    assert await states(berlin) == [MessageState.SENT] * 5


async def test_a_message_that_can_never_be_made_is_given_up_in_the_end(berlin: Company) -> None:
    await berlin.team.log("Ana")
    for _ in range(GIVE_UP_AFTER // timedelta(hours=1) + 1):
        berlin.channels.trouble.append(ValueError("too long"))
        await berlin.process().sender.deliver_due()
        berlin.team.clock.forward(hours=1)
    assert await states(berlin) == [MessageState.FAILED]
    await berlin.team.log("Ben")
    await berlin.work()
    assert await states(berlin) == [MessageState.FAILED, MessageState.SENT]


async def test_trouble_is_waited_out_and_nothing_is_sent_twice(berlin: Company) -> None:
    await berlin.team.log("Ana")
    lost = AnswerLost(Later("Discord could not be reached"))
    berlin.channels.trouble.extend([Later("Discord had trouble"), lost, lost])
    for _ in range(6):
        await berlin.work()
        berlin.team.clock.forward(minutes=1)
    assert [message.attempts for message in berlin.channels.tried] == [1, 2, 3, 4]
    assert len(berlin.channels.posts) == 1
    assert await states(berlin) == [MessageState.SENT]


async def test_a_closed_channel_is_tried_again_when_the_messenger_says_so(berlin: Company) -> None:
    await berlin.team.log("Ana")
    berlin.channels.trouble.append(Later("Baton may not post in channel 501", 600))
    await berlin.work()
    berlin.team.clock.forward(seconds=599)
    await berlin.work()
    assert berlin.channels.posts == []
    berlin.team.clock.forward(seconds=1)
    await berlin.work()
    assert len(berlin.channels.posts) == 1


async def test_what_cannot_be_delivered_is_left_with_its_reason_and_the_rest_goes_out(berlin: Company) -> None:
    await cards(berlin)
    berlin.channels.trouble.append(Undeliverable("Discord refused the message"))
    await berlin.work()
    assert await states(berlin) == [MessageState.FAILED] + [MessageState.SENT] * 4
    assert (await berlin.team.services.outbox.newest(100))[-1].reason == "Discord refused the message"


async def test_a_card_is_taken_down_when_its_run_is_deleted(berlin: Company) -> None:
    run_id = (await berlin.team.log("Ana")).run.run_id
    await berlin.team.log("Ben")
    await berlin.work()
    await berlin.team.services.runs.delete(berlin.team.asker("Ana"), run_id)
    await berlin.work()
    assert [getattr(post.content, "runner_name", "") for post in berlin.channels.posts] == ["Ben"]


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_card_whose_run_is_deleted_before_its_sending_was_recorded_is_taken_down(
    berlin: Company, arrived: bool
) -> None:
    """Nobody knows whether the card got through: the process died while it sent it."""
    run_id = (await berlin.team.log("Ana")).run.run_id
    (parcel,) = await berlin.team.services.outbox.claim()
    if arrived:
        await berlin.channels.deliver(parcel.message, parcel.content)
    await berlin.team.services.runs.delete(berlin.team.asker("Ana"), run_id)
    for _ in range(4):
        berlin.team.clock.forward(seconds=LEASE.total_seconds())
        await berlin.work()
    assert berlin.channels.posts == []
    open_states = {MessageState.PENDING, MessageState.SENDING, MessageState.FAILED}
    assert not open_states & set(await states(berlin))


async def test_messages_give_way_to_members_who_wait(berlin: Company) -> None:
    for number in range(45):
        await berlin.team.log(f"Runner {number}")
    answered = asyncio.Event()
    asked: list[float] = []

    async def give_way(seconds: float) -> None:
        asked.append(seconds)
        await answered.wait()

    sender = Sender(berlin.team.services.outbox, berlin.channels, give_way)
    delivering = asyncio.create_task(sender.deliver_due())
    await until(lambda: asked)
    assert berlin.channels.tried == []
    answered.set()
    assert await delivering == 45
    # Once for each handful of messages, so that no member waits behind a long queue.
    assert len(asked) >= 45 // CLAIMED_AT_ONCE
    assert set(asked) == {GIVE_WAY_SECONDS}


async def test_two_senders_share_the_work(url: str, database: Database, berlin: Company) -> None:
    for number in range(60):
        await berlin.team.log(f"Runner {number}")
    async with another(url) as second:
        senders = [berlin.process(one).sender for one in (database, second, database, second)]
        handled = await asyncio.gather(*(sender.deliver_due() for sender in senders))
    assert sum(handled) == 60
    assert len(berlin.channels.posts) == len({post.key for post in berlin.channels.posts}) == 60


async def test_a_sender_held_up_past_its_claim_leaves_the_rest_to_who_has_it_now(berlin: Company) -> None:
    """The first of five messages takes so long that another process claims the other four and sends them."""
    await cards(berlin)
    stuck = asyncio.Event()
    slow = SlowChannels(berlin.channels, stuck)
    first = asyncio.create_task(Sender(berlin.team.services.outbox, slow, at_once).deliver_due())
    await until(lambda: slow.waiting)
    berlin.team.clock.forward(seconds=LEASE.total_seconds())
    await berlin.process().sender.deliver_due()
    stuck.set()
    await first
    assert sorted(post.key for post in berlin.channels.posts) == sorted({post.key for post in berlin.channels.posts})
    # The one under way is the exception: there the nonce decides, and the look into the channel.
    assert [message.attempts for message in slow.delivered] == [1]
    assert await states(berlin) == [MessageState.SENT] * 5


class SlowChannels(Channels):
    """Channels that take their time over the first message, and then find it there already."""

    def __init__(self, channels: Channels, stuck: asyncio.Event) -> None:
        super().__init__(channels._clock)
        self._channels = channels
        self._stuck = stuck
        self.waiting = False
        self.delivered: list[OutboxMessage] = []

    async def deliver(self, message: OutboxMessage, content: Content | None) -> Outcome:
        """Wait, then deliver as Discord does: a nonce it has seen leads to the message that has it."""
        self.waiting = True
        await self._stuck.wait()
        self.delivered.append(message)
        return await self._channels.deliver(replace(message, attempts=2), content)


async def test_the_running_sender_survives_a_database_that_stumbles(berlin: Company) -> None:
    await berlin.team.log("Ana")
    outbox = StumblingOutbox(berlin.team.database, berlin.team.clock)
    sender = Sender(outbox, berlin.channels, at_once)
    running = asyncio.create_task(sender.run())
    await until(lambda: berlin.channels.posts)
    sender.stop()
    await running
    assert outbox.stumbled == 1


class StumblingOutbox(OutboxService):
    """An outbox whose database is away the first time."""

    stumbled = 0

    async def claim(self, busy: Busy = NOBODY) -> tuple[Parcel, ...]:
        """See `OutboxService.claim`."""
        if not self.stumbled:
            self.stumbled += 1
            raise ConnectionError("the database went away")
        return await super().claim(busy)


async def test_a_stopped_sender_finishes_what_it_holds_and_ends(berlin: Company) -> None:
    await cards(berlin)
    sender: Sender

    async def stop_at_the_first(_seconds: float) -> None:
        sender.stop()

    sender = Sender(berlin.team.services.outbox, berlin.channels, stop_at_the_first)
    async with asyncio.timeout(30):
        await sender.run()
    assert await states(berlin) == [MessageState.SENT] * 5
    await berlin.team.log("Fay")
    async with asyncio.timeout(30):
        await sender.run()
    assert (await states(berlin))[-1] is MessageState.PENDING


@pytest.mark.parametrize("age", [timedelta(seconds=1), timedelta(days=400)])
async def test_a_clock_that_jumps_neither_repeats_nor_forgets(berlin: Company, age: timedelta) -> None:
    await berlin.team.log("Ana")
    await berlin.work()
    berlin.team.clock.set(berlin.team.clock.now() + age)
    await berlin.work()
    berlin.team.clock.set(berlin.team.clock.now() - age)
    await berlin.work()
    feed = [post for post in berlin.channels.posts if post.kind is MessageKind.FEED_CARD]
    assert len(feed) == 1
