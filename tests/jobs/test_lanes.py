"""Many channels at a time: each in its own order, and none behind a slow one."""

import asyncio
from collections import defaultdict
from dataclasses import replace
from zlib import crc32

import pytest

from bot.jobs.lanes import AT_ONCE, LETTERS_AT_ONCE
from bot.jobs.sender import Sender
from bot.services.outbox import LEASE, MessageState, OutboxMessage, OutboxService
from bot.services.ports import Outcome
from bot.services.posts import Content
from bot.services.teams import SeenTeam
from tests.jobs.channels import Channels
from tests.jobs.company import Company, at_once, until
from tests.services.harriers import TEAM


class Roads(Channels):
    """Channels on roads of different length, some of them closed until they are opened."""

    def __init__(self, channels: Channels) -> None:
        super().__init__(channels._clock)
        self.closed_roads: dict[int, asyncio.Event] = {}
        self.letters_open = asyncio.Event()
        self.letters_open.set()
        self.under_way: list[OutboxMessage] = []
        self.most = 0

    async def deliver(self, message: OutboxMessage, content: Content | None) -> Outcome:
        """Deliver after a while that is another one for each message."""
        assert not [one for one in self.under_way if place(one) == place(message)], "two at a time in one place"
        self.under_way.append(message)
        self.most = max(self.most, len(self.under_way))
        try:
            for _ in range(crc32(message.key.encode()) % 7):
                await asyncio.sleep(0)
            if message.recipient_id is not None:
                await self.letters_open.wait()
            elif (closed := self.closed_roads.get(message.channel_id or 0)) is not None:
                await closed.wait()
            return await super().deliver(message, content)
        finally:
            self.under_way.remove(message)


def place(message: OutboxMessage) -> int:
    return message.recipient_id or message.channel_id or 0


def feed_of(number: int) -> int:
    return 10_000 + number


async def teams_with_cards(berlin: Company, teams: int, cards: int) -> None:
    """Owe cards in the feeds of many teams, in turns."""
    for number in range(teams):
        await berlin.team.services.teams.welcome(SeenTeam(TEAM + 1 + number, "Club", feed_of(number), feed_of(number)))
    for card in range(cards):
        for number in range(teams):
            await replace(berlin.team, team_id=TEAM + 1 + number).log(f"Runner {card}")


def by_channel(channels: Channels) -> dict[int | None, list[int]]:
    """Return which messages stand where, in the order of their arrival."""
    found: dict[int | None, list[int]] = defaultdict(list)
    for post in channels.posts:
        found[post.channel_id].append(post.outbox_id)
    return found


async def unsent(berlin: Company) -> int:
    counts = await berlin.team.services.outbox.counts()
    return sum(counts.values()) - counts[MessageState.SENT]


async def test_many_channels_are_served_at_a_time_and_each_in_order(berlin: Company) -> None:
    await teams_with_cards(berlin, 12, 8)
    roads = Roads(berlin.channels)
    assert await Sender(berlin.team.services.outbox, roads, at_once).deliver_due() == 96
    found = by_channel(roads)
    assert {channel: len(sent) for channel, sent in found.items()} == {feed_of(number): 8 for number in range(12)}
    assert all(sent == sorted(sent) for sent in found.values())
    assert 6 < roads.most <= AT_ONCE
    assert await unsent(berlin) == 0


async def test_a_channel_that_does_not_answer_holds_up_no_other(berlin: Company) -> None:
    """Much more is owed to it, and earlier, than a worker takes at once."""
    await teams_with_cards(berlin, 1, 60)
    await teams_with_cards(berlin, 9, 5)
    roads = Roads(berlin.channels)
    roads.closed_roads[feed_of(0)] = stuck = asyncio.Event()
    sending = asyncio.create_task(Sender(berlin.team.services.outbox, roads, at_once).deliver_due())
    await until(lambda: len(roads.posts) == 8 * 5)
    assert feed_of(0) not in by_channel(roads)
    stuck.set()
    assert await sending == 105
    assert by_channel(roads)[feed_of(0)] == sorted(by_channel(roads)[feed_of(0)])
    assert await unsent(berlin) == 0


