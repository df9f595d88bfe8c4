"""Direct messages: once each, and the news about one that could not arrive once too, wherever the process dies."""

import pytest

from bot.domain.audience import MessageKind
from bot.services.asker import Asker
from bot.services.feedback_letters import Feedback
from bot.services.letters import DeliveryNote
from bot.services.outbox import LEASE, MessageState
from bot.services.ports import Later
from db.database import Database
from tests.jobs.channels import AnswerLost, Fuse, Killed
from tests.jobs.company import Company, company
from tests.services.harriers import TEAM, harriers

CALEB = 77


async def written(berlin: Company) -> int:
    """Let Caleb write to Ben; returns Ben's id."""
    ben = berlin.team.asker("Ben")
    await berlin.team.join("Ben")
    coach = Asker(berlin.team.team_id, CALEB, "Caleb", is_admin=True)
    await berlin.team.services.feedback.give(coach, (await berlin.team.runner("Ben")).runner_id, "Textbook.")
    return ben.user_id


async def work(berlin: Company, fuse: Fuse | None = None) -> bool:
    """Let a process work; tell whether it died of its fuse."""
    try:
        await berlin.process(fuse=fuse).work()
    except Killed:
        return True
    return False


async def come_back(berlin: Company) -> None:
    """Start anew at once, and again when every claim of the dead has lapsed."""
    for _ in range(3):
        await work(berlin)
        berlin.team.clock.forward(seconds=LEASE.total_seconds())


async def states(berlin: Company) -> dict[MessageKind, MessageState]:
    entries = await berlin.team.services.outbox.newest(200)
    return {entry.kind: entry.state for entry in entries if entry.team_id == berlin.team.team_id}


@pytest.mark.parametrize("closed", [False, True])
async def test_a_death_at_any_step_leaves_one_message_and_one_note(database: Database, closed: bool) -> None:
    """Every step of the work, one after another: each time a team of its own, and its process dies there."""
    steps = 0
    while True:
        berlin = company(await harriers(database, team_id=TEAM + steps))
        ben = await written(berlin)
        if closed:
            berlin.channels.closed.add(ben)
        died = await work(berlin, Fuse(steps))
        await come_back(berlin)
        to_ben, to_caleb = berlin.channels.direct(ben), berlin.channels.direct(CALEB)
        assert [type(content) for content in to_ben] == ([] if closed else [Feedback]), steps
        assert [type(content) for content in to_caleb] == ([DeliveryNote] if closed else []), steps
        if not died:
            break
        steps += 1
    assert steps > 8


async def test_a_message_whose_answer_got_lost_is_not_sent_again(berlin: Company) -> None:
    ben = await written(berlin)
    berlin.channels.trouble.append(AnswerLost(Later("the line broke")))
    await come_back(berlin)
    assert len(berlin.channels.direct(ben)) == 1
    assert await states(berlin) == {MessageKind.FEEDBACK: MessageState.SENT}


async def test_a_message_that_waits_is_not_tried_again_and_holds_nothing_up(berlin: Company) -> None:
    ben = await written(berlin)
    berlin.channels.closed |= {ben, CALEB}
    await work(berlin)
    berlin.channels.closed.clear()
    tried = len(berlin.channels.tried)
    berlin.team.clock.forward(days=30)
    assert await berlin.team.services.outbox.next_due_at() is None
    await berlin.process().sender.deliver_due()
    assert len(berlin.channels.tried) == tried
    assert set((await states(berlin)).values()) == {MessageState.WAITING}
