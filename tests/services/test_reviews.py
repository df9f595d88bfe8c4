"""Runs in doubt: the runner says that they are right, a coach decides, and everything follows from it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.audience import Sharing
from bot.domain.doubts import Doubt, Verdict
from bot.domain.runs import RunSource
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.asker import Asker
from bot.services.entries import Entry, change_entry
from bot.services.letters import RunReview
from bot.services.profiles import ProfileChange
from bot.services.reviews import Pile, Review
from db.models import reviews, runs
from db.unit_of_work import UnitOfWork
from tests.services.harriers import TEAM, Harriers
from tests.services.ledger import assert_totals_follow_the_log, rows_of

CALEB = Asker(TEAM, 77, "Caleb", is_admin=True)
DORA = Asker(TEAM, 78, "Dora", is_admin=True)
REASON = "I was there, what a day."


async def doubted(team: Harriers, name: str = "Ben", when: str = "2026-11-18") -> int:
    """Log a run at the speed of a world best, and say that it is right."""
    run_id = (await team.log(name, "10k", "26:00", when)).run.run_id
    await team.services.reviews.confirm(team.asker(name), run_id, "A bike race")
    return run_id


async def first(team: Harriers) -> Review:
    review = (await team.services.reviews.page(CALEB)).review
    assert review is not None
    return review


async def points(team: Harriers, name: str = "Ben") -> int:
    return (await team.services.points.this_week(team.asker(name))).total


async def edit(team: Harriers, run_id: int, name: str = "Ben", **columns: object) -> None:
    """Change a run's figures."""
    runner_id = (await team.runner(name)).runner_id

    def change(uow: UnitOfWork) -> None:
        runner, run = uow.runners.lock(runner_id), uow.runs.find(TEAM, run_id)
        assert runner is not None
        assert run is not None
        change_entry(uow, runner, run, columns, team.clock.now())

    await team.database.write(change)


async def letters(team: Harriers) -> list[RunReview]:
    """Return the words on runs that go out now."""
    parcels = await team.services.outbox.claim()
    return [parcel.content for parcel in parcels if isinstance(parcel.content, RunReview)]


async def test_a_run_that_counts_earns_its_points_and_its_record(team: Harriers) -> None:
    run_id = await doubted(team)
    assert await points(team) == 0
    review = await first(team)
    assert (review.run_id, review.doubt, review.remark) == (run_id, Doubt.VERY_FAST, "A bike race")
    page = await team.services.reviews.decide(CALEB, review, Verdict.COUNTS, REASON)
    assert (page.review, page.waiting) == (None, 0)
    # The run, a target day, and a first time at the distance.
    assert await points(team) == 10 + 10 + 15 + 10
    await assert_totals_follow_the_log(team.database, TEAM)
    [letter] = await letters(team)
    assert (letter.coach_name, letter.verdict, letter.reason) == ("Caleb", Verdict.COUNTS, REASON)


async def test_a_run_that_is_left_out_stays_in_the_log(team: Harriers) -> None:
    await doubted(team)
    await team.services.reviews.decide(CALEB, await first(team), Verdict.LEFT_OUT, REASON)
    assert await points(team) == 0
    assert len(await rows_of(team.database, reviews, TEAM)) == 1
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_word_can_be_changed_and_the_newest_alone_is_told(team: Harriers) -> None:
    await doubted(team)
    await team.services.reviews.decide(CALEB, await first(team), Verdict.COUNTS, REASON)
    team.clock.forward(minutes=1)
    decided = (await team.services.reviews.page(DORA, Pile.DECIDED)).review
    assert decided is not None
    await team.services.reviews.decide(DORA, decided, Verdict.LEFT_OUT, "The watch ran on.")
    assert await points(team) == 0
    await assert_totals_follow_the_log(team.database, TEAM)
    [letter] = await letters(team)
    assert (letter.coach_name, letter.verdict) == ("Dora", Verdict.LEFT_OUT)


async def test_of_two_coaches_at_once_one_decides(team: Harriers) -> None:
    await doubted(team)
    seen = await first(team)
    came = await asyncio.gather(
        team.services.reviews.decide(CALEB, seen, Verdict.COUNTS, REASON),
        team.services.reviews.decide(DORA, seen, Verdict.LEFT_OUT, REASON),
        return_exceptions=True,
    )
    [refused] = [one for one in came if isinstance(one, UserError)]
    assert refused.code == "review_decided"
    assert len(await letters(team)) == 1
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_nobody_decides_on_their_own_run(team: Harriers) -> None:
    coach = replace(team.asker("Ben"), is_admin=True)
    await doubted(team)
    page = await team.services.reviews.page(coach)
    assert page.review is not None
    assert page.review.own
    with pytest.raises(NotAllowed, match="own_review"):
        await team.services.reviews.decide(coach, page.review, Verdict.COUNTS, REASON)
    assert await points(team) == 0


async def test_who_neither_coaches_nor_manages_the_server_sees_nothing(team: Harriers) -> None:
    run_id = await doubted(team)
    with pytest.raises(NotAllowed, match="not_allowed"):
        await team.services.reviews.page(team.asker("Ana"))
    with pytest.raises(NotAllowed, match="not_allowed"):
        await team.services.reviews.find(team.asker("Ana"), run_id)


async def test_what_its_runner_has_not_called_right_is_shown_to_nobody(team: Harriers) -> None:
    run_id = (await team.log("Ben", "10k", "26:00", "2026-11-18")).run.run_id
    assert (await team.services.reviews.page(CALEB)).review is None
    with pytest.raises(NotFound, match="review_gone"):
        await team.services.reviews.find(CALEB, run_id)


