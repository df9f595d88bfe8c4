"""What is said of a run that came to something: a reviewed list for each kind, from which one run has one sentence.

Every sentence names what was done and nobody else's doing, and none says how long anything took to come. More are
welcome; a test reads them all.
"""

from collections.abc import Mapping
from typing import Final

from bot.domain.celebrations import CelebrationKind

LINE: Final = "🎉 {words}"

PUBLIC: Final[Mapping[CelebrationKind, tuple[str, ...]]] = {
    CelebrationKind.FIRST_RUN: (
        "**{name}** has logged a first run: {distance}. Welcome!",
        "A first run for **{name}**: {distance}. Great to have you with us!",
        "**{name}** is off, with a first run of {distance}. Here is to many more!",
    ),
    CelebrationKind.FIRST_AT: (
        "A first {event} for **{name}**: {time}. Well run!",
        "**{name}** has run a first {event}, in {time}. Chapeau!",
        "The very first {event} for **{name}**: {time}. What a moment!",
    ),
    CelebrationKind.KILOMETRES: (
        "**{name}** has come to {kilometres}. One run at a time!",
        "{kilometres} and counting. Well done, **{name}**!",
        "{kilometres} for **{name}** so far. What a journey!",
    ),
    CelebrationKind.BEST: (
        "A new {event} best for **{name}**: {time}. Superb!",
        "**{name}** has a new {event} best, {time}. Hard work shows.",
        "{time} is a new {event} best for **{name}**. Bravo!",
    ),
    CelebrationKind.STREAK: (
        "{weeks} weeks in a row for **{name}**. Steady as a drum!",
        "**{name}** keeps it going: {weeks} weeks in a row. Lovely!",
        "Week {weeks} in a row for **{name}**. That is how it grows.",
    ),
    CelebrationKind.LONGEST: (
        "The longest run yet for **{name}**: {distance}. Hats off!",
        "**{name}** has a new longest run, {distance}. Well done!",
        "{distance} is the longest run so far for **{name}**. What a day out!",
    ),
    CelebrationKind.COMEBACK: (
        "Good to see you out again, **{name}**.",
        "Good to see you out there again, **{name}**!",
        "**{name}** is out again. Good to see you!",
    ),
}
"""To the team."""

PRIVATE: Final[Mapping[CelebrationKind, tuple[str, ...]]] = {
    CelebrationKind.FIRST_RUN: (
        "Your first run is in the log. Welcome!",
        "That is your first run with us. Great to have you!",
        "And off you go, with your first run. Here is to many more!",
    ),
    CelebrationKind.FIRST_AT: (
        "Well run, and one to remember!",
        "A first is a first. Chapeau!",
        "The very first of its kind. What a moment!",
    ),
    CelebrationKind.KILOMETRES: (
        "You have come to {kilometres}. One run at a time!",
        "{kilometres} and counting. Well done!",
        "{kilometres} in your log. What a journey!",
    ),
    CelebrationKind.BEST: (
        "Superb. That one is yours!",
        "Hard work shows. Well done!",
        "What a run. Bravo!",
    ),
    CelebrationKind.STREAK: (
        "{weeks} weeks in a row. Steady as a drum!",
        "You keep it going: {weeks} weeks in a row. Lovely!",
        "Week {weeks} in a row. That is how it grows.",
    ),
    CelebrationKind.LONGEST: (
        "Your longest run yet. Hats off!",
        "A new longest run. Well done!",
        "The longest one so far. What a day out!",
    ),
    CelebrationKind.COMEBACK: (
        "Good to see you out again.",
        "Good to see you out there again!",
        "Out again, and good to see you!",
    ),
}
"""To the runner; the answer names a first and a best in the line before (`run_log.FIRST_AT`, `NEW_BEST`)."""

FACTS: Final[Mapping[CelebrationKind, str]] = {
    CelebrationKind.FIRST_AT: "Your first {event} in this log.",
    CelebrationKind.BEST: "Your new {event} best.",
}
"""What such a line says where no answer stands before it."""
KILOMETRES: Final = "{kilometres:,} km"
KILOMETRES_IN_MILES: Final = "{kilometres:,} km ({miles})"
