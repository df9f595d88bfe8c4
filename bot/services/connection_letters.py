"""Letters about connections: that one stands, is refused by the service, or is over with all that was told by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.audience import MessageKind
from bot.domain.connections import ConnectionState, Service
from bot.domain.found_runs import CONFIRMED_OF
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


class ConnectionNews(StrEnum):
    """What a runner hears of a connection of theirs."""

    CONNECTED = "connected"
    REFUSED = "refused"
    """The service takes the access no more; what it told is deleted."""
    SHUT = "shut"
    """The operator's key to the access is gone, as it was changed or lost; what the service told is deleted."""
    ENDED = "ended"
    """It is over, access is given back, and what was told by it is deleted."""
    FORGOTTEN = "forgotten"
    """The runs that were logged from it are deleted too."""
    WITHHELD = "withheld"
    """It has runs that it shows on its own pages alone, as they came there from Strava."""

    @property
    def asks(self) -> bool:
        """Whether the runner may be asked about runs logged from there, which go without a word."""
        return self in (ConnectionNews.REFUSED, ConnectionNews.SHUT)


@dataclass(frozen=True, slots=True)
class ConnectionLetter:
    """A word on a connection; `connection_id` is there while its runner may decide about runs logged from it."""

    service: Service
    news: ConnectionNews
    team_name: str
    connection_id: int | None = None
    runs: int = 0
    forget_at: datetime | None = None


def owe_news(
    uow: UnitOfWork, runner: RunnerRow, service: Service, news: ConnectionNews, connection_id: int, now: datetime
) -> None:
    """Owe a runner a word on a connection, once for each of its turns; of runs that are withheld, once and for all."""
    turn = "" if news is ConnectionNews.WITHHELD else f":{now:%Y%m%d%H%M%S}"
    uow.outbox.owe(
        team_id=runner.team_id,
        kind=MessageKind.CONNECTION_NEWS,
        key=f"{connection_id}:{news}{turn}",
        payload={"service": service, "news": news, "connection_id": connection_id},
        now=now,
        runner_id=runner.runner_id,
        recipient_id=runner.user_id,
    )


def connection_letter(uow: UnitOfWork, reader: RunnerRow, payload: Mapping[str, Any]) -> ConnectionLetter | None:
    """Return a word on a connection; None once it is no news any more."""
    service, news = Service(payload["service"]), ConnectionNews(payload["news"])
    row = uow.connections.find(payload["connection_id"])
    if row is not None and row.runner_id != reader.runner_id:
        return None
    if news in (ConnectionNews.CONNECTED, ConnectionNews.WITHHELD) and (
        row is None or row.state != ConnectionState.ACTIVE
    ):
        return None
    asks = news.asks and row is not None and row.state == ConnectionState.REFUSED
    return ConnectionLetter(
        service=service,
        news=news,
        team_name=reader.team_name,
        connection_id=row.connection_id if asks and row is not None else None,
        runs=uow.found_runs.count_entries(reader.runner_id, CONFIRMED_OF[service]) if asks else 0,
        forget_at=row.forget_at if asks and row is not None else None,
    )
