"""Challenges: what a team sets out to do together, how far it has come, and what sponsors owe for it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.audience import MessageKind
from bot.domain.challenges import BEGINNING, Measure, TypedPledge, milestone, same_currency, told_percent
from bot.domain.dates import local_today
from bot.errors import NotFound, UserError
from bot.services.access import is_coach, require_coach_or_admin
from bot.services.asker import Asker
from bot.services.challenge_drafts import (
    CHARITY_LIMIT,
    NAME_LIMIT,
    SPONSOR_LIMIT,
    ChallengeDraft,
    named,
    read_end,
    read_pledge,
    read_start,
    read_target,
    weeks_of,
)
from bot.services.challenge_pages import (
    Challenge,
    ChallengeList,
    ChallengePage,
    Sponsor,
    TakingBack,
    challenge_of,
    challenges_of,
    meant_challenge,
    milestone_key,
    news_of,
    plain_name,
    suggested_challenges,
)
from bot.services.challenge_shares import NEITHER, USEFUL_FOR, seat
from bot.services.clock import Clock
from bot.services.runners import Enrolment, unit_of
from bot.services.teams import TeamUnits, own_team
from db.database import Database
from db.repositories.challenges import ChallengeRow, SponsorRow
from db.repositories.runners import RunnerRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

MOST_OPEN: Final = 5
"""Challenges of a team at a time; each costs a moment whenever somebody logs a run."""
MOST_SPONSORS: Final = 20
LISTED: Final = 8
SETTLING: Final = timedelta(minutes=5)
"""After which the team hears of a new challenge; until then a slip can be taken back as if it had not been."""
_DAY: Final = timedelta(days=1)
_AHEAD: Final = timedelta(hours=14)
"""How far the earliest clocks on earth are ahead of UTC."""


class ChallengeService:
    """Sets challenges, shows them, and ends them. Coaches and admins change them; to others that is `NotAllowed`."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def create(self, asker: Asker, draft: ChallengeDraft) -> ChallengePage:
        """Set the team a challenge, runs of its first days included; raises `UserError` for what cannot be read."""
        return await self._database.write(lambda uow: self._create(uow, asker, draft), long=True)

    async def listed(self, asker: Asker) -> ChallengeList:
        """Return the team's challenges."""
        return await self._database.write(lambda uow: self._list(uow, asker))

    async def show(self, asker: Asker, typed: str | None = None) -> ChallengePage:
        """Return the challenge that is named, or without a name the one that ends next.

        Raises `NotFound` when there is none, and `Unclear` for a name that several have.
        """
        return await self._database.write(lambda uow: self._show(uow, asker, typed))

    async def to_end(self, asker: Asker, typed: str) -> Challenge:
        """Return the open challenge that is named, to ask whether it is to end; raises as `show`."""
        return await self._database.read(lambda uow: self._to_end(uow, asker, typed))

    async def end(self, asker: Asker, challenge_id: int) -> ChallengePage:
        """End a challenge with today, and owe the team its result; raises `UserError` for one that has ended."""
        return await self._database.write(lambda uow: self._end(uow, asker, challenge_id), long=True)

    async def to_take_back(self, asker: Asker, challenge_id: int) -> TakingBack:
        """Return the open challenge, to ask whether it is to be taken back; raises as `end`."""
        return await self._database.read(lambda uow: self._taking_back(uow, asker, challenge_id, hold=False))

    async def take_back(self, asker: Asker, challenge_id: int) -> TakingBack:
        """Take a challenge back as if it had not been set; one of which the team has heard stays as it is.

        Raises as `end`.
        """
        return await self._database.write(lambda uow: self._take_back(uow, asker, challenge_id), long=True)

    async def to_take_sponsor_back(self, asker: Asker, challenge_id: int, sponsor_id: int) -> tuple[Challenge, Sponsor]:
        """Return a sponsor, to ask whether they are to be taken back; raises `NotFound` for one who is not there."""
        return await self._database.read(lambda uow: self._sponsor_of(uow, asker, challenge_id, sponsor_id))

    async def take_sponsor_back(self, asker: Asker, challenge_id: int, sponsor_id: int) -> ChallengePage:
        """Take a sponsor back as if they had not been added; raises `NotFound` for one who is not there."""
        return await self._database.write(lambda uow: self._take_sponsor_back(uow, asker, challenge_id, sponsor_id))

    async def sponsor(self, asker: Asker, typed: str, name: str, pledge: str) -> ChallengePage:
        """Add a sponsor to a challenge; raises as `show`, and `UserError` for a pledge that cannot be read."""
        return await self._database.write(lambda uow: self._sponsor(uow, asker, typed, name, pledge))

    async def suggestions(self, asker: Asker, typed: str, *, to_change: bool = False) -> list[tuple[int, str]]:
        """Return (key, name) of challenges whose names contain what was typed; `to_change`: open ones, to coaches."""
        return await self._database.read(lambda uow: suggested_challenges(uow, asker, typed, to_change=to_change))

    async def end_due(self) -> int:
        """End every challenge whose last day is over on its team's wall, and owe its result; returns how many."""
        now = self._clock.now()
        rows = await self._database.read(lambda uow: uow.challenges.open_before((now + _AHEAD).date()))
        due = [row.challenge_id for row in rows if row.last_day < local_today(now, ZoneInfo(row.time_zone))]
        for challenge_id in due:
            await self._database.write(_ending(challenge_id, now))
        return len(due)

    def _create(self, uow: UnitOfWork, asker: Asker, draft: ChallengeDraft) -> ChallengePage:
        require_coach_or_admin(uow, asker)
        now = self._clock.now()
        # Before anybody's row: the team and its runners are locked in this order everywhere.
        uow.challenge_shares.hold_log(asker.team_id)
        runner = self._enrolment.runner(uow, asker, now)
        team = own_team(uow, asker)
        today = local_today(now, ZoneInfo(team.time_zone))
        name = named(draft.name, NAME_LIMIT, "challenge_name")
        open_rows = [row for row in challenges_of(uow, team.team_id) if row.ended_at is None]
        if len(open_rows) >= MOST_OPEN:
            raise UserError("challenges_full", most=MOST_OPEN)
        if any(plain_name(row.name) == plain_name(name) for row in open_rows):
            raise UserError("challenge_known", name=name)
        target = read_target(draft.target, draft.measure)
        last_day = read_end(draft.end, today)
        first_day = (
            today
            if draft.start is None
            else read_start(draft.start, last_day, now.astimezone(ZoneInfo(team.time_zone)))
        )
        roles = tuple(dict.fromkeys(draft.roles))
        if len(roles) == 1:
            raise UserError("challenge_one_side")
        if draft.sponsor is not None and draft.pledge is None:
            raise UserError("sponsor_without_pledge", name=draft.sponsor)
        typed = None if draft.pledge is None else read_pledge(draft.pledge, target.measure)
        charity = None if draft.charity is None else named(draft.charity, CHARITY_LIMIT, "charity")
        challenge_id = uow.challenges.add(
            roles,
            team_id=team.team_id,
            name=name,
            measure=target.measure,
            target=target.amount,
            first_day=first_day,
            last_day=last_day,
            charity=charity,
            currency=None,
            creator_id=asker.user_id,
            created_at=now,
        )
        row = _found(uow, team.team_id, challenge_id)
        amount = uow.challenge_shares.fill(row, weeks_of(first_day, last_day), seated=not roles)
        if amount >= target.amount:
            runners = _found(uow, team.team_id, challenge_id).runners
            raise UserError("challenge_reached", percent=told_percent(amount, target.amount, runners))
        # What was reached before there was a challenge is no news.
        told = milestone(amount, target.amount)
        uow.challenges.change(challenge_id, told=told)
        uow.outbox.owe(
            team_id=team.team_id,
            kind=MessageKind.CHALLENGE_MILESTONE,
            key=milestone_key(challenge_id, BEGINNING),
            payload={"challenge_id": challenge_id, "milestone": BEGINNING, "told": told},
            now=now,
            due_at=now + SETTLING,
            useful_until=now + SETTLING + USEFUL_FOR,
        )
        if typed is not None:
            _add_sponsor(uow, row, draft.sponsor, typed)
        return self._page(uow, asker, runner, challenge_id, now)

    def _list(self, uow: UnitOfWork, asker: Asker) -> ChallengeList:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        team = own_team(uow, asker)
        rows = uow.challenges.of_team(team.team_id, LISTED)
        return ChallengeList(
            tuple(challenge_of(uow, team, row, _units_of(runner)) for row in rows),
            today=local_today(now, ZoneInfo(team.time_zone)),
            may_create=_may_change(team, asker),
        )

    def _show(self, uow: UnitOfWork, asker: Asker, typed: str | None) -> ChallengePage:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        if typed is None:
            rows = uow.challenges.of_team(asker.team_id, 1)
            if not rows:
                raise NotFound("no_challenge")
            row = rows[0]
        else:
            row = meant_challenge(challenges_of(uow, asker.team_id), typed)
        # Who looks shows their roles as well, which nobody else may have seen yet.
        if asker.in_server and uow.challenge_shares.share(row.challenge_id, runner.runner_id)[2] in (None, NEITHER):
            seat(uow, runner, row.challenge_id, asker.role_ids)
        return self._page(uow, asker, runner, row.challenge_id, now)

    def _to_end(self, uow: UnitOfWork, asker: Asker, typed: str) -> Challenge:
        require_coach_or_admin(uow, asker)
        team = own_team(uow, asker)
        row = meant_challenge(challenges_of(uow, team.team_id), typed)
        if row.ended_at is not None:
            raise UserError("challenge_over", name=row.name)
        return challenge_of(uow, team, row, TeamUnits(team.units))

    def _end(self, uow: UnitOfWork, asker: Asker, challenge_id: int) -> ChallengePage:
        require_coach_or_admin(uow, asker)
        now = self._clock.now()
        uow.challenge_shares.hold_log(asker.team_id)
        runner = self._enrolment.runner(uow, asker, now)
        team = own_team(uow, asker)
        row = _found(uow, team.team_id, challenge_id)
        if row.ended_at is not None:
            raise UserError("challenge_over", name=row.name)
        today = local_today(now, ZoneInfo(team.time_zone))
        if today < row.last_day:
            # One that has not begun has no days; nothing counts in it any more.
            uow.challenges.change(challenge_id, last_day=today, first_day=min(row.first_day, today + _DAY))
            row = _found(uow, team.team_id, challenge_id)
            seated = not uow.challenges.sides(challenge_id)
            uow.challenge_shares.fill(row, weeks_of(row.first_day, row.last_day), seated=seated)
        _end(uow, challenge_id, now)
        return self._page(uow, asker, runner, challenge_id, now)

    def _sponsor(self, uow: UnitOfWork, asker: Asker, typed: str, name: str, pledge: str) -> ChallengePage:
        require_coach_or_admin(uow, asker)
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        row = meant_challenge(challenges_of(uow, asker.team_id), typed)
        # Two who add the first currency at once wait for each other here, and for who takes the challenge back.
        uow.challenges.hold(row.challenge_id)
        row = _found(uow, asker.team_id, row.challenge_id)
        _add_sponsor(uow, row, name, read_pledge(pledge, Measure(row.measure)))
        if row.ended_at is not None:
            uow.outbox.revise(asker.team_id, MessageKind.CHALLENGE_RESULT, str(row.challenge_id), now)
        return self._page(uow, asker, runner, row.challenge_id, now)

    @staticmethod
    def _taking_back(uow: UnitOfWork, asker: Asker, challenge_id: int, *, hold: bool) -> TakingBack:
        require_coach_or_admin(uow, asker)
        team = own_team(uow, asker)
        row = _found(uow, team.team_id, challenge_id)
        if row.ended_at is not None:
            raise UserError("challenge_over", name=row.name)
        has_heard = uow.challenges.has_heard(team.team_id, news_of(challenge_id), hold=hold)
        return TakingBack(challenge_of(uow, team, row, TeamUnits(team.units)), has_heard)

    def _take_back(self, uow: UnitOfWork, asker: Asker, challenge_id: int) -> TakingBack:
        # Whoever logs a run meanwhile would add to what goes away, and waits.
        uow.challenge_shares.hold_log(asker.team_id)
        uow.challenges.hold(challenge_id)
        taking = self._taking_back(uow, asker, challenge_id, hold=True)
        if not taking.has_heard:
            for kind, key in news_of(challenge_id):
                uow.outbox.forget(asker.team_id, kind, key)
            uow.challenges.remove(challenge_id)
        return taking

    @staticmethod
    def _sponsor_of(uow: UnitOfWork, asker: Asker, challenge_id: int, sponsor_id: int) -> tuple[Challenge, Sponsor]:
        require_coach_or_admin(uow, asker)
        team = own_team(uow, asker)
        challenge = challenge_of(uow, team, _found(uow, team.team_id, challenge_id), TeamUnits(team.units))
        sponsor = next((one for one in challenge.sponsors if one.sponsor_id == sponsor_id), None)
        if sponsor is None:
            raise NotFound("sponsor_gone")
        return challenge, sponsor

    def _take_sponsor_back(self, uow: UnitOfWork, asker: Asker, challenge_id: int, sponsor_id: int) -> ChallengePage:
        require_coach_or_admin(uow, asker)
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        uow.challenges.hold(challenge_id)
        challenge, _ = self._sponsor_of(uow, asker, challenge_id, sponsor_id)
        uow.challenges.remove_sponsor(challenge_id, sponsor_id)
        if len(challenge.sponsors) == 1:
            # The next to come names the currency.
            uow.challenges.change(challenge_id, currency=None)
        if challenge.ended:
            uow.outbox.revise(asker.team_id, MessageKind.CHALLENGE_RESULT, str(challenge_id), now)
        return self._page(uow, asker, runner, challenge_id, now)

    @staticmethod
    def _page(uow: UnitOfWork, asker: Asker, runner: RunnerRow, challenge_id: int, now: datetime) -> ChallengePage:
        team = own_team(uow, asker)
        row = _found(uow, team.team_id, challenge_id)
        own, _, _ = uow.challenge_shares.share(challenge_id, runner.runner_id)
        may_change = _may_change(team, asker)
        return ChallengePage(
            challenge_of(uow, team, row, _units_of(runner)),
            own=own,
            today=local_today(now, ZoneInfo(team.time_zone)),
            may_change=may_change,
            may_take_back=may_change
            and row.ended_at is None
            and not uow.challenges.has_heard(team.team_id, news_of(challenge_id), hold=False),
        )


