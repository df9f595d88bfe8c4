"""The team as the visitor finds it: log, scores, boards, cards and the Monday post, all made by the bot itself."""

from datetime import timedelta

import pytest

from bot.domain.audience import Sharing
from bot.domain.dates import Week
from bot.domain.leaderboards import Board, Period
from bot.domain.points import score_week
from bot.playground import Playground
from bot.playground.cast import runners
from bot.playground.season import CURTAIN, FIRST_DAY, WEEKS, plan_season
from bot.services.asker import Asker
from bot.services.runners import scoring_of
from bot.services.scoring import entry_of
from db.unit_of_work import UnitOfWork
from tests.composed import words

pytestmark = pytest.mark.asyncio(loop_scope="module")

WEEKS_RUN = [Week.of(FIRST_DAY + timedelta(weeks=number)) for number in range(WEEKS + 1)]


def texts(playground: Playground, place: str) -> list[str]:
    return [words(message) or message.content for message in playground.world.places[place].handle.history()]


async def test_the_log_holds_every_planned_run(shared_playground: Playground) -> None:
    def logged(uow: UnitOfWork) -> dict[str, int]:
        team_id = shared_playground.world.guild.id
        found = {}
        for who in runners():
            runner = uow.runners.find(team_id, shared_playground.world.user_id(who.key))
            assert runner is not None
            found[who.key] = uow.runs.count(runner.runner_id)
        return found

    planned = [entry.who for entry in plan_season() if entry.at < CURTAIN]
    assert await shared_playground.application.database.read(logged) == {
        who.key: planned.count(who.key) for who in runners()
    }


async def test_totals_and_awards_are_what_the_log_says(shared_playground: Playground) -> None:
    def check(uow: UnitOfWork) -> int:
        team_id, checked = shared_playground.world.guild.id, 0
        for who in runners():
            runner = uow.runners.find(team_id, shared_playground.world.user_id(who.key))
            assert runner is not None
            for week in WEEKS_RUN[:-1]:
                runs = uow.runs.in_week(runner.runner_id, week.key)
                total = uow.points.total(team_id, week.key, runner.runner_id)
                assert (total.distance_m, total.moving_s, total.runs) == (
                    sum(run.distance_m for run in runs),
                    sum(run.moving_s for run in runs),
                    len(runs),
                )
                if not runs:
                    continue
                entries = [entry_of(run) for run in runs]
                awards = score_week(week, entries, scoring_of(uow, runner, week), week.sunday + timedelta(days=1))
                assert total.points == sum(award.points for award in awards)
                stored = [
                    (award.day, award.rule, award.points, award.run_id)
                    for award in uow.points.awards_of_week(runner.runner_id, week.key)
                ]
                assert sorted(stored, key=str) == sorted(
                    ((award.day, award.rule.value, award.points, award.run_id) for award in awards), key=str
                )
                checked += 1
        return checked

    assert await shared_playground.application.database.read(check) > 90


async def test_only_who_likes_boards_stands_on_them(shared_playground: Playground) -> None:
    asker = Asker(shared_playground.world.guild.id, shared_playground.world.user_id("ana"), "Ana")
    for board in (Board.POINTS, Board.DISTANCE):
        standings = await shared_playground.application.services.leaderboards.standings(asker, board, Period.LAST_WEEK)
        assert len(standings.rows) == 5
        assert {row.name for row in standings.rows}.isdisjoint({"Mo", "Freya", "Zanele"})
        assert standings.totals.runners >= 9


async def test_the_feed_shows_what_each_runner_shares(shared_playground: Playground) -> None:
    cards = texts(shared_playground, "feed")
    assert len(cards) >= 8
    assert not any("Freya" in card for card in cards)
    quiet = [card for card in cards if "Zanele" in card]
    assert quiet
    assert not any("km" in card for card in quiet)
    assert any("Cheer · " in card for card in cards)


async def test_the_monday_post_stands_once_at_eight_with_its_picture(shared_playground: Playground) -> None:
    (post,) = shared_playground.world.places["leaderboard"].handle.history()
    assert "Week 13" in words(post)
    assert post.created_at.isoformat() == "2026-03-30T07:00:00+00:00"
    assert [attachment.content_type for attachment in post.attachments] == ["image/png"]


async def test_everything_owed_has_been_sent(shared_playground: Playground) -> None:
    outbox = await shared_playground.ledger.outbox(newest=100)
    assert {fate.value for fate, count in outbox.counts.items() if count} == {"sent"}
    assert {line.kind.value for line in outbox.newest} == {"feed_card", "leaderboard"}


async def test_it_is_friday_morning_and_monday_comes_next(shared_playground: Playground) -> None:
    assert shared_playground.world.now() == CURTAIN
    (post,) = await shared_playground.ledger.planned()
    assert post.due_at.isoformat() == "2026-04-06T07:00:00+00:00"


async def test_people_have_written_in_the_channels(shared_playground: Playground) -> None:
    assert any("threshold" in text for text in texts(shared_playground, "plan"))
    assert len(texts(shared_playground, "general")) >= 4


async def test_profiles_differ(shared_playground: Playground) -> None:
    def profiles(uow: UnitOfWork) -> set[tuple[str | None, str | None, str, int]]:
        ids = [shared_playground.world.user_id(who.key) for who in runners()]
        found = (uow.runners.find(shared_playground.world.guild.id, user_id) for user_id in ids)
        return {(runner.unit, runner.time_zone, runner.sharing, runner.weekly_target) for runner in found if runner}

    different = await shared_playground.application.database.read(profiles)
    assert {sharing for _, _, sharing, _ in different} == {sharing.value for sharing in Sharing}
    assert "mi" in {unit for unit, _, _, _ in different}
    assert len({zone for _, zone, _, _ in different}) >= 6
