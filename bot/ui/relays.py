"""Relays as members see them: the card in the feed, a reader's own page, and the form of a leg."""

import re
from collections.abc import Mapping
from typing import Final, Self

import discord

from bot.services.relay_drafts import TIME_LIMIT, LegDraft
from bot.services.relay_legs import FilledLeg
from bot.services.relay_pages import Relay, RelayList, RelayPage
from bot.ui import figures, text, theme
from bot.ui.cards import Card
from bot.ui.components import Button, Interaction, Picker, asker_of, services_of
from bot.ui.races import answer
from bot.ui.relay_lines import (
    ON_A_PAGE,
    card_lines,
    distance_of,
    first_shown,
    list_lines,
    offer_name,
    open_legs,
    option_name,
    page_lines,
    shown_legs,
    shown_squad,
)
from bot.ui.text import relays as said
from bot.ui.trying_again import RefilledForm

MOST_OWN: Final = 3
"""Buttons for legs of one's own; the next ones come as these are run."""
_TITLE_LIMIT: Final = 45
_NAME_LIMIT: Final = 100


class RelayButton(Button, template=r"relay:show:(?P<relay>[0-9]{1,18})(?::(?P<squad>[0-9]):(?P<number>[0-9]{1,2}))?"):
    """Shows a relay to whoever presses it, open at their own leg or at one that the button names."""

    def __init__(self, relay_id: int, at: tuple[int, int] | None = None, label: str = said.DETAILS) -> None:
        """`at` is a team, from 0 on, and the number of a leg."""
        super().__init__(f"relay:show:{relay_id}" + ("" if at is None else f":{at[0]}:{at[1]}"), label)
        self.relay_id = relay_id
        self.at = at

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id, and where the page is to be open."""
        at = None if match["squad"] is None else (int(match["squad"]), max(1, int(match["number"])))
        return cls(int(match["relay"]), at)

    async def pressed(self, interaction: Interaction) -> None:
        """Answer privately."""
        page = await services_of(interaction).relays.show(asker_of(interaction), self.relay_id, self.at)
        await answer(interaction, RelayPageView(page))


class LegButton(Button, template=r"relay:leg:(?P<leg>[0-9]{1,18})"):
    """Opens the form of a leg that the presser runs, or gives away."""

    def __init__(self, leg_id: int, label: str = said.WHO_RUNS) -> None:
        super().__init__(f"relay:leg:{leg_id}", label, discord.ButtonStyle.primary)
        self.leg_id = leg_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["leg"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form, filled in with what is known."""
        filled = await services_of(interaction).relay_legs.own(asker_of(interaction), self.leg_id)
        await interaction.response.send_modal(LegForm(filled))


class LegPicker(Picker, template=r"relay:fill:(?P<relay>[0-9]{1,18})"):
    """Opens the form of the leg that is picked, of those that a page shows."""

    def __init__(self, relay_id: int, page: RelayPage | None = None) -> None:
        super().__init__(
            f"relay:fill:{relay_id}",
            [
                discord.SelectOption(label=option_name(leg, page.relay), value=str(leg.leg_id))
                for leg in (() if page is None else shown_legs(page))
                if page is not None
            ],
        )
        self.item.placeholder = said.FILL_IN

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id; the leg comes with the answer."""
        return cls(int(match["relay"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form, filled in with what is known."""
        filled = await services_of(interaction).relay_legs.own(asker_of(interaction), _picked_id(self.picked))
        await interaction.response.send_modal(LegForm(filled))


class TakeLegPicker(Picker, template=r"relay:take:(?P<relay>[0-9]{1,18})"):
    """Puts whoever picks an open leg down for it, of those that a page shows."""

    def __init__(self, relay_id: int, page: RelayPage | None = None) -> None:
        super().__init__(
            f"relay:take:{relay_id}",
            [
                discord.SelectOption(label=offer_name(leg, page.relay), value=str(leg.leg_id))
                for leg in (() if page is None else open_legs(page))
                if page is not None
            ],
        )
        self.item.placeholder = said.TAKE

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id; the leg comes with the answer."""
        return cls(int(match["relay"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Put them down, and show the relay with them."""
        page = await services_of(interaction).relay_legs.take(asker_of(interaction), _picked_id(self.picked))
        await answer(interaction, RelayPageView(page, said.TAKEN))


