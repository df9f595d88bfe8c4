"""Attention: which runner needs a coach's word first, and why, from what the coach may know of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from fractions import Fraction
from typing import Final

from bot.domain.check_ins import Answered
from bot.domain.checkups.thresholds import Thresholds
from bot.domain.following import WeekSum
from bot.domain.runs import PainArea
from bot.domain.usual_weeks import USUAL_WEEKS, is_rest, usual_of

PAIN_FROM: Final = 3
"""Level of an ache (1 to 10) from which it is worth a word."""
PAIN_FIRST_FROM: Final = 6
"""Level from which it comes before everything else; a run with it scores nothing either."""
PAIN_DAYS: Final = 14
"""How long a report of an ache asks for a word; what hurts still is reported anew."""

SLOWER_WEEKS: Final = 2
"""Whole weeks with fewer than half of the usual runs, before it is worth a word (peers 4.7)."""
SILENT_FROM_DAYS: Final = 7
"""The shortest silence; who runs once a week is silent after two of them."""
SILENT_FOR: Final = timedelta(weeks=12)
"""After so long they have stopped, and a list of those who need a word is no list of members of old."""
SPAN_WEEKS: Final = USUAL_WEEKS + 13
"""Weeks of the log that a look at somebody takes, this one included."""

WORD_HOLDS: Final = timedelta(days=7)
"""How long a private word of a coach lets silence and plans rest."""
DONE_FROM_PERCENT: Final = 50
"""How much of a planned session is a session done (peers 4.7: below it is none)."""
PLAN_WEEKS: Final = 4
"""Weeks that tell whether somebody usually has a plan."""
MESSAGE_FOR: Final = timedelta(days=14)
"""How long a message without an answer asks for one; a thank-you need not be answered for ever."""
CHECK_IN_FOR: Final = timedelta(days=7)
"""How long a check-in asks for a look: until the next."""
NEW_FOR: Final = timedelta(days=14)
"""How long somebody is new."""

_NOTHING: Final = WeekSum(0, Fraction())
_NEXT_FROM: Final = 3
"""Thursday: from then on it is next week's plan that is due."""


class Need(StrEnum):
    """What somebody needs a word about, the most pressing first."""

    PAIN = "pain"
    REQUEST = "request"
    SILENCE = "silence"
    PLAN = "plan"
    PRAISE = "praise"
    NEWCOMER = "newcomer"


class RequestKind(StrEnum):
    """What a runner has asked a coach for, and nobody has answered."""

    REVIEW = "review"
    """Whether a run in doubt counts."""
    FOCUS = "focus"
    """Help with what they want to get better at."""
    MESSAGE = "message"
    """A message to their coach."""
    CHECK_IN = "check_in"
    """A look at a check-in below their own normal, or with new pain."""


class Grade(IntEnum):
    """How pressing a reason is; the least number comes first."""

    SEVERE = 0
    PAIN = 1
    REQUEST = 2
    SILENCE = 3
    PLAN = 4
    PRAISE = 5
    NEWCOMER = 6
    NONE = 7


@dataclass(frozen=True, slots=True)
class Ache:
    """An ache that a run was logged with: on the runner's day, at level 1 to 10, said at an instant."""

    day: date
    area: PainArea
    level: int
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """Something a runner waits for since a day; `about` is the area of a focus, or the coach whom a message is for.

    `answered` is what a check-in told.
    """

    kind: RequestKind
    since: date
    about: str | None = None
    answered: Answered | None = None


@dataclass(frozen=True, slots=True)
class Planning:
    """A runner's plans: sessions of the week that is over and count, those done, whether the coming week has a plan.

    `usually` tells whether their weeks have one; `coming` is the Monday of the coming one (`coming_week`), `past` that
    of the one that is over. `week` and `lately` are what that one, and the `PLAN_WEEKS` weeks up to it, came to, halves
    included.
    """

    coming: date
    past: date
    planned: int = 0
    done: int = 0
    has_coming: bool = False
    usually: bool = False
    week: WeekSum = _NOTHING
    lately: WeekSum = _NOTHING


