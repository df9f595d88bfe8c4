"""Profiles as their runner sees and changes them: the card, its forms, pauses."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, Self
from zoneinfo import ZoneInfo

import discord

from bot.domain.audience import Praise, Sharing
from bot.domain.leaderboards import Board
from bot.domain.profiles import DRIVES_LIMIT, TARGETS, AgeTable
from bot.domain.units import Unit
from bot.domain.weekly_asks import Ask
from bot.errors import UserError
from bot.services.asker import Asker
from bot.services.profiles import ChangedProfile, Profile, ProfileChange
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.components import Button, Form, Interaction, asker_of, put, services_of
from bot.ui.questions import TeamQuestionView
from bot.ui.quoting import quoted
from bot.ui.text import boards
from bot.ui.text import profiles as said

_ZONE_LIMIT: Final = 64
_DATE_LIMIT: Final = 40


class ProfileView(Card):
    """One's own profile, with a button for each part that can be changed, and `more` of them."""

    def __init__(
        self, profile: Profile, heading: str = said.HEADING, note: str | None = None, more: tuple[Button, ...] = ()
    ) -> None:
        lines = [heading, *_lines(profile), *_ask_lines(profile)]
        if profile.birth_date is not None or profile.age_table is not None:
            lines.append(said.AGE_LINE)
        if Board.AGE_GRADED in profile.boards and (profile.birth_date is None or profile.age_table is None):
            lines.append(boards.NEEDS_AGE)
        if note is not None:
            lines.append(note)
        super().__init__("\n".join(lines), *map(PartButton, said.PARTS), *more, accent=theme.RUN)


class RunnersProfileView(Card):
    """A runner's profile as their coach sees it; nothing on it can be pressed."""

    def __init__(self, profile: Profile) -> None:
        heading = said.HEADING_OF.format(name=text.member(profile.name))
        super().__init__("\n".join([heading, *_lines(profile)]), accent=theme.COACH)


async def profile_view(interaction: Interaction, profile: Profile) -> ProfileView:
    """Return the asker's profile; in direct messages members of several teams can turn to another."""
    if interaction.guild_id is not None:
        return ProfileView(profile)
    teams = (await services_of(interaction).memberships.of(interaction.user.id)).teams
    return ProfileView(profile, more=(OtherTeamButton(),) if len(teams) > 1 else ())


def changed_view(changed: ChangedProfile) -> ProfileView:
    """Return the profile after a change, and what becomes of posts that say more than it."""
    return ProfileView(changed.profile, said.HEADING_CHANGED, said.QUIETER if changed.quieter else None)


def paused_view(profile: Profile) -> Card:
    """Return what a runner reads whose pause begins, or moves."""
    assert profile.pause is not None
    lines = [said.PAUSED.format(date=figures.day(profile.pause.last_day, profile.today)), said.PAUSED_MORE]
    if profile.pause.reason is not None:
        lines.append(said.PAUSE_WISHES[profile.pause.reason])
    return Card("\n".join(lines), accent=theme.RUN)


def resumed_view() -> Card:
    """Return what a runner reads whose pause ends."""
    return Card(f"{said.RESUMED}\n{said.RESUMED_MORE}", accent=theme.RUN)


def _lines(profile: Profile) -> list[str]:
    names = text.BETWEEN.join(text.BOARDS[board] for board in Board if board in profile.boards)
    unit = said.UNIT_ANSWERS[profile.unit].lower()
    lines = [
        said.PRAISE_LINE[profile.praise],
        said.BOARDS_LINE.format(boards=names.lower() or said.ON_NO_BOARD),
        said.SHARING_LINE[profile.sharing],
        said.NUDGES_LINE[profile.nudges],
        said.RUNNING_LINE.format(
            target=profile.weekly_target,
            unit=unit if profile.own_unit else said.TEAMS_CHOICE.format(value=unit),
            zone=profile.time_zone if profile.own_time_zone else said.TEAMS_CHOICE.format(value=profile.time_zone),
        ),
    ]
    if profile.drives is not None:
        lines.append(said.DRIVES_LINE.format(drives=quoted(profile.drives, DRIVES_LIMIT)))
    if profile.pause is not None:
        lines.append(said.PAUSE_LINE.format(date=figures.day(profile.pause.last_day, profile.today)))
    return lines


