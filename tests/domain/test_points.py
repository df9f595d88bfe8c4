"""Points of a week: from counts, from a log, and what must hold for every log."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import Week
from bot.domain.point_rules import POINTS_V1, TIMES, VALUE_RANGE, VALUES, WEEK_CAP, WEEK_CAP_RANGE, PointRules, Rule
from bot.domain.points import (
    RECORD_DAYS,
    STREAK_TARGETS,
    WEEKLY_TARGETS,
    Award,
    KindWord,
    RunEntry,
    ScoringProfile,
    WeekCounts,
    cap_week,
    points_week,
    run_days,
    score_week,
    week_counts,
)

WEEK = Week(2026, 47)
MONDAY = WEEK.monday
OVER = WEEK.sunday + timedelta(days=1)
THREE = ScoringProfile()


def run(
    weekday: int,
    run_id: int | None = None,
    *,
    late_by: int = 0,
    distance_m: int = 8_000,
    moving_s: int = 2_700,
    detailed: bool = False,
    doubted: bool = False,
    race: bool = False,
    record: bool = False,
    pain_level: int | None = None,
    left_out: bool = False,
) -> RunEntry:
    day = MONDAY + timedelta(days=weekday)
    number = weekday + 1 if run_id is None else run_id
    logged_on = day + timedelta(days=late_by)
    return RunEntry(number, day, logged_on, distance_m, moving_s, detailed, doubted, race, record, pain_level, left_out)


def parts_of(awards: Sequence[Award]) -> dict[Rule, int]:
    parts: Counter[Rule] = Counter()
    for award in awards:
        parts[award.rule] += award.points
    return dict(parts)


def total_of(awards: Sequence[Award]) -> int:
    return sum(award.points for award in awards)


@st.composite
def logs(draw: st.DrawFn) -> list[RunEntry]:
    """Logs of the week and the days around it: several runs a day, tiny ones, late ones."""
    days = draw(st.lists(st.integers(-3, 9), max_size=12))
    return [
        run(
            day,
            number,
            late_by=draw(st.integers(0, 10)),
            distance_m=draw(st.sampled_from([300, 999, 1_000, 8_000, 42_195])),
            moving_s=draw(st.sampled_from([120, 599, 600, 2_700, 20_000])),
            detailed=draw(st.booleans()),
            doubted=draw(st.sampled_from([False, False, False, True])),
            race=draw(st.sampled_from([False, False, True])),
            record=draw(st.sampled_from([False, False, True])),
            pain_level=draw(st.sampled_from([None, None, 5, 6])),
            left_out=draw(st.sampled_from([False, False, False, True])),
        )
        for number, day in enumerate(days, start=1)
    ]


DAYS = st.integers(-40, 10).map(lambda day: MONDAY + timedelta(days=day))
PAUSES = st.tuples(DAYS, DAYS).map(lambda days: (min(days), max(days)))
PROFILES = st.builds(
    ScoringProfile,
    st.sampled_from(WEEKLY_TARGETS),
    st.sampled_from(STREAK_TARGETS),
    st.none() | DAYS,
    st.lists(PAUSES, max_size=1).map(tuple),
    st.lists(st.integers(1, 40).map(lambda ago: MONDAY - timedelta(days=ago)), max_size=3).map(tuple),
)
TODAYS = st.integers(-2, 20).map(lambda days: MONDAY + timedelta(days=days))


@given(log=logs(), profile=PROFILES, today=TODAYS)
def test_awards_and_counts_tell_the_same_week(log: list[RunEntry], profile: ScoringProfile, today: date) -> None:
    awards = score_week(WEEK, log, profile, today)
    points = points_week(week_counts(WEEK, log, profile, today))
    assert parts_of(awards) == {rule: part for rule, part in points.parts.items() if part}
    assert total_of(awards) == points.total


@given(log=logs(), profile=PROFILES, today=TODAYS)
def test_awards_are_positive_within_the_week_and_within_their_limits(
    log: list[RunEntry], profile: ScoringProfile, today: date
) -> None:
    awards = score_week(WEEK, log, profile, today)
    assert all(award.points > 0 and award.day in WEEK.days() for award in awards)
    assert total_of(awards) <= WEEK_CAP
    assert all(points <= POINTS_V1.cap(rule) for rule, points in parts_of(awards).items())
    assert len({(award.day, award.rule, award.run_id) for award in awards}) == len(awards)
    for rule in (Rule.LOG, Rule.SESSIONS, Rule.REST):
        days = [award.day for award in awards if award.rule is rule]
        assert len(days) == len(set(days))


@given(log=logs(), profile=PROFILES, today=TODAYS, shuffle=st.randoms())
def test_the_order_of_the_log_does_not_matter(
    log: list[RunEntry], profile: ScoringProfile, today: date, shuffle: Random
) -> None:
    mixed = shuffle.sample(log, len(log))
    assert score_week(WEEK, mixed, profile, today) == score_week(WEEK, log, profile, today)


@given(log=logs(), more=logs(), profile=PROFILES, today=TODAYS)
def test_another_run_without_much_pain_takes_nothing_from_what_runs_earn(
    log: list[RunEntry], more: list[RunEntry], profile: ScoringProfile, today: date
) -> None:
    added = [replace(entry, run_id=entry.run_id + 1_000) for entry in more if not entry.hurt]
    before = parts_of(score_week(WEEK, log, profile, today))
    after = parts_of(score_week(WEEK, log + added, profile, today))
    for rule in (Rule.LOG, Rule.DETAIL, Rule.SESSIONS, Rule.STREAK):
        assert after.get(rule, 0) >= before.get(rule, 0)


@given(log=logs(), profile=PROFILES, today=TODAYS)
def test_time_passing_takes_nothing_away(log: list[RunEntry], profile: ScoringProfile, today: date) -> None:
    now = set(score_week(WEEK, log, profile, today))
    assert now <= set(score_week(WEEK, log, profile, today + timedelta(days=1)))


@given(log=logs(), day=st.integers(0, 6), profile=PROFILES, today=TODAYS)
def test_a_run_logged_too_late_changes_nothing(
    log: list[RunEntry], day: int, profile: ScoringProfile, today: date
) -> None:
    late = run(day, 1_000, late_by=8, detailed=True)
    assert score_week(WEEK, [*log, late], profile, today) == score_week(WEEK, log, profile, today)
    assert run_days(WEEK, [*log, late], profile) == run_days(WEEK, log, profile)


@given(log=logs(), day=st.integers(0, 6), profile=PROFILES, today=TODAYS)
def test_a_run_left_out_changes_nothing(log: list[RunEntry], day: int, profile: ScoringProfile, today: date) -> None:
    left_out = run(day, 1_000, detailed=True, left_out=True, race=True, record=True, pain_level=9)
    assert score_week(WEEK, [*log, left_out], profile, today) == score_week(WEEK, log, profile, today)
    assert run_days(WEEK, [*log, left_out], profile) == run_days(WEEK, log, profile)


@given(log=logs(), day=st.integers(0, 6), profile=PROFILES, today=TODAYS)
def test_a_run_in_doubt_earns_nothing_and_its_day_is_no_rest(
    log: list[RunEntry], day: int, profile: ScoringProfile, today: date
) -> None:
    doubted = run(day, 1_000, detailed=True, doubted=True, race=True, record=True, pain_level=9)
    awards = score_week(WEEK, [*log, doubted], profile, today)
    assert run_days(WEEK, [*log, doubted], profile) == run_days(WEEK, log, profile)
    assert not [award for award in awards if award.run_id == doubted.run_id]
    assert not [award for award in awards if award.rule is Rule.REST and award.day == doubted.local_date]


@given(log=logs(), day=st.integers(0, 6), profile=PROFILES, today=TODAYS)
def test_on_a_day_on_which_it_hurt_no_run_earns_anything(
    log: list[RunEntry], day: int, profile: ScoringProfile, today: date
) -> None:
    sore = run(day, 1_000, pain_level=6)
    awards = score_week(WEEK, [*log, sore], profile, today)
    of_day = {entry.run_id for entry in log if entry.local_date == sore.local_date}
    assert not [award for award in awards if award.run_id in of_day]


@given(log=logs(), profile=PROFILES, today=TODAYS)
def test_rest_days_have_no_run_are_over_and_never_outnumber_run_days(
    log: list[RunEntry], profile: ScoringProfile, today: date
) -> None:
    rests = [award.day for award in score_week(WEEK, log, profile, today) if award.rule is Rule.REST]
    assert len(rests) <= run_days(WEEK, log, profile)
    assert all(day < today for day in rests)
    assert not set(rests) & {entry.local_date for entry in log if not entry.late and not entry.left_out}


COUNTS = st.integers(0, 50)


@given(
    st.builds(
        WeekCounts, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, st.booleans(), st.booleans(), COUNTS, COUNTS, COUNTS, COUNTS
    )
)
def test_every_rule_keeps_its_limit_and_the_week_its_own(counts: WeekCounts) -> None:
    points = points_week(counts)
    assert set(points.parts) == set(VALUES)
    assert all(0 <= part <= POINTS_V1.cap(rule) for rule, part in points.parts.items())
    assert points.raw == sum(points.parts.values())
    assert points.total == min(points.raw, WEEK_CAP)


def test_nothing_can_be_counted_below_zero() -> None:
    with pytest.raises(ValueError, match="zero"):
        WeekCounts(run_days=-1)


def test_ben_the_beginner_earns_116() -> None:
    log = [run(day, detailed=True) for day in (1, 3, 5)]
    awards = score_week(WEEK, log, THREE, OVER)
    assert parts_of(awards) == {
        Rule.LOG: 30,
        Rule.DETAIL: 6,
        Rule.SESSIONS: 30,
        Rule.REST: 20,
        Rule.FULL_WEEK: 20,
        Rule.STREAK: 10,
    }


def test_mo_who_runs_six_days_earns_106() -> None:
    log = [run(day, detailed=True) for day in range(6)]
    assert total_of(score_week(WEEK, log, ScoringProfile(weekly_target=6), OVER)) == 106


@pytest.mark.parametrize(
    ("counts", "raw", "total"),
    [
        pytest.param(
            WeekCounts(run_days=7, detailed_runs=9, green=9, full_week=True, streak_week=True), 96, 96, id="Eve"
        ),
        pytest.param(
            WeekCounts(
                run_days=5,
                detailed_runs=2,
                green=2,
                yellow=2,
                rest_honoured=1,
                streak_week=True,
                shoutouts_given=5,
                shoutouts_received=2,
            ),
            91,
            91,
            id="Ida",
        ),
        pytest.param(
            WeekCounts(
                run_days=4,
                detailed_runs=4,
                green=3,
                yellow=1,
                rest_honoured=3,
                full_week=True,
                streak_week=True,
                shoutouts_given=3,
                shoutouts_received=3,
                attended=2,
                prs=2,
            ),
            186,
            150,
            id="Sam",
        ),
    ],
)
def test_weeks_with_plans_and_shoutouts_add_up_as_published(counts: WeekCounts, raw: int, total: int) -> None:
    week = points_week(counts)
    assert (week.raw, week.total) == (raw, total)


def test_seven_days_without_rest_are_no_full_week() -> None:
    log = [run(day, detailed=True) for day in range(7)]
    parts = parts_of(score_week(WEEK, log, ScoringProfile(weekly_target=6), OVER))
    assert Rule.REST not in parts
    assert Rule.FULL_WEEK not in parts


def test_the_first_run_of_the_week_earns_the_same_for_ten_minutes_as_for_a_marathon() -> None:
    jog = score_week(WEEK, [run(0, distance_m=900, moving_s=600)], THREE, MONDAY)
    marathon = score_week(WEEK, [run(0, distance_m=42_195, moving_s=10_000)], THREE, MONDAY)
    assert jog == marathon == (Award(MONDAY, Rule.LOG, 10, 1), Award(MONDAY, Rule.SESSIONS, 10, 1))


def test_a_fourth_run_day_and_a_second_run_a_day_earn_nothing_directly() -> None:
    three = [run(0), run(2), run(4)]
    as_of = MONDAY + timedelta(days=5)
    for extra in (run(4, 99), run(1, 99)):
        before, after = score_week(WEEK, three, THREE, as_of), score_week(WEEK, [*three, extra], THREE, as_of)
        for rule in (Rule.LOG, Rule.SESSIONS):
            assert parts_of(after)[rule] == parts_of(before)[rule] == 30


def test_of_two_runs_a_day_the_first_logged_carries_the_points() -> None:
    awards = score_week(WEEK, [run(0, 9), run(0, 4)], THREE, MONDAY)
    assert {award.run_id for award in awards} == {4}


def test_a_walk_to_the_bus_earns_nothing_but_is_no_rest_either() -> None:
    tiny = run(0, distance_m=400, moving_s=200, detailed=True)
    assert score_week(WEEK, [tiny], THREE, OVER) == ()
    rests = [award.day for award in score_week(WEEK, [tiny, run(2, 2)], THREE, OVER) if award.rule is Rule.REST]
    assert rests == [MONDAY + timedelta(days=1)]


def test_a_run_scores_until_the_seventh_day_after() -> None:
    assert parts_of(score_week(WEEK, [run(0, late_by=7)], THREE, OVER))[Rule.LOG] == 10
    assert score_week(WEEK, [run(0, late_by=8)], THREE, OVER) == ()


def test_a_week_without_a_run_has_no_rest_days() -> None:
    assert score_week(WEEK, [], THREE, OVER) == ()


def test_a_rest_day_counts_once_it_is_over() -> None:
    log = [run(0)]
    tuesday = MONDAY + timedelta(days=1)
    assert Rule.REST not in parts_of(score_week(WEEK, log, THREE, tuesday))
    awards = score_week(WEEK, log, THREE, tuesday + timedelta(days=1))
    assert [award for award in awards if award.rule is Rule.REST] == [Award(tuesday, Rule.REST, 10)]


@pytest.mark.parametrize(("days", "full"), [(2, False), (3, True), (4, True), (5, False)])
def test_a_full_week_is_the_target_or_one_more(days: int, full: bool) -> None:
    awards = score_week(WEEK, [run(day) for day in range(days)], THREE, OVER)
    assert (Award(WEEK.sunday, Rule.FULL_WEEK, 20) in awards) is full


def test_a_full_week_is_given_when_the_week_is_over() -> None:
    log = [run(0), run(2), run(4)]
    assert Rule.FULL_WEEK not in parts_of(score_week(WEEK, log, THREE, WEEK.sunday))
    assert Rule.FULL_WEEK in parts_of(score_week(WEEK, log, THREE, OVER))


def test_the_streaks_points_belong_to_the_day_that_reached_its_target() -> None:
    awards = score_week(WEEK, [run(1), run(3), run(5)], THREE, OVER)
    thursday = MONDAY + timedelta(days=3)
    assert [award for award in awards if award.rule is Rule.STREAK] == [Award(thursday, Rule.STREAK, 10, 4)]


def test_runs_of_other_weeks_are_left_out() -> None:
    assert score_week(WEEK, [run(-1, 1), run(7, 2)], THREE, OVER) == ()


@given(
    st.lists(
        st.builds(
            Award,
            st.sampled_from(WEEK.days()),
            st.sampled_from(Rule),
            st.integers(1, 40),
            st.none() | st.integers(1, 9),
        ),
        max_size=30,
    )
)
def test_the_weeks_cap_trims_the_latest_awards(awards: list[Award]) -> None:
    kept = cap_week(awards)
    raw = total_of(awards)
    assert total_of(kept) == min(raw, WEEK_CAP)
    assert kept == cap_week(list(reversed(awards)))
    assert [award.day for award in kept] == sorted(award.day for award in kept)
    if raw > WEEK_CAP:
        last_day = kept[-1].day
        whole = [award for award in awards if award.day < last_day]
        assert Counter(whole) == Counter(award for award in kept if award.day < last_day)


def test_the_award_at_the_cap_is_cut_not_dropped() -> None:
    awards = [Award(day, Rule.ATTENDED, 40) for day in WEEK.days()[:5]]
    assert [award.points for award in cap_week(awards)] == [40, 40, 40, 30]


@pytest.mark.parametrize("targets", [(1, 2), (7, 2), (3, 0), (3, 8)])
def test_a_target_that_no_week_can_hold_is_refused(targets: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="target"):
        ScoringProfile(*targets)


def test_every_rule_has_a_value_and_a_limit_it_can_reach() -> None:
    assert set(VALUES) == set(TIMES) == set(Rule) - {Rule.COACH}
    assert all(POINTS_V1.cap(rule) > 0 for rule in VALUES)


def test_a_race_is_attended_once_a_day_and_twice_a_week_however_far_it_went() -> None:
    log = [run(day, number, race=True, distance_m=200, moving_s=60) for number, day in enumerate((1, 1, 3, 5))]
    assert parts_of(score_week(WEEK, log, THREE, MONDAY)) == {Rule.ATTENDED: 40}


def test_one_record_a_week_scores_the_first_that_has_room() -> None:
    log = [run(day, record=True) for day in (1, 3)]
    (award,) = [one for one in score_week(WEEK, log, THREE, MONDAY) if one.rule is Rule.PR]
    assert (award.day, award.points) == (log[0].local_date, 15)


@pytest.mark.parametrize(("ago", "scores"), [(RECORD_DAYS - 1, False), (RECORD_DAYS, True)])
def test_two_records_score_in_four_weeks(ago: int, scores: bool) -> None:
    entry = run(1, record=True)
    earlier = (entry.local_date - timedelta(days=ago), entry.local_date - timedelta(days=14))
    awards = score_week(WEEK, [entry], ScoringProfile(records=earlier), MONDAY)
    assert (Rule.PR in parts_of(awards)) is scores


def test_a_run_that_hurts_or_is_run_hurt_scores_nothing_and_rests_nobody() -> None:
    assert score_week(WEEK, [run(2, pain_level=6)], THREE, OVER) == ()
    assert score_week(WEEK, [run(2, pain_level=5)], THREE, OVER) != ()
    hurt = ScoringProfile(injured=((MONDAY, WEEK.sunday),))
    assert score_week(WEEK, [run(2)], hurt, OVER) == ()
    # The pause was set on Wednesday, perhaps because of that day's run.
    assert score_week(WEEK, [run(2)], ScoringProfile(injured=((run(2).local_date, WEEK.sunday),)), OVER) != ()


def test_who_joins_on_friday_rested_no_day_before() -> None:
    friday = run(4)
    awards = score_week(WEEK, [friday], ScoringProfile(since=friday.local_date), friday.local_date)
    assert Rule.REST not in parts_of(awards)
    earlier = run(1, 9)
    awards = score_week(WEEK, [friday, earlier], ScoringProfile(since=friday.local_date), friday.local_date)
    assert [one.day for one in awards if one.rule is Rule.REST] == [WEEK.days()[2], WEEK.days()[3]]


@given(
    log=logs(),
    profile=PROFILES,
    values=st.fixed_dictionaries({rule: st.sampled_from(VALUE_RANGE) for rule in VALUES}),
    cap=st.sampled_from(WEEK_CAP_RANGE),
)
def test_a_team_s_own_rules_hold_their_limits_too(
    log: list[RunEntry], profile: ScoringProfile, values: dict[Rule, int], cap: int
) -> None:
    rules = PointRules(2, values, cap)
    awards = score_week(WEEK, log, profile, OVER, rules)
    assert all(award.points > 0 for award in awards)
    assert total_of(awards) <= cap
    assert all(points <= rules.cap(rule) for rule, points in parts_of(awards).items())


@pytest.mark.parametrize("wrong", [{Rule.LOG: -1}, {Rule.LOG: VALUE_RANGE[-1] + 1}])
def test_rules_that_take_points_away_or_drown_the_others_are_refused(wrong: dict[Rule, int]) -> None:
    with pytest.raises(ValueError, match="rule"):
        PointRules(2, {**VALUES, **wrong})
    with pytest.raises(ValueError, match="rule"):
        PointRules(2, {Rule.LOG: 10})
    with pytest.raises(ValueError, match="cap"):
        PointRules(2, VALUES, 10)


def word(day: int, word_id: int, rule: Rule = Rule.SHOUTOUT_GIVEN, points: int | None = None) -> KindWord:
    """Return a shoutout of some day of the week, 0 for Monday."""
    return KindWord(word_id, WEEK.days()[day], rule, points)


WORDS = st.lists(
    st.builds(
        word,
        st.integers(0, 6),
        st.integers(1, 40),
        st.sampled_from((Rule.SHOUTOUT_GIVEN, Rule.SHOUTOUT_RECEIVED)),
    )
    | st.builds(word, st.integers(0, 6), st.integers(1, 40), st.just(Rule.COACH), st.integers(1, 30)),
    max_size=12,
    unique_by=lambda one: (one.word_id, one.rule),
)


@given(log=logs(), profile=PROFILES, words=WORDS)
def test_kind_words_keep_their_limits_and_take_nothing_from_the_runs_of_a_week_that_has_room(
    log: list[RunEntry], profile: ScoringProfile, words: list[KindWord]
) -> None:
    rules = PointRules(2, VALUES, WEEK_CAP_RANGE[-1])
    runs_alone = parts_of(score_week(WEEK, log, profile, OVER, rules))
    with_words = parts_of(score_week(WEEK, log, profile, OVER, rules, words))
    assert {rule: points for rule, points in with_words.items() if rule in runs_alone} == runs_alone
    for rule in (Rule.SHOUTOUT_GIVEN, Rule.SHOUTOUT_RECEIVED):
        count = sum(one.rule is rule for one in words)
        assert with_words.get(rule, 0) == VALUES[rule] * min(count, TIMES[rule])
    assert with_words.get(Rule.COACH, 0) == sum(one.points or 0 for one in words)
    assert total_of(score_week(WEEK, log, profile, OVER, words=words)) <= WEEK_CAP


def test_three_words_a_week_earn_the_first_ones_and_each_award_names_its_word() -> None:
    words = [word(day, number) for number, day in enumerate((4, 2, 0, 2), start=1)]
    awards = score_week(WEEK, [], THREE, MONDAY, words=[*words, word(1, 9, Rule.COACH, 7)])
    assert [(one.day, one.points, one.word_id, one.run_id) for one in awards] == [
        (WEEK.days()[0], 2, 3, None),
        (WEEK.days()[1], 7, 9, None),
        (WEEK.days()[2], 2, 2, None),
        (WEEK.days()[2], 2, 4, None),
    ]


def test_words_of_another_week_earn_nothing_in_this_one() -> None:
    before = KindWord(1, MONDAY - timedelta(days=1), Rule.SHOUTOUT_GIVEN)
    assert score_week(WEEK, [], THREE, MONDAY, words=[before]) == ()
