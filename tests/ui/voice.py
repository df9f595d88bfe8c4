"""The words that nobody reads from Baton: those that name what was not done, push, or compare people.

What has such a word for an innocent reason is reviewed here, sentence by sentence.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Final

AVOIDED: Final = (
    # What was not done, or not well.
    *(r"miss(?:ed|es|ing)?", r"fail(?:ed|s|ing|ures?)?", "last", r"los(?:e|es|ing|t|ers?)", "worse", "worst"),
    *("bottom", "behind", "only", "lazy", r"weak(?:er|est)?", r"poor(?:ly|er|est)?", r"bad(?:ly)?", r"disappoint\w*"),
    *("unfortunately", "sadly", r"skip(?:s|ped|ping)?", "gave up", "gives? up", r"quit(?:s|ting)?", "broken?", "shame"),
    # What somebody has to do.
    *("must", "should", "ought", "have to", "has to", "need to", "needs to"),
    # What somebody's body has to be.
    *("weight", "weigh", "fat", "thin", "slim(?:mer)?", "calories?", "kcal"),
    # Who is beside, above or below whom.
    *("than", r"beat(?:s|en|ing)?", r"w(?:in|ins|inning|on|inners?)", r"rank(?:s|ed|ing|ings)?", "average", "mean"),
    *(r"(?:fast|slow|strong)(?:er|est)", "better", "everyone else", "everybody else", "anyone else", "anybody else"),
)
"""Patterns of whole words, in small letters."""

_MEANT: Final = ("mean",)
_THAN: Final = ("than",)
ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {
    # The voice's own sentence, private and about us.
    "That went wrong on our side. Your text is below so nothing is lost. Reference {reference}.": ("lost",),
    # What was meant, said or chosen.
    "**{statements} Did you mean that?**": _MEANT,
    "**{statements} Did you mean {meant}?**": _MEANT,
    "**{statement} Did you mean this?**": _MEANT,
    "Did you mean {nearest}?": _MEANT,
    "The team you mean when you write to Baton directly.": _MEANT,
    "Type a command here, and I'll ask which one you mean.": _MEANT,
    # The figure that statisticians call so, of one's own weeks.
    "mean of 4 weeks": _MEANT,
    # And of what a team's own sides did, a head, so that many are not more.
    "-# Who has both roles counts for {name}. Each side shows its mean once three of each have run.": _MEANT,
    # Sizes and numbers of things, and what may be; nobody is beside anybody.
    "I read {time}: more time than there has been since that day began.": _THAN,
    "More than one runner goes by “{text}”.": _THAN,
    "Other things than runs, left out: {count:,}": _THAN,
    "That file holds something else than a run.": _THAN,
    "That file is larger than 8 MB.": _THAN,
    "That file unpacks to more than I can take.": _THAN,
    "That is farther than a single run can go.": _THAN,
    "That list has more than 20,000 rows.": _THAN,
    "That picture is larger than I can take in.": _THAN,
    "With that day's other runs this makes more than 24 hours.": _THAN,
    "You run with more than one team.": _THAN,
    "A goal is more than nothing.": _THAN,
    "A pledge is more than nothing.": _THAN,
    "That is more money than I can add up.": _THAN,
    "“{text}” is more than a year away.": _THAN,
    "“{text}” could be more than one date.": _THAN,
    "“{text}” could be more than one day or time.": _THAN,
    "“{text}” could be more than one day.": _THAN,
    # The runner's own wish.
    "Anything you want to get better at? `/focus set` tells your coach.": ("better",),
    # A person who may come back.
    "**{name}** has left the team. Your words are kept, should {name} come back.": ("should",),
}
"""Sentences with such a word for a reason that was looked at, each with its words."""


def avoided(words: str) -> list[str]:
    """Return the words to avoid that a text has; in the sentences that were looked at, those words are no matter."""
    plain = words.replace("_", " ")
    for pattern, allowed in _LOOKED_AT:
        plain = pattern.sub(lambda found, allowed=allowed: _without(found[0], allowed), plain)  # type: ignore[misc]
    return [found[0].casefold() for found in _ANY.finditer(plain)]


def _without(text: str, words: tuple[str, ...]) -> str:
    return re.sub(rf"\b(?:{'|'.join(words)})\b", "·", text, flags=re.IGNORECASE)


def _pattern(sentence: str) -> re.Pattern[str]:
    """Return what finds a sentence wherever its fields have their values."""
    parts = []
    for literal, field, _, _ in Formatter().parse(sentence.replace("_", " ")):
        parts.append(re.escape(literal))
        if field is not None:
            parts.append(r".*?")
    return re.compile("".join(parts))


_ANY: Final = re.compile(rf"\b(?:{'|'.join(AVOIDED)})\b", re.IGNORECASE)
_LOOKED_AT: Final = tuple((_pattern(sentence), words) for sentence, words in ALLOWED.items())


def written_in(file: Path) -> Iterator[str]:
    """Yield every text that stands in a module, but for those that explain it and names by which one is looked up."""
    tree = ast.parse(file.read_text("utf-8"))
    explained = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    names = {id(key) for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained | names:
            yield node.value
