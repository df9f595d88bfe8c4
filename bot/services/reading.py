"""Reading: what a runner typed about a run becomes numbers, or a problem they can mend."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.domain.climbs import parse_climb
from bot.domain.dates import When, parse_when
from bot.domain.meant import Meant, distance_readings, probably_meant, time_readings, written_in
from bot.domain.races import Finish
from bot.domain.runs import (
    EFFORT_RANGE,
    NOTE_LIMIT,
    PAIN_RANGE,
    Impossible,
    PainArea,
    RunKind,
    RunSource,
    Surface,
    check_possible,
)
from bot.domain.units import (
    METRES_PER_MILE,
    DistanceContext,
    ParseError,
    Unit,
    duration_text,
    parse_distance,
    parse_duration,
    round_half_up,
)
from bot.errors import Unclear, UserError
from bot.services.photos import NO_CHANGE, PhotoChange
from bot.services.runners import unit_of, zone_of
from db.repositories.runners import RunnerRow


@dataclass(frozen=True, slots=True)
class RunDraft:
    """What a runner typed about a run, unread; `finish` is the race that it is to be their result at.

    `source` and `origins` are those of a run that was filled in for them.
    """

    distance: str
    time: str
    when: str | None = None
    kind: RunKind | None = None
    surface: Surface | None = None
    effort: int | None = None
    note: str | None = None
    pain_area: PainArea | None = None
    pain_level: int | None = None
    climb: str | None = None
    photo: PhotoChange = NO_CHANGE
    finish: Finish | None = None
    source: RunSource = RunSource.MANUAL
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """A draft in numbers: the runner's own date, an aware instant if an hour was said, whole metres and seconds."""

    local_date: date
    started_at: datetime | None
    distance_m: int
    moving_s: int


def read_figures(draft: RunDraft, runner: RunnerRow, now: datetime) -> Figures:
    """Read distance, time and day. Raises `UserError` for what cannot be read; whether it can be is not asked."""
    distance_m = read_distance(draft.distance, draft.kind)
    moving_s = _read_time(draft.time, distance_m, _pace_unit(draft.distance, runner))
    when = read_when(draft.when, now.astimezone(zone_of(runner)))
    return Figures(when.date, _instant(when, runner), distance_m, moving_s)


def check_figures(figures: Figures, today: date) -> None:
    """Raise `UserError` for what cannot be true."""
    try:
        check_possible(figures.distance_m, figures.moving_s, figures.local_date, today)
    except Impossible as error:
        raise impossible(error, figures.moving_s) from None


def likely_drafts(
    figures: Figures, draft: RunDraft, runner: RunnerRow, today: date
) -> tuple[tuple[str, RunDraft], ...]:
    """Return what figures that cannot be were probably meant as, each with a draft that says so on any later day."""
    unit = written_in(figures.distance_m)
    dated = replace(draft, when=spelt_out(figures.local_date, figures.started_at, runner))
    return tuple(
        (
            f"{typed_distance(one.distance_m, unit)} · {duration_text(one.moving_s)}",
            replace(
                dated,
                distance=typed_distance(one.distance_m, unit),
                time=typed_time(one.moving_s, one.distance_m),
            ),
        )
        for one in probably_meant(figures.distance_m, figures.moving_s)
        if _can_be(one, figures.local_date, today)
    )


def _can_be(meant: Meant, local_date: date, today: date) -> bool:
    try:
        check_possible(meant.distance_m, meant.moving_s, local_date, today)
    except Impossible:
        return False
    return True


def clear_drafts(error: Unclear, draft: RunDraft, runner: RunnerRow, now: datetime) -> tuple[tuple[str, RunDraft], ...]:
    """Return what an unclear draft can mean, as one would type it, each with a draft that says so on any later day.

    Empty when it has too many meanings to list. Raises `UserError` for a day that cannot be read.
    """
    when = read_when(draft.when, now.astimezone(zone_of(runner)))
    dated = replace(draft, when=spelt_out(when.date, _instant(when, runner), runner))
    if error.code == "distance_ambiguous":
        return tuple((text, replace(dated, distance=text)) for text in distance_readings(draft.distance, draft.time))
    distance_m = read_distance(draft.distance, draft.kind)
    return tuple(
        (duration_text(parse_duration(text)), replace(dated, time=text))
        for text in time_readings(draft.time, distance_m)
    )


