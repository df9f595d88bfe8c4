"""Weekly questions on their way: once for each runner, whenever the process dies, or in the inbox."""

from bot.services.availability_letters import AvailabilityQuestion
from bot.services.outbox import LEASE
from bot.services.ports import Closed
from tests.jobs.channels import Fuse, Killed
from tests.jobs.company import Company
from tests.services.harriers import local
from tests.services.racing import nudged
from tests.services.test_weekly_asks import coached

BERLIN = "Europe/Berlin"


async def saturday(berlin: Company) -> None:
    """Let Ana like to be asked, and make it Saturday at ten."""
    await coached(berlin.team)
    await nudged(berlin.team, "Ana")
    berlin.team.clock.set(local(BERLIN, "2026-11-21 10:00"))
    # Totals settle first; that is another test's.
    await berlin.team.services.schedules.run_due()


async def test_who_dies_again_and_again_still_asks_once(berlin: Company) -> None:
    await saturday(berlin)
    deaths = 0
    for steps in range(20):
        try:
            await berlin.process(fuse=Fuse(steps)).work()
        except Killed:
            deaths += 1
        berlin.team.clock.forward(seconds=LEASE.total_seconds())
    await berlin.work()
    assert deaths > 5
    [letter] = berlin.channels.direct(berlin.team.asker("Ana").user_id)
    assert isinstance(letter, AvailabilityQuestion)


async def test_a_closed_door_keeps_the_question_until_the_week_begins(berlin: Company) -> None:
    await saturday(berlin)
    berlin.channels.trouble.append(Closed("the direct messages are closed"))
    await berlin.work()
    page = await berlin.team.services.inbox.read(berlin.team.asker("Ana"))
    assert [type(one.letter) for one in page.entries] == [AvailabilityQuestion]
    berlin.team.clock.set(local(BERLIN, "2026-11-23 00:01"))
    assert (await berlin.team.services.inbox.read(berlin.team.asker("Ana"))).entries == ()
