"""Private feedback as the coach writes it: the form and the answer."""

import discord

from bot.services.feedback import FEEDBACK_LIMIT, Given, Recipient
from bot.ui import text, theme
from bot.ui.cards import Card
from bot.ui.components import Form, Interaction, asker_of, services_of
from bot.ui.quoting import quoted_lines
from bot.ui.text import feedback as said


class FeedbackForm(Form):
    """Asks a coach for the words; its title says for whom they are."""

    def __init__(self, recipient: Recipient) -> None:
        super().__init__(title=said.FORM_TITLE.format(name=text.plain_member(recipient.name)))
        self.recipient = recipient
        self.words: discord.ui.TextInput[FeedbackForm] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            placeholder=said.FORM_PLACEHOLDER,
            max_length=FEEDBACK_LIMIT,
            custom_id="message",
        )
        self.add_item(discord.ui.Label(text=said.FORM_LABEL, component=self.words))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Send the words off."""
        given = await services_of(interaction).feedback.give(
            asker_of(interaction), self.recipient.runner_id, self.words.value
        )
        await interaction.response.send_message(view=GivenView(given), ephemeral=True)


class GivenView(Card):
    """The private answer to a coach: for whom the words are, and how they read."""

    def __init__(self, given: Given) -> None:
        super().__init__(
            "\n".join(
                (
                    _on_its_way(given),
                    said.GIVEN_WORDS.format(message=quoted_lines(given.message, FEEDBACK_LIMIT)),
                )
            ),
            accent=theme.COACH,
        )


def _on_its_way(given: Given) -> str:
    name = text.member(given.runner_name)
    if given.waits_until is None:
        return said.GIVEN.format(name=name)
    return said.GIVEN_AT_NIGHT.format(name=name, timestamp=int(given.waits_until.timestamp()))
