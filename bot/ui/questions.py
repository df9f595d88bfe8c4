"""The questions that a command can be interrupted by: three about the runner, and which team they mean."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import discord

from bot.domain.audience import Praise, Sharing
from bot.services.memberships import TeamChoice
from bot.services.profiles import Profile
from bot.ui import text, theme
from bot.ui.cards import Card
from bot.ui.components import Interaction, Layout, asker_of, services_of
from bot.ui.interrupted import go_on, put_away
from bot.ui.text import profiles as said

TEAMS_OFFERED = 25
"""Options of a select (Discord's limit)."""


class QuestionsView(Layout):
    """Three questions with the quiet answers chosen; the command that was asked for goes on after them.

    Each press redraws the panel, so one tap a question is enough, and none when the quiet answers suit.
    """

    def __init__(self, profile: Profile, asked: Interaction) -> None:
        super().__init__()
        self.asked = asked
        self.praise = profile.praise
        self.on_boards = bool(profile.boards)
        self.sharing = profile.sharing
        self._answering = False
        self._draw()

    async def choose(self, interaction: Interaction, answer: Praise | Sharing | bool) -> None:
        """Mark one answer."""
        match answer:
            case Praise():
                self.praise = answer
            case Sharing():
                self.sharing = answer
            case bool():
                self.on_boards = answer
        self._draw()
        await interaction.response.edit_message(view=self)

    async def finish(self, interaction: Interaction) -> None:
        """Keep the answers and let the command go on; once, however often the button is pressed."""
        if self._answering:
            await interaction.response.defer()
            return
        self._answering = True
        try:
            await services_of(interaction).profiles.answer(
                asker_of(interaction), praise=self.praise, on_boards=self.on_boards, sharing=self.sharing
            )
        except BaseException:
            self._answering = False
            raise
        await go_on(self.asked, interaction)
        await put_away(self.asked, Card(said.ANSWERED, accent=theme.PRAISE))

    def _draw(self) -> None:
        self.clear_items()
        command = self.asked.command.qualified_name if self.asked.command is not None else ""
        heading = f"{said.QUESTIONS_HEADING}\n{said.QUESTIONS_HINT.format(command=command)}"
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay(heading),
                *self._question(said.PRAISE_QUESTION, said.PRAISE_ANSWERS, self.praise),
                *self._question(said.BOARDS_QUESTION, said.BOARDS_ANSWERS, self.on_boards),
                *self._question(said.SHARING_QUESTION, said.SHARING_ANSWERS, self.sharing),
                discord.ui.Separator(),
                discord.ui.ActionRow(_Done(self.new_id())),
                accent_colour=theme.PRAISE,
            )
        )

    def _question(
        self, question: str, answers: Mapping[Any, str], chosen: StrEnum | bool
    ) -> tuple[discord.ui.Item[Any], ...]:
        buttons = [_Answer(self.new_id(), answer, label, chosen=answer == chosen) for answer, label in answers.items()]
        return discord.ui.TextDisplay(question), discord.ui.ActionRow(*buttons)


class _Answer(discord.ui.Button[QuestionsView]):
    """One answer; the chosen one stands out by its colour and its tick."""

    def __init__(self, custom_id: str, answer: Praise | Sharing | bool, label: str, *, chosen: bool) -> None:
        style = discord.ButtonStyle.success if chosen else discord.ButtonStyle.secondary
        super().__init__(label=said.CHOSEN.format(answer=label) if chosen else label, style=style, custom_id=custom_id)
        self.answer = answer

    async def callback(self, interaction: Interaction) -> Any:
        """Mark it."""
        assert self.view is not None
        await self.view.choose(interaction, self.answer)


class _Done(discord.ui.Button[QuestionsView]):
    """Ends the questions."""

    def __init__(self, custom_id: str) -> None:
        super().__init__(label=said.DONE, style=discord.ButtonStyle.primary, custom_id=custom_id)

    async def callback(self, interaction: Interaction) -> Any:
        """Keep the answers."""
        assert self.view is not None
        await self.view.finish(interaction)


class TeamQuestionView(Layout):
    """Which team a member of several means in direct messages; what they asked for goes on with it."""

    def __init__(self, teams: tuple[TeamChoice, ...], asked: Interaction | None) -> None:
        super().__init__()
        self.asked = asked
        self.teams = {str(team.team_id): team for team in teams}
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay(f"{said.TEAM_QUESTION}\n{said.TEAM_HINT}"),
                discord.ui.ActionRow(_Teams(self.new_id(), teams[:TEAMS_OFFERED])),
                accent_colour=theme.RUN,
            )
        )

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Leave late answers to `StaleButton`; who asks is what this question is about."""
        return self.is_open()

    async def choose(self, interaction: Interaction, team_id: str) -> None:
        """Remember the team, and let the command go on."""
        await services_of(interaction).memberships.choose(interaction.user.id, int(team_id))
        chosen = Card(said.TEAM_CHOSEN.format(team=text.plain_member(self.teams[team_id].name)), accent=theme.RUN)
        if self.asked is None:
            await interaction.response.edit_message(view=chosen)
            return
        await go_on(self.asked, interaction)
        await put_away(self.asked, chosen)


class _Teams(discord.ui.Select[TeamQuestionView]):
    """The member's teams."""

    def __init__(self, custom_id: str, teams: tuple[TeamChoice, ...]) -> None:
        super().__init__(
            custom_id=custom_id,
            options=[
                discord.SelectOption(label=text.plain_member(team.name), value=str(team.team_id)) for team in teams
            ],
        )

    async def callback(self, interaction: Interaction) -> Any:
        """Choose one."""
        assert self.view is not None
        await self.view.choose(interaction, self.values[0])