async def test_the_runners_word_shows_this_one_run_whatever_is_shared(team: Harriers) -> None:
    await team.join("Ben")
    await team.change("Ben", sharing=Sharing.RAN_TODAY)
    run_id = await doubted(team)
    assert (await first(team)).run_id == run_id


async def test_a_run_edited_while_the_form_was_open_is_looked_at_again(team: Harriers) -> None:
    run_id = await doubted(team)
    seen = await first(team)
    await edit(team, run_id, moving_s=1_500)
    with pytest.raises(UserError, match="review_changed"):
        await team.services.reviews.decide(CALEB, seen, Verdict.COUNTS, REASON)
    await edit(team, run_id, moving_s=3_130)
    with pytest.raises(NotFound, match="review_gone"):
        await team.services.reviews.decide(CALEB, seen, Verdict.COUNTS, REASON)
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_word_does_not_outlive_the_figures_and_the_runner_is_asked_anew(team: Harriers) -> None:
    run_id = await doubted(team)
    await team.services.reviews.decide(CALEB, await first(team), Verdict.COUNTS, REASON)
    await edit(team, run_id, moving_s=1_500)
    assert await letters(team) == []
    assert (await team.services.reviews.page(CALEB)).review is None
    assert (await team.services.reviews.page(CALEB, Pile.DECIDED)).review is None
    await team.services.reviews.confirm(team.asker("Ben"), run_id, "")
    assert (await first(team)).remark is None
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_run_deleted_or_a_runner_forgotten_meanwhile_is_gone(team: Harriers) -> None:
    run_id = await doubted(team)
    seen = await first(team)
    await team.services.runs.delete(team.asker("Ben"), run_id)
    with pytest.raises(NotFound, match="review_gone"):
        await team.services.reviews.decide(CALEB, seen, Verdict.COUNTS, REASON)
    await doubted(team)
    seen = await first(team)
    await team.services.privacy.forget(team.asker("Ben"))
    with pytest.raises(NotFound, match="review_gone"):
        await team.services.reviews.decide(CALEB, seen, Verdict.COUNTS, REASON)
    assert await rows_of(team.database, reviews, TEAM) == []


async def test_a_runner_who_has_left_is_not_spoken_of(team: Harriers) -> None:
    await doubted(team)
    seen = await first(team)
    await team.change("Ben", left_at=team.clock.now())
    assert (await team.services.reviews.page(CALEB)).review is None
    with pytest.raises(NotFound, match="review_gone"):
        await team.services.reviews.decide(CALEB, seen, Verdict.COUNTS, REASON)


async def test_a_run_beyond_doubt_needs_no_word(team: Harriers) -> None:
    run_id = (await team.log("Ben")).run.run_id
    with pytest.raises(UserError, match="run_counts"):
        await team.services.reviews.confirm(team.asker("Ben"), run_id, "")
    with pytest.raises(NotAllowed, match="not_your_run"):
        await team.services.reviews.confirm(team.asker("Ana"), run_id, "")
    left_out = await doubted(team, when="2026-11-19")
    await team.services.reviews.decide(CALEB, await first(team), Verdict.LEFT_OUT, REASON)
    with pytest.raises(UserError, match="run_left_out"):
        await team.services.reviews.confirm(team.asker("Ben"), left_out, "")


@pytest.mark.parametrize("reason", ["", "Hm.", "x" * 301])
async def test_a_reason_is_a_sentence(team: Harriers, reason: str) -> None:
    await doubted(team)
    with pytest.raises(UserError, match="reason_length"):
        await team.services.reviews.decide(CALEB, await first(team), Verdict.COUNTS, reason)


async def test_piles_are_paged_run_by_run(team: Harriers) -> None:
    ids = [await doubted(team, name) for name in ("Ana", "Ben", "Chloé")]
    page = await team.services.reviews.page(CALEB)
    met = []
    while page.review is not None:
        met.append(page.review.run_id)
        if page.following is None:
            break
        page = await team.services.reviews.page(CALEB, Pile.WAITING, page.following)
    assert met == ids
    assert page.waiting == 3


async def test_a_run_that_was_left_out_stays_with_its_runner_and_coach_when_its_day_has_room_again(
    team: Harriers,
) -> None:
    await team.services.profiles.edit(team.asker("Ben"), ProfileChange(sharing=Sharing.TEAM))
    full = (await team.log("Ben", "60k", "6:00:00", "2026-11-18")).run.run_id
    run_id = (await team.log("Ben", "50k", "5:00:00", "2026-11-18")).run.run_id
    await team.services.reviews.confirm(team.asker("Ben"), run_id, "Two stages")
    await team.services.reviews.decide(CALEB, await first(team), Verdict.LEFT_OUT, REASON)
    await team.services.runs.delete(team.asker("Ben"), full)
    own = await team.services.run_lists.first_page(team.asker("Ben"))
    assert [one.run.run_id for one in own.runs] == [run_id]
    listed = await team.services.run_lists.first_page(team.asker("Ana"), "Ben")
    assert (listed.runs, listed.total_runs) == ((), 0)


@pytest.mark.parametrize("verdict", Verdict)
async def test_a_word_outlives_what_a_watch_adds_to_the_run(team: Harriers, verdict: Verdict) -> None:
    run_id = await doubted(team)
    await team.services.reviews.decide(CALEB, await first(team), verdict, REASON)
    begun = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
    recorded = Entry(begun.date(), begun, 10_000, 1_560, elapsed_s=1_600, source=RunSource.FILE, origins=("sha256:1",))
    await team.services.runs.merge(team.asker("Ben"), run_id, recorded)
    [row] = await rows_of(team.database, runs, TEAM)
    assert (row["verdict"], row["started_at"], row["elapsed_s"]) == (verdict, begun, 1_600)
    await assert_totals_follow_the_log(team.database, TEAM)
