"""Races as one reader sees them: the page, joining and leaving, goals and results, and calling one off."""

import re
from typing import Final, Self

import discord

from bot.domain.races import GOAL_LIMIT, Outcome, Part
from bot.services.asker import Asker
from bot.services.race_pages import Race, RacePage
from bot.services.race_results import ResultDraft
from bot.services.races import AddedRace
from bot.services.run_outcomes import Outcome as RunOutcome
from bot.services.run_outcomes import UnclearRun
from bot.ui import figures, theme
from bot.ui.cards import MAX_TEXT, Card
from bot.ui.components import Button, Form, Interaction, Picker, asker_of, services_of
from bot.ui.race_forms import RaceForm
from bot.ui.race_lines import (
    distance_name,
    goal_typed,
    own_lines,
    race_lines,
    result_list,
    result_typed,
)
from bot.ui.race_notes import added_note, changed_note, cheering_note, joined_note
from bot.ui.race_predictions import PaceCardButton
from bot.ui.runs import outcome_view
from bot.ui.text import race_events as of_events
from bot.ui.text import races as said
from bot.ui.trying_again import RefilledForm

NOTE_ROOM: Final = 300
"""Characters that a page keeps for a note on what was done just now."""


class JoinButton(Button, template=r"race:join:(?P<race>[0-9]{1,18})"):
    """Puts whoever presses it down for a race; of one with several distances it asks which."""

    def __init__(self, race_id: int) -> None:
        super().__init__(f"race:join:{race_id}", said.JOIN, discord.ButtonStyle.primary)
        self.race_id = race_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["race"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Put them down, and show their page."""
        page = await services_of(interaction).entrants.join(asker_of(interaction), self.race_id)
        await answer(interaction, joined_view(page))


class DistancePicker(Picker, template=r"race:distance:(?P<race>[0-9]{1,18})"):
    """Puts whoever picks a distance down for it."""

    def __init__(self, race_id: int, page: RacePage | None = None) -> None:
        distances = () if page is None else page.race.distances
        own = None if page is None or page.own is None else page.own.distance_id
        super().__init__(
            f"race:distance:{race_id}",
            [
                discord.SelectOption(
                    label=distance_name(one, page.unit),
                    value=str(one.distance_id),
                    default=one.distance_id == own,
                )
                for one in distances
                if page is not None
            ],
        )
        self.race_id = race_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id; the distance comes with the answer."""
        return cls(int(match["race"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Put them down, in place of the question."""
        picked = int(self.picked) if self.picked.isdecimal() and len(self.picked) <= 18 else 0
        page = await services_of(interaction).entrants.join(asker_of(interaction), self.race_id, distance=picked)
        await answer(interaction, joined_view(page))


class CheerAtRaceButton(Button, template=r"race:cheer:(?P<race>[0-9]{1,18})"):
    """Puts whoever presses it down as cheering."""

    def __init__(self, race_id: int) -> None:
        super().__init__(f"race:cheer:{race_id}", said.CHEER)
        self.race_id = race_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["race"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Put them down, and show their page."""
        page = await services_of(interaction).entrants.cheer(asker_of(interaction), self.race_id)
        await answer(interaction, RacePageView(page, cheering_note(page)))


class DetailsButton(Button, template=r"race:show:(?P<race>[0-9]{1,18})"):
    """Shows a race to whoever presses it, with their own part in it."""

    def __init__(self, race_id: int) -> None:
        super().__init__(f"race:show:{race_id}", said.DETAILS)
        self.race_id = race_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["race"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Answer privately."""
        page = await services_of(interaction).race_lists.show(asker_of(interaction), self.race_id)
        await answer(interaction, RacePageView(page))


class LeaveButton(Button, template=r"race:leave:(?P<race>[0-9]{1,18})"):
    """Takes whoever presses it out of a race."""

    def __init__(self, race_id: int) -> None:
        super().__init__(f"race:leave:{race_id}", said.LEAVE)
        self.race_id = race_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["race"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Take them out, and show the race as it is without them."""
        page = await services_of(interaction).entrants.leave(asker_of(interaction), self.race_id)
        await answer(interaction, RacePageView(page, said.LEFT))


class GoalButton(Button, template=r"race:goal:(?P<race>[0-9]{1,18})"):
    """Opens the form for one's own goal."""

    def __init__(self, race_id: int) -> None:
        super().__init__(f"race:goal:{race_id}", said.MY_GOAL)
        self.race_id = race_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["race"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form, filled in with the goal there is."""
        page = await services_of(interaction).entrants.running(asker_of(interaction), self.race_id)
        await interaction.response.send_modal(GoalForm(page))


class ShowGoalButton(Button, template=r"race:goal:(?P<race>[0-9]{1,18}):(?P<shown>[01])"):
    """Shows one's goal to teammates, or keeps it to oneself."""

    def __init__(self, race_id: int, *, shown: bool) -> None:
        super().__init__(f"race:goal:{race_id}:{int(shown)}", said.SHOW_GOAL if shown else said.HIDE_GOAL)
        self.race_id = race_id
        self.shown = shown

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id and the choice."""
        return cls(int(match["race"]), shown=match["shown"] == "1")

    async def pressed(self, interaction: Interaction) -> None:
        """Keep the choice, and show the page with it."""
        page = await services_of(interaction).entrants.show_goal(asker_of(interaction), self.race_id, shown=self.shown)
        await answer(interaction, RacePageView(page))


class GoalForm(Form):
    """Asks what somebody is after."""

    def __init__(self, page: RacePage) -> None:
        super().__init__(title=said.GOAL_TITLE)
        self.race_id = page.race.race_id
        self.goal: discord.ui.TextInput[GoalForm] = discord.ui.TextInput(
            custom_id="goal",
            required=False,
            max_length=GOAL_LIMIT,
            placeholder=said.GOAL_PLACEHOLDER,
            default=goal_typed(page),
        )
        self.add_item(discord.ui.Label(text=said.GOAL_FIELD, description=said.GOAL_HINT, component=self.goal))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Keep it, and show the page with it."""
        entrants = services_of(interaction).entrants
        page = await entrants.set_goal(asker_of(interaction), self.race_id, self.goal.value)
        await answer(interaction, RacePageView(page, said.GOAL_SET))


class ResultButton(Button, template=r"race:result:(?P<race>[0-9]{1,18})"):
    """Opens the form for how a race went."""

    def __init__(self, race_id: int) -> None:
        super().__init__(f"race:result:{race_id}", said.MY_RESULT, discord.ButtonStyle.primary)
        self.race_id = race_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["race"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form, filled in with the result there is."""
        page = await services_of(interaction).race_results.opened(asker_of(interaction), self.race_id)
        await interaction.response.send_modal(ResultForm(page))


class ResultForm(RefilledForm):
    """Asks how a race went: the time and the place, or that it went another way; of several distances which."""

    not_theirs = "not_allowed"

    def __init__(self, page: RacePage, typed: ResultDraft | None = None) -> None:
        """`typed` is what stands in the form in place of the result there is."""
        super().__init__(title=said.RESULT_TITLE)
        self.page = page
        typed = typed or result_typed(page)
        held = typed.outcome or Outcome.FINISHED
        self.time = _field("time", typed.time)
        self.place = _field("place", typed.place, 12)
        self.distance = _field("distance", typed.distance)
        self.outcome: discord.ui.Select[ResultForm] = discord.ui.Select(
            custom_id="outcome",
            options=[
                discord.SelectOption(label=label, value=outcome, default=outcome is held)
                for outcome, label in said.OUTCOME_CHOICES.items()
            ],
        )
        self.add_item(discord.ui.Label(text=said.TIME_FIELD, description=said.TIME_HINT, component=self.time))
        self.add_item(discord.ui.Label(text=said.PLACE_FIELD, component=self.place))
        if len(page.race.distances) > 1:
            self.add_item(discord.ui.Label(text=said.DISTANCE_FIELD, component=self.distance))
        self.add_item(discord.ui.Label(text=said.OUTCOME_FIELD, component=self.outcome))

    def again(self) -> Form:
        """Return a form that is filled in with what was typed into this one."""
        return ResultForm(self.page, self._draft())

    def _draft(self) -> ResultDraft:
        picked = next(iter(self.outcome.values), None)
        outcome = None if picked in (None, Outcome.FINISHED) else Outcome(picked)
        return ResultDraft(self.time.value, self.distance.value, self.place.value, outcome)

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Keep it, and show what came of it."""
        asker, race_id = asker_of(interaction), self.page.race.race_id
        entered = await services_of(interaction).race_results.enter(asker, race_id, self._draft())
        await answer(interaction, result_view(entered, asker))


def _field(custom_id: str, default: str | None, limit: int = 64) -> discord.ui.TextInput[ResultForm]:
    return discord.ui.TextInput(custom_id=custom_id, required=False, max_length=limit, default=default or None)


def result_view(entered: RunOutcome | UnclearRun | RacePage, asker: Asker) -> discord.ui.LayoutView:
    """Return what somebody sees who said how a race went: their run, a question about it, or the race."""
    if not isinstance(entered, RacePage):
        return outcome_view(entered, asker)
    result = None if entered.own is None else entered.own.result
    timed = result is None or result.result_s is not None
    if timed or result is None:
        return RacePageView(entered)
    return RacePageView(entered, said.RUN_STAYS if entered.run_stays else said.OUTCOME_NOTES[result.outcome])


class EditRaceButton(Button, template=r"race:edit:(?P<race>[0-9]{1,18})"):
    """Opens the form that changes a race."""

    def __init__(self, race_id: int) -> None:
        super().__init__(f"race:edit:{race_id}", said.EDIT)
        self.race_id = race_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["race"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form, filled in."""
        filled = await services_of(interaction).races.form(asker_of(interaction), self.race_id)
        await interaction.response.send_modal(RaceForm(filled, changed_view))


class CancelRaceButton(Button, template=r"race:off:(?P<race>[0-9]{1,18})"):
    """Calls a race off."""

    def __init__(self, race_id: int) -> None:
        super().__init__(f"race:off:{race_id}", said.CANCEL_SURELY, discord.ButtonStyle.danger)
        self.race_id = race_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["race"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Call it off, and show it in place of the question."""
        page = await services_of(interaction).races.cancel(asker_of(interaction), self.race_id)
        await answer(interaction, RacePageView(page, said.CANCELLED))


class KeepRaceButton(Button, template=r"race:keep"):
    """Leaves a race in the calendar."""

    def __init__(self) -> None:
        super().__init__("race:keep", said.CANCEL_KEEP)

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """There is nothing to read."""
        return cls()

    async def pressed(self, interaction: Interaction) -> None:
        """Put the question away."""
        await interaction.response.edit_message(view=Card(said.CANCEL_KEPT, accent=theme.RACE))


class CancelQuestionView(Card):
    """Asks before a race is called off."""

    def __init__(self, race: Race) -> None:
        question = said.CANCEL_QUESTION.format(name=said.title(race.name), day=figures.full_day(race.race_day))
        super().__init__(question, CancelRaceButton(race.race_id), KeepRaceButton(), accent=theme.RACE)


class RacePageView(Card):
    """A race to one reader: the same card with their own part in it, and a note on what was done just now."""

    def __init__(self, page: RacePage, note: str | None = None) -> None:
        race, own = page.race, page.own
        lines = race_lines(race, page)
        buttons: list[Button] = []
        lists: list[Picker] = []
        if own is not None:
            lines += own_lines(page)
        if page.results is not None:
            lines.append(said.RESULTS_HERE)
            lines += result_list(page.results, MAX_TEXT - len("\n".join(lines)) - NOTE_ROOM)
        if page.asks_distance:
            lines.append(said.PICK_DISTANCE)
            lists.append(DistancePicker(race.race_id, page))
        elif not race.cancelled:
            buttons += _buttons(page)
            if page.may_change and not page.is_over:
                buttons.append(EditRaceButton(race.race_id))
                lines.append(said.YOURS_TO_CHANGE)
            if page.event_problem is not None and not page.is_over:
                lines.append(of_events.PROBLEMS[page.event_problem])
        if note is not None:
            lines.append(note)
        super().__init__("\n".join(lines), *buttons, accent=theme.RACE, lists=lists)


async def answer(interaction: Interaction, view: discord.ui.LayoutView) -> None:
    """Show a view in place of a private answer, and privately beside a message that all can read."""
    if interaction.message is not None and interaction.message.flags.ephemeral:
        await interaction.response.edit_message(view=view)
    else:
        await interaction.response.send_message(view=view, ephemeral=True)


def joined_view(page: RacePage) -> RacePageView:
    """Return what somebody sees who wants to run a race: the question which distance, or that they are in."""
    return RacePageView(page, None if page.asks_distance else joined_note(page))


def changed_view(page: RacePage, *, reads_starts: bool = False) -> RacePageView:
    """Return what somebody sees who changed a race; `reads_starts`: which start was understood for which distance."""
    return RacePageView(page, changed_note(page, reads_starts=reads_starts))


def added_view(added: AddedRace) -> RacePageView:
    """Return what somebody sees who added a race, or found it there."""
    return RacePageView(added.page, added_note(added))


def _buttons(page: RacePage) -> list[Button]:
    race_id, own = page.race.race_id, page.own
    if page.is_over:
        return [ResultButton(race_id)]
    if own is None:
        return [JoinButton(race_id), CheerAtRaceButton(race_id)]
    if own.part is Part.CHEERING:
        return [JoinButton(race_id), LeaveButton(race_id)]
    buttons: list[Button] = [GoalButton(race_id)]
    if own.goal_s is not None or own.goal is not None:
        buttons.append(ShowGoalButton(race_id, shown=not own.shows_goal))
    last = ResultButton(race_id) if page.has_begun else LeaveButton(race_id)
    return [*buttons, PaceCardButton(race_id), last]
