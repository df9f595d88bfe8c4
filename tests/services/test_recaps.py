"""Month recaps: due on the first at nine, once, about the month before, and naming nobody."""

from datetime import date, timedelta

from bot.domain.audience import MessageKind
from bot.services.outbox import OutboxEntry
from bot.services.recaps import LATE_RECAP, month_recap
from tests.services.harriers import TEAM, Harriers, local

DUE = local("Europe/Berlin", "2026-12-01 09:00")


async def recaps(team: Harriers) -> list[OutboxEntry]:
    await team.services.schedules.run_due()
    return [one for one in await team.services.outbox.newest() if one.kind is MessageKind.MONTH_RECAP]


async def test_the_first_of_the_month_owes_the_month_before_once(team: Harriers) -> None:
    await team.log("Ana")
    team.clock.set(DUE - timedelta(seconds=1))
    assert await recaps(team) == []
    team.clock.set(DUE)
    [entry] = await recaps(team)
    assert entry.key == "2026-11"
    assert await recaps(team) == [entry]


async def test_a_recap_comes_late_while_it_helps(team: Harriers) -> None:
    await team.log("Ana")
    team.clock.set(DUE + LATE_RECAP)
    assert [entry.key for entry in await recaps(team)] == ["2026-11"]


async def test_later_than_a_week_it_is_left_out(team: Harriers) -> None:
    await team.log("Ana")
    team.clock.set(DUE + LATE_RECAP + timedelta(seconds=1))
    assert await recaps(team) == []


async def test_a_month_in_which_nobody_ran_owes_nothing(team: Harriers) -> None:
    await team.log("Ana", "10k", "52:10", "2026-10-31")
    team.clock.set(DUE)
    assert await recaps(team) == []


async def test_it_tells_each_day_and_counts_hidden_runners(team: Harriers) -> None:
    await team.log("Ana", "10k", "52:10", "2026-11-01")
    await team.log("Ben", "5k", "25:00", "2026-11-01")
    await team.log("Ben", "5k", "25:00", "2026-10-31")
    recap = await team.database.read(lambda uow: month_recap(uow, TEAM, "2026-11"))
    assert recap is not None
    assert (recap.first_day, len(recap.day_metres)) == (date(2026, 11, 1), 30)
    assert (recap.day_metres[0], sum(recap.day_metres)) == (15_000, 15_000)
    assert (recap.totals.runners, recap.totals.runs, recap.totals.distance_m) == (2, 2, 15_000)


async def test_a_month_of_rest_has_no_recap(team: Harriers) -> None:
    assert await team.database.read(lambda uow: month_recap(uow, TEAM, "2026-11")) is None
