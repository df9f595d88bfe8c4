"""A run that may be a result at a race of the team: the offer under it, and what comes of a press."""

import re
from typing import Self

from bot.services.race_finishes import RunRace
from bot.services.race_pages import RacePage
from bot.ui import theme
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, asker_of, services_of
from bot.ui.race_lines import merits, placed, result_lines
from bot.ui.text import races as said


class ThatWasButton(Button, template=r"race:was:(?P<race>[0-9]{1,18}):(?P<run>[0-9]{1,18})"):
    """Makes a run its runner's result at a race."""

    def __init__(self, race_id: int, run_id: int, name: str | None = None) -> None:
        super().__init__(f"race:was:{race_id}:{run_id}", said.that_was(name))
        self.race_id = race_id
        self.run_id = run_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the ids."""
        return cls(int(match["race"]), int(match["run"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Keep it, and tell privately what the race says now, beside the run that stays as it is."""
        page = await services_of(interaction).race_results.link(asker_of(interaction), self.race_id, self.run_id)
        await interaction.response.send_message(view=ResultView(page), ephemeral=True)


class ResultView(Card):
    """How a race went for its reader."""

    def __init__(self, page: RacePage) -> None:
        heading = said.HEADING.format(name=said.title(page.race.name))
        # The run beside it says what record it is.
        lines = result_lines(page, tells_record=False)
        super().__init__("\n".join([heading, *lines, said.RESULT_MORE]), accent=theme.RACE)


def race_lines(race: RunRace | None) -> str | None:
    """Return which race a run is the result at, and what it says there beside the run; or why it is none."""
    if race is None:
        return None
    name = said.title(race.name)
    if race.meanwhile is not None:
        return said.MEANWHILE[race.meanwhile].format(name=name)
    if race.result is None:
        return None
    told = said.RESULT_AT.format(name=name, place=placed(race.result.place))
    return "\n".join([told, *merits(race.result)])


def offer_buttons(race: RunRace | None, run_id: int) -> list[Button]:
    """Return the offer to make a run a result, where there is one to make."""
    if race is None or race.is_result or race.meanwhile is not None:
        return []
    return [ThatWasButton(race.race_id, run_id, race.name)]
