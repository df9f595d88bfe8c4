"""Celebrations: one a run at most, told as the runner likes praise, and taken back when it is true no more."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.audience import FeedMode, MessageKind, Praise, Sharing
from bot.domain.celebrations import Celebration, CelebrationKind
from bot.domain.doubts import Verdict
from bot.domain.pauses import PauseReason
from bot.domain.point_rules import POINTS_V1
from bot.domain.profiles import AgeTable
from bot.domain.runs import PainArea
from bot.files import read_activities
from bot.services.celebrations import CelebrationPost
from bot.services.digests import FeedDigest
from bot.services.letters import RunReview
from bot.services.outbox import MessageState, Parcel
from bot.services.point_rules import Choice
from bot.services.profiles import ProfileChange
from bot.services.reviews import Pile
from bot.services.run_outcomes import LoggedRun
from bot.services.teams import TeamUnits
from tests.composed import FRIDAY
from tests.files.making import gpx, row, strava_list
from tests.services.celebrated import edit, kept
from tests.services.harriers import Harriers, local

POST = MessageKind.CELEBRATION
FIRST_RUN, COMEBACK = Celebration(CelebrationKind.FIRST_RUN), Celebration(CelebrationKind.COMEBACK)
LONGEST = Celebration(CelebrationKind.LONGEST)
BEST_5K = Celebration(CelebrationKind.BEST, event="5k")


def first_at(event: str) -> Celebration:
    return Celebration(CelebrationKind.FIRST_AT, event=event)


def kilometres(number: int) -> Celebration:
    return Celebration(CelebrationKind.KILOMETRES, number=number)


def streak(number: int) -> Celebration:
    return Celebration(CelebrationKind.STREAK, number=number)


@pytest.fixture
async def public(team: Harriers) -> Harriers:
    """A team whose Ana likes her praise in public, and has a first run of months ago behind her."""
    await team.log("Ana", "1 km", "6:00", when="2026-06-01")
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(praise=Praise.PUBLIC))
    return team


async def posts(team: Harriers) -> list[Parcel]:
    """Claim what is due, and return the celebrations of it."""
    return [one for one in await team.services.outbox.claim() if one.message.kind is POST]


async def stand(team: Harriers, message_id: int = 900) -> CelebrationPost:
    """Send the one celebration that is due."""
    [parcel] = await posts(team)
    await team.services.outbox.sent(parcel.message, message_id)
    assert isinstance(parcel.content, CelebrationPost)
    return parcel.content


async def states(team: Harriers) -> list[MessageState]:
    return [one.state for one in await team.services.outbox.newest() if one.kind is POST]


# --- what is celebrated ---


async def test_the_first_run_of_a_log_is_celebrated_and_the_second_is_not(team: Harriers) -> None:
    assert (await team.log("Ana", "7 km", "40:00")).celebration == FIRST_RUN
    assert (await team.log("Ana", "7.2 km", "41:00", when="yesterday")).celebration is None


async def test_a_first_at_a_distance_and_a_best_are_celebrated(public: Harriers) -> None:
    assert (await public.log("Ana", "5k", "30:00")).celebration == first_at("5k")
    public.clock.forward(days=1)
    assert (await public.log("Ana", "5k", "31:00")).celebration is None
    public.clock.forward(days=1)
    assert (await public.log("Ana", "5k", "29:00")).celebration == BEST_5K


async def test_a_hundred_kilometres_are_celebrated_once(public: Harriers) -> None:
    for day, distance in (("01", 60), ("02", 38.9)):
        await public.log("Ana", f"{distance} km", "7:00:00", when=f"2026-09-{day}")
    assert (await public.log("Ana", "1.1 km", "7:00")).celebration == kilometres(100)
    assert (await public.log("Ana", "2.2 km", "14:00", when="yesterday")).celebration is None


async def test_the_longest_run_is_celebrated_once_there_are_some(public: Harriers) -> None:
    found = []
    for distance in ("6.1", "6.7", "7.3", "7.6", "8.3"):
        found.append((await public.log("Ana", f"{distance} km", "50:00")).celebration)
        public.clock.forward(days=1)
    # The second run of a log, after months, is a coming back; 300 m farther is how a watch measures.
    assert found == [COMEBACK, None, LONGEST, None, LONGEST]


async def run_for_weeks(team: Harriers, weeks: int) -> list[Celebration | None]:
    """Log three runs a week from Monday on, none of which is worth a word by itself."""
    found = []
    for week in range(weeks):
        for day in range(3):
            team.clock.set(local("Europe/Berlin", "2026-11-23 18:00") + timedelta(weeks=week, days=day))
            found.append((await team.log("Ana", "6.3 km", "40:00")).celebration)
    return found


async def test_a_step_of_a_streak_is_celebrated_with_the_run_that_came_to_it(public: Harriers) -> None:
    found = await run_for_weeks(public, 5)
    assert found[1:10] == [None] * 9
    assert found[10] == streak(4)
    assert found[11:] == [None] * 4


async def test_points_that_a_team_turned_off_take_no_streak_away(public: Harriers) -> None:
    await public.services.point_rules.choose(public.admin(), Choice(dict.fromkeys(POINTS_V1.values, 0), 50))
    assert (await run_for_weeks(public, 4))[10] == streak(4)


async def test_a_run_for_the_week_before_may_come_to_the_step(public: Harriers) -> None:
    await run_for_weeks(public, 3)
    public.clock.set(local("Europe/Berlin", "2026-12-20 18:00"))
    await public.log("Ana", "6.3 km", "40:00")
    public.clock.set(local("Europe/Berlin", "2026-12-21 09:00"))
    assert (await public.log("Ana", "6.3 km", "41:00", when="2026-12-18")).celebration == streak(4)


# --- coming back ---


@pytest.mark.parametrize(("days", "found"), [(20, None), (21, COMEBACK), (90, COMEBACK)])
async def test_who_was_away_for_three_weeks_is_seen_again(
    public: Harriers, days: int, found: Celebration | None
) -> None:
    await public.log("Ana", "6.1 km", "40:00")
    public.clock.forward(days=days)
    assert (await public.log("Ana", "6.2 km", "40:00")).celebration == found
    assert (await public.log("Ana", "2.2 km", "15:00")).celebration is None
    assert (await public.log("Ana", "2.4 km", "15:00", when="yesterday")).celebration is None


async def test_a_break_is_a_break_whatever_it_was_for(public: Harriers) -> None:
    await public.log("Ana", "6.1 km", "40:00")
    await public.services.profiles.pause(public.asker("Ana"), "2026-12-24", PauseReason.TRAVEL)
    public.clock.forward(days=30)
    assert (await public.log("Ana", "6.2 km", "40:00")).celebration == COMEBACK


async def test_kind_words_during_a_break_are_no_run(public: Harriers) -> None:
    await public.log("Ana", "6.1 km", "40:00")
    public.clock.forward(days=24)
    ben, shoutouts = public.asker("Ben"), public.services.shoutouts
    await shoutouts.give(ben, await shoutouts.addressed(ben, "Ana"), "Looking forward to you.")
    public.clock.forward(days=4)
    assert (await public.log("Ana", "6.2 km", "40:00")).celebration == COMEBACK


# --- what is kind ---


async def test_a_run_that_hurts_is_celebrated_in_no_way(public: Harriers) -> None:
    sore: dict[str, Any] = {"pain_area": PainArea.KNEE_LEFT, "pain_level": 6}
    assert (await public.log("Ana", "half", "2:00:00", **sore)).celebration is None
    # Nor is another one of that day.
    assert (await public.log("Ana", "5k", "30:00")).celebration is None
    assert await kept(public) == {}


async def test_an_ache_that_is_told_later_takes_the_celebration_back(public: Harriers) -> None:
    run_id = (await public.log("Ana", "half", "2:00:00")).run.run_id
    await stand(public)
    await edit(public, run_id, pain_area=PainArea.KNEE_LEFT, pain_level=7)
    assert await kept(public) == {}
    [down] = await posts(public)
    assert (down.message.message_id, down.content) == (900, None)


async def test_a_run_in_spite_of_an_injury_is_celebrated_in_no_way(public: Harriers) -> None:
    await public.services.profiles.pause(public.asker("Ana"), "2027-01-10", PauseReason.INJURED)
    public.clock.forward(days=30)
    assert (await public.log("Ana", "half", "2:00:00")).celebration is None


# --- what is news ---


@pytest.mark.parametrize(("when", "found"), [("2026-11-13", first_at("5k")), ("2026-11-12", None)])
async def test_a_run_is_news_for_a_week(public: Harriers, when: str, found: Celebration | None) -> None:
    assert (await public.log("Ana", "5k", "30:00", when=when)).celebration == found


async def test_a_list_of_runs_celebrates_nothing(public: Harriers) -> None:
    begun = await public.services.imports.begin(
        public.asker("Ana"),
        "activities.csv",
        read_activities("activities.csv", strava_list(row(1), row(2, at=FRIDAY - timedelta(days=2)))),
        unknown_are_runs=False,
    )
    while await public.services.imports.advance(begun.import_id):
        continue
    progress = await public.services.imports.progress(begun.import_id)
    assert progress is not None
    assert progress.added == 2
    assert (await kept(public), await posts(public)) == ({}, [])


async def test_a_file_of_one_run_is_celebrated_as_a_typed_one(public: Harriers) -> None:
    await public.log("Ana", "6.1 km", "40:00", when="yesterday")
    upload = await public.services.uploads.read("morning.gpx", gpx(151))
    logged = await public.services.uploads.take(public.asker("Ana"), upload)
    assert isinstance(logged, LoggedRun)
    assert logged.celebration == first_at("5k")


# --- doubts ---


async def test_a_run_in_doubt_is_celebrated_once_a_coach_lets_it_count(public: Harriers) -> None:
    logged = await public.log("Ana", "5k", "12:50")
    assert (logged.doubt is not None, logged.celebration) == (True, None)
    assert await posts(public) == []
    asker = public.asker("Ana")
    await public.services.reviews.confirm(asker, logged.run.run_id, "A bike race")
    coach = public.admin("Caleb")
    review = (await public.services.reviews.page(coach, Pile.WAITING)).review
    assert review is not None
    await public.services.reviews.decide(coach, review, Verdict.COUNTS, "I was there, what a day.")
    assert await kept(public) == {logged.run.run_id: first_at("5k")}
    parcels = await public.services.outbox.claim()
    assert [one.message.kind for one in parcels if one.message.kind is POST] == [POST]
    [letter] = [one.content for one in parcels if isinstance(one.content, RunReview)]
    assert letter.celebration == first_at("5k")


async def test_a_table_that_makes_a_run_doubtful_takes_its_post_down(public: Harriers) -> None:
    await public.log("Ana", "5k", "13:50")
    await stand(public)
    await public.services.profiles.edit(public.asker("Ana"), ProfileChange(age_table=AgeTable.FEMALE))
    [down] = await posts(public)
    assert (down.message.message_id, down.content) == (900, None)


# --- changes ---


async def test_a_change_that_makes_it_untrue_finds_another_word_for_the_same_post(public: Harriers) -> None:
    run_id = (await public.log("Ana", "5k", "30:00")).run.run_id
    await stand(public)
    # Months lie between it and the run before.
    assert (await edit(public, run_id, distance="4 km")).celebration == COMEBACK
    edited = await stand(public)
    assert edited.celebration == COMEBACK
    # Which stays true, whatever the run is made since.
    assert (await edit(public, run_id, distance="5k")).celebration is None
    assert await kept(public) == {run_id: COMEBACK}


async def test_what_was_taken_down_is_posted_anew_and_once(public: Harriers) -> None:
    await public.log("Ana", "6.1 km", "40:00", when="yesterday")
    await stand(public, 899)
    run_id = (await public.log("Ana", "5k", "30:00")).run.run_id
    await stand(public)
    assert (await edit(public, run_id, distance="4 km")).celebration is None
    [down] = await posts(public)
    assert (down.message.message_id, down.content) == (900, None)
    await public.services.outbox.drop(down.message)
    assert (await edit(public, run_id, distance="5k")).celebration == first_at("5k")
    assert await kept(public) == {run_id - 1: COMEBACK, run_id: first_at("5k")}
    again = await stand(public, 901)
    assert again.celebration == first_at("5k")
    assert await posts(public) == []


async def test_an_edit_before_the_post_is_gone_leaves_it_standing(public: Harriers) -> None:
    await public.log("Ana", "6.1 km", "40:00", when="yesterday")
    await stand(public, 899)
    run_id = (await public.log("Ana", "5k", "30:00")).run.run_id
    await stand(public)
    await edit(public, run_id, distance="4 km")
    await edit(public, run_id, distance="5k", time="29:00")
    [edited] = await posts(public)
    assert edited.message.message_id == 900
    assert isinstance(edited.content, CelebrationPost)
    assert (edited.content.celebration, edited.content.result_s) == (first_at("5k"), 29 * 60)


async def test_a_note_that_is_added_changes_nothing(public: Harriers) -> None:
    run_id = (await public.log("Ana", "5k", "30:00")).run.run_id
    await stand(public)
    assert (await edit(public, run_id, note="what a morning")).celebration is None
    assert await kept(public) == {run_id: first_at("5k")}
    assert (await stand(public)).celebration == first_at("5k")


async def test_a_run_that_an_edit_brings_to_something_is_celebrated_then(public: Harriers) -> None:
    await public.log("Ana", "6.1 km", "40:00", when="yesterday")
    run_id = (await public.log("Ana", "4 km", "30:00")).run.run_id
    assert await kept(public) == {run_id - 1: COMEBACK}
    assert (await edit(public, run_id, distance="5k")).celebration == first_at("5k")
    assert len(await posts(public)) == 2


async def test_a_deleted_run_takes_its_celebration_along(public: Harriers) -> None:
    run_id = (await public.log("Ana", "5k", "30:00")).run.run_id
    await stand(public)
    await public.services.runs.delete(public.asker("Ana"), run_id)
    assert await kept(public) == {}
    [down] = await posts(public)
    assert (down.message.message_id, down.content) == (900, None)
    await public.services.outbox.drop(down.message)
    assert (await public.log("Ana", "5k", "30:30")).celebration == first_at("5k")


async def test_a_change_of_one_run_takes_back_what_is_true_of_another_no_more(public: Harriers) -> None:
    first = (await public.log("Ana", "5k", "30:00", when="yesterday")).run.run_id
    best = (await public.log("Ana", "5k", "29:00")).run.run_id
    assert await kept(public) == {first: first_at("5k"), best: BEST_5K}
    await edit(public, first, time="28:00")
    assert await kept(public) == {first: first_at("5k")}
    await edit(public, first, time="30:00")
    assert await kept(public) == {first: first_at("5k"), best: BEST_5K}
    await public.services.runs.delete(public.asker("Ana"), first)
    assert await kept(public) == {}


async def test_kilometres_that_a_log_has_no_more_are_taken_back_and_come_once(public: Harriers) -> None:
    await public.log("Ana", "90 km", "9:00:00", when="2026-09-02")
    far = (await public.log("Ana", "6.3 km", "40:00", when="2026-11-18")).run.run_id
    passed = (await public.log("Ana", "3.4 km", "20:00", when="yesterday")).run.run_id
    assert (await kept(public))[passed] == kilometres(100)
    await edit(public, far, distance="2.2 km")
    assert passed not in await kept(public)
    await edit(public, far, distance="6.3 km")
    assert (await kept(public))[passed] == kilometres(100)
    # And whoever passes them while they are taken back has them.
    await edit(public, far, distance="2.2 km")
    other = (await public.log("Ana", "2.6 km", "15:00")).run.run_id
    last = (await public.log("Ana", "2.7 km", "16:00")).run.run_id
    assert (passed in await kept(public), (await kept(public)).get(other)) == (False, None)
    await edit(public, far, distance="6.3 km")
    found = {run: one for run, one in (await kept(public)).items() if one.kind is CelebrationKind.KILOMETRES}
    assert found == {last: kilometres(100)}


async def test_a_streak_that_is_shorter_by_a_run_is_taken_back(public: Harriers) -> None:
    await run_for_weeks(public, 3)
    public.clock.set(local("Europe/Berlin", "2026-12-15 18:00"))
    one = (await public.log("Ana", "6.3 km", "40:00", when="2026-12-14")).run.run_id
    step = (await public.log("Ana", "6.3 km", "40:00")).run.run_id
    assert (await kept(public))[step] == streak(4)
    await public.services.runs.delete(public.asker("Ana"), one)
    assert step not in await kept(public)


async def test_what_was_told_more_than_a_week_ago_stays_told(public: Harriers) -> None:
    first = (await public.log("Ana", "5k", "30:00", when="yesterday")).run.run_id
    best = (await public.log("Ana", "5k", "29:00")).run.run_id
    public.clock.forward(days=10)
    await edit(public, first, time="28:00")
    assert (await kept(public))[best] == BEST_5K
    # Its own change is another matter, however long ago.
    await edit(public, best, time="29:30")
    assert best not in await kept(public)


async def test_a_run_that_counts_since_another_went_is_celebrated(public: Harriers) -> None:
    await public.log("Ana", "6.1 km", "40:00", when="yesterday")
    one = (await public.log("Ana", "5k", "30:00", when="today 7am")).run.run_id
    two = (await public.log("Ana", "5k", "30:10", when="today 7am")).run.run_id
    assert await kept(public) == {one - 1: COMEBACK, one: first_at("5k")}
    await public.services.runs.delete(public.asker("Ana"), one)
    assert await kept(public) == {one - 1: COMEBACK, two: first_at("5k")}


# --- who hears of it ---


async def test_public_praise_is_a_post_and_private_praise_is_none(public: Harriers) -> None:
    logged = await public.log("Ana", "5k", "30:00")
    assert (await stand(public)) == CelebrationPost(
        logged.run.run_id, "Ana", first_at("5k"), 5_000, 1_800, TeamUnits.KM
    )
    assert (await public.log("Ben", "5k", "30:00")).celebration == FIRST_RUN
    assert await posts(public) == []


@pytest.mark.parametrize("sharing", [Sharing.RAN_TODAY, Sharing.COACH_ONLY])
async def test_who_keeps_figures_to_themselves_has_no_post(public: Harriers, sharing: Sharing) -> None:
    await public.services.profiles.edit(public.asker("Ana"), ProfileChange(sharing=sharing))
    assert (await public.log("Ana", "5k", "30:00")).celebration == first_at("5k")
    assert await posts(public) == []


QUIETER = {
    "praise": ProfileChange(praise=Praise.PRIVATE),
    "ran today": ProfileChange(sharing=Sharing.RAN_TODAY),
    "the coach": ProfileChange(sharing=Sharing.COACH_ONLY),
}


@pytest.mark.parametrize("change", QUIETER)
async def test_who_becomes_quieter_has_their_posts_taken_down_and_none_comes_again(
    public: Harriers, change: str
) -> None:
    await public.log("Ana", "5k", "30:00")
    await stand(public)
    await public.services.profiles.edit(public.asker("Ana"), QUIETER[change])
    [down] = await posts(public)
    assert (down.message.message_id, down.content) == (900, None)
    await public.services.outbox.drop(down.message)
    loud = ProfileChange(praise=Praise.PUBLIC, sharing=Sharing.TEAM)
    await public.services.profiles.edit(public.asker("Ana"), loud)
    assert await posts(public) == []


async def test_who_becomes_louder_publishes_nothing_that_came_before(public: Harriers) -> None:
    run_id = (await public.log("Ben", "5k", "30:00")).run.run_id
    await public.services.profiles.edit(public.asker("Ben"), ProfileChange(praise=Praise.PUBLIC))
    await edit(public, run_id, "Ben", time="29:00")
    assert await posts(public) == []
    assert (await public.log("Ben", "10k", "59:00", when="yesterday")).celebration == first_at("10k")
    assert (await stand(public)).runner_name == "Ben"


async def test_a_feed_that_is_off_has_no_celebrations(public: Harriers) -> None:
    await public.services.team_settings.choose_feed_mode(public.admin(), FeedMode.OFF)
    assert (await public.log("Ana", "5k", "30:00")).celebration == first_at("5k")
    assert await posts(public) == []


async def digest(team: Harriers) -> FeedDigest:
    [parcel] = [one for one in await team.services.outbox.claim() if one.message.kind is MessageKind.FEED_DIGEST]
    await team.services.outbox.sent(parcel.message, 950)
    assert isinstance(parcel.content, FeedDigest)
    return parcel.content


async def test_a_digest_tells_of_it_beside_the_run_and_there_is_no_post(public: Harriers) -> None:
    await public.services.team_settings.choose_feed_mode(public.admin(), FeedMode.DIGEST)
    public.clock.forward(seconds=1)
    run_id = (await public.log("Ana", "5k", "30:00")).run.run_id
    ben = (await public.log("Ben", "5k", "30:00")).run.run_id
    assert await posts(public) == []
    public.clock.set(local("Europe/Berlin", "2026-11-20 20:00"))
    await public.services.schedules.run_due()
    told = await digest(public)
    assert [card.run_id for card in told.cards] == [run_id, ben]
    assert {one: post.celebration for one, post in told.celebrations.items()} == {run_id: first_at("5k")}
    # Who likes it quieter since is told of without it, and who is louder since has what comes.
    await public.services.profiles.edit(public.asker("Ana"), ProfileChange(praise=Praise.PRIVATE))
    await public.services.profiles.edit(public.asker("Ben"), ProfileChange(praise=Praise.PUBLIC))
    told = await digest(public)
    assert ([card.run_id for card in told.cards], told.celebrations) == ([run_id, ben], {})


async def test_a_digest_that_stands_follows_what_is_taken_back(public: Harriers) -> None:
    await public.services.team_settings.choose_feed_mode(public.admin(), FeedMode.DIGEST)
    public.clock.forward(seconds=1)
    first = (await public.log("Ana", "5k", "30:00", when="yesterday")).run.run_id
    best = (await public.log("Ana", "5k", "29:00")).run.run_id
    public.clock.set(local("Europe/Berlin", "2026-11-20 20:00"))
    await public.services.schedules.run_due()
    assert set((await digest(public)).celebrations) == {first, best}
    await edit(public, first, time="28:00")
    assert set((await digest(public)).celebrations) == {first}


async def test_a_post_that_nobody_sent_in_time_follows_the_feed(public: Harriers) -> None:
    await public.log("Ana", "5k", "30:00")
    await public.services.team_settings.choose_feed_mode(public.admin(), FeedMode.DIGEST)
    assert await posts(public) == []
    assert await states(public) == [MessageState.DROPPED]


async def test_who_is_forgotten_is_celebrated_no_more(public: Harriers) -> None:
    await public.log("Ana", "5k", "30:00")
    await stand(public)
    await public.services.privacy.forget(public.asker("Ana"))
    [down] = await posts(public)
    assert (down.message.message_id, down.content) == (900, None)
    assert await kept(public) == {}


async def test_an_export_says_what_was_celebrated(public: Harriers) -> None:
    run_id = (await public.log("Ana", "5k", "30:00")).run.run_id
    export = await public.services.privacy.export(public.asker("Ana"))
    assert export is not None
    [held] = [one for one in export.tables if one.name == "celebrations"]
    assert held.rows == ((run_id, "first_at", "5k", None, True, "public", FRIDAY.date()),)


async def test_a_rebuild_leaves_celebrations_alone(public: Harriers) -> None:
    run_id = (await public.log("Ana", "5k", "30:00")).run.run_id
    await stand(public)
    await public.services.rebuilding.rebuild()
    assert await kept(public) == {run_id: first_at("5k")}
    assert await posts(public) == []
