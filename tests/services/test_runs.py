"""Logging, listing and deleting runs as their runner asks for it."""

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.audience import CardDetail, Sharing
from bot.domain.point_rules import Rule
from bot.domain.runs import Oddity, PainArea, RunKind, RunSource, Surface
from bot.domain.units import Unit
from bot.domain.unscored import Unscored
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.asker import Asker
from bot.services.cheers import FeedCard, card_of
from bot.services.entries import FeedOutcome
from bot.services.outbox import MessageState
from bot.services.photos import Photo, PhotoChange
from bot.services.profiles import ProfileChange
from bot.services.reading import RunDraft
from bot.services.run_lists import ON_A_PAGE
from bot.services.run_outcomes import LoggedRun, OddRun, OwnRun, UnclearRun
from bot.services.teams import SeenTeam
from bot.ui.exporting import archives
from db.models import outbox, runners, runs
from tests.composed import FRIDAY
from tests.services.harriers import TEAM, Harriers
from tests.services.ledger import assert_totals_follow_the_log, rows_of


async def test_a_run_is_saved_with_its_points_and_its_card(team: Harriers) -> None:
    logged = await team.log(
        "Ana",
        "10k",
        "52:10",
        "yesterday 6:30am",
        kind=RunKind.LONG,
        surface=Surface.TRAIL,
        effort=6,
        note=" legs awake ",
        pain_area=PainArea.KNEE_LEFT,
        pain_level=2,
    )
    assert (logged.run.distance_m, logged.run.moving_s, logged.run.local_date) == (10_000, 3_130, date(2026, 11, 19))
    assert (logged.run.kind, logged.run.surface, logged.run.effort) == (RunKind.LONG, Surface.TRAIL, 6)
    assert (logged.run.note, logged.unit, logged.today) == ("legs awake", Unit.KM, date(2026, 11, 20))
    # The days before that were before Ana joined, so none of them was a rest day.
    assert dict(logged.reasons) == {Rule.LOG: 10, Rule.DETAIL: 2, Rule.SESSIONS: 10, Rule.PR: 15}
    assert (logged.week_points, logged.streak, logged.feed) == (37, 0, FeedOutcome.POSTED)
    (row,) = await rows_of(team.database, runs, TEAM)
    assert row["started_at"].isoformat() == "2026-11-19T05:30:00+00:00"
    assert (row["logged_at"], row["source"]) == (FRIDAY, "manual")
    assert (row["pain_area"], row["pain_level"]) == ("knee_left", 2)
    assert [entry.state for entry in await team.services.outbox.newest()] == [MessageState.PENDING]


async def test_a_run_is_today_and_at_no_known_hour_unless_said(team: Harriers) -> None:
    await team.log("Ana")
    (row,) = await rows_of(team.database, runs, TEAM)
    assert (row["local_date"], row["started_at"], row["note"]) == (date(2026, 11, 20), None, None)


async def test_the_second_run_of_a_day_adds_kilometres_and_no_points(team: Harriers) -> None:
    first = await team.log("Ana", "5k", "30:00")
    second = await team.log("Ana", "8k", "45:00")
    assert second.reasons == ()
    assert second.week_points == first.week_points
    listed = await team.services.run_lists.first_page(team.asker("Ana"))
    assert (listed.total_runs, listed.distance_m, listed.moving_s) == (2, 13_000, 4_500)


