"""The buttons under a runner's own week, and what they lead to."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Self

import discord

from bot.domain.availability import NOTE_LIMIT
from bot.errors import UserError
from bot.services.availability_letters import PlanClash
from bot.services.feedback import FEEDBACK_LIMIT
from bot.services.plan_answers import CANNOT_LIMIT, CannotNoted
from bot.services.plan_letters import PlannedSession, PlanWeek
from bot.services.plan_replies import PlanCannot
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.cheers import marker_of
from bot.ui.components import Button, Form, Interaction, Picker, asker_of, put, services_of, week_in
from bot.ui.feedback import GivenView
from bot.ui.plan_letters import week_text
from bot.ui.quoting import quoted
from bot.ui.text import feedback
from bot.ui.text import plan_answers as said
from bot.ui.trying_again import RefilledForm
from bot.ui.workout_lines import session_words

CAN = "can:"
"""Stands before the day in the value of who can after all."""
CLASH_WORDS = 80
MOST_CLASHES = 10
"""Sessions that a coach reads of in one letter, and characters of each."""
_WEEK = r"(?P<week>[0-9]{4}-W[0-9]{2})"
_OWN = rf"(?P<runner>[0-9]{{1,18}}):{_WEEK}"


class WeekButton(Button, template=r"(?!)"):
    """A button under one runner's week; the week knows its reader, whichever of their teams that one means."""

    is_for_runners = False
    name: str
    label: str

    def __init__(self, runner_id: int, week: str) -> None:
        super().__init__(f"plan:{self.name}:{runner_id}:{week}", self.label)
        self.runner_id = runner_id
        self.week = week

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read whose week it is, and which."""
        return cls(int(match["runner"]), match["week"])


class LooksGoodButton(WeekButton, template=rf"plan:good:{_OWN}"):
    """Notes that the week looks good to its runner."""

    name, label = "good", said.LOOKS_GOOD

    async def pressed(self, interaction: Interaction) -> None:
        """Note it, and show the week as agreed however often it is pressed."""
        marker = marker_of(interaction.message)
        letter = await services_of(interaction).plan_answers.agree(
            interaction.user.id, self.runner_id, week_in(self.week), interaction.guild_id, marker
        )
        await interaction.response.edit_message(view=PlanWeekView(letter, marker))


class AskCoachButton(WeekButton, template=rf"plan:ask:{_OWN}"):
    """Opens the form for a question to the coach who planned the week."""

    name, label = "ask", said.ASK

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        coach = await services_of(interaction).plan_answers.coach_of(
            interaction.user.id, self.runner_id, week_in(self.week), interaction.guild_id
        )
        await interaction.response.send_modal(AskCoachForm(self.runner_id, self.week, coach))


class CannotButton(WeekButton, template=rf"plan:cannot:{_OWN}"):
    """Asks on which day the runner cannot."""

    name, label = "cannot", said.CANNOT

    async def pressed(self, interaction: Interaction) -> None:
        """Show the days that are left."""
        sessions = await services_of(interaction).plan_answers.days_left(
            interaction.user.id, self.runner_id, week_in(self.week), interaction.guild_id
        )
        view = CannotView(self.runner_id, self.week, sessions)
        await interaction.response.send_message(view=view, ephemeral=True)


class CannotPicker(Picker, template=rf"plan:day:{_OWN}"):
    """The days on which something is planned still, and for those on which they cannot that they can after all."""

    is_for_runners = False

    def __init__(self, runner_id: int, week: str, options: Sequence[discord.SelectOption] = ()) -> None:
        super().__init__(f"plan:day:{runner_id}:{week}", options)
        self.runner_id = runner_id
        self.week = week

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read whose week it is, and which."""
        return cls(int(match["runner"]), match["week"])

    async def pressed(self, interaction: Interaction) -> None:
        """Ask for a word about it, or note that they can after all."""
        week = week_in(self.week)
        picked = (self.picked or "").removeprefix(CAN)
        day = next((one for one in week.days() if one.isoformat() == picked), None)
        if day is None:
            raise UserError("component_stale")
        if picked != self.picked:
            noted = await services_of(interaction).plan_answers.can_after_all(
                interaction.user.id, self.runner_id, day, interaction.guild_id
            )
            await interaction.response.edit_message(view=CannotNotedView(noted))
            return
        # Who may not answer need not fill in a form to learn so.
        await services_of(interaction).plan_answers.days_left(
            interaction.user.id, self.runner_id, week, interaction.guild_id
        )
        await interaction.response.send_modal(CannotForm(self.runner_id, day))


class MyWeekButton(Button, template=rf"plan:mine:{_WEEK}"):
    """Shows the own week of whoever presses it."""

    def __init__(self, week: str) -> None:
        super().__init__(f"plan:mine:{week}", said.MY_WEEK)
        self.week = week

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read which week."""
        return cls(match["week"])

    async def pressed(self, interaction: Interaction) -> None:
        """Answer privately."""
        letter = await services_of(interaction).plan_answers.mine(asker_of(interaction), week_in(self.week))
        await interaction.response.send_message(view=PlanWeekView(letter), ephemeral=True)


class PlanWeekView(Card):
    """A runner's own week with what they can answer, as a letter or a private answer."""

    def __init__(self, letter: PlanWeek, marker: int | None = None) -> None:
        super().__init__(week_text(letter), *week_buttons(letter), accent=theme.PLAN, marker=marker)