@dataclass(frozen=True, slots=True)
class Known:
    """What a coach may know of a runner; days are the runner's own.

    `weeks` are runs of each week by its Monday, of `SPAN_WEEKS` weeks; `pauses` are their first and latest days.
    `heard_on` is the day of the newest kind word, shoutout or feedback; `written_at` is when a coach wrote to them, on
    the runner's own clock. `coaches` tells whether they coach the team themselves.
    """

    today: date
    joined_on: date
    last_run: date | None = None
    weeks: Mapping[date, int] | None = None
    pauses: tuple[tuple[date, date], ...] = ()
    aches: tuple[Ache, ...] = ()
    requests: tuple[Request, ...] = ()
    planning: Planning | None = None
    heard_on: date | None = None
    written_at: datetime | None = None
    coaches: bool = False


@dataclass(frozen=True, slots=True)
class Pain:
    """The worst ache of late that no coach has written about since, and how many reports there were."""

    day: date
    area: PainArea
    level: int
    reports: int


@dataclass(frozen=True, slots=True)
class Silent:
    """No run since a day, for somebody who usually has so many a week; `days` are those that count."""

    since: date
    usual: float
    days: int


@dataclass(frozen=True, slots=True)
class Slower:
    """So many runs in `SLOWER_WEEKS` weeks, for somebody who usually has more than twice as many."""

    runs: int
    usual: float


@dataclass(frozen=True, slots=True)
class NoPlan:
    """The week that begins on this Monday has no plan, and their weeks usually have one."""

    monday: date


@dataclass(frozen=True, slots=True)
class Undone:
    """Sessions of the week that is over, by its Monday: planned, and done."""

    monday: date
    planned: int
    done: int


@dataclass(frozen=True, slots=True)
class Unheard:
    """No kind word since a day, None when there never was one."""

    since: date | None


@dataclass(frozen=True, slots=True)
class New:
    """They joined on a day, and nobody has welcomed them; `has_run` tells whether there is a run of theirs."""

    since: date
    has_run: bool


Reason = Pain | Request | Silent | Slower | NoPlan | Undone | Unheard | New

_NEEDS: Final[Mapping[type[Reason], Need]] = {
    Pain: Need.PAIN,
    Request: Need.REQUEST,
    Silent: Need.SILENCE,
    Slower: Need.SILENCE,
    NoPlan: Need.PLAN,
    Undone: Need.PLAN,
    Unheard: Need.PRAISE,
    New: Need.NEWCOMER,
}


@dataclass(frozen=True, slots=True)
class Attention:
    """Why somebody needs a word, the most pressing reason first; who has paused rests until a day."""

    reasons: tuple[Reason, ...]
    resting_until: date | None = None

    def has(self, need: Need) -> bool:
        """Tell whether one of the reasons is of this kind."""
        return any(need_of(reason) is need for reason in self.reasons)


def coming_week(today: date) -> date:
    """Return the Monday of the week whose plan is due: this one until Wednesday, then the next."""
    monday = _monday(today)
    return monday if today.weekday() < _NEXT_FROM else monday + timedelta(weeks=1)


def is_usual(weeks_with_plan: int) -> bool:
    """Tell whether so many of the `PLAN_WEEKS` weeks before make plans a habit."""
    return weeks_with_plan > PLAN_WEEKS // 2


def need_of(reason: Reason) -> Need:
    """Return what a reason is about."""
    return _NEEDS[type(reason)]


def attention(known: Known, unheard_weeks: int, limits: Thresholds | None = None) -> Attention:
    """Return why a runner needs a word; without a kind word for `unheard_weeks` weeks is a reason of its own.

    Plans are followed well enough where the check-up, with its `limits`, finds nothing to say of them. A coach's
    private word answers what hurt before it, and lets silence and plans rest for a week. A pause is no silence, and
    asks for no plan.
    """
    resting_until = _resting_until(known)
    reasons: list[Reason] = []
    if (pain := _pain(known)) is not None:
        reasons.append(pain)
    waiting: list[Request] = sorted(known.requests, key=lambda request: request.since)
    reasons += waiting
    if resting_until is None and not _written_lately(known):
        if (silence := _silence(known)) is not None:
            reasons.append(silence)
        reasons += _plan(known, limits or Thresholds())
    if _is_new(known):
        if known.heard_on is None and not (known.coaches and known.last_run is None):
            reasons.append(New(known.joined_on, known.last_run is not None))
    elif _is_unheard(known, unheard_weeks):
        reasons.append(Unheard(known.heard_on))
    return Attention(tuple(reasons), resting_until)


