"""Cheers: one press of a button under a teammate's run."""

from dataclasses import dataclass
from datetime import date

from bot.domain.audience import (
    Audience,
    CardDetail,
    FeedMode,
    MessageKind,
    Sharing,
    Subject,
    audience,
    card_detail,
    stricter,
)
from bot.domain.doubts import stands
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

    `day` is the runner's date of a run that was logged on a later one. `has_photo` tells that its photo is shown with
    it; `photo` is the file, for whoever posts the card.
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
    has_photo: bool = False
    photo: bytes | None = None


@dataclass(frozen=True, slots=True)
class Cheered:
    """A card with a cheer more or less, and the revision of the message it is drawn for; None when there is none."""

    card: FeedCard
    revision: int | None


class CheerService:
    """Gives and takes back cheers."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def toggle(self, asker: Asker, run_id: int) -> Cheered:
        """Cheer a run, or take one's cheer back; returns the card as it stands now.

        Raises `NotFound` when the run is gone and `NotAllowed` for one's own.
        """
        return await self._database.write(lambda uow: self._toggle(uow, asker, run_id))

    async def redraw_if_outdated(self, asker: Asker, cheered: Cheered) -> None:
        """Let the card be drawn once more if its runner changed what it may say while the answer was on its way."""
        key = str(cheered.card.run_id)
        revision = await self._database.read(
            lambda uow: uow.outbox.revision_of(asker.team_id, MessageKind.FEED_CARD, key)
        )
        if revision != cheered.revision:
            now = self._clock.now()
            await self._database.write(lambda uow: uow.outbox.revise(asker.team_id, MessageKind.FEED_CARD, key, now))

    def _toggle(self, uow: UnitOfWork, asker: Asker, run_id: int) -> Cheered:
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
        return Cheered(card, uow.outbox.revision_of(asker.team_id, MessageKind.FEED_CARD, str(run_id)))


def card_of(
    row: CardRow, kind: MessageKind = MessageKind.FEED_CARD, *, mode: FeedMode | None = None
) -> FeedCard | None:
    """Return what a card or a digest may say of a run: without figures and note unless the team may see them.

    None when it must say nothing, as of a run that waits for a coach's word. What was logged under a stricter choice
    stays under it. `mode` is how the team keeps its feed; None for a message that stands already.
    """
    if not stands(row.doubt, row.verdict):
        return None
    sharing = stricter(Sharing(row.sharing), Sharing(row.run_sharing))
    subject = Subject(sharing=sharing, away=row.left_at is not None)
    source = RunSource(row.source)
    if audience(kind, subject, feed=mode, source=source) is not Audience.PUBLIC:
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
        has_photo=full and row.photos > 0,
    )