async def test_letters_that_take_their_time_hold_up_no_post(berlin: Company) -> None:
    """Discord opens direct messages at a pace of its own."""
    letters = 3 * LETTERS_AT_ONCE
    await berlin.team.services.team_settings.choose_quiet_hours(berlin.team.admin(), "off")
    for number in range(letters):
        await berlin.team.join(f"Reader {number}")
        reader = await berlin.team.runner(f"Reader {number}")
        await berlin.team.services.feedback.give(berlin.team.admin(), reader.runner_id, "Well paced.")
    await teams_with_cards(berlin, 5, 5)
    roads = Roads(berlin.channels)
    roads.letters_open.clear()
    sending = asyncio.create_task(Sender(berlin.team.services.outbox, roads, at_once).deliver_due())
    await until(lambda: len(roads.posts) == 25)
    assert len(roads.under_way) == LETTERS_AT_ONCE
    roads.letters_open.set()
    assert await sending == letters + 25


async def test_one_that_is_stopped_in_the_middle_ends_what_it_holds_and_leaves_the_rest(berlin: Company) -> None:
    await teams_with_cards(berlin, 5, 30)
    roads = Roads(berlin.channels)
    for number in range(5):
        roads.closed_roads[feed_of(number)] = asyncio.Event()
    sender = Sender(berlin.team.services.outbox, roads, at_once)
    running = asyncio.create_task(sender.run())
    await until(lambda: len(roads.under_way) == 5)
    sender.stop()
    for road in roads.closed_roads.values():
        road.set()
    async with asyncio.timeout(30):
        await running
    counts = await berlin.team.services.outbox.counts()
    assert counts[MessageState.SENDING] == 0
    assert 5 <= counts[MessageState.SENT] == len(roads.posts) < 150
    assert await berlin.process().sender.deliver_due() == 150 - len(roads.posts)


async def test_one_that_is_broken_off_sends_nothing_more_and_another_takes_over(berlin: Company) -> None:
    await teams_with_cards(berlin, 5, 4)
    roads = Roads(berlin.channels)
    for number in range(5):
        roads.closed_roads[feed_of(number)] = asyncio.Event()
    running = asyncio.create_task(Sender(berlin.team.services.outbox, roads, at_once).run())
    await until(lambda: len(roads.under_way) == 5)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert roads.under_way == []
    berlin.team.clock.forward(seconds=LEASE.total_seconds())
    assert await berlin.process().sender.deliver_due() == 20
    assert await unsent(berlin) == 0


class ForgetfulOutbox(OutboxService):
    """An outbox that cannot note what stands in one channel."""

    async def sent(self, message: OutboxMessage, message_id: int, channel_id: int | None = None) -> None:
        """See `OutboxService.sent`."""
        if message.channel_id == feed_of(0):
            raise ConnectionError("the database went away")
        await super().sent(message, message_id, channel_id)


async def test_what_cannot_be_noted_is_told_once_the_others_have_ended(berlin: Company) -> None:
    await teams_with_cards(berlin, 4, 3)
    outbox = ForgetfulOutbox(berlin.team.database, berlin.team.clock)
    with pytest.raises(ConnectionError, match="the database went away"):
        await Sender(outbox, berlin.channels, at_once).deliver_due()
    assert {channel: len(sent) for channel, sent in by_channel(berlin.channels).items()} == {
        feed_of(0): 1,
        feed_of(1): 3,
        feed_of(2): 3,
        feed_of(3): 3,
    }
    berlin.team.clock.forward(seconds=LEASE.total_seconds())
    await berlin.process().sender.deliver_due()
    assert {channel: len(sent) for channel, sent in by_channel(berlin.channels).items()} == {
        feed_of(number): 3 for number in range(4)
    }
    assert await unsent(berlin) == 0
