"""The private panels in which an admin sets the team up and changes its settings; each choice is kept at once."""

from typing import Final

import discord

from bot.domain.audience import FeedMode
from bot.services.team_settings import TeamSettings
from bot.services.teams import TeamUnits
from bot.ui import text, theme
from bot.ui.cards import Card
from bot.ui.components import Form, Interaction, Layout, asker_of, services_of
from bot.ui.controls import ChannelChoice, Choice, Press, RoleChoice
from bot.ui.permissions import events_report, report
from bot.ui.team_zones import zones_to_offer
from bot.ui.text import teams as said

ANOTHER: Final = "another"
SHORT: Final = 60
"""Characters that a zone or quiet hours are typed in."""

Row = discord.ui.ActionRow[Layout]
Shown = discord.ui.TextDisplay[Layout]


class TeamPanel(Layout):
    """What both panels share: the settings, the server, and the lists that change them."""

    def __init__(self, settings: TeamSettings, guild: discord.Guild, locale: discord.Locale | None) -> None:
        super().__init__()
        self.settings = settings
        self.guild = guild
        self.locale = locale

    async def redraw(self, interaction: Interaction, settings: TeamSettings) -> None:
        """Show the panel in its place as the settings are now."""
        await interaction.response.edit_message(view=type(self)(settings, self.guild, self.locale))

    async def choose_zone(self, interaction: Interaction, zone: str) -> None:
        """Keep the zone, or ask for one that is not on the list."""
        if zone == ANOTHER:
            # Who may not change it need not fill in a form to learn so.
            await services_of(interaction).team_settings.show(asker_of(interaction))
            await interaction.response.send_modal(ZoneForm(self))
            return
        await self.keep_zone(interaction, zone)

    async def keep_zone(self, interaction: Interaction, zone: str) -> None:
        """Keep the zone, chosen or typed."""
        settings = await services_of(interaction).team_settings.choose_zone(asker_of(interaction), zone)
        await self.redraw(interaction, settings)

    async def choose_units(self, interaction: Interaction, units: str) -> None:
        """Keep the units."""
        settings = await services_of(interaction).team_settings.choose_units(asker_of(interaction), TeamUnits(units))
        await self.redraw(interaction, settings)

    async def look_again(self, interaction: Interaction) -> None:
        """Show what is true now."""
        await self.redraw(interaction, await services_of(interaction).team_settings.show(asker_of(interaction)))

    def zone_row(self) -> Row:
        """Return the list of zones."""
        zones = [(zone, zone) for zone in zones_to_offer(self.settings.time_zone, self.locale)]
        options = [*zones, (ANOTHER, said.ANOTHER_ZONE)]
        return Row(Choice(self, said.CHOOSE_ZONE, options, self.settings.time_zone, self.choose_zone))

    def units_row(self) -> Row:
        """Return the list of units."""
        options = [(units.value, name.capitalize()) for units, name in said.UNITS.items()]
        return Row(Choice(self, said.CHOOSE_UNITS, options, self.settings.units, self.choose_units))


class SetupPanel(TeamPanel):
    """The guided set-up: where posts go, who coaches, which clock and units the team has."""

    def __init__(self, settings: TeamSettings, guild: discord.Guild, locale: discord.Locale | None) -> None:
        super().__init__(settings, guild, locale)
        feed, boards, role = settings.feed_channel_id, settings.leaderboard_channel_id, settings.coach_role_id
        plans = settings.plan_channel_id
        self.add_item(
            discord.ui.Container(
                Shown(said.SETUP_HEADING.format(team=text.team(settings.name))),
                Shown(_with_report(feed_line(settings), guild, feed)),
                Row(ChannelChoice(self, said.CHOOSE_FEED, _there(guild, feed), self.choose_feed)),
                Shown(_with_report(boards_line(settings), guild, boards)),
                Row(ChannelChoice(self, said.CHOOSE_BOARDS, _there(guild, boards), self.choose_boards)),
                Shown(_with_report(plans_line(settings), guild, plans)),
                Row(ChannelChoice(self, said.CHOOSE_PLANS, _there(guild, plans), self.choose_plans)),
                Shown(coach_line(settings)),
                Row(RoleChoice(self, said.CHOOSE_COACH, _role_there(guild, role), self.choose_coach)),
                Shown(said.SETUP_ZONE.format(zone=settings.time_zone)),
                self.zone_row(),
                Shown(said.SETUP_UNITS.format(units=said.UNITS[settings.units])),
                self.units_row(),
                *(Shown(lack) for lack in filter(None, [events_report(guild)])),
                Row(
                    Press(self, said.FINISH, self.finish, discord.ButtonStyle.primary),
                    Press(self, said.LOOK_AGAIN, self.look_again),
                ),
                accent_colour=theme.COACH,
            )
        )

    async def choose_feed(self, interaction: Interaction, channel_id: str) -> None:
        """Keep the channel for runs."""
        service = services_of(interaction).team_settings
        await self.redraw(interaction, await service.choose_feed(asker_of(interaction), int(channel_id)))

    async def choose_boards(self, interaction: Interaction, channel_id: str) -> None:
        """Keep the channel for leaderboards."""
        service = services_of(interaction).team_settings
        await self.redraw(interaction, await service.choose_leaderboard(asker_of(interaction), int(channel_id)))

    async def choose_plans(self, interaction: Interaction, channel_id: str) -> None:
        """Keep the channel for plans."""
        service = services_of(interaction).team_settings
        await self.redraw(interaction, await service.choose_plans(asker_of(interaction), int(channel_id)))

    async def choose_coach(self, interaction: Interaction, role_id: str) -> None:
        """Keep the coaches' role, or that there is none."""
        service = services_of(interaction).team_settings
        chosen = int(role_id) if role_id else None
        await self.redraw(interaction, await service.choose_coach_role(asker_of(interaction), chosen))

    async def finish(self, interaction: Interaction) -> None:
        """Sum up, in place of the panel."""
        settings = await services_of(interaction).team_settings.show(asker_of(interaction))
        await interaction.response.edit_message(view=FinishedView(settings, self.guild))


