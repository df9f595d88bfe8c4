"""How a wrong setting is refused: one plain sentence, with what was probably meant."""

import difflib
from collections.abc import Iterable

from bot.errors import ExitCode, StartupError


def wrong(sentence: str) -> StartupError:
    """Return what is raised for a wrong setting."""
    # What is quoted comes from outside: one line stays one line, and a terminal shows it as it is.
    shown = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in sentence)
    return StartupError(shown, ExitCode.CONFIG)


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return which of the choices a word was probably meant to be."""
    by_folded = {choice.casefold(): choice for choice in choices}
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.5)
    return by_folded[found[0]] if found else None


def listed(words: Iterable[str]) -> str:
    """Return words one after the other."""
    return ", ".join(words)
