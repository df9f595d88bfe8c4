"""Check-ins at the level of services: who asked for them, one answered in a go, and what coaches hear."""

from collections.abc import Sequence

from bot.domain.audience import MessageKind
from bot.domain.check_ins import next_item
from bot.domain.weekly_asks import Ask
from bot.services.check_in_letters import CheckInPage, CheckInQuestion
from bot.services.outbox import OutboxEntry
from bot.services.posts import Content
from bot.services.profiles import ProfileChange
from tests.services.harriers import Harriers, local
from tests.services.racing import owed, send_all

COACH_ID = 7_777
FINE = (4, 4, 4, 4, 5)


async def coaches(team: Harriers, user_id: int) -> None:
    """Let somebody coach the team."""
    now = team.clock.now()
    await team.database.write(lambda uow: uow.coaches.note(team.team_id, user_id, None, now))


async def wants(team: Harriers, *names: str) -> None:
    """Let members ask for check-ins, and the team have a coach."""
    await coaches(team, COACH_ID)
    for name in names:
        change = ProfileChange(nudges=True, asks={Ask.AVAILABILITY: False, Ask.CHECK_IN: True})
        await team.services.profiles.edit(team.asker(name), change)


async def at(team: Harriers, moment: str, zone: str = "Europe/Berlin") -> list[Content]:
    """Let it be that moment, and all that is due be owed and sent; returns what it said."""
    team.clock.set(local(zone, moment))
    await team.services.weekly_asks.ask_due()
    return await send_all(team)


async def asked(team: Harriers, moment: str) -> CheckInPage:
    """Let it be that moment, and return the one check-in that is asked for."""
    [letter] = [one for one in await at(team, moment) if isinstance(one, CheckInQuestion)]
    return letter.page


async def answer(team: Harriers, name: str, page: CheckInPage, taps: Sequence[int] = FINE) -> CheckInPage:
    """Tap the answers that are still open."""
    user_id = team.asker(name).user_id
    for tap in taps:
        item = next_item(page.answers)
        assert item is not None
        page = await team.services.check_ins.tap(user_id, None, page.check_in_id, item, tap)
    return page


async def told(team: Harriers) -> list[OutboxEntry]:
    """Return what coaches are told."""
    return await owed(team, MessageKind.CHECK_IN_FLAG)
