"""Questions about plans as coaches wrote them, and about templates for them."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, delete, func, insert, select

from db.connection import Connection
from db.models.plans import plan_templates, plans
from db.repositories.statements import Change, Upsert


class PlanRow(NamedTuple):
    """A week as a coach wrote it, for a runner, a group or everybody; no author when theirs was erased."""

    plan_id: int
    team_id: int
    week: str
    target: str
    runner_id: int | None
    role_id: int | None
    group_name: str | None
    text: str | None
    draft: str | None
    author_id: int | None
    author_name: str | None
    draft_author_id: int | None
    draft_author_name: str | None
    saved_at: datetime
    published_at: datetime | None


class TemplateRow(NamedTuple):
    """A week that coaches keep under a name."""

    template_id: int
    team_id: int
    name: str
    plain_name: str
    text: str
    author_id: int | None
    saved_at: datetime


_ROWS = select(*(plans.c[name] for name in PlanRow._fields))
_FIND = _ROWS.where(
    plans.c.team_id == bindparam("team_id"),
    plans.c.week == bindparam("week"),
    plans.c.target == bindparam("target"),
)
_BY_ID = _ROWS.where(
    plans.c.team_id == bindparam("team_id"),
    # The id comes from a button, so it may be any number.
    plans.c.plan_id == bindparam("plan_id", type_=BigInteger()),
)
_HELD = _BY_ID.with_for_update(of=plans)
_OF_WEEK = _ROWS.where(plans.c.team_id == bindparam("team_id"), plans.c.week == bindparam("week")).order_by(
    plans.c.plan_id
)
_COUNT = select(func.count()).where(plans.c.team_id == bindparam("team_id"), plans.c.text.is_not(None))
_BEFORE = (
    _ROWS.where(
        plans.c.team_id == bindparam("team_id"),
        plans.c.target == bindparam("target"),
        plans.c.week < bindparam("week"),
        plans.c.text.is_not(None),
    )
    .order_by(plans.c.week.desc())
    .limit(1)
)
_ADD = insert(plans).returning(plans.c.plan_id)
_CHANGE = Change(plans.c.plan_id)
_DELETE = delete(plans).where(plans.c.plan_id == bindparam("plan_id"))
_TEMPLATES = select(*(plan_templates.c[name] for name in TemplateRow._fields)).where(
    plan_templates.c.team_id == bindparam("team_id")
)
_TEMPLATE = _TEMPLATES.where(plan_templates.c.plain_name == bindparam("plain_name"))
_ALL_TEMPLATES = _TEMPLATES.order_by(plan_templates.c.plain_name)
_DROP_TEMPLATE = delete(plan_templates).where(
    plan_templates.c.team_id == bindparam("team_id"), plan_templates.c.template_id == bindparam("template_id")
)
_KEEP = Upsert(
    plan_templates,
    lambda added: added.on_conflict_do_update(
        index_elements=["team_id", "plain_name"],
        set_={name: added.excluded[name] for name in ("name", "text", "author_id", "saved_at")},
    ),
)


class PlanRepository:
    """Reads and writes `plans` and `plan_templates`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, team_id: int, week: str, target: str) -> PlanRow | None:
        """Return the plan of a week for one runner, one group or the team."""
        parameters = {"team_id": team_id, "week": week, "target": target}
        row = self._connection.execute(_FIND, parameters).one_or_none()
        return None if row is None else PlanRow._make(row)

    def find_by_id(self, team_id: int, plan_id: int, *, hold: bool = False) -> PlanRow | None:
        """Return one plan of a team; `hold`: until the transaction ends, nobody else changes it."""
        statement = _HELD if hold else _BY_ID
        row = self._connection.execute(statement, {"team_id": team_id, "plan_id": plan_id}).one_or_none()
        return None if row is None else PlanRow._make(row)

    def of_week(self, team_id: int, week: str) -> list[PlanRow]:
        """Return all plans of a team for a week, drafts too, in the order in which they were begun."""
        return [PlanRow._make(row) for row in self._connection.execute(_OF_WEEK, {"team_id": team_id, "week": week})]

    def count(self, team_id: int) -> int:
        """Return how many weeks were written for people of a team."""
        number: int = self._connection.execute(_COUNT, {"team_id": team_id}).scalar_one()
        return number

    def before(self, team_id: int, week: str, target: str) -> PlanRow | None:
        """Return the newest saved plan for the same people of an earlier week, to copy."""
        parameters = {"team_id": team_id, "week": week, "target": target}
        row = self._connection.execute(_BEFORE, parameters).one_or_none()
        return None if row is None else PlanRow._make(row)

    def add(self, **columns: object) -> int:
        """Add a plan and return its key."""
        plan_id: int = self._connection.execute(_ADD, columns).scalar_one()
        return plan_id

    def change(self, plan_id: int, **columns: object) -> None:
        """Set columns of one plan."""
        _CHANGE.run(self._connection, plan_id, columns)

    def delete(self, plan_id: int) -> None:
        """Remove one plan; the database removes what runners have of it."""
        self._connection.execute(_DELETE, {"plan_id": plan_id})

    def template(self, team_id: int, plain_name: str) -> TemplateRow | None:
        """Return the template of this name."""
        parameters = {"team_id": team_id, "plain_name": plain_name}
        row = self._connection.execute(_TEMPLATE, parameters).one_or_none()
        return None if row is None else TemplateRow._make(row)

    def templates(self, team_id: int) -> list[TemplateRow]:
        """Return a team's templates, by name."""
        return [TemplateRow._make(row) for row in self._connection.execute(_ALL_TEMPLATES, {"team_id": team_id})]

    def keep_template(self, columns: Mapping[str, object]) -> None:
        """Keep a template; one of the same name is replaced."""
        self._connection.execute(_KEEP.on(self._connection), columns)

    def drop_template(self, team_id: int, template_id: int) -> None:
        """Remove one template."""
        self._connection.execute(_DROP_TEMPLATE, {"team_id": team_id, "template_id": template_id})
