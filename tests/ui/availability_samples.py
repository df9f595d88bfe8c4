"""Days on which one can run, as services return them, with plain and with hostile values."""

from datetime import date

import discord

from bot.domain.availability import NO_DAYS, NOTE_LIMIT, Availability, chosen_days
from bot.domain.dates import Week
from bot.services.availability import AvailabilityPage
from bot.services.availability_letters import AvailabilityQuestion
from bot.ui.availability import AvailabilityView
from bot.ui.letters import LetterView
from bot.ui.text import availability as said


def days_page(said_now: Availability | None, before: Availability | None, name: str = "Harriers") -> AvailabilityPage:
    """Return the page of a week."""
    return AvailabilityPage(7, name, Week(2026, 48), said_now, before, date(2026, 11, 22))


def availability_views(name: str, words: str) -> dict[str, discord.ui.LayoutView]:
    """Return every layout about the days on which one can run."""
    most = Availability(chosen_days([0, 2, 4, 6], [1, 3, 5]), words[:NOTE_LIMIT])
    usual = Availability(most.days, most.note, is_usual=True)
    none = Availability(NO_DAYS, None)
    return {
        "days asked": AvailabilityView(days_page(None, None, name)),
        "days asked, before": AvailabilityView(days_page(None, most, name)),
        "days asked, none before": AvailabilityView(days_page(None, none, name)),
        "days": AvailabilityView(days_page(most, usual, name), said.HEADING_KEPT),
        "days, usual": AvailabilityView(days_page(usual, usual, name)),
        "days letter": LetterView(AvailabilityQuestion(days_page(None, None, name)), 18),
        "days letter, before": LetterView(AvailabilityQuestion(days_page(None, most, name)), 18),
        "days, none": AvailabilityView(days_page(none, usual, name)),
    }
