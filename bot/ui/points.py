"""Points as members see them: one's own weeks, rule by rule and award by award, and the rules."""

import re
from typing import Any, Final, Self

import discord

from bot.domain.following import credit
from bot.domain.point_rules import TIMES, Rule
from bot.services.points import RULES_TODAY, Ledger, LedgerEntry, PointsWeek, RuleBook, WaitingRun
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, asker_of, services_of, week_in
from bot.ui.reviews import RightButton
from bot.ui.text import point_words as said
from bot.ui.text import shoutouts as shoutout_words

_WEEK: Final = r"(?P<week>[0-9]{4}-W[0-9]{2})"


class PointsWeekButton(Button, template=rf"points:week:{_WEEK}"):
    """Shows one of one's own weeks."""

    def __init__(self, week: str, label: str) -> None:
        super().__init__(f"points:week:{week}", label)
        self.week = week

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(match["week"], said.BACK)

    async def pressed(self, interaction: Interaction) -> None:
        """Show it in place of what stood there."""
        week = await services_of(interaction).points.week(asker_of(interaction), week_in(self.week))
        await interaction.response.edit_message(view=PointsView(week))


class LedgerButton(Button, template=rf"points:each:{_WEEK}:(?P<page>[0-9]{{1,3}})"):
    """Shows a week award by award."""

    def __init__(self, week: str, page: int, label: str) -> None:
        super().__init__(f"points:each:{week}:{page}", label)
        self.week = week
        self.page = page

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(match["week"], int(match["page"]), said.EACH)

    async def pressed(self, interaction: Interaction) -> None:
        """Show the page in place of what stood there."""
        ledger = await services_of(interaction).points.ledger(asker_of(interaction), week_in(self.week), self.page)
        await interaction.response.edit_message(view=LedgerView(ledger))


class PointsView(Card):
    """A week's points with what each rule can give, and the streak; runs that wait for a word are named."""

    def __init__(self, week: PointsWeek) -> None:
        lines = [
            text.POINTS_HEADING.format(week=week.week.number, total=week.total, cap=week.cap),
            *(
                text.POINTS_LINE.format(rule=text.RULES[rule], points=points, most=most)
                for rule, points, most in week.parts
            ),
        ]
        if week.coach:
            lines.append(said.COACH_GAVE.format(points=week.coach))
        if week.plan is not None and week.plan.counted:
            template = said.PLAN_SO_FAR if week.is_present else said.PLAN_WAS
            lines.append(template.format(kept=figures.halves(week.plan.kept), counted=week.plan.counted))
        if week.is_present:
            if week.chance is not None:
                lines.append(said.CHANCES[week.chance.rule].format(points=text.points(week.chance.points)))
            lines += [*([_run_days(week)] if week.plan is None else []), _streak(week)]
        lines += [_waits(run, week) for run in week.waiting]
        unsaid = [run.run_id for run in week.waiting if not run.is_asked]
        buttons: list[discord.ui.Item[Any]] = [RightButton(run_id) for run_id in unsaid[:1]]
        buttons.append(LedgerButton(week.week.key, 0, said.EACH))
        if week.earlier is not None:
            buttons.append(PointsWeekButton(week.earlier.key, said.EARLIER))
        if week.later is not None:
            buttons.append(PointsWeekButton(week.later.key, said.LATER))
        super().__init__("\n".join(lines), *buttons, accent=theme.RUN)


class LedgerView(Card):
    """A page of a week's awards, each with its run and why."""

    def __init__(self, ledger: Ledger) -> None:
        lines = [said.LEDGER.format(week=ledger.week.number, total=text.points(ledger.total))]
        for entry in ledger.entries:
            lines += _award(entry, ledger)
        if not ledger.entries:
            lines.append(said.LEDGER_EMPTY)
        if ledger.run_days > TIMES[Rule.LOG]:
            lines.append(said.THREE_SCORE)
        if ledger.pages > 1:
            lines.append(said.LEDGER_PAGE.format(page=ledger.page + 1, pages=ledger.pages))
        key = ledger.week.key
        buttons: list[discord.ui.Item[Any]] = []
        if ledger.page + 1 < ledger.pages:
            buttons.append(LedgerButton(key, ledger.page + 1, said.MORE))
        buttons.append(PointsWeekButton(key, said.BACK))
        super().__init__("\n".join(lines), *buttons, accent=theme.RUN)


