"""Runs that a service told of, as their runner reads them: the question, its buttons, and what became of it."""

import abc
import re
from typing import ClassVar, Final, Self

import discord

from bot.domain.connections import Service
from bot.domain.found_runs import FoundState
from bot.services.nudge_letters import RunNudge
from bot.services.run_outcomes import FilledForm, Outcome, UnclearRun
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.cheers import marker_of
from bot.ui.components import Button, Interaction, services_of
from bot.ui.quoting import quoted
from bot.ui.run_forms import RunFields
from bot.ui.run_lines import lines, run_figures
from bot.ui.runs import outcome_view
from bot.ui.text import connections as said

_ID: Final = r"(?P<found>[0-9]{1,18})"
DEVICE_SHOWN: Final = 60


class NudgeView(Card):
    """A found run with what its runner can do about it, in place of a letter about it."""

    def __init__(self, nudge: RunNudge, marker: int | None = None) -> None:
        super().__init__(nudge_text(nudge), *nudge_buttons(nudge), accent=theme.RUN, marker=marker)


def nudge_text(nudge: RunNudge) -> str:
    """Return the question about a run, or what became of it."""
    service = said.NAMES[nudge.service]
    told = run_figures(nudge.run, nudge.unit)
    if nudge.state is FoundState.OFFERED:
        return lines(
            said.NUDGE.format(service=service, team=text.team(nudge.team_name), **told),
            said.NUDGE_WHEN.format(day=figures.day(nudge.run.local_date, nudge.today), device=_device(nudge)),
            said.NUDGE_RACE.format(service=service) if nudge.run.kind is not None else None,
            _like(nudge),
            _link(nudge),
        )
    run = nudge.entry or nudge.run
    values = run_figures(run, nudge.unit) | {"day": figures.day(run.local_date, nudge.today), "service": service}
    values |= {"told_distance": told["distance"], "told_time": told["time"]}
    shows_link = nudge.state is not FoundState.GONE
    return lines(said.NUDGED[nudge.state].format_map(values), _link(nudge) if shows_link else None)


def nudge_buttons(nudge: RunNudge) -> list[Button]:
    """Return what can be done about a run."""
    match nudge.state:
        case FoundState.OFFERED:
            buttons: list[Button] = [LogFoundButton(nudge.found_id), EditFoundButton(nudge.found_id)]
            if nudge.may_share:
                buttons.append(ShareFoundButton(nudge.found_id))
            return [*buttons, IgnoreFoundButton(nudge.found_id)]
        case FoundState.IGNORED:
            return [LogFoundButton(nudge.found_id)]
        case FoundState.CHANGED:
            return [TakeOverFoundButton(nudge.found_id), LeaveFoundButton(nudge.found_id)]
        case _:
            return []


def _device(nudge: RunNudge) -> str:
    return said.DEVICE.format(device=quoted(nudge.device, DEVICE_SHOWN)) if nudge.device else ""


def _like(nudge: RunNudge) -> str | None:
    if nudge.like is None:
        return None
    _, other = nudge.like
    return said.LIKE.format(
        distance=figures.distance(other.distance_m, nudge.unit), day=figures.day(other.local_date, nudge.today)
    )


def _link(nudge: RunNudge) -> str | None:
    return said.view_on_strava(nudge.key) if nudge.service is Service.STRAVA else None


async def _show_outcome(interaction: Interaction, found_id: int, outcome: Outcome | UnclearRun) -> None:
    """Let the letter say what is true now, and show below it what came of the run, or what is asked first."""
    service, whose = services_of(interaction).found_runs, (interaction.user.id, interaction.guild_id, found_id)
    view = outcome_view(outcome, await service.asker(*whose))
    if interaction.message is None:
        await interaction.response.send_message(view=view, ephemeral=True)
        return
    await _redraw(interaction, await service.show(*whose))
    await interaction.followup.send(view=view, ephemeral=True)


async def _redraw(interaction: Interaction, nudge: RunNudge) -> None:
    await interaction.response.edit_message(view=NudgeView(nudge, marker_of(interaction.message)))


