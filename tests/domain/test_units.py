"""What people type as distance and time, and how values read."""

import math
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.units import (
    METRES_PER_MILE,
    STANDARD_EVENTS,
    Distance,
    DistanceContext,
    ParseError,
    Unit,
    convert_pace,
    distance_text,
    duration_text,
    pace_text,
    parse_distance,
    parse_duration,
    round_half_up,
)

RACE = DistanceContext.RACE
HOSTILE = [
    "",
    " ",
    "banana",
    "nan",
    "inf",
    "-inf",
    "1e999",
    "1e5",
    "0x10",
    "1_000",
    "9" * 10_000,
    "1" + " " * 10_000,
    "1:" * 5_000,
    "\uff11\uff10",
    "\u0663",
    "\u00b2",
    "½",
    "\x00",
    "10\ud800",
    "10;drop table runs",
    "@everyone",
    "1..2",
    "1,,2",
    ".",
    ":",
    "--5",
    "+5",
]


def distance_code(text: str, context: DistanceContext = DistanceContext.TRAINING) -> str:
    with pytest.raises(ParseError) as caught:
        parse_distance(text, context)
    return caught.value.code


def duration_code(text: str, distance_m: float | None = None) -> str:
    with pytest.raises(ParseError) as caught:
        parse_duration(text, distance_m)
    return caught.value.code


def outcome_of(parse: Callable[[], Distance | float]) -> Distance | float | ParseError:
    """Return what was understood, or the refusal; any other exception goes through."""
    try:
        return parse()
    except ParseError as error:
        return error


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("10k", 10_000),
        ("10 K", 10_000),
        ("10km", 10_000),
        ("10 kilometres", 10_000),
        ("6.2 mi", 6.2 * METRES_PER_MILE),
        ("10 miles", 16_093.44),
        ("1 mile", METRES_PER_MILE),
        ("a mile", METRES_PER_MILE),
        ("13,1 mi", 13.1 * METRES_PER_MILE),
        ("10,5 km", 10_500),
        ("10.123 km", 10_123),
        (".5 mi", METRES_PER_MILE / 2),
        ("half", 21_097.5),
        ("Half-Marathon", 21_097.5),
        ("HM", 21_097.5),
        ("marathon", 42_195),
        ("1500m", 1_500),
        ("1500M", 1_500),
        ("100m", 100),
        ("50 metres", 50),
        ("10,000 m", 10_000),
        ("1.500 m", 1_500),
        ("50M", 50 * METRES_PER_MILE),
        ("100M", 100 * METRES_PER_MILE),
        ("  8\u00a0km. ", 8_000),
    ],
)
def test_a_distance_as_people_type_it(text: str, metres: float) -> None:
    assert parse_distance(text).metres == pytest.approx(metres, rel=0, abs=1e-6)


@pytest.mark.parametrize("text", ["10", "26.2", "5m", "5 m", "99m", "0.5m", "5M", "99M", "135M", "123,456 m"])
def test_a_distance_with_two_meanings_is_asked_about(text: str) -> None:
    assert distance_code(text) == "ambiguous"


@pytest.mark.parametrize("text", ["0", "0 km", "-5k", "-1", "0.0001 km", "0m"])
def test_a_distance_must_be_positive(text: str) -> None:
    assert distance_code(text) == "not_positive"


@pytest.mark.parametrize("text", ["k", "5 bananas", "-5 bananas", "5 min", "10 000 m", "5 km 3", "52:10"])
def test_an_unknown_distance_is_refused(text: str) -> None:
    assert distance_code(text) == "invalid"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_as_distance_and_duration(text: str) -> None:
    assert distance_code(text) == "invalid"
    assert duration_code(text) == "invalid"


@pytest.mark.parametrize(("key", "metres"), STANDARD_EVENTS.items())
def test_a_race_snaps_within_three_tenths_of_a_percent(key: str, metres: float) -> None:
    for near in (0.9975, 1.0, 1.0025):
        assert parse_distance(f"{metres * near / 1000:.6f} km", RACE) == Distance(metres, key)


