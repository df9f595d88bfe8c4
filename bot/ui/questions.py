"""The questions that a command can be interrupted by: three about the runner, and which team they mean."""

from typing import Any

import discord

from bot.domain.audience import Praise, Sharing
from bot.errors import NotAllowed, UserError
from bot.services.memberships import TeamChoice
from bot.services.profiles import Profile
from bot.ui import text, theme
from bot.ui.cards import Card
from bot.ui.components import Interaction, Layout, asker_of, services_of
from bot.ui.controls import Press, Question
from bot.ui.interrupted import go_on, put_away
from bot.ui.text import profiles as said

TEAMS_OFFERED = 25
"""Options of a select (Discord's limit)."""


class QuestionsView(Question):
    """Three questions with an answer to each chosen; the command that was asked for goes on after them.

    Each press redraws the panel, so one tap a question is enough, and none when those suit.
    """

    def __init__(self, profile: Profile, asked: Interaction) -> None:
        super().__init__()
        self.asked = asked
        self.praise = profile.praise
        self.on_boards = bool(profile.boards)
        self.sharing = profile.sharing
        # The same buttons in every drawing: a second tap can be on its way while the first one redraws.
        questions = (
            (said.PRAISE_QUESTION, [_Answer(self, one, label) for one, label in said.PRAISE_ANSWERS.items()]),
            (said.BOARDS_QUESTION, [_Answer(self, one, label) for one, label in said.BOARDS_ANSWERS.items()]),
            (said.SHARING_QUESTION, [_Answer(self, one, label) for one, label in said.SHARING_ANSWERS.items()]),
        )
        self._answers = [answer for _, answers in questions for answer in answers]
        command = asked.command.qualified_name if asked.command is not None else ""
        children: list[discord.ui.Item[Any]] = [
            discord.ui.TextDisplay(f"{said.QUESTIONS_HEADING}\n{said.QUESTIONS_HINT.format(command=command)}")
        ]
        for question, answers in questions:
            children += (discord.ui.TextDisplay(question), discord.ui.ActionRow(*answers))
        children += (
            discord.ui.Separator(),
            discord.ui.ActionRow(Press(self, said.DONE, self.finish, discord.ButtonStyle.primary)),
        )
        self.add_item(discord.ui.Container(*children, accent_colour=theme.PRAISE))
        self._mark()

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """The answers are those of whoever was asked."""
        return await super().interaction_check(interaction) and _is_asked(interaction, self.asked)

    async def choose(self, interaction: Interaction, answer: Praise | Sharing | bool) -> None:
        """Mark one answer."""
        if self.is_answered:
            # The panel is about to go; drawing it again would bring it back.
            await interaction.response.defer()
            return
        match answer:
            case Praise():
                self.praise = answer
            case Sharing():
                self.sharing = answer
            case bool():
                self.on_boards = answer
        self._mark()
        await interaction.response.edit_message(view=self)

    async def finish(self, interaction: Interaction) -> None:
        """Keep the answers and let the command go on."""
        await self.once(interaction, self._finish)

    async def _finish(self, interaction: Interaction) -> None:
        await services_of(interaction).profiles.answer(
            asker_of(self.asked), praise=self.praise, on_boards=self.on_boards, sharing=self.sharing
        )
        await go_on(self.asked, interaction)
        await put_away(self.asked, Card(said.ANSWERED, accent=theme.PRAISE))

    def _mark(self) -> None:
        for button in self._answers:
            button.mark(chosen=button.answer in (self.praise, self.on_boards, self.sharing))


def _is_asked(interaction: Interaction, asked: Interaction) -> bool:
    if interaction.user.id != asked.user.id:
        raise NotAllowed("not_your_question")
    return True


class _Answer(discord.ui.Button[QuestionsView]):
    """One answer; the chosen one stands out by its colour and its tick."""

    def __init__(self, panel: QuestionsView, answer: Praise | Sharing | bool, label: str) -> None:
        super().__init__(custom_id=panel.new_id())
        self.answer = answer
        self._panel = panel
        self._label = label

    def mark(self, *, chosen: bool) -> None:
        """Show whether this is the chosen answer."""
        self.label = said.CHOSEN.format(answer=self._label) if chosen else self._label
        self.style = discord.ButtonStyle.success if chosen else discord.ButtonStyle.secondary

    async def callback(self, interaction: Interaction) -> Any:
        """Choose it."""
        await self._panel.choose(interaction, self.answer)


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
        return self.is_open() and (self.asked is None or _is_asked(interaction, self.asked))

    async def choose(self, interaction: Interaction, team_id: str) -> None:
        """Remember the team, and let the command go on."""
        if team_id not in self.teams:
            raise UserError("component_stale")
        await services_of(interaction).memberships.choose(interaction.user.id, int(team_id))
        chosen = Card(said.TEAM_CHOSEN.format(team=text.team(self.teams[team_id].name)), accent=theme.RUN)
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
            options=[discord.SelectOption(label=text.plain_team(team.name), value=str(team.team_id)) for team in teams],
        )

    async def callback(self, interaction: Interaction) -> Any:
        """Choose one."""
        assert self.view is not None
        await self.view.choose(interaction, self.values[0])
