"""Cheers: one press of a button under a teammate's run."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from bot.domain.audience import (
    Audience,
    CardDetail,
    Concern,
    FeedMode,
    MessageKind,
    Praise,
    Sharing,
    Subject,
    audience,
    card_detail,
    stricter,
)
from bot.domain.bests import result_s
from bot.domain.connections import Service
from bot.domain.doubts import stands
from bot.domain.found_runs import FoundState
from bot.domain.runs import RunKind, RunSource
from bot.errors import NotAllowed, NotFound
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.runners import Enrolment
from bot.services.teams import TeamUnits
from db.database import Database
from db.repositories.cheers import CardRow, CheererRow
from db.unit_of_work import UnitOfWork

CALM: Final = timedelta(seconds=3)
"""How long a card rests between two edits that tell of cheers, however many come meanwhile."""

NAMED: Final = 30
"""Names in one answer."""


@dataclass(frozen=True, slots=True)
class FeedCard:
    """What the feed shows of a run; with `detail` PRESENCE no figure may be shown. Metres and seconds are whole.

    `counted_s` is what counts of it: for a race the time by its clock, else that in which it moved. `day` is the
    runner's date of a run that was logged on a later one. `has_photo` tells that its photo is shown with it; `photo` is
    the file, for whoever posts the card. `strava_key` is there for a run that its runner shares as Strava has it: the
    card leads to it there.
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
    strava_key: str | None = None
    counted_s: int = 0


@dataclass(frozen=True, slots=True)
class Cheered:
    """A card with a cheer more, or with one taken back.

    `draws` tells that whoever pressed draws the card at once; otherwise it follows by itself. `revision` is that of the
    message it is drawn for; None when there is none.
    """

    card: FeedCard
    given: bool
    draws: bool
    revision: int | None


@dataclass(frozen=True, slots=True)
class Cheerers:
    """Who cheered a run, as far as one reader may know it: names in the order of their cheers, all others counted."""

    names: tuple[str, ...]
    others: int
    by_reader: bool
    is_own: bool


class CheerService:
    """Gives and takes back cheers, and tells who gave them."""

    def __init__(self, database: Database, clock: Clock, enrolment: Enrolment) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment

    async def toggle(self, asker: Asker, run_id: int) -> Cheered:
        """Cheer a run, or take one's cheer back; returns the card as it stands now.

        Raises `NotFound` when the run is gone and `NotAllowed` for one's own.
        """
        return await self._database.write(lambda uow: self._toggle(uow, asker, run_id))

    async def drawn(self, asker: Asker, cheered: Cheered) -> None:
        """Note that whoever pressed has drawn the card, which `draws` asked for.

        Until then it is owed. It is drawn once more if a worker drew it while that answer was on its way.
        """
        revision = cheered.revision
        if revision is not None:
            await self._database.write(lambda uow: self._drawn(uow, asker, str(cheered.card.run_id), revision))

    async def cheerers(self, asker: Asker, run_id: int) -> Cheerers:
        """Return who cheered a run; raises `NotFound` when it is gone."""
        return await self._database.read(lambda uow: _cheerers(uow, asker, run_id))

    def _drawn(self, uow: UnitOfWork, asker: Asker, key: str, revision: int) -> None:
        now = self._clock.now()
        if not uow.redraws.done(asker.team_id, MessageKind.FEED_CARD, key, revision, now):
            uow.outbox.revise(asker.team_id, MessageKind.FEED_CARD, key, now)

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
        given = uow.cheers.toggle(run_id, runner.runner_id, now)
        # Whoever comes next waits here until this cheer is kept, so that the last one counts them all.
        redraw = uow.redraws.ask(asker.team_id, MessageKind.FEED_CARD, str(run_id), now, CALM)
        after = uow.cheers.card(asker.team_id, run_id)
        card = None if after is None else card_of(after)
        assert card is not None
        assert after is not None
        card = linked(uow, after, card)
        if redraw is None:
            return Cheered(card, given, draws=True, revision=None)
        return Cheered(card, given, draws=redraw.rested, revision=redraw.revision)


def _cheerers(uow: UnitOfWork, asker: Asker, run_id: int) -> Cheerers:
    row = uow.cheers.card(asker.team_id, run_id)
    if row is None or card_of(row) is None:
        raise NotFound("run_gone")
    reader = uow.runners.find(asker.team_id, asker.user_id)
    reader_id = None if reader is None else reader.runner_id
    is_own = reader_id == row.runner_id
    found = uow.cheers.cheerers(run_id)
    by_reader = any(one.runner_id == reader_id for one in found)
    names = [one.name for one in found if one.runner_id != reader_id and _may_know(one, is_own=is_own)][:NAMED]
    return Cheerers(tuple(names), len(found) - len(names) - by_reader, by_reader, is_own)


def _may_know(cheerer: CheererRow, *, is_own: bool) -> bool:
    """Tell whether a reader may know that somebody cheered: a cheer is meant for the runner, who may."""
    subject = Subject(praise=Praise(cheerer.praise), away=cheerer.left_at is not None)
    match audience(Concern.PRAISE, subject):
        case Audience.PUBLIC:
            return True
        case Audience.PRIVATE:
            return is_own
        case Audience.SILENT:
            return False


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
        counted_s=_counted_s(row) if full else 0,
        units=TeamUnits(row.units),
        note=row.note if full else None,
        cheers=row.cheers,
        day=row.local_date if full and row.local_date != row.logged_on else None,
        has_photo=full and row.photos > 0,
    )


def _counted_s(row: CardRow) -> int:
    return result_s(None if row.kind is None else RunKind(row.kind), row.moving_s, row.elapsed_s)


def linked(uow: UnitOfWork, row: CardRow, card: FeedCard) -> FeedCard:
    """Return the card with the way to a run that its runner shares as Strava has it, where figures are shown."""
    if row.source != RunSource.SHARED or card.detail is not CardDetail.FULL:
        return card
    # Other recordings of it may be known as well, there or elsewhere; it is shown as this one.
    keys = (
        told.key
        for told in uow.found_runs.of_run(row.run_id)
        if told.service == Service.STRAVA and told.state == FoundState.LOGGED
    )
    return replace(card, strava_key=next(keys, None))
