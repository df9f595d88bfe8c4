"""Races at the level of services: a race, who is in, and what is owed about it."""

from typing import Any

from bot.domain.audience import MessageKind
from bot.services.outbox import OutboxEntry
from bot.services.posts import Content
from bot.services.race_drafts import RaceDraft
from bot.services.race_pages import RacePage
from tests.services.harriers import Harriers

DAY = "2027-04-11"
"""A Sunday, twenty weeks after the day on which tests stand."""


async def add(team: Harriers, who: str = "Ana", name: str = "Berlin 10k", **more: Any) -> RacePage:
    """Add a race."""
    draft = RaceDraft(**{"name": name, "day": DAY, "distance": "10k", **more})
    return (await team.services.races.add(team.asker(who), draft)).page


async def join(team: Harriers, race_id: int, *names: str, **more: Any) -> None:
    """Put members down for a race."""
    for name in names:
        await team.services.entrants.join(team.asker(name), race_id, **more)


async def seen(team: Harriers, race_id: int, who: str = "Ana") -> RacePage:
    """Return a race as a member sees it."""
    return await team.services.race_lists.show(team.asker(who), race_id)


async def owed(team: Harriers, *kinds: MessageKind) -> list[OutboxEntry]:
    """Return what is or was owed of these kinds, the oldest first."""
    return [entry for entry in await team.services.outbox.newest(2_000) if entry.kind in kinds][::-1]


async def send_all(team: Harriers) -> list[Content]:
    """Let everything that is due be sent; returns what it said."""
    said: list[Content] = []
    while parcels := await team.services.outbox.claim():
        for parcel in parcels:
            if parcel.content is None:
                await team.services.outbox.drop(parcel.message)
                continue
            said.append(parcel.content)
            standing = parcel.message.message_id or 9_000 + parcel.message.outbox_id
            await team.services.outbox.sent(parcel.message, standing)
    return said
