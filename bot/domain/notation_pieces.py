"""The pieces of workout notation: where segments, halves of one and labels begin, before anybody reads an amount."""

import re
from typing import Final

from bot.domain.runs import RunKind
from bot.domain.workout_terms import PACE_UNIT
from bot.domain.workouts import MOST_SEGMENTS, Role

COUNT: Final = re.compile(r"([0-9]{1,3})(?: ?[x×*] ?| (?=(?:strid|hill|relaxed|easy strid|pick)))", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"(;|\n|\+|&|,(?![0-9])|(?<![0-9]),|\bthen\b|\band\b|\bfollowed by\b)", re.IGNORECASE)
SLASH: Final = re.compile(
    rf"\s*(?:/(?!\s*(?:{PACE_UNIT}))|(?<![a-z])w/|(?<![a-z])with\b|(?<![a-z])w\b)\s*", re.IGNORECASE
)
_LABELS: Final = {
    RunKind.LONG: "long run|long",
    RunKind.RACE: "race day|race",
    RunKind.RECOVERY: "recovery run|recovery jog|recovery",
}
_LABEL_FIRST: Final = {
    kind: re.compile(rf"(?:{words})(?![\w-])(?! pace)[: -]*(.*)", re.IGNORECASE) for kind, words in _LABELS.items()
}
_LABEL_LAST: Final = {kind: re.compile(rf"(.*?) (?:{words})", re.IGNORECASE) for kind, words in _LABELS.items()}
_ROLES: Final = {
    Role.WARM_UP: "wu|warm ?-?up|warming up",
    Role.COOL_DOWN: "cd|cool ?-?down|warm ?-?down|cooling down",
}
_ROLE_FIRST: Final = {role: re.compile(rf"(?:{words})\b[: -]*(.*)", re.IGNORECASE) for role, words in _ROLES.items()}
_ROLE_LAST: Final = {role: re.compile(rf"(.*?) (?:{words})", re.IGNORECASE) for role, words in _ROLES.items()}


class Unreadable(ValueError):
    """A part that is none of what was tried."""


def split(plain: str) -> list[tuple[str, str]]:
    """Return the segments with what stood before each; brackets hold together what is in them."""
    pieces: list[tuple[str, str]] = []
    between, held = "", ""
    for part in _BETWEEN.split(plain):
        is_mark = _BETWEEN.fullmatch(part) is not None
        if is_mark and held.count("(") <= held.count(")"):
            pieces.append((between, held.strip()))
            between, held = part, ""
        else:
            held += part
    pieces.append((between, held.strip()))
    said = [piece for piece in pieces if piece[1]]
    if not said or len(said) > MOST_SEGMENTS:
        raise Unreadable
    return said


def label_of(piece: str, *, is_first: bool, is_only: bool) -> tuple[RunKind | None, str]:
    """Return what the workout is called in this segment, and the rest of it; `recovery` can name the first alone."""
    if piece.casefold() == "parkrun":
        return RunKind.RACE, "5km"
    for kind, pattern in _LABEL_FIRST.items():
        if (match := pattern.fullmatch(piece)) and (is_first or kind is not RunKind.RECOVERY):
            return kind, match[1].strip()
    for kind, pattern in _LABEL_LAST.items():
        if (match := pattern.fullmatch(piece)) and (is_only or kind is not RunKind.RECOVERY):
            if kind is RunKind.RECOVERY and COUNT.match(piece):
                continue  # "5x1km / 1min recovery"
            return kind, match[1].strip()
    return None, piece


def role_of(piece: str) -> tuple[Role, str]:
    """Return whether a segment is said to be a warm-up or a cool-down, and the rest of it."""
    for role in _ROLES:
        match = _ROLE_FIRST[role].fullmatch(piece) or _ROLE_LAST[role].fullmatch(piece)
        if match is not None:
            return role, match[1].strip()
    return Role.ACTIVE, piece


def halves(piece: str) -> tuple[str, str | None]:
    """Return what is run and, after a slash or `w/`, what comes between."""
    match = SLASH.search(piece)
    if match is None:
        return piece, None
    return piece[: match.start()].strip(), piece[match.end() :].strip()
