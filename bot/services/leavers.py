"""Leavers: notice who has left the server, and forget them once their time to come back is over."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.errors import NotFound
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.coaches import note_coach
from bot.services.direct_words import KEPT_FOR
from bot.services.giving_back import give_back
from bot.services.notices import hand_over
from bot.services.ports import CannotTell, Gone, Present, Roster
from bot.services.privacy import erase
from bot.services.runners import SEEN_FOR, enrol, note_seen, show_on_boards
from bot.services.shoutout_posts import revise_shoutouts
from bot.services.standing import revise_ahead, revise_boards, revise_cards
from db.database import Database
from db.repositories.runners import MemberRow, RunnerRow
from db.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

T = TypeVar("T")

GRACE = timedelta(days=30)
"""How long the data of who left, or of a team that the bot left, waits for them to come back."""

ASKED_AT_ONCE = 100
"""Members whom one roll call asks Discord about: not seen for a day, and due to be erased."""

VOUCHED_FOR = timedelta(minutes=15)
"""How long somebody seen in the server may write direct messages before Discord is asked about them."""

COACHES_FOR = timedelta(days=2)
"""How long somebody seen to coach is taken to do so still while Discord does not say; the roll call looks each day."""

ASK_SECONDS = 1.0
"""How long that may keep their answer waiting."""

Place = tuple[datetime, int]
FIRST: Place = (datetime(1970, 1, 1, tzinfo=UTC), 0)
NAMELESS = ""
"""The name in the row of somebody who never was a runner, and has left."""


@dataclass(frozen=True, slots=True)
class RollCall:
    """What a roll call found: how many are here, have left or could not be told of, and whose data it erased."""

    present: int = 0
    gone: int = 0
    unknown: int = 0
    erased: int = 0
    erased_teams: int = 0


class LeaverService:
    """Keeps the runners in step with the servers' members, whose leaving Discord does not announce to the bot."""

    def __init__(self, database: Database, clock: Clock, roster: Roster, asked_at_once: int = ASKED_AT_ONCE) -> None:
        self._database = database
        self._clock = clock
        self._roster = roster
        self._asked_at_once = asked_at_once
        # Where the next round goes on, lest those of whom Discord tells nothing hold up all others.
        self._unseen_after = FIRST
        self._left_after = FIRST
        self._named_after = (0, 0)
        self._named_until: datetime | None = None

    async def call_the_roll(self) -> RollCall:
        """Ask after those not seen for a day, oldest first, and erase those whose time to come back is over.

        Words whose reader nobody named within a day go too.
        """
        present, gone, unknown = await self._look_for_unseen()
        gone += await self._look_for_named()
        before = self._clock.now() - KEPT_FOR
        await self._database.write(lambda uow: uow.kept_words.drop_before(before))
        erased = await self._erase_leavers()
        return RollCall(present, gone, unknown, erased, await self._erase_teams())

    async def still_here(self, asker: Asker) -> bool:
        """Tell whether who writes a direct message is still a member, as far as Discord says so in a moment.

        Who was seen in the server lately is. Who has gone is noted at once, not only when the roll is called.
        """
        runner = await self._database.read(lambda uow: uow.runners.find(asker.team_id, asker.user_id))
        if runner is None or runner.left_at is not None or self._clock.now() - runner.seen_at < VOUCHED_FOR:
            return True
        member = MemberRow(runner.runner_id, runner.team_id, runner.user_id, runner.seen_at, team_left=False)
        try:
            async with asyncio.timeout(ASK_SECONDS):
                attendance = await self._roster.attendance(asker.team_id, asker.user_id)
        except TimeoutError:
            return True
        match attendance:
            case Present() as found:
                await self._note_present(member, found)
            case Gone():
                await self._note_gone(member)
                return False
        return True

    async def as_member(self, team_id: int, user_id: int, name: str) -> Asker:
        """Return who writes a direct message as a member of one team, with the roles that they have there.

        Where Discord does not say in a moment, they go by the name on record, else by `name`, and coach by what they
        were seen to coach by of late, if anything. Raises `NotFound` for who has gone.
        """
        runner = await self._database.read(lambda uow: uow.runners.find(team_id, user_id))
        try:
            async with asyncio.timeout(ASK_SECONDS):
                attendance = await self._roster.attendance(team_id, user_id)
        except TimeoutError:
            attendance = CannotTell("Discord took its time")
        match attendance:
            case Present() as found:
                await self._note_coach(team_id, user_id, found)
                return _seen(team_id, user_id, found)
            case Gone():
                if runner is not None and runner.left_at is None:
                    member = MemberRow(runner.runner_id, team_id, user_id, runner.seen_at, team_left=False)
                    await self._note_gone(member)
                raise NotFound("no_team")
        called, since = name if runner is None else runner.name, self._clock.now() - COACHES_FOR
        coach = await self._database.read(lambda uow: uow.coaches.find(team_id, user_id))
        if coach is None or coach.seen_at < since:
            return Asker(team_id, user_id, called, in_server=False)
        roles = frozenset() if coach.role_id is None else frozenset((coach.role_id,))
        return Asker(team_id, user_id, called, roles, is_admin=coach.role_id is None, in_server=False)

    async def _look_for_unseen(self) -> tuple[int, int, int]:
        before = self._clock.now() - SEEN_FOR
        after = self._unseen_after
        unseen = await self._found(lambda uow: uow.runners.unseen(before, after, self._asked_at_once))
        self._unseen_after = self._place_after(unseen)
        counts = {Present: 0, Gone: 0, CannotTell: 0}
        for member in unseen:
            attendance = await self._roster.attendance(member.team_id, member.user_id)
            counts[type(attendance)] += 1
            match attendance:
                case Present() as found:
                    await self._note_present(member, found)
                case Gone():
                    await self._note_gone(member)
                case CannotTell(reason):
                    log.info("runner %s is neither here nor gone: %s", member.runner_id, reason)
        return counts[Present], counts[Gone], counts[CannotTell]

    async def _look_for_named(self) -> int:
        """Ask, once a day, after coaches and admins who never were runners: their names are noted all the same."""
        now = self._clock.now()
        if self._named_until is not None and now < self._named_until:
            return 0
        after = self._named_after
        named = await self._found(lambda uow: uow.privacy.named_alone(after, self._asked_at_once))
        whole_round = len(named) < self._asked_at_once
        self._named_after = (0, 0) if whole_round else named[-1]
        self._named_until = now + SEEN_FOR if whole_round else None
        gone = 0
        for team_id, user_id in named:
            match await self._roster.attendance(team_id, user_id):
                case Present() as found:
                    await self._note_coach(team_id, user_id, found)
                case Gone():
                    await self._note_named_gone(team_id, user_id)
                    gone += 1
        return gone

    async def _note_coach(self, team_id: int, user_id: int, found: Present) -> None:
        now = self._clock.now()
        await self._database.write(lambda uow: note_coach(uow, _seen(team_id, user_id, found), now))

    async def _note_named_gone(self, team_id: int, user_id: int) -> None:
        """Keep a row that says since when they are gone, so that they are forgotten as any runner is."""
        now = self._clock.now()

        def note(uow: UnitOfWork) -> None:
            team = uow.teams.find(team_id)
            if team is None or uow.runners.find(team_id, user_id) is not None:
                return
            runner = enrol(uow, team, user_id, NAMELESS, now)
            if runner.name == NAMELESS:
                uow.runners.change(runner.runner_id, left_at=now)
                uow.coaches.forget(team_id, user_id)
                hand_over(uow, team_id, user_id, now)

        await self._database.write(note)

    async def _note_present(self, member: MemberRow, found: Present) -> None:
        now = self._clock.now()

        def note(uow: UnitOfWork) -> None:
            if (runner := _unchanged(uow, member)) is not None:
                note_seen(uow, runner, found.name, now)
                note_coach(uow, _seen(member.team_id, member.user_id, found), now)

        await self._database.write(note)

    async def _note_gone(self, member: MemberRow) -> None:
        now = self._clock.now()

        def note(uow: UnitOfWork) -> None:
            runner = _unchanged(uow, member)
            if runner is None:
                return
            uow.runners.change(runner.runner_id, left_at=now)
            away = runner._replace(left_at=now)
            show_on_boards(uow, away)
            revise_cards(uow, away, now)
            revise_shoutouts(uow, away, now)
            revise_ahead(uow, away, now)
            revise_boards(uow, away, now, hidden=True)
            uow.coaches.forget(away.team_id, away.user_id)
            hand_over(uow, away.team_id, away.user_id, now)

        await self._database.write(note)
        log.info("runner %s has left; their data waits for %s days", member.runner_id, GRACE.days)

    async def _erase_leavers(self) -> int:
        left_by = self._clock.now() - GRACE
        after = self._left_after
        leavers = await self._found(lambda uow: uow.runners.left(left_by, after, self._asked_at_once))
        self._left_after = self._place_after(leavers)
        erased = 0
        for member in leavers:
            # Who came back and has not used the bot since is not known to be here; erasing them would be for good.
            attendance = Gone() if member.team_left else await self._roster.attendance(member.team_id, member.user_id)
            match attendance:
                case Present() as found:
                    await self._note_present(member, found)
                case Gone():
                    erased += await self._erase(member)
                case CannotTell(reason):
                    log.info("runner %s, who left, is not erased yet: %s", member.runner_id, reason)
        return erased

    async def _erase(self, member: MemberRow) -> bool:
        now = self._clock.now()

        def forget(uow: UnitOfWork) -> bool:
            # The team first, the runner second, as everybody locks them.
            uow.teams.find(member.team_id, for_update=True)
            still_gone = _unchanged(uow, member) is not None
            return still_gone and erase(uow, member.team_id, member.user_id, now)

        return await self._database.write(forget, long=True)

    async def _found(self, look: Callable[[UnitOfWork], list[T]]) -> list[T]:
        """Return what a look through everybody finds, which is too much for the loop's own thread."""
        return await self._database.write(look, long=True)

    def _place_after(self, members: list[MemberRow]) -> Place:
        if len(members) < self._asked_at_once:
            return FIRST
        return members[-1].since, members[-1].runner_id

    async def _erase_teams(self) -> int:
        left_by = self._clock.now() - GRACE
        erased = 0
        for team_id in await self._database.read(lambda uow: uow.teams.left(left_by)):
            erased += await self._erase_team(team_id, left_by)
        return erased

    async def _erase_team(self, team_id: int, left_by: datetime) -> bool:
        now = self._clock.now()

        def forget(uow: UnitOfWork) -> bool:
            connected = uow.connections.of_team(team_id)
            erased = uow.privacy.erase_team(team_id, left_by)
            if erased:
                for row in connected:
                    give_back(uow, row, now)
            return erased

        return await self._database.write(forget, long=True)


def _seen(team_id: int, user_id: int, found: Present) -> Asker:
    """Return a member as Discord has just described them."""
    return Asker(team_id, user_id, found.name, found.role_ids, found.is_admin)


def _unchanged(uow: UnitOfWork, member: MemberRow) -> RunnerRow | None:
    """Return the runner, locked; None when something of theirs happened while Discord was asked."""
    runner = uow.runners.lock(member.runner_id)
    if runner is None or (runner.left_at or runner.seen_at) != member.since:
        return None
    return runner
