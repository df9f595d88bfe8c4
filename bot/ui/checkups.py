"""A check-up as its runner sees it, and as the coach does whom they share it with."""

import discord

from bot.domain.checkups.signs import Sign, Status
from bot.services.checkup_inputs import Checkup
from bot.services.checkup_letters import CheckupShared, FocusRequest
from bot.services.focuses import QUESTION_LIMIT
from bot.ui import text, theme
from bot.ui.checkup_lines import facts_of
from bot.ui.components import Interaction, asker_of, services_of
from bot.ui.controls import Press, Question
from bot.ui.quoting import quoted
from bot.ui.text import checkups as said


class CheckupView(Question):
    """The private answer: what the log says, and a button to the coach; or that a professional is to be seen."""

    def __init__(self, checkup: Checkup, *, is_shared: bool = False) -> None:
        super().__init__()
        self.checkup = checkup
        words = checkup_text(checkup)
        if checkup.see_professional:
            self.add_item(discord.ui.Container(discord.ui.TextDisplay(words), accent_colour=theme.SAFETY))
            return
        note = said.SHARED if is_shared else said.PRIVATE
        children: list[discord.ui.Item[discord.ui.LayoutView]] = [discord.ui.TextDisplay(f"{words}\n{note}")]
        if not is_shared:
            children.append(
                discord.ui.ActionRow(Press(self, said.SHARE, self.press_share, discord.ButtonStyle.primary))
            )
        self.add_item(discord.ui.Container(*children, accent_colour=theme.COACH))

    async def press_share(self, interaction: Interaction) -> None:
        """Send just this to the coaches."""
        await self.once(interaction, self._share)

    async def _share(self, interaction: Interaction) -> None:
        await services_of(interaction).checkups.share(asker_of(interaction), self.checkup, _in_full(self.checkup))
        await interaction.response.edit_message(view=CheckupView(self.checkup, is_shared=True))


def checkup_text(checkup: Checkup) -> str:
    """Return what a runner reads; where a professional is to be seen, that alone."""
    return said.PROFESSIONAL if checkup.see_professional else _in_full(checkup)


def _in_full(checkup: Checkup) -> str:
    statuses = {sign: _status(checkup, sign) for sign in Sign}
    lines = [said.FIRST]
    for sign, status in statuses.items():
        facts = facts_of(checkup, sign)
        if status in (Status.WATCH, Status.TALK):
            facts = f"{facts} {said.QUESTIONS[sign]}"
        lines.append(
            said.SIGN.format(
                symbol=said.SYMBOLS[status], sign=said.SIGNS[sign], status=said.STATUSES[status], facts=facts
            )
        )
    pressing = [sign for sign in _FIRST_OF_ALL if statuses[sign] is Status.TALK]
    # A race time that edges forward, or little training, wants no new stimulus.
    watched = [sign for sign in _FIRST_OF_ALL if statuses[sign] is Status.WATCH and sign is not Sign.PLATEAU]
    pressing += watched
    if pressing:
        lines.append(said.IDEA.format(idea=said.IDEAS[pressing[0]]))
    return "\n".join(lines)


_FIRST_OF_ALL = (Sign.PAIN_PATTERN, Sign.VARIETY, Sign.PLATEAU, Sign.FOLLOW_THROUGH, Sign.FOCUS_AREA)
"""Whose idea it is that is told, where several signs have one."""


def _status(checkup: Checkup, sign: Sign) -> Status:
    match sign:
        case Sign.VARIETY:
            return checkup.variety.status
        case Sign.PLATEAU:
            return checkup.plateau.status
        case Sign.FOLLOW_THROUGH:
            return checkup.follow_through.status
        case Sign.FOCUS_AREA:
            return checkup.focus_area.status
        case Sign.PAIN_PATTERN:
            return checkup.pain_pattern.status


def checkup_letter_text(letter: CheckupShared) -> str:
    """Return what a coach reads of a check-up that was shared."""
    return "\n".join(
        (
            said.LETTER.format(name=text.member(letter.runner_name)),
            letter.words,
            said.LETTER_FROM.format(team=text.team(letter.team_name)),
        )
    )


def request_text(letter: FocusRequest) -> str:
    """Return what a coach reads of what a runner wants to get better at."""
    template = said.REQUEST if letter.question is None else said.REQUEST_ASKED
    told = template.format(
        name=text.member(letter.runner_name),
        area=said.AREAS[letter.area].lower(),
        question=quoted(letter.question or "", QUESTION_LIMIT),
    )
    return f"{told}\n{said.LETTER_FROM.format(team=text.team(letter.team_name))}"
