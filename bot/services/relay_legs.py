"""Legs of relays: who runs one, how long it is expected to take, and how long it took."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.audience import MessageKind
from bot.domain.predictions import Prediction, predicted
from bot.domain.relays import squad_name
from bot.domain.units import STANDARD_EVENTS, Unit
from bot.errors import NotAllowed, NotFound, Unclear, UserError
from bot.services.access import is_coach
from bot.services.asker import Asker
from bot.services.cheers import CALM
from bot.services.clock import Clock
from bot.services.relay_drafts import ME, LegDraft, leg_time
from bot.services.relay_letters import owe_gone, owe_leg, owe_open
from bot.services.relay_pages import (
    RelayPage,
    may_be_named,
    may_be_timed,
    may_change,
    named_relay,
    relay_found,
    relay_page,
    start_of,
)
from bot.services.runners import Enrolment, today_of, unit_of
from bot.services.stats import fitness_now
from bot.services.teammates import named_teammate
from bot.services.teams import own_team
from db.database import Database
from db.repositories.relays import LegRow, RelayRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class FilledLeg:
    """A leg as its form shows it: metres, whole seconds, and what can be changed.

    `runner` is None for an open leg; `is_secret` stands for somebody who is not named to whoever fills the form in.
    `promised_s` is what a runner's log says of their own leg while it has no time, and is for that runner alone.
    `run_s` is None too where its runner shows the reader no figures. `is_offered` when the leg is open, and sending the
    form in takes it.
    """

    leg_id: int
    relay_name: str
    relay_day: date
    squad: int | None
    number: int
    distance_m: int
    event: str | None
    unit: Unit
    runner: str | None
    is_secret: bool
    expected_s: int | None
    run_s: int | None
    promised_s: int | None
    may_assign: bool
    has_started: bool
    is_offered: bool = False


class RelayLegService:
    """Changes legs: who set the relay up, coaches and admins all of them, a runner the times of their own.

    An open leg is for anybody to take.
    """

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def filled(self, asker: Asker, relay: str | int, squad: str | None, number: int) -> FilledLeg:
        """Return a leg of the relay that is named, to fill in its form; `squad` is a letter.

        Raises `NotFound`, `Unclear` where it takes a team and none is named, and `NotAllowed` for others.
        """
        return await self._database.write(lambda uow: self._filled(uow, asker, relay, squad, number))

    async def own(self, asker: Asker, leg_id: int) -> FilledLeg:
        """Return a leg by its id, to fill in its form; raises as `filled`."""
        return await self._database.write(lambda uow: self._own(uow, asker, leg_id))

    async def change(self, asker: Asker, leg_id: int, draft: LegDraft) -> RelayPage:
        """Keep what was filled in, all of it or nothing; whoever is given a leg by somebody else, or had it, is told.

        Raises `UserError` for what cannot be read and for a time before the start, else as `filled`.
        """
        return await self._database.write(lambda uow: self._change(uow, asker, leg_id, draft))

    async def take(self, asker: Asker, leg_id: int, draft: LegDraft | None = None) -> RelayPage:
        """Put the asker down for an open leg, with the times that were filled in; nobody gets a letter for that.

        Raises `UserError` for one that somebody has taken meanwhile, that has been run, or is off, else as `change`.
        """
        return await self._database.write(lambda uow: self._take(uow, asker, leg_id, draft or LegDraft()))

    async def decline(self, asker: Asker, leg_id: int) -> RelayPage:
        """Leave the asker's own leg open, and owe whoever gave it to them the news.

        Raises `UserError` for one that is not theirs, or is over or off.
        """
        return await self._database.write(lambda uow: self._decline(uow, asker, leg_id))

    def _filled(self, uow: UnitOfWork, asker: Asker, relay: str | int, squad: str | None, number: int) -> FilledLeg:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        row = named_relay(uow, asker, relay, now)
        legs = uow.relays.legs(row.relay_id)
        names = sorted({squad_name(leg.squad) for leg in legs})
        if squad is None and len(names) > 1:
            raise Unclear("relay_team_which", teams=", ".join(names))
        wanted = names[0] if squad is None else squad.strip().upper()
        found = [leg for leg in legs if squad_name(leg.squad) == wanted and leg.number == number]
        if not found:
            code = "relay_leg_not_there" if len(names) == 1 else "relay_leg_not_in_team"
            raise NotFound(code, legs=max(leg.number for leg in legs), teams=", ".join(names))
        return self._form(uow, asker, runner, row, found[0], now)

    def _own(self, uow: UnitOfWork, asker: Asker, leg_id: int) -> FilledLeg:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        leg = _leg(uow, asker, leg_id)
        return self._form(uow, asker, runner, relay_found(uow, asker.team_id, leg.relay_id), leg, now)

    def _form(
        self, uow: UnitOfWork, asker: Asker, runner: RunnerRow, row: RelayRow, leg: LegRow, now: datetime
    ) -> FilledLeg:
        team = own_team(uow, asker)
        may_assign = may_change(team, row, asker)
        is_own = leg.runner_id == runner.runner_id
        is_offered = not may_assign and _is_open(leg) and leg.run_s is None
        _require(row, leg, runner, may_assign=may_assign or is_offered)
        is_named = is_own or may_be_named(leg, by_coach=is_coach(team, asker))
        is_taken = not _is_open(leg)
        several = any(one.squad for one in uow.relays.legs(row.relay_id))
        return FilledLeg(
            leg_id=leg.leg_id,
            relay_name=row.name,
            relay_day=row.relay_day,
            squad=leg.squad if several else None,
            number=leg.number,
            distance_m=leg.distance_m,
            event=leg.event,
            unit=unit_of(runner),
            runner=leg.name if is_taken and is_named else None,
            is_secret=is_taken and not is_named,
            expected_s=leg.expected_s,
            run_s=leg.run_s if is_named or may_be_timed(leg) else None,
            promised_s=_promised_s(uow, runner, leg, now) if is_own or is_offered else None,
            may_assign=may_assign,
            has_started=_has_started(row, now),
            is_offered=is_offered,
        )

    def _change(self, uow: UnitOfWork, asker: Asker, leg_id: int, draft: LegDraft) -> RelayPage:
        now = self._clock.now()
        relay_id = _leg(uow, asker, leg_id).relay_id
        may_assign = may_change(own_team(uow, asker), relay_found(uow, asker.team_id, relay_id), asker)
        # Before any name is looked up: whether somebody goes by it is not for everybody to find out.
        if draft.runner is not None and not may_assign:
            raise NotAllowed("not_your_leg")
        runner, to = self._people(uow, asker, draft.runner, _leg(uow, asker, leg_id).runner_id, now)
        row = relay_found(uow, asker.team_id, relay_id, hold=True)
        leg = _leg(uow, asker, leg_id)
        _require(row, leg, runner, may_assign=may_assign)
        columns = _times(row, leg, draft, now)
        if draft.runner is not None:
            columns["runner_id"] = None if to is None else to.runner_id
            columns["giver_id"] = None if to is None or to.runner_id == runner.runner_id else runner.runner_id
        if columns.get("runner_id", leg.runner_id) == leg.runner_id:
            # Who says again what is known gave nothing away.
            columns.pop("giver_id", None)
        elif not may_be_timed(leg):
            # What its runner kept is not for others to read once the leg is no longer theirs.
            columns.setdefault("run_s", None)
        changed = {name: value for name, value in columns.items() if value != getattr(leg, name)}
        if changed:
            uow.relays.change_leg(leg.leg_id, **changed)
            if "runner_id" in changed:
                self._tell(uow, row, leg, runner, to, now)
            _redraw(uow, row, now)
        return relay_page(uow, asker, runner, row, now, (leg.squad, leg.number))

    @staticmethod
    def _tell(
        uow: UnitOfWork, row: RelayRow, leg: LegRow, runner: RunnerRow, to: RunnerRow | None, now: datetime
    ) -> None:
        """Owe the news to whoever had a leg and to whom it is given, but for who does that."""
        if leg.runner_id is not None and leg.runner_id != runner.runner_id:
            owe_gone(uow, row, leg, now)
        if to is not None and to.runner_id != runner.runner_id:
            owe_leg(uow, row, leg, to, now)

    def _people(
        self, uow: UnitOfWork, asker: Asker, typed: str | None, had_id: int | None, now: datetime
    ) -> tuple[RunnerRow, RunnerRow | None]:
        """Return the asker and whom they named, if anybody; locked, as is who has the leg, who may hear of it."""
        name = "" if typed is None else typed.strip()
        had = () if typed is None or had_id is None else (had_id,)
        if not name or name.casefold() == ME:
            runner, _ = self._enrolment.among(uow, asker, had, now)
            return runner, runner if name else None
        try:
            to_id = named_teammate(uow, asker, name).runner_id
        except NotFound:
            # The leg is there, and the name can be typed again.
            raise UserError("relay_runner_unknown", text=name) from None
        except Unclear:
            raise Unclear("relay_runner_ambiguous", text=name) from None
        runner, found = self._enrolment.among(uow, asker, {to_id, *had}, now)
        if to_id not in found:
            raise UserError("relay_runner_unknown", text=name)
        return runner, found[to_id]

    def _take(self, uow: UnitOfWork, asker: Asker, leg_id: int, draft: LegDraft) -> RelayPage:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        row = relay_found(uow, asker.team_id, _leg(uow, asker, leg_id).relay_id, hold=True)
        leg = _leg(uow, asker, leg_id)
        _require_on(row)
        columns = _times(row, leg, draft, now)
        if leg.runner_id != runner.runner_id:
            if not _is_open(leg):
                raise UserError("relay_leg_just_taken", number=leg.number)
            if leg.run_s is not None:
                raise UserError("relay_leg_run")
            columns |= {"runner_id": runner.runner_id, "giver_id": None}
        if columns:
            uow.relays.change_leg(leg.leg_id, **columns)
            _redraw(uow, row, now)
        return relay_page(uow, asker, runner, row, now, (leg.squad, leg.number))

    def _decline(self, uow: UnitOfWork, asker: Asker, leg_id: int) -> RelayPage:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        row = relay_found(uow, asker.team_id, _leg(uow, asker, leg_id).relay_id, hold=True)
        leg = _leg(uow, asker, leg_id)
        if leg.runner_id != runner.runner_id:
            raise UserError("relay_leg_not_yours")
        _require_on(row)
        if leg.run_s is not None:
            raise UserError("relay_leg_run")
        uow.relays.change_leg(leg.leg_id, runner_id=None, giver_id=None)
        owe_open(uow, row, leg, now)
        _redraw(uow, row, now)
        return relay_page(uow, asker, runner, row, now, (leg.squad, leg.number))


def _leg(uow: UnitOfWork, asker: Asker, leg_id: int) -> LegRow:
    leg = uow.relays.leg(asker.team_id, leg_id)
    if leg is None:
        raise NotFound("relay_not_found")
    return leg


def _is_open(leg: LegRow) -> bool:
    # Who has left is spoken of nowhere.
    return leg.runner_id is None or leg.left_at is not None


def _times(row: RelayRow, leg: LegRow, draft: LegDraft, now: datetime) -> dict[str, Any]:
    """Read the times that were filled in. Raises `UserError`, also for one that was run before the start."""
    columns: dict[str, Any] = {}
    if draft.expected is not None:
        columns["expected_s"] = leg_time(draft.expected, leg.distance_m)
    if draft.run is not None:
        columns["run_s"] = leg_time(draft.run, leg.distance_m)
        if columns["run_s"] is not None and not _has_started(row, now):
            raise UserError("relay_not_started", name=row.name)
    return columns


def _require(row: RelayRow, leg: LegRow, runner: RunnerRow, *, may_assign: bool) -> None:
    if not may_assign and leg.runner_id != runner.runner_id:
        raise NotAllowed("not_your_leg")
    _require_on(row)


def _require_on(row: RelayRow) -> None:
    if row.cancelled_at is not None:
        raise UserError("relay_off", name=row.name)


def _promised_s(uow: UnitOfWork, runner: RunnerRow, leg: LegRow, now: datetime) -> int | None:
    if leg.expected_s is not None or leg.run_s is not None:
        return None
    today = today_of(runner, now)
    # A half marathon is half a metre shorter than it is kept.
    metres = leg.distance_m if leg.event is None else STANDARD_EVENTS[leg.event]
    found = predicted(fitness_now(uow, runner, today), metres, today)
    return found.even_s if isinstance(found, Prediction) else None


def _has_started(row: RelayRow, now: datetime) -> bool:
    return start_of(row) <= now


def _redraw(uow: UnitOfWork, row: RelayRow, now: datetime) -> None:
    # A whole team is put down in a few minutes, and the card is edited once for all of them.
    uow.redraws.ask(row.team_id, MessageKind.RELAY_CARD, str(row.relay_id), now, CALM)
