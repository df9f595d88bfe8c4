"""Check-ins as their runner taps them, one question after the other in one message, and as coaches read them."""

import re
from typing import Any, Final, Self

import discord

from bot.domain.check_ins import BEST, PAIN_LIMIT, WORST, Answers, Flag, Item, pain_level
from bot.domain.runs import PainArea
from bot.errors import UserError
from bot.services.check_in_letters import CheckIn, CheckInFlag, CheckInPage
from bot.services.profiles import Profile
from bot.ui import text, theme
from bot.ui.cards import Card
from bot.ui.cheers import marker_of
from bot.ui.components import Button, Form, Interaction, Picker, services_of
from bot.ui.profiles import paused_view
from bot.ui.text import check_ins as said
from bot.ui.text.checkups import PROFESSIONAL

_ID: Final = r"(?P<check_in>[0-9]{1,18})"
_UNTIL_LIMIT: Final = 40
_PICK: Final = "pick"
ONE_ROW: Final = BEST - WORST + 1
"""All answers stand side by side."""


class CheckInView(Card):
    """The question whose turn it is, or, once all is answered, what comes back."""

    def __init__(self, page: CheckInPage, marker: int | None = None) -> None:
        lists: list[discord.ui.Item[Any]] = []
        if page.next_item is None and pain_level(page.answers) and page.area is None:
            lists.append(PainAreaPicker(page.check_in_id, with_options=True))
        super().__init__(
            page_text(page), *page_buttons(page), accent=theme.PLAN, marker=marker, lists=lists, in_a_row=ONE_ROW
        )


def page_text(page: CheckInPage) -> str:
    """Return the question whose turn it is, or what comes back.

    With strong pain that is where to turn to, and nothing beside it.
    """
    item = page.next_item
    if item is not None:
        number = 1 + list(Item).index(item)
        lines = [said.HEADING.format(number=number, count=len(Item)), said.QUESTIONS[item]]
        if number == 1:
            lines.append(said.FIRST_HINT.format(team=text.team(page.team_name)))
        return "\n".join(lines)
    if pain_level(page.answers) >= PAIN_LIMIT:
        return PROFESSIONAL
    lines = [said.THANKS, _glad(page), said.SEEN]
    if page.area is not None:
        lines.insert(2, said.AREA_SAID.format(area=text.pain_area(page.area)))
    if page.offers_pause:
        lines.append(said.PAUSE_OFFER)
    return "\n".join(lines)


def page_buttons(page: CheckInPage) -> list[Button]:
    """Return the answers to tap, or the pauses that are offered."""
    item = page.next_item
    if item is None:
        return [RestButton(page.check_in_id, span) for span in said.PAUSES] if page.offers_pause else []
    taps: list[Button] = [TapButton(page.check_in_id, item, answer) for answer in range(WORST, BEST + 1)]
    return [*taps, BackButton(page.check_in_id)] if page.answers else taps


def flag_text(letter: CheckInFlag) -> str:
    """Return what a coach reads of a check-in that is worth a look."""
    return "\n".join(
        [
            said.FLAG.format(name=text.member(letter.runner_name)),
            *reasons(letter.check_in),
            said.ALL_ANSWERS.format(answers=answers_line(letter.check_in.answers)),
            said.FLAG_FROM.format(team=text.team(letter.team_name)),
        ]
    )


def reasons(check_in: CheckIn) -> list[str]:
    """Return why a check-in is worth a look, a line each; strong pain is not told as new besides."""
    told = [flag for flag in check_in.flags if flag is not Flag.NEW_PAIN or Flag.STRONG_PAIN not in check_in.flags]
    area = "" if check_in.area is None else said.AREA.format(area=text.pain_area(check_in.area))
    items = ", ".join(said.NAMES[item] for item in check_in.below)
    return [said.FLAGS[flag].format(level=pain_level(check_in.answers), area=area, items=items) for flag in told]


def answers_line(answers: Answers, area: PainArea | None = None) -> str:
    """Return all five answers in one line: `sleep well · energy low`, and where it hurts."""
    line = text.BETWEEN.join(
        said.ANSWER.format(item=said.NAMES[item], answer=_answer(item, answer).lower())
        for item, answer in answers.items()
    )
    return line if area is None else line + said.AREA.format(area=text.pain_area(area))


def _glad(page: CheckInPage) -> str:
    fact = page.glad
    assert fact is not None
    template = said.GLAD[fact.kind]
    if fact.item is None:
        return template
    return template.format(
        item=said.NAMES[fact.item].capitalize(),
        before=_answer(fact.item, fact.before).lower() if fact.before else "",
        now=_answer(fact.item, fact.now).lower(),
    )


def _answer(item: Item, answer: int) -> str:
    return said.ANSWERS[item][answer - WORST]


async def _show(interaction: Interaction, page: CheckInPage) -> None:
    await interaction.response.edit_message(view=CheckInView(page, marker_of(interaction.message)))


