"""Check-ins as services return them, with plain and with hostile values."""

from datetime import date

import discord

from bot.domain.check_ins import Answered, Flag, Glad, Gladness, Item
from bot.domain.runs import PainArea
from bot.services.check_in_letters import CheckIn, CheckInFlag, CheckInPage, CheckInQuestion
from bot.ui.check_ins import CheckInView
from bot.ui.letters import LetterView

WELL = dict.fromkeys(Item, 5)
HURT = {**WELL, Item.PAIN: 3}
LOW = dict.fromkeys(Item, 1)
ANSWERED = Answered(HURT, PainArea.HAMSTRING_RIGHT)
CHECK_IN_LETTER = CheckInQuestion(CheckInPage(7, "Harriers", {}))


def check_in_views(name: str) -> dict[str, discord.ui.LayoutView]:
    """Return every layout about check-ins."""
    items = list(Item)
    asked = {
        f"check-in: {item}": CheckInView(CheckInPage(7, name, dict.fromkeys(items[:number], 3)))
        for number, item in enumerate(items)
    }
    glad = {
        f"check-in done: {kind}": CheckInView(
            CheckInPage(7, name, WELL, glad=Glad(kind, *((Item.ENERGY, 2, 4) if kind in told_of else ())))
        )
        for kind in Gladness
        for told_of in ((Gladness.UP, Gladness.WELL, Gladness.STEADY),)
    }
    flag = CheckIn(7, 7, date(2026, 11, 26), LOW, PainArea.HAMSTRING_RIGHT, tuple(Flag), tuple(Item)[:4])
    return {
        **asked,
        **glad,
        "check-in letter": LetterView(CheckInQuestion(CheckInPage(7, name, {})), 18),
        "check-in hurt": CheckInView(CheckInPage(7, name, HURT, None, Glad(Gladness.THANKS), offers_pause=True), 18),
        "check-in hurt there": CheckInView(CheckInPage(7, name, HURT, PainArea.CALF_LEFT, Glad(Gladness.THANKS)), 18),
        "check-in strong pain": CheckInView(CheckInPage(7, name, LOW, None, Glad(Gladness.THANKS), offers_pause=True)),
        "coach check-in": LetterView(CheckInFlag(name, name, flag), 19),
    }
