"""What a runner reads of what they want to get better at."""

from bot.domain.checkups.focus_area import Area
from bot.services.focuses import QUESTION_LIMIT, SetFocus
from bot.ui import theme
from bot.ui.cards import Card
from bot.ui.quoting import quoted
from bot.ui.text import checkups as said


class FocusSetView(Card):
    """The private answer to a focus: what it is, and who hears of it."""

    def __init__(self, focus: SetFocus) -> None:
        new = said.SET if focus.before is None else said.SET_BEFORE
        first = said.SET_KNOWN if focus.is_known else new
        before = "" if focus.before is None else said.AREAS[focus.before].lower()
        lines = [first.format(area=said.AREAS[focus.area], before=before)]
        if focus.question is not None:
            lines.append(said.ASKED.format(question=quoted(focus.question, QUESTION_LIMIT)))
        if not focus.is_known:
            lines.append(said.TOLD if focus.coaches else said.NOT_TOLD)
        super().__init__("\n".join(lines), accent=theme.COACH)


class FocusClearedView(Card):
    """The private answer to a focus that was cleared."""

    def __init__(self, area: Area) -> None:
        super().__init__(said.CLEARED.format(area=said.AREAS[area]), accent=theme.COACH)
