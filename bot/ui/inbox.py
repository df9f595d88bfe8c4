"""The inbox as its owner sees it, and the offer to read it."""

import re
from collections.abc import Iterator
from typing import Final, Self

from bot.services.availability_letters import AvailabilityQuestion
from bot.services.back_fill_standing import BackFill
from bot.services.check_in_letters import CheckInQuestion
from bot.services.connection_letters import ConnectionLetter
from bot.services.feedback_letters import Feedback, FeedbackAnswer
from bot.services.inbox import InboxEntry, InboxPage
from bot.services.nudge_letters import RunNudge
from bot.services.plan_letters import PlanWeek
from bot.ui import figures, text, theme
from bot.ui.availability import answer_buttons
from bot.ui.back_fills import back_fill_buttons
from bot.ui.cards import Card
from bot.ui.check_ins import OpenCheckInButton
from bot.ui.components import Button, Interaction, asker_of, services_of
from bot.ui.connections import letter_buttons
from bot.ui.feedback import ReplyButton
from bot.ui.feedback_files import FilesButton
from bot.ui.letters import letter_text
from bot.ui.nudges import OpenFoundButton
from bot.ui.plan_answers import MyWeekButton
from bot.ui.text import feedback as said


class InboxButton(Button, template=r"feedback:inbox(?::(?P<before>[0-9]{1,18}))?"):
    """Opens the inbox in place of the message it stands under, or turns its pages."""

    def __init__(self, before: int | None = None, label: str = said.READ_ONE) -> None:
        super().__init__("feedback:inbox" if before is None else f"feedback:inbox:{before}", label)
        self.before = before

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read where the page begins; without that it is the first."""
        return cls(None if match["before"] is None else int(match["before"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the page."""
        asker, inbox = asker_of(interaction), services_of(interaction).inbox
        page = await inbox.read(asker, self.before)
        await interaction.response.edit_message(view=InboxView(page))
        await inbox.seen(asker, page)


class InboxView(Card):
    """A page of one's inbox, with a way to answer each who wrote, and the ways on and back."""

    def __init__(self, page: InboxPage) -> None:
        entries = [_entry(entry, page) for entry in page.entries]
        if not entries:
            entries = [said.INBOX_EMPTY if page.is_first else said.INBOX_NO_OLDER]
        buttons: list[Button] = [*_replies(page), *_answers(page), *_files(page)]
        if page.more_waiting:
            buttons.append(InboxButton(label=said.NEXT))
        elif page.older is not None:
            buttons.append(InboxButton(page.older, said.OLDER))
        weeks = [entry.letter.week.key for entry in page.entries if isinstance(entry.letter, PlanWeek)]
        buttons += [MyWeekButton(week) for week in dict.fromkeys(weeks)]
        if not page.is_first:
            buttons.append(InboxButton(label=said.NEWEST))
        super().__init__("\n".join([said.INBOX, *entries]), *buttons, accent=theme.COACH)


def _answers(page: InboxPage) -> Iterator[Button]:
    """Yield the ways to answer what the bot asks on the page."""
    for entry in page.entries:
        match entry.letter:
            case CheckInQuestion():
                yield OpenCheckInButton(entry.letter.page.check_in_id)
            case AvailabilityQuestion():
                yield from answer_buttons(entry.letter.page)
            case RunNudge():
                yield OpenFoundButton(entry.letter.found_id)
            case BackFill():
                yield from back_fill_buttons(entry.letter)
            case ConnectionLetter():
                yield from letter_buttons(entry.letter)


LABEL: Final = 80
"""Characters of a button's label at most."""


def _replies(page: InboxPage) -> list[ReplyButton]:
    """Return a button for everybody whose words are on the page, to answer the newest of them."""
    newest: dict[str, int] = {}
    for letter in (entry.letter for entry in page.entries):
        match letter:
            case Feedback(can_be_answered=True):
                name = said.plain_coach(letter.coach_name)
            case FeedbackAnswer():
                name = text.plain_member(letter.runner_name)
            case _:
                continue
        newest[name] = max(letter.feedback_id, newest.get(name, 0))
    return [ReplyButton(word, said.REPLY_TO.format(name=name)[:LABEL]) for name, word in newest.items()]


def _files(page: InboxPage) -> list[FilesButton]:
    return [
        FilesButton(entry.letter.feedback_id, said.FILES_OF.format(date=figures.short_day(entry.day, page.today)))
        for entry in page.entries
        if isinstance(entry.letter, Feedback | FeedbackAnswer) and entry.letter.files
    ]


def _entry(entry: InboxEntry, page: InboxPage) -> str:
    template = said.INBOX_DATE_NEW if entry.is_new else said.INBOX_DATE
    return f"{letter_text(entry.letter)}\n{template.format(date=figures.day(entry.day, page.today))}"


class OfferView(Card):
    """Says, privately, that messages wait which could not be delivered."""

    def __init__(self, count: int) -> None:
        label = said.READ_ONE if count == 1 else said.READ_MANY
        super().__init__(said.offer(count), InboxButton(label=label), accent=theme.COACH)
