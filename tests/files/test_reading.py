"""Files made by hand: what is read from them, and that nothing but one plain refusal comes of the others."""

import io
import struct
import zipfile
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.files import LARGEST_FILE, Activities, Activity, Sport, UnreadableFile, read_activities
from bot.files.packed import LARGEST_UNPACKED
from bot.files.strava_list import MOST_ROWS
from tests.files.making import (
    COURSE,
    CYCLING,
    HEADINGS,
    RUNNING,
    START,
    SWIMMING,
    TRANSITION,
    WALKING,
    fit,
    fit_time,
    gpx,
    gzipped,
    row,
    strava_list,
    tcx,
    zipped,
)

A_RUN = (RUNNING, 10_012.3, 3_130.0, 3_190.0)


def one(data: bytes, name: str = "run") -> Activity:
    [activity] = read_activities(name, data).found
    return activity


def refusal(data: bytes, name: str = "run") -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_activities(name, data)
    return caught.value.code


# --- FIT ---


def test_a_watchs_climb() -> None:
    assert one(fit(A_RUN, ascent_m=312)).climb_m == 312
    assert one(fit(A_RUN)).climb_m is None


def test_a_watchs_run() -> None:
    run = one(fit(A_RUN, offset=timedelta(hours=1), sub_sport=3))
    assert (run.sport, run.started_at, run.utc_offset_s) == (Sport.RUN, START, 3_600)
    assert (run.distance_m, run.moving_s, run.elapsed_s, run.surface) == (10_012.3, 3_130.0, 3_190.0, "trail")
    digest, identity = run.keys
    assert digest.startswith("sha256:")
    assert identity == "fit:4711:20261120T063000:0"


def test_every_session_of_running_is_a_run_of_its_own() -> None:
    file = fit((CYCLING, 40_000, 4_000, 4_000), (TRANSITION, 200, 90, 90), A_RUN, (RUNNING, 500, 200, 200))
    first, second = read_activities("triathlon.fit", file).found
    assert (first.distance_m, second.distance_m) == (10_012.3, 500)
    assert not set(first.keys) & set(second.keys)


@pytest.mark.parametrize(
    ("offset", "maker", "seconds"),
    [
        (timedelta(hours=5, minutes=45), 1, 20_700),
        (timedelta(hours=-7), 1, -25_200),
        (timedelta(), 1, 0),
        (timedelta(), 294, None),  # COROS writes none
        (timedelta(minutes=7), 1, None),
        (timedelta(hours=15), 1, None),
    ],
)
def test_the_clock_on_the_wrist_is_believed_where_it_can_be(offset: timedelta, maker: int, seconds: int | None) -> None:
    assert one(fit(A_RUN, offset=offset, maker=maker)).utc_offset_s == seconds


@pytest.mark.parametrize("start", [17_217_864, fit_time(datetime(1995, 1, 1, tzinfo=UTC))])
def test_a_clock_that_was_never_set_gives_no_date(start: int) -> None:
    assert one(fit(A_RUN, start=start)).started_at is None


def test_what_was_not_measured_is_not_made_up() -> None:
    assert one(fit((RUNNING, None, 3_130, 3_130))).distance_m is None


def test_less_time_than_it_ran_is_no_time() -> None:
    run = one(fit((RUNNING, 5_000, 1_900, 1_500)))
    assert (run.moving_s, run.elapsed_s) == (1_500, 1_500)


def test_other_sports_and_other_files_are_told_apart() -> None:
    assert refusal(fit((CYCLING, 40_000, 4_000, 4_000))) == "not_a_run_ride"
    assert refusal(fit((WALKING, 4_000, 4_000, 4_000), (WALKING, 400, 400, 400))) == "not_a_run_walk"
    assert refusal(fit((SWIMMING, 400, 400, 400), (CYCLING, 40_000, 4_000, 4_000))) == "not_a_run"
    assert refusal(fit(A_RUN, kind=COURSE)) == "not_an_activity"
    assert refusal(fit()) == "not_an_activity"


# --- GPX and TCX ---


def test_a_track_is_as_long_as_its_segments() -> None:
    run = one(gpx(31, 31))
    assert run.distance_m == pytest.approx(2 * 30 * 33.36, rel=0.01)
    assert (run.moving_s, run.elapsed_s) == (600, 910)
    assert (run.sport, run.started_at, run.utc_offset_s) == (Sport.RUN, START, None)