async def test_the_list_shows_the_newest_runs_of_the_asker_alone(team: Harriers) -> None:
    await team.log("Ben")
    for days_ago in (9, 0, 4):
        day = FRIDAY.date() - timedelta(days=days_ago)
        await team.log("Ana", "5k", "30:00", day.isoformat())
    listed = await team.services.run_lists.first_page(team.asker("Ana"))
    assert [one.run.local_date.day for one in listed.runs] == [20, 16, 11]
    assert (listed.total_runs, listed.distance_m) == (3, 15_000)
    for _ in range(9):
        await team.log("Ana", "2k", "15:00")
    listed = await team.services.run_lists.first_page(team.asker("Ana"))
    assert (len(listed.runs), listed.total_runs, listed.has_older) == (ON_A_PAGE, 12, True)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"distance": "banana"}, "distance_unreadable"),
    ({"distance": ""}, "distance_unreadable"),
    ({"distance": "9" * 4_000}, "distance_unreadable"),
    ({"distance": "0.01"}, "distance_ambiguous"),
    ({"distance": "0 km"}, "distance_not_positive"),
    ({"distance": "-5k"}, "distance_not_positive"),
    ({"time": "soon"}, "duration_unreadable"),
    ({"time": "\x00"}, "duration_unreadable"),
    ({"time": "0:00"}, "duration_not_positive"),
    ({"when": "banana"}, "when_unreadable"),
    ({"when": "5/11"}, "when_ambiguous"),
    ({"when": "tomorrow"}, "when_future"),
    ({"when": "today 23:00"}, "when_future"),
    ({"when": "0001-01-01"}, "when_unreadable"),
    ({"effort": 0}, "effort_range"),
    ({"effort": 11}, "effort_range"),
    ({"note": "x" * 301}, "note_too_long"),
    ({"pain_level": 3}, "pain_needs_area"),
    ({"pain_area": PainArea.HIP_LEFT}, "pain_needs_level"),
    ({"pain_area": PainArea.HIP_LEFT, "pain_level": 0}, "pain_level_range"),
    ({"pain_area": PainArea.HIP_LEFT, "pain_level": 11}, "pain_level_range"),
    ({"distance": "1001 km", "time": "100:00:00", "when": "2026-11-01"}, "run_impossible_too_far"),
    ({"distance": "100 km", "time": "25:00:00"}, "run_impossible_too_long"),
    ({"distance": "900 km", "time": "169:00:00", "when": "2026-11-01"}, "run_impossible_too_long"),
]


@pytest.mark.parametrize(("wrong", "code"), BAD, ids=[f"{code}-{number}" for number, (_, code) in enumerate(BAD)])
async def test_what_cannot_be_read_or_be_true_is_named_and_leaves_nothing(
    team: Harriers, wrong: dict[str, Any], code: str
) -> None:
    draft = RunDraft(**{"distance": "10k", "time": "52:10", **wrong})
    with pytest.raises(UserError) as caught:
        await team.services.runs.log(team.asker("Ana"), draft)
    assert caught.value.code == code
    for table in (runs, runners, outbox):
        assert await rows_of(team.database, table, TEAM) == []


async def test_what_has_two_meanings_is_asked_about(team: Harriers) -> None:
    unclear = await team.services.runs.log(team.asker("Ana"), RunDraft("10", "52:10", "yesterday 6am", effort=4))
    assert isinstance(unclear, UnclearRun)
    assert (unclear.code, unclear.facts) == ("distance_ambiguous", {"text": "10"})
    assert dict(unclear.readings) == {
        text: RunDraft(text, "52:10", "2026-11-19 06:00", effort=4) for text in ("10 km", "10 mi")
    }
    assert await rows_of(team.database, runs, TEAM) == []
    with pytest.raises(UserError) as caught:
        await team.services.runs.log(team.asker("Ana"), RunDraft("10", "52:10", "when pigs fly"))
    assert caught.value.code == "when_unreadable"


async def test_what_cannot_be_is_asked_about_when_a_slip_explains_it(team: Harriers) -> None:
    asked = await team.services.runs.log(team.asker("Ana"), RunDraft("10k", "52:10:00", "today 6am", effort=4))
    assert isinstance(asked, UnclearRun)
    assert (asked.code, asked.facts) == ("run_impossible_too_long", {"time": "52:10:00"})
    [(label, draft)] = asked.readings
    assert (label, draft) == ("10 km · 52:10", RunDraft("10 km", "52:10", "2026-11-20 06:00", effort=4))
    assert await rows_of(team.database, runs, TEAM) == []


