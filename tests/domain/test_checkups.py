"""The five signs: every worked runner of the file of examples, and the edges that hold for all."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checkups.focus_area import Area, Focus, GoalRace, areas_in, focus_area
from bot.domain.checkups.follow_through import PlannedSession, Reason, credit, follow_through
from bot.domain.checkups.pain_pattern import PainReason, PainReport, pain_pattern
from bot.domain.checkups.plateau import RacedTime, Trend, plateau
from bot.domain.checkups.signs import Status, TrainingRun
from bot.domain.checkups.thresholds import Thresholds
from bot.domain.checkups.variety import Signal, variety
from tests.domain import checkup_examples
from tests.domain.checkup_examples import ANSWERS, Example

EXAMPLES = checkup_examples.load()

KINDS = st.sampled_from(["easy", "long", "workout", "race", "recovery", None])
RUNS = st.lists(
    st.builds(
        TrainingRun,
        st.integers(0, 40),
        st.integers(1_000, 45_000),
        st.integers(300, 20_000),
        st.none() | st.integers(1, 10),
        KINDS,
    ),
    max_size=40,
)
RACES = st.lists(
    st.builds(RacedTime, st.integers(0, 400), st.sampled_from([5_000, 10_000, 21_097.5]), st.integers(1_500, 6_000)),
    max_size=12,
)
REPORTS = st.lists(
    st.builds(PainReport, st.integers(0, 400), st.sampled_from(["calf_left", "calf_right"]), st.integers(1, 10)),
    max_size=12,
)
PLAN = st.lists(
    st.builds(PlannedSession, st.integers(0, 35), st.floats(0, 3, allow_nan=False), st.booleans()), max_size=30
)
DAYS = st.lists(st.integers(0, 35), max_size=30)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.id for example in EXAMPLES])
def test_a_worked_check_up_comes_out_as_published(example: Example) -> None:
    assert ANSWERS[example.fn](example.input) == example.expected


def test_the_examples_cover_all_five_signs() -> None:
    assert {example.fn for example in EXAMPLES} == set(ANSWERS)


# --- variety -----------------------------------------------------------------


def alike(count: int, **changed: object) -> list[TrainingRun]:
    told = {"distance_m": 8_000, "duration_s": 2_640, "effort": 4, "kind": "easy"} | changed
    return [TrainingRun(days_ago=round(27 * at / (count - 1)), **told) for at in range(count)]  # type: ignore[arg-type]


@given(RUNS, st.none() | st.sampled_from(["base", "build", "peak", "taper", "recovery", "injured"]))
def test_variety_follows_from_its_signals(runs: list[TrainingRun], phase: str | None) -> None:
    found = variety(runs, phase)
    known = [on for on in found.signals.values() if on is not None]
    assert found.evidence.runs == sum(1 for run in runs if run.days_ago < 28)
    assert (found.status is Status.PAUSED) == (phase in {"taper", "recovery", "injured"})
    if found.status in {Status.OK, Status.WATCH, Status.TALK}:
        assert len(known) >= 3
        assert found.status == [Status.OK, Status.OK, Status.WATCH, Status.TALK, Status.TALK, Status.TALK][sum(known)]
    elif found.signals:
        assert len(known) < 3


@given(RUNS, st.randoms())
def test_variety_does_not_depend_on_the_order_of_runs(runs: list[TrainingRun], random: object) -> None:
    mixed = list(runs)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert variety(mixed).status == variety(runs).status


@pytest.mark.parametrize(("slower_s", "same"), [(2_640, True), (2_803, True), (2_804, False)])
def test_a_spread_of_pace_of_three_percent_is_not_the_same_pace(slower_s: int, same: bool) -> None:
    # Half at one pace and half at another: the spread is half their difference over their mean.
    runs = [*alike(8), *alike(8, duration_s=slower_s)]
    assert variety(runs).signals[Signal.SAME_PACE] is same


def test_a_spread_right_on_the_line_is_not_below_it() -> None:
    runs = [*alike(8, distance_m=10_000, duration_s=2_910), *alike(8, distance_m=10_000, duration_s=3_090)]
    assert variety(runs).signals[Signal.SAME_PACE] is False
    efforts = [*alike(16, effort=3), *alike(4, effort=5)]
    assert variety(efforts).signals[Signal.SAME_EFFORT] is False


@pytest.mark.parametrize(("rated", "known"), [(12, True), (11, False)])
def test_effort_is_spoken_of_from_three_quarters_of_the_runs_on(rated: int, known: bool) -> None:
    runs = [*alike(rated), *alike(16 - rated, effort=None)]
    assert (variety(runs).signals[Signal.SAME_EFFORT] is not None) is known


@pytest.mark.parametrize(
    ("easy", "workouts", "unsaid", "same"), [(17, 3, 0, True), (16, 4, 0, False), (4, 0, 16, None)]
)
def test_one_kind_is_told_from_85_percent_on_unless_the_unsaid_would_decide(
    easy: int, workouts: int, unsaid: int, same: bool | None
) -> None:
    runs = [
        *alike(easy),
        *(alike(workouts, kind="workout") if workouts else []),
        *(alike(unsaid, kind=None) if unsaid else []),
    ]
    assert variety(runs).signals[Signal.SAME_KIND] is same


def test_with_fewer_than_three_signals_known_more_data_is_asked_for() -> None:
    found = variety(alike(12, effort=None), "base")
    assert found.status is Status.NEED_DATA
    assert sum(1 for on in found.signals.values() if on is not None) == 2


def test_variety_says_the_numbers_that_it_comes_from() -> None:
    evidence = variety(alike(16)).evidence
    assert (evidence.runs, evidence.kind, evidence.of_kind, evidence.rated) == (16, "easy", 16, 16)
    assert [evidence.distance_m, evidence.effort, evidence.pace_s_per_km] == pytest.approx([8_000, 4, 330])
    assert (evidence.distance_spread_pct, evidence.effort_sd) == (0, 0)


# --- plateau -----------------------------------------------------------------


@given(RACES, st.integers(0, 60))
def test_a_plateau_is_only_told_of_enough_races_and_enough_training(races: list[RacedTime], runs: int) -> None:
    found = plateau(races, runs)
    assert (found.status is Status.NEED_DATA) == (found.recent < 2 or found.prior < 2)
    if found.gain_pct is not None:
        assert (found.status is Status.OK) == (found.gain_pct >= 1)
        assert (found.status is Status.TALK) == (found.gain_pct < 0.5 and runs >= 16)


def compared(recent_s: float, prior_s: float = 2_000, runs: int = 40) -> tuple[Status, Trend | None]:
    races = [RacedTime(days, 10_000, recent_s) for days in (10, 50)]
    found = plateau([*races, *(RacedTime(days, 10_000, prior_s) for days in (150, 250))], runs)
    return found.status, found.trend


def test_the_gains_right_on_a_line_belong_to_the_better_side() -> None:
    assert compared(1_980) == (Status.OK, Trend.IMPROVING)
    assert compared(1_980.1) == (Status.WATCH, Trend.EDGING_FORWARD)
    assert compared(1_990) == (Status.WATCH, Trend.EDGING_FORWARD)
    assert compared(1_990.1) == (Status.TALK, Trend.PLATEAU)
    assert compared(2_019.9) == (Status.TALK, Trend.PLATEAU)
    assert compared(2_020) == (Status.TALK, Trend.SLIPPING)


def test_a_new_best_is_one_however_little_was_trained() -> None:
    assert compared(1_900, runs=3) == (Status.OK, Trend.IMPROVING)
    assert compared(2_100, runs=3) == (Status.WATCH, Trend.LITTLE_TRAINING)
    assert compared(2_100, runs=16) == (Status.TALK, Trend.SLIPPING)


@pytest.mark.parametrize(
    ("distance_m", "time_s", "course", "counts"),
    [
        (1_500, 300, "track", True),
        (1_495, 300, "track", False),
        (42_195 * 1.003, 14_000, None, True),
        (42_400, 14_000, None, False),
        (1_500, 209, "track", False),
        (42_195, 18_001, "road", False),
        (5_000, 1_300, "treadmill", False),
        (5_000, 18_000, "road", False),
    ],
)
def test_races_count_from_1500_m_to_the_marathon_on_road_and_track(
    distance_m: float, time_s: float, course: str | None, counts: bool
) -> None:
    assert plateau([RacedTime(3, distance_m, time_s, course)], 20).recent == counts


# --- follow-through ----------------------------------------------------------


@given(PLAN, DAYS)
def test_follow_through_is_a_share_of_what_was_due(plan: list[PlannedSession], days: list[int]) -> None:
    found = follow_through(plan, days)
    due = [one for one in plan if 1 <= one.days_ago <= 28]
    assert found.counted == sum(1 for one in due if not one.excused)
    assert found.excused == sum(1 for one in due if one.excused)
    if found.adherence_pct is None:
        assert found.status is Status.NEED_DATA
    else:
        assert 0 <= found.adherence_pct <= 100
        if Reason.GAP in found.reasons or found.adherence_pct < 60:
            assert found.status is Status.TALK
        elif Reason.OVERDOING in found.reasons:
            assert found.status is Status.WATCH


@pytest.mark.parametrize(
    ("ratio", "worth"),
    [(0.8, 1), (1.2, 1), (0.799, 0.5), (1.201, 0.5), (0.5, 0.5), (0.499, 0), (9, 0.5), (Fraction(6, 5), 1)],
)
def test_a_session_is_credited_by_how_much_of_it_was_run(ratio: float | Fraction, worth: float) -> None:
    assert credit(ratio) == worth


def test_todays_session_is_not_late_and_one_week_alone_says_nothing() -> None:
    week = [PlannedSession(day, 1) for day in range(1, 8)]
    assert follow_through(week, range(1, 8)).status is Status.NEED_DATA
    assert follow_through([*week, PlannedSession(8, 1)], range(1, 9)).status is Status.OK
    assert follow_through([PlannedSession(0, 0), *week], range(1, 8)).counted == 7


def test_days_off_are_a_gap_when_they_hold_three_sessions() -> None:
    plan = [PlannedSession(day, 1) for day in range(12, 27)]
    quiet = [PlannedSession(day, 0) for day in (2, 5)]
    run_days = range(11, 27)
    assert follow_through([*plan, *quiet], run_days).status is Status.OK
    found = follow_through([*plan, *quiet, PlannedSession(8, 0)], run_days)
    assert (found.status, found.reasons) == (Status.TALK, (Reason.GAP,))


# --- focus -------------------------------------------------------------------


@given(RUNS, st.sampled_from(list(Area)), st.integers(0, 60), st.integers(0, 3))
def test_a_focus_is_fine_with_a_coachs_word_or_enough_sessions(
    runs: list[TrainingRun], area: Area, age: int, support: int
) -> None:
    found = focus_area(Focus(area, age), runs, support)
    if age < 14 or found.runs < 4:
        assert found.status is Status.NEED_DATA
        return
    assert found.matching_sessions is not None
    assert found.target is not None
    assert (found.status is Status.OK) == (support > 0 or found.matching_sessions >= found.target)
    assert (found.status is Status.TALK) == (support == 0 and found.matching_sessions == 0)


def test_consistency_counts_the_weeks_that_reach_the_runners_own_target() -> None:
    days = [0, 2, 4, 7, 9, 11, 14, 16, 18, 18, 21, 21, 21]
    runs = [TrainingRun(day, 5_000, 1_800) for day in days]
    found = focus_area(Focus(Area.CONSISTENCY, 20), runs, 0, weekly_target=3)
    assert (found.status, found.matching_sessions, found.target) == (Status.OK, 3, 3)
    assert focus_area(Focus(Area.CONSISTENCY, 20), runs, 0, weekly_target=4).matching_sessions == 0


def test_a_note_that_names_the_area_is_a_session_for_it() -> None:
    assert areas_in("8 x #Hills, then form drills") == {"hills", "form"}
    assert areas_in(None) == areas_in("uphill and downhill") == frozenset()


def test_few_easy_sessions_and_a_far_goal_are_told_beside_it_and_change_nothing() -> None:
    runs = [*alike(6, kind="workout"), *alike(6)]
    race = GoalRace(83, 21_097.5)
    found = focus_area(Focus(Area.SPEED, 20), runs, 0, goal_race=race)
    assert (found.status, found.easy, found.runs) == (Status.OK, 6, 12)
    assert (found.longest_m, found.goal_race) == (8_000, race)
    near = focus_area(Focus(Area.SPEED, 20), [*alike(8), *alike(4, kind="workout")], 0, goal_race=GoalRace(84, 42_195))
    assert (near.easy, near.goal_race) == (None, None)


# --- pain --------------------------------------------------------------------


@given(REPORTS, DAYS)
def test_every_report_of_a_year_is_in_one_episode(reports: list[PainReport], run_days: list[int]) -> None:
    found = pain_pattern(reports, run_days)
    held = [report for episode in found.episodes for report in episode.reports]
    assert sorted(held, key=repr) == sorted((one for one in reports if one.days_ago <= 365), key=repr)
    assert all({report.area for report in episode.reports} == {episode.area} for episode in found.episodes)
    order = list(PainReason)
    assert list(found.reasons) == sorted(found.reasons, key=order.index)


@given(REPORTS, DAYS, st.integers(0, 14), st.integers(6, 10))
def test_a_strong_ache_of_late_comes_before_everything_else(
    reports: list[PainReport], run_days: list[int], days_ago: int, level: int
) -> None:
    found = pain_pattern([*reports, PainReport(days_ago, "calf_left", level)], run_days)
    assert found.status is Status.TALK
    assert found.reasons[0] is PainReason.SEE_PROFESSIONAL
    assert found.see_professional


def test_a_red_flag_is_enough_at_any_level_and_a_team_may_draw_the_line_lower() -> None:
    assert pain_pattern([PainReport(3, "other", 1, red_flag=True)], []).see_professional
    assert not pain_pattern([PainReport(15, "other", 9)], []).see_professional
    assert pain_pattern([PainReport(3, "other", 4)], [], limits=Thresholds(pain_stop=4)).see_professional


def test_left_and_right_are_different_spots() -> None:
    reports = [PainReport(60, "calf_left", 3), PainReport(20, "calf_right", 3)]
    found = pain_pattern(reports, list(range(100)))
    assert (found.status, len(found.episodes)) == (Status.OK, 2)


def test_an_episode_right_after_an_uncommonly_long_run_is_told_so() -> None:
    reports = [PainReport(60, "calf_left", 3), PainReport(20, "calf_right", 3)]
    assert pain_pattern(reports, [], spikes_days_ago=[67, 28]).after_spikes == 1
    assert pain_pattern(reports, [], spikes_days_ago=[19, 60]).after_spikes == 1
