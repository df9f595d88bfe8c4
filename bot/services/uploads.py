"""Uploads: what a watch or an app recorded becomes a run in the log, and a list of many an import."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from bot.domain.runs import Impossible, RunKind, RunSource, check_possible
from bot.domain.units import Unit, round_half_up
from bot.domain.words import storable
from bot.errors import UserError
from bot.files import LARGEST_FILE, Activities, Activity, Sport, UnreadableFile
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.entries import Entry
from bot.services.import_lists import climb_of, elapsed_of, entry_of, surface_of
from bot.services.imports import ImportProgress, ImportService
from bot.services.ports import FileReader
from bot.services.reading import RunDraft, check_extras, read_distance, read_when
from bot.services.run_outcomes import Outcome, Pending, RunFacts, facts_of
from bot.services.runners import Enrolment, today_of, unit_of, zone_of
from bot.services.runs import RunService
from db.database import Database
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

READABLE = (".fit", ".gpx", ".tcx", ".csv", ".gz", ".zip")
"""How names of files end that are worth opening; what is in them is told by their first bytes."""


class Missing(StrEnum):
    """What a file does not tell, and only its runner knows."""

    SPORT = "sport"
    """Whether it is a run at all."""
    DATE = "date"
    """The clock of the watch was never set."""
    DISTANCE = "distance"
    """Nothing measured it: a run without satellites or foot pod."""
    WHICH_DISTANCE = "which_distance"
    """The file has two that differ."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was read, what was typed beside it, and what its runner has answered about it so far.

    `when` and `distance` are as they were typed; `distance_m` is one of two that the file has.
    """

    name: str
    activities: Activities
    kind: RunKind | None = None
    effort: int | None = None
    note: str | None = None
    is_run: bool = False
    when: str | None = None
    distance: str | None = None
    distance_m: float | None = None

    @property
    def unknown(self) -> int:
        """How many activities of it may be something else."""
        return sum(one.sport is Sport.UNKNOWN for one in self.activities.found)


@dataclass(frozen=True, slots=True)
class UploadQuestion:
    """What is to be asked before a file is logged; nothing is saved. What the file tells is None where it does not."""

    upload: Upload
    missing: Missing
    unit: Unit
    today: date
    local_date: date | None
    distance_m: float | None
    other_distance_m: float | None
    moving_s: int


@dataclass(frozen=True, slots=True)
class KnownRun:
    """A file whose run is in the log already."""

    run: RunFacts
    unit: Unit
    today: date


Uploaded = Outcome | UploadQuestion | KnownRun | ImportProgress
"""What comes of a file."""


def check_size(size: int) -> None:
    """Raise `UserError` for a file that is too large, before anything of it is fetched; `size` is in bytes."""
    if size > LARGEST_FILE:
        raise UserError("file_too_big", limit=LARGEST_FILE // (1024 * 1024))


def is_readable(name: str) -> bool:
    """Tell whether a file is worth opening, by its name."""
    return name.lower().endswith(READABLE)


class UploadService:
    """Files of members on their way into the log."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        enrolment: Enrolment,
        runs: RunService,
        imports: ImportService,
        reader: FileReader,
    ) -> None:
        self._database = database
        self._clock = clock
        self._enrolment = enrolment
        self._runs = runs
        self._imports = imports
        self._reader = reader

    async def read(
        self,
        name: str,
        data: bytes,
        *,
        kind: RunKind | None = None,
        effort: int | None = None,
        note: str | None = None,
    ) -> Upload:
        """Read a file; raises `UserError` for one without anything to log, and for what was typed beside it."""
        check_extras(RunDraft("", "", effort=effort, note=note))
        check_size(len(data))
        try:
            activities = await self._reader.read(name, data)
        except UnreadableFile as error:
            raise UserError(f"file_{error.code}") from None
        note = None if note is None else storable(note)
        return Upload(name, activities, kind, effort, note)

    async def take(self, asker: Asker, upload: Upload) -> Uploaded:
        """Log what a file holds, or return what is to be asked first; a list begins an import.

        Raises `UserError` for an answer that cannot be read, and for what cannot be true.
        """
        activities = upload.activities
        if upload.unknown and not upload.is_run:
            return await self._database.write(lambda uow: self._ask(uow, asker, upload, Missing.SPORT))
        if activities.is_list or len(activities.found) > 1:
            return await self._imports.begin(asker, upload.name, activities, unknown_are_runs=upload.is_run)
        found = await self._database.write(lambda uow: self._entry(uow, asker, upload))
        return await self._runs.save(asker, Pending(found)) if isinstance(found, Entry) else found

    def _ask(self, uow: UnitOfWork, asker: Asker, upload: Upload, missing: Missing) -> UploadQuestion:
        now = self._clock.now()
        return self._question(self._enrolment.runner(uow, asker, now), upload, missing, now)

    def _entry(self, uow: UnitOfWork, asker: Asker, upload: Upload) -> Entry | KnownRun | UploadQuestion:
        now = self._clock.now()
        runner = self._enrolment.runner(uow, asker, now)
        [activity] = upload.activities.found
        known = uow.runs.known_origins(runner.runner_id, activity.keys)
        run = uow.runs.find(runner.team_id, next(iter(known.values()))) if known else None
        if run is not None:
            return KnownRun(facts_of(run), unit_of(runner), today_of(runner, now))
        missing = _missing(upload, activity)
        if missing is not None:
            return self._question(runner, upload, missing, now)
        entry = _as_entry(runner, upload, activity, now)
        try:
            check_possible(entry.distance_m, entry.moving_s, entry.local_date, today_of(runner, now))
        except Impossible as error:
            raise UserError(f"run_impossible_{error.code}") from None
        return entry

    @staticmethod
    def _question(runner: RunnerRow, upload: Upload, missing: Missing, now: datetime) -> UploadQuestion:
        activity = upload.activities.found[0]
        dated = None if activity.started_at is None else entry_of(activity, RunSource.FILE, zone_of(runner), 1.0)
        return UploadQuestion(
            upload=upload,
            missing=missing,
            unit=unit_of(runner),
            today=today_of(runner, now),
            local_date=None if dated is None else dated.local_date,
            distance_m=activity.distance_m,
            other_distance_m=activity.other_distance_m,
            moving_s=round_half_up(activity.moving_s),
        )


