"""Check-ups: what a runner's own log says of the five signs, for them alone until they share it."""

from bot.domain.audience import MessageKind
from bot.errors import NotAllowed, UserError
from bot.services.asker import Asker
from bot.services.checkup_inputs import Checkup, checkup_of
from bot.services.clock import Clock
from bot.services.coaches import coaches_of
from bot.services.runners import Enrolment
from db.database import Database
from db.unit_of_work import UnitOfWork


class CheckupService:
    """Looks at a runner's own log, and sends what they saw to their coaches when they say so."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def look(self, asker: Asker) -> Checkup:
        """Return the asker's own check-up."""
        return await self._database.write(lambda uow: self._look(uow, asker))

    async def share(self, asker: Asker, checkup: Checkup, words: str) -> int:
        """Owe a check-up, in the words in which its runner saw it, to the team's coaches; returns how many there are.

        Raises `NotAllowed` for another's, and `UserError` where no coach but the asker is known.
        """
        return await self._database.write(lambda uow: self._share(uow, asker, checkup, words))

    def _look(self, uow: UnitOfWork, asker: Asker) -> Checkup:
        now = self._clock.now()
        return checkup_of(uow, self._enrolment.runner(uow, asker, now), now)

    def _share(self, uow: UnitOfWork, asker: Asker, checkup: Checkup, words: str) -> int:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        if runner.runner_id != checkup.runner_id:
            raise NotAllowed("not_your_checkup")
        coaches = [coach for coach in coaches_of(uow, asker.team_id) if coach != asker.user_id]
        if not coaches:
            raise UserError("no_coach_known")
        for coach in coaches:
            uow.outbox.owe(
                team_id=asker.team_id,
                kind=MessageKind.CHECKUP_SHARED,
                # Two presses in an instant are one.
                key=f"{runner.runner_id}:{int(now.timestamp())}:{coach}",
                payload={"runner_id": runner.runner_id, "words": words},
                now=now,
                runner_id=runner.runner_id,
                recipient_id=coach,
            )
        return len(coaches)
