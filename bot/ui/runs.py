"""Runs as their runner sees them: the private answers to logging, listing and deleting."""

import re
from collections.abc import Awaitable, Callable
from typing import Self

import discord

from bot.domain.dates import Week
from bot.domain.points import LATE_AFTER_DAYS, Rule
from bot.domain.runs import NOTE_LIMIT
from bot.domain.units import Unit
from bot.services.runs import DeletedRun, LoggedRun, OddRun, RunFacts, RunList
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.cheers import FeedCardView
from bot.ui.components import Button, Interaction, asker_of, services_of
from bot.ui.controls import Press, Question
from bot.ui.quoting import quoted

__all__ = [
    "DeleteButton",
    "DeleteQuestionView",
    "DeleteSurelyButton",
    "DeletedRunView",
    "FeedCardView",
    "KeepButton",
    "NotLoggedView",
    "OddRunView",
    "RunListView",
    "RunLoggedView",
]


def _figures(run: RunFacts, unit: Unit) -> dict[str, str]:
    """Return what every sentence about a run may name."""
    return {
        "distance": figures.distance(run.distance_m, unit),
        "time": figures.duration(run.moving_s),
        "pace": figures.pace(run.distance_m, run.moving_s, unit),
        "date": figures.day(run.local_date),
    }


def _details(run: RunFacts) -> str:
    """Return kind, surface, effort and note as they were understood; empty without any."""
    parts = []
    if run.kind is not None:
        parts.append(text.KINDS[run.kind])
    if run.surface is not None:
        parts.append(text.SURFACES[run.surface])
    if run.effort is not None:
        parts.append(text.EFFORT.format(effort=run.effort))
    if run.note:
        parts.append(text.NOTE.format(note=quoted(run.note, NOTE_LIMIT)))
    line = text.BETWEEN.join(parts)
    return line[:1].upper() + line[1:]


def _lines(*lines: str | None) -> str:
    return "\n".join(line for line in lines if line)


