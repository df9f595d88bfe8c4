"""Challenges: what a team sets out to do together, how far it has come, and what sponsors pledge for it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final, Protocol

from bot.domain.climbs import FEET, FOOT, METRES, NUMBER, both_readings, read_number
from bot.domain.units import METRES_PER_MILE, ParseError, typed_text

MILESTONES: Final = (25, 50, 75, 100)
"""Percent of the way at which the team hears how far it has come."""
BEGINNING: Final = 0
"""The milestone before all others: the team hears that there is a challenge."""
FEWEST: Final = 3
"""Runners from which on a sum of theirs is told: of two, each would read the other's figure by taking off their own."""
MOST_MINOR: Final = 100_000_000
"""The largest rate, cap or flat part of a pledge, in hundredths of its currency."""

_MILE: Final = Fraction(str(METRES_PER_MILE))


class Measure(StrEnum):
    """What a challenge counts, in whole metres, seconds, runs, days and metres of climb."""

    DISTANCE = "distance"
    TIME = "time"
    RUNS = "runs"
    RUN_DAYS = "run_days"
    CLIMB = "climb"


class PledgeUnit(StrEnum):
    """What a sponsor pays for."""

    KM = "km"
    MI = "mi"
    HOUR = "hour"
    RUN = "run"
    DAY = "day"
    CLIMB_100_M = "100m"


UNIT_SIZES: Final = {
    PledgeUnit.KM: Fraction(1_000),
    PledgeUnit.MI: _MILE,
    PledgeUnit.HOUR: Fraction(3_600),
    PledgeUnit.RUN: Fraction(1),
    PledgeUnit.DAY: Fraction(1),
    PledgeUnit.CLIMB_100_M: Fraction(100),
}
"""How much of its measure one unit is."""

UNITS_OF: Final = {
    Measure.DISTANCE: (PledgeUnit.KM, PledgeUnit.MI),
    Measure.TIME: (PledgeUnit.HOUR,),
    Measure.RUNS: (PledgeUnit.RUN,),
    Measure.RUN_DAYS: (PledgeUnit.DAY,),
    Measure.CLIMB: (PledgeUnit.CLIMB_100_M,),
}
"""What can be paid for in a challenge of each measure."""


class Counted(Protocol):
    """What of a run a challenge looks at."""

    @property
    def local_date(self) -> date:
        """The runner's own day."""

    @property
    def distance_m(self) -> int:
        """Metres."""

    @property
    def moving_s(self) -> int:
        """Seconds without pauses."""

    @property
    def climb_m(self) -> int | None:
        """Metres of climb, None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What runs bring to a challenge: an amount of its measure, and how many they are."""

    amount: int = 0
    runs: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be done, in the measure's own unit (see `Measure`)."""

    measure: Measure
    amount: int


@dataclass(frozen=True, slots=True)
class Pledge:
    """What a sponsor gives, in hundredths of a currency: `rate_minor` for each unit up to a cap, and a flat part."""

    rate_minor: int = 0
    unit: PledgeUnit | None = None
    cap_minor: int | None = None
    flat_minor: int = 0


@dataclass(frozen=True, slots=True)
class TypedPledge:
    """A pledge as somebody typed it; `currency` is a code such as `EUR`, a sign such as `€`, or None."""

    pledge: Pledge
    currency: str | None = None


def brought(measure: Measure, runs: Iterable[Counted]) -> Brought:
    """Return what runs of one runner bring. All those of a day must be among them, for a day counts once."""
    found = list(runs)
    return Brought(_amount(measure, found), len(found))


def _amount(measure: Measure, runs: Sequence[Counted]) -> int:
    match measure:
        case Measure.DISTANCE:
            return sum(run.distance_m for run in runs)
        case Measure.TIME:
            return sum(run.moving_s for run in runs)
        case Measure.RUNS:
            return len(runs)
        case Measure.RUN_DAYS:
            return len({run.local_date for run in runs})
        case Measure.CLIMB:
            return sum(run.climb_m or 0 for run in runs)


def percent(amount: int, target: int) -> int:
    """Return how much of the way is done, in whole percent that were really reached; more than 100 beyond the goal."""
    return 100 * amount // target


def milestone(amount: int, target: int) -> int:
    """Return the highest milestone that is reached, 0 for none yet."""
    done = percent(amount, target)
    return max((one for one in MILESTONES if one <= done), default=0)


def tells_sum(runners: int) -> bool:
    """Tell whether the sum of those who brought something may be told, and all that follows from it, such as money."""
    return runners >= FEWEST


def tells_sides(runners: int, of_sides: Iterable[int]) -> bool:
    """Tell whether the sides' means may stand beside the sum of all `runners`: neither they nor the rest tell of one.

    `of_sides` is how many brought something on each side; whoever is on neither is the rest.
    """
    counts = list(of_sides)
    rest = runners - sum(counts)
    return all(tells_sum(count) for count in counts) and (rest == 0 or tells_sum(rest))


