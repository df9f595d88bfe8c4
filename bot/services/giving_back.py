"""Giving back: the word owed to a service that access is over, and what keeps it from ending access given anew.

A service knows one access for each athlete and application, whatever pairs it gave: whoever gives back an older pair
ends the newest as well.
"""

from datetime import datetime, timedelta
from typing import Final

from bot.domain.connections import Service
from bot.services.credentials import athlete_of
from bot.services.ports import SecretBox
from db.repositories.connections import ConnectionRow
from db.repositories.service_work import RevocationRow
from db.unit_of_work import UnitOfWork

LEASE: Final = timedelta(minutes=2)
"""How long a process may take to give one back before another tries; longer than any call."""


def give_back(uow: UnitOfWork, row: ConnectionRow, now: datetime) -> None:
    """Owe the service the word that access is over, whoever's it was."""
    if row.secret is not None:
        uow.service_work.add_revocation(row.service, row.secret, now)


def under_way_until(row: RevocationRow, now: datetime) -> datetime | None:
    """Return until when somebody may be giving this back at this very moment, None when nobody is."""
    return row.due_at if row.tries and now < row.due_at <= now + LEASE else None


def hold_back(uow: UnitOfWork, service: Service, now: datetime) -> datetime | None:
    """Let nothing be given back while an account is opened, whose it is the service alone knows as yet.

    Returns until when something may be on its way already: it could arrive after the account was opened.
    """
    rows = uow.service_work.hold_revocations(service)
    busy = [until for row in rows if (until := under_way_until(row, now)) is not None]
    if busy:
        return max(busy)
    for row in rows:
        if row.due_at <= now + LEASE:
            uow.service_work.change_revocation(row.revocation_id, due_at=now + 2 * LEASE, tries=0)
    return None


def take_up_again(uow: UnitOfWork, box: SecretBox, service: Service, athlete: str, now: datetime) -> datetime | None:
    """Owe a service no more that access is over which its athlete gave anew: the word would end that one as well.

    Returns until when such a word may be on its way, in which case it stands.
    """
    until = None
    for row in uow.service_work.hold_revocations(service):
        if athlete_of(box, row.secret, service) != athlete:
            continue
        if (busy := under_way_until(row, now)) is not None:
            until = busy
        else:
            uow.service_work.drop_revocation(row.revocation_id)
    return until