# --- buttons ---


class TapButton(Button, template=rf"checkin:(?P<item>{'|'.join(Item)}):(?P<answer>[{WORST}-{BEST}]):{_ID}"):
    """One answer; the message then asks the next question."""

    # The check-in knows its runner, whichever of their teams that one means in direct messages.
    is_for_runners = False

    def __init__(self, check_in_id: int, item: Item, answer: int) -> None:
        super().__init__(f"checkin:{item}:{answer}:{check_in_id}", _answer(item, answer))
        self.check_in_id = check_in_id
        self.item_asked = item
        self.answer = answer

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read what was answered."""
        return cls(int(match["check_in"]), Item(match["item"]), int(match["answer"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Keep the answer, and go on."""
        page = await services_of(interaction).check_ins.tap(
            interaction.user.id, interaction.guild_id, self.check_in_id, self.item_asked, self.answer
        )
        await _show(interaction, page)


class BackButton(Button, template=rf"checkin:back:{_ID}"):
    """Asks again what was answered before."""

    is_for_runners = False

    def __init__(self, check_in_id: int) -> None:
        super().__init__(f"checkin:back:{check_in_id}", said.BACK)
        self.check_in_id = check_in_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the key."""
        return cls(int(match["check_in"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Go back one question."""
        service = services_of(interaction).check_ins
        await _show(interaction, await service.back(interaction.user.id, interaction.guild_id, self.check_in_id))


class OpenCheckInButton(Button, template=rf"checkin:open:{_ID}"):
    """Begins a check-in, or goes on with it, where its letter is read without its buttons."""

    is_for_runners = False

    def __init__(self, check_in_id: int) -> None:
        super().__init__(f"checkin:open:{check_in_id}", said.OPEN)
        self.check_in_id = check_in_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the key."""
        return cls(int(match["check_in"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the question whose turn it is, privately."""
        service = services_of(interaction).check_ins
        page = await service.page(interaction.user.id, interaction.guild_id, self.check_in_id)
        await interaction.response.send_message(view=CheckInView(page), ephemeral=True)


class PainAreaPicker(Picker, template=rf"checkin:area:{_ID}"):
    """Where it hurts."""

    is_for_runners = False

    def __init__(self, check_in_id: int, *, with_options: bool = False) -> None:
        options = [
            discord.SelectOption(label=text.pain_area(area).capitalize(), value=area.value)
            for area in (PainArea if with_options else ())
        ]
        super().__init__(f"checkin:area:{check_in_id}", options)
        self.item.placeholder = said.AREA_LABEL
        self.check_in_id = check_in_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the key; the area comes with the answer."""
        return cls(int(match["check_in"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Keep it."""
        try:
            area = PainArea(self.picked)
        except ValueError:
            raise UserError("component_stale") from None
        service = services_of(interaction).check_ins
        page = await service.name_area(interaction.user.id, interaction.guild_id, self.check_in_id, area)
        await _show(interaction, page)


class RestButton(Button, template=rf"checkin:rest:(?P<span>7|14|{_PICK}):{_ID}"):
    """Begins a pause of some days, or asks until when."""

    is_for_runners = False

    def __init__(self, check_in_id: int, span: str) -> None:
        super().__init__(f"checkin:rest:{span}:{check_in_id}", said.PAUSES[span])
        self.check_in_id = check_in_id
        self.span = span

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read for how long."""
        return cls(int(match["check_in"]), match["span"])

    async def pressed(self, interaction: Interaction) -> None:
        """Begin the pause, or open the form."""
        if self.span == _PICK:
            service = services_of(interaction).check_ins
            await service.page(interaction.user.id, interaction.guild_id, self.check_in_id)
            await interaction.response.send_modal(RestForm(self.check_in_id))
            return
        await _paused(interaction, self.check_in_id, f"{self.span} days")


class RestForm(Form):
    """Until when a pause lasts, as people say it."""

    # The check-in says whose it is: its runner may have another team in mind by now.
    is_for_runners = False

    def __init__(self, check_in_id: int) -> None:
        super().__init__(title=said.PAUSE_FORM)
        self._check_in_id = check_in_id
        self.until: discord.ui.TextInput[RestForm] = discord.ui.TextInput(
            custom_id="until", placeholder=said.UNTIL_HELP, max_length=_UNTIL_LIMIT
        )
        self.add_item(discord.ui.Label(text=said.UNTIL_LABEL, component=self.until))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Begin the pause."""
        await _paused(interaction, self._check_in_id, self.until.value)


async def _paused(interaction: Interaction, check_in_id: int, until: str) -> None:
    """Begin a pause, and say so beside the check-in, which loses its offer."""
    service = services_of(interaction).check_ins
    profile: Profile = await service.pause(interaction.user.id, interaction.guild_id, check_in_id, until)
    await interaction.response.send_message(view=paused_view(profile), ephemeral=True)
