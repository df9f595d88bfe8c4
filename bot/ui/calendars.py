"""Calendars of races as members meet them: the file, and the address that calendar programs subscribe to."""

import asyncio
import io
import re
from typing import Self

import discord

from bot.services.calendars import RaceCalendar, Whose
from bot.ui import theme
from bot.ui.calendar_files import races_file
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, asker_of, services_of
from bot.ui.text import calendars as said


class NewAddressButton(Button, template=r"race:address:(?P<whose>mine|team)"):
    """Gives a calendar a new address, and ends the old one."""

    def __init__(self, whose: Whose) -> None:
        super().__init__(f"race:address:{whose}", said.NEW_ADDRESS)
        self.whose = whose

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read whose calendar it is."""
        return cls(Whose(match["whose"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the new address in place of the old one."""
        calendar = await services_of(interaction).calendars.renew(asker_of(interaction), self.whose)
        view, files = RaceCalendarView(calendar, said.RENEWED if calendar.address else None), await race_files(calendar)
        if interaction.message is not None and interaction.message.flags.ephemeral:
            await interaction.response.edit_message(view=view, attachments=files)
        else:
            await interaction.response.send_message(view=view, files=files, ephemeral=True)


class RaceCalendarView(Card):
    """The private answer that holds a calendar's file, sent with it, and the address if there is one."""

    def __init__(self, calendar: RaceCalendar, note: str | None = None) -> None:
        whose = calendar.whose
        lines = [said.HEADING[whose], said.FILE if calendar.races else said.NONE[whose]]
        buttons: list[Button] = []
        if calendar.address is None:
            lines.append(said.NO_ADDRESS)
        else:
            lines += _address_lines(calendar, calendar.address)
            if calendar.may_renew:
                buttons.append(NewAddressButton(whose))
        if note is not None:
            lines.append(note)
        file = f"attachment://{said.FILE_NAME[whose]}"
        below = discord.ui.File[discord.ui.LayoutView](file) if calendar.races else None
        super().__init__("\n".join(lines), *buttons, accent=theme.RACE, below=below)


async def race_files(calendar: RaceCalendar) -> list[discord.File]:
    """Return the file that goes with the answer; none while there is no race to put into it."""
    if not calendar.races:
        return []
    written = await asyncio.to_thread(races_file, calendar)
    return [discord.File(io.BytesIO(written), said.FILE_NAME[calendar.whose])]


def _address_lines(calendar: RaceCalendar, address: str) -> list[str]:
    lines = [
        said.SUBSCRIBE if calendar.races else said.SUBSCRIBE_FIRST,
        said.ADDRESS.format(address=address),
        said.OTHER_FORM.format(address=f"webcal://{address.partition('://')[2]}"),
        said.PRIVATE[calendar.whose],
    ]
    if calendar.whose is Whose.TEAM and calendar.may_renew:
        lines.append(said.RENEWS_TEAM)
    return lines