def test_eight_kilometres_and_five_miles_stay_distinct() -> None:
    assert parse_distance("8k", RACE).event == "8k"
    assert parse_distance("5 mi", RACE).event == "5mi"
    assert parse_distance("8.0241 km", RACE).event == "5mi"


def test_beyond_three_tenths_of_a_percent_nothing_snaps() -> None:
    assert parse_distance("10.03 km", RACE) == Distance(10_000, "10k")
    assert parse_distance("10.031 km", RACE) == Distance(10_031, None)


@given(metres=st.integers(1, 1_000_000))
def test_a_distance_survives_its_own_text_to_the_metre(metres: int) -> None:
    assert parse_distance(distance_text(metres, Unit.KM, decimals=3)).metres == metres


@given(metres=st.integers(100, 1_000_000), unit=st.sampled_from(Unit))
def test_a_shown_distance_reads_back_as_the_same_text(metres: int, unit: Unit) -> None:
    shown = distance_text(metres, unit)
    assert distance_text(parse_distance(shown).metres, unit) == shown


@given(
    whole=st.integers(0, 9_999),
    decimals=st.integers(1, 99),
    mark=st.sampled_from(".,"),
    gap=st.sampled_from(["", " ", "  ", "\t", "\u00a0"]),
    unit=st.sampled_from(
        [("k", 1000.0), ("km", 1000.0), ("KM", 1000.0), ("mi", METRES_PER_MILE), ("Miles", METRES_PER_MILE)]
    ),
)
def test_comma_and_point_blanks_and_case_do_not_matter(
    whole: int, decimals: int, mark: str, gap: str, unit: tuple[str, float]
) -> None:
    name, size = unit
    text = f" {whole}{mark}{decimals:02d}{gap}{name} "
    assert parse_distance(text).metres == pytest.approx((whole + decimals / 100) * size)


@given(text=st.text(max_size=300) | st.text(alphabet="0123456789.,:-'\"hmskKMi ainute/@", max_size=20))
@example(text="\u0130" * 60)
def test_whatever_is_typed_gives_a_positive_value_or_a_parse_error(text: str) -> None:
    outcomes = [
        outcome_of(partial(parse_distance, text)),
        outcome_of(partial(parse_distance, text, RACE)),
        outcome_of(partial(parse_duration, text)),
        outcome_of(partial(parse_duration, text, 5_000.0)),
        outcome_of(partial(parse_duration, text, 5_000.0, Unit.MI)),
    ]
    for outcome in outcomes:
        if isinstance(outcome, ParseError):
            assert outcome.code in {"invalid", "ambiguous", "not_positive"}
            assert len(outcome.text) <= 64
        else:
            value = outcome.metres if isinstance(outcome, Distance) else outcome
            assert 0.5 <= value < math.inf


def test_an_error_quotes_no_more_than_a_line() -> None:
    with pytest.raises(ParseError) as caught:
        parse_distance("ba\nna " * 2_000)
    assert len(caught.value.text) == 64
    assert caught.value.text.endswith("…")
    assert "\n" not in caught.value.text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("52:10", 3_130),
        ("1:02:03", 3_723),
        ("62:03", 3_723),
        ("19:57.4", 1_197.4),
        ("19:57,4", 1_197.4),
        ("0:45", 45),
        ("30:00:00", 108_000),
        ("1:45 h", 6_300),
        ("52:10 min", 3_130),
        ("45", 2_700),
        ("45.5", 2_730),
        ("45,5", 2_730),
        ("45.75", 2_745),
        ("45 min", 2_700),
        ("45 minutes", 2_700),
        ("90 min", 5_400),
        ("1h", 3_600),
        ("1h05", 3_900),
        ("1h5", 3_900),
        ("1h05m", 3_900),
        ("1H 5M 30S", 3_930),
        ("1 hour and 5 minutes", 3_900),
        ("1.5h", 5_400),
        ("1h30s", 3_630),
        ("5m30", 330),
        ("52m10s", 3_130),
        ("45'30\"", 2_730),
        ("45’30”", 2_730),
        ("45′30″", 2_730),
        ("45'30''", 2_730),
        ("45'30", 2_730),
        ("45'", 2_700),
        ('30"', 30),
        ("30.5 sec", 30.5),
    ],
)
def test_a_duration_as_people_type_it(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["0", "0:00", "0:00.4", "-5", "-52:10", "0 min", "0h00"])
def test_a_duration_must_be_positive(text: str) -> None:
    assert duration_code(text) == "not_positive"


