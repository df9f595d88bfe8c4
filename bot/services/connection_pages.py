"""Connection pages: how a runner's connections stand, as they see them."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.connections import ConnectionState, Level, Service
from bot.domain.found_runs import CONFIRMED_OF, FOLLOWED
from bot.services.back_fill_standing import BackFill, back_fill_of
from db.repositories.connections import ConnectionRow
from db.repositories.runners import RunnerRow
from db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection as its runner sees it.

    `runs` are entries of the log that were confirmed from it, `shared` such as stand there as Strava has them and go
    with it in any case, `withheld` runs of a week that the service shows on its own pages alone.
    """

    connection_id: int
    service: Service
    state: ConnectionState
    connected_at: datetime
    looked_at: datetime | None
    is_automatic: bool
    runs: int
    forget_at: datetime | None
    in_trouble: bool
    withheld: int = 0
    back_fill: BackFill | None = None
    shared: int = 0


@dataclass(frozen=True, slots=True)
class ConnectionPage:
    """How the asker's connections stand; `seats` are those taken and there are at Strava, for admins alone."""

    services: tuple[Service, ...]
    connections: tuple[Connection, ...]
    level: Level
    seats: tuple[int, int] | None = None
    rests_until: datetime | None = None
    is_inactive: bool = False

    def of(self, service: Service) -> Connection | None:
        """Return the connection to one service."""
        return next((one for one in self.connections if one.service is service), None)


def connection_of(uow: UnitOfWork, runner: RunnerRow, row: ConnectionRow, now: datetime) -> Connection:
    """Return how a connection stands."""
    service = Service(row.service)
    filling = uow.back_fills.of_connection(row.connection_id)
    return Connection(
        connection_id=row.connection_id,
        service=service,
        state=ConnectionState(row.state),
        connected_at=row.connected_at,
        looked_at=row.looked_at,
        is_automatic=row.automatic,
        runs=uow.found_runs.count_entries(row.runner_id, CONFIRMED_OF[service]),
        forget_at=row.forget_at,
        in_trouble=row.failures > 0,
        withheld=row.withheld,
        shared=_shared(uow, row) if service is Service.STRAVA else 0,
        back_fill=None if filling is None else back_fill_of(uow, runner, filling, now),
    )


def _shared(uow: UnitOfWork, row: ConnectionRow) -> int:
    return sum(uow.found_runs.count_entries(row.runner_id, source) for source in FOLLOWED)
