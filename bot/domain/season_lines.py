"""The weeks of a season as coaches write them, one a line, and the few words that a form asks for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.domain.coming import read_coming
from bot.domain.dates import Week
from bot.domain.races import NAME_LIMIT, race_distance, read_race_day
from bot.domain.seasons import (
    MOST_RECOVERY,
    MOST_VOLUME_M,
    MOST_VOLUME_S,
    MOST_WEEKS,
    NOTE_LIMIT,
    Measure,
    Phase,
    SeasonWeek,
    weeks_from,
)
from bot.domain.units import Distance, ParseError, parse_distance, parse_duration, round_half_up
from bot.domain.words import storable

_METRES: Final[Mapping[Measure, float]] = {Measure.KM: 1_000, Measure.MI: 1_609.344}
_PHASES: Final[Mapping[str, Phase]] = {
    "base": Phase.BASE,
    "build": Phase.BUILD,
    "peak": Phase.PEAK,
    "taper": Phase.TAPER,
    "recovery": Phase.RECOVERY,
    "recover": Phase.RECOVERY,
    "rest": Phase.RECOVERY,
}
_NUMBER: Final = r"[0-9]{1,4}(?:[.,][0-9]{1,2})?"
_KM: Final = r"km|kms|k|kilomet(?:er|re)s?"
_MI: Final = r"mi|miles?"
_CLOCKED: Final = r"[0-9]{1,2}(?::[0-9]{2}| ?h(?:ours?|rs?)? ?(?:[0-9]{2} ?(?:min|m)?)?)"
_HOURS: Final = rf"{_CLOCKED}|{_NUMBER} ?(?:hours?|hrs?|h)|[0-9]{{1,4}} ?min(?:utes)?"
_AMOUNT: Final = rf"(?:{_HOURS}|{_NUMBER}(?: ?(?:{_KM}|{_MI}))?)"
_LINE: Final = re.compile(
    rf"(?:(?:w|week|wk)? ?\.?(?P<number>[0-9]{{1,2}})[.:)]? +)?(?P<phase>[a-z]+)[ ,:·]+(?P<volume>{_AMOUNT})"
    r"(?:[ ,;:·–—-]+(?P<note>.*))?",
    re.IGNORECASE,
)
_LEADING: Final = re.compile(r"[-*•] ")
_RANGE: Final = re.compile(rf"(?P<low>{_AMOUNT})(?: ?(?:-|–|—|to|until|up to|\.\.\.?) ?(?P<high>{_AMOUNT}))?", re.I)
_UNITED: Final = re.compile(r"[a-z:]", re.IGNORECASE)
_PART: Final = re.compile(
    r"(?:(?P<phase>[a-z]+) ?[:=]? ?(?P<count>[0-9]{1,2})|(?P<first>[0-9]{1,2}) ?x? ?(?P<of>[a-z]+))"
)
_BETWEEN: Final = re.compile(r"\s*[,;·|]\s*|\n+")
# "Apr 25, 2027": a comma that parts nothing.
_YEARED: Final = re.compile(r"\b([a-z]{3,9}\.? [0-9]{1,2}|[0-9]{1,2}\.? [a-z]{3,9}),\s*(20[0-9]{2})\b", re.IGNORECASE)
_NAMED: Final = re.compile(rf"(?<![\w.,:-]){_NUMBER} ?(?:{_KM}|{_MI})\b", re.IGNORECASE)
LONGEST_FIELD: Final = 200
LOOKED_BACK: Final = timedelta(days=183)
"""How long ago a season can have begun when it is written."""


class LineError(ParseError):
    """A line of an outline that cannot be read; `line` is its number in what was written, from 1 on.

    `code` is `line_invalid`, `line_number` (it names another week than the one that comes), `line_phase`,
    `line_volume` or `line_note`; of the outline as a whole, with line 0, `empty`, `too_many` or `race_out`.
    """

    def __init__(self, code: str, text: str, line: int = 0) -> None:
        super().__init__(code, text)
        self.line = line


@dataclass(frozen=True, slots=True)
class Goal:
    """What a season is for, as it was typed: a name if there was one, the day and the distance."""

    name: str | None
    day: date
    distance: Distance


@dataclass(frozen=True, slots=True)
class Volumes:
    """From and to what a season climbs, in metres or seconds as it measures."""

    start: int
    peak: int
    measure: Measure


def written_weeks(weeks: Iterable[SeasonWeek], measure: Measure) -> str:
    """Return an outline as a coach would write it; read again, it means the same weeks."""
    return "\n".join(
        f"W{number} {one.phase} {volume_text(one.volume, measure)}" + (f" · {one.note}" if one.note else "")
        for number, one in enumerate(weeks, start=1)
    )


def read_weeks(text: str, first: Week, race_day: date, measure: Measure) -> tuple[SeasonWeek, ...]:
    """Read one week a line from `first` on: `W1 base 40 km`, `build 45`, `W3 peak 6h30 · camp`.

    A volume without a unit is in the season's; so is one in another unit of length. Raises LineError.
    """
    lines = [(at, " ".join(line.split())) for at, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise LineError("empty", text)
    if len(lines) > MOST_WEEKS:
        raise LineError("too_many", text)
    found = []
    for (at, line), (number, week) in zip(lines, enumerate(weeks_from(first, len(lines)), start=1), strict=True):
        phase, volume, note = _read_line(_LEADING.sub("", line, count=1), number, measure, at)
        found.append(SeasonWeek(week, phase, volume, note))
    if not found[0].week.monday <= race_day <= found[-1].week.sunday:
        raise LineError("race_out", text)
    return tuple(found)


def _read_line(line: str, number: int, measure: Measure, at: int) -> tuple[Phase, int, str | None]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise LineError("line_invalid", line, at)
    if match["number"] is not None and int(match["number"]) != number:
        raise LineError("line_number", line, at)
    phase = _PHASES.get(match["phase"].lower())
    if phase is None:
        raise LineError("line_phase", line, at)
    note = storable(match["note"] or "")
    if note is not None and len(note) > NOTE_LIMIT:
        raise LineError("line_note", line, at)
    try:
        volume, said = _volume(match["volume"].strip(), measure)
    except ParseError:
        raise LineError("line_volume", line, at) from None
    if said.is_time != measure.is_time:
        raise LineError("line_volume", line, at)
    # As it will be written out again: an outline that nobody changed stays the same.
    return phase, _volume(volume_text(volume, measure), measure)[0], note


def read_volumes(text: str, usual: Measure) -> Volumes:
    """Read `40-80 km`, `25 to 50 mi`, `5–9 h`, `40 km`; the unit may stand once, and is `usual` where none does.

    Raises ParseError: `invalid`, `not_positive`, `implausible`, `falling`, and `mixed` for hours beside a distance.
    """
    plain = " ".join(text.split())
    if len(plain) > LONGEST_FIELD:
        raise ParseError("invalid", text)
    match = _RANGE.fullmatch(plain)
    if match is None:
        raise ParseError("invalid", text)
    low = match["low"].strip()
    high = (match["high"] or low).strip()
    measure = _said(high) or _said(low) or usual
    (start, one), (peak, other) = _volume(low, measure), _volume(high, measure)
    if one.is_time != other.is_time:
        raise ParseError("mixed", text)
    if not start or not peak:
        raise ParseError("not_positive", text)
    if start > peak:
        raise ParseError("falling", text)
    return Volumes(start, peak, other)


def _said(amount: str) -> Measure | None:
    """Return the measure that an amount names; None where it is a number alone."""
    if _UNITED.search(amount) is None:
        return None
    if re.fullmatch(_HOURS, amount, re.IGNORECASE):
        return Measure.HOURS
    return Measure.MI if re.search(rf"(?:{_MI})$", amount, re.IGNORECASE) else Measure.KM


def _volume(amount: str, usual: Measure) -> tuple[int, Measure]:
    """Return metres or seconds, and in what they were told."""
    measure = _said(amount) or usual
    if measure.is_time:
        return _seconds(amount), measure
    typed = amount if _said(amount) else f"{amount} {measure}"
    number = re.match(_NUMBER, typed)
    # A week of rest is planned as well.
    if number is not None and float(number[0].replace(",", ".")) == 0:
        return 0, measure
    volume = round_half_up(parse_distance(typed).metres)
    if volume > MOST_VOLUME_M:
        raise ParseError("implausible", amount)
    return volume, measure


def _seconds(amount: str) -> int:
    number = re.fullmatch(rf"({_NUMBER})(?: ?(?:hours?|hrs?|h))?", amount, re.IGNORECASE)
    if number is not None:
        volume = round_half_up(float(number[1].replace(",", ".")) * 3_600)
    else:
        # "6:30" is hours and minutes here: nobody plans a week of six minutes.
        typed = f"{amount} h" if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", amount) else amount
        volume = round_half_up(parse_duration(typed))
    if volume > MOST_VOLUME_S:
        raise ParseError("implausible", amount)
    return volume


def volume_text(volume: int, measure: Measure) -> str:
    """Return a volume as it is typed: `40 km`, `24.9 mi`, `6h30`, `5 h`."""
    if measure.is_time:
        hours, minutes = divmod(round_half_up(volume / 60), 60)
        return f"{hours}h{minutes:02d}" if minutes else f"{hours} h"
    number = f"{volume / _METRES[measure]:.2f}".rstrip("0").rstrip(".")
    return f"{number} {measure}"


def read_phases(text: str) -> dict[Phase, int]:
    """Read `taper 3, recovery 1`, `6 base 5 build`; nothing for an empty text.

    Raises ParseError: `invalid`, `twice` for a phase that stands twice, `too_many`.
    """
    plain = " ".join(text.lower().replace(",", " ").replace(";", " ").replace("·", " ").split())
    plain = re.sub(r"\b(?:weeks?|wks?|of|and)\b ?", "", plain).strip()
    found: dict[Phase, int] = {}
    at = 0
    while at < len(plain):
        match = _PART.match(plain, at)
        phase = None if match is None else _PHASES.get(match["phase"] or match["of"])
        if match is None or phase is None:
            raise ParseError("invalid", text)
        if phase in found:
            raise ParseError("twice", text)
        count = int(match["count"] or match["first"])
        if count > (MOST_RECOVERY if phase is Phase.RECOVERY else MOST_WEEKS):
            raise ParseError("too_many", text)
        found[phase] = count
        at = match.end()
        while at < len(plain) and plain[at] == " ":
            at += 1
    return found


def written_phases(counts: Sequence[tuple[Phase, int]]) -> str:
    """Return phases as they are typed, `build 5, peak 3, taper 2, recovery 0`, but for the base, which has the rest.

    Empty where one of them comes twice or out of order.
    """
    phases = [phase for phase, _ in counts]
    if phases != [phase for phase in Phase if phase in phases]:
        return ""
    held = {Phase.RECOVERY: 0} | dict(counts)
    return ", ".join(f"{phase} {held[phase]}" for phase in Phase if phase in held and phase is not Phase.BASE)


def read_goal(text: str, today: date) -> Goal:
    """Read what a season is for, in any order between commas or lines: `City Marathon, 25 Apr 2027, marathon`.

    The distance may stand in the name, in figures: `Berlin 10k, 25 Apr`.

    Raises ParseError: `no_day`, `no_distance`, `past`, `too_far`, `ambiguous`, `name_long`.
    """
    if len(text) > 2 * LONGEST_FIELD:
        raise ParseError("name_long", text)
    day: date | None = None
    distance: Distance | None = None
    words: list[str] = []
    # From the end on: a race may well be called "Half Marathon".
    for part in [part for part in _BETWEEN.split(_YEARED.sub(r"\1 \2", text.strip())) if part.strip()][::-1]:
        if day is None and (found := _day_or_none(part, today)) is not None:
            day = found
        elif distance is None and (metres := _distance_or_none(part)) is not None:
            distance = metres
        else:
            words.append(part)
    if day is None:
        raise ParseError("no_day", text)
    if distance is None:
        distance = _distance_in(", ".join(words[::-1]))
    if distance is None:
        raise ParseError("no_distance", text)
    name = storable(" ".join(", ".join(words[::-1]).split()))
    if name is not None and len(name) > NAME_LIMIT:
        raise ParseError("name_long", text)
    return Goal(name, day, distance)


def _day_or_none(part: str, today: date) -> date | None:
    try:
        return read_race_day(part, today)
    except ParseError as error:
        if error.code in ("past", "too_far") or (error.code == "ambiguous" and re.search(r"[/.-]", part)):
            raise
        return None


def _distance_or_none(part: str) -> Distance | None:
    try:
        return race_distance(part)
    except ParseError:
        return None


def _distance_in(name: str) -> Distance | None:
    """Return the distance that a race is called by, in figures: that of a `Berlin 10k`; None for none, or several.

    A `City Marathon` may well have a half beside it.
    """
    found = {distance for typed in _NAMED.findall(name) if (distance := _distance_or_none(typed)) is not None}
    return found.pop() if len(found) == 1 else None


def read_ahead(text: str) -> int | None:
    """Read how many weeks a runner sees from the present one on: `3`, `3 weeks`; None, which is all, for no number.

    Raises ParseError with the code `invalid`.
    """
    plain = " ".join(text.lower().split())
    if plain in ("", "all", "every week", "everything"):
        return None
    match = re.fullmatch(r"([0-9]{1,2})(?: ?(?:w|weeks?|wks?))?", plain)
    if match is None or not 1 <= int(match[1]) <= MOST_WEEKS:
        raise ParseError("invalid", text)
    return int(match[1])


def read_first_week(text: str, today: date) -> Week:
    """Read the week that a season begins in: `30 nov`, `monday`, `this week`, `next week`.

    A season that is written later than it began may begin up to half a year ago. Raises ParseError: `past`,
    `ambiguous`, `invalid`.
    """
    plain = " ".join(text.lower().split())
    week = Week.of(today)
    if plain in ("now", "this week", "today"):
        return week
    if plain == "next week":
        return week.next()
    try:
        return Week.of(read_coming(text, today))
    except ParseError as error:
        if error.code != "past":
            raise
    return Week.of(read_coming(text, today - LOOKED_BACK))
