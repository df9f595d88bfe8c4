"""The days on which a runner can run, as they see and say them: the page, its buttons and its form."""

import re
from enum import StrEnum
from typing import Any, Final, Self

import discord

from bot.domain.availability import NOTE_LIMIT, Availability, Room, chosen_days, weekdays_with
from bot.services.availability import AvailabilityPage
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.cheers import marker_of
from bot.ui.components import Button, Form, Interaction, put, services_of, week_in
from bot.ui.quoting import quoted
from bot.ui.text import availability as said

_ID: Final = r"(?P<runner>[0-9]{1,18}):(?P<week>[0-9]{4}-W[0-9]{2})"
_ON, _OFF = "on", "off"


def days_lines(days: Availability) -> list[str]:
    """Return what somebody said of a week, a line for each kind of day, then their own words."""
    lines = [
        line.format(days=_names(days, room))
        for room, line in ((Room.FREE, said.FREE_LINE), (Room.SHORT, said.SHORT_LINE))
        if weekdays_with(days.days, room)
    ] or [said.NO_DAYS_LINE]
    if days.note is not None:
        lines.append(said.NOTE_LINE.format(note=quoted(days.note, NOTE_LIMIT)))
    return lines


def before_line(before: Availability) -> str:
    """Return in one line what a press would repeat."""
    names = [
        name if room is Room.FREE else said.SHORT_DAY.format(day=name)
        for room, name in ((room, _name(number)) for number, room in enumerate(before.days))
        if room is not Room.NONE
    ]
    return said.BEFORE_LINE.format(days=said.BETWEEN_DAYS.join(names)) if names else said.BEFORE_NO_DAYS


def question_text(page: AvailabilityPage) -> str:
    """Return what the letter on Saturdays asks."""
    lines = [
        said.SATURDAY.format(days=figures.days(page.week)),
        said.SATURDAY_MORE.format(team=text.team(page.team_name)),
    ]
    if page.before is not None:
        lines.append(before_line(page.before))
    return "\n".join([*lines, said.SATURDAY_OFF])


def _lines(page: AvailabilityPage) -> list[str]:
    if page.said is None:
        return [said.QUESTION, *([] if page.before is None else [before_line(page.before)])]
    return [*days_lines(page.said), said.USUAL if page.said.is_usual else said.FOR_THE_WEEK]


def _differs(page: AvailabilityPage) -> bool:
    """Tell whether a press would change anything."""
    assert page.before is not None
    said_now = page.said
    return (
        said_now is None or said_now.is_usual or (said_now.days, said_now.note) != (page.before.days, page.before.note)
    )


def _names(days: Availability, room: Room) -> str:
    return said.BETWEEN_DAYS.join(map(_name, weekdays_with(days.days, room)))


def _name(weekday: int) -> str:
    return text.WEEKDAYS[weekday][:3]


# --- buttons ---


class DayAction(StrEnum):
    """What a press says."""

    AS_BEFORE = "as-before"
    CHOOSE = "choose"
    NOT_AT_ALL = "none"


