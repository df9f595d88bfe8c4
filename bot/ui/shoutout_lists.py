"""Lists of shoutouts: pages of those received and given, and what a receiver can do about one."""

import re
from datetime import date
from typing import Any, Final, Self

import discord

from bot.domain.shoutouts import MESSAGE_LIMIT
from bot.errors import UserError
from bot.services.shoutout_lists import ListedShoutout, ShoutoutPage, Which
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, Picker, asker_of, services_of
from bot.ui.quoting import quoted, quoted_lines, tidy
from bot.ui.shoutouts import giver
from bot.ui.text import shoutouts as said

_CHOICE: Final = 100


class ShoutoutsButton(Button, template=r"shoutout:list:(?P<which>received|given):(?P<before>[0-9]{0,18})"):
    """Turns to a page of shoutouts."""

    def __init__(self, which: Which, before: int | None, label: str) -> None:
        super().__init__(f"shoutout:list:{which}:{'' if before is None else before}", label)
        self.which = which
        self.before = before

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(Which(match["which"]), int(match["before"]) if match["before"] else None, said.OLDER)

    async def pressed(self, interaction: Interaction) -> None:
        """Show the page in place of what stood there."""
        page = await services_of(interaction).shoutout_lists.page(asker_of(interaction), self.which, self.before)
        await interaction.response.edit_message(view=ShoutoutListView(page))


class ShoutoutPicker(Picker, template=r"shoutout:pick"):
    """Opens one of the shoutouts on the page."""

    def __init__(self, page: ShoutoutPage | None = None) -> None:
        options = [] if page is None else [_option(one, page.today) for one in page.entries]
        super().__init__("shoutout:pick", options)
        self.item.placeholder = said.PICK

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Nothing stands in the id; what was picked comes with the press."""
        return cls()

    async def pressed(self, interaction: Interaction) -> None:
        """Show it alone."""
        if not self.picked.isdecimal():
            raise UserError("component_stale")
        shoutout, today = await services_of(interaction).shoutout_lists.one(asker_of(interaction), int(self.picked))
        await interaction.response.edit_message(view=ShoutoutView(shoutout, today))


class HideButton(Button, template=r"shoutout:(?P<what>hide|show):(?P<shoutout>[0-9]{1,18})"):
    """Hides a shoutout that the presser received, or lets it be seen again."""

    def __init__(self, shoutout_id: int, *, hide: bool) -> None:
        super().__init__(f"shoutout:{'hide' if hide else 'show'}:{shoutout_id}", said.HIDE if hide else said.SHOW)
        self.shoutout_id = shoutout_id
        self.hide = hide

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["shoutout"]), hide=match["what"] == "hide")

    async def pressed(self, interaction: Interaction) -> None:
        """Do it, and show how it is now."""
        lists = services_of(interaction).shoutout_lists
        shoutout, today = await lists.hide(asker_of(interaction), self.shoutout_id, hidden=self.hide)
        await interaction.response.edit_message(view=ShoutoutView(shoutout, today))


class ReportButton(Button, template=r"shoutout:(?P<what>report|surely):(?P<shoutout>[0-9]{1,18})"):
    """Asks whether a coach is to see a shoutout, and once that is sure, shows it to them."""

    def __init__(self, shoutout_id: int, *, surely: bool) -> None:
        style = discord.ButtonStyle.danger if surely else discord.ButtonStyle.secondary
        super().__init__(
            f"shoutout:{'surely' if surely else 'report'}:{shoutout_id}",
            said.REPORT_SURELY if surely else said.REPORT,
            style,
        )
        self.shoutout_id = shoutout_id
        self.surely = surely

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["shoutout"]), surely=match["what"] == "surely")

    async def pressed(self, interaction: Interaction) -> None:
        """Ask, or do it."""
        lists, asker = services_of(interaction).shoutout_lists, asker_of(interaction)
        change = lists.report if self.surely else lists.one
        shoutout, today = await change(asker, self.shoutout_id)
        await interaction.response.edit_message(view=ShoutoutView(shoutout, today, asks=not self.surely))


class ShoutoutListView(Card):
    """A page of shoutouts, newest first."""

    def __init__(self, page: ShoutoutPage) -> None:
        lines = [said.LISTS[page.which]]
        for entry in page.entries:
            lines += _lines(entry, page)
        if not page.entries:
            lines.append(said.NONE_YET[page.which] if page.before is None else said.NO_OLDER)
        buttons = []
        if page.older is not None:
            buttons.append(ShoutoutsButton(page.which, page.older, said.OLDER))
        if page.before is not None:
            buttons.append(ShoutoutsButton(page.which, None, said.NEWEST))
        other = Which.GIVEN if page.which is Which.RECEIVED else Which.RECEIVED
        buttons.append(ShoutoutsButton(other, None, said.TO_OTHER[page.which]))
        lists = [ShoutoutPicker(page)] if page.entries and page.which is Which.RECEIVED else []
        super().__init__("\n".join(lines), *buttons, accent=theme.PRAISE, lists=lists)


class ShoutoutView(Card):
    """One shoutout, with what its receiver can do; with `asks`, the question whether it is to be reported."""

    def __init__(self, shoutout: ListedShoutout, today: date, *, asks: bool = False) -> None:
        lines: list[str | None] = [
            said.RECEIVED_LINE.format(
                giver=giver(shoutout.giver_name, by_coach=shoutout.by_coach),
                message=quoted_lines(shoutout.message, MESSAGE_LIMIT),
            ),
            _date(shoutout, today),
            said.IS_REPORTED if shoutout.is_reported else said.IS_HIDDEN if shoutout.is_hidden else None,
        ]
        buttons: list[discord.ui.Item[Any]] = []
        if asks:
            lines.append(said.REPORT_QUESTION)
            buttons.append(ReportButton(shoutout.shoutout_id, surely=True))
        else:
            buttons.append(HideButton(shoutout.shoutout_id, hide=not shoutout.is_hidden))
            if not shoutout.is_reported:
                buttons.append(ReportButton(shoutout.shoutout_id, surely=False))
        buttons.append(ShoutoutsButton(Which.RECEIVED, None, said.TO_LIST))
        super().__init__("\n".join(filter(None, lines)), *buttons, accent=theme.PRAISE)


def _lines(entry: ListedShoutout, page: ShoutoutPage) -> list[str]:
    called = giver(entry.giver_name, by_coach=entry.by_coach)
    if entry.is_hidden:
        return [said.HIDDEN_LINE.format(giver=called, date=figures.day(entry.day, page.today))]
    message = quoted(entry.message, said.LINE_QUOTE)
    if page.which is Which.RECEIVED:
        line = said.RECEIVED_LINE.format(giver=called, message=message)
    else:
        names = said.listed([text.member(name) for name in entry.names] or [said.SOMEBODY])
        line = said.GIVEN_LINE.format(names=names, message=message)
    return [line, _date(entry, page.today)]


def _date(entry: ListedShoutout, today: date) -> str:
    day = figures.day(entry.day, today)
    if not entry.award:
        return said.DATE.format(date=day)
    return said.DATE_AWARD.format(date=day, points=text.points(entry.award))


def _option(entry: ListedShoutout, today: date) -> discord.SelectOption:
    name = said.SOMEBODY if entry.giver_name is None else text.plain_member(entry.giver_name)
    label = said.PICK_LINE.format(giver=name, date=figures.day(entry.day, today))
    words = tidy(entry.message, _CHOICE) if not entry.is_hidden else None
    return discord.SelectOption(label=label, value=str(entry.shoutout_id), description=words or None)
