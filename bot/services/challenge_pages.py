"""Challenges as services hand them out: what the team sees of one, which one is meant, and what the feed is told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.challenges import (
    BEGINNING,
    MILESTONES,
    Measure,
    Pledge,
    PledgeUnit,
    milestone,
    pledged,
    tells_sides,
    tells_sum,
    told_percent,
)
from bot.domain.dates import local_today
from bot.errors import NotFound, Unclear
from bot.services.access import require_coach_or_admin
from bot.services.asker import Asker
from bot.services.teams import TeamUnits
from db.repositories.challenges import ChallengeRow, SponsorRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

SUGGESTED: Final = 25
"""Names that Discord shows at once."""
SEARCHED: Final = 200


@dataclass(frozen=True, slots=True)
class Side:
    """A side: what its active members, who ran in the challenge, brought together."""

    name: str
    amount: int
    runners: int


@dataclass(frozen=True, slots=True)
class Sponsor:
    """Who promised what, and what that comes to by now in hundredths of the currency."""

    sponsor_id: int
    name: str
    pledge: Pledge
    owed_minor: int


@dataclass(frozen=True, slots=True)
class Challenge:
    """A challenge as the team sees it, amounts in its measure's own unit (see `Measure`); names of runners are none.

    Its days are both included. `units` are the reader's, or the team's in a post.
    """

    challenge_id: int
    name: str
    team_name: str
    measure: Measure
    target: int
    first_day: date
    last_day: date
    amount: int
    runners: int
    ended: bool
    units: TeamUnits
    charity: str | None = None
    currency: str | None = None
    sponsors: tuple[Sponsor, ...] = ()
    sides: tuple[Side, ...] = ()

    @property
    def owed_minor(self) -> int:
        """What all sponsors owe by now, in hundredths of the currency."""
        return sum(sponsor.owed_minor for sponsor in self.sponsors)

    @property
    def tells_sum(self) -> bool:
        """Whether `amount`, and what sponsors owe for it, may be shown; else `percent` alone."""
        return tells_sum(self.runners)

    @property
    def tells_sides(self) -> bool:
        """Whether the sides' means may be shown."""
        return tells_sides(self.runners, (side.runners for side in self.sides))

    @property
    def percent(self) -> int:
        """How much of the way may be told."""
        return told_percent(self.amount, self.target, self.runners)

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        return self.amount >= self.target


@dataclass(frozen=True, slots=True)
class ChallengePage:
    """A challenge as somebody looks at it, on their `today`: with what they brought themselves.

    `may_take_back`: whoever may change it can take it back, since nobody has heard of it.
    """

    challenge: Challenge
    own: int
    today: date
    may_change: bool = False
    may_take_back: bool = False


@dataclass(frozen=True, slots=True)
class TakingBack:
    """A challenge that is to be taken back; one of which the team `has_heard` can be ended instead."""

    challenge: Challenge
    has_heard: bool


@dataclass(frozen=True, slots=True)
class ChallengeList:
    """A team's challenges, those that are open first."""

    challenges: tuple[Challenge, ...]
    today: date
    may_create: bool = False


@dataclass(frozen=True, slots=True)
class ChallengePost:
    """News of a challenge for the team: the `milestone` that was reached, in percent, or None for the result.

    `to_come`: its first day is still to come when the team hears of it.
    """

    challenge: Challenge
    milestone: int | None
    to_come: bool = False


def challenge_post(
    uow: UnitOfWork, team_id: int, payload: dict[str, Any], now: datetime, *, stands: bool
) -> ChallengePost | None:
    """Return news of a challenge as it is now; None when there is none any more.

    A milestone that `stands` is history, whatever the log says since.
    """
    team = uow.teams.find(team_id)
    row = uow.challenges.find(team_id, payload["challenge_id"])
    if team is None or row is None:
        return None
    reached: int | None = payload.get("milestone")
    if reached is not None and not stands and milestone(row.amount, row.target) < reached:
        return None
    if row.amount == 0 and reached is None:
        return None
    # Where a quarter of the way came first, the team has heard of it.
    if reached == BEGINNING and not stands and (row.ended_at is not None or row.told > payload["told"]):
        return None
    challenge = challenge_of(uow, team, row, TeamUnits(team.units))
    # On the way it is the team's; side by side they stand in what came of it.
    return ChallengePost(
        challenge if reached is None else replace(challenge, sides=()),
        reached,
        to_come=row.first_day > local_today(now, ZoneInfo(team.time_zone)),
    )


