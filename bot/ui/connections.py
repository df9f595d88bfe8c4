"""Connections as their runner meets them: consent, how they stand, and their end."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Final, Self

import discord

from bot.domain.connections import ConnectionState, Level, Service
from bot.errors import NotAllowed, UserError
from bot.services.asker import Asker
from bot.services.connection_endings import Ended
from bot.services.connection_letters import ConnectionLetter
from bot.services.connection_pages import Connection, ConnectionPage
from bot.services.connection_starts import Connected
from bot.services.connections import LEAVES_THE_WAY_OPEN, Consent
from bot.ui import figures, text, theme
from bot.ui.back_fills import LookBackPicker, back_fill_buttons, back_fill_text
from bot.ui.cards import Card
from bot.ui.components import Button, Form, Interaction, Layout, Picker, asker_of, services_of
from bot.ui.controls import Press, Question
from bot.ui.quoting import quoted
from bot.ui.run_lines import lines
from bot.ui.text import connections as said
from bot.ui.trying_again import RefilledForm

_ADDRESS_LIMIT: Final = 1_000
_KEY_LIMIT: Final = 200
_CONTACT_SHOWN: Final = 200


class ConsentView(Layout):
    """The five points that a member agrees to, and the way to Strava's own page."""

    def __init__(self, consent: Consent) -> None:
        super().__init__()
        points = [point.format(use=said.USES[consent.level]) for point in said.CONSENT_POINTS]
        buttons: list[discord.ui.Button[Any]] = [discord.ui.Button(label=said.CONNECT, url=consent.url)]
        if consent.is_pasted:
            buttons.append(Press(self, said.PASTE, self.paste, discord.ButtonStyle.primary))
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay("\n".join((said.CONSENT, *points))),
                discord.ui.TextDisplay(_footnotes(consent)),
                discord.ui.ActionRow(*buttons),
                accent_colour=theme.RUN,
            )
        )

    async def paste(self, interaction: Interaction) -> None:
        """Ask for the address of the page that did not open."""
        await interaction.response.send_modal(AddressForm())


def _footnotes(consent: Consent) -> str:
    return lines(
        said.PASTE_HINT if consent.is_pasted else None,
        said.CONSENT_OPEN,
        said.CONTACT.format(contact=quoted(consent.contact, _CONTACT_SHOWN)) if consent.contact else None,
        said.PRIVACY_PAGE.format(url=consent.privacy_url) if consent.privacy_url else None,
    )


class AddressForm(RefilledForm):
    """The address to which Strava sent a member whose browser cannot reach Baton."""

    not_theirs = "not_your_data"

    def __init__(self, typed: str = "") -> None:
        super().__init__(title=said.PASTE_TITLE)
        self._address = discord.ui.TextInput[Form](
            custom_id="address",
            default=typed or None,
            max_length=_ADDRESS_LIMIT,
            placeholder=said.PASTE_HELP,
        )
        self.add_item(discord.ui.Label(text=said.PASTE_LABEL, component=self._address))

    def again(self) -> "AddressForm":
        """Return a form that is filled in with what was typed into this one."""
        return AddressForm(self._address.value)

    def may_be_mended(self, error: UserError) -> bool:
        """Offer it where the way that the address leads back on is still open."""
        return error.code in LEAVES_THE_WAY_OPEN

    def typed(self) -> dict[str, str]:
        """An address opens an account: it is given back in the form alone."""
        return {}

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Connect, and say so."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        connected = await services_of(interaction).connections.paste(asker_of(interaction), self._address.value)
        await interaction.followup.send(view=ConnectedView(connected), ephemeral=True)


class KeyView(Layout):
    """What intervals.icu is for, and the way to hand over a key."""

    def __init__(self) -> None:
        super().__init__()
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay(said.KEY_HINT),
                discord.ui.ActionRow(Press(self, said.KEY_BUTTON, self.ask, discord.ButtonStyle.primary)),
                accent_colour=theme.RUN,
            )
        )

    async def ask(self, interaction: Interaction) -> None:
        """Ask for the key; a form is the one place where nobody else reads along."""
        await interaction.response.send_modal(KeyForm())


class KeyForm(Form):
    """A member's key for intervals.icu. What was typed is shown nowhere, not even where it is refused."""

    def __init__(self) -> None:
        super().__init__(title=said.KEY_TITLE)
        self._key = discord.ui.TextInput[Form](custom_id="key", max_length=_KEY_LIMIT, placeholder=said.KEY_HELP)
        self.add_item(discord.ui.Label(text=said.KEY_LABEL, component=self._key))

    def typed(self) -> dict[str, str]:
        """Nothing of a key is given back."""
        return {}

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Connect, and say so."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        connected = await services_of(interaction).connections.hand_over(asker_of(interaction), self._key.value)
        await interaction.followup.send(view=ConnectedView(connected), ephemeral=True)


