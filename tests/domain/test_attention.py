"""Who needs a word first: reasons, their strict order, and what is no reason at all."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.attention import (
    NEW_FOR,
    PAIN_DAYS,
    SILENT_FOR,
    SPAN_WEEKS,
    Ache,
    Attention,
    Known,
    Need,
    New,
    NoPlan,
    Pain,
    Planning,
    Request,
    RequestKind,
    Silent,
    Slower,
    Undone,
    Unheard,
    attention,
    coming_week,
    is_usual,
    need_of,
    urgency,
    usual_runs,
)
from bot.domain.checkups.thresholds import Thresholds
from bot.domain.following import WeekSum
from bot.domain.runs import PainArea

FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 16)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def weeks(runs: int, back: int = SPAN_WEEKS, first: int = 0) -> dict[date, int]:
    """Return so many runs in each of the weeks up to `back` ago; 0 is this week."""
    return {MONDAY - number * WEEK: runs for number in range(first, back)}


KNOWN = Known(FRIDAY, FRIDAY - 30 * WEEK, FRIDAY - DAY, weeks(3), heard_on=FRIDAY - WEEK)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def ache(days_ago: int, level: int, area: PainArea = PainArea.KNEE_LEFT) -> Ache:
    day = FRIDAY - days_ago * DAY
    return Ache(day, area, level, noon(day))


def followed(planned: int, done: int, lately: WeekSum | None = None) -> Planning:
    """Return how a week went, after three as it was or as told; the next one has its plan."""
    week = WeekSum(planned, Fraction(done))
    lately = lately or WeekSum(4 * planned, Fraction(4 * done))
    return Planning(MONDAY, MONDAY - WEEK, planned, done, has_coming=True, usually=True, week=week, lately=lately)


def reasons(known: Known, unheard: int = 3) -> tuple[object, ...]:
    return attention(known, unheard).reasons


def test_who_runs_as_usual_and_heard_a_kind_word_needs_none() -> None:
    assert attention(KNOWN, 3) == Attention(())


# --- pain ---


@pytest.mark.parametrize(("days", "level", "told"), [(0, 3, True), (0, 2, False), (13, 3, True), (14, 9, False)])
def test_an_ache_of_late_from_three_on_is_a_reason(days: int, level: int, told: bool) -> None:
    assert PAIN_DAYS == 14
    found = reasons(replace(KNOWN, aches=(ache(days, level),)))
    assert found == ((Pain(FRIDAY - days * DAY, PainArea.KNEE_LEFT, level, 1),) if told else ())


def test_the_worst_ache_is_told_and_of_two_as_bad_the_newer_one() -> None:
    calf = ache(1, 5, PainArea.CALF_LEFT)
    known = replace(KNOWN, aches=(ache(4, 5), calf, ache(0, 3)))
    assert reasons(known) == (Pain(calf.day, PainArea.CALF_LEFT, 5, 3),)


def test_a_coachs_word_answers_the_aches_before_it() -> None:
    known = replace(KNOWN, aches=(ache(4, 8), ache(1, 3)), written_at=noon(FRIDAY - 2 * DAY))
    assert reasons(known) == (Pain(FRIDAY - DAY, PainArea.KNEE_LEFT, 3, 1),)
    assert reasons(replace(known, written_at=noon(FRIDAY))) == ()


# --- silence ---


@pytest.mark.parametrize(
    ("a_week", "days", "silent"),
    [(3, 7, False), (3, 8, True), (7, 8, True), (1, 14, False), (1, 15, True), (2, 7, False), (2, 8, True)],
)
def test_silence_is_measured_by_ones_own_usual_week(a_week: int, days: int, silent: bool) -> None:
    gone = FRIDAY - days * DAY
    ran = {monday: runs for monday, runs in weeks(a_week).items() if monday <= gone}
    known = replace(KNOWN, last_run=gone, weeks=ran)
    found = [one for one in reasons(known) if isinstance(one, Silent)]
    assert found == ([Silent(gone, a_week, days)] if silent else [])


def test_who_runs_now_and_then_is_never_silent() -> None:
    ran = {MONDAY - number * WEEK: 1 for number in range(4, SPAN_WEEKS, 3)}
    assert reasons(replace(KNOWN, last_run=max(ran), weeks=ran)) == ()


def test_who_stopped_long_ago_is_silent_no_more() -> None:
    for back, silent in ((0, True), (1, False)):
        gone = FRIDAY - SILENT_FOR - back * DAY
        ran = {monday: 3 for monday in weeks(3) if monday <= gone}
        known = replace(KNOWN, last_run=gone, weeks=ran, heard_on=FRIDAY)
        assert bool(reasons(known)) is silent


def test_who_has_paused_rests_and_is_not_silent() -> None:
    until = FRIDAY + 3 * DAY
    known = replace(KNOWN, last_run=FRIDAY - 20 * DAY, pauses=((FRIDAY - 19 * DAY, until),))
    assert attention(known, 3) == Attention((), until)
    over = replace(known, pauses=((FRIDAY - 19 * DAY, FRIDAY - DAY),))
    assert attention(over, 3) == Attention(())
    later = replace(known, pauses=((FRIDAY - 19 * DAY, FRIDAY - 8 * DAY),))
    assert reasons(later) == (Silent(FRIDAY - 20 * DAY, 3, 8),)


def test_weeks_of_a_pause_are_no_part_of_a_usual_week() -> None:
    ran = weeks(4) | {MONDAY - 3 * WEEK: 0, MONDAY - 4 * WEEK: 0}
    pause = (MONDAY - 4 * WEEK, MONDAY - 2 * WEEK - DAY)
    assert usual_runs(replace(KNOWN, weeks=ran), MONDAY) == 3
    assert usual_runs(replace(KNOWN, weeks=ran, pauses=(pause,)), MONDAY) == 4


def test_nothing_is_usual_before_two_weeks() -> None:
    assert usual_runs(replace(KNOWN, weeks=weeks(3, 2)), MONDAY) is None
    assert usual_runs(replace(KNOWN, weeks=weeks(3, 3)), MONDAY) == 3
    assert usual_runs(replace(KNOWN, weeks={}), MONDAY) is None


@pytest.mark.parametrize(
    ("lately", "now", "told"), [((1, 1), 0, True), ((2, 1), 0, False), ((1, 1), 2, False), ((0, 1), 1, True)]
)
def test_fewer_than_half_of_the_usual_runs_for_two_weeks_are_a_reason(
    lately: tuple[int, int], now: int, told: bool
) -> None:
    ran = weeks(3) | {MONDAY: now, MONDAY - WEEK: lately[0], MONDAY - 2 * WEEK: lately[1]}
    found = reasons(replace(KNOWN, last_run=FRIDAY - 4 * DAY, weeks=ran))
    assert found == ((Slower(sum(lately), 3),) if told else ())


def test_two_weeks_with_a_pause_in_them_are_no_slower_ones() -> None:
    ran = weeks(4) | {MONDAY: 0, MONDAY - WEEK: 1, MONDAY - 2 * WEEK: 0}
    known = replace(KNOWN, last_run=FRIDAY - 5 * DAY, weeks=ran)
    assert reasons(known) == (Slower(1, 4),)
    assert reasons(replace(known, pauses=((MONDAY - 2 * WEEK, MONDAY - WEEK - 2 * DAY),))) == ()


def test_a_coachs_word_lets_silence_and_plans_rest_for_a_week() -> None:
    gone = FRIDAY - 10 * DAY
    known = replace(KNOWN, last_run=gone, planning=followed(4, 1), heard_on=FRIDAY)
    assert [need_of(one) for one in attention(known, 3).reasons] == [Need.SILENCE, Need.PLAN]
    assert reasons(replace(known, written_at=noon(FRIDAY - 7 * DAY))) == ()
    assert len(reasons(replace(known, written_at=noon(FRIDAY - 8 * DAY)))) == 2


# --- plans, requests, words, newcomers ---


def test_plans_are_a_reason_where_there_usually_is_one() -> None:
    for planning, expected in (
        (followed(4, 4), ()),
        (replace(followed(4, 2), has_coming=False), (Undone(MONDAY - WEEK, 4, 2), NoPlan(MONDAY))),
        (Planning(MONDAY, MONDAY - WEEK, 0, 0, has_coming=False, usually=False), ()),
    ):
        assert reasons(replace(KNOWN, planning=planning)) == expected


@pytest.mark.parametrize(
    ("week", "lately", "limits", "asks"),
    [
        ((4, 3), (16, 14), None, False),
        ((4, 2), (16, 14), None, True),
        ((5, 3), (20, 16), None, False),
        ((4, 3), (16, 12), None, True),
        ((5, 4), (20, 10), None, False),
        # Of so few sessions the check-up says nothing.
        ((4, 3), (5, 3), None, False),
        ((4, 3), (16, 12), Thresholds(follow_ok_pct=75), False),
        ((4, 3), (16, 16), Thresholds(follow_watch_pct=80), True),
    ],
)
def test_a_plan_is_followed_where_the_check_up_says_so(
    week: tuple[int, int], lately: tuple[int, int], limits: Thresholds | None, asks: bool
) -> None:
    planning = followed(*week, WeekSum(lately[0], Fraction(lately[1])))
    found = attention(replace(KNOWN, planning=planning), 3, limits).reasons
    assert found == ((Undone(MONDAY - WEEK, *week),) if asks else ())


@pytest.mark.parametrize(("weekday", "weeks"), [(0, 0), (2, 0), (3, 1), (6, 1)])
def test_next_weeks_plan_is_due_from_thursday_on(weekday: int, weeks: int) -> None:
    assert coming_week(MONDAY + weekday * DAY) == MONDAY + weeks * WEEK


@pytest.mark.parametrize(("weeks", "usual"), [(2, False), (3, True), (4, True)])
def test_more_than_half_of_the_weeks_before_make_plans_usual(weeks: int, usual: bool) -> None:
    assert is_usual(weeks) is usual


def test_requests_stand_until_they_are_answered_the_oldest_first() -> None:
    new, old = Request(RequestKind.FOCUS, FRIDAY), Request(RequestKind.REVIEW, FRIDAY - DAY)
    assert reasons(replace(KNOWN, requests=(new, old), written_at=noon(FRIDAY))) == (old, new)


def test_no_kind_word_for_some_weeks_is_a_reason_and_never_any_too() -> None:
    known = replace(KNOWN, heard_on=FRIDAY - 3 * WEEK - DAY)
    assert reasons(known) == (Unheard(known.heard_on),)
    assert reasons(known, 4) == ()
    assert reasons(replace(known, heard_on=None)) == (Unheard(None),)
    assert reasons(replace(known, heard_on=None, last_run=None)) == ()


def test_who_is_new_is_welcomed_once_and_a_coach_who_does_not_run_needs_none() -> None:
    joined = FRIDAY - NEW_FOR + DAY
    known = replace(KNOWN, joined_on=joined, last_run=None, weeks={}, heard_on=None)
    assert reasons(known) == (New(joined, has_run=False),)
    assert reasons(replace(known, coaches=True)) == ()
    assert reasons(replace(known, last_run=FRIDAY, coaches=True)) == (New(joined, has_run=True),)
    assert reasons(replace(known, heard_on=FRIDAY)) == ()
    assert reasons(replace(known, joined_on=joined - DAY)) == ()


# --- order ---

PRESSING = (
    Pain(FRIDAY, PainArea.OTHER, 9, 1),
    Pain(FRIDAY, PainArea.OTHER, 6, 1),
    Pain(FRIDAY, PainArea.OTHER, 5, 1),
    Request(RequestKind.REVIEW, FRIDAY - 5 * DAY),
    Request(RequestKind.FOCUS, FRIDAY),
    Silent(FRIDAY - 30 * DAY, 3, 30),
    Silent(FRIDAY - 9 * DAY, 3, 9),
    Slower(1, 3),
    Undone(MONDAY - WEEK, 5, 1),
    Undone(MONDAY - WEEK, 5, 3),
    NoPlan(MONDAY),
    Unheard(None),
    Unheard(FRIDAY - 9 * WEEK),
    Unheard(FRIDAY - 4 * WEEK),
    New(FRIDAY - 5 * DAY, has_run=True),
    New(FRIDAY, has_run=False),
)


def test_runners_stand_in_a_strict_order() -> None:
    places = [urgency(Attention((one,)), FRIDAY) for one in PRESSING]
    assert places == sorted(set(places))


def test_one_reason_more_comes_first_and_none_comes_last() -> None:
    silent = Silent(FRIDAY - 9 * DAY, 3, 9)
    found = [Attention((silent, Unheard(None))), Attention((silent,)), Attention(())]
    places = [urgency(one, FRIDAY) for one in found]
    assert places == sorted(set(places))


def test_by_one_need_nothing_else_counts() -> None:
    hurt = Attention((PRESSING[0], Unheard(FRIDAY - 4 * WEEK)))
    unheard = Attention((Unheard(FRIDAY - 9 * WEEK),))
    assert urgency(hurt, FRIDAY) < urgency(unheard, FRIDAY)
    assert urgency(unheard, FRIDAY, Need.PRAISE) < urgency(hurt, FRIDAY, Need.PRAISE)


days_ago = st.integers(0, 200).map(lambda back: FRIDAY - back * DAY)
aches = st.builds(ache, st.integers(0, 30), st.integers(1, 10))
knowns = st.builds(
    Known,
    today=st.just(FRIDAY),
    joined_on=days_ago,
    last_run=st.none() | days_ago,
    weeks=st.dictionaries(st.integers(0, SPAN_WEEKS - 1).map(lambda back: MONDAY - back * WEEK), st.integers(0, 9)),
    pauses=st.lists(st.tuples(days_ago, st.integers(0, 40)).map(lambda one: (one[0], one[0] + one[1] * DAY))).map(
        tuple
    ),
    aches=st.lists(aches, max_size=4).map(tuple),
    requests=st.lists(st.builds(Request, st.sampled_from(RequestKind), days_ago), max_size=3).map(tuple),
    planning=st.none()
    | st.builds(
        Planning,
        st.just(MONDAY),
        st.just(MONDAY - WEEK),
        st.integers(0, 7),
        st.integers(0, 7),
        st.booleans(),
        st.booleans(),
        st.builds(WeekSum, st.integers(0, 7), st.integers(0, 7).map(Fraction)),
        st.builds(WeekSum, st.integers(0, 28), st.integers(0, 28).map(Fraction)),
    ),
    heard_on=st.none() | days_ago,
    written_at=st.none() | days_ago.map(noon),
)


@given(knowns, st.integers(1, 26))
def test_reasons_come_in_the_order_of_needs_and_who_rests_is_not_silent(known: Known, unheard: int) -> None:
    found = attention(known, unheard)
    needs = [list(Need).index(need_of(one)) for one in found.reasons]
    assert needs == sorted(needs)
    if found.resting_until is not None:
        assert found.resting_until >= FRIDAY
        assert not found.has(Need.SILENCE)
        assert not found.has(Need.PLAN)
    assert list(urgency(found, FRIDAY)) == sorted(urgency(found, FRIDAY))
