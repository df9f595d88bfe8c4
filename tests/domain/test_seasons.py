"""Seasons: phases counted back from race day, volumes that climb and taper, and weeks as coaches write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import Week
from bot.domain.season_lines import (
    LineError,
    read_ahead,
    read_first_week,
    read_goal,
    read_phases,
    read_volumes,
    read_weeks,
    volume_text,
    written_phases,
    written_weeks,
)
from bot.domain.seasons import (
    MOST_RECOVERY,
    NOTE_LIMIT,
    Measure,
    Phase,
    SeasonWeek,
    changes,
    measure_of,
    outline,
    phase_counts,
    recovery_weeks,
    shown_until,
    split,
    taper_weeks,
    usual_split,
    weeks_until,
)
from bot.domain.units import ParseError, Unit

TODAY = date(2026, 11, 29)
FIRST = Week(2026, 49)
RACE_DAY = date(2027, 3, 21)
MARATHON = 42_195
SIXTEEN = split(16, MARATHON) or {}
USUAL = outline(FIRST, SIXTEEN, 40_000, 80_000, Measure.KM)

MEASURES = st.sampled_from(Measure)
COUNTS = st.integers(1, 52)
DISTANCES = st.integers(1_000, 170_000)


def phases(**counts: int) -> dict[Phase, int]:
    return {Phase(name): count for name, count in counts.items()}


def km(weeks: tuple[SeasonWeek, ...]) -> list[float]:
    return [one.volume / 1_000 for one in weeks]


def test_sixteen_weeks_to_a_marathon_are_split_as_coaches_do() -> None:
    assert usual_split(16, MARATHON) == phases(base=6, build=5, peak=3, taper=2)


@pytest.mark.parametrize(
    ("count", "distance_m", "expected"),
    [
        (1, MARATHON, phases(base=0, build=0, peak=0, taper=1)),
        (2, MARATHON, phases(base=1, build=0, peak=0, taper=1)),
        (3, MARATHON, phases(base=1, build=0, peak=0, taper=2)),
        (8, 10_000, phases(base=3, build=3, peak=1, taper=1)),
        (12, 21_098, phases(base=4, build=4, peak=2, taper=2)),
        (24, MARATHON, phases(base=9, build=9, peak=4, taper=2)),
    ],
)
def test_other_seasons_are_split_by_the_same_rule(count: int, distance_m: int, expected: dict[Phase, int]) -> None:
    assert usual_split(count, distance_m) == expected


@given(COUNTS, DISTANCES)
def test_every_week_up_to_the_race_has_a_phase(count: int, distance_m: int) -> None:
    found = usual_split(count, distance_m)
    assert sum(found.values()) == count
    assert min(found.values()) >= 0
    assert 1 <= found[Phase.TAPER] <= taper_weeks(distance_m)
    assert 0 <= found[Phase.BASE] - found[Phase.BUILD] <= 1


@given(COUNTS, DISTANCES, st.dictionaries(st.sampled_from(Phase), st.integers(0, 12)))
def test_phases_are_as_wanted_and_the_others_share_what_is_left(
    count: int, distance_m: int, wanted: dict[Phase, int]
) -> None:
    found = split(count, distance_m, wanted)
    before = {phase: weeks for phase, weeks in wanted.items() if phase is not Phase.RECOVERY}
    if found is None:
        assert sum(before.values()) > count or (len(before) == 4 and sum(before.values()) < count)
        return
    assert {phase: found[phase] for phase in wanted} == wanted
    assert sum(weeks for phase, weeks in found.items() if phase is not Phase.RECOVERY) == count
    assert found[Phase.RECOVERY] == wanted.get(Phase.RECOVERY, recovery_weeks(distance_m))


@pytest.mark.parametrize(("distance_m", "weeks"), [(5_000, 1), (21_098, 1), (MARATHON, 2), (100_000, 5), (900_000, 8)])
def test_the_longer_the_race_the_longer_the_recovery(distance_m: int, weeks: int) -> None:
    assert recovery_weeks(distance_m) == weeks


def test_weeks_are_counted_up_to_the_week_of_the_race() -> None:
    assert weeks_until(FIRST, RACE_DAY) == 16
    assert weeks_until(FIRST, FIRST.sunday) == 1
    assert weeks_until(FIRST, FIRST.monday - timedelta(days=1)) == 0


def test_the_usual_volumes_climb_in_waves_and_taper() -> None:
    assert km(USUAL) == [40, 44, 38, 51, 55, 58, 49, 65, 69, 73, 61, 80, 80, 80, 47, 32, 13, 27]
    assert [one.phase for one in USUAL][13:] == [Phase.PEAK, *[Phase.TAPER] * 2, *[Phase.RECOVERY] * 2]


@given(COUNTS, DISTANCES, st.integers(0, 400), st.integers(1, 400), MEASURES)
def test_weeks_follow_each_other_from_the_first_to_the_end_of_recovery(
    count: int, distance_m: int, start: int, peak: int, measure: Measure
) -> None:
    shape = split(count, distance_m) or {}
    weeks = outline(FIRST, shape, start * 900, peak * 900, measure)
    mondays = [one.week.monday for one in weeks]
    assert mondays == [FIRST.monday + timedelta(days=7 * at) for at in range(count + shape[Phase.RECOVERY])]
    assert weeks[count - 1].phase is Phase.TAPER
    assert {one.phase for one in weeks[count:]} <= {Phase.RECOVERY}
    assert all(one.volume >= 0 for one in weeks)


@given(COUNTS, DISTANCES, st.integers(5, 100), st.integers(0, 100))
def test_volumes_stay_between_those_asked_for_and_the_taper_falls(
    count: int, distance_m: int, start: int, more: int
) -> None:
    peak = start + more
    weeks = outline(FIRST, split(count, distance_m) or {}, start * 1_000, peak * 1_000, Measure.KM)
    training = [one for one in weeks if one.phase in (Phase.BASE, Phase.BUILD, Phase.PEAK)]
    assert all(start * 800 - 500 <= one.volume <= peak * 1_000 for one in training)
    assert not training or training[-1].volume == peak * 1_000
    taper = [one.volume for one in weeks if one.phase is Phase.TAPER]
    assert taper == sorted(taper, reverse=True)
    assert all(peak * 400 - 500 <= volume <= peak * 590 + 500 for volume in taper)
    recovery = [one.volume for one in weeks if one.phase is Phase.RECOVERY]
    assert recovery == sorted(recovery)
    assert all(volume <= start * 1_000 for volume in recovery)


@given(st.integers(9, 52), st.integers(20, 100))
def test_every_fourth_week_before_the_taper_is_a_fifth_lighter(count: int, volume: int) -> None:
    shape = split(count, MARATHON) or {}
    training = count - shape[Phase.TAPER]
    weeks = outline(FIRST, shape, volume * 1_000, volume * 1_000, Measure.KM)[:training]
    lighter = [at for at, one in enumerate(weeks) if one.volume < volume * 1_000]
    assert lighter == [at for at in range(1, training) if (training - at) % 4 == 0]
    assert all(abs(weeks[at].volume - volume * 800) <= 500 for at in lighter)


def test_volumes_are_round_in_what_they_are_measured_in() -> None:
    miles = outline(FIRST, SIXTEEN, 40_000, 80_000, Measure.MI)
    assert {volume_text(one.volume, Measure.MI).partition(" ")[0].isdigit() for one in miles} == {True}
    hours = outline(FIRST, SIXTEEN, 5 * 3_600, 9 * 3_600, Measure.HOURS)
    assert {one.volume % 900 for one in hours} == {0}


@pytest.mark.parametrize(
    ("today", "ahead", "shown"),
    [
        (TODAY, None, 18),
        (TODAY, 3, 3),
        (FIRST.monday, 3, 3),
        (FIRST.next().monday, 3, 4),
        (RACE_DAY, 3, 18),
        (RACE_DAY + timedelta(days=90), 1, 18),
        (FIRST.monday, 1, 1),
    ],
)
def test_a_runner_sees_this_week_and_those_that_the_coach_shows(today: date, ahead: int | None, shown: int) -> None:
    assert shown_until(USUAL, today, ahead) == shown


def test_what_two_outlines_have_differently_is_told_week_by_week() -> None:
    changed = (*USUAL[:2], SeasonWeek(USUAL[2].week, Phase.BASE, 42_000), *USUAL[3:-1])
    assert changes(USUAL, USUAL) == ()
    assert [
        (one.week, one.before and one.before.volume, one.after and one.after.volume) for one in changes(USUAL, changed)
    ] == [
        (USUAL[2].week, 38_000, 42_000),
        (USUAL[-1].week, 27_000, None),
    ]


# --- as they are written ---

NOTES = st.none() | st.sampled_from(["camp in the hills", "10k on Sunday", "easy, 3 days", "W2 again"])
WRITTEN = st.tuples(
    MEASURES,
    st.lists(st.tuples(st.sampled_from(Phase), st.integers(0, 300), NOTES), min_size=1, max_size=60),
)


@given(WRITTEN)
def test_weeks_that_were_written_out_are_read_as_the_same_weeks(
    written: tuple[Measure, list[tuple[Phase, int, str | None]]],
) -> None:
    measure, given_weeks = written
    step = {Measure.KM: 1_000, Measure.MI: 1_609.344, Measure.HOURS: 300}[measure]
    weeks, week = [], FIRST
    for phase, steps, note in given_weeks:
        weeks.append(SeasonWeek(week, phase, round(steps * step), note))
        week = week.next()
    text = written_weeks(weeks, measure)
    assert read_weeks(text, FIRST, FIRST.monday, measure) == tuple(weeks)


@given(st.text(max_size=120), MEASURES)
def test_whatever_is_written_is_read_or_named_and_reads_the_same_again(text: str, measure: Measure) -> None:
    try:
        weeks = read_weeks(text, FIRST, FIRST.monday, measure)
    except LineError:
        return
    assert read_weeks(written_weeks(weeks, measure), FIRST, FIRST.monday, measure) == weeks


@pytest.mark.parametrize(
    ("line", "phase", "volume", "note"),
    [
        ("W1 base 40 km", Phase.BASE, 40_000, None),
        ("base 40", Phase.BASE, 40_000, None),
        ("1. Build: 52,5km", Phase.BUILD, 52_500, None),
        ("Week 1: peak 50 mi · camp", Phase.PEAK, 80_470, "camp"),
        ("- taper 30 km, race on Sunday", Phase.TAPER, 30_000, "race on Sunday"),
        ("wk 1 recovery 0", Phase.RECOVERY, 0, None),
        ("rest 40 hilly", Phase.RECOVERY, 40_000, "hilly"),
        ("W1 base 40 km - 2 x strides", Phase.BASE, 40_000, "2 x strides"),
    ],
)
def test_a_line_is_read_as_coaches_write_it(line: str, phase: Phase, volume: int, note: str | None) -> None:
    assert read_weeks(line, FIRST, FIRST.monday, Measure.KM) == (SeasonWeek(FIRST, phase, volume, note),)


@pytest.mark.parametrize(
    ("amount", "seconds"), [("5 h", 18_000), ("5", 18_000), ("6h30", 23_400), ("6:30", 23_400), ("90 min", 5_400)]
)
def test_a_week_may_be_measured_in_hours(amount: str, seconds: int) -> None:
    assert read_weeks(f"W1 base {amount}", FIRST, FIRST.monday, Measure.HOURS)[0].volume == seconds


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "empty", 0),
        ("\n \n", "empty", 0),
        ("base 40\n" * 61, "too_many", 0),
        ("base 40\n\nbanana", "line_invalid", 3),
        ("W1 base 40\nW3 base 44", "line_number", 2),
        ("W1 tempo 40", "line_phase", 1),
        ("W1 base 6 h", "line_volume", 1),
        ("W1 base 900 km", "line_volume", 1),
        ("W1 base 40 · " + "x" * (NOTE_LIMIT + 1), "line_note", 1),
        ("W1 base", "line_invalid", 1),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, code: str, line: int) -> None:
    with pytest.raises(LineError) as refused:
        read_weeks(text, FIRST, FIRST.monday, Measure.KM)
    assert (refused.value.code, refused.value.line) == (code, line)


def test_an_outline_that_ends_before_the_race_is_refused() -> None:
    with pytest.raises(LineError, match="race_out"):
        read_weeks("base 40\nbase 44", FIRST, RACE_DAY, Measure.KM)
    assert len(read_weeks("base 40\n" * 16, FIRST, RACE_DAY, Measure.KM)) == 16


@pytest.mark.parametrize(
    ("text", "start", "peak", "measure"),
    [
        ("40-80 km", 40_000, 80_000, Measure.KM),
        ("40–80", 40_000, 80_000, Measure.KM),
        ("40 km to 80 km", 40_000, 80_000, Measure.KM),
        ("25 to 50 mi", 40_234, 80_467, Measure.MI),
        ("5-9 h", 18_000, 32_400, Measure.HOURS),
        ("4h30 – 9:15", 16_200, 33_300, Measure.HOURS),
        ("60 km", 60_000, 60_000, Measure.KM),
        ("42,5 - 60km", 42_500, 60_000, Measure.KM),
    ],
)
def test_volumes_from_and_to_are_read(text: str, start: int, peak: int, measure: Measure) -> None:
    found = read_volumes(text, Measure.KM)
    assert (found.start, found.peak, found.measure) == (start, peak, measure)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "invalid"),
        ("lots", "invalid"),
        ("40-80-90", "invalid"),
        ("40 km - 9 h", "mixed"),
        ("0-80", "not_positive"),
        ("80-40", "falling"),
        ("40-900 km", "implausible"),
        ("5-99 h", "implausible"),
    ],
)
def test_volumes_that_are_none(text: str, code: str) -> None:
    with pytest.raises(ParseError) as refused:
        read_volumes(text, Measure.KM)
    assert refused.value.code == code


@given(st.text(max_size=60))
def test_whatever_is_typed_for_volumes_is_read_or_refused(text: str) -> None:
    try:
        found = read_volumes(text, Measure.KM)
    except ParseError:
        return
    assert found.start > 0
    assert found.peak > 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("taper 3, recovery 1", phases(taper=3, recovery=1)),
        ("6 base 5 build", phases(base=6, build=5)),
        ("Base: 6 weeks; peak=2", phases(base=6, peak=2)),
        ("recovery 0", phases(recovery=0)),
        ("6 weeks of base and 2 of rest", phases(base=6, recovery=2)),
    ],
)
def test_phases_are_read_as_they_are_typed(text: str, found: dict[Phase, int]) -> None:
    assert read_phases(text) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("banana", "invalid"),
        ("base", "invalid"),
        ("base 6, base 2", "twice"),
        (f"recovery {MOST_RECOVERY + 1}", "too_many"),
    ],
)
def test_phases_that_are_none(text: str, code: str) -> None:
    with pytest.raises(ParseError) as refused:
        read_phases(text)
    assert refused.value.code == code


@given(COUNTS, DISTANCES)
def test_phases_that_were_written_out_split_a_season_the_same_way(count: int, distance_m: int) -> None:
    shape = split(count, distance_m) or {}
    text = written_phases(phase_counts(outline(FIRST, shape, 40_000, 60_000, Measure.KM)))
    assert split(count, distance_m, read_phases(text)) == shape


def test_phases_out_of_their_usual_order_are_not_written_out() -> None:
    assert written_phases([(Phase.BASE, 2), (Phase.PEAK, 1), (Phase.BASE, 2)]) == ""


@pytest.mark.parametrize(
    ("text", "name", "day", "event"),
    [
        ("City Marathon, 25 Apr 2027, marathon", "City Marathon", date(2027, 4, 25), "m"),
        ("2027-04-25 · half", None, date(2027, 4, 25), "hm"),
        ("10k, Apr 25, 2027, Spring Run, Lakeside", "Spring Run, Lakeside", date(2027, 4, 25), "10k"),
        ("Half Marathon, 25 Apr 2027, half", "Half Marathon", date(2027, 4, 25), "hm"),
        ("Berlin 10k, 2027-01-10", "Berlin 10k", date(2027, 1, 10), "10k"),
        ("10 km of Berlin, half, 2027-01-10", "10 km of Berlin", date(2027, 1, 10), "hm"),
        ("Night run\nin 16 weeks\n5 km", "Night run", TODAY + timedelta(weeks=16), "5k"),
    ],
)
def test_a_goal_is_read_in_any_order(text: str, name: str | None, day: date, event: str) -> None:
    goal = read_goal(text, TODAY)
    assert (goal.name, goal.day, goal.distance.event) == (name, day, event)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("City Marathon, marathon", "no_day"),
        ("City Marathon, 25 Apr 2027", "no_distance"),
        ("Route 66k5 Run, 25 Apr 2027", "no_distance"),
        ("City 10k and 5k, 25 Apr 2027", "no_distance"),
        ("half, 2026-10-04", "past"),
        ("half, 5/11", "ambiguous"),
        ("half, 2099-10-04", "too_far"),
        ("x" * 101 + ", half, 25 apr", "name_long"),
        ("x" * 1_000, "name_long"),
    ],
)
def test_goals_that_are_none(text: str, code: str) -> None:
    with pytest.raises(ParseError) as refused:
        read_goal(text, TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("this week", Week(2026, 48)),
        ("next week", FIRST),
        ("30 nov", FIRST),
        ("monday", FIRST),
        ("2026-11-02", Week(2026, 45)),
    ],
)
def test_a_season_begins_in_the_week_of_the_day_that_is_typed(text: str, week: Week) -> None:
    assert read_first_week(text, TODAY) == week


@pytest.mark.parametrize(("text", "code"), [("2026-01-05", "past"), ("banana", "invalid"), ("", "invalid")])
def test_first_weeks_that_are_none(text: str, code: str) -> None:
    with pytest.raises(ParseError) as refused:
        read_first_week(text, TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(("text", "ahead"), [("", None), ("all", None), ("3", 3), ("3 weeks", 3), ("1 week", 1)])
def test_how_many_weeks_a_runner_sees_is_read(text: str, ahead: int | None) -> None:
    assert read_ahead(text) == ahead


@pytest.mark.parametrize("text", ["0", "some", "99", "-1"])
def test_no_other_number_of_weeks_is_read(text: str) -> None:
    with pytest.raises(ParseError):
        read_ahead(text)


def test_a_reader_of_miles_is_measured_in_miles() -> None:
    assert (measure_of(Unit.MI), measure_of(Unit.KM)) == (Measure.MI, Measure.KM)
