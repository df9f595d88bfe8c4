"""The list of a team's races, page by page."""

import re
from typing import Self

from bot.services.race_pages import RaceList
from bot.ui import theme
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, asker_of, services_of
from bot.ui.race_lines import list_line
from bot.ui.text import races as said


class RaceListView(Card):
    """The team's races to come, or those that have been, two lines each."""

    def __init__(self, listed: RaceList) -> None:
        lines = [said.LIST_BEEN if listed.has_been else said.LIST, *(list_line(one, listed) for one in listed.races)]
        if listed.races:
            lines.append(said.ALSO_BEEN if listed.has_been else said.ALSO)
        elif listed.page == 1:
            lines.append(said.NONE_AHEAD if listed.has_earlier else said.NONE)
        else:
            lines.append(said.NONE_HERE)
        buttons: list[Button] = []
        if listed.has_earlier:
            buttons.append(RaceListButton(listed.page - 1, said.BEFORE))
        if listed.has_later:
            buttons.append(RaceListButton(listed.page + 1, said.AFTER))
        super().__init__("\n".join(lines), *buttons, accent=theme.RACE)


class RaceListButton(Button, template=r"race:list:(?P<page>-?[0-9]{1,4})"):
    """Turns the list to another page."""

    def __init__(self, page: int, label: str = said.AFTER) -> None:
        super().__init__(f"race:list:{page}", label)
        self.page = page

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the page."""
        return cls(int(match["page"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Show it in place of the one before."""
        listed = await services_of(interaction).race_lists.page(asker_of(interaction), self.page)
        await interaction.response.edit_message(view=RaceListView(listed))
