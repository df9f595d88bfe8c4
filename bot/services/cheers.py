"""Cheers: one press of a button under a teammate's run."""

from dataclasses import dataclass
from datetime import date

from bot.domain.audience import Audience, CardDetail, FeedMode, MessageKind, Sharing, Subject, audience, card_detail
from bot.domain.runs import RunSource
from bot.errors import NotAllowed, NotFound
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.runners import Enrolment
from bot.services.teams import TeamUnits
from db.database import Database
from db.repositories.cheers import CardRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class FeedCard:
    """What the feed shows of a run; with `detail` PRESENCE no figure may be shown. Metres and seconds are whole.

    `day` is the runner's date of a run that was logged on a later one.
    """

    run_id: int
    runner_name: str
    detail: CardDetail
    distance_m: int
    moving_s: int
    units: TeamUnits
    note: str | None
    cheers: int
    day: date | None = None


class CheerService:
    """Gives and takes back cheers."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def toggle(self, asker: Asker, run_id: int) -> FeedCard:
        """Cheer a run, or take one's cheer back; returns the card as it stands now.

        Raises `NotFound` when the run is gone and `NotAllowed` for one's own.
        """
        return await self._database.write(lambda uow: self._toggle(uow, asker, run_id))

    def _toggle(self, uow: UnitOfWork, asker: Asker, run_id: int) -> FeedCard:
        now = self._clock.now()
        # One's own row first and a run second, as everywhere: who locks in one order never waits in a circle.
        runner = self._enrolment.runner(uow, asker, now)
        row = uow.cheers.card(asker.team_id, run_id, hold=True)
        # A card that its runner has just taken back may stand for a moment longer.
        if row is None or card_of(row) is None:
            raise NotFound("run_gone")
        if runner.runner_id == row.runner_id:
            raise NotAllowed("own_cheer")
        uow.cheers.toggle(run_id, runner.runner_id, now)
        after = uow.cheers.card(asker.team_id, run_id)
        card = None if after is None else card_of(after)
        assert card is not None
        return card


def card_of(row: CardRow, mode: FeedMode | None = None) -> FeedCard | None:
    """Return the card that the runner's profile allows: without figures and note unless the team may see them.

    None when there must be no card. `mode` is how the team keeps its feed; None for a card that stands already.
    """
    subject = Subject(sharing=Sharing(row.sharing), away=row.left_at is not None)
    source = RunSource(row.source)
    if audience(MessageKind.FEED_CARD, subject, feed=mode, source=source) is not Audience.PUBLIC:
        return None
    detail = card_detail(subject, source)
    full = detail is CardDetail.FULL
    return FeedCard(
        run_id=row.run_id,
        runner_name=row.runner_name,
        detail=detail,
        distance_m=row.distance_m if full else 0,
        moving_s=row.moving_s if full else 0,
        units=TeamUnits(row.units),
        note=row.note if full else None,
        cheers=row.cheers,
        day=row.local_date if full and row.local_date != row.logged_on else None,
    )
