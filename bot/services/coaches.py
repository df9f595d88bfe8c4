"""Coaches: who coaches a team, as far as members were seen with its role.

Discord tells a bot without the members intent of nobody's roles; it does so of whoever types a command, and of whom
the roll call asks after. Both are noted here.
"""

from datetime import datetime, timedelta
from typing import Final

from bot.errors import NotAllowed
from bot.services.access import is_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from db.database import Database
from db.repositories.coaches import CoachRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

NOTED_FOR: Final = timedelta(minutes=15)
"""How long one process takes what it noted of a member for true, lest each command asks the database."""

SEEN_ANEW: Final = timedelta(hours=6)
"""How old the note of a coach may get before it is written anew."""

TEAMS: Final = 3
"""Teams of one coach that are asked about at once."""

REMEMBERED: Final = 4096
"""Members whom one process remembers to have looked at."""


def coaches_of(uow: UnitOfWork, team_id: int) -> tuple[int, ...]:
    """Return the Discord ids of those who coach a team, as far as anybody knows, in their order."""
    return tuple(row.user_id for row in uow.coaches.of_team(team_id))


def still_coaches(uow: UnitOfWork, team_id: int, user_id: int) -> bool:
    """Tell whether somebody coaches a team at this moment, as far as anybody knows: whom letters to coaches are for."""
    return user_id in coaches_of(uow, team_id)


def note_coach(uow: UnitOfWork, asker: Asker, now: datetime) -> None:
    """Note whether a member coaches the team and what they go by, as Discord has just described them."""
    team = uow.teams.find(asker.team_id)
    known = uow.coaches.find(asker.team_id, asker.user_id)
    if team is None or not is_coach(team, asker):
        if known is not None:
            uow.coaches.forget(asker.team_id, asker.user_id)
    elif known is None or _has_changed(known, team, asker, now):
        uow.coaches.note(asker.team_id, asker.user_id, team.coach_role_id, now, asker.name)


def coach_name(uow: UnitOfWork, team_id: int, user_id: int) -> str | None:
    """Return what a coach goes by, as they were seen to coach or run; None where neither is known."""
    coach = uow.coaches.find(team_id, user_id)
    if coach is not None and coach.name is not None:
        return coach.name
    runner = uow.runners.find(team_id, user_id)
    return None if runner is None else runner.name


class CoachService:
    """Keeps in mind who coaches."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        # What was looked at of late: name, roles, rights and when. Whoever has others since is looked at again.
        self._noted: dict[tuple[int, int], tuple[str, frozenset[int], bool, datetime]] = {}

    async def coached_by(self, user_id: int) -> tuple[int, ...]:
        """Return the teams that somebody was seen to coach, a few of late; whether they do still, Discord knows."""
        return await self._database.read(lambda uow: tuple(uow.coaches.coached_by(user_id, TEAMS)))

    async def note(self, asker: Asker) -> None:
        """Note whether the asker coaches the team they ask in; direct messages tell nothing of it."""
        if not asker.in_server:
            return
        now = self._clock.now()
        key = (asker.team_id, asker.user_id)
        noted = self._noted.get(key)
        same = noted is not None and noted[:3] == (asker.name, asker.role_ids, asker.is_admin)
        if noted is not None and same and now - noted[3] < NOTED_FOR:
            return
        if await self._database.read(lambda uow: _is_news(uow, asker, now)):
            await self._database.write(lambda uow: note_coach(uow, asker, now))
        if len(self._noted) >= REMEMBERED:
            self._noted.clear()
        self._noted[key] = (asker.name, asker.role_ids, asker.is_admin, now)

    async def is_known(self, team_id: int, user_id: int) -> bool:
        """Tell whether a member is known to coach a team."""
        return await self._database.read(lambda uow: still_coaches(uow, team_id, user_id))

    async def want_digest(self, team_id: int, user_id: int, *, wants: bool) -> None:
        """Let a coach have the letter of Monday, or not; raises `NotAllowed` for who is not known to coach the team."""
        await self._database.write(lambda uow: _want_digest(uow, team_id, user_id, wants=wants))


def _want_digest(uow: UnitOfWork, team_id: int, user_id: int, *, wants: bool) -> None:
    if not still_coaches(uow, team_id, user_id):
        raise NotAllowed("coach_only")
    uow.coaches.want_digest(team_id, user_id, wants=wants)


def _is_news(uow: UnitOfWork, asker: Asker, now: datetime) -> bool:
    """Tell whether something is to be written; of most members there never is."""
    team = uow.teams.find(asker.team_id)
    known = uow.coaches.find(asker.team_id, asker.user_id)
    if team is None or not is_coach(team, asker):
        return known is not None
    return known is None or _has_changed(known, team, asker, now)


def _has_changed(known: CoachRow, team: TeamRow, asker: Asker, now: datetime) -> bool:
    """Tell whether the note of a coach is to be written anew."""
    was, age = (known.role_id, known.name), now - known.seen_at
    return was != (team.coach_role_id, asker.name) or age >= SEEN_ANEW