class DeclineLegButton(Button, template=r"relay:decline:(?P<leg>[0-9]{1,18})"):
    """Leaves the leg of whoever presses it open."""

    def __init__(self, leg_id: int, label: str = said.DECLINE) -> None:
        super().__init__(f"relay:decline:{leg_id}", label)
        self.leg_id = leg_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["leg"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the leg, and show the relay without them."""
        page = await services_of(interaction).relay_legs.decline(asker_of(interaction), self.leg_id)
        await answer(interaction, RelayPageView(page, said.DECLINED))


class LegForm(RefilledForm):
    """Asks who runs a leg, how long it is expected to take, and how long it took; fields left alone change nothing."""

    not_theirs = "not_your_leg"

    def __init__(self, filled: FilledLeg, typed: Mapping[str, str] | None = None) -> None:
        """`typed` is what stands in the form in place of what is known, by field."""
        title = (said.OFFER_FORM if filled.is_offered else said.FORM).format(
            leg=said.leg_name(filled.squad, filled.number),
            distance=distance_of(filled),
        )
        super().__init__(title=title[:_TITLE_LIMIT])
        self.filled = filled
        self.leg_id = filled.leg_id
        self.runner: discord.ui.TextInput[LegForm] | None = None
        self.run: discord.ui.TextInput[LegForm] | None = None
        # What a form that is sent off unchanged says again is no news, and may be somebody who is not named here.
        self.before = {"runner": _runner(filled), "expected": _time(filled.expected_s), "run": _time(filled.run_s)}
        self.shown = self.before if typed is None else typed
        if filled.may_assign:
            self.runner = self._field("runner", said.RUNNER_FIELD, said.RUNNER_HINT, _NAME_LIMIT)
        hint = said.EXPECTED_HINT
        if filled.promised_s is not None:
            hint = said.PROMISED_HINT.format(time=figures.duration(filled.promised_s))
        self.expected = self._field("expected", said.EXPECTED_FIELD, hint, TIME_LIMIT, said.EXPECTED_PLACEHOLDER)
        if filled.has_started:
            self.run = self._field("run", said.RUN_FIELD, said.RUN_HINT, TIME_LIMIT, said.RUN_PLACEHOLDER)

    def _field(
        self, name: str, label: str, hint: str, limit: int, placeholder: str | None = None
    ) -> "discord.ui.TextInput[LegForm]":
        field = discord.ui.TextInput[LegForm](
            custom_id=name,
            required=False,
            max_length=limit,
            placeholder=placeholder,
            default=self.shown.get(name) or None,
        )
        self.add_item(discord.ui.Label(text=label, description=hint, component=field))
        return field

    def again(self) -> "LegForm":
        """Return a form that is filled in with what was typed into this one."""
        fields = {"runner": self.runner, "expected": self.expected, "run": self.run}
        return LegForm(self.filled, {name: field.value for name, field in fields.items() if field is not None})

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Keep what was changed, and show the relay with it."""
        draft = LegDraft(
            runner=self._changed("runner", self.runner),
            expected=self._changed("expected", self.expected),
            run=self._changed("run", self.run),
        )
        legs, asker = services_of(interaction).relay_legs, asker_of(interaction)
        if self.filled.is_offered:
            await answer(interaction, RelayPageView(await legs.take(asker, self.leg_id, draft), said.TAKEN))
        else:
            await answer(interaction, RelayPageView(await legs.change(asker, self.leg_id, draft), said.CHANGED))

    def _changed(self, name: str, field: "discord.ui.TextInput[LegForm] | None") -> str | None:
        if field is None or field.value.strip() == self.before[name].strip():
            return None
        return field.value


class CancelRelayButton(Button, template=r"relay:off:(?P<relay>[0-9]{1,18})"):
    """Calls a relay off."""

    def __init__(self, relay_id: int) -> None:
        super().__init__(f"relay:off:{relay_id}", said.CANCEL_SURELY, discord.ButtonStyle.danger)
        self.relay_id = relay_id

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read the id."""
        return cls(int(match["relay"]))

    async def pressed(self, interaction: Interaction) -> None:
        """Call it off, and show it in place of the question."""
        page = await services_of(interaction).relays.cancel(asker_of(interaction), self.relay_id)
        await answer(interaction, RelayPageView(page, said.CANCELLED))


class KeepRelayButton(Button, template=r"relay:keep"):
    """Leaves a relay as it is."""

    def __init__(self) -> None:
        super().__init__("relay:keep", said.CANCEL_KEEP)

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """There is nothing to read."""
        return cls()

    async def pressed(self, interaction: Interaction) -> None:
        """Put the question away."""
        await interaction.response.edit_message(view=Card(said.CANCEL_KEPT, accent=theme.RACE))


class CancelRelayView(Card):
    """Asks before a relay is called off."""

    def __init__(self, relay: Relay) -> None:
        question = said.CANCEL_QUESTION.format(name=said.title(relay.name), day=figures.full_day(relay.relay_day))
        super().__init__(question, CancelRelayButton(relay.relay_id), KeepRelayButton(), accent=theme.RACE)


class RelayCardView(Card):
    """A relay in the team's feed; the message is recognised by its `marker`."""

    def __init__(self, relay: Relay, marker: int | None) -> None:
        buttons = [] if relay.cancelled else [RelayButton(relay.relay_id)]
        super().__init__("\n".join(card_lines(relay)), *buttons, accent=theme.RACE, marker=marker)


class RelayListView(Card):
    """The relays to come, and those run of late."""

    def __init__(self, relays: RelayList) -> None:
        super().__init__("\n".join(list_lines(relays)), accent=theme.RACE)


class RelayPageView(Card):
    """A relay to one reader: one of its teams, with a way to the others and to legs that are theirs to fill in."""

    def __init__(self, page: RelayPage, note: str | None = None) -> None:
        lines = page_lines(page)
        if note is not None:
            lines.append(note)
        buttons = [] if page.relay.cancelled else _buttons(page)
        super().__init__("\n".join(lines), *buttons, accent=theme.RACE, lists=_lists(page))


def _lists(page: RelayPage) -> list[Picker]:
    """Return what legs can be picked from: to fill them in, or to run one that is open."""
    if page.relay.cancelled:
        return []
    if page.may_change:
        return [LegPicker(page.relay.relay_id, page)]
    return [TakeLegPicker(page.relay.relay_id, page)] if open_legs(page) else []


def _buttons(page: RelayPage) -> list[Button]:
    relay, squad, first = page.relay, shown_squad(page), first_shown(page)
    waiting = [leg for _, leg in relay.own_legs() if leg.run_s is None]
    own = waiting or [leg for _, leg in relay.own_legs()]
    buttons: list[Button] = [LegButton(leg.leg_id, said.MY_LEG.format(number=leg.number)) for leg in own[:MOST_OWN]]
    buttons += [DeclineLegButton(leg.leg_id, said.DECLINE_LEG.format(number=leg.number)) for leg in waiting[:MOST_OWN]]
    if first:
        buttons.append(RelayButton(relay.relay_id, (squad.number, first), said.EARLIER))
    if first + ON_A_PAGE < len(squad.legs):
        buttons.append(RelayButton(relay.relay_id, (squad.number, first + ON_A_PAGE + 1), said.LATER))
    buttons += [
        RelayButton(relay.relay_id, (other.number, 1), said.team_label(other.number))
        for other in relay.squads
        if other.number != squad.number
    ]
    return buttons


def _picked_id(picked: str) -> int:
    return int(picked) if picked.isdecimal() and len(picked) <= 18 else 0


def _runner(filled: FilledLeg) -> str:
    if filled.is_secret:
        return said.TEAMMATE
    return "" if filled.runner is None else text.plain_member(filled.runner)


def _time(seconds: int | None) -> str:
    return "" if seconds is None else figures.duration(seconds)
