"""A kind word under a teammate's run: the form, the answers, and how it stands under the card."""

import re
from typing import Self

import discord

from bot.services.comments import COMMENT_LIMIT, Addressee, Comment, Said
from bot.ui import text, theme
from bot.ui.cards import Card
from bot.ui.components import Button, Form, Interaction, asker_of, services_of
from bot.ui.quoting import quoted_lines
from bot.ui.text import comments as said


class CommentButton(Button, template=r"comment:(?P<run>[0-9]{1,18})"):
    """Opens the form for a word on a run."""

    def __init__(self, run_id: int) -> None:
        super().__init__(f"comment:{run_id}", said.SAY)
        self.run_id = run_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["run"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form, unless there is nobody to say it to."""
        addressee = await services_of(interaction).comments.addressee(asker_of(interaction), self.run_id)
        await interaction.response.send_modal(CommentForm(addressee))


class CommentForm(Form):
    """Asks for the words; its title says for whom they are."""

    def __init__(self, addressee: Addressee) -> None:
        name = text.plain_member(addressee.name)
        super().__init__(title=said.FORM_TITLE.format(name=name))
        self.run_id = addressee.run_id
        self.words: discord.ui.TextInput[CommentForm] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            placeholder=said.FORM_PLACEHOLDER,
            max_length=COMMENT_LIMIT,
            custom_id="message",
        )
        hint = said.FORM_HINT.format(name=name)
        self.add_item(discord.ui.Label(text=said.FORM_LABEL, description=hint, component=self.words))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Send the words off."""
        comments = services_of(interaction).comments
        found = await comments.say(asker_of(interaction), self.run_id, self.words.value)
        await interaction.response.send_message(view=SaidView(found), ephemeral=True)


class TakeDownButton(Button, template=r"comment:off:(?P<comment>[0-9]{1,18})"):
    """Asks, once, before a comment is taken down; for its writer, and for the runner whose run it is about."""

    def __init__(self, comment_id: int, label: str = said.TAKE_DOWN) -> None:
        super().__init__(f"comment:off:{comment_id}", label)
        self.comment_id = comment_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["comment"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Ask, beside the words."""
        comment = await services_of(interaction).comments.find(asker_of(interaction), self.comment_id)
        await interaction.response.send_message(view=TakeDownView(comment), ephemeral=True)


class TakeDownSurelyButton(Button, template=r"comment:off:(?P<comment>[0-9]{1,18}):sure"):
    """Takes a comment down."""

    def __init__(self, comment_id: int) -> None:
        super().__init__(f"comment:off:{comment_id}:sure", said.SURELY, discord.ButtonStyle.danger)
        self.comment_id = comment_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["comment"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Take it down, and say so in place of the question."""
        await services_of(interaction).comments.take_down(asker_of(interaction), self.comment_id)
        await interaction.response.edit_message(view=Card(said.TAKEN_DOWN, accent=theme.PRAISE))


class SaidView(Card):
    """The private answer to whoever wrote: for whom the words are, how they read, and a way to take them back."""

    def __init__(self, found: Said) -> None:
        where = said.IN_PUBLIC if found.in_public else said.IN_PRIVATE
        words = said.WORDS.format(message=quoted_lines(found.message, COMMENT_LIMIT))
        super().__init__(
            f"{where.format(name=text.member(found.runner_name))}\n{words}",
            TakeDownButton(found.comment_id, said.TAKE_BACK),
            accent=theme.PRAISE,
        )


class CommentView(Card):
    """A comment as it stands under a card; the message is recognised by its `marker`."""

    def __init__(self, comment: Comment, marker: int) -> None:
        super().__init__(comment_text(comment), TakeDownButton(comment.comment_id), accent=theme.PRAISE, marker=marker)


class TakeDownView(Card):
    """Asks before a comment is taken down, and shows which."""

    def __init__(self, comment: Comment) -> None:
        question = f"{said.QUESTION}\n{comment_text(comment)}"
        super().__init__(question, TakeDownSurelyButton(comment.comment_id), accent=theme.PRAISE)


def comment_text(comment: Comment) -> str:
    """Return who says what."""
    return said.POST.format(
        author=text.member(comment.author_name), message=quoted_lines(comment.message, COMMENT_LIMIT)
    )
