"""A coach's templates: the form in which one is written, changed or cleared, and the answer."""

import discord

from bot.services.feedback import FEEDBACK_LIMIT
from bot.services.feedback_templates import SavedTemplate, Template
from bot.ui import text, theme
from bot.ui.cards import Card
from bot.ui.components import Form, Interaction, asker_of, services_of
from bot.ui.text import feedback as said

TITLE = 45
"""Characters of a form's title at most."""


class FeedbackTemplateForm(Form):
    """Takes a template's words; without any it is dropped."""

    def __init__(self, template: Template) -> None:
        super().__init__(title=said.TEMPLATE_TITLE.format(name=text.plain_member(template.name))[:TITLE])
        self.name = template.name
        self.words: discord.ui.TextInput[FeedbackTemplateForm] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            placeholder=said.TEMPLATE_HINT,
            default=template.message or None,
            required=False,
            max_length=FEEDBACK_LIMIT,
            custom_id="message",
        )
        self.add_item(discord.ui.Label(text=said.TEMPLATE_LABEL, component=self.words))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Keep it."""
        templates = services_of(interaction).feedback_templates
        saved = await templates.save(asker_of(interaction), self.name, self.words.value)
        await interaction.response.send_message(view=TemplateView(saved), ephemeral=True)


class TemplateView(Card):
    """Says what became of a template."""

    def __init__(self, saved: SavedTemplate) -> None:
        template = said.TEMPLATE_DROPPED if saved.is_dropped else said.TEMPLATE_SAVED
        super().__init__(template.format(name=text.member(saved.name)), accent=theme.COACH)
