"""The question for whom words are that somebody wrote to the bot directly, and its answers."""

import logging
import re
from typing import Final, Self

import discord

from bot.errors import NotFound
from bot.services.direct_choices import CoachChoice, Whom
from bot.services.feedback_sending import Given
from bot.ui import errors, text, theme
from bot.ui.cards import Card
from bot.ui.components import Button, Form, Interaction, Picker, asker_in, askers_coaching, put, services_of
from bot.ui.feedback import on_its_way
from bot.ui.quoting import quoted
from bot.ui.text import direct_words as said
from bot.ui.text.feedback import plain_coach

log = logging.getLogger(__name__)

LABEL: Final = 80
"""Characters of a button's label at most."""

NAME: Final = 100
"""Characters that are searched for at most."""


def sent_text(given: Given) -> str:
    """Return the quiet line below a message that went on its way."""
    return said.SENT.format(where=on_its_way(given, briefly=True))


def problem_text(error: Exception, user_id: int) -> str:
    """Return what a writer is told of what went wrong; a defect is logged under the reference that they read."""
    cause = errors.unwrapped(error)
    user_error = errors.as_user_error(cause)
    if user_error is not None:
        log.info("a direct message of user %s: %s", user_id, user_error)
        message, hint = text.problem(user_error.code, user_error.facts)
        return f"**{message}**\n{hint}"
    reference = errors.new_reference()
    log.error("a direct message of user %s failed, reference %s", user_id, reference, exc_info=cause)
    return text.UNEXPECTED.format(reference=reference)


class SendToCoachButton(Button, template=r"words:coach:(?P<kept>[0-9]{1,18}):(?P<word>[0-9]{1,18})"):
    """Sends kept words to a coach who wrote before."""

    # The words know their writer, whichever of their teams that one means in direct messages.
    is_for_runners = False

    def __init__(self, kept_id: int, feedback_id: int, label: str = said.SEND_TO) -> None:
        super().__init__(f"words:coach:{kept_id}:{feedback_id}", label[:LABEL], discord.ButtonStyle.primary)
        self.kept_id = kept_id
        self.feedback_id = feedback_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the ids."""
        return cls(int(match["kept"]), int(match["word"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Send them."""
        words = services_of(interaction).direct_words
        try:
            team_id = await words.team_of_word(interaction.user.id, self.kept_id, self.feedback_id)
            given = await words.send_to_coach(await asker_in(interaction, team_id), self.kept_id, self.feedback_id)
        except NotFound as refusal:
            await _ask_anew(interaction, self.kept_id, refusal)
            return
        await interaction.response.edit_message(view=SentView(given))


class SendFirstButton(
    Button, template=r"words:first:(?P<kept>[0-9]{1,18}):(?P<team>[0-9]{1,20}):(?P<coach>[0-9]{1,20})"
):
    """Sends kept words to a coach of a team who has not written yet."""

    is_for_runners = False

    def __init__(self, kept_id: int, team_id: int, coach_id: int, label: str = said.SEND_TO) -> None:
        super().__init__(f"words:first:{kept_id}:{team_id}:{coach_id}", label[:LABEL], discord.ButtonStyle.primary)
        self.kept_id = kept_id
        self.team_id = team_id
        self.coach_id = coach_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the ids."""
        return cls(int(match["kept"]), int(match["team"]), int(match["coach"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Send them."""
        words = services_of(interaction).direct_words
        await words.find(interaction.user.id, self.kept_id)
        asker = await asker_in(interaction, self.team_id)
        try:
            given = await words.send_first(asker, self.kept_id, self.team_id, self.coach_id)
        except NotFound as refusal:
            await _ask_anew(interaction, self.kept_id, refusal)
            return
        await interaction.response.edit_message(view=SentView(given))