@pytest.mark.parametrize(
    "text", ["10:75", "1:62:03", "1:02:75", "1h75", "45'75", "1:5", "1:2:03", "5 30", "1.5h 5m", "5 km", "1:02:03 min"]
)
def test_an_impossible_clock_is_refused(text: str) -> None:
    assert duration_code(text) == "invalid"


@pytest.mark.parametrize("text", ["45.30", "52,10", "1.30h", "45.30 min"])
def test_a_point_that_may_be_a_colon_is_asked_about(text: str) -> None:
    assert duration_code(text) == "ambiguous"


@pytest.mark.parametrize(
    ("text", "distance_m", "seconds"),
    [
        ("1:45", None, 105),
        ("1:45", 21_097.5, 6_300),
        ("1:45", 500, 105),
        ("25:30", 5_000, 1_530),
        ("1:30", 400, 90),
        ("4:00", 42_195, 14_400),
        ("2:00", 1_000, 120),  # exactly 2:00 per km is still running
        ("1:40", 5_000, 6_000),  # exactly 20:00 per km is still running
        ("1:41", 5_000, 101),  # neither reading is: minutes and seconds
        ("1:45 min", 21_097.5, 105),
        ("1:45.5", 21_097.5, 105.5),
    ],
)
def test_two_parts_are_hours_only_when_nothing_else_makes_sense(
    text: str, distance_m: float | None, seconds: float
) -> None:
    assert parse_duration(text, distance_m) == seconds


@pytest.mark.parametrize(
    ("text", "distance_m", "unit", "seconds"),
    [
        ("5:21/km", 10_000, None, 3_210),
        ("5:21 /km", 10_000, Unit.MI, 3_210),
        ("5:21 min/km", 10_000, None, 3_210),
        ("@ 5:21 / k", 10_000, None, 3_210),
        ("5’21” per km", 10_000, None, 3_210),
        ("5:21 a kilometre", 10_000, None, 3_210),
        ("8:30/mi", METRES_PER_MILE * 2, None, 1_020),
        ("8:30 per mile", METRES_PER_MILE * 2, Unit.KM, 1_020),
        ("@8:30", METRES_PER_MILE * 2, Unit.MI, 1_020),
        ("@5:21", 5_000, Unit.KM, 1_605),
        ("1:30/km", 400, None, 36),
        ("half an hour", None, None, 1_800),
        ("An Hour and a Half", 5_000, None, 5_400),
    ],
)
def test_a_pace_says_how_long_the_distance_took(
    text: str, distance_m: float | None, unit: Unit | None, seconds: float
) -> None:
    assert parse_duration(text, distance_m, unit) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("text", "distance_m", "code"),
    [
        ("5:21/km", None, "invalid"),
        ("@5:21", 10_000, "invalid"),
        ("5:61/km", 10_000, "invalid"),
        ("5:21/h", 10_000, "invalid"),
        ("5:21/", 10_000, "invalid"),
        ("5:21 am", 10_000, "invalid"),
        ("1:05:21/km", 10_000, "invalid"),
        ("0:00/km", 10_000, "not_positive"),
        ("-5:21/km", 10_000, "not_positive"),
    ],
)
def test_a_pace_of_nothing_is_no_time(text: str, distance_m: float | None, code: str) -> None:
    error = outcome_of(partial(parse_duration, text, distance_m))
    assert isinstance(error, ParseError)
    assert error.code == code


