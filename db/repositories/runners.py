"""Questions about runners."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, Integer, bindparam, delete, func, insert, or_, select, tuple_, update

from db.connection import Connection
from db.models.points import board_scores, period_totals
from db.models.runners import chosen_teams, past_targets, pauses, runners
from db.models.runs import runs
from db.models.teams import teams
from db.repositories.statements import Change, Upsert
from db.types import UtcDateTime


class RunnerRow(NamedTuple):
    """A runner's profile with what the team settings add, read together because every command needs both."""

    runner_id: int
    team_id: int
    user_id: int
    name: str
    unit: str | None
    time_zone: str | None
    weekly_target: int
    target_since: str | None
    streak_target: int
    praise: str
    sharing: str
    shows_points: bool
    shows_distance: bool
    shows_consistency: bool
    shows_improvement: bool
    shows_age_graded: bool
    nudges: bool
    drives: str | None
    birth_date: date | None
    age_table: str | None
    paused_until: date | None
    joined_at: datetime
    window_from: date | None
    derived_by: int
    asked_at: datetime | None
    answered_at: datetime | None
    seen_at: datetime
    left_at: datetime | None
    team_name: str
    team_time_zone: str
    team_units: str
    feed_channel_id: int | None
    feed_mode: str
    rules_version: int


class NameRow(NamedTuple):
    """Who somebody can mean when they name a runner: no more, since thousands are read at each key that is typed."""

    runner_id: int
    user_id: int
    name: str
    has_left: bool
    sharing: str


class MemberRow(NamedTuple):
    """A runner to ask Discord about: since when they were not seen, or since when they have left."""

    runner_id: int
    team_id: int
    user_id: int
    since: datetime
    team_left: bool


class PauseRow(NamedTuple):
    """A pause of a runner, first and last day included."""

    pause_id: int
    first_day: date
    last_day: date
    reason: str | None


class JoinedRow(NamedTuple):
    """Who joined, and what decides whether they may be welcomed by name."""

    name: str
    praise: str
    left_at: datetime | None


AT_ONCE = 500
"""Keys in one statement; every engine takes that many."""

_RUNNER = (
    select(
        runners.c.runner_id,
        runners.c.team_id,
        runners.c.user_id,
        runners.c.name,
        runners.c.unit,
        runners.c.time_zone,
        runners.c.weekly_target,
        runners.c.target_since,
        runners.c.streak_target,
        runners.c.praise,
        runners.c.sharing,
        runners.c.shows_points,
        runners.c.shows_distance,
        runners.c.shows_consistency,
        runners.c.shows_improvement,
        runners.c.shows_age_graded,
        runners.c.nudges,
        runners.c.drives,
        runners.c.birth_date,
        runners.c.age_table,
        runners.c.paused_until,
        runners.c.joined_at,
        runners.c.window_from,
        runners.c.derived_by,
        runners.c.asked_at,
        runners.c.answered_at,
        runners.c.seen_at,
        runners.c.left_at,
        teams.c.name.label("team_name"),
        teams.c.time_zone.label("team_time_zone"),
        teams.c.units.label("team_units"),
        teams.c.feed_channel_id,
        teams.c.feed_mode,
        teams.c.rules_version,
    )
    .select_from(runners)
    .join(teams)
)
_BY_MEMBER = _RUNNER.where(runners.c.team_id == bindparam("team_id"), runners.c.user_id == bindparam("user_id"))
_BY_MEMBER_LOCKED = _BY_MEMBER.with_for_update(of=runners)
_BY_ID = _RUNNER.where(runners.c.runner_id == bindparam("runner_id", type_=BigInteger()))
_EVER_OF_USER = _RUNNER.where(runners.c.user_id == bindparam("user_id")).order_by(runners.c.team_id)
_OF_USER = _EVER_OF_USER.where(runners.c.left_at.is_(None), teams.c.left_at.is_(None))
# Names are compared where they are read: SQLite knows capitals of ASCII alone, so Chloé and CHLOÉ differ there.
_OF_TEAM = (
    select(runners.c.runner_id, runners.c.user_id, runners.c.name, runners.c.left_at.is_not(None), runners.c.sharing)
    .where(runners.c.team_id == bindparam("team_id"))
    .order_by(runners.c.runner_id)
)
_BY_ID_LOCKED = _BY_ID.with_for_update(of=runners)
_TEAM_LEFT = teams.c.left_at.is_not(None)
_AFTER = tuple_(bindparam("since", type_=UtcDateTime()), bindparam("after_id", type_=Integer()))
_UNSEEN = (
    select(runners.c.runner_id, runners.c.team_id, runners.c.user_id, runners.c.seen_at, _TEAM_LEFT)
    .join(teams)
    .where(
        runners.c.left_at.is_(None),
        teams.c.left_at.is_(None),
        runners.c.seen_at < bindparam("before"),
        tuple_(runners.c.seen_at, runners.c.runner_id) > _AFTER,
    )
    .order_by(runners.c.seen_at, runners.c.runner_id)
    .limit(bindparam("limit"))
)
_LEFT = (
    select(runners.c.runner_id, runners.c.team_id, runners.c.user_id, runners.c.left_at, _TEAM_LEFT)
    .join(teams)
    .where(
        runners.c.left_at <= bindparam("left_by"),
        tuple_(runners.c.left_at, runners.c.runner_id) > _AFTER,
    )
    .order_by(runners.c.left_at, runners.c.runner_id)
    .limit(bindparam("limit"))
)
_LONGEST = select(func.max(runs.c.distance_m)).where(runs.c.runner_id == bindparam("runner_id"))

