"""For whom a plan is, in words."""

from bot.domain.plans import Scope
from bot.services.plan_pages import Whom
from bot.ui import text
from bot.ui.text import plans as said


def whom_words(whom: Whom) -> str:
    """Return for whom a plan is, as a title has it: without markup."""
    match whom.target.scope:
        case Scope.TEAM | Scope.PAST:
            return said.FOR_EVERYBODY
        case Scope.GROUP:
            return said.FOR_GROUP.format(name=text.plain_member(whom.name))
        case Scope.RUNNER:
            return text.plain_member(whom.name)
