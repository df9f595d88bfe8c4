"""The roster as coaches see it: who needs a word first and why, each one press away, and what was reported."""

import re
from datetime import date
from typing import Any, Final, Self

import discord

from bot.domain.attention import (
    Need,
    New,
    NoPlan,
    Pain,
    Reason,
    Request,
    RequestKind,
    Silent,
    Slower,
    Undone,
    Unheard,
)
from bot.domain.checkups.focus_area import Area
from bot.domain.dates import Week
from bot.domain.shoutouts import UNPRAISED_AFTER
from bot.errors import UserError
from bot.services.attention import Attended
from bot.services.coach_digests import CoachDigest
from bot.services.rosters import Reported, Roster
from bot.ui import figures, text, theme
from bot.ui.cards import Card, StaticLayout
from bot.ui.check_ins import answers_line
from bot.ui.coach_logs import LogButton
from bot.ui.components import Button, Interaction, Picker, asker_in, asker_of, services_of
from bot.ui.feedback import WriteToButton
from bot.ui.quoting import quoted_lines
from bot.ui.shoutouts import ShoutoutForm
from bot.ui.text import rosters as said
from bot.ui.text.checkups import AREAS
from bot.ui.text.feedback import coach_within as coach_name

_TEAM: Final = "(?::t(?P<team>[0-9]{1,20}))?"
"""The end of an id; those of before have none, and are for the team that is meant."""

_PAGE: Final = re.compile(rf"roster:(?P<weeks>[0-9]{{1,2}}):(?P<page>[0-9]{{1,4}})(?::(?P<need>[a-z]{{2,12}}))?{_TEAM}")


class RosterButton(Button, template=_PAGE):
    """Turns to another page of the roster."""

    def __init__(
        self, weeks: int, page: int, need: str | None = None, label: str = said.MORE, *, team_id: int | None = None
    ) -> None:
        super().__init__(f"roster:{weeks}:{page}{'' if need is None else f':{need}'}{_end(team_id)}", label)
        self.about_team = team_id
        self.weeks = weeks
        self.page = page
        self.need = need

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["weeks"]), int(match["page"]), match["need"], team_id=_team(match))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the page in place of the one before."""
        await _turn(interaction, self.weeks, self.page, self.need)


class NeedPicker(Picker, template=rf"roster:needs:(?P<weeks>[0-9]{{1,2}}){_TEAM}"):
    """Narrows the roster to those who need a word about one thing, or shows everyone again."""

    def __init__(self, weeks: int, roster: Roster | None = None, *, team_id: int | None = None) -> None:
        super().__init__(f"roster:needs:{weeks}{_end(team_id)}", [] if roster is None else _options(roster))
        self.about_team = team_id
        self.weeks = weeks

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id; the need comes with the answer."""
        return cls(int(match["weeks"]), team_id=_team(match))

    async def pressed(self, interaction: Interaction) -> None:
        """Show those."""
        await _turn(interaction, self.weeks, 0, None if self.picked == said.EVERYONE_VALUE else self.picked)


class WordForButton(Button, template=r"roster:word:(?P<runner>[0-9]{1,18})"):
    """Opens the form for a shoutout to one runner."""

    def __init__(self, runner_id: int) -> None:
        super().__init__(f"roster:word:{runner_id}", said.PRAISE)
        self.about_runner = self.runner_id = runner_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["runner"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        to = await services_of(interaction).shoutouts.runner(asker_of(interaction), self.runner_id)
        await interaction.response.send_modal(ShoutoutForm(to))


class SeenToButton(
    Button, template=r"roster:seen:(?P<shoutout>[0-9]{1,18}):(?P<runner>[0-9]{1,18}):(?P<weeks>[0-9]{1,2})"
):
    """Notes that a coach has seen to what a runner reported."""

    def __init__(self, shoutout_id: int, runner_id: int, weeks: int) -> None:
        super().__init__(f"roster:seen:{shoutout_id}:{runner_id}:{weeks}", said.SEEN_TO)
        self.shoutout_id = shoutout_id
        self.about_runner = self.runner_id = runner_id
        self.weeks = weeks

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["shoutout"]), int(match["runner"]), int(match["weeks"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Note it, and show what is left."""
        roster = await services_of(interaction).rosters.settle(
            asker_of(interaction), self.shoutout_id, self.runner_id, self.weeks
        )
        await interaction.response.edit_message(view=RosterView(roster))


class OpenRosterButton(Button, template=r"roster:open:(?P<team>[0-9]{1,20})"):
    """Shows the roster of a team to one of its coaches, in direct messages too."""

    # A coach need not be a runner, and the letter tells which team it is about.
    is_for_runners = False

    def __init__(self, team_id: int) -> None:
        super().__init__(f"roster:open:{team_id}", said.OPEN, discord.ButtonStyle.primary)
        self.team_id = team_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["team"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Answer privately."""
        asker = await asker_in(interaction, self.team_id)
        roster = await services_of(interaction).rosters.page(asker, UNPRAISED_AFTER)
        await interaction.response.send_message(view=RosterView(roster), ephemeral=True)


class MondayLetterButton(Button, template=r"roster:letter:(?P<way>on|off):(?P<team>[0-9]{1,20})"):
    """Lets a coach have the letter of Monday, or not."""

    is_for_runners = False

    def __init__(self, team_id: int, *, wants: bool) -> None:
        label = said.LETTER_ON if wants else said.LETTER_OFF
        super().__init__(f"roster:letter:{'on' if wants else 'off'}:{team_id}", label)
        self.team_id = team_id
        self.wants = wants

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["team"]), wants=match["way"] == "on")

    async def pressed(self, interaction: Interaction) -> None:
        """Keep the choice, and say so beside what is there, with the way back."""
        await services_of(interaction).coaches.want_digest(self.team_id, interaction.user.id, wants=self.wants)
        await interaction.response.send_message(view=LetterSwitchView(self.team_id, wants=self.wants), ephemeral=True)


