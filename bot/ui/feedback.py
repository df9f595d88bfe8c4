"""Private words as coaches and runners write them: the forms, the button to reply, and what the writer reads."""

import re
from collections.abc import Awaitable, Callable
from typing import Self

import discord

from bot.services.feedback import FEEDBACK_LIMIT, WORDS_ROOM, Correspondent, Recipient
from bot.services.feedback_sending import Given
from bot.services.teammates import key_of
from bot.ui import text, theme
from bot.ui.cards import Card
from bot.ui.components import Button, Form, Interaction, asker_in, asker_of, services_of
from bot.ui.quoting import quoted_whole
from bot.ui.text import feedback as said

Send = Callable[[Interaction, str], Awaitable[None]]


class WordsForm(Form):
    """Asks for words; its title says for whom they are."""

    def __init__(self, title: str, words: str = "") -> None:
        super().__init__(title=title)
        self.words: discord.ui.TextInput[WordsForm] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            placeholder=self.placeholder,
            default=words or None,
            max_length=FEEDBACK_LIMIT,
            custom_id="message",
        )
        self.add_item(discord.ui.Label(text=said.FORM_LABEL, component=self.words))

    placeholder = said.FORM_PLACEHOLDER


class FeedbackForm(WordsForm):
    """Asks a coach for words to a runner."""

    def __init__(self, recipient: Recipient, words: str = "", send: Send | None = None) -> None:
        """`send` sends the words off where a file goes along."""
        super().__init__(said.FORM_TITLE.format(name=text.plain_member(recipient.name)), words)
        self.recipient = recipient
        self.about_runner = recipient.runner_id
        self.send = send

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Send the words off."""
        if self.send is not None:
            await self.send(interaction, self.words.value)
            return
        given = await services_of(interaction).feedback.give(
            asker_of(interaction), self.recipient.runner_id, self.words.value
        )
        await interaction.response.send_message(view=GivenView(given), ephemeral=True)


class ReplyForm(WordsForm):
    """Asks for the answer to somebody's words."""

    # The words know their reader, whichever team that one means in direct messages.
    is_for_runners = False
    placeholder = said.REPLY_PLACEHOLDER

    def __init__(self, to: Correspondent) -> None:
        name = text.plain_member(to.name or "") if to.as_coach else said.plain_coach(to.name)
        super().__init__(said.FORM_TITLE.format(name=name))
        self.to = to

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Send the answer off."""
        asker = await asker_in(interaction, self.to.team_id)
        given = await services_of(interaction).feedback.answer(asker, self.to.feedback_id, self.words.value)
        await interaction.response.send_message(view=GivenView(given), ephemeral=True)


class ReplyButton(Button, template=r"feedback:reply:(?P<word>[0-9]{1,18})"):
    """Opens the form to answer somebody's words."""

    # The words know their reader, whichever of their teams that one means in direct messages.
    is_for_runners = False

    def __init__(self, feedback_id: int, label: str = said.REPLY) -> None:
        super().__init__(f"feedback:reply:{feedback_id}", label)
        self.feedback_id = feedback_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["word"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        to = await services_of(interaction).feedback.correspondent(
            interaction.user.id, self.feedback_id, interaction.guild_id
        )
        # Who may not answer need not fill in a form to learn so.
        asker = await asker_in(interaction, to.team_id)
        await services_of(interaction).feedback.may_answer(asker, self.feedback_id)
        await interaction.response.send_modal(ReplyForm(to))


class WriteToButton(Button, template=r"feedback:to:(?P<runner>[0-9]{1,18})"):
    """Opens the form for private words to one runner."""

    def __init__(self, runner_id: int, name: str = "") -> None:
        super().__init__(f"feedback:to:{runner_id}", said.WRITE_TO.format(name=text.plain_member(name)))
        self.about_runner = self.runner_id = runner_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["runner"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        recipient = await services_of(interaction).feedback.recipient(asker_of(interaction), key_of(self.runner_id))
        await interaction.response.send_modal(FeedbackForm(recipient))


class GivenView(Card):
    """The private answer to who wrote: for whom the words are, and how they read."""

    def __init__(self, given: Given) -> None:
        super().__init__(
            "\n".join(
                (
                    on_its_way(given),
                    said.GIVEN_WORDS.format(message=shown_words(given.message)),
                )
            ),
            accent=theme.COACH,
        )


def shown_words(message: str) -> str:
    """Return private words as they stand in a letter, an inbox, a thread: whole."""
    return quoted_whole(message, FEEDBACK_LIMIT, WORDS_ROOM)


def on_its_way(given: Given, *, briefly: bool = False) -> str:
    """Return for whom the words are, and when they go; `briefly` where the words themselves stand near."""
    name = said.coach(given.reader_name) if given.to_coach else text.member(given.reader_name or "")
    if given.waits_until is None:
        return (said.GIVEN_BRIEFLY if briefly else said.GIVEN).format(name=name)
    return said.GIVEN_AT_NIGHT.format(name=name, timestamp=int(given.waits_until.timestamp()))
