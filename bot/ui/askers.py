"""Who asks: the member and team behind an interaction, in the server and in the bot's direct messages."""

from typing import Any, Final, Protocol, cast

import discord

from bot.errors import NotFound, UserError
from bot.services.asker import Asker
from bot.services.container import Services
from bot.services.leavers import LeaverService
from bot.services.memberships import TeamChoice
from bot.services.plan_groups import PlanGroupService

Interaction = discord.Interaction[Any]

_ASKER: Final = "asker"
"""Where an interaction carries who asks, once that took a look into the database."""


class _Host(Protocol):
    """The client, as far as components need it."""

    @property
    def services(self) -> Services: ...

    @property
    def leavers(self) -> LeaverService | None: ...

    @property
    def plan_groups(self) -> PlanGroupService | None: ...


class WhichTeam(UserError):
    """The member is in several teams and has not said which one they mean in direct messages."""

    def __init__(self, teams: tuple[TeamChoice, ...]) -> None:
        super().__init__("which_team")
        self.teams = teams


def services_of(interaction: Interaction) -> Services:
    """Return the services of the bot that received the interaction."""
    return cast(_Host, interaction.client).services


def plan_groups_of(interaction: Interaction) -> PlanGroupService | None:
    """Return what asks Discord for the members of a role; None where nothing does."""
    return cast(_Host, interaction.client).plan_groups


def asker_of(interaction: Interaction) -> Asker:
    """Return who asks; raises `UserError` in direct messages unless `find_asker` has looked before."""
    asker = interaction.extras.get(_ASKER)
    if isinstance(asker, Asker):
        return asker
    if interaction.guild_id is None:
        raise UserError("guild_only")
    user = interaction.user
    return Asker(
        interaction.guild_id,
        user.id,
        user.display_name,
        frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset(),
        interaction.permissions.manage_guild,
    )


async def find_asker(interaction: Interaction, *, ever: bool = False) -> Asker:
    """Return who asks, in direct messages as a runner of their team; with `ever` also of one that they have left.

    Raises `UserError` for somebody in no team, and `WhichTeam` for one who is in several and has not chosen.
    """
    if interaction.guild_id is None and _ASKER not in interaction.extras:
        found = await services_of(interaction).memberships.of(interaction.user.id, ever=ever)
        if not found.teams and (coach := await _coach_alone(interaction)) is not None:
            interaction.extras[_ASKER] = coach
            return coach
        if found.asker is None:
            raise WhichTeam(found.teams) if found.teams else UserError("no_team")
        if not ever and not await _is_here(interaction, found.asker):
            raise UserError("no_team")
        interaction.extras[_ASKER] = await _with_roles(interaction, found.asker)
    return asker_of(interaction)


async def asker_in(interaction: Interaction, team_id: int) -> Asker:
    """Return who asks about something of one team: in direct messages with the roles that they have there.

    Raises `NotFound` for who has left it.
    """
    leavers = cast(_Host, interaction.client).leavers
    if interaction.guild_id is not None or leavers is None:
        return asker_of(interaction)
    return await leavers.as_member(team_id, interaction.user.id, interaction.user.display_name)


async def find_asker_in(interaction: Interaction, team_id: int) -> Asker:
    """Return who asks about something of one team, and let `asker_of` know; raises as `asker_in` does."""
    if interaction.guild_id is None and _ASKER not in interaction.extras:
        interaction.extras[_ASKER] = await asker_in(interaction, team_id)
    return asker_of(interaction)


async def askers_coaching(client: discord.Client, user: discord.abc.User) -> tuple[Asker, ...]:
    """Return a member as they are in each team that they were seen to coach, as Discord has it now."""
    host = cast(_Host, client)
    found = []
    for team_id in await host.services.coaches.coached_by(user.id):
        if host.leavers is None:
            continue
        try:
            found.append(await host.leavers.as_member(team_id, user.id, user.display_name))
        except NotFound:
            continue
    return tuple(found)


async def _with_roles(interaction: Interaction, asker: Asker) -> Asker:
    """Return who writes a direct message with their roles, if they coach: a letter's buttons go on working there."""
    leavers = cast(_Host, interaction.client).leavers
    typing = interaction.type is discord.InteractionType.autocomplete
    if leavers is None or typing or not await services_of(interaction).coaches.is_known(asker.team_id, asker.user_id):
        return asker
    return await leavers.as_member(asker.team_id, asker.user_id, asker.name)


async def _coach_alone(interaction: Interaction) -> Asker | None:
    """Return who presses or sends something in direct messages as the coach of one team who runs with none."""
    leavers = cast(_Host, interaction.client).leavers
    if leavers is None or interaction.type not in _ANSWERS:
        return None
    teams = await services_of(interaction).coaches.coached_by(interaction.user.id)
    if len(teams) != 1:
        return None
    return await leavers.as_member(teams[0], interaction.user.id, interaction.user.display_name)


_ANSWERS: Final = (discord.InteractionType.component, discord.InteractionType.modal_submit)


async def _is_here(interaction: Interaction, asker: Asker) -> bool:
    leavers = cast(_Host, interaction.client).leavers
    if leavers is None or interaction.type is discord.InteractionType.autocomplete:
        return True
    return await leavers.still_here(asker)
