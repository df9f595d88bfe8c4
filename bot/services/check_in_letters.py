"""Letters about check-ins: the five questions on Thursdays, and what a coach hears of answers worth a look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.domain.audience import Audience, MessageKind, audience
from bot.domain.check_ins import (
    NORMAL_OF,
    Answered,
    Answers,
    Flag,
    Glad,
    Item,
    below_normal,
    flags,
    glad,
    next_item,
    offers_pause,
)
from bot.domain.dates import Week
from bot.domain.runs import PainArea
from bot.domain.weekly_asks import Due
from bot.services.coaches import coaches_of
from bot.services.runners import is_paused, subject_of, today_of
from db.repositories.check_ins import CheckInRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

TOLD_AFTER: Final = timedelta(minutes=2)
"""When coaches hear of a check-in: by then its runner may have said where it hurts."""


@dataclass(frozen=True, slots=True)
class CheckInPage:
    """A check-in as its runner sees it: what was answered, and, once all is, what comes back.

    `offers_pause` tells that a pause may be welcome, to somebody who has none.
    """

    check_in_id: int
    team_name: str
    answers: Answers
    area: PainArea | None = None
    glad: Glad | None = None
    offers_pause: bool = False

    @property
    def next_item(self) -> Item | None:
        """What is asked next; None once all is answered."""
        return next_item(self.answers)


@dataclass(frozen=True, slots=True)
class CheckInQuestion:
    """Asks its reader how the week was, from where they have got to."""

    page: CheckInPage


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A whole check-in as coaches read it: why it is worth a look, and which items are below the own normal."""

    check_in_id: int
    runner_id: int
    day: date
    answers: Answers
    area: PainArea | None
    flags: tuple[Flag, ...]
    below: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class CheckInFlag:
    """Tells a coach of a check-in that is worth a look."""

    runner_name: str
    team_name: str
    check_in: CheckIn


def owe_check_in(uow: UnitOfWork, runner: RunnerRow, due: Due, now: datetime) -> None:
    """Owe a runner the five questions of a Thursday, if they may be nudged."""
    if audience(MessageKind.CHECK_IN, subject_of(runner, today_of(runner, now))) is not Audience.PRIVATE:
        return
    week = Week.of(due.day)
    check_in_id = uow.check_ins.add(runner.runner_id, due.day, week.key, now)
    if check_in_id is None:
        return
    uow.outbox.owe(
        team_id=runner.team_id,
        kind=MessageKind.CHECK_IN,
        key=f"{runner.runner_id}:{week.key}",
        payload={"check_in_id": check_in_id, "until": due.until.isoformat()},
        now=now,
        useful_until=due.until,
        runner_id=runner.runner_id,
        recipient_id=runner.user_id,
    )


def owe_flag(uow: UnitOfWork, runner: RunnerRow, check_in_id: int, now: datetime) -> None:
    """Owe those who coach the team, but for the runner, the news that a check-in is worth a look."""
    for user_id in coaches_of(uow, runner.team_id):
        if user_id != runner.user_id:
            uow.outbox.owe(
                team_id=runner.team_id,
                kind=MessageKind.CHECK_IN_FLAG,
                key=f"{check_in_id}:{user_id}",
                payload={"check_in_id": check_in_id},
                now=now,
                due_at=now + TOLD_AFTER,
                runner_id=runner.runner_id,
                recipient_id=user_id,
            )


def check_in_question(
    uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any], now: datetime
) -> CheckInQuestion | None:
    """Return the questions; None once all are answered, or it is too late to ask."""
    row = uow.check_ins.find(payload["check_in_id"])
    if row is None or row.runner_id != reader.runner_id or row.done_at is not None:
        return None
    late = now > datetime.fromisoformat(payload["until"])
    return None if late else CheckInQuestion(check_in_page(uow, reader, row, now))


def check_in_flag(uow: UnitOfWork, team_id: int, payload: Mapping[str, Any]) -> CheckInFlag | None:
    """Return what a coach hears; None of a runner who has left."""
    row = uow.check_ins.find(payload["check_in_id"])
    runner = None if row is None else uow.runners.find_by_id(row.runner_id)
    if row is None or runner is None or runner.left_at is not None or runner.team_id != team_id:
        return None
    return CheckInFlag(runner.name, runner.team_name, _check_in(uow, row))


def check_in_page(uow: UnitOfWork, runner: RunnerRow, row: CheckInRow, now: datetime) -> CheckInPage:
    """Return a check-in as its runner sees it."""
    answers = answers_of(row)
    is_whole = row.done_at is not None
    return CheckInPage(
        check_in_id=row.check_in_id,
        team_name=runner.team_name,
        answers=answers,
        area=None if row.pain_area is None else PainArea(row.pain_area),
        glad=glad(answers, past_answers(uow, row)) if is_whole else None,
        offers_pause=is_whole and offers_pause(answers) and not is_paused(runner, today_of(runner, now)),
    )


def answers_of(row: CheckInRow) -> Answers:
    """Return what was answered so far."""
    return {item: answer for item in Item if (answer := getattr(row, item.value)) is not None}


def answered_of(row: CheckInRow) -> Answered:
    """Return what a whole check-in told."""
    return Answered(answers_of(row), None if row.pain_area is None else PainArea(row.pain_area))


def past_answers(uow: UnitOfWork, row: CheckInRow) -> list[Answers]:
    """Return the runner's whole check-ins before one, newest first, as many as make their normal."""
    return [answers_of(one) for one in uow.check_ins.before(row.runner_id, row.day, NORMAL_OF)]


def _check_in(uow: UnitOfWork, row: CheckInRow) -> CheckIn:
    answers, past = answers_of(row), past_answers(uow, row)
    return CheckIn(
        check_in_id=row.check_in_id,
        runner_id=row.runner_id,
        day=row.day,
        answers=answers,
        area=None if row.pain_area is None else PainArea(row.pain_area),
        flags=flags(answers, past),
        below=below_normal(answers, past),
    )