@pytest.mark.parametrize(
    ("kind", "sport"),
    [
        ("Running", Sport.RUN),
        ("9", Sport.RUN),
        ("trail_run", Sport.RUN),
        (None, Sport.UNKNOWN),
        ("?", Sport.UNKNOWN),
    ],
)
def test_a_track_says_in_its_own_words_what_it_is(kind: str | None, sport: Sport) -> None:
    assert one(gpx(31, kind=kind)).sport is sport


def test_a_track_of_a_ride_or_without_times_is_no_run() -> None:
    assert refusal(gpx(31, kind="cycling")) == "not_a_run_ride"
    assert refusal(gpx(31, kind="Hiking")) == "not_a_run_hike"
    assert refusal(gpx(31, kind="kayaking")) == "not_a_run"
    assert refusal(gpx(1)) == "not_a_run"
    assert refusal(gpx(31, timed=False)) == "not_an_activity"


def test_times_with_an_offset_tell_the_clock_on_the_wrist() -> None:
    for file in (gpx(31, zone="-04:00"), tcx((900, 3_000), zone="-04:00")):
        run = one(file)
        assert (run.started_at, run.utc_offset_s) == (START + timedelta(hours=4), -14_400)


@pytest.mark.parametrize("zone", ["+00:07", "-14:15", "+23:59"])
def test_a_zone_that_nobody_lives_in_is_not_believed(zone: str) -> None:
    for file in (gpx(31, zone=zone), tcx((900, 3_000), zone=zone)):
        run = one(file)
        assert run.started_at is not None
        assert run.utc_offset_s is None


def test_a_clock_that_is_set_on_the_way_does_not_make_the_run_decades_long() -> None:
    late = gpx(31).replace(f"{START:%Y-%m-%dT%H:%M:%S}".encode(), b"1989-12-31T00:00:00")
    run = one(late)
    assert (run.started_at, run.moving_s) == (START + timedelta(seconds=10), 290)


@settings(max_examples=200)
@given(
    st.sampled_from([gpx(31), tcx((900, 3_000), (600, 2_000))]),
    st.sampled_from(["0001-01-01", "1989-12-31", "9999-12-31", "2026-02-29", "2026-11-20"]),
    st.sampled_from(["", "Z", "-10:00", "+14:00", "+23:59", "+99:00", "+24:00", "-00:00:01"]),
    st.integers(0, 30),
)
def test_no_time_that_a_file_can_write_gets_through_as_anything_but_a_time(
    file: bytes, day: str, zone: str, after: int
) -> None:
    written = b"2026-11-20T06:"
    head, tail = file[: file.index(written)], file[file.index(written) :]
    times = tail.split(written)
    kept, changed = times[: after + 1], times[after + 1 :]
    replaced = [f"{day}T06:".encode() + time.replace(b"Z<", f"{zone}<".encode(), 1) for time in changed]
    try:
        found = read_activities("run", head + written.join(kept) + b"".join(replaced))
    except UnreadableFile:
        return
    for activity in found.found:
        assert 0 < activity.moving_s < float("inf")
        assert activity.started_at is None or activity.started_at.utcoffset() == timedelta()
        assert activity.utc_offset_s is None or abs(activity.utc_offset_s) <= 50_400


def test_figures_too_large_for_a_number_are_no_figures() -> None:
    huge = tcx((900, 3_000), (900, 3_000)).replace(b"Seconds>900<", b"Seconds>1e308<")
    assert huge.count(b"1e308") == 2
    assert refusal(huge) == "damaged"
    assert one(tcx((900, 1e308), (900, 1e308), point_m=0)).distance_m is None


def test_a_definition_of_entities_is_refused_before_it_is_read() -> None:
    bomb = b'<!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    for file in (gpx(31), tcx((900, 3_000))):
        assert refusal(file.replace(b"?>", b"?>" + bomb, 1)) == "damaged"
        assert refusal(file.replace(b"?>", b"?><!DOCTYPE gpx>", 1)) == "damaged"


def test_laps_add_up() -> None:
    run = one(tcx((900, 3_000), (600, 2_000)))
    assert (run.distance_m, run.moving_s, run.elapsed_s, run.other_distance_m) == (5_000, 1_500, 1_500, None)