class CannotView(Card):
    """Asks for the day, privately."""

    def __init__(self, runner_id: int, week: str, sessions: Sequence[PlannedSession]) -> None:
        days = dict.fromkeys(one.day for one in sessions)
        declined = dict.fromkeys(one.day for one in sessions if one.cannot)
        options = [
            discord.SelectOption(label=label.format(day=figures.day(day)), value=f"{before}{day.isoformat()}")
            for label, before, listed in ((said.CAN_OPTION, CAN, declined), (said.DAY_OPTION, "", days))
            for day in listed
        ]
        picker = CannotPicker(runner_id, week, options)
        picker.item.placeholder = said.CHOOSE_DAY
        super().__init__(said.WHICH_DAY, accent=theme.PLAN, lists=[picker])


class CannotNotedView(Card):
    """Says that it is noted, and who hears of it."""

    def __init__(self, noted: CannotNoted) -> None:
        template = said.CANNOT_NOTED if noted.told == 1 else said.CANNOT_NOTED_BY_ALL
        if noted.after_all:
            template = said.CAN_NOTED if noted.told == 1 else said.CAN_NOTED_PLAIN
        elif not noted.told:
            template = said.CANNOT_NOTED_ALONE if noted.is_coached else said.CANNOT_NOTED_NOBODY
        coach = feedback.coach(noted.coach_name)
        super().__init__(template.format(day=figures.day(noted.day), coach=coach), accent=theme.PLAN)


class CannotForm(RefilledForm):
    """Asks for a word about a day on which a runner cannot; it may stay empty."""

    # The week knows its runner, whichever team that one means in direct messages.
    is_for_runners = False
    not_theirs = "not_your_week"

    def __init__(self, runner_id: int, day: date, words: str = "") -> None:
        super().__init__(title=said.CANNOT_TITLE.format(day=figures.day(day)))
        self._runner_id = runner_id
        self._day = day
        self._words = discord.ui.TextInput[Form](
            custom_id="words",
            style=discord.TextStyle.paragraph,
            required=False,
            max_length=CANNOT_LIMIT,
            placeholder=said.CANNOT_PLACEHOLDER,
            default=words or None,
        )
        self.add_item(discord.ui.Label(text=said.CANNOT_FIELD, component=self._words))

    def again(self) -> Form:
        """Return a form that is filled in with what was typed into this one."""
        return CannotForm(self._runner_id, self._day, self._words.value)

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Note it, and say so in place of the question."""
        noted = await services_of(interaction).plan_answers.cannot(
            interaction.user.id, self._runner_id, self._day, self._words.value, interaction.guild_id
        )
        await put(interaction, CannotNotedView(noted))


class AskCoachForm(RefilledForm):
    """Asks for a question to the coach who planned a week."""

    # The week knows its runner, whichever team that one means in direct messages.
    is_for_runners = False
    not_theirs = "not_your_week"

    def __init__(self, runner_id: int, week: str, coach_name: str | None, words: str = "") -> None:
        super().__init__(title=feedback.FORM_TITLE.format(name=feedback.plain_coach(coach_name)))
        self._runner_id = runner_id
        self._week = week
        self._coach_name = coach_name
        self._words = discord.ui.TextInput[Form](
            custom_id="message",
            style=discord.TextStyle.paragraph,
            placeholder=feedback.REPLY_PLACEHOLDER,
            max_length=FEEDBACK_LIMIT,
            default=words or None,
        )
        self.add_item(discord.ui.Label(text=feedback.FORM_LABEL, component=self._words))

    def again(self) -> Form:
        """Return a form that is filled in with what was typed into this one."""
        return AskCoachForm(self._runner_id, self._week, self._coach_name, self._words.value)

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Send the words off."""
        given = await services_of(interaction).plan_answers.ask(
            interaction.user.id, self._runner_id, week_in(self._week), self._words.value, interaction.guild_id
        )
        await interaction.response.send_message(view=GivenView(given), ephemeral=True)


def week_buttons(letter: PlanWeek) -> list[Button]:
    """Return what a runner can answer to their week."""
    own = (letter.runner_id, letter.week.key)
    answers: list[Button] = [AskCoachButton(*own), CannotButton(*own)]
    return answers if letter.agreed else [LooksGoodButton(*own), *answers]


def cannot_text(letter: PlanCannot) -> str:
    """Return what a coach hears."""
    sessions = "\n".join(session_words(one, letter.units) for one in letter.sessions)
    template = said.LETTER_AFTER_ALL if letter.after_all else said.LETTER
    lines = [template.format(name=text.member(letter.runner_name), day=figures.day(letter.day), sessions=sessions)]
    if letter.words is not None:
        lines.append(said.LETTER_WORDS.format(words=quoted(letter.words, CANNOT_LIMIT)))
    return "\n".join([*lines, said.FROM.format(team=text.team(letter.team_name))])


def clash_text(letter: PlanClash) -> str:
    """Return what a coach hears of days that were told late."""
    heading = said.CLASH if letter.sessions else said.CLASH_NOTE if letter.note is not None else said.CLASH_FITS
    lines = [heading.format(name=text.member(letter.runner_name), days=figures.days(letter.week))]
    for day, room, typed in letter.sessions[:MOST_CLASHES]:
        words = session_words(typed, letter.units, limit=CLASH_WORDS)
        lines.append(said.CLASHES[room].format(day=text.WEEKDAYS[day.weekday()], session=words))
    if len(letter.sessions) > MOST_CLASHES:
        lines.append(said.CLASH_MORE.format(count=len(letter.sessions) - MOST_CLASHES))
    if letter.note is not None:
        lines.append(said.LETTER_WORDS.format(words=quoted(letter.note, NOTE_LIMIT)))
    return "\n".join([*lines, said.FROM.format(team=text.team(letter.team_name))])
