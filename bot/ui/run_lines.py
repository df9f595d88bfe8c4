"""Lines about a run that several answers have."""

from bot.domain.bests import result_s
from bot.domain.runs import NOTE_LIMIT
from bot.domain.units import Unit
from bot.services.run_outcomes import RunFacts
from bot.ui import figures, text
from bot.ui.quoting import quoted


def run_figures(run: RunFacts, unit: Unit) -> dict[str, str]:
    """Return what every sentence about a run may name."""
    counted_s = result_s(run.kind, run.moving_s, run.elapsed_s)
    return {
        "distance": figures.distance(run.distance_m, unit),
        "time": run_time(run.moving_s, counted_s),
        "pace": figures.pace(run.distance_m, counted_s, unit),
        "date": figures.day(run.local_date),
    }


def run_time(moving_s: int, counted_s: int) -> str:
    """Return the time that counts; beside that by the clock of a race the one in which it moved, where they differ."""
    if counted_s == moving_s:
        return figures.duration(moving_s)
    return text.RACE_TIME.format(time=figures.duration(counted_s), moving=figures.duration(moving_s))


def run_details(run: RunFacts, unit: Unit) -> str:
    """Return kind, surface, climb, effort and note as they were understood; empty without any."""
    parts = []
    if run.kind is not None:
        parts.append(text.KINDS[run.kind])
    if run.surface is not None:
        parts.append(text.SURFACES[run.surface])
    if run.climb_m is not None:
        parts.append(text.CLIMB.format(climb=figures.climb(run.climb_m, unit)))
    if run.effort is not None:
        parts.append(text.EFFORT.format(effort=run.effort))
    if run.note:
        parts.append(text.NOTE.format(note=quoted(run.note, NOTE_LIMIT)))
    line = text.BETWEEN.join(parts)
    return line[:1].upper() + line[1:]


def lines(*parts: str | None) -> str:
    """Return the parts that there are, each on a line of its own."""
    return "\n".join(part for part in parts if part)
