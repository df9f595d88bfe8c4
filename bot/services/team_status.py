"""Team status: what was posted, what comes next, and what has not arrived and why, for those who manage the server."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.audience import MessageKind
from bot.services.access import require_admin
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.delivery_reasons import Cause, cause_of
from bot.services.outbox import QUIET, MessageState
from bot.services.posts import channel_for
from bot.services.team_schedule import POSTS
from bot.services.team_settings import team_of
from bot.services.teams import ScheduleKind, TeamDefaults
from db.database import Database
from db.repositories.deliveries import HeldUpRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

LAST: Final = 5
CAUSES: Final = 50
"""How many reasons are read at most; they come down to a few lines."""
LOOKED_BACK: Final = timedelta(days=7)
"""How long a message that was given up is still spoken of."""

POSTED: Final = (
    MessageKind.FEED_DIGEST,
    MessageKind.LEADERBOARD,
    MessageKind.MONTH_RECAP,
    MessageKind.SHOUTOUT,
    MessageKind.CELEBRATION,
    MessageKind.CHALLENGE_MILESTONE,
    MessageKind.CHALLENGE_RESULT,
    MessageKind.RACE_CARD,
    MessageKind.RACE_CALL,
    MessageKind.RACE_RESULTS,
    MessageKind.RACE_SCORES,
    MessageKind.RELAY_CARD,
    MessageKind.PLAN_POST,
)
"""What is listed once it stands: all posts but cards of runs and what is said under them, which are too many."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A post and the message that it is."""

    kind: MessageKind
    channel_id: int
    message_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class NextPost:
    """A recurring post that is on, and when it comes."""

    kind: ScheduleKind
    at: datetime


@dataclass(frozen=True, slots=True)
class HeldUp:
    """Posts of a kind that have not arrived, and why; `next_try_at` is None when they were given up."""

    kind: MessageKind
    count: int
    cause: Cause
    channel_id: int | None
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True)
class Letters:
    """How many direct messages have not arrived. For whom and of what is nobody else's to know.

    `closed`: their readers take none from the bot. `later`: Discord had trouble, they are tried again. `given_up`:
    Discord takes them in no form.
    """

    closed: int = 0
    later: int = 0
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class TeamStatus:
    """How a team's messages fare."""

    team_id: int
    last: tuple[Posted, ...]
    coming: tuple[NextPost, ...]
    held_up: tuple[HeldUp, ...]
    letters: Letters

    @property
    def all_arrived(self) -> bool:
        """Whether nothing waits for a reason."""
        return not self.held_up and self.letters == Letters()


class TeamStatusService:
    """Looks at what the outbox and the schedule hold of one team."""

    def __init__(self, database: Database, clock: Clock, defaults: TeamDefaults) -> None:
        self._database = database
        self._clock = clock
        self._defaults = defaults

    async def show(self, asker: Asker) -> TeamStatus:
        """Return how the asker's team fares; raises `NotAllowed` for who may not manage the server."""
        require_admin(asker)
        return await self._database.write(lambda uow: self._status(uow, asker))

    def _status(self, uow: UnitOfWork, asker: Asker) -> TeamStatus:
        now = self._clock.now()
        team = team_of(uow, asker, self._defaults, now)
        since = now - LOOKED_BACK
        letters = uow.deliveries.letters(team.team_id, since, QUIET)
        coming = [row for row in uow.schedules.of_team(team.team_id) if row.enabled and row.kind in POSTS]
        return TeamStatus(
            team_id=team.team_id,
            last=tuple(
                Posted(MessageKind(row.kind), row.channel_id, row.message_id, row.sent_at)
                for row in uow.deliveries.posted(team.team_id, POSTED, LAST)
            ),
            coming=tuple(
                NextPost(ScheduleKind(row.kind), row.next_due_at)
                for row in sorted(coming, key=lambda row: row.next_due_at)
            ),
            held_up=_together(team, uow.deliveries.held_up(team.team_id, since, CAUSES)),
            letters=Letters(
                closed=letters.get(MessageState.WAITING, 0),
                later=letters.get(MessageState.PENDING, 0) + letters.get(MessageState.SENDING, 0),
                given_up=letters.get(MessageState.FAILED, 0),
            ),
        )


def _together(team: TeamRow, rows: list[HeldUpRow]) -> tuple[HeldUp, ...]:
    """Return posts of one kind with one cause as one, in the order in which they were found."""
    found: dict[tuple[str, Cause, int | None, bool], HeldUp] = {}
    for row in rows:
        kind, cause, is_over = MessageKind(row.kind), cause_of(row.reason), row.state == MessageState.FAILED
        channel_id = row.channel_id or channel_for(
            kind, team.feed_channel_id, team.leaderboard_channel_id, team.plan_channel_id
        )
        key = (kind, cause, channel_id, is_over)
        known = found.get(key)
        tries = [row.due_at] if known is None or known.next_try_at is None else [row.due_at, known.next_try_at]
        count = row.posts if known is None else row.posts + known.count
        found[key] = HeldUp(kind, count, cause, channel_id, None if is_over else min(tries))
    return tuple(found.values())
