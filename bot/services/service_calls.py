"""Service calls: what services count of our calls, until when they are left alone, and whether they answer at all."""

import logging
from datetime import datetime, timedelta
from typing import Final

from bot.domain.connections import Service, Usage, refused_until, rests_until
from bot.services.notices import Matter, forget_notice, owe_notice
from bot.services.ports import SourceInactive, SourceLimited, SourceTrouble
from db.repositories.service_work import CallRow
from db.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

INACTIVE_RETRY: Final = timedelta(hours=6)


def is_resting(uow: UnitOfWork, service: Service, now: datetime) -> datetime | None:
    """Return until when no call may be made, not even for somebody who waits."""
    calls = uow.service_work.calls(service)
    if calls is None:
        return None
    if calls.rests_until is not None and calls.rests_until > now:
        return calls.rests_until
    return rests_until(_usage(calls), now, waited_for=True)


def rests(calls: CallRow | None, now: datetime) -> bool:
    """Tell whether nobody looks now: a share of the calls is left for who waits."""
    return _rests_until(calls, now) is not None


def looks_rest_until(uow: UnitOfWork, service: Service, now: datetime) -> datetime | None:
    """Return until when nobody looks, for who waits for what comes of it."""
    return _rests_until(uow.service_work.calls(service), now)


def _rests_until(calls: CallRow | None, now: datetime) -> datetime | None:
    if calls is None:
        return None
    if calls.rests_until is not None and calls.rests_until > now:
        return calls.rests_until
    return rests_until(_usage(calls), now, waited_for=False)


def _usage(calls: CallRow) -> Usage:
    return Usage(calls.quarter, calls.quarter_limit, calls.day, calls.day_limit, calls.told_at)


def note_usage(
    uow: UnitOfWork, service: Service, usage: Usage | None, now: datetime, until: datetime | None = None
) -> None:
    """Keep what a service said of its limits and when, and until when it is left alone if it refused a call.

    Not every answer says something of them: `usage` may be from long ago, and another process may have heard since.
    """
    before = calls = uow.service_work.calls(service) or _no_calls(service)
    if usage is not None and _is_newer(usage, calls):
        calls = calls._replace(
            quarter=usage.quarter,
            quarter_limit=usage.quarter_limit,
            day=usage.day,
            day_limit=usage.day_limit,
            told_at=usage.heard_at,
        )
    if until is not None:
        calls = calls._replace(rests_until=until)
    if calls != before:
        uow.service_work.put_calls(calls)


def _is_newer(usage: Usage, calls: CallRow) -> bool:
    return usage.heard_at is not None and (calls.told_at is None or calls.told_at <= usage.heard_at)


def hold_calls(uow: UnitOfWork, service: Service) -> None:
    """Let nobody else count what a service has, until this is saved: of two who take its last seat one comes second."""
    if uow.service_work.calls(service, hold=True) is None:
        uow.service_work.put_calls(_no_calls(service))


def note_limited(uow: UnitOfWork, service: Service, usage: Usage | None, now: datetime) -> datetime:
    """Keep that a service refused a call for lack of room; returns until when it, or this account, is left alone."""
    until = refused_until(usage, now)
    note_usage(uow, service, usage, now, None if service.counts_each else until)
    return until


def note_inactive(uow: UnitOfWork, service: Service, now: datetime) -> datetime:
    """Leave the service alone for hours, and tell whoever looks after the teams, once; returns until when."""
    calls = uow.service_work.calls(service) or _no_calls(service)
    if calls.inactive_since is None:
        log.error("%s takes this application for inactive; its owner has to mend that there", service)
        for team_id in uow.connections.teams(service):
            if (team := uow.teams.find(team_id)) is not None:
                owe_notice(uow, team, Matter.STRAVA_INACTIVE, 0, now)
    since, until = calls.inactive_since or now, now + INACTIVE_RETRY
    uow.service_work.put_calls(calls._replace(rests_until=until, inactive_since=since))
    return until


def note_trouble(
    uow: UnitOfWork, service: Service, trouble: SourceTrouble, usage: Usage | None, now: datetime
) -> datetime | None:
    """Keep what a refused call says of all others; returns until when none is made, None where it says nothing."""
    match trouble:
        case SourceLimited():
            return note_limited(uow, service, usage, now)
        case SourceInactive():
            return note_inactive(uow, service, now)
    return None


def note_active(uow: UnitOfWork, service: Service) -> None:
    """Keep that a service answers again."""
    calls = uow.service_work.calls(service)
    if calls is not None and calls.inactive_since is not None:
        uow.service_work.put_calls(calls._replace(inactive_since=None))
        for team_id in uow.connections.teams(service):
            forget_notice(uow, team_id, Matter.STRAVA_INACTIVE, 0)


def _no_calls(service: Service) -> CallRow:
    # Of limits that nobody has told of yet, none is used up.
    return CallRow(service, 0, 1, 0, 1, None, None, None)