def check_extras(draft: RunDraft) -> None:
    """Raise `UserError` for an effort, a note or an ache that is out of range or half said."""
    if draft.note is not None and len(draft.note) > NOTE_LIMIT:
        raise UserError("note_too_long", limit=NOTE_LIMIT)
    if draft.effort is not None and draft.effort not in EFFORT_RANGE:
        raise UserError("effort_range")
    if draft.pain_level is not None and draft.pain_level not in PAIN_RANGE:
        raise UserError("pain_level_range")
    if draft.pain_area is not None and draft.pain_level is None:
        raise UserError("pain_needs_level")
    if draft.pain_level is not None and draft.pain_area is None:
        raise UserError("pain_needs_area")


def spelt_out(local_date: date, started_at: datetime | None, runner: RunnerRow) -> str:
    """Return the day, and the time if there was one, as `parse_when` reads them on any later day."""
    if started_at is None:
        return local_date.isoformat()
    return f"{started_at.astimezone(zone_of(runner)):%Y-%m-%d %H:%M}"


def typed_distance(metres: int, unit: Unit) -> str:
    """Return a distance as somebody would type it, which reads as just these metres: `10 km`, `6.2138 mi`."""
    number = f"{metres / 1_000:.3f}" if unit is Unit.KM else f"{metres / METRES_PER_MILE:.4f}"
    return f"{number.rstrip('0').rstrip('.')} {unit.value}"


def typed_time(seconds: int, metres: int) -> str:
    """Return a time as somebody would type it, which reads as just these seconds over the distance."""
    text = duration_text(seconds)
    if round_half_up(parse_duration(text, metres)) == seconds:
        return text
    return f"{seconds // 3_600}:{seconds % 3_600 // 60:02d}:{seconds % 60:02d}"


def impossible(error: Impossible, moving_s: int) -> UserError:
    """Return the refusal of a run that cannot have been, with the time as it was understood."""
    return UserError(f"run_impossible_{error.code}", time=duration_text(moving_s))


def read_distance(text: str, kind: RunKind | None) -> int:
    """Return the metres that somebody typed. Raises `UserError`, or `Unclear` for what can mean several things."""
    # 26.2 mi are a marathon on race day, and 42,165 metres on any other.
    context = DistanceContext.RACE if kind is RunKind.RACE else DistanceContext.TRAINING
    try:
        return round_half_up(parse_distance(text, context).metres)
    except ParseError as error:
        kind_of = Unclear if error.code == "ambiguous" else UserError
        raise kind_of(_problem("distance", error.code), text=text) from None


def read_climb(text: str | None, unit: Unit) -> int | None:
    """Return the metres of climb that somebody typed, a bare number in their own unit. Raises `UserError`."""
    if text is None:
        return None
    try:
        return parse_climb(text, in_feet=unit is Unit.MI)
    except ParseError as error:
        raise UserError(_problem("climb", error.code), text=text) from None


def _pace_unit(distance: str, runner: RunnerRow) -> Unit:
    """Return what a pace is per that does not say: what the distance was typed in, or else what its runner reads."""
    typed = distance.lower()
    if "mi" in typed:
        return Unit.MI
    return Unit.KM if "k" in typed else unit_of(runner)


def _read_time(text: str, distance_m: int, unit: Unit) -> int:
    try:
        return round_half_up(parse_duration(text, distance_m, unit))
    except ParseError as error:
        kind = Unclear if error.code == "ambiguous" else UserError
        raise kind(_problem("duration", error.code), text=text) from None


def _instant(when: When, runner: RunnerRow) -> datetime | None:
    if when.time is None:
        return None
    return datetime.combine(when.date, when.time, zone_of(runner)).astimezone(UTC)


def read_when(text: str | None, now_local: datetime) -> When:
    """Return the day that somebody typed, and the time of day if they did, or today. Raises `UserError`."""
    if text is None:
        return When(now_local.date(), None)
    try:
        return parse_when(text, now_local)
    except ParseError as error:
        raise UserError(_problem("when", error.code), text=text) from None


def _problem(what: str, code: str) -> str:
    return f"{what}_unreadable" if code == "invalid" else f"{what}_{code}"