def urgency(found: Attention, today: date, need: Need | None = None) -> tuple[tuple[int, int], ...]:
    """Return by what runners are ordered, the most pressing first; `need` orders by that kind of reason alone.

    Of two with the same grade the stronger ache, the longer wait and the longer silence come first; of two that are
    alike so far, who has one more reason.
    """
    told = [reason for reason in found.reasons if need is None or need_of(reason) is need]
    return (*(_place(reason, today) for reason in told), (Grade.NONE, 0))


def usual_runs(known: Known, before: date) -> float | None:
    """Return runs of a usual week before the one that begins on the Monday `before`; None while nothing is usual."""
    return usual_of(known.weeks or {}, known.pauses, before)


def _place(reason: Reason, today: date) -> tuple[int, int]:
    match reason:
        case Pain(level=level):
            return (Grade.SEVERE if level >= PAIN_FIRST_FROM else Grade.PAIN, -level)
        case Request(since=since):
            return (Grade.REQUEST, -(today - since).days)
        case Silent(days=days):
            return (Grade.SILENCE, -days)
        case Slower():
            return (Grade.SILENCE, 0)
        case NoPlan():
            return (Grade.PLAN, 0)
        case Undone(planned=planned, done=done):
            return (Grade.PLAN, done - planned)
        case Unheard(since=since):
            return (Grade.PRAISE, -(today - (since or date.min)).days)
        case New(since=since):
            return (Grade.NEWCOMER, -(today - since).days)


def _pain(known: Known) -> Pain | None:
    since = known.today - timedelta(days=PAIN_DAYS - 1)
    told = [
        ache
        for ache in known.aches
        if ache.level >= PAIN_FROM
        and since <= ache.day <= known.today
        and (known.written_at is None or ache.said_at > known.written_at)
    ]
    if not told:
        return None
    worst = max(told, key=lambda ache: (ache.level, ache.day))
    return Pain(worst.day, worst.area, worst.level, len(told))


def _silence(known: Known) -> Silent | Slower | None:
    if known.last_run is None:
        return None
    monday = _monday(known.today)
    usual = usual_runs(known, _monday(known.last_run))
    # Who comes out of a pause has not been silent in it.
    ended = [last for _, last in known.pauses if last < known.today]
    days = (known.today - max([known.last_run, *ended])).days
    stopped = known.today - known.last_run > SILENT_FOR
    if usual is not None and usual >= 1 and not stopped and days > max(SILENT_FROM_DAYS, 14 / usual):
        return Silent(known.last_run, usual, days)
    usual = usual_runs(known, monday - timedelta(weeks=SLOWER_WEEKS))
    lately = [monday - timedelta(weeks=back) for back in range(1, SLOWER_WEEKS + 1)]
    if usual is None or usual < 1 or any(is_rest(known.pauses, week) for week in lately):
        return None
    runs = sum((known.weeks or {}).get(week, 0) for week in lately)
    # Who has been out often enough this week is under way again.
    this_week = (known.weeks or {}).get(monday, 0)
    if runs > 0 and 2 * runs < SLOWER_WEEKS * usual and this_week < usual / 2:
        return Slower(runs, usual)
    return None


def _plan(known: Known, limits: Thresholds) -> Iterable[Reason]:
    planning = known.planning
    if planning is None:
        return
    if planning.done < planning.planned and _is_little(planning, limits):
        yield Undone(planning.past, planning.planned, planning.done)
    if planning.usually and not planning.has_coming:
        yield NoPlan(planning.coming)


def _is_little(planning: Planning, limits: Thresholds) -> bool:
    """Tell whether what was done asks for a word: little of one week, or not quite enough of it and of those before."""
    week, lately = planning.week.percent, planning.lately.percent
    if week is None or week >= limits.follow_ok_pct:
        return False
    if week < limits.follow_watch_pct:
        return True
    return lately is not None and planning.lately.counted >= limits.sessions and lately < limits.follow_ok_pct


def _is_new(known: Known) -> bool:
    return known.today - known.joined_on < NEW_FOR


def _is_unheard(known: Known, weeks: int) -> bool:
    if known.last_run is None:
        # Who cheers and coaches and never ran is no runner to look after.
        return False
    since = known.today - timedelta(weeks=weeks)
    return known.joined_on < since and (known.heard_on is None or known.heard_on < since)


def _written_lately(known: Known) -> bool:
    written = known.written_at
    return written is not None and known.today - written.date() <= WORD_HOLDS


def _resting_until(known: Known) -> date | None:
    return max((last for first, last in known.pauses if first <= known.today <= last), default=None)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
