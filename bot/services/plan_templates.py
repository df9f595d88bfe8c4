"""Templates: weeks that a team's coaches keep under a name, to begin others with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.plans import TEMPLATE_NAME_LIMIT
from bot.domain.words import storable
from bot.errors import NotFound, UserError
from bot.services.access import require_coach
from bot.services.asker import Asker
from bot.services.clock import Clock
from db.database import Database
from db.repositories.plans import TemplateRow
from db.unit_of_work import UnitOfWork

EMPTY: Final = "-"
"""Stands for a form with nothing in it, and is the name of no template."""
MOST_TEMPLATES: Final = 50


@dataclass(frozen=True, slots=True)
class Template:
    """A week under a name."""

    template_id: int
    name: str
    text: str


class PlanTemplateService:
    """Keeps templates; every method raises `NotAllowed` for others than coaches."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def all(self, asker: Asker) -> Sequence[Template]:
        """Return the team's templates, by name."""
        return await self._database.read(lambda uow: _all(uow, asker))

    async def keep(self, asker: Asker, plan_id: int, name: str) -> Template:
        """Keep a plan's week under a name; one of the same name is replaced.

        Raises `NotFound` for a plan that is gone, `UserError` for a name of nothing, and for more than fifty.
        """
        return await self._database.write(lambda uow: self._keep(uow, asker, plan_id, name))

    async def drop(self, asker: Asker, template_id: int) -> Sequence[Template]:
        """Remove a template, and return those left."""
        return await self._database.write(lambda uow: _drop(uow, asker, template_id))

    def _keep(self, uow: UnitOfWork, asker: Asker, plan_id: int, name: str) -> Template:
        require_coach(uow, asker)
        plan = uow.plans.find_by_id(asker.team_id, plan_id)
        if plan is None:
            raise NotFound("plan_gone")
        words = " ".join((storable(name) or "").split())[:TEMPLATE_NAME_LIMIT]
        if not words or words == EMPTY:
            raise UserError("template_nameless")
        plain = plain_name(words)
        known = uow.plans.templates(asker.team_id)
        if len(known) >= MOST_TEMPLATES and all(row.plain_name != plain for row in known):
            raise UserError("templates_full", limit=MOST_TEMPLATES)
        uow.plans.keep_template(
            {
                "team_id": asker.team_id,
                "name": words,
                "plain_name": plain,
                "text": plan.draft or plan.text or "",
                "author_id": asker.user_id,
                "saved_at": self._clock.now(),
            }
        )
        return template_named(uow, asker.team_id, words)


def template_named(uow: UnitOfWork, team_id: int, name: str) -> Template:
    """Return the template of this name; raises `NotFound` for none."""
    row = uow.plans.template(team_id, plain_name(name))
    if row is None:
        raise NotFound("template_gone", name=name)
    return _template(row)


def plain_name(name: str) -> str:
    """Return a template's name as it is compared: case and spaces make no difference."""
    return " ".join(name.casefold().split())[:TEMPLATE_NAME_LIMIT]


def _all(uow: UnitOfWork, asker: Asker) -> Sequence[Template]:
    require_coach(uow, asker)
    return [_template(row) for row in uow.plans.templates(asker.team_id)]


def _drop(uow: UnitOfWork, asker: Asker, template_id: int) -> Sequence[Template]:
    require_coach(uow, asker)
    uow.plans.drop_template(asker.team_id, template_id)
    return _all(uow, asker)


def _template(row: TemplateRow) -> Template:
    return Template(row.template_id, row.name, row.text)
