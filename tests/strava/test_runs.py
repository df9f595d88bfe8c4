"""What Strava tells of runs, as Baton takes it: which rows are runs, when, how far, and who may see them."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.connections import Visibility
from bot.domain.found_runs import DEVICE_LIMIT, FoundRun
from bot.domain.runs import Surface
from bot.playground.local_strava import LocalStrava
from bot.services.ports import Credentials
from bot.strava import StravaSource
from tests.strava.company import NOW, WEEK, Connected


async def test_a_run_is_told_in_metres_and_whole_seconds(ana: Connected) -> None:
    began = datetime(2026, 11, 19, 17, 5, 12, tzinfo=UTC)
    activity = ana.finish_run(started_at=began, distance_m=10_012.6, moving_s=3_072, elapsed_s=3_120)
    assert await ana.only_run() == FoundRun(
        key=str(activity.activity_id),
        local_date=date(2026, 11, 19),
        started_at=began,
        distance_m=10_013,
        moving_s=3_072,
        elapsed_s=3_120,
        device="Garmin Forerunner 255",
    )


@pytest.mark.parametrize(
    ("distance", "metres"), [(999.4, 999), (999.5, 1_000), (1_000.5, 1_001), (1_000, 1_000), (0.0, 0)]
)
async def test_halves_of_a_metre_are_rounded_up(ana: Connected, distance: float, metres: int) -> None:
    ana.finish_run(distance_m=distance)
    assert (await ana.only_run()).distance_m == metres


async def test_seconds_with_a_fraction_are_rounded(ana: Connected) -> None:
    ana.finish_run(moving_s=3_120.5, elapsed_s=3_150.2)
    run = await ana.only_run()
    assert (run.moving_s, run.elapsed_s) == (3_121, 3_150)


@pytest.mark.parametrize(
    ("overrides", "times"),
    [
        ({"elapsed_time": None}, (3_000, 3_000)),
        ({"moving_time": None, "elapsed_time": 3_100}, (3_100, 3_100)),
        ({"elapsed_time": 2_900}, (3_000, 3_000)),
    ],
)
async def test_one_time_stands_for_both_and_elapsed_is_never_less(
    ana: Connected, overrides: dict[str, Any], times: tuple[int, int]
) -> None:
    ana.finish_run(moving_s=3_000, overrides=overrides)
    run = await ana.only_run()
    assert (run.moving_s, run.elapsed_s) == times


@pytest.mark.parametrize(
    ("zone", "began", "day"),
    [
        ("Pacific/Auckland", datetime(2026, 11, 18, 17, 30, tzinfo=UTC), date(2026, 11, 19)),
        ("America/Los_Angeles", datetime(2026, 11, 19, 3, 30, tzinfo=UTC), date(2026, 11, 18)),
        # In summer the offset that Strava names for the zone is an hour off.
        ("Europe/Berlin", datetime(2026, 7, 14, 22, 30, tzinfo=UTC), date(2026, 7, 15)),
    ],
)
async def test_the_day_is_that_of_the_clocks_there(ana: Connected, zone: str, began: datetime, day: date) -> None:
    ana.finish_run(zone=zone, started_at=began)
    [run] = (await ana.source.runs(ana.credentials, began - timedelta(days=1))).runs
    assert (run.local_date, run.started_at) == (day, began)


async def test_a_hidden_hour_leaves_the_day_alone(ana: Connected) -> None:
    ana.finish_run(hides_start=True, started_at=NOW - timedelta(hours=2))
    run = await ana.only_run()
    assert (run.local_date, run.started_at) == (date(2026, 11, 20), None)


async def test_where_only_the_instant_is_odd_the_run_has_its_day(ana: Connected) -> None:
    ana.finish_run(overrides={"start_date": "soon"})
    run = await ana.only_run()
    assert (run.local_date, run.started_at) == (date(2026, 11, 20), None)


@pytest.mark.parametrize(
    ("facts", "surface"),
    [
        ({}, None),
        ({"sport_type": "TrailRun"}, Surface.TRAIL),
        ({"sport_type": "VirtualRun"}, Surface.TREADMILL),
        ({"trainer": True}, Surface.TREADMILL),
        ({"trainer": True, "sport_type": "TrailRun"}, Surface.TREADMILL),
    ],
)
async def test_what_was_underfoot(ana: Connected, facts: dict[str, Any], surface: Surface | None) -> None:
    ana.finish_run(**facts)
    assert (await ana.only_run()).surface is surface


@pytest.mark.parametrize(("kind", "is_race"), [(None, False), (0, False), (1, True), (2, False), (3, False)])
async def test_a_run_tagged_as_race_is_one(ana: Connected, kind: int | None, is_race: bool) -> None:
    ana.finish_run(workout_type=kind)
    assert (await ana.only_run()).is_race is is_race


@pytest.mark.parametrize(
    ("facts", "visibility"),
    [
        ({}, Visibility.EVERYONE),
        ({"visibility": "followers_only"}, Visibility.FOLLOWERS),
        ({"overrides": {"visibility": "only_me"}}, Visibility.ONLY_ME),
        ({"overrides": {"private": True}}, Visibility.ONLY_ME),
        ({"overrides": {"visibility": None}}, Visibility.FOLLOWERS),
        ({"overrides": {"visibility": "clubs"}}, Visibility.FOLLOWERS),
    ],
)
async def test_who_sees_it_and_fewer_where_strava_does_not_say(
    ana: Connected, facts: dict[str, Any], visibility: Visibility
) -> None:
    ana.finish_run(**facts)
    assert (await ana.only_run()).visibility is visibility


async def test_a_muted_run_is_told_as_such(ana: Connected) -> None:
    ana.finish_run(hide_from_home=True)
    assert (await ana.only_run()).muted


@pytest.mark.parametrize(
    ("told", "device"),
    [
        (None, ""),
        ("", ""),
        ("  COROS\n PACE\t3 ", "COROS PACE 3"),
        ("W" * 200, "W" * DEVICE_LIMIT),
        ("broken \ud800 half", "broken half"),
    ],
)
async def test_the_device_is_quoted_on_one_line(ana: Connected, told: str | None, device: str) -> None:
    ana.finish_run(device_name=told)
    assert (await ana.only_run()).device == device


@pytest.mark.parametrize("sport", ["Ride", "Walk", "Hike", "Wheelchair", "Roll", "run", "RunOnTheMoon"])
async def test_other_sports_known_or_not_are_counted_and_no_runs(ana: Connected, sport: str) -> None:
    activity = ana.finish_run(sport_type=sport)
    listing = await ana.listing()
    assert (listing.runs, listing.others, listing.unreadable) == ((), 1, 0)
    assert await ana.source.run(ana.credentials, str(activity.activity_id)) is None


async def test_what_strava_itself_doubts_is_left_out(ana: Connected) -> None:
    activity = ana.finish_run(flagged=True)
    listing = await ana.listing()
    assert (listing.runs, listing.others) == ((), 1)
    assert await ana.source.run(ana.credentials, str(activity.activity_id)) is None


async def test_what_was_typed_in_on_strava_counts(ana: Connected) -> None:
    ana.finish_run(manual=True, device_name=None)
    assert (await ana.only_run()).device == ""


async def test_a_run_that_strava_does_not_show_is_not_there(ana: Connected) -> None:
    activity = ana.finish_run(visibility="only_me")
    others = ana.strava.finish_run(ana.strava.add_athlete("Ben"))
    assert await ana.runs() == ()
    for key in (activity.activity_id, others.activity_id, 404, "", "1/kudos", "{id}"):
        assert await ana.source.run(ana.credentials, str(key)) is None


async def test_odd_rows_cost_themselves_alone(ana: Connected) -> None:
    keys = [str(ana.finish_run(started_at=NOW - timedelta(hours=hours)).activity_id) for hours in range(6, 0, -1)]
    for overrides in ({"moving_time": "soon", "elapsed_time": []}, {"distance": None}, {"start_date_local": 7}):
        ana.finish_run(overrides=overrides)
    ana.finish_run(overrides={"distance": 1e400})
    ana.strava.faults.odd_rows += [None, "row", 7, [], {}, {"sport_type": ["Run"]}, {"sport_type": "Run"}]
    listing = await ana.listing()
    assert [run.key for run in listing.runs] == keys
    assert (listing.others, listing.unreadable) == (0, 11)


async def test_all_pages_are_read_and_a_few_runs_cost_one_call(ana: Connected) -> None:
    for number in range(450):
        ana.finish_run(started_at=NOW - timedelta(days=6, minutes=-number), distance_m=1_000 + number)
    before = len(ana.strava.calls)
    runs = await ana.runs()
    assert [run.distance_m for run in runs] == list(range(1_000, 1_450))
    pages = [call.query["page"] for call in ana.strava.calls[before:]]
    assert pages == ["1", "2", "3"]
    assert {call.query["per_page"] for call in ana.strava.calls[before:]} == {"200"}
    before = len(ana.strava.calls)
    assert len((await ana.source.runs(ana.credentials, NOW - timedelta(days=5, hours=17, minutes=30))).runs) > 20
    assert len(ana.strava.calls) == before + 1


async def test_a_page_that_is_a_little_short_need_not_be_the_last(ana: Connected) -> None:
    """Strava takes what is private out of a page, and does not fill it up."""
    for number in range(250):
        ana.finish_run(started_at=NOW - timedelta(days=6, minutes=-number))
    rows = [activity.summary() for activity in ana.athlete.activities.values()]
    ana.strava.faults.answers(200, rows[:190], "*/athlete/activities")
    assert len(await ana.runs()) == 190 + 50


async def test_a_run_that_moves_to_the_next_page_meanwhile_is_told_once(ana: Connected) -> None:
    for number in range(201):
        ana.finish_run(started_at=NOW - timedelta(days=6, minutes=-number))
    rows = [activity.summary() for activity in ana.athlete.activities.values()]
    ana.strava.faults.answers(200, rows[1:], "*/athlete/activities")
    keys = [run.key for run in await ana.runs()]
    assert len(keys) == len(set(keys)) == 200


async def test_only_what_began_between_two_instants_is_listed(ana: Connected) -> None:
    for days in (6, 4, 2):
        ana.finish_run(started_at=NOW - timedelta(days=days), distance_m=days * 1_000)
    listing = await ana.source.runs(ana.credentials, NOW - timedelta(days=4), NOW - timedelta(days=2))
    assert [run.distance_m for run in listing.runs] == [4_000, 2_000]
    listing = await ana.source.runs(ana.credentials, NOW - timedelta(days=5), NOW - timedelta(days=3))
    assert [run.distance_m for run in listing.runs] == [4_000]


async def test_ten_athletes_with_two_hundred_activities_each_at_once(strava: LocalStrava, source: StravaSource) -> None:
    strava.counter.reads = strava.counter.overall
    owners: list[Credentials] = []
    expected: list[list[int]] = []
    for number in range(10):
        athlete = strava.add_athlete(f"Athlete {number}")
        owners.append((await source.exchange(strava.authorise(athlete))).credentials)
        for minute in range(200):
            sport = "Ride" if minute % 4 == number % 4 else "Run"
            began = NOW - timedelta(days=6, minutes=-20 * minute)
            strava.finish_run(athlete, sport_type=sport, started_at=began, distance_m=1_000 * (number + 1) + minute)
        expected.append([1_000 * (number + 1) + minute for minute in range(200) if minute % 4 != number % 4])
    listings = await asyncio.gather(*(source.runs(owner, WEEK) for owner in owners))
    assert [[run.distance_m for run in listing.runs] for listing in listings] == expected
    assert {(listing.others, listing.unreadable) for listing in listings} == {(50, 0)}
    assert len({run.key for listing in listings for run in listing.runs}) == 1_500
