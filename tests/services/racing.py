"""Races at the level of services: a race, who is in, and what is owed about it."""

from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.races import Part, next_reminder
from bot.services.outbox import OutboxEntry
from bot.services.posts import Content
from bot.services.profiles import ProfileChange
from bot.services.race_drafts import RaceDraft
from bot.services.race_pages import RacePage
from bot.services.runners import enrol
from db.unit_of_work import UnitOfWork
from tests.services.harriers import Harriers, local

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


async def nudged(team: Harriers, *names: str, **more: Any) -> None:
    """Let members like to be reminded."""
    for name in names:
        await team.services.profiles.edit(team.asker(name), ProfileChange(nudges=True, **more))


async def at(team: Harriers, moment: str, zone: str = "Europe/Berlin") -> list[Content]:
    """Let it be that moment, and all that is due be owed and sent; returns what it said."""
    team.clock.set(local(zone, moment))
    await team.services.race_reminders.remind_due()
    return await send_all(team)


async def field(team: Harriers, race_id: int, count: int) -> None:
    """Put as many members down for a race as stand at the start of one, all of whom like to be reminded."""
    now = team.clock.now()

    def fill(uow: UnitOfWork) -> None:
        row, of_team = uow.races.find(team.team_id, race_id), uow.teams.find(team.team_id)
        assert row is not None
        assert of_team is not None
        [distance] = uow.races.distances([race_id])[race_id]
        days, due_at = next_reminder(row.race_day, ZoneInfo(of_team.time_zone), now) or (None, None)
        for number in range(count):
            runner = enrol(uow, of_team, 10_000 + number, f"Runner {number}", now)
            uow.runners.change(runner.runner_id, nudges=True)
            uow.entrants.put(
                race_id,
                runner.runner_id,
                now,
                part=Part.RUNNING,
                distance_id=distance.distance_id,
                remind_days=days,
                remind_at=due_at,
            )

    await team.database.write(fill, long=True)