_PAUSES = (
    select(pauses.c.pause_id, pauses.c.first_day, pauses.c.last_day, pauses.c.reason)
    .where(pauses.c.runner_id == bindparam("runner_id"))
    .order_by(pauses.c.first_day, pauses.c.pause_id)
)
_STARTING = ("shows_points", "shows_distance", "shows_consistency", "shows_improvement")
# In the order of keys, as everybody locks several runners.
_UNANSWERED = (
    select(runners.c.runner_id)
    .where(
        runners.c.team_id == bindparam("team_id"),
        runners.c.answered_at.is_(None),
        or_(*(runners.c[name] != bindparam("shown") for name in _STARTING)),
    )
    .order_by(runners.c.runner_id)
    .with_for_update()
)
_JOINED = (
    select(runners.c.name, runners.c.praise, runners.c.left_at)
    .where(
        runners.c.team_id == bindparam("team_id"),
        runners.c.joined_at >= bindparam("first"),
        runners.c.joined_at < bindparam("end"),
    )
    .order_by(runners.c.runner_id)
)
_ADD_PAUSE = insert(pauses)
_CHANGE_PAUSE = Change(pauses.c.pause_id)
_PAST_TARGETS = (
    select(past_targets.c.until_week, past_targets.c.weekly_target)
    .where(past_targets.c.runner_id == bindparam("runner_id"))
    .order_by(past_targets.c.until_week)
)
_KEEP_TARGET = Upsert(past_targets, lambda insert: insert.on_conflict_do_nothing())

# Asked before every command, so it reads no more than that.
_WAS_ASKED = select(runners.c.runner_id).where(
    runners.c.team_id == bindparam("team_id"),
    runners.c.user_id == bindparam("user_id"),
    or_(runners.c.asked_at.is_not(None), runners.c.answered_at.is_not(None)),
)
_CHOSEN = select(chosen_teams.c.team_id).where(chosen_teams.c.user_id == bindparam("user_id"))
_CHOOSE = Upsert(
    chosen_teams,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["user_id"], set_={"team_id": insert.excluded["team_id"]}
    ),
)

_JOIN = Upsert(runners, lambda insert: insert.on_conflict_do_nothing(index_elements=["team_id", "user_id"]))
_CHANGE = Change(runners.c.runner_id)


