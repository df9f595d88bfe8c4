"""Runs as their runner sees them: the answers to logging and changing, and what is asked before."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Self

import discord

from bot.domain.celebrations import CelebrationKind
from bot.domain.dates import Week
from bot.domain.meant import Meant, written_in
from bot.domain.point_rules import Rule
from bot.domain.runs import NOTE_LIMIT, Oddity, RunSource
from bot.errors import NotAllowed
from bot.services.asker import Asker
from bot.services.photos import PhotoChange
from bot.services.reading import RunDraft
from bot.services.run_outcomes import (
    ChangedRun,
    DoubleRun,
    LoggedRun,
    OddRun,
    Outcome,
    Pending,
    RunFacts,
    UnclearRun,
)
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.celebrations import glad_lines
from bot.ui.components import Button, Interaction, Layout, asker_of, services_of
from bot.ui.controls import Press, Pressed, Question
from bot.ui.planned_weeks import kept_line
from bot.ui.quoting import quoted
from bot.ui.race_offers import offer_buttons, race_lines
from bot.ui.reviews import review_buttons
from bot.ui.run_deletion import DeleteButton
from bot.ui.run_forms import LONGEST_FIELD, RunForm
from bot.ui.run_lines import lines, run_details, run_figures
from bot.ui.text import run_log as said


class EditButton(Button, template=r"run:edit:(?P<run>[0-9]{1,18})"):
    """Opens the form that changes a run."""

    def __init__(self, run_id: int) -> None:
        super().__init__(f"run:edit:{run_id}", said.EDIT)
        self.run_id = run_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["run"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form, filled in."""
        filled = await services_of(interaction).runs.form(asker_of(interaction), self.run_id)
        await interaction.response.send_modal(RunForm(filled, outcome_view))


class RunLoggedView(Card):
    """The private answer to a logged run."""

    def __init__(self, logged: LoggedRun) -> None:
        run = logged.run
        super().__init__(
            lines(
                text.LOGGED.format_map(
                    run_figures(run, logged.unit) | {"date": figures.day(run.local_date, logged.today)}
                ),
                run_details(run, logged.unit),
                glad_lines(logged.best, logged.celebration, run, logged.unit),
                race_lines(logged.race),
                kept_line(logged.kept, logged.unit),
                _earned(logged),
                text.REST_MADE_ROOM.format(points=text.points(logged.rest_points)) if logged.rest_points else None,
                _standing(logged),
                _photo_line(logged.photo),
                text.FEED_NOTES[logged.feed],
            ),
            *offer_buttons(logged.race, run.run_id),
            *review_buttons(run.run_id, logged.doubt),
            EditButton(run.run_id),
            DeleteButton(run.run_id),
            accent=theme.RUN,
        )


class RunChangedView(Card):
    """The private answer to a changed run."""

    def __init__(self, changed: ChangedRun) -> None:
        run = changed.run
        heading = said.MERGED if changed.merged else said.CHANGED
        super().__init__(
            lines(
                heading.format_map(
                    run_figures(run, changed.unit) | {"date": figures.day(run.local_date, changed.today)}
                ),
                run_details(run, changed.unit),
                glad_lines(changed.best, changed.celebration, run, changed.unit),
                race_lines(changed.race),
                kept_line(changed.kept, changed.unit),
                None if changed.doubt is None else said.DOUBTS[changed.doubt],
                _photo_line(changed.photo),
                text.WEEK_STANDS_NOW.format(points=text.points(changed.week_points)),
            ),
            *offer_buttons(changed.race, run.run_id),
            *review_buttons(run.run_id, changed.doubt),
            EditButton(run.run_id),
            DeleteButton(run.run_id),
            accent=theme.RUN,
        )


def _earned(logged: LoggedRun) -> str:
    """Return `+12 points: run 10, note 2.`, or why the run added none."""
    if logged.doubt is not None:
        return said.DOUBTS[logged.doubt]
    total = sum(points for _, points in logged.reasons)
    if total <= 0:
        return "" if logged.unscored is None else text.UNSCORED[logged.unscored]
    reasons = (
        text.REASON.format(rule=text.REASONS[rule], points=points) for rule, points in logged.reasons if points > 0
    )
    return text.EARNED.format(points=text.points(total), reasons=", ".join(reasons))


def _standing(logged: LoggedRun) -> str:
    """Return the streak, and the week's points when this run is not all of them."""
    parts = []
    # What is celebrated says it already.
    if logged.streak > 1 and not _celebrates_streak(logged):
        # The run that makes the week qualify is the moment to count it; before, the row stands as it was.
        reached = any(rule is Rule.STREAK for rule, _ in logged.reasons)
        parts.append(
            text.WEEK_IN_A_ROW.format(weeks=logged.streak)
            if reached
            else text.WEEKS_SO_FAR.format(weeks=text.weeks(logged.streak))
        )
    this_week = Week.of(logged.run.local_date) == Week.of(logged.today)
    if this_week and logged.week_points != sum(points for _, points in logged.reasons):
        parts.append(text.WEEK_STANDS.format(points=text.points(logged.week_points)))
    return " ".join(parts)


