"""Who runs which race to come, as a coach reads it."""

import re
from typing import Self

from bot.services.race_overlaps import RaceOverlaps
from bot.ui import theme
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, asker_of, services_of
from bot.ui.race_lines import overlap_lines
from bot.ui.text import races as said


class OverlapsButton(Button, template=r"race:overlaps:(?P<page>[0-9]{1,4})"):
    """Turns to another page."""

    def __init__(self, page: int, label: str = said.AFTER) -> None:
        super().__init__(f"race:overlaps:{page}", label)
        self.page = page

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the page."""
        return cls(int(match["page"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Show it in place of the one before."""
        overlaps = await services_of(interaction).race_overlaps.page(asker_of(interaction), self.page)
        await interaction.response.edit_message(view=RaceOverlapsView(overlaps))


class RaceOverlapsView(Card):
    """A page of the races that somebody runs, with everybody whom a coach may know."""

    def __init__(self, overlaps: RaceOverlaps) -> None:
        lines = [said.OVERLAPS]
        for race in overlaps.races:
            lines += overlap_lines(race, overlaps.today)
        if not overlaps.races:
            lines.append(said.NO_OVERLAPS)
        lines.append(said.OVERLAPS_PRIVATE)
        buttons: list[Button] = []
        if overlaps.page:
            buttons.append(OverlapsButton(overlaps.page - 1, said.BEFORE))
        if overlaps.page + 1 < overlaps.pages:
            buttons.append(OverlapsButton(overlaps.page + 1, said.AFTER))
        super().__init__("\n".join(lines), *buttons, accent=theme.COACH)