class RunnerRepository:
    """Reads and writes `runners`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, team_id: int, user_id: int, *, for_update: bool = False) -> RunnerRow | None:
        """Return the membership; with `for_update` nobody else rescores this runner until the transaction ends."""
        statement = _BY_MEMBER_LOCKED if for_update else _BY_MEMBER
        row = self._connection.execute(statement, {"team_id": team_id, "user_id": user_id}).one_or_none()
        return None if row is None else RunnerRow._make(row)

    def lock(self, runner_id: int) -> RunnerRow | None:
        """Return the runner by key, which may be any number, holding off others who would rescore them."""
        row = self._connection.execute(_BY_ID_LOCKED, {"runner_id": runner_id}).one_or_none()
        return None if row is None else RunnerRow._make(row)

    def add(
        self,
        *,
        team_id: int,
        user_id: int,
        name: str,
        weekly_target: int,
        streak_target: int,
        sharing: str,
        joined_at: datetime,
        shown: bool = False,
        window_from: date | None = None,
        derived_by: int = 0,
    ) -> None:
        """Add a membership, on boards or not as the team has it, unless the member joined a moment ago.

        The board of age grades takes a choice of one's own, since it takes a table.
        """
        self._connection.execute(
            _JOIN.on(self._connection),
            {
                "team_id": team_id,
                "user_id": user_id,
                "name": name,
                "weekly_target": weekly_target,
                "streak_target": streak_target,
                "sharing": sharing,
                "praise": "private",
                "nudges": False,
                "shows_points": shown,
                "shows_distance": shown,
                "shows_consistency": shown,
                "shows_improvement": shown,
                "shows_age_graded": False,
                "window_from": window_from,
                "derived_by": derived_by,
                "joined_at": joined_at,
                "seen_at": joined_at,
            },
        )

    def find_by_id(self, runner_id: int) -> RunnerRow | None:
        """Return the runner by key, which may be any number."""
        row = self._connection.execute(_BY_ID, {"runner_id": runner_id}).one_or_none()
        return None if row is None else RunnerRow._make(row)

    def of_user(self, user_id: int, *, ever: bool = False) -> list[RunnerRow]:
        """Return a user's memberships in teams that they, and the bot, are still in; with `ever` in all teams."""
        statement = _EVER_OF_USER if ever else _OF_USER
        return [RunnerRow._make(row) for row in self._connection.execute(statement, {"user_id": user_id})]

    def of_team(self, team_id: int) -> list[NameRow]:
        """Return the names of all of a team's runners."""
        return [NameRow._make(row) for row in self._connection.execute(_OF_TEAM, {"team_id": team_id})]

    def was_asked(self, team_id: int, user_id: int) -> bool:
        """Tell whether a member was asked how they like it, or has said so."""
        return self._connection.execute(_WAS_ASKED, {"team_id": team_id, "user_id": user_id}).scalar() is not None

    def chosen_team(self, user_id: int) -> int | None:
        """Return the team that a user means in direct messages, if they have said so."""
        team_id: int | None = self._connection.execute(_CHOSEN, {"user_id": user_id}).scalar()
        return team_id

    def choose_team(self, user_id: int, team_id: int) -> None:
        """Remember the team that a user means in direct messages."""
        self._connection.execute(_CHOOSE.on(self._connection), {"user_id": user_id, "team_id": team_id})

    def unseen(self, before: datetime, after: tuple[datetime, int], limit: int) -> list[MemberRow]:
        """Return members not seen since `before`, longest first, in teams that the bot is in.

        `after` is the instant and key of the one after whom to go on.
        """
        parameters = {"before": before, "since": after[0], "after_id": after[1], "limit": limit}
        return [MemberRow._make(row) for row in self._connection.execute(_UNSEEN, parameters)]

    def left(self, left_by: datetime, after: tuple[datetime, int], limit: int) -> list[MemberRow]:
        """Return those who had left by then, longest first, from just after `after`; see `unseen`."""
        parameters = {"left_by": left_by, "since": after[0], "after_id": after[1], "limit": limit}
        return [MemberRow._make(row) for row in self._connection.execute(_LEFT, parameters)]

    def pauses(self, runner_id: int) -> list[PauseRow]:
        """Return a runner's pauses, oldest first."""
        return [PauseRow._make(row) for row in self._connection.execute(_PAUSES, {"runner_id": runner_id})]

    def joined_between(self, team_id: int, first: datetime, end: datetime) -> list[JoinedRow]:
        """Return who joined from `first` on and before `end`."""
        parameters = {"team_id": team_id, "first": first, "end": end}
        return [JoinedRow._make(row) for row in self._connection.execute(_JOINED, parameters)]

    def add_pause(self, runner_id: int, first_day: date, last_day: date, reason: str | None) -> None:
        """Add a pause; both days belong to it."""
        self._connection.execute(
            _ADD_PAUSE, {"runner_id": runner_id, "first_day": first_day, "last_day": last_day, "reason": reason}
        )

    def change_pause(self, pause_id: int, **columns: object) -> None:
        """Set columns of one pause."""
        _CHANGE_PAUSE.run(self._connection, pause_id, columns)

    def delete_pause(self, pause_id: int) -> None:
        """Remove a pause that never began."""
        self._connection.execute(delete(pauses).where(pauses.c.pause_id == pause_id))

    def past_targets(self, runner_id: int) -> list[tuple[str, int]]:
        """Return (the ISO week in which it held for the last time, weekly target), oldest first."""
        rows = self._connection.execute(_PAST_TARGETS, {"runner_id": runner_id})
        return [(row[0], row[1]) for row in rows]

    def keep_target(self, runner_id: int, until_week: str, weekly_target: int) -> None:
        """Remember the target that held until then; the first one kept for a week stays."""
        self._connection.execute(
            _KEEP_TARGET.on(self._connection),
            {"runner_id": runner_id, "until_week": until_week, "weekly_target": weekly_target},
        )

    def change(self, runner_id: int, **columns: object) -> None:
        """Set columns of one runner."""
        _CHANGE.run(self._connection, runner_id, columns)

    def show_unanswered(self, team_id: int, *, shown: bool) -> int:
        """Put everybody who has not answered yet on all boards, or take them off; returns how many it changed."""
        runner_ids = list(self._connection.execute(_UNANSWERED, {"team_id": team_id, "shown": shown}).scalars())
        for first in range(0, len(runner_ids), AT_ONCE):
            some = runner_ids[first : first + AT_ONCE]
            choice = dict.fromkeys(_STARTING, shown)
            self._connection.execute(update(runners).where(runners.c.runner_id.in_(some)).values(**choice))
            here = select(runners.c.runner_id).where(runners.c.runner_id.in_(some), runners.c.left_at.is_(None))
            copies = {"shows_points": shown, "shows_distance": shown}
            self._connection.execute(update(period_totals).where(period_totals.c.runner_id.in_(here)).values(**copies))
            scores = update(board_scores).where(
                board_scores.c.runner_id.in_(here), board_scores.c.board.in_(("consistency", "improvement"))
            )
            self._connection.execute(scores.values(shown=shown))
        return len(runner_ids)

    def longest_m(self, runner_id: int) -> int | None:
        """Return the runner's longest distance in metres, or None before the first run."""
        longest: int | None = self._connection.execute(_LONGEST, {"runner_id": runner_id}).scalar()
        return longest