class LetterSwitchView(Card):
    """What a coach chose about the letter of Monday."""

    def __init__(self, team_id: int, *, wants: bool) -> None:
        said_so = said.LETTER_IS_ON if wants else said.LETTER_IS_OFF
        super().__init__(said_so, MondayLetterButton(team_id, wants=not wants), accent=theme.COACH)


class RosterView(StaticLayout):
    """A page of runners, each with why they need a word and buttons for it; what was reported stands first.

    A page of five has 37 of the 40 parts that Discord takes in one message.
    """

    def __init__(self, roster: Roster) -> None:
        super().__init__()
        parts: list[discord.ui.Item[Any]] = []
        if roster.reported is not None:
            parts.append(discord.ui.TextDisplay("\n".join(_reported(roster.reported, roster))))
            seen_to = SeenToButton(roster.reported.shoutout_id, roster.reported.runner_id, roster.weeks)
            parts.append(discord.ui.ActionRow(seen_to))
        parts.append(discord.ui.TextDisplay(f"{said.ROSTER}\n{_intro(roster)}"))
        if roster.runners:
            parts.append(discord.ui.ActionRow(NeedPicker(roster.weeks, roster, team_id=roster.team_id)))
        for one in roster.entries:
            parts.append(discord.ui.TextDisplay("\n".join(_lines(one))))
            write, word = WriteToButton(one.runner_id, one.name), WordForButton(one.runner_id)
            parts.append(discord.ui.ActionRow(write, word, LogButton(one.runner_id)))
        parts.append(discord.ui.TextDisplay(said.PRIVATE))
        turns: list[discord.ui.Item[Any]] = []
        if roster.page > 0:
            turns.append(RosterButton(roster.weeks, roster.page - 1, roster.need, said.BACK, team_id=roster.team_id))
        if roster.page + 1 < roster.pages:
            turns.append(RosterButton(roster.weeks, roster.page + 1, roster.need, team_id=roster.team_id))
        if roster.has_letter is not None:
            turns.append(MondayLetterButton(roster.team_id, wants=not roster.has_letter))
        if turns:
            parts.append(discord.ui.ActionRow(*turns))
        self.add_item(discord.ui.Container(*parts, accent_colour=theme.COACH))


def digest_text(digest: CoachDigest) -> str:
    """Return what a coach reads on Monday."""
    team = text.team(digest.team_name)
    if not digest.in_need:
        return said.DIGEST_ALL_WELL.format(runners=text.runners(digest.runners), team=team)
    lines = [said.DIGEST.format(count=digest.in_need, runners=text.runners(digest.runners), team=team)]
    for one in digest.entries:
        lines.append(f"{name_line(one)}\n{reason_text(one.attention.reasons[0], one)}")
    if digest.in_need > len(digest.entries):
        lines.append(said.DIGEST_MORE.format(count=digest.in_need - len(digest.entries)))
    return "\n".join(lines)