def _celebrates_streak(logged: LoggedRun) -> bool:
    return logged.celebration is not None and logged.celebration.kind is CelebrationKind.STREAK


def _photo_line(change: PhotoChange) -> str | None:
    if change.photo is not None:
        return said.PHOTO_KEPT
    return said.PHOTO_GONE if change.remove else None


def outcome_view(outcome: Outcome | UnclearRun, asker: Asker) -> discord.ui.LayoutView:
    """Return what is shown of a run that was to be saved: the run as it is now, or a question about it.

    `asker` is whoever wants it saved, in the team that was meant then, wherever they have gone since.
    """
    match outcome:
        case LoggedRun():
            return RunLoggedView(outcome)
        case ChangedRun():
            return RunChangedView(outcome)
        case UnclearRun():
            return UnclearRunView(outcome, asker)
        case OddRun():
            return OddRunView(outcome, asker)
        case DoubleRun():
            return DoubleRunView(outcome, asker)


class AskerQuestion(Question):
    """A question that is answered by the one who was asked."""

    def __init__(self, asker: Asker) -> None:
        super().__init__()
        self.asker = asker

    def own(self, interaction: Interaction) -> Asker:
        """Return who was asked. Raises `NotAllowed` when it is somebody else who presses."""
        if interaction.user.id != self.asker.user_id:
            raise NotAllowed("not_your_run")
        return self.asker


class UnclearRunView(AskerQuestion):
    """Asks which of its meanings a typed distance or time has; nothing is saved before the answer."""

    def __init__(self, unclear: UnclearRun, asker: Asker) -> None:
        super().__init__(asker)
        self.unclear = unclear
        presses = [Press(self, label, self._answer(draft)) for label, draft in unclear.readings]
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay(lines(_which(unclear), said.NOTHING_SAVED)),
                discord.ui.ActionRow(*presses),
                discord.ui.ActionRow(Press(self, text.CANCEL, self.cancel)),
                accent_colour=theme.RUN,
            )
        )

    def _answer(self, draft: RunDraft) -> Pressed:
        async def log(interaction: Interaction) -> None:
            outcome = await services_of(interaction).runs.log(self.own(interaction), draft, self.unclear.told)
            await interaction.response.edit_message(view=outcome_view(outcome, self.asker))

        async def pressed(interaction: Interaction) -> None:
            await self.once(interaction, log)

        return pressed

    async def cancel(self, interaction: Interaction) -> None:
        """Drop the run; what was typed stays readable."""
        await self.once(interaction, self._drop)

    async def _drop(self, interaction: Interaction) -> None:
        draft = self.unclear.draft
        typed = said.NOT_LOGGED_TYPED.format(
            distance=quoted(draft.distance, LONGEST_FIELD), time=quoted(draft.time, LONGEST_FIELD)
        )
        note = text.NOTE.format(note=quoted(draft.note, NOTE_LIMIT)) if draft.note else None
        await interaction.response.edit_message(view=Card(lines(typed, note, text.LOG_AGAIN), accent=theme.RUN))


def _which(unclear: UnclearRun) -> str:
    """Return the question whose answers are the readings."""
    if "text" in unclear.facts:
        return said.UNCLEAR.format(text=quoted(str(unclear.facts["text"]), LONGEST_FIELD))
    sentence, _ = text.problem(unclear.code, unclear.facts)
    return said.IMPOSSIBLE_MEANT.format(statement=sentence)


def _worth_saying(oddities: Iterable[Oddity]) -> list[Oddity]:
    """Return what to say: who ran very far has most likely never run half as far, which says nothing new."""
    found = list(oddities)
    return [one for one in found if one is not Oddity.TWICE_LONGEST or Oddity.VERY_FAR not in found]


class RunQuestion(AskerQuestion):
    """A question about a run in numbers."""

    def __init__(self, run: OddRun | DoubleRun, asker: Asker) -> None:
        super().__init__(asker)
        self.run = run

    async def save(self, interaction: Interaction, pending: Pending) -> None:
        """Save the run, and show what came of it in place of the question."""
        outcome = await services_of(interaction).runs.save(self.own(interaction), pending)
        await interaction.response.edit_message(view=outcome_view(outcome, self.asker))

    async def cancel(self, interaction: Interaction) -> None:
        """Drop the run; its values stay readable."""
        await self.once(interaction, self._not_saved)

    async def _not_saved(self, interaction: Interaction) -> None:
        await interaction.response.edit_message(view=NotLoggedView(self.run))


