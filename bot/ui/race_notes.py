"""What stands below a race of what was done just now."""

from collections.abc import Iterable

from bot.services.race_letters import Change
from bot.services.race_pages import RacePage
from bot.services.races import AddedRace
from bot.ui import figures
from bot.ui.race_lines import distance_name
from bot.ui.text import races as said


def added_note(added: AddedRace) -> str:
    """Return what somebody reads who added a race, or found it there."""
    if not added.known:
        return said.ADDED
    note = said.FILLED.format(what=_parts(added.filled)) if added.filled else said.KNOWN
    if not added.kept:
        return note
    kept = said.KEPT if added.page.may_change else said.KEPT_BY_OTHERS
    return "\n".join([note, kept.format(what=_parts(added.kept))])


def _parts(changes: Iterable[Change]) -> str:
    return said.joined([said.PARTS[one] for one in changes], 0)


def changed_note(page: RacePage, *, reads_starts: bool) -> str:
    """Return what somebody reads who changed a race; `reads_starts`: which start is for which distance, too."""
    starts = [
        said.START_READ.format(distance=distance_name(one, page.unit), clock=one.start.isoformat("minutes"))
        for one in page.race.distances
        if one.start is not None
    ]
    # One alone cannot be mixed up.
    read = [said.STARTS_READ.format(starts=said.joined(starts, 0))] if reads_starts and len(starts) > 1 else []
    return "\n".join([*read, said.CHANGED])


def cheering_note(page: RacePage) -> str:
    """Return what somebody reads who cheers at a race now."""
    return said.CHEERS if page.own is None or page.own.distance_id is None else said.CHEERS_KEEPING


def joined_note(page: RacePage) -> str:
    """Return what somebody reads who runs a race now; with a goal that they had over another distance."""
    left = page.left_goal
    if left is None:
        return said.JOINED
    distance = next(one for one in page.race.distances if one.distance_id == left.distance_id)
    values = {"goal": figures.duration(left.goal_s), "distance": distance_name(distance, page.unit)}
    return "\n".join([said.LEFT_GOAL.format_map(values), said.JOINED])
