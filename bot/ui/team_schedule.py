"""The private panel with everything that comes by itself, to move it or turn it on and off."""

from typing import Any

import discord

from bot.services.team_schedule import ScheduleChange, ScheduledPost, TeamSchedule
from bot.services.teams import ScheduleKind
from bot.ui import text, theme
from bot.ui.components import Form, Interaction, Layout, asker_of, services_of
from bot.ui.controls import Choice, Press
from bot.ui.text import teams as said


class SchedulePanel(Layout):
    """Each recurring post with its next time; one of them may be chosen, with buttons to change it."""

    def __init__(self, schedule: TeamSchedule, chosen: ScheduleKind | None = None) -> None:
        super().__init__()
        self.chosen = chosen
        lines = [said.SCHEDULE_HEADING, *(post_line(post) for post in schedule.posts)]
        lines.append(said.SCHEDULE_FEED.format(mode=said.FEED_MODES[schedule.feed_mode]))
        lines.append(said.SCHEDULE_ZONE.format(zone=schedule.time_zone))
        options = [(post.kind.value, said.POSTS[post.kind]) for post in schedule.posts]
        parts: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay("\n".join(lines))]
        if options:
            parts.append(discord.ui.ActionRow(Choice(self, said.CHOOSE_POST, options, chosen, self.choose)))
        post = next((post for post in schedule.posts if post.kind is chosen), None)
        if post is not None:
            parts.append(
                discord.ui.ActionRow(
                    Press(self, said.TURN_OFF if post.enabled else said.TURN_ON, self.off if post.enabled else self.on),
                    Press(self, said.MOVE_DAILY if post.weekday is None else said.MOVE, self.ask),
                )
            )
        self.add_item(discord.ui.Container(*parts, accent_colour=theme.COACH))

    async def choose(self, interaction: Interaction, kind: str) -> None:
        """Show what can be changed about a post."""
        schedule = await services_of(interaction).team_schedule.show(asker_of(interaction))
        await interaction.response.edit_message(view=SchedulePanel(schedule, ScheduleKind(kind)))

    async def on(self, interaction: Interaction) -> None:
        """Let the post come."""
        await self.change(interaction, ScheduleChange(enabled=True))

    async def off(self, interaction: Interaction) -> None:
        """Let the post come no more."""
        await self.change(interaction, ScheduleChange(enabled=False))

    async def change(self, interaction: Interaction, change: ScheduleChange) -> None:
        """Keep a change of the chosen post."""
        assert self.chosen is not None
        schedule = await services_of(interaction).team_schedule.change(asker_of(interaction), self.chosen, change)
        await interaction.response.edit_message(view=SchedulePanel(schedule, self.chosen))

    async def ask(self, interaction: Interaction) -> None:
        """Ask for day and time, as they are at this moment."""
        schedule = await services_of(interaction).team_schedule.show(asker_of(interaction))
        post = next(post for post in schedule.posts if post.kind is self.chosen)
        await interaction.response.send_modal(TimeForm(self, post))


class TimeForm(Form):
    """Asks when a post is to come."""

    def __init__(self, panel: SchedulePanel, post: ScheduledPost) -> None:
        super().__init__(title=said.POSTS[post.kind])
        self._panel = panel
        self._day: discord.ui.Select[Form] | None = None
        if post.weekday is not None:
            self._day = discord.ui.Select(
                custom_id="day",
                options=[
                    discord.SelectOption(label=day, value=str(number), default=number == post.weekday)
                    for number, day in enumerate(text.WEEKDAYS)
                ],
            )
            self.add_item(discord.ui.Label(text=said.DAY_FIELD, component=self._day))
        self._time = discord.ui.TextInput[Form](
            custom_id="time", min_length=1, max_length=20, default=post.at.isoformat("minutes")
        )
        self.add_item(discord.ui.Label(text=said.TIME_FIELD, component=self._time))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Move the post."""
        day = next(iter(self._day.values), None) if self._day is not None else None
        weekday = int(day) if day is not None else None
        await self._panel.change(interaction, ScheduleChange(weekday=weekday, at=self._time.value))


def _day(post: ScheduledPost) -> str:
    if post.month_day is not None:
        return said.DAY_OF_MONTH.format(day=post.month_day)
    return said.EVERY_DAY if post.weekday is None else text.WEEKDAYS[post.weekday]


def post_line(post: ScheduledPost) -> str:
    """Return what a post is, when it comes, and when next."""
    template = said.SCHEDULE_ON if post.enabled else said.SCHEDULE_OFF
    return template.format(
        post=said.POSTS[post.kind],
        day=_day(post),
        time=post.at.isoformat("minutes"),
        when=said.moment(post.next_due_at.timestamp()),
    )