def _missing(upload: Upload, activity: Activity) -> Missing | None:
    """Return what its runner has to be asked about a run."""
    if activity.started_at is None and upload.when is None:
        return Missing.DATE
    if upload.distance_m is not None or upload.distance is not None:
        return None
    if activity.distance_m is None:
        return Missing.DISTANCE
    return None if activity.other_distance_m is None else Missing.WHICH_DISTANCE


def _as_entry(runner: RunnerRow, upload: Upload, activity: Activity, now: datetime) -> Entry:
    """Return a run with what was typed and answered about it."""
    distance_m = upload.distance_m if upload.distance_m is not None else activity.distance_m
    if upload.distance is not None:
        distance_m = float(read_distance(upload.distance, upload.kind))
    entry = entry_of(activity, RunSource.FILE, zone_of(runner), distance_m)
    if entry is None:
        zone = zone_of(runner)
        when = read_when(upload.when, now.astimezone(zone))
        begins = None if when.time is None else datetime.combine(when.date, when.time, zone).astimezone(UTC)
        entry = Entry(
            local_date=when.date,
            started_at=begins,
            distance_m=round_half_up(distance_m or 0.0),
            moving_s=round_half_up(activity.moving_s),
            elapsed_s=elapsed_of(activity),
            climb_m=climb_of(activity),
            kind=RunKind.RACE if activity.is_race else None,
            surface=surface_of(activity),
            source=RunSource.FILE,
            origins=activity.keys,
        )
    return replace(entry, kind=upload.kind or entry.kind, effort=upload.effort, note=upload.note)
