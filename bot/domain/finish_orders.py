"""Finish orders: what somebody pasted, one finisher a line, read as the team of each."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.words import visible

MOST_FINISHERS: Final = 500
TEAM_LIMIT: Final = 60
"""Characters of a team's name."""
NO_TEAM: Final = frozenset({"-", "–", "—", "none", "unattached", "individual", "ind", "guest"})
"""What stands where a team would for who ran for none."""


class BadLines(ValueError):
    """Lines that cannot be read, by their number in what was pasted; `code` says why, the same for all of them."""

    def __init__(self, code: str, lines: Sequence[int] = ()) -> None:
        super().__init__(code, lines)
        self.code = code
        self.lines = tuple(lines)


@dataclass(frozen=True, slots=True)
class FinishOrder:
    """The team of each finisher, the first one first; None ran for no team.

    `by_final_word` tells that lines were a name and a team with nothing between them; `unlisted` are places that no
    line has, whose finishers ran for no team that is scored.
    """

    teams: tuple[str | None, ...]
    by_final_word: bool = False
    unlisted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    place: int | None
    fields: tuple[str, ...]

    @property
    def team(self) -> str:
        return self.fields[-1]


_BETWEEN_LINES: Final = re.compile(r"\r\n|[\r\n]|\s/\s+(?=[0-9])")
_PLACE: Final = re.compile(r"(?:#\s*)?([0-9]{1,5})(?:st|nd|rd|th)?\s*(?:[.),;|\t]|:(?=\s)|\s|$)\s*", re.IGNORECASE)
_BETWEEN_FIELDS: Final = re.compile(r"\s*[,;|\t]\s*|\s+[-–—]\s+")
_TIME: Final = re.compile(r"[0-9]{1,3}(?:[:.'’][0-9]{1,2}){1,3}\"?")


def read_finish_order(text: str, scorers: int) -> FinishOrder:
    """Read one finisher a line: `1 Anna, Lakeside`, `2 Hill`, `Hill`; places may come in any order, or be left out.

    What follows the team, as a time, is passed over. Teams are the same however they are cased. Lines without a comma
    are teams; where that makes none of several, and every line is two words, no two alike, they are a name and a team.
    Raises BadLines: `empty`, `too_many`, `team_missing`, `team_long`, `place_missing` where others have one, and
    `place_twice`.
    """
    lines = _lines(text)
    if not lines:
        raise BadLines("empty")
    if len(lines) > MOST_FINISHERS:
        raise BadLines("too_many")
    placed = any(line.place is not None for line in lines)
    named = any(len(line.fields) > 1 for line in lines)
    _refuse("place_missing", (line for line in lines if placed and line.place is None))
    _refuse("team_missing", (line for line in lines if not _has_team(line, named=named)))
    _refuse("team_long", (line for line in lines if len(line.team) > TEAM_LIMIT))
    held: dict[int, int] = {}
    _refuse(
        "place_twice",
        (line for line in lines if line.place and held.setdefault(line.place, line.number) != line.number),
    )
    lines.sort(key=lambda line: line.place or 0)
    by_final_word = scorers > 1 and not named and _are_names_and_teams(lines)
    spelt: dict[str, str] = {}
    teams: list[str | None] = []
    for line in lines:
        team = line.team.split()[-1] if by_final_word else line.team
        teams.append(None if team.casefold() in NO_TEAM else spelt.setdefault(team.casefold(), team))
    unlisted = tuple(place for place in range(1, max(held, default=0)) if place not in held)
    return FinishOrder(tuple(teams), by_final_word, unlisted)


def _lines(text: str) -> list[_Line]:
    found = []
    for number, written in enumerate(_BETWEEN_LINES.split(text), start=1):
        line = written.strip(" ")
        if not visible(line):
            continue
        place = _PLACE.match(line)
        rest = line if place is None else line[place.end() :]
        fields = [" ".join(field.split()) for field in _BETWEEN_FIELDS.split(rest.strip())]
        while len(fields) > 1 and (not fields[-1] or _TIME.fullmatch(fields[-1])):
            fields.pop()
        if len(fields) == 1:
            words = fields[0].split()
            while len(words) > 1 and _TIME.fullmatch(words[-1]):
                words.pop()
            fields = [" ".join(words)]
        found.append(_Line(number, None if place is None else int(place[1]), tuple(fields)))
    return found


def _refuse(code: str, lines: Iterable[_Line]) -> None:
    numbers = [line.number for line in lines]
    if numbers:
        raise BadLines(code, numbers)


def _has_team(line: _Line, *, named: bool) -> bool:
    """Tell whether a line says a team: where others have a name before it, one without says neither, but for none."""
    return visible(line.team) and (not named or len(line.fields) > 1 or line.team.casefold() in NO_TEAM)


def _are_names_and_teams(lines: Sequence[_Line]) -> bool:
    said = [line.team.casefold() for line in lines if line.team.casefold() not in NO_TEAM]
    return all(len(one.split()) == 2 for one in said) and len(set(said)) == len(said)
