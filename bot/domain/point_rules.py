"""Point rules: what points are given for, how many, and how often in a week; a team may choose its own values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

WEEK_CAP: Final = 150
LATE_AFTER_DAYS: Final = 7
"""A run logged more days than this after it was run is kept in the log and earns nothing; so is what is said of one."""


class Rule(StrEnum):
    """What points are given for, in the order in which a day's awards are listed."""

    LOG = "log"
    DETAIL = "detail"
    SESSIONS = "sessions"
    REST = "rest"
    FULL_WEEK = "full_week"
    STREAK = "streak"
    SHOUTOUT_GIVEN = "shoutout_given"
    SHOUTOUT_RECEIVED = "shoutout_received"
    ATTENDED = "attended"
    PR = "pr"
    COACH = "coach"
    """What a coach gives for a reason of their own: as many points as they say, and no value of a team's rules."""


VALUES: Final[Mapping[Rule, int]] = MappingProxyType(
    {
        Rule.LOG: 10,
        Rule.DETAIL: 2,
        Rule.SESSIONS: 10,
        Rule.REST: 10,
        Rule.FULL_WEEK: 20,
        Rule.STREAK: 10,
        Rule.SHOUTOUT_GIVEN: 2,
        Rule.SHOUTOUT_RECEIVED: 3,
        Rule.ATTENDED: 20,
        Rule.PR: 15,
    }
)
"""Points each time (running-science 3.3)."""
TIMES: Final[Mapping[Rule, int]] = MappingProxyType(
    {
        Rule.LOG: 3,
        Rule.DETAIL: 3,
        Rule.SESSIONS: 3,
        Rule.REST: 2,
        Rule.FULL_WEEK: 1,
        Rule.STREAK: 1,
        Rule.SHOUTOUT_GIVEN: 3,
        Rule.SHOUTOUT_RECEIVED: 3,
        Rule.ATTENDED: 2,
        Rule.PR: 1,
    }
)
"""How often a rule gives points in a week; sessions kept and partly kept together, the kept ones first."""
VALUE_RANGE: Final = range(0, 51)
"""What a team may set a rule's points to; 0 turns it off."""
WEEK_CAP_RANGE: Final = range(50, 501)
"""What a team may set the week's cap to."""


@dataclass(frozen=True, slots=True)
class PointRules:
    """The points of each rule, with the version that is stored with every award.

    Raises ValueError outside `VALUE_RANGE` and `WEEK_CAP_RANGE`, and for a rule that is left out.
    """

    version: int
    values: Mapping[Rule, int]
    week_cap: int = WEEK_CAP

    def __post_init__(self) -> None:
        """Refuse what could take points away, or leave the order of things."""
        if set(self.values) != set(VALUES) or any(value not in VALUE_RANGE for value in self.values.values()):
            raise ValueError("every rule has a value, and none is beyond the range")
        if self.week_cap not in WEEK_CAP_RANGE:
            raise ValueError("no such cap of a week")

    def cap(self, rule: Rule) -> int:
        """Return the most points that a rule gives in a week."""
        return self.values[rule] * TIMES[rule]

    @property
    def partly_kept(self) -> int:
        """Points of a planned session kept in part (50 to under 80 %, or over 120 %): half, rounded up."""
        return (self.values[Rule.SESSIONS] + 1) // 2


POINTS_V1: Final = PointRules(1, VALUES)
"""What holds until a team chooses otherwise (running-science 3.3)."""