def _ending(challenge_id: int, now: datetime) -> Callable[[UnitOfWork], None]:
    return lambda uow: _end(uow, challenge_id, now)


def _end(uow: UnitOfWork, challenge_id: int, now: datetime) -> None:
    """End a challenge unless it was ended or taken back just now, and owe its result if anybody ran."""
    held = uow.challenges.hold(challenge_id)
    if held is None or held[0] is not None:
        return
    uow.challenges.change(challenge_id, ended_at=now)
    team_id = uow.challenges.team_of(challenge_id)
    if _found(uow, team_id, challenge_id).amount:
        uow.outbox.owe(
            team_id=team_id,
            kind=MessageKind.CHALLENGE_RESULT,
            key=str(challenge_id),
            payload={"challenge_id": challenge_id},
            now=now,
            useful_until=now + USEFUL_FOR,
        )


def _found(uow: UnitOfWork, team_id: int, challenge_id: int) -> ChallengeRow:
    row = uow.challenges.find(team_id, challenge_id)
    if row is None:
        raise NotFound("challenge_not_found")
    return row


def _may_change(team: TeamRow, asker: Asker) -> bool:
    return asker.is_admin or is_coach(team, asker)


def _units_of(runner: RunnerRow) -> TeamUnits:
    return TeamUnits(unit_of(runner).value)


def _add_sponsor(uow: UnitOfWork, row: ChallengeRow, name: str | None, typed: TypedPledge) -> None:
    if len(uow.challenges.sponsors(row.challenge_id)) >= MOST_SPONSORS:
        raise UserError("sponsors_full", most=MOST_SPONSORS)
    if typed.currency is not None and row.currency is not None and not same_currency(row.currency, typed.currency):
        raise UserError("pledge_other_currency", currency=row.currency)
    if typed.currency is not None and row.currency is None:
        uow.challenges.change(row.challenge_id, currency=typed.currency)
    pledge = typed.pledge
    sponsor = SponsorRow(
        named(name or "", SPONSOR_LIMIT, "sponsor"),
        pledge.rate_minor,
        None if pledge.unit is None else pledge.unit.value,
        pledge.cap_minor,
        pledge.flat_minor,
    )
    uow.challenges.add_sponsor(row.challenge_id, sponsor)