def reason_text(reason: Reason, one: Attended) -> str:
    """Return in kind words, with the figures, why a runner needs a word."""
    match reason:
        case Pain(day=day, area=area, level=level, reports=reports):
            template = said.PAIN if reports == 1 else said.PAIN_AGAIN
            return template.format(area=text.pain_area(area), level=level, date=_day(day, one), reports=reports)
        case Request(kind=RequestKind.MESSAGE, since=since, about=coach):
            return said.REQUESTS[RequestKind.MESSAGE].format(date=_day(since, one), about=coach_name(coach))
        case Request(kind=RequestKind.FOCUS, since=since, about=area):
            return said.REQUESTS[RequestKind.FOCUS].format(
                date=_day(since, one), about=AREAS[Area(area or Area.FORM)].lower()
            )
        case Request(kind=kind, since=since, answered=answered):
            line = said.REQUESTS[kind].format(date=_day(since, one))
            if answered is None:
                return line
            return f"{line}\n{said.ANSWERS.format(answers=answers_line(answered.answers, answered.area))}"
        case Silent(since=since, usual=usual):
            return said.SILENT.format(date=_day(since, one), usual=said.usual(usual))
        case Slower(runs=runs, usual=usual):
            return said.SLOWER.format(runs=text.runs(runs), usual=said.usual(usual))
        case NoPlan(monday=monday):
            return said.NO_PLAN.format(days=figures.days(Week.of(monday)))
        case Undone(monday=monday, planned=planned, done=done):
            return said.UNDONE.format(planned=planned, done=done, days=figures.days(Week.of(monday)))
        case Unheard(since=since):
            return said.UNHEARD_EVER if since is None else said.UNHEARD.format(date=_day(since, one))
        case New(since=since, has_run=has_run):
            template = said.NEW if has_run else said.NEW_BEFORE_RUNNING
            return template.format(date=_day(since, one))


def name_line(one: Attended) -> str:
    """Return a runner's name, and until when they rest."""
    name = text.member(one.name)
    if one.attention.resting_until is None:
        return said.NAME.format(name=name)
    return said.RESTING.format(name=name, date=_day(one.attention.resting_until, one))


async def _turn(interaction: Interaction, weeks: int, page: int, need: str | None) -> None:
    try:
        wanted = None if need is None else Need(need)
    except ValueError:
        raise UserError("component_stale") from None
    roster = await services_of(interaction).rosters.page(asker_of(interaction), weeks, page, wanted)
    await interaction.response.edit_message(view=RosterView(roster))


def _end(team_id: int | None) -> str:
    return "" if team_id is None else f":t{team_id}"


def _team(match: re.Match[str]) -> int | None:
    return None if match["team"] is None else int(match["team"])


def _intro(roster: Roster) -> str:
    weeks = text.weeks(roster.weeks)
    if roster.need is not None:
        template = said.NEEDS[roster.need] if roster.count else said.NOBODY[roster.need]
        return template.format(runners=text.runners(roster.count), weeks=weeks)
    if roster.in_need:
        return said.IN_NEED.format(count=roster.in_need, runners=text.runners(roster.runners))
    return said.ALL_WELL.format(runners=text.runners(roster.runners)) if roster.runners else said.NO_RUNNERS


def _options(roster: Roster) -> list[discord.SelectOption]:
    weeks = text.weeks(roster.weeks)
    everyone = said.FILTER.format(need=said.EVERYONE, count=roster.runners)
    return [
        discord.SelectOption(label=everyone, value=said.EVERYONE_VALUE, default=roster.need is None),
        *(
            discord.SelectOption(
                label=said.FILTER.format(need=label.format(weeks=weeks), count=roster.counts.get(need, 0)),
                value=need.value,
                default=need is roster.need,
            )
            for need, label in said.FILTERS.items()
        ),
    ]


def _lines(one: Attended) -> list[str]:
    reasons = [reason_text(reason, one) for reason in one.attention.reasons]
    if not reasons and one.run_on is not None:
        reasons = [said.WELL.format(date=_day(one.run_on, one))]
    return [name_line(one), *reasons]


def _day(day: date, one: Attended) -> str:
    return figures.short_day(day, one.today)


def _reported(report: Reported, roster: Roster) -> list[str]:
    lines = [
        said.REPORTS.format(
            receiver=text.member(report.receiver_name),
            giver=said.SOMEBODY if report.giver_name is None else text.member(report.giver_name),
            message=quoted_lines(report.message, said.QUOTE),
            date=figures.short_day(report.day, roster.today),
        )
    ]
    if roster.reports > 1:
        lines.append(said.MORE_REPORTS.format(count=roster.reports - 1))
    return lines