def _ask_lines(profile: Profile) -> list[str]:
    lines = []
    for ask, asking in profile.asks.items():
        if not asking.wanted:
            continue
        if asking.next_at is None:
            when = said.ASK_WAITS
        else:
            day = figures.day(asking.next_at.astimezone(ZoneInfo(profile.time_zone)).date(), profile.today)
            when = said.ASK_COMES.format(date=day)
        lines.append(said.ASK_LINE[ask].format(when=when))
    return lines


# --- buttons ---


class PartButton(Button, template=r"profile:(?P<part>seen|running|age|asks)"):
    """Opens the form of one part of the profile, filled in with what holds now."""

    def __init__(self, part: str) -> None:
        super().__init__(f"profile:{part}", said.PARTS[part])
        self.part = part

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the part."""
        return cls(match["part"])

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        asker = asker_of(interaction)
        profile = await services_of(interaction).profiles.show(asker)
        await interaction.response.send_modal(_FORMS[self.part](profile, asker))


class OtherTeamButton(Button, template=r"profile:team"):
    """Asks again which team is meant in direct messages."""

    def __init__(self) -> None:
        super().__init__("profile:team", said.OTHER_TEAM_BUTTON)

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """There is nothing to read."""
        return cls()

    async def pressed(self, interaction: Interaction) -> None:
        """Ask."""
        found = await services_of(interaction).memberships.of(interaction.user.id, ever=True)
        if not found.teams:
            raise UserError("no_team")
        await interaction.response.send_message(view=TeamQuestionView(found.teams, None), ephemeral=True)


# --- forms ---


class _ProfileForm(Form):
    """A part of the profile to fill in, of the team for which it was opened."""

    def __init__(self, part: str, asker: Asker) -> None:
        super().__init__(title=said.PARTS[part])
        self._asker = asker

    def change(self) -> ProfileChange:
        """Return what was filled in."""
        raise AssertionError("every form has its change")

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Keep it, and show the profile in place of the one whose button opened the form."""
        # Another team may have been chosen since; and whoever sends another's form does so for themselves.
        asker = self._asker if interaction.user.id == self._asker.user_id else asker_of(interaction)
        changed = await services_of(interaction).profiles.edit(asker, self.change())
        await put(interaction, changed_view(changed))


class SeenForm(_ProfileForm):
    """What others see of a runner."""

    def __init__(self, profile: Profile, asker: Asker) -> None:
        super().__init__("seen", asker)
        self.praise = _select(said.PRAISE_ANSWERS, profile.praise)
        self.boards = _select({board: text.BOARDS[board] for board in Board}, *profile.boards, fewest=0)
        self.sharing = _select(said.SHARING_ANSWERS, profile.sharing)
        self.nudges = _select(_flags(said.NUDGES_ANSWERS), _flag(profile.nudges))
        for label, choice in (
            (said.PRAISE_LABEL, self.praise),
            (said.BOARDS_LABEL, self.boards),
            (said.SHARING_LABEL, self.sharing),
            (said.NUDGES_LABEL, self.nudges),
        ):
            self.add_item(discord.ui.Label(text=label, component=choice))

    def change(self) -> ProfileChange:
        """Return what was chosen."""
        chosen = frozenset(Board(value) for value in self.boards.values)
        return ProfileChange(
            praise=Praise(self.praise.values[0]),
            boards={board: board in chosen for board in Board},
            sharing=Sharing(self.sharing.values[0]),
            nudges=self.nudges.values[0] == _flag(True),
        )