def test_laps_and_points_that_differ_are_both_told() -> None:
    run = one(tcx((900, 1_999), point_m=2_919))
    assert (run.distance_m, run.other_distance_m) == (1_999, 2_919)
    assert one(tcx((900, 1_999), point_m=2_010)).other_distance_m is None


def test_other_is_asked_about_and_biking_is_not() -> None:
    assert one(tcx((900, 3_000), sport="Other")).sport is Sport.UNKNOWN
    assert refusal(tcx((900, 3_000), sport="Biking")) == "not_a_run_ride"


# --- Strava's list ---


def test_the_list_is_read_in_metres_and_in_utc() -> None:
    rows = (row(1, elapsed_s=3_200, description="windy\nand far"), row(2, kind="Ride"), row(3, kind="Trail Run"))
    found = read_activities("activities.csv", strava_list(*rows))
    assert (found.is_list, len(found.found), found.others, found.unreadable) == (True, 2, 1, ())
    first, trail = found.found
    assert (first.started_at, first.distance_m, first.moving_s, first.elapsed_s) == (START, 10_000, 3_130, 3_200)
    assert (first.keys, trail.surface) == (("strava:1",), "trail")


def test_the_list_tells_the_climb_where_it_has_the_column() -> None:
    rows = (f"{row(1)},312.4", f"{row(2)},", f"{row(3)},0.0")
    found = read_activities("activities.csv", strava_list(*rows, headings=f"{HEADINGS},Elevation Gain")).found
    assert [run.climb_m for run in found] == [312.4, None, 0.0]
    [bare] = read_activities("activities.csv", strava_list(row(1))).found
    assert bare.climb_m is None


def test_a_row_that_cannot_be_read_is_named_and_the_others_are_read() -> None:
    rows = (row(1), row(2).replace("Nov", "Foo"), row(3).replace("10000.0", "?").replace("10.00", ""), "4", row(5))
    found = read_activities("activities.csv", strava_list(*rows))
    assert [activity.keys for activity in found.found] == [("strava:1",), ("strava:5",)]
    assert (found.unreadable, found.others) == ((3, 4), 1)


def test_a_german_list() -> None:
    headings = "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Verstrichene Zeit,Distanz,Bewegungszeit"
    data = strava_list('77,"20.11.2026, 06:30:00",Früh,Lauf,3200,"10,01",3130', headings=headings)
    [run] = read_activities("activities.csv", data).found
    assert (run.started_at, run.distance_m, run.moving_s) == (START, 10_010, 3_130)


def test_a_list_from_before_2019_is_in_metres() -> None:
    headings = "id,date,name,type,description,elapsed_time,distance,commute,gear,filename"
    data = strava_list("5,2018-09-12 15:02:23,Evening,Run,,783,3681.0,false,,activities/5.gpx", headings=headings)
    [run] = read_activities("activities.csv", data).found
    assert (run.distance_m, run.moving_s) == (3_681, 783)


def test_a_list_in_a_language_nobody_knows_is_refused_as_such() -> None:
    assert refusal(strava_list("1,2,3", headings="Tevékenység,Dátum,Név"), "activities.csv") == "unknown_language"
    assert refusal(strava_list("hello", headings="hello"), "notes.csv") == "unknown_format"


def test_an_empty_list_is_a_list() -> None:
    assert read_activities("activities.csv", strava_list()) == Activities((), is_list=True)


def test_a_list_has_an_end() -> None:
    data = strava_list(*(f"{number},x,,Ride,,1,1,,1,1,1,0" for number in range(MOST_ROWS + 1)))
    assert refusal(data, "activities.csv") == "too_many_rows"


# --- packed, broken and hostile ---


def test_a_packed_file_is_the_file() -> None:
    plain = one(fit(A_RUN))
    for data in (gzipped(fit(A_RUN)), zipped(run_fit=fit(A_RUN)), zipped(run_fit_gz=gzipped(fit(A_RUN)))):
        assert one(data) == plain
    assert read_activities("activities.csv.gz", gzipped(strava_list(row()))).is_list


