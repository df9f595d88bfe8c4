"""Weeks as coaches type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notation import parse_workout, write_workout
from bot.domain.planned_weeks import (
    DAYS,
    ROOM_M,
    ROOM_S,
    Held,
    PlannedSession,
    PlannedWeek,
    UnplacedLine,
    held_to,
    is_by_time,
    most_of,
    planned_metres,
    planned_seconds,
    read_week,
    session_kind,
)
from bot.domain.runs import RunKind
from bot.domain.workouts import Workout
from tests.domain.workout_strategies import LINES, workouts

WORDS = (
    "rest",
    "off",
    "day",
    "no running",
    "run",
    "or",
    "if",
    "easy",
    "bike",
    "walk",
    "5 km",
    "8x400m",
    "(",
    ")",
    "-",
    ",",
)
FULL = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def texts(week: PlannedWeek) -> list[list[str]]:
    return [[session.text for session in day] for day in week.days]


def written(week: PlannedWeek) -> str:
    """Write a week as it is read: a day a line, further lines of a session indented, what names no day first."""
    lines = [line.text for line in week.unplaced]
    for day, session in week.sessions:
        first, *others = session.text.split("\n")
        lines += [f"{DAYS[day]}: {first}", *(f"  {other}" for other in others)]
    return "\n".join(lines)


def test_one_line_a_day() -> None:
    week = read_week(
        "Mon: rest\nTue 5x1km @ T / 1min jog\nthursday – club night, 8-10 km\n\nSat - 18 km E\n* Sun. 45’ easy"
    )
    assert texts(week) == [
        ["rest"],
        ["5x1km @ T / 1min jog"],
        [],
        ["club night, 8-10 km"],
        [],
        ["18 km E"],
        ["45’ easy"],
    ]
    assert week.unplaced == ()
    assert week.days[0][0].is_rest
    assert week.days[1][0].workout == parse_workout("5x1km @ T / 1min jog")
    assert week.days[3][0].workout is None
    assert [day for day, _ in week.sessions] == [0, 1, 3, 5, 6]


def test_a_day_twice_is_two_sessions() -> None:
    week = read_week("Tue am: 6 km E\nTue pm 5x1km @ T / 1min jog")
    assert texts(week)[1] == ["am: 6 km E", "pm 5x1km @ T / 1min jog"]
    assert [session.workout for session in week.days[1]] == [
        parse_workout("6 km E"),
        parse_workout("5x1km @ T / 1min jog"),
    ]


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("Mon, Wed & Fri: 8 km E", [0, 2, 4]),
        ("Mon/Wed 8 km E", [0, 2]),
        ("Mondays and Thursdays: 8 km E", [0, 3]),
        ("Tue-Thu: 8 km E", [1, 2, 3]),
        ("Sat to Mon 8 km E", [0, 5, 6]),
        ("Mo-Fr: 8 km E", [0, 1, 2, 3, 4]),
        ("Mo–Fr 8 km E", [0, 1, 2, 3, 4]),
        ("Mon – Fr: 8 km E", [0, 1, 2, 3, 4]),
        ("Tu, Th and Sa: 8 km E", [1, 3, 5]),
        ("Tu/Th 8 km E", [1, 3]),
        ("we: 8 km E", [2]),
        ("Mo: 8 km E; We: 8 km E | Sa-Su: 8 km E", [0, 2, 5, 6]),
        ("Mon 8 km E; Wed 8 km E | Sun: 8 km E", [0, 2, 6]),
    ],
)
def test_days_can_stand_together(typed: str, days: list[int]) -> None:
    week = read_week(typed)
    assert [day for day, _ in week.sessions] == days
    assert {session.text for _, session in week.sessions} == {"8 km E"}


@pytest.mark.parametrize(
    "day",
    [
        "Mon 30 Nov",
        "Mon, 30 November",
        "Monday 30th of Nov.",
        "Mon (Nov 30)",
        "Mo 30.11.",
        "Mon 30/11",
        "Mon 30/11/26",
        "Monday 30th",
        "Mon 2026-11-30",
        "Mon 30 Nov 2026",
    ],
)
def test_a_date_may_follow_the_day(day: str) -> None:
    assert texts(read_week(f"{day}: 8k E"))[0] == ["8k E"]
    assert texts(read_week(f"{day}:\n8k E"))[0] == ["8k E"]


@pytest.mark.parametrize(
    "words", ["8 may be enough", "10.5 km E", "1:30 long", "30 Nov we see", "8-10 km", "5 June bugs", "12/3 split"]
)
def test_what_may_be_no_date_stays_among_the_words(words: str) -> None:
    assert texts(read_week(f"Sun {words}"))[6] == [words]


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("Mon: rest, Tue: 8km, Wed: 5km", [["rest"], ["8km"], ["5km"]]),
        ("Mon rest, Tue 8km, Wed 5km", [["rest"], ["8km"], ["5km"]]),
        ("Mon: 8km, Tue, Wed: 5km", [["8km"], ["5km"], ["5km"]]),
        ("Mon, Tue: 8km, Wed: 5x1km @ T, 90s jog", [["8km"], ["8km"], ["5x1km @ T, 90s jog"]]),
        ("- Mon, Tue: 8km", [["8km"], ["8km"], []]),
        ("Mon: easy, Tue is the big one", [["easy, Tue is the big one"], [], []]),
        ("Mo: rest, Tu 1 Dec: 8km", [["rest"], ["8km"], []]),
    ],
)
def test_days_may_stand_in_one_line(typed: str, days: list[list[str]]) -> None:
    assert texts(read_week(typed))[:3] == days


def test_one_day_or_another_is_the_first_in_all_its_words() -> None:
    week = read_week("Sat or Sun: long 2h\nWed or Thursday: rest")
    assert texts(week) == [[], [], ["Wed or Thursday: rest"], [], [], ["Sat or Sun: long 2h"], []]
    assert week.days[5][0].workout == parse_workout("long 2h")
    assert week.days[2][0].is_rest
    assert read_week("Sat: Sat or Sun: long 2h").days[5] == week.days[5]


@pytest.mark.parametrize(
    "typed",
    ["We run at dawn", "Mo 5 km", "Sa long 18 km", "Mo, we run at dawn", "Mo's 5 km", "so-so: 5 km", "We/us 5 km"],
)
def test_two_letters_that_may_be_words_are_no_day(typed: str) -> None:
    assert read_week(typed).unplaced == (UnplacedLine(1, typed),)


def test_two_letters_after_a_day_are_its_words() -> None:
    assert texts(read_week("Mon - we run at dawn\nTue and we stretch"))[:3] == [
        ["we run at dawn"],
        ["and we stretch"],
        [],
    ]


@given(st.data(), st.integers(0, 6), st.integers(0, 6), st.sampled_from(["-", "–", " - ", " to "]))
def test_a_range_is_its_days_however_they_are_written(
    data: st.DataObject, first: int, until: int, between: str
) -> None:
    names = [
        data.draw(st.sampled_from([DAYS[day][:2], DAYS[day], FULL[day], DAYS[day].lower()])) for day in (first, until)
    ]
    week = read_week(f"{between.join(names)}: easy 5 km")
    over = (until - first) % 7
    assert {day for day, _ in week.sessions} == {(first + more) % 7 for more in range(over + 1)}
    assert all(session.workout == parse_workout("easy 5 km") for _, session in week.sessions)
    assert week.unplaced == ()


@pytest.mark.parametrize(
    "typed",
    [
        "Tue: WU 2km\n  5x1km @ T / 1min jog\n  CD 2km",
        "Tue: WU 2km\n5x1km @ T / 1min jog\nCD 2km",
        "Tue:\nWU 2km\n5x1km @ T / 1min jog\nCD 2km",
        "Tue\n\n- WU 2km\n- 5x1km @ T / 1min jog\n- CD 2km",
    ],
)
def test_a_session_of_several_lines(typed: str) -> None:
    (session,) = read_week(typed).days[1]
    assert session.text == "WU 2km\n5x1km @ T / 1min jog\nCD 2km"
    assert session.workout == parse_workout("WU 2km; 5x1km @ T / 1min jog; CD 2km")


def test_words_go_on_where_they_are_indented_or_asked_for() -> None:
    assert texts(read_week("Tue: hills at the park,\nmeet at the gate\n  bring water"))[1] == [
        "hills at the park,\nmeet at the gate\nbring water"
    ]


def test_a_line_without_a_day_is_told_and_not_lost() -> None:
    week = read_week("Week of the dunes\nMon: rest\nTeusday: 5x1km\n\nrest\nSunny 10 km")
    assert week.unplaced == (
        UnplacedLine(1, "Week of the dunes"),
        UnplacedLine(3, "Teusday: 5x1km"),
        UnplacedLine(5, "rest"),
        UnplacedLine(6, "Sunny 10 km"),
    )
    assert texts(week) == [["rest"], [], [], [], [], [], []]
    assert read_week("") == PlannedWeek(((),) * 7)


@given(LINES | st.text(max_size=80))
def test_any_text_is_read_and_what_is_written_reads_as_the_same_week(text: str) -> None:
    week = read_week(text)
    again = read_week(written(week))
    assert again.days == week.days
    assert [line.text for line in again.unplaced] == [line.text for line in week.unplaced]


@given(st.lists(st.lists(workouts(), max_size=2), min_size=7, max_size=7))
def test_a_week_of_workouts_is_read_as_it_was_written(planned: list[list[Workout]]) -> None:
    lines = [f"{day} {write_workout(workout)}" for day, those in zip(DAYS, planned, strict=True) for workout in those]
    week = read_week("\n".join(lines))
    assert [[session.workout for session in day] for day in week.days] == planned


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("rest", None),
        ("5x1km @ T", RunKind.WORKOUT),
        ("8-10 km easy", RunKind.EASY),
        ("Tempo 6km @ 4:15/km", RunKind.WORKOUT),
        ("8km E @ 4:15/km", RunKind.EASY),
        ("long run with the club, 18-20 km", RunKind.LONG),
        ("mile repeats, as many as feel good", RunKind.WORKOUT),
        ("Spring race with Anna", RunKind.RACE),
        ("bike 45 min", None),
        ("gym, then an easy run", RunKind.EASY),
        ("whatever you like", RunKind.EASY),
    ],
)
def test_what_a_session_is_for_by_workout_or_by_words(text: str, kind: RunKind | None) -> None:
    assert session_kind(PlannedSession.of(text)) is kind


def test_how_far_and_how_long_a_session_is() -> None:
    assert planned_metres(PlannedSession.of("10 km E")) == 10_000
    assert planned_seconds(PlannedSession.of("am 45 min easy")) == 2_700
    assert planned_metres(PlannedSession.of("8-10 km easy")) == 8_000
    assert planned_metres(PlannedSession.of("club night, 8-10 km")) is None
    assert planned_metres(PlannedSession.of("easy")) is None
    assert planned_metres(PlannedSession.of("rest")) == 0 == planned_seconds(PlannedSession.of("swim 1 km"))
    slow, quick = (planned_metres(PlannedSession.of("45 min E"), score) for score in (35.0, 55.0))
    assert slow is not None
    assert quick is not None
    assert slow < quick


def test_a_session_told_in_time_is_held_to_time() -> None:
    assert is_by_time(parse_workout("WU 10min; 8x2min @ I / 200m jog"))
    assert not is_by_time(parse_workout("WU 10min; 5x1km @ T / 1min jog"))
    assert not is_by_time(Workout())


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("10 km E", Held(10_000)),
        ("40 min E", Held(duration_s=2_400)),
        ("8-10 km E", Held(8_000, None, 10_000)),
        ("60-75min E", Held(None, 3_600, 4_500)),
        ("2km E; 8-10km E", Held(10_000, None, 12_000)),
        ("5x1km @ T / 1min rest", Held(5_000, None, 5_000 + ROOM_M)),
        ("5x1km @ T; 3min rest; 4x200m @ R / 1min rest", Held(5_800, None, 5_800 + ROOM_M)),
        ("5x3min @ I / 2min jog", Held(None, 23 * 60, 23 * 60 + ROOM_S)),
        ("5x3min @ I / 2min walk", Held(None, 15 * 60, 23 * 60 + ROOM_S)),
        ("2x(3x1km @ I / 1min rest) / 5min rest", Held(6_000, None, 6_000 + ROOM_M)),
        ("long 20k (last 5 @ MP)", Held(20_000)),
        ("6 km @ T", Held(6_000, None, 6_000 + ROOM_M)),
        ("WU; 5km @ T; CD", Held(5_000, None, 5_000 + ROOM_M)),
        ("WU 2km; 5x1km @ T / 1min rest; CD 2km", Held(9_000)),
        ("easy; 6x20s strides", Held(None, 120, 120 + ROOM_S)),
        ("6x20s strides", Held(None, 120, 120 + ROOM_S)),
        ("40 min fartlek", Held(duration_s=2_400)),
        ("easy", Held()),
        ("club night", Held()),
        ("rest", Held()),
        ("bike 45 min", Held()),
    ],
)
def test_what_a_run_of_a_session_is_held_to(text: str, held: Held) -> None:
    assert held_to(PlannedSession.of(text)) == held
    assert most_of(text) == held.most


@given(workouts())
def test_whoever_runs_a_workout_as_it_is_written_has_run_all_of_it(workout: Workout) -> None:
    held = held_to(PlannedSession.of(write_workout(workout)))
    least = held.duration_s if held.distance_m is None else held.distance_m
    if held.most is not None:
        assert least is not None
        assert 0 < least <= held.most


def test_a_week_has_seven_days() -> None:
    with pytest.raises(ValueError, match="seven"):
        PlannedWeek(((),))


@pytest.mark.parametrize(
    "text",
    [
        "rest - travel day",
        "Rest, you earned it",
        "Rest day 😴",
        "😴 rest",
        "no running",
        "No run today!",
        "off",
        "Off (bike if you like)",
        "day off - enjoy it",
        "rest (or a walk)",
        "am: rest, really",
        "Travel day, rest",
        "Enjoy your rest day",
        "rest before the 10k race",
        "rest, 8h sleep",
        "rest - travel 300 km",
        "bike or rest",
    ],
)
def test_rest_is_rest_whatever_is_said_beside_it_and_keeps_its_words(text: str) -> None:
    (session,) = read_week(f"Mon: {text}").days[0]
    assert session.text == text
    assert session.is_rest
    assert not session.is_run
    assert not session.is_read_run
    assert session_kind(session) is None
    assert planned_metres(session) == 0


def test_a_bar_may_stand_after_the_day() -> None:
    assert texts(read_week("Tue | rest\nWed | 8 km E"))[1:3] == [["rest"], ["8 km E"]]


@pytest.mark.parametrize(
    "text",
    [
        "cross-training",
        "x-train 45 min",
        "easy bike 45 min",
        "bike 45 min easy",
        "swim intervals",
        "aqua jog 30 min",
        "pool running 40 min",
        "long walk",
        "Strength + mobility",
        "yoga, no running",
        "no running - bike 45 min",
        "rest or easy 5 km",
        "8 km easy or rest",
        "rest. Run 5 km if you feel like it",
    ],
)
def test_another_sport_and_a_run_that_may_be_left_out_are_no_run_that_anybody_is_held_to(text: str) -> None:
    session = PlannedSession.of(text)
    assert session_kind(session) is None
    assert not session.is_run
    assert not session.is_rest


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("gym + 8 km E", RunKind.EASY),
        ("run/walk 30 min", RunKind.EASY),
        ("walk-run 30 min", RunKind.EASY),
        ("hills 8x60s with a walk down, drills", RunKind.WORKOUT),
        ("core, 5x1km @ T with friends", RunKind.WORKOUT),
        ("rest in the morning, 8 km easy in the evening", RunKind.EASY),
        ("off-road 10 km", RunKind.EASY),
        ("off the bike: 5 km run", RunKind.EASY),
        ("rest of the week is up to you: 5 km", RunKind.EASY),
    ],
)
def test_a_run_beside_rest_or_another_sport_is_a_run(text: str, kind: RunKind) -> None:
    assert session_kind(PlannedSession.of(text)) is kind


@given(st.text(max_size=80) | st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
def test_any_words_are_a_run_another_sport_or_rest(text: str) -> None:
    session = PlannedSession.of(text)
    assert session.text == text
    assert not (session.is_run and session.is_rest)
    assert (session_kind(session) is None) == (not session.is_run)