class RulesView(Card):
    """The rules as they hold for the team."""

    def __init__(self, book: RuleBook) -> None:
        rules = book.rules
        lines = [said.RULES_HEADING]
        lines += [_rule(rule, book) for rule in RULES_TODAY if rules.values[rule]]
        lines += [
            said.RULES_CAP.format(cap=rules.week_cap),
            said.RULES_STREAK.format(target=book.streak_target),
            said.RULES_WORDS,
            said.RULES_PLAN,
            said.RULES_LATE,
            said.RULES_HEALTH,
            said.RULES_DOUBT,
        ]
        if book.since is None:
            lines.append(said.RULES_COMMON)
        else:
            lines.append(said.RULES_OWN.format(version=rules.version, date=figures.day(book.since.monday)))
        if book.coming is not None:
            lines.append(said.RULES_COMING.format(date=figures.day(book.coming.monday)))
        super().__init__("\n".join(lines), accent=theme.RUN)


def _rule(rule: Rule, book: RuleBook) -> str:
    template = said.RULE_RECORDS if rule is Rule.PR else said.RULE_TIMES if TIMES[rule] > 1 else said.RULE_ONCE
    name = said.RULE_NAMES[rule].format(target=book.weekly_target)
    return template.format(rule=name, points=book.rules.values[rule], times=TIMES[rule])


def _award(entry: LedgerEntry, ledger: Ledger) -> list[str]:
    template = said.AWARD if entry.distance_m is None else said.AWARD_OF_RUN
    line = template.format(
        date=figures.short_day(entry.day),
        rule=_award_name(entry, ledger) + _names(entry),
        points=entry.points,
        distance="" if entry.distance_m is None else figures.distance(entry.distance_m, ledger.unit),
    )
    why = _why(entry, ledger).format(
        target=ledger.weekly_target,
        number=entry.number,
        weekday=text.WEEKDAYS[entry.day.weekday()],
        streak=ledger.streak_target,
        percent=entry.percent,
    )
    if entry.points < entry.full and ledger.total >= ledger.week_cap:
        why = said.WHY_CUT.format(why=why, cap=ledger.week_cap)
    return [line, said.WHY_LINE.format(why=why)]


def _award_name(entry: LedgerEntry, ledger: Ledger) -> str:
    if _is_in_part(entry):
        return said.PLANNED_IN_PART
    own = said.AWARDS[entry.rule]
    return said.PLANNED_AWARDS.get(entry.rule, own) if ledger.is_planned else own


def _why(entry: LedgerEntry, ledger: Ledger) -> str:
    if _is_in_part(entry):
        return said.WHY_IN_PART
    own = said.WHY[entry.rule]
    return said.WHY_PLANNED.get(entry.rule, own) if ledger.is_planned else own


def _is_in_part(entry: LedgerEntry) -> bool:
    return entry.percent is not None and credit(entry.percent) < 1


def _names(entry: LedgerEntry) -> str:
    """Return whom a shoutout was for, or who gave it."""
    if not entry.names:
        return ""
    return said.NAMES[entry.rule].format(names=shoutout_words.listed([text.member(name) for name in entry.names]))


def _waits(run: WaitingRun, week: PointsWeek) -> str:
    template = said.RUN_WAITS_FOR_COACH if run.is_asked else said.RUN_WAITS_FOR_RUNNER
    return template.format(distance=figures.distance(run.distance_m, week.unit), date=figures.short_day(run.local_date))


def _run_days(week: PointsWeek) -> str:
    """Return how many days of the target there have been; before the first, what it is."""
    if week.run_days == 0:
        template = text.POINTS_NO_RUN_DAYS
    elif week.run_days <= week.weekly_target:
        template = text.POINTS_RUN_DAYS
    else:
        template = text.POINTS_MORE_RUN_DAYS
    return template.format(days=week.run_days, target=week.weekly_target)


def _streak(week: PointsWeek) -> str:
    """Return the streak, or the best there was; a streak that ended is not spoken of."""
    streak = week.streak
    if streak.streak > 0:
        return text.POINTS_STREAK.format(weeks=text.weeks(streak.streak), best=streak.best)
    if streak.best > 0:
        return text.POINTS_BEST_STREAK.format(best=text.weeks(streak.best))
    return text.POINTS_NO_STREAK