class SendToRunnerPicker(Picker, template=r"words:runner:(?P<kept>[0-9]{1,18})"):
    """Sends kept words to the runner who is picked."""

    is_for_runners = False

    def __init__(self, kept_id: int, whom: Whom | None = None) -> None:
        options = []
        for one in () if whom is None else whom.runners:
            team = text.plain_team(one.team_name) if whom is not None and whom.teams > 1 else None
            options.append(
                discord.SelectOption(label=text.plain_member(one.name), value=str(one.runner_id), description=team)
            )
        super().__init__(f"words:runner:{kept_id}", options)
        self.item.placeholder = said.PICK
        self.kept_id = kept_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["kept"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Send them."""
        words = services_of(interaction).direct_words
        runner_id = int(self.picked) if _KEY.fullmatch(self.picked) else 0
        team_id = await words.team_of_runner(interaction.user.id, self.kept_id, runner_id)
        given = await words.send_to_runner(await asker_in(interaction, team_id), self.kept_id, runner_id)
        await interaction.response.edit_message(view=SentView(given))


_KEY: Final = re.compile(r"[0-9]{1,18}")


class FindRunnerButton(Button, template=r"words:find:(?P<kept>[0-9]{1,18})"):
    """Asks for a name, where there are more runners than a list holds."""

    is_for_runners = False

    def __init__(self, kept_id: int) -> None:
        super().__init__(f"words:find:{kept_id}", said.FIND)
        self.kept_id = kept_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["kept"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        await services_of(interaction).direct_words.find(interaction.user.id, self.kept_id)
        await interaction.response.send_modal(FindRunnerForm(self.kept_id))


class FindRunnerForm(Form):
    """Takes a name to search for."""

    # The words know their writer.
    is_for_runners = False

    def __init__(self, kept_id: int) -> None:
        super().__init__(title=said.FIND_TITLE)
        self.kept_id = kept_id
        self.name: discord.ui.TextInput[FindRunnerForm] = discord.ui.TextInput(max_length=NAME, custom_id="name")
        self.add_item(discord.ui.Label(text=said.FIND_LABEL, component=self.name))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Show who goes by that."""
        words = services_of(interaction).direct_words
        await words.find(interaction.user.id, self.kept_id)
        coaching = await askers_coaching(interaction.client, interaction.user)
        whom = await words.whom(interaction.user.id, self.kept_id, coaching, self.name.value)
        await put(interaction, WhomView(whom))


class DiscardButton(Button, template=r"words:discard:(?P<kept>[0-9]{1,18})"):
    """Keeps words no longer."""

    is_for_runners = False

    def __init__(self, kept_id: int) -> None:
        super().__init__(f"words:discard:{kept_id}", said.DISCARD)
        self.kept_id = kept_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["kept"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Forget them."""
        await services_of(interaction).direct_words.discard(interaction.user.id, self.kept_id)
        await interaction.response.edit_message(view=Card(said.DISCARDED, accent=theme.COACH))


class WhomView(Card):
    """Asks for whom words are: a button for each coach, a list of runners for who coaches."""

    def __init__(self, whom: Whom, *, writer_gone: bool = False) -> None:
        """`writer_gone`: they answer somebody who does not coach any more."""
        buttons = [_to_coach(one, whom) for one in whom.coaches]
        if whom.there_are_more or whom.typed:
            buttons.append(FindRunnerButton(whom.kept_id))
        buttons.append(DiscardButton(whom.kept_id))
        lists = [SendToRunnerPicker(whom.kept_id, whom)] if whom.runners else []
        super().__init__(_question(whom, writer_gone), *buttons, lists=lists, accent=theme.COACH)


class SentView(Card):
    """Says, in place of the question, that words went on their way."""

    def __init__(self, given: Given) -> None:
        super().__init__(sent_text(given), accent=theme.COACH)


async def _ask_anew(interaction: Interaction, kept_id: int, refusal: NotFound) -> None:
    """Ask for whom words are among who coaches now, where who was picked does no more; anything else is told."""
    # The question stands in direct messages: pressed in a server, it is about another team.
    if refusal.code not in _NO_MORE or interaction.guild_id is not None:
        raise refusal
    coaching = await askers_coaching(interaction.client, interaction.user)
    whom = await services_of(interaction).direct_words.whom(interaction.user.id, kept_id, coaching)
    if not whom.coaches and not whom.runners:
        raise refusal
    await interaction.response.edit_message(view=WhomView(whom, writer_gone=True))


_NO_MORE: Final = ("coach_no_more", "coach_not_here", "coach_gone")


def _question(whom: Whom, writer_gone: bool) -> str:
    if not whom.typed:
        return said.WHOM_ELSE if writer_gone else said.WHOM
    template = said.SEARCHED if whom.runners else said.SEARCHED_NOBODY
    return template.format(typed=quoted(whom.typed, NAME))


def _to_coach(choice: CoachChoice, whom: Whom) -> Button:
    label = _label(choice, whom)
    if choice.feedback_id is None:
        return SendFirstButton(whom.kept_id, choice.team_id, choice.coach_id, label)
    return SendToCoachButton(whom.kept_id, choice.feedback_id, label)


def _label(choice: CoachChoice, whom: Whom) -> str:
    name = plain_coach(choice.name)
    if whom.teams == 1:
        return said.SEND_TO.format(name=name)
    return said.SEND_TO_IN.format(name=name, team=text.plain_team(choice.team_name))
