"""Cross-country: what a finish order makes of teams (running-science 5)."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

SCORERS: Final = 5
"""Runners whose places add up to their team's score; masters often have three."""
DISPLACERS: Final = 2
"""Runners after them who count for nothing themselves, and push other teams' scorers back."""


class TieRule(StrEnum):
    """Which of two teams with the same score stands first."""

    NFHS = "nfhs"
    """Whose first displacer is ahead; one with a displacer before one without; then the sum of all scorers but one."""
    NCAA = "ncaa"
    """Who is ahead in most of the pairs: first scorers, second scorers, and so on. USATF has it so as well."""


@dataclass(frozen=True, slots=True)
class TeamScore:
    """A team's score and the places that it comes from; teams that no rule keeps apart share a `place` (1, 2, 2, 4)."""

    place: int
    team: str
    score: int
    scoring_places: tuple[int, ...]
    displacers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TeamScores:
    """The complete teams in order, the low score first; `ties` are those whose scores are the same, in that order.

    `incomplete` had too few finishers to score, in the order of their first ones.
    """

    results: tuple[TeamScore, ...]
    ties: tuple[tuple[str, ...], ...]
    incomplete: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Team:
    name: str
    scoring: tuple[int, ...]
    displacers: tuple[int, ...]

    @property
    def score(self) -> int:
        return sum(self.scoring)


def xc_score(
    finish_order: Sequence[str | None],
    tie_rule: TieRule = TieRule.NFHS,
    *,
    scorers: int = SCORERS,
    displacers: int = DISPLACERS,
) -> TeamScores:
    """Score a race from the team of each finisher, the first one first; None ran for no team.

    Places are counted anew among complete teams, and among the first `scorers` and `displacers` of each. Raises
    ValueError for less than one scorer, or less than no displacer.
    """
    if scorers < 1 or displacers < 0:
        raise ValueError("a team has scorers")
    finishers = Counter(team for team in finish_order if team is not None)
    places: dict[str, list[int]] = {team: [] for team, count in finishers.items() if count >= scorers}
    place = 0
    for team in finish_order:
        if team in places and len(places[team]) < scorers + displacers:
            place += 1
            places[team].append(place)
    teams = sorted(
        (_Team(name, tuple(held[:scorers]), tuple(held[scorers:])) for name, held in places.items()),
        key=lambda team: (team.score, team.scoring),
    )
    apart = _by_displacer if tie_rule is TieRule.NFHS else _by_pairs
    results: list[TeamScore] = []
    ties: list[tuple[str, ...]] = []
    for score, group in groupby(teams, key=lambda team: team.score):
        ordered = apart(list(group))
        for together in ordered:
            shared = len(results) + 1
            results += (TeamScore(shared, team.name, score, team.scoring, team.displacers) for team in together)
        if sum(map(len, ordered)) > 1:
            ties.append(tuple(team.name for together in ordered for team in together))
    return TeamScores(tuple(results), tuple(ties), tuple(team for team in finishers if team not in places))


def _by_displacer(tied: list[_Team]) -> list[list[_Team]]:
    """Return tied teams in order, those together that the rule of the first displacer leaves tied."""

    def key(team: _Team) -> tuple[bool, int]:
        return (False, team.displacers[0]) if team.displacers else (True, sum(team.scoring[:-1]))

    return _grouped(tied, key)


def _by_pairs(tied: list[_Team]) -> list[list[_Team]]:
    """Return tied teams in order, those together that comparing scorers in pairs leaves tied.

    Of more than two teams, who is ahead of most others stands first, and those equal in that are compared among
    themselves. What is left goes around in a circle, or has as many pairs on either side.
    """
    groups = _grouped(tied, lambda team: -sum(_ahead(team, other) for other in tied))
    if len(groups) == 1:
        return groups
    return [smaller for group in groups for smaller in _by_pairs(group)]


def _grouped(teams: list[_Team], key: Callable[[_Team], tuple[bool, int] | int]) -> list[list[_Team]]:
    return [list(group) for _, group in groupby(sorted(teams, key=key), key=key)]


def _ahead(team: _Team, other: _Team) -> bool:
    pairs = list(zip(team.scoring, other.scoring, strict=True))
    return sum(mine < theirs for mine, theirs in pairs) > sum(mine > theirs for mine, theirs in pairs)
