"""Plans as coaches see them: the desk of a week, a week as it was understood, and what can be done with it."""

import re
from collections.abc import Sequence
from typing import Final, Self

import discord

from bot.domain.dates import Week
from bot.domain.plans import EVERYBODY, Scope, Target
from bot.errors import UserError
from bot.services.plan_pages import Desk, DeskPlan, PlanPage, PlanState, Whom
from bot.services.plan_templates import Template
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, Picker, asker_of, put, services_of, week_in
from bot.ui.plan_forms import PlanForm, TemplateForm, groups_of, members_of
from bot.ui.plan_lines import cannot_lines, page_lines
from bot.ui.plan_words import whom_words
from bot.ui.text import plans as said

_WEEK: Final = r"(?P<week>[0-9]{4}-W[0-9]{2})"
_PLAN: Final = r"(?P<plan>[0-9]{1,18})"
_LABEL: Final = 80
SHOWN: Final = 15
"""Plans, and names of those without one, that a desk tells of."""
PICKED_FROM: Final = 25


class PlanPicker(Picker, template=rf"plan:pick:{_WEEK}"):
    """Opens the form for whoever is picked."""

    def __init__(self, week: str, options: Sequence[discord.SelectOption] = ()) -> None:
        super().__init__(f"plan:pick:{week}", options)
        self.week = week
        self.item.placeholder = said.PICK

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the week."""
        return cls(match["week"])

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        try:
            target = Target.parse(self.picked or EVERYBODY.key)
        except ValueError:
            raise UserError("component_stale") from None
        await _open(interaction, Whom(target), week_in(self.week))


class NextPlanButton(Button, template=rf"plan:next:{_WEEK}:(?P<runner>[0-9]{{1,18}})"):
    """Opens the form for the next runner who has no plan yet."""

    def __init__(self, week: str, runner_id: int, name: str = "") -> None:
        label = said.NEXT.format(name=text.plain_member(name))[:_LABEL]
        super().__init__(f"plan:next:{week}:{runner_id}", label, discord.ButtonStyle.primary)
        self.week = week
        self.runner_id = runner_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read week and runner."""
        return cls(match["week"], int(match["runner"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        await _open(interaction, Whom(Target(Scope.RUNNER, self.runner_id)), week_in(self.week))


class DeskButton(Button, template=rf"plan:desk:{_WEEK}"):
    """Turns to the desk of a week."""

    def __init__(self, week: str, label: str = said.DESK_BUTTON) -> None:
        super().__init__(f"plan:desk:{week}", label)
        self.week = week

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the week."""
        return cls(match["week"])

    async def pressed(self, interaction: Interaction) -> None:
        """Show the desk."""
        desk = await services_of(interaction).plans.desk(asker_of(interaction), week_in(self.week))
        await put(interaction, DeskView(desk))


class CopyAllButton(Button, template=rf"plan:copy:{_WEEK}"):
    """Lets everybody without a plan have the one of the week before."""

    def __init__(self, week: str, count: int = 0) -> None:
        super().__init__(f"plan:copy:{week}", said.COPY_ALL.format(count=count))
        self.week = week

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the week."""
        return cls(match["week"])

    async def pressed(self, interaction: Interaction) -> None:
        """Copy, and show the desk."""
        week = week_in(self.week)
        groups = await groups_of(interaction, week)
        desk = await services_of(interaction).plans.copy_all(asker_of(interaction), week, groups)
        await put(interaction, DeskView(desk))


class PublishAllButton(Button, template=rf"plan:out:{_WEEK}"):
    """Puts out all plans of a week that wait."""

    def __init__(self, week: str) -> None:
        super().__init__(f"plan:out:{week}", said.PUBLISH_ALL)
        self.week = week

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the week."""
        return cls(match["week"])

    async def pressed(self, interaction: Interaction) -> None:
        """Put them out, and show the desk."""
        week = week_in(self.week)
        groups = await groups_of(interaction, week)
        desk = await services_of(interaction).plans.publish_all(asker_of(interaction), week, groups)
        await put(interaction, DeskView(desk))


class _OfPlan(Button, template=r"(?!)"):
    """Something that is done with one plan."""

    act: str
    label: str
    style = discord.ButtonStyle.secondary

    def __init__(self, plan_id: int, label: str | None = None) -> None:
        super().__init__(f"plan:{self.act}:{plan_id}", label or self.label, self.style)
        self.plan_id = plan_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the plan."""
        return cls(int(match["plan"]))


class ChangePlanButton(_OfPlan, template=rf"plan:change:{_PLAN}"):
    """Opens a plan in its form."""

    act, label = "change", said.CHANGE

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        filled = await services_of(interaction).plans.again(asker_of(interaction), self.plan_id)
        await interaction.response.send_modal(PlanForm(filled, PlanPageView))


class PublishPlanButton(Button, template=rf"plan:publish:{_PLAN}:(?P<version>[0-9]{{1,18}})"):
    """Puts a plan out as it reads on the card."""

    def __init__(self, plan_id: int, version: int, label: str = said.PUBLISH) -> None:
        super().__init__(f"plan:publish:{plan_id}:{version}", label)
        self.plan_id = plan_id
        self.version = version

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the plan, and how it read."""
        return cls(int(match["plan"]), int(match["version"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Put it out for those who are meant at this moment, and show it."""
        plans = services_of(interaction).plans
        page = await plans.page(asker_of(interaction), self.plan_id)
        members = await members_of(interaction, page.whom)
        await put(
            interaction, PlanPageView(await plans.publish(asker_of(interaction), self.plan_id, members, self.version))
        )


class OpenPlanButton(_OfPlan, template=rf"plan:open:{_PLAN}"):
    """Shows a plan."""

    act, label = "open", said.KEEP

    async def pressed(self, interaction: Interaction) -> None:
        """Show it."""
        page = await services_of(interaction).plans.page(asker_of(interaction), self.plan_id)
        await put(interaction, PlanPageView(page))


class KeepTemplateButton(_OfPlan, template=rf"plan:template:{_PLAN}"):
    """Asks for the name under which a week is kept."""

    act, label = "template", said.KEEP_TEMPLATE

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        await services_of(interaction).plans.page(asker_of(interaction), self.plan_id)
        await interaction.response.send_modal(TemplateForm(self.plan_id))


class TakePlanBackButton(_OfPlan, template=rf"plan:back:{_PLAN}"):
    """Asks whether a plan is to be taken back."""

    act, label = "back", said.TAKE_BACK

    async def pressed(self, interaction: Interaction) -> None:
        """Ask."""
        page = await services_of(interaction).plans.page(asker_of(interaction), self.plan_id)
        await put(interaction, TakeBackView(page))


class TakeBackSurelyButton(_OfPlan, template=rf"plan:gone:{_PLAN}"):
    """Takes a plan back."""

    act, label, style = "gone", said.SURELY, discord.ButtonStyle.danger

    async def pressed(self, interaction: Interaction) -> None:
        """Take it back, and show the desk."""
        desk = await services_of(interaction).plans.take_back(asker_of(interaction), self.plan_id)
        await put(interaction, DeskView(desk))


class TemplatePicker(Picker, template=r"plan:templates"):
    """Removes the template that is picked."""

    def __init__(self, templates: Sequence[Template] = ()) -> None:
        super().__init__(
            "plan:templates",
            [
                discord.SelectOption(label=text.plain_member(one.name), value=str(one.template_id))
                for one in templates[:PICKED_FROM]
            ],
        )
        self.item.placeholder = said.DROP_TEMPLATE

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """There is nothing to read."""
        return cls()

    async def pressed(self, interaction: Interaction) -> None:
        """Remove it, and show those left."""
        template_id = int(self.picked) if self.picked.isdecimal() else 0
        left = await services_of(interaction).plan_templates.drop(asker_of(interaction), template_id)
        await put(interaction, TemplatesView(left))


class DeskView(Card):
    """What is planned for a week, who has no plan yet, and a list to write one."""

    def __init__(self, desk: Desk) -> None:
        week = desk.week
        lines = [said.DESK.format(number=week.number, days=figures.days(week))]
        lines += [_planned(one) for one in desk.plans[:SHOWN]]
        if len(desk.plans) > SHOWN:
            lines.append(said.PLANNED_MORE.format(count=len(desk.plans) - SHOWN))
        if not desk.plans:
            lines.append(said.NOTHING_PLANNED)
        elif desk.without:
            lines.append(said.WITHOUT.format(names=_names([one.name for one in desk.without])))
        else:
            lines.append(said.ALL_PLANNED)
        waiting = [one for one in desk.plans if one.state is not PlanState.OUT]
        if any(one.state is PlanState.CHANGED for one in waiting):
            lines.append(said.CHANGES_WAIT)
        if any(one.state is PlanState.WAITING for one in waiting):
            lines.append(
                said.GOES_OUT_BY_HAND
                if desk.goes_out_at is None
                else said.GOES_OUT.format(timestamp=int(desk.goes_out_at.timestamp()))
            )
        lines += cannot_lines(desk.cannot)
        buttons: list[Button] = []
        if desk.without:
            first = desk.without[0]
            buttons.append(NextPlanButton(week.key, first.target.id, first.name))
        if desk.copyable:
            buttons.append(CopyAllButton(week.key, desk.copyable))
        if waiting:
            buttons.append(PublishAllButton(week.key))
        super().__init__(
            "\n".join(lines), *buttons, accent=theme.PLAN, lists=[PlanPicker(week.key, list(_options(desk)))]
        )


class PlanPageView(Card):
    """A week as it was understood, and what can be done with it."""

    def __init__(self, page: PlanPage) -> None:
        buttons: list[Button] = []
        if page.next_up is not None:
            buttons.append(NextPlanButton(page.week.key, page.next_up.target.id, page.next_up.name))
        if page.state is not PlanState.OUT:
            label = said.PUBLISH if page.state is PlanState.WAITING else said.PUBLISH_CHANGES
            buttons.append(PublishPlanButton(page.plan_id, page.version, label))
        buttons += [
            ChangePlanButton(page.plan_id),
            DeskButton(page.week.key),
            KeepTemplateButton(page.plan_id),
            TakePlanBackButton(page.plan_id),
        ]
        super().__init__("\n".join(page_lines(page)), *buttons, accent=theme.PLAN)


class TakeBackView(Card):
    """The question before a plan is taken back."""

    def __init__(self, page: PlanPage) -> None:
        question = said.SURE_WAITING if page.state is PlanState.WAITING else said.SURE
        buttons = (TakeBackSurelyButton(page.plan_id), OpenPlanButton(page.plan_id))
        super().__init__(question, *buttons, accent=theme.PLAN)


class TemplatesView(Card):
    """A team's templates, and a list to remove one."""

    def __init__(self, templates: Sequence[Template]) -> None:
        lines = [said.TEMPLATES]
        for one in templates:
            days = text.called(" · ".join(one.text.split("\n")), "", 90)
            lines.append(said.TEMPLATE_LINE.format(name=text.called(one.name, "", _LABEL), days=days))
        if not templates:
            lines.append(said.NO_TEMPLATES)
        content = "\n".join(lines)[:3_500]
        super().__init__(content, accent=theme.PLAN, lists=[TemplatePicker(templates)] if templates else ())


async def _open(interaction: Interaction, whom: Whom, week: Week) -> None:
    filled = await services_of(interaction).plans.form(asker_of(interaction), whom, week)
    await interaction.response.send_modal(PlanForm(filled, PlanPageView))


def _planned(one: DeskPlan) -> str:
    whom = text.called(whom_words(one.whom), "", _LABEL)
    state = said.STATES[one.state]
    if one.whom.target.scope is Scope.RUNNER:
        return said.PLANNED_ONE.format(whom=whom, state=state)
    return said.PLANNED.format(whom=whom, runners=text.runners(one.runners), state=state)


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(text.member(name) for name in names[:SHOWN])
    if len(names) <= SHOWN:
        return shown
    return said.WITHOUT_MORE.format(names=shown, count=len(names) - SHOWN)


def _options(desk: Desk) -> list[discord.SelectOption]:
    """Return whom a week can be written for: everybody, groups that have one, then runners, those without first."""
    planned = {one.whom.target: one.whom for one in desk.plans}
    known = [whom for target, whom in planned.items() if target.scope is Scope.GROUP]
    with_own = [whom for target, whom in planned.items() if target.scope is Scope.RUNNER]
    order = [Whom(EVERYBODY), *known, *desk.without, *desk.with_others, *with_own]
    return [
        discord.SelectOption(
            label=(said.EVERYBODY if whom.target == EVERYBODY else whom_words(whom))[:100],
            value=whom.target.key,
            description=said.HAS_PLAN if whom.target in planned else None,
        )
        for whom in order[:PICKED_FROM]
    ]
