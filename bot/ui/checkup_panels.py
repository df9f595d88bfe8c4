"""The private panel in which an admin sees, and changes, where check-ups draw their lines."""

from typing import Final

import discord

from bot.domain.checkups.thresholds import LINE_RANGES, USUAL, Line
from bot.errors import UserError
from bot.services.checkup_lines import Lines, check
from bot.ui import theme
from bot.ui.components import Form, Interaction, Layout, asker_of, services_of
from bot.ui.controls import Press
from bot.ui.text import checkups as said

_TRAINING: Final = (Line.SAME_DISTANCE, Line.SAME_PACE, Line.SAME_KIND, Line.IMPROVING, Line.TRAINING_RUNS)
_OTHERS: Final = (Line.FOLLOW_OK, Line.FOLLOW_WATCH, Line.FOCUS_SESSIONS, Line.SAME_SPOT_DAYS, Line.PAIN_STOP)


class CheckupLinesPanel(Layout):
    """The lines as they are drawn, and what is usual where that is elsewhere."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self.lines = lines
        shown = [said.LINES_HEADING, *(_line(line, lines[line]) for line in Line), said.LINES_NOTE]
        below = [Press(self, said.TRAINING_FORM, self.ask_training), Press(self, said.OTHER_FORM, self.ask_others)]
        if lines != USUAL:
            below.append(Press(self, said.USUAL_LINES, self.usual))
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay("\n".join(shown)), discord.ui.ActionRow(*below), accent_colour=theme.COACH
            )
        )

    async def ask_training(self, interaction: Interaction) -> None:
        """Ask for the lines of training and races."""
        await self._ask(interaction, said.TRAINING_FORM, _TRAINING)

    async def ask_others(self, interaction: Interaction) -> None:
        """Ask for the other lines."""
        await self._ask(interaction, said.OTHER_FORM, _OTHERS)

    async def _ask(self, interaction: Interaction, title: str, which: tuple[Line, ...]) -> None:
        # Who may not change it need not fill in a form to learn so.
        lines = await services_of(interaction).checkup_lines.show(asker_of(interaction))
        await interaction.response.send_modal(CheckupLinesForm(title, which, lines))

    async def usual(self, interaction: Interaction) -> None:
        """Draw all of them where they usually are."""
        lines = await services_of(interaction).checkup_lines.choose(asker_of(interaction), USUAL)
        await interaction.response.edit_message(view=CheckupLinesPanel(lines))


class CheckupLinesForm(Form):
    """Asks where to draw some lines, in whole numbers."""

    def __init__(self, title: str, which: tuple[Line, ...], lines: Lines) -> None:
        super().__init__(title=title)
        self._fields: dict[Line, discord.ui.TextInput[CheckupLinesForm]] = {}
        for line in which:
            numbers = LINE_RANGES[line]
            hint = said.LINE_HINT.format(least=numbers[0], most=numbers[-1], usual=USUAL[line])
            field: discord.ui.TextInput[CheckupLinesForm] = discord.ui.TextInput(
                custom_id=line.value, min_length=1, max_length=5, default=str(lines[line])
            )
            self._fields[line] = field
            self.add_item(discord.ui.Label(text=said.LINES[line], description=hint, component=field))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Draw them."""
        changes = {line: _number(line, field.value) for line, field in self._fields.items()}
        lines = await services_of(interaction).checkup_lines.choose(asker_of(interaction), changes)
        await interaction.response.edit_message(view=CheckupLinesPanel(lines))


def _number(line: Line, typed: str) -> int:
    try:
        value = int(typed.strip().removesuffix("%"))
    except ValueError:
        numbers = LINE_RANGES[line]
        raise UserError(f"checkup_{line}", least=numbers[0], most=numbers[-1]) from None
    check(line, value)
    return value


def _line(line: Line, value: int) -> str:
    template = said.LINE if value == USUAL[line] else said.LINE_OWN
    return template.format(line=said.LINES[line], value=value, usual=USUAL[line])
