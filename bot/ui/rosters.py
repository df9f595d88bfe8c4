"""The roster as coaches see it: who could use a kind word, one press away, and what was reported."""

import re
from typing import Self

from bot.services.rosters import Reported, Roster, Unpraised
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, asker_of, services_of
from bot.ui.quoting import quoted_lines
from bot.ui.shoutouts import ShoutoutForm
from bot.ui.text import rosters as said

_LABEL = 80


class RosterButton(Button, template=r"roster:(?P<weeks>[0-9]{1,2}):(?P<page>[0-9]{1,4})"):
    """Turns to another page of the roster."""

    def __init__(self, weeks: int, page: int, label: str = said.MORE) -> None:
        super().__init__(f"roster:{weeks}:{page}", label)
        self.weeks = weeks
        self.page = page

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["weeks"]), int(match["page"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the page in place of the one before."""
        roster = await services_of(interaction).rosters.page(asker_of(interaction), self.weeks, self.page)
        await interaction.response.edit_message(view=RosterView(roster))


class WordForButton(Button, template=r"roster:word:(?P<runner>[0-9]{1,18})"):
    """Opens the form for a shoutout to one runner."""

    def __init__(self, runner_id: int, name: str = "") -> None:
        super().__init__(f"roster:word:{runner_id}", said.WORD_FOR.format(name=text.plain_member(name))[:_LABEL])
        self.runner_id = runner_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["runner"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        to = await services_of(interaction).shoutouts.runner(asker_of(interaction), self.runner_id)
        await interaction.response.send_modal(ShoutoutForm(to))


class SeenToButton(
    Button, template=r"roster:seen:(?P<shoutout>[0-9]{1,18}):(?P<runner>[0-9]{1,18}):(?P<weeks>[0-9]{1,2})"
):
    """Notes that a coach has seen to what a runner reported."""

    def __init__(self, shoutout_id: int, runner_id: int, weeks: int) -> None:
        super().__init__(f"roster:seen:{shoutout_id}:{runner_id}:{weeks}", said.SEEN_TO)
        self.shoutout_id = shoutout_id
        self.runner_id = runner_id
        self.weeks = weeks

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["shoutout"]), int(match["runner"]), int(match["weeks"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Note it, and show what is left."""
        roster = await services_of(interaction).rosters.settle(
            asker_of(interaction), self.shoutout_id, self.runner_id, self.weeks
        )
        await interaction.response.edit_message(view=RosterView(roster))


class RosterView(Card):
    """A page of those who could use a kind word, each with a button; what was reported stands first."""

    def __init__(self, roster: Roster) -> None:
        lines = [] if roster.reported is None else _reported(roster.reported, roster)
        buttons: list[Button] = []
        if roster.reported is not None:
            buttons.append(SeenToButton(roster.reported.shoutout_id, roster.reported.runner_id, roster.weeks))
        lines.append(said.ROSTER)
        weeks = text.weeks(roster.weeks)
        if roster.count:
            lines.append(said.INTRO.format(runners=text.runners(roster.count), weeks=weeks))
        else:
            lines.append(said.NOBODY.format(weeks=weeks))
        lines += [_line(one, roster) for one in roster.unpraised]
        lines.append(said.PRIVATE)
        buttons += [WordForButton(one.runner_id, one.name) for one in roster.unpraised]
        if roster.pages > 1:
            is_end = roster.page + 1 == roster.pages
            following = (0, said.FIRST) if is_end else (roster.page + 1, said.MORE)
            buttons.append(RosterButton(roster.weeks, *following))
        super().__init__("\n".join(lines), *buttons, accent=theme.COACH)


def _line(one: Unpraised, roster: Roster) -> str:
    name = text.member(one.name)
    if one.since is None:
        return said.LINE_NEVER.format(name=name)
    return said.LINE.format(name=name, date=figures.short_day(one.since, roster.today))


def _reported(report: Reported, roster: Roster) -> list[str]:
    lines = [
        said.REPORTS.format(
            receiver=text.member(report.receiver_name),
            giver=said.SOMEBODY if report.giver_name is None else text.member(report.giver_name),
            message=quoted_lines(report.message, said.QUOTE),
            date=figures.short_day(report.day, roster.today),
        )
    ]
    if roster.reports > 1:
        lines.append(said.MORE_REPORTS.format(count=roster.reports - 1))
    return lines
