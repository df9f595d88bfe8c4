"""Templates: a coach's own words for what they write often."""

from dataclasses import dataclass
from typing import Final

from bot.domain.words import storable
from bot.errors import NotFound, UserError
from bot.services.access import require_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from bot.services.feedback import FEEDBACK_LIMIT, clean
from bot.services.teammates import SUGGESTED, plain_name
from db.database import Database
from db.repositories.feedback_templates import TemplateRow
from db.unit_of_work import UnitOfWork

NAME_LIMIT: Final = 50
"""Characters of a template's name."""

MOST: Final = 25
"""Templates of one coach in a team: as many as Discord shows at once."""

NAME: Final = "{name}"
"""What stands for the runner's name in a template."""


@dataclass(frozen=True, slots=True)
class Template:
    """A coach's words by the name that they gave them; a new one has none yet."""

    name: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class SavedTemplate:
    """A template that was saved, or, where its words were cleared, dropped."""

    name: str
    is_dropped: bool


class FeedbackTemplateService:
    """Keeps coaches' templates; each has their own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def suggestions(self, asker: Asker, typed: str) -> tuple[str, ...]:
        """Return the names of the asker's templates that contain what was typed; raises `NotAllowed` for others."""
        return await self._database.read(lambda uow: _suggestions(uow, asker, typed))

    async def open(self, asker: Asker, name: str) -> Template:
        """Return the asker's template of this name, or a new one; raises `UserError` for a name that shows nothing."""
        return await self._database.read(lambda uow: _open(uow, asker, name))

    async def filled(self, asker: Asker, name: str, runner_name: str, message: str | None = None) -> str:
        """Return a template's words with the runner's name in them, and what was typed below.

        Raises `NotFound` for none of this name, and `UserError` where they are too many together.
        """

        def fill(uow: UnitOfWork) -> str:
            found = _find(_own(uow, asker), name)
            if found is None:
                raise NotFound("template_not_found", text=name)
            words = "\n\n".join(filter(None, (found.message.replace(NAME, runner_name), message)))
            if len(words) > FEEDBACK_LIMIT:
                raise UserError("template_too_long", name=found.name, limit=FEEDBACK_LIMIT, length=len(words))
            return words

        return await self._database.read(fill)

    async def save(self, asker: Asker, name: str, message: str) -> SavedTemplate:
        """Keep a template, or drop it where no words are left; raises `UserError` for more than there may be."""
        words = None if storable(message) is None else clean(message)
        now = self._clock.now()

        def keep(uow: UnitOfWork) -> SavedTemplate:
            known = _own(uow, asker)
            template = _open(uow, asker, name)
            if words is None:
                uow.feedback_templates.drop(asker.team_id, asker.user_id, template.name)
                return SavedTemplate(template.name, is_dropped=True)
            if len(known) >= MOST and _find(known, template.name) is None:
                raise UserError("templates_enough", limit=MOST)
            uow.feedback_templates.put(asker.team_id, asker.user_id, template.name, words, now)
            return SavedTemplate(template.name, is_dropped=False)

        return await self._database.write(keep)


def _own(uow: UnitOfWork, asker: Asker) -> list[TemplateRow]:
    require_coach(uow, asker)
    return uow.feedback_templates.of_coach(asker.team_id, asker.user_id)


def _find(known: list[TemplateRow], name: str) -> TemplateRow | None:
    return next((one for one in known if plain_name(one.name) == plain_name(name)), None)


def _open(uow: UnitOfWork, asker: Asker, name: str) -> Template:
    found = _find(_own(uow, asker), name)
    if found is not None:
        return Template(found.name, found.message)
    called = storable(" ".join(name.split()))
    if called is None:
        raise UserError("template_nameless")
    return Template(called[:NAME_LIMIT])


def _suggestions(uow: UnitOfWork, asker: Asker, typed: str) -> tuple[str, ...]:
    wanted = plain_name(typed)
    return tuple(one.name for one in _own(uow, asker) if wanted in plain_name(one.name))[:SUGGESTED]