def test_what_a_mac_adds_to_a_zip_is_not_meant() -> None:
    mac = {"__MACOSX/._run.fit": b"x", "run.fit": fit(A_RUN)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, content in mac.items():
            packed.writestr(name, content)
    assert one(buffer.getvalue()).moving_s == 3_130


def test_the_first_bytes_decide_and_not_the_name() -> None:
    assert one(fit(A_RUN), "run.gpx") == one(fit(A_RUN), "run.fit")


BOMB = b"\0" * (LARGEST_UNPACKED + 1)
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><gpx>&b;</gpx>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><gpx>&a;</gpx>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"hello", "unknown_format"),
        (b"\x00" * 100, "unknown_format"),
        (b"<html></html>", "unknown_format"),
        (b"x" * (LARGEST_FILE + 1), "too_big"),
        (gzipped(BOMB), "unpacks_too_big"),
        (zipped(run_fit=BOMB), "unpacks_too_big"),
        (zipped(run_fit_gz=gzipped(BOMB)), "unpacks_too_big"),
        (zipped(), "empty"),
        (zipped(one_fit=fit(A_RUN), two_fit=fit(A_RUN)), "too_many_files"),
        (zipped(run_fit=zipped(run_fit=fit(A_RUN))), "unknown_format"),
        (gzipped(gzipped(fit(A_RUN))), "unknown_format"),
        (gzipped(fit(A_RUN))[:-9], "damaged"),
        (zipped(run_fit=fit(A_RUN))[:-30], "damaged"),
        (fit(A_RUN)[:-3], "damaged"),
        (fit(A_RUN)[:-2] + b"\x00\x01", "damaged"),
        (gpx(31)[:-20], "damaged"),
        (tcx((900, 3_000))[:-20], "damaged"),
        (ENTITIES, "damaged"),
        (OUTSIDE, "damaged"),
        (ENTITIES.replace(b"gpx", b"TrainingCenterDatabase"), "damaged"),
        (b"<gpx>" + b"<a>" * 100_000, "damaged"),
        (b"<TrainingCenterDatabase/>", "not_an_activity"),
        (b'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"/>', "not_an_activity"),
    ],
)
def test_a_file_with_nothing_to_take_from_it_says_why(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_a_zip_that_lies_about_its_size_is_not_believed() -> None:
    data = bytearray(zipped(run_fit=BOMB))
    central = data.index(b"PK\x01\x02")
    for at in (22, central + 24):
        struct.pack_into("<I", data, at, 100)
    assert refusal(bytes(data)) in ("unpacks_too_big", "damaged")


def test_a_zip_whose_file_has_no_name_is_damaged() -> None:
    data = bytearray(zipped(a=fit(A_RUN)))
    central = data.index(b"PK\x01\x02")
    struct.pack_into("<HH", data, central + 28, 0, 1)
    assert refusal(bytes(data)) == "damaged"


def test_a_locked_zip_says_so() -> None:
    data = bytearray(zipped(run_fit=fit(A_RUN)))
    for at in (6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    assert refusal(bytes(data)) == "locked"


SOUND = (fit(A_RUN, offset=timedelta(hours=1)), gpx(31), tcx((900, 3_000)), strava_list(row()))


@settings(max_examples=300)
@given(
    st.sampled_from([*SOUND, *(gzipped(file) for file in SOUND), *(zipped(a=file) for file in SOUND)]),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=8),
    st.integers(0, 10_000),
)
def test_a_broken_file_gives_sane_numbers_or_one_refusal(data: bytes, changes: list[tuple[int, int]], cut: int) -> None:
    broken = bytearray(data)
    for at, value in changes:
        broken[at % len(broken)] = value
    try:
        found = read_activities("activities.csv", bytes(broken[: max(1, len(broken) - cut % len(broken))]))
    except UnreadableFile:
        return
    for activity in found.found:
        assert 0 < activity.moving_s < float("inf")
        assert activity.distance_m is None or 0 < activity.distance_m < float("inf")
        assert activity.started_at is None or activity.started_at.utcoffset() == timedelta()
        assert replace(activity) == activity


def test_what_a_gzip_hides_is_unpacked_piece_by_piece() -> None:
    # Half a megabyte that would be half a gigabyte.
    packer = zlib.compressobj(wbits=31)
    data = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(500)) + packer.flush()
    assert refusal(data) == "unpacks_too_big"
