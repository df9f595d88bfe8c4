"""Starts: what becomes of access that somebody gave, and who may keep it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.connections import LAST_HOURS, ConnectionState, Service
from bot.errors import NotFound, UserError
from bot.services.connection_endings import is_undecided
from bot.services.connection_letters import ConnectionNews, owe_news
from bot.services.credentials import sealed
from bot.services.giving_back import take_up_again
from bot.services.ports import Grant, SecretBox
from bot.services.runners import is_away
from bot.services.service_calls import hold_calls
from db.repositories.connections import ConnectionRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork

_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Connected:
    """A service that tells of its runner's runs from now on: for whom, in which team, and whether it did before."""

    service: Service
    team_name: str
    runner_name: str
    renewed: bool


def rests(until: datetime, now: datetime) -> UserError:
    """Return what is said to who would connect while no call may be made."""
    return UserError("service_rests", until=max(until, now + _MINUTE))


def seats_taken(uow: UnitOfWork) -> int:
    """Return how many athletes Strava counts: access that is still to be given back holds its seat until it is."""
    return uow.connections.count(Service.STRAVA) + uow.service_work.count_revocations(Service.STRAVA)


def start(
    uow: UnitOfWork,
    box: SecretBox,
    runner_id: int,
    service: Service,
    grant: Grant,
    now: datetime,
    *,
    athletes: int,
) -> Connected | UserError:
    """Keep access that was given; one that may not be kept goes to who has the account, or is given back.

    `athletes` are the seats at Strava; others may have come back since the way was opened.
    What was logged from an account before is no later connection's: about that there is a word first.
    """
    runner = uow.runners.lock(runner_id)
    taken = uow.connections.by_athlete(service, grant.athlete)
    own = uow.connections.of(runner_id, service)
    secret = sealed(box, service, grant.athlete, grant.credentials)
    refusal: UserError | None = None
    if runner is None or is_away(uow, runner):
        refusal = NotFound("link_closed")
    elif taken is not None and taken.runner_id != runner_id:
        refusal = _taken(uow, runner, taken, service)
    elif own is not None and is_undecided(uow, own):
        refusal = UserError("older_runs_undecided")
    elif own is not None and own.athlete not in (None, grant.athlete):
        code = "connected_already" if service is Service.STRAVA else "other_account_connected"
        refusal = UserError(code, service=service)
    busy_until = take_up_again(uow, box, service, grant.athlete, now)
    if refusal is None and busy_until is not None and service is Service.STRAVA:
        # What is on its way may end this one as well, or miss it.
        refusal = rests(busy_until, now)
    if refusal is None and service is Service.STRAVA and (own is None or own.secret is None):
        hold_calls(uow, service)
        if seats_taken(uow) >= athletes:
            refusal = UserError("no_seat", athletes=athletes)
    if refusal is not None and taken is None and service is Service.STRAVA:
        # A key is its owner's own, and not ours to end.
        uow.service_work.add_revocation(service, secret, now)
    elif refusal is not None and taken is not None:
        # What opened it until now is void since this was given.
        again = {"secret_number": taken.secret_number + 1, "claim": taken.claim + 1, "held_until": None}
        uow.connections.change(taken.connection_id, secret=secret, due_at=now, **again)
    if refusal is not None or runner is None:
        return refusal or NotFound("link_closed")
    if own is not None and own.state == ConnectionState.REFUSED:
        # Nothing is left of it, neither what it asked for nor from when on.
        uow.connections.drop(own.connection_id)
        own = None
    columns: dict[str, object] = {
        "state": ConnectionState.ACTIVE,
        "athlete": grant.athlete,
        "secret": secret,
        "connected_at": now,
        "due_at": now,
        "held_until": None,
        "failures": 0,
        "refusals": 0,
        "forget_at": None,
    }
    if own is None:
        connection_id = uow.connections.add(
            runner_id=runner_id, service=service, automatic=False, since=now - LAST_HOURS, **columns
        )
    else:
        connection_id = own.connection_id
        uow.connections.change(connection_id, secret_number=own.secret_number + 1, claim=own.claim + 1, **columns)
    owe_news(uow, runner, service, ConnectionNews.CONNECTED, connection_id, now)
    return Connected(service, runner.team_name, runner.name, renewed=own is not None)


def _taken(uow: UnitOfWork, runner: RunnerRow, taken: ConnectionRow, service: Service) -> UserError:
    other = uow.runners.find_by_id(taken.runner_id)
    if other is None or other.user_id != runner.user_id:
        return UserError("account_taken", service=service)
    return UserError("account_in_other_team", team=other.team_name, command=service.value)