@pytest.mark.parametrize(
    ("before", "draft", "why"),
    [
        ([], {"when": "8 days ago"}, Unscored.LATE),
        ([], {"pain_area": PainArea.HIP_LEFT, "pain_level": 6}, Unscored.HURT),
        ([{"pain_area": PainArea.HIP_LEFT, "pain_level": 6}], {}, Unscored.HURT),
        ([], {"distance": "900 m", "time": "5:00"}, Unscored.SHORT),
        ([{"distance": "5k", "time": "30:00"}], {"distance": "3k", "time": "18:00"}, Unscored.SAME_DAY),
        (
            [{"distance": "7k", "time": "40:00", "when": day} for day in ("monday", "tuesday", "wednesday")],
            {"distance": "7k", "time": "40:00", "effort": 4},
            Unscored.FULL,
        ),
    ],
)
async def test_a_run_without_points_says_the_true_reason(
    team: Harriers, before: list[dict[str, Any]], draft: dict[str, Any], why: Unscored
) -> None:
    for one in before:
        await team.log("Ana", **one)
    # Weeks pay for three notes: what is left out here is what this run would have brought beside them.
    logged = await team.log("Ana", **{"distance": "7k", "time": "40:00", **draft, "effort": None})
    assert (logged.reasons, logged.unscored) == ((), why)


async def test_a_rest_day_that_becomes_a_run_day_says_so(team: Harriers) -> None:
    for day in ("monday", "wednesday", "friday"):
        await team.log("Ana", "7k", "40:00", day)
    before = (await team.services.points.this_week(team.asker("Ana"))).total
    logged = await team.log("Ana", "7k", "40:00", "thursday")
    assert (logged.reasons, logged.rest_points) == ((), 10)
    assert logged.week_points == before - 10


async def test_a_photo_goes_with_its_run_and_everything_still_adds_up(team: Harriers) -> None:
    photo = Photo(b"jpeg", 16, 9)
    logged = await team.log("Ana", photo=PhotoChange(photo))
    assert logged.photo.photo == photo
    asker, run_id = team.asker("Ana"), logged.run.run_id

    async def image() -> bytes | None:
        return await team.database.read(lambda uow: uow.photos.image(run_id))

    [parcel] = await team.services.outbox.claim()
    assert isinstance(parcel.content, FeedCard)
    assert (parcel.content.has_photo, parcel.content.photo) == (True, b"jpeg")
    await team.services.outbox.sent(parcel.message, 900)
    filled = await team.services.runs.form(asker, run_id)
    draft = RunDraft(filled.distance, filled.time, filled.when, photo=PhotoChange(Photo(b"another", 9, 16)))
    await team.services.runs.edit(asker, run_id, draft)
    assert await image() == b"another"
    await team.services.runs.edit(asker, run_id, replace(draft, photo=PhotoChange()))
    assert await image() == b"another"
    await team.services.runs.edit(asker, run_id, replace(draft, photo=PhotoChange(remove=True)))
    assert await image() is None
    [parcel] = await team.services.outbox.claim()
    assert isinstance(parcel.content, FeedCard)
    assert (parcel.content.has_photo, parcel.content.photo) == (False, None)
    await assert_totals_follow_the_log(team.database, TEAM)


@pytest.mark.parametrize("sharing", [Sharing.RAN_TODAY, Sharing.COACH_ONLY])
async def test_a_photo_is_told_of_where_the_run_is(team: Harriers, sharing: Sharing) -> None:
    await team.log("Ana", photo=PhotoChange(Photo(b"jpeg", 16, 9)))
    await team.services.profiles.edit(team.asker("Ana"), ProfileChange(sharing=sharing))
    for parcel in await team.services.outbox.claim():
        assert isinstance(parcel.content, FeedCard)
        assert (parcel.content.has_photo, parcel.content.photo) == (False, None)


async def test_what_another_service_knows_has_no_photo_on_its_card(team: Harriers) -> None:
    logged = await team.log("Ana", photo=PhotoChange(Photo(b"jpeg", 16, 9)))
    row = await team.database.read(lambda uow: uow.cheers.card(TEAM, logged.run.run_id))
    assert row is not None
    card = card_of(row._replace(source=RunSource.STRAVA))
    assert card is not None
    assert not card.has_photo