class OddRunView(RunQuestion):
    """Asks about a run whose values are odd, and offers what was probably meant; nothing is saved before the answer."""

    def __init__(self, odd: OddRun, asker: Asker) -> None:
        super().__init__(odd, asker)
        values = run_figures(odd.run, odd.unit)
        statements = dict.fromkeys(text.ODD[oddity].format_map(values) for oddity in _worth_saying(odd.oddities))
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay(
                    lines(
                        _odd_question(" ".join(statements), [_meant_label(one, odd) for one in odd.meant]),
                        run_details(odd.run, odd.unit),
                        text.ODD_READ.format_map(values),
                    )
                ),
                *self._readings(odd),
                discord.ui.ActionRow(
                    Press(self, _anyway(odd.pending), self.log_anyway, _style(primary=not odd.meant)),
                    Press(self, text.CANCEL, self.cancel),
                ),
                accent_colour=theme.RUN,
            )
        )

    def _readings(self, odd: OddRun) -> list[discord.ui.ActionRow[Layout]]:
        presses = [
            Press(self, _meant_label(one, odd), self._answer(one), _style(primary=place == 0))
            for place, one in enumerate(odd.meant)
        ]
        return [discord.ui.ActionRow[Layout](*presses)] if presses else []

    def _answer(self, meant: Meant) -> Pressed:
        async def save(interaction: Interaction) -> None:
            entry = replace(self.run.pending.entry, distance_m=meant.distance_m, moving_s=meant.moving_s)
            await self.save(interaction, replace(self.run.pending, entry=entry))

        async def pressed(interaction: Interaction) -> None:
            await self.once(interaction, save)

        return pressed

    async def log_anyway(self, interaction: Interaction) -> None:
        """Save the run with the values that it came with."""
        await self.once(interaction, self._log_anyway)

    async def _log_anyway(self, interaction: Interaction) -> None:
        await self.save(interaction, replace(self.run.pending, odd_is_right=True))


def _anyway(pending: Pending) -> str:
    """Return the button that takes odd values as they are; those of a file nobody has typed."""
    is_typed = pending.run_id > 0 or pending.entry.source is RunSource.MANUAL
    return text.LOG_ANYWAY if is_typed else said.LOG_AS_READ


def _style(*, primary: bool) -> discord.ButtonStyle:
    return discord.ButtonStyle.primary if primary else discord.ButtonStyle.secondary


def _meant_label(meant: Meant, odd: OddRun) -> str:
    """Return what a run was probably meant as, in the unit that was typed: `52:10`, `10.0 mi`."""
    parts = []
    if meant.distance_m != odd.run.distance_m:
        parts.append(figures.distance(meant.distance_m, written_in(meant.distance_m)))
    if meant.moving_s != odd.run.moving_s:
        parts.append(figures.duration(meant.moving_s))
    return text.BETWEEN.join(parts)


def _odd_question(statements: str, meant: list[str]) -> str:
    if not meant:
        return text.ODD_QUESTION.format(statements=statements)
    return said.ODD_MEANT.format(statements=statements, meant=said.OR.join(meant))


class DoubleRunView(RunQuestion):
    """Asks whether a run is one that is in the log already, with both shown."""

    def __init__(self, double: DoubleRun, asker: Asker) -> None:
        super().__init__(double, asker)
        self.double = double
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay(
                    lines(
                        said.DOUBLE_QUESTION[double.likeness],
                        said.IN_THE_LOG.format_map(self._values(double.other)),
                        said.THIS_ONE.format_map(self._values(double.run)),
                        said.NOTHING_SAVED,
                    )
                ),
                discord.ui.ActionRow(
                    Press(self, said.SAME_RUN, self.same, discord.ButtonStyle.primary),
                    Press(self, said.TWO_RUNS, self.two),
                    Press(self, text.CANCEL, self.cancel),
                ),
                accent_colour=theme.RUN,
            )
        )

    def _values(self, run: RunFacts) -> dict[str, str]:
        day = figures.short_day(run.local_date, self.double.today)
        return run_figures(run, self.double.unit) | {"date": day}

    async def same(self, interaction: Interaction) -> None:
        """Let the entry in the log take this one in."""
        await self.once(interaction, self._same)

    async def _same(self, interaction: Interaction) -> None:
        merged = await services_of(interaction).runs.merge(
            self.own(interaction),
            self.double.other.run_id,
            self.double.pending.entry,
            self.double.pending.photo,
            self.double.pending.finish,
        )
        await interaction.response.edit_message(view=RunChangedView(merged))

    async def two(self, interaction: Interaction) -> None:
        """Save it as a run of its own."""
        await self.once(interaction, self._two)

    async def _two(self, interaction: Interaction) -> None:
        await self.save(interaction, replace(self.run.pending, is_another=True))


class NotLoggedView(Card):
    """The private answer to a run that its runner thought better of."""

    def __init__(self, asked: OddRun | DoubleRun) -> None:
        run = asked.run
        again = text.LOG_AGAIN if asked.pending.run_id == 0 else text.KEPT
        super().__init__(
            lines(text.NOT_LOGGED.format_map(run_figures(run, asked.unit)), run_details(run, asked.unit), again),
            accent=theme.RUN,
        )
