"""Which run was which session, how much of it, and what a planned week is worth."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import Week
from bot.domain.following import (
    WHOLE,
    Match,
    Ran,
    Session,
    WeekSum,
    counts_in_week,
    credit,
    match_week,
    percent_of,
)
from bot.domain.following import (
    week_sum as sum_of,
)
from bot.domain.planned_points import PlannedSession
from bot.domain.plans import OTHER_SPORT, REST
from bot.domain.point_rules import POINTS_V1, TIMES, Rule
from bot.domain.points import Award, RunEntry, ScoringProfile, score_week, week_counts
from bot.domain.runs import RunKind

WEEK = Week(2026, 47)
MONDAY = WEEK.monday
OVER = WEEK.sunday + timedelta(days=1)


def session(
    weekday: int,
    kind: str = "easy",
    km: float | None = 10,
    *,
    minutes: int | None = None,
    number: int | None = None,
    excused: bool = False,
    run_id: int | None = None,
    by_word: bool = False,
    position: int = 0,
    most: int | None = None,
) -> Session:
    metres = None if km is None else round(km * 1_000)
    key = 10 * weekday + position + 1 if number is None else number
    seconds = None if minutes is None else minutes * 60
    day = MONDAY + timedelta(days=weekday)
    return Session(key, day, position, kind, metres, seconds, excused, run_id, by_word, most)


def run(weekday: int, km: float = 10, kind: str | None = None, *, run_id: int = 0, minutes: int = 55) -> Ran:
    return Ran(run_id or 100 + weekday, MONDAY + timedelta(days=weekday), kind, round(km * 1_000), minutes * 60)


def week_sum(sessions: list[Session], matches: Mapping[int, Match]) -> WeekSum:
    """Return what sessions came to beside what they were matched with."""
    done = {key: match.percent for key, match in matches.items()}
    return sum_of(
        (done.get(one.session_id), counts_in_week(one.kind, one.day, excused=one.excused)) for one in sessions
    )


kinds = st.sampled_from([None, *RunKind])


@st.composite
def sessions_of_a_week(draw: st.DrawFn) -> list[Session]:
    days = draw(st.lists(st.integers(0, 6), max_size=9))
    return [
        Session(
            session_id=number + 1,
            day=MONDAY + timedelta(days=day),
            position=number,
            kind=draw(st.sampled_from([*RunKind, REST, OTHER_SPORT])),
            distance_m=draw(st.none() | st.integers(1_000, 42_000)),
            duration_s=draw(st.none() | st.integers(600, 9_000)),
            excused=draw(st.booleans()),
            run_id=draw(st.none() | st.integers(1, 12)),
            by_word=draw(st.booleans()),
            most=draw(st.none() | st.integers(600, 50_000)),
        )
        for number, day in enumerate(days)
    ]


@st.composite
def runs_of_a_week(draw: st.DrawFn) -> list[Ran]:
    days = draw(st.lists(st.integers(-1, 7), max_size=9))
    return [
        Ran(
            number + 1,
            MONDAY + timedelta(days=day),
            draw(kinds),
            draw(st.integers(1_000, 45_000)),
            draw(st.integers(300, 9_000)),
        )
        for number, day in enumerate(days)
    ]


@given(sessions_of_a_week(), runs_of_a_week())
def test_each_run_is_one_session_and_near_it(sessions: list[Session], runs: list[Ran]) -> None:
    found = match_week(sessions, runs)
    used = [match.run_id for match in found.values() if match.run_id is not None]
    assert len(used) == len(set(used))
    known, ran = {one.session_id: one for one in sessions}, {one.run_id: one for one in runs}
    for session_id, match in found.items():
        planned = known[session_id]
        assert planned.kind != REST
        if match.run_id is None:
            assert planned.by_word
            assert planned.run_id is None
            assert match.percent == 100
            continue
        done = ran[match.run_id]
        assert match.percent == percent_of(planned, done)
        if planned.run_id is not None:
            assert planned.run_id == done.run_id
            continue
        assert planned.kind != OTHER_SPORT
        apart = abs((done.day - planned.day).days)
        assert apart <= 1
        if apart == 1:
            assert Week.of(done.day) == Week.of(planned.day)
            assert done.kind == planned.kind or (done.kind is None and match.percent in WHOLE)


@given(sessions_of_a_week(), runs_of_a_week(), st.integers())
def test_the_order_of_log_and_plan_does_not_matter(sessions: list[Session], runs: list[Ran], seed: int) -> None:
    mixed, jumbled = list(sessions), list(runs)
    Random(seed).shuffle(mixed)
    Random(seed + 1).shuffle(jumbled)
    assert match_week(mixed, jumbled) == match_week(sessions, runs)


@given(sessions_of_a_week(), runs_of_a_week())
def test_a_session_of_a_day_with_runs_to_spare_is_matched(sessions: list[Session], runs: list[Ran]) -> None:
    found = match_week(sessions, runs)
    spare = {one.run_id: one.day for one in runs}
    for match in found.values():
        spare.pop(match.run_id or 0, None)
    named = {one.run_id for one in sessions}
    open_days = {
        one.day for one in sessions if one.session_id not in found and one.kind in set(RunKind) and one.run_id is None
    }
    assert not open_days & {day for run_id, day in spare.items() if run_id not in named}


@given(sessions_of_a_week(), runs_of_a_week())
def test_what_was_followed_lies_between_nothing_and_all(sessions: list[Session], runs: list[Ran]) -> None:
    told = week_sum(sessions, match_week(sessions, runs))
    assert 0 <= told.kept <= told.counted
    assert (told.percent is None) == (told.counted == 0)
    assert told.percent is None or 0 <= told.percent <= 100


@pytest.mark.parametrize(
    ("percent", "worth"),
    [(0, 0), (49, 0), (50, 0.5), (79, 0.5), (80, 1), (100, 1), (120, 1), (121, 0.5), (150, 0.5), (400, 0.5)],
)
def test_the_bands_of_credit(percent: int, worth: float) -> None:
    assert credit(percent) == Fraction(worth)


@given(st.integers(1, 50_000), st.integers(1, 120_000))
def test_rounding_moves_nothing_into_another_band(planned_m: int, done_m: int) -> None:
    planned = Session(1, MONDAY, 0, "easy", planned_m)
    exact = Fraction(100 * done_m, planned_m)
    assert credit(percent_of(planned, Ran(1, MONDAY, None, done_m, 60))) == credit(exact)
    assert (percent_of(planned, Ran(1, MONDAY, None, done_m, 60)) > 150) == (exact > 150)


def test_the_plan_s_own_unit_decides() -> None:
    assert percent_of(session(0, km=10, minutes=90), run(0, 9, minutes=45)) == 90
    assert percent_of(session(0, km=None, minutes=50), run(0, 9, minutes=45)) == 90
    assert percent_of(session(0, km=None), run(0, 3)) == 100


def test_between_an_amount_and_the_most_of_it_is_all_of_it() -> None:
    repeats = session(1, "workout", 5.6, most=13_600)
    done = {km: percent_of(repeats, run(1, km)) for km in (1, 2.8, 4.48, 5.6, 9, 13.6, 16.3, 16.4)}
    assert done == {1: 17, 2.8: 50, 4.48: 80, 5.6: 100, 9: 100, 13.6: 100, 16.3: 120, 16.4: 121}
    by_time = session(1, "easy", None, minutes=60, most=75 * 60)
    assert [percent_of(by_time, run(1, minutes=minutes)) for minutes in (48, 60, 75, 90)] == [80, 100, 100, 120]
    assert percent_of(session(1, km=10, most=8_000), run(1, 10)) == 100


def test_a_run_a_day_off_keeps_a_session_of_its_kind() -> None:
    assert match_week([session(1, "long", 20)], [run(2, 21, "long")]) == {11: Match(102, 105)}
    assert match_week([session(1, "long", 20)], [run(2, 21, "easy")]) == {}
    assert match_week([session(1, "long", 20)], [run(3, 21, "long")]) == {}


def test_a_run_a_day_off_whose_kind_nobody_said_has_to_be_all_of_it() -> None:
    assert match_week([session(1, "long", 20)], [run(2, 19)]) == {11: Match(102, 95)}
    assert match_week([session(1, "long", 20)], [run(2, 12)]) == {}


def test_a_run_of_the_day_itself_keeps_a_session_whatever_its_kind() -> None:
    assert match_week([session(1, "workout", 12)], [run(1, 6, "easy")]) == {11: Match(101, 50)}


def test_monday_keeps_nothing_of_the_sunday_before() -> None:
    assert match_week([session(6, "long", 20)], [run(7, 20, "long")]) == {}


def test_the_run_of_a_day_is_not_taken_by_its_neighbour() -> None:
    sessions = [session(1, "easy", 8), session(2, "easy", 8)]
    assert match_week(sessions, [run(2, 8, "easy")]) == {21: Match(102, 100)}
    assert match_week(sessions, [run(2, 8, "easy"), run(3, 8, "easy")]) == {21: Match(102, 100)}
    assert match_week(sessions, [run(0, 8, "easy"), run(2, 8, "easy")]) == {11: Match(100, 100), 21: Match(102, 100)}


def test_of_two_sessions_a_day_each_has_the_run_of_its_kind_then_of_its_length() -> None:
    day = [session(1, "workout", 12, position=0), session(1, "easy", 6, position=1)]
    assert match_week(day, [run(1, 12, "easy", run_id=1), run(1, 6, "workout", run_id=2)]) == {
        11: Match(2, 50),
        12: Match(1, 200),
    }
    assert match_week(day, [run(1, 6, run_id=1), run(1, 12, run_id=2)]) == {11: Match(2, 100), 12: Match(1, 100)}


def test_words_that_hold_to_no_amount_take_what_no_other_session_needs_of_that_day_or_of_their_kind_beside_it() -> None:
    gym, easy = session(1, "easy", None, position=0), session(1, "easy", 8, position=1)
    assert match_week([gym, easy], [run(1, 8)]) == {12: Match(101, 100)}
    assert match_week([gym, easy], [run(1, 8, run_id=1), run(1, 2, run_id=2)]) == {11: Match(2, 100), 12: Match(1, 100)}
    assert match_week([gym], [run(2, 8, "easy")]) == {11: Match(102, 100)}
    assert match_week([gym], [run(2, 8, "long")]) == match_week([gym], [run(2, 8)]) == {}
    assert match_week([gym], [run(3, 8, "easy")]) == {}


def test_another_sport_is_done_by_word_or_by_the_run_that_is_named_and_counts_for_nothing() -> None:
    swim = session(1, OTHER_SPORT, None)
    assert match_week([swim], [run(1, 8, "easy")]) == {}
    assert match_week([session(1, OTHER_SPORT, None, by_word=True)], [run(1)]) == {11: Match(None, 100)}
    named = session(1, OTHER_SPORT, None, run_id=101)
    assert match_week([named], [run(1)]) == {11: Match(101, 100)}
    assert week_sum([named, session(2)], match_week([named, session(2)], [run(1)])) == WeekSum(1, Fraction(0))


def test_days_of_a_pause_count_for_nothing_its_first_and_its_last_included() -> None:
    def counts(weekday: int) -> bool:
        day = MONDAY + timedelta(days=weekday)
        return counts_in_week("easy", day, excused=False, pauses=[(MONDAY + timedelta(1), MONDAY + timedelta(3))])

    assert [counts(weekday) for weekday in range(5)] == [True, False, False, False, True]


def test_an_excused_session_leaves_the_run_to_the_others() -> None:
    sessions = [session(1, "easy", 8, excused=True), session(2, "easy", 8)]
    assert match_week(sessions, [run(1, 8, "easy")]) == {21: Match(101, 100)}
    both = match_week(sessions, [run(1, 8, "easy"), run(2, 8, "easy")])
    assert week_sum(sessions, both) == WeekSum(1, Fraction(1))


def test_what_the_runner_names_comes_first() -> None:
    named = session(1, "long", 20, run_id=104)
    assert match_week([named, session(4, "easy", 8)], [run(4, 18)]) == {11: Match(104, 90)}
    # It waits for a coach's word, and no other run is meant.
    assert match_week([named], [run(1, 20, "long")]) == {}
    assert match_week([session(1, by_word=True)], [run(1)]) == {11: Match(None, 100)}


# --- what a planned week is worth ---


def entry(weekday: int, run_id: int | None = None, *, late_by: int = 0, pain: int | None = None) -> RunEntry:
    day = MONDAY + timedelta(days=weekday)
    number = 100 + weekday if run_id is None else run_id
    return RunEntry(number, day, day + timedelta(days=late_by), 10_000, 3_300, pain_level=pain)


def planned(
    weekday: int, percent: int | None = None, run_id: int | None = None, *, excused: bool = False
) -> PlannedSession:
    number = 100 + weekday if run_id is None and percent is not None else run_id
    return PlannedSession(MONDAY + timedelta(days=weekday), False, excused, number, percent)


def rest(weekday: int) -> PlannedSession:
    return PlannedSession(MONDAY + timedelta(days=weekday), rest=True)


def score(plan: list[PlannedSession], log: list[RunEntry], as_of: date = OVER) -> dict[Rule, int]:
    parts: dict[Rule, int] = {}
    for award in score_week(WEEK, log, ScoringProfile(), as_of, plan=plan):
        parts[award.rule] = parts.get(award.rule, 0) + award.points
    return parts


def test_ben_s_three_sessions_are_a_full_week() -> None:
    plan = [planned(1, 100), planned(3, 90), planned(5, 110), rest(0), rest(6)]
    parts = score(plan, [entry(1), entry(3), entry(5)])
    assert (parts[Rule.SESSIONS], parts[Rule.REST], parts[Rule.FULL_WEEK]) == (30, 20, 20)


def test_ida_keeps_two_and_two_in_part() -> None:
    plan = [planned(0, 60), planned(1, 100), planned(3, 130), planned(4, 85), planned(5)]
    awards = score_week(WEEK, [entry(0), entry(1), entry(3), entry(4)], ScoringProfile(), OVER, plan=plan)
    given_for = [(one.run_id, one.points) for one in awards if one.rule is Rule.SESSIONS]
    assert given_for == [(100, 5), (101, 10), (104, 10)]
    assert Rule.FULL_WEEK not in {one.rule for one in awards}


def test_a_day_that_waits_for_its_session_is_no_rest_day_until_it_was_run_another_day_or_is_excused() -> None:
    log = [entry(0), entry(2)]
    assert score([planned(0, 100), planned(1)], log, MONDAY + timedelta(days=2)).get(Rule.REST) is None
    assert score([planned(0, 100), planned(1, 100, 102)], log, MONDAY + timedelta(days=3))[Rule.REST] == 10
    assert score([planned(0, 100), planned(1, excused=True)], log, MONDAY + timedelta(days=2))[Rule.REST] == 10


def test_excused_sessions_do_not_keep_a_week_from_being_full_but_do_not_make_it() -> None:
    assert score([planned(0, 100), planned(2, excused=True)], [entry(0)])[Rule.FULL_WEEK] == 20
    assert Rule.FULL_WEEK not in score([planned(2, excused=True)], [entry(0)])


def test_a_week_is_full_once_it_is_over() -> None:
    assert Rule.FULL_WEEK not in score([planned(0, 100)], [entry(0)], WEEK.sunday)


@pytest.mark.parametrize(("percent", "full"), [(49, False), (50, True), (150, True), (151, False)])
def test_a_full_week_credits_each_session_and_overdoes_none(percent: int, full: bool) -> None:
    assert (Rule.FULL_WEEK in score([planned(0, 100), planned(2, percent)], [entry(0), entry(2)])) is full


def test_a_run_on_a_planned_day_of_rest_is_fine_when_it_was_another_day_s_session() -> None:
    plan = [planned(1, 100, 102), rest(2), planned(4, 100)]
    assert Rule.FULL_WEEK in score(plan, [entry(2), entry(4)])
    assert Rule.FULL_WEEK not in score(plan, [entry(2), entry(2, 7), entry(4)])


def test_a_run_that_hurts_or_came_late_earns_no_session() -> None:
    plan = [planned(0, 100), planned(2, 100)]
    assert Rule.SESSIONS not in score(plan, [entry(0, pain=7), entry(2, late_by=8)])


def test_a_session_done_by_word_counts_as_long_as_a_run_would() -> None:
    def said(days_after: int) -> PlannedSession:
        return PlannedSession(MONDAY, percent=100, said_on=MONDAY + timedelta(days=days_after))

    awards = score_week(WEEK, [entry(2)], ScoringProfile(), OVER, plan=[said(7), said(7), planned(2, 100)])
    assert [one for one in awards if one.rule is Rule.SESSIONS] == [
        Award(MONDAY, Rule.SESSIONS, 10),
        Award(MONDAY, Rule.SESSIONS, 10),
        Award(MONDAY + timedelta(days=2), Rule.SESSIONS, 10, 102),
    ]
    assert score([said(8)], [entry(2)]).get(Rule.SESSIONS) is None
    assert score([said(0)], [entry(0, pain=8), entry(2)]).get(Rule.SESSIONS) is None
    injured = ScoringProfile(injured=((MONDAY - timedelta(days=3), OVER),))
    assert score_week(WEEK, [], injured, OVER, plan=[said(0)]) == ()


@st.composite
def followed_weeks(draw: st.DrawFn) -> tuple[list[PlannedSession], list[RunEntry]]:
    runs = draw(runs_of_a_week())
    sessions = draw(sessions_of_a_week())
    found = match_week(sessions, runs)
    plan = [
        PlannedSession(
            one.day,
            one.kind == REST,
            one.excused,
            found[one.session_id].run_id if one.session_id in found else None,
            found[one.session_id].percent if one.session_id in found else None,
            one.day if one.by_word else None,
        )
        for one in sessions
    ]
    log = [
        RunEntry(one.run_id, one.day, one.day + timedelta(days=draw(st.integers(0, 9))), one.distance_m, one.moving_s)
        for one in runs
    ]
    return plan, log


@given(followed_weeks(), st.integers(0, 9))
def test_a_planned_week_keeps_the_limits_and_time_takes_nothing_away(
    followed: tuple[list[PlannedSession], list[RunEntry]], days: int
) -> None:
    plan, log = followed
    today = MONDAY + timedelta(days=days)
    awards = score_week(WEEK, log, ScoringProfile(), today, plan=plan)
    for rule in Rule:
        assert sum(one.points for one in awards if one.rule is rule) <= (POINTS_V1.cap(rule) if rule in TIMES else 0)
    later = score_week(WEEK, log, ScoringProfile(), today + timedelta(days=1), plan=plan)
    assert {*awards} <= {*later}
    counts = week_counts(WEEK, log, ScoringProfile(), today, plan=plan)
    assert counts.green + counts.yellow <= len([one for one in plan if not one.rest])
