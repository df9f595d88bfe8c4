"""Challenges: what is counted, when a milestone is reached, what sponsors owe, and what people type of all that."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.challenges import (
    MILESTONES,
    MOST_MINOR,
    UNIT_SIZES,
    UNITS_OF,
    Brought,
    Measure,
    Pledge,
    PledgeUnit,
    Target,
    TypedPledge,
    both_pledges,
    brought,
    each,
    milestone,
    parse_pledge,
    parse_target,
    percent,
    pledged,
    tells_sides,
    tells_sum,
    told_percent,
)
from bot.domain.climbs import both_readings
from bot.domain.units import ParseError

FRIDAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Run:
    local_date: date = FRIDAY
    distance_m: int = 10_000
    moving_s: int = 3_130
    climb_m: int | None = None


TWO_DAYS = (Run(), Run(distance_m=5_000, climb_m=120), Run(FRIDAY + timedelta(days=1), climb_m=30))
amounts = st.integers(0, 10**12)
targets = st.integers(1, 10**12)
pledges = st.builds(
    Pledge,
    rate_minor=st.integers(0, MOST_MINOR),
    unit=st.sampled_from(PledgeUnit),
    cap_minor=st.none() | st.integers(0, MOST_MINOR),
    flat_minor=st.integers(0, MOST_MINOR),
)


@pytest.mark.parametrize(
    ("measure", "amount"),
    [
        (Measure.DISTANCE, 25_000),
        (Measure.TIME, 9_390),
        (Measure.RUNS, 3),
        (Measure.RUN_DAYS, 2),
        (Measure.CLIMB, 150),
    ],
)
def test_each_measure_counts_its_own(measure: Measure, amount: int) -> None:
    assert brought(measure, TWO_DAYS) == Brought(amount, 3)
    assert brought(measure, []) == Brought()


# --- progress ---


@pytest.mark.parametrize(
    ("amount", "reached"),
    [(0, 0), (24_999, 0), (25_000, 25), (49_999, 25), (50_000, 50), (75_000, 75), (99_999, 75), (100_000, 100)],
)
def test_a_milestone_is_reached_to_the_metre(amount: int, reached: int) -> None:
    assert milestone(amount, 100_000) == reached


@given(amounts, targets)
def test_percent_never_says_more_than_was_done(amount: int, target: int) -> None:
    done = percent(amount, target)
    assert done * target <= 100 * amount < (done + 1) * target
    assert (done >= 100) == (amount >= target)
    assert milestone(amount, target) in (0, *MILESTONES)


@given(amounts, amounts, targets)
def test_more_never_takes_a_milestone_away(amount: int, more: int, target: int) -> None:
    assert milestone(amount + more, target) >= milestone(amount, target)


@pytest.mark.parametrize(("runners", "told"), [(0, False), (1, False), (2, False), (3, True), (30, True)])
def test_a_sum_is_told_from_three_runners_on(runners: int, told: bool) -> None:
    assert tells_sum(runners) is told


@given(amounts, targets, st.integers(0, 2))
def test_of_one_or_two_runners_no_more_than_the_quarters_is_told(amount: int, target: int, runners: int) -> None:
    assert told_percent(amount, target, runners) == milestone(amount, target)
    assert told_percent(amount, target, 3) == percent(amount, target)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 6))
def test_no_mean_is_told_from_which_one_or_two_runners_can_be(blue: int, red: int, neither: int) -> None:
    told = tells_sides(blue + red + neither, (blue, red))
    assert told == all(count not in (1, 2) for count in (blue, red, neither)) * (blue > 0) * (red > 0)


def test_a_side_has_the_mean_of_its_active_members() -> None:
    assert each(10, 4) == Fraction(5, 2)
    assert each(0, 0) == 0


# --- pledges ---


@given(pledges, amounts, amounts)
def test_a_sponsor_never_owes_less_for_more_nor_above_the_cap(pledge: Pledge, amount: int, more: int) -> None:
    owed = pledged(pledge, amount)
    assert pledge.flat_minor <= owed <= pledged(pledge, amount + more)
    if pledge.cap_minor is not None:
        assert owed <= pledge.cap_minor + pledge.flat_minor


@given(st.integers(0, MOST_MINOR), st.sampled_from(PledgeUnit), amounts)
def test_nobody_is_charged_for_more_than_was_run(rate: int, unit: PledgeUnit, amount: int) -> None:
    owed = pledged(Pledge(rate, unit), amount)
    exact = rate * Fraction(amount) / UNIT_SIZES[unit]
    # Cut at a hundredth of a unit; only the rounding to whole hundredths of money can go up.
    assert exact - Fraction(rate, 100) - Fraction(1, 2) <= owed <= exact + Fraction(1, 2)


def test_a_flat_part_alone_waits_for_no_kilometre() -> None:
    assert pledged(Pledge(flat_minor=10_000), 0) == 10_000


def test_half_a_hundredth_rounds_up() -> None:
    assert pledged(Pledge(1, PledgeUnit.KM), 500) == 1
    assert pledged(Pledge(1, PledgeUnit.KM), 499) == 0


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0.50 per km, max 200, plus 50", TypedPledge(Pledge(50, PledgeUnit.KM, 20_000, 5_000))),
        ("0,50 € per km, max 200 €, plus 50 €", TypedPledge(Pledge(50, PledgeUnit.KM, 20_000, 5_000), "€")),
        ("€1/mile", TypedPledge(Pledge(100, PledgeUnit.MI), "€")),
        ("50 cents per km up to 20 EUR", TypedPledge(Pledge(50, PledgeUnit.KM, 2_000), "EUR")),
        ("1 usd a km and at most 1000", TypedPledge(Pledge(100, PledgeUnit.KM, 100_000), "USD")),
        ("1 USD per mile capped at 500 and a flat 20", TypedPledge(Pledge(100, PledgeUnit.MI, 50_000, 2_000), "USD")),
        ("2 per mile + 10", TypedPledge(Pledge(200, PledgeUnit.MI, None, 1_000))),
        ("1 euro per km, max 20 EUR", TypedPledge(Pledge(100, PledgeUnit.KM, 2_000), "€")),
        ("2 pounds a mile", TypedPledge(Pledge(200, PledgeUnit.MI), "£")),
        ("flat 1 dollar", TypedPledge(Pledge(flat_minor=100), "$")),
        ("1 per km, max 1 000, plus 1,000.50", TypedPledge(Pledge(100, PledgeUnit.KM, 100_000, 100_050))),
        ("flat 100", TypedPledge(Pledge(flat_minor=10_000))),
        ("100 EUR flat", TypedPledge(Pledge(flat_minor=10_000), "EUR")),
    ],
)
def test_a_pledge_is_read_as_people_write_it(typed: str, expected: TypedPledge) -> None:
    assert parse_pledge(typed, Measure.DISTANCE) == expected


@pytest.mark.parametrize(
    ("typed", "measure", "unit"),
    [
        ("2 per hour", Measure.TIME, PledgeUnit.HOUR),
        ("1 a run", Measure.RUNS, PledgeUnit.RUN),
        ("1 per run day", Measure.RUN_DAYS, PledgeUnit.DAY),
        ("1 per day", Measure.RUN_DAYS, PledgeUnit.DAY),
        ("0.10 per 100 m", Measure.CLIMB, PledgeUnit.CLIMB_100_M),
    ],
)
def test_each_measure_has_its_unit(typed: str, measure: Measure, unit: PledgeUnit) -> None:
    assert parse_pledge(typed, measure).pledge.unit is unit


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("banana", "invalid"),
        ("max 20", "invalid"),
        ("1 per km, 1 per km", "invalid"),
        ("0.505 per km", "invalid"),
        ("0.5 cents per km", "invalid"),
        ("0 per km", "not_positive"),
        ("1 EUR", "bare"),
        ("1 euro", "bare"),
        ("100", "bare"),
        ("£5.50", "bare"),
        ("5, max 100", "invalid"),
        ("1.000 per km", "thousands"),
        ("1 per km, max 1,000", "thousands"),
        ("flat 2.500 EUR", "thousands"),
        ("1 per run", "mismatch"),
        ("$5 per km, max €3", "currencies"),
        ("1000001 per km", "too_much"),
    ],
)
def test_what_is_no_pledge_says_why(typed: str, code: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse_pledge(typed, Measure.DISTANCE)
    assert refused.value.code == code


@given(st.text(max_size=80), st.sampled_from(Measure))
def test_any_text_is_a_pledge_or_a_problem(typed: str, measure: Measure) -> None:
    try:
        found = parse_pledge(typed, measure).pledge
    except ParseError:
        return
    assert found.unit is None or found.unit in UNITS_OF[measure]
    assert found.rate_minor + found.flat_minor > 0


# --- targets ---


@pytest.mark.parametrize(
    ("typed", "measure", "amount"),
    [
        ("500 km", Measure.DISTANCE, 500_000),
        ("1 000 km", Measure.DISTANCE, 1_000_000),
        ("1'500 km", Measure.DISTANCE, 1_500_000),
        ("1.5 km", Measure.DISTANCE, 1_500),
        ("1,000.50 km", Measure.DISTANCE, 1_000_500),
        ("1,000,000 km", Measure.DISTANCE, 1_000_000_000),
        ("1,200 runs", Measure.RUNS, 1_200),
        ("12.5 mi", Measure.DISTANCE, 20_117),
        ("100 hours", Measure.TIME, 360_000),
        ("200 runs", Measure.RUNS, 200),
        ("60 run days", Measure.RUN_DAYS, 60),
        ("8,848 m of climb", Measure.CLIMB, 8_848),
        ("29000 ft", Measure.CLIMB, 8_839),
    ],
)
def test_a_target_says_what_it_measures(typed: str, measure: Measure, amount: int) -> None:
    assert parse_target(typed) == Target(measure, amount)
    assert parse_target(typed, measure) == Target(measure, amount)


def test_a_chosen_measure_says_what_a_number_means() -> None:
    assert parse_target("500", Measure.RUNS) == Target(Measure.RUNS, 500)
    assert parse_target("8848 m", Measure.CLIMB) == Target(Measure.CLIMB, 8_848)


@pytest.mark.parametrize(
    ("typed", "measure", "code"),
    [
        ("500", None, "ambiguous"),
        ("500", Measure.DISTANCE, "ambiguous"),
        ("8848 m", None, "ambiguous"),
        ("1.500 km", None, "thousands"),
        ("1,000 km", Measure.DISTANCE, "thousands"),
        ("2,500 miles", None, "thousands"),
        ("1.000 hours", None, "thousands"),
        ("500 km", Measure.RUNS, "mismatch"),
        ("0 km", None, "not_positive"),
        ("-5 km", None, "not_positive"),
        ("banana", None, "invalid"),
        ("500 kg", None, "invalid"),
        ("0,500 km", None, "invalid"),
    ],
)
def test_what_is_no_target_says_why(typed: str, measure: Measure | None, code: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse_target(typed, measure)
    assert refused.value.code == code


@pytest.mark.parametrize("measure", Measure)
def test_a_bare_amount_is_asked_about_and_either_answer_is_read(measure: Measure) -> None:
    for typed, currency in (("1 EUR", "EUR"), ("100", None), ("2 euros", "€")):
        each_unit, once = (parse_pledge(one, measure) for one in both_pledges(typed, measure))
        assert (each_unit.pledge.unit, once.pledge.unit) == (UNITS_OF[measure][0], None)
        assert each_unit.pledge.rate_minor == once.pledge.flat_minor > 0
        assert each_unit.currency == once.currency == currency


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"), st.sampled_from(["km", "mi", "hours"]))
def test_what_can_be_thousands_or_thousandths_is_asked_about(whole: int, rest: int, mark: str, unit: str) -> None:
    typed = f"{whole}{mark}{rest:03} {unit}"
    with pytest.raises(ParseError, match="thousands"):
        parse_target(typed)
    readings = both_readings(typed)
    assert readings is not None
    large, small = readings
    assert parse_target(large) == parse_target(f"{whole}{rest:03} {unit}")
    assert Fraction(small.removesuffix(f" {unit}")) == Fraction(1000 * whole + rest, 1000)
    assert both_readings(large) is None


@given(st.integers(1, 999_999), st.sampled_from(Measure))
def test_a_written_target_reads_as_itself(number: int, measure: Measure) -> None:
    units = {
        Measure.DISTANCE: "km",
        Measure.TIME: "h",
        Measure.RUNS: "runs",
        Measure.RUN_DAYS: "run days",
        Measure.CLIMB: "m up",
    }
    sizes = {Measure.DISTANCE: 1_000, Measure.TIME: 3_600}
    assert parse_target(f"{number:_} {units[measure]}".replace("_", " ")) == Target(
        measure, number * sizes.get(measure, 1)
    )
