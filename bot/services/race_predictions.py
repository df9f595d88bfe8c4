"""Predictions of races: what a runner's own log promises at a race that they run, for that runner alone."""

from datetime import date

from bot.domain.predictions import predicted
from bot.domain.races import Part
from bot.domain.units import STANDARD_EVENTS
from bot.errors import UserError
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.race_names import race_found
from bot.services.race_pages import RacePrediction
from bot.services.runners import today_of, unit_of
from bot.services.stats import fitness_now
from db.database import Database
from db.repositories.races import RaceRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


class RacePredictionService:
    """Foretells races to those who run them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of(self, asker: Asker, race_id: int) -> RacePrediction:
        """Return what a race promises to the asker; raises `NotFound`, and `UserError` for who does not run there."""
        return await self._database.read(lambda uow: self._of(uow, asker, race_id))

    def _of(self, uow: UnitOfWork, asker: Asker, race_id: int) -> RacePrediction:
        row = race_found(uow, asker.team_id, race_id)
        runner = uow.runners.find(asker.team_id, asker.user_id)
        found = None if runner is None else race_prediction(uow, runner, row, today_of(runner, self._clock.now()))
        if found is None:
            raise UserError("race_not_in", name=row.name)
        return found


def race_prediction(uow: UnitOfWork, runner: RunnerRow, row: RaceRow, today: date) -> RacePrediction | None:
    """Return what a race promises to a runner; None to who does not run there."""
    own = uow.entrants.find(row.race_id, runner.runner_id)
    if own is None or own.part != Part.RUNNING:
        return None
    distances = uow.races.distances([row.race_id])[row.race_id]
    distance = next(one for one in distances if one.distance_id == own.distance_id)
    # A half marathon is half a metre shorter than it is kept.
    metres = distance.distance_m if distance.event is None else STANDARD_EVENTS[distance.event]
    fitness = fitness_now(uow, runner, today)
    return RacePrediction(
        race_id=row.race_id,
        name=row.name,
        distance_m=metres,
        unit=unit_of(runner),
        today=today,
        outcome=predicted(fitness, metres, today),
        basis=None if fitness is None else fitness.basis,
        goal_s=own.goal_s,
    )
