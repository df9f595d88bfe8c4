"""Shoutouts as members see them: the form, what the giver reads, the post, the letter, and a week's wall."""

import re
from typing import Final, Self

import discord

from bot.domain.shoutouts import MESSAGE_LIMIT
from bot.services.shoutout_posts import MessageLink, ShoutoutNote, ShoutoutPost, Wall
from bot.services.shoutouts import Addressed, Given, Suggestion, Worth
from bot.ui import text, theme
from bot.ui.cards import Card
from bot.ui.components import Button, Form, Interaction, asker_of, services_of
from bot.ui.quoting import quoted, quoted_lines, tidy
from bot.ui.text import feedback as feedback_words
from bot.ui.text import shoutouts as said

_CHOICE: Final = 100
"""Characters of something to choose from a list (Discord's limit)."""


class ShoutoutForm(Form):
    """Asks for the words; its title says for whom they are."""

    def __init__(self, to: Addressed) -> None:
        super().__init__(title=said.FORM_TITLE.format(name=text.plain_member(to.names[0])))
        self.to = to
        self.about_runner = to.runner_ids[0]
        self.words: discord.ui.TextInput[ShoutoutForm] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            placeholder=said.FORM_PLACEHOLDER,
            max_length=MESSAGE_LIMIT,
            custom_id="message",
        )
        self.add_item(discord.ui.Label(text=said.FORM_LABEL, description=said.FORM_HINT, component=self.words))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Send the words off."""
        given = await services_of(interaction).shoutouts.give(asker_of(interaction), self.to, self.words.value)
        await interaction.response.send_message(view=GivenShoutoutView(given), ephemeral=True)


class GivenShoutoutView(Card):
    """The private answer to the giver: for whom the words are, how they go, and what they bring."""

    def __init__(self, given: Given) -> None:
        names = said.listed([text.member(name) for name in given.names])
        message = quoted_lines(given.message, MESSAGE_LIMIT)
        if given.award is None:
            lines = [said.GIVEN.format(names=names, message=message)]
        else:
            lines = [said.AWARD.format(points=text.points(given.award), names=names, message=message)]
        worth = said.WORTH[given.worth]
        if given.worth is Worth.POINTS:
            worth = said.EARNED.format(points=given.points)
        if given.award is not None and given.added < given.award:
            worth = said.AWARD_IN_PART.format(name=names, added=given.added)
        super().__init__(
            "\n".join(filter(None, (*lines, worth, said.WAYS[given.way]))),
            TakeBackButton(given.shoutout_id, given.team_id, surely=False),
            accent=theme.PRAISE,
        )


class TakeBackButton(
    Button, template=r"shoutout:(?P<what>back|gone):(?P<shoutout>[0-9]{1,18})(?::t(?P<team>[0-9]{1,20}))?"
):
    """Asks whether a shoutout that the presser gave is to be taken back, and once that is sure, does it."""

    def __init__(self, shoutout_id: int, team_id: int | None = None, *, surely: bool) -> None:
        style = discord.ButtonStyle.danger if surely else discord.ButtonStyle.secondary
        label = said.TAKE_BACK_SURELY if surely else said.TAKE_BACK
        # Those of before do not say of which team.
        team = "" if team_id is None else f":t{team_id}"
        super().__init__(f"shoutout:{'gone' if surely else 'back'}:{shoutout_id}{team}", label, style)
        self.shoutout_id = shoutout_id
        self.about_team = team_id
        self.surely = surely

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        team_id = None if match["team"] is None else int(match["team"])
        return cls(int(match["shoutout"]), team_id, surely=match["what"] == "gone")

    async def pressed(self, interaction: Interaction) -> None:
        """Ask, or do it."""
        if not self.surely:
            again = TakeBackButton(self.shoutout_id, self.about_team, surely=True)
            await interaction.response.send_message(
                view=Card(said.TAKE_BACK_QUESTION, again, accent=theme.PRAISE), ephemeral=True
            )
            return
        await services_of(interaction).shoutouts.take_back(asker_of(interaction), self.shoutout_id)
        await interaction.response.edit_message(view=Card(said.TAKEN_BACK, accent=theme.PRAISE))


class ShoutoutPostView(Card):
    """A shoutout in the feed, recognised by its `marker`."""

    def __init__(self, post: ShoutoutPost, marker: int | None) -> None:
        line = said.POST.format(
            giver=giver(post.giver_name, by_coach=post.by_coach),
            receivers=said.listed([said.MENTION.format(user_id=one.user_id) for one in post.receivers]),
            message=quoted_lines(post.message, MESSAGE_LIMIT),
        )
        lines = (line, awarded(post.award), _about(post.run))
        super().__init__("\n".join(filter(None, lines)), accent=theme.PRAISE, marker=marker)


def pinged(post: ShoutoutPost) -> discord.AllowedMentions:
    """Return whom a new post may notify: those whom it names, who asked for praise in public."""
    return discord.AllowedMentions(
        everyone=False, roles=False, users=[discord.Object(one.user_id) for one in post.receivers]
    )


def suggestion(names: Suggestion) -> str:
    """Return names as they are offered to choose."""
    return tidy(names.label, _CHOICE)


def note_text(note: ShoutoutNote) -> str:
    """Return a shoutout as its one reader sees it."""
    line = said.NOTE.format(
        giver=giver(note.giver_name, by_coach=note.by_coach), message=quoted_lines(note.message, MESSAGE_LIMIT)
    )
    return "\n".join(filter(None, (line, awarded(note.award), _about(note.run))))


def wall_lines(wall: Wall) -> list[str]:
    """Return what was said in a week, a line each; nothing when nothing was."""
    if not wall.posts:
        return []
    lines = [said.WALL]
    for post in wall.posts:
        lines.append(
            said.WALL_LINE.format(
                giver=giver(post.giver_name, by_coach=post.by_coach),
                receivers=said.listed([text.member(one.name) for one in post.receivers]),
                message=quoted(post.message, said.WALL_QUOTE),
            )
        )
    if wall.more:
        lines.append(said.WALL_MORE.format(count=wall.more))
    return lines


def giver(name: str | None, *, by_coach: bool) -> str:
    """Return who gave it: `Coach Caleb`, `Ana`, `A teammate`."""
    if by_coach:
        return feedback_words.coach(name)
    return said.SOMEBODY if name is None else text.member(name)


def awarded(points: int | None) -> str | None:
    """Return what a coach gave with it."""
    return None if not points else said.AWARDED.format(points=text.points(points))


def _about(run: MessageLink | None) -> str | None:
    if run is None:
        return None
    return said.ABOUT.format(url=said.URL.format(team=run.team_id, channel=run.channel_id, message=run.message_id))
