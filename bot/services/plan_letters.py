"""Letters about plans: a runner's own week, once it is published and whenever it changes."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from bot.domain.audience import Audience, Concern, MessageKind, Praise, Sharing, Subject, audience
from bot.domain.dates import Week
from bot.domain.planned_weeks import PlannedSession as Written
from bot.domain.plans import Scope, Target
from bot.domain.units import Unit
from bot.services.runners import is_paused, today_of, unit_of, zone_of
from bot.services.stats import pace_score
from db.repositories.outbox_rows import Owed
from db.repositories.planned import SessionRow, SharedRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

DROPPED: Final = "dropped"
"""The state, as in `bot.services.outbox.MessageState`, of a message that was not sent and will not be."""
MARK_BYTES: Final = 6


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session of a runner's own week, as typed: who shares it, some by name, `others` counted.

    `cannot`: the runner has said that they cannot on that day.
    """

    session_id: int
    day: date
    text: str
    kind: str
    names: tuple[str, ...] = ()
    others: int = 0
    cannot: bool = False


@dataclass(frozen=True, slots=True)
class PlanWeek:
    """A runner's week as their coach planned it, in their unit; no name when the coach's was erased.

    `score` is the fitness score that paces follow from, None where there is none. `agreed`: it looks good to them.
    With `changed` it tells of these days alone, since the rest was told before.
    """

    runner_id: int
    week: Week
    team_name: str
    coach_name: str | None
    sessions: tuple[PlannedSession, ...]
    unit: Unit
    score: float | None
    agreed: bool
    changed: tuple[date, ...] = ()


def may_be_named_in_plans(row: SharedRow) -> bool:
    """Tell whether teammates may know that somebody is to do a session."""
    subject = Subject(praise=Praise(row.praise), sharing=Sharing(row.sharing), away=row.left_at is not None)
    return audience(Concern.AHEAD, subject) is Audience.PUBLIC


def told_together(text: str, rows: Sequence[SharedRow]) -> list[SharedRow]:
    """Return those whose having a session may be told at all, by name or in a count; all of them have this one.

    A run as the notation has it says nothing of anybody. Other words may be of somebody's health (`Achilles rehab`),
    so they are told of plans for everybody or a group, never of runners' own.
    """
    if Written.of(text).is_read_run:
        return list(rows)
    return [row for row in rows if not is_own_plan(row.target)]


def is_own_plan(target: str) -> bool:
    """Tell whether a plan is for one runner alone."""
    return Target.parse(target).scope is Scope.RUNNER


def week_of_runner(uow: UnitOfWork, reader: RunnerRow, week: str, now: datetime) -> PlanWeek | None:
    """Return a runner's week as they see it; None when none was published for them."""
    followed = uow.planned.week(reader.runner_id, week)
    sessions = sessions_of(uow, reader.runner_id, week)
    if followed is None or not sessions:
        return None
    beside: dict[tuple[date, str], list[SharedRow]] = {}
    for row in uow.planned.beside(reader.team_id, reader.runner_id, week):
        beside.setdefault((row.day, row.shared_key), []).append(row)
    return PlanWeek(
        runner_id=reader.runner_id,
        week=Week.parse(week),
        team_name=reader.team_name,
        coach_name=followed.author_name,
        sessions=tuple(_session(one, followed.target, beside.get((one.day, one.shared_key), ())) for one in sessions),
        unit=unit_of(reader),
        score=pace_score(uow, reader, today_of(reader, now)),
        agreed=followed.agreed_at is not None,
    )


def plan_week(uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any], now: datetime) -> PlanWeek | None:
    """Return what a letter about a week says now; None for a week that is the runner's no more."""
    found = week_of_runner(uow, reader, payload["week"], now)
    if payload.get("told_anew", False):
        return None
    days = [date.fromisoformat(day) for day in payload["changed"]]
    if found is None or not days:
        return found
    return replace(found, sessions=tuple(one for one in found.sessions if one.day in days), changed=tuple(days))


def sessions_of(uow: UnitOfWork, runner_id: int, week: str) -> list[SessionRow]:
    """Return the sessions of a runner's week, of the plan that holds."""
    days = Week.parse(week)
    return uow.planned.between(runner_id, days.monday, days.sunday)


