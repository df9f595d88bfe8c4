"""The letter of Monday: who needs a word, to each coach of a team, once, and to nobody else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.audience import MessageKind
from bot.domain.runs import PainArea
from bot.errors import NotAllowed
from bot.services.asker import Asker
from bot.services.coach_digests import TOLD, CoachDigest
from bot.services.outbox import MessageState, Parcel
from bot.services.team_schedule import ScheduleChange
from bot.services.teams import ScheduleKind
from tests.services.harriers import TEAM, Harriers, local

BERLIN = "Europe/Berlin"
MONDAY = local(BERLIN, "2026-11-23 07:00")
ROLE = 900
CALEB = Asker(TEAM, 77, "Caleb", frozenset({ROLE}))
CLEO = replace(CALEB, user_id=78, name="Cleo")


@pytest.fixture(autouse=True)
async def coached(team: Harriers) -> None:
    """Two coaches, and a runner whose knee hurts."""
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=ROLE))
    for coach in (CALEB, CLEO):
        await team.services.coaches.note(coach)
    await team.log("Ana", "6k", "36:00", pain_area=PainArea.KNEE_LEFT, pain_level=6)


async def letters(team: Harriers) -> dict[int | None, CoachDigest]:
    """Let what is due be done; returns what is on its way to coaches, by their ids."""
    await team.services.schedules.run_due()
    found: list[Parcel] = []
    while parcels := await team.services.outbox.claim():
        found += parcels
    return {
        parcel.message.recipient_id: parcel.content
        for parcel in found
        if isinstance(parcel.content, CoachDigest) and parcel.message.kind is MessageKind.COACH_DIGEST
    }


async def states(team: Harriers) -> list[MessageState]:
    entries = await team.services.outbox.newest(1_000)
    return [entry.state for entry in entries if entry.kind is MessageKind.COACH_DIGEST]


async def test_every_coach_hears_on_monday_at_seven_and_once(team: Harriers) -> None:
    team.clock.set(MONDAY - timedelta(minutes=1))
    assert await letters(team) == {}
    team.clock.set(MONDAY)
    found = await letters(team)
    assert set(found) == {CALEB.user_id, CLEO.user_id}
    digest = found[CALEB.user_id]
    assert (digest.team_name, digest.runners, digest.in_need) == ("Harriers", 1, 1)
    assert [one.name for one in digest.entries] == ["Ana"]
    team.clock.forward(minutes=5)
    await team.services.team_schedule.change(
        team.admin(), ScheduleKind.COACH_DIGEST, ScheduleChange(weekday=1, at="8am")
    )
    team.clock.set(local(BERLIN, "2026-11-24 08:00"))
    await team.services.schedules.run_due()
    assert len(await states(team)) == 2


@pytest.mark.parametrize(("moment", "comes"), [("2026-11-24 20:00", True), ("2026-11-24 20:01", False)])
async def test_after_downtime_it_helps_until_tuesday_evening(team: Harriers, moment: str, comes: bool) -> None:
    team.clock.set(local(BERLIN, moment))
    assert bool(await letters(team)) is comes


async def test_after_weeks_away_there_is_one_letter(team: Harriers) -> None:
    team.clock.set(MONDAY + timedelta(weeks=5))
    await letters(team)
    assert len(await states(team)) == 2


async def test_quiet_hours_hold_it_back(team: Harriers) -> None:
    await team.database.write(lambda uow: uow.teams.change(TEAM, quiet_until="08:30"))
    team.clock.set(MONDAY)
    assert await letters(team) == {}
    team.clock.set(local(BERLIN, "2026-11-23 08:30"))
    assert len(await letters(team)) == 2


async def test_who_coaches_no_more_hears_nothing_even_of_a_letter_on_its_way(team: Harriers) -> None:
    team.clock.set(MONDAY)
    await team.services.coaches.note(replace(CLEO, role_ids=frozenset()))
    await team.services.schedules.run_due()
    assert len(await states(team)) == 1
    await team.services.coaches.note(replace(CALEB, role_ids=frozenset()))
    assert await letters(team) == {}
    assert await states(team) == [MessageState.DROPPED]


async def test_a_coach_who_wants_none_has_none_until_they_do(team: Harriers) -> None:
    service = team.services.coaches
    await service.want_digest(TEAM, CLEO.user_id, wants=False)
    assert [(await team.services.rosters.page(one, 3)).has_letter for one in (CALEB, CLEO)] == [True, False]
    team.clock.set(MONDAY)
    assert set(await letters(team)) == {CALEB.user_id}
    await service.want_digest(TEAM, CLEO.user_id, wants=True)
    team.clock.forward(weeks=1)
    assert set(await letters(team)) == {CALEB.user_id, CLEO.user_id}
    with pytest.raises(NotAllowed):
        await service.want_digest(TEAM, team.asker("Ana").user_id, wants=False)


async def test_it_can_be_switched_off_for_the_team(team: Harriers) -> None:
    await team.services.team_schedule.change(team.admin(), ScheduleKind.COACH_DIGEST, ScheduleChange(enabled=False))
    team.clock.set(MONDAY)
    assert await letters(team) == {}


async def test_all_well_is_good_news_and_a_team_without_runners_is_none(team: Harriers) -> None:
    await team.services.feedback.give(CALEB, (await team.runner("Ana")).runner_id, "Rest that knee.")
    team.clock.set(MONDAY)
    found = (await letters(team))[CALEB.user_id]
    assert (found.runners, found.in_need, found.entries) == (1, 0, ())
    await team.services.privacy.forget(team.asker("Ana"))
    team.clock.forward(weeks=1)
    assert await letters(team) == {}


async def test_it_names_those_who_need_a_word_most(team: Harriers) -> None:
    for number in range(TOLD + 1):
        await team.log(f"Runner {number}", "6k", "36:00", pain_area=PainArea.HIP_LEFT, pain_level=3)
    team.clock.set(MONDAY)
    found = (await letters(team))[CALEB.user_id]
    assert (found.in_need, [one.name for one in found.entries][:2], len(found.entries)) == (7, ["Ana", "Runner 0"], 5)


async def test_one_that_waits_in_an_inbox_is_gone_with_its_week(team: Harriers) -> None:
    team.clock.set(MONDAY)
    await team.services.schedules.run_due()
    for parcel in await team.services.outbox.claim():
        await team.services.outbox.closed(parcel.message, "closed")
    caleb = await team.services.inbox.read(CALEB)
    assert [type(entry.letter) for entry in caleb.entries] == [CoachDigest]
    team.clock.set(MONDAY + timedelta(days=6, hours=20))
    assert (await team.services.inbox.read(CLEO)).entries == ()
