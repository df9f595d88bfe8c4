"""Any workout that our tree can hold, and weeks as typed, for property tests."""

from hypothesis import strategies as st

from bot.domain.runs import FARTHEST_M, LONGEST_S, RunKind
from bot.domain.units import Unit
from bot.domain.workouts import (
    RACE_PACES,
    AtPace,
    AtRacePace,
    AtRpe,
    Effort,
    InZone,
    Manner,
    Repeat,
    Role,
    Step,
    Target,
    Workout,
)

METRES = st.one_of(
    st.integers(1, 1_000_000).map(float),
    st.integers(1, 420).map(lambda n: n * 100.0),
    st.sampled_from([21_097.5, 42_195.0, 1_609.344, 4_828.032, 402.336]),
    st.integers(1_000, 1_000_000_000).map(lambda mm: mm / 1_000),
    st.integers(1, 26_200).map(lambda n: round(n * 1.609344, 3)),
)
SECONDS = st.one_of(st.integers(1, 7 * 86_400), st.integers(1, 40).map(lambda n: n * 15))
LENGTHS = st.one_of(st.tuples(METRES, st.none()), st.tuples(st.none(), SECONDS))
PACES = st.builds(
    lambda seconds, slower, unit, effort: AtPace(seconds, unit, None if slower is None else seconds + slower, effort),
    st.integers(60, 900),
    st.integers(1, 800) | st.none(),
    st.sampled_from(Unit),
    st.none() | st.sampled_from([effort for effort in Effort if len(effort.value) == 1]),
)
TARGETS: st.SearchStrategy[Target] = st.one_of(
    st.sampled_from(Effort),
    st.sampled_from(RACE_PACES).map(AtRacePace),
    PACES,
    st.integers(1, 10).map(AtRpe),
    st.integers(1, 5).map(InZone),
)


@st.composite
def mosts(draw: st.DrawFn, metres: float | None, seconds: int | None) -> float | None:
    """Draw the upper end of a range, or none."""
    further = draw(st.none() | st.integers(1, 90))
    length, limit = (seconds, LONGEST_S) if metres is None else (metres, FARTHEST_M)
    if further is None or length is None:
        return None
    most = length + further if metres is None else round(length + 100 * further, 3)
    return most if most <= limit else None


@st.composite
def works(draw: st.DrawFn) -> Step:
    """Draw a step of work, which has a length, a target or both."""
    metres, seconds = draw(LENGTHS | st.just((None, None)))
    target = draw(TARGETS if metres is None and seconds is None else TARGETS | st.none())
    return Step(Role.ACTIVE, metres, seconds, target, most=draw(mosts(metres, seconds)))


@st.composite
def rests(draw: st.DrawFn) -> Step:
    """Draw a rest, which has a length, a manner or both."""
    metres, seconds = draw(LENGTHS | st.just((None, None)))
    manner = draw(
        st.sampled_from(Manner) if metres is None and seconds is None else st.sampled_from(Manner) | st.none()
    )
    return Step(Role.REST, metres, seconds, None, manner, draw(mosts(metres, seconds)))


@st.composite
def frames(draw: st.DrawFn, role: Role) -> Step:
    """Draw a warm-up or a cool-down."""
    metres, seconds = draw(LENGTHS | st.just((None, None)))
    manner = draw(st.sampled_from([None, Manner.JOG, Manner.WALK]))
    target = None if manner else draw(TARGETS | st.none())
    return Step(role, metres, seconds, target, manner, draw(mosts(metres, seconds)))


@st.composite
def repeats(draw: st.DrawFn) -> Repeat:
    """Draw a repeat of one step or of several with rests between."""
    steps = [draw(works())]
    for _ in range(draw(st.integers(0, 2))):
        steps += [*draw(st.lists(rests(), max_size=1)), draw(works())]
    return Repeat(draw(st.integers(2, 100)), tuple(steps), draw(rests() | st.none()))


@st.composite
def workouts(draw: st.DrawFn) -> Workout:
    """Draw a workout or a day of rest."""
    middle = draw(st.lists(works() | repeats() | rests(), max_size=4))
    segments = [
        *draw(st.lists(frames(Role.WARM_UP), max_size=1)),
        draw(works() | repeats()),
        *middle,
        draw(works() | repeats()),
        *draw(st.lists(frames(Role.COOL_DOWN), max_size=1)),
    ]
    shown = draw(st.sampled_from([0, 1, len(segments)]))
    if shown == 0:
        return Workout()
    label = draw(st.sampled_from([None, RunKind.LONG, RunKind.RACE, RunKind.RECOVERY]))
    return Workout(tuple(segments[:shown]) if shown == 1 else tuple(segments), label)


LINES = st.lists(
    st.sampled_from(
        [
            "Mon",
            "tuesday",
            "Wed:",
            " ",
            "\n",
            "\n\n",
            "- ",
            "; ",
            "Sat - ",
            "rest",
            "10 km E",
            "5x1km",
            "hills",
            " or ",
            " 30 Nov",
            ": ",
            "&",
            ",",
        ]
    )
    | st.text(max_size=4),
    max_size=14,
).map("".join)
"""Weeks as they may be typed, some of it nonsense."""