class FinishedView(Card):
    """What the set-up came to, with the next post; a permission that is missing is named once more."""

    def __init__(self, settings: TeamSettings, guild: discord.Guild) -> None:
        next_at = settings.next_leaderboard_at
        lines = [
            said.FINISHED.format(team=text.team(settings.name)),
            *_summary(settings),
            *_reports(settings, guild),
            said.FINISHED_OFF if next_at is None else said.FINISHED_NEXT.format(when=said.moment(next_at.timestamp())),
            said.FINISHED_MORE,
        ]
        super().__init__("\n".join(lines), accent=theme.COACH)


class SettingsPanel(TeamPanel):
    """All of a team's settings, and lists to change those that are not about places."""

    def __init__(self, settings: TeamSettings, guild: discord.Guild, locale: discord.Locale | None) -> None:
        super().__init__(settings, guild, locale)
        modes = [(mode.value, name.capitalize()) for mode, name in said.FEED_MODES.items()]
        starts = [(start, said.START_OPTION.format(start=start)) for start in said.STARTS.values()]
        self.add_item(
            discord.ui.Container(
                Shown("\n".join(settings_lines(settings, guild))),
                Row(Choice(self, said.CHOOSE_FEED_MODE, modes, settings.feed_mode, self.choose_feed_mode)),
                Row(Choice(self, said.CHOOSE_START, starts, said.STARTS[settings.boards_at_start], self.choose_start)),
                self.zone_row(),
                self.units_row(),
                Row(
                    Press(self, said.QUIET_BUTTON, self.ask_quiet_hours),
                    Press(self, said.PLACES_BUTTON, self.show_places),
                ),
                accent_colour=theme.COACH,
            )
        )

    async def choose_feed_mode(self, interaction: Interaction, mode: str) -> None:
        """Keep what the feed shows."""
        service = services_of(interaction).team_settings
        await self.redraw(interaction, await service.choose_feed_mode(asker_of(interaction), FeedMode(mode)))

    async def choose_start(self, interaction: Interaction, start: str) -> None:
        """Keep whether runners stand on boards before they have answered."""
        shown = start == said.STARTS[True]
        service = services_of(interaction).team_settings
        await self.redraw(interaction, await service.choose_boards_at_start(asker_of(interaction), shown=shown))

    async def ask_quiet_hours(self, interaction: Interaction) -> None:
        """Ask for the quiet hours."""
        settings = await services_of(interaction).team_settings.show(asker_of(interaction))
        await interaction.response.send_modal(QuietForm(self, settings))

    async def show_places(self, interaction: Interaction) -> None:
        """Go on to channels and roles."""
        settings = await services_of(interaction).team_settings.show(asker_of(interaction))
        await interaction.response.edit_message(view=SetupPanel(settings, self.guild, self.locale))


class ZoneForm(Form):
    """Asks for a zone that is not on the list."""

    def __init__(self, panel: TeamPanel) -> None:
        super().__init__(title=said.ZONE_FORM)
        self._panel = panel
        self._zone = discord.ui.TextInput[Form](custom_id="zone", min_length=1, max_length=SHORT)
        self.add_item(discord.ui.Label(text=said.ZONE_FIELD, component=self._zone))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Keep the zone."""
        await self._panel.keep_zone(interaction, self._zone.value)


class QuietForm(Form):
    """Asks for the quiet hours of direct messages."""

    def __init__(self, panel: TeamPanel, settings: TeamSettings) -> None:
        super().__init__(title=said.QUIET_FORM)
        self._panel = panel
        self._hours = discord.ui.TextInput[Form](
            custom_id="hours", min_length=1, max_length=SHORT, placeholder="22:00-07:00", default=_hours(settings)
        )
        self.add_item(discord.ui.Label(text=said.QUIET_FIELD, component=self._hours))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Keep the hours."""
        service = services_of(interaction).team_settings
        settings = await service.choose_quiet_hours(asker_of(interaction), self._hours.value)
        await self._panel.redraw(interaction, settings)