def tell_week(uow: UnitOfWork, runner_id: int, week: str, now: datetime) -> bool:
    """Owe a runner the letter about their week, or what has changed of it since; True when one is on its way by that.

    One that is still to come says what is true when it comes, one that stands is edited, and nobody is told the same
    twice. Nothing comes to who has left or paused, nor once the week is over; what stands without a week goes.
    """
    runner = uow.runners.find_by_id(runner_id)
    if runner is None:
        return False
    letters = _letters(uow, runner, week)
    today = today_of(runner, now)
    marks = _marks(sessions_of(uow, runner_id, week))
    if not marks:
        revise_week(uow, runner, week, now)
        return False
    while letters and letters[-1].state == DROPPED:
        # It stands nowhere, so it told nobody.
        letters.pop()
        uow.outbox.forget_dropped(runner.team_id, MessageKind.PLAN_WEEK, _key(runner, week, len(letters)))
    if letters and letters[-1].is_to_come:
        _amend(uow, runner, letters, marks, now)
        return True
    changed = _changed(letters[-1].payload["marks"], marks, today) if letters else []
    if letters and not changed:
        return False
    if letters:
        # Who said that it looks good said so of what it was.
        followed = uow.planned.week(runner_id, week)
        if followed is not None:
            uow.planned.agree(runner_id, followed.plan_id, None)
    told = _owe(uow, runner, week, len(letters), {"week": week, "marks": marks, "changed": changed}, now)
    if told:
        _leave_to_newer(uow, letters, changed)
    if letters:
        revise_week(uow, runner, week, now)
    return told


def _owe(uow: UnitOfWork, runner: RunnerRow, week: str, number: int, payload: dict[str, Any], now: datetime) -> bool:
    today = today_of(runner, now)
    if runner.left_at is not None or is_paused(runner, today) or today > Week.parse(week).sunday:
        return False
    return uow.outbox.owe(
        team_id=runner.team_id,
        kind=MessageKind.PLAN_WEEK,
        key=_key(runner, week, number),
        payload=payload,
        now=now,
        useful_until=datetime.combine(Week.parse(week).sunday + timedelta(days=1), time(), zone_of(runner)),
        runner_id=runner.runner_id,
        recipient_id=runner.user_id,
    )


def _leave_to_newer(uow: UnitOfWork, letters: Sequence[Owed], days: Collection[str]) -> None:
    """Let earlier letters about changes tell no more of days that a newer one tells of; one with none left goes."""
    for letter in letters:
        before = letter.payload["changed"]
        left = [day for day in before if day not in days]
        if left != before:
            uow.outbox.change(letter.outbox_id, payload={**letter.payload, "changed": left, "told_anew": not left})


def revise_week(uow: UnitOfWork, runner: RunnerRow, week: str, now: datetime) -> None:
    """Let what a runner was told of a week, and still stands, say what is true now."""
    for number, letter in enumerate(_letters(uow, runner, week)):
        # One that was read in the inbox stands nowhere, and is not to be sent for it.
        if letter.message_id is not None:
            uow.outbox.revise(runner.team_id, MessageKind.PLAN_WEEK, _key(runner, week, number), now)


def _amend(uow: UnitOfWork, runner: RunnerRow, letters: Sequence[Owed], marks: dict[str, str], now: datetime) -> None:
    """Let a letter that nobody has read tell all that is new since the one before it."""
    number, letter = len(letters) - 1, letters[-1]
    payload = {**letter.payload, "marks": marks}
    if number:
        payload["changed"] = _changed(letters[-2].payload["marks"], marks, today_of(runner, now))
        _leave_to_newer(uow, letters[:-1], payload["changed"])
    uow.outbox.change(letter.outbox_id, payload=payload)
    uow.outbox.revise(runner.team_id, MessageKind.PLAN_WEEK, _key(runner, payload["week"], number), now)


def _changed(known: Mapping[str, str], marks: Mapping[str, str], today: date) -> list[str]:
    """Return the days from today on, on which something else is planned by now; of a day that is over nothing is."""
    first = today.isoformat()
    return sorted(day for day in {*known, *marks} if day >= first and known.get(day) != marks.get(day))


def _letters(uow: UnitOfWork, runner: RunnerRow, week: str) -> list[Owed]:
    """Return what a runner is or was owed about a week: the week itself, then each change of it."""
    found: list[Owed] = []
    while one := uow.outbox.find(runner.team_id, MessageKind.PLAN_WEEK, _key(runner, week, len(found))):
        found.append(one)
    return found


def _key(runner: RunnerRow, week: str, number: int) -> str:
    return f"{runner.runner_id}:{week}:{number}"


def _marks(sessions: Sequence[SessionRow]) -> dict[str, str]:
    """Return for each day a mark of what is planned, by which a change is known; it holds none of the words."""
    days: dict[str, list[str]] = {}
    for one in sessions:
        days.setdefault(one.day.isoformat(), []).append(one.text)
    return {
        day: hashlib.blake2b("\n".join(texts).encode(), digest_size=MARK_BYTES).hexdigest()
        for day, texts in days.items()
    }


def _session(row: SessionRow, target: str, beside: Sequence[SharedRow]) -> PlannedSession:
    if is_own_plan(target) and not Written.of(row.text).is_read_run:
        beside = ()
    beside = told_together(row.text, beside)
    names = tuple(one.name for one in beside if may_be_named_in_plans(one))
    return PlannedSession(
        session_id=row.session_id,
        day=row.day,
        text=row.text,
        kind=row.kind,
        names=names,
        others=len(beside) - len(names),
        cannot=row.cannot_at is not None,
    )