def news_of(challenge_id: int) -> list[tuple[MessageKind, str]]:
    """Return (kind, key) of all that the team can hear of a challenge."""
    milestones = [milestone_key(challenge_id, one) for one in (BEGINNING, *MILESTONES)]
    return [
        *((MessageKind.CHALLENGE_MILESTONE, key) for key in milestones),
        (MessageKind.CHALLENGE_RESULT, str(challenge_id)),
    ]


def milestone_key(challenge_id: int, reached: int) -> str:
    """Return what the news of a milestone is owed under."""
    return f"{challenge_id}:{reached}"


def challenge_of(uow: UnitOfWork, team: TeamRow, row: ChallengeRow, units: TeamUnits) -> Challenge:
    """Return a challenge in the reader's units."""
    return Challenge(
        challenge_id=row.challenge_id,
        name=row.name,
        team_name=team.name,
        measure=Measure(row.measure),
        target=row.target,
        first_day=row.first_day,
        last_day=row.last_day,
        amount=row.amount,
        runners=row.runners,
        ended=row.ended_at is not None,
        units=units,
        charity=row.charity,
        currency=row.currency,
        sponsors=tuple(_as_sponsor(one, row.amount) for one in uow.challenges.sponsors(row.challenge_id)),
        sides=tuple(Side(one.name or "", one.amount, one.runners) for one in uow.challenges.sides(row.challenge_id)),
    )


def _as_sponsor(row: SponsorRow, amount: int) -> Sponsor:
    unit = None if row.unit is None else PledgeUnit(row.unit)
    pledge = Pledge(row.rate_minor, unit, row.cap_minor, row.flat_minor)
    return Sponsor(row.sponsor_id, row.name, pledge, pledged(pledge, amount))


def key_of(challenge_id: int) -> str:
    """Return what a challenge picked from the list is named by; a number alone can be a name."""
    return f"id:{challenge_id}"


def challenges_of(uow: UnitOfWork, team_id: int) -> list[ChallengeRow]:
    """Return the challenges that somebody can mean, those that are open first."""
    return uow.challenges.of_team(team_id, SEARCHED)


def meant_challenge(rows: Sequence[ChallengeRow], typed: str) -> ChallengeRow:
    """Return the challenge that is named; of several with one name the open one.

    Raises `NotFound`, and `Unclear` for a name that several have.
    """
    named = [row for row in rows if key_of(row.challenge_id) == typed] or [
        row for row in rows if plain_name(row.name) == plain_name(typed)
    ]
    found = [row for row in named if row.ended_at is None] or named
    if not found:
        raise NotFound("challenge_not_found")
    if len(found) > 1:
        raise Unclear("challenge_ambiguous", text=typed)
    return found[0]


def suggested_challenges(uow: UnitOfWork, asker: Asker, typed: str, *, to_change: bool) -> list[tuple[int, str]]:
    """Return (key, name) of challenges whose names contain what was typed; with `to_change` open ones, to coaches."""
    if to_change:
        require_coach_or_admin(uow, asker)
    elif uow.runners.find(asker.team_id, asker.user_id) is None and not asker.in_server:
        return []
    wanted = plain_name(typed)
    rows = [row for row in challenges_of(uow, asker.team_id) if wanted in plain_name(row.name)]
    return [(row.challenge_id, row.name) for row in rows if not (to_change and row.ended_at)][:SUGGESTED]


def plain_name(name: str) -> str:
    """Return a name as it is compared with others."""
    return " ".join(name.split()).casefold()