class DeleteButton(Button, template=r"run:delete:(?P<run>[0-9]{1,18})"):
    """Asks, once, before a run is deleted."""

    def __init__(self, run_id: int) -> None:
        super().__init__(f"run:delete:{run_id}", text.DELETE)
        self.run_id = run_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["run"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Ask, beside the message that holds the run."""
        await interaction.response.send_message(view=DeleteQuestionView(self.run_id), ephemeral=True)


class DeleteSurelyButton(Button, template=r"run:delete:(?P<run>[0-9]{1,18}):sure"):
    """Deletes a run."""

    def __init__(self, run_id: int) -> None:
        super().__init__(f"run:delete:{run_id}:sure", text.DELETE_SURELY, discord.ButtonStyle.danger)
        self.run_id = run_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["run"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Delete the run and say so in place of the question."""
        deleted = await services_of(interaction).runs.delete(asker_of(interaction), self.run_id)
        await interaction.response.edit_message(view=DeletedRunView(deleted))


class KeepButton(Button, template=r"run:keep"):
    """Leaves the run alone."""

    def __init__(self) -> None:
        super().__init__("run:keep", text.KEEP)

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """There is nothing to read."""
        return cls()

    async def pressed(self, interaction: Interaction) -> None:
        """Put the question away."""
        await interaction.response.edit_message(view=Card(text.KEPT))


class RunLoggedView(Card):
    """The private answer to a logged run."""

    def __init__(self, logged: LoggedRun) -> None:
        run = logged.run
        super().__init__(
            _lines(
                text.LOGGED.format_map(
                    _figures(run, logged.unit) | {"date": figures.day(run.local_date, logged.today)}
                ),
                _details(run),
                _earned(logged),
                _standing(logged),
                text.FEED_NOTES[logged.feed],
            ),
            DeleteButton(run.run_id),
            accent=theme.RUN,
        )


def _earned(logged: LoggedRun) -> str:
    """Return `+12 points: run 10, note 2.`, or why the run added none."""
    total = sum(points for _, points in logged.reasons)
    if total <= 0:
        late = (logged.today - logged.run.local_date).days > LATE_AFTER_DAYS
        return text.RAN_LONG_AGO if late else text.WEEK_IS_FULL
    reasons = (
        text.REASON.format(rule=text.REASONS[rule], points=points) for rule, points in logged.reasons if points > 0
    )
    return text.EARNED.format(points=text.points(total), reasons=", ".join(reasons))


def _standing(logged: LoggedRun) -> str:
    """Return the streak, and the week's points when this run is not all of them."""
    parts = []
    if logged.streak > 1:
        # The run that makes the week qualify is the moment to count it; before, the row stands as it was.
        reached = any(rule is Rule.STREAK for rule, _ in logged.reasons)
        parts.append(
            text.WEEK_IN_A_ROW.format(weeks=logged.streak)
            if reached
            else text.WEEKS_SO_FAR.format(weeks=text.weeks(logged.streak))
        )
    this_week = Week.of(logged.run.local_date) == Week.of(logged.today)
    if this_week and logged.week_points > sum(points for _, points in logged.reasons):
        parts.append(text.WEEK_STANDS.format(points=text.points(logged.week_points)))
    return " ".join(parts)


class DeleteQuestionView(Card):
    """Asks before a run is deleted, and says what goes with it."""

    def __init__(self, run_id: int) -> None:
        super().__init__(text.DELETE_QUESTION, DeleteSurelyButton(run_id), KeepButton(), accent=theme.RUN)


class DeletedRunView(Card):
    """The private answer to a deleted run: all its values, in case they are wanted again."""

    def __init__(self, deleted: DeletedRun) -> None:
        super().__init__(
            _lines(
                text.DELETED.format_map(_figures(deleted.run, deleted.unit)),
                _details(deleted.run),
                text.WEEK_STANDS_NOW.format(points=text.points(deleted.week_points)),
            ),
            accent=theme.RUN,
        )


class OddRunView(Question):
    """Asks about a run whose values are odd; nothing is saved before the answer.

    `log_anyway` saves the run and answers the interaction, by editing this message.
    """

    def __init__(self, odd: OddRun, log_anyway: Callable[[Interaction], Awaitable[None]]) -> None:
        super().__init__()
        self.odd = odd
        self.log_anyway = log_anyway
        values = _figures(odd.run, odd.unit)
        statements = dict.fromkeys(text.ODD[oddity].format_map(values) for oddity in odd.oddities)
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay(
                    _lines(
                        text.ODD_QUESTION.format(statements=" ".join(statements)),
                        _details(odd.run),
                        text.ODD_READ.format_map(values),
                    )
                ),
                discord.ui.ActionRow(
                    Press(self, text.LOG_ANYWAY, self.save, discord.ButtonStyle.primary),
                    Press(self, text.CANCEL, self.cancel),
                ),
                accent_colour=theme.RUN,
            )
        )

    async def save(self, interaction: Interaction) -> None:
        """Log the run as it was typed."""
        await self.once(interaction, self.log_anyway)

    async def cancel(self, interaction: Interaction) -> None:
        """Drop the run; its values stay readable."""
        await self.once(interaction, self._not_logged)

    async def _not_logged(self, interaction: Interaction) -> None:
        await interaction.response.edit_message(view=NotLoggedView(self.odd))


class NotLoggedView(Card):
    """The private answer to a run that its runner thought better of."""

    def __init__(self, odd: OddRun) -> None:
        super().__init__(
            _lines(text.NOT_LOGGED.format_map(_figures(odd.run, odd.unit)), _details(odd.run), text.LOG_AGAIN),
            accent=theme.RUN,
        )


class RunListView(Card):
    """One's own newest runs."""

    def __init__(self, listed: RunList) -> None:
        if not listed.runs:
            super().__init__(_lines(text.RUNS_HEADING, text.NO_RUNS_EVER), accent=theme.RUN)
            return
        lines = [
            text.RUN_LINE.format_map(
                _figures(run, listed.unit) | {"date": figures.short_day(run.local_date, listed.today)}
            )
            for run in listed.runs
        ]
        week = None
        if listed.week_distance_m > 0:
            week = text.RUNS_WEEK.format(
                distance=figures.total_distance(listed.week_distance_m, listed.unit),
                time=figures.duration(listed.week_moving_s),
            )
        super().__init__(
            _lines(text.RUNS_HEADING, *lines, week, text.RUNS_IN_ALL.format(runs=text.runs(listed.total_runs))),
            accent=theme.RUN,
        )