class ConnectedView(Card):
    """Says that a service tells of runs from now on."""

    def __init__(self, connected: Connected) -> None:
        words = said.CONNECTED_ANEW if connected.renewed else said.CONNECTED
        super().__init__(words.format(service=said.NAMES[connected.service]), accent=theme.RUN)


class ConnectionsView(Card):
    """How a member's connections stand."""

    def __init__(self, page: ConnectionPage) -> None:
        parts = [said.STATUS]
        buttons: list[Button] = []
        lists: list[Picker] = []
        for service in Service:
            connection = page.of(service)
            if connection is None:
                words = said.NOT_CONNECTED if service in page.services else said.NOT_SET_UP
                parts.append(words[service])
            else:
                parts.append(_stands(connection, page))
                if connection.state is ConnectionState.ACTIVE and service in page.services:
                    lists.append(LookBackPicker(service))
                if connection.back_fill is not None:
                    buttons += back_fill_buttons(connection.back_fill)
        strava = page.of(Service.STRAVA)
        if page.level is Level.AUTOMATIC and strava is not None and strava.state is ConnectionState.ACTIVE:
            buttons.append(ByItselfButton(wished=not strava.is_automatic))
        if strava is not None and strava.state is ConnectionState.REFUSED and strava.runs:
            buttons += decision_buttons(strava.connection_id)
        if page.seats is not None:
            parts.append(said.SEATS.format(taken=page.seats[0], seats=page.seats[1]))
        super().__init__("\n".join(parts), *buttons, accent=theme.RUN, lists=lists)


def _stands(connection: Connection, page: ConnectionPage) -> str:
    name = said.NAMES[connection.service]
    logged = lines(
        said.LOGGED_FROM.format(runs=text.runs(connection.runs)) if connection.runs else None,
        said.SHARED_FROM.format(runs=text.runs(connection.shared)) if connection.shared else None,
    )
    if connection.state is ConnectionState.REFUSED:
        assert connection.forget_at is not None
        forget = figures.instant(connection.forget_at, "R")
        return lines(
            said.REFUSED.format(service=name, runs=text.runs(connection.runs), forget=forget),
            said.CONNECT_AGAIN if connection.service in page.services else None,
        )
    stands = said.STANDS.format(service=name, since=figures.instant(connection.connected_at, "D"))
    back_fill = None if connection.back_fill is None else back_fill_text(connection.back_fill)
    if connection.service not in page.services:
        # The operator has turned the level down since; what is held stays theirs to end.
        found = back_fill if connection.back_fill is not None and connection.back_fill.is_over else None
        return lines(stands, said.SWITCHED_OFF.format(service_command=connection.service), logged, found)
    looked = said.NOT_LOOKED
    if connection.looked_at is not None:
        looked = said.LOOKED.format(looked=figures.instant(connection.looked_at, "R"))
    trouble = None
    if connection.service is Service.STRAVA and page.is_inactive:
        trouble = said.INACTIVE
    elif connection.service is Service.STRAVA and page.rests_until is not None:
        trouble = said.RESTS.format(until=figures.instant(page.rests_until, "R"))
    elif connection.in_trouble:
        trouble = said.TROUBLE
    is_automatic = connection.is_automatic and page.level is Level.AUTOMATIC
    return lines(
        f"{stands} {looked}",
        trouble,
        said.WITHHELD.format(activities=text.activities(connection.withheld)) if connection.withheld else None,
        said.AUTOMATIC_ON if is_automatic else None,
        logged,
        back_fill,
    )