async def test_photos_are_handed_out_with_everything_else(team: Harriers) -> None:
    logged = await team.log("Ana", photo=PhotoChange(Photo(b"jpeg", 16, 9)))
    export = await team.services.privacy.export(team.asker("Ana"))
    assert export is not None
    with zipfile.ZipFile(io.BytesIO(archives(export)[0])) as packed:
        [name] = [name for name in packed.namelist() if name.endswith(".jpg")]
        assert packed.read(name) == b"jpeg"
        assert str(logged.run.run_id) in name


async def test_a_day_cannot_hold_more_than_its_hours(team: Harriers) -> None:
    await team.log("Ana", "80 km", "13:00:00", "yesterday")
    with pytest.raises(UserError) as caught:
        await team.log("Ana", "80 km", "12:00:00", "yesterday")
    assert caught.value.code == "run_impossible_full_day"
    assert len(await rows_of(team.database, runs, TEAM)) == 1
    await team.log("Ana", "80 km", "11:00:00", "yesterday")


ODD: list[tuple[RunDraft, Oddity]] = [
    (RunDraft("10k", "22:10"), Oddity.TOO_FAST),
    (RunDraft("5k", "1:30:00"), Oddity.TOO_SLOW),
    (RunDraft("101 km", "10:00:00", "yesterday"), Oddity.VERY_FAR),
    (RunDraft("99 km", "24:30:00", "3 days ago"), Oddity.VERY_LONG),
    (RunDraft("20k", "2:00:00"), Oddity.TWICE_LONGEST),
]


@pytest.mark.parametrize(("draft", "oddity"), ODD, ids=[oddity for _, oddity in ODD])
async def test_an_odd_run_is_saved_only_once_it_is_confirmed(team: Harriers, draft: RunDraft, oddity: Oddity) -> None:
    await team.log("Ana", "10k", "1:00:00", "6 days ago")
    asker = team.asker("Ana")
    odd = await team.services.runs.log(asker, draft)
    assert isinstance(odd, OddRun)
    assert oddity in odd.oddities
    assert odd.run.run_id == 0
    assert len(await rows_of(team.database, runs, TEAM)) == 1
    assert len(await team.services.outbox.newest()) == 1
    logged = await team.services.runs.save(asker, replace(odd.pending, odd_is_right=True))
    assert isinstance(logged, LoggedRun)
    assert logged.run.run_id > 0
    assert (logged.run.distance_m, logged.run.moving_s) == (odd.run.distance_m, odd.run.moving_s)
    assert len(await rows_of(team.database, runs, TEAM)) == 2


async def test_a_first_run_is_never_twice_the_longest(team: Harriers) -> None:
    assert isinstance(await team.try_to_log("Ana", "30k", "3:00:00"), LoggedRun)


async def test_a_run_logged_a_week_later_counts_in_full_and_a_day_after_that_only_in_kilometres(
    team: Harriers,
) -> None:
    in_time = await team.log("Ana", "10k", "1:00:00", "7 days ago", effort=5)
    # Over by now: the rest of that week was rest, and one day of it may count.
    assert dict(in_time.reasons) == {Rule.LOG: 10, Rule.DETAIL: 2, Rule.SESSIONS: 10, Rule.REST: 10, Rule.PR: 15}
    late = await team.log("Ben", "10k", "1:00:00", "8 days ago", effort=5)
    assert (late.reasons, late.week_points) == ((), 0)
    await assert_totals_follow_the_log(team.database, TEAM)
    assert (await team.services.run_lists.first_page(team.asker("Ben"))).total_runs == 1


async def test_a_late_run_changes_nothing_that_was_earned(team: Harriers) -> None:
    await team.log("Ana", "10k", "1:00:00", "7 days ago")
    last = await team.log("Ana", "10k", "1:00:00", "6 days ago")
    late = await team.log("Ana", "10k", "1:00:00", "9 days ago", note="found in my watch")
    assert late.week_points == last.week_points
    assert late.reasons == ()


