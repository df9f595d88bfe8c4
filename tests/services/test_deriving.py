"""What follows from a run: records in the order of logging, and what a sore or a doubtful day is worth."""

from datetime import date

from bot.domain.bests import Record
from bot.domain.dates import Week
from bot.domain.point_rules import Rule
from bot.domain.runs import PainArea
from bot.services.deriving import BestSet
from bot.services.outbox import Parcel
from bot.services.reading import RunDraft
from tests.services.harriers import TEAM, Harriers
from tests.services.ledger import assert_totals_follow_the_log


async def test_a_record_beats_all_that_its_log_knows_whenever_it_was_run(team: Harriers) -> None:
    old = await team.log("Ana", "10k", "50:00", "2026-06-01")
    assert (old.best, old.reasons) == (BestSet("10k", Record.FIRST, None), ())
    assert (await team.log("Ana", "10k", "55:00", "2026-11-14")).best is None
    assert (await team.log("Ana", "10k", "54:00", "2026-11-16")).best is None
    faster = await team.log("Ana", "10k", "49:00", "2026-11-17")
    assert faster.best == BestSet("10k", Record.BEST, 3_000)
    assert (Rule.PR, 15) in faster.reasons
    # What is found later in an old watch was faster still, and takes nothing from her.
    await team.log("Ana", "10k", "48:00", "2026-05-01")
    week = await team.services.points.this_week(team.asker("Ana"))
    assert (Rule.PR, 15) in {(rule, given) for rule, given, _ in week.parts}
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_on_a_day_on_which_it_hurt_a_second_run_earns_nothing(team: Harriers) -> None:
    await team.log("Ben", "4k", "26:00", pain_area=PainArea.KNEE_LEFT, pain_level=7)
    second = await team.log("Ben", "6k", "36:00")
    assert (second.reasons, second.week_points) == ((), 0)
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_the_day_of_a_run_in_doubt_is_no_rest_day(team: Harriers) -> None:
    await team.log("Ben", "7k", "40:00", "2026-11-16")
    await team.log("Ben", "marathon", "1:45:00", "2026-11-18")
    await team.log("Ben", "6k", "36:00", "2026-11-19")
    ledger = await team.services.points.ledger(team.asker("Ben"), Week(2026, 47))
    rests = [entry.day for entry in ledger.entries if entry.rule is Rule.REST]
    assert rests == [date(2026, 11, 17)]
    await assert_totals_follow_the_log(team.database, TEAM)


async def delivered(team: Harriers) -> dict[str, bool]:
    """Deliver what is owed; returns for the key of each message whether it says anything."""
    parcels: tuple[Parcel, ...] = await team.services.outbox.claim()
    for number, parcel in enumerate(parcels, start=1):
        if parcel.content is None:
            await team.services.outbox.drop(parcel.message)
        else:
            await team.services.outbox.sent(parcel.message, number)
    return {parcel.message.key: parcel.content is not None for parcel in parcels}


async def test_the_card_of_a_run_follows_when_another_takes_the_room_of_its_day(team: Harriers) -> None:
    morning = (await team.log("Ana", "40k", "4:00:00")).run
    evening = (await team.log("Ana", "50k", "5:00:00")).run
    first, second = str(morning.run_id), str(evening.run_id)
    assert await delivered(team) == {first: True, second: True}
    ana, day = team.asker("Ana"), morning.local_date.isoformat()
    await team.insist("Ana", await team.services.runs.edit(ana, morning.run_id, RunDraft("60k", "6:00:00", day)))
    assert await delivered(team) == {first: True, second: False}
    await team.services.runs.delete(ana, morning.run_id)
    assert await delivered(team) == {first: False, second: True}
