"""Check-ins: five answers a week, a runner's own normal, what is worth a coach's look, and what is glad about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import median
from typing import Final

from bot.domain.runs import PainArea

OPEN_FOR: Final = timedelta(days=6)
"""How long a check-in can be answered: until shortly before the next one."""

NORMAL_OF: Final = 6
"""The newest check-ins of which a runner's normal is the median."""
NORMAL_NEEDS: Final = 3
"""With fewer of them there is no normal yet."""
BELOW_AT: Final = 1
"""A step of the scale: so much below the normal is below it."""
FEW_BELOW: Final = 2
"""So many items below the own normal are worth a look."""
PAIN_LIMIT: Final = 6
"""From this level (of 10) on it is for a doctor or physiotherapist, and no training advice is given."""
PAIN_FOR_A_PAUSE: Final = 4
LOW: Final = 2
"""Up to this answer an item is low."""


class Item(StrEnum):
    """What is asked, in this order."""

    SLEEP = "sleep"
    ENERGY = "energy"
    SORENESS = "soreness"
    MOOD = "mood"
    PAIN = "pain"


FEELINGS: Final = (Item.SLEEP, Item.ENERGY, Item.SORENESS, Item.MOOD)
"""All but pain, which is judged by itself."""

WORST, BEST = 1, 5
"""Every item is answered with 1 to 5, and 5 is well: fresh legs, no pain."""

_PAIN_LEVELS: Final = {5: 0, 4: 2, 3: 4, 2: 6, 1: 8}

Answers = Mapping[Item, int]
"""What was answered so far; a whole check-in has all five."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a whole check-in told: all five answers, and where it hurts, if they said so."""

    answers: Answers
    area: PainArea | None = None


def next_item(answers: Answers) -> Item | None:
    """Return what is to be asked next, None once all is answered."""
    return next((item for item in Item if item not in answers), None)


def pain_level(answers: Answers) -> int:
    """Return the pain on the scale that runs have, 0 for none to 10; 0 as well before it is answered."""
    return _PAIN_LEVELS.get(answers.get(Item.PAIN, BEST), 0)


class Flag(StrEnum):
    """Why a check-in is worth a coach's look, the most urgent first."""

    STRONG_PAIN = "strong_pain"
    NEW_PAIN = "new_pain"
    BELOW_NORMAL = "below_normal"


def normals(past: Sequence[Answers]) -> dict[Item, float]:
    """Return a runner's own normal of each item by their past check-ins, newest first; empty before there is one."""
    newest = past[:NORMAL_OF]
    if len(newest) < NORMAL_NEEDS:
        return {}
    return {item: median(answers[item] for answers in newest) for item in FEELINGS}


def below_normal(answers: Answers, past: Sequence[Answers]) -> tuple[Item, ...]:
    """Return which items are a step or more below the runner's own normal."""
    return tuple(item for item, normal in normals(past).items() if answers[item] <= normal - BELOW_AT)


def flags(answers: Answers, past: Sequence[Answers]) -> tuple[Flag, ...]:
    """Return why a whole check-in is worth a look: two or more below the own normal, or pain that is new or strong.

    Pain is new when the check-in before had none, or less, and in a first one.
    """
    pain = pain_level(answers)
    found = []
    if pain >= PAIN_LIMIT:
        found.append(Flag.STRONG_PAIN)
    if pain > (pain_level(past[0]) if past else 0):
        found.append(Flag.NEW_PAIN)
    if len(below_normal(answers, past)) >= FEW_BELOW:
        found.append(Flag.BELOW_NORMAL)
    return tuple(found)


def offers_pause(answers: Answers) -> bool:
    """Tell whether a pause may be welcome: with pain, or with all else low."""
    return pain_level(answers) >= PAIN_FOR_A_PAUSE or all(answers[item] <= LOW for item in FEELINGS)


class Gladness(StrEnum):
    """What comes back for five taps."""

    PAIN_GONE = "pain_gone"
    PAIN_EASES = "pain_eases"
    UP = "up"
    WELL = "well"
    STEADY = "steady"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Glad:
    """One glad fact of a check-in: for `UP` which item rose, from which answer to which; for others, which is well."""

    kind: Gladness
    item: Item | None = None
    before: int = 0
    now: int = 0


def glad(answers: Answers, past: Sequence[Answers]) -> Glad:
    """Return the gladdest fact of a whole check-in, beside the one before it; nothing that went down is named."""
    before = past[0] if past else None
    if before is not None and pain_level(before) > 0 and pain_level(answers) < pain_level(before):
        return Glad(Gladness.PAIN_EASES if pain_level(answers) else Gladness.PAIN_GONE)
    if before is not None:
        risen = max(FEELINGS, key=lambda item: answers[item] - before[item])
        if answers[risen] > before[risen]:
            return Glad(Gladness.UP, risen, before[risen], answers[risen])
    well = next((item for item in FEELINGS if answers[item] == BEST), None)
    if well is not None:
        return Glad(Gladness.WELL, well, now=BEST)
    steady = next((item for item in FEELINGS if before is not None and LOW < answers[item] == before[item]), None)
    if steady is not None:
        return Glad(Gladness.STEADY, steady, answers[steady], answers[steady])
    return Glad(Gladness.THANKS)