@pytest.mark.parametrize(
    ("sharing", "outcome", "detail"),
    [
        (Sharing.TEAM, FeedOutcome.POSTED, CardDetail.FULL),
        (Sharing.RAN_TODAY, FeedOutcome.POSTED, CardDetail.PRESENCE),
        (Sharing.COACH_ONLY, FeedOutcome.PRIVATE, None),
    ],
)
async def test_the_feed_hears_what_the_runner_shares_and_no_more(
    team: Harriers, sharing: Sharing, outcome: FeedOutcome, detail: CardDetail | None
) -> None:
    await team.join("Ana")
    await team.change("Ana", sharing=sharing)
    logged = await team.log("Ana", note="legs awake")
    assert logged.feed == outcome
    cards = [parcel.content for parcel in await team.services.outbox.claim()]
    if detail is None:
        assert cards == []
        return
    (card,) = cards
    assert isinstance(card, FeedCard)
    assert card.detail is detail
    told = (card.distance_m, card.moving_s, card.note)
    assert told == ((10_000, 3_130, "legs awake") if detail is CardDetail.FULL else (0, 0, None))


async def test_without_a_feed_channel_the_run_is_saved_and_nothing_owed(team: Harriers) -> None:
    await team.services.teams.welcome(SeenTeam(TEAM, "Harriers", None, None))
    logged = await team.log("Ana")
    assert logged.feed is FeedOutcome.NO_CHANNEL
    assert await team.services.outbox.newest() == ()


async def test_a_deleted_run_takes_its_points_with_it(team: Harriers) -> None:
    first = await team.log("Ana", "5k", "30:00", "yesterday")
    second = await team.log("Ana", "5k", "30:00")
    deleted = await team.services.runs.delete(team.asker("Ana"), second.run.run_id)
    assert deleted.run == second.run
    assert deleted.week_points == first.week_points
    await assert_totals_follow_the_log(team.database, TEAM)


async def test_a_run_is_its_runners_own(team: Harriers) -> None:
    logged = await team.log("Ana")
    assert await team.services.runs.find(team.asker("Ana"), logged.run.run_id) == OwnRun(logged.run, Unit.KM)
    for call in (team.services.runs.find, team.services.runs.delete):
        with pytest.raises(NotAllowed) as foreign:
            await call(team.asker("Ben"), logged.run.run_id)
        assert foreign.value.code == "not_your_run"
        with pytest.raises(NotFound):
            await call(Asker(TEAM + 1, team.asker("Ana").user_id, "Ana"), logged.run.run_id)
    await team.services.runs.delete(team.asker("Ana"), logged.run.run_id)
    for call in (team.services.runs.find, team.services.runs.delete):
        with pytest.raises(NotFound) as gone:
            await call(team.asker("Ana"), logged.run.run_id)
        assert gone.value.code == "run_not_found"


async def test_a_number_that_nobody_was_given_names_no_run(team: Harriers) -> None:
    for run_id in (0, -1, 2**31, 2**63 - 1):
        with pytest.raises(NotFound):
            await team.services.runs.find(team.asker("Ana"), run_id)
        with pytest.raises(NotFound):
            await team.services.cheers.toggle(team.asker("Ana"), run_id)


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("'); DROP TABLE runs; --", "'); DROP TABLE runs; --"),
        ("👟" * 300, "👟" * 300),
        ("مرحبا", "مرحبا"),
        ("two\nlines", "two\nlines"),
        ("a\x00b", "ab"),
        ("half \ud83d a shoe", "half  a shoe"),
        ("\x00", None),
        ("  \n ", None),
    ],
)
async def test_a_note_is_kept_but_for_what_no_database_can_hold(team: Harriers, note: str, kept: str | None) -> None:
    logged = await team.log("Ana", note=note)
    assert logged.run.note == kept
    assert (await team.services.run_lists.first_page(team.asker("Ana"))).runs[0].run.note == kept


async def test_a_member_who_changed_their_name_is_the_same_runner(team: Harriers) -> None:
    asker = team.asker("Ana")
    await team.log("Ana")
    await team.services.run_lists.first_page(Asker(TEAM, asker.user_id, "Ana Maria"))
    assert (await team.runner("Ana")).name == "Ana Maria"
    assert len(await rows_of(team.database, runners, TEAM)) == 1
