"""The list of activities in the archive that Strava hands to its own users: `activities.csv`.

Headings and dates follow the language of the account, and the number of columns changes now and then, so columns are
found by their names. Five names come twice: the first of each is for reading, the second in metres and seconds.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bot.files.activities import Activities, Activity, Sport, UnreadableFile, measure
from bot.files.clocks import NEWEST, OLDEST

MOST_ROWS: Final = 20_000
_LONGEST_FIELD: Final = 100_000


@dataclass(frozen=True, slots=True)
class _Language:
    """Names and forms of one language; `metres` tells what a lone column of distances is in.

    `climb` is the heading of metres of climb, where it was seen.
    """

    key: str
    date: str
    kind: str
    distance: str
    elapsed: str
    moving: str
    race: str
    dates: tuple[str, ...]
    runs: Mapping[str, str | None]
    metres: bool = False
    decimal_comma: bool = False
    climb: str | None = None


_ENGLISH_RUNS: Final = {"run": None, "trail run": "trail", "virtual run": "treadmill"}
LANGUAGES: Final = (
    _Language(
        *("Activity ID", "Activity Date", "Activity Type", "Distance", "Elapsed Time", "Moving Time", "Competition"),
        ("%b %d, %Y, %I:%M:%S %p", "%d %b %Y, %H:%M:%S", "%Y-%m-%d %H:%M:%S"),
        _ENGLISH_RUNS,
        climb="Elevation Gain",
    ),
    _Language(
        *("Aktivitäts-ID", "Aktivitätsdatum", "Aktivitätsart", "Distanz", "Verstrichene Zeit", "Bewegungszeit"),
        "Wettkampf",
        ("%d.%m.%Y, %H:%M:%S",),
        {"lauf": None, "traillauf": "trail", "virtueller lauf": "treadmill"},
        decimal_comma=True,
    ),
    # Until July 2019, in every language.
    _Language(
        *("id", "date", "type", "distance", "elapsed_time", "moving_time", "competition"),
        ("%Y-%m-%d %H:%M:%S",),
        _ENGLISH_RUNS,
        metres=True,
    ),
)
"""Languages whose headings were seen in real archives."""


def is_list(content: bytes) -> bool:
    """Tell whether text begins as such a list does."""
    head = content[:4_096].decode("utf-8-sig", "replace")
    return any(head.startswith((f"{one.key},", f'"{one.key}",')) for one in LANGUAGES)


def read(content: bytes) -> Activities:
    """Return the runs of a list. Rows that hold no run are counted, and those that cannot be read are named.

    Raises `UnreadableFile`: `unknown_language` for headings that nobody knows, `too_many_rows`, `damaged`.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile("damaged") from None
    # The parser's own limit is one for the whole process; no honest text is longer than this.
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        # Descriptions hold line breaks, so lines are the parser's business.
        rows = csv.reader(io.StringIO(text, newline=""), strict=False)
        columns = _columns(next(rows, []))
        return _read(rows, columns)
    except csv.Error:
        raise UnreadableFile("damaged") from None


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where what is wanted stands; a first and a second column may be the same, or missing (None)."""

    language: _Language
    key: int
    date: int
    kind: int
    shown_distance: int
    metres: int | None
    shown_elapsed: int
    elapsed: int | None
    moving: int | None
    race: int | None
    climb: int | None


def _columns(headings: Sequence[str]) -> _Columns:
    names = [heading.strip() for heading in headings]
    for language in LANGUAGES:
        needed = (language.key, language.date, language.kind, language.distance, language.elapsed)
        if all(name in names for name in needed):
            distances = [at for at, name in enumerate(names) if name == language.distance]
            times = [at for at, name in enumerate(names) if name == language.elapsed]
            return _Columns(
                language,
                names.index(language.key),
                names.index(language.date),
                names.index(language.kind),
                distances[0],
                distances[-1] if len(distances) > 1 or language.metres else None,
                times[0],
                times[-1] if len(times) > 1 else None,
                names.index(language.moving) if language.moving in names else None,
                names.index(language.race) if language.race in names else None,
                names.index(language.climb) if language.climb is not None and language.climb in names else None,
            )
    raise UnreadableFile("unknown_language" if len(names) > 1 else "unknown_format")


def _read(rows: Iterator[list[str]], columns: _Columns) -> Activities:
    found: list[Activity] = []
    unreadable: list[int] = []
    others = 0
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS + 1:
            raise UnreadableFile("too_many_rows")
        if not any(row):
            continue
        kind = row[columns.kind].strip().lower() if columns.kind < len(row) else ""
        if kind not in columns.language.runs:
            others += 1
            continue
        activity = _activity(row, columns, columns.language.runs[kind])
        if activity is None:
            unreadable.append(number)
        else:
            found.append(activity)
    return Activities(tuple(found), is_list=True, others=others, unreadable=tuple(unreadable))


def _activity(row: Sequence[str], columns: _Columns, surface: str | None) -> Activity | None:
    language = columns.language
    metres = _number(row, columns.metres, language)
    if metres is None:
        kilometres = _number(row, columns.shown_distance, language)
        metres = None if kilometres is None else kilometres * (1 if language.metres else 1_000)
    elapsed_s = _number(row, columns.elapsed, language) or _number(row, columns.shown_elapsed, language)
    moving_s = _number(row, columns.moving, language) or elapsed_s
    started_at = _date(row[columns.date], language) if columns.date < len(row) else None
    key = row[columns.key].strip() if columns.key < len(row) else ""
    if not metres or not moving_s or started_at is None or not key.isascii() or not key.isdigit() or len(key) > 20:
        return None
    return Activity(
        sport=Sport.RUN,
        started_at=started_at,
        distance_m=metres,
        moving_s=moving_s,
        elapsed_s=elapsed_s if elapsed_s is not None and elapsed_s >= moving_s else None,
        climb_m=_number(row, columns.climb, language),
        surface=surface,
        is_race=bool(_number(row, columns.race, language)),
        keys=(f"strava:{key}",),
    )


def _number(row: Sequence[str], at: int | None, language: _Language) -> float | None:
    if at is None or at >= len(row):
        return None
    text = row[at].strip()
    if "," in text and (language.decimal_comma or "." not in text):
        text = text.replace(".", "").replace(",", ".")
    try:
        return measure(float(text))
    except ValueError:
        return None


def _date(text: str, language: _Language) -> datetime | None:
    """Return an instant; the list has UTC, whatever its dates look like."""
    for form in language.dates:
        try:
            at = datetime.strptime(text.strip(), form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return at if OLDEST <= at < NEWEST else None
    return None
