"""The ledger: what the console reads back from the application's own tables, in plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.app import Application
from bot.domain.audience import MessageKind
from bot.domain.races import Part
from bot.domain.runs import RunSource
from bot.services.outbox import MessageState, OutboxEntry
from bot.services.standing import week_of_board
from bot.services.teams import ScheduleKind
from db.repositories.entrants import EntrantRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

_POSTED: Final = {
    ScheduleKind.PLAN: MessageKind.PLAN_POST,
    ScheduleKind.LEADERBOARD: MessageKind.LEADERBOARD,
    ScheduleKind.RECAP: MessageKind.MONTH_RECAP,
    ScheduleKind.FEED_DIGEST: MessageKind.FEED_DIGEST,
}
# More open messages than this never stand in a playground's outbox.
_OPEN_AT_MOST: Final = 200
_RUNS_AT_MOST: Final = 20


class Fate(StrEnum):
    """What has become of a message, as a visitor would put it."""

    SENT = "sent"
    PENDING = "pending"
    WAITING = "waiting"
    IN_INBOX = "in_inbox"
    """Its reader's direct messages are closed: it waits for them to look into their inbox."""
    SET_ASIDE = "set_aside"


_FATES: Final = {
    MessageState.PENDING: Fate.PENDING,
    MessageState.SENDING: Fate.PENDING,
    MessageState.SENT: Fate.SENT,
    MessageState.WAITING: Fate.IN_INBOX,
    MessageState.DROPPED: Fate.SET_ASIDE,
    MessageState.FAILED: Fate.SET_ASIDE,
}


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """One message of the outbox; `at` (aware UTC) is when it was sent, or will be tried next."""

    outbox_id: int
    kind: MessageKind
    about: str
    """Whom or which week it is about."""
    channel_id: int | None
    """Where it stands, or would be posted now; None for a direct message, and while no channel is chosen."""
    recipient_id: int | None
    """Whom it is for, if it is a direct message."""
    fate: Fate
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class OutboxState:
    """The whole outbox in numbers, and its newest lines, newest first."""

    counts: dict[Fate, int]
    newest: Sequence[OutboxLine]


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A recurring post, the instant it is due next (aware UTC), and where it will be, if a channel is chosen."""

    kind: MessageKind
    channel_id: int | None
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """What others see of a member: whether they have answered the three questions, and what."""

    has_answered: bool = False
    praise: str = ""
    sharing: str = ""
    boards: tuple[bool, ...] = ()


class Ledger:
    """Reads the tables of one team; writes nothing."""

    def __init__(self, application: Application, team_id: int) -> None:
        self._services = application.services
        self._database = application.database
        self._team_id = team_id

    async def outbox(self, newest: int) -> OutboxState:
        """Return the counts and the `newest` latest lines of the outbox."""
        entries = await self._services.outbox.newest(_OPEN_AT_MOST)
        counts = dict.fromkeys(Fate, 0)
        for state, count in (await self._services.outbox.counts()).items():
            counts[_FATES[state]] += count
        waiting = sum(_fate(entry) is Fate.WAITING for entry in entries)
        counts[Fate.WAITING] += waiting
        counts[Fate.PENDING] -= waiting
        return OutboxState(counts, await self._lines(entries[:newest]))

    async def sent_after(self, outbox_ids: frozenset[int], since: datetime) -> Sequence[OutboxLine]:
        """Return what was sent at or after `since` and is not in `outbox_ids`, oldest first."""
        entries = await self._services.outbox.newest(_OPEN_AT_MOST)
        fresh = [
            entry
            for entry in reversed(entries)
            if entry.sent_at is not None and entry.sent_at >= since and entry.outbox_id not in outbox_ids
        ]
        return await self._lines(fresh)

    async def sent_ids(self) -> frozenset[int]:
        """Return the keys of what has been sent."""
        entries = await self._services.outbox.newest(_OPEN_AT_MOST)
        return frozenset(entry.outbox_id for entry in entries if entry.sent_at is not None)

    async def planned(self) -> Sequence[PlannedPost]:
        """Return the posts to come, soonest first."""
        channels = await self._channels()
        posts = await self._services.schedules.upcoming()
        # A letter is no post: it comes to coaches alone.
        kinds = [(post, _POSTED[post.kind]) for post in posts if post.kind in _POSTED]
        return [PlannedPost(kind, channels[kind], post.due_at) for post, kind in kinds]

    async def next_due(self, after: datetime) -> datetime | None:
        """Return the first instant later than `after` (aware UTC) at which the application has something to do."""
        services = self._services
        found = [
            await one.next_due_at()
            for one in (
                services.schedules,
                services.race_reminders,
                services.race_collecting,
                services.weekly_asks,
                services.outbox,
            )
        ]
        return min((due for due in found if due is not None and due > after), default=None)

    async def newest_run(self, user_id: int) -> int:
        """Return the key of the run this member logged most recently, 0 before the first."""
        return await self._database.read(lambda uow: max(self._runs(uow, user_id), default=0))

    async def runs_confirmed(self, user_id: int) -> int:
        """Return how many runs this member logged when asked about a run that Strava told of."""

        def count(uow: UnitOfWork) -> int:
            runner = uow.runners.find(self._team_id, user_id)
            return 0 if runner is None else uow.found_runs.count_entries(runner.runner_id, RunSource.CONFIRMED)

        return await self._database.read(count)

    async def cheers_after(self, user_id: int, run_id: int) -> int:
        """Return how many cheers stand under the runs this member logged after `run_id`."""

        def count(uow: UnitOfWork) -> int:
            cards = (uow.cheers.card(self._team_id, run) for run in self._runs(uow, user_id) if run > run_id)
            return sum(card.cheers for card in cards if card is not None)

        return await self._database.read(count)

    async def seen(self, user_id: int) -> Seen:
        """Return what others see of this member."""
        runner = await self._database.read(lambda uow: uow.runners.find(self._team_id, user_id))
        if runner is None:
            return Seen()
        boards = (runner.shows_points, runner.shows_distance)
        return Seen(runner.answered_at is not None, runner.praise, runner.sharing, boards)

    async def team(self) -> TeamRow | None:
        """Return how the team is set up."""
        return await self._database.read(lambda uow: uow.teams.find(self._team_id))

    async def words_to(self, user_id: int) -> int:
        """Return how many private words of a coach have arrived in this member's direct messages."""
        entries = await self._services.outbox.newest(_OPEN_AT_MOST)
        return sum(
            entry.kind is MessageKind.FEEDBACK and entry.recipient_id == user_id and entry.state is MessageState.SENT
            for entry in entries
        )

    async def weeks_planned(self) -> int:
        """Return how many weeks a coach has written so far, for whomever, drafts of what is out left aside."""
        return await self._database.read(lambda uow: uow.plans.count(self._team_id))

    async def newest_shoutout_by(self, user_id: int) -> int:
        """Return the key of the shoutout that this member gave most recently, 0 before the first."""

        def newest(uow: UnitOfWork) -> int:
            runner = uow.runners.find(self._team_id, user_id)
            given = [] if runner is None else uow.shoutouts.given(runner.runner_id, 1)
            return given[0].shoutout_id if given else 0

        return await self._database.read(newest)

    async def races_run_by(self, user_id: int) -> frozenset[int]:
        """Return the races that this member runs or has run."""
        entered = await self._database.read(lambda uow: self._entered(uow, user_id))
        return frozenset(one.race_id for one in entered if one.part == Part.RUNNING)

    async def results_of(self, user_id: int) -> frozenset[int]:
        """Return the races of which this member has said how they went."""
        entered = await self._database.read(lambda uow: self._entered(uow, user_id))
        return frozenset(one.race_id for one in entered if one.outcome is not None)

    async def weeks_posted(self) -> frozenset[str]:
        """Return the weeks whose leaderboard stands in its channel."""
        entries = await self._services.outbox.newest(_OPEN_AT_MOST)
        return frozenset(
            entry.key for entry in entries if entry.kind is MessageKind.LEADERBOARD and entry.state is MessageState.SENT
        )

    def _runs(self, uow: UnitOfWork, user_id: int) -> list[int]:
        runner = uow.runners.find(self._team_id, user_id)
        return [] if runner is None else [run.run_id for run in uow.runs.newest(runner.runner_id, _RUNS_AT_MOST)]

    def _entered(self, uow: UnitOfWork, user_id: int) -> list[EntrantRow]:
        runner = uow.runners.find(self._team_id, user_id)
        if runner is None:
            return []
        found = (uow.entrants.find(race_id, runner.runner_id) for race_id in uow.entrants.races_of(runner.runner_id))
        return [one for one in found if one is not None]

    async def _channels(self) -> dict[MessageKind, int | None]:
        feed, leaderboard = await self._services.teams.channels(self._team_id)
        plan = await self._services.teams.plan_channel(self._team_id)
        return {
            MessageKind.FEED_CARD: feed,
            MessageKind.FEED_DIGEST: feed,
            MessageKind.SHOUTOUT: feed,
            MessageKind.CHALLENGE_MILESTONE: feed,
            MessageKind.CHALLENGE_RESULT: feed,
            MessageKind.CELEBRATION: feed,
            MessageKind.RACE_CARD: feed,
            MessageKind.RACE_CALL: feed,
            MessageKind.RACE_RESULTS: feed,
            MessageKind.RELAY_CARD: feed,
            MessageKind.RACE_SCORES: feed,
            MessageKind.PLAN_POST: plan,
            MessageKind.LEADERBOARD: leaderboard,
            MessageKind.MONTH_RECAP: leaderboard,
        }

    async def _lines(self, entries: Sequence[OutboxEntry]) -> list[OutboxLine]:
        channels = await self._channels()
        return [await self._line(entry, entry.channel_id or channels.get(entry.kind)) for entry in entries]

    async def _line(self, entry: OutboxEntry, channel_id: int | None) -> OutboxLine:
        return OutboxLine(
            outbox_id=entry.outbox_id,
            kind=entry.kind,
            about=await self._about(entry),
            channel_id=channel_id,
            recipient_id=entry.recipient_id,
            fate=_fate(entry),
            at=entry.sent_at or entry.due_at,
            reason=(entry.reason or "") if entry.sent_at is None else "",
        )

    async def _about(self, entry: OutboxEntry) -> str:
        if entry.kind is MessageKind.LEADERBOARD:
            return f"week {int(week_of_board(entry.key)[-2:])}"
        if entry.kind not in (MessageKind.FEED_CARD, MessageKind.CELEBRATION):
            # A digest is about the day, and whom a direct message is for shows in where it goes.
            return ""
        card = await self._database.read(lambda uow: uow.cheers.card(entry.team_id, int(entry.key)))
        return "" if card is None else card.runner_name


def _fate(entry: OutboxEntry) -> Fate:
    fate = _FATES[entry.state]
    return Fate.WAITING if fate is Fate.PENDING and entry.reason else fate
