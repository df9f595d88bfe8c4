"""Access: what coaches and admins may do that others may not, checked where it is done."""

from bot.errors import NotAllowed
from bot.services.asker import Asker
from db.repositories.teams import TeamRow
from db.unit_of_work import UnitOfWork


def is_coach(team: TeamRow | None, asker: Asker) -> bool:
    """Tell whether the asker coaches the team: by its coach role, or as an admin while it has none."""
    if team is None or team.coach_role_id is None:
        return asker.is_admin
    return team.coach_role_id in asker.role_ids


def require_coach(uow: UnitOfWork, asker: Asker) -> None:
    """Raise `NotAllowed` unless the asker coaches the team."""
    if not is_coach(uow.teams.find(asker.team_id), asker):
        raise NotAllowed("coach_only")


def require_coach_or_admin(uow: UnitOfWork, asker: Asker) -> None:
    """Raise `NotAllowed` unless the asker coaches the team or may manage the server."""
    if not (asker.is_admin or is_coach(uow.teams.find(asker.team_id), asker)):
        raise NotAllowed("not_allowed")


def require_admin(asker: Asker) -> None:
    """Raise `NotAllowed` unless the asker may manage the server."""
    if not asker.is_admin:
        raise NotAllowed("admin_only")
