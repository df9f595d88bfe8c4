"""Coach notes: what coaches write down about a runner, for the coaches of the team.

The runner never meets them while using the bot. They are held about the runner all the same, so `/privacy export` hands
them out, which whoever writes one is told.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.dates import local_today
from bot.domain.words import storable
from bot.errors import NotAllowed, NotFound, UserError
from bot.services.access import require_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.teammates import named_runner
from bot.services.teams import own_team
from db.database import Database
from db.repositories.coach_notes import CoachNoteRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

NOTE_LIMIT: Final = 1000
"""Characters of one note."""

NOTES_PAGE: Final = 4
"""Notes on a page, each with its buttons."""


@dataclass(frozen=True, slots=True)
class NoteSubject:
    """A runner about whom a coach may keep a note."""

    runner_id: int
    name: str


@dataclass(frozen=True, slots=True)
class CoachNote:
    """A note about a runner, of a day on the team's calendar; no author when theirs was erased.

    `is_own` tells whether it is the reader's, who alone may change it.
    """

    note_id: int
    about: NoteSubject
    author_name: str | None
    text: str
    day: date
    is_own: bool
    is_changed: bool
    today: date


@dataclass(frozen=True, slots=True)
class CoachNotes:
    """A page of the notes about a runner, newest first; pages count from 0."""

    about: NoteSubject
    notes: tuple[CoachNote, ...]
    count: int
    page: int
    pages: int


class CoachNoteService:
    """Keeps coaches' notes; every method raises `NotAllowed` for others than coaches and about oneself.

    A runner who has left or is none of the team's is not found.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def about(self, asker: Asker, typed: str) -> NoteSubject:
        """Return the runner whom a coach names by key or whole name; raises `NotFound` and `Unclear`."""
        return await self._database.read(lambda uow: subject_named(uow, asker, typed))

    async def add(self, asker: Asker, runner_id: int, text: str) -> CoachNote:
        """Keep a note about a runner; raises `UserError` for one that is empty or too long."""
        words = _clean(text)
        return await self._database.write(lambda uow: self._add(uow, asker, runner_id, words))

    async def page(self, asker: Asker, runner_id: int, page: int = 0) -> CoachNotes:
        """Return the notes about a runner, the nearest page when there is no such."""
        return await self._database.read(lambda uow: self._page(uow, asker, runner_id, page))

    async def find(self, asker: Asker, note_id: int) -> CoachNote:
        """Return one of the asker's own notes; raises `NotFound`, and `NotAllowed` for another coach's."""
        return await self._database.read(lambda uow: self._note(uow, asker, self._own(uow, asker, note_id)))

    async def change(self, asker: Asker, note_id: int, text: str) -> CoachNote:
        """Put other words into one of the asker's own notes."""
        words = _clean(text)
        return await self._database.write(lambda uow: self._change(uow, asker, note_id, words))

    async def delete(self, asker: Asker, note_id: int) -> CoachNotes:
        """Remove one of the asker's own notes, and return the newest that are left."""
        return await self._database.write(lambda uow: self._delete(uow, asker, note_id))

    def _add(self, uow: UnitOfWork, asker: Asker, runner_id: int, text: str) -> CoachNote:
        about = subject_of_notes(uow, asker, uow.runners.find_by_id(runner_id))
        note_id = uow.coach_notes.add(
            team_id=asker.team_id,
            runner_id=about.runner_id,
            author_id=asker.user_id,
            author_name=asker.name,
            text=text,
            written_at=self._clock.now(),
        )
        row = uow.coach_notes.find(asker.team_id, note_id)
        assert row is not None
        return self._note(uow, asker, row)

    def _page(self, uow: UnitOfWork, asker: Asker, runner_id: int, page: int) -> CoachNotes:
        about = subject_of_notes(uow, asker, uow.runners.find_by_id(runner_id))
        rows, count = uow.coach_notes.page(about.runner_id, NOTES_PAGE, page * NOTES_PAGE)
        pages = max(1, -(-count // NOTES_PAGE))
        if page >= pages:
            return self._page(uow, asker, runner_id, pages - 1)
        return CoachNotes(about, notes_of(uow, asker, about, rows, self._clock.now()), count, page, pages)

    def _change(self, uow: UnitOfWork, asker: Asker, note_id: int, text: str) -> CoachNote:
        row = self._own(uow, asker, note_id)
        now = self._clock.now()
        uow.coach_notes.change(row.note_id, text=text, changed_at=now)
        return self._note(uow, asker, row._replace(text=text, changed_at=now))

    def _delete(self, uow: UnitOfWork, asker: Asker, note_id: int) -> CoachNotes:
        row = self._own(uow, asker, note_id)
        uow.coach_notes.delete(row.note_id)
        return self._page(uow, asker, row.runner_id, 0)

    def _own(self, uow: UnitOfWork, asker: Asker, note_id: int) -> CoachNoteRow:
        require_coach(uow, asker)
        row = uow.coach_notes.find(asker.team_id, note_id)
        if row is None:
            raise NotFound("note_gone")
        if row.author_id != asker.user_id:
            raise NotAllowed("note_of_another")
        return row

    def _note(self, uow: UnitOfWork, asker: Asker, row: CoachNoteRow) -> CoachNote:
        about = subject_of_notes(uow, asker, uow.runners.find_by_id(row.runner_id))
        [note] = notes_of(uow, asker, about, [row], self._clock.now())
        return note


def subject_named(uow: UnitOfWork, asker: Asker, typed: str) -> NoteSubject:
    """Return the runner whom a coach names, as one to keep notes about."""
    return subject_of_notes(uow, asker, named_runner(uow, asker, typed))


def subject_of_notes(uow: UnitOfWork, asker: Asker, runner: RunnerRow | None) -> NoteSubject:
    """Check that the asker may read and write notes about a runner at this moment."""
    require_coach(uow, asker)
    if runner is None or runner.team_id != asker.team_id:
        raise NotFound("runner_gone")
    if runner.user_id == asker.user_id:
        raise NotAllowed("coach_of_oneself")
    if runner.left_at is not None:
        raise NotFound("runner_left", name=runner.name)
    return NoteSubject(runner.runner_id, runner.name)


def notes_of(
    uow: UnitOfWork, asker: Asker, about: NoteSubject, rows: list[CoachNoteRow], now: datetime
) -> tuple[CoachNote, ...]:
    """Return notes as a coach reads them."""
    zone = ZoneInfo(own_team(uow, asker).time_zone)
    return tuple(
        CoachNote(
            note_id=row.note_id,
            about=about,
            author_name=row.author_name,
            text=row.text,
            day=local_today(row.written_at, zone),
            is_own=row.author_id == asker.user_id,
            is_changed=row.changed_at is not None,
            today=local_today(now, zone),
        )
        for row in rows
    )


def _clean(text: str) -> str:
    words = storable(text)
    if words is None:
        raise UserError("note_empty")
    if len(words) > NOTE_LIMIT:
        raise UserError("note_too_long", limit=NOTE_LIMIT)
    return words
