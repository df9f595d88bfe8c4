"""Reminders and calls on their way: once for each runner and channel, whenever the process dies, wherever they end."""

from bot.domain.audience import MessageKind, Praise
from bot.services.outbox import LEASE
from bot.services.ports import Closed, Later
from bot.services.profiles import ProfileChange
from bot.services.race_calls import RaceCall
from bot.services.race_collecting import RaceResults
from bot.services.race_letters import RaceReminder
from bot.services.race_results import ResultDraft
from tests.jobs.channels import Fuse, Killed
from tests.jobs.company import Company
from tests.services.harriers import local
from tests.services.racing import add, join, nudged, owed

BERLIN = "Europe/Berlin"


async def two_weeks_before(berlin: Company) -> None:
    """Let Ana and Ben run a race, Ana like to be reminded, and make it the evening of the first reminder."""
    page = await add(berlin.team, start="9:00")
    await nudged(berlin.team, "Ana")
    await join(berlin.team, page.race.race_id, "Ana", "Ben")
    await berlin.work()
    berlin.team.clock.set(local(BERLIN, "2027-03-28 18:00"))
    # Totals settle first; that is another test's.
    await berlin.team.services.schedules.run_due()


async def test_who_dies_again_and_again_still_reminds_once(berlin: Company) -> None:
    await two_weeks_before(berlin)
    deaths = 0
    for steps in range(30):
        try:
            await berlin.process(fuse=Fuse(steps)).work()
        except Killed:
            deaths += 1
        berlin.team.clock.forward(seconds=LEASE.total_seconds())
    await berlin.work()
    assert deaths > 10
    ana = berlin.team.asker("Ana").user_id
    letters = [one for one in berlin.channels.direct(ana) if isinstance(one, RaceReminder)]
    posts = [post.content for post in berlin.channels.posts if post.kind is MessageKind.RACE_CALL]
    assert [one.days for one in letters] == [14]
    assert [one.names for one in posts if isinstance(one, RaceCall)] == [("Ana", "Ben")]


async def test_who_dies_again_and_again_tells_once_how_a_race_went(berlin: Company) -> None:
    team = berlin.team
    race_id = (await add(team, day="2026-11-20")).race.race_id
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(praise=Praise.PUBLIC))
    await team.services.race_results.enter(team.asker("Ana"), race_id, ResultDraft(time="45:00"))
    await berlin.work()
    team.clock.set(local(BERLIN, "2026-11-21 10:00"))
    await team.services.schedules.run_due()
    deaths = 0
    for steps in range(30):
        try:
            await berlin.process(fuse=Fuse(steps)).work()
        except Killed:
            deaths += 1
        team.clock.forward(seconds=LEASE.total_seconds())
    await berlin.work()
    assert deaths > 5
    [post] = [post.content for post in berlin.channels.posts if post.kind is MessageKind.RACE_RESULTS]
    assert isinstance(post, RaceResults)
    assert [one.name for one in post.distances[0].results] == ["Ana"]


async def test_a_closed_door_keeps_the_reminder_and_a_channel_that_is_gone_lets_the_call_go(berlin: Company) -> None:
    await two_weeks_before(berlin)
    berlin.channels.trouble_of |= {
        MessageKind.RACE_REMINDER: Closed("the direct messages are closed"),
        MessageKind.RACE_CALL: Later("channel 501 is gone", 21_600),
    }
    await berlin.work()
    berlin.team.clock.set(local(BERLIN, "2027-03-29 00:10"))
    await berlin.work()
    states = {entry.kind: entry.state.value for entry in await owed(berlin.team, *MessageKind)}
    assert states[MessageKind.RACE_REMINDER] == "waiting"
    assert states[MessageKind.RACE_CALL] == "dropped"
    # It says how far it is on the day on which it is read.
    page = await berlin.team.services.inbox.read(berlin.team.asker("Ana"))
    assert [one.letter.days for one in page.entries if isinstance(one.letter, RaceReminder)] == [13]