def told_percent(amount: int, target: int, runners: int) -> int:
    """Return how much of the way may be told: while the sum may not, the milestones alone, which the feed hears of.

    A finer step, times the goal, would come close to what one runner ran.
    """
    return percent(amount, target) if tells_sum(runners) else milestone(amount, target)


def each(amount: int, runners: int) -> Fraction:
    """Return what came to each active member; 0 where there is none."""
    return Fraction(amount, runners) if runners else Fraction(0)


def pledged(pledge: Pledge, amount: int) -> int:
    """Return what a sponsor owes for an amount of the challenge's measure, in hundredths (running-science 5).

    Units are cut to hundredths, so that nobody pays for what was not run; money is rounded half up, then capped, and
    the flat part comes on top.
    """
    owed = 0
    if pledge.unit is not None:
        hundredths = 100 * amount // UNIT_SIZES[pledge.unit]
        owed = (pledge.rate_minor * hundredths + 50) // 100
    if pledge.cap_minor is not None:
        owed = min(owed, pledge.cap_minor)
    return owed + pledge.flat_minor


# --- what people type ---------------------------------------------------------------------------------------

_TARGET: Final = re.compile(rf"(?P<sign>-?)(?P<number>{NUMBER}) ?(?P<unit>[a-z ]{{0,24}})\.?")
_DISTANCES: Final = dict.fromkeys(("k", "km", "kms", "kilometers", "kilometres"), Fraction(1_000)) | dict.fromkeys(
    ("mi", "mile", "miles"), _MILE
)
_TIMES: Final = dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3_600) | dict.fromkeys(
    ("min", "mins", "minute", "minutes"), 60
)
_DIVIDED_FROM: Final = 1_000
"""Metres or seconds of a unit from which on people count parts of it: kilometres, miles, hours."""
_UPWARD: Final = re.compile(r" ?(?:up|of)? ?(?:climb|climbs|climbed|climbing|ascent|elevation|vertical|uphill)?")
_WORDS: Final = {
    **dict.fromkeys(("run", "runs"), Measure.RUNS),
    **dict.fromkeys(("day", "days", "run day", "run days", "running days"), Measure.RUN_DAYS),
}


def parse_target(text: str, measure: Measure | None = None) -> Target:
    """Read `500 km`, `300 mi`, `100 hours`, `200 runs`, `60 run days`, `8,848 m of climb` as what is to be done.

    `measure` is what was chosen beside it, if anything was. Raises ParseError: `invalid`, `not_positive`, `ambiguous`
    for a number or metres that could be several things, `thousands` for `1.500 km`, of which `both_readings` tells, and
    `mismatch` for a unit of another measure than the chosen.
    """
    match = _TARGET.fullmatch(typed_text(text).lower())
    if match is None:
        raise ParseError("invalid", text)
    number = read_number(match["number"])
    found, size = _unit_of(match["unit"].strip(), measure, text)
    if measure is not None and found is not measure:
        raise ParseError("mismatch", text)
    # Nobody sets a goal of a thousandth of a run, a minute or a metre.
    if size >= _DIVIDED_FROM and both_readings(match["number"]) is not None:
        raise ParseError("thousands", text)
    amount = int(number * size + Fraction(1, 2))
    if match["sign"] or amount < 1:
        raise ParseError("not_positive", text)
    return Target(found, amount)


def _unit_of(unit: str, measure: Measure | None, text: str) -> tuple[Measure, Fraction]:
    """Return what a unit measures, and how much of it one is."""
    if unit in _DISTANCES:
        return Measure.DISTANCE, _DISTANCES[unit]
    if unit in _TIMES:
        return Measure.TIME, Fraction(_TIMES[unit])
    if unit in _WORDS:
        return _WORDS[unit], Fraction(1)
    if unit == "":
        if measure in (Measure.RUNS, Measure.RUN_DAYS):
            return measure, Fraction(1)
        raise ParseError("ambiguous", text)
    length, _, rest = unit.partition(" ")
    if length in (*METRES, *FEET) and _UPWARD.fullmatch(rest):
        size = FOOT if length in FEET else Fraction(1)
        if rest or length in FEET:
            return Measure.CLIMB, size
        if measure in (Measure.DISTANCE, Measure.CLIMB):
            return measure, size
        raise ParseError("ambiguous", text)
    raise ParseError("invalid", text)