@given(distance_m=st.integers(1_000, 100_000), pace_s=st.integers(120, 1_200), unit=st.sampled_from(Unit))
def test_a_pace_is_read_as_it_is_shown(distance_m: int, pace_s: int, unit: Unit) -> None:
    typed = f"{duration_text(pace_s)} /{unit}"
    assert pace_text(distance_m, parse_duration(typed, distance_m), unit) == typed.replace(" ", "")


@given(seconds=st.integers(1, 9_999 * 3_600))
def test_a_duration_survives_its_own_text(seconds: int) -> None:
    assert parse_duration(duration_text(seconds)) == seconds


@given(hours=st.integers(0, 99), minutes=st.integers(0, 59), seconds=st.integers(1, 59))
def test_every_spelling_of_a_time_means_the_same(hours: int, minutes: int, seconds: int) -> None:
    total = hours * 3_600 + minutes * 60 + seconds
    spellings = [
        f"{hours}:{minutes:02d}:{seconds:02d}",
        f"{hours}h{minutes}m{seconds}s",
        f"{hours} hours {minutes} minutes {seconds} seconds",
        f"{hours}h {minutes}'{seconds}\"",
        f"{hours * 60 + minutes}:{seconds:02d}",
        f"{hours * 60 + minutes}'{seconds}",
        f"{total} s",
    ]
    assert {parse_duration(text) for text in spellings} == {total}


@given(distance_m=st.integers(1, 300_000), time_s=st.integers(1, 200_000), unit=st.sampled_from(Unit))
def test_a_pace_never_shows_sixty_seconds_and_is_right_to_half_a_second(
    distance_m: int, time_s: int, unit: Unit
) -> None:
    text = pace_text(distance_m, time_s, unit)
    clock, _, name = text.partition("/")
    minutes, seconds = map(int, clock.split(":"))
    size = 1000 if unit is Unit.KM else METRES_PER_MILE
    assert name == unit
    assert 0 <= seconds <= 59
    assert abs(minutes * 60 + seconds - time_s * size / distance_m) <= 0.5 + 1e-6


def test_a_pace_needs_a_distance() -> None:
    with pytest.raises(ValueError, match="distance"):
        pace_text(0, 100, Unit.KM)


@pytest.mark.parametrize(
    ("x", "rounded"), [(0.5, 1), (1.5, 2), (2.5, 3), (2.4999, 2), (-0.5, 0), (1e15, 10**15), (7, 7)]
)
def test_halves_are_rounded_up(x: float, rounded: int) -> None:
    assert round_half_up(x) == rounded


@pytest.mark.parametrize("x", [math.nan, math.inf])
def test_what_is_no_number_is_not_rounded(x: float) -> None:
    with pytest.raises(ValueError, match=r"nan|inf"):
        round_half_up(x)


@pytest.mark.parametrize(
    ("metres", "unit", "text"),
    [
        (10_000, Unit.KM, "10.0 km"),
        (5_050, Unit.KM, "5.1 km"),
        (5_049, Unit.KM, "5.0 km"),
        (400, Unit.KM, "0.4 km"),
        (16_093.44, Unit.MI, "10.0 mi"),
        (412_345, Unit.KM, "412.3 km"),
        (9_999, Unit.KM, "10.0 km"),
    ],
)
def test_a_distance_is_shown_to_a_tenth(metres: float, unit: Unit, text: str) -> None:
    assert distance_text(metres, unit) == text


def test_a_teams_total_is_shown_whole() -> None:
    assert distance_text(412_500, Unit.KM, decimals=0) == "413 km"


@given(seconds=st.floats(1, 10_000), frm=st.sampled_from(Unit), to=st.sampled_from(Unit))
def test_a_pace_converted_there_and_back_is_the_same(seconds: float, frm: Unit, to: Unit) -> None:
    assert convert_pace(convert_pace(seconds, frm, to), to, frm) == pytest.approx(seconds)