class DaysButton(Button, template=rf"days:(?P<action>{'|'.join(DayAction)}):{_ID}"):
    """A way to answer of one runner and week, which its id names, whichever of their teams they have in mind."""

    is_for_runners = False

    def __init__(self, action: DayAction, runner_id: int, week: str, *, usual: bool = False) -> None:
        """`week` is its key; `usual` tells that what is repeated is what the runner says of every week."""
        label = said.AS_USUAL if usual else said.ANSWERS[action]
        style = discord.ButtonStyle.primary if action is DayAction.AS_BEFORE else discord.ButtonStyle.secondary
        super().__init__(f"days:{action}:{runner_id}:{week}", label, style)
        self.action = action
        self.runner_id = runner_id
        self.week = week

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read runner and week."""
        return cls(DayAction(match["action"]), int(match["runner"]), match["week"])

    async def pressed(self, interaction: Interaction) -> None:
        """Keep the answer, and show it in place of the question; or open the form."""
        service = services_of(interaction).availability
        whose = (interaction.user.id, interaction.guild_id, self.runner_id, week_in(self.week))
        if self.action is DayAction.CHOOSE:
            await interaction.response.send_modal(AvailabilityForm(await service.page(*whose)))
            return
        said_again = self.action is DayAction.AS_BEFORE
        page = await (service.as_before(*whose) if said_again else service.not_at_all(*whose))
        await interaction.response.edit_message(view=_kept(page, interaction))


def answer_buttons(page: AvailabilityPage) -> list[DaysButton]:
    """Return the ways to answer, one press each; what was never said cannot be repeated."""
    actions = [DayAction.CHOOSE, DayAction.NOT_AT_ALL]
    if page.before is not None and _differs(page):
        actions.insert(0, DayAction.AS_BEFORE)
    usual = page.before is not None and page.before.is_usual
    week = page.week.key
    return [DaysButton(one, page.runner_id, week, usual=usual and one is DayAction.AS_BEFORE) for one in actions]


class AvailabilityView(Card):
    """One week: what its runner said, and what they can say."""

    def __init__(self, page: AvailabilityPage, heading: str = said.HEADING, marker: int | None = None) -> None:
        """A letter that was answered stays known by its `marker`."""
        lines = [heading.format(days=figures.days(page.week)), *_lines(page)]
        super().__init__("\n".join(lines), *answer_buttons(page), accent=theme.PLAN, marker=marker)


def _kept(page: AvailabilityPage, interaction: Interaction) -> AvailabilityView:
    return AvailabilityView(page, said.HEADING_KEPT, marker_of(interaction.message))


# --- the form ---


class AvailabilityForm(Form):
    """The days of a week, a note, and whether every week is like that."""

    # The week says whose it is: its runner may have another team in mind by now.
    is_for_runners = False

    def __init__(self, page: AvailabilityPage) -> None:
        super().__init__(title=said.FORM_TITLE.format(days=figures.days(page.week)))
        self._page = page
        filled = page.said or page.before
        self.free = _days_of(filled, Room.FREE, "free")
        self.short = _days_of(filled, Room.SHORT, "short")
        self.note: Any = discord.ui.TextInput(
            custom_id="note",
            style=discord.TextStyle.short,
            default=None if filled is None else filled.note,
            placeholder=said.NOTE_HELP,
            max_length=NOTE_LIMIT,
            required=False,
        )
        is_usual = filled is not None and filled.is_usual
        self.always: discord.ui.Select[Any] = discord.ui.Select(
            custom_id="always",
            options=[
                discord.SelectOption(label=label, value=_ON if value else _OFF, default=value is is_usual)
                for value, label in said.ALWAYS_ANSWERS.items()
            ],
        )
        for label, hint, part in (
            (said.FREE_LABEL, None, self.free),
            (said.SHORT_LABEL, said.SHORT_HELP, self.short),
            (said.NOTE_LABEL, None, self.note),
            (said.ALWAYS_LABEL, said.ALWAYS_HELP, self.always),
        ):
            self.add_item(discord.ui.Label(text=label, description=hint, component=part))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Keep it, and show it in place of the question."""
        page = await services_of(interaction).availability.say(
            interaction.user.id,
            interaction.guild_id,
            self._page.runner_id,
            self._page.week,
            chosen_days(map(int, self.free.values), map(int, self.short.values)),
            self.note.value,
            always=self.always.values[:1] == [_ON],
        )
        await put(interaction, _kept(page, interaction))


def _days_of(filled: Availability | None, room: Room, custom_id: str) -> discord.ui.Select[Any]:
    chosen = () if filled is None else weekdays_with(filled.days, room)
    return discord.ui.Select(
        custom_id=custom_id,
        min_values=0,
        max_values=len(text.WEEKDAYS),
        required=False,
        options=[
            discord.SelectOption(label=day, value=str(number), default=number in chosen)
            for number, day in enumerate(text.WEEKDAYS)
        ],
    )