class ByItselfButton(Button, template=r"connection:itself:(?P<wished>on|off)"):
    """Turns on or off that runs are logged and shared by themselves."""

    def __init__(self, *, wished: bool) -> None:
        super().__init__(f"connection:itself:{'on' if wished else 'off'}", said.TURN_ON if wished else said.TURN_OFF)
        self.wished = wished

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read what is wished."""
        return cls(wished=match["wished"] == "on")

    async def pressed(self, interaction: Interaction) -> None:
        """Keep the wish, and show how it stands."""
        service = services_of(interaction).connections
        page = await service.share_by_itself(asker_of(interaction), wished=self.wished)
        await interaction.response.edit_message(view=ConnectionsView(page))


class OlderRunsView(Card):
    """Asks what becomes of runs from a connection that is over, before there is a new one."""

    def __init__(self, older: Connection) -> None:
        assert older.forget_at is not None
        words = said.OLDER_RUNS.format(
            service=said.NAMES[older.service],
            runs=text.runs(older.runs),
            forget=figures.instant(older.forget_at, "R"),
        )
        super().__init__(words, *decision_buttons(older.connection_id), accent=theme.RUN)


class DisconnectView(Question):
    """Asks once what becomes of the runs in the log before a service is disconnected."""

    def __init__(self, asker: Asker, connection: Connection) -> None:
        super().__init__()
        self._asker = asker
        self._service = connection.service
        name = said.NAMES[connection.service]
        shared = said.SHARED_GO.format(runs=text.runs(connection.shared)) if connection.shared else None
        if connection.runs:
            asks = said.DISCONNECT_ASKS.format(runs=text.runs(connection.runs))
            question = lines(said.DISCONNECT.format(service=name), shared, asks)
            presses = [
                Press(self, said.KEEP_RUNS, self._ending(keep=True), discord.ButtonStyle.primary),
                Press(self, said.DELETE_RUNS, self._ending(keep=False), discord.ButtonStyle.danger),
            ]
        else:
            question = lines(said.DISCONNECT_PLAIN.format(service=name), shared)
            ends = self._ending(keep=True)
            presses = [Press(self, said.DISCONNECT_BUTTON, ends, discord.ButtonStyle.danger)]
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay(question),
                discord.ui.ActionRow(*presses, Press(self, said.STAY, self.stay)),
                accent_colour=theme.RUN,
            )
        )

    def _ending(self, *, keep: bool) -> Callable[[Interaction], Awaitable[None]]:
        async def end(interaction: Interaction) -> None:
            await interaction.response.defer()
            ended = await services_of(interaction).connections.disconnect(self._asker, self._service, keep=keep)
            await interaction.edit_original_response(view=EndedView(ended))

        async def pressed(interaction: Interaction) -> None:
            self._check(interaction)
            await self.once(interaction, end)

        return pressed

    def _check(self, interaction: Interaction) -> None:
        if interaction.user.id != self._asker.user_id:
            raise NotAllowed("not_your_data")

    async def stay(self, interaction: Interaction) -> None:
        """Put the question away."""

        async def stays(interaction: Interaction) -> None:
            await interaction.response.edit_message(view=Card(said.STAYS, accent=theme.RUN))

        self._check(interaction)
        await self.once(interaction, stays)


class EndedView(Card):
    """Says that a connection is over, and what became of the runs."""

    def __init__(self, ended: Ended, *, may_connect_again: bool = False) -> None:
        super().__init__(
            lines(
                said.DISCONNECTED.format(service=said.NAMES[ended.service]),
                said.RUNS_KEPT.format(runs=text.runs(ended.kept)) if ended.kept else None,
                said.RUNS_DELETED.format(runs=text.runs(ended.deleted)) if ended.deleted else None,
                said.CONNECT_AGAIN if may_connect_again else None,
            ),
            accent=theme.RUN,
        )


# --- letters ---


def letter_text(letter: ConnectionLetter) -> str:
    """Return what a letter about a connection says."""
    news = said.NEWS[letter.news].format(
        service=said.NAMES[letter.service], service_command=letter.service, team=text.team(letter.team_name)
    )
    if not letter.news.asks or letter.forget_at is None:
        return news
    asks = said.ASK_RUNS.format(runs=text.runs(letter.runs), forget=figures.instant(letter.forget_at, "R"))
    return f"{news}\n{asks}"


def letter_buttons(letter: ConnectionLetter) -> list[Button]:
    """Return the buttons of a letter that asks what becomes of runs."""
    return [] if letter.connection_id is None else decision_buttons(letter.connection_id)


def decision_buttons(connection_id: int) -> list[Button]:
    """Return the two answers to what becomes of runs that were logged from a service which refuses access."""
    return [KeepLoggedButton(connection_id, keep=True), KeepLoggedButton(connection_id, keep=False)]


class KeepLoggedButton(Button, template=r"connection:(?P<what>keep|delete):(?P<connection>[0-9]{1,18})"):
    """Keeps or deletes runs that were logged from a service which takes the access no more."""

    # The connection knows its runner, whichever of their teams that one means in direct messages.
    is_for_runners = False

    def __init__(self, connection_id: int, *, keep: bool) -> None:
        super().__init__(
            f"connection:{'keep' if keep else 'delete'}:{connection_id}",
            said.KEEP_RUNS if keep else said.DELETE_RUNS,
            discord.ButtonStyle.primary if keep else discord.ButtonStyle.secondary,
        )
        self.connection_id = connection_id
        self.keep = keep

    @classmethod
    def from_match(cls, match: re.Match[str]) -> Self:
        """Read what is to become of them."""
        return cls(int(match["connection"]), keep=match["what"] == "keep")

    async def pressed(self, interaction: Interaction) -> None:
        """Do that, and say so in place of the question."""
        service = services_of(interaction).connections
        whose = (interaction.user.id, interaction.guild_id, self.connection_id)
        await service.require_open(*whose)
        await interaction.response.defer()
        ended = await service.decide(*whose, keep=self.keep)
        await interaction.edit_original_response(
            view=EndedView(ended, may_connect_again=service.is_set_up(ended.service))
        )
