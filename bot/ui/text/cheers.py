"""What is said about cheers: on the card, in a burst of them, and to whoever asks who cheered."""

from collections.abc import Sequence
from typing import Final

CHEER: Final = "Cheer"
CHEERS: Final = "Cheer · {cheers}"
WHO: Final = "Who?"

COUNTED: Final = "Your cheer counts: **{cheers}** so far."
TAKEN_BACK: Final = "Your cheer is taken back: **{cheers}** now."
IN_A_MOMENT: Final = "-# The card shows it in a moment."

CHEERED_BY: Final = "Cheered by {names}."
YOU: Final = "you"
ONE_TEAMMATE: Final = "one teammate"
TEAMMATES: Final = "{count:,} teammates"
ONE_MORE: Final = "one more"
MORE: Final = "{count:,} more"
AND: Final = " and "
TO_COME: Final = "The first cheer is still to come. It could be yours."
TO_COME_FOR_YOU: Final = "The first cheer is still to come. You will see it here."


def counted(cheers: int, *, given: bool) -> str:
    """Return the answer to a press while many press."""
    sentence = COUNTED if given else TAKEN_BACK
    return f"{sentence.format(cheers=f'{cheers:,}')}\n{IN_A_MOMENT}"


def cheered_by(names: Sequence[str], others: int, *, by_reader: bool, is_own: bool) -> str:
    """Return who cheered a run; `names` are safe to stand in a line, and `others` are counted."""
    who = [YOU] if by_reader else []
    who += names
    if others and who:
        who.append(ONE_MORE if others == 1 else MORE.format(count=others))
    elif others:
        who.append(ONE_TEAMMATE if others == 1 else TEAMMATES.format(count=others))
    if not who:
        return TO_COME_FOR_YOU if is_own else TO_COME
    *first, final = who
    return CHEERED_BY.format(names=AND.join([*([", ".join(first)] if first else []), final]))
