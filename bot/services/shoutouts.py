"""Shoutouts: kind words from a member to teammates, and coaches' awards, on their way to each as they like it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.audience import Audience, MessageKind, audience
from bot.domain.dates import Week, local_today
from bot.domain.point_rules import Rule
from bot.domain.shoutouts import COACH_POINTS, MESSAGE_LIMIT, RECEIVERS_LIMIT, Earning, earning, read_names
from bot.domain.words import storable
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.access import is_coach, require_coach
from bot.services.asker import Asker
from bot.services.cheers import card_of
from bot.services.clock import Clock
from bot.services.runners import Enrolment, subject_of, today_of
from bot.services.scoring import Rescored, chosen_rules, rescore_week, rules_in
from bot.services.shoutout_posts import owe_note
from bot.services.standing import revise_board_of_week
from bot.services.teammates import key_of, matching, named_teammate, teammates_here
from bot.services.teams import own_team
from db.database import Database
from db.repositories.runners import NameRow, RunnerRow
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork

CHOICE_LIMIT: Final = 100
"""Characters of a value that can be picked from a list (Discord's limit)."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom a shoutout is for: keys and names in the order in which they were named, and the run it is about."""

    runner_ids: tuple[int, ...]
    names: tuple[str, ...]
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Names as they can be picked from a list: what is shown, and what is sent."""

    label: str
    value: str


class Way(StrEnum):
    """How a shoutout goes to those whom it is for; of several it is not told who hears it how."""

    POSTED = "posted"
    PRIVATELY = "privately"
    EACH = "each"


class Worth(StrEnum):
    """What a shoutout brings its giver."""

    POINTS = "points"
    AGAIN = "again"
    """They had given one to the same people this week."""
    FULL = "full"
    """The week's shoutouts that earn points are given, or its points are full."""
    NOTHING = "nothing"
    """The team gives none for it, or it is a coach's award."""


@dataclass(frozen=True, slots=True)
class Given:
    """A shoutout on its way; `points` are the giver's.

    `award` are those that a coach gave with it, and `added` how many of them the receiver's week had room for.
    """

    shoutout_id: int
    names: tuple[str, ...]
    message: str
    way: Way
    worth: Worth
    points: int = 0
    award: int | None = None
    added: int = 0
    team_id: int | None = None


class ShoutoutService:
    """Takes kind words, and hands them on."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def suggestions(self, asker: Asker, typed: str) -> tuple[Suggestion, ...]:
        """Return teammates to complete the name being typed, each with those that were typed before."""
        return await self._database.read(lambda uow: _suggestions(uow, asker, typed))

    async def addressed(self, asker: Asker, typed: str) -> Addressed:
        """Return the teammates whom a member names, by name, key or mention, several with commas between.

        Raises `NotFound` for nobody and for who has left, `Unclear` for a name that several share, `NotAllowed` for
        oneself, and `UserError` for more than `RECEIVERS_LIMIT`.
        """
        return await self._database.read(lambda uow: _addressed(uow, asker, typed))

    async def awarded(self, asker: Asker, typed: str) -> Addressed:
        """Return the one runner whom a coach names; raises `NotAllowed` for anybody else, and as `addressed` does."""
        return await self._database.read(lambda uow: _awarded(uow, asker, typed))

    async def member(self, asker: Asker, user_id: int, name: str, *, is_bot: bool) -> Addressed:
        """Return a member of the server; `name` is what they go by there. Raises as `addressed` does."""
        return await self._database.read(lambda uow: _member(uow, asker, user_id, name, is_bot))

    async def runner(self, asker: Asker, runner_id: int) -> Addressed:
        """Return a runner by their key. Raises as `addressed` does."""
        return await self._database.read(lambda uow: _checked(asker, [uow.runners.find_by_id(runner_id)]))

    async def card(self, asker: Asker, outbox_id: int | None) -> Addressed:
        """Return the runner of a card in the feed, with the run; raises `NotFound` for any other message."""
        return await self._database.read(lambda uow: _of_card(uow, asker, outbox_id))

    async def give(self, asker: Asker, to: Addressed, message: str) -> Given:
        """Keep a shoutout and owe it to each as their profile says.

        Raises as `addressed` does when somebody has gone meanwhile, and `UserError` for words that are none or too
        many.
        """
        words = _clean(message)
        return await self._database.write(lambda uow: self._give(uow, asker, to, words, None))

    async def award(self, asker: Asker, to: Addressed, points: int, reason: str) -> Given:
        """Give a runner points for a reason that they read, and others with them if praise is public to them.

        Raises `NotAllowed` for others than coaches, and `UserError` for points outside `COACH_POINTS`.
        """
        words = _clean(reason)
        if points not in COACH_POINTS:
            raise UserError("award_range", least=COACH_POINTS[0], most=COACH_POINTS[-1])
        return await self._database.write(lambda uow: self._give(uow, asker, to, words, points))

    async def take_back(self, asker: Asker, shoutout_id: int) -> None:
        """Take the words of a shoutout that the asker gave out of everything, with what it earned.

        Raises `NotFound` for anybody else's, and for one that was taken back before.
        """
        await self._database.write(lambda uow: self._take_back(uow, asker, shoutout_id))

    def _give(self, uow: UnitOfWork, asker: Asker, to: Addressed, message: str, award: int | None) -> Given:
        now = self._clock.now()
        if award is not None:
            require_coach(uow, asker)
        giver, receivers = self._locked(uow, asker, to, now)
        team = own_team(uow, asker)
        today = local_today(now, ZoneInfo(team.time_zone))
        week = Week.of(today)
        ids = [receiver.runner_id for receiver in receivers]
        earns = Earning(False, frozenset()) if award else earning(ids, uow.words.praised(giver.runner_id, week.key))
        public = {receiver.runner_id: _is_public(receiver, team) for receiver in receivers}
        shoutout_id = uow.shoutouts.add(
            {
                "team_id": asker.team_id,
                "giver_id": giver.runner_id,
                "message": message,
                "run_id": _run_of(uow, asker.team_id, ids, to.run_id),
                "day": today,
                "week": week.key,
                "given_at": now,
                "scores": earns.giver,
                "by_coach": is_coach(team, asker),
                "award": award,
            },
            [{"runner_id": one, "scores": one in earns.receivers, "public": public[one]} for one in ids],
        )
        _owe(uow, shoutout_id, receivers, public, now)
        rescored = _score(uow, giver, receivers, week, earns, award is not None, now)
        own = rescored.get(giver.runner_id)
        added = 0 if award is None else sum(dict(one.gained).get(Rule.COACH, 0) for one in rescored.values())
        if award is not None and added < award:
            # The post names what was given, and a week that is full took no more.
            uow.shoutouts.change(shoutout_id, award=added)
        return Given(
            shoutout_id=shoutout_id,
            names=tuple(receiver.name for receiver in receivers),
            message=message,
            way=_way(public.values()),
            worth=Worth.NOTHING if award is not None else _worth(uow, giver, week, earns, own),
            points=0 if own is None else dict(own.gained).get(Rule.SHOUTOUT_GIVEN, 0),
            award=award,
            added=added,
            team_id=asker.team_id,
        )

    def _take_back(self, uow: UnitOfWork, asker: Asker, shoutout_id: int) -> None:
        now = self._clock.now()
        row = uow.shoutouts.find(asker.team_id, shoutout_id)
        if row is None or row.message is None or row.giver_user_id != asker.user_id:
            raise NotFound("shoutout_not_yours")
        to = uow.shoutouts.receivers([shoutout_id])[shoutout_id]
        people = sorted({*(one.runner_id for one in to), *(() if row.giver_id is None else (row.giver_id,))})
        locked = [runner for one in people if (runner := uow.runners.lock(one)) is not None]
        uow.shoutouts.take_back(shoutout_id)
        week = Week.parse(row.week)
        for runner in locked:
            runs = uow.runs.in_week(runner.runner_id, week.key)
            rescore_week(uow, runner, week, runs, runs, today_of(runner, now))
            uow.points.forget_empty_totals(runner.team_id, runner.runner_id)
        uow.outbox.revise(asker.team_id, MessageKind.SHOUTOUT, str(shoutout_id), now)
        for one in to:
            uow.outbox.revise(asker.team_id, MessageKind.SHOUTOUT_NOTE, f"{shoutout_id}:{one.runner_id}", now)
        revise_board_of_week(uow, asker.team_id, week.key, now)

    def _locked(
        self, uow: UnitOfWork, asker: Asker, to: Addressed, now: datetime
    ) -> tuple[RunnerRow, Sequence[RunnerRow]]:
        """Return giver and receivers, locked in the order of their keys, as everybody does."""
        known = uow.runners.find(asker.team_id, asker.user_id)
        own = () if known is None else (known.runner_id,)
        found = {runner_id: uow.runners.lock(runner_id) for runner_id in sorted({*to.runner_ids, *own})}
        _checked(asker, [found[runner_id] for runner_id in to.runner_ids])
        receivers = [row for runner_id in to.runner_ids if (row := found[runner_id]) is not None]
        return self._enrolment.runner(uow, asker, now), receivers


def _owe(
    uow: UnitOfWork, shoutout_id: int, receivers: Sequence[RunnerRow], public: Mapping[int, bool], now: datetime
) -> None:
    """Owe a shoutout: one post for all who hear it in public, and a direct message to each of the others."""
    if any(public.values()):
        uow.outbox.owe(
            team_id=receivers[0].team_id,
            kind=MessageKind.SHOUTOUT,
            key=str(shoutout_id),
            payload={"shoutout_id": shoutout_id},
            now=now,
        )
    for receiver in receivers:
        if not public[receiver.runner_id]:
            owe_note(uow, receiver, shoutout_id, now)


def _run_of(uow: UnitOfWork, team_id: int, runner_ids: Sequence[int], run_id: int | None) -> int | None:
    """Return the run that it is about, unless it was deleted while the form was open."""
    run = None if run_id is None else uow.runs.find(team_id, run_id)
    return run_id if run is not None and [run.runner_id] == list(runner_ids) else None


def _is_public(receiver: RunnerRow, team: TeamRow) -> bool:
    # Where nothing can be posted, a kind word had better not wait for a channel.
    allowed = audience(MessageKind.SHOUTOUT, subject_of(receiver)) is Audience.PUBLIC
    return allowed and team.feed_channel_id is not None


def _way(public: Collection[bool]) -> Way:
    if len(public) > 1 and any(public) and not all(public):
        return Way.EACH
    return Way.POSTED if all(public) else Way.PRIVATELY


def _score(
    uow: UnitOfWork,
    giver: RunnerRow,
    receivers: Sequence[RunnerRow],
    week: Week,
    earns: Earning,
    is_award: bool,
    now: datetime,
) -> dict[int, Rescored]:
    """Score the week of everybody who earns by it; returns what it did to each."""
    earning_ids = {one.runner_id for one in receivers} if is_award else set(earns.receivers)
    rows = {one.runner_id: one for one in receivers if one.runner_id in earning_ids}
    if earns.giver:
        rows[giver.runner_id] = giver
    rescored: dict[int, Rescored] = {}
    for runner_id, row in sorted(rows.items()):
        runs = uow.runs.in_week(runner_id, week.key)
        rescored[runner_id] = rescore_week(uow, row, week, runs, runs, today_of(row, now))
    return rescored


def _worth(uow: UnitOfWork, giver: RunnerRow, week: Week, earns: Earning, rescored: Rescored | None) -> Worth:
    if rescored is not None and dict(rescored.gained).get(Rule.SHOUTOUT_GIVEN):
        return Worth.POINTS
    if not rules_in(chosen_rules(uow, giver.team_id), week).values[Rule.SHOUTOUT_GIVEN]:
        return Worth.NOTHING
    return Worth.FULL if earns.giver else Worth.AGAIN


def _suggestions(uow: UnitOfWork, asker: Asker, typed: str) -> tuple[Suggestion, ...]:
    before, _, last = typed.rpartition(",")
    told = read_names(before)
    if len(told) >= RECEIVERS_LIMIT:
        return ()
    here = teammates_here(uow, asker)
    chosen = [_as_picked(one.typed, here) for one in told]
    keys = {key for _, key in chosen}
    found = (
        Suggestion(
            ", ".join([*(name for name, _ in chosen), one.name]),
            ",".join([*(key for _, key in chosen), key_of(one.runner_id)]),
        )
        for one in matching([one for one in here if key_of(one.runner_id) not in keys], last)
    )
    # What does not fit has to be typed to its end.
    return tuple(one for one in found if len(one.value) <= CHOICE_LIMIT)


def _as_picked(typed: str, here: Sequence[NameRow]) -> tuple[str, str]:
    """Return (name, key) of a teammate named before; one that is not clear stays as it was typed.

    What is wrong with it is said once the command is sent.
    """
    found = [one for one in matching(here, typed) if len(typed) == len(one.name)]
    found = found or [one for one in here if typed == key_of(one.runner_id)]
    return (found[0].name, key_of(found[0].runner_id)) if len(found) == 1 else (typed, typed)


def _addressed(uow: UnitOfWork, asker: Asker, typed: str) -> Addressed:
    found: list[RunnerRow | None] = []
    for one in read_names(typed):
        if one.user_id is None:
            found.append(_named(uow, asker, one.typed))
        elif (row := uow.runners.find(asker.team_id, one.user_id)) is not None:
            found.append(row)
        else:
            raise NotFound("shoutout_no_runner", number=sum(1 for _ in found) + 1)
    return _checked(asker, found)


def _awarded(uow: UnitOfWork, asker: Asker, typed: str) -> Addressed:
    require_coach(uow, asker)
    to = _addressed(uow, asker, typed)
    if len(to.runner_ids) > 1:
        raise UserError("award_to_one")
    return to


def _named(uow: UnitOfWork, asker: Asker, typed: str) -> RunnerRow:
    try:
        return named_teammate(uow, asker, typed)
    except NotFound as error:
        if error.code == "runner_not_found":
            raise NotFound("shoutout_to_nobody", text=typed) from None
        raise


def _member(uow: UnitOfWork, asker: Asker, user_id: int, name: str, is_bot: bool) -> Addressed:
    if is_bot:
        raise NotAllowed("shoutout_to_bot", name=name)
    runner = uow.runners.find(asker.team_id, user_id)
    if runner is None and user_id != asker.user_id:
        raise NotFound("not_a_runner", name=name)
    if runner is None:
        raise NotAllowed("shoutout_to_oneself")
    return _checked(asker, [runner])


def _of_card(uow: UnitOfWork, asker: Asker, outbox_id: int | None) -> Addressed:
    kind, key = (None, "") if outbox_id is None else uow.outbox.name_of(asker.team_id, outbox_id)
    # What a run is celebrated for is about the run as well.
    if kind not in (MessageKind.FEED_CARD, MessageKind.CELEBRATION):
        raise NotFound("shoutout_no_card")
    card = uow.cheers.card(asker.team_id, int(key))
    # A card that its runner has just taken back may stand for a moment longer.
    if card is None or card_of(card) is None:
        raise NotFound("run_gone")
    to = _checked(asker, [uow.runners.find_by_id(card.runner_id)])
    return Addressed(to.runner_ids, to.names, card.run_id)


def _checked(asker: Asker, found: Collection[RunnerRow | None]) -> Addressed:
    """Check that all of them can be given a shoutout at this moment; each counts once."""
    runners = {}
    for runner in found:
        if runner is None or runner.team_id != asker.team_id:
            raise NotFound("runner_gone")
        if runner.user_id == asker.user_id:
            raise NotAllowed("shoutout_to_oneself")
        if audience(MessageKind.SHOUTOUT, subject_of(runner)) is Audience.SILENT:
            raise NotFound("runner_left", name=runner.name)
        runners[runner.runner_id] = runner.name
    if not runners:
        raise UserError("shoutout_to_none")
    if len(runners) > RECEIVERS_LIMIT:
        raise UserError("shoutout_to_too_many", limit=RECEIVERS_LIMIT)
    return Addressed(tuple(runners), tuple(runners.values()))


def _clean(message: str) -> str:
    words = storable(message)
    if words is None:
        raise UserError("shoutout_empty")
    if len(words) > MESSAGE_LIMIT:
        raise UserError("shoutout_too_long", limit=MESSAGE_LIMIT)
    return words
