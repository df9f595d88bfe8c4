"""Privacy: hand a member all that is held about them, and forget them when they ask for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.audience import MessageKind, Sharing
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.connection_endings import give_back_all
from bot.services.recalled_letters import recall_letters, recall_told
from bot.services.shoutout_posts import revise_shoutouts
from bot.services.standing import revise_ahead, revise_boards, revise_comments, revise_digests_of
from db.database import Database
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class HeldTable:
    """One kind of rows about a member: dates, aware instants, text, whole numbers, truth values, and JSON.

    Columns name their unit, as in `distance_metres`.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Export:
    """Everything held about a member of a team at one instant, kinds without rows included."""

    team_name: str
    made_at: datetime
    tables: tuple[HeldTable, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """What a member would have erased: how many runs, and whether they are one of the team's runners at all."""

    team_name: str
    runs: int
    is_runner: bool


class PrivacyService:
    """Export and erasure of one membership. Asking for either makes nobody a runner."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def export(self, asker: Asker) -> Export | None:
        """Return everything held about the asker in this team, or None when there is nothing."""
        # Ten thousand runs take a while to read, and a writer that is told so leaves the loop to others.
        return await self._database.write(lambda uow: self._export(uow, asker), long=True)

    async def holding(self, asker: Asker) -> Holding | None:
        """Return what forgetting the asker would erase, or None when there is nothing."""
        return await self._database.read(lambda uow: _holding(uow, asker))

    async def forget(self, asker: Asker) -> bool:
        """Erase the asker from this team, and keep what they brought to its totals; False when nothing was held."""
        now = self._clock.now()
        return await self._database.write(lambda uow: erase(uow, asker.team_id, asker.user_id, now), long=True)

    def _export(self, uow: UnitOfWork, asker: Asker) -> Export | None:
        runner = uow.runners.find(asker.team_id, asker.user_id)
        held = uow.privacy.held(asker.team_id, asker.user_id, None if runner is None else runner.runner_id)
        if not any(kind.rows for kind in held):
            return None
        return Export(
            team_name=_team_name(uow, asker.team_id),
            made_at=self._clock.now(),
            tables=tuple(HeldTable(kind.name, kind.columns, tuple(kind.rows)) for kind in held),
        )


def erase(uow: UnitOfWork, team_id: int, user_id: int, now: datetime) -> bool:
    """Erase a member from a team, their posts included; False when nothing was held.

    What they brought to the team's totals stays there with nobody's name.
    """
    # Members who cheered each other are erased one after the other: each takes cheers of the other's along. The team is
    # locked before the runner, as `db.unit_of_work` has it.
    uow.teams.find(team_id, for_update=True)
    runner = uow.runners.find(team_id, user_id, for_update=True)
    received: list[int] = []
    if runner is not None:
        give_back_all(uow, runner.runner_id, now)
        # What stands about them goes; what they are named in with others is written anew.
        uow.outbox.revise_of_runner(runner.runner_id, MessageKind.FEED_CARD, now)
        revise_comments(uow, runner._replace(left_at=now), now)
        for kind in MessageKind:
            uow.outbox.revise_of_runner(runner.runner_id, kind, now)
        revise_digests_of(uow, runner, now)
        revise_ahead(uow, runner, now)
        if runner.sharing != Sharing.TEAM:
            # A time that they kept would be told once it is nobody's.
            uow.relays.forget_times(runner.runner_id)
        revise_shoutouts(uow, runner, now)
        revise_boards(uow, runner, now, hidden=True)
        uow.points.unname(runner.runner_id)
        uow.challenge_shares.unname(runner.runner_id)
        received = uow.shoutouts.to(runner.runner_id)
    recall_letters(uow, team_id, user_id, runner, now)
    recall_told(uow, team_id, user_id, now)
    erased = uow.privacy.erase(team_id, user_id, None if runner is None else runner.runner_id)
    uow.shoutouts.forget_unaddressed(received)
    return erased


def _holding(uow: UnitOfWork, asker: Asker) -> Holding | None:
    runner = uow.runners.find(asker.team_id, asker.user_id)
    if runner is not None:
        return Holding(runner.team_name, uow.runs.count(runner.runner_id), is_runner=True)
    # A coach or an admin who never logged a run may be named all the same.
    named = uow.privacy.held(asker.team_id, asker.user_id, None)
    if not any(kind.rows for kind in named):
        return None
    return Holding(_team_name(uow, asker.team_id), 0, is_runner=False)


def _team_name(uow: UnitOfWork, team_id: int) -> str:
    team = uow.teams.find(team_id)
    return "" if team is None else team.name