_SIGN: Final = "[€$£¥]"
_NAMES: Final = {"euro": "€", "pound": "£", "dollar": "$"}
_CODE: Final = rf"(?:{'|'.join(_NAMES)})s?(?![a-z])|(?!per|max|cap|and|for|run|day)[a-z]{{3}}(?![a-z])"
_CENTS: Final = r"(?:cents?|ct|c|pence|p)(?![a-z])"
_MONEY: Final = (
    rf"(?:(?P<before>{_SIGN}|{_CODE}) ?)?(?P<number>{NUMBER})(?: ?(?:(?P<after>{_SIGN}|{_CODE})|(?P<cents>{_CENTS})))?"
)
_FOR: Final = r" ?(?:/|per |a |an |each |every |for each |for every |for a ) ?"
_UNIT: Final = (
    r"(?P<unit>kilomet(?:re|er)|km|k|miles?|mi|hours?|hr|h|run days?|running days?|runs?|days?|"
    r"100 ?m(?:et(?:re|er)s)?(?: (?:of )?(?:climb|climbing|ascent))?)(?![a-z])"
)
_PARTS: Final = {
    "rate": re.compile(rf"{_MONEY}{_FOR}{_UNIT}"),
    "cap": re.compile(rf"(?:up to|at most|no more than|capped at|maximum|max\.?|cap)(?: of)? ?{_MONEY}"),
    "flat": re.compile(
        rf"(?:plus|and|\+|flat)(?: a)?(?: flat)? ?{_MONEY}(?: flat)?|{_MONEY.replace('P<', 'P<_')} flat"
    ),
    "bare": re.compile(_MONEY),
}
_BETWEEN: Final = re.compile(r" ?[,;]? ?(?:and (?=up to|at most|no more|capped|max|cap|plus|flat|\+))?")
_PLEDGE_UNITS: Final = (
    (("k", "km", "kilomet"), PledgeUnit.KM),
    (("mi",), PledgeUnit.MI),
    (("h",), PledgeUnit.HOUR),
    (("run day", "running day", "day"), PledgeUnit.DAY),
    (("run",), PledgeUnit.RUN),
    (("100",), PledgeUnit.CLIMB_100_M),
)


def parse_pledge(text: str, measure: Measure) -> TypedPledge:
    """Read `0.50 per km, max 200, plus 50`, `€1/mile`, `50 cents a run up to 20 EUR`, `flat 100` as a pledge.

    Raises ParseError: `invalid`, `not_positive`, `too_much` beyond `MOST_MINOR`, `currencies` where two are named,
    `mismatch` for a unit that the challenge does not count, `thousands` for `1.000 per km`, of which `both_readings`
    tells, and `bare` for an amount of which nobody knows whether it is for each unit or once; see `both_pledges`.
    """
    words = typed_text(text).lower()
    parts: dict[str, re.Match[str]] = {}
    at = 0
    while at < len(words):
        name, match = next(
            (
                (name, match)
                for name, pattern in _PARTS.items()
                if name not in parts and (match := pattern.match(words, at)) is not None
            ),
            ("", None),
        )
        if match is None:
            raise ParseError("invalid", text)
        parts[name] = match
        gap = _BETWEEN.match(words, match.end())
        at = match.end() if gap is None else gap.end()
    if "bare" in parts:
        raise ParseError("bare" if len(parts) == 1 else "invalid", text)
    if not parts.keys() & {"rate", "flat"} or ("cap" in parts and "rate" not in parts):
        raise ParseError("invalid", text)
    if both_readings(words) is not None:
        raise ParseError("thousands", text)
    money = {name: _money(match, text) for name, match in parts.items()}
    pledge = Pledge(
        rate_minor=money.get("rate", 0),
        unit=_pledge_unit(parts["rate"]["unit"], measure, text) if "rate" in parts else None,
        cap_minor=money.get("cap"),
        flat_minor=money.get("flat", 0),
    )
    return TypedPledge(pledge, _currency(parts.values(), text))


def both_pledges(text: str, measure: Measure) -> tuple[str, str]:
    """Return what was typed as a pledge for each unit, and as one whatever comes."""
    words = typed_text(text)
    return f"{words} per {_SPELT[UNITS_OF[measure][0]]}", f"flat {words}"


def same_currency(one: str, other: str) -> bool:
    """Tell whether two currencies are one; what a dollar is depends on where it is."""
    return _SIGN_OF.get(one, one) == _SIGN_OF.get(other, other)


_SIGN_OF: Final = {"EUR": "€", "GBP": "£"}
_SPELT: Final = {**{unit: unit.value for unit in PledgeUnit}, PledgeUnit.CLIMB_100_M: "100 m"}


def _money(match: re.Match[str], text: str) -> int:
    fields = match.groupdict()
    number = fields["number"] or fields["_number"]
    size = 1 if fields["cents"] or fields.get("_cents") else 100
    minor = read_number(number) * size
    if minor.denominator != 1:
        raise ParseError("invalid", text)
    if minor == 0:
        raise ParseError("not_positive", text)
    if minor > MOST_MINOR:
        raise ParseError("too_much", text)
    return int(minor)


def _pledge_unit(typed: str, measure: Measure, text: str) -> PledgeUnit:
    unit = next(unit for starts, unit in _PLEDGE_UNITS if typed.startswith(starts))
    if unit not in UNITS_OF[measure]:
        raise ParseError("mismatch", text)
    return unit


def _currency(matches: Iterable[re.Match[str]], text: str) -> str | None:
    names = ("before", "after", "_before", "_after")
    typed = [value for match in matches for name in names if (value := match.groupdict().get(name))]
    found = [_NAMES.get(value.removesuffix("s"), value.upper()) for value in typed]
    if any(not same_currency(found[0], other) for other in found):
        raise ParseError("currencies", text)
    return found[0] if found else None
