"""Celebrations as they are told: a post in the feed, a line of the digest, and a line in the runner's own answer."""

from collections.abc import Mapping

from bot.domain.bests import Record, result_s
from bot.domain.celebrations import Celebration, CelebrationKind
from bot.domain.units import Unit
from bot.services.celebrations import CelebrationPost
from bot.services.deriving import BestSet
from bot.services.run_outcomes import RunFacts
from bot.services.teams import TeamUnits
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.run_lines import lines
from bot.ui.text import celebrations as said
from bot.ui.text import run_log as run_words

_METRES = 1_000


class CelebrationView(Card):
    """A glad word to the team about a run; recognised by its `marker`."""

    def __init__(self, post: CelebrationPost, marker: int | None) -> None:
        super().__init__(public_line(post), accent=theme.PRAISE, marker=marker)


def public_line(post: CelebrationPost) -> str:
    """Return what the team reads of a celebrated run, the same each time it is drawn."""
    values = {
        "name": text.member(post.runner_name),
        "distance": figures.team_distance(post.distance_m, post.units),
        "time": figures.duration(post.result_s),
        **_figures(post.celebration, miles=post.units is TeamUnits.MI),
    }
    return said.LINE.format(words=_one_of(said.PUBLIC, post.celebration, post.run_id).format_map(values))


def glad_lines(best: BestSet | None, celebration: Celebration | None, run: RunFacts, unit: Unit) -> str:
    """Return what record a run is, and the glad word for what it came to; empty for an everyday run."""
    return lines(_best_line(best, run), private_line(celebration, run.run_id, unit))


def _best_line(best: BestSet | None, run: RunFacts) -> str | None:
    """Return what record a run is, in words that compare it with nothing but the runner's own."""
    if best is None:
        return None
    event = text.event(best.event)
    if best.record is Record.FIRST or best.before_s is None:
        return run_words.FIRST_AT.format(event=event)
    result = result_s(run.kind, run.moving_s, run.elapsed_s)
    return run_words.NEW_BEST.format(
        event=event, time=figures.duration(result), gain=run_words.gain(best.before_s - result)
    )


def private_line(celebration: Celebration | None, run_id: int, unit: Unit, *, alone: bool = False) -> str | None:
    """Return what its runner reads of a celebrated run; `alone` where nothing before it names a first or a best."""
    if celebration is None:
        return None
    values = _figures(celebration, miles=unit is Unit.MI)
    words = _one_of(said.PRIVATE, celebration, run_id)
    if alone and celebration.kind in said.FACTS:
        words = f"{said.FACTS[celebration.kind]} {words}"
    return said.LINE.format(words=words.format_map(values))


def _one_of(lists: Mapping[CelebrationKind, tuple[str, ...]], celebration: Celebration, run_id: int) -> str:
    sentences = lists[celebration.kind]
    return sentences[run_id % len(sentences)]


def _figures(celebration: Celebration, *, miles: bool) -> dict[str, str]:
    number = celebration.number or 0
    return {
        "event": "" if celebration.event is None else text.event(celebration.event),
        "weeks": str(number),
        "kilometres": _kilometres(number, miles=miles),
    }


def _kilometres(number: int, *, miles: bool) -> str:
    """Return `1,000 km`, and beside it what that is in miles for who thinks in them."""
    if not miles:
        return said.KILOMETRES.format(kilometres=number)
    in_miles = figures.total_distance(number * _METRES, Unit.MI)
    return said.KILOMETRES_IN_MILES.format(kilometres=number, miles=in_miles)