class FoundRunForm(RunFields):
    """A found run as its runner would type it, to be changed before it is logged."""

    def __init__(self, found_id: int, filled: FilledForm) -> None:
        super().__init__(said.FORM_TITLE, filled)
        self._found_id = found_id

    def again(self) -> "FoundRunForm":
        """Return a form that is filled in with what was typed into this one."""
        return FoundRunForm(self._found_id, self.filled())

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Log what was made of the run."""
        service = services_of(interaction).found_runs
        outcome = await service.log_changed(interaction.user.id, interaction.guild_id, self._found_id, self.draft())
        await _show_outcome(interaction, self._found_id, outcome)


class FoundButton(Button, abc.ABC, template=r"(?!)"):
    """Acts on one found run."""

    # The run knows its runner, whichever of their teams that one means in direct messages.
    is_for_runners = False
    act: ClassVar[str]
    label: ClassVar[str]
    style: ClassVar[discord.ButtonStyle] = discord.ButtonStyle.secondary

    def __init__(self, found_id: int) -> None:
        super().__init__(f"found:{self.act}:{found_id}", self.label, self.style)
        self.found_id = found_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the key."""
        return cls(int(match["found"]))

    def whose(self, interaction: Interaction) -> tuple[int, int | None, int]:
        """Return who presses, in which server, about which run."""
        return interaction.user.id, interaction.guild_id, self.found_id


class LogFoundButton(FoundButton, template=rf"found:log:{_ID}"):
    """Puts the run into the log as it is."""

    act, label, style = "log", said.LOG, discord.ButtonStyle.primary

    async def pressed(self, interaction: Interaction) -> None:
        """Log it, or ask what is to be asked first."""
        outcome = await services_of(interaction).found_runs.log(*self.whose(interaction))
        await _show_outcome(interaction, self.found_id, outcome)


class EditFoundButton(FoundButton, template=rf"found:edit:{_ID}"):
    """Opens the form that changes the run before it is logged."""

    act, label = "edit", said.EDIT

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form, filled in."""
        filled = await services_of(interaction).found_runs.form(*self.whose(interaction))
        await interaction.response.send_modal(FoundRunForm(self.found_id, filled))


class ShareFoundButton(FoundButton, template=rf"found:share:{_ID}"):
    """Logs the run as the service has it, for the team to see."""

    act, label = "share", said.SHARE

    async def pressed(self, interaction: Interaction) -> None:
        """Share it, or ask what is to be asked first."""
        outcome = await services_of(interaction).found_runs.share(*self.whose(interaction))
        await _show_outcome(interaction, self.found_id, outcome)


class IgnoreFoundButton(FoundButton, template=rf"found:ignore:{_ID}"):
    """Leaves the run out of the log."""

    act, label = "ignore", said.IGNORE

    async def pressed(self, interaction: Interaction) -> None:
        """Leave it, and say so."""
        await _redraw(interaction, await services_of(interaction).found_runs.ignore(*self.whose(interaction)))


class TakeOverFoundButton(FoundButton, template=rf"found:take:{_ID}"):
    """Gives the entry the figures that the service has by now."""

    act, label, style = "take", said.TAKE_OVER, discord.ButtonStyle.primary

    async def pressed(self, interaction: Interaction) -> None:
        """Take them over."""
        service = services_of(interaction).found_runs
        await _redraw(interaction, await service.take_over(*self.whose(interaction)))


class LeaveFoundButton(FoundButton, template=rf"found:leave:{_ID}"):
    """Keeps the entry as its runner confirmed it."""

    act, label = "leave", said.LEAVE

    async def pressed(self, interaction: Interaction) -> None:
        """Leave it."""
        service = services_of(interaction).found_runs
        await _redraw(interaction, await service.leave_as_it_is(*self.whose(interaction)))


class OpenFoundButton(FoundButton, template=rf"found:open:{_ID}"):
    """Shows the question where its letter is read without its buttons."""

    act, label = "open", said.OPEN

    async def pressed(self, interaction: Interaction) -> None:
        """Show it, privately."""
        nudge = await services_of(interaction).found_runs.show(*self.whose(interaction))
        await interaction.response.send_message(view=NudgeView(nudge), ephemeral=True)
