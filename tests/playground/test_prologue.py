"""The team as the visitor finds it: log, scores, boards, cards and the Monday post, all made by the bot itself."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.domain.attention import Need, need_of
from bot.domain.audience import Praise, Sharing
from bot.domain.availability import WhichWeek
from bot.domain.dates import Week
from bot.domain.leaderboards import Board, Period
from bot.domain.points import score_week
from bot.playground import Playground
from bot.playground.cast import PEOPLE, person, runners
from bot.playground.ledger import Fate
from bot.playground.season import CURTAIN, FIRST_DAY, WEEKS, plan_season
from bot.services.asker import Asker
from bot.services.plan_pages import PlanState
from bot.services.profiles import Profile
from bot.services.scoring import Scorer, entry_of
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
                scorer = Scorer(uow, runner, week.sunday)
                profile, plan = scorer.profile(week, runs), scorer.plan(week)
                awards = score_week(week, entries, profile, week.sunday + timedelta(days=1), plan=plan)
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
    assert any("Coach Caleb** to <@" in card for card in cards)
    assert not any("Freya" in card for card in cards)
    quiet = [card for card in cards if "Zanele" in card]
    assert quiet
    assert not any("km" in card for card in quiet)
    assert any("Cheer · " in card for card in cards)


async def test_the_monday_post_stands_once_at_eight_with_its_picture(shared_playground: Playground) -> None:
    post, _ = shared_playground.world.places["leaderboard"].handle.history()
    assert "Week 13" in words(post)
    assert post.created_at.isoformat() == "2026-03-30T07:00:00+00:00"
    assert [attachment.content_type for attachment in post.attachments] == ["image/png"]


async def test_the_recap_of_march_stands_below_it(shared_playground: Playground) -> None:
    _, post = shared_playground.world.places["leaderboard"].handle.history()
    assert "March" in words(post)
    assert post.created_at.isoformat() == "2026-04-01T08:00:00+00:00"
    assert [attachment.content_type for attachment in post.attachments] == ["image/png"]


async def test_everything_owed_since_there_are_channels_has_been_sent(shared_playground: Playground) -> None:
    outbox = await shared_playground.ledger.outbox(newest=200)
    assert {line.kind.value for line in outbox.newest} == {
        "feed_card",
        "celebration",
        "leaderboard",
        "month_recap",
        "shoutout",
        "challenge_milestone",
        "shoutout_note",
        "race_card",
        "race_mates",
        "race_reminder",
        "coach_digest",
        "feedback",
        "feedback_answer",
        "focus_request",
        "plan_post",
        "plan_week",
        "season_shared",
    }
    unsent = [(line.kind.value, line.fate.value) for line in outbox.newest if line.fate is not Fate.SENT]
    # January and February ended before the team had chosen where its posts go; weeks of March were over by then.
    assert Counter(unsent) == {("month_recap", "set_aside"): 2, ("plan_week", "set_aside"): 6}


async def test_it_is_friday_morning_and_monday_comes_next(shared_playground: Playground) -> None:
    assert shared_playground.world.now() == CURTAIN
    planned = await shared_playground.ledger.planned()
    assert [post.due_at.isoformat() for post in planned] == [
        "2026-04-05T17:00:00+00:00",
        "2026-04-06T07:00:00+00:00",
        "2026-05-01T08:00:00+00:00",
    ]


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


async def test_everybody_with_a_history_has_answered_and_the_admin_is_still_to_be_met(
    shared_playground: Playground,
) -> None:
    profiles = shared_playground.application.services.profiles
    team_id = shared_playground.world.guild.id

    def known(uow: UnitOfWork) -> dict[str, bool]:
        rows = {who.key: uow.runners.find(team_id, shared_playground.world.user_id(who.key)) for who in PEOPLE}
        return {key: row.answered_at is not None for key, row in rows.items() if row is not None}

    assert await shared_playground.application.database.read(known) == {
        who.key: True for who in PEOPLE if who.key != "robin"
    }
    for who in runners():
        asker = Asker(team_id, shared_playground.world.user_id(who.key), who.name)
        assert await profiles.ask_once(asker) is None


async def test_profiles_say_what_the_cast_is_like(shared_playground: Playground) -> None:
    profiles = shared_playground.application.services.profiles

    async def profile(who: str) -> Profile:
        user_id = shared_playground.world.user_id(who)
        return await profiles.show(Asker(shared_playground.world.guild.id, user_id, person(who).name))

    ana, mo = await profile("ana"), await profile("mo")
    assert (ana.praise, ana.nudges, ana.weekly_target) == (Praise.PUBLIC, True, 4)
    assert (mo.praise, mo.boards) == (Praise.PRIVATE, frozenset())
    assert mo.drives is not None
    assert (await profile("jonas")).pause is None, "the calf is happy again"


async def test_a_pause_kept_jonas_weeks_in_a_row(shared_playground: Playground) -> None:
    def pauses(uow: UnitOfWork) -> list[tuple[str, str, str | None]]:
        runner = uow.runners.find(shared_playground.world.guild.id, shared_playground.world.user_id("jonas"))
        assert runner is not None
        found = uow.runners.pauses(runner.runner_id)
        return [(pause.first_day.isoformat(), pause.last_day.isoformat(), pause.reason) for pause in found]

    assert await shared_playground.application.database.read(pauses) == [("2026-02-02", "2026-02-22", "injured")]


async def test_the_admin_has_said_who_coaches(shared_playground: Playground) -> None:
    team = await shared_playground.ledger.team()
    assert team is not None
    assert (team.coach_role_id, team.coach_role_chosen) == (shared_playground.world.coach_role_id, True)
    assert team.admin_id == shared_playground.world.user_id("robin")
    assert (team.feed_chosen, team.leaderboard_chosen) == (False, False), "channels are still the visitor's to choose"


async def test_the_coach_has_set_a_goal_that_the_weeks_runs_count_for(shared_playground: Playground) -> None:
    page = await shared_playground.application.services.challenges.show(
        Asker(shared_playground.world.guild.id, shared_playground.world.user_id("ana"), "Ana")
    )
    challenge = page.challenge
    assert (challenge.name, challenge.first_day.weekday(), challenge.ended) == ("To the sea together", 0, False)
    assert 100_000 < challenge.amount < challenge.target
    assert challenge.runners > 5
    assert challenge.owed_minor > 2_000


async def test_the_coach_has_planned_this_week_and_begun_the_next(shared_playground: Playground) -> None:
    plans, asker = shared_playground.application.services.plans, asker_of(shared_playground, "caleb")
    this, coming = await plans.desk(asker, WhichWeek.THIS), await plans.desk(asker)
    assert {(plan.whom.name, plan.state) for plan in this.plans} == {
        ("", PlanState.OUT),
        ("Ana", PlanState.OUT),
        ("Mo", PlanState.OUT),
    }
    assert {(plan.whom.name, plan.state) for plan in coming.plans} == {
        ("Ana", PlanState.WAITING),
        ("Chloé", PlanState.WAITING),
    }
    assert "Ben" in {one.name for one in coming.without}


async def test_two_train_for_the_race_in_the_calendar(shared_playground: Playground) -> None:
    for who in ("Ana", "Priya"):
        page = await shared_playground.application.services.seasons.of_runner(asker_of(shared_playground, "caleb"), who)
        assert page is not None
        assert page.goal.name == "Lakeside Run"
        assert page.goal.race_id is not None


async def test_the_roster_tells_of_an_ache_a_request_and_a_silence(shared_playground: Playground) -> None:
    rosters = shared_playground.application.services.rosters
    roster = await rosters.page(asker_of(shared_playground, "caleb"), weeks=3)
    first = [(one.name, need_of(one.attention.reasons[0])) for one in roster.entries[:3]]
    assert first == [("Jonas", Need.PAIN), ("Ana", Need.REQUEST), ("Freya", Need.SILENCE)]


async def test_coach_and_runner_have_written_to_each_other(shared_playground: Playground) -> None:
    coach_reads, runner_reads = texts(shared_playground, "dm-caleb"), texts(shared_playground, "dm-mo")
    assert any("too far to dream of" in one for one in coach_reads)
    assert any("Dream on." in one for one in runner_reads)


def asker_of(playground: Playground, who: str) -> Asker:
    roles = frozenset({playground.world.coach_role_id}) if who == "caleb" else frozenset()
    return Asker(playground.world.guild.id, playground.world.user_id(who), person(who).name, roles)
