"""The ledger of a kill run: what was acknowledged and what is owed, held beside what members can read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.loopback import LoopbackDiscord, Message


class Seen(Protocol):
    """What is looked at: a server, and the database beside it."""

    @property
    def server(self) -> LoopbackDiscord:
        """The server whose channels hold the posts."""

    async def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one SQL statement and return its rows."""


DONE = ("sent", "dropped", "failed", "waiting")


@dataclass(slots=True)
class Count:
    """How many of a kind there are to be, and how many are there once, not at all, and more often."""

    owed: int = 0
    once: int = 0
    absent: int = 0
    doubled: int = 0

    def add(self, found: int) -> None:
        """Count one that was found so often."""
        self.owed += 1
        self.once += found == 1
        self.absent += found == 0
        self.doubled += found > 1

    @property
    def is_well(self) -> bool:
        """Whether each is there once."""
        return self.once == self.owed


@dataclass(slots=True)
class Ledger:
    """What people did, as they saw it; `check` compares it with the database and the channels."""

    acknowledged: list[tuple[int, str]] = field(default_factory=list)
    """Of each run that was answered with "Logged": the runner's user id and the day, which is its alone."""
    unanswered: int = 0
    """Commands without an answer although their process lived all the while."""
    cut_off: int = 0
    """Commands whose process was killed before it answered; whether such a run is there is open."""
    told_anew: dict[int, str] = field(default_factory=dict)
    """Kind by number of posts that were struck from the outbox, once they stood, so that they fall due again."""

    async def check(self, fleet: Seen) -> dict[str, Count]:
        """Return a count for each kind of thing that must be there just once."""
        there = markers(fleet)
        counts: dict[str, Count] = {}
        rows = await fleet.rows("SELECT outbox_id, kind, state FROM outbox ORDER BY outbox_id")
        posts = [(number, kind) for number, kind, state in rows if state == "sent"] + list(self.told_anew.items())
        for number, kind in posts:
            counts.setdefault(kind, Count()).add(there.pop(number, 0))
        for number, kind, state in rows:
            if state in DONE[1:]:
                # What has become needless stands nowhere.
                counts.setdefault(f"{kind}, {state}", Count()).add(1 + there.pop(number, 0))
        counts["posts that nobody owes"] = Count(0, 0, 0, sum(there.values()))
        counts["runs acknowledged"] = await self._runs(fleet)
        counts["cards of all runs"] = await _cards(fleet)
        return dict(sorted(counts.items()))

    async def _runs(self, fleet: Seen) -> Count:
        logged = Counter(
            (int(user_id), str(day))
            for user_id, day in await fleet.rows(
                "SELECT runners.user_id, runs.local_date FROM runs JOIN runners USING (runner_id)"
            )
        )
        count = Count()
        for run in self.acknowledged:
            count.add(logged.pop(run, 0))
        # Of those whose answer a kill cut off each may be there, and none twice.
        count.doubled += sum(found > 1 for found in logged.values())
        return count


def markers(fleet: Seen) -> Counter[int]:
    """Return how often each number of a post stands in a channel or in direct messages."""
    return Counter(number for message in _messages(fleet) if (number := _marker(message)) is not None)


def _messages(fleet: Seen) -> Iterable[Message]:
    for channel in list(fleet.server.world.channels.values()):
        for message in fleet.server.messages(channel):
            if message.author is fleet.server.world.bot and "webhook_id" not in message.extra:
                yield message


def _marker(message: Message) -> int | None:
    return message.components[0]["id"] if message.components else None


async def _cards(fleet: Seen) -> Count:
    """Count the cards of every run that the database holds, whoever heard of it."""
    count = Count()
    for (found,) in await fleet.rows(
        "SELECT count(outbox_id) FROM runs LEFT JOIN outbox ON outbox.team_id = runs.team_id"
        " AND outbox.kind = 'feed_card' AND outbox.key = CAST(runs.run_id AS text) AND outbox.state = 'sent'"
        " GROUP BY runs.run_id"
    ):
        count.add(found)
    return count