class RunningForm(_ProfileForm):
    """How a runner runs."""

    def __init__(self, profile: Profile, asker: Asker) -> None:
        super().__init__("running", asker)
        targets = {str(days): said.TARGET_ANSWER.format(days=days) for days in TARGETS}
        self.target = _select(targets, str(profile.weekly_target))
        self.unit = _select(said.UNIT_ANSWERS, profile.unit.value)
        self.zone = _line(profile.time_zone if profile.own_time_zone else None, _ZONE_LIMIT)
        self.drives = _line(profile.drives, DRIVES_LIMIT, discord.TextStyle.paragraph)
        self.add_item(discord.ui.Label(text=said.TARGET_LABEL, component=self.target))
        self.add_item(discord.ui.Label(text=said.UNIT_LABEL, component=self.unit))
        self.add_item(discord.ui.Label(text=said.ZONE_LABEL, description=said.ZONE_HELP, component=self.zone))
        self.add_item(discord.ui.Label(text=said.DRIVES_LABEL, description=said.DRIVES_HELP, component=self.drives))
        self._unit_before = profile.unit
        self._own_unit = profile.own_unit

    def change(self) -> ProfileChange:
        """Return what was filled in; a unit left as it was stays the team's if it was."""
        unit = Unit(self.unit.values[0])
        return ProfileChange(
            weekly_target=int(self.target.values[0]),
            unit=unit if self._own_unit or unit is not self._unit_before else None,
            time_zone=self.zone.value,
            drives=self.drives.value,
        )


class AsksForm(_ProfileForm):
    """What a runner is asked every week."""

    def __init__(self, profile: Profile, asker: Asker) -> None:
        super().__init__("asks", asker)
        self.wanted = {ask: _select(_flags(said.ASK_ANSWERS[ask]), _flag(profile.asks[ask].wanted)) for ask in Ask}
        for ask, choice in self.wanted.items():
            self.add_item(discord.ui.Label(text=said.ASK_LABEL[ask], description=said.ASK_HELP[ask], component=choice))

    def change(self) -> ProfileChange:
        """Return what was chosen."""
        return ProfileChange(asks={ask: choice.values[0] == _flag(True) for ask, choice in self.wanted.items()})


class AgeForm(_ProfileForm):
    """What age grading needs of a runner."""

    def __init__(self, profile: Profile, asker: Asker) -> None:
        super().__init__("age", asker)
        born = None if profile.birth_date is None else profile.birth_date.isoformat()
        self.born = _line(born, _DATE_LIMIT)
        chosen = () if profile.age_table is None else (profile.age_table,)
        self.table = _select(said.TABLE_ANSWERS, *chosen, fewest=0, most=1)
        self.add_item(discord.ui.Label(text=said.BIRTH_LABEL, description=said.BIRTH_HELP, component=self.born))
        self.add_item(discord.ui.Label(text=said.TABLE_LABEL, component=self.table))

    def change(self) -> ProfileChange:
        """Return what was filled in; no table chosen takes it back."""
        table: AgeTable | Literal[""] = AgeTable(self.table.values[0]) if self.table.values else ""
        return ProfileChange(birth_date=self.born.value, age_table=table)


_FORMS: Final[Mapping[str, Callable[[Profile, Asker], Form]]] = {
    "seen": SeenForm,
    "running": RunningForm,
    "age": AgeForm,
    "asks": AsksForm,
}

_Choice = discord.ui.Select[Any]


def _select(answers: Mapping[Any, str], *chosen: str, fewest: int = 1, most: int | None = None) -> _Choice:
    """Return a list of answers, by their stored values, with those that hold now chosen."""
    return discord.ui.Select(
        min_values=fewest,
        max_values=most or (1 if fewest else len(answers)),
        required=fewest > 0,
        options=[
            discord.SelectOption(label=label, value=str(value), default=str(value) in chosen)
            for value, label in answers.items()
        ],
    )


def _line(value: str | None, limit: int, style: discord.TextStyle = discord.TextStyle.short) -> Any:
    return discord.ui.TextInput(style=style, default=value, max_length=limit, required=False)


def _flags(answers: Mapping[bool, str]) -> dict[str, str]:
    return {_flag(value): label for value, label in answers.items()}


def _flag(value: bool) -> str:
    return "on" if value else "off"
