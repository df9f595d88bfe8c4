"""The private panel in which an admin chooses the team's points, looks at them, and saves them for Monday."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import discord

from bot.domain.point_rules import VALUE_RANGE, WEEK_CAP_RANGE, Rule
from bot.errors import UserError
from bot.services.point_rules import COMMON, Choice, TeamRules, check
from bot.ui import figures, theme
from bot.ui.components import Form, Interaction, Layout, asker_of, services_of
from bot.ui.controls import Press
from bot.ui.text import point_words as said

_CAP: Final = "cap"
_RUNS: Final = (Rule.LOG, Rule.DETAIL, Rule.SESSIONS, Rule.REST, Rule.FULL_WEEK)
_OTHERS: Final = (Rule.STREAK, Rule.ATTENDED, Rule.PR)
_WORDS: Final = (Rule.SHOUTOUT_GIVEN, Rule.SHOUTOUT_RECEIVED)


class PointRulesPanel(Layout):
    """The team's points as they are, or as they would be with what was changed and is not saved yet."""

    def __init__(self, rules: TeamRules, draft: Choice | None = None) -> None:
        super().__init__()
        self.rules = rules
        self.saved = rules.coming or rules.now
        self.draft = draft or self.saved
        lines = [said.TEAM_HEADING]
        lines += [
            _line(said.AWARDS[rule], rules.now.values[rule], self.draft.values[rule])
            for rule in (*_RUNS, *_OTHERS, *_WORDS)
        ]
        lines += [_line(said.TEAM_CAP, rules.now.week_cap, self.draft.week_cap), self._when()]
        rows: list[discord.ui.Item[Any]] = [
            discord.ui.TextDisplay("\n".join(lines)),
            discord.ui.ActionRow(
                Press(self, said.TEAM_RUNS, self.ask_runs),
                Press(self, said.TEAM_REST, self.ask_others),
                Press(self, said.TEAM_WORDS, self.ask_words),
            ),
        ]
        below = [Press(self, said.TEAM_COMMON, self.common)]
        if self.draft != self.saved:
            below.insert(0, Press(self, said.TEAM_SAVE, self.save, discord.ButtonStyle.primary))
        rows.append(discord.ui.ActionRow(*below))
        self.add_item(discord.ui.Container(*rows, accent_colour=theme.COACH))

    def _when(self) -> str:
        if self.draft != self.saved:
            return said.TEAM_PREVIEW.format(date=figures.day(self.rules.next_week.monday))
        if self.rules.coming_week is not None:
            return said.TEAM_COMING.format(date=figures.day(self.rules.coming_week.monday))
        return said.TEAM_NOW

    async def ask_runs(self, interaction: Interaction) -> None:
        """Ask for points of what runs and rest bring."""
        await self._ask(interaction, said.TEAM_RUNS, _RUNS, with_cap=False)

    async def ask_others(self, interaction: Interaction) -> None:
        """Ask for the others, and for the cap."""
        await self._ask(interaction, said.TEAM_REST, _OTHERS, with_cap=True)

    async def ask_words(self, interaction: Interaction) -> None:
        """Ask for points of shoutouts."""
        await self._ask(interaction, said.TEAM_WORDS, _WORDS, with_cap=False)

    async def _ask(self, interaction: Interaction, title: str, rules: tuple[Rule, ...], *, with_cap: bool) -> None:
        # Who may not change it need not fill in a form to learn so.
        await services_of(interaction).point_rules.show(asker_of(interaction))
        await interaction.response.send_modal(PointsForm(self, title, rules, with_cap=with_cap))

    async def common(self, interaction: Interaction) -> None:
        """Look at the values that teams begin with."""
        await self.preview(interaction, COMMON)

    async def preview(self, interaction: Interaction, draft: Choice) -> None:
        """Show what would be, beside what is."""
        rules = await services_of(interaction).point_rules.show(asker_of(interaction))
        await interaction.response.edit_message(view=PointRulesPanel(rules, draft))

    async def save(self, interaction: Interaction) -> None:
        """Keep it from Monday on."""
        rules = await services_of(interaction).point_rules.choose(asker_of(interaction), self.draft)
        await interaction.response.edit_message(view=PointRulesPanel(rules))


class PointsForm(Form):
    """Asks for points in whole numbers."""

    def __init__(self, panel: PointRulesPanel, title: str, rules: tuple[Rule, ...], *, with_cap: bool) -> None:
        super().__init__(title=title)
        self._panel = panel
        self._fields: dict[str, discord.ui.TextInput[PointsForm]] = {}
        for rule in rules:
            self._add(rule.value, said.AWARDS[rule], said.VALUE_HINT, panel.draft.values[rule])
        if with_cap:
            self._add(_CAP, said.TEAM_CAP, said.CAP_HINT, panel.draft.week_cap)

    def _add(self, name: str, label: str, hint: str, value: int) -> None:
        field: discord.ui.TextInput[PointsForm] = discord.ui.TextInput(
            custom_id=name, min_length=1, max_length=5, default=str(value)
        )
        self._fields[name] = field
        self.add_item(discord.ui.Label(text=label, description=hint, component=field))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Show what would be."""
        numbers = {name: _number(name, field.value) for name, field in self._fields.items()}
        await self._panel.preview(interaction, _changed(self._panel.draft, numbers))


def _changed(draft: Choice, numbers: Mapping[str, int]) -> Choice:
    """Return a draft with some of it changed; raises `UserError` for what cannot be."""
    values = {rule: numbers.get(rule.value, value) for rule, value in draft.values.items()}
    changed = replace(draft, values=values, week_cap=numbers.get(_CAP, draft.week_cap))
    check(changed)
    return changed


def _number(name: str, typed: str) -> int:
    try:
        return int(typed.strip())
    except ValueError:
        code, bounds = ("week_cap_range", WEEK_CAP_RANGE) if name == _CAP else ("points_range", VALUE_RANGE)
        raise UserError(code, least=bounds[0], most=bounds[-1]) from None


def _line(name: str, before: int, now: int) -> str:
    template = said.TEAM_VALUE if before == now else said.TEAM_VALUE_NEW
    return template.format(rule=name, before=before or said.TEAM_OFF, points=now or said.TEAM_OFF)
