"""A post that an admin looks at before the team does."""

import abc
import io
import re
from typing import ClassVar, Final, Self

import discord

from bot.domain.dates import Week
from bot.services.team_posts import PlanPreview, PostPreview
from bot.ui import theme
from bot.ui.askers import plan_groups_of
from bot.ui.board_pictures import picture_of_post
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, asker_of, put, services_of, week_in
from bot.ui.leaderboards import PICTURE_NAME, WeeklyPostView
from bot.ui.pictures import drawn
from bot.ui.plan_posts import PlanPostView
from bot.ui.text import teams as said

_POST: Final = r"(?P<week>[0-9]{4}-W[0-9]{2}):(?P<token>[0-9a-f]{8})"


class _PostButton(Button, abc.ABC, template=r"(?!)"):
    """Sends the post that stands above it, once however often it is pressed."""

    prefix: ClassVar[str]

    def __init__(self, week: str, token: str) -> None:
        super().__init__(f"{self.prefix}:{week}:{token}", said.POST_IT, discord.ButtonStyle.primary)
        self.week = week
        self.token = token

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(match["week"], match["token"])

    @abc.abstractmethod
    async def send(self, interaction: Interaction, week: Week) -> int:
        """Owe the post, and return the channel that it goes to."""

    async def pressed(self, interaction: Interaction) -> None:
        """Owe the post and say where it goes."""
        channel_id = await self.send(interaction, week_in(self.week))
        answer = said.POST_OWED.format(channel=said.channel(channel_id))
        await put(interaction, Card(answer, accent=theme.COACH))


class PostItButton(_PostButton, template=rf"team:post:{_POST}"):
    """Sends a leaderboard."""

    prefix = "team:post"

    async def send(self, interaction: Interaction, week: Week) -> int:
        """Owe the board of the week."""
        return await services_of(interaction).team_posts.send(asker_of(interaction), week, self.token)


class PostPlanButton(_PostButton, template=rf"team:plan:{_POST}"):
    """Sends a plan."""

    prefix = "team:plan"

    async def send(self, interaction: Interaction, week: Week) -> int:
        """Publish what waits, for those who have its roles at this moment, and owe the post."""
        groups, asker = plan_groups_of(interaction), asker_of(interaction)
        if groups is not None and await groups.is_waiting(asker, week):
            await interaction.response.defer()
            await groups.refresh(asker.team_id, week)
        return await services_of(interaction).team_posts.send_plan(asker_of(interaction), week, self.token)


class PlanPreviewView(PlanPostView):
    """The plan just as it would stand in its channel, and what to do with it."""

    def __init__(self, preview: PlanPreview) -> None:
        super().__init__(preview.post, None, has_buttons=False)
        note = said.PREVIEW.format(channel=said.channel(preview.channel_id))
        if preview.waiting:
            note += said.PREVIEW_PUBLISHES
        if preview.stands_already:
            note += said.PREVIEW_AGAIN.format(week=preview.post.week.number)
        self.add_item(discord.ui.TextDisplay(note))
        self.add_item(discord.ui.ActionRow(PostPlanButton(preview.post.week.key, preview.token), LeaveItButton()))


class LeaveItButton(Button, template=r"team:leave"):
    """Puts the preview away."""

    def __init__(self) -> None:
        super().__init__("team:leave", said.LEAVE_IT)

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """There is nothing to read."""
        return cls()

    async def pressed(self, interaction: Interaction) -> None:
        """Say that nothing is posted."""
        await interaction.response.edit_message(view=Card(said.POST_LEFT, accent=theme.COACH), attachments=[])


class PostPreviewView(WeeklyPostView):
    """The post just as it would stand in its channel, and what to do with it."""

    def __init__(self, preview: PostPreview, picture_name: str | None) -> None:
        super().__init__(preview.post, picture_name, None)
        note = said.PREVIEW.format(channel=said.channel(preview.channel_id))
        if preview.stands_already:
            note += said.PREVIEW_AGAIN.format(week=preview.post.week.number)
        self.add_item(discord.ui.TextDisplay(note))
        self.add_item(discord.ui.ActionRow(PostItButton(preview.post.week.key, preview.token), LeaveItButton()))


async def preview_message(preview: PostPreview) -> tuple[PostPreviewView, list[discord.File]]:
    """Return the preview, and the picture that goes with it."""
    picture = await drawn(picture_of_post(preview.post)) if preview.post.rows else None
    files = [] if picture is None else [discord.File(io.BytesIO(picture), PICTURE_NAME)]
    return PostPreviewView(preview, PICTURE_NAME if files else None), files