def settings_lines(settings: TeamSettings, guild: discord.Guild) -> list[str]:
    """Return all settings, a line each."""
    quiet = said.SETTINGS_NO_QUIET
    if settings.quiet_hours is not None:
        quiet = said.SETTINGS_QUIET.format(hours=_hours(settings))
    lines = [
        said.SETTINGS_HEADING.format(team=text.team(settings.name)),
        *_summary(settings),
        said.SETTINGS_FEED_MODE.format(mode=said.FEED_MODES[settings.feed_mode]),
        said.SETTINGS_BOARDS.format(start=said.STARTS[settings.boards_at_start]),
        quiet,
        *_reports(settings, guild),
    ]
    if settings.next_leaderboard_at is not None:
        lines.append(said.SETTINGS_NEXT.format(when=said.moment(settings.next_leaderboard_at.timestamp())))
    if settings.next_digest_at is not None:
        lines.append(said.SETTINGS_NEXT_DIGEST.format(when=said.moment(settings.next_digest_at.timestamp())))
    return lines


def feed_line(settings: TeamSettings) -> str:
    """Return where runs are shown."""
    return said.SETUP_FEED.format(channel=_place(settings.feed_channel_id, settings.feed_chosen))


def boards_line(settings: TeamSettings) -> str:
    """Return where leaderboards are posted."""
    return said.SETUP_BOARDS.format(channel=_place(settings.leaderboard_channel_id, settings.leaderboard_chosen))


def plans_line(settings: TeamSettings) -> str:
    """Return where plans are posted; without a channel of their own that is the feed's."""
    place = _place(settings.plan_channel_id, settings.plan_chosen)
    if settings.plan_channel_id is None and settings.feed_channel_id is not None:
        place = said.PLANS_IN_FEED.format(channel=said.channel(settings.feed_channel_id))
    return said.SETUP_PLANS.format(channel=place)


def coach_line(settings: TeamSettings) -> str:
    """Return who coaches."""
    if settings.coach_role_id is None:
        return said.SETUP_COACH.format(role=said.ADMINS_COACH)
    role = said.role(settings.coach_role_id)
    found = role if settings.coach_role_chosen else said.FOUND_BY_NAME.format(thing=role)
    return said.SETUP_COACH.format(role=found)


def _place(channel_id: int | None, chosen: bool) -> str:
    if channel_id is None:
        return said.NO_CHANNEL
    return said.channel(channel_id) if chosen else said.FOUND_BY_NAME.format(thing=said.channel(channel_id))


def _summary(settings: TeamSettings) -> list[str]:
    return [
        feed_line(settings),
        boards_line(settings),
        plans_line(settings),
        coach_line(settings),
        said.SETUP_ZONE.format(zone=settings.time_zone),
        said.SETUP_UNITS.format(units=said.UNITS[settings.units]),
    ]


def _hours(settings: TeamSettings) -> str:
    if settings.quiet_hours is None:
        return "off"
    quiet = settings.quiet_hours
    return said.HOURS.format(begins=quiet.begins.isoformat("minutes"), ends=quiet.ends.isoformat("minutes"))


def _with_report(line: str, guild: discord.Guild, channel_id: int | None) -> str:
    return line if channel_id is None else f"{line}\n{report(guild, channel_id) or said.MAY_POST}"


def _reports(settings: TeamSettings, guild: discord.Guild) -> list[str]:
    """Return a line for each channel in which the bot lacks something, and for the server."""
    places = dict.fromkeys(
        filter(None, (settings.feed_channel_id, settings.leaderboard_channel_id, settings.plan_channel_id))
    )
    reports = {place: report(guild, place) for place in places}
    lacks = [said.LACKS_IN.format(channel=said.channel(place), report=lack) for place, lack in reports.items() if lack]
    return [*lacks, *filter(None, [events_report(guild)])]


def _there(guild: discord.Guild, channel_id: int | None) -> int | None:
    """Return the channel while Discord knows it; it refuses a list in which an unknown one is chosen."""
    return None if channel_id is None or guild.get_channel(channel_id) is None else channel_id


def _role_there(guild: discord.Guild, role_id: int | None) -> int | None:
    return None if role_id is None or guild.get_role(role_id) is None else role_id
