"""Challenges as services: what counts, what the team hears and when, what sponsors owe, and how one ends."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.audience import MessageKind, Sharing
from bot.domain.challenges import BEGINNING, Measure, Pledge, PledgeUnit
from bot.errors import NotAllowed, NotFound, Unclear, UserError
from bot.services.challenge_drafts import ChallengeDraft
from bot.services.challenge_pages import ChallengePage, ChallengePost, challenge_post, key_of
from bot.services.challenge_shares import USEFUL_FOR
from bot.services.challenges import MOST_OPEN, MOST_SPONSORS, SETTLING
from bot.services.outbox import MessageState, OutboxEntry
from bot.services.reading import RunDraft
from bot.services.run_outcomes import ChangedRun
from db.connection import Connection
from db.models import challenge_shares, challenge_sides, challenge_sponsors, challenges, runs
from tests.db.engines import on
from tests.services.challenged import assert_challenges_follow_the_log
from tests.services.harriers import TEAM, Harriers, local
from tests.services.ledger import rows_of

END = date(2026, 12, 20)
OVER = local("Europe/Berlin", "2026-12-21 00:00")


async def set_up(team: Harriers, target: str = "100 km", **more: Any) -> ChallengePage:
    draft = ChallengeDraft("December", target, "2026-12-20", **more)
    return await team.services.challenges.create(team.admin(), draft)


async def seen(team: Harriers, who: str = "Ana") -> ChallengePage:
    return await team.services.challenges.show(team.asker(who))


async def owed(team: Harriers) -> list[OutboxEntry]:
    kinds = (MessageKind.CHALLENGE_MILESTONE, MessageKind.CHALLENGE_RESULT)
    return [entry for entry in await team.services.outbox.newest(100) if entry.kind in kinds][::-1]


async def keys(team: Harriers) -> list[str]:
    """Return the percent of each milestone owed, and `end` for a result; that of the beginning is left out."""
    found = [entry.key.partition(":")[2] or "end" for entry in await owed(team)]
    return [key for key in found if key != "0"]


async def edit(team: Harriers, run_id: int, distance: str, time: str = "52:10", when: str = "2026-11-20") -> None:
    asker = team.asker("Ana")
    outcome = await team.services.runs.edit(asker, run_id, RunDraft(distance, time, when))
    assert isinstance(await team.insist("Ana", outcome), ChangedRun)


async def the_id(team: Harriers, name: str = "December") -> int:
    [challenge_id] = [
        row["challenge_id"] for row in await rows_of(team.database, challenges, TEAM) if row["name"] == name
    ]
    return int(challenge_id)


async def send_all(team: Harriers) -> list[ChallengePost]:
    """Let everything that is owed be sent; returns news of challenges among it."""
    posts = []
    while parcels := await team.services.outbox.claim():
        for parcel in parcels:
            if parcel.content is None:
                await team.services.outbox.drop(parcel.message)
                continue
            if isinstance(parcel.content, ChallengePost):
                posts.append(parcel.content)
            await team.services.outbox.sent(parcel.message, 9_000 + parcel.message.outbox_id)
    return posts


# --- what counts ---


@pytest.mark.parametrize(
    ("target", "measure", "amount"),
    [
        ("100 km", None, 25_000),
        ("100 hours", None, 7_830),
        ("20 runs", None, 3),
        ("10", Measure.RUN_DAYS, 2),
        ("1000 m", Measure.CLIMB, 350),
    ],
)
async def test_each_measure_follows_the_log(team: Harriers, target: str, measure: Measure | None, amount: int) -> None:
    await set_up(team, target, measure=measure)
    await team.log("Ana", climb="350 m")
    await team.log("Ana", "5k", "26:06")
    team.clock.forward(days=1)
    await team.log("Ben", "10k", "52:14")
    page = await seen(team)
    assert (page.challenge.amount, page.challenge.runners) == (amount, 1 if measure is Measure.CLIMB else 2)
    await assert_challenges_follow_the_log(team.database, TEAM)


async def test_who_climbed_nothing_is_none_of_those_who_brought_something(team: Harriers) -> None:
    await set_up(team, "1000 m up", roles=((71, "Blue"), (72, "Red")))
    flat = await team.log("Ana", "10k")
    await team.log("Ben", "5k", "26:00", climb="120 m")
    await team.services.challenges.show(replace(team.asker("Ana"), role_ids=frozenset({71})))
    page = await team.services.challenges.show(replace(team.asker("Ben"), role_ids=frozenset({71})))
    assert (page.challenge.amount, page.challenge.runners) == (120, 1)
    assert [(side.amount, side.runners) for side in page.challenge.sides] == [(120, 1), (0, 0)]
    await team.log("Ana", "6k", "33:00", climb="30 m")
    assert (await seen(team)).challenge.runners == 2
    await team.services.runs.delete(team.asker("Ana"), flat.run.run_id)
    await assert_challenges_follow_the_log(team.database, TEAM)
    assert await team.services.privacy.forget(team.asker("Ana"))
    assert (await team.services.rebuilding.rebuild()).team_totals == 0
    assert (await seen(team, "Ben")).challenge.runners == 2


async def test_runs_before_and_after_its_days_stay_out(team: Harriers) -> None:
    await set_up(team)
    await team.log("Ana", when="2026-11-19")
    await team.log("Ana", "7k", "40:00", "2026-11-20")
    team.clock.set(OVER)
    await team.services.challenges.end_due()
    team.clock.forward(hours=10)
    await team.log("Ana", "9k", "50:00")
    assert (await seen(team)).challenge.amount == 7_000
    await assert_challenges_follow_the_log(team.database, TEAM)


async def test_runs_of_days_before_it_was_set_count_from_its_first_day_on(team: Harriers) -> None:
    await team.log("Ana", when="2026-11-15")
    await team.log("Ana", "7k", "40:00", "2026-11-17")
    await team.log("Ben", "5k", "26:00", "2026-11-19")
    page = await set_up(team, "40 km", start="2026-11-16")
    assert (page.challenge.first_day, page.challenge.amount, page.challenge.runners) == (date(2026, 11, 16), 12_000, 2)
    assert (await seen(team)).own == 7_000
    # A quarter was reached before there was a goal: no news.
    await team.log("Ben", "1k", "6:00")
    assert await keys(team) == []
    await team.log("Ben", "8k", "50:00")
    assert await keys(team) == ["50"]
    await assert_challenges_follow_the_log(team.database, TEAM)


async def test_changed_deleted_and_moved_runs_follow(team: Harriers) -> None:
    await set_up(team)
    logged = await team.log("Ana")
    other = await team.log("Ana", "5k", "26:00")
    await edit(team, logged.run.run_id, "12k")
    assert (await seen(team)).challenge.amount == 17_000
    await edit(team, logged.run.run_id, "12k", when="2026-11-18")
    assert (await seen(team)).challenge.amount == 5_000
    await team.services.runs.delete(team.asker("Ana"), other.run.run_id)
    assert ((await seen(team)).challenge.amount, (await seen(team)).challenge.runners) == (0, 0)
    await assert_challenges_follow_the_log(team.database, TEAM)


async def test_a_run_in_doubt_counts_once_nobody_doubts_it(team: Harriers) -> None:
    await set_up(team)
    logged = await team.log("Ana", "10k", "26:00")
    assert logged.doubt is not None
    assert (await seen(team)).challenge.amount == 0
    await edit(team, logged.run.run_id, "10k", "56:00")
    assert (await seen(team)).challenge.amount == 10_000


@pytest.mark.parametrize("sharing", Sharing)
async def test_hidden_runners_count_and_see_what_they_brought(team: Harriers, sharing: Sharing) -> None:
    await set_up(team)
    await team.join("Ana")
    await team.change("Ana", sharing=sharing)
    await team.log("Ana")
    assert (await seen(team, "Ben")).challenge.amount == 10_000
    assert ((await seen(team, "Ana")).own, (await seen(team, "Ben")).own) == (10_000, 0)


async def test_several_challenges_each_have_their_own(team: Harriers) -> None:
    await set_up(team)
    draft = ChallengeDraft("Runs", "10 runs", "4 weeks")
    runs_page = await team.services.challenges.create(team.admin(), draft)
    await team.log("Ana")
    listed = await team.services.challenges.listed(team.asker("Ben"))
    assert {one.name: one.amount for one in listed.challenges} == {"December": 10_000, "Runs": 1}
    assert runs_page.challenge.measure is Measure.RUNS
    await assert_challenges_follow_the_log(team.database, TEAM)


async def test_what_who_is_forgotten_brought_stays_with_nobodys_name(team: Harriers) -> None:
    await set_up(team, roles=((71, "Blue"), (72, "Red")))
    await team.log("Ana")
    await team.log("Ben", "5k", "26:00")
    await team.services.challenges.show(replace(team.asker("Ana"), role_ids=frozenset({71})))
    assert await team.services.privacy.forget(team.asker("Ana"))
    page = await seen(team, "Ben")
    assert (page.challenge.amount, page.challenge.runners) == (15_000, 2)
    assert [(side.amount, side.runners) for side in page.challenge.sides] == [(10_000, 1), (0, 0)]
    await assert_challenges_follow_the_log(team.database, TEAM)
    assert (await team.services.rebuilding.rebuild()).team_totals == 0


async def test_a_coach_who_is_forgotten_leaves_the_challenge(team: Harriers) -> None:
    await set_up(team)
    assert await team.services.privacy.forget(team.admin())
    [row] = await rows_of(team.database, challenges, TEAM)
    assert row["creator_id"] is None


# --- what the team hears ---


async def test_the_team_hears_of_a_new_challenge_once_a_slip_had_time(team: Harriers) -> None:
    await set_up(team, charity="Shelter")
    assert await send_all(team) == []
    team.clock.forward(seconds=SETTLING.total_seconds())
    [post] = await send_all(team)
    assert (post.milestone, post.to_come, post.challenge.charity) == (BEGINNING, False, "Shelter")
    team.clock.forward(days=2)
    assert await send_all(team) == []


async def test_one_that_is_to_come_says_so_as_long_as_it_is(team: Harriers) -> None:
    await set_up(team, start="2026-11-21")
    team.clock.forward(seconds=SETTLING.total_seconds())
    [post] = await send_all(team)
    assert post.to_come
    await team.services.challenges.create(
        team.admin(), ChallengeDraft("Runs", "10 runs", "4 weeks", start="2026-11-21")
    )
    team.clock.forward(days=1)
    [post] = await send_all(team)
    assert not post.to_come


@pytest.mark.parametrize("ended", [False, True])
async def test_who_heard_of_a_challenge_otherwise_is_not_told_that_it_is_new(team: Harriers, ended: bool) -> None:
    page = await set_up(team, "20 km")
    if ended:
        await team.services.challenges.end(team.admin(), page.challenge.challenge_id)
    else:
        await team.log("Ana")
    team.clock.forward(seconds=SETTLING.total_seconds())
    assert [post.milestone for post in await send_all(team)] == ([] if ended else [50])


async def test_each_milestone_is_owed_once_by_the_run_that_reaches_it(team: Harriers) -> None:
    await set_up(team, "40 km")
    for number in range(4):
        await team.log("Ana", "9k" if number == 0 else "10k", "60:00")
    assert await keys(team) == ["25", "50", "75"]
    await team.log("Ana", "1k", "6:00")
    assert await keys(team) == ["25", "50", "75", "100"]
    assert {entry.recipient_id for entry in await owed(team)} == {None}


async def test_a_long_run_tells_of_the_highest_milestone_alone(team: Harriers) -> None:
    await set_up(team, "20 km")
    await team.log("Ana", "16k", "90:00")
    assert await keys(team) == ["75"]


async def test_below_and_up_again_is_not_told_twice(team: Harriers) -> None:
    await set_up(team, "20 km")
    logged = await team.log("Ana")
    assert [post.milestone for post in await send_all(team)] == [50]
    await edit(team, logged.run.run_id, "4k", "24:00")
    await edit(team, logged.run.run_id, "6k", "34:00")
    await edit(team, logged.run.run_id, "11k", "60:00")
    assert await keys(team) == ["50"]
    assert await send_all(team) == []


async def test_news_that_are_no_more_true_are_not_sent_and_are_told_when_they_are_again(team: Harriers) -> None:
    await set_up(team, "20 km")
    logged = await team.log("Ana")
    await edit(team, logged.run.run_id, "4k", "24:00")
    assert await send_all(team) == []
    await edit(team, logged.run.run_id, "11k", "60:00")
    assert [post.milestone for post in await send_all(team)] == [50]
    await edit(team, logged.run.run_id, "4k", "24:00")
    await edit(team, logged.run.run_id, "11k", "60:00")
    assert await send_all(team) == []


async def test_its_end_is_told_at_midnight_on_the_teams_wall(team: Harriers) -> None:
    await set_up(team)
    await team.log("Ana")
    team.clock.set(OVER - timedelta(seconds=1))
    assert await team.services.challenges.end_due() == 0
    team.clock.set(OVER)
    assert await team.services.challenges.end_due() == 1
    assert await team.services.challenges.end_due() == 0
    assert await keys(team) == ["end"]
    [post] = await send_all(team)
    assert (post.milestone, post.challenge.amount, post.challenge.ended) == (None, 10_000, True)


async def test_a_challenge_that_nobody_ran_in_ends_in_silence(team: Harriers) -> None:
    await set_up(team)
    team.clock.set(OVER)
    assert await team.services.challenges.end_due() == 1
    assert await keys(team) == []


async def test_a_result_comes_late_while_it_helps(team: Harriers) -> None:
    await set_up(team)
    await team.log("Ana")
    team.clock.set(OVER)
    await team.services.challenges.end_due()
    team.clock.forward(seconds=USEFUL_FOR.total_seconds() + 1)
    assert await send_all(team) == []


async def test_a_run_logged_after_the_end_changes_the_result_that_stands_and_is_no_milestone(team: Harriers) -> None:
    await set_up(team, "20 km")
    await team.log("Ana", "4k", "24:00")
    team.clock.set(OVER)
    await team.services.challenges.end_due()
    await send_all(team)
    await team.log("Ben", "16k", "90:00", "2026-12-20")
    assert await keys(team) == ["end"]
    [post] = await send_all(team)
    assert (post.challenge.amount, post.challenge.reached) == (20_000, True)


async def test_a_result_of_which_nothing_is_left_is_taken_down(team: Harriers) -> None:
    await set_up(team)
    logged = await team.log("Ana")
    team.clock.set(OVER)
    await team.services.challenges.end_due()
    await send_all(team)
    await team.services.runs.delete(team.asker("Ana"), logged.run.run_id)
    [parcel] = [one for one in await team.services.outbox.claim() if one.message.kind is MessageKind.CHALLENGE_RESULT]
    assert parcel.content is None


# --- ending early ---


async def test_ending_early_counts_until_that_day(team: Harriers) -> None:
    await set_up(team)
    await team.log("Ana")
    team.clock.forward(days=2)
    page = await team.services.challenges.end(team.admin(), await the_id(team))
    assert (page.challenge.ended, page.challenge.last_day) == (True, date(2026, 11, 22))
    assert await keys(team) == ["end"]
    team.clock.forward(days=1)
    await team.log("Ana", "8k", "50:00")
    assert (await seen(team)).challenge.amount == 10_000
    await assert_challenges_follow_the_log(team.database, TEAM)
    with pytest.raises(UserError, match="challenge_over"):
        await team.services.challenges.end(team.admin(), await the_id(team))


async def test_one_that_has_not_begun_ends_in_silence(team: Harriers) -> None:
    await set_up(team, start="2026-12-01")
    await team.log("Ana")
    page = await team.services.challenges.end(team.admin(), await the_id(team))
    assert (page.challenge.ended, page.challenge.amount) == (True, 0)
    assert await keys(team) == []


# --- taking back ---


async def test_what_nobody_has_heard_of_is_taken_back_without_a_trace(team: Harriers) -> None:
    other = await team.services.challenges.create(team.admin(), ChallengeDraft("Runs", "10 runs", "4 weeks"))
    page = await set_up(team, "20 km", pledge="1 per km", sponsor="Gran", roles=((71, "Blue"), (72, "Red")))
    # A quarter is owed by then, and not yet sent.
    await team.log("Ana")
    assert page.may_take_back
    assert not (await team.services.challenges.to_take_back(team.admin(), page.challenge.challenge_id)).has_heard
    assert not (await team.services.challenges.take_back(team.admin(), page.challenge.challenge_id)).has_heard

    def left(connection: Connection) -> set[int]:
        tables = (challenges, challenge_sides, challenge_shares, challenge_sponsors)
        return {row[0] for table in tables for row in connection.execute(select(table.c.challenge_id))}

    assert await on(team.database, left) == {other.challenge.challenge_id}
    assert [entry.key for entry in await owed(team)] == [f"{other.challenge.challenge_id}:0"]
    await assert_challenges_follow_the_log(team.database, TEAM)
    assert (await team.services.rebuilding.rebuild()).mended == 0
    team.clock.set(OVER)
    assert await team.services.challenges.end_due() == 1
    assert (await seen(team)).challenge.amount == 1
    assert len(await rows_of(team.database, runs, TEAM)) == 1
    with pytest.raises(NotFound, match="challenge_not_found"):
        await team.services.challenges.take_back(team.admin(), page.challenge.challenge_id)


async def test_what_the_team_has_heard_of_or_may_have_is_not_taken_back(team: Harriers) -> None:
    challenge_id = (await set_up(team)).challenge.challenge_id
    team.clock.forward(seconds=SETTLING.total_seconds())
    [parcel] = await team.services.outbox.claim()
    assert (await team.services.challenges.take_back(team.admin(), challenge_id)).has_heard
    # Whether Discord has it, nobody knows.
    await team.services.outbox.try_later(parcel.message, "Discord had trouble", 60.0)
    assert (await team.services.challenges.take_back(team.admin(), challenge_id)).has_heard
    team.clock.forward(seconds=60)
    assert len(await send_all(team)) == 1
    assert (await team.services.challenges.take_back(team.admin(), challenge_id)).has_heard
    page = await team.services.challenges.show(team.admin())
    assert (page.may_change, page.may_take_back, page.challenge.ended) == (True, False, False)
    await team.services.challenges.end(team.admin(), challenge_id)
    with pytest.raises(UserError, match="challenge_over"):
        await team.services.challenges.take_back(team.admin(), challenge_id)


async def test_one_taken_back_while_everybody_logs_leaves_the_sums_right(team: Harriers) -> None:
    await team.join("Ana", "Ben", "Chloé")
    await team.services.challenges.create(team.admin(), ChallengeDraft("Runs", "50 runs", "4 weeks"))
    challenge_id = (await set_up(team, "20 km")).challenge.challenge_id
    await asyncio.gather(
        *(team.log(name, f"{5_000 + number} metres", "30:00") for number in range(3) for name in ("Ana", "Ben")),
        team.services.challenges.take_back(team.admin(), challenge_id),
        *(team.log("Chloé", f"{6_000 + number} metres", "36:00") for number in range(2)),
    )
    assert [row["name"] for row in await rows_of(team.database, challenges, TEAM)] == ["Runs"]
    assert (await seen(team)).challenge.amount == 8
    assert {entry.key.partition(":")[0] for entry in await owed(team)}.isdisjoint({str(challenge_id)})
    await assert_challenges_follow_the_log(team.database, TEAM)


async def test_a_sponsor_is_taken_back_with_what_they_gave(team: Harriers) -> None:
    await set_up(team)
    service = team.services.challenges
    page = await service.sponsor(team.admin(), "December", "Gran", "1 EUR per km")
    challenge_id, gran = page.challenge.challenge_id, page.challenge.sponsors[-1].sponsor_id
    page = await service.sponsor(team.admin(), "December", "Shop", "flat 50")
    await team.log("Ana")
    assert page.challenge.currency == "EUR"
    page = await service.take_sponsor_back(team.admin(), challenge_id, gran)
    assert [(one.name, one.owed_minor) for one in page.challenge.sponsors] == [("Shop", 5_000)]
    assert page.challenge.amount == 10_000
    with pytest.raises(NotFound, match="sponsor_gone"):
        await service.take_sponsor_back(team.admin(), challenge_id, gran)
    page = await service.take_sponsor_back(team.admin(), challenge_id, page.challenge.sponsors[0].sponsor_id)
    assert (page.challenge.sponsors, page.challenge.currency) == ((), None)
    page = await service.sponsor(team.admin(), "December", "Pa", "$1 per km")
    assert page.challenge.currency == "$"


async def test_a_sponsor_taken_back_after_the_end_is_out_of_the_result(team: Harriers) -> None:
    page = await set_up(team, pledge="flat 100", sponsor="Gran")
    await team.log("Ana")
    team.clock.set(OVER)
    await team.services.challenges.end_due()
    await send_all(team)
    gran = page.challenge.sponsors[0].sponsor_id
    await team.services.challenges.take_sponsor_back(team.admin(), page.challenge.challenge_id, gran)
    [post] = await send_all(team)
    assert (post.challenge.sponsors, post.challenge.ended) == ((), True)


# --- sponsors ---


async def test_several_sponsors_are_added_up(team: Harriers) -> None:
    await set_up(team, charity="Shelter", pledge="€0.50 per km, max 4, plus 50", sponsor="The shop")
    await team.services.challenges.sponsor(team.admin(), "December", "Gran", "0.10 per km")
    await team.log("Ana", "12.5k", "70:00")
    challenge = (await seen(team)).challenge
    assert [(one.name, one.owed_minor) for one in challenge.sponsors] == [("The shop", 5_400), ("Gran", 125)]
    assert (challenge.owed_minor, challenge.currency, challenge.charity) == (5_525, "€", "Shelter")
    assert challenge.sponsors[0].pledge == Pledge(50, PledgeUnit.KM, 400, 5_000)


async def test_one_challenge_adds_up_in_one_currency(team: Harriers) -> None:
    await set_up(team, pledge="0.50 per km", sponsor="The shop")
    await team.services.challenges.sponsor(team.admin(), "december", "Gran", "1 EUR per km")
    page = await team.services.challenges.sponsor(team.admin(), "december", "Uncle", "€2 per km")
    assert page.challenge.currency == "EUR"
    with pytest.raises(UserError, match="pledge_other_currency"):
        await team.services.challenges.sponsor(team.admin(), "December", "Pa", "$1 per km")


async def test_a_sponsor_who_comes_after_the_end_is_in_the_result(team: Harriers) -> None:
    await set_up(team)
    await team.log("Ana")
    team.clock.set(OVER)
    await team.services.challenges.end_due()
    await send_all(team)
    await team.services.challenges.sponsor(team.admin(), "December", "Gran", "flat 100")
    [post] = await send_all(team)
    assert post.challenge.owed_minor == 10_000


async def test_sponsors_have_a_limit(team: Harriers) -> None:
    await set_up(team)
    for number in range(MOST_SPONSORS):
        await team.services.challenges.sponsor(team.admin(), "December", f"Gran {number}", "1 per km")
    with pytest.raises(UserError, match="sponsors_full"):
        await team.services.challenges.sponsor(team.admin(), "December", "Pa", "1 per km")


# --- what is refused ---


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " \u200b "}, "empty_challenge_name"),
        ({"name": "  "}, "empty_challenge_name"),
        ({"target": "500"}, "target_ambiguous"),
        ({"target": "banana"}, "target_unreadable"),
        ({"target": "500 km", "measure": Measure.RUNS}, "target_mismatch"),
        ({"end": "yesterday"}, "end_past"),
        ({"end": "2026-11-19"}, "end_past"),
        ({"end": "2028-01-01"}, "end_too_far"),
        ({"start": "2026-12-21"}, "start_unreadable"),
        ({"start": "2024-12-21"}, "start_unreadable"),
        ({"start": "1 mar"}, "start_long_ago"),
        ({"start": "120 days ago"}, "start_long_ago"),
        ({"pledge": "0.50 per km"}, "empty_sponsor"),
        ({"sponsor": "Gran"}, "sponsor_without_pledge"),
        ({"sponsor": "Gran", "charity": "Shelter"}, "sponsor_without_pledge"),
        ({"pledge": "0.50 per run", "sponsor": "Gran"}, "pledge_mismatch_distance"),
        ({"pledge": "soon", "sponsor": "Gran"}, "pledge_unreadable"),
        ({"pledge": "1.000 per km", "sponsor": "Gran"}, "challenge_thousands"),
        ({"pledge": "1 euro", "sponsor": "Gran"}, "pledge_bare"),
        ({"target": "1.500 km"}, "challenge_thousands"),
        ({"roles": ((71, "Blue"),)}, "challenge_one_side"),
        ({"roles": ((71, "Blue"), (71, "Blue"))}, "challenge_one_side"),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_kept(team: Harriers, change: dict[str, Any], code: str) -> None:
    draft = replace(ChallengeDraft("December", "500 km", "4 weeks"), **change)
    with pytest.raises(UserError) as refused:
        await team.services.challenges.create(team.admin(), draft)
    assert refused.value.code == code
    assert await rows_of(team.database, challenges, TEAM) == []


@pytest.mark.parametrize(
    ("start", "first_day"),
    [
        ("1 oct", date(2026, 10, 1)),
        ("2026-03-01", date(2026, 3, 1)),
        ("1 mar 2026", date(2026, 3, 1)),
        ("22 aug", date(2026, 8, 22)),
        ("12 dec", date(2026, 12, 12)),
    ],
)
async def test_a_first_day_may_have_been_a_while_ago_or_be_written_out(
    team: Harriers, start: str, first_day: date
) -> None:
    assert (await set_up(team, start=start)).challenge.first_day == first_day


@pytest.mark.parametrize(("runners", "percent"), [(2, 100), (3, 150)])
async def test_a_goal_that_is_reached_already_is_refused_and_says_how_far_the_team_is(
    team: Harriers, runners: int, percent: int
) -> None:
    for name in ("Ana", "Ben", "Chloé")[:runners]:
        await team.log(name, f"{30 / runners:g}k", "180:00", "2026-11-17")
    with pytest.raises(UserError) as refused:
        await set_up(team, "20 km", start="2026-11-16")
    assert (refused.value.code, refused.value.facts) == ("challenge_reached", {"percent": percent})
    assert await rows_of(team.database, challenges, TEAM) == []
    assert (await set_up(team, "31 km", start="2026-11-16")).challenge.amount == 30_000


async def test_only_coaches_and_admins_change_challenges(team: Harriers) -> None:
    await set_up(team)
    ana, service = team.asker("Ana"), team.services.challenges
    with pytest.raises(NotAllowed):
        await service.create(ana, ChallengeDraft("Mine", "5 km", "sunday"))
    with pytest.raises(NotAllowed):
        await service.to_end(ana, "December")
    with pytest.raises(NotAllowed):
        await service.end(ana, await the_id(team))
    with pytest.raises(NotAllowed):
        await service.sponsor(ana, "December", "Gran", "1 per km")
    with pytest.raises(NotAllowed):
        await service.take_back(ana, await the_id(team))
    with pytest.raises(NotAllowed):
        await service.take_sponsor_back(ana, await the_id(team), 1)
    with pytest.raises(NotAllowed):
        await service.suggestions(ana, "", to_change=True)
    await team.database.write(lambda uow: uow.teams.change(TEAM, coach_role_id=77))
    coach = replace(ana, role_ids=frozenset({77}))
    assert (await service.to_end(coach, "december")).name == "December"


async def test_names_and_numbers_have_limits(team: Harriers) -> None:
    await set_up(team)
    with pytest.raises(UserError, match="challenge_known"):
        await set_up(team)
    for number in range(MOST_OPEN - 1):
        draft = ChallengeDraft(f"No. {number}", "5 km", "sunday")
        await team.services.challenges.create(team.admin(), draft)
    with pytest.raises(UserError, match="challenges_full"):
        await team.services.challenges.create(team.admin(), ChallengeDraft("One more", "5 km", "sunday"))


async def test_a_challenge_is_found_by_key_by_name_and_by_being_the_next_to_end(team: Harriers) -> None:
    service, ana = team.services.challenges, team.asker("Ana")
    with pytest.raises(NotFound, match="no_challenge"):
        await service.show(ana)
    await set_up(team)
    await service.create(team.admin(), ChallengeDraft("Sunday", "5 km", "sunday"))
    assert (await service.show(ana)).challenge.name == "Sunday"
    assert (await service.show(ana, key_of(await the_id(team)))).challenge.name == "December"
    assert (await service.show(ana, " december ")).challenge.name == "December"
    with pytest.raises(NotFound, match="challenge_not_found"):
        await service.show(ana, "Easter")
    assert await service.suggestions(ana, "cem") == [(await the_id(team), "December")]


async def test_of_two_that_ended_with_one_name_somebody_has_to_choose(team: Harriers) -> None:
    service = team.services.challenges
    for _ in range(2):
        page = await set_up(team)
        await service.end(team.admin(), page.challenge.challenge_id)
    with pytest.raises(Unclear, match="challenge_ambiguous"):
        await service.show(team.asker("Ana"), "December")
    assert await service.suggestions(team.admin(), "", to_change=True) == []


async def test_another_teams_challenge_is_not_there(team: Harriers) -> None:
    page = await set_up(team)
    payload = {"challenge_id": page.challenge.challenge_id}
    post = await team.database.read(lambda uow: challenge_post(uow, TEAM + 1, payload, team.clock.now(), stands=False))
    assert post is None


async def test_a_sent_milestone_stands_as_it_was_when_the_bot_writes_no_more_of_it(team: Harriers) -> None:
    await set_up(team, "20 km")
    await team.log("Ana")
    await send_all(team)
    _, entry = await owed(team)
    assert entry.state is MessageState.SENT
    await team.log("Ana", "1k", "6:00")
    assert await send_all(team) == []
    assert len(await rows_of(team.database, runs, TEAM)) == 2
