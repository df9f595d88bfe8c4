"""What the words of a planned day say where they are no notation: a run, another sport, or rest (`rest - travel day`).

Words are looked at piece by piece, so that `gym, then 5 km E` is a run, and `rest (or a walk)` is none.
"""

import re
from enum import StrEnum
from typing import Final

from bot.domain.notation import read_workout
from bot.domain.workouts import Repeat


class Said(StrEnum):
    """What a day is for."""

    RUN = "run"
    OTHER_SPORT = "other"
    """Another sport; or a run that may as well be left out (`rest or easy 5 km`), to which nobody is held."""
    REST = "rest"


_TIME_OF_DAY: Final = re.compile(r"(?:a\.?m|p\.?m|morning|noon|afternoon|evening)\b[\s:.–—-]*", re.IGNORECASE)
_PIECES: Final = re.compile(
    r"[,;:+&/()|\n!]+|\.(?![0-9])|\s[-–—]+\s|\b(?:and|or|then|but|plus|followed by)\b", re.IGNORECASE
)
_NO_RUNNING: Final = r"(?:no|not|don['’]?t|do not|without(?: any)?) (?:running|runs?|jog(?:ging)?)\b"
_REST: Final = r"(?:(?:full|complete|total) )?(?:rest(?:[ -]?day)?s?|(?:a )?day off|off(?:[ -]?day)?|day of rest)"
_RESTS_FIRST: Final = re.compile(
    rf"(?:{_REST}|{_NO_RUNNING})(?![\w'’])(?![ -](?:road|trail|piste)\b)(?! of (?:the|your)\b)", re.IGNORECASE
)
_RESTS: Final = re.compile(
    rf"(?:(?:enjoy|take|have|it is|it['’]?s) )?(?:(?:a|an|the|your|another) )?(?:{_REST}|{_NO_RUNNING})", re.IGNORECASE
)
_IS_FREE: Final = re.compile(r"\b(?:or|optional(?:ly)?|if|maybe)\b", re.IGNORECASE)
_OTHER_SPORT: Final = re.compile(
    r"\b(?:(?:aqua|pool|deep[ -]water)[ -]?(?:jog|run)(?:ging|ning)?|cross[ -]?(?:train(?:ing|er)?|fit)"
    r"|x[ -]?train(?:ing)?"
    r"|bik(?:e|es|ing)|cycl(?:e|ing)|rid(?:e|ing)|spin(?:ning)?|swim(?:s|ming)?|gym|strength(?:ening)?|s&c|weights"
    r"|lift(?:ing)?|yoga|pilates|elliptical|row(?:ing)?|pool|core|mobility|stretch(?:es|ing)?|foam roll(?:er|ing)?"
    r"|physio|massage|hik(?:e|es|ing)|ski(?:s|ing)?|skating|climb(?:ing)?|xt"
    r"|walk(?:s|ing)?(?! (?:down|back|recover|between|breaks?|rests?)))\b",
    re.IGNORECASE,
)
_RUN: Final = re.compile(r"\b(?:run(?:ning|s)?|jog(?:ging|s)?)\b", re.IGNORECASE)
_HARD_RUN: Final = re.compile(
    r"\b(?:tempo|threshold|intervals?|strides|race|parkrun|fartlek|hills?|reps|track"
    r"|[0-9]+ ?[x×] ?[0-9.,]+ ?(?:kms?|k|mi|miles?))\b",
    re.IGNORECASE,
)
_LENGTH: Final = re.compile(r"[0-9] ?(?:k|kms?|mi|miles?|min|minutes?|h|hours?|['’′])(?![a-z])", re.IGNORECASE)
_RUNNING: Final = re.compile(rf"{_RUN.pattern}|{_HARD_RUN.pattern}|\b(?:easy|long|e)\b", re.IGNORECASE)
_OF_ANOTHER_DAY: Final = re.compile(r"\b(?:tomorrow|yesterday|before|after|for|ahead|next)\b", re.IGNORECASE)


def without_time_of_day(text: str) -> str:
    """Return the words of a session without the `am` or `evening` that may stand first."""
    return _TIME_OF_DAY.sub("", text, count=1) if _TIME_OF_DAY.match(text) else text


def said_in_words(text: str) -> Said:
    """Return what a day is for that is no notation. Whatever names neither rest nor another sport is a run."""
    pieces = [piece.strip(" \t*_~-–—") for piece in _PIECES.split(without_time_of_day(text))]
    pieces = [re.sub(r"^\W+", "", piece) for piece in pieces if piece]
    first = next(iter(pieces), "")
    if _RESTS_FIRST.match(first) or any(_RESTS.fullmatch(piece) for piece in pieces):
        is_free = _IS_FREE.search(text) is not None
        if not any(_is_run_beside_rest(piece, is_free=is_free) for piece in pieces):
            is_sport = re.search(_NO_RUNNING, text, re.IGNORECASE) and _OTHER_SPORT.search(text)
            return Said.OTHER_SPORT if is_sport else Said.REST
        return Said.OTHER_SPORT if is_free else Said.RUN
    if not any(_OTHER_SPORT.search(piece) for piece in pieces):
        return Said.RUN
    return Said.RUN if any(_is_run_beside_sport(piece) for piece in pieces) else Said.OTHER_SPORT


def _is_run_beside_rest(piece: str, *, is_free: bool) -> bool:
    """Tell whether a piece plans a run beside rest: one with a length, or one that may be left out."""
    if _OTHER_SPORT.search(piece) or _OF_ANOTHER_DAY.search(piece):
        return False
    plain = re.sub(_NO_RUNNING, " ", piece, flags=re.IGNORECASE)
    if _LENGTH.search(plain) and (_RUNNING.search(plain) or read_workout(plain) is not None):
        return True
    return _has_hard_work(plain) or (is_free and _RUN.search(plain) is not None)


def _is_run_beside_sport(piece: str) -> bool:
    plain = re.sub(_NO_RUNNING, " ", _OTHER_SPORT.sub(" ", piece), flags=re.IGNORECASE)
    if _RUN.search(plain):
        return True
    if _OTHER_SPORT.search(piece):
        return False
    return _HARD_RUN.search(plain) is not None or _has_hard_work(plain)


def _has_hard_work(piece: str) -> bool:
    """Tell whether a piece reads as repeats, or as a stretch that says how hard and how long it is."""
    workout = read_workout(piece)
    if workout is None:
        return False
    return any(isinstance(one, Repeat) or (one.target is not None and not one.is_open) for one in workout.segments)
